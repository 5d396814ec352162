#include "services/registration/store/content_json.h"

#include <nlohmann/json.hpp>

#include "services/registration/store/names.h"

namespace dotpha::registration::store {
namespace {

using nlohmann::json;

json DateToJson(const std::optional<Date>& date) { return date ? json(date->ToString()) : json(); }

std::optional<Date> DateFromJson(const json& value) {
  if (value.is_null()) {
    return std::nullopt;
  }
  const auto date = Date::Parse(value.get<std::string>());
  if (!date.ok()) {
    throw std::domain_error("a date of a registration cannot be read");
  }
  return *date;
}

json WorkToJson(const Work& work) {
  json targets = json::array();
  for (const Target& target : work.targets) {
    targets.push_back(
        {{"target_id", target.id}, {"text", target.text}, {"value", target.value}, {"unit", target.unit}});
  }
  return {{"work_id", work.id},
          {"duration", work.duration},
          {"start_on", DateToJson(work.start)},
          {"end_on", DateToJson(work.end)},
          {"category", work.category},
          {"display_name", work.display_name},
          {"basis", work.basis},
          {"goals", work.goals},
          {"targets", std::move(targets)},
          {"roadmap", work.roadmap},
          {"classification", work.classification},
          {"multi_agency", work.multi_agency},
          {"partner_agency_ids", work.partner_agency_ids},
          {"content", work.content},
          {"impact", work.impact},
          {"difficulties", work.difficulties},
          {"support_request", work.support_request}};
}

Work WorkFromJson(const json& value) {
  Work work;
  work.id = value.at("work_id");
  work.duration = value.at("duration");
  work.start = DateFromJson(value.at("start_on"));
  work.end = DateFromJson(value.at("end_on"));
  work.category = value.at("category");
  work.display_name = value.at("display_name");
  work.basis = value.at("basis");
  work.goals = value.at("goals");
  for (const json& target : value.at("targets")) {
    // What was written before targets had ids has none.
    work.targets.push_back({target.value("target_id", ""), target.at("text"), target.at("value"), target.at("unit")});
  }
  work.roadmap = value.at("roadmap");
  work.classification = value.at("classification");
  work.multi_agency = value.at("multi_agency");
  work.partner_agency_ids = value.at("partner_agency_ids").get<std::vector<std::string>>();
  // What was written before other forms were known has none of these.
  work.content = value.value("content", "");
  work.impact = value.value("impact", "");
  work.difficulties = value.value("difficulties", "");
  work.support_request = value.value("support_request", "");
  return work;
}

}  // namespace

std::string ToJson(const Content& content) {
  json works = json::array();
  for (const Work& work : content.works) {
    works.push_back(WorkToJson(work));
  }
  return json{{"kind", content.kind ? json(kKinds.Of(*content.kind)) : json()},
              {"field_in_charge", content.field_in_charge},
              {"works", std::move(works)},
              {"adjusts_work_ids", content.adjusts_work_ids},
              {"reason", content.reason}}
      .dump();
}

Content ContentFromJson(const std::string& text) {
  const json value = json::parse(text);
  Content content;
  if (!value.at("kind").is_null()) {
    content.kind = kKinds.From(value.at("kind").get<std::string>());
  }
  content.field_in_charge = value.at("field_in_charge");
  for (const json& work : value.at("works")) {
    content.works.push_back(WorkFromJson(work));
  }
  content.adjusts_work_ids = value.at("adjusts_work_ids").get<std::vector<std::string>>();
  content.reason = value.at("reason");
  return content;
}

}  // namespace dotpha::registration::store
