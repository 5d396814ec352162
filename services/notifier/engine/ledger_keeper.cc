#include "services/notifier/engine/ledger_keeper.h"

#include <algorithm>
#include <map>
#include <tuple>
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

// One debtor of a pass, from what was read to what comes of it.
struct Pass {
  DebtorRow* row = nullptr;
  LedgerKeeper::Derived derived;
  Situation situation;
  Dispatch dispatch;
  KeptDebtor kept;
};

// Rows, inbox and e-mails of what was decided; notes who was told.
void WriteNotices(postgres::Transaction& transaction, std::vector<Pass>& passes) {
  std::vector<std::pair<Pass*, const NewNotice*>> notices;
  for (Pass& pass : passes) {
    for (const NewNotice& notice : pass.dispatch.notices) {
      notices.emplace_back(&pass, &notice);
    }
  }
  // One order of people and e-mails in every transaction: two replicas that write to the same ones do not block each
  // other.
  std::stable_sort(notices.begin(), notices.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second->person_id, a.second->slot) < std::tie(b.second->person_id, b.second->slot);
  });
  std::map<std::string, Preferences> preferences;
  for (const auto& [pass, notice] : notices) {
    const DebtorKey& key = pass->row->key;
    const Situation& situation = pass->situation;
    const auto id = InsertNotice(transaction, key, *notice, BuildLetter(situation, *notice), situation.now);
    if (!id || notice->state != NoticeState::kSent) {
      continue;
    }
    pass->kept.told_somebody = true;
    if (pass->kept.people.empty() || pass->kept.people.back() != notice->person_id) {
      pass->kept.people.push_back(notice->person_id);
    }
    if (!preferences.contains(notice->person_id)) {
      preferences.emplace(notice->person_id, LoadPreferences(transaction, key.authority, notice->person_id));
    }
    if (GoesByEmail(*notice, preferences.at(notice->person_id))) {
      AddToMessage(transaction, key.authority, *notice, *id, situation.policy->digest_hold);
    }
  }
}

// A reviewing body is told of its week.
void AddSummary(postgres::Transaction& transaction, const DebtorKey& key, Situation& situation) {
  const statute::Regulation* law = statute::InForceOn(situation.facts->law, Date::Of(situation.now));
  const bool everything = law != nullptr && law->routing.via == key.debtor_id;
  situation.summarise = [&transaction, &key, everything](Instant moment) {
    return Summarise(OpenDutiesOf(transaction, key.authority, key.debtor_id, everything, moment), Date::Of(moment));
  };
}

template <typename T>
T TakeOf(std::map<std::string, T>& by_debtor, const std::string& debtor_id) {
  const auto found = by_debtor.find(debtor_id);
  return found == by_debtor.end() ? T{} : std::move(found->second);
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
  return DeriveFrom(std::make_shared<const facts::Knowledge>(std::move(knowledge)), key.debtor_id, as_of);
}

LedgerKeeper::Derived LedgerKeeper::DeriveFrom(std::shared_ptr<const facts::Knowledge> knowledge,
                                               const std::string& debtor_id, Instant as_of) const {
  const statute::DeriveOptions options{{parts_.producers.begin(), parts_.producers.end()}};
  statute::Ledger ledger = statute::DeriveLedger(knowledge->facts, parts_.calendars->Of(knowledge->facts.authority),
                                                 options, debtor_id, as_of);
  return {std::move(knowledge), std::move(ledger)};
}

// Officials in one go; for bodies everything that is known, read once for all of them.
Result<LedgerKeeper::KnowledgeOf> LedgerKeeper::LoadKnowledge(postgres::Transaction& transaction,
                                                              const std::string& authority,
                                                              const std::vector<DebtorRow>& debtors) const {
  std::vector<std::string> officials;
  std::shared_ptr<const facts::Knowledge> everything;
  KnowledgeOf known;
  for (const DebtorRow& debtor : debtors) {
    if (!debtor.is_body) {
      officials.push_back(debtor.key.debtor_id);
      continue;
    }
    if (everything == nullptr) {
      DOTPHA_ASSIGN(facts::Knowledge loaded,
                    parts_.knowledge->Load(transaction, authority, debtor.key.debtor_id, debtor.is_body));
      everything = std::make_shared<const facts::Knowledge>(std::move(loaded));
    }
    known.emplace(debtor.key.debtor_id, everything);
  }
  if (!officials.empty()) {
    DOTPHA_ASSIGN(auto loaded, parts_.knowledge->LoadOfficials(transaction, authority, officials));
    for (auto& [official, knowledge] : loaded) {
      known.emplace(official, std::make_shared<const facts::Knowledge>(std::move(knowledge)));
    }
  }
  return known;
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
      route = BodiesOnRoute(derived.knowledge->facts, obligation.derived.debtor_id,
                            *obligation.derived.last_on_time_day, Instant::Max())
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

Result<std::vector<KeptDebtor>> LedgerKeeper::Keep(postgres::Transaction& transaction, const std::string& authority,
                                                   const std::vector<std::string>& debtor_ids) const {
  std::vector<DebtorRow> rows = LockDebtors(transaction, authority, debtor_ids);
  if (rows.empty()) {
    return std::vector<KeptDebtor>{};
  }
  std::vector<std::string> locked;
  for (const DebtorRow& row : rows) {
    locked.push_back(row.key.debtor_id);
  }
  // The order matters under READ COMMITTED: marks and watermarks first, then what holds the debtors, then the facts.
  // Facts that come in between are used early, which is harmless; none that a watermark promises is missed.
  TakeDirtyMarks(transaction, authority, locked);
  const std::optional<Instant> watermark = Watermark(transaction);
  const std::map<std::string, Instant> held = messaging::HeldFrom(transaction, authority, locked);
  const Instant now = parts_.clock->Now();
  DOTPHA_ASSIGN(const KnowledgeOf known, LoadKnowledge(transaction, authority, rows));
  std::map<std::string, LedgerRows> live = LoadLedgers(transaction, authority, locked);
  auto history = LoadHistory(transaction, authority, locked);
  auto silences = LoadSilences(transaction, authority, locked);

  std::vector<Pass> passes(rows.size());
  LedgerChange changes;
  std::vector<messaging::OutboxEntry> events;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Pass& pass = passes[i];
    pass.row = &rows[i];
    const std::string& debtor = rows[i].key.debtor_id;
    pass.kept.debtor_id = debtor;
    Instant reach = std::min(watermark.value_or(Instant::Min()), now);
    rows[i].held_from.reset();
    if (const auto found = held.find(debtor); found != held.end()) {
      rows[i].held_from = found->second;
      reach = std::min(reach, found->second);
    }
    rows[i].as_of = std::max(rows[i].as_of, reach);  // what was ruled stays ruled
    pass.derived = DeriveFrom(known.at(debtor), debtor, rows[i].as_of);
    LedgerChange change = Compare(TakeOf(live, debtor), Rows(pass.derived), now);
    for (messaging::OutboxEntry& event : ToEvents(authority, change, "")) {
      events.push_back(std::move(event));
      pass.kept.wrote_events = true;
    }
    changes.Add(std::move(change));
  }
  // Before what a body is told of its week, which reads the ledger.
  SaveChange(transaction, authority, changes);
  messaging::AppendToOutbox(transaction, authority, kService, now, events);

  for (Pass& pass : passes) {
    DebtorRow& row = *pass.row;
    Situation& situation = pass.situation;
    situation.policy = &parts_.policies->For(authority);
    situation.calendar = &parts_.calendars->Of(authority);
    situation.facts = &pass.derived.knowledge->facts;
    situation.directory = &pass.derived.knowledge->directory;
    situation.ledger = &pass.derived.ledger;
    situation.history = TakeOf(history, row.key.debtor_id);
    situation.silences = TakeOf(silences, row.key.debtor_id);
    situation.now = now;
    if (row.is_body && IsReviewing(*situation.facts, row.key.debtor_id)) {
      AddSummary(transaction, row.key, situation);
    }
    pass.dispatch = DecideNotices(situation);
    row.act_at = pass.dispatch.act_at;
    row.rule_at = pass.dispatch.rule_at;
    row.rule_people = pass.dispatch.rule_people;
  }
  WriteNotices(transaction, passes);
  SaveDebtors(transaction, authority, rows);
  std::vector<KeptDebtor> kept;
  for (Pass& pass : passes) {
    kept.push_back(std::move(pass.kept));
  }
  return kept;
}

Result<std::vector<std::string>> LedgerKeeper::Check(postgres::Transaction& transaction, const DebtorKey& key,
                                                     bool repair, int* obligations) const {
  std::optional<DebtorRow> row;
  if (!repair) {
    row = ReadDebtor(transaction, key);
  } else if (auto locked = LockDebtors(transaction, key.authority, {key.debtor_id}); !locked.empty()) {
    row = std::move(locked.front());
  }
  if (!row) {
    return std::vector<std::string>{};
  }
  DOTPHA_ASSIGN(const Derived derived, Derive(transaction, key, row->is_body, row->as_of));
  auto ledgers = LoadLedgers(transaction, key.authority, {key.debtor_id});
  const LedgerRows live = TakeOf(ledgers, key.debtor_id);
  const LedgerRows rebuilt = Rows(derived);
  *obligations += static_cast<int>(rebuilt.obligations.size());
  std::vector<std::string> differences = Describe(live, rebuilt);
  if (repair && !differences.empty()) {
    SaveChange(transaction, key.authority, Compare(live, rebuilt, parts_.clock->Now()));
  }
  return differences;
}

}  // namespace dotpha::notifier
