// work import: works that were assigned before the authority's first day of use, from JSON Lines, all or nothing.
#include <memory>

#include "libs/base/ids.h"
#include "tools/dotphactl/file_import.h"
#include "tools/dotphactl/special_commands.h"
#include "tools/dotphactl/works_jsonl.h"

namespace dotpha::ctl {
namespace {

constexpr char kMethod[] = "dotpha.review.v1.AssignmentService.ImportAssignments";

struct Arguments {
  std::string file;
  std::string decided_on;
  std::string request_id;
  AssignedBy by;
};

int ImportWorks(const Arguments& arguments, const Session& session) {
  AssignedBy by = arguments.by;
  if (!arguments.decided_on.empty()) {
    const auto day = Date::Parse(arguments.decided_on);
    if (!day.ok()) {
      return RefuseFiles({"--decided-on: DATE_INVALID: not a day of the form YYYY-MM-DD"}, session);
    }
    by.decided_on = *day;
  }
  const auto bytes = ReadWhole(arguments.file, session.in);
  if (!bytes.ok()) {
    ReportError(bytes.error(), "", session.errors);
    return kExitUsage;
  }
  const WorkFile works = ParseWorks(*bytes, by);
  if (!works.problems.empty()) {
    std::vector<std::string> texts;
    for (const jsonl::Problem& problem : works.problems) {
      texts.push_back(problem.ToString(arguments.file));
    }
    return RefuseFiles(texts, session);
  }
  review::v1::ImportAssignmentsRequest request;
  request.set_request_id(arguments.request_id.empty() ? NewUuid() : arguments.request_id);
  *request.mutable_assignments() = {works.assignments.begin(), works.assignments.end()};
  return SendImport(
      kMethod, request, request.request_id(),
      [&](const Violation& violation) -> std::optional<std::string> {
        const auto place = works.Locate(violation);
        return place ? std::optional(place->ToString(arguments.file)) : std::nullopt;
      },
      session);
}

}  // namespace

std::vector<SpecialCommand> WorkImportCommands() {
  return {
      {.group = "work",
       .word = "import",
       .help =
           "takes over works that were assigned before the first day of use, one JSON object a line; all, or nothing "
           "and names each bad field",
       .example = "works.jsonl --document-number 758-QĐ/TU --decided-on 2020-12-25 --regulation TQ2020",
       .methods = {},
       .configure = [](CLI::App* app) {
         const auto arguments = std::make_shared<Arguments>();
         app->add_option("file", arguments->file, "file with the works; - reads standard input")->required();
         app->add_option("--document-number", arguments->by.document_number,
                         "the decision's number, for lines without decision_ref");
         app->add_option("--decided-on", arguments->decided_on,
                         "the day of the decision, YYYY-MM-DD, for lines without decided_on");
         app->add_option("--regulation", arguments->by.regulation_id,
                         "regulation under which it was decided, for lines without regulation");
         app->add_option("--request-id", arguments->request_id, "UUID, to try again safely");
         return [arguments](const Session& session) { return ImportWorks(*arguments, session); };
       }}};
}

}  // namespace dotpha::ctl
