#include "libs/command/runner.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/sha.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "libs/base/request_id.h"

namespace dotpha::command {
namespace {

using postgres::Bytes;
using postgres::Statement;
using postgres::Transaction;
using postgres::TransactionOptions;

constexpr Statement kFindAnswer{"command.find_answer",
                                "SELECT payload_hash, response, received_at, coalesce(outbox_id, 0) AS outbox_id"
                                " FROM command_answer"
                                " WHERE authority = $1 AND caller = $2 AND method = $3 AND request_id = $4::uuid"};

// Outbox, audit and stored answer in one statement, one round trip. The answer names the last event's outbox id.
constexpr Statement kWrite{
    "command.write",
    "WITH event AS ("
    "  INSERT INTO outbox (authority, event_id, type, routing_key, debtors, data, traceparent, recorded_at)"
    "  SELECT $1, e.event_id::uuid, e.type, e.routing_key, e.debtors::text[], e.data, e.traceparent, $5::timestamptz"
    "  FROM unnest($15::text[], $16::text[], $17::text[], $18::text[], $19::bytea[], $20::text[])"
    "       WITH ORDINALITY AS e (event_id, type, routing_key, debtors, data, traceparent, position)"
    "  ORDER BY e.position"
    "  RETURNING outbox_id"
    "), audit AS ("
    "  INSERT INTO audit_entry (authority, at, actor, action, resource, request_id, details,"
    "                           payload_commitment, salt, payload)"
    "  VALUES ($1, $5::timestamptz, $2, $9, $10, $4::uuid, $11::jsonb, $12::bytea, $13::bytea, $14::bytea)"
    "), answer AS ("
    "  INSERT INTO command_answer (authority, caller, method, request_id, payload_hash, response, received_at,"
    "                              outbox_id)"
    "  VALUES ($1, $2, $3, $4::uuid, $6::bytea, $7::bytea, $8::timestamptz, (SELECT max(outbox_id) FROM event))"
    ") "
    "SELECT coalesce((SELECT max(outbox_id) FROM event), 0) AS outbox_id, pg_current_xact_id()::text AS xid"};

// NULL when the transaction is so old that nobody knows any more: then it is finished, too.
constexpr Statement kTransactionStatus{"command.transaction_status",
                                       "SELECT coalesce(pg_xact_status($1::xid8), 'unknown') AS status"};

constexpr Statement kForget{"command.forget_answers",
                            "DELETE FROM command_answer WHERE ctid = ANY (ARRAY("
                            " SELECT ctid FROM command_answer"
                            " WHERE answered_at < now() - make_interval(hours => $1::int) LIMIT $2::int))"};

constexpr std::chrono::milliseconds kLookAgainAfter{50};
constexpr int kPasses = 3;
// How long an in-doubt commit is looked for when the call has no deadline.
constexpr std::chrono::seconds kDefaultPatience{20};

Error Reused() {
  return InvalidArgument("request_id", "REQUEST_ID_REUSED", "this request_id was used for another request");
}

Error BoundExceeded() {
  Error error =
      Unavailable("HANDLING_BOUND_EXCEEDED", "the call took too long here; repeat it with the same request_id");
  error.retry_after = std::chrono::milliseconds{1'000};
  return error;
}

Error InDoubt() {
  Error error = Unavailable(postgres::kCommitInDoubt,
                            "whether the command was committed is not known yet; repeat it with the same request_id");
  error.retry_after = std::chrono::milliseconds{1'000};
  return error;
}

}  // namespace

struct Runner::Call {
  const CommandContext& context;
  const std::string payload;
  const std::string hash;
};

std::string CanonicalPayload(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> copy(request.New());
  copy->CopyFrom(request);
  const auto* field = copy->GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr) {
    copy->GetReflection()->ClearField(copy.get(), field);
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    copy->SerializePartialToCodedStream(&coded);
  }
  return bytes;
}

std::string PayloadHash(const std::string& canonical_payload) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(canonical_payload.data()), canonical_payload.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string Runner::Serialise(const google::protobuf::Message& message) { return message.SerializeAsString(); }

Runner::Runner(postgres::Pool& pool, RunnerOptions options) : pool_(pool), options_(std::move(options)) {}

Result<std::optional<Runner::Answer>> Runner::Find(Transaction& transaction, const Call& call) const {
  const CommandContext& context = call.context;
  const auto rows =
      transaction.Exec(kFindAnswer, context.authority, context.caller, context.method, context.request_id);
  if (rows.empty()) {
    return std::optional<Answer>{};
  }
  if (postgres::ReadBytes(rows[0]["payload_hash"]) != call.hash) {
    return Reused();
  }
  return std::optional{Answer{postgres::ReadBytes(rows[0]["response"]), postgres::ReadInstant(rows[0]["received_at"]),
                              true, rows[0]["outbox_id"].as<std::uint64_t>()}};
}

std::string Runner::Write(Transaction& transaction, const Call& call, Written& written, Answer& answer) const {
  const CommandContext& context = call.context;
  std::vector<std::string> ids, types, keys, debtors, data, traces;
  for (messaging::OutboxEntry& event : written.events) {
    keys.push_back(messaging::RoutingKey(context.authority, options_.service, event));
    ids.push_back(std::move(event.event_id));
    types.push_back(std::move(event.type));
    debtors.push_back(postgres::ToSql(event.debtors));
    data.push_back(std::move(event.data));
    traces.push_back(event.traceparent.empty() ? context.traceparent : std::move(event.traceparent));
  }
  const std::string salt = audit::NewSalt();
  const std::string commitment = audit::Commitment(salt, call.payload);
  const auto rows = transaction.Exec(kWrite, context.authority, context.caller, context.method, context.request_id,
                                     context.arrived_at, Bytes{call.hash}, Bytes{written.response}, context.received_at,
                                     written.audit.action, written.audit.resource, audit::DetailsJson(written.audit),
                                     Bytes{commitment}, Bytes{salt}, Bytes{call.payload}, ids, types, keys, debtors,
                                     postgres::BytesArrayToSql(data), traces);
  answer = {std::move(written.response), context.received_at, false, rows[0]["outbox_id"].as<std::uint64_t>()};
  return rows[0]["xid"].as<std::string>();
}

// One pass through the transaction. `answer.replayed` tells a stored answer from a new one; `xid` is set once the
// transaction wrote.
Result<Runner::Answer> Runner::RunOnce(const Call& call, const ErasedBody& body, std::string& xid) {
  const CommandContext& context = call.context;
  const Micros bound = context.arrived_elapsed + options_.handling_bound;
  const TransactionOptions transaction_options{.authority = context.authority,
                                               .deadline = std::min(context.deadline, bound)};
  std::optional<Answer> twin;
  Result<Answer> ran = RunTransaction(pool_, transaction_options, [&](Transaction& transaction) -> Result<Answer> {
    twin.reset();
    xid.clear();
    DOTPHA_ASSIGN(std::optional<Answer> earlier, Find(transaction, call));
    if (earlier.has_value()) {
      return *std::move(earlier);
    }
    Result<Written> written = body(transaction);
    if (!written.ok()) {
      // A twin may have committed while the body waited for its rows; then the rules judged the twin's work, not ours.
      if (!transaction.failed()) {
        DOTPHA_ASSIGN(twin, Find(transaction, call));
      }
      return std::move(written).error();
    }
    Answer answer;
    xid = Write(transaction, call, *written, answer);
    // The transaction is visible to snapshots now: a watermark that is taken later waits for it.
    if (pool_.clock().Elapsed() >= bound) {
      return BoundExceeded();
    }
    return answer;
  });
  if (!ran.ok() && twin.has_value()) {
    return *std::move(twin);
  }
  if (!ran.ok() && ran.error().code == Code::kDeadlineExceeded && pool_.clock().Elapsed() < context.deadline) {
    return BoundExceeded();
  }
  return ran;
}

// Was the transaction whose COMMIT got no answer committed? Asks until the server knows: it may still be at work on it.
Result<std::optional<Runner::Answer>> Runner::Resolve(const Call& call, const std::string& xid) {
  const Micros until = call.context.deadline == postgres::kNoDeadline ? pool_.clock().Elapsed() + kDefaultPatience
                                                                      : call.context.deadline;
  const TransactionOptions look{.authority = call.context.authority, .deadline = until, .read_only = true};
  do {
    bool finished = false;
    Result<std::optional<Answer>> found =
        RunTransaction(pool_, look, [&](Transaction& transaction) -> Result<std::optional<Answer>> {
          finished = transaction.Exec(kTransactionStatus, xid)[0]["status"].as<std::string>() != "in progress";
          return finished ? Find(transaction, call) : std::optional<Answer>{};
        });
    if (found.ok() ? finished : found.error().code == Code::kInvalidArgument) {
      return found;
    }
    std::this_thread::sleep_for(kLookAgainAfter);
  } while (pool_.clock().Elapsed() < until);
  return InDoubt();
}

Result<Runner::Answer> Runner::Run(const CommandContext& context, const google::protobuf::Message& request,
                                   const ErasedBody& body) {
  if (auto none = RequestIdViolation(context.request_id)) {
    return InvalidArgument(std::vector{*std::move(none)});
  }
  if (context.caller.empty() || context.method.empty()) {
    return Internal("CALLER_UNSET", "a command has a caller and a method");
  }
  std::string payload = CanonicalPayload(request);
  const std::string hash = PayloadHash(payload);
  const Call call{context, std::move(payload), hash};

  // Another pass runs only when it is certain that the one before left nothing behind.
  for (int pass = 1; pass <= kPasses; ++pass) {
    std::string xid;
    Result<Answer> answer = RunOnce(call, body, xid);
    if (!answer.ok() && answer.error().reason == postgres::kCommitInDoubt) {
      std::optional<Answer> committed;
      if (!xid.empty()) {
        DOTPHA_ASSIGN(committed, Resolve(call, xid));
      }
      if (!committed.has_value()) {
        continue;
      }
      committed->replayed = false;  // it is this call's own
      answer = *std::move(committed);
    } else if (!answer.ok() && answer.error().reason == postgres::kUniqueViolation) {
      // Our own key, when a twin committed first; or a key of the service, when the row of a twin or of another command
      // came in between.
      DOTPHA_ASSIGN(
          std::optional<Answer> twin,
          RunTransaction(pool_, {.authority = context.authority, .deadline = context.deadline, .read_only = true},
                         [&](Transaction& transaction) { return Find(transaction, call); }));
      if (twin.has_value()) {
        answer = *std::move(twin);
      } else if (pass < kPasses) {
        continue;  // another command's row: the rules judge again, and see it now
      }
    }
    if (answer.ok() && !answer->replayed && answer->outbox_id != 0 && options_.on_committed) {
      options_.on_committed(answer->outbox_id);
    }
    return answer;
  }
  return InDoubt();
}

Result<int> Runner::ForgetAnswers(std::chrono::hours older_than, int limit) {
  return RunTransaction(pool_, {.role = postgres::Role::kStream}, [&](Transaction& transaction) -> Result<int> {
    return static_cast<int>(transaction.Exec(kForget, older_than.count(), limit).affected_rows());
  });
}

}  // namespace dotpha::command
