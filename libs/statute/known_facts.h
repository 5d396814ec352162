// What was known of one debtor at an instant: of every fact the newest version, in an order that does not depend on
// that of the input. Internal to the derivation of obligations.
#pragma once

#include <string>
#include <vector>

#include "libs/statute/facts.h"

namespace dotpha::statute {

// Points into the facts it was made from.
struct KnownFacts {
  Instant at;
  std::vector<const PostFact*> posts;
  std::vector<const AssignmentFact*> assignments;
  std::vector<const WorkEndFact*> work_ends;
  std::vector<const DepartureFact*> departures;
  std::vector<const ResultFact*> results;
  std::vector<const RequestFact*> requests;
  std::vector<const ReceiptFact*> receipts;    // not revoked
  std::vector<const OverrideFact*> overrides;  // oldest first; for everyone, or naming the debtor
  std::vector<const WaiverFact*> waivers;      // oldest first
  const BodyFact* body = nullptr;              // the debtor, where it is a body
};

KnownFacts KnownAt(const Facts& facts, const std::string& debtor_id, Instant at);

}  // namespace dotpha::statute
