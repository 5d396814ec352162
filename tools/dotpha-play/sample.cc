#include "tools/dotpha-play/sample.h"

#include <uuid/uuid.h>

#include <array>
#include <fstream>
#include <sstream>

#include "tools/dotphactl/roster_csv.h"

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

Result<std::vector<json>> ReadJsonLines(const std::string& path) {
  DOTPHA_ASSIGN(const std::string content, ReadFile(path));
  std::vector<json> lines;
  std::istringstream in(content);
  for (std::string line; std::getline(in, line);) {
    json value = json::parse(line, nullptr, false);
    if (value.is_discarded()) {
      return SampleError(path + ":" + std::to_string(lines.size() + 1), "not JSON");
    }
    lines.push_back(std::move(value));
  }
  return lines;
}

std::string UuidOf(const std::string& key) {
  uuid_t id;
  uuid_generate_sha1(id, *uuid_get_template("oid"), key.data(), key.size());
  std::array<char, 37> text{};
  uuid_unparse_lower(id, text.data());
  return text.data();
}

google::type::Date ToWire(Date date) {
  google::type::Date wire;
  wire.set_year(date.year());
  wire.set_month(static_cast<int>(date.month()));
  wire.set_day(static_cast<int>(date.day()));
  return wire;
}

Date FromWire(const google::type::Date& wire) {
  return Date{wire.year(), static_cast<unsigned>(wire.month()), static_cast<unsigned>(wire.day())};
}

Result<google::type::Date> DateOf(const json& value) {
  DOTPHA_ASSIGN(const Date date, Date::Parse(value.get<std::string>()));
  return ToWire(date);
}

Result<Act> ActOf(const json& line) {
  Act act;
  act.seq = line.at("seq").get<int>();
  DOTPHA_ASSIGN(act.at, ParseRfc3339(line.at("at").get<std::string>()));
  act.actor = line.at("actor").get<std::string>();
  act.kind = line.at("act").get<std::string>();
  act.request_id =
      UuidOf(line.contains("client_key") ? line["client_key"].get<std::string>() : std::to_string(act.seq));
  act.paper = line.value("channel", "") == "paper";
  if (act.paper) {
    DOTPHA_ASSIGN(act.stamped_at, ParseRfc3339(line.at("received_on").get<std::string>()));
  }
  const json& expect = line.at("expect");
  act.expect = expect.is_string() ? expect.get<std::string>() : "rejected";
  act.expected_code = expect.is_object() ? expect.value("rejected", "") : "";
  act.payload = line.at("payload");
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

std::string TargetValue(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

Result<reg::Work> WorkOf(const json& source) {
  reg::Work work;
  const auto text = [&](const char* key) {
    return source.contains(key) ? source[key].get<std::string>() : std::string();
  };
  work.set_work_id(text("work_id"));
  work.set_duration(text("kind"));
  DOTPHA_ASSIGN(*work.mutable_start_on(), DateOf(source.at("start")));
  DOTPHA_ASSIGN(*work.mutable_end_on(), DateOf(source.at("end")));
  work.set_category(text("category"));
  work.set_display_name(text("name"));
  work.set_basis(text("basis"));
  work.set_goals(text("goals"));
  for (const auto& target : source.value("targets", json::array())) {
    auto* wire = work.add_targets();
    wire->set_text(target.value("text", ""));
    wire->set_value(target.contains("value") ? TargetValue(target["value"]) : "");
    wire->set_unit(target.value("unit", ""));
  }
  work.set_roadmap(text("roadmap"));
  work.set_classification(text("classification"));
  work.set_multi_agency(source.value("multi_agency", false));
  for (const auto& agency : source.value("partner_agencies", json::array())) {
    work.add_partner_agency_ids(agency.get<std::string>());
  }
  return work;
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
  SplitPosts(import_day, &sample);
  FillFieldsInCharge(&sample);

  DOTPHA_ASSIGN(auto works, ReadJsonLines(folder + "/works.jsonl"));
  for (auto& work : works) {
    const std::string id = work.at("work_id").get<std::string>();
    sample.works.emplace(id, std::move(work));
  }
  DOTPHA_ASSIGN(auto plans, ReadJsonLines(folder + "/plans.jsonl"));
  for (auto& plan : plans) {
    const std::string id = plan.at("plan_id").get<std::string>();
    sample.plans.emplace(id, std::move(plan));
  }
  DOTPHA_ASSIGN(const auto journal, ReadJsonLines(folder + "/journal.jsonl"));
  for (const auto& line : journal) {
    DOTPHA_ASSIGN(Act act, ActOf(line));
    if (act.kind == "opening.assignment") {
      sample.stage_holders.insert(act.payload.at("official_id").get<std::string>());
    }
    sample.acts.push_back(std::move(act));
  }
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
  registration.set_cycle(act.payload.at("cycle").get<int>());
  registration.set_kind(KindOf(act.payload.value("kind", "")));
  if (act.payload.contains("in_year_post_from")) {
    DOTPHA_ASSIGN(*registration.mutable_occasion(), DateOf(act.payload["in_year_post_from"]));
  }
  if (const auto field = sample.field_in_charge.find(official); field != sample.field_in_charge.end()) {
    registration.set_field_in_charge(field->second);
  }
  for (const auto& id : act.payload.value("works", json::array())) {
    const auto work = sample.works.find(id.get<std::string>());
    if (work == sample.works.end()) {
      return SampleError("journal.jsonl", "seq " + std::to_string(act.seq) + ": unknown work");
    }
    DOTPHA_ASSIGN(const json content, Mutated(act, work->first, RegisteredContent(work->second)));
    DOTPHA_ASSIGN(*registration.add_works(), WorkOf(content));
  }
  for (const auto& id : act.payload.value("adjusts", json::array())) {
    registration.add_adjusts_work_ids(id.get<std::string>());
  }
  registration.set_reason(act.payload.value("reason", ""));
  return registration;
}

}  // namespace dotpha::play
