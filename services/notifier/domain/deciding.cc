#include "services/notifier/domain/deciding.h"

#include <algorithm>
#include <utility>

namespace dotpha::notifier {

bool Ended(statute::State state) {
  return state == statute::State::kOnTime || state == statute::State::kLate || state == statute::State::kCancelled ||
         state == statute::State::kWaived;
}

void Lower(std::optional<Instant>& least, Instant candidate) {
  if (!least || candidate < *least) {
    least = candidate;
  }
}

Deciding::Deciding(const Situation& situation)
    : s_(situation), hours_(*situation.policy, *situation.calendar, situation.now) {
  for (const PastNotice& past : s_.history) {
    decided_.insert({past.obligation_id, past.stage, past.revision});
  }
  for (const statute::Candidate& candidate : s_.ledger->candidates) {
    candidates_.insert(candidate.obligation_ids.begin(), candidate.obligation_ids.end());
  }
  result_.rule_at = s_.ledger->next_instant;
}

Dispatch Deciding::Take() && {
  std::set<std::string> people;
  if (awaited_at_ && awaited_at_ == result_.rule_at) {
    for (const auto& resolve : awaited_) {
      const Recipients recipients = resolve();
      people.insert(recipients.people.begin(), recipients.people.end());
    }
  }
  result_.rule_people = {people.begin(), people.end()};
  std::stable_sort(result_.notices.begin(), result_.notices.end(), [](const NewNotice& a, const NewNotice& b) {
    return std::tie(a.due_at, a.obligation_id, a.stage) < std::tie(b.due_at, b.obligation_id, b.stage);
  });
  return std::move(result_);
}

bool Deciding::MayGo(Instant wanted) {
  if (!hours_.IsLate(wanted) || hours_.IsOpen(s_.now)) {
    return true;
  }
  Lower(result_.act_at, hours_.NextOpen(s_.now));
  return false;
}

bool Deciding::AsideMayGo(Instant learned_at) {
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

void Deciding::RuleAt(Instant at, std::function<Recipients()> people) {
  Lower(result_.rule_at, at);
  if (!awaited_at_ || at < *awaited_at_) {
    awaited_at_ = at;
    awaited_.clear();
  }
  if (at == *awaited_at_) {
    awaited_.push_back(std::move(people));
  }
}

Recipients Deciding::Resolve(const statute::Obligation& obligation, const std::vector<RecipientRule>& rules,
                             Instant known_at) const {
  const Matter matter{
      &obligation, obligation.derived.duty != nullptr && obligation.derived.duty->debtor != statute::Debtor::kOfficial,
      candidates_.contains(obligation.derived.Id()), nullptr, nullptr};
  return ResolveRecipients(rules, matter, *s_.facts, *s_.directory, known_at);
}

NewNotice Deciding::Aside(const std::string& subject, Stage stage, Instant learned_at) const {
  const Instant wanted = hours_.NextOpen(learned_at);
  NewNotice notice;
  notice.obligation_id = subject;
  notice.stage = stage;
  notice.due_at = learned_at;
  notice.late = hours_.IsLate(wanted);
  notice.slot = hours_.Slot(wanted, false);
  return notice;
}

void Deciding::AppendFor(const std::vector<std::string>& people, const NewNotice& notice) {
  for (const std::string& person : people) {
    result_.notices.push_back(notice);
    result_.notices.back().person_id = person;
  }
}

void Deciding::AppendAll(const Recipients& recipients, const NewNotice& notice) {
  AppendFor(recipients.people, notice);
  if (recipients.nobody.empty()) {
    return;
  }
  NewNotice nobody = notice;
  nobody.state = NoticeState::kSkipped;
  nobody.late = false;
  nobody.reason = "NO_RECIPIENT";
  for (const std::string& missing : recipients.nobody) {
    nobody.reason += " " + missing;
  }
  result_.notices.push_back(std::move(nobody));
}

}  // namespace dotpha::notifier
