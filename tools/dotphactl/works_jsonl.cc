#include "tools/dotphactl/works_jsonl.h"

#include <algorithm>
#include <map>
#include <utility>

#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/row_path.h"

namespace dotpha::ctl {
namespace {

using jsonl::Fields;
using jsonl::Need;

constexpr char kOrdinary[] = "thường";

void ReadTarget(Fields& fields, registration::v1::Target* target) {
  target->set_target_id(fields.TextOrNumber("id"));
  target->set_text(fields.Text("text"));
  target->set_value(fields.TextOrNumber("value"));
  target->set_unit(fields.Text("unit"));
}

void ReadSource(Fields& fields) {
  static constexpr const char* kSources[] = {"registered", "proposed", "btv", "opening"};
  const std::string source = fields.Text("source");
  if (!source.empty() && std::find(std::begin(kSources), std::end(kSources), source) == std::end(kSources)) {
    fields.Report("source", "VALUE_NOT_ALLOWED", "registered, proposed, btv or opening");
  }
}

// In the file's own words: the last name of a path, and codes for what the file calls otherwise.
std::string FieldOfFile(const std::string& rest) {
  static const std::map<std::string, std::string> kNames{
      {"content.display_name", "name"},     {"content.duration", "kind"},
      {"content.start_on", "start"},        {"content.end_on", "end"},
      {"document", "decision_ref"},         {"document.number", "decision_ref"},
      {"document.signed_on", "decided_on"}, {"regulation_id", "regulation"}};
  if (const auto known = kNames.find(rest); known != kNames.end()) {
    return known->second;
  }
  constexpr std::string_view kContent = "content.";
  std::string field = rest.starts_with(kContent) ? rest.substr(kContent.size()) : rest;
  if (constexpr std::string_view kAgencies = "partner_agency_ids"; field.starts_with(kAgencies)) {
    field.replace(0, kAgencies.size(), "partner_agencies");
  }
  if (const auto id = field.find(".target_id"); id != std::string::npos) {
    field.resize(id);
    field += ".id";
  }
  return field;
}

}  // namespace

WorkLine ReadWorkLine(Fields& fields) {
  WorkLine line;
  registration::v1::Work& work = line.content;
  work.set_work_id(fields.Text("work_id"));
  line.official_id = fields.Text("official_id");
  fields.Whole("cycle");
  work.set_duration(fields.Text("kind"));
  const auto start = fields.Day("start");
  const auto end = fields.Day("end");
  if (start) {
    *work.mutable_start_on() = rpc::ToWire(*start);
  }
  if (end) {
    *work.mutable_end_on() = rpc::ToWire(*end);
  }
  if (start && end && *end < *start) {
    fields.Report("end", "END_BEFORE_START", "the work ends before it starts");
  }
  work.set_category(fields.Text("category"));
  work.set_display_name(fields.Text("name"));
  work.set_basis(fields.Text("basis"));
  work.set_goals(fields.Text("goals"));
  fields.Each("targets", [&](Fields& target) { ReadTarget(target, work.add_targets()); });
  work.set_roadmap(fields.Text("roadmap"));
  work.set_multi_agency(fields.Flag("multi_agency"));
  for (std::string& agency : fields.Texts("partner_agencies")) {
    work.add_partner_agency_ids(std::move(agency));
  }
  work.set_classification(fields.Text("classification"));
  ReadSource(fields);
  line.decided_on = fields.Day("decided_on", Need::kOptional);
  line.decision_ref = fields.Text("decision_ref", Need::kOptional);
  line.regulation_id = fields.Text("regulation", Need::kOptional);
  fields.Any("registered_as", Need::kOptional);  // how it had been registered: no matter of the assignment
  fields.NothingElse();
  return line;
}

registration::v1::Work ReadWorkContent(const nlohmann::json& object) {
  std::vector<jsonl::Problem> known;
  Fields fields(object, 0, "", &known);
  return ReadWorkLine(fields).content;
}

WorkFile ParseWorks(std::string_view bytes, const AssignedBy& by) {
  jsonl::File read = jsonl::Read(bytes);
  WorkFile file;
  file.problems = std::move(read.problems);
  std::map<std::string, std::size_t> first_line;
  for (const jsonl::Line& line : read.lines) {
    std::vector<jsonl::Problem> problems;
    Fields fields(line.object, line.number, "", &problems);
    WorkLine work = ReadWorkLine(fields);
    const std::string& id = work.content.work_id();
    if (fields.Has("classification") && work.content.classification() != kOrdinary) {
      file.problems.push_back({line.number, "classification", "CLASSIFICATION_NOT_ALLOWED",
                               "classified content must not be entered here; work " + jsonl::ShownName(id)});
      continue;
    }
    review::v1::ImportedAssignment assignment;
    const auto decided_on = work.decided_on ? work.decided_on : by.decided_on;
    if (const auto [known, fresh] = first_line.emplace(id, line.number); !fresh && !id.empty()) {
      fields.Report("work_id", "DUPLICATE_ID", "stands first in line " + std::to_string(known->second));
    }
    if (!decided_on && !fields.Has("decided_on")) {
      fields.Report("decided_on", "FIELD_MISSING", "neither the line nor --decided-on says when it was decided");
    }
    assignment.set_official_id(work.official_id);
    assignment.mutable_document()->set_number(work.decision_ref.empty() ? by.document_number : work.decision_ref);
    if (decided_on) {
      *assignment.mutable_document()->mutable_signed_on() = rpc::ToWire(*decided_on);
    }
    assignment.set_regulation_id(work.regulation_id.empty() ? by.regulation_id : work.regulation_id);
    *assignment.mutable_content() = std::move(work.content);
    file.assignments.push_back(std::move(assignment));
    file.lines.push_back(line.number);
    file.problems.insert(file.problems.end(), problems.begin(), problems.end());
  }
  std::ranges::stable_sort(file.problems, {}, &jsonl::Problem::line);
  return file;
}

std::optional<jsonl::Problem> WorkFile::Locate(const Violation& violation) const {
  const auto row = ParseRowPath(violation.field);
  if (!row || row->list != "assignments" || row->index >= lines.size()) {
    return std::nullopt;
  }
  const std::string reason = violation.reason == "DURATION_NOT_ALLOWED" ? "KIND_NOT_ALLOWED" : violation.reason;
  return jsonl::Problem{lines[row->index], FieldOfFile(row->rest), reason, violation.description};
}

}  // namespace dotpha::ctl
