// EventJournalService of a producer (proto/dotpha/events/v1/event_journal_service.proto): committed events by RPC.
#pragma once

#include <string>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/shell.h"

namespace dotpha::service {

class JournalApi final : public events::v1::EventJournalService::Service {
 public:
  // Both must outlive it.
  JournalApi(std::string producer, rpc::Shell& shell, postgres::Pool& pool)
      : producer_(std::move(producer)), shell_(shell), pool_(pool) {}

  grpc::Status ReadEvents(grpc::ServerContext* context, const events::v1::ReadEventsRequest* request,
                          events::v1::ReadEventsResponse* response) override;
  grpc::Status GetStreamHead(grpc::ServerContext* context, const events::v1::GetStreamHeadRequest* request,
                             events::v1::GetStreamHeadResponse* response) override;

 private:
  const std::string producer_;
  rpc::Shell& shell_;
  postgres::Pool& pool_;
};

}  // namespace dotpha::service
