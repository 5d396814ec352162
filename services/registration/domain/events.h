// What the domain announces. Values of the domain; events/ turns them into the public RegistrationEvent, which carries
// ids, dates and states only.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "services/registration/domain/types.h"

namespace dotpha::registration {

struct AuthorityConfigured {
  AuthoritySettings settings;
};
struct AgencyRecorded {
  Agency agency;
};
struct BodyRecorded {
  Body body;
};
struct StaffRecorded {
  Staff staff;
};
struct OfficialRecorded {
  Official official;
};
struct PositionRecorded {
  Position position;
};
struct DepartureRecorded {
  std::string official_id;
  std::string kind;  // RETIRE, LEAVE, RESIGN, TRANSFER
  Date effective_on;
};
struct CampaignAnnounced {
  int cycle = 0;
};
struct CampaignConcluded {
  int cycle = 0;
  Date concluded_on;
  std::string document_number;
};
struct RegistrationSubmitted {
  Registration registration;
  std::vector<std::string> delivered_to;
};
struct RegistrationCorrected {
  Registration registration;
};
struct RegistrationReturned {
  Registration registration;
};
struct RegistrationWithdrawn {
  Registration registration;
};
struct StampRecorded {
  Registration registration;
};
struct DeadlineOverrideRecorded {
  DeadlineOverride deadline_override;
};
struct WaiverRecorded {
  Waiver waiver;
};

using Event =
    std::variant<AuthorityConfigured, AgencyRecorded, BodyRecorded, StaffRecorded, OfficialRecorded, PositionRecorded,
                 DepartureRecorded, CampaignAnnounced, CampaignConcluded, RegistrationSubmitted, RegistrationCorrected,
                 RegistrationReturned, RegistrationWithdrawn, StampRecorded, DeadlineOverrideRecorded, WaiverRecorded>;

}  // namespace dotpha::registration
