// Scope (Điều 1) and routing (Điều 4 khoản 1, 2) of a person on a day: pure look-up in the regulation's tables.
#pragma once

#include <string>
#include <vector>

#include "libs/statute/facts.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

// One current post with its agency's class resolved.
struct CurrentPost {
  std::string post_id;
  std::string agency_id;
  std::string workplace_class;
  std::string vertical_field;
  Capacity capacity = Capacity::kHead;
  bool principal = false;
};

struct Person {
  std::string id;
  bool managed = false;
  bool committee_member = false;
  bool standing_member = false;  // implies committee_member
  std::string assessed_by{};
  std::vector<CurrentPost> posts;  // on the day asked about
};

struct RouteResult {
  ScopeVerdict scope = ScopeVerdict::kOut;
  std::string rule;  // scope rule that decided
  std::string reason;
  std::vector<std::string> rows;  // matched rows, principal post first; {"đ"} for the fallback; empty when not kIn
  std::string to;
  std::string via;
  std::vector<std::string> cc;  // bodies with a copy, in the order of rows, no duplicates
  std::string lead;
  bool self_review = false;
  std::vector<std::string> articles;
};

// `heads`: body id -> official who heads it on the day (I-19).
RouteResult ResolveRoute(const Regulation& regulation, const Person& person,
                         const std::vector<std::pair<std::string, std::string>>& heads);

// The person as known at `known_at` (facts with recorded_at <= known_at) on day `on`.
Person PersonOn(const Facts& facts, const std::string& official_id, Date on, Instant known_at);

// The regulation in force on `day`, or nullptr before the first.
const Regulation* InForceOn(const std::vector<InForce>& law, Date day);

// All of it: route of an official on a day, as known at an instant. Scope out ("no regulation in force") before the
// law.
RouteResult RouteOn(const Facts& facts, const std::string& official_id, Date on, Instant known_at);

}  // namespace dotpha::statute
