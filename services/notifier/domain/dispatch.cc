#include "services/notifier/domain/dispatch.h"

#include <algorithm>
#include <map>
#include <set>

#include "services/notifier/domain/deciding.h"

namespace dotpha::notifier {
namespace {

std::string EndReason(const statute::Obligation& obligation) {
  switch (obligation.state) {
    case statute::State::kCancelled:
      return "DUTY_CANCELLED";
    case statute::State::kWaived:
      return "WAIVED";
    default:
      return "RECEIVED";
  }
}

NewNotice Blank(const Action& action) {
  NewNotice notice;
  notice.obligation_id = action.obligation_id;
  notice.stage = action.stage;
  notice.revision = action.revision;
  notice.due_at = action.due_at;
  return notice;
}

// The rungs of each obligation's ladder.
class Ladders {
 public:
  explicit Ladders(Deciding& deciding) : deciding_(deciding), s_(deciding.situation()) {}

  void Climb() {
    std::map<std::string, std::vector<Action>> by_obligation;
    for (Action& action : PlanLadder(*s_.policy, *s_.calendar, *s_.ledger)) {
      if (!deciding_.Decided(action.obligation_id, action.stage, action.revision)) {
        by_obligation[action.obligation_id].push_back(std::move(action));
      }
    }
    for (const statute::Obligation& obligation : s_.ledger->obligations) {  // by id
      if (const auto found = by_obligation.find(obligation.derived.Id()); found != by_obligation.end()) {
        Climb(obligation, found->second);
      }
    }
  }

  [[nodiscard]] const std::set<std::string>& deferred() const { return deferred_; }

 private:
  // Open as known at the moment at which the action is wanted.
  [[nodiscard]] bool WantedBy(const Action& action) const {
    const statute::ObligationView view = statute::ViewAt(*s_.ledger, action.obligation_id, action.due_at);
    return view.exists && !view.received && !view.ended && view.last_on_time_day == action.last_on_time_day;
  }

  void Climb(const statute::Obligation& obligation, const std::vector<Action>& actions) {
    std::vector<const Action*> due;
    for (const Action& action : actions) {
      if (!WantedBy(action)) {
        continue;
      }
      if (IsReminder(action.stage)) {
        ConsiderReminder(obligation, action, due);
      } else if (action.due_at > s_.ledger->as_of || action.due_at > s_.now) {
        deciding_.RuleAt(action.due_at, [this, &obligation, action] {
          return deciding_.Resolve(obligation, action.recipients, action.due_at);
        });
      } else {
        due.push_back(&action);
      }
    }
    if (due.empty()) {
      return;
    }
    const Instant latest = (*std::max_element(due.begin(), due.end(), [](const Action* a, const Action* b) {
                             return a->due_at < b->due_at;
                           }))->due_at;
    if (!deciding_.MayGo(latest)) {
      deferred_.insert(obligation.derived.Id());
      return;
    }
    for (const Action* action : due) {
      if (action->due_at < latest) {
        Decline(obligation, *action, NoticeState::kSkipped, "SUPERSEDED");
      } else {
        Give(obligation, *action);
      }
    }
  }

  void ConsiderReminder(const statute::Obligation& obligation, const Action& action, std::vector<const Action*>& due) {
    const bool replaced = action.revision != obligation.revision;
    if (action.due_at > s_.now) {
      if (!Ended(obligation.state) && !replaced) {
        deciding_.ActAt(action.due_at);
      }
    } else if (Ended(obligation.state)) {
      Decline(obligation, action, NoticeState::kCancelled, EndReason(obligation));
    } else if (replaced) {
      Decline(obligation, action, NoticeState::kCancelled, "OVERRIDDEN");
    } else if (Date::Of(s_.now) > action.last_on_time_day) {
      Decline(obligation, action, NoticeState::kSkipped, "DEADLINE_PASSED");
    } else {
      due.push_back(&action);
    }
  }

  void Give(const statute::Obligation& obligation, const Action& action) {
    NewNotice notice = Blank(action);
    notice.late = deciding_.hours().IsLate(action.due_at);
    notice.slot = deciding_.hours().Slot(action.due_at, true);
    if (const Silence* silence = SilenceOver(obligation, action)) {
      notice.state = NoticeState::kSuppressed;
      notice.reason = "SILENCED " + silence->document_number;
      notice.late = false;
    }
    deciding_.AppendAll(deciding_.Resolve(obligation, action.recipients, action.due_at), notice);
    for (const auto& [stage, due_at] : action.dropped) {
      if (!deciding_.Decided(action.obligation_id, stage, action.revision)) {
        NewNotice dropped = Blank(action);
        dropped.stage = stage;
        dropped.state = NoticeState::kSkipped;
        dropped.reason = "LATER_THAN_M";
        dropped.due_at = due_at;
        dropped.slot = due_at;
        deciding_.Append(std::move(dropped));
      }
    }
  }

  // The row that says why a wanted notice was not given, for each who would have had it.
  void Decline(const statute::Obligation& obligation, const Action& action, NoticeState state, std::string reason) {
    NewNotice notice = Blank(action);
    notice.state = state;
    notice.reason = std::move(reason);
    notice.slot = action.due_at;
    const Recipients recipients = deciding_.Resolve(obligation, action.recipients, action.due_at);
    if (recipients.people.empty()) {
      deciding_.Append(std::move(notice));
    } else {
      deciding_.AppendFor(recipients.people, notice);
    }
  }

  [[nodiscard]] const Silence* SilenceOver(const statute::Obligation& obligation, const Action& action) const {
    const Instant due_at = action.due_at;
    const Date day = Date::Of(due_at);
    for (const Silence& silence : s_.silences) {
      const bool meant = silence.official_id == obligation.derived.debtor_id &&
                         (silence.obligation_id.empty() || silence.obligation_id == obligation.derived.Id());
      const bool then = silence.from <= day && day <= silence.to && (!silence.ended_at || due_at < *silence.ended_at);
      if (meant && then && (IsReminder(action.stage) || silence.recorded_at <= due_at)) {
        return &silence;
      }
    }
    return nullptr;
  }

  Deciding& deciding_;
  const Situation& s_;
  std::set<std::string> deferred_;  // obligations with a ruling that waits for working hours
};

}  // namespace

Dispatch DecideNotices(const Situation& situation) {
  Deciding deciding(situation);
  Ladders ladders(deciding);
  ladders.Climb();
  TellAsides(deciding, ladders.deferred());
  SendSummaries(deciding);
  return std::move(deciding).Take();
}

int Urgency(Stage stage) {
  switch (stage) {
    case Stage::kM:
      return 0;
    case Stage::kE2:
      return 1;
    case Stage::kE1:
      return 2;
    case Stage::kO:
      return 3;
    case Stage::kCorrection:
      return 4;
    case Stage::kR0:
      return 5;
    case Stage::kR3:
      return 6;
    case Stage::kR10:
      return 7;
    case Stage::kInfo:
      return 8;
  }
  return 9;
}

}  // namespace dotpha::notifier
