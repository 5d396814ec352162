#include "tools/dotpha-play/season.h"

#include <algorithm>
#include <map>
#include <vector>

#include "libs/rpc/wire_time.h"
#include "tools/dotpha-play/lookups.h"

namespace dotpha::play {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;

using rpc::ToWire;

// The player's own act, on behalf of the commission's specialist, as in the journal.
constexpr char kSpecialist[] = "ST-BTC-2";
// Of the player's own set-up calls: the same at each run, so that a second run against the same services is a replay
// and not a second import; another for each province.
std::string SetUpRequestId(const Sample& sample, int number) {
  return UuidOf(sample.authority + " set-up " + std::to_string(number));
}

reg::PersonnelEventKind EventKind(const std::string& name) {
  reg::PersonnelEventKind kind = reg::PERSONNEL_EVENT_KIND_UNSPECIFIED;
  reg::PersonnelEventKind_Parse("PERSONNEL_EVENT_KIND_" + name, &kind);
  return kind;
}

// Fetches all pages: `list(request, response)` is the call, `take(response)` keeps the elements.
template <typename Request, typename Response, typename List, typename Take>
Result<void> AllPages(const rpc::CallOptions& options, Request request, const List& list, const Take& take) {
  request.set_page_size(500);
  for (;;) {
    DOTPHA_ASSIGN(const Response response, rpc::Call<Response>(options, [&](auto& context, auto* answer) {
                    return list(context, request, answer);
                  }));
    take(response);
    if (response.next_page_token().empty()) {
      return {};
    }
    request.set_page_token(response.next_page_token());
  }
}

std::set<std::string> NamesOf(const std::map<std::string, std::string>& addresses) {
  std::set<std::string> names;
  for (const auto& [service, address] : addresses) {
    names.insert(service);
  }
  return names;
}

// Producers of input first: clocks are moved in this order.
std::vector<rpc::ClockEndpoint> EndpointsOf(const std::map<std::string, std::string>& addresses) {
  std::vector<rpc::ClockEndpoint> endpoints;
  for (const char* service : {"registration", "review", "reporting", "assessment", "notifier"}) {
    if (const auto found = addresses.find(service); found != addresses.end()) {
      endpoints.push_back({service, rpc::MakeChannel(found->second)});
    }
  }
  return endpoints;
}

// What the services call the refusals that the journal suggests a code for; other codes are theirs as they stand.
bool SameRefusal(const std::string& suggested, const Error& error) {
  static const std::map<std::string, std::set<std::string>> kNames = {
      // The last: a work that somebody else has registered.
      {"FORBIDDEN",
       {"NOT_PERMITTED", "ROLE_NOT_ALLOWED", "OWN_MATTER", "OUT_OF_REACH", "NOT_LEAD_BODY", "DUPLICATE_ID"}},
      {"REF_REQUIRED", {"DOCUMENT_REQUIRED"}},
      {"REASON_REQUIRED", {"REASON_REQUIRED", "LEVEL_DIFFERS_WITHOUT_REASON"}},
      {"GENERAL_GOAL_REQUIRED", {"MISSING_GENERAL_GOAL"}},
      {"COORDINATION_REQUIRED", {"MISSING_COORDINATION"}},
      {"SELF_LEVEL_REQUIRED", {"MISSING_SELF_LEVEL"}},
      {"NEEDS_BTV_ADJUSTMENT", {"PLAN_FROZEN"}},
      {"PLAN_SUM", {"WEIGHT_SUM"}},
      {"PLAN_SHARE_WITHOUT_CHILDREN", {"WEIGHT_WITHOUT_PARTS"}},
      {"BEFORE_EFFECTIVE_DATE", {"NO_REGULATION_IN_FORCE"}},
      {"DIFFICULTIES_REQUIRED", {"MISSING_DIFFICULTIES"}},
      {"EMPTY_FORM", {"NO_WORKS"}}};
  const auto found = kNames.find(suggested);
  const std::set<std::string> accepted = found == kNames.end() ? std::set<std::string>{suggested} : found->second;
  return accepted.contains(error.reason) ||
         std::any_of(error.violations.begin(), error.violations.end(),
                     [&](const Violation& violation) { return accepted.contains(violation.reason); });
}

}  // namespace

Season::Season(const Sample& sample, SeasonOptions options)
    : sample_(sample),
      options_(std::move(options)),
      script_(sample, NamesOf(options_.addresses)),
      caller_(options_.addresses, options_.token_of),
      registration_channel_(rpc::MakeChannel(options_.addresses.at("registration"))),
      notifier_channel_(rpc::MakeChannel(options_.addresses.at("notifier"))),
      directory_(reg::DirectoryService::NewStub(registration_channel_)),
      registrations_(reg::RegistrationService::NewStub(registration_channel_)),
      campaigns_(reg::CampaignService::NewStub(registration_channel_)),
      obligations_(ntf::ObligationService::NewStub(notifier_channel_)),
      notices_(ntf::NoticeService::NewStub(notifier_channel_)),
      driver_(EndpointsOf(options_.addresses), {.token = options_.token_of(options_.operator_name)}),
      now_(options_.from),
      made_at_(MonotonicClock::Steady().Elapsed()) {}

rpc::CallOptions Season::As(const std::string& person) const {
  rpc::CallOptions call;
  call.token = options_.token_of(person);
  return call;
}

Result<void> Season::SetUp() {
  DOTPHA_TRY(driver_.AdvanceTo(options_.from));
  reg::ConfigureAuthorityRequest configure;
  configure.set_request_id(SetUpRequestId(sample_, 1));
  auto* authority = configure.mutable_authority();
  authority->set_name("authorities/" + sample_.authority);
  authority->set_display_name(sample_.display_name);
  *authority->mutable_live_from() = ToWire(Date::Of(options_.from));
  auto* in_force = authority->add_regulations();
  in_force->set_regulation_id(sample_.regulation_id);
  *in_force->mutable_effective_from() = ToWire(sample_.regulation_effective_from);
  const auto as_operator = As(options_.operator_name);
  DOTPHA_TRY(rpc::Call<reg::ConfigureAuthorityResponse>(as_operator, [&](auto& context, auto* response) {
    return campaigns_->ConfigureAuthority(&context, configure, response);
  }));

  reg::ImportRosterRequest roster = sample_.roster;
  roster.set_request_id(SetUpRequestId(sample_, 2));
  DOTPHA_TRY(rpc::Call<reg::ImportRosterResponse>(as_operator, [&](auto& context, auto* response) {
    return directory_->ImportRoster(&context, roster, response);
  }));
  DOTPHA_TRY(driver_.Settle());
  return {};
}

Result<void> Season::AdvanceTo(Instant at, const Tally& tally,
                               const std::function<void(Instant, const Tally&)>& on_week) {
  const auto tell_weeks = [&](Instant reached) {
    for (Date day = Date::Of(now_) + 1; day.At() <= reached; day = day + 1) {
      if (day.iso_weekday() == 1) {
        on_week(day.At(), tally);
      }
    }
    now_ = reached;
  };
  const Micros begin = MonotonicClock::Steady().Elapsed();
  DOTPHA_TRY(driver_.AdvanceTo(at, [&](Instant reached) {
    ++spent_.steps;
    tell_weeks(reached);
  }));
  tell_weeks(at);
  spent_.clock += MonotonicClock::Steady().Elapsed() - begin;
  return {};
}

Result<bool> Season::Submit(const Act& act) {
  DOTPHA_ASSIGN(const reg::Registration registration, RegistrationOf(sample_, act));
  if (!act.paper) {
    reg::SubmitRegistrationRequest request;
    request.set_request_id(act.request_id);
    *request.mutable_registration() = registration;
    DOTPHA_ASSIGN(const auto response,
                  rpc::Call<reg::SubmitRegistrationResponse>(As(act.actor), [&](auto& context, auto* answer) {
                    return registrations_->SubmitRegistration(&context, request, answer);
                  }));
    return response.receipt().replayed();
  }
  reg::EnterPaperRegistrationRequest request;
  request.set_request_id(act.request_id);
  *request.mutable_registration() = registration;
  *request.mutable_stamped_at() = ToWire(act.stamped_at);
  request.mutable_document()->set_number("MP-" + std::to_string(act.seq) + "-CVĐ");
  *request.mutable_document()->mutable_signed_on() = ToWire(Date::Of(act.stamped_at));
  DOTPHA_ASSIGN(const auto response,
                rpc::Call<reg::EnterPaperRegistrationResponse>(As(act.actor), [&](auto& context, auto* answer) {
                  return registrations_->EnterPaperRegistration(&context, request, answer);
                }));
  return response.receipt().replayed();
}

Result<bool> Season::RecordPersonnel(const Act& act) {
  const std::string official = act.payload.at("official_id").get<std::string>();
  DOTPHA_ASSIGN(const Date effective_on, Date::Parse(act.payload.at("effective_on").get<std::string>()));
  reg::RecordPersonnelEventRequest request;
  request.set_request_id(act.request_id);
  request.set_kind(EventKind(act.payload.at("event").get<std::string>()));
  request.set_official_id(official);
  *request.mutable_effective_on() = ToWire(effective_on);
  // The new post, as withheld from the roster.
  const auto post =
      std::find_if(sample_.later_posts.begin(), sample_.later_posts.end(), [&](const reg::Position& candidate) {
        return candidate.official_id() == official && candidate.agency_id() == act.payload.value("agency_id", "") &&
               candidate.effective_from().SerializeAsString() == ToWire(effective_on).SerializeAsString();
      });
  if (post != sample_.later_posts.end()) {
    *request.mutable_post() = *post;
    request.mutable_document()->set_number(post->decision_ref());
    *request.mutable_document()->mutable_signed_on() = ToWire(effective_on);
  }
  // A new principal post ends the old one.
  reg::ListPositionsRequest open;
  open.set_official_id(official);
  DOTPHA_TRY((AllPages<reg::ListPositionsRequest, reg::ListPositionsResponse>(
      As(act.actor), open,
      [&](auto& context, const auto& page, auto* answer) { return directory_->ListPositions(&context, page, answer); },
      [&](const reg::ListPositionsResponse& page) {
        for (const auto& position : page.positions()) {
          if (position.principal() && !position.has_effective_to()) {
            request.add_end_position_ids(position.position_id());
          }
        }
      })));
  DOTPHA_ASSIGN(const auto response,
                rpc::Call<reg::RecordPersonnelEventResponse>(As(act.actor), [&](auto& context, auto* answer) {
                  return directory_->RecordPersonnelEvent(&context, request, answer);
                }));
  return response.receipt().replayed();
}

Result<bool> Season::Preview(const Act& act) {
  DOTPHA_ASSIGN(const Date from, Date::Parse(act.payload.at("effective_from").get<std::string>()));
  DOTPHA_ASSIGN(previewed_,
                caller_.All(act.actor, "dotpha.notifier.v1.ObligationService.PreviewSupersession",
                            {{"regulation_id", act.payload.at("regulation")},
                             {"effective_from", {{"year", from.year()}, {"month", from.month()}, {"day", from.day()}}}},
                            "changes"));
  return false;
}

Result<std::string> Season::NameOf(const std::string& made) const {
  const auto found = made_.find(made);
  if (found == made_.end()) {
    return NotFound("SAMPLE_THING_UNKNOWN", "no act before this one made " + made);
  }
  return found->second;
}

// As the commission reads it.
Result<void> Season::FillIn(const Act& act, Call* call) const {
  if (IsAboutWorks(call->lookup)) {
    return FillInWorks(caller_, sample_, act, call->lookup, &call->request);
  }
  nlohmann::json& request = call->request;
  const auto read = [&](const std::string& method, const char* field) -> Result<nlohmann::json> {
    DOTPHA_ASSIGN(const std::string name, NameOf(call->sought));
    DOTPHA_ASSIGN(const nlohmann::json answer, caller_.Call(kSpecialist, method, {{"name", name}}));
    return answer.at(field);
  };
  switch (call->lookup) {
    case Lookup::kNone:
      return {};
    case Lookup::kAuthority: {
      DOTPHA_ASSIGN(
          const nlohmann::json answer,
          caller_.Call(act.actor, "dotpha.registration.v1.CampaignService.GetAuthority", nlohmann::json::object()));
      request["etag"] = answer.at("authority").at("etag");
      return {};
    }
    case Lookup::kClaimWithEtag: {
      DOTPHA_ASSIGN(const nlohmann::json claim, read("dotpha.assessment.v1.ClaimService.GetClaim", "claim"));
      request["name"] = claim.at("name");
      request["etag"] = claim.at("etag");
      return {};
    }
    case Lookup::kReport: {
      DOTPHA_ASSIGN(const nlohmann::json report, read("dotpha.reporting.v1.ReportService.GetReport", "report"));
      request["report"]["name"] = report.at("name");
      request["report"]["etag"] = report.at("etag");
      return {};
    }
    case Lookup::kReportId: {
      DOTPHA_ASSIGN(const nlohmann::json report, read("dotpha.reporting.v1.ReportService.GetReport", "report"));
      request["dishonest_report"]["report_id"] = report.at("report_id");
      return {};
    }
    default:
      break;  // a case
  }
  nlohmann::json found;
  if (call->sought.empty()) {
    DOTPHA_ASSIGN(found, CaseOfCandidate(act.payload.at("candidate")));
  } else {
    DOTPHA_ASSIGN(found, read("dotpha.assessment.v1.CaseService.GetCase", "violation_case"));
  }
  request["name"] = found.at("name");
  if (call->lookup == Lookup::kCaseWithEtag) {
    request["etag"] = found.at("etag");
  }
  return {};
}

Result<nlohmann::json> Season::CaseOfCandidate(const nlohmann::json& candidate) const {
  DOTPHA_ASSIGN(const Date raised_on, Date::Parse(candidate.at("raised_on").get<std::string>()));
  DOTPHA_ASSIGN(
      const nlohmann::json cases,
      caller_.All(kSpecialist, "dotpha.assessment.v1.CaseService.ListCases",
                  {{"official_id", candidate.at("official_id")},
                   {"kind", candidate.at("kind")},
                   {"raised_on", {{"year", raised_on.year()}, {"month", raised_on.month()}, {"day", raised_on.day()}}}},
                  "cases"));
  if (cases.empty()) {
    return NotFound("CASE_NOT_FOUND", "no case was opened for the candidate");
  }
  return cases[0];
}

Result<bool> Season::CallByName(const Act& act) {
  DOTPHA_ASSIGN(std::vector<Call> calls, RequestsOf(sample_, act));
  bool replayed = true;
  for (Call& call : calls) {
    DOTPHA_TRY(FillIn(act, &call));
    DOTPHA_ASSIGN(const nlohmann::json answer,
                  caller_.Call(call.person.empty() ? act.actor : call.person, call.method, call.request));
    if (!call.made.empty()) {
      made_[call.made] = answer.at(call.made_field).at("name").get<std::string>();
    }
    if (answer.contains("work_list")) {
      reported_list_ = answer["work_list"].value("work_list_id", "");
    }
    replayed = replayed && answer.value("receipt", nlohmann::json::object()).value("replayed", false);
  }
  return replayed;
}

Result<void> Season::Perform(const Act& act, Tally* tally) {
  const Micros begin = MonotonicClock::Steady().Elapsed();
  const bool registers = act.kind == "registration.submit" || act.kind == "qn.register";
  const Result<bool> done = registers                       ? Submit(act)
                            : act.kind == "personnel.event" ? RecordPersonnel(act)
                            : act.kind == "law.preview"     ? Preview(act)
                                                            : CallByName(act);
  spent_.calls += MonotonicClock::Steady().Elapsed() - begin;
  if (!done.ok() && rpc::IsRetryable(done.error())) {
    return done.error();  // not an answer: the service is away
  }
  const std::string found = !done.ok() ? "rejected" : *done ? "duplicate" : "accepted";
  if (found != act.expect) {
    tally->surprises.push_back("seq " + std::to_string(act.seq) + " " + act.kind + " by " + act.actor + ": expected " +
                               act.expect + ", was " + found +
                               (done.ok() ? "" : " (" + done.error().reason + ": " + done.error().message + ")"));
    return {};
  }
  if (found == "accepted") {
    ++tally->accepted;
  } else if (found == "duplicate") {
    ++tally->duplicates;
  } else {
    ++tally->refused;
    if (!act.expected_code.empty() && !SameRefusal(act.expected_code, done.error())) {
      tally->surprises.push_back("seq " + std::to_string(act.seq) + ": refused with " + done.error().reason +
                                 ", expected " + act.expected_code);
    }
  }
  return {};
}

Result<Tally> Season::Play(const std::function<void(Instant, const Tally&)>& on_week) {
  Tally tally;
  for (const Act& act : sample_.acts) {
    if (act.at < options_.from || act.at > options_.to) {
      continue;
    }
    const bool plays = script_.Plays(act);
    tally.not_played = script_.unplayed();
    if (!plays) {
      continue;
    }
    DOTPHA_TRY(AdvanceTo(act.at, tally, on_week));
    DOTPHA_TRY(Perform(act, &tally));
  }
  DOTPHA_TRY(AdvanceTo(options_.to, tally, on_week));
  on_week(options_.to, tally);
  return tally;
}

Spent Season::spent() const {
  Spent spent = spent_;
  spent.all = MonotonicClock::Steady().Elapsed() - made_at_;
  return spent;
}

Result<Outcome> Season::Gather() {
  DOTPHA_TRY(driver_.Settle());
  Outcome outcome;
  outcome.previewed = previewed_;
  const auto options = As(kSpecialist);
  DOTPHA_TRY((AllPages<ntf::ListObligationsRequest, ntf::ListObligationsResponse>(
      options, {},
      [&](auto& context, const auto& page, auto* answer) {
        return obligations_->ListObligations(&context, page, answer);
      },
      [&](const auto& page) {
        outcome.obligations.insert(outcome.obligations.end(), page.obligations().begin(), page.obligations().end());
      })));
  DOTPHA_TRY((AllPages<ntf::ListFlagsRequest, ntf::ListFlagsResponse>(
      options, {},
      [&](auto& context, const auto& page, auto* answer) { return obligations_->ListFlags(&context, page, answer); },
      [&](const auto& page) { outcome.flags.insert(outcome.flags.end(), page.flags().begin(), page.flags().end()); })));
  DOTPHA_TRY((AllPages<ntf::ListCandidatesRequest, ntf::ListCandidatesResponse>(
      options, {},
      [&](auto& context, const auto& page, auto* answer) {
        return obligations_->ListCandidates(&context, page, answer);
      },
      [&](const auto& page) {
        outcome.candidates.insert(outcome.candidates.end(), page.candidates().begin(), page.candidates().end());
      })));
  DOTPHA_TRY((AllPages<ntf::ListNoticesRequest, ntf::ListNoticesResponse>(
      options, {},
      [&](auto& context, const auto& page, auto* answer) { return notices_->ListNotices(&context, page, answer); },
      [&](const auto& page) {
        outcome.notices.insert(outcome.notices.end(), page.notices().begin(), page.notices().end());
      })));
  if (options_.addresses.contains("assessment")) {
    DOTPHA_TRY(GatherAssessments(&outcome));
  }
  if (sample_.voluntary) {
    DOTPHA_TRY(GatherFollowUp(&outcome));
  }
  return outcome;
}

Result<void> Season::GatherFollowUp(Outcome* outcome) const {
  const auto works = [&](int cycle, const std::string& list) {
    return caller_.All(kSpecialist, "dotpha.registration.v1.FollowUpService.ListRegisteredWorks",
                       {{"cycle", cycle}, {"work_list_id", list}}, "entries");
  };
  DOTPHA_ASSIGN(outcome->works_reported, works(sample_.cycle, reported_list_));
  DOTPHA_ASSIGN(outcome->works_finally, works(sample_.cycle, ""));
  DOTPHA_ASSIGN(outcome->works_of_next_year, works(sample_.cycle + 1, ""));
  for (const auto& official : sample_.roster.officials()) {
    for (const int cycle : {sample_.cycle, sample_.cycle + 1}) {
      DOTPHA_ASSIGN(const nlohmann::json answer,
                    caller_.Call(kSpecialist, "dotpha.registration.v1.FollowUpService.GetFactSheet",
                                 {{"official_id", official.official_id()}, {"cycle", cycle}}));
      (cycle == sample_.cycle ? outcome->fact_sheets : outcome->fact_sheets_of_next_year)
          .push_back(answer.at("fact_sheet"));
    }
  }
  DOTPHA_ASSIGN(const nlohmann::json listed,
                caller_.All(kSpecialist, "dotpha.registration.v1.RegistrationService.ListRegistrations",
                            nlohmann::json::object(), "registrations"));
  for (const nlohmann::json& registration : listed) {
    DOTPHA_ASSIGN(const nlohmann::json answer,
                  caller_.Call(kSpecialist, "dotpha.registration.v1.RegistrationService.GetRegistration",
                               {{"name", registration.at("name")}}));
    outcome->registrations.push_back(answer);
  }
  return {};
}

Result<void> Season::GatherAssessments(Outcome* outcome) const {
  DOTPHA_ASSIGN(const nlohmann::json listed,
                caller_.All(kSpecialist, "dotpha.assessment.v1.AssessmentService.ListAssessments",
                            {{"cycle", sample_.cycle}}, "assessments"));
  for (const nlohmann::json& entry : listed) {
    DOTPHA_ASSIGN(const nlohmann::json answer,
                  caller_.Call(kSpecialist, "dotpha.assessment.v1.AssessmentService.GetAssessment",
                               {{"official_id", entry.at("official_id")}, {"cycle", sample_.cycle}}));
    outcome->assessments.push_back(answer.at("assessment"));
  }
  DOTPHA_ASSIGN(const nlohmann::json cases, caller_.All(kSpecialist, "dotpha.assessment.v1.CaseService.ListCases",
                                                        nlohmann::json::object(), "cases"));
  outcome->cases.assign(cases.begin(), cases.end());
  DOTPHA_ASSIGN(const nlohmann::json claims, caller_.All(kSpecialist, "dotpha.assessment.v1.ClaimService.ListClaims",
                                                         {{"cycle", sample_.cycle}}, "claims"));
  outcome->claims.assign(claims.begin(), claims.end());
  DOTPHA_ASSIGN(const nlohmann::json commended,
                caller_.Call(kSpecialist, "dotpha.assessment.v1.CommendationService.ListCommendations",
                             {{"cycle", sample_.cycle}}));
  const auto commendations = commended.value("commendations", nlohmann::json::array());
  outcome->commendations.assign(commendations.begin(), commendations.end());
  DOTPHA_ASSIGN(const nlohmann::json unfinished,
                caller_.All(kSpecialist, "dotpha.review.v1.AssignmentService.ListCarryOvers",
                            {{"cycle", sample_.cycle}}, "carry_overs"));
  outcome->carry_overs.assign(unfinished.begin(), unfinished.end());
  return {};
}

}  // namespace dotpha::play
