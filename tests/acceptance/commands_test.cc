// Commands again and in the wrong moment: reused request ids, old etags, wrong states (ARCHITECTURE section 3).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <pqxx/connection>
#include <pqxx/transaction>

#include "tests/acceptance/every_command.h"
#include "tests/acceptance/every_method.h"

namespace dotpha::acceptance {
namespace {

using grpc::StatusCode;
using ::testing::UnorderedElementsAre;

bool Replayed(const Answer& answer) {
  if (!answer.ok()) {
    return false;
  }
  const auto& message = *answer.response;
  const auto* field = message.GetDescriptor()->FindFieldByName("receipt");
  return static_cast<const common::v1::CommandReceipt&>(message.GetReflection()->GetMessage(message, field)).replayed();
}

// ---- every command -------------------------------------------------------------------------------------------------

// Of the two services that these tests start; those of the later stages are walked by their own API tests.
std::vector<Method> CommandsOfTheContracts() {
  std::vector<Method> commands;
  for (const Method& method : EveryMethod()) {
    if (method.command() && (method.service == "registration" || method.service == "notifier")) {
      commands.push_back(method);
    }
  }
  return commands;
}

TEST(EveryCommandTable, HasOneRowForEachCommandOfTheContracts) {
  std::vector<std::string> rows;
  for (const Command& command : EveryCommand()) {
    rows.push_back(command.method);
  }
  std::vector<std::string> contracts;
  for (const Method& method : CommandsOfTheContracts()) {
    contracts.push_back(method.name());
  }
  EXPECT_THAT(rows, ::testing::UnorderedElementsAreArray(contracts));
}

class EveryCommandTest : public ::testing::TestWithParam<Method> {
 protected:
  static void SetUpTestSuite() {
    season_ = new Season(CommandSeason());
    // A second recorder of decisions, a second clerk of papers.
    reg::ImportRosterRequest roster;
    for (const char* body : {"BTV", "BTC"}) {
      reg::Staff& staff = *roster.add_staff();
      staff.set_staff_id(std::string(body) + "-clerk-2");
      staff.set_body_id(body);
      staff.set_full_name("Văn thư thứ hai");
      staff.set_email(AddressOf(staff.staff_id()));
      staff.set_role(reg::STAFF_ROLE_CLERK);
    }
    ASSERT_TRUE(
        season_->Ask(testing::System::kOperator, season_->system().directory(), &Directory::ImportRoster, roster).ok());
    season_->To("2022-11-04 09:00");
  }
  static void TearDownTestSuite() {
    delete season_;
    season_ = nullptr;
  }

  static Answer Call(const std::string& person, const google::protobuf::Message& request) {
    return Send(*season_, GetParam(), request.SerializeAsString(), season_->system().Token(person));
  }
  static void SetId(google::protobuf::Message& request, const std::string& id) {
    request.GetReflection()->SetString(&request, request.GetDescriptor()->FindFieldByName("request_id"), id);
  }
  static std::unique_ptr<google::protobuf::Message> Copy(const google::protobuf::Message& request) {
    std::unique_ptr<google::protobuf::Message> copy(request.New());
    copy->CopyFrom(request);
    return copy;
  }
  // Refused so, and nothing of it is written.
  static void ExpectRefused(const std::string& person, const google::protobuf::Message& request, StatusCode code,
                            const std::string& reason, const std::string& what) {
    season_->Settle();  // what went before has left all its traces
    const std::string before = Traces(*season_);
    const Answer answer = Call(person, request);
    EXPECT_EQ(answer.status.error_code(), code) << what << ": " << answer.reason() << " " << answer.error.message;
    EXPECT_EQ(answer.reason(), reason) << what;
    EXPECT_EQ(Traces(*season_), before) << what;
  }
  // Whether it changes something that was read before: it names that state by its etag. What is only made has none yet.
  static bool HeedsEtag(google::protobuf::Message& request) {
    return EtagOf(request) != nullptr && GetParam().name() != "CreateSilence" &&
           GetParam().name() != "RecordPersonnelEvent";
  }

  static Season* season_;
};
Season* EveryCommandTest::season_ = nullptr;

TEST_P(EveryCommandTest, IsDoneOnceUnderItsIdAndOnlyOnTheStateThatWasRead) {
  const auto& all = EveryCommand();
  const auto found =
      std::find_if(all.begin(), all.end(), [](const Command& row) { return row.method == GetParam().name(); });
  ASSERT_NE(found, all.end()) << "every_command.cc has no row for this command";
  const Command& command = *found;
  const auto request = command.make(*season_, command.person);
  const std::string id = NewUuid();

  if (HeedsEtag(*request)) {
    const auto never = Copy(*request);
    SetId(*never, NewUuid());
    EtagOf(*never)->Set("r999");
    ExpectRefused(command.person, *never, StatusCode::ABORTED, "ETAG_MISMATCH", "an etag that never was");
  }

  SetId(*request, id);
  const Answer first = Call(command.person, *request);
  ASSERT_TRUE(first.ok()) << first.reason() << ": " << first.error.message;
  EXPECT_FALSE(Replayed(first));
  season_->Settle();
  const std::string before = Traces(*season_);
  const Answer second = Call(command.person, *request);
  EXPECT_TRUE(Replayed(second)) << second.reason();
  EXPECT_EQ(Traces(*season_), before) << "the stored answer";

  const auto changed = Copy(*request);
  command.change(*changed);
  ExpectRefused(command.person, *changed, StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED", "another payload");

  // The id of another caller is another id: he neither gets the stored answer nor learns that there is one.
  if (command.person == testing::System::kOperator) {
    ExpectRefused(command.other, *changed, StatusCode::PERMISSION_DENIED, "NOT_PERMITTED", "somebody else");
  } else {
    const auto others = command.make(*season_, command.other);
    SetId(*others, id);
    const Answer independent = Call(command.other, *others);
    EXPECT_TRUE(independent.ok()) << independent.reason() << ": " << independent.error.message;
    EXPECT_FALSE(Replayed(independent));
  }

  const auto again = Copy(*request);
  SetId(*again, NewUuid());
  if (HeedsEtag(*request)) {
    if (!EtagOf(*request)->Get().empty()) {
      ExpectRefused(command.person, *again, StatusCode::ABORTED, "ETAG_MISMATCH", "the etag from before");
    }
    SetId(*again, NewUuid());
    // Another's act may have changed the same thing since; then the etag is his.
    const auto now = command.fresh_etag ? command.fresh_etag(*season_) : EtagOf(*first.response)->Get();
    EtagOf(*again)->Set(now);
  }
  if (command.again.empty()) {
    const Answer repeated = Call(command.person, *again);
    EXPECT_TRUE(repeated.ok()) << repeated.reason() << ": " << repeated.error.message;
    EXPECT_FALSE(Replayed(repeated));
  } else {
    ExpectRefused(command.person, *again, command.again_code, command.again, "once more");
  }
}

INSTANTIATE_TEST_SUITE_P(Walk, EveryCommandTest, ::testing::ValuesIn(CommandsOfTheContracts()),
                         [](const auto& method) { return method.param.name(); });

// ---- single ones
// -----------------------------------------------------------------------------------------------------

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

TEST_F(Commands, TwoWithOneWorkIdAtTheSameInstantAreOneSuccessAndOneClearRefusal) {
  // Both have looked for the work's id and found it free before either writes it.
  season_.system().Query("registration",
                         "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                         "PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$; "
                         "CREATE TRIGGER hold BEFORE INSERT ON registered_work FOR EACH ROW EXECUTE FUNCTION hold()");
  pqxx::connection gate(season_.system().DatabaseUrl("registration"));
  pqxx::work closed(gate);
  closed.exec("SELECT pg_advisory_xact_lock(4711)");
  const auto submit = [&](const std::string& official) {
    return std::async(std::launch::async, [this, official] {
      const auto answer = season_.Register(
          official, 2023, [](reg::Registration& registration) { registration.mutable_works(0)->set_work_id("W-ONE"); });
      return answer.ok() ? std::string("done") : answer.error().reason;
    });
  };
  auto first = submit("N1");
  auto second = submit("N3");
  EXPECT_TRUE(testing::Eventually([&] {
    return season_.system().Query("registration",
                                  "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 "
                                  "AND NOT granted") == "2";
  }));
  closed.commit();
  EXPECT_THAT((std::vector{first.get(), second.get()}), UnorderedElementsAre("done", "DUPLICATE_ID"));
  EXPECT_EQ(season_.Rows("registration", "registration"), 1);
  EXPECT_EQ(season_.Rows("registration", "registered_work"), 1);
}

}  // namespace
}  // namespace dotpha::acceptance
