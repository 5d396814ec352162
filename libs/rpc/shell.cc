#include "libs/rpc/shell.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <grpc/support/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <map>
#include <optional>
#include <typeinfo>
#include <vector>

#include "libs/base/request_id.h"
#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/observability/trace.h"
#include "libs/rpc/deterministic.h"
#include "libs/rpc/text_door.h"

namespace dotpha::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using observability::Level;

constexpr std::string_view kBearer = "Bearer ";
constexpr std::chrono::minutes kLongestUpload{5};
constexpr std::size_t kMostConsistencyTokens = 8;
constexpr std::chrono::milliseconds kShutdownRetry{1000};
// The clock's own calls must not count as work that the clock waits for.
constexpr std::string_view kControlPackage = "dotpha.clock.";

std::vector<std::string> MetadataOf(const grpc::ServerContext& context, const char* key) {
  std::vector<std::string> values;
  const auto [first, last] = context.client_metadata().equal_range(key);
  for (auto entry = first; entry != last; ++entry) {
    values.emplace_back(entry->second.data(), entry->second.size());
  }
  return values;
}

// What the client allows; nullopt when it set no deadline.
std::optional<Micros> TimeLeft(const grpc::ServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
    return std::nullopt;
  }
  const gpr_timespec left = gpr_convert_clock_type(deadline, GPR_TIMESPAN);
  return std::chrono::seconds{left.tv_sec} + std::chrono::duration_cast<Micros>(std::chrono::nanoseconds{left.tv_nsec});
}

Result<std::string> BearerToken(const grpc::ServerContext& context) {
  const std::vector<std::string> headers = MetadataOf(context, "authorization");
  if (headers.empty()) {
    return MakeError(Code::kUnauthenticated, "TOKEN_MISSING", "this call carries no bearer token");
  }
  if (headers.size() > 1 || !headers.front().starts_with(kBearer)) {
    return MakeError(Code::kUnauthenticated, "TOKEN_MALFORMED", "authorization is not one bearer token");
  }
  return headers.front().substr(kBearer.size());
}

std::string TextField(const google::protobuf::Message& message, const FieldDescriptor* field) {
  return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
}

// A command whose request id is none is told so beside all else that is wrong with its request. Who may not call, and
// what the server itself cannot do now, is told alone.
Error WithRequestId(Error error, const Violation& none) {
  switch (error.code) {
    case Code::kNotFound:
    case Code::kAlreadyExists:
    case Code::kFailedPrecondition:
    case Code::kAborted:
      return InvalidArgument({none});
    case Code::kInvalidArgument:
      break;
    default:
      return error;
  }
  auto& violations = error.violations;
  if (std::any_of(violations.begin(), violations.end(), [&](const Violation& v) { return v.field == none.field; })) {
    return error;
  }
  violations.insert(violations.begin(), none);
  Error all = InvalidArgument(std::move(violations));
  all.metadata = std::move(error.metadata);
  return all;
}

}  // namespace

struct Shell::Method {
  std::string name;
  CallClass call_class = CallClass::kRead;
  const FieldDescriptor* request_id = nullptr;
};

// What is known of a call, as far as it got.
struct Shell::Admission {
  CallContext call;
  // Set once a receipt could be issued: the caller is known and the request is clean.
  std::optional<ArrivalClaim> claim;
  // Of a command by a known caller whose request id is none.
  std::optional<Violation> no_request_id;
};

struct Shell::State {
  ShellOptions options;
  ShellParts parts;
  InFlightCalls in_flight;
  std::map<const Descriptor*, Method> methods;
  std::atomic<bool> draining{false};
  std::vector<std::unique_ptr<observability::ObservedGauge>> gauges;

  State(ShellOptions given_options, ShellParts given_parts)
      : options(std::move(given_options)), parts(std::move(given_parts)), in_flight(*parts.civil) {
    for (const auto& [call_class, word] :
         {std::pair(CallClass::kCommand, "command"), std::pair(CallClass::kRead, "read"),
          std::pair(CallClass::kStream, "stream")}) {
      gauges.push_back(std::make_unique<observability::ObservedGauge>(
          "dotpha_rpc_in_flight", "Calls being handled", observability::Labels{{"class", word}},
          [this, kind = call_class] { return static_cast<double>(in_flight.Count(kind)); }));
    }
  }

  [[nodiscard]] Micros DeadlineOf(const grpc::ServerContext& context, Micros arrived, CallClass call_class) const {
    const auto left = TimeLeft(context);
    if (call_class == CallClass::kStream) {
      return left ? arrived + *left : kNoDeadline;
    }
    const Micros longest = options.longest_deadline;
    return arrived + std::min(left ? *left : std::min<Micros>(options.default_deadline, longest), longest);
  }
};

Shell::Shell(ShellOptions options, ShellParts parts)
    : state_(std::make_unique<State>(std::move(options), std::move(parts))) {}

Shell::~Shell() = default;

InFlightCalls& Shell::in_flight() { return state_->in_flight; }
void Shell::RefuseNewCalls() { state_->draining = true; }
bool Shell::draining() const { return state_->draining; }
const std::string& Shell::service() const { return state_->options.service; }

Result<void> Shell::AddService(const std::string& full_name) {
  const auto* service = DescriptorPool::generated_pool()->FindServiceByName(full_name);
  if (service == nullptr) {
    return Internal("UNKNOWN_SERVICE", fmt::format("no contract is linked for the service {}", full_name));
  }
  std::vector<std::string> without_permission;
  for (int i = 0; i < service->method_count(); ++i) {
    const auto* descriptor = service->method(i);
    Method method{fmt::format("{}/{}", full_name, descriptor->name()), CallClass::kRead,
                  descriptor->input_type()->FindFieldByName("request_id")};
    if (!state_->parts.permissions->Knows(method.name)) {
      without_permission.push_back(method.name);
    }
    if (descriptor->server_streaming() || descriptor->client_streaming()) {
      method.call_class = CallClass::kStream;
    } else if (full_name.starts_with(kControlPackage)) {
      method.call_class = CallClass::kControl;
    } else if (method.request_id != nullptr) {
      method.call_class = CallClass::kCommand;
    }
    if (!state_->methods.emplace(descriptor->input_type(), method).second) {
      return Internal("REQUEST_TYPE_SHARED",
                      fmt::format("{} shares its request type; every method needs its own", method.name));
    }
  }
  if (!without_permission.empty()) {
    return FailedPrecondition("METHOD_WITHOUT_PERMISSION", fmt::format("the permission table has no row for {}",
                                                                       fmt::join(without_permission, ", ")));
  }
  return Ok{};
}

Result<void> Shell::Authenticate(const grpc::ServerContext& context, CallContext& call) {
  DOTPHA_ASSIGN(const std::string token, BearerToken(context));
  DOTPHA_ASSIGN(const auth::Identity identity, state_->parts.tokens->Verify(token));
  call.caller = identity.caller;
  call.kind = identity.kind;
  call.authority = identity.authority;
  call.token_expires_at = identity.expires_at;
  if (const auto wanted = MetadataOf(context, kAuthorityKey); !wanted.empty()) {
    if (!auth::IsAuthorityId(wanted.front())) {
      return InvalidArgument(kAuthorityKey, "INVALID_AUTHORITY", "is no id of an authority");
    }
    if (call.authority.empty() && wanted.size() == 1) {
      call.authority = wanted.front();
    } else if (wanted.size() > 1 || wanted.front() != call.authority) {
      return PermissionDenied("AUTHORITY_MISMATCH", "the token is for another authority");
    }
  }
  auth::HeldRoles held;
  switch (call.kind) {
    case auth::CallerKind::kOperator:
      held.tokens = {"operator"};
      break;
    case auth::CallerKind::kService:
      held.tokens = {"service"};
      break;
    case auth::CallerKind::kPerson: {
      DOTPHA_ASSIGN(held, state_->parts.roles->RolesOf(call.authority, call.caller));
      break;
    }
  }
  call.roles = std::move(held.tokens);
  DOTPHA_ASSIGN(call.access, state_->parts.permissions->Check(call.method, call.roles, held.acts_as));
  if (call.authority.empty() && call.access.scope() != auth::Scope::kNone) {
    return PermissionDenied("AUTHORITY_REQUIRED", "neither token nor metadata say for which authority");
  }
  return Ok{};
}

Result<void> Shell::HonourReceipt(const grpc::ServerContext& context, const google::protobuf::Message& request,
                                  Admission& admission) {
  CallContext& call = admission.call;
  if (call.request_id.empty()) {
    return Ok{};
  }
  admission.claim = ArrivalClaim{call.authority, call.caller, call.method, call.request_id,
                                 Sha256(SerialiseDeterministically(request))};
  const auto receipts = MetadataOf(context, kArrivalReceiptKey);
  for (const std::string& receipt : receipts) {
    DOTPHA_ASSIGN(const Instant received_at, state_->parts.receipts->Open(receipt, *admission.claim, call.arrived_at));
    call.received_at = std::min(call.received_at, received_at);
  }
  return Ok{};
}

Result<void> Shell::WaitForTokens(const grpc::ServerContext& context, const CallContext& call) {
  const auto tokens = MetadataOf(context, kConsistencyTokenKey);
  if (tokens.size() > kMostConsistencyTokens) {
    return InvalidArgument(kConsistencyTokenKey, "INVALID_CONSISTENCY_TOKEN", "stands there too often");
  }
  for (const std::string& token : tokens) {
    const auto colon = token.find(':');
    std::uint64_t outbox_id = 0;
    const char* end = token.data() + token.size();
    if (colon == std::string::npos || colon == 0 ||
        std::from_chars(token.data() + colon + 1, end, outbox_id).ptr != end || outbox_id == 0) {
      return InvalidArgument(kConsistencyTokenKey, "INVALID_CONSISTENCY_TOKEN", "is not `producer:outbox_id`");
    }
    const std::string producer = token.substr(0, colon);
    if (state_->parts.wait_applied && producer != state_->options.service) {
      DOTPHA_TRY(state_->parts.wait_applied(producer, outbox_id, call.deadline));
    }
  }
  return Ok{};
}

Result<void> Shell::Admit(const grpc::ServerContext& context, google::protobuf::Message& request, const Method& method,
                          Admission& admission) {
  CallContext& call = admission.call;
  DOTPHA_TRY(Authenticate(context, call));
  observability::ScopedLogContext::Current()->authority = call.authority;
  auto violations = NormaliseTexts(request, state_->options.longest_field);
  if (method.request_id != nullptr) {
    admission.no_request_id = RequestIdViolation(TextField(request, method.request_id));
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  call.request_id = TextField(request, method.request_id);
  DOTPHA_TRY(HonourReceipt(context, request, admission));
  if (state_->draining) {
    Error error = Unavailable("SHUTTING_DOWN", "this server is going away; call again");
    error.retry_after = kShutdownRetry;
    return error;
  }
  if (method.call_class == CallClass::kStream &&
      state_->in_flight.Count(CallClass::kStream) > state_->options.most_streams) {
    return MakeError(Code::kResourceExhausted, "TOO_MANY_STREAMS", "this server has as many open streams as it may");
  }
  return WaitForTokens(context, call);
}

Result<void> Shell::RequireStreamDeadline(const grpc::ServerContext& context) {
  const auto left = TimeLeft(context);
  if (!left || *left > kLongestUpload) {
    return InvalidArgument("", "DEADLINE_REQUIRED", "a stream to the server needs a deadline of at most five minutes");
  }
  return Ok{};
}

bool Shell::StreamShouldStop(const grpc::ServerContext& context, const CallContext& call) const {
  return context.IsCancelled() || state_->draining || state_->parts.tokens->HasEnded(call.token_expires_at);
}

grpc::Status Shell::Run(grpc::ServerContext& context, const google::protobuf::Message& request, CallClass call_class,
                        const std::function<Result<void>(const CallContext&)>& body) {
  const Micros arrived = state_->parts.monotonic->Elapsed();
  const auto found = state_->methods.find(request.GetDescriptor());
  if (found == state_->methods.end()) {
    return ToStatus(Internal("METHOD_NOT_REGISTERED", "the shell does not know this method"));
  }
  const Method& method = found->second;
  const InFlightCalls::Ticket ticket(state_->in_flight, method.call_class);

  Admission admission;
  CallContext& call = admission.call;
  call.method = method.name;
  call.arrived_at = ticket.arrived_at();
  call.received_at = ticket.arrived_at();
  call.arrived_monotonic = arrived;
  call.deadline = state_->DeadlineOf(context, arrived, call_class);
  const auto traceparents = MetadataOf(context, kTraceparentKey);
  call.traceparent =
      observability::ContinueOrStart(traceparents.size() == 1 ? traceparents.front() : "").ToTraceparent();
  const observability::ScopedLogContext log_context({"", call.traceparent, "", call.method});

  // The request object belongs to this call alone, and gRPC hands it out const only by convention: normalising it in
  // place means that no handler can reach the text as it came.
  auto& clean = const_cast<google::protobuf::Message&>(request);
  Result<void> result = Ok{};
  try {
    result = Admit(context, clean, method, admission);
    observability::ScopedLogContext::Current()->request_id = call.request_id;
    if (result.ok()) {
      result = body(call);
    }
  } catch (const std::exception& failure) {
    observability::Log(Level::kError, "a handler threw", Internal("INTERNAL_ERROR", failure.what()),
                       {{"exception", typeid(failure).name()}});
    result = Internal("INTERNAL_ERROR", "the server failed; the log has the details under this request's id");
  } catch (...) {
    observability::Log(Level::kError, "a handler threw what is no exception");
    result = Internal("INTERNAL_ERROR", "the server failed; the log has the details under this request's id");
  }

  if (!result.ok() && admission.no_request_id) {
    result = WithRequestId(std::move(result).error(), *admission.no_request_id);
  }
  const Micros took = state_->parts.monotonic->Elapsed() - arrived;
  const int code = result.ok() ? 0 : static_cast<int>(result.error().code);
  observability::LatencyHistogram("dotpha_rpc_seconds", "Handling of calls",
                                  {{"method", method.name}, {"code", std::to_string(code)}})
      .Observe(std::chrono::duration<double>(took).count());
  if (result.ok()) {
    if (observability::LogEnabled(Level::kDebug)) {
      observability::Log(Level::kDebug, "call", {{"micros", took.count()}});
    }
    return grpc::Status::OK;
  }
  const Error& error = result.error();
  const bool ours = error.code == Code::kInternal || error.code == Code::kUnavailable || error.code == Code::kDataLoss;
  observability::Log(ours ? Level::kWarning : Level::kInfo, "call refused", error, {{"micros", took.count()}});
  if (admission.claim && IsRetryable(error)) {
    context.AddTrailingMetadata(kArrivalReceiptKey, state_->parts.receipts->Issue(*admission.claim, call.received_at));
  }
  return ToStatus(error);
}

}  // namespace dotpha::rpc
