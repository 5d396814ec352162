// A paper's stamp of arrival, and the use case that records one late: an official submitted electronically after the
// date, and it turns out that his paper had been stamped at BTC before. The stamp is the receipt (I-02, H-15); what he
// submitted stays the content.
//
// Errors: INVALID_ARGUMENT ETAG_REQUIRED, DOCUMENT_REQUIRED, STAMP_MISSING, STAMP_IN_FUTURE, FIELD_TOO_LONG; ABORTED
// ETAG_MISMATCH; PERMISSION_DENIED ROLE_NOT_ALLOWED; FAILED_PRECONDITION TRANSITION_NOT_ALLOWED, STAMP_NOT_EARLIER.
#pragma once

#include <optional>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

// A paper's proof of arrival.
struct PaperStamp {
  std::optional<Instant> stamped_at;  // "ngày đến" at BTC
  DocumentReference document;
};

// DOCUMENT_REQUIRED, STAMP_MISSING, STAMP_IN_FUTURE, FIELD_TOO_LONG.
void CheckPaper(const PaperStamp& paper, Instant now, Violations& violations);

struct RecordStampCommand {
  PaperStamp paper;
  std::vector<Violation> violations;              // found while reading the request
  std::optional<std::int64_t> expected_revision;  // from the etag
};

Result<RegistrationDecision> RecordStamp(const RecordStampCommand& command, const Registration& registration,
                                         const Circumstances& circumstances);

}  // namespace dotpha::registration
