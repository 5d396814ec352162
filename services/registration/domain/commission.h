// Use cases of the Organisation Commission and the operator: the authority's start and law, the season of a cycle,
// deadlines moved by a document (I-03), duties waived by a document (I-33).
//
// Errors: those of statute::Supersede; INVALID_ARGUMENT MISSING_NAME, DATE_MISSING, REGULATIONS_REQUIRED,
// UNKNOWN_REGULATION, REGULATIONS_OVERLAP, DOCUMENT_REQUIRED, DATE_IN_FUTURE, CYCLE_OUT_OF_RANGE, UNKNOWN_DUTY,
// PERIOD_INVALID, UNKNOWN_OFFICIAL, REASON_REQUIRED, ETAG_REQUIRED, FIELD_TOO_LONG, TOO_MANY; FAILED_PRECONDITION
// ALREADY_ANNOUNCED, ALREADY_CONCLUDED; ABORTED ETAG_MISMATCH.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/registration/domain/directory.h"
#include "services/registration/domain/events.h"

namespace dotpha::registration {

struct AuthorityDecision {
  AuthoritySettings settings;
  std::vector<Event> events;
};
struct ConfigureAuthorityCommand {
  std::string display_name;
  std::optional<Date> live_from;
  std::vector<std::pair<std::string, std::optional<Date>>> regulations;  // id, in force from
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
};
// `is_known`: whether the catalogue holds a regulation of this id. Once configured, the etag is required.
Result<AuthorityDecision> ConfigureAuthority(const ConfigureAuthorityCommand& command,
                                             const std::optional<AuthoritySettings>& known,
                                             const std::function<bool(const std::string&)>& is_known);

struct RecordSupersessionCommand {
  std::string regulation_id;
  std::optional<Date> effective_from;
  DocumentReference document;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
};
// A regulation takes over (I-30). `regulation`: of that id, or nullptr.
Result<AuthorityDecision> RecordSupersession(const RecordSupersessionCommand& command, const AuthoritySettings& known,
                                             const Law& law, const statute::Regulation* regulation);

struct CampaignDecision {
  Campaign campaign;
  std::vector<Event> events;
};
struct AnnounceCampaignCommand {
  int cycle = 0;
  DocumentReference document;
  std::string guidance;
  std::optional<Date> collect_by;
  std::vector<Violation> violations;
  Instant arrived_at;
};
// Gates nothing: the duty follows from the regulation alone.
Result<CampaignDecision> AnnounceCampaign(const AnnounceCampaignCommand& command, const std::optional<Campaign>& known);

struct ConcludeCampaignCommand {
  int cycle = 0;
  std::optional<Date> concluded_on;
  DocumentReference document;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
  Instant arrived_at;
};
// The Standing Committee has concluded assigning for the cycle (I-51).
Result<CampaignDecision> ConcludeCampaign(const ConcludeCampaignCommand& command, const std::optional<Campaign>& known);

struct OverrideDecision {
  DeadlineOverride deadline_override;
  std::vector<Event> events;
};
Result<OverrideDecision> RecordDeadlineOverride(const DeadlineOverride& wanted, const std::vector<Violation>& found,
                                                const Directory& directory, const Law& law);

struct WaiverDecision {
  Waiver waiver;
  std::vector<Event> events;
};
Result<WaiverDecision> RecordWaiver(const Waiver& wanted, const std::vector<Violation>& found,
                                    const Directory& directory, const Law& law);

}  // namespace dotpha::registration
