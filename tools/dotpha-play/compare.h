// The difference between what the services say and the sample's expected.json.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dotpha/notifier/v1/notice.pb.h"
#include "dotpha/notifier/v1/obligation.pb.h"
#include "tools/dotpha-play/sample.h"

namespace dotpha::play {

// Everything that the notifier answered at the end.
struct Outcome {
  std::vector<notifier::v1::Obligation> obligations;
  std::vector<notifier::v1::ViolationFlag> flags;
  std::vector<notifier::v1::Candidate> candidates;
  std::vector<notifier::v1::Notice> notices;
  std::vector<nlohmann::json> assessments;    // dotpha.assessment.v1.Assessment with works, contract's field names
  std::vector<nlohmann::json> cases;          // dotpha.assessment.v1.Case
  std::vector<nlohmann::json> claims;         // dotpha.assessment.v1.Claim
  std::vector<nlohmann::json> commendations;  // dotpha.assessment.v1.Commendation
  std::vector<nlohmann::json> carry_overs;    // dotpha.review.v1.CarryOver
  nlohmann::json previewed;                   // dotpha.notifier.v1.SupersessionChange: the dry run, where there was one
  // Of a voluntary sample, all by the contract's field names. dotpha.registration.v1.RegisteredWorkEntry:
  nlohmann::json works_reported;
  nlohmann::json works_finally;
  nlohmann::json works_of_next_year;
  std::vector<nlohmann::json> fact_sheets;  // dotpha.registration.v1.FactSheet
  std::vector<nlohmann::json> fact_sheets_of_next_year;
  std::vector<nlohmann::json> registrations;  // dotpha.registration.v1.GetRegistrationResponse
};

// What is compared.
struct Scope {
  Date last_day;                   // duties with L up to here
  std::set<std::string> duties;    // codes; empty: all
  std::set<std::string> left_out;  // officials
  bool assessed = false;           // percentages, levels, cases, claims and commendations, too
};

// One comparable thing as key -> field -> value; both sides are brought into this form and then compared field by
// field.
using Picture = std::map<std::string, std::map<std::string, std::string>>;

struct Difference {
  std::string item;  // "TQ-008:REG:2022"
  std::string what;  // "state"
  std::string expected;
  std::string found;
};

std::vector<Difference> Differences(const Picture& expected, const Picture& found);

// Of a voluntary sample: that nothing is owed, marked or told, the list as reported and at the end, the fact sheets,
// what was registered for another year, deliveries and counts. `refused`: acts refused as they must be.
std::vector<Difference> CompareVoluntary(const Sample& sample, const Outcome& outcome, int refused);

// Compares state, days late, flags, overdue notices (stage O to the official himself) and candidates (official, kind,
// date, moment raised, duties) of the cycle's dated duties, the bodies' consolidations, and where `assessed` the exact
// percentages and levels of works and officials, the state of each case, also of those that people raised, of each
// claim, and who was commended. Of a run into another regulation also by which one each duty is judged, and what the
// dry run said: of officials and bodies with a day, and of routes. Empty: equal.
std::vector<Difference> Compare(const Sample& sample, const Outcome& outcome, const Scope& scope);

}  // namespace dotpha::play
