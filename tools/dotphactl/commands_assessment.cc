#include "tools/dotphactl/commands_tables.h"

namespace dotpha::ctl {
namespace {

std::string Assessments(const char* rpc) { return std::string("dotpha.assessment.v1.AssessmentService.") + rpc; }
std::string Cases(const char* rpc) { return std::string("dotpha.assessment.v1.CaseService.") + rpc; }
std::string Commendations(const char* rpc) { return std::string("dotpha.assessment.v1.CommendationService.") + rpc; }
std::string Claims(const char* rpc) { return std::string("dotpha.assessment.v1.ClaimService.") + rpc; }

}  // namespace

CommandTable AssessmentCommands() {
  return {
      {
          {"assessment", "percentages, levels, fact sheets (Điều 7, 8)"},
          {"case", "signs of violation and what became of them (Điều 10)"},
          {"commendation", "who is commended (Điều 9)"},
          {"claim", "force majeure and objective reasons (Điều 2 khoản 5, Điều 7 khoản 2)"},
      },
      {
          {"assessment", "appraise", Assessments("SubmitAppraisal"), {}, "", {}, "--from-json appraisal.json"},
          {"assessment",
           "appraise-general",
           Assessments("SubmitGeneralAppraisal"),
           {},
           "",
           {},
           "--from-json appraisal.json"},
          {"assessment", "confirm-completion", Assessments("ConfirmCompletion"), {}, "", {}, "--from-json works.json"},
          {"assessment", "rate", Assessments("RecordRatings"), {}, "", {}, "--from-json ratings.json"},
          {"assessment", "get", Assessments("GetAssessment"), {"official_id", "cycle"}, "", {}, "TQ-016 2022"},
          {"assessment",
           "list",
           Assessments("ListAssessments"),
           {},
           "",
           {"official_id", "cycle", "state", "regulation_id", "works_counted", "suggested_level"},
           "--cycle 2022"},
          {"assessment", "fact-sheet", Assessments("GetFactSheet"), {"official_id", "cycle"}, "", {}, "TQ-016 2022"},
          {"assessment", "import-level", Assessments("ImportYearLevel"), {}, "", {}, "--from-json level.json"},
          {"case", "raise", Cases("RaiseCase"), {}, "", {}, "--from-json case.json"},
          {"case",
           "explain",
           Cases("ExplainCase"),
           {"name"},
           "cases",
           {},
           "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec --text \"Đã gửi ngày 02/12\""},
          {"case", "propose", Cases("ProposeOutcome"), {}, "", {}, "--from-json outcome.json"},
          {"case", "decide", Cases("DecideCase"), {}, "", {}, "--from-json decision.json"},
          {"case", "dismiss", Cases("DismissCase"), {}, "", {}, "--from-json dismissal.json"},
          {"case", "get", Cases("GetCase"), {"name"}, "cases", {}, "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec"},
          {"case",
           "list",
           Cases("ListCases"),
           {},
           "",
           {"case_id", "official_id", "agency_id", "kind", "sub_code", "regulation_id"},
           "--official-id TQ-008"},
          {"commendation", "propose", Commendations("ProposeCommendations"), {}, "", {}, "--from-json nominees.json"},
          {"commendation",
           "consolidate",
           Commendations("ConsolidateCommendations"),
           {},
           "",
           {},
           "--from-json nominees.json"},
          {"commendation", "decide", Commendations("DecideCommendations"), {}, "", {}, "--from-json decision.json"},
          {"commendation",
           "list",
           Commendations("ListCommendations"),
           {"cycle"},
           "",
           {"cycle", "official_id", "agency_id", "state", "proposed_by", "decided_on"},
           "2022"},
          {"claim", "submit", Claims("SubmitClaim"), {}, "", {}, "--from-json claim.json"},
          {"claim",
           "endorse",
           Claims("EndorseClaim"),
           {"name"},
           "claims",
           {},
           "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec --etag r1 --opinion ENDORSED"},
          {"claim", "decide", Claims("DecideClaim"), {}, "", {}, "--from-json decision.json"},
          {"claim", "get", Claims("GetClaim"), {"name"}, "claims", {}, "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec"},
          {"claim",
           "list",
           Claims("ListClaims"),
           {},
           "",
           {"claim_id", "official_id", "work_id", "cycle", "kind", "state"},
           "--official-id TQ-060"},
      }};
}

}  // namespace dotpha::ctl
