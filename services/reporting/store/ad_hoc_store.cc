#include "services/reporting/store/ad_hoc_store.h"

namespace dotpha::reporting::store {
namespace {

using postgres::Statement;

#define DOTPHA_REQUEST_COLUMNS                                                                                    \
  "SELECT request_id, official_id, requester_body_id, subject, document_number, document_signed_on, respond_by, " \
  "state, requested_at, revision FROM ad_hoc_request "

constexpr Statement kFind{"ad_hoc_request.find", DOTPHA_REQUEST_COLUMNS "WHERE authority = $1 AND request_id = $2"};
// A body sees what it asked, and what was asked of those whose plans were sent to it.
constexpr Statement kRequests{"ad_hoc_request.list", DOTPHA_REQUEST_COLUMNS R"sql(
WHERE authority = $1 AND ($2::text = '' OR official_id = $2::text)
  AND ($3::bool OR official_id = ANY ($4::text[]) OR requester_body_id = ANY ($5::text[])
       OR official_id IN (SELECT p.official_id FROM plan p JOIN delivery d
                            ON d.authority = p.authority AND d.document_id = p.plan_id
                          WHERE p.authority = $1 AND d.body_id = ANY ($5::text[])))
ORDER BY requested_at, request_id LIMIT 1000)sql"};
#undef DOTPHA_REQUEST_COLUMNS
constexpr Statement kSaveRequest{"ad_hoc_request.save", R"sql(
INSERT INTO ad_hoc_request (authority, request_id, official_id, requester_body_id, subject, document_number,
                            document_signed_on, respond_by, state, requested_at, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (authority, request_id) DO UPDATE SET state = excluded.state, revision = excluded.revision)sql"};
constexpr Statement kSaveReport{"ad_hoc_report.save", R"sql(
INSERT INTO ad_hoc_report (authority, report_id, official_id, trigger, request_id, event_on, subject, work_ids,
                           what_happened, impact_e2, proposal, received_at, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9, $10, $11, $12, $13))sql"};
constexpr Statement kReports{"ad_hoc_report.list", R"sql(
SELECT report_id, official_id, trigger, request_id, event_on, subject, work_ids, what_happened, impact_e2, proposal,
       received_at, recorded_at
FROM ad_hoc_report r
WHERE authority = $1 AND ($2::text = '' OR official_id = $2::text)
  AND ($3::bool OR official_id = ANY ($4::text[])
       OR EXISTS (SELECT FROM delivery d
                  WHERE d.authority = r.authority AND d.document_id = r.report_id AND d.body_id = ANY ($5::text[])))
ORDER BY received_at, report_id LIMIT 1000)sql"};
constexpr Statement kIsAnnounced{"announcement.is_recorded", R"sql(
SELECT 1 FROM announcement WHERE authority = $1 AND official_id = $2 AND cycle = $3::int AND duty = $4)sql"};
constexpr Statement kSaveAnnouncement{"announcement.save", R"sql(
INSERT INTO announcement (authority, announcement_id, official_id, cycle, duty, announced_on, form, place, confirmed_by,
                          recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};
constexpr Statement kAnnouncements{"announcement.list", R"sql(
SELECT announcement_id, official_id, cycle, duty, announced_on, form, place, confirmed_by, recorded_by, recorded_at
FROM announcement
WHERE authority = $1 AND ($2::text = '' OR official_id = $2::text) AND ($3::int = 0 OR cycle = $3::int)
  AND ($4::bool OR official_id = ANY ($5::text[])
       OR official_id IN (SELECT p.official_id FROM plan p JOIN delivery d
                            ON d.authority = p.authority AND d.document_id = p.plan_id
                          WHERE p.authority = $1 AND d.body_id = ANY ($6::text[])))
  AND (recorded_at, announcement_id) > ($7::timestamptz, $8::uuid)
ORDER BY recorded_at, announcement_id LIMIT $9::int)sql"};

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

AdHocRequest RequestFrom(const pqxx::row& row) {
  AdHocRequest request;
  request.id = row["request_id"].as<std::string>();
  request.official_id = row["official_id"].as<std::string>();
  request.requester_body_id = row["requester_body_id"].as<std::string>();
  request.subject = row["subject"].as<std::string>();
  request.document = {row["document_number"].as<std::string>(), postgres::ReadDate(row["document_signed_on"])};
  request.respond_by = postgres::ReadOptionalDate(row["respond_by"]);
  const auto state = ParseRequestState(row["state"].as<std::string>());
  if (!state.ok()) {
    throw std::domain_error("an unknown word in a table");
  }
  request.state = *state;
  request.requested_at = postgres::ReadInstant(row["requested_at"]);
  request.revision = row["revision"].as<std::int64_t>();
  return request;
}

}  // namespace

std::optional<AdHocRequest> FindRequest(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& request_id) {
  const auto rows = transaction.Exec(kFind, authority, request_id);
  return rows.empty() ? std::nullopt : std::optional(RequestFrom(rows[0]));
}

std::vector<AdHocRequest> ListRequests(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& official_id, const Visible& visible) {
  std::vector<AdHocRequest> requests;
  for (const auto& row :
       transaction.Exec(kRequests, authority, official_id, visible.everyone, visible.own, visible.bodies)) {
    requests.push_back(RequestFrom(row));
  }
  return requests;
}

void SaveRequest(postgres::Transaction& transaction, const std::string& authority, const RequestDecision& decision) {
  const AdHocRequest& request = decision.request;
  transaction.Exec(kSaveRequest, authority, request.id, request.official_id, request.requester_body_id, request.subject,
                   request.document.number, request.document.signed_on, request.respond_by, NameOf(request.state),
                   request.requested_at, request.revision);
  AddHistory(transaction, authority, request.id, decision.history);
}

void SaveAdHocReport(postgres::Transaction& transaction, const std::string& authority, const AdHocDecision& decision) {
  const AdHocReport& report = decision.report;
  transaction.Exec(kSaveReport, authority, report.id, report.official_id,
                   report.trigger == AdHocTrigger::kRequest ? "REQUEST" : "EVENT", report.request_id, report.event_on,
                   report.subject, report.work_ids, report.what_happened, report.impact_e2, report.proposal,
                   report.received_at, report.recorded_at);
  if (decision.answered) {
    SaveRequest(transaction, authority, *decision.answered);
  }
  AddDeliveries(transaction, authority, report.id, decision.deliveries);
  AddHistory(transaction, authority, report.id, decision.history);
}

std::vector<AdHocReport> ListAdHocReports(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& official_id, const Visible& visible) {
  std::vector<AdHocReport> reports;
  for (const auto& row :
       transaction.Exec(kReports, authority, official_id, visible.everyone, visible.own, visible.bodies)) {
    AdHocReport report;
    report.id = row["report_id"].as<std::string>();
    report.official_id = row["official_id"].as<std::string>();
    report.trigger = row["trigger"].as<std::string>() == "REQUEST" ? AdHocTrigger::kRequest : AdHocTrigger::kEvent;
    report.request_id = row["request_id"].as<std::string>();
    report.event_on = postgres::ReadOptionalDate(row["event_on"]);
    report.subject = row["subject"].as<std::string>();
    report.work_ids = postgres::ReadTextArray(row["work_ids"]);
    report.what_happened = row["what_happened"].as<std::string>();
    report.impact_e2 = row["impact_e2"].as<int>();
    report.proposal = row["proposal"].as<std::string>();
    report.received_at = postgres::ReadInstant(row["received_at"]);
    report.recorded_at = postgres::ReadInstant(row["recorded_at"]);
    reports.push_back(std::move(report));
  }
  return reports;
}

bool IsAnnounced(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                 int cycle, const std::string& duty) {
  return !transaction.Exec(kIsAnnounced, authority, official_id, cycle, duty).empty();
}

void SaveAnnouncement(postgres::Transaction& transaction, const std::string& authority,
                      const Announcement& announcement) {
  transaction.Exec(kSaveAnnouncement, authority, announcement.id, announcement.official_id, announcement.cycle,
                   announcement.duty, announcement.announced_on, announcement.form, announcement.place,
                   announcement.confirmed_by, announcement.recorded_by, announcement.recorded_at);
}

std::vector<Announcement> ListAnnouncements(postgres::Transaction& transaction, const std::string& authority,
                                            const std::string& official_id, int cycle, const Visible& visible,
                                            const std::optional<std::pair<Instant, std::string>>& after, int limit) {
  const auto [recorded_at, id] = after.value_or(std::pair(Instant::Min(), std::string(kLeastUuid)));
  std::vector<Announcement> announcements;
  for (const auto& row : transaction.Exec(kAnnouncements, authority, official_id, cycle, visible.everyone, visible.own,
                                          visible.bodies, recorded_at, id, limit)) {
    announcements.push_back({row["announcement_id"].as<std::string>(), row["official_id"].as<std::string>(),
                             row["cycle"].as<int>(), row["duty"].as<std::string>(),
                             postgres::ReadDate(row["announced_on"]), row["form"].as<std::string>(),
                             row["place"].as<std::string>(), row["confirmed_by"].as<std::string>(),
                             row["recorded_by"].as<std::string>(), postgres::ReadInstant(row["recorded_at"])});
  }
  return announcements;
}

}  // namespace dotpha::reporting::store
