#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::store {
namespace {

using postgres::Statement;

constexpr Statement kLock{"reporting.lock_official",
                          "SELECT pg_advisory_xact_lock(hashtextextended($1::text || '/' || $2::text, 5))"};
constexpr Statement kAddDeliveries{"delivery.add", R"sql(
INSERT INTO delivery (authority, document_id, version, body_id, role, delivered_at)
SELECT $1, $2::uuid, $3::int, d.body_id, d.role, $4::timestamptz FROM unnest($5::text[], $6::text[]) AS d(body_id, role)
)sql"};
constexpr Statement kDeliveries{"delivery.of_document", R"sql(
SELECT version, body_id, role, delivered_at FROM delivery
WHERE authority = $1 AND document_id = $2::uuid ORDER BY version, role DESC, body_id)sql"};
constexpr Statement kAddHistory{"document_history.add", R"sql(
INSERT INTO document_history (authority, document_id, recorded_at, actor, action, from_state, to_state, note, version)
VALUES ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8, $9::int))sql"};
constexpr Statement kHistory{"document_history.of_document", R"sql(
SELECT recorded_at, actor, action, from_state, to_state, note, version FROM document_history
WHERE authority = $1 AND document_id = $2 ORDER BY entry_number)sql"};
constexpr Statement kOfficialsOfClerk{"named_clerk.officials", R"sql(
SELECT official_id FROM named_clerk WHERE authority = $1 AND staff_id = $2 ORDER BY official_id)sql"};
constexpr Statement kNameClerk{"named_clerk.put", R"sql(
INSERT INTO named_clerk (authority, official_id, staff_id) VALUES ($1, $2, $3)
ON CONFLICT (authority, official_id) DO UPDATE SET staff_id = excluded.staff_id)sql"};

}  // namespace

void LockOfficial(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id) {
  transaction.Exec(kLock, authority, official_id);
}

void AddDeliveries(postgres::Transaction& transaction, const std::string& authority, const std::string& document_id,
                   const std::vector<Delivery>& deliveries) {
  if (deliveries.empty()) {
    return;
  }
  std::vector<std::string> bodies;
  std::vector<std::string> roles;
  for (const Delivery& delivery : deliveries) {
    bodies.push_back(delivery.body_id);
    roles.emplace_back(delivery.role == DeliveryRole::kVia ? "VIA" : "COPY");
  }
  transaction.Exec(kAddDeliveries, authority, document_id, deliveries.front().version, deliveries.front().delivered_at,
                   bodies, roles);
}

std::vector<Delivery> Deliveries(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& document_id) {
  std::vector<Delivery> deliveries;
  for (const auto& row : transaction.Exec(kDeliveries, authority, document_id)) {
    deliveries.push_back({row["version"].as<int>(), row["body_id"].as<std::string>(),
                          row["role"].as<std::string>() == "VIA" ? DeliveryRole::kVia : DeliveryRole::kCopy,
                          postgres::ReadInstant(row["delivered_at"])});
  }
  return deliveries;
}

void AddHistory(postgres::Transaction& transaction, const std::string& authority, const std::string& document_id,
                const HistoryEntry& entry) {
  transaction.Exec(kAddHistory, authority, document_id, entry.recorded_at, entry.actor, entry.action, entry.from_state,
                   entry.to_state, entry.note, entry.version);
}

std::vector<HistoryEntry> History(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& document_id) {
  std::vector<HistoryEntry> history;
  for (const auto& row : transaction.Exec(kHistory, authority, document_id)) {
    history.push_back({postgres::ReadInstant(row["recorded_at"]), row["actor"].as<std::string>(),
                       row["action"].as<std::string>(), row["from_state"].as<std::string>(),
                       row["to_state"].as<std::string>(), row["note"].as<std::string>(), row["version"].as<int>()});
  }
  return history;
}

std::vector<std::string> OfficialsOfClerk(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& staff_id) {
  std::vector<std::string> officials;
  for (const auto& row : transaction.Exec(kOfficialsOfClerk, authority, staff_id)) {
    officials.push_back(row[0].as<std::string>());
  }
  return officials;
}

void NameClerk(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
               const std::string& staff_id) {
  transaction.Exec(kNameClerk, authority, official_id, staff_id);
}

}  // namespace dotpha::reporting::store
