// announcement missing: whose plan or result nobody has announced at his agency yet. It has no date and no consequence
// (I-27); without a list it would be seen nowhere. From the public lists alone: everybody sees what he may.
#include <iostream>
#include <memory>

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

struct Arguments {
  std::string body;
  int cycle = 0;
  std::string file;
};

struct NotAnnounced {
  ntf::ListObligationsResponse duties;
  Debtors debtors;
};

Result<NotAnnounced> FindNotAnnounced(const Arguments& arguments, const Connection& connection) {
  std::vector<ntf::Obligation> open;
  for (const char* duty : {"ANN_PLAN", "ANN_RESULT"}) {
    ntf::ListObligationsRequest request;
    request.set_duty(duty);
    request.set_state(ntf::OBLIGATION_STATE_OPEN);
    DOTPHA_ASSIGN(const auto page, (AskAll<ntf::ListObligationsResponse>(
                                       connection, "dotpha.notifier.v1.ObligationService.ListObligations", request)));
    open.insert(open.end(), page.obligations().begin(), page.obligations().end());
  }
  NotAnnounced found;
  DOTPHA_ASSIGN(found.debtors, ReadDebtors(connection));
  BodyReach reach(connection, found.debtors, arguments.body);
  const auto cycle = arguments.cycle == 0 ? std::nullopt : std::optional(arguments.cycle);
  for (const ntf::Obligation& obligation : SelectNotAnnounced(open, cycle)) {
    bool kept = true;
    if (!arguments.body.empty()) {
      DOTPHA_ASSIGN(kept, reach.Holds(obligation.debtor_id(), Date::Of(rpc::FromWire(obligation.as_of()))));
    }
    if (kept) {
      *found.duties.add_obligations() = obligation;
    }
  }
  return found;
}

int ListNotAnnounced(const Arguments& arguments, const Session& session) {
  const auto found = FindNotAnnounced(arguments, session.connection);
  if (!found.ok()) {
    return ReportError(found.error(), "", session.errors);
  }
  const auto& duties = found->duties.obligations();
  const Sheet sheet = NotAnnouncedSheet({duties.begin(), duties.end()}, found->debtors);
  if (!arguments.file.empty()) {
    return ExportSheet(sheet, arguments.file, session);
  }
  session.out << (session.output == Output::kJson ? Render(found->duties, Output::kJson, {}) : sheet.ToTable());
  return kExitDone;
}

}  // namespace

std::vector<SpecialCommand> AnnouncementCommands() {
  return {{.group = "announcement",
           .word = "missing",
           .help = "plans and results that nobody has announced at the official's agency yet (chưa thông báo)",
           .example = "--body BCSD --cycle 2022",
           .methods = {},
           .configure = [](CLI::App* app) {
             const auto arguments = std::make_shared<Arguments>();
             app->add_option("--body", arguments->body, "only officials whom this body leads or whose papers it gets")
                 ->type_name("TEXT");
             app->add_option("--cycle", arguments->cycle, "only of this year")->check(CLI::Range(1990, 2199));
             AddExportFlag(app, &arguments->file);
             return [arguments](const Session& session) { return ListNotAnnounced(*arguments, session); };
           }}};
}

}  // namespace dotpha::ctl
