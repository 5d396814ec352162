// Who works where, as far as notices need it: a projection of the facts, bitemporal like them. Ids only, no names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/facts.h"

namespace dotpha::statute {

// State of a staff member from learned.recorded_at on; replaces what was known under the id.
struct StaffFact {
  Learned learned;
  std::string id;
  std::string body_id;  // exactly one of body_id and agency_id is set
  std::string agency_id;
  std::string role;  // "clerk", "specialist", "leader"
};

// The clerk whom an official named to get his reminders too; empty staff_id: none from now on.
struct ClerkFact {
  Learned learned;
  std::string official_id;
  std::string staff_id;
};

struct Directory {
  std::vector<StaffFact> staff;   // of bodies and agencies
  std::vector<ClerkFact> clerks;  // at least of the debtor asked about
  std::vector<PostFact> posts;    // at least all posts of the agencies asked about
};

// Ids of the staff of `body` with `role`, as known at `known_at`, ascending.
std::vector<std::string> StaffOf(const Directory& directory, const std::string& body, const std::string& role,
                                 Instant known_at);

// The clerk named by the official, as known at `known_at`.
std::optional<std::string> ClerkOf(const Directory& directory, const std::string& official_id, Instant known_at);

// Official who heads the agency (HEAD before ACTING) on day `on`, as known at `known_at`; by principal post first,
// then by id, so that the answer is one.
std::optional<std::string> AgencyHead(const Directory& directory, const std::string& agency_id, Date on,
                                      Instant known_at);

}  // namespace dotpha::statute
