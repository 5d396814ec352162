// RegistrationService and the journal over gRPC, against the real process and the real database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <sstream>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/base/ids.h"
#include "services/registration/tests/live_service.h"

namespace dotpha::registration::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Api = pb::RegistrationService;
using Stub = pb::RegistrationService::Stub;

class RegistrationOverGrpc : public ::testing::Test {
 protected:
  void SetUp() override { tenant_.SetUp(); }
  pb::Registration Submitted(const std::string& official_id, const std::string& work_id) {
    pb::SubmitRegistrationResponse response;
    const Answer answer = tenant_.Submit(official_id, SubmissionOf(official_id, work_id), &response);
    EXPECT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
    return response.registration();
  }
  Tenant tenant_;
};

TEST_F(RegistrationOverGrpc, ASubmissionIsReceivedWhenItArrivedAndDeliveredToEachBody_R4_1_COPY_G_05) {
  pb::SubmitRegistrationResponse response;
  ASSERT_TRUE(tenant_.Submit("N1", SubmissionOf("N1", "W-1"), &response).ok());
  const pb::Registration& registration = response.registration();
  EXPECT_EQ(registration.state(), pb::REGISTRATION_STATE_SUBMITTED);
  EXPECT_EQ(registration.received_at().seconds(), 1667268000) << "01/11/2022 09:00 in Vietnam";
  EXPECT_EQ(registration.version(), 1);
  EXPECT_EQ(response.receipt().received_at().seconds(), 1667268000);
  EXPECT_FALSE(response.receipt().replayed());
  EXPECT_EQ(response.receipt().consistency_token().producer(), "registration");
  ASSERT_EQ(response.deliveries_size(), 2);
  EXPECT_EQ(response.deliveries(0).body_id(), "BTC");
  EXPECT_EQ(response.deliveries(1).body_id(), "BCSD");

  pb::GetRegistrationResponse read;
  ASSERT_TRUE(tenant_.Get("N1", registration.name(), &read).ok());
  EXPECT_EQ(read.registration().SerializeAsString(), registration.SerializeAsString());
  EXPECT_EQ(read.deliveries_size(), 2);
  ASSERT_EQ(read.history_size(), 1);
  EXPECT_EQ(read.history(0).actor(), "N1");
  EXPECT_EQ(read.history(0).to_state(), "SUBMITTED");

  ASSERT_TRUE(tenant_.Submit("N2", SubmissionOf("N2", "W-2"), &response).ok());
  EXPECT_EQ(response.deliveries_size(), 1) << "a remaining title: BTC alone";
}

TEST_F(RegistrationOverGrpc, TheSameKeyTwiceIsOneReceiptAndOneDeliveryEach_G_04) {
  pb::SubmitRegistrationRequest request = SubmissionOf("N1", "W-1");
  request.set_request_id(NewUuid());
  pb::SubmitRegistrationResponse first;
  pb::SubmitRegistrationResponse second;
  ASSERT_TRUE(tenant_.Submit("N1", request, &first).ok());
  ASSERT_TRUE(tenant_.Submit("N1", request, &second).ok());
  EXPECT_TRUE(second.receipt().replayed());
  EXPECT_EQ(first.registration().SerializeAsString(), second.registration().SerializeAsString());
  EXPECT_EQ(tenant_.Rows("delivery"), 2);
  EXPECT_EQ(tenant_.Rows("registration_history"), 1);

  request.mutable_registration()->mutable_works(0)->set_goals("Mục tiêu khác");
  EXPECT_EQ(tenant_.Submit("N1", request).reason(), "REQUEST_ID_REUSED");

  pb::SubmitRegistrationRequest other = SubmissionOf("N2", "W-2");
  other.set_request_id(request.request_id());
  EXPECT_TRUE(tenant_.Submit("N2", other).ok()) << "another caller's key is another key";
}

TEST_F(RegistrationOverGrpc, AReplayOutlivesAKilledProcess) {
  pb::SubmitRegistrationRequest request = SubmissionOf("N1", "W-1");
  request.set_request_id(NewUuid());
  pb::SubmitRegistrationResponse first;
  ASSERT_TRUE(tenant_.Submit("N1", request, &first).ok());
  LiveService::Instance().KillAndRestart();
  pb::SubmitRegistrationResponse again;
  Answer answer;
  ASSERT_TRUE(dotpha::testing::Eventually([&] {
    answer = tenant_.Submit("N1", request, &again);
    return answer.ok();
  })) << answer.error.message;
  EXPECT_TRUE(again.receipt().replayed());
  EXPECT_EQ(again.registration().registration_id(), first.registration().registration_id());
}

TEST_F(RegistrationOverGrpc, ManyAtOnceGiveOneRegistration_R4_1_DUTY) {
  std::vector<std::future<std::string>> calls;
  for (int i = 0; i < 12; ++i) {
    calls.push_back(
        std::async(std::launch::async, [this] { return tenant_.Submit("N1", SubmissionOf("N1", "W-1")).reason(); }));
  }
  std::multiset<std::string> reasons;
  for (auto& call : calls) {
    reasons.insert(call.get());
  }
  EXPECT_EQ(reasons.count(""), 1u);
  EXPECT_EQ(reasons.count("ALREADY_SUBMITTED"), 11u);
  EXPECT_EQ(tenant_.Rows("registration"), 1);
}

TEST_F(RegistrationOverGrpc, AnIncompleteOneWritesNothing_A_06) {
  const int outbox = tenant_.Rows("outbox");
  pb::SubmitRegistrationRequest request = SubmissionOf("N1", "W-1");
  request.mutable_registration()->mutable_works(0)->clear_roadmap();
  request.mutable_registration()->mutable_works(0)->mutable_start_on()->set_month(2);
  request.mutable_registration()->mutable_works(0)->mutable_start_on()->set_day(31);
  const Answer refused = tenant_.Submit("N1", request);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  std::vector<std::string> found;
  for (const Violation& violation : refused.error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  EXPECT_THAT(found, UnorderedElementsAre("registration.works[0].roadmap MISSING_ROADMAP",
                                          "registration.works[0].start_on DATE_INVALID",
                                          "registration.works[0].start_on MISSING_START"));
  EXPECT_EQ(tenant_.Rows("registration"), 0);
  EXPECT_EQ(tenant_.Rows("delivery"), 0);
  EXPECT_EQ(tenant_.Rows("outbox"), outbox);
}

TEST_F(RegistrationOverGrpc, ClassifiedContentIsWrittenNowhere_I_59) {
  pb::SubmitRegistrationRequest request = SubmissionOf("N1", "W-1");
  request.mutable_registration()->mutable_works(0)->set_classification("Tuyệt mật");
  request.mutable_registration()->mutable_works(0)->set_goals("zzquabimat");
  const Answer refused = tenant_.Submit("N1", request);
  EXPECT_EQ(refused.reason(), "CLASSIFICATION_NOT_ALLOWED");
  EXPECT_THAT(refused.status.error_message() + refused.status.error_details(), Not(HasSubstr("zzquabimat")));
  pb::SaveDraftRequest draft;
  *draft.mutable_registration() = request.registration();
  pb::SaveDraftResponse kept;
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::SaveDraft, draft, &kept).reason(), "CLASSIFICATION_NOT_ALLOWED");
  EXPECT_THAT(LiveService::Instance().Log(), Not(HasSubstr("zzquabimat")));
  std::istringstream tables(
      LiveService::Instance().Query("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'"));
  int looked_at = 0;
  for (std::string table; tables >> table; ++looked_at) {
    // Bytes show as hexadecimal digits.
    EXPECT_EQ(LiveService::Instance().Query("SELECT count(*) FROM " + table +
                                            " t WHERE t::text LIKE '%zzquabimat%' OR t::text LIKE '%' || "
                                            "encode('zzquabimat', 'hex') || '%'"),
              "0")
        << table;
  }
  EXPECT_GT(looked_at, 15);
}

TEST_F(RegistrationOverGrpc, EachSeesWhatIsHisToSee_G_02) {
  for (const char* official : {"N1", "N2", "N4", "N9", "N10", "N11"}) {
    Submitted(official, std::string("W-") + official);
  }
  EXPECT_THAT(tenant_.Listed("N1"), ElementsAre("N1"));
  EXPECT_THAT(tenant_.Listed("BNC-specialist"), ElementsAre("N10", "N9"));
  EXPECT_THAT(tenant_.Listed("BDV-leader"), ElementsAre("N11"));
  EXPECT_THAT(tenant_.Listed("BTC-specialist"), ElementsAre("N1", "N10", "N11", "N2", "N4", "N9"));
  EXPECT_THAT(tenant_.Listed("UBKT-specialist"), ElementsAre("N1", "N10", "N11", "N2", "N4", "N9"));
  EXPECT_THAT(tenant_.Listed("TT-specialist"), ElementsAre("NOT_PERMITTED"));
  const pb::Registration own = Submitted("N3", "W-N3");
  EXPECT_TRUE(tenant_.Get("BCSD-specialist", own.name()).ok());
  EXPECT_EQ(tenant_.Get("BNC-specialist", own.name()).reason(), "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(tenant_.Get("N1", own.name()).reason(), "REGISTRATION_NOT_FOUND");
}

TEST_F(RegistrationOverGrpc, NobodySubmitsForAnotherNorWithoutHisRole) {
  EXPECT_EQ(tenant_.Submit("N2", SubmissionOf("N1", "W-1")).reason(), "OUT_OF_REACH");
  EXPECT_EQ(tenant_.Submit("BTC-clerk", SubmissionOf("N1", "W-1")).reason(), "NOT_PERMITTED");
  EXPECT_EQ(tenant_.Submit("nobody", SubmissionOf("N1", "W-1")).reason(), "NOT_PERMITTED");
}

TEST_F(RegistrationOverGrpc, AnotherAuthoritySeesNothing) {
  const pb::Registration registration = Submitted("N1", "W-1");
  Tenant other;
  other.SetUp();
  EXPECT_THAT(other.Listed("BTC-specialist"), IsEmpty());
  EXPECT_EQ(other.Get("BTC-specialist", registration.name()).reason(), "REGISTRATION_NOT_FOUND");
  const std::string disguised = "authorities/" + other.authority() + "/registrations/" + registration.registration_id();
  EXPECT_EQ(other.Get("BTC-specialist", disguised).reason(), "REGISTRATION_NOT_FOUND");
  EXPECT_TRUE(other.Submit("N1", SubmissionOf("N1", "W-1")).ok()) << "the same ids live in both";
}

TEST_F(RegistrationOverGrpc, AWorkStandsInOneRegistration) {
  Submitted("N1", "W-1");
  const Answer taken = tenant_.Submit("N2", SubmissionOf("N2", "W-1"));
  EXPECT_EQ(taken.reason(), "DUPLICATE_ID");
}

TEST_F(RegistrationOverGrpc, DraftsArePrivateAndBecomeTheSubmission) {
  pb::SaveDraftRequest draft;
  draft.mutable_registration()->set_official_id("N1");
  draft.mutable_registration()->set_cycle(2023);
  pb::SaveDraftResponse kept;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::SaveDraft, draft, &kept).ok());
  EXPECT_EQ(kept.registration().state(), pb::REGISTRATION_STATE_DRAFT);
  EXPECT_THAT(tenant_.Listed("N1"), ElementsAre("N1"));
  EXPECT_THAT(tenant_.Listed("BTC-specialist"), IsEmpty());
  EXPECT_EQ(tenant_.Get("BTC-specialist", kept.registration().name()).reason(), "REGISTRATION_NOT_FOUND");

  draft.mutable_registration()->set_etag(kept.registration().etag());
  draft.mutable_registration()->set_field_in_charge("Phụ trách chung");
  pb::SaveDraftResponse again;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::SaveDraft, draft, &again).ok());
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::SaveDraft, draft, &again).reason(), "ETAG_MISMATCH");

  pb::SubmitRegistrationResponse submitted;
  ASSERT_TRUE(tenant_.Submit("N1", SubmissionOf("N1", "W-1"), &submitted).ok());
  EXPECT_EQ(submitted.registration().registration_id(), kept.registration().registration_id());
  draft.mutable_registration()->clear_etag();
  const Answer late = tenant_.Call<Api>("N1", &Stub::SaveDraft, draft, &again);
  EXPECT_EQ(late.reason(), "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(late.error.metadata.at("state"), "SUBMITTED");
  EXPECT_THAT(late.error.metadata.at("allowed"), HasSubstr("correct"));
}

TEST_F(RegistrationOverGrpc, TheNamedClerkKeepsDrafts) {
  pb::GetOfficialRequest which;
  which.set_name("authorities/" + tenant_.authority() + "/officials/N1");
  pb::GetOfficialResponse official;
  ASSERT_TRUE(
      tenant_.Call<pb::DirectoryService>("N1", &pb::DirectoryService::Stub::GetOfficial, which, &official).ok());
  pb::NameClerkRequest name;
  name.set_official_id("N1");
  name.set_staff_id("BCSD-clerk");
  name.set_etag(official.official().etag());
  pb::NameClerkResponse named;
  ASSERT_TRUE(tenant_.Call<pb::DirectoryService>("N1", &pb::DirectoryService::Stub::NameClerk, name, &named).ok());
  pb::SaveDraftRequest draft;
  *draft.mutable_registration() = RegistrationOf("N1", "W-1");
  pb::SaveDraftResponse kept;
  EXPECT_TRUE(tenant_.Call<Api>("BCSD-clerk", &Stub::SaveDraft, draft, &kept).ok());
  EXPECT_EQ(tenant_.Call<Api>("BDV-clerk", &Stub::SaveDraft, draft, &kept).reason(), "OUT_OF_REACH");
  EXPECT_EQ(tenant_.Submit("BCSD-clerk", SubmissionOf("N1", "W-1")).reason(), "NOT_PERMITTED");
}

TEST_F(RegistrationOverGrpc, ReturnCorrectAndWithdrawWithEtags) {
  const pb::Registration stored = Submitted("N1", "W-1");
  pb::ReturnRegistrationRequest back;
  back.set_name(stored.name());
  back.set_note("Nêu rõ chỉ tiêu");
  pb::ReturnRegistrationResponse returned;
  EXPECT_EQ(tenant_.Call<Api>("BCSD-specialist", &Stub::ReturnRegistration, back, &returned).reason(), "ETAG_REQUIRED");
  back.set_etag("r99");
  EXPECT_EQ(tenant_.Call<Api>("BCSD-specialist", &Stub::ReturnRegistration, back, &returned).status.error_code(),
            grpc::StatusCode::ABORTED);
  back.set_etag("no etag of ours");
  EXPECT_EQ(tenant_.Call<Api>("BCSD-specialist", &Stub::ReturnRegistration, back, &returned).reason(), "ETAG_MISMATCH");
  back.set_etag(stored.etag());
  ASSERT_TRUE(tenant_.Call<Api>("BCSD-specialist", &Stub::ReturnRegistration, back, &returned).ok());
  EXPECT_EQ(returned.registration().state(), pb::REGISTRATION_STATE_RETURNED);

  pb::CorrectRegistrationRequest correct;
  *correct.mutable_registration() = RegistrationOf("N1", "W-1");
  correct.mutable_registration()->set_name(stored.name());
  correct.mutable_registration()->set_etag(returned.registration().etag());
  correct.mutable_registration()->mutable_works(0)->set_goals("Mục tiêu rõ hơn");
  correct.set_note("Đã bổ sung");
  pb::CorrectRegistrationResponse corrected;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::CorrectRegistration, correct, &corrected).ok());
  EXPECT_EQ(corrected.registration().version(), 2);
  EXPECT_EQ(corrected.registration().works(0).goals(), "Mục tiêu rõ hơn");
  EXPECT_EQ(corrected.deliveries_size(), 2);

  pb::WithdrawRegistrationRequest withdraw;
  withdraw.set_name(stored.name());
  withdraw.set_etag(corrected.registration().etag());
  pb::WithdrawRegistrationResponse withdrawn;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::WithdrawRegistration, withdraw, &withdrawn).ok());
  EXPECT_EQ(withdrawn.registration().state(), pb::REGISTRATION_STATE_WITHDRAWN);
  pb::GetRegistrationResponse read;
  ASSERT_TRUE(tenant_.Get("N1", stored.name(), &read).ok());
  EXPECT_EQ(read.deliveries_size(), 4);
  std::vector<std::string> actions;
  for (const auto& entry : read.history()) {
    actions.push_back(entry.actor() + " " + entry.action());
  }
  EXPECT_THAT(actions, ElementsAre("N1 submit", "BCSD-specialist return", "N1 correct", "N1 withdraw"));
  const pb::Registration anew = Submitted("N1", "W-1");
  EXPECT_NE(anew.registration_id(), stored.registration_id()) << "a withdrawn one makes room, also for its works";
}

TEST_F(RegistrationOverGrpc, APaperIsEnteredWithItsStamp_I_02) {
  pb::EnterPaperRegistrationRequest request;
  *request.mutable_registration() = RegistrationOf("N1", "W-1");
  request.mutable_stamped_at()->set_seconds(1667268000 - 86400);
  request.mutable_document()->set_number("MP-9-BC");
  pb::EnterPaperRegistrationResponse entered;
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::EnterPaperRegistration, request, &entered).reason(), "NOT_PERMITTED");
  ASSERT_TRUE(tenant_.Call<Api>("BTC-clerk", &Stub::EnterPaperRegistration, request, &entered).ok());
  EXPECT_EQ(entered.registration().channel(), pb::CHANNEL_PAPER);
  EXPECT_EQ(entered.registration().received_at().seconds(), 1667268000 - 86400);
  EXPECT_EQ(entered.registration().recorded_at().seconds(), 1667268000);
  EXPECT_EQ(entered.registration().paper_number(), "MP-9-BC");
}

TEST_F(RegistrationOverGrpc, AStampThatIsFoundLaterIsTheReceipt_I_02) {
  const pb::Registration stored = Submitted("N1", "W-1");
  pb::RecordRegistrationStampRequest request;
  request.set_name(stored.name());
  request.set_etag(stored.etag());
  request.mutable_stamped_at()->set_seconds(1667268000 - 86400);
  request.mutable_document()->set_number("MP-9-BC");
  pb::RecordRegistrationStampResponse stamped;
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::RecordRegistrationStamp, request, &stamped).reason(), "NOT_PERMITTED");
  ASSERT_TRUE(tenant_.Call<Api>("BTC-clerk", &Stub::RecordRegistrationStamp, request, &stamped).ok());
  pb::GetRegistrationResponse read;
  ASSERT_TRUE(tenant_.Get("N1", stored.name(), &read).ok());
  EXPECT_EQ(read.registration().received_at().seconds(), 1667268000 - 86400);
  EXPECT_EQ(read.registration().recorded_at().seconds(), stored.recorded_at().seconds());
  EXPECT_EQ(read.registration().works(0).work_id(), "W-1");
  EXPECT_EQ(read.history(1).action(), "record_stamp");
  EXPECT_EQ(read.history(1).note(), "MP-9-BC");
  EXPECT_EQ(read.deliveries_size(), 2) << "what was delivered stays delivered, once";
}

TEST_F(RegistrationOverGrpc, TheJournalTellsItDenselyAndWithoutTexts) {
  Submitted("N1", "W-1");
  dotpha::events::v1::ReadEventsRequest request;
  request.set_limit(5000);
  dotpha::events::v1::ReadEventsResponse journal;
  std::vector<std::string> types;
  const bool told = dotpha::testing::Eventually([&] {
    types.clear();
    request.set_from_stream_seq(1);
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + LiveService::Instance().Token("service:notifier", ""));
    auto stub = dotpha::events::v1::EventJournalService::NewStub(LiveService::Instance().channel());
    if (!stub->ReadEvents(&context, request, &journal).ok()) {
      return false;
    }
    std::uint64_t expected = 1;
    for (const auto& event : journal.events()) {
      EXPECT_EQ(event.stream_seq(), expected++);
      if (event.authority() == tenant_.authority()) {
        types.push_back(event.type());
        EXPECT_THAT(event.data(), Not(HasSubstr("Người")));
        EXPECT_THAT(event.data(), Not(HasSubstr("example.vn")));
        if (event.type() == "dotpha.registration.v1.RegistrationSubmitted") {
          pb::RegistrationEvent body;
          EXPECT_TRUE(body.ParseFromString(event.data()));
          EXPECT_EQ(body.registration_submitted().official_id(), "N1");
          EXPECT_THAT(body.registration_submitted().delivered_to_body_ids(), ElementsAre("BTC", "BCSD"));
          EXPECT_EQ(body.registration_submitted().works_size(), 1) << "what the later stages need of it";
          const pb::RegisteredWork work = body.registration_submitted().works_size() == 1
                                              ? body.registration_submitted().works(0)
                                              : pb::RegisteredWork();
          EXPECT_EQ(work.work_id(), "W-1");
          EXPECT_EQ(work.duration(), "1Y");
          EXPECT_EQ(work.end_on().month(), 12);
          EXPECT_THAT(work.target_ids(), ElementsAre("1")) << "given by the service (I-55)";
          EXPECT_EQ(work.content_digest().size(), 32u);
          EXPECT_THAT(event.debtors(), ElementsAre("N1"));
          EXPECT_EQ(event.routing_key(), tenant_.authority() + ".registration.registration.submitted");
        }
      }
    }
    return !types.empty() && types.back() == "dotpha.registration.v1.RegistrationSubmitted";
  });
  ASSERT_TRUE(told);
  EXPECT_EQ(types.front(), "dotpha.registration.v1.AuthorityConfigured");
}

}  // namespace
}  // namespace dotpha::registration::testing
