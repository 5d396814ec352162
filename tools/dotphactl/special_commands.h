// Commands that are more than one call of one RPC. Each lives in a file of its own, special_<name>.cc, and stands in
// the list of special_commands.cc; help, completion and the program itself need to know no more of it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tools/dotphactl/session.h"

namespace dotpha::ctl {

struct SpecialCommand {
  std::string group;    // "roster"; may be one of the command table
  std::string word;     // "import"; empty: the group is the command itself ("completion")
  std::string help;     // what it does
  std::string example;  // arguments after "dotphactl <group> <word> "
  // RPCs that it stands for, which therefore need no row in the command table. Full names.
  std::vector<std::string> methods;
  bool offline = false;  // calls no service, needs no token
  // Adds the command's flags to `app`; what it returns runs the command after parsing and gives the exit code.
  std::function<std::function<int(const Session&)>(CLI::App* app)> configure;
};

// In the order in which `--help` shows them, after the command table's.
std::span<const SpecialCommand> SpecialCommands();
// What a group is about where the command table does not have it; "" for another.
std::string SpecialGroupHelp(const std::string& group);

// ---- the list's parts, one for each file ----

std::vector<SpecialCommand> RosterCommands();
std::vector<SpecialCommand> WorkImportCommands();
std::vector<SpecialCommand> PlanImportCommands();
std::vector<SpecialCommand> InboxWatchCommands();
std::vector<SpecialCommand> EvidenceCommands();
std::vector<SpecialCommand> LateCommands();
std::vector<SpecialCommand> ExplainCommands();
std::vector<SpecialCommand> AnnouncementCommands();
std::vector<SpecialCommand> YearCommands();
std::vector<SpecialCommand> ClockRunCommands();
std::vector<SpecialCommand> CompletionCommands();

}  // namespace dotpha::ctl
