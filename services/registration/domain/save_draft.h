// Use case: the official, or the clerk whom he named, keeps an unfinished registration. It discharges nothing and
// reaches nobody (R4.1-CONTENT: "may be saved as a draft").
//
// Errors: INVALID_ARGUMENT (limits and classification of content.h, UNKNOWN_OFFICIAL, CYCLE_OUT_OF_RANGE,
// OCCASION_NOT_ALLOWED), PERMISSION_DENIED ROLE_NOT_ALLOWED, FAILED_PRECONDITION TRANSITION_NOT_ALLOWED (already
// submitted), ABORTED ETAG_MISMATCH.
#pragma once

#include "services/registration/domain/submit.h"

namespace dotpha::registration {

struct SaveDraftCommand {
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  Content content;
  std::vector<Violation> violations;
};

Result<SubmissionKey> CheckDraft(const SaveDraftCommand& command, const Circumstances& circumstances);
Result<RegistrationDecision> SaveDraft(const SaveDraftCommand& command, const SubmissionKey& key,
                                       const SubmissionState& state, const Circumstances& circumstances);

}  // namespace dotpha::registration
