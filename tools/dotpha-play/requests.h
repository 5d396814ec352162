// Acts of the journal as calls of the public API: which method, and its request as JSON (proto3 mapping). Pure. The
// kinds with contracts that this program is compiled against (registration.submit, qn.register, personnel.event), and
// the one that only asks (law.preview), are played by season.cc itself; all others go by name, so that a service that
// is not there is no reason not to build.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "tools/dotpha-play/sample.h"

namespace dotpha::play {

// What a request cannot say before something was read: filled in by the player.
enum class Lookup {
  kNone,
  kCase,           // `name` of the candidate's case
  kCaseWithEtag,   // and its `etag`
  kClaimWithEtag,  // `name` and `etag` of the claim
  kReport,         // `report.name` and `report.etag` of the report
  kReportId,       // `dishonest_report.report_id`
  kWorkWithEtag,   // `name` and `etag` of the work of the act
  kWorkEtags,      // `etag` of each of `works`
  kPlanWithEtag,   // `plan.name` and `plan.etag` of the official's ordinary plan
  kMeeting,        // `name` and `etag` of the newest proposed session of the Standing Committee
  kTaskForce,      // `name` and `etag` of the newest task force that is proposed
  kDeparture,      // the period of `report.covers[0]`: the departure report that he owes
  kAuthority,      // `etag` of the authority
};

struct Call {
  std::string method;  // "dotpha.review.v1.ProposalService.SubmitProposals"
  nlohmann::json request;
  Lookup lookup = Lookup::kNone;
  // What the journal calls the thing that the lookup looks for: "report:R22-0087", "case:H-1", "claim:CL-1".
  std::string sought{};
  // What the journal calls the thing that the answer's field of that name tells of: the services give ids of their own.
  std::string made{};
  std::string made_field{};  // "report", "violation_case", "claim"
  std::string person{};      // who calls, where that is not who acts: decisions are entered by their recorder
};

// The kinds that RequestsOf understands, and season.cc's own.
bool IsPlayedKind(const Sample& sample, const std::string& kind);

// In the order in which they are made: one, but for an opening's year result, which two services keep. SAMPLE_INVALID
// for an act of another shape than samples/<name>/README.md says.
Result<std::vector<Call>> RequestsOf(const Sample& sample, const Act& act);

// "MP-107-QĐ/TU ngày 20/10/2020" -> number and date; without a date: `otherwise`. Empty text: null.
nlohmann::json DocumentOf(const std::string& text, Date otherwise);

// A plan or other tree with an act's mutations applied: paths as in the sample's README.
Result<nlohmann::json> MutatedPlan(const Act& act, nlohmann::json plan);

}  // namespace dotpha::play
