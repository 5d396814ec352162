// year OFFICIAL: his duties, papers, marks, percentages and levels of one cycle, as a picture or as data. From the
// public calls alone: everybody sees what he may.
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>

#include "dotpha/assessment/v1/assessment_service.pb.h"
#include "dotpha/assessment/v1/case_service.pb.h"
#include "dotpha/notifier/v1/obligation_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"
#include "dotpha/registration/v1/registration_service.pb.h"
#include "dotpha/reporting/v1/announcement_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "dotpha/review/v1/assignment_service.pb.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/late_list.h"
#include "tools/dotphactl/special_commands.h"
#include "tools/dotphactl/typed_calls.h"
#include "tools/dotphactl/year_picture.h"

namespace dotpha::ctl {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;
namespace rpt = reporting::v1;
namespace assess = assessment::v1;

struct YearArguments {
  std::string official;
  int cycle = 0;
};

template <typename List>
auto AsVector(const List& list) {
  return std::vector<typename List::value_type>(list.begin(), list.end());
}

Result<void> ReadPerson(const Connection& connection, const std::string& id, YearFacts* facts) {
  reg::GetOfficialRequest request;
  request.set_name("authorities/" + AuthorityOfToken(connection.token) + "/officials/" + id);
  DOTPHA_ASSIGN(const auto found, (Ask<reg::GetOfficialResponse>(
                                      connection, "dotpha.registration.v1.DirectoryService.GetOfficial", request)));
  facts->official = found.official();
  std::optional<Date> newest;
  for (const auto& position : found.positions()) {
    const auto begins = rpc::FromWire(position.effective_from());
    if (position.principal() && begins.ok() && (!newest || *newest <= *begins)) {
      newest = *begins;
      facts->post = position.title();
    }
  }
  return {};
}

// His duties of the cycle (0: of the year that it is there now), with marks and signs on them; their route is that of
// the first one's last day.
Result<void> ReadDuties(const Connection& connection, const std::string& id, YearFacts* facts) {
  ntf::ListObligationsRequest obligations;
  obligations.set_debtor_id(id);
  DOTPHA_ASSIGN(const auto owed, (AskAll<ntf::ListObligationsResponse>(
                                     connection, "dotpha.notifier.v1.ObligationService.ListObligations", obligations)));
  for (const auto& obligation : owed.obligations()) {
    facts->cycle = facts->cycle == 0 ? Date::Of(rpc::FromWire(obligation.as_of())).year() : facts->cycle;
  }
  if (facts->cycle == 0) {
    return InvalidArgument("--cycle", "CYCLE_REQUIRED", "no duty of the official is known: say which year");
  }
  std::set<std::string> ids;
  for (const auto& obligation : owed.obligations()) {
    if (CycleOf(obligation) == facts->cycle) {
      facts->obligations.push_back(obligation);
      ids.insert(obligation.obligation_id());
    }
  }
  // Those without a date stand at the end.
  std::sort(facts->obligations.begin(), facts->obligations.end(), [](const auto& a, const auto& b) {
    const auto key = [](const ntf::Obligation& one) {
      return std::tuple(!LastDayOf(one), LastDayOf(one), one.obligation_id());
    };
    return key(a) < key(b);
  });
  ntf::ListFlagsRequest flags;
  flags.set_official_id(id);
  DOTPHA_ASSIGN(const auto marks,
                (AskAll<ntf::ListFlagsResponse>(connection, "dotpha.notifier.v1.ObligationService.ListFlags", flags)));
  for (const auto& flag : marks.flags()) {
    if (ids.contains(flag.obligation_id())) {
      facts->flags.push_back(flag);
    }
  }
  ntf::ListCandidatesRequest candidates;
  candidates.set_official_id(id);
  DOTPHA_ASSIGN(const auto signs, (AskAll<ntf::ListCandidatesResponse>(
                                      connection, "dotpha.notifier.v1.ObligationService.ListCandidates", candidates)));
  for (const auto& sign : signs.candidates()) {
    const auto& on = sign.obligation_ids();
    if (std::any_of(on.begin(), on.end(), [&](const std::string& one) { return ids.contains(one); })) {
      facts->candidates.push_back(sign);
    }
  }
  const auto dated = std::find_if(facts->obligations.begin(), facts->obligations.end(),
                                  [](const ntf::Obligation& obligation) { return LastDayOf(obligation).has_value(); });
  if (dated != facts->obligations.end()) {
    reg::GetRouteRequest route;
    route.set_official_id(id);
    *route.mutable_on() = dated->last_on_time_day();
    const auto found =
        Ask<reg::GetRouteResponse>(connection, "dotpha.registration.v1.DirectoryService.GetRoute", route);
    if (found.ok()) {
      facts->route = found->route();
    } else if (found.error().code != Code::kFailedPrecondition) {  // no regulation was in force that day
      return found.error();
    }
  }
  return {};
}

// Names of his works, from where their content stands.
Result<void> ReadWorks(const Connection& connection, const std::string& id, YearFacts* facts) {
  reg::ListRegistrationsRequest registrations;
  registrations.set_official_id(id);
  DOTPHA_ASSIGN(const auto registered,
                (AskAll<reg::ListRegistrationsResponse>(
                    connection, "dotpha.registration.v1.RegistrationService.ListRegistrations", registrations)));
  for (const auto& registration : registered.registrations()) {
    for (const auto& work : registration.works()) {
      facts->work_names[work.work_id()] = work.display_name();
    }
  }
  review::v1::ListWorksRequest works;
  works.set_official_id(id);
  DOTPHA_ASSIGN(const auto assigned, (AskAll<review::v1::ListWorksResponse>(
                                         connection, "dotpha.review.v1.AssignmentService.ListWorks", works)));
  for (const auto& work : assigned.works()) {
    if (work.has_content()) {
      facts->work_names[work.work_id()] = work.content().display_name();
    }
  }
  return {};
}

Result<YearFacts> ReadYear(const Connection& connection, const std::string& id, int cycle) {
  YearFacts facts;
  facts.cycle = cycle;
  DOTPHA_TRY(ReadPerson(connection, id, &facts));
  DOTPHA_TRY(ReadDuties(connection, id, &facts));
  DOTPHA_TRY(ReadWorks(connection, id, &facts));
  rpt::ListReportsRequest reports;
  reports.set_official_id(id);
  DOTPHA_ASSIGN(const auto sent, (AskAll<rpt::ListReportsResponse>(
                                     connection, "dotpha.reporting.v1.ReportService.ListReports", reports)));
  for (const auto& report : sent.reports()) {
    const auto& years = report.completion();
    if (std::any_of(years.begin(), years.end(), [&](const auto& one) { return one.year() == facts.cycle; })) {
      facts.reports.push_back(report);
    }
  }
  rpt::ListAnnouncementsRequest announcements;
  announcements.set_official_id(id);
  announcements.set_cycle(facts.cycle);
  DOTPHA_ASSIGN(const auto announced,
                (AskAll<rpt::ListAnnouncementsResponse>(
                    connection, "dotpha.reporting.v1.AnnouncementService.ListAnnouncements", announcements)));
  facts.announcements = AsVector(announced.announcements());
  assess::GetAssessmentRequest assessment;
  assessment.set_official_id(id);
  assessment.set_cycle(facts.cycle);
  DOTPHA_ASSIGN(const auto assessed,
                (Ask<assess::GetAssessmentResponse>(connection, "dotpha.assessment.v1.AssessmentService.GetAssessment",
                                                    assessment)));
  facts.assessment = assessed.assessment();
  assess::ListCasesRequest cases;
  cases.set_official_id(id);
  DOTPHA_ASSIGN(const auto opened,
                (AskAll<assess::ListCasesResponse>(connection, "dotpha.assessment.v1.CaseService.ListCases", cases)));
  facts.cases = AsVector(opened.cases());
  return facts;
}

template <typename Message>
nlohmann::json ListJson(const std::vector<Message>& messages) {
  auto list = nlohmann::json::array();
  for (const Message& message : messages) {
    list.push_back(JsonOf(message));
  }
  return list;
}

std::string YearJson(const YearFacts& facts) {
  return nlohmann::json{{"cycle", facts.cycle},
                        {"official", JsonOf(facts.official)},
                        {"post", facts.post},
                        {"route", JsonOf(facts.route)},
                        {"obligations", ListJson(facts.obligations)},
                        {"flags", ListJson(facts.flags)},
                        {"candidates", ListJson(facts.candidates)},
                        {"cases", ListJson(facts.cases)},
                        {"work_names", facts.work_names},
                        {"reports", ListJson(facts.reports)},
                        {"announcements", ListJson(facts.announcements)},
                        {"assessment", JsonOf(facts.assessment)}}
             .dump(1) +
         "\n";
}

int ShowYear(const YearArguments& arguments, const Session& session) {
  const auto facts = ReadYear(session.connection, arguments.official, arguments.cycle);
  if (!facts.ok()) {
    return ReportError(facts.error(), "", session.errors);
  }
  session.out << (session.output == Output::kJson ? YearJson(*facts) : DrawYear(*facts, Style::For(session.out)));
  return kExitDone;
}

}  // namespace

std::vector<SpecialCommand> YearCommands() {
  return {{.group = "year",
           .word = "",
           .help = "draws an official's year: duties, what came when, marks, percentages after each report, levels",
           .example = "TQ-016 --cycle 2022",
           .methods = {},
           .configure = [](CLI::App* app) {
             const auto arguments = std::make_shared<YearArguments>();
             app->add_option("OFFICIAL", arguments->official, "id of the official")->type_name("")->required();
             app->add_option("--cycle", arguments->cycle, "year in which the works are performed (default this year)")
                 ->check(CLI::Range(1990, 2199));
             return [arguments](const Session& session) { return ShowYear(*arguments, session); };
           }}};
}

}  // namespace dotpha::ctl
