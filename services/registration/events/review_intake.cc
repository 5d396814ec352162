#include "services/registration/events/review_intake.h"

#include "dotpha/review/v1/review_events.pb.h"
#include "libs/rpc/wire_time.h"
#include "services/registration/store/held_work_store.h"

namespace dotpha::registration::events {
namespace {

namespace review_pb = dotpha::review::v1;

Result<void> Hold(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  const review_pb::AssignedWork& work) {
  DOTPHA_ASSIGN(const Date start, rpc::FromWire(work.start_on()));
  DOTPHA_ASSIGN(const Date end, rpc::FromWire(work.end_on()));
  store::SaveHeldWork(transaction, authority, {work.work_id(), official_id, work.duration(), start, end, {}});
  return Ok{};
}

}  // namespace

Result<void> TakeReviewEvent(postgres::Transaction& transaction, const messaging::StreamEvent& event) {
  if (event.producer != kReviewProducer) {
    return MakeError(Code::kInvalidArgument, "PRODUCER_UNKNOWN", "no events of this producer are understood here")
        .With("producer", event.producer);
  }
  review_pb::ReviewEvent payload;
  if (!payload.ParseFromString(event.data)) {
    return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no ReviewEvent");
  }
  switch (payload.event_case()) {
    case review_pb::ReviewEvent::kWorksAssigned:
      for (const review_pb::AssignedWork& work : payload.works_assigned().works()) {
        DOTPHA_TRY(Hold(transaction, event.authority, payload.works_assigned().official_id(), work));
      }
      return Ok{};
    case review_pb::ReviewEvent::kWorkAmended:
      return Hold(transaction, event.authority, payload.work_amended().official_id(), payload.work_amended().work());
    case review_pb::ReviewEvent::kWorkEnded: {
      const review_pb::WorkEnded& ended = payload.work_ended();
      DOTPHA_ASSIGN(const Date until, rpc::FromWire(ended.until()));
      store::EndHeldWork(transaction, event.authority, ended.work_id(), ended.official_id(), until);
      return Ok{};
    }
    case review_pb::ReviewEvent::kProposalsSent:
    case review_pb::ReviewEvent::kGeneralReportSent:
    case review_pb::ReviewEvent::kDecisionRecorded:
    case review_pb::ReviewEvent::kWorkStopReported:  // his until the Standing Committee concludes
    case review_pb::ReviewEvent::kWorksConcluded:
    case review_pb::ReviewEvent::kMeetingHeld:
    case review_pb::ReviewEvent::kOfficialNotified:
    case review_pb::ReviewEvent::kDecisionNotified:
      return Ok{};  // nobody's works change by them
    case review_pb::ReviewEvent::EVENT_NOT_SET:
      break;
  }
  return MakeError(Code::kInvalidArgument, "EVENT_KIND_UNKNOWN", "the payload holds no event that is known here");
}

}  // namespace dotpha::registration::events
