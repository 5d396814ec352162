// report late, report missing: whose duties were not met in time, by body, cycle and dates; for the screen or a
// spreadsheet. From the public lists alone: everybody sees what he may.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "dotpha/notifier/v1/obligation_service.pb.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/debtors.h"
#include "tools/dotphactl/export_flag.h"
#include "tools/dotphactl/late_list.h"
#include "tools/dotphactl/special_commands.h"
#include "tools/dotphactl/typed_calls.h"

namespace dotpha::ctl {
namespace {

namespace ntf = notifier::v1;

// Names are cut here in the terminal; files hold them whole.
constexpr std::size_t kNameWidth = 28;

constexpr char kObligations[] = "dotpha.notifier.v1.ObligationService.";

struct LateArguments {
  std::string body;
  int cycle = 0;
  std::string from, to;
  bool with_imported = false;
  std::string file;
};

Result<std::optional<Date>> ReadDay(const char* flag, const std::string& text) {
  if (text.empty()) {
    return std::optional<Date>();
  }
  const auto day = Date::Parse(text);
  if (!day.ok()) {
    return InvalidArgument(flag, "DATE_INVALID", "not a day of the form YYYY-MM-DD that exists in the calendar");
  }
  return std::optional(*day);
}

Result<LateFilter> ReadFilter(const LateArguments& arguments, bool only_missing) {
  LateFilter filter;
  filter.only_missing = only_missing;
  filter.cycle = arguments.cycle == 0 ? std::nullopt : std::optional(arguments.cycle);
  filter.with_imported = arguments.with_imported;
  DOTPHA_ASSIGN(filter.from, ReadDay("--from", arguments.from));
  DOTPHA_ASSIGN(filter.to, ReadDay("--to", arguments.to));
  return filter;
}

Result<LateFacts> ReadFacts(const Connection& connection, const LateFilter& filter) {
  LateFacts facts;
  for (const auto state : {ntf::OBLIGATION_STATE_LATE, ntf::OBLIGATION_STATE_OVERDUE, ntf::OBLIGATION_STATE_MISSING}) {
    ntf::ListObligationsRequest request;
    request.set_state(state);
    if (filter.from) {
      *request.mutable_due_from() = rpc::ToWire(*filter.from);
    }
    if (filter.to) {
      *request.mutable_due_to() = rpc::ToWire(*filter.to);
    }
    DOTPHA_ASSIGN(const auto page, (AskAll<ntf::ListObligationsResponse>(
                                       connection, std::string(kObligations) + "ListObligations", request)));
    facts.obligations.insert(facts.obligations.end(), page.obligations().begin(), page.obligations().end());
  }
  DOTPHA_ASSIGN(const auto flags, (AskAll<ntf::ListFlagsResponse>(connection, std::string(kObligations) + "ListFlags",
                                                                  ntf::ListFlagsRequest())));
  facts.flags.assign(flags.flags().begin(), flags.flags().end());
  DOTPHA_ASSIGN(const auto candidates,
                (AskAll<ntf::ListCandidatesResponse>(connection, std::string(kObligations) + "ListCandidates",
                                                     ntf::ListCandidatesRequest())));
  facts.candidates.assign(candidates.candidates().begin(), candidates.candidates().end());
  return facts;
}

std::string LateJson(const std::vector<LateDuty>& duties, const Debtors& debtors) {
  auto rows = nlohmann::json::array();
  for (const LateDuty& duty : duties) {
    const Debtor debtor = Find(debtors, duty.obligation.debtor_id());
    rows.push_back({{"name", debtor.name},
                    {"agency", debtor.agency},
                    {"days", duty.days},
                    {"obligation", JsonOf(duty.obligation)},
                    {"flag", duty.flag ? JsonOf(*duty.flag) : nlohmann::json()},
                    {"candidate", duty.candidate}});
  }
  return nlohmann::json{{"duties", rows}}.dump(1) + "\n";
}

Result<std::pair<std::vector<LateDuty>, Debtors>> FindLate(const LateArguments& arguments, const LateFilter& filter,
                                                           const Connection& connection) {
  DOTPHA_ASSIGN(const LateFacts facts, ReadFacts(connection, filter));
  DOTPHA_ASSIGN(Debtors debtors, ReadDebtors(connection));
  auto duties = SelectLate(facts, filter);
  if (!arguments.body.empty()) {
    BodyReach reach(connection, debtors, arguments.body);
    std::vector<LateDuty> kept;
    for (LateDuty& duty : duties) {
      DOTPHA_ASSIGN(const bool held, reach.Holds(duty.obligation.debtor_id(), *LastDayOf(duty.obligation)));
      if (held) {
        kept.push_back(std::move(duty));
      }
    }
    duties = std::move(kept);
  }
  return std::pair(std::move(duties), std::move(debtors));
}

int ReportLate(const LateArguments& arguments, bool only_missing, const Session& session) {
  const auto filter = ReadFilter(arguments, only_missing);
  if (!filter.ok()) {
    ReportError(filter.error(), "", session.errors);
    return kExitUsage;
  }
  const auto found = FindLate(arguments, *filter, session.connection);
  if (!found.ok()) {
    return ReportError(found.error(), "", session.errors);
  }
  const auto& [duties, debtors] = *found;
  if (!arguments.file.empty()) {
    return ExportSheet(LateSheet(duties, debtors), arguments.file, session);
  }
  session.out << (session.output == Output::kJson ? LateJson(duties, debtors)
                                                  : LateSheet(duties, debtors).ToTable(kNameWidth));
  return kExitDone;
}

SpecialCommand LateCommand(const char* word, const char* help, bool only_missing) {
  return {.group = "report",
          .word = word,
          .help = help,
          .example = "--body BCSD --cycle 2022 --export late.xlsx",
          .methods = {},
          .configure = [only_missing](CLI::App* app) {
            const auto arguments = std::make_shared<LateArguments>();
            app->add_option("--body", arguments->body,
                            "only officials whom this body leads or whose papers it gets, and its own duties")
                ->type_name("TEXT");
            app->add_option("--cycle", arguments->cycle, "only duties of this year")->check(CLI::Range(1990, 2199));
            app->add_option("--from", arguments->from, "last on-time day from this day on")->type_name("YYYY-MM-DD");
            app->add_option("--to", arguments->to, "last on-time day up to this day")->type_name("YYYY-MM-DD");
            app->add_flag("--with-imported", arguments->with_imported,
                          "also what fell due before the authority's first day of use, which has no consequence");
            AddExportFlag(app, &arguments->file);
            return [arguments, only_missing](const Session& session) {
              return ReportLate(*arguments, only_missing, session);
            };
          }};
}

}  // namespace

std::vector<SpecialCommand> LateCommands() {
  return {LateCommand("late", "every duty that was not met in time: came late, overdue, or missing for good", false),
          LateCommand("missing", "every duty for which nothing has come: overdue, or missing for good", true)};
}

}  // namespace dotpha::ctl
