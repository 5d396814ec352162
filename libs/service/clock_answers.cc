#include "libs/service/clock_answers.h"

#include <map>

#include "libs/messaging/progress.h"
#include "libs/postgres/transaction.h"

namespace dotpha::service {
namespace {

template <typename Function>
auto Read(postgres::Pool& pool, Function&& function) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.read_only = true;
  return postgres::RunTransaction(pool, options, std::forward<Function>(function));
}

Result<messaging::ProducerProgress> Progress(postgres::Pool& pool) {
  return Read(pool, [](postgres::Transaction& transaction) -> Result<messaging::ProducerProgress> {
    return messaging::ReadProducerProgress(transaction);
  });
}

}  // namespace

Result<std::optional<Instant>> ClockAnswers::NextDue(Instant now) { return application_.NextDue(now); }

Result<std::vector<std::string>> ClockAnswers::BusyWith(Instant now) { return application_.BusyWith(now); }

Result<std::optional<rpc::ClockParticipant::StreamHead>> ClockAnswers::Head() {
  DOTPHA_ASSIGN(const messaging::ProducerProgress progress, Progress(pool_));
  StreamHead head;
  head.stream_seq = static_cast<std::uint64_t>(progress.head.stream_seq);
  if (progress.head.watermark) {
    head.watermark = progress.head.watermark->arrived_before;
  }
  head.unconfirmed = progress.backlog();
  return std::optional{head};
}

Result<std::vector<rpc::ClockParticipant::Position>> ClockAnswers::Positions() {
  return Read(pool_, [this](postgres::Transaction& transaction) -> Result<std::vector<Position>> {
    std::map<std::string, messaging::ConsumerProgress> known;
    for (const messaging::ConsumerProgress& progress : messaging::ReadConsumerProgress(transaction)) {
      known.emplace(progress.producer, progress);
    }
    std::vector<Position> positions;
    for (const std::string& producer : producers_) {
      Position position;
      position.producer = producer;
      if (const auto found = known.find(producer); found != known.end()) {
        position.applied_stream_seq = static_cast<std::uint64_t>(found->second.stream_seq);
        position.watermark = found->second.watermark;
      }
      positions.push_back(position);
    }
    return positions;
  });
}

void ClockAnswers::ClockMoved(Instant /*now*/) {
  wake_();
  application_.ClockMoved();
}

}  // namespace dotpha::service
