#include "tools/dotphactl/special_commands.h"

#include <iterator>
#include <map>

namespace dotpha::ctl {
namespace {

constexpr std::vector<SpecialCommand> (*kParts[])() = {
    RosterCommands,       WorkImportCommands, PlanImportCommands, EvidenceCommands, LateCommands,      ExplainCommands,
    AnnouncementCommands, YearCommands,       InboxWatchCommands, ClockRunCommands, CompletionCommands};

}  // namespace

std::span<const SpecialCommand> SpecialCommands() {
  static const std::vector<SpecialCommand> commands = [] {
    std::vector<SpecialCommand> all;
    for (const auto part : kParts) {
      auto some = part();
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  }();
  return commands;
}

std::string SpecialGroupHelp(const std::string& group) {
  static const std::map<std::string, std::string> help{
      {"explain", "why something is as it is: article, interpretations, what it was computed from, step by step"},
      {"roster", "import agencies, bodies, staff, officials and posts from CSV"},
  };
  const auto entry = help.find(group);
  return entry == help.end() ? "" : entry->second;
}

}  // namespace dotpha::ctl
