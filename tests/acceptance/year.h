// The whole year for the acceptance tests: a Season with all five services and, by act, what SCENARIOS says of it, from
// the registration to the rating. Unless a test says otherwise an official holds one annual work with PLAN-STD.
//
//   Year year({.officials = {"N1"}, .start = "2021-11-01 08:00"});
//   year.AssignWithPlanStd({"N1"}, 2022);              // assigned 20/12/2021, PLAN-STD sent 10/01/2022
//   year.To("2022-03-20 09:00");
//   year.Report("N1", {.covers = {"RPT_Q 2022-Q1"}});  // every item of the quarter done
//   EXPECT_THAT(year.Duties("N1", "2022"), Contains("RPT_Q:2022-Q1 2022-03-24 ON_TIME"));
//
// Acts return what the service answered; Outcome() makes lines of it. Must() is for acts that are only preparation.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "dotpha/review/v1/proposal_service.grpc.pb.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {

namespace rev = review::v1;
namespace rpt = reporting::v1;
namespace asmt = assessment::v1;

using Proposals = rev::ProposalService::Stub;
using Assignments = rev::AssignmentService::Stub;
using Plans = rpt::PlanService::Stub;
using Reports = rpt::ReportService::Stub;
using Announcements = rpt::AnnouncementService::Stub;
using Assessments = asmt::AssessmentService::Stub;
using Cases = asmt::CaseService::Stub;

common::v1::DocumentReference Document(const std::string& number, const std::string& day);

// ---- works and plans ----

// Ordinary works with one target, "1". "W-N1-2022" is the id of the work that an official gets by Year::Assign.
reg::Work AnnualWork(const std::string& id, int cycle);
reg::Work StageWork(const std::string& id, const std::string& duration, const std::string& start,
                    const std::string& end);
std::string WorkId(const std::string& official, int cycle);

// Shares in hundredths of a percent; PLAN-STD by default. A share of 0 has no parts (I-49). The items of month 2 of
// 2022 are "2022.02.1", "2022.02.2".
struct Weights {
  std::vector<int> quarters = {2500, 2500, 2500, 2500};  // or however many parts a year has
  std::vector<int> months = {2000, 6000, 2000};          // of every part
  std::vector<int> items = {5000, 5000};                 // of every month
};
// One year of 100 % for an annual work; the years of a stage work have equal shares.
rpt::PlannedWork Planned(const reg::Work& work, const Weights& weights = {});
// All that Điều 4 asks of a plan, for these works.
rpt::Plan PlanOf(const std::string& official, int cycle, const std::vector<reg::Work>& works,
                 const Weights& weights = {});

// ---- reports ----

struct Reported {
  // Duty and period: "RPT_Q 2022-Q1", "RPT_Y 2022", "RPT_STAGE W-2Y".
  std::vector<std::string> covers;
  // Cumulative completion in hundredths of a percent, by item ("2022.02.1", in every work that has it) or by work and
  // item ("W-1/2022.02.1"). What is not named: an item of a covered period is done (10000), any other has no row.
  std::map<std::string, int> done = {};
  // No rows beside those of `done`.
  bool only_these = false;
  // Of the official and of each work; empty: none is given.
  std::string self_level = {};
};

// ---- lines ----

// {"ACCEPTED"}, or what was wrong: {"EMPTY_PERIOD report.covers: 2022-Q4: ..."}, {"NOT_PERMITTED: ..."}.
std::vector<std::string> Outcome(const Error& error);
template <typename T>
std::vector<std::string> Outcome(const Result<T>& result) {
  return result.ok() ? std::vector<std::string>{"ACCEPTED"} : Outcome(result.error());
}

class Year : public Season {
 public:
  explicit Year(SeasonOptions options = {.start = "2021-11-01 08:00"});

  // ---- review (staff: <BODY>-specialist, -leader, -clerk; BTV-clerk is the recorder of decisions) ----
  // The body's proposals: each registered work as it was registered.
  Result<rev::SubmitProposalsResponse> Propose(const std::string& body, int cycle,
                                               const std::vector<std::string>& officials);
  // BTC's report, with its own proposals for whom it leads.
  Result<rev::SubmitGeneralReportResponse> GeneralReport(int cycle, const std::vector<std::string>& officials = {});
  // A decision of the Standing Committee of this day, entered now. No works: those that the official has registered for
  // the cycle, or one annual work of the Standing Committee's own.
  Result<rev::RecordDecisionResponse> Assign(const std::string& official, int cycle, const std::string& decided_on,
                                             const std::vector<reg::Work>& works = {},
                                             rev::DecisionBasis basis = rev::DECISION_BASIS_ORDINARY,
                                             const std::string& recorder = "BTV-clerk");
  // Assigned before the authority's first day of use: BTC's import.
  Result<rev::ImportAssignmentsResponse> ImportWork(const std::string& official, const reg::Work& work,
                                                    const std::string& decided_on,
                                                    const std::string& regulation_id = "TQ2021");
  // The works that he holds and that are performed in that year.
  std::vector<reg::Work> WorksOf(const std::string& official, int cycle);

  // ---- reporting ----
  // PLAN-STD for all his works of the cycle, changed by `edit`.
  Result<rpt::SubmitPlanResponse> Plan(const std::string& official, int cycle,
                                       const std::function<void(rpt::Plan&)>& edit = {});
  // Moves to 20/12 of the year before and to 10/01.
  void AssignWithPlanStd(const std::vector<std::string>& officials, int cycle);
  Result<rpt::SubmitReportResponse> Report(const std::string& official, const Reported& reported,
                                           const std::function<void(rpt::Report&)>& edit = {});
  rpt::Report ReportOf(const std::string& official, const Reported& reported);
  Result<rpt::RecordAnnouncementResponse> Announce(const std::string& official, int cycle, const std::string& duty,
                                                   const std::string& announced_on, const std::string& form);
  rpt::GetProgressResponse Progress(const std::string& official, int cycle);

  // ---- assessment ----
  Result<asmt::SubmitAppraisalResponse> Appraise(const std::string& body, const std::string& official, int cycle,
                                                 const std::string& level,
                                                 const std::function<void(asmt::AppraisalItem&)>& edit = {});
  // Of BTC; with no level: consolidates what the bodies appraised.
  Result<asmt::SubmitGeneralAppraisalResponse> AppraiseAll(int cycle, const std::string& official = "",
                                                           const std::string& level = "");
  // The annual rating, decided on this day.
  Result<asmt::RecordRatingsResponse> Rate(const std::string& official, int cycle, const std::string& level,
                                           const std::string& decided_on,
                                           const std::function<void(asmt::RatingItem&)>& edit = {},
                                           const std::string& recorder = "BTV-clerk");
  // As this person sees it.
  asmt::Assessment Assessment(const std::string& official, int cycle, const std::string& as = "BTC-specialist");
  asmt::FactSheet FactSheet(const std::string& official, int cycle);
  std::vector<asmt::Case> CasesOf(const std::string& official);

  // ---- the commission's own acts ----
  // `duty` as "RPT_Q 2022-Q2".
  Result<reg::RecordWaiverResponse> Waive(const std::string& official, const std::string& duty,
                                          const std::string& document);

  // ---- what came out (see Season for flags, candidates, ladders and mail) ----
  // "RPT_Q:2022-Q2 2022-06-24 LATE(4)", in the order of duty and period; "-" for no date. "soft", "was missing", "known
  // late", "imported" follow where it is so. Only periods that begin with `period`: "2022", "2022-Q", a work's id.
  std::vector<std::string> Duties(const std::string& official, const std::string& period = "");
  // The same of one obligation, without its name: "2022-06-24 LATE(4)".
  std::string Duty(const std::string& obligation_id);
  // Notices to this person within these days: "2022-06-27 08:00 O N1:RPT_Q:2022-Q2".
  std::vector<std::string> NoticesTo(const std::string& person, const std::string& from, const std::string& to);

  Proposals& proposals() { return *proposals_; }
  Assignments& assignments() { return *assignments_; }
  Plans& plans() { return *plans_; }
  Reports& reports() { return *reports_; }
  Announcements& announcements() { return *announcements_; }
  Assessments& assessments() { return *assessments_; }
  Cases& cases() { return *cases_; }

 private:
  // The works that the official has registered for the cycle.
  std::vector<std::string> Registered(const std::string& official, int cycle);

  std::unique_ptr<Proposals> proposals_;
  std::unique_ptr<Assignments> assignments_;
  std::unique_ptr<Plans> plans_;
  std::unique_ptr<Reports> reports_;
  std::unique_ptr<Announcements> announcements_;
  std::unique_ptr<Assessments> assessments_;
  std::unique_ptr<Cases> cases_;
};

}  // namespace dotpha::acceptance
