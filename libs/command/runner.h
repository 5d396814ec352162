// The one write path of every command of every service (ARCHITECTURE section 3):
//
//   replay? -> body: load FOR UPDATE, etag, workflow + domain rules, new state + history
//     -> idempotency, audit and outbox rows by one statement -> handling bound -> COMMIT -> receipt
//
// all in one transaction. Authentication, authorisation and validation come before it (libs/rpc, api/).
//
// Same authority, caller, method and request_id: with the same payload the stored answer, replayed = true; with another
// payload INVALID_ARGUMENT REQUEST_ID_REUSED. A commit whose answer was lost is looked up, never guessed. A twin that
// ran beside this call answers for it.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/util/time_util.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/audit/entry.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/messaging/outbox.h"
#include "libs/postgres/transaction.h"

namespace dotpha::command {

// Who calls what, and when. Filled by libs/rpc from this call's credential and metadata.
struct CommandContext {
  std::string authority = {};
  std::string caller = {};      // official_id, staff_id, operator name, "service:<name>"
  std::string method = {};      // full RPC name
  std::string request_id = {};  // UUID
  // The arrival that the law sees (I-02): of this call, or of an earlier one that a receipt proves.
  Instant received_at = {};
  // Arrival of this call in civil time: events are recorded with it, for the watermark rests on it.
  Instant arrived_at = {};
  // Arrival of this call and its deadline, on the scale of the runner's MonotonicClock.
  Micros arrived_elapsed{0};
  Micros deadline = postgres::kNoDeadline;
  std::string traceparent = {};
};

// What a body decided and did.
template <typename Response>
struct Outcome {
  Response response;  // without its receipt
  audit::Entry audit;
  std::vector<messaging::OutboxEntry> events;
};

struct RunnerOptions {
  // Producer of the events; part of their routing key and of consistency tokens. E.g. "registration".
  std::string service = {};
  // From arrival to COMMIT at most, monotonic: the watermark waits this long for calls it cannot see.
  std::chrono::milliseconds handling_bound{20'000};
  // Called after a commit that wrote events, with the last one's outbox id: wakes the relay of this process. Must not
  // block or throw.
  std::function<void(std::uint64_t outbox_id)> on_committed = {};
};

class Runner {
 public:
  Runner(postgres::Pool& pool, RunnerOptions options);

  // `body`: Result<Outcome<Response>>(postgres::Transaction&); it may run more than once and must have no effect
  // outside the transaction. Response is a message with a field `CommandReceipt receipt`, which this fills. `request`
  // may have a field `request_id`, which is no part of its payload.
  //
  // Errors: INVALID_ARGUMENT INVALID_REQUEST_ID, REQUEST_ID_REUSED; UNAVAILABLE HANDLING_BOUND_EXCEEDED,
  // COMMIT_IN_DOUBT and the database's (libs/postgres/transaction.h), all retryable with the same request_id; what the
  // body returned.
  template <typename Response, typename Body>
  Result<Response> Execute(const CommandContext& context, const google::protobuf::Message& request, Body&& body) {
    Response response;
    const ErasedBody erased = [&](postgres::Transaction& transaction) -> Result<Written> {
      Result<Outcome<Response>> outcome = body(transaction);
      if (!outcome.ok()) {
        return std::move(outcome).error();
      }
      return Written{Serialise(outcome->response), std::move(outcome->audit), std::move(outcome->events)};
    };
    DOTPHA_ASSIGN(const Answer answer, Run(context, request, erased));
    if (!response.ParseFromString(answer.response)) {
      return Internal("STORED_RESPONSE_UNREADABLE", "the stored answer of this request cannot be read");
    }
    auto& receipt = *response.mutable_receipt();
    *receipt.mutable_received_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(answer.received_at.micros);
    receipt.set_replayed(answer.replayed);
    if (answer.outbox_id != 0) {
      receipt.mutable_consistency_token()->set_producer(options_.service);
      receipt.mutable_consistency_token()->set_outbox_id(answer.outbox_id);
    }
    return response;
  }

  // Deletes stored answers that are older (database time), at most `limit`; returns how many. The wiring calls it now
  // and then. A request repeated after that runs again: keep longer than any client retries.
  Result<int> ForgetAnswers(std::chrono::hours older_than, int limit = 1'000);

 private:
  struct Written {
    std::string response;
    audit::Entry audit;
    std::vector<messaging::OutboxEntry> events;
  };
  struct Answer {
    std::string response;
    Instant received_at;
    bool replayed = false;
    std::uint64_t outbox_id = 0;  // 0: the command had no event
  };
  struct Call;  // context, payload and its hash
  using ErasedBody = std::function<Result<Written>(postgres::Transaction&)>;

  static std::string Serialise(const google::protobuf::Message& message);
  Result<Answer> Run(const CommandContext& context, const google::protobuf::Message& request, const ErasedBody& body);
  Result<Answer> RunOnce(const Call& call, const ErasedBody& body, std::string& xid);
  Result<std::optional<Answer>> Resolve(const Call& call, const std::string& xid);
  Result<std::optional<Answer>> Find(postgres::Transaction& transaction, const Call& call) const;
  // Returns the transaction's id.
  std::string Write(postgres::Transaction& transaction, const Call& call, Written& written, Answer& answer) const;

  postgres::Pool& pool_;
  const RunnerOptions options_;
};

// Deterministic serialisation of the request without its request_id: what "the same payload" means, what the audit
// commits to, and (hashed) what an arrival receipt is bound to.
std::string CanonicalPayload(const google::protobuf::Message& request);
// SHA-256 of it, 32 bytes.
std::string PayloadHash(const std::string& canonical_payload);

}  // namespace dotpha::command
