#include "services/review/domain/propose.h"

#include <gmock/gmock.h>

#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Proposing : public ::testing::Test {
 protected:
  Result<SendDecision> Send(const std::string& body, std::vector<ProposalItem> items,
                            const std::string& at = "2022-11-28 09:00:00") {
    return SubmitProposals({body, 2023, false, std::move(items), {}}, std::nullopt, season_.files,
                           season_.ByBody(body, at));
  }

  Work Changed(const std::string& id) {
    Work work = ValidWork(id, 2023);
    work.display_name = "Số hóa hồ sơ đất đai";
    return work;
  }

  Season season_;
};

TEST_F(Proposing, ABodySendsForWhomItLeads_R4_2_CONS) {
  const std::string registration = season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  const auto sent = Send("BCSD", {AsRegistered("N1")});
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->dossier.state, DossierState::kSent);
  EXPECT_EQ(sent->dossier.received_at, At("2022-11-28 09:00:00"));
  ASSERT_EQ(sent->proposals.size(), 1u);
  EXPECT_THAT(sent->proposals[0].registration_ids, ElementsAre(registration));
  EXPECT_EQ(sent->matters[0].state, MatterState::kProposed);
  ASSERT_EQ(sent->events.size(), 1u);
  EXPECT_FALSE(std::get<ProposalsSent>(sent->events[0]).supplementary);
}

TEST_F(Proposing, OnceAndThenSupplements_R4_2_CONS) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  const auto sent = Send("BCSD", {AsRegistered("N1")});
  ASSERT_TRUE(sent.ok());
  Keep(season_.files, *sent);
  SendCommand again{"BCSD", 2023, false, {AsRegistered("N1")}, {}};
  const auto by = season_.ByBody("BCSD", "2022-12-05 09:00:00");
  EXPECT_THAT(Found(SubmitProposals(again, sent->dossier, season_.files, by)), ElementsAre("TRANSITION_NOT_ALLOWED"));
  again.supplementary = true;
  EXPECT_THAT(Found(SubmitProposals(again, std::nullopt, season_.files, by)), ElementsAre("TRANSITION_NOT_ALLOWED"))
      << "a supplement to what was never sent";
  const auto supplement = SubmitProposals(again, sent->dossier, season_.files, by);
  ASSERT_TRUE(supplement.ok());
  EXPECT_EQ(supplement->dossier.received_at, sent->dossier.received_at) << "the first sending discharges the duty";
  EXPECT_EQ(supplement->dossier.sendings, 2);
  EXPECT_TRUE(std::get<ProposalsSent>(supplement->events[0]).supplementary);
}

TEST_F(Proposing, OnlyTheLeadBodyProposes_R4_2_CONS_I_16) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  const auto refused = Send("BNC", {AsRegistered("N1")});
  EXPECT_THAT(Found(refused), ElementsAre("NOT_LEAD_BODY"));
  EXPECT_EQ(refused.error().metadata.at("official_ids"), "N1");
}

TEST_F(Proposing, TheHeadOfABodyIsLedByTheOrganisationCommission_I_19) {
  season_.Register("N21", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Send("BDV", {AsRegistered("N21")})), ElementsAre("NOT_LEAD_BODY"));
}

TEST_F(Proposing, NobodyProposesOnHisOwnRecord_I_19) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(SubmitProposals({"BCSD", 2023, false, {AsRegistered("N1")}, {}}, std::nullopt, season_.files,
                                    season_.By("N1", {"official", "leader:BCSD"}, "2022-11-28 09:00:00"))),
              ElementsAre("OWN_MATTER"));
}

TEST_F(Proposing, AClerkDoesNotPropose_R4_2e_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(SubmitProposals({"BCSD", 2023, false, {AsRegistered("N1")}, {}}, std::nullopt, season_.files,
                                    season_.By("VT-BCSD", {"clerk:BCSD"}, "2022-11-28 09:00:00"))),
              ElementsAre("ROLE_NOT_ALLOWED"));
}

TEST_F(Proposing, WhatIsSaidOfTheRegistrationIsTrue_R4_2_CONS) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  season_.AddOfficial("N3", "UBND_HUYEN", statute::Capacity::kHead);
  EXPECT_THAT(Found(Send("BCSD", {NotRegistered("N1"), AsRegistered("N3")})),
              ElementsAre("items[0].not_registered REGISTRATION_EXISTS", "items[1].as_registered NOT_REGISTERED"));
  EXPECT_TRUE(Send("BCSD", {AsRegistered("N1"), NotRegistered("N3")}).ok());
}

TEST_F(Proposing, ADifferenceNeedsAGround_R4_2e_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Send("BCSD", {Differing("N1", Changed("W-1"), "")})),
              ElementsAre("items[0].differences.works[0].ground REASON_REQUIRED"));
}

TEST_F(Proposing, ABodyHasOneGroundAlone_R4_2e_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  for (const std::string ground : {"NOT_SUITABLE", "NOT_TO_BTV_REQUIREMENT", "KHAC"}) {
    EXPECT_THAT(Found(Send("BCSD", {Differing("N1", Changed("W-1"), ground)})),
                ElementsAre("items[0].differences.works[0].ground REASON_NOT_ALLOWED_FOR_BODY"));
  }
  const auto sent = Send("BCSD", {Differing("N1", Changed("W-1"), "NOT_CONCRETE_ART3")});
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->proposals[0].differences[0].proposed.display_name, "Số hóa hồ sơ đất đai");
  EXPECT_EQ(sent->proposals[0].differences[0].digest.size(), 32u);
}

TEST_F(Proposing, ADifferenceIsOneAndIsWholeContent_R4_2e_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Send("BCSD", {Differing("N1", ValidWork("W-1", 2023), "NOT_CONCRETE_ART3")})),
              ElementsAre("items[0].differences.works[0].proposed NOTHING_DIFFERS"));
  EXPECT_THAT(Found(Send("BCSD", {Differing("N1", Changed("W-9"), "NOT_CONCRETE_ART3")})),
              ElementsAre("items[0].differences.works[0].work_id WORK_NOT_REGISTERED"));
  Work incomplete = Changed("W-1");
  incomplete.roadmap = "";
  EXPECT_THAT(Found(Send("BCSD", {Differing("N1", incomplete, "NOT_CONCRETE_ART3")})),
              ElementsAre("items[0].differences.works[0].proposed.roadmap MISSING_ROADMAP"));
}

TEST_F(Proposing, EverythingWrongIsSaidAtOnce) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Send("BCSD", {AsRegistered("N1"), AsRegistered("N1"), AsRegistered("ai-do"), {"N9", {}, {}}})),
              ElementsAre("items[1].official_id DUPLICATE_ITEM", "items[2].official_id UNKNOWN_OFFICIAL",
                          "items[3] OUTCOME_REQUIRED"));
  EXPECT_THAT(Found(Send("BCSD", {})), ElementsAre("items NO_ITEMS"));
}

Judgement Holding(const std::string& work_id) { return {work_id, true, true, true, ""}; }
Judgement NotFitting(const std::string& work_id, const std::string& remark) {
  return {work_id, true, false, true, remark};
}
ProposalItem Judged(ProposalItem item, std::vector<Judgement> judgements) {
  item.judgements = std::move(judgements);
  return item;
}

TEST_F(Proposing, EachWorkIsJudgedByThreeConditions_R2_2_CONTENT) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023), ValidWork("W-2", 2023)});
  const auto sent = Send("BCSD", {Judged(AsRegistered("N1"), {Holding("W-1"), NotFitting("W-2", "việc của sở khác")})});
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->proposals[0].judgements, ElementsAre(Holding("W-1"), NotFitting("W-2", "việc của sở khác")))
      << "people judge, the Standing Committee reads it";
  EXPECT_TRUE(Send("BCSD", {AsRegistered("N1")}).ok()) << "not judged: the general report says so";
}

TEST_F(Proposing, AJudgementIsWholeAndSaysWhyNot_R2_2_CONTENT) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Send("BCSD", {Judged(AsRegistered("N1"), {{"W-1", {}, {}, {}, ""}})})),
              ElementsAre("items[0].judgements[0].follows_party_line_and_law MISSING_CHECK_LAW",
                          "items[0].judgements[0].fits_functions MISSING_CHECK_FUNCTIONS",
                          "items[0].judgements[0].arises_from_practice MISSING_CHECK_PRACTICE"));
  EXPECT_THAT(Found(Send("BCSD", {Judged(AsRegistered("N1"), {NotFitting("W-1", " ")})})),
              ElementsAre("items[0].judgements[0].remark REASON_REQUIRED"));
  EXPECT_THAT(
      Found(Send("BCSD", {Judged(AsRegistered("N1"), {Holding("W-1"), Holding("W-1"), Holding("W-9")})})),
      ElementsAre("items[0].judgements[1].work_id DUPLICATE_ID", "items[0].judgements[2].work_id WORK_NOT_REGISTERED"));
  EXPECT_THAT(Found(Send("BCSD", {Judged(AsRegistered("N1"), {NotFitting("W-1", std::string(2'001, 'a'))})})),
              ElementsAre("items[0].judgements[0].remark FIELD_TOO_LONG"));
}

TEST_F(Proposing, ABodyProposesNoContentOfItsOwnThatItSaysDoesNotHold_R2_2_CONTENT) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  const ProposalItem other = Differing("N1", Changed("W-1"), "NOT_CONCRETE_ART3");
  EXPECT_THAT(Found(Send("BCSD", {Judged(other, {NotFitting("W-1", "việc của sở khác")})})),
              ElementsAre("items[0].judgements[0] CONTENT_CONDITION_NOT_MET"));
  EXPECT_TRUE(Send("BCSD", {Judged(other, {Holding("W-1")})}).ok());
}

TEST_F(Proposing, TheOrganisationCommissionSendsItsOwnWithTheReport_R4_2d_BTC_REMAINING) {
  season_.Register("N2", 2023, {ValidWork("W-2", 2023)});
  EXPECT_THAT(Found(Send("BTC", {AsRegistered("N2")})), ElementsAre("GENERAL_REPORT_REQUIRED"));
}

// R4.2đ-BTC-CONS: the report names what is late and what is missing.
class Reporting : public Proposing {
 protected:
  Result<ReportDecision> Report(std::vector<ProposalItem> items, const CycleOverview& overview,
                                const std::optional<Dossier>& dossier = std::nullopt) {
    return SubmitGeneralReport({"BTC", 2023, false, std::move(items), {}}, dossier, season_.files, overview,
                               season_.ByBody("BTC", "2022-12-23 17:00:00"));
  }
  static Dossier SentBy(const std::string& body, const std::string& at) {
    return {body + "-dossier", body, 2023, DossierState::kSent, At(at), 1, 1};
  }
};

TEST_F(Reporting, ListsLateAndMissingBodiesAndWhoDidNotRegister_R4_2d_BTC_CONS_I_57) {
  season_.Register("N2", 2023, {ValidWork("W-2", 2023)});
  CycleOverview overview;
  overview.registered = {"N1", "N2", "N4", "N9"};
  overview.proposed = {"N1"};
  overview.dossiers = {SentBy("BCSD", "2022-11-29 23:59:00"), SentBy("BDV", "2022-12-01 09:30:00"),
                       SentBy("BNC", "2022-11-29 08:00:00")};
  const auto reported = Report({AsRegistered("N2"), NotRegistered("N21")}, overview);
  ASSERT_TRUE(reported.ok()) << reported.error().message;
  EXPECT_THAT(reported->report.late_bodies, ElementsAre(LateBody{"BDV", Day("2022-11-29"), 2, false},
                                                        LateBody{"DDHDND", Day("2022-11-29"), 24, true}));
  EXPECT_THAT(reported->report.not_registered, ElementsAre("N11", "N21"));
  EXPECT_THAT(reported->report.without_proposal, ElementsAre("N4", "N9"));
  EXPECT_EQ(reported->sent.matters[0].state, MatterState::kConsolidated);
  EXPECT_EQ(std::get<GeneralReportSent>(reported->sent.events.back()).report.cycle, 2023);
}

TEST_F(Reporting, NamesWhoseWorksWereNotJudged_R2_2_CONTENT_R4_2d_BTC_CONS) {
  season_.Register("N2", 2023, {ValidWork("W-2", 2023), ValidWork("W-3", 2023)});
  CycleOverview overview;
  overview.registered = {"N1", "N2", "N4"};
  overview.proposed = {"N1", "N4"};
  overview.not_judged = {"N4"};
  EXPECT_THAT(Report({Judged(AsRegistered("N2"), {Holding("W-2")})}, overview)->report.not_judged,
              ElementsAre("N2", "N4"))
      << "one of N2's two works";
  overview.not_judged = {"N2", "N4"};
  EXPECT_THAT(Report({Judged(AsRegistered("N2"), {Holding("W-2"), Holding("W-3")})}, overview)->report.not_judged,
              ElementsAre("N4"))
      << "the commission's word is the latest";
}

TEST_F(Reporting, IsSentOnce_R4_2d_BTC_CONS) {
  EXPECT_THAT(Found(Report({}, {}, SentBy("BTC", "2022-12-20 09:00:00"))), ElementsAre("TRANSITION_NOT_ALLOWED"));
}

TEST_F(Reporting, ProposesForRemainingTitlesOnly_R4_2d_BTC_REMAINING) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Report({AsRegistered("N1")}, {})), ElementsAre("NOT_LEAD_BODY"));
}

TEST_F(Reporting, AMovedDateMovesTheLatenessOfABody_R4_2d_BTC_CONS) {
  season_.facts.overrides.push_back(
      {{At("2022-11-20 09:00:00"), "registration#2"}, "o-1", "CONS", "2023", Day("2022-12-02"), {}, "55-CV/BTCTU"});
  CycleOverview overview;
  overview.dossiers = {SentBy("BDV", "2022-12-01 09:30:00")};
  const auto reported = Report({}, overview);
  ASSERT_TRUE(reported.ok());
  for (const LateBody& late : reported->report.late_bodies) {
    EXPECT_NE(late.body_id, "BDV");
    EXPECT_EQ(late.last_on_time_day, Day("2022-12-02"));
  }
}

}  // namespace
}  // namespace dotpha::review::testing
