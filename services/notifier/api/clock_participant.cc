#include "services/notifier/api/clock_participant.h"

#include <map>

#include "libs/postgres/transaction.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {
namespace {

template <typename Function>
auto Read(postgres::Pool& pool, Function&& function) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.read_only = true;
  return postgres::RunTransaction(pool, options, std::forward<Function>(function));
}

void Mention(std::vector<std::string>& reasons, std::int64_t count, const char* what) {
  if (count > 0) {
    reasons.push_back(std::to_string(count) + " " + what);
  }
}

}  // namespace

Result<std::optional<Instant>> NotifierClockParticipant::NextDue(Instant now) {
  return Read(pool_, [now](postgres::Transaction& transaction) -> Result<std::optional<Instant>> {
    return notifier::NextDue(transaction, now);
  });
}

Result<std::vector<std::string>> NotifierClockParticipant::BusyWith(Instant now) {
  return Read(pool_, [this, now](postgres::Transaction& transaction) -> Result<std::vector<std::string>> {
    std::vector<std::string> reasons;
    const Backlog backlog = ReadBacklog(transaction, now, keeper_.Watermark(transaction));
    Mention(reasons, backlog.fan_outs, "changes of an authority not yet spread");
    Mention(reasons, backlog.dirty, "debtors to be derived anew");
    Mention(reasons, backlog.due, "debtors with something due");
    Mention(reasons, backlog.messages, "e-mails on their way");
    Mention(reasons, messaging::ReadProducerProgress(transaction).backlog(), "events not confirmed");
    return reasons;
  });
}

Result<std::optional<rpc::ClockParticipant::StreamHead>> NotifierClockParticipant::Head() {
  return Read(pool_, [](postgres::Transaction& transaction) -> Result<std::optional<StreamHead>> {
    const messaging::ProducerProgress progress = messaging::ReadProducerProgress(transaction);
    StreamHead head;
    head.stream_seq = static_cast<std::uint64_t>(progress.head.stream_seq);
    if (progress.head.watermark) {
      head.watermark = progress.head.watermark->arrived_before;
    }
    return std::optional{head};
  });
}

Result<std::vector<rpc::ClockParticipant::Position>> NotifierClockParticipant::Positions() {
  return Read(pool_, [this](postgres::Transaction& transaction) -> Result<std::vector<Position>> {
    std::map<std::string, messaging::ConsumerProgress> known;
    for (const messaging::ConsumerProgress& progress : messaging::ReadConsumerProgress(transaction)) {
      known.emplace(progress.producer, progress);
    }
    std::vector<Position> positions;
    for (const std::string& producer : keeper_.parts().producers) {
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

void NotifierClockParticipant::ClockMoved(Instant /*now*/) { clock_moved_(); }

}  // namespace dotpha::notifier
