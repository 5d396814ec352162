// Plans over gRPC, against the real process.
#include <gmock/gmock.h>

#include "services/reporting/tests/live_reporting.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Stub = pb::PlanService::Stub;

class PlanOverGrpc : public ::testing::Test {
 protected:
  void SetUp() override { tenant_.SetUp(); }
  pb::Plan Sent(const std::string& official_id) {
    pb::SubmitPlanResponse response;
    const Answer answer = tenant_.Submit(official_id, PlanOf(official_id), &response);
    EXPECT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
    return response.plan();
  }
  Answer Get(const std::string& person, const std::string& name, pb::GetPlanResponse* response, int version = 0) {
    pb::GetPlanRequest request;
    request.set_name(name);
    request.set_version(version);
    return tenant_.Call<pb::PlanService>(person, &Stub::GetPlan, request, response);
  }
  // Officials whose plans the person sees.
  std::vector<std::string> Listed(const std::string& person) {
    std::vector<std::string> officials;
    pb::ListPlansRequest request;
    request.set_page_size(1);
    do {
      pb::ListPlansResponse page;
      const Answer answer = tenant_.Call<pb::PlanService>(person, &Stub::ListPlans, request, &page);
      if (!answer.ok()) {
        return {answer.error.reason};
      }
      for (const pb::Plan& plan : page.plans()) {
        officials.push_back(plan.official_id());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return officials;
  }
  Answer Correct(pb::Plan plan, pb::CorrectPlanResponse* response) {
    pb::CorrectPlanRequest request;
    *request.mutable_plan() = std::move(plan);
    request.set_note("Điều chỉnh");
    return tenant_.Call<pb::PlanService>("N1", &Stub::CorrectPlan, request, response);
  }
  static pb::Plan Shifted(pb::Plan plan) {
    auto& year = *plan.mutable_works(0)->mutable_years(0);
    year.mutable_quarters(2)->set_share_e2(2000);
    year.mutable_quarters(3)->set_share_e2(3000);
    return plan;
  }
  Tenant tenant_;
};

TEST_F(PlanOverGrpc, IsReceivedDeliveredAndReadBack_R4_4b_DEADLINE_G_05) {
  pb::SubmitPlanResponse response;
  const Answer answer = tenant_.Submit("N1", PlanOf("N1"), &response);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(response.plan().state(), pb::PLAN_STATE_SENT);
  EXPECT_EQ(response.plan().received_at().seconds(), 1655690400) << "20/06/2022 09:00 in Vietnam";
  ASSERT_EQ(response.deliveries_size(), 2);
  EXPECT_EQ(response.deliveries(0).body_id(), "BTC");
  EXPECT_EQ(response.deliveries(1).body_id(), "BCSD");
  EXPECT_EQ(response.receipt().consistency_token().producer(), "reporting");

  pb::GetPlanResponse read;
  ASSERT_TRUE(Get("N1", response.plan().name(), &read).ok());
  EXPECT_EQ(read.plan().SerializeAsString(), response.plan().SerializeAsString());
  EXPECT_EQ(read.deliveries_size(), 2);
  ASSERT_EQ(read.history_size(), 1);
  EXPECT_EQ(read.history(0).action(), "send");
}

TEST_F(PlanOverGrpc, TheSameKeyTwiceIsOneReceipt_G_04) {
  pb::SubmitPlanRequest request = PlanOf("N1");
  request.set_request_id(NewUuid());
  pb::SubmitPlanResponse first;
  pb::SubmitPlanResponse second;
  ASSERT_TRUE(tenant_.Submit("N1", request, &first).ok());
  LiveReporting::Instance().KillAndRestart();
  ASSERT_TRUE(dotpha::testing::Eventually([&] { return tenant_.Submit("N1", request, &second).ok(); }));
  EXPECT_TRUE(second.receipt().replayed());
  EXPECT_EQ(second.plan().SerializeAsString(), first.plan().SerializeAsString());
  EXPECT_EQ(tenant_.Rows("document_history"), 1);
  EXPECT_EQ(tenant_.Submit("N1", PlanOf("N1")).reason(), "ALREADY_SUBMITTED");
}

TEST_F(PlanOverGrpc, AWrongOneWritesNothingAndSaysAllAtOnce_B_47_E_11) {
  const int outbox = tenant_.Rows("outbox");
  pb::SubmitPlanRequest request = PlanOf("N1");
  request.mutable_plan()->clear_general_goal();
  request.mutable_plan()->mutable_works(0)->mutable_years(0)->mutable_quarters(3)->set_share_e2(2000);
  const Answer refused = tenant_.Submit("N1", request);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  std::vector<std::string> found;
  for (const Violation& violation : refused.error.violations) {
    found.push_back(violation.reason);
  }
  EXPECT_THAT(found, UnorderedElementsAre("MISSING_GENERAL_GOAL", "WEIGHT_SUM"));
  EXPECT_EQ(tenant_.Rows("plan"), 0);
  EXPECT_EQ(tenant_.Rows("outbox"), outbox);
}

TEST_F(PlanOverGrpc, EachSeesWhatIsHisToSee_R4_4c_MONITOR_G_02) {
  const pb::Plan plan = Sent("N1");
  Sent("N9");
  EXPECT_THAT(Listed("N1"), ElementsAre("N1"));
  EXPECT_THAT(Listed("clerk-so-nn"), ElementsAre("N1")) << "the clerk whom he named";
  EXPECT_THAT(Listed("BCSD-specialist"), ElementsAre("N1"));
  EXPECT_THAT(Listed("BNC-leader"), ElementsAre("N9"));
  EXPECT_THAT(Listed("BTC-specialist"), ElementsAre("N1", "N9"));
  EXPECT_THAT(Listed("UBKT-specialist"), ElementsAre("N1", "N9"));
  EXPECT_THAT(Listed("nobody"), ElementsAre("NOT_PERMITTED"));
  pb::GetPlanResponse read;
  EXPECT_TRUE(Get("BCSD-specialist", plan.name(), &read).ok());
  EXPECT_EQ(Get("BNC-specialist", plan.name(), &read).reason(), "PLAN_NOT_FOUND");
  EXPECT_EQ(Get("N9", plan.name(), &read).reason(), "PLAN_NOT_FOUND");
  Tenant other;
  other.SetUp();
  pb::GetPlanRequest request;
  request.set_name(plan.name());
  EXPECT_EQ(other.Call<pb::PlanService>("BTC-specialist", &Stub::GetPlan, request, &read).reason(), "PLAN_NOT_FOUND");
}

TEST_F(PlanOverGrpc, NobodySendsAnothersNorWithoutHisRole) {
  EXPECT_EQ(tenant_.Submit("N9", PlanOf("N1")).reason(), "OUT_OF_REACH");
  EXPECT_EQ(tenant_.Submit("BTC-clerk", PlanOf("N1")).reason(), "NOT_PERMITTED");
  EXPECT_EQ(tenant_.Submit("N1", PlanOf("N-unknown")).reason(), "UNKNOWN_OFFICIAL");
}

TEST_F(PlanOverGrpc, OnPaperCountsByItsStamp_I_02) {
  pb::EnterPaperPlanRequest request;
  *request.mutable_plan() = PlanOf("N1").plan();
  request.mutable_stamped_at()->set_seconds(1643011200);  // 24/01/2022 15:00
  request.mutable_document()->set_number("CV-12");
  pb::EnterPaperPlanResponse response;
  const Answer entered = tenant_.Call<pb::PlanService>("BTC-clerk", &Stub::EnterPaperPlan, request, &response);
  ASSERT_TRUE(entered.ok()) << entered.error.reason << ": " << entered.error.message;
  EXPECT_EQ(response.plan().received_at().seconds(), 1643011200);
  EXPECT_EQ(response.plan().recorded_at().seconds(), 1655690400);
  EXPECT_EQ(response.plan().channel(), pb::CHANNEL_PAPER);
}

TEST_F(PlanOverGrpc, AStampThatIsFoundLaterIsTheReceipt_I_02) {
  const pb::Plan plan = Sent("N1");
  pb::RecordPlanStampRequest request;
  request.set_name(plan.name());
  request.set_etag(plan.etag());
  request.mutable_stamped_at()->set_seconds(1643011200);  // 24/01/2022 15:00
  request.mutable_document()->set_number("CV-12");
  pb::RecordPlanStampResponse stamped;
  EXPECT_EQ(tenant_.Call<pb::PlanService>("N1", &Stub::RecordPlanStamp, request, &stamped).reason(), "NOT_PERMITTED");
  const Answer answer = tenant_.Call<pb::PlanService>("BTC-clerk", &Stub::RecordPlanStamp, request, &stamped);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(stamped.plan().received_at().seconds(), 1643011200);
  EXPECT_EQ(stamped.plan().version(), 1);
  EXPECT_EQ(stamped.plan().paper_number(), "CV-12");
  EXPECT_EQ(tenant_.Call<pb::PlanService>("BTC-clerk", &Stub::RecordPlanStamp, request, &stamped).reason(),
            "ETAG_MISMATCH");
  request.set_etag(stamped.plan().etag());
  EXPECT_EQ(tenant_.Call<pb::PlanService>("BTC-clerk", &Stub::RecordPlanStamp, request, &stamped).reason(),
            "STAMP_NOT_EARLIER");
  pb::GetPlanRequest get;
  get.set_name(plan.name());
  pb::GetPlanResponse read;
  ASSERT_TRUE(tenant_.Call<pb::PlanService>("N1", &Stub::GetPlan, get, &read).ok());
  EXPECT_EQ(read.plan().works(0).SerializeAsString(), plan.works(0).SerializeAsString());
  EXPECT_EQ(read.deliveries_size(), 2);
  EXPECT_EQ(read.history(1).action(), "record_stamp");
}

class PlanFile : public PlanOverGrpc {
 protected:
  // Plans of these officials, as papers under one stamp.
  static pb::ImportPlansRequest Papers(const std::vector<std::string>& officials) {
    pb::ImportPlansRequest request;
    for (const std::string& official_id : officials) {
      *request.add_plans() = PlanOf(official_id).plan();
    }
    request.mutable_stamped_at()->set_seconds(1643011200);  // 24/01/2022 15:00
    request.mutable_document()->set_number("CV-12");
    return request;
  }
  Answer Import(const std::string& person, const pb::ImportPlansRequest& request) {
    response_.Clear();
    return tenant_.Call<pb::PlanService>(person, &Stub::ImportPlans, request, &response_);
  }
  static std::vector<std::string> Found(const Answer& answer) {
    std::vector<std::string> found;
    for (const Violation& violation : answer.error.violations) {
      found.push_back(violation.field + " " + violation.reason);
    }
    return found;
  }
  pb::ImportPlansResponse response_;
};

TEST_F(PlanFile, OfPapersIsEnteredWholeByTheCommission_I_02) {
  pb::ImportPlansRequest request = Papers({"N9", "N1"});
  request.set_request_id(NewUuid());
  const Answer entered = Import("BTC-clerk", request);
  ASSERT_TRUE(entered.ok()) << entered.error.reason << ": " << entered.error.message;
  ASSERT_EQ(response_.plans_size(), 2);
  for (const pb::Plan& plan : response_.plans()) {
    EXPECT_EQ(plan.channel(), pb::CHANNEL_PAPER);
    EXPECT_EQ(plan.received_at().seconds(), 1643011200);
    EXPECT_EQ(plan.state(), pb::PLAN_STATE_SENT);
  }
  EXPECT_EQ(response_.plans(0).official_id(), "N9") << "in the order of the file";
  EXPECT_EQ(tenant_.Rows("plan"), 2);
  ASSERT_TRUE(Import("BTC-clerk", request).ok());
  EXPECT_TRUE(response_.receipt().replayed());
  EXPECT_EQ(tenant_.Rows("plan"), 2);
}

TEST_F(PlanFile, WithOneBadPlanWritesNothingAndNamesEveryRow_R4_4a_SUM_M_I_54) {
  pb::ImportPlansRequest request = Papers({"N1", "N9", "N-unknown", "N1"});
  request.mutable_plans(1)->mutable_works(0)->mutable_years(0)->mutable_quarters(3)->set_share_e2(2000);
  request.mutable_plans(1)->clear_general_goal();
  const int outbox = tenant_.Rows("outbox");
  const Answer refused = Import("BTC-clerk", request);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(Found(refused),
              UnorderedElementsAre("plans[1].general_goal MISSING_GENERAL_GOAL", "plans[1].works[0] WEIGHT_SUM",
                                   "plans[2] UNKNOWN_OFFICIAL", "plans[3] ALREADY_SUBMITTED"));
  EXPECT_EQ(tenant_.Rows("plan"), 0);
  EXPECT_EQ(tenant_.Rows("outbox"), outbox);
}

TEST_F(PlanFile, SaysOnceWhatIsWrongWithItsStamp) {
  pb::ImportPlansRequest request = Papers({"N1", "N9"});
  request.clear_stamped_at();
  EXPECT_THAT(Found(Import("BTC-clerk", request)), ElementsAre("stamped_at STAMP_MISSING"));
  request = Papers({});
  EXPECT_THAT(Found(Import("BTC-clerk", request)), ElementsAre("plans NO_ITEMS"));
  EXPECT_EQ(tenant_.Rows("plan"), 0);
}

TEST_F(PlanFile, OfOnesOwnIsSentAndOfOthersIsNot_G_01_G_02) {
  pb::ImportPlansRequest own;
  *own.add_plans() = PlanOf("N1").plan();
  EXPECT_EQ(Import("N9", own).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Import("BTC-leader", own).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Import("BTC-clerk", own).reason(), "ROLE_NOT_ALLOWED") << "without a stamp it is no paper";
  EXPECT_EQ(Import("N1", Papers({"N1"})).reason(), "ROLE_NOT_ALLOWED") << "papers are the commission's to enter";
  EXPECT_EQ(tenant_.Rows("plan"), 0);
  ASSERT_TRUE(Import("N1", own).ok());
  EXPECT_EQ(response_.plans(0).channel(), pb::CHANNEL_ELECTRONIC);
}

TEST_F(PlanOverGrpc, AVersionReplacesFreelyUntilTheFirstReportThenOnlyByAmendment_I_31_B_44) {
  pb::Plan plan = Sent("N1");
  pb::CorrectPlanResponse corrected;
  ASSERT_TRUE(Correct(Shifted(plan), &corrected).ok());
  EXPECT_EQ(corrected.plan().version(), 2);
  EXPECT_EQ(corrected.plan().received_at().seconds(), plan.received_at().seconds());
  EXPECT_EQ(Correct(plan, &corrected).reason(), "ETAG_MISMATCH");
  plan = corrected.plan();

  const Answer reported = tenant_.Submit("N1", ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}));
  ASSERT_TRUE(reported.ok()) << reported.error.reason << ": " << reported.error.message;
  pb::Plan wanted = plan;
  wanted.mutable_works(0)->mutable_years(0)->mutable_quarters(2)->set_share_e2(2500);
  wanted.mutable_works(0)->mutable_years(0)->mutable_quarters(3)->set_share_e2(2500);
  const Answer frozen = Correct(wanted, &corrected);
  EXPECT_EQ(frozen.reason(), "PLAN_FROZEN");
  EXPECT_EQ(frozen.error.metadata.at("cause"), "NO_AMENDMENT");

  const std::uint64_t outbox_id = tenant_.Amend("N1", "W-N1");
  pb::CorrectPlanRequest amended;
  *amended.mutable_plan() = wanted;
  amended.set_note("Theo kết luận điều chỉnh");
  const Answer adjusted = tenant_.Call<pb::PlanService>("N1", &Stub::CorrectPlan, amended, &corrected,
                                                        {"review:" + std::to_string(outbox_id)});
  ASSERT_TRUE(adjusted.ok()) << adjusted.error.reason << ": " << adjusted.error.message;
  EXPECT_EQ(corrected.plan().version(), 3);
  pb::Plan closed = corrected.plan();
  closed.mutable_works(0)->mutable_years(0)->mutable_quarters(0)->set_share_e2(2000);
  closed.mutable_works(0)->mutable_years(0)->mutable_quarters(3)->set_share_e2(3000);
  EXPECT_EQ(Correct(closed, &corrected).reason(), "PLAN_FROZEN") << "the first quarter has been reported";

  pb::GetPlanResponse first;
  ASSERT_TRUE(Get("N1", plan.name(), &first, 1).ok());
  EXPECT_EQ(first.plan().works(0).years(0).quarters(3).share_e2(), 2500) << "the first version is kept";
  EXPECT_EQ(Get("N1", plan.name(), &first, 9).reason(), "VERSION_NOT_FOUND");
}

TEST_F(PlanOverGrpc, TheLeadBodyAsksForACorrection_R4_4c_MONITOR) {
  const pb::Plan plan = Sent("N1");
  pb::AskPlanCorrectionRequest request;
  request.set_name(plan.name());
  request.set_etag(plan.etag());
  request.set_note("Bổ sung sản phẩm");
  pb::AskPlanCorrectionResponse asked;
  EXPECT_EQ(tenant_.Call<pb::PlanService>("BNC-specialist", &Stub::AskPlanCorrection, request, &asked).reason(),
            "PLAN_NOT_FOUND");
  const Answer answer = tenant_.Call<pb::PlanService>("BCSD-specialist", &Stub::AskPlanCorrection, request, &asked);
  ASSERT_TRUE(answer.ok()) << answer.error.reason;
  EXPECT_EQ(asked.plan().state(), pb::PLAN_STATE_CORRECTION_ASKED);
}

TEST_F(PlanOverGrpc, ADraftIsPrivateAndBecomesThePlan) {
  pb::SavePlanDraftRequest draft;
  *draft.mutable_plan() = PlanOf("N1").plan();
  draft.mutable_plan()->clear_solutions();
  pb::SavePlanDraftResponse kept;
  ASSERT_TRUE(tenant_.Call<pb::PlanService>("N1", &Stub::SavePlanDraft, draft, &kept).ok());
  EXPECT_EQ(kept.plan().state(), pb::PLAN_STATE_DRAFT);
  EXPECT_THAT(Listed("BTC-specialist"), IsEmpty());
  pb::GetPlanResponse read;
  EXPECT_EQ(Get("BTC-specialist", kept.plan().name(), &read).reason(), "PLAN_NOT_FOUND");
  EXPECT_TRUE(Get("N1", kept.plan().name(), &read).ok());
  EXPECT_EQ(Sent("N1").plan_id(), kept.plan().plan_id());
}

TEST_F(PlanOverGrpc, DecideThenPlanWorksAtOnceByTheConsistencyToken) {
  Sent("N1");
  const std::uint64_t outbox_id = tenant_.Assign("N1", "W-later", "2022-05-10", "NEWAPPT");
  pb::SubmitPlanRequest request = PlanOf("N1");
  request.mutable_plan()->mutable_works(0)->set_work_id("W-later");
  pb::SubmitPlanResponse response;
  const Answer planned = tenant_.Call<pb::PlanService>("N1", &Stub::SubmitPlan, request, &response,
                                                       {"review:" + std::to_string(outbox_id)});
  ASSERT_TRUE(planned.ok()) << planned.error.reason << ": " << planned.error.message;
  EXPECT_EQ(response.plan().occasion().month(), 5);
}

TEST_F(PlanOverGrpc, ItsEventCarriesSharesAndNoTexts) {
  pb::SubmitPlanRequest request = PlanOf("N1");
  request.mutable_plan()->set_general_goal("zzmuctieu");
  ASSERT_TRUE(tenant_.Submit("N1", request).ok());
  EXPECT_EQ(LiveReporting::Instance().Query("SELECT type FROM outbox WHERE authority = '" + tenant_.authority() + "'"),
            "dotpha.reporting.v1.PlanSent");
  EXPECT_EQ(
      LiveReporting::Instance().Query("SELECT count(*) FROM outbox o WHERE o.authority = '" + tenant_.authority() +
                                      "' AND o::text LIKE '%' || encode('zzmuctieu', 'hex') || '%'"),
      "0");
}

}  // namespace
}  // namespace dotpha::reporting::testing
