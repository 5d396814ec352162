// Commendations: who is proposed, by whom, and who decides (Điều 9; R9.1-COMMEND, R9.2-PROPOSE, B-42).
#include "services/assessment/domain/commend.h"

#include <gmock/gmock.h>

#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

NomineeEntry Official(const std::string& id, const std::string& decided_level, const std::string& lead = "BCSD") {
  return {{id, "", ""}, SubjectLedBy(id, lead), decided_level, {}};
}
NomineeEntry Agency(const std::string& id, const std::string& reason) {
  NomineeEntry entry{{"", id, reason}, {}, "", {}};
  entry.subject.known = true;
  return entry;
}

CommendCommand Proposal(std::vector<NomineeEntry> entries) {
  CommendCommand command;
  command.body_id = "BCSD";
  command.cycle = 2022;
  command.entries = std::move(entries);
  return command;
}
CommendCommand Consolidation(std::vector<NomineeEntry> entries) {
  CommendCommand command = Proposal(std::move(entries));
  command.act = CommendationAct::kConsolidate;
  command.body_id = "BTC";
  return command;
}
CommendCommand Decision(std::vector<NomineeEntry> entries) {
  CommendCommand command = Proposal(std::move(entries));
  command.act = CommendationAct::kDecide;
  command.body_id = "BTV";
  command.decision = Paper("MP-473-QĐ/TU", "2023-02-10");
  command.decided_on = Day("2023-02-10");
  return command;
}

constexpr char kFebruary[] = "2023-02-10 16:00:00";
Act Body() { return By("ST-BCSD-3", "leader:BCSD", kFebruary); }
Act Commission() { return By("ST-BTC-3", "leader:BTC", kFebruary); }
Act Recorder() { return By("ST-BTV-1", "clerk:BTV", kFebruary); }

TEST(Commendation, OfficialsAtTheTopAndTypicalCollectivesAreProposed_R9_1_COMMEND_R9_2_PROPOSE_B_42) {
  EXPECT_EQ(TopLevel(Law()), "HTXS");
  const auto proposed = Commend(Proposal({Official("N1", "HTXS"), Agency("so-nn", "Đơn vị dẫn đầu")}), Law(), Body());
  ASSERT_TRUE(proposed.ok()) << proposed.error().message;
  EXPECT_EQ(proposed->at(0), (Commendation{2022, "N1", "", "PROPOSED", {"BCSD"}, "", {}, {}}));
  EXPECT_EQ(proposed->at(1), (Commendation{2022, "", "so-nn", "PROPOSED", {"BCSD"}, "Đơn vị dẫn đầu", {}, {}}));
}

TEST(Commendation, WhoIsNotAtTheTopIsProposedForAReason_R9_2_PROPOSE) {
  EXPECT_THAT(
      Found(Commend(Proposal({Official("N1", "HTT"), Official("N2", ""), Agency("so-nn", " ")}), Law(), Body())),
      ElementsAre("nominees[0].reason REASON_REQUIRED", "nominees[1].reason REASON_REQUIRED",
                  "nominees[2].reason REASON_REQUIRED"));
  NomineeEntry typical = Official("N1", "HTT");
  typical.nominee.reason = "Cá nhân tiêu biểu";
  EXPECT_THAT(Found(Commend(Proposal({typical}), Law(), Body())), IsEmpty());
}

TEST(Commendation, ABodyProposesForWhomItLeads_R9_2_PROPOSE) {
  EXPECT_EQ(ReasonOf(Commend(Proposal({Official("N9", "HTXS", "BNC")}), Law(), Body())), "NOT_LEAD_BODY");
}

TEST(Commendation, SaysWhoWithoutDoubt_R9_2_PROPOSE) {
  EXPECT_THAT(Found(Commend(Proposal({}), Law(), Body())), ElementsAre("nominees NOMINEES_REQUIRED"));
  NomineeEntry both = Official("N1", "HTXS");
  both.nominee.agency_id = "so-nn";
  NomineeEntry stranger = Official("N8", "HTXS");
  stranger.subject.known = false;
  NomineeEntry nowhere = Agency("so-x", "Đơn vị dẫn đầu");
  nowhere.subject.known = false;
  EXPECT_THAT(Found(Commend(Proposal({both, stranger, nowhere, Official("N2", "HTXS"), Official("N2", "HTXS")}), Law(),
                            Body())),
              ElementsAre("nominees[0] NOMINEE_REQUIRED", "nominees[1].official_id UNKNOWN_OFFICIAL",
                          "nominees[2].agency_id UNKNOWN_AGENCY", "nominees[4] DUPLICATE_NOMINEE"));
  NomineeEntry again = Official("N1", "HTXS");
  again.commendation = Commendation{2022, "N1", "", "PROPOSED", {"BCSD"}, "", {}, {}};
  EXPECT_THAT(Found(Commend(Proposal({again}), Law(), Body())), ElementsAre("nominees[0] ALREADY_PROPOSED"));
  NomineeEntry others = Agency("so-nn", "Đơn vị dẫn đầu");
  others.commendation = Commendation{2022, "", "so-nn", "PROPOSED", {"BDV"}, "Vì dân", {}, {}};
  EXPECT_THAT(Commend(Proposal({others}), Law(), Body())->at(0).proposed_by, ElementsAre("BDV", "BCSD"));
}

TEST(Commendation, TheCommissionConsolidatesAndProposesWhomNoBodyDid_R9_2_PROPOSE_B_42) {
  NomineeEntry proposed = Official("N1", "HTXS");
  proposed.commendation = Commendation{2022, "N1", "", "PROPOSED", {"BCSD"}, "", {}, {}};
  const auto consolidated = Commend(Consolidation({proposed, Official("N2", "HTXS", "BTC")}), Law(), Commission());
  ASSERT_TRUE(consolidated.ok()) << consolidated.error().message;
  EXPECT_EQ(consolidated->at(0).state, "CONSOLIDATED");
  EXPECT_THAT(consolidated->at(0).proposed_by, ElementsAre("BCSD"));
  EXPECT_THAT(consolidated->at(1).proposed_by, ElementsAre("BTC"));
  EXPECT_EQ(ReasonOf(Commend(Consolidation({proposed}), Law(), Body())), "ROLE_NOT_ALLOWED");
  EXPECT_THAT(Found(Commend(Consolidation({Official("N2", "HTT", "BTC")}), Law(), Commission())),
              ElementsAre("nominees[0].reason REASON_REQUIRED"));
  proposed.commendation = consolidated->at(0);
  proposed.commendation->proposed_by = {"BTC"};
  EXPECT_EQ(ReasonOf(Commend(Proposal({proposed}), Law(), Body())), "TRANSITION_NOT_ALLOWED") << "the list is made";
}

TEST(Commendation, TheStandingCommitteeDecidesOnTheCommissionsListAlone_R9_2_PROPOSE) {
  NomineeEntry listed = Official("N1", "HTXS");
  listed.commendation = Commendation{2022, "N1", "", "CONSOLIDATED", {"BCSD"}, "", {}, {}};
  const auto decided = Commend(Decision({listed}), Law(), Recorder());
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->at(0).state, "DECIDED");
  EXPECT_EQ(decided->at(0).decided_on, Day("2023-02-10"));
  EXPECT_EQ(decided->at(0).decision.number, "MP-473-QĐ/TU");
  EXPECT_EQ(ReasonOf(Commend(Decision({listed}), Law(), Commission())), "ROLE_NOT_ALLOWED");
  EXPECT_EQ(ReasonOf(Commend(Decision({Official("N2", "HTXS")}), Law(), Recorder())), "TRANSITION_NOT_ALLOWED");
  NomineeEntry proposed = listed;
  proposed.commendation->state = "PROPOSED";
  EXPECT_EQ(ReasonOf(Commend(Decision({proposed}), Law(), Recorder())), "TRANSITION_NOT_ALLOWED");
  CommendCommand bare = Decision({listed});
  bare.decision = {};
  bare.decided_on.reset();
  EXPECT_THAT(Found(Commend(bare, Law(), Recorder())),
              ElementsAre("decision DOCUMENT_REQUIRED", "decided_on DATE_MISSING"));
}

}  // namespace
}  // namespace dotpha::assessment
