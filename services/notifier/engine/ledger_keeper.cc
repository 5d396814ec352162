#include "services/notifier/engine/ledger_keeper.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "libs/messaging/outbox.h"
#include "libs/messaging/progress.h"
#include "libs/messaging/quarantine.h"
#include "libs/statute/ledger.h"
#include "libs/statute/scope.h"
#include "services/notifier/domain/letter.h"
#include "services/notifier/events/ledger_messages.h"
#include "services/notifier/store/ledger_query.h"
#include "services/notifier/store/notice_store.h"

namespace dotpha::notifier {
namespace {

constexpr char kService[] = "notifier";

bool GoesByEmail(const NewNotice& notice, const Preferences& preferences) {
  return !IsReminder(notice.stage) || preferences.reminders_by_email;
}

// As the body is known now: only who has matters of others before it gets a summary of them.
bool IsReviewing(const statute::Facts& facts, const std::string& body_id) {
  const statute::BodyFact* newest = nullptr;
  for (const statute::BodyFact& body : facts.bodies) {
    if (body.id == body_id && (newest == nullptr || statute::Newer(body.learned, newest->learned))) {
      newest = &body;
    }
  }
  return newest != nullptr && newest->reviewing;
}

// Rows, inbox and e-mails of what was decided. Returns who was told.
std::set<std::string> WriteNotices(postgres::Transaction& transaction, const DebtorKey& key, const Situation& situation,
                                   std::vector<NewNotice> notices) {
  // One order of people in every transaction: two replicas that write to the same e-mails do not block each other.
  std::stable_sort(notices.begin(), notices.end(),
                   [](const NewNotice& a, const NewNotice& b) { return a.person_id < b.person_id; });
  std::set<std::string> people;
  std::map<std::string, Preferences> preferences;
  for (const NewNotice& notice : notices) {
    const auto id = InsertNotice(transaction, key, notice, BuildLetter(situation, notice), situation.now);
    if (!id || notice.state != NoticeState::kSent) {
      continue;
    }
    people.insert(notice.person_id);
    if (!preferences.contains(notice.person_id)) {
      preferences.emplace(notice.person_id, LoadPreferences(transaction, key.authority, notice.person_id));
    }
    if (GoesByEmail(notice, preferences.at(notice.person_id))) {
      AddToMessage(transaction, key.authority, notice, *id, situation.policy->digest_hold);
    }
  }
  return people;
}

}  // namespace

std::optional<Instant> LedgerKeeper::Watermark(postgres::Transaction& transaction) const {
  std::map<std::string, std::optional<Instant>> watermarks;
  for (const messaging::ConsumerProgress& progress : messaging::ReadConsumerProgress(transaction)) {
    watermarks.emplace(progress.producer, progress.watermark);
  }
  std::optional<Instant> least;
  for (const std::string& producer : parts_.producers) {
    const auto found = watermarks.find(producer);
    if (found == watermarks.end() || !found->second) {
      return std::nullopt;
    }
    least = least ? std::min(*least, *found->second) : *found->second;
  }
  return least;
}

Result<LedgerKeeper::Derived> LedgerKeeper::Derive(postgres::Transaction& transaction, const DebtorKey& key,
                                                   bool is_body, Instant as_of) const {
  DOTPHA_ASSIGN(facts::Knowledge knowledge, parts_.knowledge->Load(transaction, key.authority, key.debtor_id, is_body));
  const statute::DeriveOptions options{{parts_.producers.begin(), parts_.producers.end()}};
  statute::Ledger ledger = statute::DeriveLedger(knowledge.facts, *parts_.calendar, options, key.debtor_id, as_of);
  return Derived{std::move(knowledge), std::move(ledger)};
}

LedgerRows LedgerKeeper::Rows(const Derived& derived) const {
  LedgerRows rows;
  for (const statute::Obligation& obligation : derived.ledger.obligations) {
    const bool is_body =
        obligation.derived.duty != nullptr && obligation.derived.duty->debtor != statute::Debtor::kOfficial;
    std::vector<std::string> route;
    if (is_body) {
      route = {obligation.derived.debtor_id};
    } else if (obligation.derived.last_on_time_day) {
      route = BodiesOnRoute(derived.knowledge.facts, obligation.derived.debtor_id, *obligation.derived.last_on_time_day,
                            Instant::Max())
                  .all;
    }
    rows.obligations.push_back(ToRow(obligation, std::move(route)));
  }
  for (const statute::Flag& flag : derived.ledger.flags) {
    rows.flags.push_back(ToRow(flag, derived.ledger.debtor_id));
  }
  for (const statute::Candidate& candidate : derived.ledger.candidates) {
    rows.candidates.push_back(ToRow(candidate));
  }
  return rows;
}

Result<std::optional<KeptDebtor>> LedgerKeeper::Keep(postgres::Transaction& transaction, const DebtorKey& key) const {
  std::optional<DebtorRow> row = LockDebtor(transaction, key);
  if (!row) {
    return std::optional<KeptDebtor>{};
  }
  // The order matters under READ COMMITTED: marks and watermarks first, then what holds the debtor, then the facts.
  // Facts that come in between are used early, which is harmless; none that a watermark promises is missed.
  const std::vector<std::int64_t> marks = DirtyMarks(transaction, key);
  const std::optional<Instant> watermark = Watermark(transaction);
  const std::optional<Instant> held = messaging::HeldFrom(transaction, key.authority, key.debtor_id);
  const Instant now = parts_.clock->Now();
  Instant reach = std::min(watermark.value_or(Instant::Min()), now);
  if (held) {
    reach = std::min(reach, *held);
  }
  const Instant as_of = std::max(row->as_of, reach);  // what was ruled stays ruled

  DOTPHA_ASSIGN(const Derived derived, Derive(transaction, key, row->is_body, as_of));
  const LedgerChange change = Compare(LoadLedger(transaction, key), Rows(derived), now);
  KeptDebtor kept;
  if (!change.empty()) {
    SaveChange(transaction, key.authority, change);
    if (const auto events = ToEvents(key.authority, change, ""); !events.empty()) {
      messaging::AppendToOutbox(transaction, key.authority, kService, now, events);
      kept.wrote_events = true;
    }
  }

  Situation situation;
  situation.policy = &parts_.policies->For(key.authority);
  situation.calendar = parts_.calendar;
  situation.facts = &derived.knowledge.facts;
  situation.directory = &derived.knowledge.directory;
  situation.ledger = &derived.ledger;
  situation.history = LoadHistory(transaction, key);
  situation.silences = LoadSilences(transaction, key);
  situation.now = now;
  if (row->is_body && IsReviewing(derived.knowledge.facts, key.debtor_id)) {
    const statute::Regulation* law = statute::InForceOn(derived.knowledge.facts.law, Date::Of(now));
    const bool everything = law != nullptr && law->routing.via == key.debtor_id;
    situation.summarise = [&transaction, &key, everything](Instant moment) {
      return Summarise(OpenDutiesOf(transaction, key.authority, key.debtor_id, everything, moment), Date::Of(moment));
    };
  }
  Dispatch dispatch = DecideNotices(situation);
  const std::set<std::string> people = WriteNotices(transaction, key, situation, std::move(dispatch.notices));
  kept.people = {people.begin(), people.end()};
  kept.told_somebody = !people.empty();

  row->as_of = as_of;
  row->held_from = held;
  row->act_at = dispatch.act_at;
  row->rule_at = dispatch.rule_at;
  row->rule_people = dispatch.rule_people;
  SaveDebtor(transaction, *row);
  DeleteDirtyMarks(transaction, marks);
  return std::optional{std::move(kept)};
}

Result<std::vector<std::string>> LedgerKeeper::Check(postgres::Transaction& transaction, const DebtorKey& key,
                                                     bool repair, int* obligations) const {
  const std::optional<DebtorRow> row = repair ? LockDebtor(transaction, key) : ReadDebtor(transaction, key);
  if (!row) {
    return std::vector<std::string>{};
  }
  DOTPHA_ASSIGN(const Derived derived, Derive(transaction, key, row->is_body, row->as_of));
  const LedgerRows live = LoadLedger(transaction, key);
  const LedgerRows rebuilt = Rows(derived);
  *obligations += static_cast<int>(rebuilt.obligations.size());
  std::vector<std::string> differences = Describe(live, rebuilt);
  if (repair && !differences.empty()) {
    SaveChange(transaction, key.authority, Compare(live, rebuilt, parts_.clock->Now()));
  }
  return differences;
}

}  // namespace dotpha::notifier
