// Drafts: the obligations that one version of the law would give a debtor, before it is decided which version each
// belongs to. Internal to the derivation of obligations.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/due_day.h"
#include "libs/statute/known_facts.h"
#include "libs/statute/obligation.h"
#include "libs/statute/officials.h"

namespace dotpha::statute {

struct Draft {
  DutyKey key;
  const Duty* duty = nullptr;
  const Deadline* deadline = nullptr;  // null: undated
  int cycle = 0;
  std::optional<DueDay> due;  // by the law itself
  std::optional<Date> day;    // L, after an override
  const OverrideFact* override_in_force = nullptr;
  Date arose_on;     // what an undated item goes by
  bool owed = true;  // false: it would be due then, but this debtor does not owe it
  bool stage_holder = false;
  std::vector<std::string> sources;
};

// What every draft of one debtor at one instant is made from.
struct DraftInput {
  const Facts* facts = nullptr;
  const Calendar* calendar = nullptr;
  const DeriveOptions* options = nullptr;
  const std::string* debtor_id = nullptr;
  const KnownFacts* known = nullptr;
  Officials* officials = nullptr;  // where the debtor is a body
  int first_cycle = 0;
  int last_cycle = 0;
};

[[nodiscard]] inline bool StageWanted(const DeriveOptions& options, const Duty& duty) {
  return options.stages.empty() || options.stages.contains(duty.stage);
}

// The first deadline of an entry whose case fits the occurrence. Unset parts of the occurrence fit any case.
struct Occurrence {
  std::string assignment_basis;
  std::optional<bool> assigned_before_cycle;
  std::optional<PostBasis> post_basis;
};
const Deadline* FittingDeadline(const ScheduleEntry& entry, const Occurrence& occurrence);

// Sets `day` of the drafts of one debtor to their dates after overrides (see DeriveObligations for which one applies).
void ApplyOverrides(const KnownFacts& known, std::vector<Draft>& drafts);

// Drafts that are not owed are given as well: where another version has the duty, they decide which version it belongs
// to, and a cancelled duty still shows an override of its date.
std::vector<Draft> DraftsOfOfficial(const DraftInput& input, const Regulation& regulation);
std::vector<Draft> DraftsOfBody(const DraftInput& input, const Regulation& regulation);

}  // namespace dotpha::statute
