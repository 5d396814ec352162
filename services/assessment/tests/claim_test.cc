// Claims of force majeure and of objective reasons: who claims, endorses, decides (SCENARIOS section E, I-22).
#include "services/assessment/domain/claim.h"

#include <gmock/gmock.h>

#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Subject N1() { return SubjectLedBy("N1", "BCSD"); }
Act Claimant() { return By("N1", "official", "2022-11-08 09:00:00"); }
Act Body(const std::string& role = "leader:BCSD") { return By("ST-BCSD-3", role, "2022-12-28 10:00:00"); }
Act Recorder() { return By("ST-BTV-1", "clerk:BTV", "2023-01-16 14:00:00"); }

SubmitClaimCommand Flood() {
  SubmitClaimCommand command;
  command.claim.id = "c1";
  command.claim.official_id = "N1";
  command.claim.cycle = 2022;
  command.claim.work_id = "W1";
  command.claim.kind = "FM";
  command.claim.item_ids = {"2022.09.1"};
  command.claim.facts = "Mưa lũ lịch sử";
  command.claim.evidence = {"Biên bản xác nhận"};
  return command;
}
Record HisRecord() { return RecordOf("N1", 2022, {AnnualWork("W1", 2022)}); }

Claim Claimed() {
  const auto claimed = SubmitClaim(Flood(), Law(), HisRecord(), Claimant());
  EXPECT_TRUE(claimed.ok()) << claimed.error().message;
  return claimed->claim;
}
EndorseClaimCommand Opinion(const std::string& opinion, std::int64_t revision = 1) {
  return {opinion, "", revision, {}};
}
DecideClaimCommand Ruling(const std::string& ruling, std::int64_t revision = 1) {
  return {ruling, Day("2023-01-16"), Paper("MP-305-KL/TU", "2023-01-16"), revision, {}};
}

TEST(Claim, IsHeldByTheWorkflowOfTheLaw_R7_2_FM) {
  const Claim claim = Claimed();
  EXPECT_EQ(claim.state, "CLAIMED");
  EXPECT_EQ(claim.claimed_by, "N1");
  EXPECT_EQ(claim.claimed_at, At("2022-11-08 09:00:00"));
}

TEST(Claim, SaysWhatHappenedAndShowsIt_R7_2_FM) {
  SubmitClaimCommand command = Flood();
  command.claim.kind = "WEATHER";
  command.claim.work_id = "W9";
  command.claim.facts = " ";
  command.claim.evidence = {""};
  EXPECT_THAT(Found(SubmitClaim(command, Law(), HisRecord(), Claimant())),
              ElementsAre("claim.kind KIND_NOT_NAMED", "claim.work_id UNKNOWN_WORK", "claim.facts FACTS_REQUIRED",
                          "claim.evidence EVIDENCE_REQUIRED"));
  command = Flood();
  command.claim.item_ids = {"2022.09.1", "2022.13.1", "2022.09.1"};
  EXPECT_THAT(Found(SubmitClaim(command, Law(), HisRecord(), Claimant())),
              ElementsAre("claim.item_ids[1] UNKNOWN_ITEM", "claim.item_ids[2] DUPLICATE_ITEM"));
  command.claim.item_ids.clear();
  EXPECT_THAT(Found(SubmitClaim(command, Law(), HisRecord(), Claimant())), IsEmpty()) << "the whole work";
}

TEST(Claim, SpeaksOfItemsOfTheYear_R7_2_FM) {
  SubmitClaimCommand command = Flood();
  command.claim.item_ids = {"2023.09.1"};
  const Record record = RecordOf("N1", 2022, {TwoYearWork("W1", 2022)});
  EXPECT_THAT(Found(SubmitClaim(command, Law(), record, Claimant())), ElementsAre("claim.item_ids[0] UNKNOWN_ITEM"));
}

TEST(Claim, ComesBeforeTheLevelIsDecided_R7_2_FM) {
  Record record = HisRecord();
  record.assessment.state = kDecided;
  EXPECT_EQ(ReasonOf(SubmitClaim(Flood(), Law(), record, Claimant())), "ALREADY_DECIDED");
}

TEST(Claim, IsEndorsedByTheLeadBodyOrTheCommissionAndByNobodyElse_I_22) {
  for (const char* role : {"leader:BCSD", "specialist:BCSD", "leader:BTC", "specialist:BTC"}) {
    const auto endorsed = EndorseClaim(Claimed(), Opinion("ENDORSED"), Law(), N1(), Body(role));
    ASSERT_TRUE(endorsed.ok()) << role;
    EXPECT_EQ(endorsed->claim.state, "ENDORSED");
    EXPECT_THAT(endorsed->events, IsEmpty()) << "nothing follows from it";
  }
  for (const char* role : {"leader:BNC", "clerk:BCSD", "clerk:BTV", "leader:UBKT"}) {
    EXPECT_EQ(ReasonOf(EndorseClaim(Claimed(), Opinion("ENDORSED"), Law(), N1(), Body(role))), "ROLE_NOT_ALLOWED")
        << role;
  }
  EXPECT_EQ(ReasonOf(EndorseClaim(Claimed(), Opinion("ENDORSED"), Law(), N1(),
                                  By("N1", "leader:BCSD", "2022-12-28 10:00:00"))),
            "OWN_MATTER");
  const auto declined = EndorseClaim(Claimed(), Opinion("NOT_ENDORSED"), Law(), N1(), Body());
  ASSERT_TRUE(declined.ok());
  EXPECT_EQ(declined->claim.state, "NOT_ENDORSED");
  EXPECT_EQ(declined->claim.opinion_body, "BCSD");
  EXPECT_EQ(ReasonOf(EndorseClaim(declined->claim, Opinion("ENDORSED", 2), Law(), N1(), Body())),
            "TRANSITION_NOT_ALLOWED");
}

TEST(Claim, IsDecidedByTheStandingCommitteeAloneWhateverTheBodySaid_I_22) {
  const Claim declined = EndorseClaim(Claimed(), Opinion("NOT_ENDORSED"), Law(), N1(), Body())->claim;
  const auto accepted = DecideClaim(declined, Ruling("ACCEPTED", 2), Law(), N1(), Recorder());
  ASSERT_TRUE(accepted.ok()) << accepted.error().message;
  EXPECT_EQ(accepted->claim.state, "ACCEPTED");
  ASSERT_THAT(accepted->events, SizeIs(1));
  const auto& told = std::get<ClaimDecided>(accepted->events[0]);
  EXPECT_TRUE(told.accepted);
  EXPECT_TRUE(told.excused);
  EXPECT_EQ(told.decided_on, Day("2023-01-16"));

  const auto rejected = DecideClaim(Claimed(), Ruling("REJECTED"), Law(), N1(), Recorder());
  ASSERT_TRUE(rejected.ok()) << "without an opinion";
  EXPECT_EQ(rejected->claim.state, "REJECTED");
  EXPECT_FALSE(std::get<ClaimDecided>(rejected->events.at(0)).excused);
  EXPECT_EQ(ReasonOf(DecideClaim(rejected->claim, Ruling("ACCEPTED", 2), Law(), N1(), Recorder())),
            "TRANSITION_NOT_ALLOWED");
  for (const char* role : {"leader:BTC", "leader:BCSD", "leader:BTV", "clerk:TT"}) {
    EXPECT_EQ(
        ReasonOf(DecideClaim(Claimed(), Ruling("ACCEPTED"), Law(), N1(), By("ST-1", role, "2023-01-16 14:00:00"))),
        "ROLE_NOT_ALLOWED")
        << role;
  }
}

TEST(Claim, AnOpinionAndADecisionSayWhatTheyAreAndRestOnWhatWasRead_I_22) {
  EXPECT_THAT(Found(EndorseClaim(Claimed(), {"", "", std::nullopt, {}}, Law(), N1(), Body())),
              ElementsAre("etag ETAG_REQUIRED", "opinion OPINION_REQUIRED"));
  EXPECT_EQ(ReasonOf(EndorseClaim(Claimed(), Opinion("ENDORSED", 7), Law(), N1(), Body())), "ETAG_MISMATCH");
  EXPECT_THAT(Found(DecideClaim(Claimed(), {}, Law(), N1(), Recorder())),
              ElementsAre("etag ETAG_REQUIRED", "ruling RULING_REQUIRED", "decision DOCUMENT_REQUIRED",
                          "decided_on DATE_MISSING"));
  DecideClaimCommand tomorrow = Ruling("ACCEPTED");
  tomorrow.decided_on = Day("2023-01-17");
  EXPECT_THAT(Found(DecideClaim(Claimed(), tomorrow, Law(), N1(), Recorder())),
              ElementsAre("decided_on DATE_IN_FUTURE"));
  EXPECT_EQ(ReasonOf(DecideClaim(Claimed(), Ruling("ACCEPTED", 7), Law(), N1(), Recorder())), "ETAG_MISMATCH");
}

}  // namespace
}  // namespace dotpha::assessment
