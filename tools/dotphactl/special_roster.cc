// roster import, roster check: agencies, bodies, staff, officials and posts from CSV, all or nothing.
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "libs/base/ids.h"
#include "tools/dotphactl/file_import.h"
#include "tools/dotphactl/roster_csv.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

constexpr char kMethod[] = "dotpha.registration.v1.DirectoryService.ImportRoster";

struct RosterArguments {
  std::string folder;
  std::map<RosterKind, std::string> paths;
  std::string request_id;
};

constexpr std::pair<RosterKind, const char*> kRosterFiles[] = {{RosterKind::kAgencies, "agencies"},
                                                               {RosterKind::kBodies, "bodies"},
                                                               {RosterKind::kStaff, "staff"},
                                                               {RosterKind::kOfficials, "officials"},
                                                               {RosterKind::kPositions, "positions"}};

Result<std::vector<RosterFile>> ReadRosterFiles(const RosterArguments& arguments, std::istream& in) {
  std::vector<RosterFile> files;
  for (const auto& [kind, word] : kRosterFiles) {
    const auto given = arguments.paths.find(kind);
    std::string path = given == arguments.paths.end() ? "" : given->second;
    if (path.empty() && !arguments.folder.empty()) {
      path = arguments.folder + "/" + word + ".csv";
      if (!std::filesystem::exists(path)) {
        continue;
      }
    }
    if (path.empty()) {
      continue;
    }
    DOTPHA_ASSIGN(std::string content, ReadWhole(path, in));
    files.push_back({kind, path, std::move(content)});
  }
  if (files.empty()) {
    return InvalidArgument("--folder", "NO_FILES",
                           arguments.folder.empty() ? "name a folder, or at least one file"
                                                    : "no folder that holds one of agencies.csv, bodies.csv, "
                                                      "staff.csv, officials.csv, positions.csv");
  }
  return files;
}

int ImportRoster(const RosterArguments& arguments, bool check_only, const Session& session) {
  const auto files = ReadRosterFiles(arguments, session.in);
  if (!files.ok()) {
    ReportError(files.error(), "", session.errors);
    return kExitUsage;
  }
  auto parsed = ParseRoster(*files);
  if (const auto* problems = std::get_if<std::vector<Problem>>(&parsed)) {
    std::vector<std::string> texts;
    for (const Problem& problem : *problems) {
      texts.push_back(problem.ToString());
    }
    return RefuseFiles(texts, session);
  }
  Roster& roster = std::get<Roster>(parsed);
  roster.request.set_request_id(arguments.request_id.empty() ? NewUuid() : arguments.request_id);
  roster.request.set_validate_only(check_only);
  return SendImport(
      kMethod, roster.request, roster.request.request_id(),
      [&](const Violation& violation) -> std::optional<std::string> {
        auto place = roster.Locate(violation.field);
        if (!place) {
          return std::nullopt;
        }
        place->reason = violation.reason;
        place->message = violation.description;
        return place->ToString();
      },
      session);
}

SpecialCommand RosterCommand(const char* word, const char* help, bool check_only) {
  return {.group = "roster",
          .word = word,
          .help = help,
          .example = "--folder samples/tuyen-quang-2022",
          .methods = {kMethod},
          .configure = [check_only](CLI::App* app) {
            const auto arguments = std::make_shared<RosterArguments>();
            app->add_option("--folder", arguments->folder,
                            "folder with agencies.csv, bodies.csv, staff.csv, officials.csv, positions.csv; those that "
                            "exist");
            for (const auto& [kind, file] : kRosterFiles) {
              app->add_option(std::string("--") + file, arguments->paths[kind], std::string("file with ") + file);
            }
            app->add_option("--request-id", arguments->request_id, "UUID, to try again safely");
            return [arguments, check_only](const Session& session) {
              return ImportRoster(*arguments, check_only, session);
            };
          }};
}

}  // namespace

std::vector<SpecialCommand> RosterCommands() {
  return {
      RosterCommand("import", "checks every row of every file; imports all, or nothing and names each bad cell", false),
      RosterCommand("check", "the same checks, imports nothing", true)};
}

}  // namespace dotpha::ctl
