#include "services/registration/store/directory_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "libs/base/memory.h"
#include "services/registration/store/names.h"

namespace dotpha::registration::store {
namespace {

using nlohmann::json;
using postgres::Statement;

// `changed_here`: by this very transaction, which may yet be rolled back.
constexpr Statement kVersion{"registration.directory_version", R"sql(
SELECT directory_version, coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) AS changed_here
FROM authority_setting WHERE authority = $1)sql"};
constexpr Statement kVersionForChange{"registration.directory_version_for_change", R"sql(
SELECT directory_version, coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) AS changed_here
FROM authority_setting WHERE authority = $1 FOR UPDATE)sql"};
// One statement, so one moment: a snapshot never mixes two versions.
constexpr Statement kSnapshot{"registration.directory_snapshot", R"sql(
SELECT 'setting' AS kind, to_jsonb(t) AS content FROM authority_setting t WHERE authority = $1
UNION ALL SELECT 'regulation', to_jsonb(t) FROM regulation_in_force t WHERE authority = $1
UNION ALL SELECT 'agency', to_jsonb(t) FROM agency t WHERE authority = $1
UNION ALL SELECT 'body', to_jsonb(t) FROM body t WHERE authority = $1
UNION ALL SELECT 'staff', to_jsonb(t) FROM staff t WHERE authority = $1
UNION ALL SELECT 'official', to_jsonb(t) FROM official t WHERE authority = $1
UNION ALL SELECT 'position', to_jsonb(t) FROM position t WHERE authority = $1)sql"};
constexpr Statement kCountUp{
    "registration.directory_count_up",
    "UPDATE authority_setting SET directory_version = directory_version + 1 WHERE authority = $1"};
constexpr Statement kSaveSettings{"registration.save_settings", R"sql(
INSERT INTO authority_setting (authority, display_name, live_from, revision, directory_version)
VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (authority) DO UPDATE
SET display_name = excluded.display_name, live_from = excluded.live_from, revision = excluded.revision,
    directory_version = authority_setting.directory_version + 1)sql"};
constexpr Statement kDropRegulations{"registration.drop_regulations",
                                     "DELETE FROM regulation_in_force WHERE authority = $1"};
constexpr Statement kInsertRegulations{"registration.insert_regulations", R"sql(
INSERT INTO regulation_in_force (authority, effective_from, regulation_id, document_number, document_signed_on)
SELECT $1, r.effective_from, r.regulation_id, r.document_number, r.document_signed_on
FROM jsonb_to_recordset($2::jsonb) AS r(effective_from date, regulation_id text, document_number text,
                                        document_signed_on date))sql"};
constexpr Statement kInsertAgencies{"registration.insert_agencies", R"sql(
INSERT INTO agency (authority, agency_id, display_name, workplace_class, vertical_field, parent, email, revision)
SELECT $1, r.agency_id, r.display_name, r.workplace_class, r.vertical_field, r.parent, r.email, 1
FROM jsonb_to_recordset($2::jsonb) AS r(agency_id text, display_name text, workplace_class text, vertical_field text,
                                        parent text, email text))sql"};
constexpr Statement kInsertBodies{"registration.insert_bodies", R"sql(
INSERT INTO body (authority, body_id, display_name, email, reviewing, head_official_id, valid_from, valid_to, revision)
SELECT $1, r.body_id, r.display_name, r.email, r.reviewing, r.head_official_id, r.valid_from, r.valid_to, 1
FROM jsonb_to_recordset($2::jsonb) AS r(body_id text, display_name text, email text, reviewing boolean,
                                        head_official_id text, valid_from date, valid_to date))sql"};
constexpr Statement kInsertStaff{"registration.insert_staff", R"sql(
INSERT INTO staff (authority, staff_id, body_id, agency_id, full_name, email, role, revision)
SELECT $1, r.staff_id, r.body_id, r.agency_id, r.full_name, r.email, r.role, 1
FROM jsonb_to_recordset($2::jsonb) AS r(staff_id text, body_id text, agency_id text, full_name text, email text,
                                        role text))sql"};
constexpr Statement kInsertOfficials{"registration.insert_officials", R"sql(
INSERT INTO official (authority, official_id, full_name, email, managed, committee_member, standing_member,
                      clerk_staff_id, revision, assessed_by)
SELECT $1, r.official_id, r.full_name, r.email, r.managed, r.committee_member, r.standing_member, r.clerk_staff_id, 1,
       r.assessed_by
FROM jsonb_to_recordset($2::jsonb) AS r(official_id text, full_name text, email text, managed boolean,
                                        committee_member boolean, standing_member boolean, clerk_staff_id text,
                                        assessed_by text))sql"};
constexpr Statement kInsertPositions{"registration.insert_positions", R"sql(
INSERT INTO position (authority, position_id, official_id, agency_id, title, capacity, principal, effective_from,
                      effective_to, basis, decision_ref, recorded_at, revision)
SELECT $1, r.position_id, r.official_id, r.agency_id, r.title, r.capacity, r.principal, r.effective_from,
       r.effective_to, r.basis, r.decision_ref, r.recorded_at, r.revision
FROM jsonb_to_recordset($2::jsonb) AS r(position_id uuid, official_id text, agency_id text, title text, capacity text,
                                        principal boolean, effective_from date, effective_to date, basis text,
                                        decision_ref text, recorded_at timestamptz, revision bigint))sql"};
constexpr Statement kEndPosition{"registration.end_position", R"sql(
UPDATE position SET effective_to = $3, recorded_at = $4, revision = $5
WHERE authority = $1 AND position_id = $2)sql"};
constexpr Statement kInsertPersonnelEvent{"registration.insert_personnel_event", R"sql(
INSERT INTO personnel_event (authority, official_id, kind, effective_on, new_position_id, ended_position_ids,
                             document_number, document_signed_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10))sql"};
constexpr Statement kUpdateOfficial{"registration.update_official", R"sql(
UPDATE official SET full_name = $3, email = $4, managed = $5, committee_member = $6, standing_member = $7,
                    clerk_staff_id = $8, revision = $9, assessed_by = $10
WHERE authority = $1 AND official_id = $2)sql"};
constexpr Statement kUpdateStaff{"registration.update_staff", R"sql(
UPDATE staff SET body_id = $3, agency_id = $4, full_name = $5, email = $6, role = $7, revision = $8
WHERE authority = $1 AND staff_id = $2)sql"};

// Precondition of each: the JSON comes from our own tables; a malformed one throws, which the shell reports as
// INTERNAL.
Date DateOf(const json& value) {
  const auto date = Date::Parse(value.get<std::string>());
  if (!date.ok()) {
    throw std::domain_error("a date of the directory cannot be read");
  }
  return *date;
}
std::optional<Date> OptionalDateOf(const json& value) {
  return value.is_null() ? std::nullopt : std::optional<Date>(DateOf(value));
}
Instant InstantOf(const json& value) {
  const auto instant = ParseRfc3339(value.get<std::string>());
  if (!instant.ok()) {
    throw std::domain_error("a time of the directory cannot be read");
  }
  return *instant;
}
json ToJson(const std::optional<Date>& date) { return date ? json(date->ToString()) : json(); }

void ReadRow(const std::string& kind, const json& row, DirectoryRows& rows,
             std::vector<RegulationChoice>& regulations) {
  if (kind == "setting") {
    rows.version = row["directory_version"];
    rows.settings = AuthoritySettings{row["display_name"], DateOf(row["live_from"]), {}, row["revision"]};
  } else if (kind == "regulation") {
    regulations.push_back({row["regulation_id"],
                           DateOf(row["effective_from"]),
                           {row["document_number"], OptionalDateOf(row["document_signed_on"])}});
  } else if (kind == "agency") {
    rows.agencies.push_back({row["agency_id"], row["display_name"], row["workplace_class"], row["vertical_field"],
                             row["parent"], row["email"], row["revision"]});
  } else if (kind == "body") {
    rows.bodies.push_back({row["body_id"], row["display_name"], row["email"], row["reviewing"], row["head_official_id"],
                           DateOf(row["valid_from"]), OptionalDateOf(row["valid_to"]), row["revision"]});
  } else if (kind == "staff") {
    rows.staff.push_back({row["staff_id"], row["body_id"], row["agency_id"], row["full_name"], row["email"],
                          kStaffRoles.From(row["role"].get<std::string>()), row["revision"]});
  } else if (kind == "official") {
    rows.officials.push_back({row["official_id"], row["full_name"], row["email"], row["managed"],
                              row["committee_member"], row["standing_member"], row["clerk_staff_id"], row["revision"],
                              row["assessed_by"]});
  } else if (kind == "position") {
    rows.positions.push_back({row["position_id"], row["official_id"], row["agency_id"], row["title"],
                              kCapacities.From(row["capacity"].get<std::string>()), row["principal"],
                              DateOf(row["effective_from"]), OptionalDateOf(row["effective_to"]),
                              kBases.From(row["basis"].get<std::string>()), row["decision_ref"],
                              InstantOf(row["recorded_at"]), row["revision"]});
  }
}

json ToJson(const Position& position) {
  return {{"position_id", position.id},
          {"official_id", position.official_id},
          {"agency_id", position.agency_id},
          {"title", position.title},
          {"capacity", kCapacities.Of(position.capacity)},
          {"principal", position.principal},
          {"effective_from", position.from.ToString()},
          {"effective_to", ToJson(position.to)},
          {"basis", kBases.Of(position.basis)},
          {"decision_ref", position.decision_ref},
          {"recorded_at", FormatRfc3339(position.recorded_at)},
          {"revision", position.revision}};
}

}  // namespace

std::shared_ptr<const std::vector<std::string>> Snapshot::RoutedTo(const std::string& body_id, Date day) const {
  const std::lock_guard lock(mutex_);
  if (day_ != day) {
    routed_.clear();
    day_ = day;
  }
  auto& officials = routed_[body_id];
  if (officials == nullptr) {
    officials = std::make_shared<const std::vector<std::string>>(directory->OfficialsRoutedTo(law, body_id, day));
  }
  return officials;
}

std::shared_ptr<const Snapshot> DirectoryStore::Known(const std::string& authority, std::int64_t version,
                                                      Micros asked_at) {
  const std::lock_guard lock(mutex_);
  const auto found = newest_.find(authority);
  if (found == newest_.end() || found->second.snapshot->directory->version() != version) {
    return nullptr;
  }
  found->second.found_at = std::max(found->second.found_at, asked_at);
  return found->second.snapshot;
}

Result<std::shared_ptr<const Snapshot>> DirectoryStore::Read(postgres::Transaction& transaction,
                                                             const std::string& authority) const {
  DirectoryRows rows;
  std::vector<RegulationChoice> regulations;
  for (const auto& row : transaction.Exec(kSnapshot, authority)) {
    ReadRow(row["kind"].as<std::string>(), json::parse(row["content"].as<std::string>()), rows, regulations);
  }
  std::sort(regulations.begin(), regulations.end(),
            [](const RegulationChoice& a, const RegulationChoice& b) { return a.effective_from < b.effective_from; });
  auto snapshot = std::make_shared<Snapshot>();
  for (const RegulationChoice& choice : regulations) {
    const statute::Regulation* regulation = find_regulation_(choice.regulation_id);
    if (regulation == nullptr) {
      return Internal("REGULATION_FILE_MISSING", "a regulation that the authority applies has no file here")
          .With("regulation", choice.regulation_id);
    }
    snapshot->law.push_back({regulation, choice.effective_from});
  }
  if (rows.settings) {
    rows.settings->regulations = std::move(regulations);
  }
  snapshot->directory = std::make_shared<const Directory>(std::move(rows));
  return std::shared_ptr<const Snapshot>(snapshot);
}

Result<std::shared_ptr<const Snapshot>> DirectoryStore::At(postgres::Transaction& transaction,
                                                           const std::string& authority,
                                                           const postgres::Statement& version_statement) {
  const Micros asked_at = monotonic_.Elapsed();  // before the answer: it may be old when it arrives
  const pqxx::result version_row = transaction.Exec(version_statement, authority);
  const std::int64_t version = version_row.empty() ? 0 : version_row[0]["directory_version"].as<std::int64_t>();
  const bool changed_here = !version_row.empty() && version_row[0]["changed_here"].as<bool>();
  if (!changed_here) {
    if (auto known = Known(authority, version, asked_at)) {
      return known;
    }
  }
  // A change makes every call in flight want the new version at once. A large directory takes half a second and some
  // ten megabytes to read: one reads it, the others wait and find it. The reader waits for nobody's row.
  const std::lock_guard reading(reading_);
  if (changed_here) {
    return Read(transaction, authority);  // others must not see what is not committed
  }
  if (auto known = Known(authority, version, asked_at)) {
    return known;
  }
  DOTPHA_ASSIGN(const std::shared_ptr<const Snapshot> snapshot, Read(transaction, authority));
  {
    const std::lock_guard lock(mutex_);
    Newest& newest = newest_[authority];
    if (newest.snapshot == nullptr || newest.snapshot->directory->version() < snapshot->directory->version()) {
      newest = {snapshot, asked_at};
    }
  }
  ReturnFreeMemory();  // what reading took, and the version that is replaced
  return std::shared_ptr<const Snapshot>(snapshot);
}

Result<std::shared_ptr<const Snapshot>> DirectoryStore::Load(postgres::Transaction& transaction,
                                                             const std::string& authority) {
  return At(transaction, authority, kVersion);
}

std::shared_ptr<const Snapshot> DirectoryStore::Recent(const std::string& authority, Micros not_older_than) {
  const std::lock_guard lock(mutex_);
  const auto found = newest_.find(authority);
  const bool recent = found != newest_.end() && found->second.found_at > distrusted_at_ &&
                      monotonic_.Elapsed() - found->second.found_at <= not_older_than;
  return recent ? found->second.snapshot : nullptr;
}

void DirectoryStore::Distrust() {
  const std::lock_guard lock(mutex_);
  distrusted_at_ = monotonic_.Elapsed();
}

Result<std::shared_ptr<const Snapshot>> DirectoryStore::LoadForChange(postgres::Transaction& transaction,
                                                                      const std::string& authority) {
  // The next statement sees what the one before us has committed: nothing may change behind the lock.
  return At(transaction, authority, kVersionForChange);
}

void DirectoryStore::SaveSettings(postgres::Transaction& transaction, const std::string& authority,
                                  const AuthoritySettings& settings) {
  transaction.Exec(kSaveSettings, authority, settings.display_name, settings.live_from, settings.revision);
  transaction.Exec(kDropRegulations, authority);
  json rows = json::array();
  for (const RegulationChoice& choice : settings.regulations) {
    rows.push_back({{"effective_from", choice.effective_from.ToString()},
                    {"regulation_id", choice.regulation_id},
                    {"document_number", choice.document.number},
                    {"document_signed_on", ToJson(choice.document.signed_on)}});
  }
  transaction.Exec(kInsertRegulations, authority, rows.dump());
}

void DirectoryStore::InsertRoster(postgres::Transaction& transaction, const std::string& authority,
                                  const Roster& roster) {
  json agencies = json::array();
  for (const Agency& agency : roster.agencies) {
    agencies.push_back({{"agency_id", agency.id},
                        {"display_name", agency.display_name},
                        {"workplace_class", agency.workplace_class},
                        {"vertical_field", agency.vertical_field},
                        {"parent", agency.parent},
                        {"email", agency.email}});
  }
  json bodies = json::array();
  for (const Body& body : roster.bodies) {
    bodies.push_back({{"body_id", body.id},
                      {"display_name", body.display_name},
                      {"email", body.email},
                      {"reviewing", body.reviewing},
                      {"head_official_id", body.head_official_id},
                      {"valid_from", ToJson(body.valid_from)},
                      {"valid_to", ToJson(body.valid_to)}});
  }
  json staff = json::array();
  for (const Staff& member : roster.staff) {
    staff.push_back({{"staff_id", member.id},
                     {"body_id", member.body_id},
                     {"agency_id", member.agency_id},
                     {"full_name", member.full_name},
                     {"email", member.email},
                     {"role", kStaffRoles.Of(member.role)}});
  }
  json officials = json::array();
  for (const Official& official : roster.officials) {
    officials.push_back({{"official_id", official.id},
                         {"full_name", official.full_name},
                         {"email", official.email},
                         {"managed", official.managed},
                         {"committee_member", official.committee_member},
                         {"standing_member", official.standing_member},
                         {"clerk_staff_id", official.clerk_staff_id},
                         {"assessed_by", official.assessed_by}});
  }
  json positions = json::array();
  for (const Position& position : roster.positions) {
    positions.push_back(ToJson(position));
  }
  transaction.Exec(kCountUp, authority);
  transaction.Exec(kInsertAgencies, authority, agencies.dump());
  transaction.Exec(kInsertOfficials, authority, officials.dump());
  transaction.Exec(kInsertBodies, authority, bodies.dump());
  transaction.Exec(kInsertStaff, authority, staff.dump());
  transaction.Exec(kInsertPositions, authority, positions.dump());
}

void DirectoryStore::UpdateOfficial(postgres::Transaction& transaction, const std::string& authority,
                                    const Official& official) {
  transaction.Exec(kCountUp, authority);
  transaction.Exec(kUpdateOfficial, authority, official.id, official.full_name, official.email, official.managed,
                   official.committee_member, official.standing_member, official.clerk_staff_id, official.revision,
                   official.assessed_by);
}

void DirectoryStore::UpdateStaff(postgres::Transaction& transaction, const std::string& authority, const Staff& staff) {
  transaction.Exec(kCountUp, authority);
  transaction.Exec(kUpdateStaff, authority, staff.id, staff.body_id, staff.agency_id, staff.full_name, staff.email,
                   kStaffRoles.Of(staff.role), staff.revision);
}

void DirectoryStore::SavePersonnelEvent(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& recorded_by, const PersonnelEventCommand& command,
                                        const PersonnelEventDecision& decision) {
  transaction.Exec(kCountUp, authority);
  std::vector<std::string> ended;
  for (const Position& position : decision.ended) {
    ended.push_back(position.id);
    transaction.Exec(kEndPosition, authority, position.id, position.to, position.recorded_at, position.revision);
  }
  std::optional<std::string> new_position_id;
  if (decision.position) {
    new_position_id = decision.position->id;
    transaction.Exec(kInsertPositions, authority, json::array({ToJson(*decision.position)}).dump());
  }
  transaction.Exec(kInsertPersonnelEvent, authority, command.official_id, kPersonnelEventKinds.Of(*command.kind),
                   *command.effective_on, new_position_id, ended, command.document.number, command.document.signed_on,
                   command.arrived_at, recorded_by);
}

}  // namespace dotpha::registration::store
