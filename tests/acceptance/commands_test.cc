// Commands again and in the wrong moment: reused request ids, old etags, wrong states, other normal forms of the same
// text (docs/architecture.md).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <set>

#include "tests/acceptance/every_command.h"
#include "tests/acceptance/every_method.h"
#include "tests/acceptance/quang_ngai.h"
#include "tests/acceptance/year.h"

namespace dotpha::acceptance {
namespace {

using grpc::StatusCode;
using ::testing::IsEmpty;
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

std::vector<Method> CommandsOfTheContracts() {
  std::vector<Method> commands = EveryMethod();
  std::erase_if(commands, [](const Method& method) { return !method.command(); });
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
    AddQuangNgai(*season_);
    season_->To("2022-11-04 09:00");
  }
  static void TearDownTestSuite() {
    delete season_;
    season_ = nullptr;
  }

  // The chunk of an upload goes after the description.
  static Answer Call(const std::string& person, const google::protobuf::Message& request) {
    std::vector<std::string> messages{request.SerializeAsString()};
    if (const auto* chunk = request.GetDescriptor()->FindFieldByName("chunk")) {
      const std::unique_ptr<google::protobuf::Message> bytes(request.New());
      const auto* reflection = request.GetReflection();
      reflection->SetString(bytes.get(), chunk, reflection->GetString(request, chunk));
      const auto description = Copy(request);
      reflection->ClearField(description.get(), chunk);
      messages = {description->SerializeAsString(), bytes->SerializeAsString()};
    }
    return Send(*season_, GetParam(), messages, season_->system().Token(person));
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
    static const std::set<std::string> kMake = {
        "CreateSilence",    "RecordPersonnelEvent", "SubmitReport", "SubmitCompletionReport",
        "EnterPaperReport", "RequestAdHocReport",   "SubmitClaim"};
    return EtagOf(request) != nullptr && !kMake.contains(GetParam().name());
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
  const auto decomposed = Copy(*request);
  Decompose(*decomposed);
  const Answer second = Call(command.person, *decomposed);
  EXPECT_TRUE(Replayed(second)) << second.reason() << ": the same, whatever the normal form";
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
    Decompose(*others);
    const Answer independent = Call(command.other, *others);
    ASSERT_TRUE(independent.ok()) << independent.reason() << ": " << independent.error.message;
    EXPECT_FALSE(Replayed(independent));
    EXPECT_THAT(NotComposed(*independent.response), IsEmpty());
    EXPECT_EQ(TablesNotComposed(*season_, GetParam().service), "");
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

// What the walk above does not bring about by doing the same twice.
TEST(CommandsOfTheYear, WhatTheStateDoesNotAllowIsRefused) {
  Year year({.officials = {"N1", "N23"}, .start = "2022-11-02 08:00"});
  const auto refused = [&](const auto& act) {
    year.Settle();  // what went before has left all its traces
    const std::string before = Traces(year);
    const auto answer = act();
    EXPECT_EQ(Traces(year), before);
    if (answer.ok()) {
      return std::string("ACCEPTED");
    }
    EXPECT_EQ(answer.error().code, Code::kFailedPrecondition) << answer.error().reason;
    return answer.error().reason;
  };
  Must(year.Assign("N1", 2022, "2022-11-02"));
  year.Settle();
  const rpt::Plan plan = Must(year.Plan("N1", 2022)).plan();
  EXPECT_EQ(refused([&] {
              rpt::SavePlanDraftRequest draft;
              draft.mutable_plan()->set_official_id("N1");
              draft.mutable_plan()->set_cycle(2022);
              return year.Ask("N1", year.plans(), &Plans::SavePlanDraft, draft);
            }),
            "ALREADY_SUBMITTED");
  Must(year.Report("N1", {.covers = {"RPT_Q 2022-Q4"}}));
  EXPECT_EQ(refused([&] {
              rpt::CorrectPlanRequest correct;
              *correct.mutable_plan() = plan;
              correct.mutable_plan()->set_roadmap("Theo tuần");
              return year.Ask("N1", year.plans(), &Plans::CorrectPlan, correct);
            }),
            "PLAN_FROZEN");
  EXPECT_EQ(refused([&] {
              rpt::RequestAdHocReportRequest ask;
              ask.mutable_ad_hoc_request()->set_official_id("N23");
              ask.mutable_ad_hoc_request()->set_subject("Tiến độ");
              *ask.mutable_ad_hoc_request()->mutable_document() = Document("MP-30-CV/BTC", "2022-11-02");
              return year.Ask("BTC-leader", year.reports(), &Reports::RequestAdHocReport, ask);
            }),
            "NOT_IN_SCOPE");

  asmt::RaiseCaseRequest raise;
  raise.set_official_id("N1");
  raise.set_kind("NOT_SERIOUS");
  raise.set_facts("Không dự giao ban");
  const asmt::Case raised = Must(year.Ask("BCSD-leader", year.cases(), &Cases::RaiseCase, raise)).violation_case();
  asmt::DismissCaseRequest dismiss;
  dismiss.set_name(raised.name());
  dismiss.set_etag(raised.etag());
  dismiss.set_reason(asmt::DISMISSAL_REASON_DATA_ERROR);
  dismiss.set_evidence("Sổ giao ban");
  const std::string etag =
      Must(year.Ask("BTC-leader", year.cases(), &Cases::DismissCase, dismiss)).violation_case().etag();
  EXPECT_EQ(refused([&] {
              asmt::ExplainCaseRequest explain;
              explain.set_name(raised.name());
              explain.set_text("Đi công tác");
              return year.Ask("N1", year.cases(), &Cases::ExplainCase, explain);
            }),
            "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(refused([&] {
              asmt::ProposeOutcomeRequest propose;
              propose.set_name(raised.name());
              propose.set_etag(etag);
              propose.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
              return year.Ask("UBKT-leader", year.cases(), &Cases::ProposeOutcome, propose);
            }),
            "TRANSITION_NOT_ALLOWED");

  const rev::AssignedWorkRecord over =
      Must(year.ImportWork("N1", StageWork("W-OVER", "2Y", "2020-01-01", "2021-12-31"), "2019-12-20")).works(0);
  EXPECT_EQ(refused([&] {
              rev::AmendWorkRequest amend;
              amend.set_name(over.name());
              amend.set_etag(over.etag());
              *amend.mutable_document() = Document("MP-109-QĐ/TU", "2022-11-02");
              *amend.mutable_content() = StageWork("W-OVER", "2Y", "2020-01-01", "2021-12-31");
              amend.mutable_content()->set_goals("Mục tiêu rõ hơn");
              return year.Ask("BTV-clerk", year.assignments(), &Assignments::AmendWork, amend);
            }),
            "TRANSITION_NOT_ALLOWED")
      << "its period is over";
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
