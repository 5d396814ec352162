// The regulation of Tuyên Quang of 2021 as it stands in regulations/, for the tests of its rules.
#pragma once

#include <gtest/gtest.h>

#include "libs/lawfile/catalogue.h"

namespace dotpha::lawfile {

inline const statute::Regulation& TuyenQuang2021() {
  static const Catalogue catalogue = [] {
    auto loaded = Catalogue::Load("regulations");
    EXPECT_TRUE(loaded.ok());
    return *std::move(loaded);
  }();
  return *catalogue.Find("TQ2021");
}

}  // namespace dotpha::lawfile
