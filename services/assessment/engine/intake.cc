#include "services/assessment/engine/intake.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "dotpha/notifier/v1/notifier_events.pb.h"
#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/base/ids.h"
#include "libs/facts/fact_store.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/events/outbox_mapping.h"
#include "services/assessment/store/case_store.h"
#include "services/assessment/store/projection_store.h"
#include "services/assessment/store/work_tree.h"

namespace dotpha::assessment {
namespace {

using messaging::StreamEvent;
using postgres::Transaction;

Error Missing(const std::string& field) {
  return MakeError(Code::kInvalidArgument, "EVENT_FIELD_MISSING", "the event lacks a field that it must carry")
      .With("field", field);
}

// The first of the named values that is empty.
Result<void> Require(std::initializer_list<std::pair<const char*, const std::string*>> fields) {
  for (const auto& [name, value] : fields) {
    if (value->empty()) {
      return Missing(name);
    }
  }
  return Ok{};
}

template <typename Message>
Result<Message> Parse(const StreamEvent& event) {
  Message message;
  if (!message.ParseFromString(event.data)) {
    return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no event of this producer");
  }
  return message;
}

Result<void> TakeDirectory(Transaction& transaction, const StreamEvent& event,
                           const facts::FindRegulation& find_regulation) {
  DOTPHA_ASSIGN(const facts::FactRow row, facts::ToFactRow(event, find_regulation));
  facts::InsertFact(transaction, row);
  if (row.subject.empty()) {
    facts::BumpAuthorityVersion(transaction, row.authority);
  }
  return Ok{};
}

// ---- review: who holds which work

Result<Holding> ToHolding(const review::v1::AssignedWork& work) {
  DOTPHA_TRY(Require({{"work_id", &work.work_id()}, {"duration", &work.duration()}}));
  Holding holding;
  holding.work_id = work.work_id();
  holding.duration = work.duration();
  DOTPHA_ASSIGN(holding.start, rpc::FromWire(work.start_on()));
  DOTPHA_ASSIGN(holding.end, rpc::FromWire(work.end_on()));
  return holding;
}

Result<void> Take(Transaction& transaction, const StreamEvent& event, const review::v1::WorksAssigned& assigned) {
  DOTPHA_TRY(Require({{"assignment_id", &assigned.assignment_id()}, {"official_id", &assigned.official_id()}}));
  DOTPHA_ASSIGN(const Date decided_on, rpc::FromWire(assigned.decided_on()));
  for (const review::v1::AssignedWork& work : assigned.works()) {
    DOTPHA_ASSIGN(Holding holding, ToHolding(work));
    store::SaveHolding(transaction, {event.authority, assigned.assignment_id(), assigned.official_id(),
                                     assigned.cycle(), decided_on, event.stream_seq, std::move(holding)});
  }
  return Ok{};
}

Result<void> TakeReview(Transaction& transaction, const StreamEvent& event) {
  DOTPHA_ASSIGN(const auto message, Parse<review::v1::ReviewEvent>(event));
  if (message.has_works_assigned()) {
    return Take(transaction, event, message.works_assigned());
  }
  if (message.has_work_amended()) {
    const auto& amended = message.work_amended();
    DOTPHA_TRY(Require({{"official_id", &amended.official_id()}}));
    DOTPHA_ASSIGN(const Holding holding, ToHolding(amended.work()));
    store::AmendHolding(transaction, event.authority, amended.official_id(), holding);
  }
  if (message.has_work_ended()) {
    const auto& ended = message.work_ended();
    DOTPHA_TRY(Require({{"work_id", &ended.work_id()}, {"official_id", &ended.official_id()}}));
    DOTPHA_ASSIGN(const Date until, rpc::FromWire(ended.until()));
    store::EndHolding(transaction, event.authority, ended.official_id(), ended.work_id(), until, ended.reason());
  }
  return Ok{};  // proposals and decisions as such change no holding
}

// ---- reporting: shares and completions

Result<void> Take(Transaction& transaction, const StreamEvent& event, const reporting::v1::PlanSent& plan) {
  DOTPHA_TRY(Require({{"plan_id", &plan.plan_id()}, {"official_id", &plan.official_id()}}));
  for (const reporting::v1::WorkShares& work : plan.works()) {
    DOTPHA_TRY(store::ToTree(work));
    store::SavePlan(transaction, {event.authority, work.work_id(), plan.cycle(), plan.official_id(), plan.plan_id(),
                                  plan.version(), work.SerializeAsString()});
  }
  return Ok{};
}

// Year that a period begins with: "2022", "2022-Q1"; a work or a request has none.
std::optional<int> YearOf(const std::string& period) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (period.size() < 4 || !std::all_of(period.begin(), period.begin() + 4, is_digit) ||
      (period.size() > 4 && period[4] != '-')) {
    return std::nullopt;
  }
  return std::stoi(period.substr(0, 4));
}

// A report speaks of the latest year that it covers; a correction of that of the version before; what covers no year
// (an ad hoc report) of the one in which it came.
int YearOf(Transaction& transaction, const std::string& authority, const reporting::v1::ReportSent& report,
           Instant received_at) {
  std::optional<int> latest;
  for (const reporting::v1::Covered& covered : report.covers()) {
    // The period of a completion report is a work.
    if (const auto year = covered.duty() == "RPT_DONE" ? std::nullopt : YearOf(covered.period())) {
      latest = std::max(latest.value_or(*year), *year);
    }
  }
  if (!latest) {
    latest = store::YearOfReport(transaction, authority, report.report_id());
  }
  return latest.value_or(Date::Of(received_at).year());
}

void SaveItems(Transaction& transaction, const StreamEvent& event, const reporting::v1::WorkCompletion& work,
               const std::string& report_id, int version, int year) {
  for (const reporting::v1::ItemCompletion& item : work.items()) {
    store::SaveItem(transaction, {event.authority, work.work_id(), item.item_id(), event.stream_seq, report_id, version,
                                  year, item.completion_e2()});
  }
}

Result<void> Take(Transaction& transaction, const StreamEvent& event, const reporting::v1::ReportSent& report) {
  DOTPHA_TRY(Require({{"report_id", &report.report_id()}, {"official_id", &report.official_id()}}));
  if (!report.has_received_at()) {
    return Missing("received_at");
  }
  const Instant received_at = rpc::FromWire(report.received_at());
  const int year = YearOf(transaction, event.authority, report, received_at);
  SelfLevel self;
  self.overall = report.self_level().overall();
  self.works = {report.self_level().works().begin(), report.self_level().works().end()};
  store::SaveReport(transaction, {event.authority, report.report_id(), report.version(), report.official_id(), year,
                                  received_at, std::move(self), event.stream_seq});
  for (const reporting::v1::WorkCompletion& work : report.works()) {
    SaveItems(transaction, event, work, report.report_id(), report.version(), year);
    if (work.has_completed_on()) {
      DOTPHA_ASSIGN(const Date completed_on, rpc::FromWire(work.completed_on()));
      store::SaveCompletion(transaction, event.authority, report.official_id(), work.work_id(), report.report_id(),
                            completed_on);
    }
  }
  return Ok{};
}

Result<void> TakeReporting(Transaction& transaction, const StreamEvent& event) {
  DOTPHA_ASSIGN(const auto message, Parse<reporting::v1::ReportingEvent>(event));
  if (message.has_plan_sent()) {
    return Take(transaction, event, message.plan_sent());
  }
  if (message.has_report_sent()) {
    return Take(transaction, event, message.report_sent());
  }
  if (message.has_year_result_imported()) {
    const auto& imported = message.year_result_imported();
    DOTPHA_TRY(Require({{"work_id", &imported.work().work_id()}}));
    SaveItems(transaction, event, imported.work(), "", 0, imported.year());
  }
  return Ok{};  // requests, announcements and appraisals of reports change no percentage
}

// ---- notifier: marks and candidates

Result<void> TakeFlag(Transaction& transaction, const StreamEvent& event, const notifier::v1::ViolationFlag& flag) {
  DOTPHA_TRY(Require(
      {{"name", &flag.name()}, {"official_id", &flag.official_id()}, {"obligation_id", &flag.obligation_id()}}));
  DOTPHA_ASSIGN(const Date last_on_time_day, rpc::FromWire(flag.last_on_time_day()));
  store::SaveFlag(transaction, event.authority, flag.name(), flag.official_id(),
                  {flag.obligation_id(), last_on_time_day, flag.grade() == notifier::v1::FLAG_GRADE_MISSING,
                   flag.status() == notifier::v1::FLAG_STATUS_WITHDRAWN});
  return Ok{};
}

Result<void> TakeCandidate(Transaction& transaction, const StreamEvent& event, const notifier::v1::Candidate& candidate,
                           const CivilClock& clock) {
  DOTPHA_TRY(Require({{"candidate_id", &candidate.candidate_id()},
                      {"official_id", &candidate.official_id()},
                      {"kind", &candidate.kind()}}));
  if (!candidate.has_raised_at()) {
    return Missing("raised_at");
  }
  Candidate raised;
  raised.candidate_id = candidate.candidate_id();
  raised.official_id = candidate.official_id();
  raised.kind = candidate.kind();
  raised.sub_code = candidate.sub_code();
  raised.raised_at = rpc::FromWire(candidate.raised_at());
  if (candidate.has_last_on_time_day()) {
    DOTPHA_ASSIGN(raised.last_on_time_day, rpc::FromWire(candidate.last_on_time_day()));
  }
  raised.obligation_ids = {candidate.obligation_ids().begin(), candidate.obligation_ids().end()};
  DOTPHA_ASSIGN(raised.explain_until, rpc::FromWire(candidate.explain_until()));
  const CaseDecision opened = OpenCase(raised, NewUuid(), event.recorded_at);
  if (store::InsertCase(transaction, event.authority, opened)) {
    messaging::AppendToOutbox(transaction, event.authority, kService, clock.Now(),
                              events::ToOutbox(opened.events, event.traceparent));
  }
  return Ok{};
}

Result<void> TakeNotifier(Transaction& transaction, const StreamEvent& event, const CivilClock& clock) {
  DOTPHA_ASSIGN(const auto message, Parse<notifier::v1::NotifierEvent>(event));
  switch (message.event_case()) {
    case notifier::v1::NotifierEvent::kFlagRaised:
      return TakeFlag(transaction, event, message.flag_raised().flag());
    case notifier::v1::NotifierEvent::kFlagGradeRaised:
      return TakeFlag(transaction, event, message.flag_grade_raised().flag());
    case notifier::v1::NotifierEvent::kFlagClosed:
      return TakeFlag(transaction, event, message.flag_closed().flag());
    case notifier::v1::NotifierEvent::kFlagWithdrawn:
      return TakeFlag(transaction, event, message.flag_withdrawn().flag());
    case notifier::v1::NotifierEvent::kCandidateRaised:
      return TakeCandidate(transaction, event, message.candidate_raised().candidate(), clock);
    case notifier::v1::NotifierEvent::EVENT_NOT_SET:
      break;
  }
  return Ok{};
}

}  // namespace

messaging::Handler MakeIntake(facts::FindRegulation find_regulation, const CivilClock& clock) {
  return [find_regulation = std::move(find_regulation), &clock](Transaction& transaction,
                                                                const StreamEvent& event) -> Result<void> {
    if (event.producer == facts::kRegistrationProducer) {
      return TakeDirectory(transaction, event, find_regulation);
    }
    if (event.producer == "review") {
      return TakeReview(transaction, event);
    }
    if (event.producer == "reporting") {
      return TakeReporting(transaction, event);
    }
    if (event.producer == "notifier") {
      return TakeNotifier(transaction, event, clock);
    }
    return MakeError(Code::kInvalidArgument, "PRODUCER_UNKNOWN", "no events of this producer are understood here")
        .With("producer", event.producer);
  };
}

}  // namespace dotpha::assessment
