// Quảng Ngãi 2024 as data (RULES section 14, SCENARIOS D): who may register, where it goes, what the form asks; and
// that nothing else is there.
#include <gmock/gmock.h>

#include "libs/lawfile/law_cases.h"
#include "libs/statute/ledger.h"
#include "libs/statute/scope.h"
#include "libs/statute/work_content.h"
#include "libs/workflow/workflow.h"

namespace dotpha::lawfile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const statute::Regulation& Law() { return ShippedLaw("QN2024"); }

statute::RouteResult Route(const std::string& assessed_by, statute::Capacity capacity = statute::Capacity::kDeputy) {
  statute::Person person;
  person.id = "N";
  person.managed = true;
  person.assessed_by = assessed_by;
  person.posts = {{"", "so-y-te", "AGENCY_UBND_TINH", "", capacity, true}};
  return ResolveRoute(Law(), person, {});
}

TEST(QuangNgai2024, EverybodyManagedMayRegister_RQ_SCOPE_I_44) {
  EXPECT_EQ(Route("BTV").scope, statute::ScopeVerdict::kIn);
  statute::Person person;
  person.posts = {{"", "so-y-te", "AGENCY_UBND_TINH", "", statute::Capacity::kHead, true}};
  EXPECT_EQ(ResolveRoute(Law(), person, {}).scope, statute::ScopeVerdict::kOut) << "not managed";
  person.managed = true;
  person.posts.clear();
  EXPECT_EQ(ResolveRoute(Law(), person, {}).scope, statute::ScopeVerdict::kOut) << "no post";
}

TEST(QuangNgai2024, WhomTheCommitteeAssessesWritesToTheBoard_RQ1_ROUTE_DIRECT_D_01) {
  for (const char* assessed_by : {"BTV", ""}) {
    const auto route = Route(assessed_by);
    EXPECT_EQ(route.to, "TT");
    EXPECT_EQ(route.via, "BTC");
    EXPECT_THAT(route.cc, IsEmpty());
    EXPECT_EQ(route.lead, "BTC");
    EXPECT_THAT(route.rows, ElementsAre("direct"));
  }
}

TEST(QuangNgai2024, TheOthersWriteToWhoeverAssessesThem_RQ1_ROUTE_DELEGATED_D_02) {
  for (const std::string assessor : {"BCSD", "DDHDND", "BTV_CAP_UY:thi-uy-duc-pho"}) {
    const auto route = Route(assessor);
    EXPECT_EQ(route.to, assessor);
    EXPECT_EQ(route.via, "");
    EXPECT_THAT(route.cc, IsEmpty());
    EXPECT_EQ(route.lead, assessor) << "asks for a correction";
    EXPECT_THAT(route.rows, ElementsAre("delegated"));
  }
}

TEST(QuangNgai2024, KnowsNothingElse_RQ_NOT_D_03_D_07) {
  EXPECT_THAT(Law().duties, IsEmpty());
  EXPECT_THAT(Law().bands, IsEmpty());
  EXPECT_THAT(Law().weights, IsEmpty());
  EXPECT_THAT(Law().violations, IsEmpty());
  EXPECT_THAT(Law().durations, IsEmpty());
  EXPECT_THAT(Law().claim_kinds, IsEmpty());
  std::vector<std::string> workflows;
  for (const auto& machine : Law().workflows) {
    workflows.push_back(machine.name);
  }
  EXPECT_THAT(workflows, UnorderedElementsAre("registration", "follow_up"));
  EXPECT_EQ(Law().unknown_act_reason, "NOT_IN_2026_CV_TU");
  EXPECT_EQ(TuyenQuang2021().unknown_act_reason, "NOT_IN_REGULATION");
}

TEST(QuangNgai2024, WhoNeverRegistersOwesNothingAndIsMarkedWithNothing_D_03_I_44) {
  const statute::Learned before{Date(2024, 1, 1).At(), "import#1"};
  statute::Facts facts;
  facts.authority = "quang-ngai";
  facts.law = {{&Law(), {2024, 2, 27}}};
  facts.agencies = {{before, "so-y-te", "AGENCY_UBND_TINH", "", ""}};
  facts.persons = {{before, "N", true, false, false, "BCSD"}};
  facts.posts = {
      {before, "P", "N", "so-y-te", statute::Capacity::kHead, true, {2023, 1, 1}, {}, statute::PostBasis::kAppointed}};
  const statute::Calendar calendar("no holidays", {}, {2024});
  const auto ledger = statute::DeriveLedger(facts, calendar, {}, "N", Date(2026, 1, 1).At());
  EXPECT_THAT(ledger.obligations, IsEmpty());
  EXPECT_THAT(ledger.flags, IsEmpty());
  EXPECT_THAT(ledger.candidates, IsEmpty());
}

// ---- the form -----------------------------------------------------------------------------------------------------

statute::Work Entry(const std::string& category) {
  statute::Work work;
  work.id = "W1";
  work.category = category;
  work.display_name = "Sạt lở khu dân cư vùng núi";
  work.content = "Di dời 58 hộ";
  work.impact = "An toàn tính mạng";
  work.start = Date(2024, 3, 1);
  work.end = Date(2025, 5, 31);
  (category == "I" ? work.support_request : work.difficulties) = "không";
  return work;
}

std::vector<std::string> ReasonsFor(const statute::Work& work) {
  Violations violations;
  statute::CheckRequiredWorkFields(work, "w", Law(), "NEW", violations);
  statute::CheckWork(work, "w", Law(), 2024, violations);
  std::vector<std::string> reasons;
  for (const auto& violation : violations.found()) {
    reasons.push_back(violation.field + " " + violation.reason);
  }
  return reasons;
}

TEST(QuangNgai2024, TwoSectionsThatAreNotSymmetric_RQ_FORM_RQ1_KINDS_D_04) {
  EXPECT_THAT(ReasonsFor(Entry("I")), IsEmpty()) << "\"không\" is an answer";
  EXPECT_THAT(ReasonsFor(Entry("II")), IsEmpty());
  auto unsaid = Entry("I");
  unsaid.support_request = " ";
  EXPECT_THAT(ReasonsFor(unsaid), ElementsAre("w.support_request MISSING_SUPPORT_REQUEST"));
  auto carefree = Entry("II");
  carefree.difficulties.clear();
  EXPECT_THAT(ReasonsFor(carefree), ElementsAre("w.difficulties MISSING_DIFFICULTIES"));
  auto asks = Entry("II");
  asks.support_request = "Đề nghị hỗ trợ kinh phí";
  EXPECT_THAT(ReasonsFor(asks), ElementsAre("w.support_request FIELD_NOT_IN_FORM"));
  EXPECT_THAT(ReasonsFor(Entry("III")), testing::Contains("w.category CATEGORY_NOT_ALLOWED"));
}

TEST(QuangNgai2024, OnlyTheOrderOfTheDatesMatters_RQ_FORM_D_04) {
  auto work = Entry("II");
  work.end = Date(2024, 2, 28);
  EXPECT_THAT(ReasonsFor(work), ElementsAre("w.end_on END_BEFORE_START"));
  work.duration = "1Y";
  EXPECT_THAT(ReasonsFor(work), testing::Contains("w.duration DURATION_NOT_ALLOWED"));
}

TEST(QuangNgai2024, OtherFormsHaveNoPlaceForItsFields_R4_1_FORM) {
  Violations violations;
  statute::CheckWork(Entry("I"), "w", TuyenQuang2021(), 2024, violations);
  int not_in_form = 0;
  for (const auto& violation : violations.found()) {
    not_in_form += violation.reason == "FIELD_NOT_IN_FORM" ? 1 : 0;
  }
  EXPECT_EQ(not_in_form, 3) << "content, impact, support_request";
}

// ---- what follows -------------------------------------------------------------------------------------------------

TEST(QuangNgai2024, WhoDoesWhatAfterwards_RQ2_LIST_RQ1_USE) {
  const auto& machine = *Law().FindWorkflow("follow_up");
  const auto holds = [](const std::string&) { return true; };
  const auto may = [&](const std::string& action, const std::string& role) {
    return workflow::Apply(machine, "OPEN", action, {role}, holds).ok();
  };
  EXPECT_TRUE(may("report_list", "leader:BTC"));
  EXPECT_FALSE(may("report_list", "leader:TT"));
  EXPECT_TRUE(may("direct", "leader:TT"));
  EXPECT_FALSE(may("direct", "leader:BTC"));
  EXPECT_TRUE(may("report_obstacle", "official"));
  EXPECT_TRUE(may("record_result", "official"));
  EXPECT_TRUE(may("record_grade", "leader:*assessor*"));
  EXPECT_FALSE(may("record_grade", "official"));
  EXPECT_TRUE(Law().result_use->supports_top_grade_only);
}

TEST(QuangNgai2024, HeadsEncourageAndTheCommissionAddsTheCriterion_RQ1_DEPLOY_RQ2_CRITERIA) {
  const std::vector<DutyOfBody> wanted = {{"PROPAGATE", "RQ1-DEPLOY", "Mục 1", {}},
                                          {"LEAD", "RQ2-CRITERIA", "Mục 2", {"BTC"}}};
  EXPECT_EQ(DutiesOfBodies(Law()), wanted);
}

TEST(QuangNgai2024, ASecondPaperOfTheYearAddsToTheFirst_I_44) {
  const auto& machine = *Law().FindWorkflow("registration");
  const auto holds = [](const std::string&) { return true; };
  EXPECT_EQ(workflow::Apply(machine, "SUBMITTED", "add", {"official"}, holds)->to, "SUBMITTED");
  EXPECT_EQ(workflow::Apply(machine, "SUBMITTED", "withdraw", {"official"}, holds)->to, "WITHDRAWN") << "voluntary";
}

}  // namespace
}  // namespace dotpha::lawfile
