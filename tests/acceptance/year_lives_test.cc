// Who leaves, who follows him, and works that stop or are amended in the course of the year (B-30, B-32, B-44).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dotpha/assessment/v1/feedback_service.grpc.pb.h"
#include "dotpha/assessment/v1/task_force_service.grpc.pb.h"
#include "dotpha/review/v1/delegation_service.grpc.pb.h"
#include "dotpha/review/v1/meeting_service.grpc.pb.h"
#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// From his principal post into another, of a new agency of that class.
Result<reg::RecordPersonnelEventResponse> Move(Year& year, const std::string& official, const std::string& from,
                                               const std::string& workplace_class, reg::Capacity capacity,
                                               reg::PersonnelEventKind kind) {
  const std::string agency_id = "noi-moi-cua-" + AddressOf(official).substr(0, official.size());
  reg::ImportRosterRequest roster;
  reg::Agency& agency = *roster.add_agencies();
  agency.set_agency_id(agency_id);
  agency.set_display_name("Nơi mới của " + official);
  agency.set_workplace_class(workplace_class);
  Must(year.Ask(testing::System::kOperator, year.system().directory(), &Directory::ImportRoster, roster));
  reg::RecordPersonnelEventRequest request;
  request.set_kind(kind);
  request.set_official_id(official);
  *request.mutable_effective_on() = WireDay(from);
  reg::ListPositionsRequest posts;
  posts.set_official_id(official);
  const auto held = Must(year.Ask("BTC-specialist", year.system().directory(), &Directory::ListPositions, posts));
  for (const reg::Position& post : held.positions()) {
    request.add_end_position_ids(post.position_id());
  }
  request.mutable_post()->set_agency_id(agency_id);
  request.mutable_post()->set_title("Chủ tịch");
  request.mutable_post()->set_capacity(capacity);
  request.mutable_post()->set_principal(true);
  *request.mutable_document() = Document("MP-639-NQ/HĐND", from);
  return year.Ask("BTC-specialist", year.system().directory(), &Directory::RecordPersonnelEvent, request);
}

// "CONCLUDE N1 2022-06-20 W-N1-2022", of one official.
Lines TasksAbout(Year& year, const std::string& official) {
  year.Settle();
  Lines lines;
  const auto listed = Must(year.Ask("BTV-clerk", year.assignments(), &Assignments::ListTasks, rev::ListTasksRequest()));
  for (const rev::Task& task : listed.tasks()) {
    if (task.official_id() == official) {
      std::string line = rev::TaskKind_Name(task.kind()).substr(10) + " " + Text(task.effective_on());
      for (const std::string& work : task.work_ids()) {
        line += " " + work;
      }
      lines.push_back(line + (task.successor_id().empty() ? "" : " to " + task.successor_id()));
    }
  }
  return lines;
}

rev::GetWorkResponse WorkNamed(Year& year, const std::string& work_id) {
  rev::GetWorkRequest request;
  request.set_name("authorities/tuyen-quang/works/" + work_id);
  return Must(year.Ask("BTV-clerk", year.assignments(), &Assignments::GetWork, request));
}

Result<rev::ConcludeWorksResponse> Conclude(Year& year, const std::string& official, const std::string& work_id,
                                            int completion_e2, const std::string& day,
                                            rev::ConclusionResult result = rev::CONCLUSION_RESULT_UNFINISHED,
                                            const std::string& recorder = "BTV-clerk") {
  rev::ConcludeWorksRequest request;
  request.set_official_id(official);
  *request.mutable_document() = Document("MP-186-KL/TU", day);
  rev::ConcludedWork& work = *request.add_works();
  work.set_work_id(work_id);
  work.set_etag(WorkNamed(year, work_id).work().etag());
  work.set_completion_e2(completion_e2);
  work.set_result(result);
  return year.Ask(recorder, year.assignments(), &Assignments::ConcludeWorks, request);
}

// 25 % of the first quarter and 15 % of May.
const std::map<std::string, int> kFortyPercent = {{"2022.01.1", 10'000}, {"2022.01.2", 10'000}, {"2022.02.1", 10'000},
                                                  {"2022.02.2", 10'000}, {"2022.03.1", 10'000}, {"2022.03.2", 10'000},
                                                  {"2022.05.1", 10'000}, {"2022.05.2", 10'000}};

Lines ReportDeparture(Year& year, const std::string& official, const std::string& day) {
  const auto sent = year.Report(official, {.covers = {"DEPART_RPT " + day}, .done = kFortyPercent, .only_these = true},
                                [](rpt::Report& report) {
                                  report.clear_narrative();  // of the period to come there is nothing to say
                                });
  Lines lines = Outcome(sent);
  if (sent.ok()) {
    for (const rpt::YearCompletion& work : sent->report().completion()) {
      lines.push_back(fmt::format("{} {}", work.work_id(), work.completion_e2()));
    }
    for (const rpt::Delivery& delivery : sent->deliveries()) {
      lines.push_back("to " + delivery.body_id());
    }
  }
  return lines;
}

// ---- B-30: elected chairman of a district; somebody is appointed in his place and continues.
const std::string kWork30 = WorkId("N1-B30", 2022);
const Diary b30(
    Year2022(), {"N1-B30"},
    Diary::WithPlanStd("N1-B30", 2022,
                       {{"2022-06-16 09:00",
                         [](Year& year) {
                           return Outcome(Move(year, "N1-B30", "2022-06-20", "UBND_HUYEN", reg::CAPACITY_HEAD,
                                               reg::PERSONNEL_EVENT_KIND_ELECT));
                         }},
                        {"2022-06-19 09:00", [](Year& year) { return TasksAbout(year, "N1-B30"); }},
                        {"2022-06-20 09:00",
                         [](Year& year) {
                           Lines lines = TasksAbout(year, "N1-B30");
                           lines.push_back(year.Duty("BTV:CONCLUDE:N1-B30:2022-06-20"));
                           return lines;
                         }},
                        {"2022-06-24 09:00", [](Year& year) { return ReportDeparture(year, "N1-B30", "2022-06-20"); }},
                        {"2022-06-30 08:00",
                         [](Year& year) {
                           return Outcome(Conclude(year, "N1-B30", kWork30, 4'000, "2022-06-30",
                                                   rev::CONCLUSION_RESULT_UNFINISHED, "BTC-specialist"));
                         }},
                        {"2022-06-30 09:00",
                         [](Year& year) { return Outcome(Conclude(year, "N1-B30", kWork30, 4'000, "2022-06-30")); }},
                        {"2022-06-30 10:00",
                         [](Year& year) {
                           Lines lines = TasksAbout(year, "N1-B30");
                           lines.push_back(rev::WorkState_Name(WorkNamed(year, kWork30).work().state()));
                           lines.push_back(year.Duty("BTV:CONCLUDE:N1-B30:2022-06-20"));
                           return lines;
                         }},
                        {"2022-07-01 09:00",
                         [](Year& year) {
                           return Outcome(year.Assign("N1-B30", 2022, "2022-07-01", {AnnualWork("W-MOI-B30", 2022)},
                                                      rev::DECISION_BASIS_NEWAPPT));
                         }},
                        {"2022-07-01 10:00", [](Year& year) { return TasksAbout(year, "N1-B30"); }}}));

TEST(Scenario, B30_WhoIsElectedElsewhereReportsAndHisDutiesEnd_R2_4_REPORT_R2_4_NEWWORK) {
  Year& year = b30.year();
  EXPECT_THAT(b30["2022-06-16 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b30["2022-06-24 09:00"], ElementsAre("ACCEPTED", kWork30 + " 4000", "to BTC", "to BCSD"));
  EXPECT_EQ(year.Duty("N1-B30:DEPART_RPT:2022-06-20"), "2022-06-27 ON_TIME soft");
  EXPECT_EQ(year.Duty("N1-B30:RPT_Q:2022-Q2"), "2022-06-24 CANCELLED");
  EXPECT_EQ(year.Duty("N1-B30:RPT_H1:2022"), "2022-06-24 CANCELLED");
  EXPECT_THAT(year.Duty("N1-B30:REG:2022:2022-06-20"), HasSubstr("2022-06-27"));
  EXPECT_TRUE(year.Obligation("N1-B30:REG:2022:2022-06-20").has_last_on_time_day());
  EXPECT_FALSE(year.Obligation("N1-B30:REG:2022:2022-06-20").hard());
}

TEST(Scenario, B30_TheStandingCommitteeConcludesAndGivesNewWork_R2_4_CONCLUDE) {
  EXPECT_THAT(b30["2022-06-19 09:00"], IsEmpty()) << "he has not left yet";
  EXPECT_THAT(b30["2022-06-20 09:00"],
              ElementsAre("CONCLUDE 2022-06-20 " + kWork30, "NEW_WORK 2022-06-20", HasSubstr("OPEN")));
  EXPECT_THAT(b30["2022-06-30 08:00"], ElementsAre(HasSubstr("NOT_PERMITTED")));
  EXPECT_THAT(b30["2022-06-30 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b30["2022-06-30 10:00"], ElementsAre("PASS_ON 2022-06-20 " + kWork30, "NEW_WORK 2022-06-20",
                                                   "WORK_STATE_AWAITING_SUCCESSOR", HasSubstr("ON_TIME")));
  EXPECT_THAT(b30["2022-07-01 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b30["2022-07-01 10:00"], ElementsAre("PASS_ON 2022-06-20 " + kWork30));
  EXPECT_EQ(b30.year().Duty("N1-B30:PLAN:2022:2022-07-01").substr(0, 10), "2022-08-01");
  const Lines quarters = b30.year().Duties("N1-B30", "2022-Q");
  EXPECT_THAT(quarters, Contains(HasSubstr("RPT_Q:2022-Q3 2022-09-24"))) << "the first one of his new work";
  EXPECT_THAT(quarters, Contains("RPT_Q:2022-Q2 2022-06-24 CANCELLED"));
}

// ---- R2.4-SUCCESSOR: whoever takes the post continues the work from what was concluded, on his own plan.
const std::string kWork24 = WorkId("N1-R24", 2022);
const Diary r24(
    Year2022(), {"N1-R24", "N17-R24"},
    Diary::WithPlanStd(
        "N1-R24", 2022,
        {{"2022-03-20 09:00", [](Year& year) { return Outcome(year.Report("N1-R24", {.covers = {"RPT_Q 2022-Q1"}})); }},
         {"2022-04-01 09:00",
          [](Year& year) {
            reg::RecordPersonnelEventRequest request;
            request.set_kind(reg::PERSONNEL_EVENT_KIND_RETIRE);
            request.set_official_id("N1-R24");
            *request.mutable_effective_on() = WireDay("2022-04-01");
            return Outcome(
                year.Ask("BTC-specialist", year.system().directory(), &Directory::RecordPersonnelEvent, request));
          }},
         {"2022-04-07 09:00", [](Year& year) { return ReportDeparture(year, "N1-R24", "2022-04-01"); }},
         {"2022-04-11 09:00",
          [](Year& year) { return Outcome(Conclude(year, "N1-R24", kWork24, 2'500, "2022-04-11")); }},
         // In the agency of the one who left: his own had been another.
         {"2022-04-20 09:00",
          [](Year& year) {
            reg::ListPositionsRequest posts;
            posts.set_official_id("N1-R24");
            const std::string agency =
                Must(year.Ask("BTC-specialist", year.system().directory(), &Directory::ListPositions, posts))
                    .positions(0)
                    .agency_id();
            posts.set_official_id("N17-R24");
            reg::RecordPersonnelEventRequest request;
            request.set_kind(reg::PERSONNEL_EVENT_KIND_APPOINT);
            request.set_official_id("N17-R24");
            *request.mutable_effective_on() = WireDay("2022-04-20");
            const auto held =
                Must(year.Ask("BTC-specialist", year.system().directory(), &Directory::ListPositions, posts));
            for (const reg::Position& post : held.positions()) {
              request.add_end_position_ids(post.position_id());
            }
            request.mutable_post()->set_agency_id(agency);
            request.mutable_post()->set_title("Quyền Giám đốc");
            request.mutable_post()->set_capacity(reg::CAPACITY_ACTING);
            request.mutable_post()->set_principal(true);
            *request.mutable_document() = Document("MP-660-QĐ/TU", "2022-04-20");
            return Outcome(
                year.Ask("BTC-specialist", year.system().directory(), &Directory::RecordPersonnelEvent, request));
          }},
         {"2022-04-20 10:00",
          [](Year& year) {
            Lines lines = TasksAbout(year, "N1-R24");
            const Lines his = TasksAbout(year, "N17-R24");
            lines.insert(lines.end(), his.begin(), his.end());
            return lines;
          }},
         {"2022-05-04 09:00",
          [](Year& year) {
            rev::RecordDecisionRequest request;
            request.set_cycle(2022);
            request.set_basis(rev::DECISION_BASIS_NEWAPPT);
            *request.mutable_document() = Document("MP-193-QĐ/TU", "2022-05-04");
            rev::DecisionItem& item = *request.add_items();
            item.set_official_id("N17-R24");
            rev::AssignedItem& work = *item.add_works();
            work.set_work_id(kWork24);
            work.set_mode(rev::ASSIGNMENT_MODE_CONTINUE);
            work.set_source(rev::WORK_SOURCE_PREDECESSOR);
            return Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::RecordDecision, request));
          }},
         {"2022-06-01 09:00", [](Year& year) { return Outcome(year.Plan("N17-R24", 2022)); }},
         {"2022-06-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N17-R24", {.covers = {"RPT_Q 2022-Q2", "RPT_H1 2022"}}));
          }},
         {"2023-01-05 09:00", [](Year& year) {
            Lines lines;
            for (const char* official : {"N1-R24", "N17-R24"}) {
              const asmt::Assessment assessment = year.Assessment(official, 2022);
              lines.push_back(fmt::format("{} {} {}", official, assessment.works_counted(),
                                          assessment.works(0).verified_year().exact()));
            }
            return lines;
          }}}));

TEST(Scenario, R24_TheSuccessorContinuesFromWhatWasConcluded_R2_4_SUCCESSOR_R4_4b_NEWAPPT) {
  for (const char* act : {"2022-04-01 09:00", "2022-04-11 09:00", "2022-04-20 09:00", "2022-05-04 09:00",
                          "2022-06-01 09:00", "2022-06-20 09:00"}) {
    EXPECT_THAT(r24[act], ElementsAre("ACCEPTED")) << act;
  }
  EXPECT_THAT(r24["2022-04-07 09:00"], ElementsAre("ACCEPTED", kWork24 + " 4000", "to BTC", "to BCSD"))
      << "who has retired still reports, where his papers went";
  EXPECT_THAT(r24["2022-04-20 10:00"],
              ElementsAre("PASS_ON 2022-04-01 " + kWork24 + " to N17-R24", "NEW_WORK 2022-04-20"));
  Year& year = r24.year();
  EXPECT_EQ(year.Duty("N17-R24:PLAN:2022:2022-05-04"), "2022-06-06 ON_TIME") << "04/06/2022 is a Saturday";
  EXPECT_THAT(year.Duties("N17-R24", "2022-Q1"), IsEmpty());
  EXPECT_EQ(year.Duty("N17-R24:RPT_H1:2022"), "2022-06-24 ON_TIME");
  EXPECT_EQ(year.Duty("N1-R24:RPT_Q:2022-Q3"), "2022-09-24 CANCELLED");
  // Half of the year is reported: 25 % inherited, 25 % his own.
  EXPECT_THAT(r24["2023-01-05 09:00"], ElementsAre(HasSubstr("N1-R24 0 "), "N17-R24 1 50"));
  const rev::GetWorkResponse work = WorkNamed(year, kWork24);
  EXPECT_EQ(work.work().official_id(), "N17-R24");
  ASSERT_EQ(work.conclusions_size(), 1);
  EXPECT_EQ(work.conclusions(0).completion_e2(), 2'500);
}

// ---- B-32: into a post out of scope.
const Diary b32(Year2022(), {"N1-B32"},
                Diary::WithPlanStd("N1-B32", 2022,
                                   {{"2022-06-16 09:00",
                                     [](Year& year) {
                                       return Outcome(Move(year, "N1-B32", "2022-06-20", "SUBUNIT", reg::CAPACITY_HEAD,
                                                           reg::PERSONNEL_EVENT_KIND_TRANSFER));
                                     }},
                                    {"2022-06-20 09:00", [](Year& year) { return TasksAbout(year, "N1-B32"); }}}));

TEST(Scenario, B32_AMoveOutOfScopeBringsNoNewWorkAndNoRegistration) {
  EXPECT_THAT(b32["2022-06-16 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b32["2022-06-20 09:00"], ElementsAre("CONCLUDE 2022-06-20 " + WorkId("N1-B32", 2022)));
  EXPECT_THAT(b32.year().Duties("N1-B32", "2022"), Not(Contains(HasSubstr("REG:2022:2022-06-20"))));
  EXPECT_THAT(b32.year().Duty("N1-B32:DEPART_RPT:2022-06-20"), HasSubstr("2022-06-27 OVERDUE soft"));
}

// ---- R2.4-EVENTS: one of two works has to stop; the other goes on.
std::string StopWork(const char* n) { return std::string("W-DUNG-") + n; }
Result<rev::ReportStopResponse> ReportStop(Year& year, const std::string& work_id, const std::string& reason) {
  rev::ReportStopRequest request;
  request.set_official_id("N1-R24E");
  request.add_work_ids(work_id);
  request.set_reason(reason);
  *request.mutable_stopped_on() = WireDay("2022-08-22");
  request.set_facts("Bộ chủ quản tạm dừng để ban hành chuẩn mới");
  return year.Ask("N1-R24E", year.assignments(), &Assignments::ReportStop, request);
}
const Diary r24_stop(
    Year2022(), {"N1-R24E"},
    {{"2021-12-20 09:00",
      [](Year& year) {
        return Outcome(year.Assign("N1-R24E", 2022, "2021-12-20",
                                   {AnnualWork(StopWork("1"), 2022), AnnualWork(StopWork("2"), 2022)}));
      }},
     {"2022-01-10 09:00", [](Year& year) { return Outcome(year.Plan("N1-R24E", 2022)); }},
     {"2022-08-22 09:00", [](Year& year) { return Outcome(ReportStop(year, StopWork("1"), "KHONG_CO")); }},
     {"2022-08-22 10:00",
      [](Year& year) {
        Lines lines = Outcome(ReportStop(year, StopWork("1"), "STOP_OBJECTIVE"));
        const Lines tasks = TasksAbout(year, "N1-R24E");
        lines.insert(lines.end(), tasks.begin(), tasks.end());
        lines.push_back(rev::WorkState_Name(WorkNamed(year, StopWork("1")).work().state()));
        return lines;
      }},
     {"2022-08-29 09:00",
      [](Year& year) {
        std::map<std::string, int> rows;
        for (const auto& [item, done] : kFortyPercent) {
          rows[StopWork("1") + "/" + item] = done;
        }
        return Outcome(year.Report("N1-R24E", {.covers = {"DEPART_RPT 2022-08-22"}, .done = rows, .only_these = true}));
      }},
     {"2022-09-12 09:00",
      [](Year& year) { return Outcome(Conclude(year, "N1-R24E", StopWork("1"), 4'000, "2022-09-12")); }},
     {"2022-09-12 10:00",
      [](Year& year) {
        Lines lines = TasksAbout(year, "N1-R24E");
        lines.push_back(rev::WorkState_Name(WorkNamed(year, StopWork("1")).work().state()));
        return lines;
      }},
     {"2022-09-20 09:00",
      [](Year& year) {
        const auto report = year.Report("N1-R24E", {.covers = {"RPT_Q 2022-Q3"}}, [](rpt::Report& sent) {
          for (int i = sent.works_size() - 1; i >= 0; --i) {
            if (sent.works(i).work_id() == StopWork("1")) {
              sent.mutable_works()->DeleteSubrange(i, 1);
            }
          }
        });
        return Outcome(report);
      }},
     {"2023-01-05 09:00", [](Year& year) {
        const asmt::Assessment assessment = year.Assessment("N1-R24E", 2022);
        return Lines{fmt::format("{} of {}", assessment.works_counted(), assessment.works_size())};
      }}});

TEST(Scenario, R24_AWorkThatHadToStopIsReportedAndConcluded_R2_4_EVENTS_R2_4_CONCLUDE) {
  EXPECT_THAT(r24_stop["2022-08-22 09:00"], ElementsAre(HasSubstr("REASON_UNKNOWN reason")));
  EXPECT_THAT(r24_stop["2022-08-22 10:00"],
              ElementsAre("ACCEPTED", "CONCLUDE 2022-08-22 " + StopWork("1"), "WORK_STATE_STOP_REPORTED"));
  EXPECT_THAT(r24_stop["2022-08-29 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(r24_stop["2022-09-12 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(r24_stop["2022-09-12 10:00"], ElementsAre("WORK_STATE_STOPPED"));
  EXPECT_THAT(r24_stop["2022-09-20 09:00"], ElementsAre("ACCEPTED")) << "of the work that goes on";
  EXPECT_EQ(r24_stop.year().Duty("N1-R24E:DEPART_RPT:2022-08-22"), "2022-08-29 ON_TIME soft");
  EXPECT_EQ(r24_stop.year().Duty("N1-R24E:RPT_Q:2022-Q3"), "2022-09-24 ON_TIME");
  EXPECT_THAT(r24_stop["2023-01-05 09:00"], ElementsAre("1 of 2"));
}

// ---- B-44
// Half of the third quarter moves into the fourth.
void ShiftSecondHalf(rpt::Plan& plan, int third, int fourth) {
  auto& quarters = *plan.mutable_works(0)->mutable_years(0)->mutable_quarters();
  quarters[2].set_share_e2(third);
  quarters[3].set_share_e2(fourth);
}

Result<rpt::CorrectPlanResponse> CorrectPlan(Year& year, const std::string& official,
                                             const std::function<void(rpt::Plan&)>& edit) {
  rpt::ListPlansRequest plans;
  plans.set_official_id(official);
  const auto listed = Must(year.Ask(official, year.plans(), &Plans::ListPlans, plans)).plans();
  rpt::GetPlanRequest get;
  get.set_name(listed[0].name());
  rpt::CorrectPlanRequest request;
  *request.mutable_plan() = Must(year.Ask(official, year.plans(), &Plans::GetPlan, get)).plan();
  edit(*request.mutable_plan());
  request.set_note("Theo kết luận của Ban Thường vụ");
  return year.Ask(official, year.plans(), &Plans::CorrectPlan, request);
}

const Diary b44(
    Year2022(), {"N1-B44"},
    Diary::WithPlanStd(
        "N1-B44", 2022,
        {{"2022-06-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N1-B44", {.covers = {"RPT_Q 2022-Q1", "RPT_Q 2022-Q2", "RPT_H1 2022"}}));
          }},
         {"2022-07-19 09:00",
          [](Year& year) {
            return Outcome(CorrectPlan(year, "N1-B44", [](rpt::Plan& plan) { ShiftSecondHalf(plan, 1'250, 3'750); }));
          }},
         {"2022-07-20 16:00",
          [](Year& year) {
            rev::AmendWorkRequest request;
            const rev::AssignedWorkRecord work = WorkNamed(year, WorkId("N1-B44", 2022)).work();
            request.set_name(work.name());
            request.set_etag(work.etag());
            *request.mutable_document() = Document("MP-249-KL/TU", "2022-07-20");
            *request.mutable_content() = AnnualWork(work.work_id(), 2022);
            request.mutable_content()->mutable_targets(0)->set_value("4");
            return Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::AmendWork, request));
          }},
         {"2022-07-25 09:00",
          [](Year& year) {
            return Outcome(CorrectPlan(year, "N1-B44", [](rpt::Plan& plan) {
              auto& quarters = *plan.mutable_works(0)->mutable_years(0)->mutable_quarters();
              quarters[1].set_share_e2(2'000);
              quarters[3].set_share_e2(3'000);
            }));
          }},
         {"2022-07-25 10:00",
          [](Year& year) {
            return Outcome(CorrectPlan(year, "N1-B44", [](rpt::Plan& plan) { ShiftSecondHalf(plan, 1'250, 3'000); }));
          }},
         {"2022-07-25 11:00",
          [](Year& year) {
            const auto corrected =
                CorrectPlan(year, "N1-B44", [](rpt::Plan& plan) { ShiftSecondHalf(plan, 1'250, 3'750); });
            Lines lines = Outcome(corrected);
            lines.push_back(corrected.ok() ? fmt::format("version {}", corrected->plan().version()) : "");
            return lines;
          }},
         {"2022-08-01 09:00", [](Year& year) {
            return Outcome(CorrectPlan(year, "N1-B44", [](rpt::Plan& plan) { ShiftSecondHalf(plan, 2'500, 2'500); }));
          }}}));

TEST(Scenario, B44_AnAmendedWorkGetsASecondPlanAndItsClosedQuartersStay_R5_2_ADJUST) {
  EXPECT_THAT(b44["2022-07-19 09:00"], ElementsAre(HasSubstr("PLAN_FROZEN")));
  EXPECT_THAT(b44["2022-07-20 16:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b44["2022-07-25 09:00"], ElementsAre(HasSubstr("PLAN_FROZEN"))) << "the second quarter is closed";
  EXPECT_THAT(b44["2022-07-25 10:00"], ElementsAre(HasSubstr("WEIGHT_SUM"))) << "the year must stay at 100";
  EXPECT_THAT(b44["2022-07-25 11:00"], ElementsAre("ACCEPTED", "version 2"));
  EXPECT_THAT(b44["2022-08-01 09:00"], ElementsAre(HasSubstr("PLAN_FROZEN"))) << "the official alone";
  EXPECT_EQ(WorkNamed(b44.year(), WorkId("N1-B44", 2022)).work().version(), 2);
}

// ---- B-38
Lines RegisterDelegation(Year& year, const std::string& actor, const std::string& official) {
  reg::ListPositionsRequest posts;
  posts.set_official_id(official);
  rev::RecordDelegationRequest request;
  request.mutable_delegation()->set_official_id(official);
  request.mutable_delegation()->set_agency_id(
      Must(year.Ask("BTC-specialist", year.system().directory(), &Directory::ListPositions, posts))
          .positions(0)
          .agency_id());
  request.mutable_delegation()->set_cycle(2022);
  request.mutable_delegation()->add_work_names("Rà soát, xử lý công nợ tạm ứng");
  const auto stub = year.system().Stub<rev::DelegationService>();
  return Outcome(year.Ask(actor, *stub, &rev::DelegationService::Stub::RecordDelegation, request));
}
const Diary b38(Year2022(), {"N16-B38", "N17-B38", "N3-B38"},
                {{"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N3-B38", 2022, "2021-12-20")); }},
                 {"2022-01-14 09:00", [](Year& year) {
                    Lines lines;
                    for (const char* official : {"N17-B38", "N16-B38", "N3-B38"}) {
                      const Lines one = RegisterDelegation(year, "BTC-specialist", official);
                      lines.insert(lines.end(), one.begin(), one.end());
                    }
                    return lines;
                  }}});

TEST(Scenario, B38_WhatOthersAssignIsRegisteredAndOwesNothing_R11_2_DELEGATE) {
  EXPECT_THAT(b38["2022-01-14 09:00"],
              ElementsAre("ACCEPTED", HasSubstr("TUV_DEPUTY_NOT_DELEGABLE"), HasSubstr("ALREADY_ASSIGNED_BY_BTV")));
  Year& year = b38.year();
  EXPECT_THAT(year.Duties("N17-B38"), IsEmpty());
  rev::ListDelegationsRequest request;
  request.set_official_id("N17-B38");
  const auto stub = year.system().Stub<rev::DelegationService>();
  EXPECT_EQ(
      Must(year.Ask("N17-B38", *stub, &rev::DelegationService::Stub::ListDelegations, request)).delegations_size(), 1);
  EXPECT_EQ(
      Must(year.Ask("N16-B38", *stub, &rev::DelegationService::Stub::ListDelegations, request)).delegations_size(), 0)
      << "not his to see";
}

// ---- Điều 6: the half-year session meets BTV's duty and directs something for one work.
const Diary r6(
    Year2022(), {"N1-R6"},
    Diary::WithPlanStd(
        "N1-R6", 2022,
        {{"2022-07-27 09:00", [](Year& year) { return Lines{year.Duty("BTV:MEET:2022-H1")}; }},
         {"2022-07-28 09:00",
          [](Year& year) {
            rev::RecordMeetingRequest request;
            request.set_kind(rev::MEETING_KIND_NEEDED);
            request.set_cycle(2022);
            *request.mutable_held_on() = WireDay("2022-07-28");
            *request.mutable_minutes() = Document("MP-284-TB/TU", "2022-07-28");
            rev::Direction& direction = *request.add_directions();
            direction.set_work_id(WorkId("N1-R6", 2022));
            direction.set_text("Báo cáo rõ nguyên nhân chậm");
            const auto stub = year.system().Stub<rev::MeetingService>();
            Lines lines = Outcome(year.Ask("BTV-clerk", *stub, &rev::MeetingService::Stub::RecordMeeting, request));
            request.set_kind(rev::MEETING_KIND_HALF_YEAR);
            lines.push_back(
                Outcome(year.Ask("BTV-clerk", *stub, &rev::MeetingService::Stub::RecordMeeting, request))[0]);
            return lines;
          }},
         {"2022-07-28 10:00", [](Year& year) {
            const auto stub = year.system().Stub<rev::MeetingService>();
            Lines lines;
            for (const char* person : {"N1-R6", "BCSD-specialist", "BNC-specialist"}) {
              rev::ListMeetingsRequest request;
              request.set_work_id(WorkId("N1-R6", 2022));
              lines.push_back(fmt::format(
                  "{} {}", person,
                  Must(year.Ask(person, *stub, &rev::MeetingService::Stub::ListMeetings, request)).meetings_size()));
            }
            return lines;
          }}}));

TEST(Scenario, R6_TheHalfYearSessionDirectsAndMeetsTheDuty_R6_PERIODIC_R6_NEEDED_R6_INPUT_OUTPUT) {
  EXPECT_THAT(r6["2022-07-27 09:00"], ElementsAre("2022-07-31 OPEN soft"));
  EXPECT_THAT(r6["2022-07-28 09:00"], ElementsAre(HasSubstr("MEETING_NOT_PROPOSED"), "ACCEPTED"));
  EXPECT_EQ(r6.year().Duty("BTV:MEET:2022-H1"), "2022-07-31 ON_TIME soft");
  EXPECT_THAT(r6["2022-07-28 10:00"], ElementsAre("N1-R6 1", "BCSD-specialist 1", "BNC-specialist 0"));
}

// ---- B-25: a task force verifies what was reported, once the Standing Board has established it.
Result<asmt::RecordVerificationResponse> Verify(Year& year, const std::string& name) {
  asmt::RecordVerificationRequest request;
  request.set_name(name);
  request.set_official_id("N1-B25");
  asmt::VerifiedValue& item = *request.add_items();
  item.set_work_id(WorkId("N1-B25", 2022));
  item.set_item_id("2022.02.1");
  item.set_value_e2(4'000);
  item.set_evidence("Biên bản kiểm tra thực địa");
  const auto stub = year.system().Stub<asmt::TaskForceService>();
  return year.Ask("BCSD-specialist", *stub, &asmt::TaskForceService::Stub::RecordVerification, request);
}
Result<asmt::ApproveTaskForceResponse> Approve(Year& year, const asmt::TaskForce& task_force,
                                               const std::string& person) {
  asmt::ApproveTaskForceRequest request;
  request.set_name(task_force.name());
  request.set_etag(task_force.etag());
  *request.mutable_approval() = Document("MP-298-QĐ/TU", "2022-12-28");
  const auto stub = year.system().Stub<asmt::TaskForceService>();
  return year.Ask(person, *stub, &asmt::TaskForceService::Stub::ApproveTaskForce, request);
}
const Diary b25(Year2022(), {"N1-B25"},
                Diary::WithPlanStd(
                    "N1-B25", 2022,
                    AllReports("N1-B25",
                               {{"2022-12-28 11:00", [](Year& year) {
                                   asmt::ProposeTaskForceRequest request;
                                   request.set_body_id("BCSD");
                                   request.set_cycle(2022);
                                   request.add_member_ids("BCSD-specialist");
                                   request.add_official_ids("N1-B25");
                                   const auto stub = year.system().Stub<asmt::TaskForceService>();
                                   const asmt::TaskForce proposed =
                                       Must(year.Ask("BCSD-leader", *stub,
                                                     &asmt::TaskForceService::Stub::ProposeTaskForce, request))
                                           .task_force();
                                   Lines lines{asmt::TaskForceState_Name(proposed.state())};
                                   for (const Lines& more : {Outcome(Verify(year, proposed.name())),
                                                             Outcome(Approve(year, proposed, "BTC-leader")),
                                                             Outcome(Approve(year, proposed, "TT-clerk")),
                                                             Outcome(Verify(year, proposed.name()))}) {
                                     lines.insert(lines.end(), more.begin(), more.end());
                                   }
                                   const asmt::WorkAssessment work = year.Assessment("N1-B25", 2022).works(0);
                                   lines.push_back(work.reported_year().exact() + " " + work.verified_year().exact());
                                   return lines;
                                 }}})));

TEST(Scenario, B25_ATaskForceVerifiesOnceTheStandingBoardHasEstablishedIt_R7_3b_TASKFORCE) {
  EXPECT_THAT(b25["2022-12-28 11:00"], ElementsAre("TASK_FORCE_STATE_PROPOSED", HasSubstr("TASK_FORCE_NOT_ACTIVE"),
                                                   HasSubstr("NOT_PERMITTED"), "ACCEPTED", "ACCEPTED", "100 191/2"))
      << "7.5 % of the year, of which 60 % was not done";
}

// ---- F-08
const Diary f08(Year2022(), {"N1-F08"},
                {{"2022-08-25 08:30", [](Year& year) {
                    asmt::RecordFeedbackRequest request;
                    request.mutable_feedback()->set_body_id("BDV");
                    request.mutable_feedback()->set_official_id("N1-F08");
                    request.mutable_feedback()->set_text("Điểm tập kết rác chậm được xử lý");
                    request.mutable_feedback()->set_source("phản ánh của nhân dân");
                    const auto stub = year.system().Stub<asmt::FeedbackService>();
                    return Outcome(
                        year.Ask("BDV-specialist", *stub, &asmt::FeedbackService::Stub::RecordFeedback, request));
                  }}});

TEST(Scenario, F08_PeoplesFeedbackIsInformationForTheInspectionCommission_R11_SUPERVISE) {
  EXPECT_THAT(f08["2022-08-25 08:30"], ElementsAre("ACCEPTED"));
  Year& year = f08.year();
  asmt::ListFeedbackRequest request;
  request.set_official_id("N1-F08");
  const auto stub = year.system().Stub<asmt::FeedbackService>();
  const auto seen = [&](const char* person) {
    return Must(year.Ask(person, *stub, &asmt::FeedbackService::Stub::ListFeedback, request)).feedback_size();
  };
  EXPECT_EQ(seen("UBKT-specialist"), 1);
  EXPECT_EQ(seen("BDV-leader"), 1);
  EXPECT_EQ(seen("DDHDND-leader"), 0) << "what another body heard";
  auto cases = year.CasesOf("N1-F08");  // his missing registrations are the system's candidates
  std::erase_if(cases, [](const asmt::Case& one) { return !one.candidate_id().empty(); });
  EXPECT_THAT(cases, IsEmpty()) << "nothing follows until a person raises a sign";
}

}  // namespace
}  // namespace dotpha::acceptance
