// Tuyên Quang 2021 as data: content, registration, the dates of the year, and what follows (RULES sections 4, 5 and the
// dates of table 0.4). Scope and routes: tuyen_quang_2021_scope_test.cc.
#include <gmock/gmock.h>

#include <map>

#include "libs/lawfile/law_cases.h"
#include "libs/statute/rating.h"
#include "libs/workflow/workflow.h"

namespace dotpha::lawfile {
namespace {

using statute::Anchor;
using statute::Regulation;
using statute::Trigger;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

const Regulation& Law() { return TuyenQuang2021(); }

// ---- Điều 3 -------------------------------------------------------------------------------------------------------

TEST(Content, SixCategoriesOneOfThemNew_R3_CONTENT) {
  std::vector<std::string> codes;
  for (const auto& category : Law().categories) {
    codes.push_back(category.code);
  }
  EXPECT_THAT(codes, ElementsAre("TRONG_TAM", "DOT_PHA", "MOI", "KHO", "TON_TAI", "BUC_XUC"));
}

TEST(Content, AClosedListOfDurations_R3_DURATION_I_28) {
  std::map<std::string, std::pair<int, bool>> durations;
  for (const auto& duration : Law().durations) {
    durations[duration.code] = {duration.years, duration.stage};
  }
  const std::map<std::string, std::pair<int, bool>> wanted = {
      {"1Y", {1, false}}, {"2Y", {2, true}}, {"3Y", {3, true}}, {"4Y", {4, true}}, {"TERM", {0, true}}};
  EXPECT_EQ(durations, wanted);
  EXPECT_EQ(Law().FindDuration("5Y"), nullptr);
}

// ---- Điều 4 khoản 1 -----------------------------------------------------------------------------------------------

TEST(Registration, EveryYearByEachOfficialInScope_R4_1_DUTY) {
  const auto* duty = Law().FindDuty("REG", Trigger::kCycle);
  ASSERT_NE(duty, nullptr);
  EXPECT_EQ(duty->debtor, statute::Debtor::kOfficial);
  EXPECT_EQ(duty->stage, "registration");
  EXPECT_EQ(duty->rule, "R4.1-DUTY");
  EXPECT_EQ(Law().FindDuty("REG"), duty);
}

TEST(Registration, BeforeTheFifteenthOfNovember_R4_1_DEADLINE_I_34) {
  const auto& duty = *Law().FindDuty("REG", Trigger::kCycle);
  ASSERT_EQ(duty.schedule.size(), 1U);
  const auto& deadline = duty.schedule[0].deadlines.at(0);
  EXPECT_EQ(deadline.fixed->year_offset, -1);
  EXPECT_EQ(deadline.fixed->month, 11);
  EXPECT_EQ(deadline.fixed->day, 15);
  EXPECT_EQ(deadline.fixed->shift, statute::Shift::kNone);  // I-03
  EXPECT_TRUE(deadline.hard);
  EXPECT_EQ(deadline.wording, "trước ngày 15/11 hằng năm");
  EXPECT_EQ(duty.closing.kind, statute::ClosingKind::kFixedDate);
  EXPECT_EQ(duty.closing.fixed.month, 11);
  EXPECT_EQ(duty.closing.fixed.day, 30);
  EXPECT_EQ(duty.candidate->violation_kind, "NOT_REGISTERED");
}

TEST(Registration, LateAppointeesHaveASoftDate_R4_1_LATEAPPT_I_12_B_07) {
  const auto& duty = *Law().FindDuty("REG", Trigger::kPostStart);
  const auto& deadline = duty.schedule.at(0).deadlines.at(0);
  EXPECT_EQ(deadline.period->count, 5);
  EXPECT_EQ(deadline.period->unit, statute::Unit::kWorkingDays);
  EXPECT_EQ(deadline.period->anchor, Anchor::kPostStart);
  EXPECT_FALSE(deadline.hard);
  EXPECT_TRUE(deadline.occasion_in_id);
  EXPECT_EQ(deadline.basis, "TEXT");
  EXPECT_THAT(deadline.when.post_bases, ElementsAre(statute::PostBasis::kAppointed, statute::PostBasis::kElected,
                                                    statute::PostBasis::kDesignated));
  EXPECT_EQ(duty.cycle_of_late_post_month, 11);  // I-51
  EXPECT_EQ(duty.cycle_of_late_post_day, 15);
  EXPECT_FALSE(duty.candidate.has_value());
}

TEST(Registration, StageHoldersAddAdjustOrGoOn_R4_1_STAGEHOLDER_I_13_B_05) {
  const auto& duty = *Law().FindDuty("REG", Trigger::kCycle);
  EXPECT_TRUE(duty.stage_holder_soft_ladder);
  EXPECT_TRUE(duty.candidate->not_for_stage_holders);
  std::map<std::string, statute::RegistrationKindRule> kinds;
  for (const auto& kind : Law().registration_kinds) {
    kinds[kind.kind] = kind;
  }
  ASSERT_EQ(kinds.size(), 4U);
  EXPECT_FALSE(kinds["NEW"].stage_holders_only);
  EXPECT_TRUE(kinds["NEW"].needs_works && kinds["NEW"].works_optional_when_late);
  EXPECT_TRUE(kinds["ADDITIONAL"].stage_holders_only && kinds["ADDITIONAL"].needs_works);
  EXPECT_TRUE(kinds["ADJUST"].stage_holders_only && kinds["ADJUST"].needs_adjusts);
  EXPECT_TRUE(kinds["CONTINUE_UNCHANGED"].stage_holders_only && kinds["CONTINUE_UNCHANGED"].needs_reason);
  EXPECT_FALSE(kinds["CONTINUE_UNCHANGED"].needs_works);
}

std::map<std::string, statute::RequiredField> RequiredOf(const std::string& document) {
  std::map<std::string, statute::RequiredField> fields;
  for (const auto& field : Law().required_fields) {
    if (field.document == document) {
      fields[field.field] = field;
    }
  }
  return fields;
}

TEST(Registration, GoalsTargetsAndRoadmapAreRequired_R4_1_CONTENT) {
  auto fields = RequiredOf("registration");
  EXPECT_EQ(fields["works.goals"].reason, "MISSING_GOALS");
  EXPECT_EQ(fields["works.targets"].reason, "MISSING_TARGETS");
  EXPECT_EQ(fields["works.targets"].min_count, 1);
  EXPECT_EQ(fields["works.roadmap"].reason, "MISSING_ROADMAP");
  EXPECT_EQ(fields["works.goals"].article, "Điều 4 khoản 1");
}

TEST(Proposal, ThreeConditionsAreJudged_R2_2_CONTENT) {
  auto fields = RequiredOf("proposal");
  EXPECT_EQ(fields["works.follows_party_line_and_law"].reason, "MISSING_CHECK_LAW");
  EXPECT_EQ(fields["works.fits_functions"].reason, "MISSING_CHECK_FUNCTIONS");
  EXPECT_EQ(fields["works.arises_from_practice"].reason, "MISSING_CHECK_PRACTICE");
  EXPECT_EQ(fields["works.fits_functions"].article, "Điều 2 khoản 2");
}

TEST(Registration, FormOneNamesItsFields_R4_1_FORM) {
  auto fields = RequiredOf("registration");
  EXPECT_EQ(fields["field_in_charge"].article, "Mẫu số 01");
  EXPECT_EQ(fields["works.display_name"].article, "Mẫu số 01");
  EXPECT_EQ(fields["works.basis"].reason, "MISSING_BASIS");
  EXPECT_THAT(Law().forms, Contains(AllOf(Field(&statute::Form::number, "Mẫu số 01"),
                                          Field(&statute::Form::document, "registration"))));
  EXPECT_THAT(Law().classifications, ElementsAre("thường"));  // I-59
}

TEST(Registration, ItsStatesAndActions_R4_1_DUTY) {
  const auto& machine = *Law().FindWorkflow("registration");
  EXPECT_EQ(machine.initial, "DRAFT");
  EXPECT_THAT(machine.states, ElementsAre("DRAFT", "SUBMITTED", "RETURNED", "WITHDRAWN"));
  const auto in_time = [](const std::string&) { return true; };
  const auto too_late = [](const std::string&) { return false; };
  EXPECT_EQ(workflow::Apply(machine, "DRAFT", "submit", {"official"}, too_late)->to, "SUBMITTED");
  EXPECT_EQ(workflow::Apply(machine, "DRAFT", "enter_paper", {"clerk:BTC"}, too_late)->to, "SUBMITTED");
  EXPECT_EQ(workflow::Apply(machine, "SUBMITTED", "return", {"specialist:*lead*"}, too_late)->to, "RETURNED");
  EXPECT_EQ(workflow::Apply(machine, "RETURNED", "correct", {"official"}, too_late)->to, "SUBMITTED");
  EXPECT_EQ(workflow::Apply(machine, "SUBMITTED", "withdraw", {"official"}, in_time)->to, "WITHDRAWN");
  EXPECT_EQ(workflow::Apply(machine, "SUBMITTED", "withdraw", {"official"}, too_late).error().metadata.at("guard"),
            "BEFORE_DEADLINE");
  EXPECT_FALSE(workflow::Apply(machine, "WITHDRAWN", "submit", {"official"}, in_time).ok());
}

// ---- the calendar of the year: table 0.4 -------------------------------------------------------------------------

// "<day>/<month>/<year offset>" of the fixed date of each schedule entry.
std::vector<std::string> FixedDates(const std::string& code) {
  std::vector<std::string> dates;
  for (const auto& entry : Law().FindDuty(code)->schedule) {
    if (entry.deadlines.empty()) {
      dates.emplace_back("undated");
      continue;
    }
    const auto& fixed = entry.deadlines.front().fixed;
    dates.push_back(!fixed ? "no fixed date"
                           : std::to_string(fixed->day) + "/" + std::to_string(fixed->month) +
                                 (fixed->year_offset == -1 ? "/Y-1" : "/Y"));
  }
  return dates;
}

TEST(Deadlines, TheTableOfTheYear_RULES_0_4) {
  EXPECT_THAT(FixedDates("REG"), ElementsAre("15/11/Y-1"));
  EXPECT_THAT(FixedDates("CONS"), ElementsAre("30/11/Y-1"));
  EXPECT_THAT(FixedDates("CONS_BTC"), ElementsAre("25/12/Y-1"));
  EXPECT_THAT(FixedDates("DECIDE"), ElementsAre("31/12/Y-1"));
  EXPECT_THAT(FixedDates("PLAN"), ElementsAre("25/1/Y"));
  EXPECT_THAT(FixedDates("RPT_Q"), ElementsAre("25/3/Y", "25/6/Y", "25/9/Y", "25/12/Y"));
  EXPECT_THAT(FixedDates("RPT_H1"), ElementsAre("25/6/Y"));
  EXPECT_THAT(FixedDates("RPT_Y"), ElementsAre("25/12/Y"));
  EXPECT_THAT(FixedDates("RPT_STAGE"), ElementsAre("25/12/Y"));
  EXPECT_THAT(FixedDates("RPT_DONE"), ElementsAre("undated"));
  EXPECT_THAT(FixedDates("MEET"), ElementsAre("1/8/Y", "undated"));
  EXPECT_EQ(Law().FindDuty("RPT_M"), nullptr);
  EXPECT_EQ(Law().FindDuty("SELF"), nullptr);  // inside the annual report
  EXPECT_EQ(Law().FindDuty("NOTIFY"), nullptr);
  EXPECT_THAT(Law().FindDuty("RPT_Y")->includes, ElementsAre("SELF"));
}

TEST(Deadlines, ThePlanHasFourCases_R4_4b_DEADLINE_R4_4b_ONEMONTH_I_11) {
  const auto& cases = Law().FindDuty("PLAN")->schedule.at(0).deadlines;
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_TRUE(cases[0].fixed && !cases[0].period && cases[0].hard);
  EXPECT_THAT(cases[0].when.assignment_bases, ElementsAre("ORDINARY", "SUPPLEMENT", "OPENING"));
  EXPECT_TRUE(cases[1].fixed && cases[1].period && cases[1].hard);  // the later one (H-19)
  EXPECT_TRUE(!cases[2].fixed && cases[2].period && cases[2].hard);
  EXPECT_TRUE(!cases[3].fixed && cases[3].period && !cases[3].hard);
  EXPECT_EQ(cases[3].basis, "I-11");
  EXPECT_EQ(cases[2].period->shift, statute::Shift::kNextWorkingDay);  // I-06
}

TEST(Deadlines, OnlyWrittenDatesAreHardAndOnlyTheyAccuse_P_A_I_34) {
  std::map<std::string, std::string> candidates;
  for (const auto& duty : Law().duties) {
    if (duty.candidate) {
      candidates[duty.code] = duty.candidate->violation_kind + duty.candidate->sub_code;
    }
    for (const auto& entry : duty.schedule) {
      for (const auto& deadline : entry.deadlines) {
        const bool chosen = deadline.basis.starts_with("I-") || deadline.basis == "TEXT";
        EXPECT_EQ(deadline.hard, !chosen) << duty.code << " " << deadline.basis;
      }
    }
  }
  const std::map<std::string, std::string> wanted = {{"REG", "NOT_REGISTERED"}, {"PLAN", "NOT_SERIOUSPLAN_MISSING"},
                                                     {"RPT_Q", "NOT_REPORTED"}, {"RPT_H1", "NOT_REPORTED"},
                                                     {"RPT_Y", "NOT_REPORTED"}, {"RPT_STAGE", "NOT_REPORTED"}};
  EXPECT_EQ(candidates, wanted);
}

TEST(Deadlines, EachDutyIsDischargedByOneService) {
  std::map<std::string, std::string> stages;
  for (const auto& duty : Law().duties) {
    stages[duty.code] = duty.stage;
  }
  EXPECT_EQ(stages["REG"], "registration");
  EXPECT_EQ(stages["CONS"], "review");
  EXPECT_EQ(stages["PLAN"], "reporting");
  EXPECT_EQ(stages["RATE"], "assessment");
  EXPECT_EQ(stages.size(), 19U);
}

// ---- the rest of the year ----------------------------------------------------------------------------------------

TEST(Decision, ThreeGroundsForTheCommitteeOneForABody_R4_2e_DIFFER_R4_3_DIFFER) {
  ExpectThreeGroundsForTheCommitteeOneForABody(Law());
}

TEST(Decision, OnlyTheRecorderOfDecisionsAssignsAndRates_R2_1_HIERARCHY_R7_3c_DECIDE_G_01) {
  for (const auto& [name, action] : {std::pair{"dossier", "decide"}, {"assessment", "decide"}, {"work", "amend"}}) {
    for (const auto& transition : Law().FindWorkflow(name)->transitions) {
      if (transition.action == action) {
        EXPECT_THAT(transition.roles, ElementsAre("clerk:BTV")) << name;
        EXPECT_THAT(transition.guards, Contains("DOCUMENT_GIVEN")) << name;
      }
    }
  }
}

TEST(Decision, ATaskForceWaitsForTheStandingBoard_R7_3b_TASKFORCE_B_25) {
  const auto& machine = *Law().FindWorkflow("task_force");
  const auto holds = [](const std::string&) { return true; };
  EXPECT_EQ(workflow::Apply(machine, "PREPARED", "propose", {"specialist:*lead*"}, holds)->to, "PROPOSED");
  EXPECT_EQ(workflow::Apply(machine, "PROPOSED", "approve", {"clerk:TT"}, holds)->to, "ACTIVE");
  EXPECT_EQ(workflow::Apply(machine, "PROPOSED", "approve", {"leader:BTC"}, holds).error().code,
            Code::kPermissionDenied);
}

TEST(Decision, NobodyClearsHimself_I_35_F_02_F_03) {
  const auto& machine = *Law().FindWorkflow("case");
  const auto holds = [](const std::string&) { return true; };
  EXPECT_FALSE(workflow::Apply(machine, "RAISED", "dismiss", {"official"}, holds).ok());
  EXPECT_FALSE(workflow::Apply(machine, "RAISED", "dismiss", {"leader:*lead*"}, holds).ok());
  EXPECT_TRUE(workflow::Apply(machine, "RAISED", "dismiss", {"specialist:BTC"}, holds).ok());
  EXPECT_FALSE(workflow::Apply(machine, "RAISED", "decide_dismiss", {"clerk:BTV"}, holds).ok());  // nothing proposed
  EXPECT_TRUE(workflow::Apply(machine, "PROPOSED", "decide_confirm", {"clerk:BTV"}, holds).ok());
}

TEST(Plan, TheSumsOfFormTwo_R4_4a_SUM) {
  std::map<std::string, std::string> children;
  for (const auto& weight : Law().weights) {
    children[weight.parent] = weight.children;
    EXPECT_EQ(weight.total_e2, 10000);
  }
  const std::map<std::string, std::string> wanted = {
      {"STAGE", "YEAR"}, {"YEAR", "QUARTER"}, {"QUARTER", "MONTH"}, {"MONTH", "ITEM"}};
  EXPECT_EQ(children, wanted);
}

TEST(Rating, FourLevels_R7_2_BANDS_R7_1_EARLY_R7_2_FM_R8_1_USE) {
  for (const auto& [hundredths, level] : {std::pair{10000, "HTXS"},
                                          {9999, "HTT"},
                                          {7000, "HTT"},
                                          {6999, "HT"},
                                          {5000, "HT"},
                                          {4999, "KHT"},
                                          {0, "KHT"}}) {
    EXPECT_EQ(statute::BandOf(Law(), {hundredths, 100})->level, level) << hundredths;
  }
  EXPECT_EQ(Law().early_completion->before.month, 10);
  EXPECT_TRUE(Law().result_use->supports_top_grade_only);
  EXPECT_TRUE(Law().claim_kinds.at(0).leaves_percentage);   // FM
  EXPECT_FALSE(Law().claim_kinds.at(1).leaves_percentage);  // OBJECTIVE
}

TEST(Violations, NotReportingIsNamed_R10_KINDS) {
  std::vector<std::string> kinds;
  for (const auto& violation : Law().violations) {
    kinds.push_back(violation.kind);
    EXPECT_EQ(violation.article, "Điều 10");
  }
  EXPECT_THAT(
      kinds, ElementsAre("NOT_SERIOUS", "NOT_REGISTERED", "NOT_EXECUTED", "NOT_REPORTED", "DISHONEST_REPORT", "OTHER"));
  EXPECT_EQ(Law().explain_working_days, 10);
}

// What is named here and nowhere acted upon (to support, to propagate) is at least said of the right ones.
TEST(Bodies, EachHasItsDuty_R11_BTC_R11_2_DELEGATE_R11_LOWER_R11_BODIES_R11_SUPPORT_R11_UBKT_R11_SUPERVISE_R11_BTG) {
  const std::vector<DutyOfBody> wanted = {
      {"LEAD", "R11-BTC", "Điều 11 khoản 1", {"BTC"}},
      {"DELEGATE", "R11.2-DELEGATE", "Điều 11 khoản 2", {}},
      {"CONCRETISE", "R11-LOWER", "Điều 11 khoản 3", {}},
      {"REVIEW", "R11-BODIES", "Điều 11 khoản 4", {"DDHDND", "BCSD", "BNC", "BDV", "BTC"}},
      {"SUPPORT", "R11-SUPPORT", "Điều 11 khoản 5", {}},
      {"INSPECT", "R11-UBKT", "Điều 11 khoản 6", {"UBKT"}},
      {"SUPERVISE", "R11-SUPERVISE", "Điều 11 khoản 7", {"BDV", "DDHDND", "DDMTTQ"}},
      {"PROPAGATE", "R11-BTG", "Điều 11 khoản 8", {"BTG"}}};
  EXPECT_EQ(DutiesOfBodies(Law()), wanted);
}

// Wording alone: no duty, no workflow and no field of the file rests on it.
TEST(Articles, HowPeopleAreToWorkIsWordingAlone_R2_3_DUTY) {
  EXPECT_THAT(Law().FindArticle("Điều 2 khoản 3")->text, HasSubstr("tinh thần quyết tâm, quyết liệt"));
  for (const auto& duty : Law().duties) {
    EXPECT_NE(duty.article, "Điều 2 khoản 3") << duty.code;
  }
  for (const auto& field : Law().required_fields) {
    EXPECT_NE(field.article, "Điều 2 khoản 3") << field.field;
  }
}

TEST(Articles, TheWordingStandsInTheFile_R12_1_SUPERSEDE) {
  EXPECT_EQ(Law().FindArticle("Điều 5 khoản 1 điểm a")->text, "Báo cáo quý gửi trước ngày 25 tháng cuối quý.");
  EXPECT_THAT(Law().FindArticle("Điều 4 khoản 4 điểm b")->text, HasSubstr("chậm nhất không quá 01 tháng"));
  EXPECT_THAT(Law().FindArticle("Điều 10")->text, HasSubstr("không thực hiện việc đột phá"));
  EXPECT_EQ(Law().FindArticle("Điều 13"), nullptr);
  EXPECT_THAT(Law().supersedes, Contains("TQ2020"));
  for (const auto* duty : {"REG", "PLAN", "RPT_Q"}) {
    const auto& deadline = Law().FindDuty(duty)->schedule.at(0).deadlines.at(0);
    EXPECT_THAT(Law().FindArticle(deadline.article)->text, HasSubstr(deadline.wording)) << duty;
  }
}

}  // namespace
}  // namespace dotpha::lawfile
