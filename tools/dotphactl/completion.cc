#include "tools/dotphactl/completion.h"

#include <map>

#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/commands.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

constexpr char kGlobalFlags[] =
    "--registration --review --reporting --assessment --notifier --token-file --consistency-token --output --timeout "
    "--help";

std::string BashScript() {
  std::map<std::string, std::string> words;  // group -> words; "group word" -> flags
  std::string groups = "roster completion";
  words["roster"] = "import check";
  words["completion"] = "bash zsh";
  for (const auto& shared : {"import", "check"}) {
    words[std::string("roster ") + shared] =
        std::string("--folder --agencies --bodies --staff --officials --positions --request-id ") + kGlobalFlags;
  }
  for (const Command& command : Commands()) {
    if (!words.contains(command.group)) {
      groups += " " + command.group;
    }
    words[command.group] += (words[command.group].empty() ? "" : " ") + command.word;
    std::string flags = "--from-json";
    for (const FlagField& field : FlagFieldsOf(FindMethod(command.method)->input_type())) {
      flags += " --" + field.flag;
    }
    words[command.group + " " + command.word] = flags + " " + kGlobalFlags;
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
      groups + " " + kGlobalFlags + "\" ;;\n";
  for (const auto& [path, choices] : words) {
    // Positional arguments may follow the two words.
    const std::string pattern = path.find(' ') == std::string::npos ? "\"" + path + "\"" : "\"" + path + "\"*";
    script += "    " + pattern + ") choices=\"" + choices + "\" ;;\n";
  }
  script +=
      "    *) choices=\"\" ;;\n"
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
      "}\n"
      "complete -o default -F _dotphactl dotphactl\n";
  return script;
}

}  // namespace

std::optional<std::string> CompletionScript(const std::string& shell) {
  if (shell == "bash") {
    return BashScript();
  }
  if (shell == "zsh") {
    return "autoload -U +X bashcompinit && bashcompinit\n" + BashScript();
  }
  return std::nullopt;
}

}  // namespace dotpha::ctl
