// The ladder of one debtor: which rungs come due, and when (NOTICES.md "The ladder"). Pure: ledger + policy + calendar.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/ledger.h"
#include "services/notifier/domain/policy.h"

namespace dotpha::notifier {

// One rung of one obligation under one revision of its deadline.
struct Action {
  std::string obligation_id;
  Stage stage = Stage::kR10;
  int revision = 1;
  Date last_on_time_day;  // L of that revision
  Instant due_at;         // when the ladder wants it
  std::vector<RecipientRule> recipients;
  std::vector<std::pair<Stage, Instant>> dropped;  // stage M only: stages later than M, dropped in its favour
};

// All rungs that the debtor's obligations have or had, in the order of due_at, then obligation, then stage. Left out:
// undated, imported (L before live_from, H-17) and known-late obligations (H-16), rungs due before the revision of the
// date was known (H-06) or after a later one replaced it, and of reminders on one day all but the last.
// Whether an action is still wanted when it is due depends on what was known then: see dispatch.h.
std::vector<Action> PlanLadder(const NoticePolicy& policy, const statute::Calendar& calendar,
                               const statute::Ledger& ledger);

// The ladder for an obligation, or nullptr: no notice at all.
const LadderRule* LadderFor(const NoticePolicy& policy, const statute::Obligation& obligation);

// Soft, or a stage-holder's duty for which the regulation softens the ladder.
bool IsMild(const statute::DerivedObligation& obligation);

}  // namespace dotpha::notifier
