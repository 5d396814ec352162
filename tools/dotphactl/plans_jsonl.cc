#include "tools/dotphactl/plans_jsonl.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tools/dotphactl/row_path.h"

namespace dotpha::ctl {
namespace {

using jsonl::Fields;
using jsonl::Need;
namespace pb = reporting::v1;

void ReadItem(Fields& fields, pb::PlannedItem* item) {
  item->set_item_id(fields.Text("id"));
  item->set_text(fields.Text("text"));
  item->set_product(fields.Text("product", Need::kOptional));
  item->set_share_e2(fields.Whole("w"));
  for (std::string& target : fields.Texts("targets")) {
    item->add_target_ids(std::move(target));
  }
}

void ReadMonth(Fields& fields, pb::PlannedMonth* month) {
  month->set_month(fields.Whole("m"));
  month->set_share_e2(fields.Whole("w"));
  fields.Each(
      "items", [&](Fields& item) { ReadItem(item, month->add_items()); }, Need::kOptional);
}

void ReadQuarter(Fields& fields, pb::PlannedQuarter* quarter) {
  quarter->set_quarter(fields.Whole("q"));
  quarter->set_share_e2(fields.Whole("w"));
  fields.Each(
      "months", [&](Fields& month) { ReadMonth(month, quarter->add_months()); }, Need::kOptional);
}

void ReadYear(Fields& fields, pb::PlannedYear* year) {
  year->set_year(fields.Whole("year"));
  year->set_share_e2(fields.Whole("w"));
  fields.Each(
      "quarters", [&](Fields& quarter) { ReadQuarter(quarter, year->add_quarters()); }, Need::kOptional);
}

void ReadWork(Fields& fields, pb::PlannedWork* work) {
  work->set_work_id(fields.Text("work_id"));
  fields.Each("years", [&](Fields& year) { ReadYear(year, work->add_years()); });
}

void ReadCoordination(Fields& fields, pb::Coordination* coordination) {
  coordination->set_work_id(fields.Text("work_id"));
  coordination->set_arrangement(fields.Text("arrangement"));
  for (std::string& agency : fields.Texts("agencies")) {
    coordination->add_agency_ids(std::move(agency));
  }
}

// The last name of a path as the file has it: "works[0].years[0].quarters[1].share_e2" is "... .w".
std::string FieldOfFile(std::string path) {
  static const std::map<std::string, std::string> kNames{
      {"item_id", "id"}, {"share_e2", "w"}, {"target_ids", "targets"}, {"agency_ids", "agencies"}};
  const std::size_t last = path.rfind('.') + 1;  // npos + 1 == 0
  if (const auto name = kNames.find(path.substr(last)); name != kNames.end()) {
    path.replace(last, std::string::npos, name->second);
  }
  return path;
}

// What the file's README calls these; the service's own names stand in its contract.
std::string ReasonOfFile(const std::string& reason) {
  static const std::map<std::string, std::string> kNames{{"WEIGHT_SUM", "PLAN_SUM"},
                                                         {"WEIGHT_OUT_OF_RANGE", "SHARE_OUT_OF_RANGE"},
                                                         {"WEIGHT_ZERO_WITH_PARTS", "ZERO_SHARE_WITH_CHILDREN"},
                                                         {"WEIGHT_WITHOUT_PARTS", "SHARE_WITHOUT_CHILDREN"}};
  const auto name = kNames.find(reason);
  return name == kNames.end() ? reason : name->second;
}

}  // namespace

PlanLine ReadPlanLine(Fields& fields) {
  PlanLine line;
  pb::Plan& plan = line.plan;
  line.plan_id = fields.Text("plan_id");
  line.version = fields.Whole("version");
  plan.set_official_id(fields.Text("official_id"));
  plan.set_cycle(fields.Whole("cycle"));
  plan.set_general_goal(fields.Text("general_goal"));
  for (std::string& goal : fields.Texts("specific_goals")) {
    plan.add_specific_goals(std::move(goal));
  }
  for (std::string& solution : fields.Texts("solutions")) {
    plan.add_solutions(std::move(solution));
  }
  plan.set_roadmap(fields.Text("roadmap"));
  fields.Each(
      "coordination", [&](Fields& entry) { ReadCoordination(entry, plan.add_coordination()); }, Need::kOptional);
  fields.Each("works", [&](Fields& work) { ReadWork(work, plan.add_works()); });
  fields.NothingElse();
  return line;
}

pb::Plan ReadPlanContent(const nlohmann::json& object) {
  std::vector<jsonl::Problem> known;
  Fields fields(object, 0, "", &known);
  return ReadPlanLine(fields).plan;
}

PlanFile ParsePlans(std::string_view bytes) {
  jsonl::File read = jsonl::Read(bytes);
  PlanFile file;
  file.problems = std::move(read.problems);
  std::map<std::string, std::size_t> first_line;
  for (const jsonl::Line& line : read.lines) {
    Fields fields(line.object, line.number, "", &file.problems);
    PlanLine read_line = ReadPlanLine(fields);
    if (const auto [known, fresh] = first_line.emplace(read_line.plan_id, line.number);
        !fresh && !read_line.plan_id.empty()) {
      fields.Report("plan_id", "DUPLICATE_ID", "stands first in line " + std::to_string(known->second));
    }
    if (read_line.version > 1) {
      fields.Report("version", "VERSION_NOT_ALLOWED",
                    "a file brings first versions; a later one is a correction of the plan that was sent");
    }
    file.plans.push_back(std::move(read_line.plan));
    file.ids.push_back(std::move(read_line.plan_id));
    file.lines.push_back(line.number);
  }
  std::ranges::stable_sort(file.problems, {}, &jsonl::Problem::line);
  return file;
}

std::optional<jsonl::Problem> PlanFile::Locate(const Violation& violation) const {
  const auto row = ParseRowPath(violation.field);
  if (!row || row->list != "plans" || row->index >= lines.size()) {
    return std::nullopt;
  }
  return jsonl::Problem{lines[row->index], FieldOfFile(row->rest), ReasonOfFile(violation.reason),
                        "plan " + jsonl::ShownName(ids[row->index]) + ": " + violation.description};
}

}  // namespace dotpha::ctl
