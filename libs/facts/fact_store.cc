#include "libs/facts/fact_store.h"

namespace dotpha::facts {
namespace {

using postgres::Statement;

constexpr Statement kInsert{"fact.insert", R"sql(
  INSERT INTO fact (authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data)
  VALUES ($1, $2, $3::bigint, $4, $5, $6, $7, $8::timestamptz, $9)
  ON CONFLICT DO NOTHING)sql"};

constexpr Statement kOfAuthority{"fact.of_authority", R"sql(
  SELECT authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data
  FROM fact WHERE authority = $1 AND subject = '' ORDER BY producer, stream_seq)sql"};

constexpr Statement kOfDebtors{"fact.of_debtors", R"sql(
  SELECT authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data
  FROM fact WHERE authority = $1 AND subject <> '' AND subject = ANY ($2::text[])
  ORDER BY producer, stream_seq)sql"};

constexpr Statement kAll{"fact.all", R"sql(
  SELECT authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data
  FROM fact WHERE authority = $1 ORDER BY producer, stream_seq)sql"};

constexpr Statement kPostsOfAgencies{"fact.posts_of_agencies", R"sql(
  SELECT authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data
  FROM fact
  WHERE authority = $1 AND object_id <> '' AND agency_id <> ''
    AND object_id IN (SELECT object_id FROM fact
                      WHERE authority = $1 AND agency_id <> '' AND agency_id = ANY ($2::text[]))
  ORDER BY producer, stream_seq)sql"};

constexpr Statement kNewest{"fact.newest", R"sql(
  SELECT authority, producer, stream_seq, subject, type, object_id, agency_id, recorded_at, data
  FROM fact
  WHERE authority = $1 AND object_id = $2 AND object_id <> '' AND type LIKE '%.' || $3
  ORDER BY recorded_at DESC, stream_seq DESC LIMIT 1)sql"};

constexpr Statement kType{"fact.type", R"sql(
  SELECT type FROM fact WHERE authority = $1 AND producer = $2 AND stream_seq = $3::bigint)sql"};

constexpr Statement kVersion{"fact.version", R"sql(
  SELECT version FROM authority_version WHERE authority = $1)sql"};

constexpr Statement kBump{"fact.bump", R"sql(
  INSERT INTO authority_version (authority, version) VALUES ($1, 1)
  ON CONFLICT (authority) DO UPDATE SET version = authority_version.version + 1)sql"};

FactRow ReadRow(const pqxx::row& row) {
  return {row["authority"].as<std::string>(),   row["producer"].as<std::string>(),
          row["stream_seq"].as<std::int64_t>(), row["subject"].as<std::string>(),
          row["type"].as<std::string>(),        row["object_id"].as<std::string>(),
          row["agency_id"].as<std::string>(),   postgres::ReadInstant(row["recorded_at"]),
          postgres::ReadBytes(row["data"])};
}

std::vector<FactRow> ReadRows(const pqxx::result& rows) {
  std::vector<FactRow> facts;
  facts.reserve(rows.size());
  for (const auto& row : rows) {
    facts.push_back(ReadRow(row));
  }
  return facts;
}

}  // namespace

void InsertFact(postgres::Transaction& transaction, const FactRow& row) {
  transaction.Exec(kInsert, row.authority, row.producer, row.stream_seq, row.subject, row.type, row.object_id,
                   row.agency_id, row.recorded_at, postgres::Bytes{row.data});
}

std::vector<FactRow> LoadAuthorityFacts(postgres::Transaction& transaction, const std::string& authority) {
  return ReadRows(transaction.Exec(kOfAuthority, authority));
}

std::vector<FactRow> LoadDebtorFacts(postgres::Transaction& transaction, const std::string& authority,
                                     const std::vector<std::string>& debtor_ids) {
  return ReadRows(transaction.Exec(kOfDebtors, authority, debtor_ids));
}

std::vector<FactRow> LoadAllFacts(postgres::Transaction& transaction, const std::string& authority) {
  return ReadRows(transaction.Exec(kAll, authority));
}

std::vector<FactRow> LoadPostsOfAgencies(postgres::Transaction& transaction, const std::string& authority,
                                         const std::vector<std::string>& agency_ids) {
  return ReadRows(transaction.Exec(kPostsOfAgencies, authority, agency_ids));
}

std::optional<FactRow> LoadNewest(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& object_id, const std::string& type_suffix) {
  const auto rows = transaction.Exec(kNewest, authority, object_id, type_suffix);
  return rows.empty() ? std::nullopt : std::optional{ReadRow(rows.front())};
}

std::optional<std::string> LoadFactType(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& producer, std::int64_t stream_seq) {
  const auto rows = transaction.Exec(kType, authority, producer, stream_seq);
  return rows.empty() ? std::nullopt : std::optional{rows.front()[0].as<std::string>()};
}

std::int64_t AuthorityVersion(postgres::Transaction& transaction, const std::string& authority) {
  const auto rows = transaction.Exec(kVersion, authority);
  return rows.empty() ? 0 : rows.front()[0].as<std::int64_t>();
}

void BumpAuthorityVersion(postgres::Transaction& transaction, const std::string& authority) {
  transaction.Exec(kBump, authority);
}

}  // namespace dotpha::facts
