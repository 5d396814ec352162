// Rows of EveryCommand for review, reporting and assessment. Each makes officials of its own: heads of departments whom
// BCSD leads, with a work that the Standing Committee gave them for the rest of 2022.
#include "dotpha/assessment/v1/claim_service.grpc.pb.h"
#include "dotpha/assessment/v1/commendation_service.grpc.pb.h"
#include "dotpha/assessment/v1/feedback_service.grpc.pb.h"
#include "dotpha/assessment/v1/task_force_service.grpc.pb.h"
#include "dotpha/reporting/v1/evidence_service.grpc.pb.h"
#include "dotpha/review/v1/delegation_service.grpc.pb.h"
#include "dotpha/review/v1/difficulty_service.grpc.pb.h"
#include "dotpha/review/v1/meeting_service.grpc.pb.h"
#include "tests/acceptance/command_rows.h"
#include "tests/acceptance/year.h"

namespace dotpha::acceptance {
namespace {

using grpc::StatusCode;
using Difficulties = rev::DifficultyService::Stub;

// As somebody whom the permission table lets in.
template <typename Service, typename Stub, typename Request, typename Response>
Response Do(Season& season, const std::string& person,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request) {
  const auto stub = season.system().Stub<Service>();
  Response response = Must(season.Ask(person, *stub, method, request), Request::descriptor()->name());
  season.Settle();
  return response;
}

std::string WorkOf(const std::string& official) { return "W-" + official; }

// Head of a department of his own.
reg::ImportRosterRequest RosterOfHead(const std::string& official) {
  reg::ImportRosterRequest roster;
  reg::Agency& agency = *roster.add_agencies();
  agency.set_agency_id("so-" + AddressOf(official).substr(0, official.size()));
  agency.set_display_name("Sở của " + official);
  agency.set_workplace_class("AGENCY_UBND_TINH");
  reg::Official& row = *roster.add_officials();
  row.set_official_id(official);
  row.set_full_name("Người " + official);
  row.set_managed_by_standing_committee(true);
  reg::Position& position = *roster.add_positions();
  position.set_official_id(official);
  position.set_agency_id(agency.agency_id());
  position.set_title("Giám đốc");
  position.set_capacity(reg::CAPACITY_HEAD);
  position.set_principal(true);
  *position.mutable_effective_from() = WireDay("2020-10-20");
  position.set_basis(reg::POST_BASIS_APPOINTED);
  position.set_decision_ref("MP-1-QĐ/TU");
  return roster;
}
// Into the directory.
void Employ(Season& season, const std::string& official) {
  Do<reg::DirectoryService>(season, kOperator, &Directory::ImportRoster, RosterOfHead(official));
}
std::string EmployFresh(Season& season) {
  const std::string official = Fresh("P-");
  Employ(season, official);
  return official;
}

rev::RecordDecisionRequest DecisionFor(const std::string& official) {
  rev::RecordDecisionRequest request;
  request.set_cycle(2022);
  request.set_basis(rev::DECISION_BASIS_SUPPLEMENT);
  *request.mutable_document() = Document("MP-107-QĐ/TU");
  rev::DecisionItem& item = *request.add_items();
  item.set_official_id(official);
  rev::AssignedItem& work = *item.add_works();
  work.set_work_id(WorkOf(official));
  work.set_mode(rev::ASSIGNMENT_MODE_NEW);
  work.set_source(rev::WORK_SOURCE_STANDING_COMMITTEE);
  *work.mutable_content() = AnnualWork(WorkOf(official), 2022);
  return request;
}
rev::AssignedWorkRecord Assign(Season& season, const std::string& official) {
  return Do<rev::AssignmentService>(season, "BTV-clerk", &Assignments::RecordDecision, DecisionFor(official)).works(0);
}

// A work of two years that began before the authority's first day.
rev::ImportAssignmentsRequest StageOf(const std::string& official) {
  rev::ImportAssignmentsRequest request;
  rev::ImportedAssignment& one = *request.add_assignments();
  one.set_official_id(official);
  *one.mutable_document() = Document("MP-7-QĐ/TU");
  *one.mutable_document()->mutable_signed_on() = WireDay("2020-12-20");
  one.set_regulation_id("TQ2020");
  *one.mutable_content() = StageWork(WorkOf(official), "2Y", "2021-01-01", "2022-12-31");
  return request;
}

// PLAN-STD.
rpt::Plan StandardPlan(const std::string& official) {
  return PlanOf(official, 2022, {AnnualWork(WorkOf(official), 2022)});
}
rpt::Plan SentPlan(Season& season, const std::string& official) {
  Employ(season, official);
  Assign(season, official);
  rpt::SubmitPlanRequest request;
  *request.mutable_plan() = StandardPlan(official);
  return Do<rpt::PlanService>(season, official, &Plans::SubmitPlan, request).plan();
}

// On the fourth quarter.
rpt::Report ReportOf(const std::string& official) {
  rpt::Report report;
  report.set_official_id(official);
  report.add_covers()->set_duty("RPT_Q");
  report.mutable_covers(0)->set_period("2022-Q4");
  rpt::ReportedWork& work = *report.add_works();
  work.set_work_id(WorkOf(official));
  for (const char* month : {"2022.10", "2022.11", "2022.12"}) {
    for (const char* number : {".1", ".2"}) {
      rpt::ReportedItem& item = *work.add_items();
      item.set_item_id(month + std::string(number));
      item.set_completion_e2(8000);
    }
  }
  report.mutable_narrative()->set_difficulties("Thời tiết không thuận lợi");
  report.mutable_narrative()->set_directions("Tiếp tục đôn đốc");
  return report;
}
rpt::Report SentReport(Season& season, const std::string& official) {
  SentPlan(season, official);
  rpt::SubmitReportRequest request;
  *request.mutable_report() = ReportOf(official);
  return Do<rpt::ReportService>(season, official, &Reports::SubmitReport, request).report();
}

// Everything of his one work, on the day before.
rpt::SubmitCompletionReportRequest CompletionOf(const std::string& official) {
  rpt::SubmitCompletionReportRequest request;
  rpt::Report& report = *request.mutable_report();
  report.set_official_id(official);
  rpt::ReportedWork& work = *report.add_works();
  work.set_work_id(WorkOf(official));
  *work.mutable_completed_on() = WireDay("2022-11-03");
  const rpt::Plan plan = StandardPlan(official);
  for (const rpt::PlannedQuarter& quarter : plan.works(0).years(0).quarters()) {
    for (const rpt::PlannedMonth& month : quarter.months()) {
      for (const rpt::PlannedItem& item : month.items()) {
        rpt::ReportedItem& row = *work.add_items();
        row.set_item_id(item.item_id());
        row.set_completion_e2(10'000);
      }
    }
  }
  report.mutable_self_level()->set_overall("HTXS");
  (*report.mutable_self_level()->mutable_works())[WorkOf(official)] = "HTXS";
  return request;
}

rpt::AdHocRequest Asked(Season& season, const std::string& by, const std::string& official) {
  rpt::RequestAdHocReportRequest request;
  rpt::AdHocRequest& asked = *request.mutable_ad_hoc_request();
  asked.set_official_id(official);
  asked.set_subject("Tiến độ số hóa");
  *asked.mutable_document() = Document("MP-30-CV/BTC");
  return Do<rpt::ReportService>(season, by, &Reports::RequestAdHocReport, request).ad_hoc_request();
}

asmt::RaiseCaseRequest SignOf(const std::string& official) {
  asmt::RaiseCaseRequest request;
  request.set_official_id(official);
  request.set_kind("NOT_SERIOUS");
  request.set_facts("Không dự giao ban");
  return request;
}
asmt::Case Raised(Season& season, const std::string& official) {
  return Do<asmt::CaseService>(season, "BCSD-leader", &Cases::RaiseCase, SignOf(official)).violation_case();
}

asmt::SubmitClaimRequest ClaimOf(const std::string& official) {
  asmt::SubmitClaimRequest request;
  asmt::Claim& claim = *request.mutable_claim();
  claim.set_official_id(official);
  claim.set_cycle(2022);
  claim.set_work_id(WorkOf(official));
  claim.set_kind("FM");
  claim.set_facts("Mưa lũ");
  claim.add_evidence("Biên bản xác nhận");
  return request;
}
asmt::Claim Claimed(Season& season, const std::string& official) {
  Employ(season, official);
  Assign(season, official);
  return Do<asmt::ClaimService>(season, official, &asmt::ClaimService::Stub::SubmitClaim, ClaimOf(official)).claim();
}

template <typename Request>
Request Commending(const std::string& official) {
  Request request;
  request.set_cycle(2022);
  request.add_nominees()->set_official_id(official);
  request.mutable_nominees(0)->set_reason("Cá nhân tiêu biểu");
  return request;
}

rev::ReportDifficultyRequest DifficultyOfFresh(Season& season) {
  const reg::ImportRosterRequest roster = RosterOfHead(Fresh("P-"));
  Do<reg::DirectoryService>(season, kOperator, &Directory::ImportRoster, roster);
  rev::ReportDifficultyRequest request;
  request.set_agency_id(roster.agencies(0).agency_id());
  request.set_text("Chưa rõ cách giao việc liên ngành");
  return request;
}
rev::ForwardDifficultyRequest OpinionOn(const rev::Difficulty& reported) {
  rev::ForwardDifficultyRequest request;
  request.set_name(reported.name());
  request.set_etag(reported.etag());
  request.set_opinion("Đề nghị hướng dẫn thêm");
  return request;
}

}  // namespace

void AddReviewCommands(std::vector<Command>& all) {
  all.push_back(Of<rev::SubmitProposalsRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string& person) {
        const std::string official = EmployFresh(season);
        Must(season.Register(official, 2023), "registering");
        season.Settle();
        rev::SubmitProposalsRequest request;
        request.set_body_id("BCSD");
        request.set_cycle(2023);
        request.set_supplementary(person == "BCSD-leader");
        request.add_items()->set_official_id(official);
        request.mutable_items(0)->set_as_registered(true);
        return request;
      },
      [](auto& request) { request.set_supplementary(!request.supplementary()); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::SubmitGeneralReportRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season&, const std::string& person) {
        rev::SubmitGeneralReportRequest request;
        request.set_cycle(person == "BTC-leader" ? 2022 : 2023);
        return request;
      },
      [](auto& request) { request.set_cycle(request.cycle() + 1); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::RecordDecisionRequest>(
      "BTV-clerk", "BTV-clerk-2", [](Season& season, const std::string&) { return DecisionFor(EmployFresh(season)); },
      [](auto& request) { request.mutable_document()->set_number("MP-108-QĐ/TU"); }, "WORK_ALREADY_ASSIGNED"));
  all.push_back(Of<rev::RecordNotificationRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const auto decided = Do<rev::AssignmentService>(season, "BTV-clerk", &Assignments::RecordDecision,
                                                        DecisionFor(EmployFresh(season)));
        rev::RecordNotificationRequest request;
        request.set_name(decided.decision().name());
        *request.mutable_notified_on() = decided.decision().document().signed_on();
        *request.mutable_document() = Document("MP-12-TB/BTCTU");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-13-TB/BTCTU"); }, "ALREADY_NOTIFIED"));
  all.push_back(Of<rev::ImportAssignmentsRequest>(
      "BTC-specialist", "BTC-leader", [](Season& season, const std::string&) { return StageOf(EmployFresh(season)); },
      [](auto& request) { request.mutable_assignments(0)->set_regulation_id("TQ2019"); }, "WORK_ALREADY_ASSIGNED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rev::AmendWorkRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        const rev::AssignedWorkRecord work = Assign(season, official);
        rev::AmendWorkRequest request;
        request.set_name(work.name());
        request.set_etag(work.etag());
        *request.mutable_document() = Document("MP-109-QĐ/TU");
        *request.mutable_content() = AnnualWork(WorkOf(official), 2022);
        request.mutable_content()->set_goals("Mục tiêu rõ hơn");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "NOTHING_CHANGES", StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rev::ReportStopRequest>(
      "STOPS-1", "STOPS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        rev::ReportStopRequest request;
        request.set_official_id(person);
        request.add_work_ids(Assign(season, person).work_id());
        request.set_reason("STOP_FM");
        *request.mutable_stopped_on() = WireDay("2022-11-03");
        request.set_facts("Lũ quét");
        return request;
      },
      [](auto& request) { request.set_facts("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::ConcludeWorksRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        const rev::AssignedWorkRecord work = Assign(season, official);
        reg::RecordPersonnelEventRequest retirement;
        retirement.set_kind(reg::PERSONNEL_EVENT_KIND_RETIRE);
        retirement.set_official_id(official);
        *retirement.mutable_effective_on() = WireDay("2022-11-03");
        Do<reg::DirectoryService>(season, "BTC-specialist", &Directory::RecordPersonnelEvent, retirement);
        rev::ConcludeWorksRequest request;
        request.set_official_id(official);
        *request.mutable_document() = Document("MP-186-KL/TU");
        *request.mutable_document()->mutable_signed_on() = WireDay("2022-11-04");
        rev::ConcludedWork& concluded = *request.add_works();
        concluded.set_work_id(work.work_id());
        concluded.set_etag(work.etag());
        concluded.set_completion_e2(4'000);
        concluded.set_result(rev::CONCLUSION_RESULT_UNFINISHED);
        return request;
      },
      [](auto& request) { request.mutable_works(0)->set_completion_e2(4'100); }, "ETAG_MISMATCH", StatusCode::ABORTED));
  all.push_back(Of<rev::DecideCarryOversRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = Fresh("P-");
        SentPlan(season, official);
        asmt::RecordRatingsRequest rating;  // nothing was reported: 0 %
        rating.set_kind(asmt::RATING_KIND_ANNUAL);
        rating.set_cycle(2022);
        *rating.mutable_decision() = Document("MP-110-QĐ/TU");
        *rating.mutable_decided_on() = WireDay("2022-11-03");
        rating.add_items()->set_official_id(official);
        rating.mutable_items(0)->set_level("KHT");
        Do<asmt::AssessmentService>(season, "BTV-clerk", &Assessments::RecordRatings, rating);
        rev::DecideCarryOversRequest request;
        *request.mutable_document() = Document("MP-375-QĐ/TU");
        rev::CarryOverItem& item = *request.add_items();
        item.set_work_id(WorkOf(official));
        item.set_cycle(2022);
        item.set_outcome(rev::CARRY_OVER_OUTCOME_END);
        item.set_other_work(rev::OTHER_WORK_NONE);
        item.set_reason("Chủ trương đã thay đổi");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_reason("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::ProposeMeetingRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season&, const std::string&) {
        rev::ProposeMeetingRequest request;
        request.set_body_id("BCSD");
        request.set_cycle(2022);
        request.set_reason("Tiến độ quý III chậm");
        *request.mutable_document() = Document("MP-270-TTr/BCSĐ");
        return request;
      },
      [](auto& request) { request.set_reason("khác"); }, ""));
  all.push_back(Of<rev::RecordMeetingRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        rev::ProposeMeetingRequest propose;
        propose.set_body_id("BCSD");
        propose.set_cycle(2022);
        propose.set_reason("Tiến độ quý III chậm");
        *propose.mutable_document() = Document("MP-270-TTr/BCSĐ");
        const rev::Meeting proposed =
            Do<rev::MeetingService>(season, "BCSD-specialist", &rev::MeetingService::Stub::ProposeMeeting, propose)
                .meeting();
        rev::RecordMeetingRequest request;
        request.set_name(proposed.name());
        request.set_etag(proposed.etag());
        request.set_kind(rev::MEETING_KIND_NEEDED);
        request.set_cycle(2022);
        *request.mutable_held_on() = WireDay("2022-11-03");
        *request.mutable_minutes() = Document("MP-277-TB/TU");
        return request;
      },
      [](auto& request) { request.mutable_minutes()->set_number("MP-278-TB/TU"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::RecordDelegationRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const std::string deputy = Fresh("P-");
        reg::ImportRosterRequest roster = RosterOfHead(deputy);
        roster.mutable_positions(0)->set_capacity(reg::CAPACITY_DEPUTY);
        Do<reg::DirectoryService>(season, kOperator, &Directory::ImportRoster, roster);
        rev::RecordDelegationRequest request;
        request.mutable_delegation()->set_official_id(deputy);
        request.mutable_delegation()->set_agency_id(roster.agencies(0).agency_id());
        request.mutable_delegation()->set_cycle(2022);
        request.mutable_delegation()->add_work_names("Rà soát công nợ");
        return request;
      },
      [](auto& request) { request.mutable_delegation()->set_work_names(0, "khác"); }, ""));
  all.push_back(Of<rev::ReportDifficultyRequest>(
      "BTC-specialist", "BTC-leader", [](Season& season, const std::string&) { return DifficultyOfFresh(season); },
      [](auto& request) { request.set_text("khác"); }, ""));
  all.push_back(Of<rev::ForwardDifficultyRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const rev::Difficulty reported =
            Do<rev::DifficultyService>(season, "BTC-specialist", &Difficulties::ReportDifficulty,
                                       DifficultyOfFresh(season))
                .difficulty();
        return OpinionOn(reported);
      },
      [](auto& request) { request.set_opinion("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rev::DecideDifficultyRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const rev::Difficulty reported =
            Do<rev::DifficultyService>(season, "BTC-specialist", &Difficulties::ReportDifficulty,
                                       DifficultyOfFresh(season))
                .difficulty();
        const rev::Difficulty forwarded =
            Do<rev::DifficultyService>(season, "BTC-leader", &Difficulties::ForwardDifficulty, OpinionOn(reported))
                .difficulty();
        rev::DecideDifficultyRequest request;
        request.set_name(forwarded.name());
        request.set_etag(forwarded.etag());
        request.set_decision("Đồng ý điều chỉnh");
        *request.mutable_document() = Document("MP-402-KL/TU");
        return request;
      },
      [](auto& request) { request.set_decision("khác"); }, "TRANSITION_NOT_ALLOWED"));
}

void AddReportingCommands(std::vector<Command>& all) {
  all.push_back(Of<rpt::SavePlanDraftRequest>(
      "DRAFTS-1", "DRAFTS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        Assign(season, person);
        rpt::SavePlanDraftRequest request;
        request.mutable_plan()->set_official_id(person);
        request.mutable_plan()->set_cycle(2022);
        return request;
      },
      [](auto& request) { request.mutable_plan()->set_roadmap("khác"); }, ""));
  all.push_back(Of<rpt::SubmitPlanRequest>(
      "PLANS-1", "PLANS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        Assign(season, person);
        rpt::SubmitPlanRequest request;
        *request.mutable_plan() = StandardPlan(person);
        return request;
      },
      [](auto& request) { request.mutable_plan()->set_roadmap("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::EnterPaperPlanRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Assign(season, official);
        rpt::EnterPaperPlanRequest request;
        *request.mutable_plan() = StandardPlan(official);
        *request.mutable_stamped_at() = WireMoment("2022-11-04 08:30");
        *request.mutable_document() = Document("MP-5-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-6-CVĐ"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::RecordPlanStampRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string&) {
        const rpt::Plan sent = SentPlan(season, Fresh("P-"));
        rpt::RecordPlanStampRequest request;
        request.set_name(sent.name());
        request.set_etag(sent.etag());
        *request.mutable_stamped_at() = WireMoment("2022-11-04 08:30");
        *request.mutable_document() = Document("MP-9-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-10-CVĐ"); }, "STAMP_NOT_EARLIER"));
  all.push_back(Of<rpt::ImportPlansRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Assign(season, official);
        rpt::ImportPlansRequest request;
        *request.add_plans() = StandardPlan(official);
        *request.mutable_stamped_at() = WireMoment("2022-11-04 08:30");
        *request.mutable_document() = Document("MP-7-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-8-CVĐ"); }, "ALREADY_SUBMITTED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rpt::CorrectPlanRequest>(
      "CORRECTS-1", "CORRECTS-2",
      [](Season& season, const std::string& person) {
        rpt::CorrectPlanRequest request;
        *request.mutable_plan() = SentPlan(season, person);
        request.mutable_plan()->set_roadmap("Theo từng tuần");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, ""));
  all.push_back(Of<rpt::AskPlanCorrectionRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const rpt::Plan plan = SentPlan(season, Fresh("P-"));
        rpt::AskPlanCorrectionRequest request;
        request.set_name(plan.name());
        request.set_etag(plan.etag());
        request.set_note("Nêu rõ sản phẩm");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::SubmitReportRequest>(
      "REPORTS-1", "REPORTS-2",
      [](Season& season, const std::string& person) {
        SentPlan(season, person);
        rpt::SubmitReportRequest request;
        *request.mutable_report() = ReportOf(person);
        return request;
      },
      [](auto& request) { request.mutable_report()->mutable_narrative()->set_proposals("khác"); }, "ALREADY_REPORTED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rpt::EnterPaperReportRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = Fresh("P-");
        SentPlan(season, official);
        rpt::EnterPaperReportRequest request;
        *request.mutable_report() = ReportOf(official);
        *request.mutable_stamped_at() = WireMoment("2022-11-04 09:00");
        *request.mutable_document() = Document("MP-5-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-6-CVĐ"); }, "ALREADY_REPORTED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rpt::SubmitCompletionReportRequest>(
      "COMPLETES-1", "COMPLETES-2",
      [](Season& season, const std::string& person) {
        SentPlan(season, person);
        return CompletionOf(person);
      },
      [](auto& request) { request.mutable_report()->mutable_narrative()->set_proposals("khác"); }, "ALREADY_REPORTED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<rpt::RecordReportStampRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string&) {
        const rpt::Report sent = SentReport(season, Fresh("P-"));
        rpt::RecordReportStampRequest request;
        request.set_name(sent.name());
        request.set_etag(sent.etag());
        *request.mutable_stamped_at() = WireMoment("2022-11-04 08:30");
        *request.mutable_document() = Document("MP-11-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-12-CVĐ"); }, "STAMP_NOT_EARLIER"));
  all.push_back(Of<rpt::CorrectReportRequest>(
      "AMENDS-1", "AMENDS-2",
      [](Season& season, const std::string& person) {
        const rpt::Report sent = SentReport(season, person);
        rpt::CorrectReportRequest request;
        request.mutable_report()->set_name(sent.name());
        request.mutable_report()->set_etag(sent.etag());
        request.mutable_report()->mutable_narrative()->set_difficulties("Không có");
        request.set_note("Nhầm lẫn");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, ""));
  all.push_back(Of<rpt::AppraiseReportsRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        SentReport(season, Fresh("P-"));
        rpt::AppraiseReportsRequest request;
        request.set_body_id("BCSD");
        request.set_period("2022-Q4");
        request.set_remarks("Đạt");
        return request;
      },
      [](auto& request) { request.set_remarks("khác"); }, "NOTHING_TO_APPRAISE"));
  all.push_back(Of<rpt::AppraiseAllReportsRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        SentReport(season, Fresh("P-"));
        rpt::AppraiseAllReportsRequest request;
        request.set_period("2022-Q4");
        request.set_remarks("Đạt");
        return request;
      },
      [](auto& request) { request.set_remarks("khác"); }, "NOTHING_TO_APPRAISE"));
  all.push_back(Of<rpt::RequestAdHocReportRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        rpt::RequestAdHocReportRequest request;
        rpt::AdHocRequest& asked = *request.mutable_ad_hoc_request();
        asked.set_official_id(EmployFresh(season));
        asked.set_subject("Tiến độ số hóa");
        *asked.mutable_document() = Document("MP-30-CV/BTC");
        return request;
      },
      [](auto& request) { request.mutable_ad_hoc_request()->set_subject("khác"); }, ""));
  all.push_back(Of<rpt::CancelAdHocRequestRequest>(
      "BTC-specialist", "TT-clerk",
      [](Season& season, const std::string& person) {
        const rpt::AdHocRequest asked = Asked(season, person, EmployFresh(season));
        rpt::CancelAdHocRequestRequest request;
        request.set_name(asked.name());
        request.set_etag(asked.etag());
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::SubmitAdHocReportRequest>(
      "ANSWERS-1", "ANSWERS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        Assign(season, person);
        rpt::SubmitAdHocReportRequest request;
        rpt::AdHocReport& report = *request.mutable_ad_hoc_report();
        report.set_official_id(person);
        report.set_trigger(rpt::AD_HOC_TRIGGER_REQUEST);
        report.set_ad_hoc_request_id(Asked(season, "BTC-leader", person).ad_hoc_request_id());
        report.set_subject("Tiến độ số hóa");
        report.add_work_ids(WorkOf(person));
        report.set_what_happened("Máy chủ hỏng");
        report.set_impact_e2(500);
        report.set_proposal("Thay máy chủ");
        return request;
      },
      [](auto& request) { request.mutable_ad_hoc_report()->set_proposal("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::ImportYearResultRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Do<rev::AssignmentService>(season, "BTC-leader", &Assignments::ImportAssignments, StageOf(official));
        rpt::ImportYearResultRequest request;
        request.set_official_id(official);
        request.set_work_id(WorkOf(official));
        request.set_year(2021);
        request.add_items()->set_item_id("2021.01.1");
        request.mutable_items(0)->set_completion_e2(9000);
        *request.mutable_document() = Document("MP-31-BC/BTC");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_completion_e2(8000); }, "ALREADY_IMPORTED"));
  all.push_back(Of<rpt::RecordAnnouncementRequest>(
      "ANNOUNCES-1", "ANNOUNCES-2",
      [](Season& season, const std::string& person) {
        SentPlan(season, person);
        rpt::RecordAnnouncementRequest request;
        rpt::Announcement& announcement = *request.mutable_announcement();
        announcement.set_official_id(person);
        announcement.set_cycle(2022);
        announcement.set_duty("ANN_PLAN");
        *announcement.mutable_announced_on() = WireDay("2022-11-04");
        announcement.set_form("họp cơ quan");
        announcement.set_place("Hội trường");
        announcement.set_confirmed_by("Chánh Văn phòng");
        return request;
      },
      [](auto& request) { request.mutable_announcement()->set_form("niêm yết"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<rpt::UploadEvidenceRequest>(
      "SHOWS-1", "SHOWS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        Assign(season, person);
        rpt::UploadEvidenceRequest request;
        rpt::Evidence& evidence = *request.mutable_evidence();
        evidence.set_official_id(person);
        evidence.set_work_id(WorkOf(person));
        evidence.set_file_name("bien-ban.txt");
        evidence.set_content_type("text/plain");
        evidence.set_classification("thường");
        request.set_chunk("Biên bản");
        return request;
      },
      [](auto& request) { request.set_chunk("Biên bản khác"); }, ""));
}

using TaskForces = asmt::TaskForceService::Stub;

asmt::ProposeTaskForceRequest TaskForceFor(const std::string& official) {
  asmt::ProposeTaskForceRequest request;
  request.set_body_id("BCSD");
  request.set_cycle(2022);
  request.add_member_ids("BCSD-specialist");
  request.add_member_ids("BCSD-leader");
  request.add_official_ids(official);
  return request;
}
asmt::TaskForce Proposed(Season& season, const std::string& official) {
  return Do<asmt::TaskForceService>(season, "BCSD-leader", &TaskForces::ProposeTaskForce, TaskForceFor(official))
      .task_force();
}
asmt::ApproveTaskForceRequest ApprovalOf(const asmt::TaskForce& proposed) {
  asmt::ApproveTaskForceRequest request;
  request.set_name(proposed.name());
  request.set_etag(proposed.etag());
  *request.mutable_approval() = Document("MP-298-QĐ/TU");
  return request;
}

void AddSupervisionCommands(std::vector<Command>& all) {
  all.push_back(Of<asmt::ProposeTaskForceRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) { return TaskForceFor(EmployFresh(season)); },
      [](auto& request) { request.set_reason("khác"); }, ""));
  all.push_back(Of<asmt::ApproveTaskForceRequest>(
      "TT-clerk", "TT-leader",
      [](Season& season, const std::string&) { return ApprovalOf(Proposed(season, EmployFresh(season))); },
      [](auto& request) { request.mutable_approval()->set_number("MP-299-QĐ/TU"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::RecordVerificationRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        const std::string official = Fresh("P-");
        SentPlan(season, official);
        const asmt::TaskForce proposed = Proposed(season, official);
        Do<asmt::TaskForceService>(season, "TT-clerk", &TaskForces::ApproveTaskForce, ApprovalOf(proposed));
        asmt::RecordVerificationRequest request;
        request.set_name(proposed.name());
        request.set_official_id(official);
        asmt::VerifiedValue& item = *request.add_items();
        item.set_work_id(WorkOf(official));
        item.set_item_id("2022.10.1");
        item.set_value_e2(4'000);
        item.set_evidence("Biên bản kiểm tra thực địa");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_value_e2(4'100); }, ""));
  all.push_back(Of<asmt::CloseTaskForceRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        const asmt::TaskForce proposed = Proposed(season, EmployFresh(season));
        asmt::CloseTaskForceRequest request;
        request.set_name(proposed.name());
        request.set_etag(proposed.etag());
        return request;
      },
      [](auto& request) { request.set_etag("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::RecordFeedbackRequest>(
      "BDV-specialist", "BDV-leader",
      [](Season& season, const std::string&) {
        asmt::RecordFeedbackRequest request;
        request.mutable_feedback()->set_body_id("BDV");
        request.mutable_feedback()->set_official_id(EmployFresh(season));
        request.mutable_feedback()->set_text("Chậm chi trả bồi thường");
        request.mutable_feedback()->set_source("giám sát");
        return request;
      },
      [](auto& request) { request.mutable_feedback()->set_text("khác"); }, ""));
}

void AddAssessmentCommands(std::vector<Command>& all) {
  AddSupervisionCommands(all);
  all.push_back(Of<asmt::SubmitAppraisalRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Assign(season, official);
        asmt::SubmitAppraisalRequest request;
        request.set_body_id("BCSD");
        request.set_cycle(2022);
        request.add_items()->set_official_id(official);
        request.mutable_items(0)->set_proposed_level("HTT");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_proposed_level("HT"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::SubmitGeneralAppraisalRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Assign(season, official);
        asmt::SubmitGeneralAppraisalRequest request;
        request.set_cycle(2022);
        request.add_items()->set_official_id(official);
        request.mutable_items(0)->set_proposed_level("HTT");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_proposed_level("HT"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::ConfirmCompletionRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        const std::string official = Fresh("P-");
        SentPlan(season, official);
        Do<rpt::ReportService>(season, official, &Reports::SubmitCompletionReport, CompletionOf(official));
        asmt::ConfirmCompletionRequest request;
        request.set_body_id("BCSD");
        request.set_official_id(official);
        request.set_cycle(2022);
        request.add_work_ids(WorkOf(official));
        request.set_proposed_level("HTXS");
        return request;
      },
      [](auto& request) { request.set_proposed_level("HTT"); }, "ALREADY_CONFIRMED", StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<asmt::RecordRatingsRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Assign(season, official);
        asmt::RecordRatingsRequest request;
        request.set_kind(asmt::RATING_KIND_ANNUAL);
        request.set_cycle(2022);
        *request.mutable_decision() = Document("MP-110-QĐ/TU");
        *request.mutable_decided_on() = WireDay("2022-11-03");
        asmt::RatingItem& item = *request.add_items();
        item.set_official_id(official);
        item.set_level("HTT");
        item.set_difference_reason(asmt::DIFFERENCE_REASON_OTHER);
        *item.mutable_difference_document() = Document("MP-111-KL/TU");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_level("HT"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::ImportYearLevelRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        asmt::ImportYearLevelRequest request;
        request.set_official_id(official);
        request.set_work_id(WorkOf(official));
        request.set_year(2021);
        request.set_level("HTT");
        *request.mutable_decision() = Document("MP-8-QĐ/TU");
        return request;
      },
      [](auto& request) { request.set_level("HT"); }, "ALREADY_RATED"));
  all.push_back(Of<asmt::RaiseCaseRequest>(
      "BTC-specialist", "BTC-leader", [](Season& season, const std::string&) { return SignOf(EmployFresh(season)); },
      [](auto& request) { request.set_facts("khác"); }, ""));
  all.push_back(Of<asmt::ExplainCaseRequest>(
      "EXPLAINS-1", "EXPLAINS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        asmt::ExplainCaseRequest request;
        request.set_name(Raised(season, person).name());
        request.set_text("Đi công tác");
        return request;
      },
      [](auto& request) { request.set_text("khác"); }, ""));
  all.push_back(Of<asmt::ProposeOutcomeRequest>(
      "UBKT-specialist", "UBKT-leader",
      [](Season& season, const std::string&) {
        const asmt::Case raised = Raised(season, EmployFresh(season));
        asmt::ProposeOutcomeRequest request;
        request.set_name(raised.name());
        request.set_etag(raised.etag());
        request.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, ""));
  all.push_back(Of<asmt::DecideCaseRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const asmt::Case raised = Raised(season, EmployFresh(season));
        asmt::ProposeOutcomeRequest propose;
        propose.set_name(raised.name());
        propose.set_etag(raised.etag());
        propose.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
        asmt::DecideCaseRequest request;
        request.set_name(raised.name());
        request.set_etag(
            Do<asmt::CaseService>(season, "UBKT-leader", &Cases::ProposeOutcome, propose).violation_case().etag());
        request.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
        *request.mutable_decided_on() = WireDay("2022-11-03");
        *request.mutable_decision() = Document("MP-112-KL/TU");
        return request;
      },
      [](auto& request) { request.mutable_decision()->set_number("MP-113-KL/TU"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::DismissCaseRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        const asmt::Case raised = Raised(season, EmployFresh(season));
        asmt::DismissCaseRequest request;
        request.set_name(raised.name());
        request.set_etag(raised.etag());
        request.set_reason(asmt::DISMISSAL_REASON_DATA_ERROR);
        request.set_evidence("Sổ giao ban");
        return request;
      },
      [](auto& request) { request.set_evidence("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::SubmitClaimRequest>(
      "CLAIMS-1", "CLAIMS-2",
      [](Season& season, const std::string& person) {
        Employ(season, person);
        Assign(season, person);
        return ClaimOf(person);
      },
      [](auto& request) { request.mutable_claim()->set_facts("khác"); }, ""));
  all.push_back(Of<asmt::EndorseClaimRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        const asmt::Claim claim = Claimed(season, Fresh("P-"));
        asmt::EndorseClaimRequest request;
        request.set_name(claim.name());
        request.set_etag(claim.etag());
        request.set_opinion(asmt::CLAIM_OPINION_ENDORSED);
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::DecideClaimRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const asmt::Claim claim = Claimed(season, Fresh("P-"));
        asmt::DecideClaimRequest request;
        request.set_name(claim.name());
        request.set_etag(claim.etag());
        request.set_ruling(asmt::CLAIM_RULING_ACCEPTED);
        *request.mutable_decided_on() = WireDay("2022-11-03");
        *request.mutable_decision() = Document("MP-114-KL/TU");
        return request;
      },
      [](auto& request) { request.mutable_decision()->set_number("MP-115-KL/TU"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::ProposeCommendationsRequest>(
      "BCSD-specialist", "BCSD-leader",
      [](Season& season, const std::string&) {
        auto request = Commending<asmt::ProposeCommendationsRequest>(EmployFresh(season));
        request.set_body_id("BCSD");
        return request;
      },
      [](auto& request) { request.mutable_nominees(0)->set_reason("khác"); }, "ALREADY_PROPOSED",
      StatusCode::INVALID_ARGUMENT));
  all.push_back(Of<asmt::ConsolidateCommendationsRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        return Commending<asmt::ConsolidateCommendationsRequest>(EmployFresh(season));
      },
      [](auto& request) { request.mutable_nominees(0)->set_reason("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<asmt::DecideCommendationsRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string&) {
        const std::string official = EmployFresh(season);
        Do<asmt::CommendationService>(season, "BTC-leader", &asmt::CommendationService::Stub::ConsolidateCommendations,
                                      Commending<asmt::ConsolidateCommendationsRequest>(official));
        auto request = Commending<asmt::DecideCommendationsRequest>(official);
        *request.mutable_decided_on() = WireDay("2022-11-03");
        *request.mutable_decision() = Document("MP-116-QĐ/TU");
        return request;
      },
      [](auto& request) { request.mutable_decision()->set_number("MP-117-QĐ/TU"); }, "TRANSITION_NOT_ALLOWED"));
}

}  // namespace dotpha::acceptance
