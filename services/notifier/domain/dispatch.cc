#include "services/notifier/domain/dispatch.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "services/notifier/domain/hours.h"

namespace dotpha::notifier {
namespace {

using Key = std::tuple<std::string, Stage, int>;

constexpr char kOpening[] = "OPENING";
constexpr std::chrono::hours kFortnight{14 * 24};  // some week within it has a working day, as a rule

bool Ended(statute::State state) {
  return state == statute::State::kOnTime || state == statute::State::kLate || state == statute::State::kCancelled ||
         state == statute::State::kWaived;
}

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

void Lower(std::optional<Instant>& least, Instant candidate) {
  if (!least || candidate < *least) {
    least = candidate;
  }
}

class Dispatcher {
 public:
  explicit Dispatcher(const Situation& situation)
      : s_(situation), hours_(*situation.policy, *situation.calendar, situation.now) {
    for (const PastNotice& past : s_.history) {
      decided_.insert({past.obligation_id, past.stage, past.revision});
    }
    for (const statute::Obligation& obligation : s_.ledger->obligations) {
      obligations_.emplace(obligation.derived.Id(), &obligation);
    }
    for (const statute::Candidate& candidate : s_.ledger->candidates) {
      candidates_.insert(candidate.obligation_ids.begin(), candidate.obligation_ids.end());
    }
    if (s_.ledger->next_instant) {
      result_.rule_at = s_.ledger->next_instant;
    }
  }

  Dispatch Run() {
    std::map<std::string, std::vector<Action>> by_obligation;
    for (Action& action : PlanLadder(*s_.policy, *s_.calendar, *s_.ledger)) {
      if (!decided_.contains({action.obligation_id, action.stage, action.revision})) {
        by_obligation[action.obligation_id].push_back(std::move(action));
      }
    }
    for (const auto& [id, actions] : by_obligation) {
      Ladder(*obligations_.at(id), actions);
    }
    for (const auto& [id, obligation] : obligations_) {
      Inform(id, *obligation);
    }
    for (const statute::Flag& flag : s_.ledger->flags) {
      Correct(flag);
    }
    for (const statute::AssignmentFact& assignment : s_.facts->assignments) {
      TellAssignment(assignment);
    }
    SendSummaries();
    NameAwaited();
    std::stable_sort(result_.notices.begin(), result_.notices.end(), [](const NewNotice& a, const NewNotice& b) {
      return std::tie(a.due_at, a.obligation_id, a.stage) < std::tie(b.due_at, b.obligation_id, b.stage);
    });
    return std::move(result_);
  }

 private:
  // ---- when -------------------------------------------------------------------------------------------------------

  // Whether something wanted at `wanted` (<= now) may go now; otherwise notes when it may.
  bool MayGo(Instant wanted) {
    if (!hours_.IsLate(wanted) || hours_.IsOpen(s_.now)) {
      return true;
    }
    Lower(result_.act_at, hours_.NextOpen(s_.now));
    return false;
  }

  // ---- ladder -----------------------------------------------------------------------------------------------------

  // Open as known at the moment at which the action is wanted.
  [[nodiscard]] bool WantedBy(const Action& action) const {
    const statute::ObligationView view = statute::ViewAt(*s_.ledger, action.obligation_id, action.due_at);
    return view.exists && !view.received && !view.ended && view.last_on_time_day == action.last_on_time_day;
  }

  void Ladder(const statute::Obligation& obligation, const std::vector<Action>& actions) {
    std::vector<const Action*> due;
    for (const Action& action : actions) {
      if (!WantedBy(action)) {
        continue;
      }
      if (IsReminder(action.stage)) {
        ConsiderReminder(obligation, action, due);
      } else if (action.due_at > s_.ledger->as_of || action.due_at > s_.now) {
        Lower(result_.rule_at, action.due_at);
        AwaitRuling(obligation, action);
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
    if (!MayGo(latest)) {
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

  // Remembers whom the next ruling will concern, so that their e-mails of that moment can wait for it.
  void AwaitRuling(const statute::Obligation& obligation, const Action& action) {
    if (!awaited_at_ || action.due_at < *awaited_at_) {
      awaited_at_ = action.due_at;
      awaited_.clear();
    }
    if (action.due_at == *awaited_at_) {
      awaited_.emplace_back(&obligation, action);
    }
  }

  void NameAwaited() {
    std::set<std::string> people;
    if (awaited_at_ && awaited_at_ == result_.rule_at) {
      for (const auto& [obligation, action] : awaited_) {
        const Recipients recipients = Resolve(*obligation, action.recipients, action.due_at);
        people.insert(recipients.people.begin(), recipients.people.end());
      }
    }
    if (summary_at_ && summary_at_ == result_.rule_at) {
      const Recipients readers = SummaryReaders(*summary_at_);
      people.insert(readers.people.begin(), readers.people.end());
    }
    result_.rule_people = {people.begin(), people.end()};
  }

  void ConsiderReminder(const statute::Obligation& obligation, const Action& action, std::vector<const Action*>& due) {
    const bool replaced = action.revision != obligation.revision;
    if (action.due_at > s_.now) {
      if (!Ended(obligation.state) && !replaced) {
        Lower(result_.act_at, action.due_at);
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
    notice.late = hours_.IsLate(action.due_at);
    notice.slot = hours_.Slot(action.due_at, true);
    if (const Silence* silence = SilenceOver(obligation, action)) {
      notice.state = NoticeState::kSuppressed;
      notice.reason = "SILENCED " + silence->document_number;
      notice.late = false;
    }
    const Recipients recipients = Resolve(obligation, action.recipients, action.due_at);
    Append(recipients.people, notice);
    if (!recipients.nobody.empty()) {
      AppendNobody(recipients, notice);
    }
    for (const auto& [stage, due_at] : action.dropped) {
      if (!decided_.contains({action.obligation_id, stage, action.revision})) {
        NewNotice dropped = Blank(action);
        dropped.stage = stage;
        dropped.state = NoticeState::kSkipped;
        dropped.reason = "LATER_THAN_M";
        dropped.due_at = due_at;
        dropped.slot = due_at;
        result_.notices.push_back(std::move(dropped));
      }
    }
  }

  // The row that says why a wanted notice was not given, for each who would have had it.
  void Decline(const statute::Obligation& obligation, const Action& action, NoticeState state, std::string reason) {
    NewNotice notice = Blank(action);
    notice.state = state;
    notice.reason = std::move(reason);
    notice.slot = action.due_at;
    const Recipients recipients = Resolve(obligation, action.recipients, action.due_at);
    if (recipients.people.empty()) {
      result_.notices.push_back(std::move(notice));
    } else {
      Append(recipients.people, notice);
    }
  }

  [[nodiscard]] static NewNotice Blank(const Action& action) {
    NewNotice notice;
    notice.obligation_id = action.obligation_id;
    notice.stage = action.stage;
    notice.revision = action.revision;
    notice.due_at = action.due_at;
    return notice;
  }

  void Append(const std::vector<std::string>& people, const NewNotice& notice) {
    for (const std::string& person : people) {
      result_.notices.push_back(notice);
      result_.notices.back().person_id = person;
    }
  }

  void AppendNobody(const Recipients& recipients, NewNotice notice) {
    notice.state = NoticeState::kSkipped;
    notice.late = false;
    notice.reason = "NO_RECIPIENT";
    for (const std::string& missing : recipients.nobody) {
      notice.reason += " " + missing;
    }
    result_.notices.push_back(std::move(notice));
  }

  [[nodiscard]] Recipients Resolve(const statute::Obligation& obligation, const std::vector<RecipientRule>& rules,
                                   Instant known_at) const {
    const Matter matter{
        &obligation,
        obligation.derived.duty != nullptr && obligation.derived.duty->debtor != statute::Debtor::kOfficial,
        candidates_.contains(obligation.derived.Id()), nullptr};
    return ResolveRecipients(rules, matter, *s_.facts, *s_.directory, known_at);
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

  // What hangs on the moment at which something was learned.
  [[nodiscard]] NewNotice Aside(const std::string& subject, Stage stage, Instant learned_at) const {
    const Instant wanted = hours_.NextOpen(learned_at);
    NewNotice notice;
    notice.obligation_id = subject;
    notice.stage = stage;
    notice.due_at = learned_at;
    notice.late = hours_.IsLate(wanted);
    notice.slot = hours_.Slot(wanted, false);
    return notice;
  }

  void AppendAll(const Recipients& recipients, const NewNotice& notice) {
    Append(recipients.people, notice);
    if (!recipients.nobody.empty()) {
      AppendNobody(recipients, notice);
    }
  }

  // ---- beside the ladder --------------------------------------------------------------------------------------------

  // A duty learned of only after its date: one item, to whom the policy says (H-16).
  void Inform(const std::string& id, const statute::Obligation& obligation) {
    const bool wanted = obligation.known_late && !obligation.imported && !Ended(obligation.state) &&
                        obligation.derived.last_on_time_day;
    if (!wanted || decided_.contains({id, Stage::kInfo, 1})) {
      return;
    }
    const auto learned = std::find_if(s_.ledger->events.begin(), s_.ledger->events.end(), [&id](const auto& event) {
      return event.kind == statute::LedgerEvent::Kind::kKnownLate && event.obligation_id == id;
    });
    if (learned == s_.ledger->events.end() || !AsideMayGo(learned->at)) {
      return;
    }
    const NewNotice notice = Aside(id, Stage::kInfo, learned->at);
    const Recipients recipients = Resolve(obligation, s_.policy->info_recipients, learned->at);
    AppendAll(recipients, notice);
  }

  // The Standing Committee assigned works: told to the official and his agency, as a service, by nobody's duty (I-29).
  // What an authority decided before it went live, or imported at its opening, is known to them.
  void TellAssignment(const statute::AssignmentFact& assignment) {
    const Instant learned_at = assignment.learned.recorded_at;
    const bool wanted = assignment.official_id == s_.ledger->debtor_id && assignment.basis != kOpening &&
                        s_.facts->live_from <= assignment.decided_on && !s_.policy->assignment_recipients.empty();
    const std::string subject = AssignmentSubject(assignment);
    if (!wanted || !decided_.insert({subject, Stage::kInfo, 1}).second) {
      return;
    }
    if (!AsideMayGo(learned_at)) {
      return;
    }
    const NewNotice notice = Aside(subject, Stage::kInfo, learned_at);
    Matter matter;
    matter.assignment = &assignment;
    const Recipients recipients =
        ResolveRecipients(s_.policy->assignment_recipients, matter, *s_.facts, *s_.directory, learned_at);
    AppendAll(recipients, notice);
  }

  // ---- the week of a body -------------------------------------------------------------------------------------------

  [[nodiscard]] Recipients SummaryReaders(Instant known_at) const {
    Recipients readers;
    for (const std::string& role : s_.policy->summary_roles) {
      const auto staff = statute::StaffOf(*s_.directory, s_.ledger->debtor_id, role, known_at);
      readers.people.insert(readers.people.end(), staff.begin(), staff.end());
      if (staff.empty()) {
        readers.nobody.push_back(role + ":" + s_.ledger->debtor_id);
      }
    }
    return readers;
  }

  // Since when the body is known here and its authority is live.
  [[nodiscard]] std::optional<Instant> KnownSince() const {
    std::optional<Instant> since;
    for (const statute::BodyFact& body : s_.facts->bodies) {
      if (body.id == s_.ledger->debtor_id) {
        Lower(since, body.learned.recorded_at);
      }
    }
    return since ? std::optional{std::max(*since, s_.facts->live_from.At())} : since;
  }

  // It speaks of what did not come, so it waits for the watermarks as rulings do; of several missed ones the latest
  // goes.
  void SendSummaries() {
    const std::optional<Instant> since = KnownSince();
    if (!s_.summarise || s_.policy->summary_roles.empty() || !since) {
      return;
    }
    std::vector<Instant> ripe;
    for (const Instant moment : SummaryMoments(*s_.policy, *s_.calendar, *since, s_.now + kFortnight)) {
      if (decided_.contains({SummarySubject(s_.ledger->debtor_id, moment), Stage::kInfo, 1})) {
        continue;
      }
      if (moment > s_.ledger->as_of || moment > s_.now) {
        Lower(result_.rule_at, moment);
        summary_at_ = moment;
        break;
      }
      ripe.push_back(moment);
    }
    if (ripe.empty() || !MayGo(ripe.back())) {
      return;
    }
    for (const Instant moment : ripe) {
      SendSummary(moment, moment == ripe.back());
    }
  }

  void SendSummary(Instant moment, bool latest) {
    NewNotice notice;
    notice.obligation_id = SummarySubject(s_.ledger->debtor_id, moment);
    notice.stage = Stage::kInfo;
    notice.due_at = moment;
    notice.slot = moment;
    if (!latest) {
      notice.state = NoticeState::kSkipped;
      notice.reason = "SUPERSEDED";
    } else if (s_.summarise(moment).open == 0) {
      notice.state = NoticeState::kSkipped;
      notice.reason = "NOTHING_OPEN";
    } else {
      notice.late = hours_.IsLate(moment);
      notice.slot = hours_.Slot(moment, true);
    }
    const Recipients readers = SummaryReaders(moment);
    AppendAll(readers, notice);
  }

  // Whoever got a notice of a flag that was withdrawn gets one correction.
  void Correct(const statute::Flag& flag) {
    if (flag.status != statute::FlagStatus::kWithdrawn || !flag.withdrawn_at ||
        deferred_.contains(flag.obligation_id)) {
      return;
    }
    const auto [people, revision] = Accused(flag);
    if (people.empty() || decided_.contains({flag.obligation_id, Stage::kCorrection, revision}) ||
        !AsideMayGo(*flag.withdrawn_at)) {
      return;
    }
    NewNotice notice = Aside(flag.obligation_id, Stage::kCorrection, *flag.withdrawn_at);
    notice.revision = revision;
    notice.reason = flag.withdrawn_reason;
    if (!flag.withdrawn_document.empty()) {
      notice.reason += " " + flag.withdrawn_document;
    }
    Append({people.begin(), people.end()}, notice);
  }

  // Who was given a notice of the flag between its rise and its withdrawal, before this pass or in it.
  [[nodiscard]] std::pair<std::set<std::string>, int> Accused(const statute::Flag& flag) const {
    std::set<std::string> people;
    int revision = 1;
    const auto consider = [&](const auto& notice) {
      const bool ruling = notice.stage >= Stage::kO && notice.stage <= Stage::kM;
      if (notice.obligation_id == flag.obligation_id && ruling && notice.state == NoticeState::kSent &&
          notice.due_at > flag.raised_at && notice.due_at <= *flag.withdrawn_at) {
        people.insert(notice.person_id);
        revision = std::max(revision, notice.revision);
      }
    };
    std::for_each(s_.history.begin(), s_.history.end(), consider);
    std::for_each(result_.notices.begin(), result_.notices.end(), consider);
    return {people, revision};
  }

  // INFO and CORRECTION hang on the moment at which something was learned, not on a rung; they keep to working hours.
  bool AsideMayGo(Instant learned_at) {
    if (learned_at > s_.ledger->as_of || learned_at > s_.now) {
      Lower(result_.rule_at, learned_at);
      return false;
    }
    const Instant wanted = hours_.NextOpen(learned_at);
    if (wanted > s_.now) {
      Lower(result_.act_at, wanted);
      return false;
    }
    return MayGo(wanted);
  }

  const Situation& s_;
  const Hours hours_;
  Dispatch result_;
  std::set<Key> decided_;
  std::map<std::string, const statute::Obligation*> obligations_;
  std::set<std::string> candidates_;  // obligations that a candidate lists
  std::optional<Instant> awaited_at_;
  std::vector<std::pair<const statute::Obligation*, Action>> awaited_;  // rulings due at awaited_at_
  std::optional<Instant> summary_at_;                                   // the next summary
  std::set<std::string> deferred_;  // obligations with a ruling that waits for working hours
};

}  // namespace

std::string AssignmentSubject(const statute::AssignmentFact& assignment) {
  return assignment.official_id + ":ASSIGNED:" + std::to_string(assignment.cycle) + ":" + assignment.id;
}

Dispatch DecideNotices(const Situation& situation) { return Dispatcher(situation).Run(); }

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
