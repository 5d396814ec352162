// What the tests of several law files ask in the same way.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/lawfile/shipped_law.h"
#include "libs/statute/scope.h"

namespace dotpha::lawfile {

inline statute::CurrentPost Post(const std::string& workplace_class,
                                 statute::Capacity capacity = statute::Capacity::kHead,
                                 const std::string& vertical_field = "") {
  return {"", "", workplace_class, vertical_field, capacity, false};
}

// Managed by the Standing Committee; the first post is the principal one.
inline statute::Person Someone(bool committee_member, std::vector<statute::CurrentPost> posts) {
  statute::Person person;
  person.id = "N";
  person.managed = true;
  person.committee_member = committee_member;
  person.posts = std::move(posts);
  if (!person.posts.empty()) {
    person.posts.front().principal = true;
  }
  return person;
}

// Điều 4 khoản 2 điểm e and khoản 3, the same in both texts (R4.2e-DIFFER, R4.3-DIFFER).
inline void ExpectThreeGroundsForTheCommitteeOneForABody(const statute::Regulation& law) {
  using ::testing::ElementsAre;
  std::map<std::string, std::vector<std::string>> acts;
  for (const auto& ground : law.difference_grounds) {
    acts[ground.code] = ground.acts;
  }
  ASSERT_EQ(acts.size(), 3U);
  EXPECT_THAT(acts["NOT_CONCRETE_ART3"], ElementsAre("proposal", "decision"));
  EXPECT_THAT(acts["NOT_SUITABLE"], ElementsAre("decision"));
  EXPECT_THAT(acts["NOT_TO_BTV_REQUIREMENT"], ElementsAre("decision"));
}

// Who does what by the text, in the order of the file: action, rule, article, bodies (none: agencies at large).
using DutyOfBody = std::tuple<std::string, std::string, std::string, std::vector<std::string>>;
inline std::vector<DutyOfBody> DutiesOfBodies(const statute::Regulation& law) {
  std::vector<DutyOfBody> duties;
  for (const auto& duty : law.body_duties) {
    duties.emplace_back(duty.action, duty.rule, duty.article, duty.bodies);
  }
  return duties;
}

}  // namespace dotpha::lawfile
