// Works of 2022 that are complete before the year is over (B-26, B-27).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::StartsWith;

std::string WorkOf(const std::string& official) { return WorkId(official, 2022); }

// Everything of his one work, complete on that day.
Diary::Act ReportsDone(const std::string& official, const std::string& completed_on) {
  return [=](Year& year) {
    rpt::SubmitCompletionReportRequest request;
    rpt::Report& report = *request.mutable_report();
    report = year.ReportOf(official, {.covers = {"RPT_Y 2022"}, .self_level = "HTXS"});
    report.clear_covers();
    report.clear_narrative();
    *report.mutable_works(0)->mutable_completed_on() = WireDay(completed_on);
    return Outcome(year.Ask(official, year.reports(), &Reports::SubmitCompletionReport, request));
  };
}

Diary::Act Confirms(const std::string& body, const std::string& official) {
  return [=](Year& year) {
    asmt::ConfirmCompletionRequest request;
    request.set_body_id(body);
    request.set_official_id(official);
    request.set_cycle(2022);
    request.add_work_ids(WorkOf(official));
    request.set_proposed_level("HTXS");
    return Outcome(year.Ask(body + "-leader", year.assessments(), &Assessments::ConfirmCompletion, request));
  };
}

Diary::Act RatesEarly(const std::string& official, const std::string& recorder = "BTV-clerk") {
  return [=](Year& year) {
    asmt::RecordRatingsRequest request;
    request.set_kind(asmt::RATING_KIND_EARLY);
    request.set_cycle(2022);
    *request.mutable_decision() = Document("MP-291-KL/TU", "2022-10-20");
    *request.mutable_decided_on() = WireDay("2022-10-20");
    asmt::RatingItem& item = *request.add_items();
    item.set_official_id(official);
    item.set_level("HTXS");
    item.add_works()->set_work_id(WorkOf(official));
    item.mutable_works(0)->set_level("HTXS");
    return Outcome(year.Ask(recorder, year.assessments(), &Assessments::RecordRatings, request));
  };
}

Diary::Act ThirdQuarter(const std::string& official) {
  return [=](Year& year) { return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q3"}})); };
}

Diary::Act FourthQuarterAndYear(const std::string& official) {
  return [=](Year& year) { return Lines{year.Duty(official + ":RPT_Q:2022-Q4"), year.Duty(official + ":RPT_Y:2022")}; };
}

// ---- B-26
const Diary b26(
    Year2022(), {"N1-B26"},
    Diary::WithPlanStd(
        "N1-B26", 2022,
        {{"2022-03-20 09:00", [](Year& year) { return Outcome(year.Report("N1-B26", {.covers = {"RPT_Q 2022-Q1"}})); }},
         {"2022-06-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N1-B26", {.covers = {"RPT_Q 2022-Q2", "RPT_H1 2022"}}));
          }},
         {"2022-09-20 09:00", ThirdQuarter("N1-B26")},
         {"2022-10-05 09:00", ReportsDone("N1-B26", "2022-09-30")},
         {"2022-10-06 09:00", RatesEarly("N1-B26")},
         {"2022-10-10 09:00", Confirms("BNC", "N1-B26")},
         {"2022-10-10 15:00", Confirms("BCSD", "N1-B26")},
         {"2022-10-19 09:00", FourthQuarterAndYear("N1-B26")},
         {"2022-10-20 15:00", RatesEarly("N1-B26", "BTC-leader")},
         {"2022-10-20 16:00", RatesEarly("N1-B26")},
         {"2022-10-20 17:00", FourthQuarterAndYear("N1-B26")},
         {"2022-10-20 18:00",
          [](Year& year) {
            rev::ListWorksRequest request;
            request.set_official_id("N1-B26");
            Lines states;
            const auto listed = Must(year.Ask("BTC-specialist", year.assignments(), &Assignments::ListWorks, request));
            for (const auto& work : listed.works()) {
              states.push_back(rev::WorkState_Name(work.state()));
            }
            return states;
          }},
         {"2022-12-20 09:00", [](Year& year) {
            return Outcome(year.Report("N1-B26", {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"}, .self_level = "HTXS"}));
          }}}));

TEST(Scenario, B26_CompleteBeforeTheFourthQuarterIsAssessedAtOnce) {
  EXPECT_THAT(b26["2022-09-20 09:00"], ElementsAre("ACCEPTED")) << "the third quarter had been required";
  EXPECT_THAT(b26["2022-10-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b26["2022-10-06 09:00"], Contains(StartsWith("COMPLETION_NOT_CONFIRMED")));
  EXPECT_THAT(b26["2022-10-10 09:00"], ElementsAre(StartsWith("OUT_OF_REACH")));
  EXPECT_THAT(b26["2022-10-10 15:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b26["2022-10-19 09:00"], ElementsAre("2022-12-24 OPEN", "2022-12-24 OPEN"))
      << "until the Standing Committee decides, reports stay due";
  EXPECT_THAT(b26["2022-10-20 15:00"], ElementsAre(StartsWith("NOT_PERMITTED")));
  EXPECT_THAT(b26["2022-10-20 16:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b26["2022-10-20 17:00"], ElementsAre("2022-12-24 CANCELLED", "2022-12-24 CANCELLED"));
  EXPECT_THAT(b26["2022-10-20 18:00"], ElementsAre("WORK_STATE_COMPLETED"));
  EXPECT_THAT(b26["2022-12-20 09:00"], Contains(StartsWith("COVER_NOT_OPEN")));
  const asmt::Assessment assessment = b26.year().Assessment("N1-B26", 2022);
  EXPECT_EQ(assessment.decided_level(), "HTXS");
  EXPECT_EQ(assessment.decided_kind(), asmt::RATING_KIND_EARLY);
  EXPECT_EQ(assessment.self_level(), "HTXS");
  EXPECT_EQ(assessment.works(0).decided_kind(), asmt::RATING_KIND_EARLY);
  EXPECT_EQ(b26.year().FactSheet("N1-B26", 2022).decided_level(), "HTXS");
  EXPECT_TRUE(b26.year().FactSheet("N1-B26", 2022).supports_htxs());
}

// ---- B-27
const Diary b27(Year2022(), {"N1-B27"},
                Diary::WithPlanStd("N1-B27", 2022,
                                   {{"2022-09-20 09:00", ThirdQuarter("N1-B27")},
                                    {"2022-10-05 09:00", ReportsDone("N1-B27", "2022-10-01")},
                                    {"2022-10-10 15:00", Confirms("BCSD", "N1-B27")},
                                    {"2022-10-20 16:00", RatesEarly("N1-B27")},
                                    {"2022-10-20 17:00", FourthQuarterAndYear("N1-B27")}}));

TEST(Scenario, B27_CompleteInTheFourthQuarterIsAssessedWithTheYear) {
  EXPECT_THAT(b27["2022-10-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b27["2022-10-10 15:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b27["2022-10-20 16:00"], ElementsAre(StartsWith("NOT_COMPLETED_EARLY")));
  EXPECT_THAT(b27["2022-10-20 17:00"], ElementsAre("2022-12-24 OPEN", "2022-12-24 OPEN"));
}

}  // namespace
}  // namespace dotpha::acceptance
