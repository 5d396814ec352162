#include "libs/statute/work_content.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "libs/statute/calendar.h"

namespace dotpha::statute {
namespace {

std::string FieldOf(const std::string& row, std::string_view field) { return row + "." + std::string(field); }

int Written(const std::string& text) { return IsBlank(text) ? 0 : 1; }

// Fields that a regulation may demand: how much of each is written.
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
      {"works.content", [](const Work& work) { return Written(work.content); }},
      {"works.impact", [](const Work& work) { return Written(work.impact); }},
      {"works.difficulties", [](const Work& work) { return Written(work.difficulties); }},
      {"works.support_request", [](const Work& work) { return Written(work.support_request); }},
  };
  return kFields;
}

// Fields that only some forms have, and there only for some categories.
constexpr std::array kFormFields = {"works.content", "works.impact", "works.difficulties", "works.support_request"};

bool AsksFor(const RequiredField& required, const Work& work) {
  return required.document == "registration" && (required.category.empty() || required.category == work.category);
}

void CheckFormFields(const Work& work, const std::string& row, const Regulation& regulation, Violations& violations) {
  for (const std::string field : kFormFields) {
    const bool has_place =
        std::any_of(regulation.required_fields.begin(), regulation.required_fields.end(),
                    [&](const RequiredField& required) { return required.field == field && AsksFor(required, work); });
    if (!has_place && WorkFields().at(field)(work) > 0) {
      violations.Add(FieldOf(row, field.substr(field.find('.') + 1)), "FIELD_NOT_IN_FORM",
                     "the form of " + regulation.id + " has no place for it");
    }
  }
}

// The length of a stage is counted in months, so that one from 01/07 to 30/06 two years later is two years (B-29).
bool FitsDuration(const Duration& duration, Date start, Date end) {
  const Date shortest = AddMonths(start, 12 * (duration.years - 1));
  const Date longest = AddMonths(start, 12 * duration.years) - 1;
  return end >= shortest && end <= longest;
}

void CheckLength(Date start, Date end, const std::string& row, const Duration& duration, int cycle,
                 Violations& violations) {
  if (!duration.stage && start.year() != cycle) {
    violations.Add(FieldOf(row, "start_on"), "START_OUTSIDE_CYCLE", "a work of the year starts in the cycle's year");
  } else if (!duration.stage && end.year() != cycle) {
    violations.Add(FieldOf(row, "end_on"), "END_OUTSIDE_CYCLE", "a work of the year ends in the cycle's year");
  } else if (duration.stage && start.year() > cycle) {
    violations.Add(FieldOf(row, "start_on"), "START_OUTSIDE_CYCLE", "the stage starts after the cycle");
  } else if (duration.stage && end.year() < cycle) {
    violations.Add(FieldOf(row, "end_on"), "END_OUTSIDE_CYCLE", "the stage ends before the cycle");
  } else if (!FitsDuration(duration, start, end)) {
    violations.Add(FieldOf(row, "end_on"), "DATES_DO_NOT_FIT_DURATION",
                   "from start to end it is not " + std::to_string(duration.years) + " year(s)");
  }
}

void CheckDates(const Work& work, const std::string& row, const Duration* duration, int cycle, Violations& violations) {
  if (*work.end < *work.start) {
    violations.Add(FieldOf(row, "end_on"), "END_BEFORE_START", "the work ends before it starts");
  } else if (duration != nullptr && duration->years != 0) {  // 0: dates come from the decision (I-28)
    CheckLength(*work.start, *work.end, row, *duration, cycle, violations);
  }
}

}  // namespace

bool IsWorkId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

void CheckWorkLimits(const Work& work, const std::string& row, const Regulation* regulation,
                     const KnowsAgency& knows_agency, Violations& violations) {
  const auto field = [&row](std::string_view name) { return FieldOf(row, name); };
  if (!work.id.empty() && !IsWorkId(work.id)) {
    violations.Add(field("work_id"), "ID_INVALID", "1 to 64 of A-Z a-z 0-9 . _ -");
  }
  violations.CheckLength(field("display_name"), work.display_name, kMaxNameLength);
  violations.CheckLength(field("basis"), work.basis, kMaxTextLength);
  violations.CheckLength(field("goals"), work.goals, kMaxTextLength);
  violations.CheckLength(field("roadmap"), work.roadmap, kMaxTextLength);
  violations.CheckLength(field("duration"), work.duration, kMaxIdLength);
  violations.CheckLength(field("category"), work.category, kMaxIdLength);
  violations.CheckLength(field("content"), work.content, kMaxTextLength);
  violations.CheckLength(field("impact"), work.impact, kMaxTextLength);
  violations.CheckLength(field("difficulties"), work.difficulties, kMaxTextLength);
  violations.CheckLength(field("support_request"), work.support_request, kMaxTextLength);
  if (work.targets.size() > kMaxTargets) {
    violations.Add(field("targets"), "TOO_MANY", "at most " + std::to_string(kMaxTargets));
  }
  std::set<std::string_view> target_ids;
  for (std::size_t i = 0; i < std::min(work.targets.size(), kMaxTargets); ++i) {
    const std::string target = field("targets[" + std::to_string(i) + "]");
    const std::string& id = work.targets[i].id;
    if (!id.empty() && !IsWorkId(id)) {
      violations.Add(target + ".target_id", "ID_INVALID", "1 to 64 of A-Z a-z 0-9 . _ -");
    } else if (!id.empty() && !target_ids.insert(id).second) {
      violations.Add(target + ".target_id", "DUPLICATE_TARGET", "two targets of the work carry this id");
    }
    violations.CheckLength(target + ".text", work.targets[i].text, kMaxTextLength);
    violations.CheckLength(target + ".value", work.targets[i].value, kMaxNameLength);
    violations.CheckLength(target + ".unit", work.targets[i].unit, kMaxNameLength);
  }
  if (work.partner_agency_ids.size() > kMaxPartnerAgencies) {
    violations.Add(field("partner_agency_ids"), "TOO_MANY", "at most " + std::to_string(kMaxPartnerAgencies));
    return;
  }
  for (std::size_t i = 0; i < work.partner_agency_ids.size(); ++i) {
    if (!knows_agency(work.partner_agency_ids[i])) {
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

// What a concrete task may be, and for how long (R3-CONTENT, R3-DURATION).
void CheckWork(const Work& work, const std::string& row, const Regulation& regulation, int cycle,
               Violations& violations) {
  const Duration* duration = regulation.FindDuration(work.duration);
  if (duration == nullptr && !IsBlank(work.duration)) {
    violations.Add(FieldOf(row, "duration"), "DURATION_NOT_ALLOWED",
                   "not one of the durations of " + regulation.id + " (Điều 3)");
  }
  if (std::none_of(regulation.categories.begin(), regulation.categories.end(),
                   [&work](const Category& category) { return category.code == work.category; })) {
    violations.Add(FieldOf(row, "category"), "CATEGORY_NOT_ALLOWED",
                   "not one of the categories of " + regulation.id + " (Điều 3)");
  }
  if (work.start && work.end && (duration != nullptr || regulation.durations.empty())) {
    CheckDates(work, row, duration, cycle, violations);
  }
  CheckFormFields(work, row, regulation, violations);
  for (std::size_t i = 0; i < work.targets.size(); ++i) {
    if (IsBlank(work.targets[i].text)) {
      violations.Add(FieldOf(row, "targets[" + std::to_string(i) + "].text"), "TARGET_TEXT_MISSING",
                     "a target says what is to be reached");
    }
  }
}

void CheckRequiredWorkFields(const Work& work, const std::string& row, const Regulation& regulation,
                             const std::string& kind, Violations& violations) {
  for (const RequiredField& required : regulation.required_fields) {
    if (!AsksFor(required, work) || (!required.kind.empty() && required.kind != kind)) {
      continue;
    }
    const auto found = WorkFields().find(required.field);
    if (found != WorkFields().end() && found->second(work) < required.min_count) {
      violations.Add(FieldOf(row, required.field.substr(required.field.find('.') + 1)), required.reason,
                     "required by " + required.article);
    }
  }
}

bool IsWorkField(const std::string& path) { return WorkFields().count(path) > 0; }

void CompleteWork(Work& work, const Regulation& regulation) {
  if (work.classification.empty() && !regulation.classifications.empty()) {
    work.classification = regulation.classifications.front();
  }
  std::set<std::string> taken;
  for (const Target& target : work.targets) {
    taken.insert(target.id);
  }
  int next = 1;
  for (Target& target : work.targets) {
    while (target.id.empty()) {
      if (taken.insert(std::to_string(next)).second) {
        target.id = std::to_string(next);
      }
      ++next;
    }
  }
}

}  // namespace dotpha::statute
