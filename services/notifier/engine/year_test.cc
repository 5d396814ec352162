// The engine over what all four producers tell: duties of a year, the bodies' own, a week's summary.
#include <gmock/gmock.h>

#include "dotpha/assessment/v1/assessment_events.pb.h"
#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/rpc/wire_time.h"
#include "services/notifier/tests/engine_fixture.h"
#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class YearEngine : public EngineFixture {
 protected:
  YearEngine() : EngineFixture({"registration", "review", "reporting", "assessment"}) {}

  void Assign(const std::string& official, const std::string& decided_on, const std::string& at) {
    review::v1::ReviewEvent event;
    auto& assigned = *event.mutable_works_assigned();
    assigned.set_assignment_id("assignment-" + official);
    assigned.set_official_id(official);
    assigned.set_cycle(2022);
    assigned.set_basis("ORDINARY");
    *assigned.mutable_decided_on() = rpc::ToWire(Day(decided_on));
    assigned.set_agency_id("so-nn");
    auto& work = *assigned.add_works();
    work.set_work_id("W-" + official);
    work.set_duration("1Y");
    *work.mutable_start_on() = rpc::ToWire(Date{2022, 1, 1});
    *work.mutable_end_on() = rpc::ToWire(Date{2022, 12, 31});
    ApplyFrom("review", event, at, {official});
  }

  void Send(const std::string& official, std::vector<std::pair<std::string, std::string>> covers,
            const std::string& at) {
    reporting::v1::ReportingEvent event;
    auto& report = *event.mutable_report_sent();
    report.set_report_id("report-" + official + "-" + at);
    report.set_official_id(official);
    report.set_version(1);
    *report.mutable_received_at() = rpc::ToWire(At(at));
    for (const auto& [duty, period] : covers) {
      auto& covered = *report.add_covers();
      covered.set_duty(duty);
      covered.set_period(period);
    }
    ApplyFrom("reporting", event, at, {official});
  }

  void SendPlan(const std::string& official, const std::string& at) {
    reporting::v1::ReportingEvent event;
    auto& plan = *event.mutable_plan_sent();
    plan.set_plan_id("plan-" + official);
    plan.set_official_id(official);
    plan.set_cycle(2022);
    plan.set_version(1);
    plan.mutable_covers()->set_duty("PLAN");
    plan.mutable_covers()->set_period("2022");
    *plan.mutable_received_at() = rpc::ToWire(At(at));
    ApplyFrom("reporting", event, at, {official});
  }

  // 2: on time, 4: overdue, 5: missing, 6: cancelled.
  std::string State(const std::string& obligation) {
    return Value("SELECT state FROM obligation WHERE obligation_id = '" + obligation + "'");
  }
};

TEST_F(YearEngine, ABodysOwnDutyIsRemindedThenToldToItAndTheCommissionAndNeverFlagged_H_13) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-10-01 08:00");
  RunTo("2021-12-15 00:00");
  // L is Monday 29/11/2021; ten days before is Friday 19/11, three days before is Friday 26/11.
  EXPECT_THAT(Notices("BCSD:CONS:2022"),
              ElementsAre("R10 19/11/2021 SENT BCSD-L", "R10 19/11/2021 SENT BCSD-S", "R3 26/11/2021 SENT BCSD-L",
                          "R3 26/11/2021 SENT BCSD-S", "R0 29/11/2021 SENT BCSD-L", "R0 29/11/2021 SENT BCSD-S",
                          "O 30/11/2021 SENT BCSD-L", "O 30/11/2021 SENT BCSD-S", "O 30/11/2021 SENT BTC-S"));
  EXPECT_EQ(Count("flag", "obligation_id LIKE 'B%'"), 0);
  EXPECT_EQ(Count("candidate", "official_id LIKE 'B%'"), 0);
}

TEST_F(YearEngine, ProposalsThatCameInTimeStopABodysReminders_R4_2_CONS) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-10-01 08:00");
  RunTo("2021-11-24 00:00");
  review::v1::ReviewEvent event;
  event.mutable_proposals_sent()->set_dossier_id("dossier-1");
  event.mutable_proposals_sent()->set_body_id("BCSD");
  event.mutable_proposals_sent()->set_cycle(2022);
  *event.mutable_proposals_sent()->mutable_received_at() = rpc::ToWire(At("2021-11-24 09:00"));
  ApplyFrom("review", event, "2021-11-24 09:00", {"BCSD"});
  RunTo("2021-12-15 00:00");
  EXPECT_EQ(State("BCSD:CONS:2022"), "2");
  EXPECT_THAT(Notices("BCSD:CONS:2022"), ElementsAre("R10 19/11/2021 SENT BCSD-L", "R10 19/11/2021 SENT BCSD-S"));
}

TEST_F(YearEngine, AssignedWorksAreToldOnceToOfficialAndAgency_B_46_I_29) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-12-28 15:00");
  Assign("N1", "2021-12-28", "2021-12-28 15:00");
  RunTo("2021-12-31 00:00");
  Work();
  EXPECT_THAT(Notices("N1:ASSIGNED:2022:assignment-N1"),
              ElementsAre("INFO 28/12/2021 SENT N1", "INFO 28/12/2021 SENT so-nn"));
  EXPECT_EQ(Count("message", "person_id = 'so-nn'"), 1);
  EXPECT_EQ(Count("obligation", "duty = 'NOTIFY'"), 0);
}

TEST_F(YearEngine, TwoDutiesOfOneMorningAreOneEmailWithTwoItems_H_03_B_17) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-12-28 15:00");
  Assign("N1", "2021-12-28", "2021-12-28 15:00");
  SendPlan("N1", "2022-01-20 09:00");
  Send("N1", {{"RPT_Q", "2022-Q1"}}, "2022-03-21 09:00");
  RunTo("2022-07-02 00:00");
  const std::string mails =
      "(SELECT m.slot, count(*) AS items FROM message m JOIN message_item i USING (authority, message_id) "
      "WHERE m.person_id = 'N1' AND m.slot >= '2022-06-27 08:00+07' GROUP BY m.message_id, m.slot) AS mails";
  EXPECT_EQ(Count(mails), 2);
  EXPECT_EQ(Count(mails, "items = 2"), 2);
  EXPECT_EQ(State("N1:RPT_Q:2022-Q2"), "5");
  EXPECT_EQ(Value("SELECT obligation_ids::text FROM candidate WHERE kind = 'NOT_REPORTED'"),
            "{N1:RPT_H1:2022,N1:RPT_Q:2022-Q2}");
}

TEST_F(YearEngine, PlansReportsAnnouncementsAndResultsAreMet_B_16_B_37) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-12-28 15:00");
  Assign("N1", "2021-12-28", "2021-12-28 15:00");
  SendPlan("N1", "2022-01-20 09:00");
  Send("N1", {{"RPT_Q", "2022-Q2"}, {"RPT_H1", "2022"}}, "2022-06-24 21:00");
  RunTo("2022-06-27 09:00");
  EXPECT_EQ(State("N1:PLAN:2022"), "2");
  EXPECT_EQ(State("N1:RPT_Q:2022-Q2"), "2");
  EXPECT_EQ(State("N1:RPT_H1:2022"), "2");
  EXPECT_EQ(State("N1:ANN_PLAN:2022"), "1");
  reporting::v1::ReportingEvent announced;
  announced.mutable_announcement_recorded()->set_announcement_id("announcement-1");
  announced.mutable_announcement_recorded()->set_official_id("N1");
  announced.mutable_announcement_recorded()->set_cycle(2022);
  announced.mutable_announcement_recorded()->set_duty("ANN_PLAN");
  *announced.mutable_announcement_recorded()->mutable_announced_on() = rpc::ToWire(Date{2022, 2, 1});
  ApplyFrom("reporting", announced, "2022-06-27 10:00", {"N1"});
  assessment::v1::AssessmentEvent rated;
  rated.mutable_rating_decided()->set_official_id("N1");
  rated.mutable_rating_decided()->set_cycle(2022);
  rated.mutable_rating_decided()->set_level("HTT");
  rated.mutable_rating_decided()->set_kind("ANNUAL");
  *rated.mutable_rating_decided()->mutable_decided_on() = rpc::ToWire(Date{2023, 1, 16});
  RunTo("2023-01-16 10:00");
  ApplyFrom("assessment", rated, "2023-01-16 10:00", {"N1"});
  RunTo("2023-01-17 00:00");
  EXPECT_EQ(State("N1:ANN_PLAN:2022"), "2");
  EXPECT_EQ(State("N1:ANN_RESULT:2022"), "1");
  EXPECT_EQ(State("BTV:RATE:2022"), "2");
  EXPECT_THAT(Notices("N1:ANN_RESULT:2022"), IsEmpty());
}

TEST_F(YearEngine, ACancelledAdHocRequestCancelsItsDuty_R5_1_ADHOC) {
  RecordProvince("2022-01-03 08:00", "2022-01-01");
  StepTo("2022-08-10 09:00");
  reporting::v1::ReportingEvent event;
  event.mutable_ad_hoc_requested()->set_request_id("REQ-1");
  event.mutable_ad_hoc_requested()->set_official_id("N1");
  *event.mutable_ad_hoc_requested()->mutable_requested_on() = rpc::ToWire(Date{2022, 8, 10});
  *event.mutable_ad_hoc_requested()->mutable_respond_by() = rpc::ToWire(Date{2022, 8, 15});
  ApplyFrom("reporting", event, "2022-08-10 09:00", {"N1"});
  RunTo("2022-08-11 00:00");
  EXPECT_EQ(State("N1:RPT_ADHOC:REQ-1"), "1");
  event.mutable_ad_hoc_request_cancelled()->set_request_id("REQ-1");
  event.mutable_ad_hoc_request_cancelled()->set_official_id("N1");
  ApplyFrom("reporting", event, "2022-08-11 09:00", {"N1"});
  RunTo("2022-08-20 00:00");
  EXPECT_EQ(State("N1:RPT_ADHOC:REQ-1"), "6");
}

TEST_F(YearEngine, ReceivedInFactWithdrawsTheFlagsAndCorrects_F_01) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-12-28 15:00");
  Assign("N1", "2021-12-28", "2021-12-28 15:00");
  SendPlan("N1", "2022-01-20 09:00");
  RunTo("2022-04-06 09:00");
  EXPECT_EQ(State("N1:RPT_Q:2022-Q1"), "5");
  assessment::v1::AssessmentEvent event;
  auto& fact = *event.mutable_received_in_fact();
  fact.set_case_id("case-1");
  fact.set_official_id("N1");
  *fact.mutable_received_at() = rpc::ToWire(At("2022-03-23 10:00"));
  fact.set_document_number("118");
  fact.add_duties()->set_duty("RPT_Q");
  fact.mutable_duties(0)->set_period("2022-Q1");
  RunTo("2022-04-06 09:45");
  ApplyFrom("assessment", event, "2022-04-06 09:45", {"N1"});
  Work();
  RunTo("2022-04-07 00:00");
  EXPECT_EQ(State("N1:RPT_Q:2022-Q1"), "2");
  EXPECT_EQ(Value("SELECT withdrawn_reason || ' ' || withdrawn_document FROM flag "
                  "WHERE obligation_id = 'N1:RPT_Q:2022-Q1'"),
            "RECEIVED_IN_FACT 118");
  EXPECT_THAT(Notices("N1:RPT_Q:2022-Q1"), Contains("CORRECTION 06/04/2022 SENT N1"));
}

TEST_F(YearEngine, EachMondayTheLeadersOfABodyGetOneSummaryOfTheirMatters) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  RecordOfficial("N3", "hu-sd", "2021-10-01 08:00");
  StepTo("2021-10-01 08:00");
  RunTo("2021-11-23 00:00");  // N1 and N3 never registered: L was Sunday 14/11
  EXPECT_THAT(Notices("BCSD:SUMMARY:2021-11-22"), ElementsAre("INFO 22/11/2021 SENT BCSD-L"));
  EXPECT_THAT(Notices("BTC:SUMMARY:2021-11-22"), ElementsAre("INFO 22/11/2021 SENT BTC-L"));
  const auto lines = [this](const std::string& body) {
    return Value("SELECT letter ->> 'lines' FROM notice WHERE obligation_id = '" + body + ":SUMMARY:2021-11-22'");
  };
  EXPECT_THAT(lines("BCSD"), HasSubstr("N1\tREG\t2022\tOVERDUE\t8"));
  EXPECT_THAT(lines("BCSD"), ::testing::Not(HasSubstr("N3")));  // routed to the commission alone
  EXPECT_THAT(lines("BTC"), HasSubstr("N3\tREG\t2022\tOVERDUE\t8"));
  // One a person and week, in one e-mail with whatever else is due at that moment.
  EXPECT_EQ(Count("(SELECT FROM notice WHERE obligation_id LIKE '%SUMMARY%' GROUP BY person_id, obligation_id "
                  "HAVING count(*) > 1) AS twice"),
            0);
  EXPECT_EQ(Count("message", "person_id = 'BCSD-L' AND slot = '2021-11-22 08:00+07'"), 1);
  EXPECT_EQ(Count("notice", "obligation_id LIKE 'UBKT:SUMMARY%'"), 0);
}

TEST_F(YearEngine, RebuiltEqualsLiveOverTheWholeYearForOfficialsAndBodies) {
  RecordProvince("2021-10-01 08:00", "2021-10-01");
  StepTo("2021-12-28 15:00");
  Assign("N1", "2021-12-28", "2021-12-28 15:00");
  SendPlan("N1", "2022-01-20 09:00");
  Send("N1", {{"RPT_Q", "2022-Q2"}, {"RPT_H1", "2022"}}, "2022-06-28 21:00");
  RunTo("2023-02-01 00:00");
  for (const char* debtor : {"N1", "BCSD", "BTC", "BTV"}) {
    int obligations = 0;
    const auto differences = AsStream([&](postgres::Transaction& transaction) {
      return keeper_.Check(transaction, {kAuthority, debtor}, false, &obligations);
    });
    ASSERT_TRUE(differences.ok()) << differences.error().message;
    EXPECT_THAT(*differences, IsEmpty()) << debtor;
    EXPECT_GT(obligations, 0) << debtor;
  }
}

}  // namespace
}  // namespace dotpha::notifier::testing
