// From the roles of a rung to people, by what was known when it was due. One notice per person, whatever roles (H-10).
#pragma once

#include <string>
#include <vector>

#include "libs/statute/directory.h"
#include "libs/statute/ledger.h"
#include "libs/statute/scope.h"
#include "services/notifier/domain/policy.h"

namespace dotpha::notifier {

struct Recipients {
  std::vector<std::string> people;  // ascending, no duplicates
  std::vector<std::string> nobody;  // rules that should have found somebody and did not: "specialist:BDV"
};

// What recipients of one obligation depend on.
struct Matter {
  const statute::Obligation* obligation = nullptr;  // null where it is about one of the two below
  bool is_body = false;                             // the debtor is a body
  bool candidate_opens = false;                     // a candidate lists the obligation (I-34)
  const statute::AssignmentFact* assignment = nullptr;
  const statute::CaseFact* raised_case = nullptr;
};

// The bodies on the debtor's route on the last on-time day: copies in table order, the lead among them (I-16, I-19).
struct RouteBodies {
  std::vector<std::string> all;
  std::string lead;
};
RouteBodies BodiesOnRoute(const statute::Facts& facts, const std::string& official_id, Date on, Instant known_at);

Recipients ResolveRecipients(const std::vector<RecipientRule>& rules, const Matter& matter, const statute::Facts& facts,
                             const statute::Directory& directory, Instant known_at);

}  // namespace dotpha::notifier
