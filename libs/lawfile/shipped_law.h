// The regulations as they stand in regulations/, for the tests of their rules.
#pragma once

#include <gtest/gtest.h>

#include "libs/lawfile/catalogue.h"

namespace dotpha::lawfile {

inline const statute::Regulation& ShippedLaw(const std::string& id) {
  static const Catalogue catalogue = [] {
    auto loaded = Catalogue::Load("regulations");
    EXPECT_TRUE(loaded.ok());
    return *std::move(loaded);
  }();
  return *catalogue.Find(id);
}

inline const statute::Regulation& TuyenQuang2020() { return ShippedLaw("TQ2020"); }
inline const statute::Regulation& TuyenQuang2021() { return ShippedLaw("TQ2021"); }

}  // namespace dotpha::lawfile
