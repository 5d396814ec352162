#include "services/review/domain/delegate.h"

#include <algorithm>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr char kDelegates[] = "DELEGATE";

void CheckDelegation(const DelegateCommand& command, const Circumstances& circumstances, Violations& violations) {
  if (!circumstances.province.KnowsOfficial(command.official_id)) {
    violations.Add("delegation.official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
  }
  if (!circumstances.province.KnowsAgency(command.agency_id)) {
    violations.Add("delegation.agency_id", "UNKNOWN_AGENCY", "no agency of this id is in the directory");
  }
  if (std::abs(command.cycle - circumstances.today().year()) > 1) {
    violations.Add("delegation.cycle", "CYCLE_OUT_OF_RANGE", "the year in which the works are performed");
  }
  if (command.work_names.empty() || command.work_names.size() > statute::kMaxWorks) {
    violations.Add("delegation.work_names", command.work_names.empty() ? "NO_WORKS" : "TOO_MANY", "1 to 50 works");
  }
  for (std::size_t i = 0; i < command.work_names.size() && i < statute::kMaxWorks; ++i) {
    const std::string field = "delegation.work_names[" + std::to_string(i) + "]";
    if (IsBlank(command.work_names[i])) {
      violations.Add(field, "TEXT_REQUIRED", "the name of the work");
    }
    violations.CheckLength(field, command.work_names[i], statute::kMaxTextLength);
  }
}

Error Refused(const char* reason, const char* message, const DelegateCommand& command) {
  return FailedPrecondition(reason, message)
      .With("official_id", command.official_id)
      .With("agency_id", command.agency_id);
}

}  // namespace

Result<Delegation> RecordDelegation(const DelegateCommand& command, bool assigned, const Circumstances& circumstances) {
  const Province& province = circumstances.province;
  const Date today = circumstances.today();
  DOTPHA_ASSIGN(const statute::Regulation* regulation, province.RegulationOn(today));
  if (std::none_of(regulation->body_duties.begin(), regulation->body_duties.end(),
                   [](const statute::BodyDuty& duty) { return duty.action == kDelegates; })) {
    return workflow::NotInRegulation(*regulation, "delegation");
  }
  Violations violations;
  CheckDelegation(command, circumstances, violations);
  DOTPHA_TRY(violations.Check());
  if (!SpeaksForAgency(circumstances, command.agency_id)) {
    return PermissionDenied("NOT_HEAD_OF_AGENCY", "works are assigned by the head of the agency")
        .With("agency_id", command.agency_id);
  }
  const statute::RouteResult route = province.RouteOn(command.official_id, today);
  if (province.IsCommitteeDeputyOn(command.official_id, today)) {
    return Refused("TUV_DEPUTY_NOT_DELEGABLE",
                   "a deputy who is a member of the provincial committee is assigned works by "
                   "the Standing Committee",
                   command);
  }
  if (assigned) {
    return Refused("ALREADY_ASSIGNED_BY_BTV", "the Standing Committee has assigned this title works of the cycle",
                   command);
  }
  if (route.scope != statute::ScopeVerdict::kDelegable) {
    return Refused("NOT_DELEGABLE", "not one of the titles of Điều 11 khoản 2", command).With("reason", route.reason);
  }
  if (!province.WorksUnder(command.official_id, command.agency_id, today)) {
    return Refused("NOT_OF_AGENCY", "the official does not work at this agency, or in a locality of this committee",
                   command);
  }
  return Delegation{circumstances.new_id(), command.official_id,      command.agency_id,  command.cycle,
                    command.work_names,     circumstances.arrived_at, circumstances.actor};
}

}  // namespace dotpha::review
