#include "services/registration/store/follow_up_store.h"

#include <algorithm>

#include "services/registration/store/content_json.h"
#include "services/registration/store/names.h"

namespace dotpha::registration::store {
namespace {

using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

constexpr Statement kRegisteredWorks{"registration.registered_works", R"sql(
SELECT w.work_id, r.registration_id, r.official_id, r.cycle, c.version, c.content
FROM registered_work w
JOIN registration r ON r.authority = w.authority AND r.registration_id = w.registration_id
JOIN registration_content c
  ON c.authority = r.authority AND c.registration_id = r.registration_id AND c.version = r.version
WHERE w.authority = $1 AND r.cycle = $2 AND ($3::text[] IS NULL OR r.official_id = ANY ($3::text[])) AND w.work_id > $4
ORDER BY w.work_id LIMIT nullif($5::int, 0))sql"};
constexpr Statement kReportedWorks{"registration.reported_works", R"sql(
SELECT e.work_id, r.registration_id, r.official_id, r.cycle, c.version, c.content
FROM work_list_entry e
JOIN registration r ON r.authority = e.authority AND r.registration_id = e.registration_id
JOIN registration_content c
  ON c.authority = e.authority AND c.registration_id = e.registration_id AND c.version = e.version
WHERE e.authority = $1 AND e.work_list_id = $2 AND ($3::text[] IS NULL OR r.official_id = ANY ($3::text[]))
  AND e.work_id > $4
ORDER BY e.work_id LIMIT nullif($5::int, 0))sql"};
constexpr Statement kWorksOf{"registration.works_of", R"sql(
SELECT w.work_id, r.registration_id, r.official_id, r.cycle, c.version, c.content
FROM registered_work w
JOIN registration r ON r.authority = w.authority AND r.registration_id = w.registration_id
JOIN registration_content c
  ON c.authority = r.authority AND c.registration_id = r.registration_id AND c.version = r.version
WHERE w.authority = $1 AND w.work_id = ANY ($2::text[])
ORDER BY w.work_id)sql"};
constexpr Statement kFindWorkList{"registration.find_work_list",
                                  "SELECT 1 FROM work_list WHERE authority = $1 AND work_list_id = $2"};
constexpr Statement kSaveWorkList{"registration.save_work_list", R"sql(
WITH head AS (
  INSERT INTO work_list (authority, work_list_id, cycle, addressee, document_number, document_signed_on, reported_at,
                         reported_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)
INSERT INTO work_list_entry (authority, work_list_id, work_id, registration_id, version)
SELECT $1, $2, e.work_id, e.registration_id::uuid, e.version
FROM unnest($9::text[], $10::text[], $11::bigint[]) AS e(work_id, registration_id, version))sql"};
constexpr Statement kSaveNote{"registration.save_note", R"sql(
INSERT INTO follow_up_note (authority, note_id, kind, official_id, cycle, work_id, content, document_number,
                            document_signed_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};
constexpr Statement kNotesOf{"registration.notes_of", R"sql(
SELECT * FROM follow_up_note WHERE authority = $1 AND official_id = $2 AND cycle = $3
ORDER BY note_number)sql"};
constexpr Statement kSaveGrade{"registration.save_grade", R"sql(
INSERT INTO annual_grade (authority, official_id, year, revision, grade, rated_by, document_number, document_signed_on,
                          recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};
constexpr Statement kLockOfficial{"registration.lock_official_of_grade",
                                  "SELECT 1 FROM official WHERE authority = $1 AND official_id = $2 FOR NO KEY UPDATE"};
constexpr Statement kFindGrade{"registration.find_grade", R"sql(
SELECT * FROM annual_grade WHERE authority = $1 AND official_id = $2 AND year = $3
ORDER BY revision DESC LIMIT 1)sql"};

constexpr Words<NoteKind, 3> kNoteKinds{
    {{{NoteKind::kDirection, "DIRECTION"}, {NoteKind::kObstacle, "OBSTACLE"}, {NoteKind::kResult, "RESULT"}}}};

std::vector<RegisteredWork> WorksFrom(const pqxx::result& rows) {
  std::vector<RegisteredWork> works;
  for (const auto& row : rows) {
    const std::string id = row["work_id"].as<std::string>();
    const Content content = ContentFromJson(row["content"].as<std::string>());
    const auto work = std::find_if(content.works.begin(), content.works.end(),
                                   [&](const Work& candidate) { return candidate.id == id; });
    if (work == content.works.end()) {
      throw std::domain_error("a registered work is not in its registration");
    }
    works.push_back({row["registration_id"].as<std::string>(), row["official_id"].as<std::string>(),
                     row["cycle"].as<int>(), row["version"].as<int>(), *work});
  }
  return works;
}

DocumentReference DocumentFrom(const pqxx::row& row) {
  return {row["document_number"].as<std::string>(), ReadOptionalDate(row["document_signed_on"])};
}

}  // namespace

std::vector<RegisteredWork> RegisteredWorks(postgres::Transaction& transaction, const std::string& authority,
                                            const WorkFilter& filter) {
  if (filter.list_id.empty()) {
    return WorksFrom(
        transaction.Exec(kRegisteredWorks, authority, filter.cycle, filter.officials, filter.after, filter.limit));
  }
  return WorksFrom(
      transaction.Exec(kReportedWorks, authority, filter.list_id, filter.officials, filter.after, filter.limit));
}

std::vector<RegisteredWork> WorksOf(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<std::string>& work_ids) {
  return WorksFrom(transaction.Exec(kWorksOf, authority, work_ids));
}

bool HasWorkList(postgres::Transaction& transaction, const std::string& authority, const std::string& list_id) {
  return !transaction.Exec(kFindWorkList, authority, list_id).empty();
}

void Save(postgres::Transaction& transaction, const std::string& authority, const WorkList& list,
          const std::vector<RegisteredWork>& works) {
  std::vector<std::string> work_ids;
  std::vector<std::string> registration_ids;
  std::vector<std::int64_t> versions;
  for (const RegisteredWork& work : works) {
    work_ids.push_back(work.work.id);
    registration_ids.push_back(work.registration_id);
    versions.push_back(work.version);
  }
  transaction.Exec(kSaveWorkList, authority, list.id, list.cycle, list.to, list.document.number,
                   list.document.signed_on, list.reported_at, list.reported_by, work_ids, registration_ids, versions);
}

void Save(postgres::Transaction& transaction, const std::string& authority, const FollowUpNote& note) {
  transaction.Exec(kSaveNote, authority, note.id, kNoteKinds.Of(note.kind), note.official_id, note.cycle, note.work_id,
                   note.text, note.document.number, note.document.signed_on, note.recorded_at, note.recorded_by);
}

std::vector<FollowUpNote> NotesOf(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& official_id, int cycle) {
  std::vector<FollowUpNote> notes;
  for (const auto& row : transaction.Exec(kNotesOf, authority, official_id, cycle)) {
    FollowUpNote note;
    note.id = row["note_id"].as<std::string>();
    note.kind = kNoteKinds.From(row["kind"].as<std::string>());
    note.official_id = official_id;
    note.cycle = cycle;
    note.work_id = row["work_id"].as<std::string>();
    note.text = row["content"].as<std::string>();
    note.document = DocumentFrom(row);
    note.recorded_at = ReadInstant(row["recorded_at"]);
    note.recorded_by = row["recorded_by"].as<std::string>();
    notes.push_back(std::move(note));
  }
  return notes;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const AnnualGrade& grade) {
  transaction.Exec(kSaveGrade, authority, grade.official_id, grade.year, grade.revision, grade.grade, grade.rated_by,
                   grade.document.number, grade.document.signed_on, grade.recorded_at, grade.recorded_by);
}

std::optional<AnnualGrade> FindGradeForUpdate(postgres::Transaction& transaction, const std::string& authority,
                                              const std::string& official_id, int year) {
  transaction.Exec(kLockOfficial, authority, official_id);
  return FindGrade(transaction, authority, official_id, year);
}

std::optional<AnnualGrade> FindGrade(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& official_id, int year) {
  const pqxx::result rows = transaction.Exec(kFindGrade, authority, official_id, year);
  if (rows.empty()) {
    return std::nullopt;
  }
  const pqxx::row row = rows[0];
  return AnnualGrade{official_id,
                     year,
                     row["grade"].as<std::string>(),
                     row["rated_by"].as<std::string>(),
                     DocumentFrom(row),
                     ReadInstant(row["recorded_at"]),
                     row["recorded_by"].as<std::string>(),
                     row["revision"].as<std::int64_t>()};
}

}  // namespace dotpha::registration::store
