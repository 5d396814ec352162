// The parts of the command table, one file for each service: commands_<service>.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/dotphactl/commands.h"

namespace dotpha::ctl {

struct CommandTable {
  std::vector<std::pair<std::string, std::string>> groups;  // group -> what it is about, for `--help`
  std::vector<Command> commands;
};

CommandTable RegistrationCommands();
CommandTable FollowUpCommands();
CommandTable ReviewCommands();
CommandTable ReportingCommands();
CommandTable AssessmentCommands();
CommandTable NotifierCommands();
CommandTable SharedCommands();  // what every service offers

}  // namespace dotpha::ctl
