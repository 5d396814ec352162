// Requests as domain values. What cannot be read is added to the violations (DATE_INVALID, TIME_INVALID) with its
// field, so that it is reported together with what the domain finds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dotpha/common/v1/common.pb.h"
#include "dotpha/registration/v1/campaign_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"
#include "dotpha/registration/v1/registration_service.pb.h"
#include "libs/rpc/wire_fields.h"
#include "services/registration/domain/import_roster.h"
#include "services/registration/domain/record_personnel_event.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::api {

namespace pb = dotpha::registration::v1;

using rpc::ReadDate;
using rpc::ReadInstant;
DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations);

Content ReadContent(const pb::Registration& registration, std::vector<Violation>& violations);

Official ReadOfficial(const pb::Official& official);
// ROLE_REQUIRED.
Staff ReadStaff(const pb::Staff& staff, const std::string& path, std::vector<Violation>& violations);
std::optional<Capacity> ReadCapacity(pb::Capacity capacity);
std::optional<PersonnelEventKind> ReadKind(pb::PersonnelEventKind kind);
// Positions get new ids and `recorded_at`. Also CAPACITY_REQUIRED, BASIS_REQUIRED, DATE_MISSING.
Roster ReadRoster(const pb::ImportRosterRequest& request, Instant recorded_at, std::vector<Violation>& violations);

}  // namespace dotpha::registration::api
