#include "services/review/events/outbox_mapping.h"

#include <map>
#include <set>

#include "dotpha/review/v1/review_events.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::review::events {
namespace {

namespace pb = dotpha::review::v1;

// What one domain event becomes.
struct Announcement {
  pb::ReviewEvent body;
  std::string type;       // the message's name
  std::string aggregate;  // third routing word
  std::string event;      // fourth routing word
  std::vector<std::string> debtors;
};

void Write(const AssignedWork& work, pb::AssignedWork* to) {
  to->set_work_id(work.id);
  to->set_duration(work.terms.duration);
  if (work.terms.start) {
    *to->mutable_start_on() = rpc::ToWire(*work.terms.start);
  }
  if (work.terms.end) {
    *to->mutable_end_on() = rpc::ToWire(*work.terms.end);
  }
  for (const std::string& target : work.terms.target_ids) {
    to->add_target_ids(target);
  }
  to->set_multi_agency(work.terms.multi_agency);
}

class Mapper {
 public:
  Announcement operator()(const ProposalsSent& event) const {
    Announcement result{{}, "ProposalsSent", "dossier", "sent", {event.dossier.body_id}};
    auto& body = *result.body.mutable_proposals_sent();
    body.set_dossier_id(event.dossier.id);
    body.set_body_id(event.dossier.body_id);
    body.set_cycle(event.dossier.cycle);
    body.set_supplementary(event.supplementary);
    *body.mutable_received_at() = rpc::ToWire(event.received_at);
    return result;
  }
  Announcement operator()(const GeneralReportSent& event) const {
    Announcement result{{}, "GeneralReportSent", "general_report", "sent", {}};
    auto& body = *result.body.mutable_general_report_sent();
    body.set_report_id(event.report.id);
    body.set_cycle(event.report.cycle);
    *body.mutable_received_at() = rpc::ToWire(event.report.received_at);
    body.set_body_id(event.body_id);
    return result;
  }
  Announcement operator()(const DecisionRecorded& event) const {
    Announcement result{{}, "DecisionRecorded", "decision", "recorded", {}};
    auto& body = *result.body.mutable_decision_recorded();
    body.set_decision_id(event.decision.id);
    body.set_cycle(event.decision.cycle);
    body.set_basis(std::string(NameOf(event.decision.basis)));
    *body.mutable_decided_on() = rpc::ToWire(event.decision.decided_on);
    body.set_body_id(event.body_id);
    if (event.notified_on) {
      *body.mutable_notified_on() = rpc::ToWire(*event.notified_on);
      body.set_notified_by(event.notified_by);
    }
    return result;
  }
  Announcement operator()(const OfficialNotified& event) const {
    Announcement result{{}, "OfficialNotified", "assignment", "notified", {event.official_id}};
    auto& body = *result.body.mutable_official_notified();
    body.set_decision_id(event.decision_id);
    body.set_official_id(event.official_id);
    *body.mutable_notified_on() = rpc::ToWire(event.notified_on);
    for (const std::string& work_id : event.work_ids) {
      body.add_work_ids(work_id);
    }
    return result;
  }
  Announcement operator()(const DecisionNotified& event) const {
    Announcement result{{}, "DecisionNotified", "decision", "notified", {event.notified_by}};
    auto& body = *result.body.mutable_decision_notified();
    body.set_decision_id(event.decision_id);
    body.set_cycle(event.cycle);
    body.set_basis(std::string(NameOf(event.basis)));
    *body.mutable_notified_on() = rpc::ToWire(event.notified_on);
    body.set_notified_by(event.notified_by);
    return result;
  }
  Announcement operator()(const WorksAssigned& event) const {
    Announcement result{{}, "WorksAssigned", "assignment", "recorded", {event.official_id}};
    auto& body = *result.body.mutable_works_assigned();
    body.set_assignment_id(event.assignment_id);
    body.set_official_id(event.official_id);
    body.set_cycle(event.cycle);
    body.set_basis(std::string(NameOf(event.basis)));
    *body.mutable_decided_on() = rpc::ToWire(event.decided_on);
    if (event.notified_on) {
      *body.mutable_notified_on() = rpc::ToWire(*event.notified_on);
    }
    for (const AssignedWork& work : event.works) {
      Write(work, body.add_works());
    }
    body.set_agency_id(event.agency_id);
    return result;
  }
  Announcement operator()(const WorkAmended& event) const {
    Announcement result{{}, "WorkAmended", "work", "amended", {event.work.official_id}};
    auto& body = *result.body.mutable_work_amended();
    body.set_work_id(event.work.id);
    body.set_official_id(event.work.official_id);
    *body.mutable_amended_on() = rpc::ToWire(event.amended_on);
    body.set_document_number(event.document_number);
    Write(event.work, body.mutable_work());
    return result;
  }
  Announcement operator()(const WorkEnded& event) const {
    Announcement result{{}, "WorkEnded", "work", "ended", {event.official_id}};
    auto& body = *result.body.mutable_work_ended();
    body.set_work_id(event.work_id);
    body.set_official_id(event.official_id);
    *body.mutable_until() = rpc::ToWire(event.until);
    body.set_reason(event.reason);
    if (event.concluded_e2) {
      body.set_concluded_e2(*event.concluded_e2);
    }
    return result;
  }
  Announcement operator()(const WorkStopReported& event) const {
    Announcement result{{}, "WorkStopReported", "work", "stop_reported", {event.official_id}};
    auto& body = *result.body.mutable_work_stop_reported();
    body.set_work_id(event.work_id);
    body.set_official_id(event.official_id);
    *body.mutable_stopped_on() = rpc::ToWire(event.stopped_on);
    body.set_reason(event.reason);
    return result;
  }
  Announcement operator()(const WorksConcluded& event) const {
    Announcement result{{}, "WorksConcluded", "conclusion", "recorded", {event.official_id}};
    auto& body = *result.body.mutable_works_concluded();
    body.set_conclusion_id(event.id);
    body.set_official_id(event.official_id);
    *body.mutable_effective_on() = rpc::ToWire(event.effective_on);
    *body.mutable_concluded_on() = rpc::ToWire(event.concluded_on);
    body.set_body_id(event.body_id);
    return result;
  }
  Announcement operator()(const MeetingHeld& event) const {
    const Meeting& meeting = event.meeting;
    std::map<std::string, std::string> holders;  // by work
    std::set<std::string> officials;
    for (const Direction& direction : meeting.directions) {
      holders[direction.work_id] = direction.official_id;
      officials.insert(direction.official_id);
    }
    Announcement result{{}, "MeetingHeld", "meeting", "held", {officials.begin(), officials.end()}};
    // Whom it is about if it directed nothing: the Standing Committee alone, never everyone.
    if (result.debtors.empty()) {
      result.debtors.push_back(event.body_id);
    }
    auto& body = *result.body.mutable_meeting_held();
    body.set_meeting_id(meeting.id);
    body.set_kind(std::string(NameOf(meeting.kind)));
    body.set_cycle(meeting.cycle);
    *body.mutable_held_on() = rpc::ToWire(*meeting.held_on);
    body.set_body_id(event.body_id);
    for (const auto& [work_id, official_id] : holders) {
      auto& work = *body.add_works();
      work.set_work_id(work_id);
      work.set_official_id(official_id);
    }
    return result;
  }
};

}  // namespace

std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent) {
  std::vector<messaging::OutboxEntry> entries;
  entries.reserve(events.size());
  for (const Event& event : events) {
    Announcement announcement = std::visit(Mapper{}, event);
    entries.push_back({NewUuid(), "dotpha.review.v1." + announcement.type, announcement.aggregate, announcement.event,
                       std::move(announcement.debtors), announcement.body.SerializeAsString(), traceparent});
  }
  return entries;
}

}  // namespace dotpha::review::events
