// Tuyên Quang 2021, Điều 1 khoản 2 and Điều 4 khoản 1 and 2: who is in scope, who gets the copy, who leads.
#include <gmock/gmock.h>

#include "libs/lawfile/law_cases.h"

namespace dotpha::lawfile {
namespace {

using statute::Capacity;
using statute::Regulation;
using statute::ScopeVerdict;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const Regulation& Law() { return TuyenQuang2021(); }

statute::RouteResult Route(const statute::Person& person,
                           const std::vector<std::pair<std::string, std::string>>& heads = {}) {
  return ResolveRoute(Law(), person, heads);
}

constexpr bool kMember = true;
constexpr bool kNotMember = false;

// ---- B-01: scope and routing table, all of N1 to N25 -------------------------------------------------------------

struct Official {
  std::string id;
  bool committee_member = false;
  std::vector<statute::CurrentPost> posts;
  ScopeVerdict scope = ScopeVerdict::kIn;
  std::vector<std::string> rows;
  std::vector<std::string> cc;
  std::string lead;
};

TEST(Routing, TheWholeTable_R4_1a_ROUTE_R4_1b_ROUTE_R4_1c_ROUTE_R4_1d_ROUTE_B_01) {
  const auto out = ScopeVerdict::kOut;
  const auto in = ScopeVerdict::kIn;
  const std::vector<Official> table = {
      {"N1", kNotMember, {Post("AGENCY_UBND_TINH")}, in, {"b2"}, {"BCSD"}, "BCSD"},
      {"N2", kMember, {Post("CAP_UY_HUYEN")}, in, {"đ"}, {}, "BTC"},
      {"N3", kNotMember, {Post("UBND_HUYEN")}, in, {"b3"}, {"BCSD"}, "BCSD"},
      {"N4", kNotMember, {Post("HDND_HUYEN")}, in, {"a4"}, {"DDHDND"}, "DDHDND"},
      {"N5", kMember, {Post("CAP_UY_HUYEN"), Post("HDND_HUYEN")}, in, {"a6"}, {"DDHDND"}, "DDHDND"},
      {"N6",
       kNotMember,
       {Post("CAP_UY_HUYEN", Capacity::kDeputy), Post("HDND_HUYEN")},
       in,
       {"a5"},
       {"DDHDND"},
       "DDHDND"},
      {"N7", kMember, {Post("VERTICAL", Capacity::kHead, "KINH_TE_TONG_HOP")}, in, {"b4"}, {"BCSD"}, "BCSD"},
      {"N7b", kNotMember, {Post("VERTICAL", Capacity::kHead, "KINH_TE_TONG_HOP")}, out, {}, {}, ""},
      {"N8", kMember, {Post("VERTICAL", Capacity::kHead, "KHAC")}, in, {"b5"}, {"BCSD"}, "BCSD"},
      {"N9", kMember, {Post("VERTICAL", Capacity::kHead, "NOI_CHINH")}, in, {"c3"}, {"BNC"}, "BNC"},
      {"N10", kMember, {Post("CONG_AN_TINH")}, in, {"c1"}, {"BNC"}, "BNC"},
      {"N11", kMember, {Post("MTTQ_TINH")}, in, {"d1"}, {"BDV"}, "BDV"},
      {"N12", kMember, {Post("CTXH_TINH")}, in, {"d2"}, {"BDV"}, "BDV"},
      {"N13", kMember, {Post("PARTY_COMMISSION")}, in, {"đ"}, {}, "BTC"},
      {"N14", kMember, {Post("UBND_TINH", Capacity::kDeputy)}, in, {"b1"}, {"BCSD"}, "BCSD"},
      {"N15", kMember, {Post("HDND_TINH", Capacity::kDeputy)}, in, {"a1"}, {"DDHDND"}, "DDHDND"},
      {"N16", kMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)}, in, {"b2"}, {"BCSD"}, "BCSD"},
      {"N17", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)}, ScopeVerdict::kDelegable, {}, {}, ""},
      {"N18", kNotMember, {Post("UNIVERSITY_COUNCIL")}, in, {"b6"}, {"BCSD"}, "BCSD"},
      {"N19", kMember, {Post("UBND_TINH")}, in, {"đ"}, {}, "BTC"},
      {"N20", kNotMember, {Post("BAN_HDND_TINH")}, in, {"a2"}, {"DDHDND"}, "DDHDND"},
      {"N22", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kActing)}, in, {"b2"}, {"BCSD"}, "BCSD"},
      {"N23", kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kInCharge)}, out, {}, {}, ""},
      {"N24", kMember, {Post("CAP_UY_HUYEN"), Post("UBND_HUYEN")}, in, {"b3"}, {"BCSD"}, "BCSD"},
      {"N25", kNotMember, {Post("UNIT_UBND_TINH")}, in, {"b2"}, {"BCSD"}, "BCSD"},
  };
  for (const Official& official : table) {
    const auto route = Route(Someone(official.committee_member, official.posts));
    EXPECT_EQ(route.scope, official.scope) << official.id;
    EXPECT_EQ(route.rows, official.rows) << official.id;
    EXPECT_EQ(route.cc, official.cc) << official.id;
    EXPECT_EQ(route.lead, official.lead) << official.id;
    EXPECT_EQ(route.to, official.scope == in ? "BTV" : "") << official.id;
    EXPECT_EQ(route.via, official.scope == in ? "BTC" : "") << official.id;
    EXPECT_FALSE(route.self_review) << official.id;
    EXPECT_THAT(route.reason, Not(IsEmpty())) << official.id;
  }
}

TEST(Routing, WhoHeadsHisLeadBodyIsLedByTheOrganisationCommission_I_19_B_01_N21) {
  const auto both = Someone(kMember, {Post("PARTY_COMMISSION"), Post("MTTQ_TINH")});
  const auto route = Route(both, {{"BDV", "N"}, {"BNC", "M"}});
  EXPECT_THAT(route.cc, ElementsAre("BDV"));  // the copy stays
  EXPECT_EQ(route.lead, "BTC");
  EXPECT_TRUE(route.self_review);
  EXPECT_FALSE(Route(both, {{"BDV", "M"}}).self_review);
  EXPECT_TRUE(Route(Someone(kMember, {Post("PARTY_COMMISSION")}), {{"BTC", "N"}}).self_review);
}

TEST(Routing, SeveralBodiesGetACopyAndThePrincipalPostLeads_I_16_B_40) {
  const auto route = Route(Someone(kNotMember, {Post("AGENCY_UBND_TINH"), Post("CTXH_TINH", Capacity::kDeputy)}));
  EXPECT_THAT(route.cc, ElementsAre("BCSD", "BDV"));
  EXPECT_EQ(route.lead, "BCSD");
  const auto other = Route(Someone(kMember, {Post("CTXH_TINH"), Post("BAN_HDND_TINH")}));
  EXPECT_THAT(other.cc, ElementsAre("BDV", "DDHDND"));
  EXPECT_EQ(other.lead, "BDV");
  // Several bodies, none by the principal post: no reviewing body is nearer than another.
  const auto neither = Route(Someone(kMember, {Post("CAP_UY_TINH"), Post("MTTQ_TINH"), Post("BAN_HDND_TINH")}));
  EXPECT_THAT(neither.cc, ElementsAre("BDV", "DDHDND"));
  EXPECT_EQ(neither.lead, "BTC");
}

TEST(Routing, ChairOfDistrictCouncilGoesToPartyGroup_R4_1a_ROUTE) {
  const auto council = Post("HDND_HUYEN");
  EXPECT_THAT(Route(Someone(kNotMember, {council})).rows, ElementsAre("a4"));
  EXPECT_THAT(Route(Someone(kNotMember, {council, Post("CAP_UY_HUYEN", Capacity::kDeputy)})).rows, ElementsAre("a5"));
  EXPECT_THAT(Route(Someone(kNotMember, {council, Post("CAP_UY_HUYEN")})).rows, ElementsAre("a6"));
  EXPECT_THAT(Route(Someone(kMember, {Post("VP_DDBQH_HDND")})).rows, ElementsAre("a3"));
}

TEST(Routing, VerticalAgenciesOfTheInternalBlockAreExceptedFromB_R4_1b_ROUTE_R4_1c_ROUTE) {
  for (const auto* field : {"KINH_TE_TONG_HOP", "KHAC", "NOI_CHINH"}) {
    const auto route = Route(Someone(kMember, {Post("VERTICAL", Capacity::kHead, field)}));
    EXPECT_THAT(route.cc, ElementsAre(std::string(field) == "NOI_CHINH" ? "BNC" : "BCSD")) << field;
  }
  EXPECT_THAT(Route(Someone(kMember, {Post("BCHQS_TINH")})).rows, ElementsAre("c2"));
  EXPECT_EQ(Route(Someone(kNotMember, {Post("CONG_AN_TINH")})).scope, ScopeVerdict::kOut);  // I-52
}

TEST(Routing, ADeputyWhoIsAMemberFollowsHisWorkplace_R4_1b_ROUTE_I_17_R4_1d_ROUTE) {
  EXPECT_THAT(Route(Someone(kMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)})).cc, ElementsAre("BCSD"));
  EXPECT_THAT(Route(Someone(kMember, {Post("MTTQ_TINH", Capacity::kDeputy)})).cc, ElementsAre("BDV"));
}

TEST(Routing, RemainingTitlesStayWithTheOrganisationCommission_R4_2d_ROUTE) {
  const auto route = Route(Someone(kMember, {Post("CAP_UY_TINH")}));
  EXPECT_THAT(route.rows, ElementsAre("đ"));
  EXPECT_THAT(route.cc, IsEmpty());
  EXPECT_EQ(route.lead, "BTC");
  EXPECT_THAT(route.articles, Contains("Điều 4 khoản 2 điểm đ"));
}

TEST(Routing, EveryPaperGoesToTheStandingCommitteeThroughTheCommission_R4_1_COPY) {
  const auto route = Route(Someone(kNotMember, {Post("AGENCY_UBND_TINH")}));
  EXPECT_EQ(route.to, "BTV");
  EXPECT_EQ(route.via, "BTC");
  EXPECT_THAT(route.cc, ElementsAre("BCSD"));
  EXPECT_THAT(route.articles, ElementsAre("Điều 1 khoản 2", "Điều 4 khoản 1 điểm b"));
}

// ---- Điều 1 khoản 2: scope ----------------------------------------------------------------------------------------

TEST(Scope, OnlyOfficialsManagedByTheStandingCommittee_R1_1_SUBJECT) {
  auto person = Someone(kMember, {Post("AGENCY_UBND_TINH")});
  person.managed = false;
  EXPECT_EQ(Route(person).scope, ScopeVerdict::kOut);
  EXPECT_EQ(Route(person).rule, "R1.1-SUBJECT");
}

TEST(Scope, HeadsAreIn_R1_2_SCOPE_HEADS) {
  for (const auto* workplace :
       {"CAP_UY_HUYEN", "UBND_HUYEN", "HDND_HUYEN", "DANG_UY_TRUC_THUOC", "PARTY_COMMISSION", "PARTY_UNIT",
        "AGENCY_UBND_TINH", "UNIT_UBND_TINH", "BAN_HDND_TINH", "VP_DDBQH_HDND", "MTTQ_TINH", "CTXH_TINH"}) {
    const auto head = Route(Someone(kNotMember, {Post(workplace)}));
    EXPECT_EQ(head.scope, ScopeVerdict::kIn) << workplace;
    EXPECT_EQ(head.rule, "R1.2-SCOPE-HEADS") << workplace;
  }
  EXPECT_EQ(Route(Someone(kNotMember, {Post("SUBUNIT")})).scope, ScopeVerdict::kOut);
}

TEST(Scope, ActingHeadsAreInButNotThoseMerelyInCharge_R1_2_SCOPE_ACTING_I_14) {
  EXPECT_EQ(Route(Someone(kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kActing)})).rule, "R1.2-SCOPE-ACTING");
  const auto in_charge = Route(Someone(kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kInCharge)}));
  EXPECT_EQ(in_charge.scope, ScopeVerdict::kOut);
  EXPECT_EQ(in_charge.rule, "I-14");
}

TEST(Scope, VerticalHeadsOnlyAsCommitteeMembers_R1_2_SCOPE_VERTICAL) {
  const auto post = Post("VERTICAL", Capacity::kHead, "KHAC");
  EXPECT_EQ(Route(Someone(kMember, {post})).rule, "R1.2-SCOPE-MEMBERS");
  EXPECT_EQ(Route(Someone(kNotMember, {post})).scope, ScopeVerdict::kOut);
  EXPECT_EQ(Route(Someone(kNotMember, {post})).rule, "R1.2-SCOPE-VERTICAL");
}

TEST(Scope, CommitteeMembersAreInWhateverTheirPost_R1_2_SCOPE_MEMBERS) {
  EXPECT_EQ(Route(Someone(kMember, {Post("AGENCY_UBND_TINH", Capacity::kDeputy)})).scope, ScopeVerdict::kIn);
  auto standing = Someone(kNotMember, {Post("CAP_UY_TINH", Capacity::kDeputy)});
  standing.standing_member = true;  // implies membership
  EXPECT_EQ(Route(standing).rule, "R1.2-SCOPE-MEMBERS");
}

TEST(Scope, NobodyWithoutAPostIsIn_I_60) {
  const auto route = Route(Someone(kMember, {}));
  EXPECT_EQ(route.scope, ScopeVerdict::kOut);
  EXPECT_EQ(route.rule, "I-60");
}

TEST(Scope, ChairOfAUniversityCouncil_R1_2_SCOPE_UNIVERSITY) {
  EXPECT_EQ(Route(Someone(kNotMember, {Post("UNIVERSITY_COUNCIL")})).rule, "R1.2-SCOPE-UNIVERSITY");
  EXPECT_NE(Route(Someone(kNotMember, {Post("UNIVERSITY_COUNCIL", Capacity::kMember)})).scope, ScopeVerdict::kIn);
}

TEST(Scope, DeputyChairsOfTheProvinceWhoAreNoMembersNeedConfirmation_R1_2_SCOPE_NAMED_I_15) {
  for (const auto* workplace : {"HDND_TINH", "UBND_TINH"}) {
    const auto deputy = Post(workplace, Capacity::kDeputy);
    EXPECT_EQ(Route(Someone(kMember, {deputy})).scope, ScopeVerdict::kIn) << workplace;
    EXPECT_EQ(Route(Someone(kNotMember, {deputy})).scope, ScopeVerdict::kNeedsConfirmation) << workplace;
  }
}

TEST(Scope, EveryoneElseIsOut_R1_2_SCOPE_OUT_R11_2_DELEGATE) {
  const auto deputy = Route(Someone(kNotMember, {Post("CTXH_TINH", Capacity::kDeputy)}));
  EXPECT_EQ(deputy.scope, ScopeVerdict::kDelegable);
  EXPECT_EQ(deputy.rule, "R11.2-DELEGATE");
  EXPECT_THAT(deputy.articles, ElementsAre("Điều 11 khoản 2"));
  EXPECT_THAT(deputy.cc, IsEmpty());
  EXPECT_EQ(Route(Someone(kNotMember, {Post("AGENCY_UBND_TINH", Capacity::kMember)})).rule, "R1.2-SCOPE-OUT");
}

}  // namespace
}  // namespace dotpha::lawfile
