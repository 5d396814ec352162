// Tuyên Quang 2020 as data: every place where its text says something else than that of 2021 (RULES section 16), and
// the whole table of scope and routes.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "libs/lawfile/law_cases.h"
#include "libs/statute/rating.h"
#include "libs/workflow/workflow.h"

namespace dotpha::lawfile {
namespace {

using statute::Capacity;
using statute::ScopeVerdict;
using statute::Trigger;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const statute::Regulation& Law() { return TuyenQuang2020(); }

statute::RouteResult Route(bool committee_member, std::vector<statute::CurrentPost> posts,
                           const std::vector<std::pair<std::string, std::string>>& heads = {}) {
  return ResolveRoute(Law(), Someone(committee_member, std::move(posts)), heads);
}

constexpr bool kMember = true;
constexpr bool kNotMember = false;

// ---- Điều 1 khoản 2, Điều 4 khoản 1 and 2 ------------------------------------------------------------------------

struct Official {
  std::string id;
  bool committee_member = false;
  std::vector<statute::CurrentPost> posts;
  std::vector<std::string> rows;  // empty: out of scope
  std::vector<std::string> cc;
  std::string lead;
};

TEST(TuyenQuang2020, TheWholeTableOfScopeAndRoutes_A_01_R4_1a_ROUTE_R4_1b_ROUTE_R4_1c_ROUTE_R4_1d_ROUTE_R4_2d_ROUTE) {
  const std::vector<Official> table = {
      {"N1", kNotMember, {Post("AGENCY_UBND_TINH")}, {"b2"}, {"BCSD"}, "BCSD"},
      {"N2", kMember, {Post("CAP_UY_HUYEN")}, {"đ"}, {}, "BTC"},
      {"N3", kNotMember, {Post("UBND_HUYEN")}, {"b3"}, {"BCSD"}, "BCSD"},
      {"N4", kNotMember, {Post("HDND_HUYEN")}, {"a4"}, {"DDHDND"}, "DDHDND"},
      {"N5", kMember, {Post("CAP_UY_HUYEN"), Post("HDND_HUYEN")}, {"đ"}, {}, "BTC"},
      {"N6", kNotMember, {Post("CAP_UY_HUYEN", Capacity::kDeputy), Post("HDND_HUYEN")}, {"a5"}, {"DDHDND"}, "DDHDND"},
      {"N7", kMember, {Post("VERTICAL", Capacity::kHead, "KINH_TE_TONG_HOP")}, {"b4"}, {"BCSD"}, "BCSD"},
      {"N7b", kNotMember, {Post("VERTICAL", Capacity::kHead, "KINH_TE_TONG_HOP")}, {}, {}, ""},
      {"N8", kMember, {Post("VERTICAL", Capacity::kHead, "KHAC")}, {"đ"}, {}, "BTC"},
      {"N9", kMember, {Post("VERTICAL", Capacity::kHead, "NOI_CHINH")}, {"c3"}, {"BNC"}, "BNC"},
      {"N10", kMember, {Post("CONG_AN_TINH")}, {"c1"}, {"BNC"}, "BNC"},
      {"N11", kMember, {Post("MTTQ_TINH")}, {"d1"}, {"BDV"}, "BDV"},
      {"N12", kMember, {Post("CTXH_TINH")}, {"d2"}, {"BDV"}, "BDV"},
      {"N13", kMember, {Post("PARTY_COMMISSION")}, {"đ"}, {}, "BTC"},
      {"N14", kMember, {Post("UBND_TINH", Capacity::kDeputy)}, {}, {}, ""},
      {"N15", kMember, {Post("HDND_TINH", Capacity::kDeputy)}, {}, {}, ""},
      {"N16", kMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)}, {}, {}, ""},
      {"N17", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)}, {}, {}, ""},
      {"N18", kNotMember, {Post("UNIVERSITY_COUNCIL")}, {}, {}, ""},
      {"N19", kMember, {Post("UBND_TINH")}, {}, {}, ""},
      {"N20", kNotMember, {Post("BAN_HDND_TINH")}, {"a2"}, {"DDHDND"}, "DDHDND"},
      {"N22", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kActing)}, {"b2"}, {"BCSD"}, "BCSD"},
      {"N23", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kInCharge)}, {}, {}, ""},
      {"N24", kMember, {Post("CAP_UY_HUYEN"), Post("UBND_HUYEN")}, {"b3"}, {"BCSD"}, "BCSD"},
      {"N25", kNotMember, {Post("UNIT_UBND_TINH")}, {}, {}, ""},
      {"military", kMember, {Post("BCHQS_TINH")}, {"c2"}, {"BNC"}, "BNC"},
      {"council office", kNotMember, {Post("VP_DDBQH_HDND")}, {"a3"}, {"DDHDND"}, "DDHDND"},
  };
  for (const Official& official : table) {
    const auto route = Route(official.committee_member, official.posts);
    EXPECT_EQ(route.scope, official.rows.empty() ? ScopeVerdict::kOut : ScopeVerdict::kIn) << official.id;
    EXPECT_EQ(route.rows, official.rows) << official.id;
    EXPECT_EQ(route.cc, official.cc) << official.id;
    EXPECT_EQ(route.lead, official.lead) << official.id;
    EXPECT_EQ(route.to, official.rows.empty() ? "" : "BTV") << official.id;
    EXPECT_EQ(route.via, official.rows.empty() ? "" : "BTC") << official.id;
    EXPECT_THAT(route.reason, Not(IsEmpty())) << official.id;
  }
}

TEST(TuyenQuang2020, WhoHeadsHisLeadBodyIsLedByTheOrganisationCommission_A_01_N21_I_19) {
  const auto route = Route(kMember, {Post("PARTY_COMMISSION"), Post("MTTQ_TINH")}, {{"BDV", "N"}});
  EXPECT_THAT(route.cc, ElementsAre("BDV"));
  EXPECT_EQ(route.lead, "BTC");
  EXPECT_TRUE(route.self_review);
}

TEST(TuyenQuang2020, MembershipAloneBringsNobodyIn_R1_2_SCOPE_MEMBERS_R1_2_SCOPE_UNIVERSITY_R1_2_SCOPE_NAMED) {
  std::set<std::string> rules;
  for (const auto& scope : Law().scope) {
    rules.insert(scope.rule);
  }
  EXPECT_FALSE(rules.contains("R1.2-SCOPE-MEMBERS"));
  EXPECT_FALSE(rules.contains("R1.2-SCOPE-UNIVERSITY"));
  EXPECT_FALSE(rules.contains("R1.2-SCOPE-NAMED"));
  EXPECT_FALSE(rules.contains("R11.2-DELEGATE"));
  EXPECT_EQ(Route(kMember, {Post("CAP_UY_TINH", Capacity::kDeputy)}).rule, "R1.2-SCOPE-OUT");
}

TEST(TuyenQuang2020, HeadsOfSmallerUnitsAreNotNamed_R1_2_SCOPE_HEADS_I_53) {
  for (const auto* workplace : {"CAP_UY_HUYEN", "UBND_HUYEN", "HDND_HUYEN", "PARTY_COMMISSION", "AGENCY_UBND_TINH",
                                "BAN_HDND_TINH", "VP_DDBQH_HDND", "MTTQ_TINH", "CTXH_TINH"}) {
    EXPECT_EQ(Route(kNotMember, {Post(workplace)}).rule, "R1.2-SCOPE-HEADS") << workplace;
    EXPECT_EQ(Route(kNotMember, {Post(workplace, Capacity::kActing)}).rule, "R1.2-SCOPE-ACTING") << workplace;
  }
  for (const auto* workplace : {"UNIT_UBND_TINH", "PARTY_UNIT", "SUBUNIT"}) {
    EXPECT_EQ(Route(kMember, {Post(workplace)}).scope, ScopeVerdict::kOut) << workplace;
  }
  EXPECT_EQ(Route(kNotMember, {Post("DANG_UY_TRUC_THUOC")}).scope, ScopeVerdict::kNeedsConfirmation);
}

TEST(TuyenQuang2020, VerticalHeadsOnlyAsCommitteeMembers_R1_2_SCOPE_VERTICAL_I_52) {
  for (const auto* workplace : {"VERTICAL", "CONG_AN_TINH", "BCHQS_TINH"}) {
    EXPECT_EQ(Route(kMember, {Post(workplace)}).scope, ScopeVerdict::kIn) << workplace;
    EXPECT_EQ(Route(kMember, {Post(workplace, Capacity::kActing)}).scope, ScopeVerdict::kIn) << workplace;
    EXPECT_EQ(Route(kMember, {Post(workplace, Capacity::kDeputy)}).scope, ScopeVerdict::kOut) << workplace;
    EXPECT_EQ(Route(kNotMember, {Post(workplace)}).rule, "R1.2-SCOPE-VERTICAL") << workplace;
    EXPECT_EQ(Route(kNotMember, {Post(workplace)}).scope, ScopeVerdict::kOut) << workplace;
  }
}

// ---- the calendar of the year: table 0.4 -------------------------------------------------------------------------

std::vector<std::string> FixedDates(const std::string& code) {
  std::vector<std::string> dates;
  for (const auto& entry : Law().FindDuty(code)->schedule) {
    if (entry.deadlines.empty()) {
      dates.emplace_back("undated");
      continue;
    }
    const auto& fixed = *entry.deadlines.front().fixed;
    dates.push_back(std::to_string(fixed.day) + "/" +
                    (fixed.month_of_stage_end ? "last month" : std::to_string(fixed.month)) +
                    (fixed.year_offset == -1 ? "/Y-1" : "/Y"));
  }
  return dates;
}

TEST(TuyenQuang2020, TheTableOfTheYear_RULES_0_4_R4_2_CONS_R4_2d_BTC_CONS_R4_2d_BTC_REMAINING_R4_3_DEADLINE) {
  EXPECT_THAT(FixedDates("REG"), ElementsAre("15/11/Y-1"));
  EXPECT_THAT(FixedDates("CONS"), ElementsAre("30/11/Y-1"));
  EXPECT_THAT(FixedDates("CONS_BTC"), ElementsAre("25/12/Y-1"));
  EXPECT_THAT(FixedDates("DECIDE"), ElementsAre("31/12/Y-1"));
  EXPECT_THAT(FixedDates("PLAN"), ElementsAre("15/1/Y"));
  EXPECT_THAT(FixedDates("RPT_M"), ElementsAre("25/1/Y", "25/2/Y", "25/3/Y", "25/4/Y", "25/5/Y", "25/6/Y", "25/7/Y",
                                               "25/8/Y", "25/9/Y", "25/10/Y", "25/11/Y", "25/12/Y"));
  EXPECT_THAT(FixedDates("RPT_Q"), ElementsAre("25/3/Y", "25/6/Y", "25/9/Y", "25/12/Y"));
  EXPECT_THAT(FixedDates("RPT_H1"), ElementsAre("25/6/Y"));
  EXPECT_THAT(FixedDates("RPT_Y"), ElementsAre("25/12/Y"));
  EXPECT_THAT(FixedDates("SELF"), ElementsAre("30/12/Y"));
  EXPECT_THAT(FixedDates("RPT_STAGE"), ElementsAre("25/last month/Y"));
  EXPECT_THAT(FixedDates("NOTIFY"), ElementsAre("undated"));
  EXPECT_THAT(FixedDates("MEET"), ElementsAre("1/8/Y", "undated"));
  EXPECT_EQ(Law().FindDuty("RPT_DONE"), nullptr);
  EXPECT_THAT(Law().FindDuty("RPT_Y")->includes, IsEmpty());
}

TEST(TuyenQuang2020, TheTextKnowsNoMonthForNewAppointees_R4_4b_ONEMONTH_R4_4b_NEWAPPT_I_11) {
  for (const auto& deadline : Law().FindDuty("PLAN")->schedule.at(0).deadlines) {
    EXPECT_EQ(deadline.hard, !deadline.period.has_value()) << deadline.basis;
    EXPECT_EQ(deadline.basis, deadline.period ? "I-11" : "R4.4b-DEADLINE");
  }
  EXPECT_THAT(Law().FindArticle("Điều 4 khoản 4 điểm b")->text, Not(HasSubstr("01 tháng")));
}

TEST(TuyenQuang2020, OnlyWrittenDatesAreHardAndNoReportAccuses_P_A_I_34) {
  std::map<std::string, std::string> candidates;
  for (const auto& duty : Law().duties) {
    if (duty.candidate) {
      candidates[duty.code] = duty.candidate->violation_kind + duty.candidate->sub_code;
    }
    for (const auto& entry : duty.schedule) {
      for (const auto& deadline : entry.deadlines) {
        const bool chosen = deadline.basis.starts_with("I-") || deadline.basis == "TEXT" || deadline.basis == "ANALOGY";
        EXPECT_EQ(deadline.hard, !chosen) << duty.code << " " << deadline.basis;
        // In the article or, as the bodies' date, in its points.
        EXPECT_TRUE(std::any_of(Law().articles.begin(), Law().articles.end(),
                                [&](const auto& article) {
                                  return article.cite.starts_with(deadline.article) &&
                                         article.text.find(deadline.wording) != std::string::npos;
                                }))
            << duty.code << " " << deadline.wording;
      }
    }
  }
  const std::map<std::string, std::string> wanted = {{"REG", "NOT_REGISTERED"}, {"PLAN", "NOT_SERIOUSPLAN_MISSING"}};
  EXPECT_EQ(candidates, wanted);
}

TEST(TuyenQuang2020, WhoIsDesignatedRegistersByAnalogyOnly_R4_1_LATEAPPT_R2_4_NEWWORK) {
  const auto& deadlines = Law().FindDuty("REG", Trigger::kPostStart)->schedule.at(0).deadlines;
  ASSERT_EQ(deadlines.size(), 2U);
  EXPECT_THAT(deadlines[0].when.post_bases, ElementsAre(statute::PostBasis::kAppointed, statute::PostBasis::kElected));
  EXPECT_EQ(deadlines[0].basis, "TEXT");
  EXPECT_EQ(deadlines[1].basis, "ANALOGY");
  EXPECT_THAT(Law().stop_events.at(0).new_work_bases, ElementsAre(statute::PostBasis::kAppointed));
}

// ---- the rest of the year ----------------------------------------------------------------------------------------

TEST(TuyenQuang2020, FiveCategories_R3_CONTENT_R3_DURATION) {
  std::vector<std::string> codes;
  for (const auto& category : Law().categories) {
    codes.push_back(category.code);
  }
  EXPECT_THAT(codes, ElementsAre("DOT_PHA", "MOI", "KHO", "TON_TAI", "BUC_XUC"));
  EXPECT_EQ(Law().durations.size(), TuyenQuang2021().durations.size());
}

std::set<std::string> RequiredOf(const std::string& document, const std::string& kind = "") {
  std::set<std::string> fields;
  for (const auto& field : Law().required_fields) {
    if (field.document == document && field.kind == kind) {
      fields.insert(field.field);
    }
  }
  return fields;
}

TEST(TuyenQuang2020, InWritingWithoutAForm_R4_1_CONTENT_R4_1_FORM_R4_4a_FORM_R5_3_FORM_A_06) {
  EXPECT_THAT(Law().forms, IsEmpty());
  EXPECT_THAT(RequiredOf("registration"), testing::IsSupersetOf({"works.goals", "works.targets", "works.roadmap"}));
  EXPECT_FALSE(RequiredOf("registration").contains("field_in_charge"));
  EXPECT_FALSE(RequiredOf("registration").contains("works.basis"));
}

TEST(TuyenQuang2020, TheLevelStandsInThePaperOfItsOwn_R7_3a_SELF_A_18) {
  EXPECT_TRUE(RequiredOf("report", "SELF").contains("works.self_level"));
  EXPECT_FALSE(RequiredOf("report", "RPT_Y").contains("works.self_level"));
}

TEST(TuyenQuang2020, ABodyEstablishesItsTaskForce_R7_3b_TASKFORCE_A_21) {
  const auto holds = [](const std::string&) { return true; };
  EXPECT_EQ(workflow::Apply(*Law().FindWorkflow("task_force"), "PREPARED", "propose", {"leader:*lead*"}, holds)->to,
            "ACTIVE");
}

TEST(TuyenQuang2020, NotReportingIsNotNamed_R10_KINDS_A_17) {
  std::vector<std::string> kinds;
  for (const auto& violation : Law().violations) {
    kinds.push_back(violation.kind);
  }
  EXPECT_THAT(kinds, ElementsAre("NOT_SERIOUS", "NOT_REGISTERED", "NOT_EXECUTED", "DISHONEST_REPORT", "OTHER"));
}

TEST(TuyenQuang2020, ThreeGroundsForTheCommitteeOneForABody_R4_2e_DIFFER_R4_3_DIFFER_A_07_A_08) {
  ExpectThreeGroundsForTheCommitteeOneForABody(Law());
}

TEST(TuyenQuang2020, TheSameBandsForABroaderUse_R7_2_BANDS_R7_1_EARLY_R8_1_USE) {
  for (const auto& [hundredths, level] :
       {std::pair{10000, "HTXS"}, {9999, "HTT"}, {7000, "HTT"}, {6999, "HT"}, {5000, "HT"}, {4999, "KHT"}}) {
    EXPECT_EQ(statute::BandOf(Law(), {hundredths, 100})->level, level) << hundredths;
  }
  EXPECT_EQ(Law().early_completion->before.month, 10);
  EXPECT_FALSE(Law().result_use->supports_top_grade_only);
}

// What services ask of one law they find in the other: no act of the one is unknown to the other.
TEST(TuyenQuang2020, ItsWorkflowsHaveTheActionsOfTheLaterLaw) {
  const auto actions = [](const statute::Regulation& law) {
    std::set<std::string> all;
    for (const auto& machine : law.workflows) {
      for (const auto& transition : machine.transitions) {
        all.insert(machine.name + "." + transition.action);
      }
    }
    return all;
  };
  auto later = actions(TuyenQuang2021());
  later.erase("task_force.approve");  // nobody's approval is needed
  EXPECT_EQ(actions(Law()), later);
}

TEST(TuyenQuang2020, EachBodyHasItsDuty_R11_LOWER_R11_BODIES_R11_SUPPORT_R11_UBKT_R11_SUPERVISE_R11_BTG_R11_BTC) {
  const std::vector<DutyOfBody> wanted = {
      {"CONCRETISE", "R11-LOWER", "Điều 11 khoản 1", {}},
      {"REVIEW", "R11-BODIES", "Điều 11 khoản 2", {"DDHDND", "BCSD", "BNC", "BDV", "BTC"}},
      {"SUPPORT", "R11-SUPPORT", "Điều 11 khoản 3", {}},
      {"INSPECT", "R11-UBKT", "Điều 11 khoản 4", {"UBKT"}},
      {"SUPERVISE", "R11-SUPERVISE", "Điều 11 khoản 5", {"BDV", "DDHDND", "DDMTTQ"}},
      {"PROPAGATE", "R11-BTG", "Điều 11 khoản 6", {"BTG"}},
      {"LEAD", "R11-BTC", "Điều 11 khoản 7", {"BTC"}}};
  EXPECT_EQ(DutiesOfBodies(Law()), wanted) << "nobody delegates (R11.2-DELEGATE)";
}

TEST(TuyenQuang2020, ThreeConditionsAreJudgedWithAProposal_R2_2_CONTENT) {
  EXPECT_THAT(RequiredOf("proposal"),
              ElementsAre("works.arises_from_practice", "works.fits_functions", "works.follows_party_line_and_law"));
}

TEST(TuyenQuang2020, TheWordingStandsInTheFile_R12_1_SUPERSEDE_R2_3_DUTY) {
  EXPECT_THAT(Law().FindArticle("Điều 2 khoản 3")->text, HasSubstr("quyết tâm"));
  EXPECT_THAT(Law().document, HasSubstr("30-QĐ/TU"));
  EXPECT_THAT(Law().supersedes, ElementsAre("Điều 6, Quy chế số 14-QC/TU ngày 15/11/2019"));
  EXPECT_EQ(Law().FindArticle("Điều 5 khoản 1 điểm a")->text, "Báo cáo tháng gửi trước ngày 25 hằng tháng");
  EXPECT_THAT(Law().FindArticle("Điều 4 khoản 3")->text, HasSubstr("có trách nhiệm thông báo"));
  EXPECT_EQ(Law().FindArticle("Điều 11 khoản 8"), nullptr);
  EXPECT_THAT(TuyenQuang2021().supersedes, Contains(Law().id));
}

}  // namespace
}  // namespace dotpha::lawfile
