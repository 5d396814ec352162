// explain: why an obligation, deadline, flag, candidate, route, level or refusal is what it is, all in one form. From
// the public calls alone: everybody is told of what he may see.
#include <iostream>
#include <memory>

#include "dotpha/assessment/v1/assessment_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/explanation.h"
#include "tools/dotphactl/special_commands.h"
#include "tools/dotphactl/typed_calls.h"

namespace dotpha::ctl {
namespace {

namespace asm_v1 = assessment::v1;
namespace ntf = notifier::v1;
namespace reg = registration::v1;

constexpr char kObligations[] = "dotpha.notifier.v1.ObligationService.";

struct ExplainArguments {
  std::string subject;
  std::string on;  // route only
  int cycle = 0;   // level only
};

using Explain = Result<Explanation> (*)(const ExplainArguments& arguments, const Connection& connection);

Result<ntf::DeadlineExplanation> AskWhy(const Connection& connection, const std::string& obligation) {
  ntf::ExplainDeadlineRequest request;
  request.set_obligation_id(obligation);
  DOTPHA_ASSIGN(const auto answer, (Ask<ntf::ExplainDeadlineResponse>(
                                       connection, std::string(kObligations) + "ExplainDeadline", request)));
  return answer.explanation();
}

Result<ntf::GetObligationResponse> AskObligation(const Connection& connection, const std::string& obligation) {
  ntf::GetObligationRequest request;
  request.set_name("authorities/" + AuthorityOfToken(connection.token) + "/obligations/" + obligation);
  return Ask<ntf::GetObligationResponse>(connection, std::string(kObligations) + "GetObligation", request);
}

Result<Explanation> ExplainDeadline(const ExplainArguments& arguments, const Connection& connection) {
  DOTPHA_ASSIGN(const auto why, AskWhy(connection, arguments.subject));
  return OfDeadline(why);
}

Result<Explanation> ExplainObligation(const ExplainArguments& arguments, const Connection& connection) {
  DOTPHA_ASSIGN(const auto answer, AskObligation(connection, arguments.subject));
  DOTPHA_ASSIGN(const auto why, AskWhy(connection, arguments.subject));
  return OfObligation(answer, why);
}

// A flag's id is its obligation's; a second one of the same obligation has "~2" after it.
Result<Explanation> ExplainFlag(const ExplainArguments& arguments, const Connection& connection) {
  const std::string obligation = arguments.subject.substr(0, arguments.subject.find('~'));
  DOTPHA_ASSIGN(const auto answer, AskObligation(connection, obligation));
  for (const ntf::ViolationFlag& flag : answer.flags()) {
    if (flag.name().ends_with("/flags/" + arguments.subject)) {
      DOTPHA_ASSIGN(const auto why, AskWhy(connection, obligation));
      return OfFlag(flag, why);
    }
  }
  return NotFound("FLAG_NOT_FOUND", "no mark of this id stands on the obligation");
}

// `<official>:<kind>:<date raised>`.
Result<Explanation> ExplainCandidate(const ExplainArguments& arguments, const Connection& connection) {
  ntf::ListCandidatesRequest request;
  request.set_official_id(arguments.subject.substr(0, arguments.subject.find(':')));
  DOTPHA_ASSIGN(const auto found, (AskAll<ntf::ListCandidatesResponse>(
                                      connection, std::string(kObligations) + "ListCandidates", request)));
  for (const ntf::Candidate& candidate : found.candidates()) {
    if (candidate.candidate_id() == arguments.subject) {
      std::vector<ntf::DeadlineExplanation> why;
      for (const std::string& obligation : candidate.obligation_ids()) {
        DOTPHA_ASSIGN(why.emplace_back(), AskWhy(connection, obligation));
      }
      return OfCandidate(candidate, why);
    }
  }
  return NotFound("CANDIDATE_NOT_FOUND", "the system has raised no sign of this id");
}

Result<Explanation> ExplainRoute(const ExplainArguments& arguments, const Connection& connection) {
  reg::GetRouteRequest request;
  request.set_official_id(arguments.subject);
  if (!arguments.on.empty()) {
    const auto day = Date::Parse(arguments.on);
    if (!day.ok()) {
      return InvalidArgument("--on", "DATE_INVALID", "not a day of the form YYYY-MM-DD that exists in the calendar");
    }
    *request.mutable_on() = rpc::ToWire(*day);
  }
  DOTPHA_ASSIGN(const auto answer,
                (Ask<reg::GetRouteResponse>(connection, "dotpha.registration.v1.DirectoryService.GetRoute", request)));
  return OfRoute(answer.route());
}

Result<Explanation> ExplainLevel(const ExplainArguments& arguments, const Connection& connection) {
  asm_v1::GetAssessmentRequest request;
  request.set_official_id(arguments.subject);
  request.set_cycle(arguments.cycle);
  DOTPHA_ASSIGN(const auto answer, (Ask<asm_v1::GetAssessmentResponse>(
                                       connection, "dotpha.assessment.v1.AssessmentService.GetAssessment", request)));
  return OfLevel(answer.assessment());
}

Result<Explanation> ExplainRefusal(const ExplainArguments& arguments, const Connection& /*connection*/) {
  const auto found = Refusals().find(arguments.subject);
  if (found == Refusals().end()) {
    return NotFound("REASON_NOT_FOUND", "no service refuses with this reason; docs/reference/refusals.txt has all");
  }
  return OfRefusal(found->second);
}

int ShowExplanation(const ExplainArguments& arguments, Explain explain, const Session& session) {
  const auto explanation = explain(arguments, session.connection);
  if (!explanation.ok()) {
    return ReportError(explanation.error(), "", session.errors);
  }
  session.out << Show(*explanation, session.output);
  return kExitDone;
}

struct Word {
  const char* word;
  const char* help;
  const char* example;
  const char* subject;  // name and help of the argument
  const char* subject_help;
  Explain explain;
};

constexpr Word kWords[] = {
    {"obligation", "why an obligation stands as it does: its date, what came when, its marks", "TQ-001:REG:2022",
     "OBLIGATION", "id of the obligation", ExplainObligation},
    {"deadline", "why a date is what it is: article, calendar, how it was counted", "TQ-001:REG:2022", "OBLIGATION",
     "id of the obligation", ExplainDeadline},
    {"flag", "why a mark was set on a missed date, and what became of it", "TQ-001:REG:2022", "FLAG",
     "id of the obligation; a second mark has ~2 after it", ExplainFlag},
    {"candidate", "why the system raised a sign of violation", "TQ-001:NOT_REPORTED:2022-04-08", "CANDIDATE",
     "id of the candidate", ExplainCandidate},
    {"route", "why an official's papers go where they go on a day", "TQ-001 --on 2021-11-10", "OFFICIAL",
     "id of the official", ExplainRoute},
    {"level", "why an official's works of a year have the levels that they have", "TQ-001 2022", "OFFICIAL",
     "id of the official", ExplainLevel},
    {"refusal", "what the reason of a refused call means, the article behind it, and what to do", "ETAG_MISMATCH",
     "REASON", "the second word of the refusal, as in INVALID_ARGUMENT ETAG_MISMATCH", ExplainRefusal},
};

SpecialCommand ExplainCommand(const Word& word) {
  return {.group = "explain",
          .word = word.word,
          .help = word.help,
          .example = word.example,
          .methods = {},
          .offline = word.explain == ExplainRefusal,
          .configure = [&word](CLI::App* app) {
            const auto arguments = std::make_shared<ExplainArguments>();
            app->add_option(word.subject, arguments->subject, word.subject_help)->type_name("")->required();
            if (word.explain == ExplainRoute) {
              app->add_option("--on", arguments->on, "the day (default today)")->type_name("YYYY-MM-DD");
            }
            if (word.explain == ExplainLevel) {
              app->add_option("CYCLE", arguments->cycle, "year in which the works are performed")
                  ->type_name("")
                  ->required()
                  ->check(CLI::Range(1990, 2199));
            }
            return [arguments, &word](const Session& session) {
              return ShowExplanation(*arguments, word.explain, session);
            };
          }};
}

}  // namespace

std::vector<SpecialCommand> ExplainCommands() {
  std::vector<SpecialCommand> commands;
  for (const Word& word : kWords) {
    commands.push_back(ExplainCommand(word));
  }
  return commands;
}

}  // namespace dotpha::ctl
