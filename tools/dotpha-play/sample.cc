#include "tools/dotpha-play/sample.h"

#include <uuid/uuid.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "libs/jsonl/fields.h"
#include "libs/jsonl/reader.h"
#include "tools/dotphactl/plans_jsonl.h"
#include "tools/dotphactl/roster_csv.h"
#include "tools/dotphactl/works_jsonl.h"

namespace dotpha::play {
namespace {

using nlohmann::json;
namespace reg = registration::v1;

Error SampleError(const std::string& file, const std::string& what) {
  return MakeError(Code::kInvalidArgument, "SAMPLE_INVALID", file + ": " + what);
}

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return SampleError(path, "cannot be read");
  }
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

// All problems of a file, as they are told to people: it is refused whole.
Result<void> Refused(const std::string& path, const std::vector<jsonl::Problem>& problems) {
  if (problems.empty()) {
    return {};
  }
  std::string text;
  for (const jsonl::Problem& problem : problems) {
    text += "\n  " + problem.ToString(path);
  }
  return MakeError(Code::kInvalidArgument, "SAMPLE_INVALID",
                   std::to_string(problems.size()) + " problem(s); nothing was played" + text);
}

// The lines of a file that hold what `check` asks for.
Result<std::vector<json>> ReadJsonLines(const std::string& path, const std::function<void(jsonl::Fields&)>& check) {
  DOTPHA_ASSIGN(const std::string content, ReadFile(path));
  jsonl::File file = jsonl::Read(content);
  std::vector<json> lines;
  for (jsonl::Line& line : file.lines) {
    jsonl::Fields fields(line.object, line.number, "", &file.problems);
    check(fields);
    lines.push_back(std::move(line.object));
  }
  DOTPHA_TRY(Refused(path, file.problems));
  return lines;
}

google::type::Date ToWire(Date date) {
  google::type::Date wire;
  wire.set_year(date.year());
  wire.set_month(static_cast<int>(date.month()));
  wire.set_day(static_cast<int>(date.day()));
  return wire;
}

// One entry of a voluntary registration's form (samples/quang-ngai-2024/README.md).
reg::Work ReadEntryLine(jsonl::Fields& fields) {
  reg::Work work;
  work.set_work_id(fields.Text("work_id"));
  fields.Text("official_id");
  fields.Whole("year");
  work.set_category(fields.Text("kind"));
  work.set_display_name(fields.Text("name"));
  work.set_content(fields.Text("content"));
  work.set_impact(fields.Text("impact"));
  work.set_difficulties(fields.Text("difficulties", jsonl::Need::kOptional));
  work.set_support_request(fields.Text("support_request", jsonl::Need::kOptional));
  if (const auto start = fields.Day("start")) {
    *work.mutable_start_on() = ToWire(*start);
  }
  if (const auto end = fields.Day("end")) {
    *work.mutable_end_on() = ToWire(*end);
  }
  work.set_classification(fields.Text("classification"));
  fields.NothingElse();
  return work;
}

// The same of an object that was checked, and then changed on purpose.
reg::Work EntryContent(const json& object) {
  std::vector<jsonl::Problem> known;
  jsonl::Fields fields(object, 0, "", &known);
  return ReadEntryLine(fields);
}

// The province's name as its own committee bears it.
std::string NameOf(const reg::ImportRosterRequest& roster, const std::string& otherwise) {
  for (const auto& agency : roster.agencies()) {
    if (agency.workplace_class() == "CAP_UY_TINH") {
      return agency.display_name();
    }
  }
  return otherwise;
}

Date FromWire(const google::type::Date& wire) {
  return Date{wire.year(), static_cast<unsigned>(wire.month()), static_cast<unsigned>(wire.day())};
}

Result<google::type::Date> DateOf(const json& value) {
  DOTPHA_ASSIGN(const Date date, Date::Parse(value.get<std::string>()));
  return ToWire(date);
}

Act ReadAct(jsonl::Fields& fields) {
  using jsonl::Need;
  Act act;
  act.seq = fields.Whole("seq");
  act.at = fields.Time("at").value_or(Instant{});
  act.actor = fields.Text("actor");
  act.kind = fields.Text("act");
  const std::string key = fields.Text("client_key", Need::kOptional);
  act.request_id = UuidOf(key.empty() ? std::to_string(act.seq) : key);
  act.paper = fields.Text("channel", Need::kOptional) == "paper";
  act.stamped_at = fields.Time("received_on", act.paper ? Need::kRequired : Need::kOptional).value_or(Instant{});
  const json& expect = fields.Any("expect");
  const bool rejected = expect.is_object() && expect.contains("rejected") && expect["rejected"].is_string();
  act.expect = rejected ? "rejected" : expect.is_string() ? expect.get<std::string>() : "";
  act.expected_code = rejected ? expect["rejected"].get<std::string>() : "";
  if (!expect.is_null() && act.expect != "accepted" && act.expect != "duplicate" && !rejected) {
    fields.Report("expect", "VALUE_NOT_ALLOWED", "accepted, duplicate or {\"rejected\": code}");
  }
  act.payload = fields.Any("payload");
  if (!act.payload.is_null() && !act.payload.is_object()) {
    fields.Report("payload", "TYPE_WRONG", "must be an object");
  }
  fields.NothingElse();
  return act;
}

// Splits the posts of the roster by the day of import; an end that lies after that day is not known yet.
void SplitPosts(Date import_day, Sample* sample) {
  google::protobuf::RepeatedPtrField<reg::Position> known;
  for (auto& post : *sample->roster.mutable_positions()) {
    if (FromWire(post.effective_from()) > import_day) {
      sample->later_posts.push_back(post);
      continue;
    }
    if (post.has_effective_to() && FromWire(post.effective_to()) > import_day) {
      post.clear_effective_to();
    }
    known.Add(std::move(post));
  }
  sample->roster.mutable_positions()->Swap(&known);
}

void FillFieldsInCharge(Sample* sample) {
  std::map<std::string, std::string> agency_name;
  for (const auto& agency : sample->roster.agencies()) {
    agency_name[agency.agency_id()] = agency.display_name();
  }
  const auto take = [&](const reg::Position& post) {
    if (post.principal()) {
      sample->field_in_charge.emplace(post.official_id(), agency_name[post.agency_id()]);
    }
  };
  for (const auto& post : sample->roster.positions()) {
    take(post);
  }
  for (const auto& post : sample->later_posts) {
    take(post);
  }
}

// What the official registered: the work, or `registered_as` where the decided content differs.
json RegisteredContent(const json& work) {
  json content = work;
  if (work.contains("registered_as") && work["registered_as"].is_object()) {
    content.merge_patch(work["registered_as"]);
  }
  return content;
}

Result<json> Mutated(const Act& act, const std::string& work_id, json work) {
  for (const auto& edit : act.payload.value("mutation", json::array())) {
    if (edit.value("work_id", "") != work_id) {
      continue;
    }
    const std::string op = edit.value("op", "");
    const std::string field = edit.value("field", "");
    if (op == "remove") {
      work.erase(field);
    } else if (op == "set") {
      work[field] = edit.at("value");
    } else {
      return SampleError("journal.jsonl", "seq " + std::to_string(act.seq) + ": mutation " + op + " is not known here");
    }
  }
  return work;
}

reg::RegistrationKind KindOf(const std::string& name) {
  reg::RegistrationKind kind = reg::REGISTRATION_KIND_UNSPECIFIED;
  reg::RegistrationKind_Parse("REGISTRATION_KIND_" + name, &kind);
  return kind;
}

}  // namespace

std::string UuidOf(const std::string& key) {
  uuid_t id;
  uuid_generate_sha1(id, *uuid_get_template("oid"), key.data(), key.size());
  std::array<char, 37> text{};
  uuid_unparse_lower(id, text.data());
  return text.data();
}

Result<Sample> LoadSample(const std::string& folder, Date import_day) {
  Sample sample;
  DOTPHA_ASSIGN(const std::string manifest_text, ReadFile(folder + "/manifest.json"));
  const json manifest = json::parse(manifest_text, nullptr, false);
  if (manifest.is_discarded()) {
    return SampleError(folder + "/manifest.json", "not JSON");
  }
  sample.authority = manifest.at("tenant").get<std::string>();
  sample.regulation_id = manifest.at("regulation").get<std::string>();
  DOTPHA_ASSIGN(sample.regulation_effective_from,
                Date::Parse(manifest.at("regulation_effective_from").get<std::string>()));
  sample.cycle = manifest.at("cycle").get<int>();
  sample.last_cycle = manifest.value("last_cycle", sample.cycle);

  std::vector<ctl::RosterFile> files;
  for (const auto& [kind, name] : {std::pair{ctl::RosterKind::kAgencies, "agencies.csv"},
                                   {ctl::RosterKind::kBodies, "bodies.csv"},
                                   {ctl::RosterKind::kStaff, "staff.csv"},
                                   {ctl::RosterKind::kOfficials, "officials.csv"},
                                   {ctl::RosterKind::kPositions, "positions.csv"}}) {
    DOTPHA_ASSIGN(std::string content, ReadFile(folder + "/" + name));
    files.push_back({kind, name, std::move(content)});
  }
  auto roster = ctl::ParseRoster(files);
  if (const auto* problems = std::get_if<std::vector<ctl::Problem>>(&roster)) {
    return SampleError(folder, problems->front().ToString());
  }
  sample.roster = std::get<ctl::Roster>(std::move(roster)).request;
  sample.display_name = NameOf(sample.roster, sample.authority);
  sample.voluntary = !std::filesystem::exists(folder + "/plans.jsonl");
  SplitPosts(import_day, &sample);
  FillFieldsInCharge(&sample);

  DOTPHA_ASSIGN(auto works, ReadJsonLines(folder + "/works.jsonl", [&](jsonl::Fields& fields) {
                  if (sample.voluntary) {
                    ReadEntryLine(fields);
                  } else {
                    ctl::ReadWorkLine(fields);
                  }
                }));
  for (auto& work : works) {
    const std::string id = work.at("work_id").get<std::string>();
    sample.works.emplace(id, std::move(work));
  }
  if (!sample.voluntary) {
    DOTPHA_ASSIGN(auto plans, ReadJsonLines(folder + "/plans.jsonl", ctl::ReadPlanLine));
    for (auto& plan : plans) {
      const std::string id = plan.at("plan_id").get<std::string>();
      sample.plans.emplace(id, std::move(plan));
    }
  }
  DOTPHA_TRY(ReadJsonLines(folder + "/journal.jsonl", [&](jsonl::Fields& fields) {
    Act act = ReadAct(fields);
    if (act.kind == "opening.assignment" && act.payload.is_object()) {
      sample.stage_holders.insert(act.payload.value("official_id", ""));
    }
    sample.acts.push_back(std::move(act));
  }));
  DOTPHA_ASSIGN(const std::string expected, ReadFile(folder + "/expected.json"));
  sample.expected = json::parse(expected, nullptr, false);
  if (sample.expected.is_discarded()) {
    return SampleError(folder + "/expected.json", "not JSON");
  }
  return sample;
}

Result<reg::Registration> RegistrationOf(const Sample& sample, const Act& act) {
  reg::Registration registration;
  const std::string official = act.payload.at("official_id").get<std::string>();
  registration.set_official_id(official);
  registration.set_cycle(act.payload.at(sample.voluntary ? "year" : "cycle").get<int>());
  registration.set_kind(KindOf(sample.voluntary ? "NEW" : act.payload.value("kind", "")));
  if (act.payload.contains("in_year_post_from")) {
    DOTPHA_ASSIGN(*registration.mutable_occasion(), DateOf(act.payload["in_year_post_from"]));
  }
  // The voluntary form does not ask for it.
  if (const auto field = sample.field_in_charge.find(official);
      field != sample.field_in_charge.end() && !sample.voluntary) {
    registration.set_field_in_charge(field->second);
  }
  for (const auto& id : act.payload.value("works", json::array())) {
    const auto work = sample.works.find(id.get<std::string>());
    if (work == sample.works.end()) {
      return SampleError("journal.jsonl", "seq " + std::to_string(act.seq) + ": unknown work");
    }
    DOTPHA_ASSIGN(const json content, Mutated(act, work->first, RegisteredContent(work->second)));
    *registration.add_works() = sample.voluntary ? EntryContent(content) : ctl::ReadWorkContent(content);
  }
  for (const auto& id : act.payload.value("adjusts", json::array())) {
    registration.add_adjusts_work_ids(id.get<std::string>());
  }
  registration.set_reason(act.payload.value("reason", ""));
  return registration;
}

}  // namespace dotpha::play
