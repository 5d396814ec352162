#include "tools/dotphactl/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

#include "tools/dotphactl/commands.h"
#include "tools/dotphactl/rpc_command.h"
#include "tools/dotphactl/session.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

struct Globals {
  Connection connection;
  std::string token_file;
  int timeout_seconds = 15;
  std::string output = "table";
};

Result<void> LoadToken(const std::string& file, std::string* token) {
  if (file.empty()) {
    const char* given = std::getenv("DOTPHA_TOKEN");
    *token = given == nullptr ? "" : given;
    return {};
  }
  std::ifstream in(file);
  if (!(in >> *token)) {
    return InvalidArgument("--token-file", "FILE_UNREADABLE", file + " cannot be read or is empty");
  }
  return {};
}

void AddGlobals(CLI::App* app, Globals* globals) {
  for (const KnownService& service : kServices) {
    std::string& address = globals->connection.addresses[service.name] = service.address;
    std::string variable = std::string{"DOTPHA_"} + service.name;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    app->add_option(std::string{"--"} + service.name, address,
                    std::string{"address of the "} + service.name + " service, host:port")
        ->envname(variable)
        ->capture_default_str();
  }
  app->add_option("--token-file", globals->token_file, "file with your token (else the environment's DOTPHA_TOKEN)")
      ->envname("DOTPHA_TOKEN_FILE");
  app->add_option("--consistency-token", globals->connection.consistency_token,
                  "producer:number of an earlier answer; wait until it is known there");
  app->add_option("--output", globals->output, "how answers are printed (default table)")
      ->check(CLI::IsMember({"table", "json"}))
      ->option_text("table|json");
  app->add_option("--timeout", globals->timeout_seconds, "for one call, seconds")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
}

// What to say when no command was recognised: the word that is none, and those that are.
std::string ExplainMissingCommand(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* here = &app;
  std::string unknown;
  for (std::size_t i = 0; i < arguments.size() && unknown.empty(); ++i) {
    if (arguments[i].starts_with("-")) {
      i += arguments[i].find('=') == std::string::npos ? 1 : 0;  // every flag before a command takes a value
    } else if (const auto found =
                   here->get_subcommands([&](const CLI::App* command) { return command->check_name(arguments[i]); });
               !found.empty()) {
      here = found.front();
    } else {
      unknown = arguments[i];
    }
  }
  const std::string path = here == &app ? "dotphactl" : "dotphactl " + here->get_name();
  std::string text = unknown.empty() ? path + ": a command is missing" : path + ": no command '" + unknown + "'";
  text += "; there are:";
  for (const CLI::App* command : here->get_subcommands([](const CLI::App*) { return true; })) {
    text += " " + command->get_name();
  }
  return text + "\nRun " + path + " --help for what they do.\n";
}

// What parsing may choose, and what then runs.
struct Choice {
  const CLI::App* command;
  bool offline;
  std::function<int(const Session&)> run;
};

using Groups = std::map<std::string, CLI::App*>;

CLI::App* GroupOf(const std::string& name, CLI::App* app, Groups* groups) {
  CLI::App*& group = (*groups)[name];
  if (group == nullptr) {
    const std::string help = GroupHelp(name);
    group = app->add_subcommand(name, help.empty() ? SpecialGroupHelp(name) : help);
    group->require_subcommand(1);
    group->fallthrough();
  }
  return group;
}

CLI::App* AddSpecial(const SpecialCommand& command, CLI::App* app, Groups* groups) {
  CLI::App* added = command.word.empty()
                        ? app->add_subcommand(command.group, command.help)
                        : GroupOf(command.group, app, groups)->add_subcommand(command.word, command.help);
  added->fallthrough();
  added->footer("Example:\n  dotphactl " + command.group + (command.word.empty() ? "" : " " + command.word) + " " +
                command.example);
  return added;
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& errors) {
  CLI::App app("dotphactl: calls DotPha's services", "dotphactl");
  app.footer(
      "Examples:\n"
      "  dotphactl official route TQ-016\n"
      "  dotphactl --output json obligation list --state overdue\n"
      "  dotphactl obligation list --help\n"
      "Exit codes: 0 done, 1 refused by the service, 2 command line or file wrong, 3 not reachable or not in time.");
  app.require_subcommand(1);
  Globals globals;
  AddGlobals(&app, &globals);

  Groups groups;
  std::vector<Choice> choices;
  std::vector<Given> given(Commands().size());
  for (std::size_t i = 0; i < Commands().size(); ++i) {
    const Command& command = Commands()[i];
    CLI::App* added = AddRpcCommand(GroupOf(command.group, &app, &groups), command, &given[i]);
    choices.push_back({added, false, [&command, &given = given[i]](const Session& session) {
                         return RunRpcCommand(command, given, session);
                       }});
  }
  for (const SpecialCommand& command : SpecialCommands()) {
    CLI::App* added = AddSpecial(command, &app, &groups);
    choices.push_back({added, command.offline, command.configure(added)});
  }

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  const auto chosen = [&choices] {
    return std::ranges::find_if(choices, [](const Choice& choice) { return choice.command->parsed(); });
  };
  try {
    app.parse(reversed);
  } catch (const CLI::RequiredError& error) {
    if (chosen() == choices.end()) {
      errors << ExplainMissingCommand(app, arguments);
      return kExitUsage;
    }
    return app.exit(error, out, errors) == 0 ? kExitDone : kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? kExitDone : kExitUsage;
  }
  globals.connection.timeout = std::chrono::seconds(globals.timeout_seconds);
  if (!chosen()->offline) {
    if (const auto token = LoadToken(globals.token_file, &globals.connection.token); !token.ok()) {
      ReportError(token.error(), "", errors);
      return kExitUsage;
    }
  }
  const Output output = globals.output == "json" ? Output::kJson : Output::kTable;
  return chosen()->run(Session{in, out, errors, globals.connection, output});
}

}  // namespace dotpha::ctl
