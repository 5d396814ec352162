#include "libs/workflow/workflow.h"

#include <gmock/gmock.h>

namespace dotpha::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The registration's machine in small: drafts, submissions, returns, and withdrawal up to a deadline.
statute::Workflow Registration() {
  statute::Workflow workflow;
  workflow.name = "registration";
  workflow.rule = "R4.1-DUTY";
  workflow.article = "Điều 4 khoản 1";
  workflow.initial = "DRAFT";
  workflow.states = {"DRAFT", "SUBMITTED", "RETURNED", "WITHDRAWN"};
  workflow.transitions = {
      {"submit", {"DRAFT"}, "SUBMITTED", {"official"}, {}, "R4.1-DUTY", "Điều 4 khoản 1"},
      {"enter_paper", {"DRAFT"}, "SUBMITTED", {"clerk:BTC"}, {}, "I-02", "Điều 4 khoản 1"},
      {"return", {"SUBMITTED"}, "RETURNED", {"specialist:BTC", "specialist:*lead*"}, {}, "I-31", "Điều 4 khoản 2"},
      {"withdraw",
       {"SUBMITTED", "RETURNED"},
       "WITHDRAWN",
       {"official"},
       {"BEFORE_DEADLINE"},
       "R4.1-DEADLINE",
       "Điều 4 khoản 1"},
  };
  return workflow;
}

const GuardEvaluator kHolds = [](const std::string&) { return true; };
const GuardEvaluator kFails = [](const std::string&) { return false; };

TEST(Workflow, TakesATransitionAndNamesItsRule) {
  const auto taken = Apply(Registration(), "SUBMITTED", "withdraw", {"official"}, kHolds);
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->from, "SUBMITTED");
  EXPECT_EQ(taken->to, "WITHDRAWN");
  EXPECT_EQ(taken->rule, "R4.1-DEADLINE");
  EXPECT_EQ(taken->article, "Điều 4 khoản 1");
}

TEST(Workflow, RefusesAnActionThatTheStateDoesNotKnow) {
  const auto refused = Apply(Registration(), "WITHDRAWN", "withdraw", {"official"}, kHolds);
  ASSERT_FALSE(refused.ok());
  const Error& error = refused.error();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_EQ(error.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(error.metadata.at("state"), "WITHDRAWN");
  EXPECT_EQ(error.metadata.at("action"), "withdraw");
  EXPECT_EQ(error.metadata.at("rule"), "R4.1-DEADLINE");
  EXPECT_EQ(error.metadata.at("allowed"), "");
}

TEST(Workflow, NamesTheGuardThatFailsAndWhatIsStillAllowed) {
  auto workflow = Registration();
  workflow.transitions.push_back(
      {"correct", {"SUBMITTED", "RETURNED"}, "SUBMITTED", {"official"}, {}, "I-31", "Điều 4 khoản 1"});
  const auto refused = Apply(workflow, "SUBMITTED", "withdraw", {"official"}, kFails);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(refused.error().reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(refused.error().metadata.at("guard"), "BEFORE_DEADLINE");
  EXPECT_EQ(refused.error().metadata.at("allowed"), "correct");
}

TEST(Workflow, RefusesARoleThatMayNotAct) {
  const auto refused = Apply(Registration(), "SUBMITTED", "return", {"official"}, kHolds);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kPermissionDenied);
  EXPECT_EQ(refused.error().reason, "ROLE_NOT_ALLOWED");
  EXPECT_EQ(refused.error().metadata.at("rule"), "I-31");
  EXPECT_EQ(refused.error().metadata.at("allowed"), "withdraw");
}

TEST(Workflow, DoesNotTellAStrangerTheStateOfAMatter) {
  const auto refused = Apply(Registration(), "WITHDRAWN", "submit", {"specialist:BCSD"}, kHolds);
  EXPECT_EQ(refused.error().code, Code::kPermissionDenied);
}

TEST(Workflow, RefusesAnActionThatTheLawDoesNotName) {
  const auto refused = Apply(Registration(), "DRAFT", "approve", {"official"}, kHolds);
  EXPECT_EQ(refused.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(refused.error().metadata.at("rule"), "R4.1-DUTY");
  EXPECT_EQ(refused.error().metadata.at("allowed"), "submit");
}

TEST(Workflow, TriesEveryEntryOfAnActionBeforeRefusing) {
  auto workflow = Registration();
  workflow.transitions.push_back({"withdraw", {"SUBMITTED"}, "WITHDRAWN", {"clerk:BTC"}, {}, "I-02", "Điều 4 khoản 1"});
  EXPECT_EQ(Apply(workflow, "SUBMITTED", "withdraw", {"clerk:BTC"}, kFails)->rule, "I-02");
  EXPECT_EQ(Apply(workflow, "RETURNED", "withdraw", {"clerk:BTC"}, kHolds).error().code, Code::kPermissionDenied);
}

TEST(Workflow, ListsWhatTheCallerMayDoNow) {
  EXPECT_THAT(AllowedActions(Registration(), "DRAFT", {"official", "clerk:BTC"}, kHolds),
              ElementsAre("submit", "enter_paper"));
  EXPECT_THAT(AllowedActions(Registration(), "SUBMITTED", {"specialist:*lead*"}, kHolds), ElementsAre("return"));
  EXPECT_THAT(AllowedActions(Registration(), "SUBMITTED", {"official"}, kFails), IsEmpty());
}

}  // namespace
}  // namespace dotpha::workflow
