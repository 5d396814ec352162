#include "services/registration/store/registration_store.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "services/registration/store/content_json.h"
#include "services/registration/store/names.h"

namespace dotpha::registration::store {
namespace {

using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::ReadOptionalInstant;
using postgres::Statement;

#define DOTPHA_REGISTRATION_COLUMNS                                                                           \
  "r.registration_id, r.official_id, r.cycle, r.occasion, r.state, r.channel, r.received_at, r.recorded_at, " \
  "r.paper_number, r.version, r.regulation_id, r.revision, c.content "                                        \
  "FROM registration r JOIN registration_content c "                                                          \
  "ON c.authority = r.authority AND c.registration_id = r.registration_id AND c.version = r.version "

// Whoever holds the official's row may create a registration of his; a directory change of him waits.
constexpr Statement kLockOfficial{"registration.lock_official",
                                  "SELECT 1 FROM official WHERE authority = $1 AND official_id = $2 FOR NO KEY UPDATE"};
constexpr Statement kFindLive{"registration.find_live",
                              "SELECT " DOTPHA_REGISTRATION_COLUMNS
                              "WHERE r.authority = $1 AND r.official_id = $2 AND r.cycle = $3 "
                              "AND coalesce(r.occasion, date '0001-01-01') = coalesce($4::date, date '0001-01-01') "
                              "AND r.state <> 'WITHDRAWN' FOR UPDATE OF r"};
constexpr Statement kFind{"registration.find",
                          "SELECT " DOTPHA_REGISTRATION_COLUMNS "WHERE r.authority = $1 AND r.registration_id = $2"};
constexpr Statement kFindForUpdate{"registration.find_for_update",
                                   "SELECT " DOTPHA_REGISTRATION_COLUMNS
                                   "WHERE r.authority = $1 AND r.registration_id = $2 FOR UPDATE OF r"};
constexpr Statement kWorkIdsElsewhere{"registration.work_ids_elsewhere", R"sql(
SELECT work_id FROM registered_work
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND registration_id::text <> $3)sql"};
constexpr Statement kSave{"registration.save", R"sql(
WITH head AS (
  INSERT INTO registration (authority, registration_id, official_id, cycle, occasion, state, channel, received_at,
                            recorded_at, paper_number, version, regulation_id, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (authority, registration_id) DO UPDATE
  SET state = excluded.state, channel = excluded.channel, received_at = excluded.received_at,
      recorded_at = excluded.recorded_at, paper_number = excluded.paper_number, version = excluded.version,
      regulation_id = excluded.regulation_id, revision = excluded.revision
), draft_gone AS (
  DELETE FROM registration_content WHERE authority = $1 AND registration_id = $2 AND version = 0 AND $11 > 0
), content AS (
  INSERT INTO registration_content (authority, registration_id, version, content, recorded_at)
  VALUES ($1, $2, $11, $14, $15)
  ON CONFLICT (authority, registration_id, version) DO UPDATE
  SET content = excluded.content, recorded_at = excluded.recorded_at
), works_gone AS (
  DELETE FROM registered_work
  WHERE authority = $1 AND registration_id = $2 AND NOT work_id = ANY ($16::text[])
), works AS (
  INSERT INTO registered_work (authority, work_id, registration_id)
  SELECT $1, w.work_id, $2 FROM unnest($16::text[]) AS w(work_id)
  WHERE NOT EXISTS (SELECT FROM registered_work k
                    WHERE k.authority = $1 AND k.work_id = w.work_id AND k.registration_id = $2)
), deliveries AS (
  INSERT INTO delivery (authority, registration_id, version, body_id, role, delivered_at)
  SELECT $1, $2, $11, d.body_id, d.role, $17 FROM unnest($18::text[], $19::text[]) AS d(body_id, role)
)
INSERT INTO registration_history (authority, registration_id, recorded_at, actor, action, from_state, to_state, note,
                                  version)
VALUES ($1, $2, $15, $20, $21, $22, $23, $24, $11))sql"};
// $5: an object whose keys are the officials; an array of thousands would be looked through in planning and for each
// row. From cycle $2 to $11, so that a page of one cycle does not read its way through the others.
constexpr Statement kList{"registration.list", "SELECT " DOTPHA_REGISTRATION_COLUMNS R"sql(
WHERE r.authority = $1
  AND r.cycle BETWEEN $2::int AND $11::int
  AND ($3::text = '' OR r.official_id = $3::text)
  AND ($4::text = '' OR r.state = $4::text)
  AND ($5::jsonb IS NULL OR $5::jsonb ? r.official_id)
  AND (r.state <> 'DRAFT' OR r.official_id = ANY ($6::text[]))
  AND (r.cycle, r.official_id, r.registration_id) > ($7::int, $8::text, $9::uuid)
ORDER BY r.cycle, r.official_id, r.registration_id
LIMIT $10::int)sql"};
constexpr Statement kDeliveries{"registration.deliveries", R"sql(
SELECT version, body_id, role, delivered_at FROM delivery
WHERE authority = $1 AND registration_id = $2 ORDER BY version, role DESC, body_id)sql"};
constexpr Statement kHistory{"registration.history", R"sql(
SELECT recorded_at, actor, action, from_state, to_state, note, version FROM registration_history
WHERE authority = $1 AND registration_id = $2 ORDER BY entry_number)sql"};

#undef DOTPHA_REGISTRATION_COLUMNS

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

Registration FromRow(const pqxx::row& row) {
  Registration registration;
  registration.id = row["registration_id"].as<std::string>();
  registration.official_id = row["official_id"].as<std::string>();
  registration.cycle = row["cycle"].as<int>();
  registration.occasion = ReadOptionalDate(row["occasion"]);
  registration.state = kStates.From(row["state"].as<std::string>());
  registration.content = ContentFromJson(row["content"].as<std::string>());
  registration.channel = kChannels.From(row["channel"].as<std::string>());
  registration.received_at = ReadOptionalInstant(row["received_at"]);
  registration.recorded_at = ReadOptionalInstant(row["recorded_at"]);
  registration.paper_number = row["paper_number"].as<std::string>();
  registration.version = row["version"].as<int>();
  registration.regulation_id = row["regulation_id"].as<std::string>();
  registration.revision = row["revision"].as<std::int64_t>();
  return registration;
}

std::optional<Registration> FirstOf(const pqxx::result& rows) {
  return rows.empty() ? std::nullopt : std::optional<Registration>(FromRow(rows[0]));
}

}  // namespace

std::optional<Registration> FindLive(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& official_id, int cycle, std::optional<Date> occasion) {
  transaction.Exec(kLockOfficial, authority, official_id);
  return FirstOf(transaction.Exec(kFindLive, authority, official_id, cycle, occasion));
}

std::optional<Registration> Find(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& registration_id, Lock lock) {
  return FirstOf(transaction.Exec(lock == Lock::kForUpdate ? kFindForUpdate : kFind, authority, registration_id));
}

std::set<std::string> WorkIdsElsewhere(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& registration_id, const std::vector<Work>& works) {
  std::vector<std::string> ids;
  for (const Work& work : works) {
    if (!work.id.empty()) {
      ids.push_back(work.id);
    }
  }
  std::set<std::string> taken;
  if (!ids.empty()) {
    for (const auto& row : transaction.Exec(kWorkIdsElsewhere, authority, ids, registration_id)) {
      taken.insert(row[0].as<std::string>());
    }
  }
  return taken;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const RegistrationDecision& decision) {
  const Registration& registration = decision.registration;
  std::vector<std::string> works;
  if (registration.state != RegistrationState::kDraft && registration.state != RegistrationState::kWithdrawn) {
    for (const Work& work : registration.content.works) {
      works.push_back(work.id);
    }
  }
  std::vector<std::string> bodies;
  std::vector<std::string> roles;
  for (const Delivery& delivery : decision.deliveries) {
    bodies.push_back(delivery.body_id);
    roles.push_back(kDeliveryRoles.Of(delivery.role));
  }
  const Instant delivered_at =
      decision.deliveries.empty() ? decision.history.recorded_at : decision.deliveries.front().delivered_at;
  transaction.Exec(kSave, authority, registration.id, registration.official_id, registration.cycle,
                   registration.occasion, kStates.Of(registration.state), kChannels.Of(registration.channel),
                   registration.received_at, registration.recorded_at, registration.paper_number, registration.version,
                   registration.regulation_id, registration.revision, ToJson(registration.content),
                   decision.history.recorded_at, works, delivered_at, bodies, roles, decision.history.actor,
                   decision.history.action, decision.history.from_state, decision.history.to_state,
                   decision.history.note);
}

std::vector<Registration> List(postgres::Transaction& transaction, const std::string& authority,
                               const RegistrationFilter& filter) {
  std::optional<std::string> visible;
  if (filter.visible) {
    nlohmann::json keys = nlohmann::json::object();
    for (const std::string& official : *filter.visible) {
      keys[official] = true;
    }
    visible = keys.dump();
  }
  const auto [cycle, official_id, registration_id] =
      filter.after.value_or(std::make_tuple(filter.cycle, std::string(), std::string(kLeastUuid)));
  const int last_cycle = filter.cycle != 0 ? filter.cycle : std::numeric_limits<int>::max();
  std::vector<Registration> registrations;
  for (const auto& row : transaction.Exec(kList, authority, filter.cycle, filter.official_id,
                                          filter.state ? kStates.Of(*filter.state) : "", visible, filter.own, cycle,
                                          official_id, registration_id, filter.limit, last_cycle)) {
    registrations.push_back(FromRow(row));
  }
  return registrations;
}

std::vector<Delivery> Deliveries(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& registration_id) {
  std::vector<Delivery> deliveries;
  for (const auto& row : transaction.Exec(kDeliveries, authority, registration_id)) {
    deliveries.push_back({registration_id, row["version"].as<int>(), row["body_id"].as<std::string>(),
                          kDeliveryRoles.From(row["role"].as<std::string>()), ReadInstant(row["delivered_at"])});
  }
  return deliveries;
}

std::vector<HistoryEntry> History(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& registration_id) {
  std::vector<HistoryEntry> history;
  for (const auto& row : transaction.Exec(kHistory, authority, registration_id)) {
    history.push_back({ReadInstant(row["recorded_at"]), row["actor"].as<std::string>(), row["action"].as<std::string>(),
                       row["from_state"].as<std::string>(), row["to_state"].as<std::string>(),
                       row["note"].as<std::string>(), row["version"].as<int>()});
  }
  return history;
}

}  // namespace dotpha::registration::store
