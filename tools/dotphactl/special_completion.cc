// completion: a completion script for the shell, from the program's own commands and flags.
#include <iostream>
#include <memory>

#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

constexpr char kShells[] = "bash zsh";

std::vector<const CLI::App*> Subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string FlagsOf(const CLI::App& app) {
  std::string flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      flags += "--" + name + " ";
    }
  }
  return flags;
}

// What may follow a command without words of its own.
std::string ArgumentsOf(const CLI::App& command) {
  return command.get_name() == "completion" ? kShells : FlagsOf(command);
}

std::string BashScript(const CLI::App& program) {
  const std::string global_flags = FlagsOf(program);
  std::string groups;
  for (const CLI::App* group : Subcommands(program)) {
    groups += group->get_name() + " ";
  }
  std::string script =
      "# dotphactl completion; load it with: source <(dotphactl completion bash)\n"
      "_dotphactl() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" path=\"\" word choices value=\"\" "
      "before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  if [[ $before == --output ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W 'table json' -- \"$current\")\n"
      "    return\n"
      "  fi\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    if [[ -n $value ]]; then\n"
      "      value=\"\"  # of the flag before\n"
      "    elif [[ $word == -* ]]; then\n"
      "      value=yes\n"
      "    else\n"
      "      path=\"${path:+$path }$word\"\n"
      "    fi\n"
      "  done\n"
      "  case \"$path\" in\n"
      "    \"\") choices=\"" +
      groups + global_flags + "\" ;;\n";
  for (const CLI::App* group : Subcommands(program)) {
    std::string words;
    for (const CLI::App* command : Subcommands(*group)) {
      words += command->get_name() + " ";
      // Positional arguments may follow the two words.
      script += "    \"" + group->get_name() + " " + command->get_name() + "\"*) choices=\"" + FlagsOf(*command) +
                global_flags + "\" ;;\n";
    }
    script +=
        "    \"" + group->get_name() + "\") choices=\"" + (words.empty() ? ArgumentsOf(*group) : words) + "\" ;;\n";
    if (words.empty()) {
      script += "    \"" + group->get_name() + " \"*) choices=\"" + FlagsOf(*group) + global_flags + "\" ;;\n";
    }
  }
  script +=
      "    *) choices=\"\" ;;\n"
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
      "}\n"
      "complete -o default -F _dotphactl dotphactl\n";
  return script;
}

int PrintScript(const std::string& shell, const CLI::App& program, const Session& session) {
  if (shell != "bash" && shell != "zsh") {
    session.errors << "dotphactl: completion for bash or zsh\n";
    return kExitUsage;
  }
  session.out << (shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") << BashScript(program);
  return kExitDone;
}

}  // namespace

std::vector<SpecialCommand> CompletionCommands() {
  return {{.group = "completion",
           .word = "",
           .help = "prints a completion script for your shell",
           .example = "bash",
           .methods = {},
           .offline = true,
           .configure = [](CLI::App* app) {
             const auto shell = std::make_shared<std::string>();
             app->add_option("shell", *shell, "bash or zsh")->required();
             return [shell, app](const Session& session) { return PrintScript(*shell, *app->get_parent(), session); };
           }}};
}

}  // namespace dotpha::ctl
