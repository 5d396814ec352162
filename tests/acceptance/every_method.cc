#include "tests/acceptance/every_method.h"

#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/sync_stream.h>
#include <utf8proc.h>

#include <cstdlib>
#include <map>

#include "dotpha/assessment/v1/assessment_service.pb.h"
#include "dotpha/assessment/v1/case_service.pb.h"
#include "dotpha/assessment/v1/claim_service.pb.h"
#include "dotpha/assessment/v1/commendation_service.pb.h"
#include "dotpha/assessment/v1/feedback_service.pb.h"
#include "dotpha/assessment/v1/task_force_service.pb.h"
#include "dotpha/clock/v1/clock_control_service.pb.h"
#include "dotpha/events/v1/event_journal_service.pb.h"
#include "dotpha/reporting/v1/announcement_service.pb.h"
#include "dotpha/reporting/v1/evidence_service.pb.h"
#include "dotpha/reporting/v1/plan_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "dotpha/review/v1/assignment_service.pb.h"
#include "dotpha/review/v1/delegation_service.pb.h"
#include "dotpha/review/v1/difficulty_service.pb.h"
#include "dotpha/review/v1/meeting_service.pb.h"
#include "dotpha/review/v1/proposal_service.pb.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"
#include "tests/acceptance/quang_ngai.h"

namespace dotpha::acceptance {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::unique_ptr<Message> New(const Descriptor* descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

void AddServices(std::vector<Method>& methods, const google::protobuf::FileDescriptor* file,
                 const std::string& service) {
  for (int s = 0; s < file->service_count(); ++s) {
    for (int m = 0; m < file->service(s)->method_count(); ++m) {
      methods.push_back({file->service(s)->method(m), service});
    }
  }
}

// Fields from the root of a request to a text.
using Path = std::vector<const FieldDescriptor*>;

void FindTexts(const Descriptor* descriptor, const Path& so_far, std::vector<Path>& found) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    Path path = so_far;
    path.push_back(field);
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      found.push_back(path);
    } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      FindTexts(field->message_type(), path, found);
    }
  }
}

std::string PathText(const Path& path) {
  std::string text;
  for (const FieldDescriptor* field : path) {
    text += (text.empty() ? "" : ".") + field->name() + (field->is_repeated() ? "[0]" : "");
  }
  return text;
}

void SetText(Message& root, const Path& path, const std::string& text) {
  Message* message = &root;
  for (const FieldDescriptor* field : path) {
    const auto* reflection = message->GetReflection();
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      message =
          field->is_repeated() ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
    } else if (field->is_repeated()) {
      reflection->AddString(message, field, text);
    } else {
      reflection->SetString(message, field, text);
    }
  }
}

std::string Decomposed(const std::string& text) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> nfd(
      utf8proc_NFD(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  return reinterpret_cast<const char*>(nfd.get());
}

// U+0300 to U+036F, the marks into which Vietnamese letters fall apart.
bool HasMark(const std::string& text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first == 0xCC || (first == 0xCD && static_cast<unsigned char>(text[i + 1]) < 0xB0)) {
      return true;
    }
  }
  return false;
}

// Replaces each text of the message by what `visit` makes of it.
void ForEachTextIn(Message& message, const std::function<std::string(const std::string&)>& visit) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        ForEachTextIn(field->is_repeated() ? *reflection->MutableRepeatedMessage(&message, field, i)
                                           : *reflection->MutableMessage(&message, field),
                      visit);
      } else if (field->type() == FieldDescriptor::TYPE_STRING && field->is_repeated()) {
        reflection->SetRepeatedString(&message, field, i, visit(reflection->GetRepeatedString(message, field, i)));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        reflection->SetString(&message, field, visit(reflection->GetString(message, field)));
      }
    }
  }
}

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Valid() && buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
  }
  return bytes;
}

}  // namespace

std::unique_ptr<Message> Method::Request() const { return New(descriptor->input_type()); }

std::vector<Method> EveryMethod() {
  const std::map<std::string, std::vector<const google::protobuf::FileDescriptor*>> contracts = {
      {"registration",
       {reg::ImportRosterRequest::descriptor()->file(), reg::SaveDraftRequest::descriptor()->file(),
        reg::ConfigureAuthorityRequest::descriptor()->file(), reg::ReportWorkListRequest::descriptor()->file()}},
      {"review",
       {review::v1::SubmitProposalsRequest::descriptor()->file(),
        review::v1::RecordDecisionRequest::descriptor()->file(), review::v1::RecordMeetingRequest::descriptor()->file(),
        review::v1::RecordDelegationRequest::descriptor()->file(),
        review::v1::ReportDifficultyRequest::descriptor()->file()}},
      {"reporting",
       {reporting::v1::SubmitPlanRequest::descriptor()->file(),
        reporting::v1::SubmitReportRequest::descriptor()->file(),
        reporting::v1::RecordAnnouncementRequest::descriptor()->file(),
        reporting::v1::UploadEvidenceRequest::descriptor()->file()}},
      {"assessment",
       {assessment::v1::SubmitAppraisalRequest::descriptor()->file(),
        assessment::v1::RaiseCaseRequest::descriptor()->file(),
        assessment::v1::SubmitClaimRequest::descriptor()->file(),
        assessment::v1::ProposeCommendationsRequest::descriptor()->file(),
        assessment::v1::ProposeTaskForceRequest::descriptor()->file(),
        assessment::v1::RecordFeedbackRequest::descriptor()->file()}},
      {"notifier", {ntf::GetObligationRequest::descriptor()->file(), ntf::ListInboxRequest::descriptor()->file()}}};
  std::vector<Method> methods;
  for (const auto& [service, files] : contracts) {
    for (const auto* file : files) {
      AddServices(methods, file, service);
    }
    AddServices(methods, events::v1::ReadEventsRequest::descriptor()->file(), service);
    AddServices(methods, clock::v1::GetClockRequest::descriptor()->file(), service);
  }
  return methods;
}

std::string SomebodyFor(const Method& method) {
  static const std::map<std::string, std::string> kSpecial = {
      {"ImportRoster", testing::System::kOperator},
      {"ConfigureAuthority", testing::System::kOperator},
      {"RebuildLedger", testing::System::kOperator},
      {"ResolveMessage", testing::System::kOperator},
      {"GetClock", testing::System::kOperator},
      {"AdvanceClock", testing::System::kOperator},
      {"BatchGetContacts", "service:notifier"},
      {"ReadEvents", "service:notifier"},
      {"GetStreamHead", "service:notifier"},
      {"EnterPaperRegistration", "BTC-clerk"},
      {"RecordRegistrationStamp", "BTC-clerk"},
      {"ConcludeCampaign", "BTV-clerk"},
      {"NameClerk", "N1"},
      {"SaveDraft", "N1"},
      {"SubmitRegistration", "N1"},
      {"CorrectRegistration", "N1"},
      {"WithdrawRegistration", "N1"},
      {"RecordDecision", "BTV-clerk"},
      {"AmendWork", "BTV-clerk"},
      {"ReportStop", "N1"},
      {"ConcludeWorks", "BTV-clerk"},
      {"DecideCarryOvers", "BTV-clerk"},
      {"RecordMeeting", "BTV-clerk"},
      {"DecideDifficulty", "BTV-clerk"},
      {"RecordDelegation", "BTC-specialist"},
      {"SavePlanDraft", "N1"},
      {"SubmitPlan", "N1"},
      {"CorrectPlan", "N1"},
      {"EnterPaperPlan", "BTC-clerk"},
      {"RecordPlanStamp", "BTC-clerk"},
      {"ImportPlans", "BTC-clerk"},
      {"SubmitReport", "N1"},
      {"CorrectReport", "N1"},
      {"EnterPaperReport", "BTC-clerk"},
      {"RecordReportStamp", "BTC-clerk"},
      {"SubmitAdHocReport", "N1"},
      {"RecordAnnouncement", "N1"},
      {"UploadEvidence", "N1"},
      {"RecordRatings", "BTV-clerk"},
      {"ApproveTaskForce", "TT-clerk"},
      {"RecordFeedback", "BDV-leader"},
      {"ExplainCase", "N1"},
      {"ProposeOutcome", "UBKT-leader"},
      {"DecideCase", "BTV-clerk"},
      {"SubmitClaim", "N1"},
      {"SubmitCompletionReport", "N1"},
      {"ConfirmCompletion", "BCSD-leader"},
      {"DecideClaim", "BTV-clerk"},
      {"DecideCommendations", "BTV-clerk"},
      // Of the province whose regulation knows them.
      {"ReportWorkList", InQuangNgai("BTC-leader")},
      {"ListRegisteredWorks", InQuangNgai("BTC-leader")},
      {"RecordDirections", InQuangNgai("TT-leader")},
      {"ReportObstacle", InQuangNgai("QN-1")},
      {"RecordResult", InQuangNgai("QN-1")},
      {"RecordAnnualGrade", InQuangNgai("BTV-leader")},
      {"GetFactSheet", InQuangNgai("BTC-leader")},
  };
  const auto found = kSpecial.find(method.name());
  return found == kSpecial.end() ? "BTC-leader" : found->second;
}

Answer Send(Season& season, const Method& method, const std::string& bytes, const std::string& token) {
  return Send(season, method, std::vector{bytes}, token);
}

Answer Send(Season& season, const Method& method, const std::vector<std::string>& messages, const std::string& token) {
  grpc::ClientContext context;
  rpc::CallOptions options;
  options.token = token;
  options.timeout = std::chrono::milliseconds{method.descriptor->server_streaming() ? 1'000 : 20'000};
  rpc::Prepare(context, options);
  const std::string path = "/" + method.descriptor->service()->full_name() + "/" + method.name();
  // To the server, a single message looks the same however the client sends it.
  const bool stream = method.descriptor->client_streaming();
  const grpc::internal::RpcMethod call(
      path.c_str(), stream ? grpc::internal::RpcMethod::CLIENT_STREAMING : grpc::internal::RpcMethod::NORMAL_RPC);
  const auto& channel = season.system().channel(method.service);
  grpc::ByteBuffer response;
  Answer answer;
  if (stream) {
    const std::unique_ptr<grpc::ClientWriter<grpc::ByteBuffer>> writer(
        grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create(channel.get(), call, &context, &response));
    for (const std::string& bytes : messages) {
      if (!writer->Write(BufferOf(bytes))) {
        break;  // refused before the end
      }
    }
    writer->WritesDone();
    answer.status = writer->Finish();
  } else {
    answer.status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
        channel.get(), call, &context, BufferOf(messages.at(0)), &response);
  }
  if (answer.status.ok()) {
    answer.response = New(method.descriptor->output_type());
    if (!answer.response->ParseFromString(BytesOf(response))) {
      answer.status = grpc::Status(grpc::StatusCode::DATA_LOSS, "an answer that cannot be read");
    }
  }
  if (!answer.status.ok()) {
    answer.error = rpc::ErrorFromStatus(answer.status);
  }
  return answer;
}

void ForEachText(const Method& method, const std::string& text,
                 const std::function<void(const std::string& path, const Message& request)>& visit) {
  std::vector<Path> paths;
  FindTexts(method.descriptor->input_type(), {}, paths);
  for (const Path& path : paths) {
    const auto request = method.Request();
    SetText(*request, path, text);
    if (PathText(path) != "request_id") {
      Season::GiveRequestId(*request);
    }
    visit(PathText(path), *request);
  }
}

void Decompose(Message& message) { ForEachTextIn(message, Decomposed); }

std::vector<std::string> NotComposed(const Message& message) {
  std::vector<std::string> found;
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  ForEachTextIn(*copy, [&](const std::string& text) {
    if (HasMark(text)) {
      found.push_back(text);
    }
    return text;
  });
  return found;
}

std::string TablesNotComposed(Season& season, const std::string& service) {
  return season.system().Query(
      service,
      "SELECT string_agg(t.relname, ' ') FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname "
      "= 'public' AND t.relkind = 'r' AND (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I t "
      "WHERE t::text ~ ''[\\u0300-\\u036F]''', t.relname), false, true, '')))[1]::text <> '0'");
}

std::string Traces(testing::System& system) {
  std::string traces;
  for (const std::string& service : system.services()) {
    // `contact` is a cache of addresses; the audit is sealed in its own time.
    traces += system.Query(
        service,
        "SELECT string_agg(t.relname || '=' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM "
        "%I', t.relname), false, true, '')))[1]::text, ' ' ORDER BY t.relname) FROM pg_class t JOIN pg_namespace n ON "
        "n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relkind = 'r' AND t.relname NOT IN ('contact', "
        "'audit_seal')");
    traces += " head=" + system.Query(service, "SELECT coalesce(max(outbox_id), 0) FROM outbox") + "\n";
  }
  return traces;
}

}  // namespace dotpha::acceptance
