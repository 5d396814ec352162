#include "tests/faults/outcome.h"

#include <fmt/format.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "dotpha/review/v1/proposal_service.grpc.pb.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace rvw = review::v1;
namespace rpt = reporting::v1;
namespace asmt = assessment::v1;
namespace ntf = notifier::v1;

using google::protobuf::Message;

constexpr char kReader[] = "BTC-leader";
constexpr char kCommittee[] = "UBKT-leader";

// When the answer was known, and when a sign was first seen: not what they are.
const std::set<std::string>& Uncompared() {
  static const std::set<std::string> kFields = {"as_of"};
  return kFields;
}

void Clear(Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (Uncompared().contains(field->name())) {
      reflection->ClearField(&message, field);
    } else if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        Clear(*reflection->MutableRepeatedMessage(&message, field, i));
      }
    } else {
      Clear(*reflection->MutableMessage(&message, field));
    }
  }
}

std::string LineOf(const std::string& kind, Message& message) {
  static const std::regex kUuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  Clear(message);
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(message, &text);
  return kind + " " + std::regex_replace(text, kUuid, "(id)");
}

// Every element of every page.
template <typename Api, typename Request, typename Response, typename Elements>
void Pages(System& system, const std::string& person,
           grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
           const std::string& kind, const Elements& elements, Outcome& lines) {
  request.set_page_size(200);
  do {
    Response response = Insist<Api>(system, person, method, request);
    for (auto& element : *elements(response)) {
      lines.push_back(LineOf(kind, element));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

void OfReview(System& system, Outcome& lines) {
  using Proposals = rvw::ProposalService;
  using Assignments = rvw::AssignmentService;
  Pages<Proposals>(
      system, kReader, &Proposals::Stub::ListDossiers, rvw::ListDossiersRequest(), "dossier",
      [](auto& page) { return page.mutable_dossiers(); }, lines);
  Pages<Proposals>(
      system, kReader, &Proposals::Stub::ListProposals, rvw::ListProposalsRequest(), "proposal",
      [](auto& page) { return page.mutable_proposals(); }, lines);
  Pages<Proposals>(
      system, kReader, &Proposals::Stub::ListMatters, rvw::ListMattersRequest(), "matter",
      [](auto& page) { return page.mutable_matters(); }, lines);
  rvw::GetGeneralReportRequest get;
  get.set_name(fmt::format("authorities/tuyen-quang/generalReports/{}", kCycle));
  auto report = Insist<Proposals>(system, kReader, &Proposals::Stub::GetGeneralReport, get);
  lines.push_back(LineOf("general report", report));
  Pages<Assignments>(
      system, kReader, &Assignments::Stub::ListWorks, rvw::ListWorksRequest(), "work",
      [](auto& page) { return page.mutable_works(); }, lines);
  Pages<Assignments>(
      system, kReader, &Assignments::Stub::ListDecisions, rvw::ListDecisionsRequest(), "decision",
      [](auto& page) { return page.mutable_decisions(); }, lines);
}

void OfReporting(System& system, const std::vector<Person>& people, Outcome& lines) {
  using Reports = rpt::ReportService;
  Pages<rpt::PlanService>(
      system, kReader, &rpt::PlanService::Stub::ListPlans, rpt::ListPlansRequest(), "plan",
      [](auto& page) { return page.mutable_plans(); }, lines);
  Pages<Reports>(
      system, kReader, &Reports::Stub::ListReports, rpt::ListReportsRequest(), "report",
      [](auto& page) { return page.mutable_reports(); }, lines);
  Pages<rpt::AnnouncementService>(
      system, kReader, &rpt::AnnouncementService::Stub::ListAnnouncements, rpt::ListAnnouncementsRequest(),
      "announcement", [](auto& page) { return page.mutable_announcements(); }, lines);
  auto appraisals =
      Insist<Reports>(system, kCommittee, &Reports::Stub::ListReportAppraisals, rpt::ListReportAppraisalsRequest());
  for (auto& appraisal : *appraisals.mutable_appraisals()) {
    lines.push_back(LineOf("report appraisal", appraisal));
  }
  for (const Person& person : people) {
    rpt::GetProgressRequest get;
    get.set_official_id(person.id);
    get.set_cycle(kCycle);
    auto progress = Insist<Reports>(system, kReader, &Reports::Stub::GetProgress, get);
    lines.push_back(LineOf("progress " + person.id, progress));
    rpt::ListAdHocRequestsRequest asked;
    asked.set_official_id(person.id);
    auto requests = Insist<Reports>(system, kReader, &Reports::Stub::ListAdHocRequests, asked);
    lines.push_back(LineOf("ad hoc requests " + person.id, requests));
  }
}

void OfAssessment(System& system, const std::vector<Person>& people, Outcome& lines) {
  using Assessments = asmt::AssessmentService;
  using Cases = asmt::CaseService;
  asmt::ListAssessmentsRequest assessments;
  assessments.set_cycle(kCycle);
  Pages<Assessments>(
      system, kReader, &Assessments::Stub::ListAssessments, assessments, "assessment",
      [](auto& page) { return page.mutable_assessments(); }, lines);
  Pages<Cases>(
      system, kReader, &Cases::Stub::ListCases, asmt::ListCasesRequest(), "case",
      [](auto& page) { return page.mutable_cases(); }, lines);
  for (const Person& person : people) {
    asmt::GetFactSheetRequest get;
    get.set_official_id(person.id);
    get.set_cycle(kCycle);
    auto sheet = Insist<Assessments>(system, kReader, &Assessments::Stub::GetFactSheet, get);
    lines.push_back(LineOf("fact sheet", sheet));
  }
}

// Left out: a cache of addresses; seals, e-mails and attempts, which come in their own time and number.
constexpr char kRows[] =
    "SELECT string_agg(t.relname || ' ' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I', "
    "t.relname), false, true, '')))[1]::text, E'\\n' ORDER BY t.relname) FROM pg_class t JOIN pg_namespace n ON n.oid "
    "= "
    "t.relnamespace WHERE n.nspname = 'public' AND t.relkind = 'r' AND t.relname NOT IN ('contact', 'audit_seal', "
    "'message', 'message_item', 'attempt')";

void OfDatabases(System& system, Outcome& lines) {
  for (const std::string& service : system.services()) {
    std::istringstream rows(system.Query(service, kRows));
    for (std::string row; std::getline(rows, row);) {
      lines.push_back(fmt::format("{}: rows {}", service, row));
    }
    lines.push_back(
        fmt::format("{}: head {}", service, system.Query(service, "SELECT coalesce(max(stream_seq), 0) FROM outbox")));
    lines.push_back(fmt::format("{}: unsent {}", service,
                                system.Query(service, "SELECT count(*) FROM outbox WHERE stream_seq IS NULL")));
  }
}

}  // namespace

Outcome LedgerOf(System& system, const std::vector<Person>& people, bool with_notices) {
  using Obligations = ntf::ObligationService;
  Outcome lines;
  std::vector<std::string> debtors = {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"};
  for (const Person& person : people) {
    debtors.push_back(person.id);
  }
  for (const std::string& debtor : debtors) {
    ntf::ListObligationsRequest list;
    list.set_debtor_id(debtor);
    Pages<Obligations>(
        system, kReader, &Obligations::Stub::ListObligations, list, "obligation",
        [](auto& page) { return page.mutable_obligations(); }, lines);
  }
  Pages<Obligations>(
      system, kReader, &Obligations::Stub::ListFlags, ntf::ListFlagsRequest(), "flag",
      [](auto& page) {
        for (ntf::ViolationFlag& flag : *page.mutable_flags()) {
          flag.clear_recorded_at();
        }
        return page.mutable_flags();
      },
      lines);
  Pages<Obligations>(
      system, kReader, &Obligations::Stub::ListCandidates, ntf::ListCandidatesRequest(), "candidate",
      [](auto& page) { return page.mutable_candidates(); }, lines);
  if (with_notices) {
    Outcome notices;
    Pages<ntf::NoticeService>(
        system, kReader, &ntf::NoticeService::Stub::ListNotices, ntf::ListNoticesRequest(), "notice",
        [](auto& page) {
          auto* all = page.mutable_notices();
          all->erase(std::remove_if(all->begin(), all->end(),
                                    [](const ntf::Notice& notice) {
                                      return notice.stage() < ntf::NOTICE_STAGE_O ||
                                             notice.stage() > ntf::NOTICE_STAGE_M;
                                    }),
                     all->end());
          for (ntf::Notice& notice : *all) {
            ntf::Notice kept;
            kept.set_person_id(notice.person_id());
            kept.set_obligation_id(notice.obligation_id());
            kept.set_stage(notice.stage());
            kept.set_deadline_revision(notice.deadline_revision());
            kept.set_state(notice.state());
            kept.set_reason(notice.reason());
            *kept.mutable_due_at() = notice.due_at();
            notice = kept;
          }
          return all;
        },
        lines);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Outcome OutcomeOf(System& system, const std::vector<Person>& people) {
  Outcome lines = LedgerOf(system, people, true);
  Pages<reg::RegistrationService>(
      system, kReader, &acceptance::Registrations::ListRegistrations, reg::ListRegistrationsRequest(), "registration",
      [](auto& page) { return page.mutable_registrations(); }, lines);
  OfReview(system, lines);
  OfReporting(system, people, lines);
  OfAssessment(system, people, lines);
  OfDatabases(system, lines);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Difference(const Outcome& wanted, const Outcome& found) {
  constexpr std::size_t kMostLines = 40;
  std::vector<std::string> missing;
  std::vector<std::string> surplus;
  std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(), std::back_inserter(missing));
  std::set_difference(found.begin(), found.end(), wanted.begin(), wanted.end(), std::back_inserter(surplus));
  std::string text;
  for (const auto& [sign, lines] : {std::pair{"- ", &missing}, std::pair{"+ ", &surplus}}) {
    for (std::size_t i = 0; i < lines->size() && i < kMostLines; ++i) {
      text += sign + (*lines)[i] + "\n";
    }
    if (lines->size() > kMostLines) {
      text += fmt::format("{}... {} lines in all\n", sign, lines->size());
    }
  }
  return text;
}

}  // namespace dotpha::faults
