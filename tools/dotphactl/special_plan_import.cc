// plan import: the plans of a file, from JSON Lines, all or nothing; an official's own, or papers by the commission's
// clerk.
#include <memory>

#include "dotpha/reporting/v1/plan_service.pb.h"
#include "libs/base/ids.h"
#include "libs/base/time.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/file_import.h"
#include "tools/dotphactl/plans_jsonl.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

constexpr char kMethod[] = "dotpha.reporting.v1.PlanService.ImportPlans";

struct Arguments {
  std::string file;
  std::string document_number;
  std::string signed_on;
  std::string stamped_at;
  std::string request_id;
};

// The stamp and the document of papers. INVALID_ARGUMENT naming the flag.
Result<void> FillPaper(const Arguments& arguments, reporting::v1::ImportPlansRequest* request) {
  if (!arguments.document_number.empty()) {
    request->mutable_document()->set_number(arguments.document_number);
  }
  if (!arguments.signed_on.empty()) {
    const auto day = Date::Parse(arguments.signed_on);
    if (!day.ok()) {
      return InvalidArgument("--document-signed-on", "DATE_INVALID", "not a day of the form YYYY-MM-DD");
    }
    *request->mutable_document()->mutable_signed_on() = rpc::ToWire(*day);
  }
  if (!arguments.stamped_at.empty()) {
    const auto stamp = ParseRfc3339(arguments.stamped_at);
    if (!stamp.ok()) {
      const Violation& wrong = stamp.error().violations.front();
      return InvalidArgument("--stamped-at", wrong.reason, wrong.description);
    }
    *request->mutable_stamped_at() = rpc::ToWire(*stamp);
  }
  return {};
}

int ImportPlans(const Arguments& arguments, const Session& session) {
  reporting::v1::ImportPlansRequest request;
  request.set_request_id(arguments.request_id.empty() ? NewUuid() : arguments.request_id);
  const auto bytes = ReadWhole(arguments.file, session.in);
  const auto filled = bytes.ok() ? FillPaper(arguments, &request) : Result<void>(bytes.error());
  if (!filled.ok()) {
    ReportError(filled.error(), "", session.errors);
    return kExitUsage;
  }
  const PlanFile plans = ParsePlans(*bytes);
  if (!plans.problems.empty()) {
    std::vector<std::string> texts;
    for (const jsonl::Problem& problem : plans.problems) {
      texts.push_back(problem.ToString(arguments.file));
    }
    return RefuseFiles(texts, session);
  }
  *request.mutable_plans() = {plans.plans.begin(), plans.plans.end()};
  return SendImport(
      kMethod, request, request.request_id(),
      [&](const Violation& violation) -> std::optional<std::string> {
        const auto place = plans.Locate(violation);
        return place ? std::optional(place->ToString(arguments.file)) : std::nullopt;
      },
      session);
}

}  // namespace

std::vector<SpecialCommand> PlanImportCommands() {
  return {
      {.group = "plan",
       .word = "import",
       .help =
           "sends the plans of a file, one JSON object a line; all, or nothing and names each bad field. With a stamp "
           "and a document: papers, entered by the commission's clerk",
       .example = "plans.jsonl --document-number 31-CV/VPTU --stamped-at 2022-01-21T16:00:00+07:00",
       .methods = {kMethod},
       .configure = [](CLI::App* app) {
         const auto arguments = std::make_shared<Arguments>();
         app->add_option("file", arguments->file, "file with the plans; - reads standard input")->required();
         app->add_option("--document-number", arguments->document_number, "papers: number of the cover letter");
         app->add_option("--document-signed-on", arguments->signed_on, "papers: its date, YYYY-MM-DD");
         app->add_option("--stamped-at", arguments->stamped_at, "papers: stamp \"ngày đến\", RFC 3339 with its offset");
         app->add_option("--request-id", arguments->request_id, "UUID, to try again safely");
         return [arguments](const Session& session) { return ImportPlans(*arguments, session); };
       }}};
}

}  // namespace dotpha::ctl
