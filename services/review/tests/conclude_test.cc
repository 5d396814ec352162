#include "services/review/domain/conclude.h"

#include <gmock/gmock.h>

#include "services/review/domain/tasks.h"
#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// N1 holds W-1 and W-2 of 2022; in June he may go.
class Departing : public ::testing::Test {
 protected:
  Departing() {
    for (const char* id : {"W-1", "W-2"}) {
      AssignedWork work;
      work.id = id;
      work.official_id = "N1";
      work.cycle = 2022;
      work.content = ValidWork(id, 2022);
      work.terms = TermsOf(*work.content, "digest");
      work.decided_on = Day("2021-12-28");
      work.revision = 3;
      held_[id] = work;
    }
  }
  void Leave(const std::string& effective_on) {
    season_.facts.departures.push_back(
        {{At("2022-06-16 09:00:00"), "registration#9"}, "N1", "TRANSFER", Day(effective_on)});
  }
  Result<StopDecision> Stop(const std::string& reason = "STOP_OBJECTIVE", const std::string& actor = "N1",
                            const std::string& stopped_on = "2022-08-22") {
    return ReportStop({"N1", {"W-1"}, reason, Day(stopped_on), "Bộ chủ quản tạm dừng", {}}, held_,
                      season_.By(actor, {"official"}, "2022-08-22 09:00:00"));
  }
  Result<ConcludeDecision> Conclude(ConclusionResult result = ConclusionResult::kUnfinished,
                                    const std::string& at = "2022-06-30 17:00:00", std::int64_t revision = 3,
                                    std::vector<std::string> works = {"W-1"}) {
    ConcludeCommand command{"N1", {"186-KL/TU", Date::Of(At(at))}, {}, {}};
    for (const std::string& id : works) {
      command.works.push_back({id, revision, 4'000, result});
    }
    return ConcludeWorks(command, held_, season_.ByRecorder(at));
  }
  void KeepStop() {
    const auto stopped = Stop();
    ASSERT_TRUE(stopped.ok()) << stopped.error().message;
    held_["W-1"] = stopped->works[0];
  }

  Season season_;
  HeldWorks held_;
};

TEST_F(Departing, WhatIsUnfinishedWaitsForTheSuccessor_R2_4_CONCLUDE_R2_4_SUCCESSOR) {
  Leave("2022-06-20");
  const auto concluded = Conclude();
  ASSERT_TRUE(concluded.ok()) << concluded.error().message;
  EXPECT_EQ(concluded->works[0].state, WorkState::kAwaitingSuccessor);
  EXPECT_EQ(concluded->works[0].official_id, "N1") << "its holder until somebody continues";
  EXPECT_EQ(concluded->conclusions[0].completion_e2, 4'000);
  EXPECT_EQ(concluded->conclusions[0].effective_on, Day("2022-06-20"));
  const auto& ended = std::get<WorkEnded>(concluded->events[0]);
  EXPECT_EQ(ended.reason, "CONCLUDED");
  EXPECT_EQ(ended.until, Day("2022-06-20")) << "he left then, whenever it was concluded";
  EXPECT_EQ(ended.concluded_e2, 4'000);
  const auto& told = std::get<WorksConcluded>(concluded->events[1]);
  EXPECT_EQ(told.effective_on, Day("2022-06-20"));
  EXPECT_EQ(told.concluded_on, Day("2022-06-30"));
}

TEST_F(Departing, OneConclusionOnAllWorksIsOneDutyMet_R2_4_CONCLUDE) {
  Leave("2022-06-20");
  const auto concluded = Conclude(ConclusionResult::kUnfinished, "2022-06-30 17:00:00", 3, {"W-1", "W-2"});
  ASSERT_TRUE(concluded.ok());
  EXPECT_EQ(std::count_if(concluded->events.begin(), concluded->events.end(),
                          [](const Event& event) { return std::holds_alternative<WorksConcluded>(event); }),
            1);
}

TEST_F(Departing, WhatIsClosedIsNotContinued_I_25) {
  Leave("2022-06-20");
  const auto concluded = Conclude(ConclusionResult::kClosed);
  ASSERT_TRUE(concluded.ok());
  EXPECT_EQ(concluded->works[0].state, WorkState::kStopped);
}

TEST_F(Departing, WhoIsInOfficeKeepsHisWorks_R2_4_CONCLUDE) {
  EXPECT_THAT(Found(Conclude()), ElementsAre("HOLDER_IN_OFFICE"));
  Leave("2022-07-01");
  EXPECT_THAT(Found(Conclude()), ElementsAre("HOLDER_IN_OFFICE")) << "he leaves tomorrow";
}

TEST_F(Departing, WorksOfTheNewPostAreNotLeftBehind_R2_4_NEWWORK) {
  Leave("2022-06-20");
  held_["W-1"].decided_on = Day("2022-07-01");
  held_["W-1"].basis = Basis::kNewAppointee;
  EXPECT_THAT(Found(Conclude(ConclusionResult::kUnfinished, "2022-07-15 17:00:00")), ElementsAre("HOLDER_IN_OFFICE"));
}

TEST_F(Departing, AWorkWhosePeriodHasEndedSinceWasRunningThen_R2_4_CONCLUDE) {
  Leave("2022-12-20");
  EXPECT_TRUE(Conclude(ConclusionResult::kUnfinished, "2023-01-09 17:00:00").ok());
}

TEST_F(Departing, SaysEverythingThatIsWrong_R2_4_CONCLUDE) {
  ConcludeCommand command{"N1", {}, {{"W-1", {}, {}, {}}, {"W-9", 1, 10'001, ConclusionResult::kGoesOn}}, {}};
  EXPECT_THAT(Found(ConcludeWorks(command, held_, season_.ByRecorder("2022-06-30 17:00:00"))),
              ElementsAre("document.number DOCUMENT_REQUIRED", "document.signed_on DOCUMENT_REQUIRED",
                          "works[0].etag ETAG_REQUIRED", "works[0].completion_e2 COMPLETION_REQUIRED",
                          "works[0].result RESULT_REQUIRED", "works[1].completion_e2 COMPLETION_OUT_OF_RANGE",
                          "works[1].work_id WORK_NOT_HELD"));
  Leave("2022-06-20");
  EXPECT_THAT(Found(Conclude(ConclusionResult::kGoesOn)), ElementsAre("works[0].result RESULT_NOT_ALLOWED"));
  EXPECT_THAT(Found(Conclude(ConclusionResult::kUnfinished, "2022-06-30 17:00:00", 2)), ElementsAre("ETAG_MISMATCH"));
}

TEST_F(Departing, OnlyTheRecorderEntersIt_R2_4_CONCLUDE_G_01) {
  Leave("2022-06-20");
  EXPECT_THAT(
      Found(ConcludeWorks({"N1", {"186-KL/TU", Day("2022-06-30")}, {{"W-1", 3, 0, ConclusionResult::kClosed}}, {}},
                          held_, season_.ByBody("BTC", "2022-06-30 17:00:00"))),
      ElementsAre("ROLE_NOT_ALLOWED"));
}

TEST_F(Departing, TheOfficialSaysThatAWorkHadToStop_R2_4_EVENTS) {
  const auto stopped = Stop();
  ASSERT_TRUE(stopped.ok()) << stopped.error().message;
  EXPECT_EQ(stopped->works[0].state, WorkState::kStopReported);
  const auto& told = std::get<WorkStopReported>(stopped->events[0]);
  EXPECT_EQ(told.stopped_on, Day("2022-08-22"));
  EXPECT_EQ(told.reason, "STOP_OBJECTIVE");
  EXPECT_THAT(Found(Stop("RETIRE")), ElementsAre("reason REASON_UNKNOWN")) << "that is no event of a work";
  EXPECT_THAT(Found(Stop("STOP_FM", "N1", "2022-08-23")), ElementsAre("stopped_on DATE_IN_FUTURE"));
  EXPECT_THAT(Found(Stop("STOP_FM", "N1", "2021-12-01")), ElementsAre("stopped_on DATE_OUT_OF_ORDER"));
  EXPECT_THAT(Found(Stop("STOP_FM", "N2")), ElementsAre("ROLE_NOT_ALLOWED")) << "not another's work";
}

TEST_F(Departing, AReportedStopIsConcludedOrTheWorkGoesOn_R2_4_EVENTS_R2_4_CONCLUDE) {
  KeepStop();
  const auto accepted = Conclude(ConclusionResult::kUnfinished, "2022-09-12 16:00:00", 4);
  ASSERT_TRUE(accepted.ok()) << accepted.error().message;
  EXPECT_EQ(accepted->works[0].state, WorkState::kStopped);
  EXPECT_EQ(std::get<WorkEnded>(accepted->events[0]).reason, "STOPPED");
  EXPECT_EQ(std::get<WorkEnded>(accepted->events[0]).until, Day("2022-08-22"));
  const auto refused = Conclude(ConclusionResult::kGoesOn, "2022-09-12 16:00:00", 4);
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_EQ(refused->works[0].state, WorkState::kActive);
  EXPECT_FALSE(refused->works[0].stop);
  EXPECT_TRUE(std::holds_alternative<WorksConcluded>(refused->events[0])) << "nothing ends";
}

class TaskList : public Departing {
 protected:
  std::vector<Task> On(const std::string& day, const std::vector<std::string>& newcomers = {}) {
    std::vector<WaitingWork> works;
    for (const auto& [id, work] : held_) {
      works.push_back({work, left_on_});
    }
    return Tasks(works, newcomers, {}, season_.ByRecorder(day + " 09:00:00").province, Day(day));
  }
  std::optional<Date> left_on_;
};

TEST_F(TaskList, BeginsWithTheDayOnWhichHeLeaves_R2_4_CONCLUDE) {
  Leave("2022-06-20");
  EXPECT_THAT(On("2022-06-19"), IsEmpty());
  EXPECT_THAT(On("2022-06-20"), ElementsAre(Task{TaskKind::kConclude, "N1", Day("2022-06-20"), {"W-1", "W-2"}, ""}));
}

TEST_F(TaskList, ProposesWhoTookThePost_R2_4_SUCCESSOR_I_25) {
  season_.facts.posts.back().agency_id = "";  // N21 is not concerned
  season_.facts.posts[0].to = Day("2022-06-19");
  Leave("2022-06-20");
  for (auto& [id, work] : held_) {
    work.state = WorkState::kAwaitingSuccessor;
  }
  left_on_ = Day("2022-06-20");
  EXPECT_EQ(On("2022-07-03").at(0).successor_id, "") << "the post is vacant";
  season_.AddOfficial("N30", "AGENCY_UBND_TINH", statute::Capacity::kActing, "", "2022-07-04");
  season_.facts.posts.back().agency_id = "co-quan-N1";
  EXPECT_EQ(On("2022-07-03").at(0).successor_id, "") << "he comes tomorrow";
  EXPECT_THAT(On("2022-07-04"), ElementsAre(Task{TaskKind::kPassOn, "N1", Day("2022-06-20"), {"W-1", "W-2"}, "N30"}));
  season_.facts.posts.back().capacity = statute::Capacity::kDeputy;
  EXPECT_EQ(On("2022-07-04").at(0).successor_id, "") << "a deputy is no successor of a head";
}

TEST_F(TaskList, ANewcomerGetsWorkUntilHeHoldsSome_R4_4b_NEWAPPT_R2_4_NEWWORK) {
  season_.AddOfficial("N30", "AGENCY_UBND_TINH", statute::Capacity::kHead, "", "2022-07-04");
  const Province& province = season_.ByRecorder("2022-07-04 09:00:00").province;
  EXPECT_THAT(Newcomers(province, std::nullopt, Day("2022-07-04")), IsEmpty()) << "assigning is not concluded";
  EXPECT_THAT(Newcomers(province, Day("2021-12-28"), Day("2022-07-03")), IsEmpty());
  const auto newcomers = Newcomers(province, Day("2021-12-28"), Day("2022-07-04"));
  EXPECT_THAT(newcomers, ElementsAre("N30"));
  held_.erase("W-2");
  EXPECT_THAT(On("2022-07-04", newcomers), ElementsAre(Task{TaskKind::kNewWork, "N30", Day("2022-07-04"), {}, ""}));
  held_["W-1"].official_id = "N30";
  EXPECT_THAT(On("2022-07-04", newcomers), IsEmpty());
}

}  // namespace
}  // namespace dotpha::review::testing
