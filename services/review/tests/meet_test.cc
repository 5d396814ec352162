#include "services/review/domain/meet.h"

#include <gmock/gmock.h>

#include "libs/lawfile/shipped_law.h"
#include "services/review/domain/delegate.h"
#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;

constexpr char kThen[] = "2023-04-20 17:00:00";

class Meetings : public ::testing::Test {
 protected:
  Meetings() {
    AssignedWork work;
    work.id = "W-1";
    work.official_id = "N1";
    known_.works = {{"W-1", work}};
  }
  Result<MeetingDecision> Propose(const std::string& reason = "Tiến độ quý I chậm") {
    return ProposeMeeting({"BCSD", 2023, reason, {"270-TTr/BCSĐ", Day("2023-04-05")}, {}},
                          season_.ByBody("BCSD", "2023-04-05 09:00:00"));
  }
  RecordMeetingCommand Minutes(MeetingKind kind) {
    RecordMeetingCommand command;
    command.kind = kind;
    command.cycle = 2023;
    command.held_on = Day("2023-04-20");
    command.minutes = {"277-TB/TU", Day("2023-04-20")};
    command.directions = {{"W-1", "", "Hoàn thành bàn giao mặt bằng trước 30/6"}};
    return command;
  }
  Result<MeetingDecision> Hold(const RecordMeetingCommand& command) {
    return RecordMeeting(command, known_, season_.ByRecorder(kThen));
  }

  Season season_;
  MeetingsKnown known_;
};

TEST_F(Meetings, APeriodicOneNeedsNoProposalAndIsHeldOnce_R6_PERIODIC) {
  const auto held = Hold(Minutes(MeetingKind::kHalfYear));
  ASSERT_TRUE(held.ok()) << held.error().message;
  EXPECT_EQ(held->meeting.state, MeetingState::kHeld);
  EXPECT_EQ(std::get<MeetingHeld>(held->events[0]).meeting.kind, MeetingKind::kHalfYear);
  known_.periodic = {MeetingKind::kHalfYear};
  EXPECT_THAT(Found(Hold(Minutes(MeetingKind::kHalfYear))), ElementsAre("ALREADY_HELD"));
  EXPECT_TRUE(Hold(Minutes(MeetingKind::kAnnual)).ok());
}

TEST_F(Meetings, OneThatIsNeededRestsOnARecordedProposal_R6_NEEDED) {
  EXPECT_THAT(Found(Hold(Minutes(MeetingKind::kNeeded))), ElementsAre("MEETING_NOT_PROPOSED"));
  const auto proposed = Propose();
  ASSERT_TRUE(proposed.ok()) << proposed.error().message;
  EXPECT_EQ(proposed->meeting.state, MeetingState::kPlanned);
  EXPECT_EQ(proposed->meeting.proposed_by, "BCSD");
  known_.named = proposed->meeting;
  RecordMeetingCommand command = Minutes(MeetingKind::kNeeded);
  command.names_one = true;
  EXPECT_THAT(Found(Hold(command)), ElementsAre("etag ETAG_REQUIRED"));
  command.expected_revision = 7;
  EXPECT_THAT(Found(Hold(command)), ElementsAre("ETAG_MISMATCH"));
  command.expected_revision = 1;
  const auto held = Hold(command);
  ASSERT_TRUE(held.ok()) << held.error().message;
  EXPECT_EQ(held->meeting.reason, "Tiến độ quý I chậm") << "what was proposed stays beside the minutes";
  known_.named = held->meeting;
  command.expected_revision = 2;
  EXPECT_THAT(Found(Hold(command)), ElementsAre("TRANSITION_NOT_ALLOWED"));
}

TEST_F(Meetings, DirectsSomethingForEachWork_R6_INPUT_OUTPUT) {
  const auto held = Hold(Minutes(MeetingKind::kHalfYear));
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(held->meeting.directions[0].official_id, "N1") << "who held it then";
  RecordMeetingCommand command = Minutes(MeetingKind::kHalfYear);
  command.directions = {{"W-9", "", " "}};
  EXPECT_THAT(Found(Hold(command)),
              ElementsAre("directions[0].work_id WORK_NOT_KNOWN", "directions[0].text TEXT_REQUIRED"));
}

TEST_F(Meetings, SaysEverythingThatIsWrong_R6_NEEDED) {
  EXPECT_THAT(Found(Propose(" ")), ElementsAre("reason REASON_REQUIRED"));
  RecordMeetingCommand command;
  command.cycle = 2023;
  EXPECT_THAT(Found(Hold(command)), ElementsAre("kind KIND_REQUIRED", "minutes.number DOCUMENT_REQUIRED",
                                                "minutes.signed_on DOCUMENT_REQUIRED", "held_on DATE_MISSING"));
  command = Minutes(MeetingKind::kAnnual);
  command.names_one = true;
  command.expected_revision = 1;
  command.held_on = Day("2023-04-21");
  EXPECT_THAT(Found(Hold(command)), ElementsAre("held_on DATE_IN_FUTURE", "name NAME_NOT_ALLOWED"));
}

TEST_F(Meetings, OnlyTheRecorderEntersMinutes_G_01) {
  EXPECT_THAT(Found(RecordMeeting(Minutes(MeetingKind::kAnnual), known_, season_.ByBody("BTC", kThen))),
              ElementsAre("ROLE_NOT_ALLOWED"));
}

// N1 heads a department with the deputies N16 (a committee member) and N17; N40 is secretary of a district, N41 deputy
// chairman there.
class Delegating : public ::testing::Test {
 protected:
  Delegating() {
    for (const char* deputy : {"N16", "N17"}) {
      season_.AddOfficial(deputy, "AGENCY_UBND_TINH", statute::Capacity::kDeputy);
      season_.facts.posts.back().agency_id = "co-quan-N1";
    }
    season_.facts.persons.back().committee_member = false;
    season_.AddOfficial("N40", "CAP_UY_HUYEN", statute::Capacity::kHead);
    season_.AddOfficial("N41", "UBND_HUYEN", statute::Capacity::kDeputy);
    season_.facts.persons.back().committee_member = false;
  }
  Result<Delegation> Delegate(const std::string& actor, const std::string& agency, const std::string& official,
                              bool assigned = false, std::vector<std::string> roles = {"official"}) {
    return RecordDelegation({official, agency, 2023, {"Rà soát công nợ"}}, assigned,
                            season_.By(actor, std::move(roles), kThen));
  }
  Season season_;
};

TEST_F(Delegating, TheHeadAssignsToADeputyWhoIsNoMember_R11_2_DELEGATE_B_38) {
  const auto delegated = Delegate("N1", "co-quan-N1", "N17");
  ASSERT_TRUE(delegated.ok()) << delegated.error().message;
  EXPECT_EQ(delegated->recorded_by, "N1");
  EXPECT_THAT(Found(Delegate("N1", "co-quan-N1", "N16")), ElementsAre("TUV_DEPUTY_NOT_DELEGABLE"));
  EXPECT_THAT(Found(Delegate("N4", "co-quan-N1", "N17")), ElementsAre("NOT_HEAD_OF_AGENCY"));
  EXPECT_THAT(Found(Delegate("N17", "co-quan-N1", "N17")), ElementsAre("NOT_HEAD_OF_AGENCY")) << "no deputy, himself";
  EXPECT_TRUE(Delegate("CV-BTC", "co-quan-N1", "N17", false, {"specialist:BTC"}).ok()) << "entered for the head";
}

TEST_F(Delegating, ADistrictsCommitteeAssignsInItsLocality_R11_2_DELEGATE_B_38) {
  EXPECT_TRUE(Delegate("N40", "co-quan-N40", "N41").ok());
  EXPECT_THAT(Found(Delegate("N40", "co-quan-N40", "N41", true)), ElementsAre("ALREADY_ASSIGNED_BY_BTV"));
  EXPECT_THAT(Found(Delegate("N40", "co-quan-N40", "N4")), ElementsAre("NOT_DELEGABLE"))
      << "whom the Standing Committee assigns itself, though it has not yet";
  EXPECT_THAT(Found(Delegate("N40", "co-quan-N40", "N17")), ElementsAre("NOT_OF_AGENCY"));
}

TEST_F(Delegating, IsNoActOfTheRegulationOf2020_A_26_R11_2_DELEGATE) {
  season_.facts.law = {{&lawfile::TuyenQuang2020(), Day("2020-05-20")}};
  EXPECT_THAT(Found(Delegate("N1", "co-quan-N1", "N17")), ElementsAre("NOT_IN_REGULATION"));
}

TEST_F(Delegating, SaysEverythingThatIsWrong_R11_LOWER) {
  EXPECT_THAT(Found(RecordDelegation({"N99", "noi-nao-do", 2030, {}}, false, season_.By("N1", {"official"}, kThen))),
              ElementsAre("delegation.official_id UNKNOWN_OFFICIAL", "delegation.agency_id UNKNOWN_AGENCY",
                          "delegation.cycle CYCLE_OUT_OF_RANGE", "delegation.work_names NO_WORKS"));
}

}  // namespace
}  // namespace dotpha::review::testing
