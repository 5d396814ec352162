#include "libs/service/clock_answers.h"

#include <map>

#include "libs/messaging/progress.h"
#include "libs/postgres/transaction.h"

namespace dotpha::service {
namespace {

using Picture = rpc::ClockParticipant::Picture;
using Position = rpc::ClockParticipant::Position;
using StreamHead = rpc::ClockParticipant::StreamHead;

StreamHead HeadOf(const messaging::ProducerProgress& progress) {
  StreamHead head;
  head.stream_seq = static_cast<std::uint64_t>(progress.head.stream_seq);
  if (progress.head.watermark) {
    head.watermark = progress.head.watermark->arrived_before;
  }
  head.unconfirmed = progress.backlog();
  return head;
}

std::vector<Position> PositionsOf(postgres::Transaction& transaction, const std::vector<std::string>& producers) {
  std::map<std::string, messaging::ConsumerProgress> known;
  for (const messaging::ConsumerProgress& progress : messaging::ReadConsumerProgress(transaction)) {
    known.emplace(progress.producer, progress);
  }
  std::vector<Position> positions;
  for (const std::string& producer : producers) {
    Position position;
    position.producer = producer;
    if (const auto found = known.find(producer); found != known.end()) {
      position.applied_stream_seq = static_cast<std::uint64_t>(found->second.stream_seq);
      position.watermark = found->second.watermark;
    }
    positions.push_back(position);
  }
  return positions;
}

}  // namespace

Result<Picture> ClockAnswers::Look(Instant now) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.read_only = true;
  options.isolation = postgres::Isolation::kRepeatableRead;  // one snapshot for all statements
  return postgres::RunTransaction(pool_, options, [&](postgres::Transaction& transaction) -> Result<Picture> {
    Picture picture;
    DOTPHA_ASSIGN(picture.next_due, application_.NextDue(transaction, now));
    DOTPHA_ASSIGN(picture.busy_with, application_.BusyWith(transaction, now));
    picture.head = HeadOf(messaging::ReadProducerProgress(transaction));
    if (!producers_.empty()) {
      picture.positions = PositionsOf(transaction, producers_);
    }
    return picture;
  });
}

void ClockAnswers::ClockMoved(Instant /*now*/) {
  relay_.Wake();
  application_.ClockMoved();
}

}  // namespace dotpha::service
