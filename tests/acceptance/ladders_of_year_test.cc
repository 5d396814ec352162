// Ladders of plans, reports and bodies' duties with all five services (SCENARIOS section H; B-12, B-13).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/acceptance/consequences.h"

namespace dotpha::acceptance {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// "15/11/2022 08:00 to n1-h01@example.vn" of every mail to this person up to now.
Lines MailMoments(Year& year, const std::string& person) {
  Lines lines;
  for (const testing::Mail& mail : year.system().MailTo(AddressOf(person))) {
    lines.push_back(mail.date);
  }
  return lines;
}

Lines DutyAndFlags(Year& year, const std::string& official, const std::string& obligation) {
  Lines lines = {year.Duty(obligation)};
  for (const std::string& line : year.FlagLines(official)) {
    if (line.rfind(obligation + " ", 0) == 0) {
      lines.push_back(line.substr(obligation.size() + 1));
    }
  }
  return lines;
}
Diary::Act Looks(const std::string& official, const std::string& obligation) {
  return [=](Year& year) { return DutyAndFlags(year, official, obligation); };
}

// Assigned on 20/12/2022, after a year in which he owed nothing.
std::vector<Diary::Entry> Planning2023(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.insert(entries.begin(),
                 {"2022-12-20 09:00", [=](Year& year) { return Outcome(year.Assign(official, 2023, "2022-12-20")); }});
  return entries;
}
Diary::Act Plans2023(const std::string& official) {
  return [=](Year& year) { return Outcome(year.Plan(official, 2023)); };
}

// ---- H-01
const Diary h01(Consequences(), {"N1-H01"},
                {{"2022-11-14 23:59:59", Looks("N1-H01", "N1-H01:REG:2023")},
                 {"2022-11-15 00:00", Looks("N1-H01", "N1-H01:REG:2023")},
                 {"2022-11-30 00:00", Looks("N1-H01", "N1-H01:REG:2023")},
                 {"2022-11-30 00:01", [](Year& year) { return year.CandidateLines("N1-H01"); }}});

TEST(Scenario, H01_TheWholeLadderWhileFiveServicesRun) {
  EXPECT_THAT(h01["2022-11-14 23:59:59"], ElementsAre("2022-11-14 OPEN"));
  EXPECT_THAT(h01["2022-11-15 00:00"], ElementsAre("2022-11-14 OVERDUE", "LATE OPEN since 2022-11-15 00:00"));
  EXPECT_THAT(h01["2022-11-30 00:00"],
              ElementsAre("2022-11-14 MISSING", "MISSING OPEN since 2022-11-15 00:00, missing 2022-11-30 00:00"));
  EXPECT_THAT(h01["2022-11-30 00:01"],
              ElementsAre("N1-H01 NOT_REGISTERED 2022-11-30 00:00 [\"N1-H01:REG:2023\"] explain until 2022-12-14"));
  EXPECT_THAT(h01.year().Ladder("N1-H01:REG:2023"),
              ElementsAre("2022-11-04 08:00 R10 N1-H01", "2022-11-11 08:00 R3 N1-H01", "2022-11-14 08:00 R0 N1-H01",
                          "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1-H01", "2022-11-17 08:00 E1 BCSD-leader",
                          "2022-11-21 08:00 E2 BTC-leader",
                          "2022-11-30 08:00 M BCSD-leader BCSD-specialist BTC-leader BTC-specialist N1-H01 "
                          "UBKT-leader UBKT-specialist"));
  EXPECT_THAT(MailMoments(h01.year(), "N1-H01"), ElementsAre("04/11/2022 08:00", "11/11/2022 08:00", "14/11/2022 08:00",
                                                             "15/11/2022 08:00", "30/11/2022 08:00"));
}

// ---- H-02
const Diary h02(Consequences(), {"N1-H02"},
                {{"2022-11-16 10:00", [](Year& year) { return Outcome(year.Register("N1-H02", 2023)); }}});

TEST(Scenario, H02_ReceiptStopsTheLadderWhileFiveServicesRun) {
  EXPECT_THAT(h02["2022-11-16 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(DutyAndFlags(h02.year(), "N1-H02", "N1-H02:REG:2023"),
              ElementsAre("2022-11-14 LATE(2)",
                          "LATE CLOSED_BY_RECEIPT since 2022-11-15 00:00, received 2022-11-16, 2 days late"));
  EXPECT_THAT(h02.year().Ladder("N1-H02:REG:2023"),
              ElementsAre("2022-11-04 08:00 R10 N1-H02", "2022-11-11 08:00 R3 N1-H02", "2022-11-14 08:00 R0 N1-H02",
                          "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1-H02"));
  EXPECT_THAT(h02.year().CandidateLines("N1-H02"), IsEmpty());
}

// ---- H-03
const Diary h03(Consequences(), {"N1-H03"}, SilentInJune("N1-H03", {{"2022-07-02 08:00", [](Year& year) {
                                                                       return year.NoticesTo("N1-H03", "2022-06-25",
                                                                                             "2022-07-02");
                                                                     }}}));

TEST(Scenario, H03_TwoDutiesOfOneMorningInOneMail) {
  EXPECT_THAT(h03["2022-07-02 08:00"],
              ElementsAre("2022-06-27 08:00 O N1-H03:RPT_H1:2022", "2022-06-27 08:00 O N1-H03:RPT_Q:2022-Q2",
                          "2022-07-01 08:00 M N1-H03:RPT_H1:2022", "2022-07-01 08:00 M N1-H03:RPT_Q:2022-Q2"))
      << "four items in his inbox";
  for (const char* duty : {"N1-H03:RPT_Q:2022-Q2", "N1-H03:RPT_H1:2022"}) {
    Lines ladder = h03.year().Ladder(duty);
    std::erase_if(ladder, [](const std::string& line) { return line < "2022-06-25"; });
    EXPECT_THAT(ladder, ElementsAre("2022-06-27 08:00 O BCSD-specialist BTC-specialist N1-H03",
                                    "2022-06-29 08:00 E1 BCSD-leader", "2022-07-01 08:00 E2 BTC-leader",
                                    "2022-07-01 08:00 M BCSD-leader BCSD-specialist BTC-leader BTC-specialist N1-H03 "
                                    "UBKT-leader UBKT-specialist"))
        << duty;
  }
  Lines june;
  for (const testing::Mail& mail : h03.year().system().MailTo(AddressOf("N1-H03"))) {
    const std::string month = mail.date.substr(3, 7);
    if ((month == "06/2022" && mail.date >= "25") || month == "07/2022") {
      june.push_back(mail.date);
      EXPECT_THAT(mail.text, AllOf(HasSubstr("Báo cáo quý"), HasSubstr("6 tháng"))) << "two items in one mail";
    }
  }
  EXPECT_THAT(june, ElementsAre("27/06/2022 08:00", "01/07/2022 08:00"));
}

// ---- B-12, H-14
const Diary b12(
    Consequences(), {"N1-B12a", "N1-B12b", "N1-B12c"},
    Planning2023(
        "N1-B12a",
        Planning2023("N1-B12b",
                     Planning2023("N1-B12c",
                                  {{"2023-01-27 10:00", Plans2023("N1-B12a")},
                                   {"2023-01-31 10:00", Plans2023("N1-B12b")},
                                   {"2023-01-31 23:59:59", [](Year& year) { return year.CandidateLines("N1-B12c"); }},
                                   {"2023-02-01 00:00", [](Year& year) { return year.CandidateLines("N1-B12c"); }}}))));

// Of the plan: whoever has not registered has another.
Lines PlanCandidates(Lines lines) {
  std::erase_if(lines, [](const std::string& line) { return line.find("PLAN:") == std::string::npos; });
  return lines;
}

TEST(Scenario, B12_APlanDueAtTet) {
  EXPECT_THAT(b12["2023-01-27 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b12["2023-01-31 10:00"], ElementsAre("ACCEPTED"));
  Year& year = b12.year();
  EXPECT_EQ(year.Duty("N1-B12a:PLAN:2023"), "2023-01-24 LATE(3)");
  EXPECT_TRUE(year.Obligation("N1-B12a:PLAN:2023").deadline_nonworking());
  EXPECT_THAT(year.Ladder("N1-B12a:PLAN:2023"),
              ElementsAre(HasSubstr("2023-01-13 08:00 R10 N1-B12a"), HasSubstr("2023-01-19 08:00 R0 N1-B12a"),
                          "2023-01-27 08:00 O BCSD-specialist BTC-specialist N1-B12a"));
  EXPECT_EQ(year.Duty("N1-B12b:PLAN:2023"), "2023-01-24 LATE(7)");
  EXPECT_THAT(PlanCandidates(year.CandidateLines("N1-B12a")), IsEmpty());
  EXPECT_THAT(PlanCandidates(year.CandidateLines("N1-B12b")), IsEmpty());
  EXPECT_EQ(year.Duty("N1-B12c:PLAN:2023"), "2023-01-24 MISSING");
  EXPECT_THAT(PlanCandidates(b12["2023-01-31 23:59:59"]), IsEmpty());
  EXPECT_THAT(PlanCandidates(b12["2023-02-01 00:00"]),
              ElementsAre(StartsWith("N1-B12c NOT_SERIOUS 2023-02-01 00:00 [\"N1-B12c:PLAN:2023\"]")));
  for (const ntf::Candidate& candidate : year.Candidates()) {
    if (candidate.official_id() == "N1-B12c" && candidate.kind() == "NOT_SERIOUS") {
      EXPECT_EQ(candidate.sub_code(), "PLAN_MISSING");
    }
  }
}

TEST(Scenario, H14_ExplainsTheDateOfAPlanAtTet) {
  ntf::ExplainDeadlineRequest request;
  request.set_obligation_id("N1-B12a:PLAN:2023");
  for (const char* by : {"N1-B12a", "BTC-specialist", "BCSD-leader"}) {
    const auto answer = b12.year().Ask(by, b12.year().system().obligations(), &Obligations::ExplainDeadline, request);
    ASSERT_TRUE(answer.ok()) << by << " " << answer.error().reason;
    const ntf::DeadlineExplanation& explanation = answer->explanation();
    EXPECT_EQ(explanation.article(), "Điều 4 khoản 4 điểm b");
    EXPECT_THAT(explanation.wording(), StartsWith("trước ngày 25/01"));
    EXPECT_EQ(Text(explanation.last_on_time_day()), "2023-01-24");
    EXPECT_TRUE(explanation.nonworking());
    EXPECT_THAT(explanation.nonworking_reason(), HasSubstr("mùng 3"));
    EXPECT_FALSE(explanation.shifted());
    EXPECT_THAT(explanation.interpretations(), Contains("I-03"));
    EXPECT_FALSE(explanation.calendar_version().empty());
    EXPECT_EQ(explanation.deadline_revision(), 1);
    EXPECT_EQ(explanation.override_document(), "");
  }
}

// ---- B-13
const Diary b13(Consequences(), {"N1-B13"},
                Planning2023("N1-B13",
                             {{"2023-01-16 09:00",
                               [](Year& year) {
                                 return Outcome(year.Override("PLAN 2023", "2023-01-31", "", {"N1-B13"}));
                               }},
                              {"2023-01-16 09:01", [](Year& year) { return Lines{year.Duty("N1-B13:PLAN:2023")}; }},
                              {"2023-01-16 10:00",
                               [](Year& year) {
                                 return Outcome(year.Override("PLAN 2023", "2023-01-31", "MP-12-CV/BTC", {"N1-B13"}));
                               }},
                              {"2023-01-27 10:00", Plans2023("N1-B13")}}));

TEST(Scenario, B13_AnOverrideOfThePlansDateGoverns) {
  EXPECT_THAT(b13["2023-01-16 09:00"], ElementsAre(StartsWith("DOCUMENT_REQUIRED")));
  EXPECT_THAT(b13["2023-01-16 09:01"], ElementsAre("2023-01-24 OPEN"));
  EXPECT_THAT(b13["2023-01-16 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b13["2023-01-27 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b13.year().Duty("N1-B13:PLAN:2023"), "2023-01-31 ON_TIME");
}

// ---- H-06
const Diary h06(Consequences(), {"N1-H06"},
                Planning2023("N1-H06",
                             {{"2023-01-20 09:00",
                               [](Year& year) {
                                 return Outcome(year.Override("PLAN 2023", "2023-01-31", "MP-12-CV/BTC", {"N1-H06"}));
                               }},
                              {"2023-01-31 23:59:59", Looks("N1-H06", "N1-H06:PLAN:2023")},
                              {"2023-02-01 00:00", Looks("N1-H06", "N1-H06:PLAN:2023")},
                              {"2023-02-07 23:59:59", Looks("N1-H06", "N1-H06:PLAN:2023")},
                              {"2023-02-08 00:00", Looks("N1-H06", "N1-H06:PLAN:2023")},
                              {"2023-02-08 00:01", [](Year& year) { return year.CandidateLines("N1-H06"); }}}));

TEST(Scenario, H06_AnOverrideRestartsTheLadder) {
  EXPECT_THAT(h06["2023-01-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(h06["2023-01-31 23:59:59"], ElementsAre("2023-01-31 OPEN"));
  EXPECT_THAT(h06["2023-02-01 00:00"], ElementsAre("2023-01-31 OVERDUE", "LATE OPEN since 2023-02-01 00:00"));
  EXPECT_THAT(h06["2023-02-07 23:59:59"], ElementsAre("2023-01-31 OVERDUE", "LATE OPEN since 2023-02-01 00:00"));
  EXPECT_THAT(h06["2023-02-08 00:00"],
              ElementsAre("2023-01-31 MISSING", "MISSING OPEN since 2023-02-01 00:00, missing 2023-02-08 00:00"));
  EXPECT_THAT(PlanCandidates(h06["2023-02-08 00:01"]),
              ElementsAre(StartsWith("N1-H06 NOT_SERIOUS 2023-02-08 00:00 [\"N1-H06:PLAN:2023\"]")));
  EXPECT_THAT(h06.year().Ladder("N1-H06:PLAN:2023"),
              ElementsAre("2023-01-13 08:00 R10 N1-H06", "2023-01-19 08:00 R0 N1-H06", "2023-01-27 08:00 R3 N1-H06",
                          "2023-01-31 08:00 R0 N1-H06", "2023-02-01 08:00 O BCSD-specialist BTC-specialist N1-H06",
                          "2023-02-03 08:00 E1 BCSD-leader", "2023-02-07 08:00 E2 BTC-leader",
                          "2023-02-08 08:00 M BCSD-leader BCSD-specialist BTC-leader BTC-specialist N1-H06 "
                          "UBKT-leader UBKT-specialist"));
}

// ---- H-13
const Diary h13(Consequences(), {},
                {{"2022-11-30 09:00", [](Year& year) { return Lines{year.Duty("BCSD:CONS:2023")}; }}});

TEST(Scenario, H13_ABodysOwnDutyRemindsAndAccusesNobody) {
  Year& year = h13.year();
  EXPECT_THAT(h13["2022-11-30 09:00"], ElementsAre("2022-11-29 OVERDUE"));
  EXPECT_THAT(
      year.Ladder("BCSD:CONS:2023"),
      ElementsAre("2022-11-18 08:00 R10 BCSD-leader BCSD-specialist", "2022-11-25 08:00 R3 BCSD-leader BCSD-specialist",
                  "2022-11-29 08:00 R0 BCSD-leader BCSD-specialist",
                  "2022-11-30 08:00 O BCSD-leader BCSD-specialist BTC-specialist"));
  EXPECT_THAT(year.FlagLines("BCSD"), IsEmpty());
  EXPECT_THAT(year.FlagLines(), Not(Contains(HasSubstr(":CONS:"))));
  EXPECT_THAT(year.CandidateLines("BCSD"), IsEmpty());
}

// ---- H-19
const Diary h19(Consequences(), {},
                {{"2022-12-14 09:00", [](Year& year) { return Outcome(year.Conclude(2023, "2022-12-14")); }},
                 {"2022-12-15 09:00",
                  [](Year& year) {
                    return Outcome(year.Appoint("H19", "2022-12-15", reg::PERSONNEL_EVENT_KIND_APPOINT));
                  }},
                 {"2022-12-16 09:00",
                  [](Year& year) {
                    return Outcome(year.Assign("H19", 2023, "2022-12-16", {AnnualWork("W-H19", 2023)},
                                               rev::DECISION_BASIS_NEWAPPT));
                  }},
                 {"2022-12-16 09:01", [](Year& year) { return year.Duties("H19", "2023"); }}});

TEST(Scenario, H19_ANewAppointeeIsNeverDueBeforeTheOthers) {
  EXPECT_THAT(h19["2022-12-14 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(h19["2022-12-15 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(h19["2022-12-16 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(h19["2022-12-16 09:01"], Contains(AllOf(StartsWith("PLAN:2023"), HasSubstr("2023-01-24 OPEN"))))
      << "not 16/01/2023, one month after the assignment";
}

// ---- H-17
TEST(Scenario, H17_GoLiveWithTheYearSoFarImported) {
  Year year({.officials = {"N1", "N3"}, .start = "2022-03-01 08:00"});
  for (const char* official : {"N1", "N3"}) {
    Must(year.ImportWork(official, AnnualWork(WorkId(official, 2022), 2022), "2021-12-20"), official);
  }
  year.Settle();
  // N1's papers of the season; nothing of N3's has ever come.
  Must(year.EnterPaper("N1", 2022, "2021-11-20 09:00", "MP-1-CVĐ"));
  rpt::EnterPaperPlanRequest plan;
  *plan.mutable_plan() = PlanOf("N1", 2022, year.WorksOf("N1", 2022));
  *plan.mutable_stamped_at() = WireMoment("2022-01-20 09:00");
  *plan.mutable_document() = Document("MP-2-CVĐ", "2022-01-20");
  Must(year.Ask("BTC-clerk", year.plans(), &Plans::EnterPaperPlan, plan));
  year.Settle();
  EXPECT_THAT(year.Duties("N1", "2022"), Contains("REG:2022 2021-11-14 LATE(6) imported"));
  EXPECT_THAT(year.Duties("N1", "2022"), Contains("PLAN:2022 2022-01-24 ON_TIME imported"));
  EXPECT_THAT(year.Duties("N3", "2022"), Contains("REG:2022 2021-11-14 MISSING imported"));
  EXPECT_THAT(year.Duties("N3", "2022"), Contains("PLAN:2022 2022-01-24 MISSING imported"));
  year.To("2022-03-13 00:00");
  EXPECT_THAT(year.Ladder("N1:REG:2022"), IsEmpty());
  EXPECT_THAT(year.Ladder("N1:PLAN:2022"), IsEmpty());
  EXPECT_THAT(year.Ladder("N3:PLAN:2022"), IsEmpty());
  EXPECT_THAT(year.FlagLines(), IsEmpty());
  EXPECT_THAT(year.CandidateLines(), IsEmpty());
  EXPECT_THAT(year.MailsPerPerson(), Not(Contains(::testing::Key("n1@example.vn"))));
  // What is due from that day on is ordinary.
  year.To("2022-03-20 09:00");
  Must(year.Report("N1", {.covers = {"RPT_Q 2022-Q1"}}));
  year.To("2022-04-02 08:00");
  EXPECT_EQ(year.Duty("N1:RPT_Q:2022-Q1"), "2022-03-24 ON_TIME");
  EXPECT_EQ(year.Duty("N3:RPT_Q:2022-Q1"), "2022-03-24 MISSING");
  EXPECT_THAT(year.FlagLines(), ElementsAre("N3:RPT_Q:2022-Q1 MISSING OPEN since 2022-03-25 00:00, missing "
                                            "2022-04-01 00:00"));
}

}  // namespace
}  // namespace dotpha::acceptance
