// One row of the command table as a command: its flags, its call, its answer.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "tools/dotphactl/commands.h"
#include "tools/dotphactl/session.h"

namespace dotpha::ctl {

// What the command line gave for one command.
struct Given {
  std::string from_json;
  std::string service;                                     // journal and clock: whose
  std::map<std::string, std::vector<std::string>> values;  // flag -> values
  std::vector<std::string> positional;
  std::string export_file;  // of a list
};

// Adds the command to its group; parsing fills `given`, which must outlive the group.
CLI::App* AddRpcCommand(CLI::App* group, const Command& command, Given* given);

// Calls and prints; returns the exit code.
int RunRpcCommand(const Command& command, const Given& given, const Session& session);

}  // namespace dotpha::ctl
