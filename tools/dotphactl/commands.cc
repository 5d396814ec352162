#include "tools/dotphactl/commands.h"

#include "tools/dotphactl/commands_tables.h"

namespace dotpha::ctl {
namespace {

const std::vector<CommandTable>& Tables() {
  static const std::vector<CommandTable> tables{RegistrationCommands(), FollowUpCommands(),   ReviewCommands(),
                                                ReportingCommands(),    AssessmentCommands(), NotifierCommands(),
                                                SharedCommands()};
  return tables;
}

std::vector<Command> AllCommands() {
  std::vector<Command> all;
  for (const CommandTable& table : Tables()) {
    all.insert(all.end(), table.commands.begin(), table.commands.end());
  }
  return all;
}

}  // namespace

std::span<const Command> Commands() {
  static const std::vector<Command> commands = AllCommands();
  return commands;
}

std::string GroupHelp(const std::string& group) {
  for (const CommandTable& table : Tables()) {
    for (const auto& [name, help] : table.groups) {
      if (name == group) {
        return help;
      }
    }
  }
  return "";
}

}  // namespace dotpha::ctl
