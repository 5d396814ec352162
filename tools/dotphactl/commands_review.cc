#include "tools/dotphactl/commands_tables.h"

namespace dotpha::ctl {
namespace {

std::string Assignments(const char* rpc) { return std::string("dotpha.review.v1.AssignmentService.") + rpc; }
std::string Proposals(const char* rpc) { return std::string("dotpha.review.v1.ProposalService.") + rpc; }

}  // namespace

CommandTable ReviewCommands() {
  return {
      {
          {"proposal", "what the bodies propose, and the general report (Điều 4 khoản 2)"},
          {"dossier", "a body's proposals of a cycle; where each official's matter stands"},
          {"decision", "works assigned by the Standing Committee (Điều 4 khoản 3)"},
          {"work", "assigned works"},
      },
      {
          {"decision", "record", Assignments("RecordDecision"), {}, "", {}, "--from-json decision.json"},
          {"decision", "import", Assignments("ImportAssignments"), {}, "", {}, "--from-json assignments.json"},
          {"decision",
           "get",
           Assignments("GetDecision"),
           {"name"},
           "decisions",
           {},
           "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec"},
          {"decision",
           "list",
           Assignments("ListDecisions"),
           {},
           "",
           {"decision_id", "cycle", "basis", "recorded_at"},
           "--cycle 2022"},
          {"work", "amend", Assignments("AmendWork"), {}, "", {}, "--from-json amendment.json"},
          {"work", "get", Assignments("GetWork"), {"name"}, "works", {}, "TQ22-W001"},
          {"work",
           "list",
           Assignments("ListWorks"),
           {},
           "",
           {"work_id", "official_id", "cycle", "state", "basis", "mode"},
           "--official-id TQ-016"},
          {"proposal", "submit", Proposals("SubmitProposals"), {}, "", {}, "--from-json proposals.json"},
          {"proposal",
           "general-report",
           Proposals("SubmitGeneralReport"),
           {},
           "",
           {},
           "--from-json general-report.json"},
          {"proposal",
           "list",
           Proposals("ListProposals"),
           {},
           "",
           {"proposal_id", "dossier", "body_id", "cycle", "received_at", "supplementary"},
           "--cycle 2022"},
          {"proposal", "get-general-report", Proposals("GetGeneralReport"), {"name"}, "generalReports", {}, "2022"},
          {"dossier", "get", Proposals("GetDossier"), {"name"}, "dossiers", {}, "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec"},
          {"dossier",
           "list",
           Proposals("ListDossiers"),
           {},
           "",
           {"dossier_id", "body_id", "cycle", "state", "received_at", "sendings"},
           "--cycle 2022"},
          {"dossier",
           "matters",
           Proposals("ListMatters"),
           {},
           "",
           {"official_id", "cycle", "state", "registered_at", "proposal"},
           "--cycle 2022"},
      }};
}

}  // namespace dotpha::ctl
