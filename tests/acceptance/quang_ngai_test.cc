// Quảng Ngãi 2024 (SCENARIOS D), beside Tuyên Quang in one installation: each province under its own regulation.
#include "tests/acceptance/quang_ngai.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kRefused[] = "NOT_IN_2026_CV_TU";

template <typename T>
std::string ReasonOf(const Result<T>& result) {
  return result.ok() ? "ACCEPTED" : result.error().reason;
}

common::v1::DocumentReference Paper(const std::string& number) { return Document(number, "2024-03-01"); }

class QuangNgai : public ::testing::Test {
 protected:
  // Both provinces; the letter is in force from 27/02/2024, and it is 15/03/2024.
  static void SetUpTestSuite() {
    year_ = new Year({.officials = {"N1"}, .start = "2024-02-20 09:00"});
    AddQuangNgai(*year_, "2024-02-27");
    before_the_letter_ = ReasonOf(RegisterVoluntarily(*year_, "QN-1", 2024, {Entry("I", 2024)}));
    year_->To("2024-03-15 09:00");
  }
  static void TearDownTestSuite() {
    delete year_;
    year_ = nullptr;
  }

  template <typename Stub, typename Request, typename Response>
  static Result<Response> Ask(const std::string& person, Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
    return year_->Ask(InQuangNgai(person), stub, method, request);
  }
  static FollowUps& follow_ups() {
    static const auto stub = year_->system().Stub<reg::FollowUpService>();
    return *stub;
  }
  static reg::SubmitRegistrationResponse Registered(const std::string& official, int cycle,
                                                    const std::vector<reg::Work>& works) {
    return Must(RegisterVoluntarily(*year_, official, cycle, works), official);
  }
  static std::vector<reg::RegisteredWorkEntry> Works(const std::string& person, int cycle,
                                                     const std::string& list_id = "") {
    reg::ListRegisteredWorksRequest request;
    request.set_cycle(cycle);
    request.set_work_list_id(list_id);
    const auto listed = Must(Ask(person, follow_ups(), &FollowUps::ListRegisteredWorks, request), person);
    return {listed.entries().begin(), listed.entries().end()};
  }
  static std::vector<std::string> Officials(const std::vector<reg::RegisteredWorkEntry>& entries) {
    std::vector<std::string> ids;
    for (const auto& entry : entries) {
      ids.push_back(entry.official_id());
    }
    return ids;
  }
  static reg::FactSheet Sheet(const std::string& official, int cycle) {
    reg::GetFactSheetRequest request;
    request.set_official_id(official);
    request.set_cycle(cycle);
    return Must(Ask("BTC-leader", follow_ups(), &FollowUps::GetFactSheet, request), official).fact_sheet();
  }

  static Year* year_;
  static std::string before_the_letter_;
};
Year* QuangNgai::year_ = nullptr;
std::string QuangNgai::before_the_letter_;

TEST_F(QuangNgai, D01_WhomTheCommitteeAssessesWritesToTheBoardThroughTheCommission) {
  const auto sent = Registered("QN-1", 2024, {Entry("I", 2024)});
  ASSERT_EQ(sent.deliveries_size(), 1);
  EXPECT_EQ(sent.deliveries(0).body_id(), "BTC");
  EXPECT_EQ(sent.deliveries(0).role(), reg::DELIVERY_ROLE_VIA);
  const reg::FactSheet sheet = Sheet("QN-1", 2024);
  EXPECT_EQ(sheet.to(), "TT");
  EXPECT_EQ(sheet.via(), "BTC");
  EXPECT_EQ(sheet.cc_size(), 0);
}

TEST_F(QuangNgai, D02_TheOthersWriteToWhoeverAssessesThem) {
  const auto government = Registered("QN-4", 2024, {Entry("I", 2024)});
  ASSERT_EQ(government.deliveries_size(), 1);
  EXPECT_EQ(government.deliveries(0).body_id(), "BCSD");
  EXPECT_EQ(government.deliveries(0).role(), reg::DELIVERY_ROLE_ADDRESSEE);
  const auto district = Registered("QN-7", 2024, {Entry("II", 2024)});
  EXPECT_EQ(district.deliveries(0).body_id(), kDistrictCommittee);
  EXPECT_EQ(Sheet("QN-7", 2024).to(), kDistrictCommittee);
  EXPECT_EQ(Sheet("QN-7", 2024).via(), "");
  // Who is addressed sees his own, the commission everybody's, an official nobody else's.
  EXPECT_THAT(Officials(Works("BTV_CAP_UY-leader", 2024)), ElementsAre("QN-7"));
  EXPECT_THAT(Officials(Works("BCSD-leader", 2024)), ElementsAre("QN-4"));
  EXPECT_THAT(Officials(Works("BTC-leader", 2024)), ::testing::IsSupersetOf({"QN-4", "QN-7"}));
  EXPECT_THAT(Officials(Works("QN-4", 2024)), ElementsAre("QN-4"));
  reg::ReturnRegistrationRequest back;
  back.set_name(district.registration().name());
  back.set_etag(district.registration().etag());
  back.set_note("Ghi rõ thời gian");
  auto& stub = year_->system().registrations();
  EXPECT_EQ(ReasonOf(Ask("BCSD-leader", stub, &Registrations::ReturnRegistration, back)), "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Ask("BTV_CAP_UY-leader", stub, &Registrations::ReturnRegistration, back)), "ACCEPTED");
}

TEST_F(QuangNgai, D03_WhoNeverRegistersIsAccusedOfNothing) {
  year_->Settle();
  const auto obligations = Must(
      Ask("BTC-leader", year_->system().obligations(), &Obligations::ListObligations, ntf::ListObligationsRequest()));
  EXPECT_EQ(obligations.obligations_size(), 0);
  EXPECT_EQ(Must(Ask("BTC-leader", year_->system().obligations(), &Obligations::ListFlags, ntf::ListFlagsRequest()))
                .flags_size(),
            0);
  const reg::FactSheet sheet = Sheet("QN-9", 2024);
  EXPECT_FALSE(sheet.registered());
  EXPECT_FALSE(sheet.important_basis());
  EXPECT_FALSE(sheet.barred_from_top_grade());
}

TEST_F(QuangNgai, D04_TheFormHasTwoSectionsThatAreNotSymmetric) {
  const auto refused = [](const reg::Work& work) {
    const auto answer = RegisterVoluntarily(*year_, "QN-8", 2024, {work});
    return answer.ok() ? std::vector<Violation>{} : answer.error().violations;
  };
  reg::Work silent = Entry("I", 2024);
  silent.clear_support_request();
  EXPECT_THAT(refused(silent), Contains(Field(&Violation::reason, "MISSING_SUPPORT_REQUEST")));
  reg::Work carefree = Entry("II", 2024);
  carefree.clear_difficulties();
  EXPECT_THAT(refused(carefree), Contains(Field(&Violation::reason, "MISSING_DIFFICULTIES")));
  reg::Work asks = Entry("II", 2024);
  asks.set_support_request("Đề nghị hỗ trợ vốn");
  EXPECT_THAT(refused(asks), Contains(Field(&Violation::reason, "FIELD_NOT_IN_FORM")));
  reg::Work backwards = Entry("I", 2024);
  *backwards.mutable_end_on() = WireDay("2024-02-28");
  EXPECT_THAT(refused(backwards), Contains(Field(&Violation::reason, "END_BEFORE_START")));
  EXPECT_EQ(ReasonOf(RegisterVoluntarily(*year_, "QN-8", 2024, {})), "NO_WORKS");
  EXPECT_EQ(ReasonOf(RegisterVoluntarily(*year_, "QN-8", 2024, {Entry("I", 2024), Entry("II", 2024)})), "ACCEPTED")
      << "\"không\" is an answer";
}

TEST_F(QuangNgai, D05_TheListOfAYearStaysAsItWasReported) {
  const auto first = Registered("QN-2", 2025, {Entry("I", 2025)});
  Registered("QN-5", 2025, {Entry("II", 2025)});
  reg::ReportWorkListRequest request;
  request.set_cycle(2025);
  *request.mutable_document() = Paper("MP-318-BC/BTCTU");
  EXPECT_EQ(ReasonOf(Ask("TT-leader", follow_ups(), &FollowUps::ReportWorkList, request)), "NOT_PERMITTED");
  const auto list = Must(Ask("BTC-leader", follow_ups(), &FollowUps::ReportWorkList, request)).work_list();
  EXPECT_EQ(list.to(), "TT");
  EXPECT_EQ(list.work_count(), 2);
  // A second paper of the year adds to the first.
  const auto second = Registered("QN-2", 2025, {Entry("II", 2025)});
  EXPECT_EQ(second.registration().registration_id(), first.registration().registration_id());
  EXPECT_EQ(second.registration().works_size(), 2);
  EXPECT_EQ(Text(second.registration().received_at()), Text(first.registration().received_at()));
  EXPECT_THAT(Officials(Works("TT-leader", 2025, list.work_list_id())), UnorderedElementsAre("QN-2", "QN-5"));
  EXPECT_EQ(Works("TT-leader", 2025).size(), 3U);
  for (const auto& entry : Works("BTC-leader", 2025, list.work_list_id())) {
    const bool delegated = entry.official_id() == "QN-5";
    EXPECT_EQ(entry.official_name(), "Người " + entry.official_id());
    EXPECT_EQ(entry.workplace(), delegated ? "Sở thứ 5" : "Sở thứ 2");
    EXPECT_EQ(entry.assessed_by(), delegated ? "BCSD" : "BTV");
    EXPECT_EQ(entry.work().category(), delegated ? "II" : "I");
    EXPECT_EQ(entry.work().display_name(), "Sạt lở khu dân cư vùng núi");
    EXPECT_EQ(Text(entry.work().start_on()), "2025-03-01");
    EXPECT_EQ(Text(entry.work().end_on()), "2025-09-15");
    EXPECT_EQ(entry.work().support_request(), delegated ? "" : "không");
  }
  reg::ListRegisteredWorksRequest unknown;
  unknown.set_work_list_id(NewUuid());
  EXPECT_EQ(ReasonOf(Ask("BTC-leader", follow_ups(), &FollowUps::ListRegisteredWorks, unknown)), "WORK_LIST_NOT_FOUND");
}

TEST_F(QuangNgai, D06_TheFactSheetSaysWhatTheAnnualReviewMayRestOn_RQ1_LINK) {
  const std::string work = Registered("QN-6", 2024, {Entry("I", 2024)}).registration().works(0).work_id();
  reg::RecordDirectionsRequest directions;
  auto& item = *directions.add_items();
  item.set_work_id(work);
  item.set_text("Đồng ý đưa vào kế hoạch đầu tư công");
  *directions.mutable_document() = Paper("MP-402-TB/TU");
  EXPECT_EQ(ReasonOf(Ask("TT-leader", follow_ups(), &FollowUps::RecordDirections, directions)), "ACCEPTED");
  reg::ReportObstacleRequest obstacle;
  obstacle.set_work_id(work);
  obstacle.set_text("Chậm bố trí kinh phí khẩn cấp");
  EXPECT_EQ(ReasonOf(Ask("QN-5", follow_ups(), &FollowUps::ReportObstacle, obstacle)), "UNKNOWN_WORK")
      << "somebody else's";
  EXPECT_EQ(ReasonOf(Ask("QN-6", follow_ups(), &FollowUps::ReportObstacle, obstacle)), "ACCEPTED");
  reg::RecordResultRequest result;
  result.set_official_id("QN-6");
  result.set_cycle(2024);
  for (const char* text : {"Di dời 40/58 hộ", "Di dời 58/58 hộ"}) {
    result.clear_request_id();
    result.set_text(text);
    EXPECT_EQ(ReasonOf(Ask("QN-6", follow_ups(), &FollowUps::RecordResult, result)), "ACCEPTED");
  }
  EXPECT_EQ(ReasonOf(Ask("QN-5", follow_ups(), &FollowUps::RecordResult, result)), "OUT_OF_REACH");
  result.set_official_id("QN-9");
  EXPECT_EQ(ReasonOf(Ask("QN-9", follow_ups(), &FollowUps::RecordResult, result)), "NOT_REGISTERED");
  reg::RecordAnnualGradeRequest grade;
  grade.set_official_id("QN-6");
  grade.set_year(2024);
  grade.set_grade("HTXSNV");
  *grade.mutable_document() = Paper("MP-500-KL");
  EXPECT_EQ(ReasonOf(Ask("BTV-leader", follow_ups(), &FollowUps::RecordAnnualGrade, grade)), "ROLE_NOT_ALLOWED")
      << "BCSD assesses him";
  EXPECT_EQ(ReasonOf(Ask("BTV_CAP_UY-leader", follow_ups(), &FollowUps::RecordAnnualGrade, grade)), "OUT_OF_REACH");
  const auto first = Ask("BCSD-leader", follow_ups(), &FollowUps::RecordAnnualGrade, grade);
  ASSERT_TRUE(first.ok()) << Describe(first.error());
  EXPECT_EQ(first->annual_grade().rated_by(), "BCSD");
  grade.set_grade("HTTNV");
  EXPECT_EQ(ReasonOf(Ask("BCSD-leader", follow_ups(), &FollowUps::RecordAnnualGrade, grade)), "ETAG_MISMATCH");
  grade.set_etag(first->annual_grade().etag());
  EXPECT_EQ(ReasonOf(Ask("BCSD-leader", follow_ups(), &FollowUps::RecordAnnualGrade, grade)), "ACCEPTED");

  const reg::FactSheet sheet = Sheet("QN-6", 2024);
  EXPECT_TRUE(sheet.registered());
  EXPECT_EQ(sheet.linked_review_year(), 2023);
  ASSERT_EQ(sheet.works_size(), 2);
  EXPECT_EQ(sheet.works(0).category() + std::to_string(sheet.works(0).works()), "I1");
  EXPECT_EQ(sheet.works(1).category() + std::to_string(sheet.works(1).works()), "II0");
  EXPECT_EQ(sheet.result(), "Di dời 58/58 hộ");
  EXPECT_TRUE(sheet.important_basis());
  EXPECT_THAT(sheet.basis(), ::testing::HasSubstr("một căn cứ quan trọng"));
  EXPECT_EQ(sheet.annual_grade().grade(), "HTTNV");
  ASSERT_EQ(sheet.notes_size(), 2);
  EXPECT_EQ(sheet.notes(0).kind(), reg::FOLLOW_UP_KIND_DIRECTION);
  EXPECT_EQ(sheet.notes(0).document().number(), "MP-402-TB/TU");
  EXPECT_EQ(sheet.notes(1).kind(), reg::FOLLOW_UP_KIND_OBSTACLE);
}

TEST_F(QuangNgai, D07_NothingElseExists) {
  auto& system = year_->system();
  rpt::SubmitPlanRequest plan;
  plan.mutable_plan()->set_official_id("QN-1");
  plan.mutable_plan()->set_cycle(2024);
  const auto plans = system.Stub<rpt::PlanService>();
  EXPECT_EQ(ReasonOf(Ask("QN-1", *plans, &Plans::SubmitPlan, plan)), kRefused);
  rpt::SubmitReportRequest report;
  report.mutable_report()->set_official_id("QN-1");
  const auto reports = system.Stub<rpt::ReportService>();
  EXPECT_EQ(ReasonOf(Ask("QN-1", *reports, &Reports::SubmitReport, report)), kRefused);
  rev::RecordDecisionRequest decision;
  decision.set_cycle(2024);
  decision.add_items()->set_official_id("QN-1");
  const auto assignments = system.Stub<rev::AssignmentService>();
  EXPECT_EQ(ReasonOf(Ask("BTV-clerk", *assignments, &Assignments::RecordDecision, decision)), kRefused);
  asmt::RecordRatingsRequest rating;
  rating.set_cycle(2024);
  const auto assessments = system.Stub<asmt::AssessmentService>();
  EXPECT_EQ(ReasonOf(Ask("BTV-clerk", *assessments, &Assessments::RecordRatings, rating)), kRefused);
  asmt::RaiseCaseRequest violation;
  violation.set_official_id("QN-9");
  violation.set_kind("NOT_REGISTERED");
  const auto cases = system.Stub<asmt::CaseService>();
  EXPECT_EQ(ReasonOf(Ask("BTC-leader", *cases, &Cases::RaiseCase, violation)), kRefused);
  reg::RecordDeadlineOverrideRequest moved;
  moved.mutable_deadline_override()->set_duty("QN_REG");
  EXPECT_EQ(ReasonOf(Ask("BTC-leader", system.campaigns(), &Campaigns::RecordDeadlineOverride, moved)), kRefused);
}

TEST_F(QuangNgai, D08_NothingIsRegisteredBeforeTheLetter) {
  EXPECT_EQ(before_the_letter_, "NO_REGULATION_IN_FORCE");
  EXPECT_EQ(ReasonOf(RegisterVoluntarily(*year_, "QN-3", 2025, {Entry("II", 2025)})), "ACCEPTED");
  EXPECT_EQ(Sheet("QN-3", 2025).linked_review_year(), 2024);
}

// Each province has its own regulation, people and papers; what the one knows the other refuses under its own name.
TEST_F(QuangNgai, StandsBesideTuyenQuangAndNeitherSeesTheOther) {
  year_->Settle();
  EXPECT_THAT(year_->ObligationsOf("N1"), ::testing::Not(IsEmpty())) << "Tuyên Quang's duties go on";
  EXPECT_EQ(year_->Obligation("N1:REG:2025").regulation_id(), "TQ2021");
  reg::ReportWorkListRequest list;
  list.set_cycle(2024);
  *list.mutable_document() = Paper("MP-1-BC/BTC");
  EXPECT_EQ(ReasonOf(year_->Ask("BTC-leader", follow_ups(), &FollowUps::ReportWorkList, list)), "NOT_IN_REGULATION");
  const auto sent = year_->Register("N1", 2025);
  ASSERT_TRUE(sent.ok());
  reg::GetRegistrationRequest get;
  get.set_name(sent->registration().name());
  EXPECT_EQ(ReasonOf(Ask("BTC-leader", year_->system().registrations(), &Registrations::GetRegistration, get)),
            "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Ask("N1", follow_ups(), &FollowUps::GetFactSheet, reg::GetFactSheetRequest())), "NOT_PERMITTED")
      << "nobody there";
  for (const auto& [person, regulation] :
       {std::pair{std::string("BTC-leader"), "TQ2021"}, {InQuangNgai("BTC-leader"), "QN2024"}}) {
    const auto authority =
        Must(year_->Ask(person, year_->system().campaigns(), &Campaigns::GetAuthority, reg::GetAuthorityRequest()))
            .authority();
    ASSERT_EQ(authority.regulations_size(), 1);
    EXPECT_EQ(authority.regulations(0).regulation_id(), regulation);
  }
}

}  // namespace
}  // namespace dotpha::acceptance
