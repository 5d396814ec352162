// Điều 4 khoản 1: who registers, when it counts as received, where it goes.
#include "services/registration/domain/submit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/domain/correct.h"
#include "services/registration/domain/return_registration.h"
#include "services/registration/domain/save_draft.h"
#include "services/registration/domain/withdraw.h"
#include "services/registration/tests/province.h"

namespace dotpha::registration {
namespace {

using testing::At;
using testing::Day;
using ::testing::ElementsAre;
using testing::Found;
using ::testing::IsEmpty;
using testing::Province;
using testing::ValidContent;
using testing::ValidSubmission;

constexpr char kInSeason[] = "2022-11-01 09:00:00";

class Registering : public ::testing::Test {
 protected:
  // Bodies that got N's registration of 1 November 2022, or the reason of its refusal.
  std::vector<std::string> Delivered(const std::string& official_id) {
    const auto submitted = province_.SubmitAt(official_id, 2023, kInSeason, ValidContent(2023));
    if (!submitted.ok()) {
      return {submitted.error().reason};
    }
    std::vector<std::string> bodies;
    for (const Delivery& delivery : submitted->deliveries) {
      bodies.push_back(delivery.body_id);
    }
    return bodies;
  }
  Registration Submitted(const std::string& official_id) {
    return province_.SubmitAt(official_id, 2023, kInSeason, ValidContent(2023))->registration;
  }
  Province province_;
};

TEST_F(Registering, OneDeliveryToBtcAndOneToEachBodyAtTheSameMoment_R4_1_COPY_G_05) {
  const auto submitted = province_.SubmitAt("N1", 2023, kInSeason, ValidContent(2023));
  ASSERT_TRUE(submitted.ok());
  const std::string id = submitted->registration.id;
  EXPECT_THAT(submitted->deliveries, ElementsAre(Delivery{id, 1, "BTC", DeliveryRole::kVia, At(kInSeason)},
                                                 Delivery{id, 1, "BCSD", DeliveryRole::kCopy, At(kInSeason)}));
  EXPECT_THAT(Delivered("N2"), ElementsAre("BTC")) << "nothing matches a to d";
}

TEST_F(Registering, CouncilPostsGoToTheCouncilsPartyGroup_R4_1a_ROUTE_B_01) {
  EXPECT_THAT(Delivered("N4"), ElementsAre("BTC", "DDHDND"));
  EXPECT_THAT(Delivered("N5"), ElementsAre("BTC", "DDHDND")) << "a6: held concurrently by the secretary";
  EXPECT_THAT(Delivered("N15"), ElementsAre("BTC", "DDHDND")) << "a1";
}

TEST_F(Registering, PostsOfThePeoplesCommitteeGoToItsPartyAffairsCommittee_R4_1b_ROUTE_B_01) {
  for (const char* official : {"N1", "N3", "N7", "N8", "N14", "N16", "N18", "N22", "N25"}) {
    EXPECT_THAT(Delivered(official), ElementsAre("BTC", "BCSD")) << official;
  }
}

TEST_F(Registering, InternalAffairsGoToBnc_R4_1c_ROUTE_B_01) {
  EXPECT_THAT(Delivered("N9"), ElementsAre("BTC", "BNC"));
  EXPECT_THAT(Delivered("N10"), ElementsAre("BTC", "BNC"));
}

TEST_F(Registering, FrontAndOrganisationsGoToBdvAlsoInASelfReview_R4_1d_ROUTE_B_01) {
  EXPECT_THAT(Delivered("N11"), ElementsAre("BTC", "BDV"));
  EXPECT_THAT(Delivered("N12"), ElementsAre("BTC", "BDV"));
  EXPECT_THAT(Delivered("N21"), ElementsAre("BTC", "BDV")) << "the copy stays as the text says, only the lead is BTC";
}

TEST_F(Registering, TheRemainingTitlesGoToBtcAlone_R4_2d_ROUTE_B_01) {
  EXPECT_THAT(Delivered("N2"), ElementsAre("BTC"));
  EXPECT_THAT(Delivered("N13"), ElementsAre("BTC"));
}

TEST_F(Registering, WhoIsOutOfScopeDoesNotRegister_R1_2_SCOPE_OUT_R1_2_SCOPE_VERTICAL_B_01) {
  EXPECT_THAT(Delivered("N17"), ElementsAre("NOT_IN_SCOPE")) << "a deputy who is no committee member";
  EXPECT_THAT(Delivered("N23"), ElementsAre("NOT_IN_SCOPE")) << "merely in charge (I-14)";
  EXPECT_THAT(Delivered("N7b"), ElementsAre("NOT_IN_SCOPE")) << "a vertical head who is no committee member";
  province_.rows.officials.front().managed = false;
  EXPECT_THAT(Delivered("N1"), ElementsAre("NOT_IN_SCOPE"));
}

TEST_F(Registering, WithoutACurrentPostNobodyIsInScope_I_60) {
  province_.rows.positions.front().to = Day("2022-10-31");
  EXPECT_THAT(Delivered("N1"), ElementsAre("NOT_IN_SCOPE"));
}

TEST_F(Registering, TwoRoutedPostsGiveTwoCopiesOfOneRegistration_I_16_B_40) {
  province_.AddPost("N1", "MTTQ_TINH", Capacity::kHead, "2022-01-01", false);
  EXPECT_THAT(Delivered("N1"), ElementsAre("BTC", "BCSD", "BDV"));
}

TEST_F(Registering, TheArrivalDecidesToTheLastMicrosecond_R4_1_DEADLINE_I_02) {
  const auto last = province_.SubmitAt("N1", 2023, "2022-11-14 23:59:59.999", ValidContent(2023));
  ASSERT_TRUE(last.ok());
  EXPECT_EQ(last->registration.received_at, At("2022-11-14 23:59:59.999"));
  const auto late = province_.SubmitAt("N1", 2023, "2022-11-15 00:00:00", ValidContent(2023));
  ASSERT_TRUE(late.ok()) << "late is late, not refused";
  EXPECT_EQ(late->registration.received_at, At("2022-11-15 00:00:00"));
}

TEST_F(Registering, AnArrivalReceiptMovesTheReceiptNotTheRecording_I_02) {
  Circumstances retried = province_.ByOfficial("N1", "2022-11-15 00:00:07");
  retried.received_at = At("2022-11-14 23:59:58");
  const auto submitted = province_.SubmitAs(retried, ValidSubmission("N1", 2023));
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.received_at, At("2022-11-14 23:59:58"));
  EXPECT_EQ(submitted->registration.recorded_at, At("2022-11-15 00:00:07"));
}

TEST_F(Registering, EveryOfficialInScopeRegistersOnceACycle_R4_1_DUTY) {
  const Registration stored = Submitted("N1");
  const auto again =
      province_.SubmitAs(province_.ByOfficial("N1", "2022-11-02 09:00:00"), ValidSubmission("N1", 2023), stored);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(again.error().reason, "ALREADY_SUBMITTED");
  const auto with_etag = province_.SubmitAs(province_.ByOfficial("N1", "2022-11-02 09:00:00"),
                                            ValidSubmission("N1", 2023), stored, stored.revision);
  ASSERT_FALSE(with_etag.ok());
  EXPECT_EQ(with_etag.error().reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(with_etag.error().metadata.at("state"), "SUBMITTED");
}

TEST_F(Registering, TheEventNamesTheOfficialAndNothingThatHeWrote) {
  const auto submitted = province_.SubmitAt("N1", 2023, kInSeason, ValidContent(2023));
  ASSERT_EQ(submitted->events.size(), 1u);
  const auto& event = std::get<RegistrationSubmitted>(submitted->events[0]);
  EXPECT_EQ(event.registration.official_id, "N1");
  EXPECT_THAT(event.delivered_to, ElementsAre("BTC", "BCSD"));
}

// ---- late appointees ----

TEST_F(Registering, AppointedAfterThePointInTimeRegistersOnItsOwnOccasion_R4_1_LATEAPPT_B_07) {
  province_.AddOfficial("NEW", "AGENCY_UBND_TINH", Capacity::kHead, false, "2022-11-21");
  province_.rows.positions.back().basis = PostBasis::kDesignated;
  province_.rows.positions.back().recorded_at = At("2022-11-21 09:00:00");
  const auto submitted = province_.SubmitAt("NEW", 2023, "2022-11-25 09:00:00", ValidContent(2023));
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.occasion, Day("2022-11-21")) << "set by the service";

  SubmitCommand named = ValidSubmission("NEW", 2023);
  named.occasion = Day("2022-11-21");
  EXPECT_TRUE(province_.SubmitAs(province_.ByOfficial("NEW", "2022-11-25 09:00:00"), named).ok());
  named.occasion = Day("2022-11-22");
  const auto refused = province_.SubmitAs(province_.ByOfficial("NEW", "2022-11-25 09:00:00"), named);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Found(refused.error()), ElementsAre("registration.occasion OCCASION_NOT_ALLOWED"));
}

TEST_F(Registering, AppointedBeforeItRegistersWithEverybody_R4_1_LATEAPPT_I_12) {
  province_.AddOfficial("NEW", "AGENCY_UBND_TINH", Capacity::kHead, false, "2022-11-14");
  const auto submitted = province_.SubmitAt("NEW", 2023, "2022-11-14 20:00:00", ValidContent(2023));
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.occasion, std::nullopt);
}

TEST_F(Registering, ALateAppointeeMayLeaveTheWorkToTheStandingCommittee_R4_1_LATEAPPT_I_51) {
  province_.AddOfficial("NEW", "AGENCY_UBND_TINH", Capacity::kHead, false, "2022-06-20");
  Content content = ValidContent(2022);
  content.works.clear();
  const auto refused = province_.SubmitAt("NEW", 2022, "2022-06-24 09:00:00", content);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Found(refused.error()), ElementsAre("registration.works NO_WORKS"));
  content.reason = "Đề nghị được giao tiếp tục thực hiện các việc của người tiền nhiệm";
  const auto submitted = province_.SubmitAt("NEW", 2022, "2022-06-24 09:00:00", content);
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.occasion, Day("2022-06-20"));
}

// ---- paper ----

TEST_F(Registering, APaperCountsFromItsStamp_I_02) {
  SubmitCommand command = ValidSubmission("N1", 2023);
  command.paper = PaperStamp{At("2022-11-14 15:00:00"), {"MP-9-BC", {}}};
  const auto entered = province_.SubmitAs(province_.By("BTC-clerk", {"clerk:BTC"}, "2022-11-16 09:00:00"), command);
  ASSERT_TRUE(entered.ok());
  EXPECT_EQ(entered->registration.received_at, At("2022-11-14 15:00:00"));
  EXPECT_EQ(entered->registration.recorded_at, At("2022-11-16 09:00:00"));
  EXPECT_EQ(entered->registration.channel, Channel::kPaper);
  EXPECT_EQ(entered->registration.paper_number, "MP-9-BC");
  EXPECT_EQ(entered->deliveries.size(), 2u);
}

TEST_F(Registering, APaperHasANumberAndAStampThatHasBeen_I_02) {
  SubmitCommand command = ValidSubmission("N1", 2023);
  command.paper = PaperStamp{At("2022-11-16 09:00:01"), {" ", {}}};
  const auto future = province_.SubmitAs(province_.By("BTC-clerk", {"clerk:BTC"}, "2022-11-16 09:00:00"), command);
  EXPECT_THAT(Found(future.error()), ElementsAre("document.number DOCUMENT_REQUIRED", "stamped_at STAMP_IN_FUTURE"));
  command.paper = PaperStamp{{}, {"MP-9-BC", {}}};
  const auto unstamped = province_.SubmitAs(province_.By("BTC-clerk", {"clerk:BTC"}, "2022-11-16 09:00:00"), command);
  EXPECT_THAT(Found(unstamped.error()), ElementsAre("stamped_at STAMP_MISSING"));
}

TEST_F(Registering, OnlyAClerkOfBtcEntersPaper) {
  SubmitCommand command = ValidSubmission("N1", 2023);
  command.paper = PaperStamp{At("2022-11-14 15:00:00"), {"MP-9-BC", {}}};
  const auto refused = province_.SubmitAs(province_.By("BCSD-clerk", {"clerk:BCSD"}, "2022-11-16 09:00:00"), command);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kPermissionDenied);
}

// ---- who may act ----

TEST_F(Registering, NobodySubmitsForAnother) {
  const auto refused = province_.SubmitAs(province_.ByOfficial("N2", kInSeason), ValidSubmission("N1", 2023));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kPermissionDenied);
  EXPECT_EQ(refused.error().reason, "ROLE_NOT_ALLOWED");
}

TEST_F(Registering, TheNamedClerkKeepsDraftsButSubmitsNothing_R4_1_CONTENT) {
  province_.rows.officials.front().clerk_staff_id = "BCSD-clerk";
  const Circumstances clerk = province_.By("BCSD-clerk", {"clerk:BCSD"}, kInSeason);
  SaveDraftCommand draft;
  draft.official_id = "N1";
  draft.cycle = 2023;
  const auto key = CheckDraft(draft, clerk);
  ASSERT_TRUE(key.ok()) << "an unfinished draft may miss everything";
  const auto saved = SaveDraft(draft, *key, {{}, {}, {}, "00000000-0000-4000-8000-000000000002", {}}, clerk);
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->registration.state, RegistrationState::kDraft);
  EXPECT_EQ(saved->registration.received_at, std::nullopt);
  EXPECT_THAT(saved->deliveries, IsEmpty());
  EXPECT_THAT(saved->events, IsEmpty()) << "a draft discharges nothing and reaches nobody";

  EXPECT_EQ(province_.SubmitAs(clerk, ValidSubmission("N1", 2023)).error().reason, "ROLE_NOT_ALLOWED");
  const Circumstances stranger = province_.By("BDV-clerk", {"clerk:BDV"}, kInSeason);
  EXPECT_EQ(SaveDraft(draft, *key, {{}, {}, {}, "x", {}}, stranger).error().reason, "ROLE_NOT_ALLOWED");
}

TEST_F(Registering, ADraftIsSubmittedWithItsEtagOrReplaced) {
  Registration draft;
  draft.id = "00000000-0000-4000-8000-000000000002";
  draft.official_id = "N1";
  draft.cycle = 2023;
  draft.revision = 3;
  const Circumstances now = province_.ByOfficial("N1", kInSeason);
  const auto stale = province_.SubmitAs(now, ValidSubmission("N1", 2023), draft, 2);
  EXPECT_EQ(stale.error().code, Code::kAborted);
  const auto submitted = province_.SubmitAs(now, ValidSubmission("N1", 2023), draft, 3);
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.id, draft.id);
  EXPECT_EQ(submitted->registration.version, 1);
  EXPECT_EQ(submitted->registration.revision, 4);
  EXPECT_TRUE(province_.SubmitAs(now, ValidSubmission("N1", 2023), draft).ok());
}

// ---- correct, return, withdraw ----

CorrectCommand ValidCorrection(const Registration& registration) {
  CorrectCommand command;
  command.content = ValidContent(registration.cycle);
  command.content.works[0].goals = "Mục tiêu sửa lại";
  command.expected_revision = registration.revision;
  return command;
}

TEST_F(Registering, ACorrectionIsDeliveredAnewAndTheFirstReceiptStands) {
  const Registration stored = Submitted("N1");
  const auto corrected = Correct(ValidCorrection(stored), stored, province_.ByOfficial("N1", "2022-11-20 08:00:00"));
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->registration.version, 2);
  EXPECT_EQ(corrected->registration.received_at, At(kInSeason));
  EXPECT_THAT(corrected->deliveries,
              ElementsAre(Delivery{stored.id, 2, "BTC", DeliveryRole::kVia, At("2022-11-20 08:00:00")},
                          Delivery{stored.id, 2, "BCSD", DeliveryRole::kCopy, At("2022-11-20 08:00:00")}));
  EXPECT_TRUE(std::holds_alternative<RegistrationCorrected>(corrected->events.at(0)));
}

TEST_F(Registering, ACorrectionNeedsTheEtagAndChangesNeitherOwnerNorCycle) {
  const Registration stored = Submitted("N1");
  CorrectCommand command = ValidCorrection(stored);
  command.expected_revision.reset();
  command.official_id = "N2";
  command.cycle = 2024;
  command.occasion = Day("2022-11-21");
  const Circumstances now = province_.ByOfficial("N1", "2022-11-20 08:00:00");
  EXPECT_THAT(Found(Correct(command, stored, now).error()),
              ElementsAre("registration.cycle FIELD_IMMUTABLE", "registration.etag ETAG_REQUIRED",
                          "registration.occasion FIELD_IMMUTABLE", "registration.official_id FIELD_IMMUTABLE"));
  command = ValidCorrection(stored);
  command.expected_revision = stored.revision + 1;
  EXPECT_EQ(Correct(command, stored, now).error().reason, "ETAG_MISMATCH");
}

TEST_F(Registering, BtcOrTheLeadBodyReturnsWithANote) {
  const Registration stored = Submitted("N1");
  const ReturnCommand command{"Nêu rõ chỉ tiêu định lượng", stored.revision};
  const auto by_lead =
      ReturnRegistration(command, stored, province_.By("BCSD-specialist", {"specialist:BCSD"}, "2022-11-17 08:00:00"));
  ASSERT_TRUE(by_lead.ok());
  EXPECT_EQ(by_lead->registration.state, RegistrationState::kReturned);
  EXPECT_EQ(by_lead->registration.received_at, At(kInSeason)) << "the first receipt still counts";
  EXPECT_TRUE(
      ReturnRegistration(command, stored, province_.By("BTC-leader", {"leader:BTC"}, "2022-11-17 08:00:00")).ok());
  EXPECT_EQ(
      ReturnRegistration(command, stored, province_.By("BDV-specialist", {"specialist:BDV"}, "2022-11-17 08:00:00"))
          .error()
          .reason,
      "ROLE_NOT_ALLOWED");
  EXPECT_THAT(Found(ReturnRegistration({"", stored.revision}, stored,
                                       province_.By("BTC-leader", {"leader:BTC"}, "2022-11-17 08:00:00"))
                        .error()),
              ElementsAre("note NOTE_REQUIRED"));
  const auto corrected = Correct(ValidCorrection(by_lead->registration), by_lead->registration,
                                 province_.ByOfficial("N1", "2022-11-18 08:00:00"));
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->registration.state, RegistrationState::kSubmitted);
}

TEST_F(Registering, APaperStampedBeforeTheElectronicOneCameMovesTheReceiptBack_I_02_H_15) {
  const Registration stored = Submitted("N1");
  RecordStampCommand command;
  command.paper = {At("2022-10-31 16:00:00"), {"MP-9-BC", {}}};
  command.expected_revision = stored.revision;
  const Circumstances clerk = province_.By("BTC-clerk", {"clerk:BTC"}, "2022-11-17 08:00:00");
  const auto stamped = RecordStamp(command, stored, clerk);
  ASSERT_TRUE(stamped.ok()) << stamped.error().reason;
  EXPECT_EQ(stamped->registration.received_at, At("2022-10-31 16:00:00"));
  EXPECT_EQ(stamped->registration.recorded_at, stored.recorded_at) << "when the content was learned";
  EXPECT_EQ(stamped->registration.paper_number, "MP-9-BC");
  EXPECT_EQ(stamped->registration.state, stored.state);
  EXPECT_EQ(stamped->registration.version, stored.version);
  EXPECT_EQ(stamped->registration.content, stored.content);
  EXPECT_TRUE(stamped->deliveries.empty()) << "the bodies have what he submitted";
  EXPECT_TRUE(std::holds_alternative<StampRecorded>(stamped->events.at(0)));

  command.paper.stamped_at = stored.received_at;
  EXPECT_EQ(RecordStamp(command, stored, clerk).error().reason, "STAMP_NOT_EARLIER");
  command.paper.stamped_at = At("2022-11-17 08:00:01");
  EXPECT_THAT(Found(RecordStamp(command, stored, clerk).error()), ElementsAre("stamped_at STAMP_IN_FUTURE"));
  EXPECT_THAT(Found(RecordStamp({}, stored, clerk).error()),
              ElementsAre("document.number DOCUMENT_REQUIRED", "etag ETAG_REQUIRED", "stamped_at STAMP_MISSING"));
  command.paper.stamped_at = At("2022-10-31 16:00:00");
  EXPECT_EQ(RecordStamp(command, stored, province_.ByOfficial("N1", "2022-11-17 08:00:00")).error().reason,
            "ROLE_NOT_ALLOWED");
  command.expected_revision = stored.revision + 1;
  EXPECT_EQ(RecordStamp(command, stored, clerk).error().reason, "ETAG_MISMATCH");
}

TEST_F(Registering, WithdrawalEndsWithTheDeadline_R4_1_DEADLINE) {
  const Registration stored = Submitted("N1");
  const WithdrawCommand command{"", stored.revision};
  const auto in_time = Withdraw(command, stored, {}, province_.ByOfficial("N1", "2022-11-14 23:59:59"));
  ASSERT_TRUE(in_time.ok());
  EXPECT_EQ(in_time->registration.state, RegistrationState::kWithdrawn);
  EXPECT_TRUE(std::holds_alternative<RegistrationWithdrawn>(in_time->events.at(0)));
  const auto late = Withdraw(command, stored, {}, province_.ByOfficial("N1", "2022-11-15 00:00:00"));
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(late.error().metadata.at("guard"), "BEFORE_DEADLINE");

  const DeadlineOverride moved{
      "o", "REG", "2023", Day("2022-11-20"), {}, {"MP-3-CV/BTC", {}}, At("2022-11-10 09:00:00")};
  EXPECT_TRUE(Withdraw(command, stored, {moved}, province_.ByOfficial("N1", "2022-11-20 23:00:00")).ok())
      << "the moved deadline governs (I-03)";
}

TEST_F(Registering, WhoMovedOnStillCorrectsWhatHeSent_I_30) {
  const Registration stored = Submitted("N1");
  province_.rows.positions.front().to = Day("2022-11-18");
  const auto corrected = Correct(ValidCorrection(stored), stored, province_.ByOfficial("N1", "2022-11-20 08:00:00"));
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->deliveries.size(), 2u) << "to the bodies that had the first version";
}

TEST_F(Registering, ARegistrationIsForAYearNearItsReceipt) {
  EXPECT_THAT(Found(province_.SubmitAs(province_.ByOfficial("N1", kInSeason), ValidSubmission("N1", 2027)).error()),
              ElementsAre("registration.cycle CYCLE_OUT_OF_RANGE"));
}

TEST_F(Registering, BeforeTheLawThereIsNothingToRegister_R0_VERSION) {
  const auto before = province_.SubmitAt("N1", 2022, "2021-08-31 23:59:59", ValidContent(2022));
  EXPECT_EQ(before.error().reason, "NO_REGULATION_IN_FORCE");
  EXPECT_TRUE(province_.SubmitAt("N1", 2022, "2021-09-01 00:00:00", ValidContent(2022)).ok());
}

}  // namespace
}  // namespace dotpha::registration
