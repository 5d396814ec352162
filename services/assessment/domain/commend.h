// Commendations of a cycle (Điều 9; R9.1-COMMEND, R9.2-PROPOSE): whoever is rated at the top is eligible; bodies
// propose these, and typical individuals and collectives with a reason; the Organisation Commission consolidates, the
// Standing Committee decides.
//
// Errors: commendation_service.proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/assessment/domain/circumstances.h"

namespace dotpha::assessment {

// The states are those of the law's workflow "commendation".
struct Commendation {
  int cycle = 0;
  std::string official_id;  // exactly one of the two
  std::string agency_id;
  std::string state;
  std::vector<std::string> proposed_by;  // bodies, oldest first
  std::string reason;
  std::optional<Date> decided_on;
  DocumentReference decision;

  friend bool operator==(const Commendation&, const Commendation&) = default;
};

struct Nominee {
  std::string official_id;
  std::string agency_id;
  std::string reason;
};

// One nominee with everything known of it.
struct NomineeEntry {
  Nominee nominee;
  Subject subject;            // of an individual; of a collective only `known`
  std::string decided_level;  // of an individual in this cycle
  std::optional<Commendation> commendation;
};

enum class CommendationAct { kPropose, kConsolidate, kDecide };

struct CommendCommand {
  CommendationAct act = CommendationAct::kPropose;
  std::string body_id;  // whose act it is
  int cycle = 0;
  DocumentReference decision;      // kDecide
  std::optional<Date> decided_on;  // kDecide
  std::vector<NomineeEntry> entries;
  std::vector<Violation> violations;  // of reading
};

// The new state of each nominee, in their order.
Result<std::vector<Commendation>> Commend(const CommendCommand& command, const statute::Regulation& regulation,
                                          const Act& act);

// "HTXS": what makes an official eligible (R9.1-COMMEND); "" where the regulation has no levels.
std::string TopLevel(const statute::Regulation& regulation);

}  // namespace dotpha::assessment
