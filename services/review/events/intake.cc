#include "services/review/events/intake.h"

#include <utility>

#include "dotpha/assessment/v1/assessment_events.pb.h"
#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/facts/fact_store.h"
#include "libs/rpc/wire_time.h"
#include "services/review/events/outbox_mapping.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/carry_over_store.h"
#include "services/review/store/projection_store.h"

namespace dotpha::review::events {
namespace {

namespace v1 = dotpha::registration::v1;
constexpr char kService[] = "review";
constexpr char kAssessment[] = "assessment";
constexpr char kEarly[] = "EARLY";

Result<std::vector<RegisteredWork>> ReadWorks(const google::protobuf::RepeatedPtrField<v1::RegisteredWork>& from) {
  std::vector<RegisteredWork> works;
  for (const v1::RegisteredWork& work : from) {
    RegisteredWork read;
    read.id = work.work_id();
    read.terms.duration = work.duration();
    if (work.has_start_on()) {
      DOTPHA_ASSIGN(read.terms.start, rpc::FromWire(work.start_on()));
    }
    if (work.has_end_on()) {
      DOTPHA_ASSIGN(read.terms.end, rpc::FromWire(work.end_on()));
    }
    read.terms.target_ids = {work.target_ids().begin(), work.target_ids().end()};
    read.terms.multi_agency = work.multi_agency();
    read.terms.digest = work.content_digest();
    works.push_back(std::move(read));
  }
  return works;
}

Result<void> Project(postgres::Transaction& transaction, const messaging::StreamEvent& event,
                     const v1::RegistrationEvent& payload) {
  switch (payload.event_case()) {
    case v1::RegistrationEvent::kRegistrationSubmitted: {
      const v1::RegistrationSubmitted& body = payload.registration_submitted();
      Registration registration;
      registration.id = body.registration_id();
      registration.official_id = body.official_id();
      registration.cycle = body.cycle();
      if (body.has_occasion()) {
        DOTPHA_ASSIGN(registration.occasion, rpc::FromWire(body.occasion()));
      }
      registration.version = body.version();
      registration.received_at = rpc::FromWire(body.received_at());
      DOTPHA_ASSIGN(registration.works, ReadWorks(body.works()));
      store::SaveRegistration(transaction, event.authority, registration);
      store::OpenMatter(transaction, event.authority, registration.official_id, registration.cycle, event.recorded_at);
      return Ok{};
    }
    case v1::RegistrationEvent::kRegistrationCorrected: {
      const v1::RegistrationCorrected& body = payload.registration_corrected();
      DOTPHA_ASSIGN(const std::vector<RegisteredWork> works, ReadWorks(body.works()));
      store::CorrectRegistration(transaction, event.authority, body.registration_id(), body.version(), works);
      return Ok{};
    }
    case v1::RegistrationEvent::kStampRecorded:
      store::MoveReceipt(transaction, event.authority, payload.stamp_recorded().registration_id(),
                         rpc::FromWire(payload.stamp_recorded().received_at()));
      return Ok{};
    case v1::RegistrationEvent::kRegistrationWithdrawn:
      store::WithdrawRegistration(transaction, event.authority, payload.registration_withdrawn().registration_id());
      return Ok{};
    case v1::RegistrationEvent::kRegistrationReturned:
      return Ok{};  // asked to correct: what was submitted still counts (I-31)
    default:
      store::BumpDirectoryVersion(transaction, event.authority);
      return Ok{};
  }
}

// The recorder of the Standing Committee enters the early rating at the assessment service, which checks who may and
// whether it is early; the work ends with it.
void EndEarly(postgres::Transaction& transaction, const messaging::StreamEvent& event,
              const assessment::v1::RatingDecided& rating, Date decided_on, const CivilClock& clock) {
  std::vector<std::string> rated;
  for (const auto& [work_id, level] : rating.works()) {
    rated.push_back(work_id);
  }
  std::vector<Event> ended;
  for (const std::string& work_id : store::CompleteWorks(transaction, event.authority, rating.official_id(), rated)) {
    ended.emplace_back(WorkEnded{work_id, rating.official_id(), decided_on, kEarly});
  }
  messaging::AppendToOutbox(transaction, event.authority, kService, clock.Now(), ToOutbox(ended, event.traceparent));
}

// What was not done to the end is proposed to the Standing Committee (R2.5-CONTINUE).
Result<void> TakeAssessment(postgres::Transaction& transaction, const messaging::StreamEvent& event,
                            const CivilClock& clock) {
  assessment::v1::AssessmentEvent payload;
  if (!payload.ParseFromString(event.data)) {
    return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no AssessmentEvent");
  }
  if (payload.has_claim_decided() && payload.claim_decided().excused()) {
    store::Excuse(transaction, event.authority, payload.claim_decided().work_id(), payload.claim_decided().cycle());
  }
  if (!payload.has_rating_decided()) {
    return Ok{};
  }
  const assessment::v1::RatingDecided& rating = payload.rating_decided();
  DOTPHA_ASSIGN(const Date decided_on, rpc::FromWire(rating.decided_on()));
  for (const assessment::v1::UnfinishedWork& work : rating.unfinished()) {
    store::Propose(transaction, event.authority,
                   {work.work_id(), rating.cycle(), rating.official_id(), work.by_duty(), decided_on});
  }
  if (rating.kind() == kEarly) {
    EndEarly(transaction, event, rating, decided_on, clock);
  }
  return Ok{};
}

}  // namespace

messaging::Handler MakeIntake(facts::FindRegulation find_regulation, const CivilClock& clock) {
  return [find_regulation = std::move(find_regulation), &clock](postgres::Transaction& transaction,
                                                                const messaging::StreamEvent& event) -> Result<void> {
    if (event.producer == kAssessment) {
      return TakeAssessment(transaction, event, clock);
    }
    if (event.producer != facts::kRegistrationProducer) {
      return MakeError(Code::kInvalidArgument, "PRODUCER_UNKNOWN", "no events of this producer are understood here")
          .With("producer", event.producer);
    }
    DOTPHA_ASSIGN(const facts::FactRow row, facts::ToFactRow(event, find_regulation));
    facts::InsertFact(transaction, row);
    if (row.subject.empty()) {
      facts::BumpAuthorityVersion(transaction, row.authority);
    }
    v1::RegistrationEvent payload;
    if (!payload.ParseFromString(event.data)) {
      return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no RegistrationEvent");
    }
    return Project(transaction, event, payload);
  };
}

}  // namespace dotpha::review::events
