#include <algorithm>

#include "services/notifier/domain/deciding.h"
#include "services/notifier/domain/summary.h"

namespace dotpha::notifier {
namespace {

constexpr std::chrono::hours kFortnight{14 * 24};  // some week within it has a working day, as a rule

class Week {
 public:
  explicit Week(Deciding& deciding) : deciding_(deciding), s_(deciding.situation()) {}

  // It speaks of what did not come, so it waits for the watermarks as rulings do; of several missed ones the latest
  // goes.
  void Send() {
    const std::optional<Instant> since = KnownSince();
    if (!s_.summarise || s_.policy->summary_roles.empty() || !since) {
      return;
    }
    std::vector<Instant> ripe;
    for (const Instant moment : SummaryMoments(*s_.policy, *s_.calendar, *since, s_.now + kFortnight)) {
      if (deciding_.Decided(SummarySubject(s_.ledger->debtor_id, moment), Stage::kInfo, 1)) {
        continue;
      }
      if (moment > s_.ledger->as_of || moment > s_.now) {
        deciding_.RuleAt(moment, [readers = Readers(moment)] { return readers; });
        break;
      }
      ripe.push_back(moment);
    }
    if (ripe.empty() || !deciding_.MayGo(ripe.back())) {
      return;
    }
    for (const Instant moment : ripe) {
      Send(moment, moment == ripe.back());
    }
  }

 private:
  // Not the latest: a later one replaces it.
  void Send(Instant moment, bool latest) {
    NewNotice notice;
    notice.obligation_id = SummarySubject(s_.ledger->debtor_id, moment);
    notice.stage = Stage::kInfo;
    notice.due_at = moment;
    notice.slot = moment;
    if (!latest || s_.summarise(moment).open == 0) {
      notice.state = NoticeState::kSkipped;
      notice.reason = latest ? "NOTHING_OPEN" : "SUPERSEDED";
    } else {
      notice.late = deciding_.hours().IsLate(moment);
      notice.slot = deciding_.hours().Slot(moment, true);
    }
    deciding_.AppendAll(Readers(moment), notice);
  }

  [[nodiscard]] Recipients Readers(Instant known_at) const {
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

  Deciding& deciding_;
  const Situation& s_;
};

}  // namespace

void SendSummaries(Deciding& deciding) { Week(deciding).Send(); }

}  // namespace dotpha::notifier
