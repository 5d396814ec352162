#include "tests/acceptance/year.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "libs/rpc/wire_time.h"

namespace dotpha::acceptance {
namespace {

constexpr int kWholeE2 = 10'000;

SeasonOptions WithAllServices(SeasonOptions options) {
  options.system.services = testing::AllServices();
  return options;
}

std::string Short(const std::string& name, const std::string& prefix) { return name.substr(prefix.size()); }

// "RPT_Q 2022-Q1" -> {"RPT_Q", "2022-Q1"}.
std::pair<std::string, std::string> DutyAndPeriod(const std::string& text) {
  const auto space = text.find(' ');
  return {text.substr(0, space), text.substr(space + 1)};
}

rpt::PlannedYear PlannedYearOf(int year, int share_e2, const Weights& weights) {
  rpt::PlannedYear planned;
  planned.set_year(year);
  planned.set_share_e2(share_e2);
  for (std::size_t q = 0; q < weights.quarters.size(); ++q) {
    rpt::PlannedQuarter& quarter = *planned.add_quarters();
    quarter.set_quarter(static_cast<int>(q) + 1);
    quarter.set_share_e2(weights.quarters[q]);
    for (std::size_t m = 0; m < weights.months.size() && weights.quarters[q] > 0; ++m) {
      rpt::PlannedMonth& month = *quarter.add_months();
      month.set_month(static_cast<int>(q * weights.months.size() + m) + 1);
      month.set_share_e2(weights.months[m]);
      for (std::size_t i = 0; i < weights.items.size() && weights.months[m] > 0; ++i) {
        rpt::PlannedItem& item = *month.add_items();
        item.set_item_id(fmt::format("{}.{:02}.{}", year, month.month(), i + 1));
        item.set_text("Nội dung công việc");
        item.set_product("Báo cáo kết quả");
        item.set_share_e2(weights.items[i]);
        item.add_target_ids("1");
      }
    }
  }
  return planned;
}

// Whether a report on this duty is about the month.
bool Covers(const std::string& cover, int year, int month) {
  const auto [duty, period] = DutyAndPeriod(cover);
  if (duty == "RPT_STAGE") {
    return true;
  }
  if (period.substr(0, 4) != std::to_string(year)) {
    return false;
  }
  if (duty == "RPT_M") {
    return month == std::stoi(period.substr(5));
  }
  if (duty == "RPT_Q") {
    return (month - 1) / 3 == period.back() - '1';
  }
  return duty != "RPT_H1" || month <= 6;
}

rpt::ReportedWork RowsOf(const rpt::PlannedWork& planned, const Reported& reported) {
  rpt::ReportedWork work;
  work.set_work_id(planned.work_id());
  for (const rpt::PlannedYear& year : planned.years()) {
    for (const rpt::PlannedQuarter& quarter : year.quarters()) {
      for (const rpt::PlannedMonth& month : quarter.months()) {
        const bool covered = std::any_of(reported.covers.begin(), reported.covers.end(), [&](const std::string& cover) {
          return Covers(cover, year.year(), month.month());
        });
        for (const rpt::PlannedItem& item : month.items()) {
          auto found = reported.done.find(planned.work_id() + "/" + item.item_id());
          if (found == reported.done.end()) {
            found = reported.done.find(item.item_id());
          }
          if (found == reported.done.end() && (!covered || reported.only_these)) {
            continue;
          }
          rpt::ReportedItem& row = *work.add_items();
          row.set_item_id(item.item_id());
          row.set_completion_e2(found == reported.done.end() ? kWholeE2 : found->second);
        }
      }
    }
  }
  return work;
}

std::string StateText(const ntf::Obligation& obligation) {
  std::string text = (obligation.has_last_on_time_day() ? Text(obligation.last_on_time_day()) : std::string("-")) +
                     " " + Short(ntf::ObligationState_Name(obligation.state()), "OBLIGATION_STATE_");
  if (obligation.state() == ntf::OBLIGATION_STATE_LATE) {
    text += fmt::format("({})", obligation.days_late());
  }
  for (const auto& [holds, words] : {std::pair{obligation.has_last_on_time_day() && !obligation.hard(), " soft"},
                                     {obligation.was_missing(), " was missing"},
                                     {obligation.known_late(), " known late"},
                                     {obligation.imported(), " imported"}}) {
    text += holds ? words : "";
  }
  return text;
}

}  // namespace

common::v1::DocumentReference Document(const std::string& number, const std::string& day) {
  common::v1::DocumentReference document;
  document.set_number(number);
  *document.mutable_signed_on() = WireDay(day);
  return document;
}

std::string WorkId(const std::string& official, int cycle) { return fmt::format("W-{}-{}", official, cycle); }

reg::Work StageWork(const std::string& id, const std::string& duration, const std::string& start,
                    const std::string& end) {
  reg::Work work = ValidRegistration("", std::stoi(start.substr(0, 4))).works(0);
  work.set_work_id(id);
  work.set_duration(duration);
  *work.mutable_start_on() = WireDay(start);
  *work.mutable_end_on() = WireDay(end);
  work.mutable_targets(0)->set_target_id("1");
  return work;
}

reg::Work AnnualWork(const std::string& id, int cycle) {
  return StageWork(id, "1Y", fmt::format("{}-01-01", cycle), fmt::format("{}-12-31", cycle));
}

rpt::PlannedWork Planned(const reg::Work& work, const Weights& weights) {
  rpt::PlannedWork planned;
  planned.set_work_id(work.work_id());
  const int years = work.end_on().year() - work.start_on().year() + 1;
  for (int i = 0; i < years; ++i) {
    const int share_e2 = i + 1 < years ? kWholeE2 / years : kWholeE2 - kWholeE2 / years * (years - 1);
    *planned.add_years() = PlannedYearOf(work.start_on().year() + i, share_e2, weights);
  }
  return planned;
}

rpt::Plan PlanOf(const std::string& official, int cycle, const std::vector<reg::Work>& works, const Weights& weights) {
  rpt::Plan plan;
  plan.set_official_id(official);
  plan.set_cycle(cycle);
  plan.set_general_goal("Không còn hồ sơ giấy");
  plan.add_specific_goals("100% thủ tục được số hóa");
  plan.add_solutions("Tổ công tác; kinh phí; đào tạo");
  plan.set_roadmap("Quý I khảo sát; quý II thí điểm; quý III nhân rộng; quý IV tổng kết");
  for (const reg::Work& work : works) {
    *plan.add_works() = Planned(work, weights);
  }
  return plan;
}

std::vector<std::string> Outcome(const Error& error) {
  std::vector<std::string> lines;
  for (const Violation& violation : error.violations) {
    lines.push_back(fmt::format("{} {}: {}", violation.reason, violation.field, violation.description));
  }
  if (lines.empty()) {
    std::string line = error.reason + ": " + error.message;
    for (const auto& [key, value] : error.metadata) {
      line += fmt::format("; {} = {}", key, value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Year::Year(SeasonOptions options)
    : Season(WithAllServices(std::move(options))),
      proposals_(system().Stub<rev::ProposalService>()),
      assignments_(system().Stub<rev::AssignmentService>()),
      plans_(system().Stub<rpt::PlanService>()),
      reports_(system().Stub<rpt::ReportService>()),
      announcements_(system().Stub<rpt::AnnouncementService>()),
      assessments_(system().Stub<asmt::AssessmentService>()),
      cases_(system().Stub<asmt::CaseService>()) {}

Result<rev::SubmitProposalsResponse> Year::Propose(const std::string& body, int cycle,
                                                   const std::vector<std::string>& officials) {
  rev::SubmitProposalsRequest request;
  request.set_body_id(body);
  request.set_cycle(cycle);
  for (const std::string& official : officials) {
    rev::ProposalItem& item = *request.add_items();
    item.set_official_id(official);
    item.set_as_registered(true);
  }
  return Ask(body + "-specialist", proposals(), &Proposals::SubmitProposals, request);
}

Result<rev::SubmitGeneralReportResponse> Year::GeneralReport(int cycle, const std::vector<std::string>& officials) {
  rev::SubmitGeneralReportRequest request;
  request.set_cycle(cycle);
  for (const std::string& official : officials) {
    rev::ProposalItem& item = *request.add_items();
    item.set_official_id(official);
    item.set_as_registered(true);
  }
  return Ask("BTC-specialist", proposals(), &Proposals::SubmitGeneralReport, request);
}

std::vector<std::string> Year::Registered(const std::string& official, int cycle) {
  reg::ListRegistrationsRequest request;
  request.set_official_id(official);
  request.set_cycle(cycle);
  std::vector<std::string> works;
  const auto listed = Must(Ask("BTC-specialist", system().registrations(), &Registrations::ListRegistrations, request));
  for (const reg::Registration& registration : listed.registrations()) {
    for (const reg::Work& work : registration.works()) {
      works.push_back(work.work_id());
    }
  }
  return works;
}

Result<rev::RecordDecisionResponse> Year::Assign(const std::string& official, int cycle, const std::string& decided_on,
                                                 const std::vector<reg::Work>& works, rev::DecisionBasis basis,
                                                 const std::string& recorder) {
  rev::RecordDecisionRequest request;
  request.set_cycle(cycle);
  request.set_basis(basis);
  *request.mutable_document() = Document("MP-107-QĐ/TU", decided_on);
  rev::DecisionItem& item = *request.add_items();
  item.set_official_id(official);
  const auto add = [&item](rev::WorkSource source, const std::string& id) {
    rev::AssignedItem& work = *item.add_works();
    work.set_work_id(id);
    work.set_mode(rev::ASSIGNMENT_MODE_NEW);
    work.set_source(source);
    return &work;
  };
  for (const reg::Work& work : works) {
    *add(rev::WORK_SOURCE_STANDING_COMMITTEE, work.work_id())->mutable_content() = work;
  }
  if (works.empty()) {
    for (const std::string& id : Registered(official, cycle)) {
      add(rev::WORK_SOURCE_REGISTERED, id);
    }
  }
  if (item.works().empty()) {
    const reg::Work own = AnnualWork(WorkId(official, cycle), cycle);
    *add(rev::WORK_SOURCE_STANDING_COMMITTEE, own.work_id())->mutable_content() = own;
  }
  return Ask(recorder, assignments(), &Assignments::RecordDecision, request);
}

Result<rev::ImportAssignmentsResponse> Year::ImportWork(const std::string& official, const reg::Work& work,
                                                        const std::string& decided_on,
                                                        const std::string& regulation_id) {
  rev::ImportAssignmentsRequest request;
  rev::ImportedAssignment& assignment = *request.add_assignments();
  assignment.set_official_id(official);
  *assignment.mutable_document() = Document("MP-30-QĐ/TU", decided_on);
  assignment.set_regulation_id(regulation_id);
  *assignment.mutable_content() = work;
  return Ask("BTC-specialist", assignments(), &Assignments::ImportAssignments, request);
}

std::vector<reg::Work> Year::WorksOf(const std::string& official, int cycle) {
  rev::ListWorksRequest request;
  request.set_official_id(official);
  request.set_cycle(cycle);
  request.set_state(rev::WORK_STATE_ACTIVE);
  std::vector<reg::Work> works;
  const auto listed = Must(Ask("BTC-specialist", assignments(), &Assignments::ListWorks, request));
  for (const rev::AssignedWorkRecord& held : listed.works()) {
    reg::Work& work = works.emplace_back();
    work.set_work_id(held.work_id());
    work.set_duration(held.duration());
    *work.mutable_start_on() = held.start_on();
    *work.mutable_end_on() = held.end_on();
  }
  return works;
}

Result<rpt::SubmitPlanResponse> Year::Plan(const std::string& official, int cycle,
                                           const std::function<void(rpt::Plan&)>& edit) {
  rpt::SubmitPlanRequest request;
  *request.mutable_plan() = PlanOf(official, cycle, WorksOf(official, cycle));
  if (edit) {
    edit(*request.mutable_plan());
  }
  return Ask(official, plans(), &Plans::SubmitPlan, request);
}

void Year::AssignWithPlanStd(const std::vector<std::string>& officials, int cycle) {
  const std::string assigned = fmt::format("{}-12-20", cycle - 1);
  To(assigned + " 09:00");
  for (const std::string& official : officials) {
    Must(Assign(official, cycle, assigned), official);
  }
  To(fmt::format("{}-01-10 09:00", cycle));
  for (const std::string& official : officials) {
    Must(Plan(official, cycle), official);
  }
}

rpt::Report Year::ReportOf(const std::string& official, const Reported& reported) {
  rpt::Report report;
  report.set_official_id(official);
  for (const std::string& cover : reported.covers) {
    const auto [duty, period] = DutyAndPeriod(cover);
    reporting::v1::Covered& covered = *report.add_covers();
    covered.set_duty(duty);
    covered.set_period(period);
  }
  rpt::ListPlansRequest request;
  request.set_official_id(official);
  request.set_state(rpt::PLAN_STATE_SENT);
  std::set<std::string> works;
  // Of a stage work the plan of the last year stands.
  const auto plans = Must(Ask("BTC-specialist", this->plans(), &Plans::ListPlans, request)).plans();
  for (auto plan = plans.rbegin(); plan != plans.rend(); ++plan) {
    for (const rpt::PlannedWork& planned : plan->works()) {
      rpt::ReportedWork rows = RowsOf(planned, reported);
      if (works.insert(planned.work_id()).second && !rows.items().empty()) {
        *report.add_works() = std::move(rows);
      }
    }
  }
  report.mutable_narrative()->set_difficulties("Không có vướng mắc lớn");
  report.mutable_narrative()->set_directions("Tiếp tục theo lộ trình");
  if (!reported.self_level.empty()) {
    report.mutable_self_level()->set_overall(reported.self_level);
    for (const rpt::ReportedWork& work : report.works()) {
      (*report.mutable_self_level()->mutable_works())[work.work_id()] = reported.self_level;
    }
  }
  return report;
}

Result<rpt::SubmitReportResponse> Year::Report(const std::string& official, const Reported& reported,
                                               const std::function<void(rpt::Report&)>& edit) {
  rpt::SubmitReportRequest request;
  *request.mutable_report() = ReportOf(official, reported);
  if (edit) {
    edit(*request.mutable_report());
  }
  return Ask(official, reports(), &Reports::SubmitReport, request);
}

Result<rpt::RecordAnnouncementResponse> Year::Announce(const std::string& official, int cycle, const std::string& duty,
                                                       const std::string& announced_on, const std::string& form) {
  rpt::RecordAnnouncementRequest request;
  rpt::Announcement& announcement = *request.mutable_announcement();
  announcement.set_official_id(official);
  announcement.set_cycle(cycle);
  announcement.set_duty(duty);
  *announcement.mutable_announced_on() = WireDay(announced_on);
  announcement.set_form(form);
  announcement.set_place("Trụ sở cơ quan");
  announcement.set_confirmed_by("Chánh Văn phòng");
  return Ask(official, announcements(), &Announcements::RecordAnnouncement, request);
}

rpt::GetProgressResponse Year::Progress(const std::string& official, int cycle) {
  rpt::GetProgressRequest request;
  request.set_official_id(official);
  request.set_cycle(cycle);
  return Must(Ask("BTC-specialist", reports(), &Reports::GetProgress, request));
}

Result<asmt::SubmitAppraisalResponse> Year::Appraise(const std::string& body, const std::string& official, int cycle,
                                                     const std::string& level,
                                                     const std::function<void(asmt::AppraisalItem&)>& edit) {
  asmt::SubmitAppraisalRequest request;
  request.set_body_id(body);
  request.set_cycle(cycle);
  asmt::AppraisalItem& item = *request.add_items();
  item.set_official_id(official);
  item.set_proposed_level(level);
  if (edit) {
    edit(item);
  }
  return Ask(body + "-specialist", assessments(), &Assessments::SubmitAppraisal, request);
}

Result<asmt::SubmitGeneralAppraisalResponse> Year::AppraiseAll(int cycle, const std::string& official,
                                                               const std::string& level) {
  asmt::SubmitGeneralAppraisalRequest request;
  request.set_cycle(cycle);
  if (!official.empty()) {
    request.add_items()->set_official_id(official);
    request.mutable_items(0)->set_proposed_level(level);
  }
  return Ask("BTC-specialist", assessments(), &Assessments::SubmitGeneralAppraisal, request);
}

Result<asmt::RecordRatingsResponse> Year::Rate(const std::string& official, int cycle, const std::string& level,
                                               const std::string& decided_on,
                                               const std::function<void(asmt::RatingItem&)>& edit,
                                               const std::string& recorder) {
  asmt::RecordRatingsRequest request;
  request.set_kind(asmt::RATING_KIND_ANNUAL);
  request.set_cycle(cycle);
  *request.mutable_decision() = Document("MP-208-KL/TU", decided_on);
  *request.mutable_decided_on() = WireDay(decided_on);
  asmt::RatingItem& item = *request.add_items();
  item.set_official_id(official);
  item.set_level(level);
  if (edit) {
    edit(item);
  }
  return Ask(recorder, assessments(), &Assessments::RecordRatings, request);
}

asmt::Assessment Year::Assessment(const std::string& official, int cycle, const std::string& as) {
  asmt::GetAssessmentRequest request;
  request.set_official_id(official);
  request.set_cycle(cycle);
  return Must(Ask(as, assessments(), &Assessments::GetAssessment, request)).assessment();
}

asmt::FactSheet Year::FactSheet(const std::string& official, int cycle) {
  asmt::GetFactSheetRequest request;
  request.set_official_id(official);
  request.set_cycle(cycle);
  return Must(Ask("BTC-specialist", assessments(), &Assessments::GetFactSheet, request)).fact_sheet();
}

std::vector<asmt::Case> Year::CasesOf(const std::string& official) {
  asmt::ListCasesRequest request;
  request.set_official_id(official);
  const auto listed = Must(Ask("BTC-specialist", cases(), &Cases::ListCases, request));
  return {listed.cases().begin(), listed.cases().end()};
}

Result<reg::RecordWaiverResponse> Year::Waive(const std::string& official, const std::string& duty,
                                              const std::string& document) {
  reg::RecordWaiverRequest request;
  reg::Waiver& waiver = *request.mutable_waiver();
  waiver.set_official_id(official);
  waiver.set_duty(DutyAndPeriod(duty).first);
  waiver.set_period(DutyAndPeriod(duty).second);
  waiver.set_reason("Nghỉ ốm dài ngày");
  *waiver.mutable_document() = Document(document, "2021-10-01");
  return Ask("BTC-leader", system().campaigns(), &Campaigns::RecordWaiver, request);
}

std::vector<std::string> Year::Duties(const std::string& official, const std::string& period) {
  std::vector<std::string> lines;
  for (const ntf::Obligation& obligation : ObligationsOf(official)) {
    if (obligation.period().rfind(period, 0) == 0) {
      lines.push_back(Short(obligation.obligation_id(), official + ":") + " " + StateText(obligation));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Year::Duty(const std::string& obligation_id) { return StateText(Obligation(obligation_id)); }

std::vector<std::string> Year::NoticesTo(const std::string& person, const std::string& from, const std::string& to) {
  std::vector<std::string> lines;
  for (const ntf::Notice& notice : AllNotices()) {
    const std::string due = Text(notice.due_at());
    if (notice.person_id() == person && from <= due && due.substr(0, 10) <= to) {
      lines.push_back(fmt::format("{} {} {}", due, Short(ntf::NoticeStage_Name(notice.stage()), "NOTICE_STAGE_"),
                                  notice.obligation_id()));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace dotpha::acceptance
