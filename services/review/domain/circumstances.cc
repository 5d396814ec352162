#include "services/review/domain/circumstances.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr std::size_t kMaxDocumentNumber = 200;
// A work that others write out is written as one that is newly registered.
constexpr char kNewRegistration[] = "NEW";

}  // namespace

Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& workflow, const std::string& lead, std::string_view state,
                                    const std::string& action, const workflow::GuardEvaluator& holds,
                                    const std::string& official_id) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, workflow));
  workflow::Roles roles;
  for (const std::string& token : circumstances.actor_roles) {
    const auto colon = token.find(':');
    if (colon == std::string::npos) {
      if (token == "official" && circumstances.actor == official_id) {
        roles.insert(token);
      }
      continue;
    }
    roles.insert(token);
    if (!lead.empty() && token.substr(colon + 1) == lead) {
      roles.insert(token.substr(0, colon) + ":*lead*");
    }
  }
  return workflow::Apply(*machine, std::string(state), action, roles, holds);
}

bool SpeaksForAgency(const Circumstances& circumstances, const std::string& agency_id) {
  const auto of_commission = [](const std::string& token) {
    return token == "specialist:BTC" || token == "leader:BTC";
  };
  const auto headed = circumstances.province.AgenciesHeadedBy(circumstances.actor, circumstances.today());
  return std::any_of(circumstances.actor_roles.begin(), circumstances.actor_roles.end(), of_commission) ||
         std::find(headed.begin(), headed.end(), agency_id) != headed.end();
}

std::optional<Date> HolderLeftOn(const AssignedWork& work, Date day, const Province& province) {
  const std::optional<Date> left = province.LeftOn(work.official_id, day);
  const bool given_for_afterwards =
      left && work.basis == Basis::kNewAppointee && work.terms.start && *left <= *work.terms.start;
  return left && work.decided_on < *left && !given_for_afterwards ? left : std::nullopt;
}

void CheckDocument(const DocumentReference& document, const std::string& field, Date today, Violations& violations) {
  if (IsBlank(document.number)) {
    violations.Add(field + ".number", "DOCUMENT_REQUIRED", "the number of the document");
  }
  violations.CheckLength(field + ".number", document.number, kMaxDocumentNumber);
  if (!document.signed_on) {
    violations.Add(field + ".signed_on", "DOCUMENT_REQUIRED", "the date of the document");
  } else if (*document.signed_on > today) {
    violations.Add(field + ".signed_on", "DATE_IN_FUTURE", "the document is dated after today");
  }
}

void CheckCycle(int cycle, Date day, Violations& violations) {
  if (std::abs(cycle - day.year()) > 1) {
    violations.Add("cycle", "CYCLE_OUT_OF_RANGE", "the year in which the works are performed");
  }
}

Work CheckedWork(Work work, const std::string& work_id, const std::string& row, int cycle,
                 const statute::Regulation& regulation, const Province& province, Violations& violations) {
  work.id = work_id;
  statute::CheckWorkLimits(
      work, row, &regulation, [&province](const std::string& id) { return province.KnowsAgency(id); }, violations);
  statute::CheckRequiredWorkFields(work, row, regulation, kNewRegistration, violations);
  statute::CheckWork(work, row, regulation, cycle, violations);
  for (const auto& [date, name, reason] :
       {std::tuple{work.start, ".start_on", "MISSING_START"}, std::tuple{work.end, ".end_on", "MISSING_END"}}) {
    const bool reported = std::any_of(violations.found().begin(), violations.found().end(),
                                      [field = row + name](const Violation& found) { return found.field == field; });
    if (!date && !reported) {
      violations.Add(row + name, reason, "a work has a first and a last day");
    }
  }
  statute::CompleteWork(work, regulation);
  return work;
}

bool GroundAllowed(const statute::Regulation& regulation, const std::string& ground, const std::string& act) {
  return std::any_of(regulation.difference_grounds.begin(), regulation.difference_grounds.end(),
                     [&](const statute::DifferenceGround& known) {
                       return known.code == ground &&
                              std::find(known.acts.begin(), known.acts.end(), act) != known.acts.end();
                     });
}

std::string Joined(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) {
    joined += (joined.empty() ? "" : ",") + word;
  }
  return joined;
}

}  // namespace dotpha::review
