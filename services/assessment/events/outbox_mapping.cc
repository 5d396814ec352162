#include "services/assessment/events/outbox_mapping.h"

#include "dotpha/assessment/v1/assessment_events.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::assessment::events {
namespace {

namespace pb = dotpha::assessment::v1;

// What one domain event becomes.
struct Announcement {
  pb::AssessmentEvent body;
  std::string type;       // the message's name
  std::string aggregate;  // third routing word
  std::string event;      // fourth routing word
  // A body of its own duty; an official. A collective owes nothing: its agency stands here, so that the list, which
  // would mean everyone, is not empty.
  std::vector<std::string> debtors;
};

class Mapper {
 public:
  Announcement operator()(const AppraisalSent& event) const {
    Announcement result{{}, "AppraisalSent", "appraisal", "sent", {event.body_id}};
    auto& body = *result.body.mutable_appraisal_sent();
    body.set_body_id(event.body_id);
    body.set_cycle(event.cycle);
    *body.mutable_received_at() = rpc::ToWire(event.received_at);
    body.set_general(event.general);
    return result;
  }
  Announcement operator()(const RatingDecided& event) const {
    Announcement result{{}, "RatingDecided", "rating", "decided", {event.official_id}};
    auto& body = *result.body.mutable_rating_decided();
    body.set_official_id(event.official_id);
    body.set_cycle(event.cycle);
    body.set_level(event.level);
    body.mutable_works()->insert(event.works.begin(), event.works.end());
    *body.mutable_decided_on() = rpc::ToWire(event.decided_on);
    body.set_kind(event.kind);
    for (const UnfinishedWork& work : event.unfinished) {
      auto& added = *body.add_unfinished();
      added.set_work_id(work.work_id);
      added.set_by_duty(work.by_duty);
    }
    body.set_body_id(event.body_id);
    return result;
  }
  Announcement operator()(const CaseOpened& event) const {
    Announcement result{{}, "CaseOpened", "case", "opened", {Concerned(event.official_id, event.agency_id)}};
    auto& body = *result.body.mutable_case_opened();
    body.set_case_id(event.case_id);
    body.set_official_id(event.official_id);
    body.set_kind(event.kind);
    body.set_candidate_id(event.candidate_id);
    body.set_agency_id(event.agency_id);
    *body.mutable_explain_until() = rpc::ToWire(event.explain_until);
    return result;
  }
  Announcement operator()(const CaseMoved& event) const {
    Announcement result{{}, "CaseMoved", "case", "moved", {Concerned(event.official_id, event.agency_id)}};
    auto& body = *result.body.mutable_case_moved();
    body.set_case_id(event.case_id);
    body.set_official_id(event.official_id);
    body.set_state(event.state);
    body.set_reason(event.reason);
    *body.mutable_on() = rpc::ToWire(event.on);
    body.set_agency_id(event.agency_id);
    return result;
  }
  Announcement operator()(const ReceivedInFact& event) const {
    Announcement result{{}, "ReceivedInFact", "case", "received_in_fact", {event.official_id}};
    auto& body = *result.body.mutable_received_in_fact();
    body.set_case_id(event.case_id);
    body.set_official_id(event.official_id);
    for (const ReceivedInFact::Duty& duty : event.duties) {
      auto& added = *body.add_duties();
      added.set_duty(duty.duty);
      added.set_period(duty.period);
      if (duty.occasion) {
        *added.mutable_occasion() = rpc::ToWire(*duty.occasion);
      }
    }
    *body.mutable_received_at() = rpc::ToWire(event.received_at);
    body.set_document_number(event.document_number);
    return result;
  }
  Announcement operator()(const ClaimDecided& event) const {
    Announcement result{{}, "ClaimDecided", "claim", "decided", {event.official_id}};
    auto& body = *result.body.mutable_claim_decided();
    body.set_claim_id(event.claim_id);
    body.set_official_id(event.official_id);
    body.set_work_id(event.work_id);
    body.set_cycle(event.cycle);
    body.set_kind(event.kind);
    body.set_accepted(event.accepted);
    *body.mutable_decided_on() = rpc::ToWire(event.decided_on);
    body.set_excused(event.excused);
    return result;
  }

 private:
  static const std::string& Concerned(const std::string& official_id, const std::string& agency_id) {
    return official_id.empty() ? agency_id : official_id;
  }
};

}  // namespace

std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent) {
  std::vector<messaging::OutboxEntry> entries;
  entries.reserve(events.size());
  for (const Event& event : events) {
    Announcement announcement = std::visit(Mapper{}, event);
    entries.push_back({NewUuid(), "dotpha.assessment.v1." + announcement.type, announcement.aggregate,
                       announcement.event, std::move(announcement.debtors), announcement.body.SerializeAsString(),
                       traceparent});
  }
  return entries;
}

}  // namespace dotpha::assessment::events
