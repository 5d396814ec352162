#include "services/registration/domain/content.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "libs/statute/work_content.h"

namespace dotpha::registration {
namespace {

std::string WorkRow(std::size_t index) { return "registration.works[" + std::to_string(index) + "]"; }

int Written(const std::string& text) { return IsBlank(text) ? 0 : 1; }

// Fields outside the works that a regulation may demand, by their path in the public Registration: how much of each is
// written.
const std::map<std::string, std::function<int(const Content&)>>& ContentFields() {
  static const std::map<std::string, std::function<int(const Content&)>> kFields = {
      {"field_in_charge", [](const Content& content) { return Written(content.field_in_charge); }},
      {"reason", [](const Content& content) { return Written(content.reason); }},
      {"works", [](const Content& content) { return static_cast<int>(content.works.size()); }},
      {"adjusts_work_ids", [](const Content& content) { return static_cast<int>(content.adjusts_work_ids.size()); }},
  };
  return kFields;
}

void CheckRequiredFields(const Content& content, const statute::Regulation& regulation, Violations& violations) {
  const std::string kind(content.kind ? NameOf(*content.kind) : "");
  for (const statute::RequiredField& required : regulation.required_fields) {
    if (required.document != "registration" || (!required.kind.empty() && required.kind != kind)) {
      continue;
    }
    const auto found = ContentFields().find(required.field);
    if (found != ContentFields().end() && found->second(content) < required.min_count) {
      violations.Add("registration." + required.field, required.reason, "required by " + required.article);
    }
  }
  for (std::size_t i = 0; i < std::min(content.works.size(), kMaxWorks); ++i) {
    statute::CheckRequiredWorkFields(content.works[i], WorkRow(i), regulation, kind, violations);
  }
}

// A stage work that the official still holds in some part of the cycle (R4.1-STAGEHOLDER).
bool RunsInCycle(const HeldWork& work, const statute::Regulation& regulation, int cycle) {
  const statute::Duration* duration = regulation.FindDuration(work.duration);
  const Date first(cycle, 1, 1);
  return duration != nullptr && duration->stage && work.start.year() <= cycle && first <= work.end &&
         (!work.ended_on || first < *work.ended_on);
}

void CheckStageHolder(const Content& content, const statute::Regulation& regulation, int cycle,
                      const std::vector<HeldWork>& held_works, Violations& violations) {
  std::set<std::string_view> running;
  for (const HeldWork& work : held_works) {
    if (RunsInCycle(work, regulation, cycle)) {
      running.insert(work.id);
    }
  }
  if (running.empty()) {
    violations.Add("registration.kind", "KIND_NOT_ALLOWED", "only for who holds a stage work that runs in the cycle");
    return;
  }
  for (std::size_t i = 0; i < content.adjusts_work_ids.size(); ++i) {
    if (running.count(content.adjusts_work_ids[i]) == 0) {
      violations.Add("registration.adjusts_work_ids[" + std::to_string(i) + "]", "WORK_NOT_HELD",
                     "not a running stage work of the official");
    }
  }
}

void CheckKind(const Content& content, const statute::Regulation& regulation, int cycle, std::optional<Date> occasion,
               const std::optional<std::vector<HeldWork>>& held_works, Violations& violations) {
  const std::string_view kind = content.kind ? NameOf(*content.kind) : "";
  const auto rule =
      std::find_if(regulation.registration_kinds.begin(), regulation.registration_kinds.end(),
                   [kind](const statute::RegistrationKindRule& candidate) { return candidate.kind == kind; });
  if (rule == regulation.registration_kinds.end()) {
    violations.Add("registration.kind", "KIND_NOT_ALLOWED", "not a kind of registration of " + regulation.id);
    return;
  }
  if (rule->stage_holders_only && held_works) {
    CheckStageHolder(content, regulation, cycle, *held_works, violations);
  }
  const bool reason_given = !IsBlank(content.reason);
  const bool left_to_the_committee = rule->works_optional_when_late && occasion && reason_given;
  if (rule->needs_works && content.works.empty() && !left_to_the_committee) {
    violations.Add("registration.works", "NO_WORKS", "at least one work is registered");
  }
  if (rule->needs_adjusts && content.adjusts_work_ids.empty()) {
    violations.Add("registration.adjusts_work_ids", "ADJUSTS_REQUIRED", "names the running work to be adjusted");
  }
  if (rule->needs_reason && !reason_given) {
    violations.Add("registration.reason", "REASON_REQUIRED", "says why nothing is added");
  }
}

}  // namespace

void CheckLimits(const Content& content, const statute::Regulation* regulation, const Directory& directory,
                 Violations& violations) {
  violations.CheckLength("registration.field_in_charge", content.field_in_charge, kMaxTextLength);
  violations.CheckLength("registration.reason", content.reason, kMaxTextLength);
  if (content.works.size() > kMaxWorks) {
    violations.Add("registration.works", "TOO_MANY", "at most " + std::to_string(kMaxWorks));
    return;
  }
  if (content.adjusts_work_ids.size() > kMaxWorks) {
    violations.Add("registration.adjusts_work_ids", "TOO_MANY", "at most " + std::to_string(kMaxWorks));
    return;
  }
  for (std::size_t i = 0; i < content.adjusts_work_ids.size(); ++i) {
    if (!statute::IsWorkId(content.adjusts_work_ids[i])) {
      violations.Add("registration.adjusts_work_ids[" + std::to_string(i) + "]", "ID_INVALID",
                     "1 to 64 of A-Z a-z 0-9 . _ -");
    }
  }
  const statute::KnowsAgency knows_agency = [&directory](const std::string& id) {
    return directory.FindAgency(id) != nullptr;
  };
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    statute::CheckWorkLimits(content.works[i], WorkRow(i), regulation, knows_agency, violations);
    if (!content.works[i].id.empty() && !ids.insert(content.works[i].id).second) {
      violations.Add(WorkRow(i) + ".work_id", "DUPLICATE_ID", "two works carry this id");
    }
  }
}

void CheckComplete(const Content& content, const statute::Regulation& regulation, int cycle,
                   std::optional<Date> occasion, const std::optional<std::vector<HeldWork>>& held_works,
                   Violations& violations) {
  CheckKind(content, regulation, cycle, occasion, held_works, violations);
  CheckRequiredFields(content, regulation, violations);
  for (std::size_t i = 0; i < std::min(content.works.size(), kMaxWorks); ++i) {
    statute::CheckWork(content.works[i], WorkRow(i), regulation, cycle, violations);
  }
}

Result<void> CheckRegulation(const statute::Regulation& regulation) {
  for (const statute::RequiredField& required : regulation.required_fields) {
    if (required.document == "registration" && ContentFields().count(required.field) == 0 &&
        !statute::IsWorkField(required.field)) {
      return FailedPrecondition("REGULATION_NOT_SUPPORTED",
                                regulation.id + " requires a field that registrations do not have: " + required.field)
          .With("field", required.field);
    }
  }
  return {};
}

}  // namespace dotpha::registration
