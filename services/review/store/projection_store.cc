#include "services/review/store/projection_store.h"

#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::Bytes;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

constexpr Statement kSaveRegistration{"review.save_registration", R"sql(
INSERT INTO registration (authority, registration_id, official_id, cycle, occasion, live, version, received_at)
VALUES ($1, $2, $3, $4, $5, true, $6, $7)
ON CONFLICT (authority, registration_id) DO UPDATE
SET live = true, version = excluded.version, received_at = excluded.received_at)sql"};
constexpr Statement kCorrect{"review.correct_registration", R"sql(
UPDATE registration SET version = $3 WHERE authority = $1 AND registration_id = $2)sql"};
constexpr Statement kMoveReceipt{"review.move_receipt", R"sql(
UPDATE registration SET received_at = $3::timestamptz WHERE authority = $1 AND registration_id = $2)sql"};
constexpr Statement kWithdraw{"review.withdraw_registration", R"sql(
UPDATE registration SET live = false WHERE authority = $1 AND registration_id = $2)sql"};
constexpr Statement kDeleteWorks{"review.delete_registered_works", R"sql(
DELETE FROM registered_work WHERE authority = $1 AND registration_id = $2)sql"};
constexpr Statement kInsertWork{"review.insert_registered_work", R"sql(
INSERT INTO registered_work (authority, registration_id, work_id, item_number, duration, start_on, end_on, target_ids,
                             multi_agency, content_digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9, $10))sql"};
constexpr Statement kOpenMatter{"review.open_matter", R"sql(
INSERT INTO matter (authority, official_id, cycle, state, changed_at, revision)
VALUES ($1, $2, $3, 'AWAITING_PROPOSAL', $4, 1)
ON CONFLICT (authority, cycle, official_id) DO UPDATE
SET state = 'AWAITING_PROPOSAL', changed_at = excluded.changed_at, revision = matter.revision + 1
WHERE matter.changed_at < excluded.changed_at)sql"};
constexpr Statement kBump{"review.bump_directory_version", R"sql(
INSERT INTO directory_version (authority, version) VALUES ($1, 1)
ON CONFLICT (authority) DO UPDATE SET version = directory_version.version + 1)sql"};
constexpr Statement kVersion{"review.directory_version", "SELECT version FROM directory_version WHERE authority = $1"};
constexpr Statement kRegistrations{"review.registrations_of", R"sql(
SELECT r.registration_id, r.official_id, r.cycle, r.occasion, r.version, r.received_at, w.work_id, w.duration,
       w.start_on, w.end_on, w.target_ids, w.multi_agency, w.content_digest
FROM registration r
LEFT JOIN registered_work w ON w.authority = r.authority AND w.registration_id = r.registration_id
WHERE r.authority = $1 AND r.cycle = $2 AND r.official_id = ANY ($3::text[]) AND r.live
ORDER BY r.official_id, r.received_at, r.registration_id, w.item_number)sql"};
constexpr Statement kRegisteredOfficials{"review.registered_officials", R"sql(
SELECT DISTINCT official_id FROM registration WHERE authority = $1 AND cycle = $2 AND live)sql"};
constexpr Statement kRegisteredBy{"review.registered_by", R"sql(
SELECT w.work_id, r.official_id
FROM registered_work w
JOIN registration r ON r.authority = w.authority AND r.registration_id = w.registration_id
WHERE w.authority = $1 AND w.work_id = ANY ($2::text[]) AND r.live)sql"};

void ReplaceWorks(postgres::Transaction& transaction, const std::string& authority, const std::string& registration_id,
                  const std::vector<RegisteredWork>& works) {
  transaction.Exec(kDeleteWorks, authority, registration_id);
  int number = 0;
  for (const RegisteredWork& work : works) {
    transaction.Exec(kInsertWork, authority, registration_id, work.id, ++number, work.terms.duration, work.terms.start,
                     work.terms.end, work.terms.target_ids, work.terms.multi_agency, Bytes{work.terms.digest});
  }
}

}  // namespace

void SaveRegistration(postgres::Transaction& transaction, const std::string& authority,
                      const Registration& registration) {
  transaction.Exec(kSaveRegistration, authority, registration.id, registration.official_id, registration.cycle,
                   registration.occasion, registration.version, registration.received_at);
  ReplaceWorks(transaction, authority, registration.id, registration.works);
}

void CorrectRegistration(postgres::Transaction& transaction, const std::string& authority,
                         const std::string& registration_id, int version, const std::vector<RegisteredWork>& works) {
  transaction.Exec(kCorrect, authority, registration_id, version);
  ReplaceWorks(transaction, authority, registration_id, works);
}

void MoveReceipt(postgres::Transaction& transaction, const std::string& authority, const std::string& registration_id,
                 Instant received_at) {
  transaction.Exec(kMoveReceipt, authority, registration_id, received_at);
}

void WithdrawRegistration(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& registration_id) {
  transaction.Exec(kWithdraw, authority, registration_id);
}

void OpenMatter(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                int cycle, Instant at) {
  transaction.Exec(kOpenMatter, authority, official_id, cycle, at);
}

void BumpDirectoryVersion(postgres::Transaction& transaction, const std::string& authority) {
  transaction.Exec(kBump, authority);
}

std::int64_t DirectoryVersion(postgres::Transaction& transaction, const std::string& authority) {
  const auto rows = transaction.Exec(kVersion, authority);
  return rows.empty() ? 0 : rows[0][0].as<std::int64_t>();
}

std::map<std::string, std::vector<Registration>> RegistrationsOf(postgres::Transaction& transaction,
                                                                 const std::string& authority, int cycle,
                                                                 const std::vector<std::string>& official_ids) {
  std::map<std::string, std::vector<Registration>> found;
  for (const auto& row : transaction.Exec(kRegistrations, authority, cycle, official_ids)) {
    const auto id = row["registration_id"].as<std::string>();
    std::vector<Registration>& registrations = found[row["official_id"].as<std::string>()];
    if (registrations.empty() || registrations.back().id != id) {
      Registration registration;
      registration.id = id;
      registration.official_id = row["official_id"].as<std::string>();
      registration.cycle = row["cycle"].as<int>();
      registration.occasion = ReadOptionalDate(row["occasion"]);
      registration.version = row["version"].as<int>();
      registration.received_at = ReadInstant(row["received_at"]);
      registrations.push_back(std::move(registration));
    }
    if (!row["work_id"].is_null()) {
      registrations.back().works.push_back({row["work_id"].as<std::string>(), ReadTerms(row)});
    }
  }
  return found;
}

std::set<std::string> RegisteredOfficials(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  std::set<std::string> officials;
  for (const auto& row : transaction.Exec(kRegisteredOfficials, authority, cycle)) {
    officials.insert(row[0].as<std::string>());
  }
  return officials;
}

std::map<std::string, std::string> RegisteredBy(postgres::Transaction& transaction, const std::string& authority,
                                                const std::vector<std::string>& work_ids) {
  std::map<std::string, std::string> officials;
  for (const auto& row : transaction.Exec(kRegisteredBy, authority, work_ids)) {
    officials.emplace(row["work_id"].as<std::string>(), row["official_id"].as<std::string>());
  }
  return officials;
}

}  // namespace dotpha::review::store
