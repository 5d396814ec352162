// Measures the stream on the servers that DOTPHA_TEST_POSTGRES and DOTPHA_TEST_AMQP name; prints one JSON object:
//   bare_publisher_per_second  one thread, confirms in a window of 1000, the same messages, no database
//   relay_per_second           numbering, reading, publishing, cursor
//   ratio                      relay / bare
//   commit_to_ledger_ms        from the return of COMMIT at the producer to the return of COMMIT at the consumer, p50
//                              and p99, at `--rate` events a second
// Options: --events N (default 50000), --rate N (default 500), --seconds N (default 10).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "libs/messaging/confirm_window.h"
#include "libs/messaging/event_codec.h"
#include "libs/messaging/testing/stream_harness.h"
#include "libs/messaging/waker.h"
#include "libs/observability/log.h"

namespace dotpha::messaging::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const MonotonicClock& Clock() { return MonotonicClock::Steady(); }

double PerSecond(std::int64_t count, Micros took) {
  return static_cast<double>(count) * 1e6 / static_cast<double>(took.count());
}

void Must(bool good, const char* what) {
  if (!good) {
    throw std::runtime_error(what);
  }
}

// An event of the size of a registration's.
std::string Payload() { return std::string(400, 'x'); }

double BarePublisher(StreamHarness& harness, int events) {
  auto opened = AmqpConnection::Connect(harness.broker_options, "bench");
  Must(opened.ok(), "no broker");
  AmqpConnection& connection = **opened;
  Must(connection.SelectConfirms().ok(), "no confirms");
  StreamEvent event;
  event.producer = kProducer;
  event.event_id = StreamHarness::Entry("").event_id;
  event.type = StreamHarness::Entry("").type;
  event.authority = kAuthority;
  event.routing_key = RoutingKey(kAuthority, kProducer, StreamHarness::Entry(""));
  event.debtors = {"N1"};
  event.recorded_at = kStart;
  event.data = Payload();
  ConfirmWindow window;
  window.Restart(0);
  Waker never;
  const Micros begun = Clock().Elapsed();
  for (std::int64_t seq = 0; window.confirmed_seq() < events;) {
    while (seq < events && window.outstanding() < 1000) {
      event.stream_seq = event.outbox_id = ++seq;
      window.Sent(seq, Clock().Elapsed());
      Must(connection.Publish(harness.broker_options.exchange, ToMessage(event)).ok(), "publish");
    }
    bool any = false;
    while (true) {
      const auto incoming = connection.Next();
      Must(incoming.ok(), "receive");
      if (!incoming->has_value()) {
        break;
      }
      if (const auto* confirm = std::get_if<Confirm>(&**incoming)) {
        Must(window.Confirmed(confirm->tag, confirm->multiple), "confirm");
        any = true;
      }
    }
    if (!any && (window.outstanding() >= 1000 || seq == events)) {
      never.Wait({connection.socket()}, seconds{1});
    }
  }
  const double rate = PerSecond(events, Clock().Elapsed() - begun);
  connection.Close();
  return rate;
}

double RelayAlone(StreamHarness& harness, int events) {
  harness.AtProducer([&](postgres::Transaction& transaction) {
    std::vector<OutboxEntry> entries;
    for (int i = 0; i < events; ++i) {
      entries.push_back(StreamHarness::Entry(Payload()));
    }
    AppendToOutbox(transaction, kAuthority, kProducer, kStart, entries);
  });
  Relay& relay = harness.StartRelay();
  Must(Eventually([&] { return relay.Counters().connected; }), "relay");
  const Micros begun = Clock().Elapsed();
  Must(Eventually([&] { return relay.Counters().confirmed >= static_cast<std::uint64_t>(events); }, seconds{120}),
       "relay too slow");
  return PerSecond(events, Clock().Elapsed() - begun);
}

std::vector<Micros> CommitToLedger(StreamHarness& harness, std::int64_t first, int rate, int duration) {
  std::mutex mutex;
  std::condition_variable applied_more;
  std::vector<Micros> applied_at;  // by number, from first + 1 on
  ConsumerOptions options = harness.ConsumerSettings();
  options.on_applied = [&](const std::string&, std::int64_t position, std::optional<Instant>) {
    const std::lock_guard lock(mutex);
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(position - first, 0));
    applied_at.resize(std::max(count, applied_at.size()), Clock().Elapsed());
    applied_more.notify_all();
  };
  harness.StartConsumer(options);
  Must(harness.EventuallyApplied(first, seconds{120}), "consumer too slow");
  std::vector<Micros> committed_at;
  const Micros begun = Clock().Elapsed();
  const int count = rate * duration;
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_for(begun + Micros{1'000'000} * i / rate - Clock().Elapsed());
    harness.Append(Payload());
    committed_at.push_back(Clock().Elapsed());
  }
  std::unique_lock lock(mutex);
  Must(applied_more.wait_for(lock, seconds{60}, [&] { return applied_at.size() >= committed_at.size(); }),
       "consumer stuck");
  std::vector<Micros> took;
  for (std::size_t i = 0; i < committed_at.size(); ++i) {
    took.push_back(std::max(applied_at[i] - committed_at[i], Micros{0}));
  }
  lock.unlock();
  harness.StopConsumer();
  std::sort(took.begin(), took.end());
  return took;
}

int Main(int argc, char** argv) {
  CLI::App app{"Measures the event stream"};
  int events = 50'000;
  int rate = 500;
  int duration = 10;
  app.add_option("--events", events, "events to relay");
  app.add_option("--rate", rate, "events a second for the latency");
  app.add_option("--seconds", duration, "duration of the latency's measurement");
  CLI11_PARSE(app, argc, argv);
  observability::LogOptions log;
  log.least = observability::Level::kWarning;
  observability::ConfigureLog(log);
  StreamHarness harness;
  harness.broker.DeclareExchange(harness.broker_options.exchange);
  const std::string sink = harness.broker_options.queue_prefix + "sink";
  harness.broker.DeclareQueue(sink);
  harness.broker.Bind(sink, harness.broker_options.exchange, "#");
  const double bare = BarePublisher(harness, events);
  harness.broker.Purge(sink);
  const double relay = RelayAlone(harness, events);
  harness.broker.DeleteQueue(sink);
  const std::vector<Micros> took = CommitToLedger(harness, events, rate, duration);
  const auto at = [&](double quantile) {
    return static_cast<double>(
               took[static_cast<std::size_t>(quantile * static_cast<double>(took.size() - 1))].count()) /
           1000;
  };
  fmt::print(
      "{{\"bare_publisher_per_second\": {:.0f}, \"relay_per_second\": {:.0f}, \"ratio\": {:.2f}, "
      "\"commit_to_ledger_ms\": {{\"rate\": {}, \"p50\": {:.1f}, \"p99\": {:.1f}}}}}\n",
      bare, relay, relay / bare, rate, at(0.5), at(0.99));
  return 0;
}

}  // namespace
}  // namespace dotpha::messaging::testing

int main(int argc, char** argv) { return dotpha::messaging::testing::Main(argc, argv); }
