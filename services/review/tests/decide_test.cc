#include "services/review/domain/decide.h"

#include <gmock/gmock.h>

#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DecisionTest : public ::testing::Test {
 protected:
  Result<DecideDecision> Decide(const DecideCommand& command, const std::string& at = "2022-12-28 15:00:00") {
    return RecordDecision(command, {season_.files, works_, registered_by_}, season_.ByRecorder(at));
  }

  Work Changed(const std::string& id) {
    Work work = ValidWork(id, 2023);
    work.display_name = "Số hóa hồ sơ đất đai";
    return work;
  }

  // BCSD proposes another content for a work of N1.
  void ProposeOtherwise(const Work& proposed) {
    const auto sent = SubmitProposals({"BCSD", 2023, false, {Differing("N1", proposed, "NOT_CONCRETE_ART3")}, {}},
                                      std::nullopt, season_.files, season_.ByBody("BCSD", "2022-11-28 09:00:00"));
    ASSERT_TRUE(sent.ok());
    Keep(season_.files, *sent);
  }

  AssignedWork HeldBy(const std::string& official_id, const std::string& work_id) {
    AssignedWork work;
    work.id = work_id;
    work.official_id = official_id;
    work.cycle = 2022;
    work.content = ValidWork(work_id, 2022);
    work.content->duration = "2Y";
    work.content->end = Day("2023-12-31");
    work.terms = TermsOf(*work.content, "digest");
    work.decided_on = Day("2021-12-28");
    return work;
  }

  Season season_;
  std::map<std::string, AssignedWork> works_;
  std::map<std::string, std::string> registered_by_;
};

TEST_F(DecisionTest, AssignsWhatWasRegistered_R4_3_BASIS_R4_3_DATA) {
  const std::string registration = season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  const auto decided = Decide(Deciding("N1", {Registered("W-1")}));
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  ASSERT_EQ(decided->works.size(), 1u);
  const AssignedWork& work = decided->works[0];
  EXPECT_EQ(work.official_id, "N1");
  EXPECT_EQ(work.registration_id, registration);
  EXPECT_EQ(work.terms.start, Day("2023-01-01"));
  EXPECT_THAT(work.terms.target_ids, ElementsAre("1"));
  EXPECT_FALSE(work.content) << "as registered: the text stands at the registration service";
  EXPECT_EQ(work.document_number, "107-QĐ/TU");
  EXPECT_EQ(decided->matters[0].state, MatterState::kDecided);
}

TEST_F(DecisionTest, TellsTheDecisionFirstAndThenEachOfficial_R4_3_DEADLINE_R4_3_NOTIFY) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  season_.Register("N4", 2023, {ValidWork("W-4", 2023)});
  DecideCommand command = Deciding("N1", {Registered("W-1")});
  command.items.push_back({"N4", Day("2022-12-28"), {Registered("W-4")}});
  const auto decided = Decide(command);
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  ASSERT_EQ(decided->events.size(), 3u);
  const auto& told = std::get<DecisionRecorded>(decided->events[0]);
  EXPECT_EQ(told.decision.decided_on, Day("2022-12-28"));
  EXPECT_EQ(told.body_id, "BTV");
  EXPECT_FALSE(told.notified_on) << "N1 has not been told";
  command.items[0].notified_on = Day("2022-12-28");
  const auto all_told = Decide(command);
  EXPECT_EQ(std::get<DecisionRecorded>(all_told->events[0]).notified_on, Day("2022-12-28"));
  EXPECT_EQ(std::get<DecisionRecorded>(all_told->events[0]).notified_by, "BTC");
  const auto& first = std::get<WorksAssigned>(decided->events[1]);
  EXPECT_EQ(first.official_id, "N1");
  EXPECT_EQ(first.agency_id, "co-quan-N1") << "told beside him (I-29)";
  EXPECT_EQ(std::get<WorksAssigned>(decided->events[2]).notified_on, Day("2022-12-28"));
}

TEST_F(DecisionTest, ADifferenceNeedsOneOfThreeGrounds_R4_3_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  WorkOrder order = Registered("W-1");
  order.content = Changed("W-1");
  EXPECT_THAT(Found(Decide(Deciding("N1", {order}))), ElementsAre("items[0].works[0].ground REASON_REQUIRED"));
  order.ground = "KHONG_HAY";
  EXPECT_THAT(Found(Decide(Deciding("N1", {order}))), ElementsAre("items[0].works[0].ground REASON_NOT_ALLOWED"));
  for (const std::string ground : {"NOT_CONCRETE_ART3", "NOT_SUITABLE", "NOT_TO_BTV_REQUIREMENT"}) {
    order.ground = ground;
    const auto decided = Decide(Deciding("N1", {order}));
    ASSERT_TRUE(decided.ok()) << ground;
    EXPECT_EQ(decided->works[0].ground, ground);
    EXPECT_EQ(decided->works[0].content->display_name, "Số hóa hồ sơ đất đai");
  }
}

TEST_F(DecisionTest, WhatIsGivenAndEqualDiffersInNothing_R4_3_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  WorkOrder order = Registered("W-1");
  order.content = ValidWork("", 2023);
  order.content->classification = "";
  const auto decided = Decide(Deciding("N1", {order}));
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_FALSE(decided->works[0].content);
}

TEST_F(DecisionTest, AWorkOfItsOwnForWhoRegisteredNeedsAGround_R4_3_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  EXPECT_THAT(Found(Decide(Deciding("N1", {Own(Changed("W-1"))}))),
              ElementsAre("items[0].works[0].ground REASON_REQUIRED"));
  EXPECT_THAT(Found(Decide(Deciding("N1", {Own(Changed("W-99"))}))),
              ElementsAre("items[0].works[0].ground REASON_REQUIRED"));
  EXPECT_TRUE(Decide(Deciding("N1", {Own(Changed("W-99"), "NOT_TO_BTV_REQUIREMENT")})).ok());
}

TEST_F(DecisionTest, WhoDidNotRegisterMayBeAssigned_I_58_B_43) {
  const auto decided = Decide(Deciding("N1", {Own(ValidWork("", 2023))}));
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_FALSE(decided->works[0].id.empty()) << "given by the service";
  EXPECT_EQ(decided->works[0].source, Source::kStandingCommittee);
}

TEST_F(DecisionTest, FollowingAProposalKeepsTheBodysGround_R4_3_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  ProposeOtherwise(Changed("W-1"));
  const auto decided = Decide(Deciding("N1", {{"W-1", Mode::kNew, Source::kProposed, {}, ""}}));
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->works[0].ground, "NOT_CONCRETE_ART3");
  EXPECT_EQ(decided->works[0].content->display_name, "Số hóa hồ sơ đất đai");
}

TEST_F(DecisionTest, LeavingAProposalNeedsAGround_R4_3_DIFFER) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  ProposeOtherwise(Changed("W-1"));
  EXPECT_THAT(Found(Decide(Deciding("N1", {Registered("W-1")}))),
              ElementsAre("items[0].works[0].ground REASON_REQUIRED"))
      << "back to what was registered";
  Work third = Changed("W-1");
  third.goals = "Mục tiêu thứ ba";
  EXPECT_THAT(Found(Decide(Deciding("N1", {{"W-1", Mode::kNew, Source::kProposed, third, ""}}))),
              ElementsAre("items[0].works[0].ground REASON_REQUIRED"));
}

TEST_F(DecisionTest, NamesWorksThatAreThere_R4_3_BASIS) {
  season_.Register("N1", 2023, {ValidWork("W-1", 2023)});
  registered_by_ = {{"W-1", "N1"}};
  EXPECT_THAT(
      Found(Decide(Deciding("N1", {Registered("W-2"), {"W-1", Mode::kNew, Source::kProposed, {}, ""}}))),
      ElementsAre("items[0].works[0].work_id WORK_NOT_REGISTERED", "items[0].works[1].work_id WORK_NOT_PROPOSED"));
  EXPECT_THAT(Found(Decide(Deciding("N4", {Own(Changed("W-1"))}))),
              ElementsAre("items[0].works[0].work_id DUPLICATE_ID"));
}

TEST_F(DecisionTest, IsWrittenAsTheRegulationDemands_R4_3_DATA_B_29) {
  Work work = ValidWork("W-7", 2023);
  work.end = Day("2024-06-30");
  work.targets.clear();
  EXPECT_THAT(Found(Decide(Deciding("N1", {Own(work)}))),
              ElementsAre("items[0].works[0].content.targets MISSING_TARGETS",
                          "items[0].works[0].content.end_on END_OUTSIDE_CYCLE"));
}

TEST_F(DecisionTest, RestsOnADocument_R4_3_DATA) {
  DecideCommand command = Deciding("N1", {Own(ValidWork("W-7", 2023))});
  command.document = {};
  command.basis.reset();
  EXPECT_THAT(Found(Decide(command)), ElementsAre("document.number DOCUMENT_REQUIRED",
                                                  "document.signed_on DOCUMENT_REQUIRED", "basis BASIS_REQUIRED"));
  command = Deciding("N1", {Own(ValidWork("W-7", 2023))});
  command.document.signed_on = Day("2022-12-29");
  EXPECT_THAT(Found(Decide(command)), ElementsAre("document.signed_on DATE_IN_FUTURE"));
}

TEST_F(DecisionTest, SaysWhenItIsHandedOver_I_06) {
  DecideCommand command = Deciding("N1", {Own(ValidWork("W-7", 2023))});
  command.items[0].notified_on = Day("2023-01-05");
  EXPECT_TRUE(Decide(command).ok()) << "some days ahead";
  command.items[0].notified_on = Day("2033-01-05");
  EXPECT_THAT(Found(Decide(command)), ElementsAre("items[0].notified_on DATE_OUT_OF_ORDER"));
  command.items[0].notified_on = *command.document.signed_on - 1;
  EXPECT_THAT(Found(Decide(command)), ElementsAre("items[0].notified_on DATE_OUT_OF_ORDER"));
}

TEST_F(DecisionTest, OnlyTheRecorderEntersIt_G_01_R2_1_HIERARCHY) {
  EXPECT_THAT(Found(RecordDecision(Deciding("N1", {Own(ValidWork("W-7", 2023))}), {},
                                   season_.ByBody("BTC", "2022-12-28 15:00:00"))),
              ElementsAre("ROLE_NOT_ALLOWED"));
}

TEST_F(DecisionTest, AHeldWorkIsNotGivenTwice) {
  works_ = {{"W-1", HeldBy("N4", "W-1")}};
  const auto refused = Decide(Deciding("N1", {Own(ValidWork("W-1", 2023))}));
  EXPECT_THAT(Found(refused), ElementsAre("WORK_ALREADY_ASSIGNED"));
  EXPECT_EQ(refused.error().metadata.at("official_id"), "N4");
}

TEST_F(DecisionTest, OutOfScopeNothingIsAssigned) {
  season_.AddOfficial("N17", "AGENCY_UBND_TINH", statute::Capacity::kMember);
  season_.facts.persons.back().committee_member = false;
  season_.facts.persons.back().managed = false;
  EXPECT_THAT(Found(Decide(Deciding("N17", {Own(ValidWork("W-7", 2023))}))), ElementsAre("NOT_IN_SCOPE"));
}

class NewAppointee : public DecisionTest {
 protected:
  NewAppointee() {
    season_.AddOfficial("N30", "AGENCY_UBND_TINH", statute::Capacity::kHead, "", "2023-06-01");
    season_.AddOfficial("N31", "AGENCY_UBND_TINH", statute::Capacity::kHead, "", "2020-10-20", "2023-05-31");
  }
  DecideCommand Newly(std::vector<WorkOrder> works) {
    DecideCommand command = Deciding("N30", std::move(works));
    command.basis = Basis::kNewAppointee;
    command.document.signed_on = Day("2023-06-20");
    return command;
  }
  static constexpr char kThen[] = "2023-06-20 10:00:00";
};

TEST_F(NewAppointee, ContinuesThePredecessorsWork_R4_4b_NEWAPPT_I_25) {
  works_ = {{"W-5", HeldBy("N31", "W-5")}};
  const auto decided = Decide(Newly({{"W-5", Mode::kContinue, Source::kPredecessor, {}, ""}}), kThen);
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->works[0].official_id, "N30");
  EXPECT_EQ(decided->works[0].version, 2);
  const auto& ended = std::get<WorkEnded>(decided->events[1]);
  EXPECT_EQ(ended.official_id, "N31");
  EXPECT_EQ(ended.until, Day("2023-06-01"));
  EXPECT_EQ(ended.reason, "PASSED_ON");
  EXPECT_EQ(std::get<WorksAssigned>(decided->events[2]).basis, Basis::kNewAppointee);
}

TEST_F(NewAppointee, GetsNoWorkThatItsHolderStillHas_I_25) {
  works_ = {{"W-5", HeldBy("N4", "W-5")}};
  EXPECT_THAT(Found(Decide(Newly({{"W-5", Mode::kContinue, Source::kPredecessor, {}, ""}}), kThen)),
              ElementsAre("WORK_ALREADY_ASSIGNED"));
}

TEST_F(NewAppointee, OrANewOneWithoutAGround_R4_4b_NEWAPPT) {
  season_.Register("N30", 2023, {ValidWork("W-30", 2023)});
  EXPECT_TRUE(Decide(Newly({Own(ValidWork("W-31", 2023))}), kThen).ok());
  EXPECT_THAT(
      Found(Decide(Newly({{"W-31", Mode::kContinue, Source::kStandingCommittee, ValidWork("W-31", 2023), ""}}), kThen)),
      ElementsAre("items[0].works[0].mode MODE_DOES_NOT_FIT_SOURCE"));
}

}  // namespace
}  // namespace dotpha::review::testing
