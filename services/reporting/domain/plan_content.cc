#include "services/reporting/domain/plan_content.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "libs/statute/rating.h"

namespace dotpha::reporting {
namespace {

constexpr std::size_t kMostListed = 200;
constexpr std::size_t kMostItems = 2'000;  // of one plan
constexpr std::size_t kMaxIdLength = 64;

std::string Row(const std::string& list, std::size_t index) { return list + "[" + std::to_string(index) + "]"; }

std::string WorkField(std::size_t index) { return Row("plan.works", index); }

bool AllBlank(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return IsBlank(text); });
}

// Calls `use` with every item of the work and the path of its field.
void ForEachItem(const PlannedWork& work, const std::string& field,
                 const std::function<void(const PlannedItem&, const std::string&)>& use) {
  for (std::size_t y = 0; y < work.years.size(); ++y) {
    const std::string year = Row(field + ".years", y);
    for (std::size_t q = 0; q < work.years[y].quarters.size(); ++q) {
      const PlannedQuarter& quarter = work.years[y].quarters[q];
      const std::string quarter_field = Row(year + ".quarters", q);
      for (std::size_t m = 0; m < quarter.months.size(); ++m) {
        const std::string month = Row(quarter_field + ".months", m);
        for (std::size_t i = 0; i < quarter.months[m].items.size(); ++i) {
          use(quarter.months[m].items[i], Row(month + ".items", i));
        }
      }
    }
  }
}

// One field that the law demands of a plan; adds its own violations.
using FieldCheck = std::function<void(const statute::RequiredField&, const PlanContent&, const Circumstances&,
                                      const std::vector<HeldWork>&, Violations&)>;

void Demand(bool there, const statute::RequiredField& rule, const std::string& field, Violations& violations) {
  if (!there) {
    violations.Add(field, rule.reason, "required by " + rule.article + " (" + rule.rule + ")");
  }
}

const Coordination* CoordinationOf(const PlanContent& content, const std::string& work_id) {
  const auto found = std::find_if(content.coordination.begin(), content.coordination.end(),
                                  [&](const Coordination& entry) { return entry.work_id == work_id; });
  return found == content.coordination.end() ? nullptr : &*found;
}

// Each planned work that touches several agencies, by the assignment (R4.4a-MULTI).
void ForEachMultiAgencyWork(const PlanContent& content, const Circumstances& circumstances,
                            const std::function<void(const PlannedWork&, const Coordination*)>& use) {
  for (const PlannedWork& work : content.works) {
    const auto detail = circumstances.known.works.find(work.work_id);
    if (detail != circumstances.known.works.end() && detail->second.multi_agency) {
      use(work, CoordinationOf(content, work.work_id));
    }
  }
}

const std::map<std::string, FieldCheck>& PlanFields() {
  using Rule = statute::RequiredField;
  using Works = std::vector<HeldWork>;
  static const std::map<std::string, FieldCheck> fields{
      {"general_goal",
       [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&, Violations& violations) {
         Demand(!IsBlank(content.general_goal), rule, "plan.general_goal", violations);
       }},
      {"specific_goals",
       [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&, Violations& violations) {
         Demand(!AllBlank(content.specific_goals), rule, "plan.specific_goals", violations);
       }},
      {"solutions",
       [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&, Violations& violations) {
         Demand(!AllBlank(content.solutions), rule, "plan.solutions", violations);
       }},
      {"roadmap", [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&,
                     Violations& violations) { Demand(!IsBlank(content.roadmap), rule, "plan.roadmap", violations); }},
      {"works.targets",
       [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&, Violations& violations) {
         for (std::size_t i = 0; i < content.works.size(); ++i) {
           bool linked = false;
           ForEachItem(content.works[i], "", [&](const PlannedItem& item, const std::string&) {
             linked = linked || !item.target_ids.empty();
           });
           Demand(linked, rule, WorkField(i), violations);
         }
       }},
      {"works.years",
       [](const Rule& rule, const PlanContent& content, const Circumstances&, const Works&, Violations& violations) {
         for (std::size_t i = 0; i < content.works.size(); ++i) {
           Demand(!content.works[i].years.empty(), rule, WorkField(i) + ".years", violations);
         }
       }},
      {"coordination.arrangement",
       [](const Rule& rule, const PlanContent& content, const Circumstances& circumstances, const Works&,
          Violations& violations) {
         ForEachMultiAgencyWork(content, circumstances, [&](const PlannedWork& work, const Coordination* found) {
           Demand(found != nullptr && !IsBlank(found->arrangement), rule,
                  "plan.coordination[" + work.work_id + "].arrangement", violations);
         });
       }},
      {"coordination.agencies",
       [](const Rule& rule, const PlanContent& content, const Circumstances& circumstances, const Works&,
          Violations& violations) {
         ForEachMultiAgencyWork(content, circumstances, [&](const PlannedWork& work, const Coordination* found) {
           Demand(found != nullptr && !AllBlank(found->agency_ids), rule,
                  "plan.coordination[" + work.work_id + "].agency_ids", violations);
         });
       }},
  };
  return fields;
}

// What a report must hold is checked in report_content.cc; the names are here so that both are known at the start.
const std::set<std::string>& ReportFields() {
  static const std::set<std::string> fields{"results", "works.leaves", "difficulties", "directions",
                                            "works.self_level"};
  return fields;
}

// Exactly the works that the plan is for, each once.
void CheckWorks(const PlanContent& content, const std::vector<HeldWork>& works, Violations& violations) {
  std::set<std::string> planned;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    const std::string& id = content.works[i].work_id;
    if (!planned.insert(id).second) {
      violations.Add(WorkField(i) + ".work_id", "DUPLICATE_WORK", "the work " + id + " is planned twice");
    }
    if (std::none_of(works.begin(), works.end(), [&](const HeldWork& work) { return work.work_id == id; })) {
      violations.Add(WorkField(i) + ".work_id", "WORK_NOT_ASSIGNED", "this plan is not for the work " + id);
    }
  }
  for (const HeldWork& work : works) {
    if (planned.count(work.work_id) == 0) {
      violations.Add("plan.works", "WORK_MISSING_IN_PLAN", "the assigned work " + work.work_id + " is not planned");
    }
  }
}

// Numbers of a list of periods: within bounds and each once.
template <typename Part, typename Number>
void CheckNumbers(const std::vector<Part>& parts, Number number, int least, int most, const std::string& field,
                  Violations& violations) {
  std::set<int> seen;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const int value = number(parts[i]);
    if (value < least || value > most) {
      violations.Add(Row(field, i), "PERIOD_NUMBER_INVALID",
                     std::to_string(value) + " is not within " + std::to_string(least) + " to " + std::to_string(most));
    }
    if (!seen.insert(value).second) {
      violations.Add(Row(field, i), "DUPLICATE_PERIOD", "the period " + std::to_string(value) + " stands there twice");
    }
  }
}

// An annual work is planned for its year, a stage work for each year that it touches (R4.4a-YEARW, R4.4a-STAGEW).
// `months`: of the parts into which a plan divides a year.
void CheckPeriods(const PlannedWork& work, const HeldWork& held, int months, const std::string& field,
                  Violations& violations) {
  const int first = held.start.year();
  const int last = held.stage ? held.end.year() : first;
  std::set<int> years;
  for (std::size_t y = 0; y < work.years.size(); ++y) {
    const PlannedYear& year = work.years[y];
    const std::string year_field = Row(field + ".years", y);
    if (year.year < first || year.year > last) {
      violations.Add(year_field, "YEAR_NOT_IN_WORK",
                     work.work_id + " runs from " + std::to_string(first) + " to " + std::to_string(last));
    }
    if (!years.insert(year.year).second) {
      violations.Add(year_field, "DUPLICATE_PERIOD", "the year " + std::to_string(year.year) + " stands there twice");
    }
    CheckNumbers(
        year.quarters, [](const PlannedQuarter& quarter) { return quarter.quarter; }, 1, 12 / months,
        year_field + ".quarters", violations);
    for (std::size_t q = 0; q < year.quarters.size(); ++q) {
      const PlannedQuarter& quarter = year.quarters[q];
      CheckNumbers(
          quarter.months, [](const PlannedMonth& month) { return month.month; }, quarter.quarter * months - months + 1,
          quarter.quarter * months, Row(year_field + ".quarters", q) + ".months", violations);
    }
  }
  for (int year = first; year <= last && !work.years.empty(); ++year) {
    if (years.count(year) == 0) {
      violations.Add(field + ".years", "YEAR_MISSING", work.work_id + " has no year " + std::to_string(year));
    }
  }
}

void CheckItems(const PlannedWork& work, const WorkDetail& detail, const std::string& field, Violations& violations) {
  std::set<std::string> ids;
  ForEachItem(work, field, [&](const PlannedItem& item, const std::string& item_field) {
    if (IsBlank(item.id)) {
      violations.Add(item_field + ".item_id", "ITEM_ID_MISSING", "reports name an item by its id");
    } else if (!ids.insert(item.id).second) {
      violations.Add(item_field + ".item_id", "DUPLICATE_ITEM", "another item of the work has the id " + item.id);
    }
    if (IsBlank(item.text)) {
      violations.Add(item_field + ".text", "ITEM_TEXT_MISSING", "what is to be done (Mẫu số 02, cột 2)");
    }
    if (item.target_ids.empty()) {
      violations.Add(item_field + ".target_ids", "ITEM_WITHOUT_TARGET", "an item serves at least one target (I-55)");
    }
    for (const std::string& target : item.target_ids) {
      if (std::find(detail.target_ids.begin(), detail.target_ids.end(), target) == detail.target_ids.end()) {
        violations.Add(item_field + ".target_ids", "TARGET_UNKNOWN", "the assigned work has no target " + target);
      }
    }
  });
}

// The levels of a tree bear the names that the regulation's sums give them, from the top down.
void NameLevels(statute::WeightNode& node, const statute::Regulation& regulation) {
  const auto rule = std::find_if(regulation.weights.begin(), regulation.weights.end(),
                                 [&](const statute::WeightRule& one) { return one.parent == node.level; });
  for (statute::WeightNode& child : node.children) {
    if (rule != regulation.weights.end()) {
      child.level = rule->children;
    }
    NameLevels(child, regulation);
  }
}

void CheckTree(const PlannedWork& work, const HeldWork& held, const std::string& field,
               const statute::Regulation& regulation, Violations& violations) {
  PlannedWork typed = work;
  typed.stage = held.stage;
  if (!held.stage && work.years.size() == 1 && work.years.front().share_e2 != kWholeE2) {
    violations.Add(Row(field + ".years", 0), "WEIGHT_SUM",
                   work.work_id + "/" + std::to_string(work.years.front().year) +
                       ": the one year of an annual work is 100.00 % of it, found " +
                       statute::FormatHundredths(work.years.front().share_e2) + " %");
  }
  statute::WeightNode tree = TreeOf(typed);
  NameLevels(tree, regulation);
  for (Violation violation : statute::CheckWeights(regulation, tree)) {
    const std::string path = held.stage ? violation.field : work.work_id + "/" + violation.field;
    violations.Add(field, violation.reason, path + ": " + violation.description);
  }
}

}  // namespace

statute::WeightNode TreeOf(const PlannedWork& work) {
  statute::WeightNode stage{"STAGE", work.work_id, kWholeE2, {}};
  for (const PlannedYear& year : work.years) {
    statute::WeightNode year_node{"YEAR", std::to_string(year.year), year.share_e2, {}};
    for (const PlannedQuarter& quarter : year.quarters) {
      statute::WeightNode quarter_node{"QUARTER", "Q" + std::to_string(quarter.quarter), quarter.share_e2, {}};
      for (const PlannedMonth& month : quarter.months) {
        statute::WeightNode month_node{"MONTH", std::to_string(month.month), month.share_e2, {}};
        for (const PlannedItem& item : month.items) {
          month_node.children.push_back({"ITEM", item.id, item.share_e2, {}});
        }
        quarter_node.children.push_back(std::move(month_node));
      }
      year_node.children.push_back(std::move(quarter_node));
    }
    stage.children.push_back(std::move(year_node));
  }
  if (work.stage) {
    return stage;
  }
  return stage.children.empty() ? statute::WeightNode{"YEAR", "", kWholeE2, {}} : stage.children.front();
}

void CheckPlanLimits(const PlanContent& content, Violations& violations) {
  violations.CheckLength("plan.general_goal", content.general_goal, kMaxTextLength);
  violations.CheckLength("plan.roadmap", content.roadmap, kMaxTextLength);
  const auto check_list = [&](const std::string& field, std::size_t count) {
    if (count > kMostListed) {
      violations.Add(field, "TOO_MANY_PARTS", "more than " + std::to_string(kMostListed));
    }
  };
  check_list("plan.specific_goals", content.specific_goals.size());
  check_list("plan.solutions", content.solutions.size());
  check_list("plan.coordination", content.coordination.size());
  check_list("plan.works", content.works.size());
  for (std::size_t i = 0; i < content.specific_goals.size(); ++i) {
    violations.CheckLength(Row("plan.specific_goals", i), content.specific_goals[i], kMaxTextLength);
  }
  for (std::size_t i = 0; i < content.solutions.size(); ++i) {
    violations.CheckLength(Row("plan.solutions", i), content.solutions[i], kMaxTextLength);
  }
  std::size_t items = 0;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    ForEachItem(content.works[i], WorkField(i), [&](const PlannedItem& item, const std::string& field) {
      ++items;
      violations.CheckLength(field + ".item_id", item.id, kMaxIdLength);
      violations.CheckLength(field + ".text", item.text, kMaxTextLength);
      violations.CheckLength(field + ".product", item.product, kMaxTextLength);
    });
  }
  if (items > kMostItems) {
    violations.Add("plan.works", "TOO_MANY_PARTS", "more than " + std::to_string(kMostItems) + " items");
  }
}

void CheckPlanComplete(const PlanContent& content, const std::vector<HeldWork>& works,
                       const Circumstances& circumstances, const statute::Regulation& regulation,
                       Violations& violations) {
  for (const statute::RequiredField& rule : regulation.required_fields) {
    if (rule.document == "plan") {
      PlanFields().at(rule.field)(rule, content, circumstances, works, violations);
    }
  }
  CheckWorks(content, works, violations);
  for (std::size_t i = 0; i < content.coordination.size(); ++i) {
    for (const std::string& agency_id : content.coordination[i].agency_ids) {
      const auto& agencies = *circumstances.known.agencies;
      if (std::none_of(agencies.begin(), agencies.end(), [&](const auto& agency) { return agency.id == agency_id; })) {
        violations.Add(Row("plan.coordination", i) + ".agency_ids", "AGENCY_UNKNOWN",
                       "no agency of this id is in the directory");
      }
    }
  }
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    const PlannedWork& work = content.works[i];
    const auto held =
        std::find_if(works.begin(), works.end(), [&](const HeldWork& one) { return one.work_id == work.work_id; });
    if (held == works.end()) {
      continue;
    }
    CheckPeriods(work, *held, regulation.MonthsOfPart(), WorkField(i), violations);
    CheckTree(work, *held, WorkField(i), regulation, violations);
    const auto detail = circumstances.known.works.find(work.work_id);
    CheckItems(work, detail == circumstances.known.works.end() ? WorkDetail{} : detail->second, WorkField(i),
               violations);
  }
}

void CompletePlan(PlanContent& content, const std::vector<HeldWork>& works) {
  for (PlannedWork& work : content.works) {
    work.stage = std::any_of(works.begin(), works.end(),
                             [&](const HeldWork& held) { return held.work_id == work.work_id && held.stage; });
  }
}

Result<void> CheckRegulation(const statute::Regulation& regulation) {
  for (const statute::RequiredField& rule : regulation.required_fields) {
    const bool known = (rule.document != "plan" || PlanFields().count(rule.field) > 0) &&
                       (rule.document != "report" || ReportFields().count(rule.field) > 0);
    if (!known) {
      return FailedPrecondition("REQUIRED_FIELD_UNKNOWN", "the law demands a field that plans and reports do not have")
          .With("regulation", regulation.id)
          .With("document", rule.document)
          .With("field", rule.field);
    }
  }
  return {};
}

}  // namespace dotpha::reporting
