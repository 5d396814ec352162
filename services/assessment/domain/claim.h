// Claims of force majeure and of objective reasons (Điều 2 khoản 5, Điều 7 khoản 2; R7.2-FM, R2.5-CONTINUE, I-22): the
// official claims, his body or the Organisation Commission endorses or does not, the Standing Committee decides. Which
// kinds there are and what each does stands in the regulation; what is not accepted changes nothing.
//
// Errors: claim_service.proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/assessment/domain/circumstances.h"
#include "services/assessment/domain/events.h"

namespace dotpha::assessment {

inline constexpr char kEndorsed[] = "ENDORSED";
inline constexpr char kAccepted[] = "ACCEPTED";

// The kind of that code, or nullptr.
const statute::ClaimKind* FindClaimKind(const statute::Regulation& regulation, const std::string& code);

struct ClaimDecision {
  Claim claim;  // the new state; revision already counted up
  HistoryEntry history;
  std::vector<Event> events;
};

struct SubmitClaimCommand {
  Claim claim;  // what the official says of it, and its new id
  std::vector<Violation> violations;
};
// `record`: of the claimant in the cycle of the claim.
Result<ClaimDecision> SubmitClaim(const SubmitClaimCommand& command, const statute::Regulation& regulation,
                                  const Record& record, const Act& act);

struct EndorseClaimCommand {
  std::string opinion;  // ENDORSED, NOT_ENDORSED; "": not said
  std::string note;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
};
Result<ClaimDecision> EndorseClaim(Claim claim, const EndorseClaimCommand& command,
                                   const statute::Regulation& regulation, const Subject& subject, const Act& act);

struct DecideClaimCommand {
  std::string ruling;  // ACCEPTED, REJECTED; "": not said
  std::optional<Date> decided_on;
  DocumentReference decision;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
};
Result<ClaimDecision> DecideClaim(Claim claim, const DecideClaimCommand& command, const statute::Regulation& regulation,
                                  const Subject& subject, const Act& act);

}  // namespace dotpha::assessment
