// Could another province's law be written as a file alone? An invented one (other dates, bodies, periods, levels,
// states) drives the same code. A real one without a single date: quang_ngai_2024_test.cc.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <map>

#include "libs/lawfile/catalogue.h"
#include "libs/statute/ledger.h"
#include "libs/statute/rating.h"
#include "libs/statute/scope.h"
#include "libs/statute/weights.h"
#include "libs/workflow/workflow.h"

namespace dotpha::lawfile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

statute::Regulation Load(const std::string& file) {
  std::ifstream stream("libs/lawfile/testdata/" + file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  auto law = ParseRegulation(text, file);
  EXPECT_TRUE(law.ok()) << (law.ok() ? "" : law.error().message);
  return law.ok() ? *std::move(law) : statute::Regulation{};
}

// One official, head of an economic department, with works of 2026 assigned on 5 January: one year, and a stage of five
// years that ends in May.
statute::Facts OneOfficial(const statute::Regulation& law) {
  const statute::Learned before{Date(2025, 12, 1).At(), "import#1"};
  statute::Facts facts;
  facts.authority = "tinh-thu-tu";
  facts.law = {{&law, {2025, 1, 1}}};
  facts.agencies = {{before, "so-cong-thuong", "SO", "KINH_TE", ""}};
  facts.persons = {{before, "N", true, false, false, "BCSD"}};
  facts.posts = {{before,
                  "P",
                  "N",
                  "so-cong-thuong",
                  statute::Capacity::kHead,
                  true,
                  {2025, 1, 1},
                  {},
                  statute::PostBasis::kAppointed}};
  statute::AssignmentFact assignment;
  assignment.learned = {Date(2026, 1, 5).At(), "review#1"};
  assignment.id = "D1";
  assignment.official_id = "N";
  assignment.cycle = 2026;
  assignment.basis = "ORDINARY";
  assignment.decided_on = {2026, 1, 5};
  assignment.works = {{"W1", "1Y", {2026, 1, 5}, {2026, 12, 31}}, {"W2", "5Y", {2021, 6, 1}, {2026, 5, 31}}};
  facts.assignments = {assignment};
  return facts;
}

std::map<std::string, std::string> DatesOf(const statute::Facts& facts, Date from, Date to) {
  std::map<std::string, std::string> dates;
  const statute::Calendar calendar("no holidays", {}, {2026});
  for (const auto& obligation : statute::DeriveObligations(facts, calendar, {}, "N", Date(2027, 1, 1).At(), from, to)) {
    dates[obligation.Id()] = obligation.last_on_time_day ? obligation.last_on_time_day->ToString() : "undated";
  }
  return dates;
}

TEST(FourthProvince, ItsDatesFollowFromItsFile) {
  const auto law = Load("fourth-province.textproto");
  EXPECT_THAT(DatesOf(OneOfficial(law), {2026, 1, 1}, {2026, 12, 31}),
              UnorderedElementsAre(Pair("N:REG:2026", "2026-03-02"),  // 28/02 is a Saturday, and here dates do move
                                   Pair("N:PLAN:2026:2026-01-05", "2026-01-19"), Pair("N:RPT_B:2026-B1", "2026-02-20"),
                                   Pair("N:RPT_B:2026-B2", "2026-04-20"), Pair("N:RPT_B:2026-B3", "2026-06-20"),
                                   Pair("N:RPT_B:2026-B4", "2026-08-20"), Pair("N:RPT_B:2026-B5", "2026-10-20"),
                                   Pair("N:RPT_B:2026-B6", "2026-12-20"), Pair("N:RPT_N:2026", "2026-12-10"),
                                   Pair("N:RPT_STAGE:W2", "2026-05-24")));
}

TEST(FourthProvince, ItsSignsOfViolationFollowFromItsFile) {
  const auto law = Load("fourth-province.textproto");
  const statute::Calendar calendar("no holidays", {}, {2026});
  auto facts = OneOfficial(law);
  facts.live_from = {2026, 1, 1};
  const auto ledger = statute::DeriveLedger(facts, calendar, {{"registration"}}, "N", Date(2026, 4, 1).At());
  ASSERT_EQ(ledger.candidates.size(), 1U);
  EXPECT_EQ(ledger.candidates[0].kind, "KHONG_DANG_KY");
  EXPECT_EQ(FormatRfc3339(ledger.candidates[0].raised_at), "2026-03-10T00:00:00+07:00");
}

TEST(FourthProvince, ItsScopeRoutesLevelsSumsAndStatesFollowFromItsFile) {
  const auto law = Load("fourth-province.textproto");
  const auto facts = OneOfficial(law);
  const auto route = statute::RouteOn(facts, "N", {2026, 3, 1}, Instant::Max());
  EXPECT_EQ(route.scope, statute::ScopeVerdict::kIn);
  EXPECT_EQ(route.to, "TUYEN");
  EXPECT_THAT(route.cc, ElementsAre("KINHTE"));
  EXPECT_EQ(statute::BandOf(law, {7999, 100})->level, "C");
  EXPECT_THAT(
      statute::CheckWeights(
          law, {"YEAR", "2026", 10000, {{"BIMONTH", "1", 10000, {{"MONTH", "1", 10000, {{"ITEM", "1", 10000, {}}}}}}}}),
      IsEmpty());
  const auto holds = [](const std::string&) { return true; };
  EXPECT_TRUE(workflow::Apply(*law.FindWorkflow("plan"), "SENT", "approve", {"leader:*lead*"}, holds).ok());
}

}  // namespace
}  // namespace dotpha::lawfile
