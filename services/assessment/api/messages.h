// Messages of the API as domain values and back. What cannot be read is added to the violations with its field
// (DATE_INVALID, TIME_INVALID, UNKNOWN_VALUE), so that it is reported together with what the domain finds.
#pragma once

#include <string>
#include <vector>

#include "dotpha/assessment/v1/assessment_service.pb.h"
#include "dotpha/assessment/v1/case_service.pb.h"
#include "dotpha/assessment/v1/claim_service.pb.h"
#include "dotpha/assessment/v1/commendation_service.pb.h"
#include "services/assessment/domain/case.h"
#include "services/assessment/domain/commend.h"
#include "services/assessment/domain/fact_sheet.h"
#include "services/assessment/domain/rate.h"

namespace dotpha::assessment::api {

namespace pb = dotpha::assessment::v1;

DocumentReference ReadDocument(const common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations);
std::vector<AppraisalItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::AppraisalItem>& items);
std::vector<RatingItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::RatingItem>& items,
                                  std::vector<Violation>& violations);
// "" for unspecified; UNKNOWN_VALUE for a number that the enumeration does not have.
std::string ReadKind(pb::RatingKind kind, std::vector<Violation>& violations);
std::string ReadOutcome(pb::CaseOutcome outcome, std::vector<Violation>& violations);
std::string ReadReason(pb::DismissalReason reason, std::vector<Violation>& violations);
std::string ReadState(pb::AssessmentState state, std::vector<Violation>& violations);
std::string ReadState(pb::CaseState state, std::vector<Violation>& violations);
std::string ReadState(pb::ClaimState state, std::vector<Violation>& violations);
std::string ReadState(pb::CommendationState state, std::vector<Violation>& violations);
std::string ReadOpinion(pb::ClaimOpinion opinion, std::vector<Violation>& violations);
std::string ReadRuling(pb::ClaimRuling ruling, std::vector<Violation>& violations);
DishonestReport ReadDishonest(const pb::DishonestReport& report);

// With works where they are wanted.
pb::Assessment ToProto(const std::string& authority, const std::string& regulation_id, const Record& record,
                       const Evaluation& evaluation, bool with_works);
pb::DecidedWork ToProto(const WorkRating& rating);
pb::FactSheet ToProto(const std::string& official_id, int cycle, const std::string& regulation_id,
                      const FactSheet& sheet);
pb::Case ToProto(const std::string& authority, const std::string& regulation_id, const Case& violation_case);
pb::Commendation ToProto(const Commendation& commendation);
pb::Claim ToProto(const std::string& authority, const Claim& claim);
common::v1::HistoryEntry ToProto(const HistoryEntry& entry);

}  // namespace dotpha::assessment::api
