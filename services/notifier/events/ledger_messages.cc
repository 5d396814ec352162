#include "services/notifier/events/ledger_messages.h"

#include <utility>

#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::notifier {
namespace {

messaging::OutboxEntry Entry(const std::string& type, std::string aggregate, std::string event,
                             const std::string& official, const v1::NotifierEvent& payload,
                             const std::string& traceparent) {
  messaging::OutboxEntry entry;
  entry.event_id = NewUuid();
  entry.type = "dotpha.notifier.v1." + type;
  entry.aggregate = std::move(aggregate);
  entry.event = std::move(event);
  entry.debtors = {official};
  entry.data = payload.SerializeAsString();
  entry.traceparent = traceparent;
  return entry;
}

}  // namespace

v1::Obligation ToMessage(const std::string& authority, const ObligationRow& row) {
  v1::Obligation message;
  message.set_name("authorities/" + authority + "/obligations/" + row.obligation_id);
  message.set_obligation_id(row.obligation_id);
  message.set_debtor_id(row.debtor_id);
  message.set_duty(row.duty);
  message.set_period(row.period);
  message.set_occasion(row.occasion);
  message.set_regulation_id(row.regulation_id);
  if (row.last_on_time_day) {
    *message.mutable_last_on_time_day() = rpc::ToWire(*row.last_on_time_day);
  }
  message.set_hard(row.hard);
  message.set_state(static_cast<v1::ObligationState>(row.state));
  message.set_days_late(row.days_late);
  message.set_was_missing(row.was_missing);
  message.set_known_late(row.known_late);
  message.set_imported(row.imported);
  message.set_deadline_nonworking(row.nonworking);
  if (row.received_at) {
    *message.mutable_received_at() = rpc::ToWire(*row.received_at);
  }
  if (row.closing_at) {
    *message.mutable_closing_at() = rpc::ToWire(*row.closing_at);
  }
  message.set_basis(row.basis);
  message.set_deadline_revision(row.revision);
  message.set_stage_holder(row.stage_holder);
  return message;
}

v1::ViolationFlag ToMessage(const std::string& authority, const FlagRow& row) {
  v1::ViolationFlag message;
  message.set_name("authorities/" + authority + "/flags/" + row.obligation_id +
                   (row.number > 1 ? "~" + std::to_string(row.number) : ""));
  message.set_obligation_id(row.obligation_id);
  message.set_official_id(row.official_id);
  *message.mutable_last_on_time_day() = rpc::ToWire(row.last_on_time_day);
  message.set_grade(static_cast<v1::FlagGrade>(row.grade));
  message.set_status(static_cast<v1::FlagStatus>(row.status));
  *message.mutable_raised_at() = rpc::ToWire(row.raised_at);
  if (row.missing_at) {
    *message.mutable_missing_at() = rpc::ToWire(*row.missing_at);
  }
  *message.mutable_recorded_at() = rpc::ToWire(row.recorded_at);
  if (row.received_on) {
    *message.mutable_received_on() = rpc::ToWire(*row.received_on);
  }
  message.set_days_late(row.days_late);
  message.set_withdrawn_reason(row.withdrawn_reason);
  if (row.withdrawn_at) {
    *message.mutable_withdrawn_at() = rpc::ToWire(*row.withdrawn_at);
  }
  message.set_withdrawn_document(row.withdrawn_document);
  return message;
}

v1::Candidate ToMessage(const CandidateRow& row) {
  v1::Candidate message;
  message.set_candidate_id(row.candidate_id);
  message.set_official_id(row.official_id);
  message.set_kind(row.kind);
  message.set_sub_code(row.sub_code);
  *message.mutable_raised_at() = rpc::ToWire(row.raised_at);
  *message.mutable_last_on_time_day() = rpc::ToWire(row.last_on_time_day);
  message.mutable_obligation_ids()->Add(row.obligation_ids.begin(), row.obligation_ids.end());
  *message.mutable_explain_until() = rpc::ToWire(row.explain_until);
  return message;
}

std::vector<messaging::OutboxEntry> ToEvents(const std::string& authority, const LedgerChange& change,
                                             const std::string& traceparent) {
  std::vector<messaging::OutboxEntry> events;
  for (const FlagRow& flag : change.raised) {
    v1::NotifierEvent event;
    *event.mutable_flag_raised()->mutable_flag() = ToMessage(authority, flag);
    events.push_back(Entry("FlagRaised", "flag", "raised", flag.official_id, event, traceparent));
  }
  for (const FlagRow& flag : change.grade_raised) {
    v1::NotifierEvent event;
    *event.mutable_flag_grade_raised()->mutable_flag() = ToMessage(authority, flag);
    events.push_back(Entry("FlagGradeRaised", "flag", "grade_raised", flag.official_id, event, traceparent));
  }
  for (const FlagRow& flag : change.closed) {
    v1::NotifierEvent event;
    *event.mutable_flag_closed()->mutable_flag() = ToMessage(authority, flag);
    events.push_back(Entry("FlagClosed", "flag", "closed", flag.official_id, event, traceparent));
  }
  for (const FlagRow& flag : change.withdrawn) {
    v1::NotifierEvent event;
    *event.mutable_flag_withdrawn()->mutable_flag() = ToMessage(authority, flag);
    events.push_back(Entry("FlagWithdrawn", "flag", "withdrawn", flag.official_id, event, traceparent));
  }
  for (const CandidateRow& candidate : change.candidates) {
    v1::NotifierEvent event;
    *event.mutable_candidate_raised()->mutable_candidate() = ToMessage(candidate);
    events.push_back(Entry("CandidateRaised", "candidate", "raised", candidate.official_id, event, traceparent));
  }
  return events;
}

}  // namespace dotpha::notifier
