#include "services/reporting/store/evidence_store.h"

namespace dotpha::reporting::store {
namespace {

using postgres::Statement;

#define DOTPHA_EVIDENCE_COLUMNS                                                                              \
  "SELECT evidence_id, official_id, work_id, item_id, file_name, content_type, classification, size_bytes, " \
  "sha256, uploaded_by, uploaded_at FROM evidence "

constexpr Statement kCount{"evidence.count", R"sql(
SELECT count(*) FROM evidence WHERE authority = $1 AND official_id = $2
  AND extract(year FROM uploaded_at AT TIME ZONE 'Asia/Ho_Chi_Minh') = $3::int)sql"};
constexpr Statement kSave{"evidence.save", R"sql(
INSERT INTO evidence (authority, evidence_id, official_id, work_id, item_id, file_name, content_type, classification,
                      size_bytes, sha256, uploaded_by, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql"};
constexpr Statement kSaveChunk{"evidence.save_chunk", R"sql(
INSERT INTO evidence_chunk (authority, evidence_id, chunk_number, bytes) VALUES ($1, $2::uuid, $3::int, $4))sql"};
constexpr Statement kFind{"evidence.find", DOTPHA_EVIDENCE_COLUMNS "WHERE authority = $1 AND evidence_id = $2::uuid"};
constexpr Statement kChunk{"evidence.chunk", R"sql(
SELECT bytes FROM evidence_chunk WHERE authority = $1 AND evidence_id = $2::uuid AND chunk_number = $3::int)sql"};
constexpr Statement kList{"evidence.list", DOTPHA_EVIDENCE_COLUMNS R"sql(
WHERE authority = $1 AND ($2::text = '' OR official_id = $2::text) AND ($3::text = '' OR work_id = $3::text)
  AND ($4::bool OR official_id = ANY ($5::text[])
       OR official_id IN (SELECT p.official_id FROM plan p JOIN delivery d
                            ON d.authority = p.authority AND d.document_id = p.plan_id
                          WHERE p.authority = $1 AND d.body_id = ANY ($6::text[])))
  AND (uploaded_at, evidence_id) > ($7::timestamptz, $8::uuid)
ORDER BY uploaded_at, evidence_id LIMIT $9::int)sql"};
#undef DOTPHA_EVIDENCE_COLUMNS

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";
constexpr std::size_t kChunkBytes = 256 * 1024;

Evidence FromRow(const pqxx::row& row) {
  return {row["evidence_id"].as<std::string>(),     row["official_id"].as<std::string>(),
          row["work_id"].as<std::string>(),         row["item_id"].as<std::string>(),
          row["file_name"].as<std::string>(),       row["content_type"].as<std::string>(),
          row["classification"].as<std::string>(),  row["size_bytes"].as<std::int64_t>(),
          row["sha256"].as<std::string>(),          row["uploaded_by"].as<std::string>(),
          postgres::ReadInstant(row["uploaded_at"])};
}

}  // namespace

int CountEvidence(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  int year) {
  return transaction.Exec(kCount, authority, official_id, year)[0][0].as<int>();
}

void SaveEvidence(postgres::Transaction& transaction, const std::string& authority, const Evidence& evidence,
                  const std::string& bytes) {
  transaction.Exec(kSave, authority, evidence.id, evidence.official_id, evidence.work_id, evidence.item_id,
                   evidence.file_name, evidence.content_type, evidence.classification, evidence.size_bytes,
                   evidence.sha256, evidence.uploaded_by, evidence.uploaded_at);
  int number = 0;
  for (std::size_t from = 0; from < bytes.size(); from += kChunkBytes) {
    transaction.Exec(kSaveChunk, authority, evidence.id, number++,
                     postgres::Bytes{std::string_view(bytes).substr(from, kChunkBytes)});
  }
}

std::optional<Evidence> FindEvidence(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& evidence_id) {
  const auto rows = transaction.Exec(kFind, authority, evidence_id);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

std::optional<std::string> EvidenceChunk(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& evidence_id, int number) {
  const auto rows = transaction.Exec(kChunk, authority, evidence_id, number);
  return rows.empty() ? std::nullopt : std::optional(postgres::ReadBytes(rows[0][0]));
}

std::vector<Evidence> ListEvidence(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& official_id, const std::string& work_id, const Visible& visible,
                                   const std::optional<std::pair<Instant, std::string>>& after, int limit) {
  const auto [uploaded_at, id] = after.value_or(std::pair(Instant::Min(), std::string(kLeastUuid)));
  std::vector<Evidence> files;
  for (const auto& row : transaction.Exec(kList, authority, official_id, work_id, visible.everyone, visible.own,
                                          visible.bodies, uploaded_at, id, limit)) {
    files.push_back(FromRow(row));
  }
  return files;
}

}  // namespace dotpha::reporting::store
