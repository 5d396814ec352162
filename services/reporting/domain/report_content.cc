#include "services/reporting/domain/report_content.h"

#include <algorithm>

#include "services/reporting/domain/plan_content.h"

namespace dotpha::reporting {
namespace {

std::string Row(const std::string& list, std::size_t index) { return list + "[" + std::to_string(index) + "]"; }

const ReportedWork* WorkOf(const ReportContent& content, const std::string& work_id) {
  const auto found = std::find_if(content.works.begin(), content.works.end(),
                                  [&](const ReportedWork& work) { return work.work_id == work_id; });
  return found == content.works.end() ? nullptr : &*found;
}

// Ids of the items that the plan has in the period.
std::set<std::string> ItemsIn(const PlannedWork& work, const Period& period) {
  std::set<std::string> items;
  for (const PlannedYear& year : work.years) {
    for (const PlannedQuarter& quarter : year.quarters) {
      for (const PlannedMonth& month : quarter.months) {
        const bool within = period.year == 0 || (year.year == period.year && period.first_month <= month.month &&
                                                 month.month <= period.last_month);
        for (const PlannedItem& item : month.items) {
          if (within) {
            items.insert(item.id);
          }
        }
      }
    }
  }
  return items;
}

bool Fills(const ReportContent& content, const std::string& work_id, const std::set<std::string>& items) {
  const ReportedWork* work = WorkOf(content, work_id);
  return work != nullptr && std::any_of(work->items.begin(), work->items.end(),
                                        [&](const ReportedItem& item) { return items.count(item.id) > 0; });
}

bool IsStageReport(const statute::DerivedObligation& duty) { return duty.duty->trigger == statute::Trigger::kStageEnd; }

// The works whose rows a report on this duty must have.
std::vector<std::string> WorksReportedIn(const statute::DerivedObligation& duty,
                                         const std::map<std::string, PlannedWork>& planned,
                                         const std::string& official_id, const Circumstances& circumstances,
                                         const statute::Regulation& regulation, Date day) {
  if (IsStageReport(duty)) {
    return {duty.key.period};
  }
  std::vector<std::string> works;
  if (const auto left_on = DepartureDay(regulation, duty.key)) {
    for (const std::string& work_id : WorksMet(circumstances, regulation, official_id, *left_on)) {
      if (planned.count(work_id) > 0) {
        works.push_back(work_id);
      }
    }
    return works;
  }
  for (const HeldWork& held : WorksHeld(circumstances, regulation, official_id, duty.cycle, day)) {
    if (planned.count(held.work_id) > 0) {
      works.push_back(held.work_id);
    }
  }
  return works;
}

bool IsBand(const statute::Regulation& regulation, const std::string& level) {
  return std::any_of(regulation.bands.begin(), regulation.bands.end(),
                     [&](const statute::RatingBand& band) { return band.level == level; });
}

// "Mẫu số 03" wants a level of each work; the annual report also one of the official (Điều 7 khoản 3 điểm a).
void CheckSelfLevel(const statute::RequiredField& rule, const ReportContent& content,
                    const statute::DerivedObligation& duty, const std::vector<std::string>& works,
                    Violations& violations) {
  const std::string text = "required by " + rule.article + " (" + rule.rule + ")";
  for (const std::string& work_id : works) {
    if (content.self_level.works.count(work_id) == 0) {
      violations.Add("report.self_level.works[" + work_id + "]", rule.reason, text);
    }
  }
  if (!IsStageReport(duty) && content.self_level.overall.empty()) {
    violations.Add("report.self_level.overall", rule.reason, text);
  }
}

// `has_plan`: percentages are of a plan; who leaves before he made one says his results in words.
void CheckDemand(const statute::RequiredField& rule, const ReportContent& content, bool has_plan,
                 Violations& violations) {
  const std::string text = "required by " + rule.article + " (" + rule.rule + ")";
  if (rule.field == "difficulties" && IsBlank(content.narrative.difficulties)) {
    violations.Add("report.narrative.difficulties", rule.reason, text);
  }
  if (rule.field == "directions" && IsBlank(content.narrative.directions)) {
    violations.Add("report.narrative.directions", rule.reason, text);
  }
  // Mẫu số 03 states the results in its rows; a text beside them is the official's choice.
  if (rule.field == "results" && IsBlank(content.narrative.results) && content.works.empty()) {
    violations.Add("report.works", rule.reason, text);
  }
  if (has_plan && (rule.field == "works.leaves" || rule.field == "works.percentage")) {
    for (std::size_t i = 0; i < content.works.size(); ++i) {
      if (content.works[i].items.empty()) {
        violations.Add(Row("report.works", i) + ".items", rule.reason, text);
      }
    }
    if (content.works.empty()) {
      violations.Add("report.works", rule.reason, text);
    }
  }
}

// The entry of a schedule that gives periods like this one; of a stage, a request or a completion: none.
const statute::ScheduleEntry* EntryOf(const DutyKey& key, const std::vector<statute::InForce>& law) {
  for (const statute::InForce& version : law) {
    for (const statute::Duty& duty : version.regulation->duties) {
      const bool periodic = duty.trigger == statute::Trigger::kActiveWork || duty.trigger == statute::Trigger::kCycle ||
                            duty.trigger == statute::Trigger::kDeparture;
      for (const statute::ScheduleEntry& entry : duty.schedule) {
        if (periodic && duty.code == key.duty && key.period.ends_with(entry.period_suffix) &&
            (duty.trigger == statute::Trigger::kDeparture || key.period.size() == 4 + entry.period_suffix.size())) {
          return &entry;
        }
      }
    }
  }
  return nullptr;
}

std::string NameOfBand(const statute::RatingBand* band) { return band == nullptr ? "" : band->level; }

}  // namespace

std::map<std::string, PlannedWork> PlannedWorks(const std::vector<Plan>& plans) {
  std::map<std::string, PlannedWork> works;
  for (const Plan& plan : plans) {
    for (const PlannedWork& work : plan.content.works) {
      works.insert_or_assign(work.work_id, work);
    }
  }
  return works;
}

Period PeriodOf(const DutyKey& key, const std::vector<statute::InForce>& law) {
  const std::string& text = key.period;
  const bool year =
      text.size() >= 4 && std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
  const statute::ScheduleEntry* entry = EntryOf(key, law);
  if (!year || entry == nullptr) {
    return {0, 1, 12};  // the id of a work or a request
  }
  // Up to the eve of the day on which he left, or a work stopped.
  if (const auto left_on = Date::Parse(text); left_on.ok()) {
    const Date eve = *left_on - 1;
    return {eve.year(), 1, static_cast<int>(eve.month())};
  }
  return {std::stoi(text.substr(0, 4)), entry->first_month, entry->last_month};
}

std::vector<std::pair<int, int>> QuartersOf(const DutyKey& key, const std::vector<statute::InForce>& law) {
  const Period period = PeriodOf(key, law);
  std::vector<std::pair<int, int>> quarters;
  if (period.year == 0 || Date::Parse(key.period).ok()) {
    return quarters;  // what is said when leaving closes no period of a plan
  }
  const statute::Regulation* regulation = statute::InForceOn(law, Date(period.year, 12, 31));
  const int months = regulation == nullptr ? 3 : regulation->MonthsOfPart();
  for (int quarter = 1; quarter <= 12 / months; ++quarter) {
    if (period.first_month <= quarter * months - months + 1 && quarter * months <= period.last_month) {
      quarters.emplace_back(period.year, quarter);
    }
  }
  return quarters;
}

std::string ToText(const DutyKey& key) {
  return key.duty + " " + key.period + (key.occasion.empty() ? "" : " " + key.occasion);
}

std::vector<statute::DerivedObligation> CheckCovers(const std::vector<DutyKey>& covers, const std::string& official_id,
                                                    const ReportBasis& basis, const Circumstances& circumstances,
                                                    Date day, Violations& violations) {
  std::vector<statute::DerivedObligation> covered;
  if (covers.empty()) {
    violations.Add("report.covers", "COVERS_MISSING", "which duties the report is for (I-07)");
    return covered;
  }
  const auto duties = ReportDuties(circumstances, official_id, day);
  std::set<DutyKey> seen;
  for (std::size_t i = 0; i < covers.size(); ++i) {
    const DutyKey& key = covers[i];
    const std::string field = Row("report.covers", i);
    if (!seen.insert(key).second) {
      violations.Add(field, "COVER_DUPLICATE", ToText(key) + " stands there twice");
      continue;
    }
    const bool known =
        std::any_of(circumstances.known.facts.law.begin(), circumstances.known.facts.law.end(), [&](const auto& law) {
          const statute::Duty* duty = law.regulation->FindDuty(key.duty);
          return duty != nullptr && IsReport(*duty);
        });
    if (!known) {
      violations.Add(field, "COVER_UNKNOWN", "no report of this kind is owed under the law of this authority");
      continue;
    }
    const auto duty = std::find_if(duties.begin(), duties.end(), [&](const auto& one) { return one.key == key; });
    if (duty == duties.end()) {
      violations.Add(field, "COVER_NOT_OPEN", "the official does not owe " + ToText(key));
    } else if (basis.discharged.count(key) > 0) {
      violations.Add(field, "ALREADY_REPORTED", ToText(key) + " was covered before; correct that report instead");
    } else {
      covered.push_back(*duty);
    }
  }
  return covered;
}

std::vector<CoverableDuty> OpenReports(const std::set<DutyKey>& discharged, const std::string& official_id,
                                       const Circumstances& circumstances, Date today) {
  std::vector<CoverableDuty> open;
  std::optional<Date> chosen;
  for (statute::DerivedObligation& duty : ReportDuties(circumstances, official_id, today)) {
    if (discharged.count(duty.key) > 0 || duty.waived_at) {
      continue;
    }
    if (!chosen || *chosen < today) {
      chosen = duty.last_on_time_day;  // they come by date
    }
    open.push_back({std::move(duty), false});
  }
  for (CoverableDuty& one : open) {
    one.preselected = one.duty.last_on_time_day == chosen;
  }
  return open;
}

void CheckReportRows(const ReportContent& content, const std::map<std::string, PlannedWork>& planned,
                     const statute::Regulation& regulation, Violations& violations) {
  std::set<std::string> works;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    const ReportedWork& work = content.works[i];
    const std::string field = Row("report.works", i);
    violations.CheckLength(field + ".reason", work.reason, kMaxTextLength);
    if (!works.insert(work.work_id).second) {
      violations.Add(field + ".work_id", "DUPLICATE_WORK", "the work " + work.work_id + " stands there twice");
    }
    const auto plan = planned.find(work.work_id);
    if (plan == planned.end()) {
      violations.Add(field + ".work_id", "WORK_NOT_IN_PLAN", "no plan of the official holds this work");
      continue;
    }
    const std::set<std::string> known = ItemsIn(plan->second, {0, 1, 12});
    std::set<std::string> items;
    for (std::size_t k = 0; k < work.items.size(); ++k) {
      const ReportedItem& item = work.items[k];
      const std::string item_field = Row(field + ".items", k);
      violations.CheckLength(item_field + ".product", item.product, kMaxTextLength);
      if (known.count(item.id) == 0) {
        violations.Add(item_field + ".item_id", "ITEM_UNKNOWN", "the plan of the work has no such item");
      } else if (!items.insert(item.id).second) {
        violations.Add(item_field + ".item_id", "DUPLICATE_ITEM", "the item " + item.id + " stands there twice");
      }
      if (item.completion_e2 < 0) {
        violations.Add(item_field + ".completion_e2", "LEAF_OUT_OF_RANGE", "a completion is not below 0");
      }
    }
  }
  const auto check_level = [&](const std::string& field, const std::string& level) {
    if (!level.empty() && !IsBand(regulation, level)) {
      violations.Add(field, "LEVEL_UNKNOWN", "not a level of " + regulation.id);
    }
  };
  check_level("report.self_level.overall", content.self_level.overall);
  for (const auto& [work_id, level] : content.self_level.works) {
    const std::string field = "report.self_level.works[" + work_id + "]";
    if (planned.count(work_id) == 0) {
      violations.Add(field, "WORK_NOT_IN_PLAN", "no plan of the official holds this work");
    }
    if (level.empty()) {
      violations.Add(field, "LEVEL_UNKNOWN", "no level is given");
    }
    check_level(field, level);
  }
  violations.CheckLength("report.narrative.results", content.narrative.results, kMaxTextLength);
  violations.CheckLength("report.narrative.difficulties", content.narrative.difficulties, kMaxTextLength);
  violations.CheckLength("report.narrative.directions", content.narrative.directions, kMaxTextLength);
  violations.CheckLength("report.narrative.proposals", content.narrative.proposals, kMaxTextLength);
}

void CheckReportComplete(const ReportContent& content, const std::vector<statute::DerivedObligation>& duties,
                         const std::map<std::string, PlannedWork>& planned, const std::string& official_id,
                         const Circumstances& circumstances, const statute::Regulation& regulation, Date day,
                         bool departure, Violations& violations) {
  for (const statute::RequiredField& rule : regulation.required_fields) {
    if (rule.document == (departure ? "departure_report" : "report") && rule.kind.empty()) {
      CheckDemand(rule, content, !planned.empty(), violations);
    }
  }
  for (const statute::DerivedObligation& duty : duties) {
    const auto works = WorksReportedIn(duty, planned, official_id, circumstances, regulation, day);
    for (const statute::RequiredField& rule : regulation.required_fields) {
      if (rule.document == "report" && rule.kind == duty.key.duty && rule.field == "works.self_level") {
        CheckSelfLevel(rule, content, duty, works, violations);
      }
    }
    for (const std::string& work_id : works) {
      const auto plan = planned.find(work_id);
      const std::set<std::string> items =
          plan == planned.end() ? std::set<std::string>{}
                                : ItemsIn(plan->second, PeriodOf(duty.key, circumstances.known.facts.law));
      // A period of share 0 has no rows to fill (I-49); a stage that nobody planned cannot be reported.
      if ((!items.empty() && !Fills(content, work_id, items)) || (items.empty() && IsStageReport(duty))) {
        violations.Add("report.covers", "EMPTY_PERIOD",
                       duty.key.period + ": no row of the work " + work_id + " (" + duty.key.duty + ")");
      }
    }
  }
}

std::vector<Warning> SelfLevelWarnings(const ReportContent& content, const std::vector<DutyKey>& covers,
                                       const std::map<std::string, PlannedWork>& planned,
                                       const std::map<std::string, statute::ItemResults>& items,
                                       const statute::Regulation& regulation,
                                       const std::vector<statute::InForce>& law) {
  std::vector<Warning> warnings;
  const auto compare = [&](const std::string& field, const std::string& level, const statute::ExactPercent& percent) {
    const std::string band = NameOfBand(statute::BandOf(regulation, percent));
    if (!level.empty() && level != band) {
      warnings.push_back({"SELF_LEVEL_MISMATCH", field,
                          "self-level " + level + ", reported " +
                              statute::FormatHundredths(statute::FloorToHundredths(percent)) + " % is " + band});
    }
  };
  const auto results_of = [&](const std::string& work_id) {
    const auto found = items.find(work_id);
    return found == items.end() ? statute::ItemResults{} : found->second;
  };
  // The year where the report is annual; else the stage.
  int year = 0;
  for (const DutyKey& key : covers) {
    const Period period = PeriodOf(key, law);
    if (period.year != 0 && period.first_month == 1 && period.last_month == 12) {
      year = period.year;
    }
  }
  std::vector<statute::ExactPercent> of_the_year;
  for (const auto& [work_id, level] : content.self_level.works) {
    const auto plan = planned.find(work_id);
    if (plan == planned.end()) {
      continue;
    }
    const statute::WeightNode tree = TreeOf(plan->second);
    const statute::WeightNode* node = year == 0 ? &tree : statute::YearNode(tree, year);
    const auto percent = node == nullptr ? std::nullopt : statute::CompletionOf(*node, results_of(work_id));
    if (percent) {
      compare("self_level.works[" + work_id + "]", level, *percent);
      of_the_year.push_back(*percent);
    }
  }
  const auto mean = statute::MeanOf(of_the_year);
  if (year != 0 && mean.ok() && *mean) {
    compare("self_level.overall", content.self_level.overall, **mean);
  }
  return warnings;
}

void Apply(const std::vector<ReportedWork>& works, std::map<std::string, statute::ItemResults>& items) {
  for (const ReportedWork& work : works) {
    for (const ReportedItem& item : work.items) {
      items[work.work_id].reported[item.id] = item.completion_e2;
    }
  }
}

}  // namespace dotpha::reporting
