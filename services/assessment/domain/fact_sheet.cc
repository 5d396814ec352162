#include "services/assessment/domain/fact_sheet.h"

#include <algorithm>
#include <cctype>

#include "services/assessment/domain/case.h"

namespace dotpha::assessment {
namespace {

constexpr char kConfirmed[] = "CONFIRMED";

// "2022", "2022-Q1"; unset for a period that is the id of a work or a request.
std::optional<int> YearOfPeriod(const std::string& period) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (period.size() < 4 || !std::all_of(period.begin(), period.begin() + 4, is_digit) ||
      (period.size() > 4 && period[4] != '-')) {
    return std::nullopt;
  }
  return std::stoi(period.substr(0, 4));
}

// Of the works' own year: a sign raised after the year's end about one of its dates belongs to it too.
bool BelongsTo(const Case& violation_case, int cycle) {
  for (const auto& duty : DutiesOf(violation_case.obligation_ids)) {
    if (const auto year = YearOfPeriod(duty.period)) {
      return *year == cycle;
    }
  }
  return violation_case.conduct_on.year() == cycle;
}

}  // namespace

int CycleOf(const Flag& flag) {
  const auto duties = DutiesOf({flag.obligation_id});
  const auto year = duties.empty() ? std::nullopt : YearOfPeriod(duties.front().period);
  return year.value_or(flag.last_on_time_day.year());
}

FactSheet MakeFactSheet(const statute::Regulation& regulation, const Record& record, const Evaluation& evaluation,
                        const std::vector<Flag>& flags, const std::vector<Case>& cases) {
  const Assessment& assessment = record.assessment;
  FactSheet sheet;
  sheet.suggested_level = assessment.decided_level.empty() ? evaluation.suggested_level : assessment.suggested_level;
  sheet.decided_level = assessment.decided_level;
  sheet.decided_on = assessment.decided_on;
  sheet.document_number = assessment.decision.number;
  if (regulation.result_use) {
    sheet.use = regulation.result_use->wording;
    sheet.use_article = regulation.result_use->article;
    if (regulation.result_use->supports_top_grade_only && !sheet.decided_level.empty() && !regulation.bands.empty()) {
      sheet.supports_top_grade = sheet.decided_level == regulation.bands.front().level;
    }
  }
  sheet.works = record.ratings;
  std::stable_sort(sheet.works.begin(), sheet.works.end(),
                   [](const WorkRating& a, const WorkRating& b) { return a.year > b.year; });
  for (const Flag& flag : flags) {
    if (!flag.withdrawn && CycleOf(flag) == assessment.cycle) {
      ++(flag.missing ? sheet.missing_count : sheet.late_count);
    }
  }
  for (const Case& violation_case : cases) {
    if (violation_case.state == kConfirmed && BelongsTo(violation_case, assessment.cycle)) {
      sheet.confirmed_cases.push_back(violation_case);
    }
  }
  return sheet;
}

}  // namespace dotpha::assessment
