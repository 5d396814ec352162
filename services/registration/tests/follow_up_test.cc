// Quảng Ngãi 2024: a paper that adds works, and what follows registrations where nothing is assigned.
#include "services/registration/domain/follow_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/domain/add_works.h"
#include "services/registration/tests/province.h"

namespace dotpha::registration {
namespace {

using ::testing::ElementsAre;
using testing::Found;
using ::testing::IsEmpty;
using testing::Province;
using testing::ValidSubmission;

constexpr char kInMarch[] = "2024-03-15 09:00:00";

Work Entry(const std::string& id, const std::string& category) {
  Work work;
  work.id = id;
  work.category = category;
  work.display_name = "Dứt điểm hồ sơ đất đai tồn đọng";
  work.content = "Rà soát và xử lý";
  work.impact = "Người dân có giấy tờ";
  work.start = Date(2024, 3, 1);
  work.end = Date(2024, 12, 31);
  (category == "I" ? work.support_request : work.difficulties) = "Không";
  return work;
}

SubmitCommand Voluntary(const std::vector<Work>& works) {
  SubmitCommand command = ValidSubmission("N1", 2024);
  command.content.field_in_charge = "";
  command.content.works = works;
  return command;
}

class Voluntarily : public ::testing::Test {
 protected:
  Voluntarily() {
    province_.Under("QN2024", "2024-02-27");
    for (Official& official : province_.rows.officials) {
      official.assessed_by = official.id == "N2" ? "BCSD" : "BTV";
    }
  }
  Circumstances By(const std::string& actor, const std::string& role) { return province_.By(actor, {role}, kInMarch); }
  Circumstances Himself(const std::string& id) { return By(id, "official"); }
  RegisteredWork Registered(const std::string& official, const std::string& id, const std::string& category) {
    return {"00000000-0000-4000-8000-000000000001", official, 2024, 1, Entry(id, category)};
  }
  template <typename T>
  static std::string ReasonOf(const Result<T>& result) {
    return result.ok() ? "ACCEPTED" : result.error().reason;
  }

  Province province_;
  const DocumentReference paper_{"12-CV/TU", Date(2024, 3, 10)};
};

TEST_F(Voluntarily, ALaterPaperAddsItsWorks_I_44_RQ1_KINDS) {
  const auto first = province_.SubmitAs(Himself("N1"), Voluntary({Entry("A", "I")}));
  ASSERT_TRUE(first.ok()) << first.error().message;
  const auto second = province_.SubmitAs(Himself("N1"), Voluntary({Entry("B", "II")}), first->registration);
  ASSERT_TRUE(second.ok()) << second.error().message;
  ASSERT_EQ(second->registration.content.works.size(), 2U);
  EXPECT_EQ(second->registration.content.works[1].id, "B");
  EXPECT_EQ(second->registration.version, 2);
  EXPECT_EQ(second->registration.received_at, first->registration.received_at) << "the first receipt still counts";
  EXPECT_EQ(second->deliveries.size(), 1U);
}

TEST_F(Voluntarily, APaperAddsNoWorkTwiceAndNotMoreThanARegistrationHolds_I_44) {
  const auto first = province_.SubmitAs(Himself("N1"), Voluntary({Entry("A", "I")}));
  ASSERT_TRUE(first.ok());
  const auto twice = province_.SubmitAs(Himself("N1"), Voluntary({Entry("A", "II")}), first->registration);
  ASSERT_FALSE(twice.ok());
  EXPECT_THAT(Found(twice.error()), ElementsAre("registration.works[0].work_id DUPLICATE_ID"));
}

TEST_F(Voluntarily, WhereTheLawHasNoSuchActionNothingGrows_R4_1_DUTY) {
  Province tuyen_quang;
  const auto first = tuyen_quang.SubmitAt("N1", 2023, "2022-11-01 09:00:00", testing::ValidContent(2023));
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(MayGrow(tuyen_quang.regulation(), first->registration));
  EXPECT_EQ(ReasonOf(tuyen_quang.SubmitAs(tuyen_quang.ByOfficial("N1", "2022-11-02 09:00:00"),
                                          ValidSubmission("N1", 2023), first->registration)),
            "ALREADY_SUBMITTED");
}

TEST_F(Voluntarily, TheCommissionReportsTheListAndNobodyElse_RQ2_LIST) {
  const std::vector<RegisteredWork> works = {Registered("N1", "A", "I")};
  const ReportWorkListCommand command{2024, paper_, {}, "list"};
  const auto list = ReportWorkList(command, works, By("BTC-leader", "leader:BTC"));
  ASSERT_TRUE(list.ok()) << list.error().message;
  EXPECT_EQ(list->to, "TT");
  EXPECT_EQ(list->work_count, 1);
  EXPECT_FALSE(ReportWorkList(command, works, By("BNC-leader", "leader:BNC")).ok());
  EXPECT_THAT(Found(ReportWorkList({1990, {}, {}, "list"}, works, By("BTC-leader", "leader:BTC")).error()),
              ElementsAre("cycle CYCLE_OUT_OF_RANGE", "document.number DOCUMENT_REQUIRED"));
}

TEST_F(Voluntarily, TheBoardDirectsRegisteredWorksAlone_RQ2_LIST) {
  const auto directed = RecordDirections({{{"A", "Tháo gỡ trong quý II", "note"}}, paper_, {}},
                                         {Registered("N1", "A", "I")}, By("TT-clerk", "clerk:TT"));
  ASSERT_TRUE(directed.ok()) << directed.error().message;
  ASSERT_EQ(directed->size(), 1U);
  EXPECT_EQ(directed->front().official_id, "N1");
  EXPECT_EQ(directed->front().document.number, paper_.number);
  EXPECT_THAT(Found(RecordDirections({{{"B", " ", "note"}}, paper_, {}}, {}, By("TT-clerk", "clerk:TT")).error()),
              ElementsAre("items[0].text MISSING_TEXT", "items[0].work_id UNKNOWN_WORK"));
  EXPECT_THAT(Found(RecordDirections({{}, paper_, {}}, {}, By("TT-clerk", "clerk:TT")).error()),
              ElementsAre("items NO_ITEMS"));
}

TEST_F(Voluntarily, ObstaclesAndResultsAreTheOfficialsOwn_RQ2_LIST_RQ1_USE) {
  EXPECT_EQ(ReasonOf(ReportObstacle({"A", "Vướng quy hoạch", "note"}, Registered("N1", "A", "I"), Himself("N1"))),
            "ACCEPTED");
  EXPECT_THAT(Found(ReportObstacle({"A", "Vướng quy hoạch", "note"}, std::nullopt, Himself("N2")).error()),
              ElementsAre("work_id UNKNOWN_WORK"));
  EXPECT_EQ(ReasonOf(RecordResult({"N1", 2024, "Xong", "note"}, true, Himself("N1"))), "ACCEPTED");
  EXPECT_EQ(ReasonOf(RecordResult({"N1", 2024, "Xong", "note"}, false, Himself("N1"))), "NOT_REGISTERED");
  EXPECT_NE(ReasonOf(RecordResult({"N1", 2024, "Xong", "note"}, true, Himself("N2"))), "ACCEPTED");
}

TEST_F(Voluntarily, WhoAssessesRecordsTheGrade_RQ1_USE) {
  const RecordGradeCommand command{"N2", 2024, "HTXSNV", paper_, {}, std::nullopt};
  const auto grade = RecordAnnualGrade(command, std::nullopt, By("BCSD-leader", "leader:BCSD"));
  ASSERT_TRUE(grade.ok()) << grade.error().message;
  EXPECT_EQ(grade->rated_by, "BCSD");
  EXPECT_EQ(grade->revision, 1);
  EXPECT_FALSE(RecordAnnualGrade(command, std::nullopt, By("BNC-leader", "leader:BNC")).ok());
  EXPECT_EQ(ReasonOf(RecordAnnualGrade(command, std::nullopt, By("N2", "leader:BCSD"))), "OWN_MATTER");
  EXPECT_EQ(ReasonOf(RecordAnnualGrade(command, *grade, By("BCSD-leader", "leader:BCSD"))), "ETAG_MISMATCH");
  RecordGradeCommand again = command;
  again.expected_revision = 1;
  EXPECT_EQ(RecordAnnualGrade(again, *grade, By("BCSD-leader", "leader:BCSD"))->revision, 2);
  again.grade = "xuất sắc";
  EXPECT_THAT(Found(RecordAnnualGrade(again, *grade, By("BCSD-leader", "leader:BCSD")).error()),
              ElementsAre("grade GRADE_INVALID"));
}

TEST_F(Voluntarily, TheFactSheetSaysWhatIsABasisAndBarsNobody_RQ1_USE) {
  FollowUpNote result;
  result.kind = NoteKind::kResult;
  result.text = "Xong một nửa";
  FollowUpNote later = result;
  later.text = "Xong";
  const auto sheet = FactSheetOf("N1", 2024, {Registered("N1", "A", "I"), Registered("N1", "B", "I")}, {result, later},
                                 std::nullopt, Himself("N1"));
  ASSERT_TRUE(sheet.ok()) << sheet.error().message;
  EXPECT_TRUE(sheet->registered);
  EXPECT_TRUE(sheet->important_basis);
  EXPECT_EQ(sheet->result, "Xong");
  ASSERT_EQ(sheet->works.size(), 2U);
  EXPECT_EQ(sheet->works[0].works, 2);
  EXPECT_EQ(sheet->works[1].works, 0);
  EXPECT_EQ(sheet->route.to, "TT");
  EXPECT_THAT(sheet->notes, IsEmpty());
  const auto nothing = FactSheetOf("N2", 2024, {}, {}, std::nullopt, Himself("N2"));
  ASSERT_TRUE(nothing.ok());
  EXPECT_FALSE(nothing->registered);
  EXPECT_FALSE(nothing->important_basis);
  EXPECT_FALSE(nothing->barred_from_top_grade) << "who registered nothing may still be graded highest";
  EXPECT_EQ(nothing->route.to, "BCSD");
}

TEST_F(Voluntarily, ALawWithoutFollowUpKnowsNoneOfIt_RQ_NOT) {
  Province tuyen_quang;
  const auto asked = RequireFollowUp(tuyen_quang.By("BTC-leader", {"leader:BTC"}, "2022-11-01 09:00:00"));
  ASSERT_FALSE(asked.ok());
  EXPECT_EQ(asked.error().reason, "NOT_IN_REGULATION");
}

}  // namespace
}  // namespace dotpha::registration
