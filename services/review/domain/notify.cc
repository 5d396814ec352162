#include "services/review/domain/notify.h"

#include <algorithm>
#include <set>
#include <utility>

namespace dotpha::review {
namespace {

// The officials to be told now: those named, or all who have not been told. ALREADY_NOTIFIED.
Result<std::set<std::string>> WhoIsTold(const NotifyCommand& command, const Decision& decision, Date today) {
  Violations violations(command.violations);
  CheckDocument(command.document, "document", today, violations);
  if (!command.notified_on) {
    violations.Add("notified_on", "DATE_MISSING", "the day on which they were told");
  } else if (*command.notified_on > today) {
    violations.Add("notified_on", "DATE_IN_FUTURE", "they were told by now");
  } else if (*command.notified_on < decision.decided_on) {
    violations.Add("notified_on", "DATE_OUT_OF_ORDER", "told on or after the day of the decision");
  }
  std::set<std::string> known;
  std::set<std::string> waiting;
  for (const DecisionItem& item : decision.items) {
    known.insert(item.official_id);
    if (!item.notified_on) {
      waiting.insert(item.official_id);
    }
  }
  std::set<std::string> named;
  std::vector<std::string> told_before;
  for (std::size_t i = 0; i < command.official_ids.size(); ++i) {
    const std::string& official = command.official_ids[i];
    const std::string row = "official_ids[" + std::to_string(i) + "]";
    if (known.count(official) == 0) {
      violations.Add(row, "UNKNOWN_OFFICIAL", "the decision gives this official nothing");
    } else if (!named.insert(official).second) {
      violations.Add(row, "DUPLICATE_ITEM", "each official once");
    } else if (waiting.count(official) == 0) {
      told_before.push_back(official);
    }
  }
  DOTPHA_TRY(violations.Check());
  if (command.official_ids.empty()) {
    named = waiting;
  }
  if (named.empty()) {
    told_before.assign(known.begin(), known.end());
  }
  if (!told_before.empty()) {
    return FailedPrecondition("ALREADY_NOTIFIED", "that they were told is recorded already")
        .With("official_ids", Joined(told_before));
  }
  return named;
}

}  // namespace

std::optional<Date> ToldAll(const Decision& decision) {
  std::optional<Date> last;
  for (const DecisionItem& item : decision.items) {
    if (!item.notified_on) {
      return std::nullopt;
    }
    last = std::max(last, item.notified_on);
  }
  return last;
}

Result<NotifyDecision> RecordNotification(const NotifyCommand& command, const Decision& decision,
                                          const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_ASSIGN(const std::set<std::string> told, WhoIsTold(command, decision, circumstances.today()));
  NotifyDecision result;
  result.decision = decision;
  for (DecisionItem& item : result.decision.items) {
    if (told.count(item.official_id) == 0) {
      continue;
    }
    item.notified_on = command.notified_on;
    result.notifications.push_back({decision.id, item.official_id, *command.notified_on, command.document,
                                    circumstances.arrived_at, circumstances.actor});
    OfficialNotified announced{decision.id, item.official_id, *command.notified_on, {}};
    for (const DecidedWork& work : item.works) {
      announced.work_ids.push_back(work.work_id);
    }
    result.events.emplace_back(std::move(announced));
  }
  if (const auto last = ToldAll(result.decision)) {
    result.events.emplace_back(
        DecisionNotified{decision.id, decision.cycle, decision.basis, *last, regulation->BodyActingAs("BTC")});
  }
  return result;
}

}  // namespace dotpha::review
