// Domain values as messages of the public API and back, with their names and etags.
#pragma once

#include <string>
#include <vector>

#include "dotpha/review/v1/assignment_service.pb.h"
#include "dotpha/review/v1/proposal_service.pb.h"
#include "services/review/domain/assignments.h"
#include "services/review/domain/carry_over.h"
#include "services/review/domain/conclude.h"
#include "services/review/domain/decide.h"
#include "services/review/domain/notify.h"
#include "services/review/domain/propose.h"
#include "services/review/domain/tasks.h"
#include "services/review/store/proposal_store.h"

namespace dotpha::review::api {

namespace pb = dotpha::review::v1;

pb::Dossier ToProto(const std::string& authority, const Dossier& dossier);
pb::Proposal ToProto(const std::string& authority, const Proposal& proposal);
pb::GeneralReport ToProto(const std::string& authority, const GeneralReport& report);
pb::Matter ToProto(const std::string& authority, const store::ListedMatter& matter);
// `today`: a work whose period is over has ended.
pb::AssignedWorkRecord ToProto(const std::string& authority, const AssignedWork& work, Date today);
pb::WorkVersion ToProto(const WorkVersion& version);
pb::Decision ToProto(const std::string& authority, const Decision& decision);
pb::Conclusion ToProto(const Conclusion& conclusion);
dotpha::common::v1::DocumentReference ToProto(const DocumentReference& document);
DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations);
pb::Task ToProto(const Task& task);
pb::CarryOver ToProto(const CarryOver& carry_over);

// What cannot be read is added to the violations with its field.
std::vector<ProposalItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::ProposalItem>& items,
                                    std::vector<Violation>& violations);
DecideCommand ReadDecision(const pb::RecordDecisionRequest& request);
NotifyCommand ReadNotification(const pb::RecordNotificationRequest& request);
ImportCommand ReadImport(const pb::ImportAssignmentsRequest& request);
AmendCommand ReadAmendment(const pb::AmendWorkRequest& request);
StopCommand ReadStop(const pb::ReportStopRequest& request);
ConcludeCommand ReadConclusion(const pb::ConcludeWorksRequest& request);
CarryOverCommand ReadCarryOvers(const pb::DecideCarryOversRequest& request);
// Unset: all kinds. INVALID_ARGUMENT KIND_INVALID.
Result<std::optional<TaskKind>> ReadTaskKind(pb::TaskKind kind);

// "AWAITING_PROPOSAL" of MATTER_STATE_AWAITING_PROPOSAL; "" of the unspecified value; nothing for a number that the
// enum does not have.
std::optional<std::string> StateName(pb::MatterState state);
std::optional<std::string> StateName(pb::WorkState state);
std::optional<std::string> StateName(pb::CarryOverState state);

}  // namespace dotpha::review::api
