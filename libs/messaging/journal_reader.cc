#include "libs/messaging/journal_reader.h"

#include <grpc/support/time.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"

namespace dotpha::messaging {
namespace {

StreamHead HeadOf(std::uint64_t stream_seq, bool has_watermark, const events::v1::Watermark& watermark) {
  StreamHead head;
  head.stream_seq = static_cast<std::int64_t>(stream_seq);
  if (has_watermark) {
    head.watermark = FromProto(watermark);
  }
  return head;
}

class GrpcJournalReader final : public JournalReader {
 public:
  GrpcJournalReader(std::shared_ptr<grpc::ChannelInterface> channel, std::function<std::string()> bearer_token,
                    std::chrono::milliseconds timeout)
      : stub_(events::v1::EventJournalService::NewStub(std::move(channel))),
        bearer_token_(std::move(bearer_token)),
        timeout_(timeout) {}

  Result<JournalPage> Read(std::int64_t from, int limit) override {
    grpc::ClientContext context;
    Prepare(context);
    events::v1::ReadEventsRequest request;
    request.set_from_stream_seq(static_cast<std::uint64_t>(from));
    request.set_limit(limit);
    events::v1::ReadEventsResponse response;
    if (const grpc::Status status = stub_->ReadEvents(&context, request, &response); !status.ok()) {
      return Failed(status);
    }
    JournalPage page;
    page.head = HeadOf(response.head_stream_seq(), response.has_watermark(), response.watermark());
    for (const events::v1::StreamEvent& event : response.events()) {
      page.events.push_back(FromProto(event));
    }
    return page;
  }

  Result<StreamHead> Head() override {
    grpc::ClientContext context;
    Prepare(context);
    events::v1::GetStreamHeadResponse response;
    if (const grpc::Status status = stub_->GetStreamHead(&context, {}, &response); !status.ok()) {
      return Failed(status);
    }
    return HeadOf(response.head_stream_seq(), response.has_watermark(), response.watermark());
  }

 private:
  void Prepare(grpc::ClientContext& context) {
    context.set_deadline(
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(timeout_.count(), GPR_TIMESPAN)));
    if (bearer_token_) {
      if (const std::string token = bearer_token_(); !token.empty()) {
        context.AddMetadata("authorization", "Bearer " + token);
      }
    }
  }
  static Error Failed(const grpc::Status& status) {
    return Unavailable("JOURNAL_UNAVAILABLE", status.error_message())
        .With("grpc_code", std::to_string(status.error_code()));
  }

  std::unique_ptr<events::v1::EventJournalService::Stub> stub_;
  std::function<std::string()> bearer_token_;
  std::chrono::milliseconds timeout_;
};

}  // namespace

std::shared_ptr<JournalReader> MakeGrpcJournalReader(std::shared_ptr<grpc::ChannelInterface> channel,
                                                     std::function<std::string()> bearer_token,
                                                     std::chrono::milliseconds timeout) {
  return std::make_shared<GrpcJournalReader>(std::move(channel), std::move(bearer_token), timeout);
}

}  // namespace dotpha::messaging
