#include "services/reporting/store/report_store.h"

#include <algorithm>

#include "services/reporting/store/content_json.h"

namespace dotpha::reporting::store {
namespace {

using postgres::Statement;

#define DOTPHA_REPORT_COLUMNS                                                                                 \
  "r.report_id, r.official_id, r.state, r.channel, r.received_at, r.recorded_at, r.paper_number, c.version, " \
  "r.regulation_id, r.revision, c.content, c.completion, c.warnings, "                                        \
  "(SELECT array_agg(d.duty ORDER BY d.place) FROM covered_duty d "                                           \
  " WHERE d.authority = r.authority AND d.report_id = r.report_id) AS duties, "                               \
  "(SELECT array_agg(d.period ORDER BY d.place) FROM covered_duty d "                                         \
  " WHERE d.authority = r.authority AND d.report_id = r.report_id) AS periods "                               \
  "FROM report r JOIN report_content c ON c.authority = r.authority AND c.report_id = r.report_id "

constexpr Statement kFind{"report.find", "SELECT " DOTPHA_REPORT_COLUMNS
                                         "AND c.version = CASE $3::int WHEN 0 THEN r.version ELSE $3::int END "
                                         "WHERE r.authority = $1 AND r.report_id = $2::uuid"};
// Where a stamp is found later, what the report covers moves in the order of receipt, too.
constexpr Statement kSave{"report.save", R"sql(
WITH head AS (
  INSERT INTO report (authority, report_id, official_id, state, channel, received_at, recorded_at, paper_number, version,
                      regulation_id, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (authority, report_id) DO UPDATE
  SET state = excluded.state, received_at = excluded.received_at, recorded_at = excluded.recorded_at,
      paper_number = excluded.paper_number, version = excluded.version, revision = excluded.revision
), covered AS (
  UPDATE covered_duty SET received_at = $6
  WHERE authority = $1 AND report_id = $2 AND received_at <> $6
)
INSERT INTO report_content (authority, report_id, version, content, completion, warnings, recorded_at)
VALUES ($1, $2, $9, $12, $13, $14, $7)
ON CONFLICT DO NOTHING)sql"};
constexpr Statement kCover{"report.cover", R"sql(
INSERT INTO covered_duty (authority, official_id, duty, period, occasion, report_id, place, received_at)
VALUES ($1, $2, $3, $4, $5, $6::uuid, $7::int, $8::timestamptz))sql"};
constexpr Statement kSay{"report.say", R"sql(
INSERT INTO item_completion (authority, work_id, item_id, completion_e2, estimated, recorded_at)
SELECT $1, $2, i.item_id, i.completion_e2, i.estimated = 'true', $3::timestamptz
FROM unnest($4::text[], $5::int[], $6::text[]) AS i(item_id, completion_e2, estimated)
ON CONFLICT (authority, work_id, item_id) DO UPDATE
SET completion_e2 = excluded.completion_e2, estimated = excluded.estimated, recorded_at = excluded.recorded_at)sql"};
constexpr Statement kItems{"report.items", R"sql(
SELECT work_id, item_id, completion_e2 FROM item_completion WHERE authority = $1 AND work_id = ANY ($2::text[]))sql"};
constexpr Statement kDischarged{"report.discharged", R"sql(
SELECT duty, period, occasion FROM covered_duty WHERE authority = $1 AND official_id = $2)sql"};
constexpr Statement kReportedWorks{"report.any_on_works", R"sql(
SELECT EXISTS (
  SELECT FROM report r JOIN report_content c
    ON c.authority = r.authority AND c.report_id = r.report_id AND c.version = r.version
  CROSS JOIN jsonb_array_elements(c.content -> 'works') AS w
  WHERE r.authority = $1 AND r.official_id = $2 AND r.recorded_at >= $4::timestamptz
    AND w ->> 'work_id' = ANY ($3::text[])))sql"};
// What all lists of reports have in common: whose, in which state, and who may see them. $4, $5: duty and period.
// An array of the receivers, not EXISTS: that one may be answered by reading every delivery there is.
#define DOTPHA_REPORT_FILTER                                                        \
  "WHERE r.authority = $1 AND ($2::text = '' OR r.official_id = $2::text) "         \
  "AND ($3::text = '' OR r.state = $3::text) "                                      \
  "AND ($6::bool OR r.official_id = ANY ($7::text[]) OR ARRAY(SELECT d.body_id "    \
  "FROM delivery d WHERE d.authority = r.authority AND d.document_id = r.report_id" \
  ") && $8::text[]) "
constexpr Statement kList{"report.list",
                          "SELECT " DOTPHA_REPORT_COLUMNS "AND c.version = r.version " DOTPHA_REPORT_FILTER R"sql(
  AND $5::text = ''
  AND ($4::text = '' OR EXISTS (
    SELECT FROM covered_duty d WHERE d.authority = r.authority AND d.report_id = r.report_id AND d.duty = $4::text))
  AND (r.received_at, r.report_id) > ($9::timestamptz, $10::uuid)
ORDER BY r.received_at, r.report_id
LIMIT $11::int)sql"};
// The same on one period: pages follow what was covered in it, each report where its first such duty stands.
constexpr Statement kListOfPeriod{"report.list_of_period",
                                  "SELECT " DOTPHA_REPORT_COLUMNS R"sql(AND c.version = r.version
JOIN covered_duty k ON k.authority = r.authority AND k.report_id = r.report_id
)sql" DOTPHA_REPORT_FILTER R"sql(
  AND k.period = $5::text AND ($4::text = '' OR k.duty = $4::text)
  AND NOT EXISTS (SELECT FROM covered_duty e
                  WHERE e.authority = k.authority AND e.report_id = k.report_id AND e.period = k.period
                    AND ($4::text = '' OR e.duty = $4::text) AND e.place < k.place)
  AND (k.received_at, k.report_id) > ($9::timestamptz, $10::uuid)
ORDER BY k.received_at, k.report_id
LIMIT $11::int)sql"};
#undef DOTPHA_REPORT_FILTER
constexpr Statement kCovering{"report.covering", "SELECT " DOTPHA_REPORT_COLUMNS R"sql(AND c.version = r.version
WHERE r.authority = $1 AND r.report_id IN (
  SELECT d.report_id FROM covered_duty d JOIN unnest($2::text[], $3::text[]) AS k(duty, period)
    ON d.duty = k.duty AND (d.period = k.period OR k.period = '*')
  JOIN report h ON h.authority = d.authority AND h.report_id = d.report_id
  WHERE d.authority = $1 AND (k.period <> '*' OR extract(year FROM h.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh') = $4::int))
ORDER BY r.report_id
FOR UPDATE OF r)sql"};
constexpr Statement kMove{"report.move", R"sql(
UPDATE report SET state = $3, revision = $4::bigint WHERE authority = $1 AND report_id = $2::uuid)sql"};
constexpr Statement kSaveAppraisal{"appraisal.save", R"sql(
INSERT INTO appraisal (authority, appraisal_id, body_id, period, general, remarks, appraised_at, appraised_by,
                       report_count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};
constexpr Statement kAppraisals{"appraisal.list", R"sql(
SELECT appraisal_id, body_id, period, general, remarks, appraised_at, appraised_by, report_count FROM appraisal
WHERE authority = $1 AND ($2::text = '' OR period = $2::text) ORDER BY appraised_at, appraisal_id)sql"};
constexpr Statement kYearResult{"year_result.find", R"sql(
SELECT 1 FROM year_result WHERE authority = $1 AND work_id = $2 AND year = $3::int)sql"};
constexpr Statement kSaveYearResult{"year_result.save", R"sql(
INSERT INTO year_result (authority, work_id, year, official_id, document_number, document_signed_on, recorded_at)
VALUES ($1, $2, $3::int, $4, $5, $6, $7))sql"};

#undef DOTPHA_REPORT_COLUMNS

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

ReportState StateFrom(const std::string& word) {
  const auto state = ParseReportState(word);
  if (!state.ok()) {
    throw std::domain_error("an unknown word in a table");
  }
  return *state;
}

Report FromRow(const pqxx::row& row) {
  Report report;
  report.id = row["report_id"].as<std::string>();
  report.official_id = row["official_id"].as<std::string>();
  report.state = StateFrom(row["state"].as<std::string>());
  report.content = ReportContentFromJson(row["content"].as<std::string>());
  report.completion = CompletionFromJson(row["completion"].as<std::string>());
  report.warnings = WarningsFromJson(row["warnings"].as<std::string>());
  report.channel = row["channel"].as<std::string>() == "PAPER" ? Channel::kPaper : Channel::kElectronic;
  report.received_at = postgres::ReadInstant(row["received_at"]);
  report.recorded_at = postgres::ReadInstant(row["recorded_at"]);
  report.paper_number = row["paper_number"].as<std::string>();
  report.version = row["version"].as<int>();
  report.regulation_id = row["regulation_id"].as<std::string>();
  report.revision = row["revision"].as<std::int64_t>();
  if (!row["duties"].is_null()) {
    const auto duties = postgres::ReadTextArray(row["duties"]);
    const auto periods = postgres::ReadTextArray(row["periods"]);
    for (std::size_t i = 0; i < duties.size(); ++i) {
      report.covers.push_back({duties[i], periods[i], ""});
    }
  }
  return report;
}

std::vector<Report> FromRows(const pqxx::result& rows) {
  std::vector<Report> reports;
  for (const auto& row : rows) {
    reports.push_back(FromRow(row));
  }
  return reports;
}

void Say(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id,
         const std::vector<ReportedItem>& items, Instant recorded_at) {
  std::vector<std::string> ids;
  std::vector<std::int64_t> completions;
  std::vector<std::string> estimated;
  for (const ReportedItem& item : items) {
    ids.push_back(item.id);
    completions.push_back(item.completion_e2);
    estimated.emplace_back(item.estimated ? "true" : "false");
  }
  transaction.Exec(kSay, authority, work_id, recorded_at, ids, completions, estimated);
}

}  // namespace

ReportBasis LoadBasis(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                      std::vector<Plan> plans) {
  ReportBasis basis;
  std::vector<std::string> works;
  for (const Plan& plan : plans) {
    for (const PlannedWork& work : plan.content.works) {
      works.push_back(work.work_id);
    }
  }
  basis.plans = std::move(plans);
  for (const auto& row : transaction.Exec(kItems, authority, works)) {
    basis.items[row["work_id"].as<std::string>()].reported[row["item_id"].as<std::string>()] =
        row["completion_e2"].as<int>();
  }
  for (const auto& row : transaction.Exec(kDischarged, authority, official_id)) {
    basis.discharged.insert(
        {row["duty"].as<std::string>(), row["period"].as<std::string>(), row["occasion"].as<std::string>()});
  }
  return basis;
}

ReportedPeriods LoadReportedPeriods(postgres::Transaction& transaction, const std::string& authority, const Plan& plan,
                                    const std::vector<statute::InForce>& law) {
  ReportedPeriods reported;
  std::vector<std::string> works;
  for (const PlannedWork& work : plan.content.works) {
    works.push_back(work.work_id);
  }
  const Instant since = plan.received_at.value_or(Instant::Max());
  reported.any = transaction.Exec(kReportedWorks, authority, plan.official_id, works, since)[0][0].as<bool>();
  for (const auto& row : transaction.Exec(kDischarged, authority, plan.official_id)) {
    for (const auto& quarter : QuartersOf({row["duty"].as<std::string>(), row["period"].as<std::string>(), ""}, law)) {
      reported.quarters.push_back(quarter);
    }
  }
  return reported;
}

std::optional<Report> FindReport(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& report_id, int version) {
  const auto rows = transaction.Exec(kFind, authority, report_id, version);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

void SaveReport(postgres::Transaction& transaction, const std::string& authority, const ReportDecision& decision) {
  const Report& report = decision.report;
  transaction.Exec(kSave, authority, report.id, report.official_id, NameOf(report.state),
                   report.channel == Channel::kPaper ? "PAPER" : "ELECTRONIC", report.received_at, report.recorded_at,
                   report.paper_number, report.version, report.regulation_id, report.revision, ToJson(report.content),
                   ToJson(report.completion), ToJson(report.warnings));
  int place = 0;
  for (const DutyKey& key : decision.discharged) {
    transaction.Exec(kCover, authority, report.official_id, key.duty, key.period, key.occasion, report.id, place++,
                     report.received_at);
  }
  for (const ReportedWork& work : decision.said) {
    Say(transaction, authority, work.work_id, work.items, report.recorded_at);
  }
  AddDeliveries(transaction, authority, report.id, decision.deliveries);
  AddHistory(transaction, authority, report.id, decision.history);
}

std::vector<Report> ListReports(postgres::Transaction& transaction, const std::string& authority,
                                const ReportFilter& filter) {
  const auto [received_at, report_id] = filter.after.value_or(std::pair(Instant::Min(), std::string(kLeastUuid)));
  return FromRows(transaction.Exec(filter.period.empty() ? kList : kListOfPeriod, authority, filter.official_id,
                                   filter.state ? std::string(NameOf(*filter.state)) : std::string(), filter.duty,
                                   filter.period, filter.visible.everyone, filter.visible.own, filter.visible.bodies,
                                   received_at, report_id, filter.limit));
}

std::vector<Report> ReportsCovering(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<DutyKey>& covered, const std::string& period) {
  std::vector<std::string> duties;
  std::vector<std::string> periods;
  for (const DutyKey& key : covered) {
    duties.push_back(key.duty);
    periods.push_back(key.period);
  }
  if (duties.empty()) {
    return {};
  }
  return FromRows(transaction.Exec(kCovering, authority, duties, periods, std::stoi(period.substr(0, 4))));
}

void SaveAppraisal(postgres::Transaction& transaction, const std::string& authority,
                   const AppraisalDecision& decision) {
  const Appraisal& appraisal = decision.appraisal;
  transaction.Exec(kSaveAppraisal, authority, appraisal.id, appraisal.body_id, appraisal.period, appraisal.general,
                   appraisal.remarks, appraisal.appraised_at, appraisal.appraised_by, appraisal.report_count);
  for (std::size_t i = 0; i < decision.reports.size(); ++i) {
    const Report& report = decision.reports[i];
    transaction.Exec(kMove, authority, report.id, NameOf(report.state), report.revision);
    AddHistory(transaction, authority, report.id, decision.history[i]);
  }
}

std::vector<Appraisal> ListAppraisals(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& period) {
  std::vector<Appraisal> appraisals;
  for (const auto& row : transaction.Exec(kAppraisals, authority, period)) {
    appraisals.push_back({row["appraisal_id"].as<std::string>(), row["body_id"].as<std::string>(),
                          row["period"].as<std::string>(), row["general"].as<bool>(), row["remarks"].as<std::string>(),
                          postgres::ReadInstant(row["appraised_at"]), row["appraised_by"].as<std::string>(),
                          row["report_count"].as<int>()});
  }
  return appraisals;
}

bool YearResultImported(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id,
                        int year) {
  return !transaction.Exec(kYearResult, authority, work_id, year).empty();
}

void SaveYearResult(postgres::Transaction& transaction, const std::string& authority, const YearResult& result,
                    Instant recorded_at) {
  transaction.Exec(kSaveYearResult, authority, result.work_id, result.year, result.official_id, result.document.number,
                   result.document.signed_on, recorded_at);
  Say(transaction, authority, result.work_id, result.items, recorded_at);
}

}  // namespace dotpha::reporting::store
