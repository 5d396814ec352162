// Commands again and in the wrong moment: reused request ids, old etags, wrong states (ARCHITECTURE section 3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/every_method.h"

namespace dotpha::acceptance {
namespace {

using grpc::StatusCode;

class Commands : public ::testing::Test {
 protected:
  Commands() : season_({.officials = {"N1", "N3", "N9"}, .start = "2022-11-02 08:00"}) {}

  static const Method& Find(const std::string& name) {
    static const std::vector<Method> kMethods = EveryMethod();
    return *std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& method) { return method.name() == name; });
  }
  Answer Call(const std::string& person, const google::protobuf::Message& request) {
    const std::string& type = request.GetDescriptor()->name();
    return Send(season_, Find(type.substr(0, type.size() - std::string("Request").size())), request.SerializeAsString(),
                season_.system().Token(person));
  }
  // Done once; the same again is the stored answer; another payload under the id is refused; nothing more is written.
  template <typename Request>
  void Once(const std::string& person, Request request, const std::function<void(Request&)>& change) {
    request.set_request_id(NewUuid());
    const std::string type = Request::descriptor()->name();
    const Answer first = Call(person, request);
    EXPECT_TRUE(first.ok()) << type << " " << first.reason() << ": " << first.error.message;
    season_.Settle();
    const std::string before = Traces(season_);
    const Answer second = Call(person, request);
    EXPECT_TRUE(second.ok()) << type << " " << second.reason();
    EXPECT_TRUE(Replayed(second)) << type;
    EXPECT_FALSE(Replayed(first)) << type;
    Request other = request;
    change(other);
    const Answer reused = Call(person, other);
    EXPECT_EQ(reused.status.error_code(), StatusCode::INVALID_ARGUMENT) << type;
    EXPECT_EQ(reused.reason(), "REQUEST_ID_REUSED") << type;
    EXPECT_EQ(Traces(season_), before) << type;
  }
  static bool Replayed(const Answer& answer) {
    if (!answer.ok()) {
      return false;
    }
    const auto& message = *answer.response;
    const auto* field = message.GetDescriptor()->FindFieldByName("receipt");
    return static_cast<const common::v1::CommandReceipt&>(message.GetReflection()->GetMessage(message, field))
        .replayed();
  }
  template <typename Request>
  void ExpectRefused(const std::string& person, Request request, StatusCode code, const std::string& reason) {
    Season::GiveRequestId(request);
    season_.Settle();  // what went before has left all its traces
    const std::string before = Traces(season_);
    const Answer answer = Call(person, request);
    EXPECT_EQ(answer.status.error_code(), code) << Request::descriptor()->name() << " " << answer.reason();
    EXPECT_EQ(answer.reason(), reason) << Request::descriptor()->name();
    EXPECT_EQ(Traces(season_), before) << Request::descriptor()->name();
  }
  template <typename Response, typename Request>
  Response Done(const std::string& person, Request request) {
    Season::GiveRequestId(request);
    const Answer answer = Call(person, request);
    EXPECT_TRUE(answer.ok()) << Request::descriptor()->name() << " " << answer.reason() << ": " << answer.error.message;
    return answer.ok() ? static_cast<const Response&>(*answer.response) : Response();
  }
  static common::v1::DocumentReference Document(const std::string& number) {
    common::v1::DocumentReference document;
    document.set_number(number);
    *document.mutable_signed_on() = WireDay("2022-11-01");
    return document;
  }
  Season season_;
};

TEST_F(Commands, ARequestIdIsGoodForOneRequest) {
  reg::ImportRosterRequest roster;
  reg::Official& person = *roster.add_officials();
  person.set_official_id("X-1");
  person.set_full_name("Người X");
  person.set_managed_by_standing_committee(true);
  Once<reg::ImportRosterRequest>(testing::System::kOperator, roster,
                                 [](auto& r) { r.mutable_officials(0)->set_full_name("Người khác"); });

  reg::SaveDraftRequest draft;
  draft.mutable_registration()->set_official_id("N9");
  draft.mutable_registration()->set_cycle(2023);
  Once<reg::SaveDraftRequest>("N9", draft, [](auto& r) { r.mutable_registration()->set_reason("khác"); });

  reg::SubmitRegistrationRequest submit;
  *submit.mutable_registration() = ValidRegistration("N1", 2023);
  Once<reg::SubmitRegistrationRequest>("N1", submit,
                                       [](auto& r) { r.mutable_registration()->set_field_in_charge("Việc khác"); });

  reg::EnterPaperRegistrationRequest paper;
  *paper.mutable_registration() = ValidRegistration("N3", 2023);
  *paper.mutable_stamped_at() = WireMoment("2022-11-01 09:00");
  *paper.mutable_document() = Document("MP-5-CVĐ");
  Once<reg::EnterPaperRegistrationRequest>("BTC-clerk", paper,
                                           [](auto& r) { r.mutable_document()->set_number("MP-6-CVĐ"); });

  reg::AnnounceCampaignRequest announce;
  announce.set_cycle(2023);
  *announce.mutable_document() = Document("MP-7-CV/BTC");
  Once<reg::AnnounceCampaignRequest>("BTC-leader", announce, [](auto& r) { r.set_guidance("khác"); });

  reg::RecordDeadlineOverrideRequest moved;
  moved.mutable_deadline_override()->set_duty("REG");
  moved.mutable_deadline_override()->set_period("2023");
  *moved.mutable_deadline_override()->mutable_last_on_time_day() = WireDay("2022-11-20");
  *moved.mutable_deadline_override()->mutable_document() = Document("MP-8-CV/BTC");
  Once<reg::RecordDeadlineOverrideRequest>("BTC-leader", moved, [](auto& r) {
    *r.mutable_deadline_override()->mutable_last_on_time_day() = WireDay("2022-11-21");
  });

  reg::RecordWaiverRequest waiver;
  waiver.mutable_waiver()->set_official_id("N9");
  waiver.mutable_waiver()->set_duty("REG");
  waiver.mutable_waiver()->set_period("2023");
  waiver.mutable_waiver()->set_reason("Nghỉ ốm");
  *waiver.mutable_waiver()->mutable_document() = Document("MP-9-CV/BTC");
  Once<reg::RecordWaiverRequest>("BTC-leader", waiver, [](auto& r) { r.mutable_waiver()->set_reason("khác"); });

  ntf::CreateSilenceRequest silence;
  silence.mutable_silence()->set_official_id("N1");
  *silence.mutable_silence()->mutable_from() = WireDay("2022-11-10");
  *silence.mutable_silence()->mutable_to() = WireDay("2022-11-13");
  silence.mutable_silence()->set_document_number("MP-77-CV/BTC");
  Once<ntf::CreateSilenceRequest>("BTC-leader", silence,
                                  [](auto& r) { r.mutable_silence()->set_document_number("MP-78-CV/BTC"); });

  ntf::UpdatePreferencesRequest preferences;
  preferences.mutable_preferences()->set_language("en");
  preferences.mutable_preferences()->set_reminders_by_email(true);
  preferences.mutable_preferences()->set_etag(
      Done<ntf::GetPreferencesResponse>("N1", ntf::GetPreferencesRequest()).preferences().etag());
  Once<ntf::UpdatePreferencesRequest>("N1", preferences, [](auto& r) { r.mutable_preferences()->set_language("vi"); });
}

TEST_F(Commands, AnotherCallersRequestIdIsIndependent) {
  const std::string id = NewUuid();
  for (const char* official : {"N1", "N3", "N9"}) {
    reg::SubmitRegistrationRequest request;
    request.set_request_id(id);
    *request.mutable_registration() = ValidRegistration(official, 2023);
    const Answer answer = Call(official, request);
    ASSERT_TRUE(answer.ok()) << answer.reason();
    EXPECT_FALSE(Replayed(answer)) << official;
  }
  // Nor does another learn what is stored under it: this one is judged on its own.
  reg::ReturnRegistrationRequest request;
  request.set_request_id(id);
  request.set_name("authorities/tuyen-quang/registrations/" + NewUuid());
  request.set_etag("r1");
  request.set_note("Bổ sung");
  EXPECT_EQ(Call("BTC-leader", request).status.error_code(), StatusCode::NOT_FOUND);
}

TEST_F(Commands, AnOldEtagIsRefused) {
  const auto submitted = season_.Register("N1", 2023);
  ASSERT_TRUE(submitted.ok());
  const std::string name = submitted->registration().name();
  const std::string old = "r999";

  reg::CorrectRegistrationRequest correct;
  *correct.mutable_registration() = submitted->registration();
  correct.mutable_registration()->set_etag(old);
  ExpectRefused("N1", correct, StatusCode::ABORTED, "ETAG_MISMATCH");
  reg::WithdrawRegistrationRequest withdraw;
  withdraw.set_name(name);
  withdraw.set_etag(old);
  ExpectRefused("N1", withdraw, StatusCode::ABORTED, "ETAG_MISMATCH");
  reg::ReturnRegistrationRequest back;
  back.set_name(name);
  back.set_etag(old);
  back.set_note("Bổ sung");
  ExpectRefused("BTC-leader", back, StatusCode::ABORTED, "ETAG_MISMATCH");

  reg::GetOfficialRequest get;
  get.set_name("authorities/tuyen-quang/officials/N1");
  reg::UpdateOfficialRequest official;
  *official.mutable_official() = Done<reg::GetOfficialResponse>("BTC-leader", get).official();
  official.mutable_official()->set_etag(old);
  ExpectRefused("BTC-leader", official, StatusCode::ABORTED, "ETAG_MISMATCH");
  reg::NameClerkRequest clerk;
  clerk.set_official_id("N1");
  clerk.set_etag(old);
  ExpectRefused("N1", clerk, StatusCode::ABORTED, "ETAG_MISMATCH");
  reg::ListStaffRequest list;
  list.set_body_id("BNC");
  reg::UpdateStaffRequest staff;
  *staff.mutable_staff() = Done<reg::ListStaffResponse>("BTC-leader", list).staff(0);
  staff.mutable_staff()->set_etag(old);
  ExpectRefused("BTC-leader", staff, StatusCode::ABORTED, "ETAG_MISMATCH");

  reg::ConfigureAuthorityRequest authority;
  *authority.mutable_authority() =
      Done<reg::GetAuthorityResponse>(testing::System::kOperator, reg::GetAuthorityRequest()).authority();
  authority.mutable_authority()->set_etag(old);
  ExpectRefused(testing::System::kOperator, authority, StatusCode::ABORTED, "ETAG_MISMATCH");

  // Also before anything was ever kept.
  ntf::UpdatePreferencesRequest preferences;
  preferences.mutable_preferences()->set_language("vi");
  preferences.mutable_preferences()->set_etag(old);
  ExpectRefused("N1", preferences, StatusCode::ABORTED, "ETAG_MISMATCH");
  preferences.mutable_preferences()->set_etag(
      Done<ntf::GetPreferencesResponse>("N1", ntf::GetPreferencesRequest()).preferences().etag());
  Done<ntf::UpdatePreferencesResponse>("N1", preferences);
  ExpectRefused("N1", preferences, StatusCode::ABORTED, "ETAG_MISMATCH");
}

TEST_F(Commands, WhatTheStateDoesNotAllowIsRefused) {
  const auto submitted = season_.Register("N1", 2023);
  ASSERT_TRUE(submitted.ok());
  reg::SubmitRegistrationRequest again;
  *again.mutable_registration() = ValidRegistration("N1", 2023);
  ExpectRefused("N1", again, StatusCode::FAILED_PRECONDITION, "ALREADY_SUBMITTED");
  reg::SaveDraftRequest draft;
  draft.mutable_registration()->set_official_id("N1");
  draft.mutable_registration()->set_cycle(2023);
  ExpectRefused("N1", draft, StatusCode::FAILED_PRECONDITION, "TRANSITION_NOT_ALLOWED");

  reg::WithdrawRegistrationRequest withdraw;
  withdraw.set_name(submitted->registration().name());
  withdraw.set_etag(submitted->registration().etag());
  const auto withdrawn = Done<reg::WithdrawRegistrationResponse>("N1", withdraw);
  const std::string etag = withdrawn.registration().etag();
  withdraw.clear_request_id();
  withdraw.set_etag(etag);
  ExpectRefused("N1", withdraw, StatusCode::FAILED_PRECONDITION, "TRANSITION_NOT_ALLOWED");
  reg::CorrectRegistrationRequest correct;
  *correct.mutable_registration() = ValidRegistration("N1", 2023);
  correct.mutable_registration()->set_name(withdraw.name());
  correct.mutable_registration()->set_etag(etag);
  ExpectRefused("N1", correct, StatusCode::FAILED_PRECONDITION, "TRANSITION_NOT_ALLOWED");
  reg::ReturnRegistrationRequest back;
  back.set_name(withdraw.name());
  back.set_etag(etag);
  back.set_note("Bổ sung");
  ExpectRefused("BTC-leader", back, StatusCode::FAILED_PRECONDITION, "TRANSITION_NOT_ALLOWED");

  // After the date only a correction is possible.
  ASSERT_TRUE(season_.Register("N3", 2023).ok());
  season_.To("2022-11-15 00:00");
  reg::ListRegistrationsRequest list;
  list.set_official_id("N3");
  const auto late = Done<reg::ListRegistrationsResponse>("N3", list).registrations(0);
  reg::WithdrawRegistrationRequest too_late;
  too_late.set_name(late.name());
  too_late.set_etag(late.etag());
  Season::GiveRequestId(too_late);
  EXPECT_EQ(Call("N3", too_late).status.error_code(), StatusCode::FAILED_PRECONDITION);
}

TEST_F(Commands, NobodyDecidesInHisOwnMatter) {
  // N9 heads no body here; a waiver or a silence of one's own is refused because an official has no such role at all.
  reg::RecordWaiverRequest waiver;
  waiver.mutable_waiver()->set_official_id("N9");
  waiver.mutable_waiver()->set_duty("REG");
  waiver.mutable_waiver()->set_period("2023");
  *waiver.mutable_waiver()->mutable_document() = Document("MP-9-CV/BTC");
  Season::GiveRequestId(waiver);
  EXPECT_EQ(Call("N9", waiver).status.error_code(), StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace dotpha::acceptance
