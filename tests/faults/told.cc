#include "tests/faults/told.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"
#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/event_codec.h"
#include "libs/rpc/client.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::faults {

namespace events = dotpha::events::v1;
using messaging::StreamEvent;
using testing::System;

namespace {

std::vector<std::string> ProducersOf(const std::string& consumer) {
  std::vector<std::string> producers;
  for (const std::string_view producer : testing::RowOf(consumer).follows) {
    if (!producer.empty()) {
      producers.emplace_back(producer);
    }
  }
  return producers;
}

}  // namespace

Streams ReadStreams(System& system) {
  Streams streams;
  for (const std::string& producer : system.services()) {
    const auto stub = events::EventJournalService::NewStub(system.channel(producer));
    rpc::CallOptions options;
    options.token = System::TokenOf({.subject = "service:notifier", .authority = ""}, CivilClock::System().Now());
    std::vector<StreamEvent>& stream = streams[producer];
    for (;;) {
      events::ReadEventsRequest request;
      request.set_from_stream_seq(stream.size() + 1);
      const auto page = rpc::Call<events::ReadEventsResponse>(
          options, [&](auto& context, auto* response) { return stub->ReadEvents(&context, request, response); });
      if (!page.ok()) {
        throw std::runtime_error(producer + ": " + page.error().message);
      }
      for (const auto& event : page->events()) {
        stream.push_back(messaging::FromProto(event));
      }
      if (stream.size() >= page->head_stream_seq()) {
        break;
      }
    }
  }
  return streams;
}

// What a producer's journal says while only the first events have been told.
class ToldJournal final : public events::EventJournalService::Service {
 public:
  ToldJournal(const std::vector<StreamEvent>& stream, Instant end) : stream_(stream), end_(end) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~ToldJournal() override { server_->Shutdown(std::chrono::system_clock::now()); }

  [[nodiscard]] std::string address() const { return fmt::format("127.0.0.1:{}", port_); }
  [[nodiscard]] std::size_t told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  void SetTold(std::size_t told) {
    const std::lock_guard lock(mutex_);
    told_ = told;
  }
  // The watermark now; it never passes what is untold.
  messaging::Watermark Announce(Instant end) {
    const std::lock_guard lock(mutex_);
    end_ = end;
    return Watermark();
  }

  grpc::Status ReadEvents(grpc::ServerContext* /*context*/, const events::ReadEventsRequest* request,
                          events::ReadEventsResponse* response) override {
    const std::lock_guard lock(mutex_);
    const std::size_t limit = request->limit() == 0 ? 500 : static_cast<std::size_t>(request->limit());
    for (std::size_t i = request->from_stream_seq() - 1;
         i < told_ && static_cast<std::size_t>(response->events_size()) < limit; ++i) {
      *response->add_events() = messaging::ToProto(stream_[i]);
    }
    response->set_head_stream_seq(told_);
    *response->mutable_watermark() = messaging::ToProto(Watermark());
    return grpc::Status::OK;
  }
  grpc::Status GetStreamHead(grpc::ServerContext* /*context*/, const events::GetStreamHeadRequest* /*request*/,
                             events::GetStreamHeadResponse* response) override {
    const std::lock_guard lock(mutex_);
    response->set_head_stream_seq(told_);
    *response->mutable_watermark() = messaging::ToProto(Watermark());
    return grpc::Status::OK;
  }

 private:
  // Nothing that is still to be told arrived before it.
  [[nodiscard]] messaging::Watermark Watermark() const {
    Instant before = end_;
    for (std::size_t i = told_; i < stream_.size(); ++i) {
      before = std::min(before, stream_[i].recorded_at);
    }
    return {before, static_cast<std::int64_t>(told_)};
  }

  const std::vector<StreamEvent>& stream_;
  mutable std::mutex mutex_;
  Instant end_;
  std::size_t told_ = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

Teller::Teller(const Streams& streams, const std::string& consumer, Instant end)
    : streams_(streams), consumer_(consumer) {
  for (const std::string& producer : ProducersOf(consumer)) {
    journals_[producer] = std::make_unique<ToldJournal>(streams.at(producer), end);
  }
}

Teller::~Teller() = default;

std::vector<std::string> Teller::Flags() const {
  std::vector<std::string> producers;
  for (const auto& [producer, journal] : journals_) {
    producers.push_back(fmt::format("{}={}", producer, journal->address()));
  }
  return {"--producers", fmt::format("{}", fmt::join(producers, ",")), "--service-token-file",
          System::KeysFolder() + consumer_ + ".token"};
}

std::map<std::string, std::size_t> Teller::told() const {
  std::map<std::string, std::size_t> told;
  for (const auto& [producer, journal] : journals_) {
    told[producer] = journal->told();
  }
  return told;
}

void Teller::Connect(System& listener) {
  messaging::BrokerOptions options;
  options.url = listener.servers().amqp;
  options.exchange = exchange_ = listener.exchange();
  auto broker = messaging::AmqpConnection::Connect(options, "teller");
  if (!broker.ok()) {
    throw std::runtime_error(broker.error().message);
  }
  broker_ = std::move(*broker);
}

// By the journal all of it, by the broker some of it, doubled, in any order.
void Teller::Tell(const std::string& producer, std::size_t count, std::mt19937& random) {
  const std::vector<StreamEvent>& stream = streams_.at(producer);
  ToldJournal& journal = *journals_.at(producer);
  std::vector<const StreamEvent*> messages;
  for (std::size_t i = journal.told(); i < count; ++i) {
    for (auto copies = random() % 3; copies > 0; --copies) {  // none: lost on the way
      messages.push_back(&stream[i]);
    }
  }
  if (count > 0 && random() % 3 == 0) {
    messages.push_back(&stream[random() % count]);  // one that was heard long ago
  }
  std::shuffle(messages.begin(), messages.end(), random);
  journal.SetTold(count);
  for (const StreamEvent* event : messages) {
    if (const auto sent = broker_->Publish(exchange_, messaging::ToMessage(*event)); !sent.ok()) {
      throw std::runtime_error(sent.error().message);
    }
  }
}

void Teller::TellAll(std::mt19937& random, const std::function<void()>& wait) {
  constexpr std::size_t kMostAtOnce = 15;
  std::vector<std::string> still;
  for (const auto& [producer, journal] : journals_) {
    still.push_back(producer);
  }
  while (!still.empty()) {
    const std::size_t which = random() % still.size();
    const std::string producer = still[which];
    const std::size_t all = streams_.at(producer).size();
    const std::size_t count = std::min(all, journals_.at(producer)->told() + 1 + random() % kMostAtOnce);
    Tell(producer, count, random);
    if (count == all) {
      still.erase(still.begin() + static_cast<long>(which));
    }
    if (random() % 8 == 0) {
      wait();
    }
  }
  wait();
}

void Teller::TellUntil(Instant moment, std::mt19937& random) {
  for (const auto& [producer, journal] : journals_) {
    const std::vector<StreamEvent>& stream = streams_.at(producer);
    std::size_t count = journal->told();
    while (count < stream.size() && stream[count].recorded_at <= moment) {
      ++count;
    }
    Tell(producer, count, random);
    const auto sent = broker_->Publish(exchange_, messaging::ToMessage(producer, journal->Announce(moment)));
    if (!sent.ok()) {
      throw std::runtime_error(sent.error().message);
    }
  }
}

std::optional<Instant> Teller::next() const {
  std::optional<Instant> next;
  for (const auto& [producer, journal] : journals_) {
    const std::vector<StreamEvent>& stream = streams_.at(producer);
    if (const std::size_t told = journal->told(); told < stream.size()) {
      next = std::min(next.value_or(Instant::Max()), stream[told].recorded_at);
    }
  }
  return next;
}

}  // namespace dotpha::faults
