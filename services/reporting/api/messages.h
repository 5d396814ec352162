// Domain values and messages of the public API, both ways. What cannot be read is added to the violations with its
// field, so that it is reported together with what the domain finds.
#pragma once

#include <string>
#include <vector>

#include "dotpha/common/v1/common.pb.h"
#include "dotpha/reporting/v1/announcement_service.pb.h"
#include "dotpha/reporting/v1/evidence_service.pb.h"
#include "dotpha/reporting/v1/plan_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "libs/rpc/resource_names.h"
#include "libs/rpc/wire_fields.h"
#include "services/reporting/domain/progress.h"
#include "services/reporting/domain/stamp.h"
#include "services/reporting/domain/types.h"

namespace dotpha::reporting::api {

namespace pb = dotpha::reporting::v1;

DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations);
// The fields stamped_at and document of a request.
template <typename Request>
PaperStamp ReadPaper(const Request& request, std::vector<Violation>& violations) {
  return {rpc::ReadInstant(request.has_stamped_at(), request.stamped_at(), "stamped_at", violations),
          ReadDocument(request.document(), "document", violations)};
}
template <typename Request>
RecordStampCommand ReadStamp(const Request& request) {
  RecordStampCommand command;
  command.paper = ReadPaper(request, command.violations);
  command.expected_revision = rpc::RevisionOf(request.etag());
  return command;
}
PlanContent ReadContent(const pb::Plan& plan);
ReportContent ReadContent(const pb::Report& report, std::vector<Violation>& violations);
std::vector<DutyKey> ReadCovers(const pb::Report& report, std::vector<Violation>& violations);
AdHocReport ReadAdHocReport(const pb::AdHocReport& report, std::vector<Violation>& violations);
Evidence ReadEvidence(const pb::Evidence& evidence);

pb::Plan ToProto(const std::string& authority, const Plan& plan);
pb::Report ToProto(const std::string& authority, const Report& report);
pb::AdHocRequest ToProto(const std::string& authority, const AdHocRequest& request);
pb::AdHocReport ToProto(const std::string& authority, const AdHocReport& report);
pb::ReportAppraisal ToProto(const Appraisal& appraisal);
pb::Announcement ToProto(const Announcement& announcement);
pb::Evidence ToProto(const std::string& authority, const Evidence& evidence);
pb::Delivery ToProto(const Delivery& delivery);
pb::Covered ToProto(const DutyKey& key);
dotpha::common::v1::HistoryEntry ToProto(const HistoryEntry& entry);
pb::GetProgressResponse ToProto(const Progress& progress);

}  // namespace dotpha::reporting::api
