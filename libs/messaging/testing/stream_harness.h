// For tests only: a producer with its relay and a consumer, each with a database of its own, on the real broker with an
// exchange and queues of their own. The handler of the consumer writes what it applies into table `projection`.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/messaging/consumer.h"
#include "libs/messaging/journal_reader.h"
#include "libs/messaging/outbox.h"
#include "libs/messaging/progress.h"
#include "libs/messaging/relay.h"
#include "libs/messaging/testing/test_broker.h"
#include "libs/postgres/testing/scratch_database.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging::testing {

using postgres::testing::Eventually;

inline constexpr char kProducer[] = "registration";
inline constexpr char kConsumer[] = "notifier";
inline constexpr char kAuthority[] = "TQ";
inline constexpr Instant kStart{1'633'996'800'000'000};  // 12/10/2021 07:00 in Vietnam

// Reads the outbox without a network; can be made to fail.
class DirectJournal final : public JournalReader {
 public:
  explicit DirectJournal(postgres::Pool& pool) : pool_(pool) {}
  Result<JournalPage> Read(std::int64_t from, int limit) override;
  Result<StreamHead> Head() override;

  std::atomic<bool> away{false};
  std::atomic<int> reads{0};

 private:
  postgres::Pool& pool_;
};

class StreamHarness {
 public:
  StreamHarness();
  ~StreamHarness();
  StreamHarness(const StreamHarness&) = delete;
  StreamHarness& operator=(const StreamHarness&) = delete;

  // What a test may change before it starts a relay or a consumer.
  [[nodiscard]] RelayOptions RelaySettings();
  [[nodiscard]] ConsumerOptions ConsumerSettings();
  Relay& StartRelay();
  Relay& StartRelay(RelayOptions options);
  Consumer& StartConsumer();
  Consumer& StartConsumer(ConsumerOptions options);
  void StopRelay() { relay_.reset(); }
  void StopConsumer() { consumer_.reset(); }

  // Commits one event each; `data` decides what the handler does with it.
  std::int64_t Append(const std::string& data = "good", const std::vector<std::string>& debtors = {"N1"});
  void AppendMany(int count);
  static OutboxEntry Entry(const std::string& data, const std::vector<std::string>& debtors = {"N1"});

  // Runs in the database of the producer or the consumer as the role of relay and consumer; throws on an Error.
  template <typename Function>
  auto AtProducer(Function&& function) {
    return In(*producer_pool_, std::forward<Function>(function));
  }
  template <typename Function>
  auto AtConsumer(Function&& function) {
    return In(*consumer_pool_, std::forward<Function>(function));
  }

  [[nodiscard]] ProducerProgress Produced();
  // The numbers in `projection`, in the order in which they were applied.
  [[nodiscard]] std::vector<std::int64_t> Applied();
  [[nodiscard]] static std::vector<std::int64_t> UpTo(std::int64_t last);
  [[nodiscard]] bool EventuallyApplied(std::int64_t last,
                                       std::chrono::milliseconds patience = std::chrono::seconds{20});
  [[nodiscard]] bool EventuallyPublished(std::int64_t last,
                                         std::chrono::milliseconds patience = std::chrono::seconds{20});
  [[nodiscard]] std::optional<ConsumerProgress> Consumed();
  [[nodiscard]] ConsumerCounters Counters() const { return consumer_->Counters().at(0); }
  [[nodiscard]] std::string Queue() const;

  // Events whose data is in here are refused by the handler.
  void Refuse(const std::string& data);
  void AcceptAgain(const std::string& data);
  [[nodiscard]] Handler MakeHandler();

  postgres::testing::ScratchDatabase producer_database;
  postgres::testing::ScratchDatabase consumer_database;
  TestBroker broker;
  ManualClock clock{kStart};
  BrokerOptions broker_options;
  std::shared_ptr<DirectJournal> journal;

  [[nodiscard]] postgres::Pool& producer_pool() { return *producer_pool_; }
  [[nodiscard]] postgres::Pool& consumer_pool() { return *consumer_pool_; }

 private:
  template <typename Function>
  static auto In(postgres::Pool& pool, Function&& function) {
    using Value = std::invoke_result_t<Function&, postgres::Transaction&>;
    if constexpr (std::is_void_v<Value>) {
      Must(postgres::RunTransaction(pool, {.role = postgres::Role::kStream},
                                    [&](postgres::Transaction& transaction) -> Result<void> {
                                      function(transaction);
                                      return Ok{};
                                    }));
    } else {
      Result<Value> result = postgres::RunTransaction(
          pool, {.role = postgres::Role::kStream},
          [&](postgres::Transaction& transaction) -> Result<Value> { return function(transaction); });
      if (!result.ok()) {
        Must(result.error());
      }
      return *std::move(result);
    }
  }
  static void Must(const Result<void>& result);

  std::unique_ptr<postgres::Pool> producer_pool_;
  std::unique_ptr<postgres::Pool> consumer_pool_;
  std::mutex refused_mutex_;
  std::map<std::string, bool> refused_;
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<Consumer> consumer_;
};

}  // namespace dotpha::messaging::testing
