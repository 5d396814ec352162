// Mẫu 02 and 03, made by dotpha-forms of what the services say (E-15, E-16).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>

#include "libs/base/ids.h"
#include "tests/acceptance/programs.h"
#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::IsSupersetOf;

// PLAN-STD, and the first quarter of E-01: half of the second item of February is done.
const Diary forms(
    Year2022(), {"N1-E15"},
    Diary::WithPlanStd(
        "N1-E15", 2022,
        {{"2022-03-20 09:00", [](Year& year) {
            return Outcome(year.Report("N1-E15", {.covers = {"RPT_Q 2022-Q1"}, .done = {{"2022.02.2", 5000}}}));
          }}}));

// The official prints a form of his own and the rows of its table are read back from the file.
Lines RowsOf(const std::string& form, const std::string& id) {
  testing::System& system = forms.year().system();
  std::vector<std::string> command = {"PATH=" + testing::BinaryFolder() + ":/usr/bin:/bin",
                                      "DOTPHA_TOKEN=" + system.Token("N1-E15")};
  for (std::string service : testing::AllServices()) {
    const std::string& address = system.address(service);
    std::transform(service.begin(), service.end(), service.begin(), [](unsigned char c) { return std::toupper(c); });
    command.push_back("DOTPHA_" + service + "=" + address);
  }
  const auto file = std::filesystem::temp_directory_path() / (form + "-" + NewUuid() + ".docx");
  command.insert(command.end(), {"dotpha-forms", form, id, "--output", file.string()});
  const Ended printed = RunProgram("/usr/bin/env", command, std::chrono::seconds{120});
  if (printed.status != 0) {
    return {printed.output};
  }
  const Ended read =
      RunProgram("/usr/bin/python3", {testing::SourceFolder() + "/tests/acceptance/rows_of_form.py", file.string()},
                 std::chrono::seconds{60});
  std::filesystem::remove(file);
  Lines rows;
  std::stringstream lines(read.output);
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(line);
  }
  return rows;
}

TEST(Scenario, E15_EachRowOfThePlanStandsInItsOwnColumnAndInThatOfTheLevelAbove) {
  rpt::ListPlansRequest request;
  request.set_official_id("N1-E15");
  const auto plans = Must(forms.year().Ask("N1-E15", forms.year().plans(), &Plans::ListPlans, request));
  ASSERT_EQ(plans.plans_size(), 1);
  // By month, by quarter, by year, by stage.
  EXPECT_THAT(
      RowsOf("plan", plans.plans(0).plan_id()),
      IsSupersetOf({"VIỆC ĐỘT PHÁ 1: Số hóa toàn bộ thủ tục của ngành |  |  | 100,00 % | ",
                    "Quý I năm 2022 |  | 100,00 % | 25,00 % | ", "Tháng thứ hai trong quý | 100,00 % | 60,00 % |  | ",
                    "Tháng thứ nhất trong quý | 100,00 % | 20,00 % |  | ", "Nội dung công việc | 50,00 % |  |  | "}));
}

TEST(Scenario, E16_TheReportShowsQuarterAndYearAndHasNoColumnForMonths) {
  EXPECT_THAT(forms["2022-03-20 09:00"], ::testing::ElementsAre("ACCEPTED"));
  rpt::ListReportsRequest request;
  request.set_official_id("N1-E15");
  const auto reports = Must(forms.year().Ask("N1-E15", forms.year().reports(), &Reports::ListReports, request));
  ASSERT_EQ(reports.reports_size(), 1);
  // By quarter, by year, by stage; then the level that he takes.
  EXPECT_THAT(RowsOf("report", reports.reports(0).report_id()),
              IsSupersetOf({"Quý I năm 2022 | 85,00 % | 21,25 % |  | ", "Tháng thứ hai trong quý | 45,00 % |  |  | "}));
}

}  // namespace
}  // namespace dotpha::acceptance
