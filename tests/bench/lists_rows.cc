#include "tests/bench/lists_rows.h"

#include <string>

#include "tests/bench/measure.h"

namespace dotpha::bench {
namespace {

// {rows} stands for their number, {officials} for that of the officials. Row i is of official i % {officials}.
constexpr char kRegistration[] = R"sql(
TRUNCATE registered_work, work_list_entry, follow_up_note, annual_grade, registration_content, delivery,
         registration_history, registration, waiver, personnel_event, position, official, agency;
INSERT INTO agency (authority, agency_id, display_name, workplace_class, vertical_field, parent, email, revision)
VALUES ('tuyen-quang', 'so', 'Sở', 'AGENCY_UBND_TINH', '', '', '', 1),
       ('tuyen-quang', 'toa-an', 'Tòa án', 'VERTICAL', 'NOI_CHINH', '', '', 1);
INSERT INTO official (authority, official_id, full_name, email, managed, committee_member, standing_member,
                      clerk_staff_id, revision)
SELECT 'tuyen-quang', 'P' || lpad(n::text, 5, '0'), 'Người ' || n, '', true, n % 4 = 0, false, '', 1
FROM generate_series(0, {officials} - 1) AS n;
INSERT INTO position (authority, position_id, official_id, agency_id, title, capacity, principal, effective_from, basis,
                      decision_ref, recorded_at, revision)
SELECT 'tuyen-quang', gen_random_uuid(), 'P' || lpad(n::text, 5, '0'), CASE n % 4 WHEN 0 THEN 'toa-an' ELSE 'so' END,
       'Người đứng đầu', 'head', true, '2012-10-20', 'appointed', 'MP-1-QĐ/TU', '2013-10-15 01:00:00+00', 1
FROM generate_series(0, {officials} - 1) AS n;
INSERT INTO registration (authority, registration_id, official_id, cycle, state, channel, received_at, recorded_at,
                          paper_number, version, regulation_id, revision)
SELECT 'tuyen-quang', gen_random_uuid(), 'P' || lpad((n % {officials})::text, 5, '0'), 2013 + n / {officials},
       'SUBMITTED', 'ELECTRONIC', at, at, '', 1, 'TQ2021', 1
FROM generate_series(0, {rows} - 1) AS n,
     LATERAL (SELECT make_date(2012 + n / {officials}, 11, 1) + n % 14 * interval '1 day') AS d(at);
INSERT INTO registration_content (authority, registration_id, version, content, recorded_at)
SELECT authority, registration_id, 1, jsonb_build_object(
  'kind', 'NEW', 'reason', '', 'field_in_charge', 'Phụ trách chung', 'adjusts_work_ids', '[]'::jsonb,
  'works', jsonb_build_array(jsonb_build_object(
    'work_id', 'W-' || cycle || '-' || official_id, 'duration', '1Y', 'start_on', cycle || '-01-01',
    'end_on', cycle || '-12-31', 'category', 'DOT_PHA', 'display_name', 'Số hóa toàn bộ thủ tục của ngành',
    'basis', 'Nghị quyết của tỉnh', 'goals', 'Không còn hồ sơ giấy', 'roadmap', 'Từng quý', 'classification', 'thường',
    'multi_agency', false, 'partner_agency_ids', '[]'::jsonb,
    'targets', '[{"target_id": "1", "text": "Thủ tục được số hóa", "value": "100", "unit": "%"}]'::jsonb))), recorded_at
FROM registration;
UPDATE authority_setting SET directory_version = directory_version + 1)sql";

constexpr char kReporting[] = R"sql(
TRUNCATE plan_content, plan, covered_duty, report_content, report, delivery;
INSERT INTO plan (authority, plan_id, official_id, cycle, state, channel, received_at, recorded_at, paper_number,
                  version, regulation_id, revision)
SELECT 'tuyen-quang', gen_random_uuid(), 'P' || lpad((n % {officials})::text, 5, '0'), 2013 + n / {officials}, 'SENT',
       'ELECTRONIC', at, at, '', 1, 'TQ2021', 1
FROM generate_series(0, {rows} - 1) AS n,
     LATERAL (SELECT make_date(2013 + n / {officials}, 1, 5) + n % 14 * interval '1 day') AS d(at);
INSERT INTO plan_content (authority, plan_id, version, content, recorded_at)
SELECT authority, plan_id, 1, jsonb_build_object(
  'general_goal', 'Hoàn thành công việc được giao', 'specific_goals', '["Số hóa thủ tục"]'::jsonb,
  'solutions', '["Kiểm tra hằng tháng"]'::jsonb, 'roadmap', 'Từng quý', 'coordination', '[]'::jsonb,
  'works', jsonb_build_array(jsonb_build_object(
    'work_id', 'W-' || cycle || '-' || official_id, 'stage', false,
    'years', jsonb_build_array(jsonb_build_object('year', cycle, 'share_e2', 10000,
      'quarters', '[{"quarter": 1, "share_e2": 10000, "months": [{"month": 1, "share_e2": 10000, "items": [
        {"id": "1", "text": "Rà soát", "product": "Báo cáo", "share_e2": 10000, "target_ids": ["1"]}]}]}]'::jsonb))))),
  recorded_at
FROM plan;
INSERT INTO report (authority, report_id, official_id, state, channel, received_at, recorded_at, paper_number, version,
                    regulation_id, revision)
SELECT authority, gen_random_uuid(), official_id, 'SENT', 'ELECTRONIC', received_at + interval '60 days',
       received_at + interval '60 days', '', 1, 'TQ2021', 1
FROM plan;
INSERT INTO report_content (authority, report_id, version, content, warnings, recorded_at)
SELECT authority, report_id, 1, jsonb_build_object(
  'works', jsonb_build_array(jsonb_build_object('work_id', 'W-' || official_id, 'reason', '', 'items',
    '[{"id": "1", "completion_e2": 10000, "estimated": false, "product": "Đã hoàn thành"}]'::jsonb)),
  'narrative', '{"results": "", "difficulties": "Không", "directions": "Theo kế hoạch", "proposals": ""}'::jsonb,
  'self_level', '{"overall": "", "works": {}}'::jsonb), '[]', recorded_at
FROM report;
INSERT INTO covered_duty (authority, official_id, duty, period, occasion, report_id, place, received_at)
SELECT authority, official_id, 'RPT_Q', extract(year FROM received_at) || '-Q1', '', report_id, 0, received_at FROM report;
INSERT INTO delivery (authority, document_id, version, body_id, role, delivered_at)
SELECT d.authority, d.id, 1, b.body_id, b.role, d.received_at
FROM (SELECT authority, plan_id AS id, official_id, received_at FROM plan
      UNION ALL SELECT authority, report_id, official_id, received_at FROM report) AS d,
     LATERAL (VALUES ('BTC', 'VIA'),
                     (CASE substr(d.official_id, 2)::int % 4 WHEN 0 THEN 'BNC' ELSE 'BCSD' END, 'COPY')) AS b(body_id, role)
)sql";

constexpr char kNotifier[] = R"sql(
DELETE FROM obligation WHERE debtor_id LIKE 'P%';
DELETE FROM debtor WHERE debtor_id LIKE 'P%';
INSERT INTO debtor (authority, debtor_id, kind)
SELECT 'tuyen-quang', 'P' || lpad(n::text, 5, '0'), 'OFFICIAL' FROM generate_series(0, {officials} - 1) AS n;
INSERT INTO obligation (authority, obligation_id, debtor_id, duty, period, occasion, regulation_id, last_on_time_day,
                        hard, state, days_late, was_missing, known_late, imported, nonworking, basis, revision,
                        stage_holder, route)
SELECT 'tuyen-quang', debtor || ':REG:' || cycle, debtor, 'REG', cycle::text, '', 'TQ2021',
       make_date(cycle - 1, 11, 14), true, 2, 0, false, false, false, false, 'R4.1', 1, false,
       ARRAY['BTC', CASE n % 4 WHEN 0 THEN 'BNC' ELSE 'BCSD' END]
FROM generate_series(0, {rows} - 1) AS n,
     LATERAL (SELECT 'P' || lpad((n % {officials})::text, 5, '0'), 2013 + n / {officials}) AS d(debtor, cycle))sql";

std::string Filled(std::string sql, int rows) {
  for (const auto& [name, value] : {std::pair{"{rows}", rows}, {"{officials}", rows / kListCycles}}) {
    for (auto at = sql.find(name); at != std::string::npos; at = sql.find(name)) {
      sql.replace(at, std::string_view(name).size(), std::to_string(value));
    }
  }
  return sql;
}

}  // namespace

void WriteListRows(testing::System& system, int rows) {
  for (const auto& [service, sql] :
       {std::pair{"registration", kRegistration}, {"reporting", kReporting}, {"notifier", kNotifier}}) {
    system.Query(service, Filled(sql, rows));
    system.Query(service, "ANALYZE");
  }
}

}  // namespace dotpha::bench
