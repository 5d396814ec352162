#include "services/registration/api/journal_api.h"

#include <optional>
#include <string>

#include "libs/messaging/journal.h"
#include "libs/postgres/transaction.h"

namespace dotpha::registration::api {
namespace {

constexpr char kProducer[] = "registration";

postgres::TransactionOptions StreamOptions(const rpc::CallContext& call) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.deadline = call.deadline;
  options.read_only = true;
  return options;
}

// A service of this system reads the whole stream; an account that names an authority reads that one's events.
std::optional<std::string> FeedOf(const rpc::CallContext& call) {
  return call.authority.empty() ? std::nullopt : std::optional(call.authority);
}

}  // namespace

grpc::Status JournalApi::ReadEvents(grpc::ServerContext* context, const dotpha::events::v1::ReadEventsRequest* request,
                                    dotpha::events::v1::ReadEventsResponse* response) {
  return shell_.Unary(context, *request, response, [&](const rpc::CallContext& call) {
    return postgres::RunTransaction(pool_, StreamOptions(call), [&](postgres::Transaction& transaction) {
      return messaging::ReadEvents(transaction, kProducer, *request, FeedOf(call));
    });
  });
}

grpc::Status JournalApi::GetStreamHead(grpc::ServerContext* context,
                                       const dotpha::events::v1::GetStreamHeadRequest* request,
                                       dotpha::events::v1::GetStreamHeadResponse* response) {
  return shell_.Unary(context, *request, response, [&](const rpc::CallContext& call) {
    return postgres::RunTransaction(pool_, StreamOptions(call), [](postgres::Transaction& transaction) {
      return messaging::GetStreamHead(transaction);
    });
  });
}

}  // namespace dotpha::registration::api
