#include "libs/service/journal_api.h"

#include <optional>

#include "libs/messaging/journal.h"
#include "libs/postgres/transaction.h"

namespace dotpha::service {
namespace {

postgres::TransactionOptions StreamOptions(const rpc::CallContext& call) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.deadline = call.deadline;
  options.read_only = true;
  return options;
}

}  // namespace

grpc::Status JournalApi::ReadEvents(grpc::ServerContext* context, const events::v1::ReadEventsRequest* request,
                                    events::v1::ReadEventsResponse* response) {
  return shell_.Unary(context, *request, response, [&](const rpc::CallContext& call) {
    // A service of this system reads the whole stream; an account that names an authority reads that one's events.
    const auto feed = call.authority.empty() ? std::nullopt : std::optional(call.authority);
    return postgres::RunTransaction(pool_, StreamOptions(call), [&](postgres::Transaction& transaction) {
      return messaging::ReadEvents(transaction, producer_, *request, feed);
    });
  });
}

grpc::Status JournalApi::GetStreamHead(grpc::ServerContext* context, const events::v1::GetStreamHeadRequest* request,
                                       events::v1::GetStreamHeadResponse* response) {
  return shell_.Unary(context, *request, response, [&](const rpc::CallContext& call) {
    return postgres::RunTransaction(pool_, StreamOptions(call), [](postgres::Transaction& transaction) {
      return messaging::GetStreamHead(transaction);
    });
  });
}

}  // namespace dotpha::service
