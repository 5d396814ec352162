// Signs of violation that people raise (F-05, F-09).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::StartsWith;

// "100 HTXS": the exact mean of what is verified and its suggestion.
Diary::Act Suggested(const std::string& official) {
  return [=](Year& year) {
    const asmt::Assessment assessment = year.Assessment(official, 2022);
    return Lines{assessment.mean().exact() + " " + assessment.suggested_level()};
  };
}

rpt::Report AnnualReportOf(Year& year, const std::string& official) {
  rpt::ListReportsRequest list;
  list.set_official_id(official);
  list.set_duty("RPT_Y");
  list.set_period("2022");
  return Must(year.Ask("BTC-specialist", year.reports(), &Reports::ListReports, list)).reports(0);
}

// His annual report said 100 of an item of November; 40 was found.
asmt::RaiseCaseRequest Dishonest(Year& year, const std::string& official) {
  asmt::RaiseCaseRequest request;
  request.set_official_id(official);
  request.set_kind("DISHONEST_REPORT");
  request.add_evidence("Biên bản kiểm tra thực địa");
  asmt::DishonestReport& report = *request.mutable_dishonest_report();
  report.set_report_id(AnnualReportOf(year, official).report_id());
  report.set_report_version(1);
  report.set_work_id(WorkId(official, 2022));
  report.set_item_id("2022.11.1");
  report.set_reported_e2(10'000);
  report.set_verified_e2(4000);
  return request;
}

Lines Raise(Year& year, const std::string& person, const asmt::RaiseCaseRequest& request) {
  return Outcome(year.Ask(person, year.cases(), &Cases::RaiseCase, request));
}

// ---- F-05
const Diary f05(Year2022(), {"N1-F05"},
                Diary::WithPlanStd("N1-F05", 2022,
                                   AllReports("N1-F05", {{"2023-01-04 15:00",
                                                          [](Year& year) {
                                                            auto request = Dishonest(year, "N1-F05");
                                                            request.clear_evidence();
                                                            Lines lines = Raise(year, "BCSD-leader", request);
                                                            request = Dishonest(year, "N1-F05");
                                                            request.mutable_dishonest_report()->clear_verified_e2();
                                                            lines.push_back(Raise(year, "BCSD-leader", request).at(0));
                                                            return lines;
                                                          }},
                                                         {"2023-01-04 16:00", Suggested("N1-F05")},
                                                         {"2023-01-05 10:00",
                                                          [](Year& year) {
                                                            return Raise(year, "BCSD-leader",
                                                                         Dishonest(year, "N1-F05"));
                                                          }},
                                                         {"2023-01-05 11:00", Suggested("N1-F05")}})));

TEST(Scenario, F05_ADishonestReportIsRaisedWithWhatWasFoundAndTheReportStays) {
  EXPECT_THAT(f05["2023-01-04 15:00"],
              ElementsAre(StartsWith("EVIDENCE_REQUIRED"), StartsWith("VERIFIED_VALUE_REQUIRED")));
  EXPECT_THAT(f05["2023-01-04 16:00"], ElementsAre("100 HTXS"));
  EXPECT_THAT(f05["2023-01-05 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f05["2023-01-05 11:00"], ElementsAre("191/2 HTT")) << "7.5 % of the year at 40";
  auto cases = f05.year().CasesOf("N1-F05");  // his missing registrations are the system's candidates
  std::erase_if(cases, [](const asmt::Case& one) { return !one.candidate_id().empty(); });
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].kind(), "DISHONEST_REPORT");
  const rpt::Report report = AnnualReportOf(f05.year(), "N1-F05");
  EXPECT_EQ(report.version(), 1);
  for (const rpt::ReportedItem& item : report.works(0).items()) {
    EXPECT_EQ(item.completion_e2(), 10'000) << item.item_id();
  }
}

// ---- F-09
const Diary f09(Year2022(), {"N1-F09"},
                {{"2022-07-15 09:00",
                  [](Year& year) {
                    asmt::RaiseCaseRequest request;
                    request.set_agency_id("so-nong-nghiep-f09");
                    request.set_kind("NOT_SERIOUS");
                    request.set_facts("Thiếu đôn đốc người đứng đầu");
                    return Raise(year, "UBKT-specialist", request);
                  }},
                 {"2022-07-15 10:00", [](Year& year) {
                    Lines raised;
                    const auto listed =
                        Must(year.Ask("BTC-specialist", year.cases(), &Cases::ListCases, asmt::ListCasesRequest()));
                    for (const asmt::Case& found : listed.cases()) {
                      raised.push_back(found.agency_id() + " " + found.raised_by_body());
                    }
                    return raised;
                  }}});

TEST(Scenario, F09_TheInspectionRaisesASignAgainstACollective) {
  EXPECT_THAT(f09["2022-07-15 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f09["2022-07-15 10:00"], Contains("so-nong-nghiep-f09 UBKT"));
}

}  // namespace
}  // namespace dotpha::acceptance
