// Task forces (Điều 7 khoản 3 điểm b) and what supervising bodies heard (Điều 11 khoản 7).
#include <gmock/gmock.h>

#include "services/assessment/domain/feedback.h"
#include "services/assessment/domain/task_force.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;

constexpr char kThen[] = "2022-12-28 11:00:00";

Result<TaskForce> Propose(const std::string& role = "leader:BCSD", const std::string& lead = "BCSD") {
  ProposeTaskForceCommand command;
  command.task_force.id = "tf-1";
  command.task_force.body_id = "BCSD";
  command.task_force.cycle = 2022;
  command.task_force.member_ids = {"ST-BCSD-2", "ST-BTC-2"};
  command.task_force.official_ids = {"N1"};
  command.subjects = {SubjectLedBy("N1", lead)};
  return ProposeTaskForce(command, Law(), By("ST-BCSD-3", role, kThen));
}

Result<TaskForce> Approve(const TaskForce& task_force, const std::string& role) {
  return ApproveTaskForce(task_force, {Paper("MP-298-QĐ/TU", "2022-12-28"), task_force.revision, {}}, Law(),
                          By("ST-TT-2", role, kThen));
}

BatchEntry<AppraisalItem> Found40(const std::string& official_id = "N1") {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  BatchEntry<AppraisalItem> entry;
  entry.item.official_id = official_id;
  entry.item.verified = {{"W1", "2022.11.1", 4'000, "Biên bản kiểm tra thực địa", ""}};
  entry.subject = SubjectLedBy(official_id, "BCSD");
  entry.record = RecordOf(official_id, 2022, {work});
  return entry;
}

TEST(TaskForces, ABodyProposesAndTheStandingBoardEstablishes_R7_3b_TASKFORCE_B_25) {
  const auto proposed = Propose();
  ASSERT_TRUE(proposed.ok()) << proposed.error().message;
  EXPECT_EQ(proposed->state, "PROPOSED");
  EXPECT_EQ(ReasonOf(Approve(*proposed, "leader:BTC")), "ROLE_NOT_ALLOWED");
  const auto approved = Approve(*proposed, "leader:TT");
  ASSERT_TRUE(approved.ok()) << approved.error().message;
  EXPECT_EQ(approved->state, "ACTIVE");
  EXPECT_EQ(approved->revision, 2);
  EXPECT_EQ(ReasonOf(Approve(*approved, "leader:TT")), "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(ReasonOf(Propose("leader:BCSD", "BNC")), "ROLE_NOT_ALLOWED") << "another body leads him";
}

TEST(TaskForces, ItVerifiesOnlyWhileItIsEstablished_R7_3b_TASKFORCE_B_25) {
  const Act member = By("ST-BCSD-2", "specialist:BCSD", kThen);
  TaskForce task_force = *Propose();
  EXPECT_EQ(ReasonOf(RecordVerification(task_force, Found40(), member)), "TASK_FORCE_NOT_ACTIVE");
  task_force = *Approve(task_force, "clerk:TT");
  const auto verified = RecordVerification(task_force, Found40(), member);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->record.verified.at(0).value_e2, 4'000);
  EXPECT_EQ(verified->record.assessment.revision, 1);
  EXPECT_EQ(verified->record.assessment.state, kAwaitingSelf) << "it finds; it does not appraise";
  EXPECT_EQ(verified->history.action, "verify");
  EXPECT_EQ(ReasonOf(RecordVerification(task_force, Found40(), By("ST-BNC-2", "specialist:BNC", kThen))),
            "NOT_A_MEMBER");
  EXPECT_THAT(Found(RecordVerification(task_force, Found40("N2"), member)),
              ElementsAre("official_id OFFICIAL_NOT_VERIFIED"));
  const auto closed = CloseTaskForce(task_force, 2, Law(), By("ST-BCSD-3", "leader:BCSD", kThen));
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(ReasonOf(RecordVerification(*closed, Found40(), member)), "TASK_FORCE_NOT_ACTIVE");
  EXPECT_EQ(ReasonOf(CloseTaskForce(task_force, 2, Law(), By("ST-BNC-3", "leader:BNC", kThen))), "ROLE_NOT_ALLOWED");
  EXPECT_EQ(ReasonOf(CloseTaskForce(task_force, 1, Law(), By("ST-BCSD-3", "leader:BCSD", kThen))), "ETAG_MISMATCH");
}

TEST(TaskForces, SayEverythingThatIsWrong_R7_3b_TASKFORCE) {
  ProposeTaskForceCommand command;
  command.task_force.body_id = "BCSD";
  EXPECT_THAT(Found(ProposeTaskForce(command, Law(), By("ST-BCSD-3", "leader:BCSD", kThen))),
              ElementsAre("member_ids MEMBERS_REQUIRED", "official_ids OFFICIALS_REQUIRED"));
  command.task_force.member_ids = {"ST-BCSD-2", "ST-BCSD-2"};
  command.task_force.official_ids = {"N99"};
  command.subjects = {Subject{}};
  EXPECT_THAT(Found(ProposeTaskForce(command, Law(), By("ST-BCSD-3", "leader:BCSD", kThen))),
              ElementsAre("member_ids[1] DUPLICATE_ITEM", "official_ids[0] UNKNOWN_OFFICIAL"));
  EXPECT_THAT(Found(ApproveTaskForce(*Propose(), {}, Law(), By("ST-TT-2", "leader:TT", kThen))),
              ::testing::Contains("etag ETAG_REQUIRED"));
}

Feedback Heard(const std::string& body) {
  Feedback feedback;
  feedback.id = "f-1";
  feedback.body_id = body;
  feedback.official_id = "N1";
  feedback.text = "Điểm tập kết rác chậm được xử lý";
  feedback.source = "phản ánh của nhân dân";
  return feedback;
}

TEST(FeedbackOfPeople, IsEnteredByABodyThatSupervises_R11_SUPERVISE_F_08) {
  for (const char* body : {"BDV", "DDHDND", "DDMTTQ"}) {
    const auto recorded = RecordFeedback(Heard(body), true, Law(), By("ST-1", "specialist:DDMTTQ", kThen));
    ASSERT_TRUE(recorded.ok()) << body << recorded.error().message;
    EXPECT_EQ(recorded->recorded_by, "ST-1");
  }
  EXPECT_EQ(ReasonOf(RecordFeedback(Heard("BCSD"), true, Law(), By("ST-1", "specialist:BCSD", kThen))),
            "BODY_DOES_NOT_SUPERVISE");
}

TEST(FeedbackOfPeople, IsAboutSomebodyAndSaysWhat_R11_SUPERVISE) {
  Feedback nothing;
  nothing.body_id = "BDV";
  EXPECT_THAT(Found(RecordFeedback(nothing, false, Law(), By("ST-1", "specialist:BDV", kThen))),
              ElementsAre("feedback.official_id SUBJECT_REQUIRED", "feedback.text TEXT_REQUIRED",
                          "feedback.source SOURCE_REQUIRED"));
  EXPECT_THAT(Found(RecordFeedback(Heard("BDV"), false, Law(), By("ST-1", "specialist:BDV", kThen))),
              ElementsAre("feedback.official_id UNKNOWN_OFFICIAL"));
}

}  // namespace
}  // namespace dotpha::assessment
