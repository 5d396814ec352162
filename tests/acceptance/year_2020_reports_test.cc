// Plans and reports of 2021 under the regulation of 2020 (A-11 to, H-04).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2020.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// ---- one a day late, one never.
Lines PlanAndSigns(Year& year) {
  Lines lines = SignsOf(year, "N3-A11");
  lines.push_back(year.Duty("N3-A11:PLAN:2021"));
  return lines;
}
const Diary a11_late(Year2020(), {"N1-A11"},
                     Assigned2021("N1-A11",
                                  {{"2021-01-15 09:00", [](Year& year) { return Outcome(year.Plan("N1-A11", 2021)); }},
                                   {"2021-02-01 00:00", [](Year& year) { return SignsOf(year, "N1-A11"); }}}));
const Diary a11_never(Year2020(), {"N3-A11"},
                      Assigned2021("N3-A11",
                                   {{"2021-01-31 23:59:59", PlanAndSigns}, {"2021-02-01 00:00", PlanAndSigns}}));

TEST(Scenario, A11_ALatePlanIsNoSign) {
  EXPECT_THAT(a11_late["2021-01-15 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(a11_late.year().Duty("N1-A11:PLAN:2021"), "2021-01-14 LATE(1)");
  EXPECT_THAT(a11_late["2021-02-01 00:00"], IsEmpty());
}

TEST(Scenario, A11_AMissingPlanIsASignFromTheFirstOfFebruary) {
  EXPECT_THAT(a11_never["2021-01-31 23:59:59"], ElementsAre("2021-01-14 OVERDUE"));
  EXPECT_THAT(a11_never["2021-02-01 00:00"],
              ElementsAre("NOT_SERIOUS/PLAN_MISSING 2021-02-01 00:00", "2021-01-14 MISSING"));
}

// ----
const Diary a12(Year2020(), {"N1-A12"},
                Planned2021("N1-A12", {{"2021-01-25 09:00", Reports2021("N1-A12", {.covers = {"RPT_M 2021-01"}})}}));

TEST(Scenario, A12_TheReportOfJanuaryIsDueOnASunday) {
  EXPECT_THAT(LadderBefore(a12.year(), "N1-A12:RPT_M:2021-01", "2021-01-25"),
              ElementsAre("2021-01-14 08:00 R10 N1-A12", "2021-01-21 08:00 R3 N1-A12", "2021-01-22 08:00 R0 N1-A12"));
  EXPECT_THAT(a12["2021-01-25 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(a12.year().Duty("N1-A12:RPT_M:2021-01"), "2021-01-24 LATE(1)");
  EXPECT_TRUE(a12.year().Obligation("N1-A12:RPT_M:2021-01").deadline_nonworking());
}

// ---- one who sends everything that is told here in time.
template <typename Response>
Lines Delivered(const Result<Response>& sent) {
  if (!sent.ok()) {
    return Outcome(sent);
  }
  Lines lines;
  for (const rpt::Delivery& delivery : sent->deliveries()) {
    lines.push_back(delivery.body_id() + " " + rpt::DeliveryRole_Name(delivery.role()));
  }
  return lines;
}

Result<rpt::SubmitAdHocReportResponse> TellsOfAnEvent(Year& year) {
  rpt::SubmitAdHocReportRequest request;
  rpt::AdHocReport& report = *request.mutable_ad_hoc_report();
  report.set_official_id("N1-A14");
  report.set_trigger(rpt::AD_HOC_TRIGGER_EVENT);
  *report.mutable_event_on() = WireDay("2021-05-05");
  report.set_subject("Mưa lũ làm hỏng kho hồ sơ");
  for (const reg::Work& work : year.WorksOf("N1-A14", 2021)) {
    report.add_work_ids(work.work_id());
  }
  report.set_what_happened("Hồ sơ giấy của hai huyện bị ướt");
  report.set_impact_e2(500);
  report.set_proposal("Lùi việc số hóa hồ sơ của hai huyện sang quý III");
  return year.Ask("N1-A14", year.reports(), &Reports::SubmitAdHocReport, request);
}

const Diary a14(
    Year2020(), {"N1-A14"},
    Planned2021("N1-A14",
                {{"2021-03-23 09:00",
                  [](Year& year) {
                    return Delivered(year.Report("N1-A14", {.covers = {"RPT_M 2021-03", "RPT_Q 2021-Q1"}}));
                  }},
                 {"2021-03-23 10:00", Looks("N1-A14", {"RPT_M:2021-03", "RPT_Q:2021-Q1"})},
                 {"2021-05-05 14:00", [](Year& year) { return year.Duties("N1-A14"); }},
                 {"2021-05-05 15:00",
                  [](Year& year) {
                    const auto sent = TellsOfAnEvent(year);
                    Lines lines = Delivered(sent);
                    lines.push_back(sent.ok() ? Text(sent->ad_hoc_report().received_at()) : "");
                    return lines;
                  }},
                 {"2021-05-05 16:00", [](Year& year) { return year.Duties("N1-A14"); }},
                 {"2021-06-24 20:00",
                  Reports2021("N1-A14", {.covers = {"RPT_M 2021-06", "RPT_Q 2021-Q2", "RPT_H1 2021"}})},
                 {"2021-06-24 21:00", Looks("N1-A14", {"RPT_M:2021-06", "RPT_Q:2021-Q2", "RPT_H1:2021"})},
                 {"2021-12-24 09:00", Reports2021("N1-A14", {.covers = {"RPT_Y 2021"}})},
                 {"2021-12-29 09:00", Reports2021("N1-A14", {.covers = {"SELF 2021"}})},
                 {"2021-12-29 10:00", Reports2021("N1-A14", {.covers = {"SELF 2021"}, .self_level = "TOT"})},
                 {"2021-12-29 23:00", Reports2021("N1-A14", {.covers = {"SELF 2021"}, .self_level = "HTXS"})}}));

TEST(Scenario, A14_MonthAndQuarterInOnePaperGoOnceToEach) {
  EXPECT_THAT(a14["2021-03-23 09:00"], ElementsAre("BTC DELIVERY_ROLE_VIA", "BCSD DELIVERY_ROLE_COPY"));
  EXPECT_THAT(a14["2021-03-23 10:00"],
              ElementsAre("RPT_M:2021-03 2021-03-24 ON_TIME", "RPT_Q:2021-Q1 2021-03-24 ON_TIME"));
}

TEST(Scenario, A15_MonthQuarterAndHalfYearInOnePaper) {
  EXPECT_THAT(a14["2021-06-24 20:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(a14["2021-06-24 21:00"],
              ElementsAre("RPT_M:2021-06 2021-06-24 ON_TIME", "RPT_Q:2021-Q2 2021-06-24 ON_TIME",
                          "RPT_H1:2021 2021-06-24 ON_TIME"));
}

TEST(Scenario, A23_AnAdHocReportGoesWhereAllReportsGoAndHasNoDate) {
  EXPECT_THAT(a14["2021-05-05 15:00"],
              ElementsAre("BTC DELIVERY_ROLE_VIA", "BCSD DELIVERY_ROLE_COPY", "2021-05-05 15:00"));
  EXPECT_EQ(a14["2021-05-05 16:00"], a14["2021-05-05 14:00"]) << "it was nobody's duty";
}

const Diary a18_late(Year2020(), {"N3-A18"},
                     Planned2021("N3-A18", {{"2021-12-30 00:10",
                                             Reports2021("N3-A18", {.covers = {"SELF 2021"}, .self_level = "HTXS"})}}));

TEST(Scenario, A18_TheSelfAssessmentIsAPaperOfItsOwnWithALevel) {
  EXPECT_THAT(a14["2021-12-24 09:00"], ElementsAre("ACCEPTED")) << "an annual report needs no level here";
  EXPECT_THAT(a14["2021-12-29 09:00"], ElementsAre(StartsWith("MISSING_SELF_LEVEL report.self_level.works"),
                                                   StartsWith("MISSING_SELF_LEVEL report.self_level.overall")));
  EXPECT_THAT(a14["2021-12-29 10:00"], Contains(StartsWith("LEVEL_UNKNOWN")));
  EXPECT_THAT(a14["2021-12-29 23:00"], ElementsAre("ACCEPTED")) << "nothing is attached";
  EXPECT_EQ(a14.year().Duty("N1-A14:RPT_Y:2021"), "2021-12-24 ON_TIME");
  EXPECT_EQ(a14.year().Duty("N1-A14:SELF:2021"), "2021-12-29 ON_TIME");
  EXPECT_THAT(a18_late["2021-12-30 00:10"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(a18_late.year().Duty("N3-A18:SELF:2021"), "2021-12-29 LATE(1)");
}

// ----
const Diary a16(Year2020(), {"N1-A16"},
                Planned2021("N1-A16", {{"2021-03-23 09:00", Reports2021("N1-A16", {.covers = {"RPT_M 2021-03"}})},
                                       {"2021-03-24 23:59:59", Looks("N1-A16", {"RPT_M:2021-03", "RPT_Q:2021-Q1"})},
                                       {"2021-03-25 00:00", Looks("N1-A16", {"RPT_M:2021-03", "RPT_Q:2021-Q1"})}}));

TEST(Scenario, A16_AMonthlyReportDoesNotDischargeTheQuarter) {
  EXPECT_THAT(a16["2021-03-23 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(a16["2021-03-24 23:59:59"],
              ElementsAre("RPT_M:2021-03 2021-03-24 ON_TIME", "RPT_Q:2021-Q1 2021-03-24 OPEN"));
  EXPECT_THAT(a16["2021-03-25 00:00"],
              ElementsAre("RPT_M:2021-03 2021-03-24 ON_TIME", "RPT_Q:2021-Q1 2021-03-24 OVERDUE"));
}

// ---- H-04: the report of February never comes.
constexpr char kFebruary[] = "N1-A17:RPT_M:2021-02";

Diary::Act Raises(const std::string& person, const std::string& kind) {
  return [=](Year& year) {
    asmt::RaiseCaseRequest request;
    request.set_official_id("N1-A17");
    request.set_kind(kind);
    request.set_facts("Không gửi báo cáo tháng 02/2021");
    return Outcome(year.Ask(person, year.cases(), &Cases::RaiseCase, request));
  };
}

const Diary a17(Year2020(), {"N1-A17"},
                Planned2021("N1-A17", {{"2021-01-20 09:00", Reports2021("N1-A17", {.covers = {"RPT_M 2021-01"}})},
                                       {"2021-02-25 00:00", Looks("N1-A17", {"RPT_M:2021-02"})},
                                       {"2021-02-28 23:59:59", Looks("N1-A17", {"RPT_M:2021-02"})},
                                       {"2021-03-01 00:00", Looks("N1-A17", {"RPT_M:2021-02"})},
                                       {"2021-03-10 08:00", [](Year& year) { return SignsOf(year, "N1-A17"); }},
                                       {"2021-03-10 09:00", Raises("BTC-specialist", "NOT_REPORTED")},
                                       {"2021-03-10 10:00", Raises("BTC-specialist", "NOT_SERIOUS")},
                                       {"2021-03-10 11:00", Raises("UBKT-specialist", "NOT_SERIOUS")}}));

TEST(Scenario, A13_TetMovesAReminder) {
  EXPECT_THAT(LadderBefore(a17.year(), kFebruary, "2021-02-25"),
              ElementsAre("2021-02-09 08:00 R10 N1-A17", "2021-02-19 08:00 R3 N1-A17", "2021-02-24 08:00 R0 N1-A17"))
      << "14/02 is mùng 3 Tết, 21/02 a Sunday";
}

TEST(Scenario, A17_AMissingMonthlyReportIsNoNamedViolation) {
  EXPECT_THAT(a17["2021-02-25 00:00"], ElementsAre("RPT_M:2021-02 2021-02-24 OVERDUE"));
  EXPECT_THAT(a17["2021-02-28 23:59:59"], ElementsAre("RPT_M:2021-02 2021-02-24 OVERDUE"));
  EXPECT_THAT(a17["2021-03-01 00:00"], ElementsAre("RPT_M:2021-02 2021-02-24 MISSING"));
  EXPECT_THAT(a17["2021-03-10 08:00"], IsEmpty()) << "no sign arises by itself";
  EXPECT_THAT(a17["2021-03-10 09:00"], ElementsAre(StartsWith("KIND_NOT_NAMED kind")));
  EXPECT_THAT(a17["2021-03-10 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(a17["2021-03-10 11:00"], ElementsAre("ACCEPTED"));
}

TEST(Scenario, H04_TheLadderOfAMonthlyReportOf2020EndsWithoutTheInspection) {
  Lines after = a17.year().Ladder(kFebruary);
  std::erase_if(after, [](const std::string& line) { return line < "2021-02-25"; });
  EXPECT_THAT(after,
              ElementsAre("2021-02-25 08:00 O BCSD-specialist BTC-specialist N1-A17", "2021-03-01 08:00 E1 BCSD-leader",
                          "2021-03-01 08:00 M BCSD-leader BCSD-specialist BTC-leader BTC-specialist N1-A17",
                          "2021-03-03 08:00 E2 nobody: SKIPPED LATER_THAN_M"))
      << "E2 would be later than M";
  EXPECT_THAT(a17.year().FlagLines("N1-A17"),
              Contains("N1-A17:RPT_M:2021-02 MISSING OPEN since 2021-02-25 00:00, missing 2021-03-01 00:00"));
  EXPECT_THAT(a17["2021-03-10 08:00"], IsEmpty());
}

}  // namespace
}  // namespace dotpha::acceptance
