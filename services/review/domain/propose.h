// Use cases: a body sends what it proposes (Điều 4 khoản 2; R4.2-CONS, R4.2e-DIFFER), with what it holds of each work's
// content (Điều 2 khoản 2; R2.2-CONTENT), and the Organisation Commission
// reports to the Standing Committee with its own proposals for the remaining titles (R4.2đ-BTC-CONS,
// R4.2đ-BTC-REMAINING).
//
// Errors: INVALID_ARGUMENT with every bad field (CYCLE_OUT_OF_RANGE, NO_ITEMS, TOO_MANY, DUPLICATE_ITEM,
// UNKNOWN_OFFICIAL, OUTCOME_REQUIRED, NOT_REGISTERED, REGISTRATION_EXISTS, REASON_REQUIRED,
// REASON_NOT_ALLOWED_FOR_BODY, WORK_NOT_REGISTERED, DUPLICATE_ID, NOTHING_DIFFERS, CONTENT_CONDITION_NOT_MET,
// FIELD_TOO_LONG, those of a work's content, and those that the regulation gives for a missing judgement),
// PERMISSION_DENIED OWN_MATTER, NOT_LEAD_BODY, ROLE_NOT_ALLOWED, FAILED_PRECONDITION TRANSITION_NOT_ALLOWED,
// GENERAL_REPORT_REQUIRED, NO_REGULATION_IN_FORCE.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

struct ProposalItem {
  std::string official_id;
  std::optional<Outcome> outcome;
  std::vector<ProposedDifference> differences;
  std::vector<Judgement> judgements{};
};

struct SendCommand {
  std::string body_id;
  int cycle = 0;
  bool supplementary = false;
  std::vector<ProposalItem> items;
  std::vector<Violation> violations;  // found while reading the request
};

// Official -> what lies about him in the cycle. An official whom the map lacks has nothing there.
using Files = std::map<std::string, OfficialFile>;

struct SendDecision {
  Dossier dossier;
  std::vector<Proposal> proposals;
  std::vector<Matter> matters;
  std::vector<Event> events;
};

// `dossier`: of the body and cycle, if it was ever sent.
Result<SendDecision> SubmitProposals(const SendCommand& command, const std::optional<Dossier>& dossier,
                                     const Files& files, const Circumstances& circumstances);

// What is known of the whole cycle when the general report comes.
struct CycleOverview {
  std::set<std::string> registered;  // officials with a registration that counts
  std::set<std::string> proposed;    // officials about whom a body has proposed
  std::set<std::string> not_judged;  // those of them with a registered work that it did not judge
  std::vector<Dossier> dossiers;     // sent ones
};

struct ReportDecision {
  SendDecision sent;  // the dossier of BTC; its matters end as consolidated
  GeneralReport report;
};

// After it every matter of the cycle that is not decided is consolidated.
Result<ReportDecision> SubmitGeneralReport(const SendCommand& command, const std::optional<Dossier>& dossier,
                                           const Files& files, const CycleOverview& overview,
                                           const Circumstances& circumstances);

}  // namespace dotpha::review
