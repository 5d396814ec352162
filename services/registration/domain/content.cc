#include "services/registration/domain/content.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "libs/statute/calendar.h"

namespace dotpha::registration {
namespace {

std::string WorkField(std::size_t index, std::string_view field) {
  return "registration.works[" + std::to_string(index) + "]." + std::string(field);
}

int Written(const std::string& text) { return IsBlank(text) ? 0 : 1; }

// Fields that a regulation may demand, by their path in the public Registration: how much of each is written.
const std::map<std::string, std::function<int(const Work&)>>& WorkFields() {
  static const std::map<std::string, std::function<int(const Work&)>> kFields = {
      {"works.display_name", [](const Work& work) { return Written(work.display_name); }},
      {"works.basis", [](const Work& work) { return Written(work.basis); }},
      {"works.goals", [](const Work& work) { return Written(work.goals); }},
      {"works.targets", [](const Work& work) { return static_cast<int>(work.targets.size()); }},
      {"works.roadmap", [](const Work& work) { return Written(work.roadmap); }},
      {"works.duration", [](const Work& work) { return Written(work.duration); }},
      {"works.category", [](const Work& work) { return Written(work.category); }},
      {"works.start_on", [](const Work& work) { return work.start ? 1 : 0; }},
      {"works.end_on", [](const Work& work) { return work.end ? 1 : 0; }},
  };
  return kFields;
}

const std::map<std::string, std::function<int(const Content&)>>& ContentFields() {
  static const std::map<std::string, std::function<int(const Content&)>> kFields = {
      {"field_in_charge", [](const Content& content) { return Written(content.field_in_charge); }},
      {"reason", [](const Content& content) { return Written(content.reason); }},
      {"works", [](const Content& content) { return static_cast<int>(content.works.size()); }},
      {"adjusts_work_ids", [](const Content& content) { return static_cast<int>(content.adjusts_work_ids.size()); }},
  };
  return kFields;
}

bool IsWorkId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

void CheckWorkLimits(const Work& work, std::size_t index, const statute::Regulation* regulation,
                     const Directory& directory, Violations& violations) {
  const auto field = [index](std::string_view name) { return WorkField(index, name); };
  if (!work.id.empty() && !IsWorkId(work.id)) {
    violations.Add(field("work_id"), "ID_INVALID", "1 to 64 of A-Z a-z 0-9 . _ -");
  }
  violations.CheckLength(field("display_name"), work.display_name, kMaxNameLength);
  violations.CheckLength(field("basis"), work.basis, kMaxTextLength);
  violations.CheckLength(field("goals"), work.goals, kMaxTextLength);
  violations.CheckLength(field("roadmap"), work.roadmap, kMaxTextLength);
  violations.CheckLength(field("duration"), work.duration, kMaxIdLength);
  violations.CheckLength(field("category"), work.category, kMaxIdLength);
  if (work.targets.size() > kMaxTargets) {
    violations.Add(field("targets"), "TOO_MANY", "at most " + std::to_string(kMaxTargets));
  }
  for (std::size_t i = 0; i < std::min(work.targets.size(), kMaxTargets); ++i) {
    const std::string target = field("targets[" + std::to_string(i) + "]");
    violations.CheckLength(target + ".text", work.targets[i].text, kMaxTextLength);
    violations.CheckLength(target + ".value", work.targets[i].value, kMaxNameLength);
    violations.CheckLength(target + ".unit", work.targets[i].unit, kMaxNameLength);
  }
  if (work.partner_agency_ids.size() > kMaxPartnerAgencies) {
    violations.Add(field("partner_agency_ids"), "TOO_MANY", "at most " + std::to_string(kMaxPartnerAgencies));
    return;
  }
  for (std::size_t i = 0; i < work.partner_agency_ids.size(); ++i) {
    if (directory.FindAgency(work.partner_agency_ids[i]) == nullptr) {
      violations.Add(field("partner_agency_ids[" + std::to_string(i) + "]"), "UNKNOWN_AGENCY",
                     "no agency of this id is in the directory");
    }
  }
  const bool accepted =
      work.classification.empty() ||
      (regulation != nullptr && std::find(regulation->classifications.begin(), regulation->classifications.end(),
                                          work.classification) != regulation->classifications.end());
  if (!accepted) {
    violations.Add(field("classification"), "CLASSIFICATION_NOT_ALLOWED",
                   "classified content must not be entered here");
  }
}

// The length of a stage is counted in months, so that one from 01/07 to 30/06 two years later is two years (B-29).
bool FitsDuration(const statute::Duration& duration, Date start, Date end) {
  const Date shortest = statute::AddMonths(start, 12 * (duration.years - 1));
  const Date longest = statute::AddMonths(start, 12 * duration.years) - 1;
  return end >= shortest && end <= longest;
}

void CheckDates(const Work& work, std::size_t index, const statute::Duration& duration, int cycle,
                Violations& violations) {
  const Date start = *work.start;
  const Date end = *work.end;
  if (end < start) {
    violations.Add(WorkField(index, "end_on"), "END_BEFORE_START", "the work ends before it starts");
    return;
  }
  if (duration.years == 0) {
    return;  // the term of the Party congress: dates come from the decision (I-28)
  }
  if (!duration.stage && start.year() != cycle) {
    violations.Add(WorkField(index, "start_on"), "START_OUTSIDE_CYCLE",
                   "a work of the year starts in the cycle's year");
  } else if (!duration.stage && end.year() != cycle) {
    violations.Add(WorkField(index, "end_on"), "END_OUTSIDE_CYCLE", "a work of the year ends in the cycle's year");
  } else if (duration.stage && start.year() > cycle) {
    violations.Add(WorkField(index, "start_on"), "START_OUTSIDE_CYCLE", "the stage starts after the cycle");
  } else if (duration.stage && end.year() < cycle) {
    violations.Add(WorkField(index, "end_on"), "END_OUTSIDE_CYCLE", "the stage ends before the cycle");
  } else if (!FitsDuration(duration, start, end)) {
    violations.Add(WorkField(index, "end_on"), "DATES_DO_NOT_FIT_DURATION",
                   "from start to end it is not " + std::to_string(duration.years) + " year(s)");
  }
}

void CheckWork(const Work& work, std::size_t index, const statute::Regulation& regulation, int cycle,
               Violations& violations) {
  const auto duration =
      std::find_if(regulation.durations.begin(), regulation.durations.end(),
                   [&work](const statute::Duration& candidate) { return candidate.code == work.duration; });
  if (duration == regulation.durations.end() && !IsBlank(work.duration)) {
    violations.Add(WorkField(index, "duration"), "DURATION_NOT_ALLOWED",
                   "not one of the durations of " + regulation.id + " (Điều 3)");
  }
  if (std::none_of(regulation.categories.begin(), regulation.categories.end(),
                   [&work](const statute::Category& category) { return category.code == work.category; })) {
    violations.Add(WorkField(index, "category"), "CATEGORY_NOT_ALLOWED",
                   "not one of the categories of " + regulation.id + " (Điều 3)");
  }
  if (work.start && work.end && duration != regulation.durations.end()) {
    CheckDates(work, index, *duration, cycle, violations);
  }
  for (std::size_t i = 0; i < work.targets.size(); ++i) {
    if (IsBlank(work.targets[i].text)) {
      violations.Add(WorkField(index, "targets[" + std::to_string(i) + "].text"), "TARGET_TEXT_MISSING",
                     "a target says what is to be reached");
    }
  }
}

void CheckRequiredFields(const Content& content, const statute::Regulation& regulation, Violations& violations) {
  const std::string kind(content.kind ? NameOf(*content.kind) : "");
  for (const statute::RequiredField& required : regulation.required_fields) {
    if (required.document != "registration" || (!required.kind.empty() && required.kind != kind)) {
      continue;
    }
    const std::string description = "required by " + required.article;
    if (const auto found = ContentFields().find(required.field); found != ContentFields().end()) {
      if (found->second(content) < required.min_count) {
        violations.Add("registration." + required.field, required.reason, description);
      }
      continue;
    }
    const auto found = WorkFields().find(required.field);
    for (std::size_t i = 0; found != WorkFields().end() && i < content.works.size(); ++i) {
      if (found->second(content.works[i]) < required.min_count) {
        violations.Add(WorkField(i, required.field.substr(required.field.find('.') + 1)), required.reason, description);
      }
    }
  }
}

void CheckKind(const Content& content, const statute::Regulation& regulation, std::optional<Date> occasion,
               Violations& violations) {
  const std::string_view kind = content.kind ? NameOf(*content.kind) : "";
  const auto rule =
      std::find_if(regulation.registration_kinds.begin(), regulation.registration_kinds.end(),
                   [kind](const statute::RegistrationKindRule& candidate) { return candidate.kind == kind; });
  if (rule == regulation.registration_kinds.end()) {
    violations.Add("registration.kind", "KIND_NOT_ALLOWED", "not a kind of registration of " + regulation.id);
    return;
  }
  // That the kind is for holders of a running stage work alone cannot be seen here: assignments are the review
  // service's, and its bodies see the registration.
  const bool reason_given = !IsBlank(content.reason);
  if (rule->needs_works && content.works.empty() && !(occasion && reason_given)) {
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
    if (!IsWorkId(content.adjusts_work_ids[i])) {
      violations.Add("registration.adjusts_work_ids[" + std::to_string(i) + "]", "ID_INVALID",
                     "1 to 64 of A-Z a-z 0-9 . _ -");
    }
  }
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    CheckWorkLimits(content.works[i], i, regulation, directory, violations);
    if (!content.works[i].id.empty() && !ids.insert(content.works[i].id).second) {
      violations.Add(WorkField(i, "work_id"), "DUPLICATE_ID", "two works carry this id");
    }
  }
}

void CheckComplete(const Content& content, const statute::Regulation& regulation, int cycle,
                   std::optional<Date> occasion, Violations& violations) {
  CheckKind(content, regulation, occasion, violations);
  CheckRequiredFields(content, regulation, violations);
  for (std::size_t i = 0; i < std::min(content.works.size(), kMaxWorks); ++i) {
    CheckWork(content.works[i], i, regulation, cycle, violations);
  }
}

Result<void> CheckRegulation(const statute::Regulation& regulation) {
  for (const statute::RequiredField& required : regulation.required_fields) {
    if (required.document == "registration" && ContentFields().count(required.field) == 0 &&
        WorkFields().count(required.field) == 0) {
      return FailedPrecondition("REGULATION_NOT_SUPPORTED",
                                regulation.id + " requires a field that registrations do not have: " + required.field)
          .With("field", required.field);
    }
  }
  return {};
}

}  // namespace dotpha::registration
