#include "services/assessment/api/messages.h"

#include "libs/rpc/resource_names.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::assessment::api {
namespace {

// Values are named <PREFIX>_<WORD>; the domain has the word.
template <typename Descriptor>
std::string WordOf(const Descriptor* descriptor, int number, const std::string& prefix) {
  const auto* value = descriptor->FindValueByNumber(number);
  return value == nullptr || number == 0 ? "" : value->name().substr(prefix.size());
}

template <typename Descriptor>
std::string ReadWord(const Descriptor* descriptor, int number, const std::string& prefix, const std::string& field,
                     std::vector<Violation>& violations) {
  if (descriptor->FindValueByNumber(number) == nullptr) {
    violations.push_back({field, "UNKNOWN_VALUE", "is not a value of this enumeration"});
  }
  return WordOf(descriptor, number, prefix);
}

template <typename Enum, typename Descriptor>
Enum FromWord(const Descriptor* descriptor, const std::string& prefix, const std::string& word) {
  const auto* value = word.empty() ? nullptr : descriptor->FindValueByName(prefix + word);
  return static_cast<Enum>(value == nullptr ? 0 : value->number());
}

pb::Percentage ToProto(const statute::ExactPercent& percent) {
  pb::Percentage message;
  message.set_floored_e2(statute::FloorToHundredths(percent));
  message.set_exact(statute::FormatExact(percent));
  return message;
}

void Write(const DocumentReference& document, common::v1::DocumentReference* message) {
  message->set_number(document.number);
  if (document.signed_on) {
    *message->mutable_signed_on() = rpc::ToWire(*document.signed_on);
  }
}

pb::WorkAssessment ToProto(const KnownWork& work, const WorkEvaluation& evaluated, const Record& record) {
  pb::WorkAssessment message;
  message.set_work_id(evaluated.work_id);
  message.set_duration(work.holding.duration);
  *message.mutable_start_on() = rpc::ToWire(work.holding.start);
  *message.mutable_end_on() = rpc::ToWire(work.holding.end);
  message.set_counted(evaluated.counted);
  if (work.holding.until) {
    *message.mutable_left_on() = rpc::ToWire(*work.holding.until);
  }
  if (evaluated.reported_year) {
    *message.mutable_reported_year() = ToProto(*evaluated.reported_year);
  }
  if (evaluated.verified_year) {
    *message.mutable_verified_year() = ToProto(*evaluated.verified_year);
  }
  if (evaluated.reported_stage) {
    *message.mutable_reported_stage() = ToProto(*evaluated.reported_stage);
  }
  if (evaluated.verified_stage) {
    *message.mutable_verified_stage() = ToProto(*evaluated.verified_stage);
  }
  message.set_level(evaluated.level);
  message.set_stage_level(evaluated.stage_level);
  message.set_self_level(evaluated.self_level);
  message.set_self_level_mismatch(evaluated.self_level_mismatch);
  for (const WorkRating& rating : record.ratings) {
    if (rating.work_id == evaluated.work_id && rating.year == record.assessment.cycle) {
      message.set_decided_level(rating.level);
      message.set_decided_kind(FromWord<pb::RatingKind>(pb::RatingKind_descriptor(), "RATING_KIND_", rating.kind));
    }
  }
  if (work.completion) {
    *message.mutable_completed_on() = rpc::ToWire(work.completion->completed_on);
    message.set_completion_confirmed_by(work.completion->confirmed_by);
    message.set_completion_proposed_level(work.completion->proposed_level);
  }
  *message.mutable_taken_out_item_ids() = {evaluated.taken_out.begin(), evaluated.taken_out.end()};
  message.set_excused(evaluated.excused);
  for (const VerifiedItem& item : record.verified) {
    if (item.work_id == evaluated.work_id) {
      pb::VerifiedItem& added = *message.add_verified_items();
      added.set_work_id(item.work_id);
      added.set_item_id(item.item_id);
      added.set_value_e2(item.value_e2);
      added.set_evidence(item.evidence);
      added.set_case_id(item.case_id);
    }
  }
  return message;
}

// "345/4" as it was stored with the decision.
pb::Percentage Stored(const std::string& exact) {
  const auto slash = exact.find('/');
  // Stored numbers are quotients of products of shares: long ones do not fit 64 bits, so they are read digit by digit.
  const auto number = [](const std::string& digits) {
    statute::WideInt value = 0;
    for (const char digit : digits) {
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  statute::ExactPercent percent;
  percent.numerator = number(exact.substr(0, slash));
  percent.denominator = slash == std::string::npos ? statute::WideInt{1} : number(exact.substr(slash + 1));
  return ToProto(percent);
}

}  // namespace

DocumentReference ReadDocument(const common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations) {
  return {document.number(),
          rpc::ReadDate(document.has_signed_on(), document.signed_on(), field + ".signed_on", violations)};
}

std::vector<AppraisalItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::AppraisalItem>& items) {
  std::vector<AppraisalItem> read;
  for (const pb::AppraisalItem& from : items) {
    AppraisalItem item;
    item.official_id = from.official_id();
    item.proposed_level = from.proposed_level();
    item.expected_revision = rpc::RevisionOf(from.etag());
    for (const pb::VerifiedItem& verified : from.verified()) {
      item.verified.push_back({verified.work_id(), verified.item_id(), verified.value_e2(), verified.evidence(), ""});
    }
    read.push_back(std::move(item));
  }
  return read;
}

std::vector<RatingItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::RatingItem>& items,
                                  std::vector<Violation>& violations) {
  std::vector<RatingItem> read;
  for (int i = 0; i < items.size(); ++i) {
    const pb::RatingItem& from = items[i];
    const std::string path = "items[" + std::to_string(i) + "]";
    RatingItem item;
    item.official_id = from.official_id();
    item.level = from.level();
    item.difference_reason = ReadWord(pb::DifferenceReason_descriptor(), from.difference_reason(), "DIFFERENCE_REASON_",
                                      path + ".difference_reason", violations);
    item.difference_document = ReadDocument(from.difference_document(), path + ".difference_document", violations);
    item.expected_revision = rpc::RevisionOf(from.etag());
    for (const pb::WorkRating& work : from.works()) {
      item.works.push_back({work.work_id(), work.level()});
    }
    read.push_back(std::move(item));
  }
  return read;
}

std::string ReadKind(pb::RatingKind kind, std::vector<Violation>& violations) {
  return ReadWord(pb::RatingKind_descriptor(), kind, "RATING_KIND_", "kind", violations);
}

std::string ReadOutcome(pb::CaseOutcome outcome, std::vector<Violation>& violations) {
  return ReadWord(pb::CaseOutcome_descriptor(), outcome, "CASE_OUTCOME_", "outcome", violations);
}

std::string ReadReason(pb::DismissalReason reason, std::vector<Violation>& violations) {
  return ReadWord(pb::DismissalReason_descriptor(), reason, "DISMISSAL_REASON_", "reason", violations);
}

std::string ReadState(pb::AssessmentState state, std::vector<Violation>& violations) {
  return ReadWord(pb::AssessmentState_descriptor(), state, "ASSESSMENT_STATE_", "state", violations);
}

std::string ReadState(pb::CaseState state, std::vector<Violation>& violations) {
  return ReadWord(pb::CaseState_descriptor(), state, "CASE_STATE_", "state", violations);
}

std::string ReadState(pb::ClaimState state, std::vector<Violation>& violations) {
  return ReadWord(pb::ClaimState_descriptor(), state, "CLAIM_STATE_", "state", violations);
}

std::string ReadState(pb::CommendationState state, std::vector<Violation>& violations) {
  return ReadWord(pb::CommendationState_descriptor(), state, "COMMENDATION_STATE_", "state", violations);
}

std::string ReadOpinion(pb::ClaimOpinion opinion, std::vector<Violation>& violations) {
  return ReadWord(pb::ClaimOpinion_descriptor(), opinion, "CLAIM_OPINION_", "opinion", violations);
}

std::string ReadRuling(pb::ClaimRuling ruling, std::vector<Violation>& violations) {
  return ReadWord(pb::ClaimRuling_descriptor(), ruling, "CLAIM_RULING_", "ruling", violations);
}

DishonestReport ReadDishonest(const pb::DishonestReport& report) {
  DishonestReport read{report.report_id(), report.report_version(), report.work_id(),
                       report.item_id(),   report.reported_e2(),    std::nullopt};
  if (report.has_verified_e2()) {
    read.verified_e2 = report.verified_e2();
  }
  return read;
}

pb::Assessment ToProto(const std::string& authority, const std::string& regulation_id, const Record& record,
                       const Evaluation& evaluation, bool with_works) {
  const Assessment& assessment = record.assessment;
  pb::Assessment message;
  message.set_name(
      rpc::ResourceName(authority, "assessments", assessment.official_id + "~" + std::to_string(assessment.cycle)));
  message.set_official_id(assessment.official_id);
  message.set_cycle(assessment.cycle);
  message.set_state(
      FromWord<pb::AssessmentState>(pb::AssessmentState_descriptor(), "ASSESSMENT_STATE_", assessment.state));
  message.set_regulation_id(regulation_id);
  if (with_works) {
    for (std::size_t i = 0; i < record.works.size(); ++i) {
      *message.add_works() = ToProto(record.works[i], evaluation.works[i], record);
    }
  }
  message.set_works_counted(evaluation.works_counted);
  // What was decided rests on what was known then; before, on what is known now.
  const bool decided = !assessment.decided_level.empty();
  if (decided && !assessment.mean_exact.empty()) {
    *message.mutable_mean() = Stored(assessment.mean_exact);
  } else if (!decided && evaluation.mean) {
    *message.mutable_mean() = ToProto(*evaluation.mean);
  }
  if (evaluation.reported_mean) {
    *message.mutable_reported_mean() = ToProto(*evaluation.reported_mean);
  }
  message.set_suggested_level(decided ? assessment.suggested_level : evaluation.suggested_level);
  message.set_warning(evaluation.warning);
  message.set_self_level(record.self.overall);
  message.set_self_level_mismatch(evaluation.self_level_mismatch);
  message.set_proposed_level(assessment.proposed_level);
  message.set_proposed_by(assessment.proposed_by);
  message.set_decided_level(assessment.decided_level);
  message.set_decided_kind(
      FromWord<pb::RatingKind>(pb::RatingKind_descriptor(), "RATING_KIND_", assessment.decided_kind));
  if (decided) {
    *message.mutable_decided_on() = rpc::ToWire(*assessment.decided_on);
    Write(assessment.decision, message.mutable_decision());
  }
  if (!assessment.difference_reason.empty()) {
    message.set_difference_reason(FromWord<pb::DifferenceReason>(pb::DifferenceReason_descriptor(),
                                                                 "DIFFERENCE_REASON_", assessment.difference_reason));
    Write(assessment.difference_document, message.mutable_difference_document());
  }
  message.set_etag(rpc::EtagOf(assessment.revision));
  return message;
}

pb::DecidedWork ToProto(const WorkRating& rating) {
  pb::DecidedWork message;
  message.set_work_id(rating.work_id);
  message.set_year(rating.year);
  message.set_level(rating.level);
  if (!rating.percent_exact.empty()) {
    *message.mutable_percentage() = Stored(rating.percent_exact);
  }
  *message.mutable_decided_on() = rpc::ToWire(rating.decided_on);
  return message;
}

pb::FactSheet ToProto(const std::string& official_id, int cycle, const std::string& regulation_id,
                      const FactSheet& sheet) {
  pb::FactSheet message;
  message.set_official_id(official_id);
  message.set_cycle(cycle);
  message.set_regulation_id(regulation_id);
  message.set_suggested_level(sheet.suggested_level);
  message.set_decided_level(sheet.decided_level);
  if (sheet.decided_on) {
    *message.mutable_decided_on() = rpc::ToWire(*sheet.decided_on);
  }
  message.set_document_number(sheet.document_number);
  if (sheet.supports_top_grade) {
    message.set_supports_htxs(*sheet.supports_top_grade);
  }
  message.set_use(sheet.use);
  message.set_use_article(sheet.use_article);
  for (const WorkRating& rating : sheet.works) {
    *message.add_works() = ToProto(rating);
  }
  message.set_late_count(sheet.late_count);
  message.set_missing_count(sheet.missing_count);
  for (const Case& confirmed : sheet.confirmed_cases) {
    pb::ConfirmedCase& added = *message.add_confirmed_cases();
    added.set_case_id(confirmed.id);
    added.set_kind(confirmed.kind);
    *added.mutable_raised_on() = rpc::ToWire(confirmed.raised_on);
    if (confirmed.decided_on) {
      *added.mutable_decided_on() = rpc::ToWire(*confirmed.decided_on);
    }
    added.set_document_number(confirmed.decision.number);
  }
  return message;
}

pb::Case ToProto(const std::string& authority, const std::string& regulation_id, const Case& from) {
  pb::Case message;
  message.set_name(rpc::ResourceName(authority, "cases", from.id));
  message.set_case_id(from.id);
  message.set_official_id(from.official_id);
  message.set_agency_id(from.agency_id);
  message.set_kind(from.kind);
  message.set_sub_code(from.sub_code);
  message.set_regulation_id(regulation_id);
  *message.mutable_conduct_on() = rpc::ToWire(from.conduct_on);
  *message.mutable_raised_on() = rpc::ToWire(from.raised_on);
  *message.mutable_raised_at() = rpc::ToWire(from.raised_at);
  message.set_raised_by_body(from.raised_by_body);
  message.set_raised_by(from.raised_by);
  message.set_candidate_id(from.candidate_id);
  if (from.last_on_time_day) {
    *message.mutable_last_on_time_day() = rpc::ToWire(*from.last_on_time_day);
  }
  *message.mutable_obligation_ids() = {from.obligation_ids.begin(), from.obligation_ids.end()};
  message.set_facts(from.facts);
  *message.mutable_evidence() = {from.evidence.begin(), from.evidence.end()};
  if (from.dishonest) {
    pb::DishonestReport& report = *message.mutable_dishonest_report();
    report.set_report_id(from.dishonest->report_id);
    report.set_report_version(from.dishonest->report_version);
    report.set_work_id(from.dishonest->work_id);
    report.set_item_id(from.dishonest->item_id);
    report.set_reported_e2(from.dishonest->reported_e2);
    if (from.dishonest->verified_e2) {
      report.set_verified_e2(*from.dishonest->verified_e2);
    }
  }
  *message.mutable_explain_until() = rpc::ToWire(from.explain_until);
  for (const Explanation& explanation : from.explanations) {
    pb::Explanation& added = *message.add_explanations();
    added.set_text(explanation.text);
    *added.mutable_given_at() = rpc::ToWire(explanation.given_at);
    added.set_late(explanation.late);
    added.set_given_by(explanation.given_by);
  }
  message.set_state(FromWord<pb::CaseState>(pb::CaseState_descriptor(), "CASE_STATE_", from.state));
  message.set_proposed_outcome(
      FromWord<pb::CaseOutcome>(pb::CaseOutcome_descriptor(), "CASE_OUTCOME_", from.proposed_outcome));
  const auto reason = [](const std::string& word) {
    return FromWord<pb::DismissalReason>(pb::DismissalReason_descriptor(), "DISMISSAL_REASON_", word);
  };
  message.set_proposed_reason(reason(from.proposed_reason));
  message.set_proposal_note(from.proposal_note);
  message.set_dismissal_reason(reason(from.dismissal_reason));
  message.set_dismissal_evidence(from.dismissal_evidence);
  if (from.decided_on) {
    *message.mutable_decided_on() = rpc::ToWire(*from.decided_on);
    Write(from.decision, message.mutable_decision());
  }
  if (from.received_at) {
    *message.mutable_received_at() = rpc::ToWire(*from.received_at);
    Write(from.received_document, message.mutable_received_document());
  }
  message.set_etag(rpc::EtagOf(from.revision));
  return message;
}

pb::Commendation ToProto(const Commendation& from) {
  pb::Commendation message;
  message.set_cycle(from.cycle);
  message.set_official_id(from.official_id);
  message.set_agency_id(from.agency_id);
  message.set_state(
      FromWord<pb::CommendationState>(pb::CommendationState_descriptor(), "COMMENDATION_STATE_", from.state));
  *message.mutable_proposed_by() = {from.proposed_by.begin(), from.proposed_by.end()};
  message.set_reason(from.reason);
  if (from.decided_on) {
    *message.mutable_decided_on() = rpc::ToWire(*from.decided_on);
    Write(from.decision, message.mutable_decision());
  }
  return message;
}

pb::Claim ToProto(const std::string& authority, const Claim& from) {
  pb::Claim message;
  message.set_name(rpc::ResourceName(authority, "claims", from.id));
  message.set_claim_id(from.id);
  message.set_official_id(from.official_id);
  message.set_cycle(from.cycle);
  message.set_work_id(from.work_id);
  message.set_kind(from.kind);
  *message.mutable_item_ids() = {from.item_ids.begin(), from.item_ids.end()};
  message.set_facts(from.facts);
  *message.mutable_evidence() = {from.evidence.begin(), from.evidence.end()};
  message.set_state(FromWord<pb::ClaimState>(pb::ClaimState_descriptor(), "CLAIM_STATE_", from.state));
  *message.mutable_claimed_at() = rpc::ToWire(from.claimed_at);
  message.set_claimed_by(from.claimed_by);
  message.set_opinion_body(from.opinion_body);
  message.set_opinion_note(from.opinion_note);
  if (from.decided_on) {
    *message.mutable_decided_on() = rpc::ToWire(*from.decided_on);
    Write(from.decision, message.mutable_decision());
  }
  message.set_etag(rpc::EtagOf(from.revision));
  return message;
}

common::v1::HistoryEntry ToProto(const HistoryEntry& entry) {
  common::v1::HistoryEntry message;
  *message.mutable_recorded_at() = rpc::ToWire(entry.recorded_at);
  message.set_actor(entry.actor);
  message.set_action(entry.action);
  message.set_from_state(entry.from_state);
  message.set_to_state(entry.to_state);
  message.set_note(entry.note);
  return message;
}

}  // namespace dotpha::assessment::api
