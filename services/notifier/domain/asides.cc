#include <algorithm>
#include <set>

#include "services/notifier/domain/deciding.h"

namespace dotpha::notifier {
namespace {

constexpr char kOpening[] = "OPENING";

class Asides {
 public:
  Asides(Deciding& deciding, const std::set<std::string>& deferred)
      : deciding_(deciding), s_(deciding.situation()), deferred_(deferred) {}

  void Tell() {
    for (const statute::Obligation& obligation : s_.ledger->obligations) {
      Inform(obligation.derived.Id(), obligation);
    }
    for (const statute::Flag& flag : s_.ledger->flags) {
      Correct(flag);
    }
    for (const statute::AssignmentFact& assignment : s_.facts->assignments) {
      TellAssignment(assignment);
    }
    for (const statute::CaseFact& raised : s_.facts->cases) {
      TellCase(raised);
    }
  }

 private:
  // A duty learned of only after its date: one item, to whom the policy says (H-16).
  void Inform(const std::string& id, const statute::Obligation& obligation) {
    const bool wanted = obligation.known_late && !obligation.imported && !Ended(obligation.state) &&
                        obligation.derived.last_on_time_day;
    if (!wanted || deciding_.Decided(id, Stage::kInfo, 1)) {
      return;
    }
    const auto learned = std::find_if(s_.ledger->events.begin(), s_.ledger->events.end(), [&id](const auto& event) {
      return event.kind == statute::LedgerEvent::Kind::kKnownLate && event.obligation_id == id;
    });
    if (learned == s_.ledger->events.end() || !deciding_.AsideMayGo(learned->at)) {
      return;
    }
    const NewNotice notice = deciding_.Aside(id, Stage::kInfo, learned->at);
    const Recipients recipients = deciding_.Resolve(obligation, s_.policy->info_recipients, learned->at);
    deciding_.AppendAll(recipients, notice);
  }

  // The Standing Committee assigned works: told to the official and his agency, as a service, by nobody's duty (I-29).
  // What an authority decided before it went live, or imported at its opening, is known to them.
  void TellAssignment(const statute::AssignmentFact& assignment) {
    const Instant learned_at = assignment.learned.recorded_at;
    const bool wanted = assignment.official_id == s_.ledger->debtor_id && assignment.basis != kOpening &&
                        s_.facts->live_from <= assignment.decided_on && !s_.policy->assignment_recipients.empty();
    const std::string subject = AssignmentSubject(assignment);
    if (!wanted || deciding_.Decided(subject, Stage::kInfo, 1) || !told_.insert(subject).second) {
      return;
    }
    if (!deciding_.AsideMayGo(learned_at)) {
      return;
    }
    const NewNotice notice = deciding_.Aside(subject, Stage::kInfo, learned_at);
    Matter matter;
    matter.assignment = &assignment;
    const Recipients recipients =
        ResolveRecipients(s_.policy->assignment_recipients, matter, *s_.facts, *s_.directory, learned_at);
    deciding_.AppendAll(recipients, notice);
  }

  // People raised a sign of violation: whom it concerns may explain, and must know of it (I-35).
  void TellCase(const statute::CaseFact& raised) {
    const Instant learned_at = raised.learned.recorded_at;
    const std::string subject = CaseSubject(raised);
    if (raised.official_id != s_.ledger->debtor_id || s_.policy->case_recipients.empty() ||
        deciding_.Decided(subject, Stage::kInfo, 1) || !deciding_.AsideMayGo(learned_at)) {
      return;
    }
    Matter matter;
    matter.raised_case = &raised;
    deciding_.AppendAll(ResolveRecipients(s_.policy->case_recipients, matter, *s_.facts, *s_.directory, learned_at),
                        deciding_.Aside(subject, Stage::kInfo, learned_at));
  }

  // Whoever got a notice of a flag that was withdrawn gets one correction.
  void Correct(const statute::Flag& flag) {
    if (flag.status != statute::FlagStatus::kWithdrawn || !flag.withdrawn_at ||
        deferred_.contains(flag.obligation_id)) {
      return;
    }
    const auto [people, revision] = Accused(flag);
    if (people.empty() || deciding_.Decided(flag.obligation_id, Stage::kCorrection, revision) ||
        !deciding_.AsideMayGo(*flag.withdrawn_at)) {
      return;
    }
    NewNotice notice = deciding_.Aside(flag.obligation_id, Stage::kCorrection, *flag.withdrawn_at);
    notice.revision = revision;
    notice.reason = flag.withdrawn_reason;
    if (!flag.withdrawn_document.empty()) {
      notice.reason += " " + flag.withdrawn_document;
    }
    deciding_.AppendFor({people.begin(), people.end()}, notice);
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
    std::for_each(deciding_.notices().begin(), deciding_.notices().end(), consider);
    return {people, revision};
  }

  Deciding& deciding_;
  const Situation& s_;
  const std::set<std::string>& deferred_;
  std::set<std::string> told_;  // assignments, of which a later version tells no more
};

}  // namespace

std::string AssignmentSubject(const statute::AssignmentFact& assignment) {
  return assignment.official_id + ":ASSIGNED:" + std::to_string(assignment.cycle) + ":" + assignment.id;
}

std::string CaseSubject(const statute::CaseFact& raised) { return raised.official_id + ":CASE:" + raised.id; }

void TellAsides(Deciding& deciding, const std::set<std::string>& deferred) { Asides(deciding, deferred).Tell(); }

}  // namespace dotpha::notifier
