#include "tools/dotphactl/commands_tables.h"

namespace dotpha::ctl {
namespace {

std::string FollowUp(const char* rpc) { return std::string("dotpha.registration.v1.FollowUpService.") + rpc; }

}  // namespace

CommandTable FollowUpCommands() {
  return {
      {
          {"registered", "works registered where nothing is assigned: list, report, direct, results, annual grades"},
      },
      {
          {"registered",
           "list",
           FollowUp("ListRegisteredWorks"),
           {},
           "",
           {"work.work_id", "official_id", "official_name", "workplace", "work.category", "work.display_name",
            "work.start_on", "work.end_on", "work.support_request", "assessed_by"},
           "--cycle 2024"},
          {"registered",
           "report",
           FollowUp("ReportWorkList"),
           {"cycle"},
           "",
           {},
           "2024 --document-number 318-BC/BTCTU"},
          {"registered", "direct", FollowUp("RecordDirections"), {}, "", {}, "--from-json directions.json"},
          {"registered",
           "obstacle",
           FollowUp("ReportObstacle"),
           {"work_id"},
           "",
           {},
           "QN24-W026 --text 'chậm bố trí kinh phí'"},
          {"registered",
           "result",
           FollowUp("RecordResult"),
           {"official_id", "cycle"},
           "",
           {},
           "QN-024 2024 --text 'di dời 58/58 hộ'"},
          {"registered",
           "grade",
           FollowUp("RecordAnnualGrade"),
           {"official_id", "year"},
           "",
           {},
           "QN-024 2024 --grade HTNV --document-number 523-KL"},
          {"registered", "sheet", FollowUp("GetFactSheet"), {"official_id", "cycle"}, "", {}, "QN-024 2024"},
      }};
}

}  // namespace dotpha::ctl
