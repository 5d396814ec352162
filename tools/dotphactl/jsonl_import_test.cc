// Works and plans from JSON Lines: what the files alone can tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tools/dotphactl/plans_jsonl.h"
#include "tools/dotphactl/row_path.h"
#include "tools/dotphactl/works_jsonl.h"

namespace dotpha::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string SampleFile(const std::string& name) {
  const char* root = std::getenv("DOTPHA_SOURCE_DIR");
  std::stringstream content;
  content << std::ifstream(std::string(root == nullptr ? "." : root) + "/samples/tuyen-quang-2022/" + name).rdbuf();
  return content.str();
}

std::vector<std::string> Found(const std::vector<jsonl::Problem>& problems) {
  std::vector<std::string> found;
  for (const jsonl::Problem& problem : problems) {
    found.push_back(std::to_string(problem.line) + " " + problem.field + " " + problem.reason);
  }
  return found;
}

AssignedBy Decision() { return {"MP-1-QĐ/TU", Date(2021, 12, 28), "TQ2021"}; }

nlohmann::json GoodWork() { return nlohmann::json::parse(SampleFile("bad/15_works_html_fragment.jsonl")); }

TEST(Works, OfTheSampleAreReadWhole) {
  const WorkFile file = ParseWorks(SampleFile("works.jsonl"), Decision());
  ASSERT_THAT(Found(file.problems), IsEmpty());
  ASSERT_EQ(file.assignments.size(), 221U);
  const auto& first = file.assignments.front();
  EXPECT_EQ(first.document().number(), "MP-1-QĐ/TU");
  EXPECT_EQ(first.regulation_id(), "TQ2021");
  EXPECT_EQ(first.document().signed_on().year(), 2021);
  for (const auto& assignment : file.assignments) {
    if (assignment.content().work_id() == "TQ22-W009") {
      EXPECT_EQ(assignment.document().signed_on().year(), 2020) << "the line's own decided_on";
      EXPECT_EQ(assignment.content().duration(), "3Y");
      EXPECT_EQ(assignment.content().targets(1).value(), "5");
    }
  }
}

TEST(Works, TextIsTakenByteForByte) {
  const WorkFile file = ParseWorks(SampleFile("bad/15_works_html_fragment.jsonl"), Decision());
  ASSERT_THAT(Found(file.problems), IsEmpty());
  EXPECT_EQ(file.assignments[0].content().display_name(),
            "<script>alert(1)</script> Số hóa & lưu trữ <b>\"hồ sơ\"</b>");
}

TEST(Works, EveryProblemOfEveryLineIsNamed) {
  auto work = GoodWork();
  std::string lines = work.dump() + "\n";
  work["end"] = "2021-01-01";
  work["source"] = "guess";
  work["colour"] = 1;
  work["targets"][0].erase("text");
  work.erase("cycle");
  lines += work.dump() + "\n{\"work_id\":";
  EXPECT_THAT(
      Found(ParseWorks(lines, Decision()).problems),
      ElementsAre("2 cycle FIELD_MISSING", "2 end END_BEFORE_START", "2 targets[0].text FIELD_MISSING",
                  "2 source VALUE_NOT_ALLOWED", "2 colour FIELD_UNKNOWN", "2 work_id DUPLICATE_ID", "3  JSON_INVALID"));
}

TEST(Works, SomebodyMustSayWhenItWasDecided) {
  EXPECT_THAT(Found(ParseWorks(GoodWork().dump(), {}).problems), ElementsAre("1 decided_on FIELD_MISSING"));
}

TEST(Works, OfAClassifiedOneNothingIsRepeatedButLineAndId) {
  auto work = GoodWork();
  work["classification"] = "Mật";
  work["name"] = "Tên kín";
  work["Tên kín"] = 1;
  work["kind"] = 7;
  const WorkFile file = ParseWorks(work.dump(), Decision());
  ASSERT_THAT(Found(file.problems), ElementsAre("1 classification CLASSIFICATION_NOT_ALLOWED"));
  EXPECT_THAT(file.problems[0].message, HasSubstr("TQ22-W915"));
  EXPECT_THAT(file.problems[0].ToString("f"), Not(HasSubstr("kín")));
  EXPECT_THAT(file.assignments, IsEmpty());
}

TEST(Works, TheServicesViolationsAreToldInTheFilesWords) {
  const WorkFile file = ParseWorks("\xEF\xBB\xBF" + GoodWork().dump(), Decision());
  const auto at = [&](const std::string& field, const std::string& reason) {
    const auto place = file.Locate({field, reason, "why"});
    return place ? place->ToString("f") : "nowhere";
  };
  EXPECT_EQ(at("assignments[0].content.duration", "DURATION_NOT_ALLOWED"), "f:1: field kind: KIND_NOT_ALLOWED: why");
  EXPECT_EQ(at("assignments[0].official_id", "UNKNOWN_OFFICIAL"), "f:1: field official_id: UNKNOWN_OFFICIAL: why");
  EXPECT_EQ(at("assignments[0].document.number", "X"), "f:1: field decision_ref: X: why");
  EXPECT_EQ(at("assignments[0].content.targets[1].target_id", "X"), "f:1: field targets[1].id: X: why");
  EXPECT_EQ(at("assignments[0].content.partner_agency_ids[0]", "X"), "f:1: field partner_agencies[0]: X: why");
  EXPECT_EQ(at("assignments[1].official_id", "X"), "nowhere");
  EXPECT_EQ(at("assignments", "TOO_MANY"), "nowhere");
}

TEST(Plans, OfTheSampleAreReadWholeButForLaterVersions) {
  const PlanFile file = ParsePlans(SampleFile("plans.jsonl"));
  ASSERT_EQ(file.plans.size(), 67U);
  ASSERT_EQ(file.problems.size(), 1U) << "one is the second version of a plan";
  EXPECT_EQ(file.problems[0].reason, "VERSION_NOT_ALLOWED");
  const auto& work = file.plans.front().works(0);
  EXPECT_EQ(work.years(0).share_e2(), 10000);
  EXPECT_EQ(work.years(0).quarters(0).months(0).items(0).item_id(), "2022.01.1");
  EXPECT_FALSE(work.years(0).quarters(0).months(0).items(0).target_ids().empty());
}

TEST(Plans, AreNamedByTheFilesWordsWhereTheServiceRefusesThem) {
  const PlanFile file = ParsePlans(SampleFile("bad/07_plans_weights_9999.jsonl"));
  ASSERT_THAT(Found(file.problems), IsEmpty()) << "sums are the law's";
  const auto sum = file.Locate({"plans[0].works[0]", "WEIGHT_SUM", "TQ22-W014/2022/Q1/1: 99.99"});
  ASSERT_TRUE(sum.has_value());
  EXPECT_EQ(sum->ToString("p"), "p:1: field works[0]: PLAN_SUM: plan TQ-005-P22bad-07: TQ22-W014/2022/Q1/1: 99.99");
  EXPECT_EQ(file.Locate({"plans[0].works[0].years[0].quarters[0].months[0].items[1].item_id", "X", ""})->field,
            "works[0].years[0].quarters[0].months[0].items[1].id");
  EXPECT_FALSE(file.Locate({"stamped_at", "STAMP_MISSING", ""}).has_value());
}

TEST(Plans, SharesAreWholeHundredths) {
  auto plan = nlohmann::json::parse(SampleFile("bad/07_plans_weights_9999.jsonl"));
  plan["works"][0]["years"][0]["w"] = 99.5;
  plan["works"][1]["years"][0]["quarters"][0]["w"] = 3'000'000'000;
  plan["works"][1]["years"][0]["quarters"][1]["weight"] = 1;
  EXPECT_THAT(Found(ParsePlans(plan.dump()).problems),
              ElementsAre("1 works[0].years[0].w TYPE_WRONG", "1 works[1].years[0].quarters[0].w NUMBER_OUT_OF_RANGE",
                          "1 works[1].years[0].quarters[1].weight FIELD_UNKNOWN"));
}

TEST(RowPath, IsListIndexAndRest) {
  const auto row = ParseRowPath("plans[12].works[0].w");
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->list, "plans");
  EXPECT_EQ(row->index, 12U);
  EXPECT_EQ(row->rest, "works[0].w");
  EXPECT_EQ(ParseRowPath("plans[0]")->rest, "");
  for (const char* none : {"plans", "plans[x]", "plans]0[", "plans[-1]", ""}) {
    EXPECT_FALSE(ParseRowPath(none).has_value()) << none;
  }
}

}  // namespace
}  // namespace dotpha::ctl
