// Bad input for every RPC of the service, by walking the contracts: who may not, what is malformed, what is too long.
#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <gtest/gtest.h>

#include "services/registration/tests/live_service.h"

namespace dotpha::registration::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using ::testing::AnyOf;
using ::testing::Not;

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* descriptor : {pb::ImportRosterRequest::descriptor(), pb::SaveDraftRequest::descriptor(),
                                 pb::ConfigureAuthorityRequest::descriptor()}) {
    const auto* service = descriptor->file()->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

// A person who is let in by the permission table for the method.
std::string SomebodyFor(const std::string& method) {
  if (method == "ImportRoster" || method == "ConfigureAuthority") {
    return LiveService::kOperator;
  }
  if (method == "BatchGetContacts") {
    return "service:notifier";
  }
  if (method == "EnterPaperRegistration" || method == "RecordRegistrationStamp") {
    return "BTC-clerk";
  }
  if (method == "ConcludeCampaign") {
    return "BTV-clerk";
  }
  for (const char* own :
       {"NameClerk", "SaveDraft", "SubmitRegistration", "CorrectRegistration", "WithdrawRegistration"}) {
    if (method == own) {
      return "N1";
    }
  }
  return "BTC-leader";
}

// Sets the first plain string field that it finds, in the request or the messages within it.
bool SetSomeText(Message& message, const std::string& text) {
  const Descriptor* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const std::string& name = field->name();
    if (field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated() && name != "request_id" &&
        name != "page_token") {
      message.GetReflection()->SetString(&message, field, text);
      return true;
    }
  }
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        field->message_type()->file()->package().find("dotpha") == 0) {
      Message* inner = field->is_repeated() ? message.GetReflection()->AddMessage(&message, field)
                                            : message.GetReflection()->MutableMessage(&message, field);
      if (SetSomeText(*inner, text)) {
        return true;
      }
    }
  }
  return false;
}

class EveryMethod : public ::testing::TestWithParam<const MethodDescriptor*> {
 protected:
  static void SetUpTestSuite() {
    tenant_ = new Tenant();
    tenant_->SetUp();
  }
  static void TearDownTestSuite() {
    delete tenant_;
    tenant_ = nullptr;
  }

  [[nodiscard]] std::string name() const { return GetParam()->name(); }
  static std::unique_ptr<Message> New(const Descriptor* descriptor) {
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  }
  [[nodiscard]] std::unique_ptr<Message> Request() const { return New(GetParam()->input_type()); }

  Answer Send(const Message& request, const std::string& bearer) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!bearer.empty()) {
      context.AddMetadata("authorization", "Bearer " + bearer);
    }
    const std::string path = "/" + GetParam()->service()->full_name() + "/" + name();
    const auto response = New(GetParam()->output_type());
    const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
    return Tenant::Ended(grpc::internal::BlockingUnaryCall<Message, Message>(
        LiveService::Instance().channel().get(), method, &context, request, response.get()));
  }
  [[nodiscard]] std::string Bearer(const std::string& person) const {
    return LiveService::Instance().Token(person, tenant_->authority());
  }
  // All that an act could leave behind.
  static int Traces() {
    int traces = 0;
    for (const char* table : {"outbox", "registration", "registration_content", "agency", "official", "staff",
                              "position", "campaign", "deadline_override", "waiver", "personnel_event"}) {
      traces += tenant_->Rows(table);
    }
    return traces;
  }
  static Tenant* tenant_;
};
Tenant* EveryMethod::tenant_ = nullptr;
class EveryCommand : public EveryMethod {};
class EveryMethodWithText : public EveryMethod {};

TEST_P(EveryMethod, RefusesWhoDoesNotSayWhoHeIs) {
  const auto request = Request();
  Tenant::GiveRequestId(*request);
  EXPECT_EQ(Send(*request, "").status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Send(*request, "not.a.token").status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  std::string forged = Bearer(SomebodyFor(name()));
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Send(*request, forged).status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const auto& issuer = LiveService::Instance().issuer();
  const Instant now = CivilClock::System().Now();
  const auto expired =
      issuer.Mint({.subject = SomebodyFor(name()), .authority = tenant_->authority()}, now - std::chrono::hours(24));
  EXPECT_EQ(Send(*request, *expired).reason(), "TOKEN_EXPIRED");
  const auto elsewhere = issuer.Mint(
      {.subject = SomebodyFor(name()), .authority = tenant_->authority(), .audience = "another-system"}, now);
  EXPECT_EQ(Send(*request, *elsewhere).reason(), "TOKEN_AUDIENCE");
}

TEST_P(EveryMethod, RefusesWhoHasNoRole) {
  const auto request = Request();
  Tenant::GiveRequestId(*request);
  EXPECT_EQ(Send(*request, Bearer("stranger")).status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_P(EveryMethod, AnswersAnEmptyRequestWithAReasonAndWritesNothing) {
  const auto request = Request();
  Tenant::GiveRequestId(*request);
  const int before = Traces();
  const Answer answer = Send(*request, Bearer(SomebodyFor(name())));
  EXPECT_THAT(answer.status.error_code(), AnyOf(grpc::StatusCode::OK, grpc::StatusCode::INVALID_ARGUMENT,
                                                grpc::StatusCode::NOT_FOUND, grpc::StatusCode::PERMISSION_DENIED))
      << answer.error.reason << ": " << answer.error.message;
  const bool command = GetParam()->input_type()->FindFieldByName("request_id") != nullptr;
  EXPECT_TRUE(!command || !answer.ok()) << "no command makes sense empty";
  EXPECT_EQ(Traces(), before);
}

TEST_P(EveryMethodWithText, RefusesATextOfAMebibyteWithoutEchoingIt) {
  const auto request = Request();
  ASSERT_TRUE(SetSomeText(*request, std::string(1 << 20, 'x')));
  Tenant::GiveRequestId(*request);
  const int before = Traces();
  const Answer answer = Send(*request, Bearer(SomebodyFor(name())));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(answer.reason(), "FIELD_TOO_LONG");
  EXPECT_LT(answer.status.error_message().size() + answer.status.error_details().size(), 5000u);
  EXPECT_EQ(Traces(), before);
}

TEST_P(EveryCommand, RefusesARequestIdThatIsNone) {
  const auto request = Request();
  const auto* field = GetParam()->input_type()->FindFieldByName("request_id");
  request->GetReflection()->SetString(request.get(), field, "not-a-uuid");
  EXPECT_EQ(Send(*request, Bearer(SomebodyFor(name()))).reason(), "INVALID_REQUEST_ID");
}

TEST_P(EveryMethodWithText, NeverFallsOverNonsense) {
  const auto request = Request();
  ASSERT_TRUE(SetSomeText(*request, "'; DROP TABLE official; --\n<b>\xF0\x9F\x98\x80"));
  Tenant::GiveRequestId(*request);
  const Answer answer = Send(*request, Bearer(SomebodyFor(name())));
  EXPECT_THAT(answer.status.error_code(), Not(AnyOf(grpc::StatusCode::INTERNAL, grpc::StatusCode::UNKNOWN)))
      << answer.error.reason << ": " << answer.error.message;
}

std::vector<const MethodDescriptor*> Commands() {
  std::vector<const MethodDescriptor*> commands;
  for (const MethodDescriptor* method : Methods()) {
    if (method->input_type()->FindFieldByName("request_id") != nullptr) {
      commands.push_back(method);
    }
  }
  return commands;
}

std::vector<const MethodDescriptor*> MethodsWithText() {
  std::vector<const MethodDescriptor*> with_text;
  for (const MethodDescriptor* method : Methods()) {
    const std::unique_ptr<Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method->input_type())->New());
    if (SetSomeText(*request, "text")) {
      with_text.push_back(method);
    }
  }
  return with_text;
}

std::string NameOfMethod(const ::testing::TestParamInfo<const MethodDescriptor*>& method) {
  return method.param->name();
}
INSTANTIATE_TEST_SUITE_P(Registration, EveryMethod, ::testing::ValuesIn(Methods()), NameOfMethod);
INSTANTIATE_TEST_SUITE_P(Registration, EveryCommand, ::testing::ValuesIn(Commands()), NameOfMethod);
INSTANTIATE_TEST_SUITE_P(Registration, EveryMethodWithText, ::testing::ValuesIn(MethodsWithText()), NameOfMethod);

}  // namespace
}  // namespace dotpha::registration::testing
