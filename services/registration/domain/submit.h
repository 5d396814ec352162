// Use cases: an official submits, or a clerk of BTC enters his paper (Điều 4 khoản 1; R4.1-DUTY, R4.1-CONTENT,
// R4.1-COPY, R4.1-LATEAPPT, I-02). One registration per official, cycle and occasion; a draft of the same key is
// submitted.
//
// Errors: INVALID_ARGUMENT with every bad field (content.h; UNKNOWN_OFFICIAL, CYCLE_OUT_OF_RANGE, OCCASION_NOT_ALLOWED,
// DUPLICATE_ID; paper: DOCUMENT_REQUIRED, STAMP_MISSING, STAMP_IN_FUTURE), PERMISSION_DENIED ROLE_NOT_ALLOWED,
// FAILED_PRECONDITION NOT_IN_SCOPE, ALREADY_SUBMITTED, TRANSITION_NOT_ALLOWED, NO_REGULATION_IN_FORCE, ABORTED
// ETAG_MISMATCH.
#pragma once

#include <functional>
#include <set>

#include "services/registration/domain/circumstances.h"
#include "services/registration/domain/stamp.h"

namespace dotpha::registration {

struct SubmitCommand {
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  Content content;
  std::vector<Violation> violations;  // found while reading the request
  std::optional<PaperStamp> paper;    // set: entered by a clerk of BTC
};

// Which registration the command is about, once its fields make sense.
struct SubmissionKey {
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  Instant received_at;  // legal receipt: the call's, or the stamp
};

// First step: checks every field; the key says which registration to load.
Result<SubmissionKey> CheckSubmission(const SubmitCommand& command, const Circumstances& circumstances);

// What the store found for the key.
struct SubmissionState {
  std::optional<Registration> existing;           // not withdrawn
  std::set<std::string> work_ids_elsewhere;       // ids of the content that another registration carries
  std::optional<std::int64_t> expected_revision;  // from the etag
  std::string new_registration_id;
  std::function<std::string()> new_work_id;
};

// Second step: the decision. Where the law lets a later paper add to the first, see add_works.h.
Result<RegistrationDecision> Submit(const SubmitCommand& command, const SubmissionKey& key,
                                    const SubmissionState& state, const Circumstances& circumstances);

// Shared with corrections: DUPLICATE_ID for works that another registration carries, ids for those without.
Result<void> CheckWorkIds(const Content& content, const std::set<std::string>& elsewhere);
void CompleteContent(Content& content, const statute::Regulation& regulation,
                     const std::function<std::string()>& new_work_id);
// CYCLE_OUT_OF_RANGE: a registration is for the cycle before, of or after the year of its receipt.
void CheckCycle(int cycle, Date day, Violations& violations);

}  // namespace dotpha::registration
