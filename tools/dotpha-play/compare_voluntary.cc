// The difference to expected.json of a sample whose regulation is voluntary (samples/quang-ngai-2024/README.md).
#include "tools/dotpha-play/compare.h"

namespace dotpha::play {
namespace {

using nlohmann::json;

std::string TextOf(const json& value) {
  return value.is_null() ? "" : value.is_string() ? value.get<std::string>() : value.dump();
}

std::string DayOf(const json& date) {
  return date.is_object() ? Date{date.value("year", 0), date.value("month", 1U), date.value("day", 1U)}.ToString() : "";
}

// The fields of a list's row, as expected.json has them.
Picture ExpectedList(const std::string& list, const json& rows) {
  Picture picture;
  for (const json& row : rows) {
    auto& fields = picture[list + " " + row.at("work_id").get<std::string>()];
    for (const auto& [field, value] : row.items()) {
      fields[field] = TextOf(value);
    }
  }
  return picture;
}

Picture FoundList(const std::string& list, const json& entries) {
  Picture picture;
  for (const json& entry : entries) {
    const json& work = entry.at("work");
    picture[list + " " + work.at("work_id").get<std::string>()] = {
        {"work_id", work.at("work_id")},         {"official_id", entry.at("official_id")},
        {"workplace", entry.at("workplace")},    {"kind", work.at("category")},
        {"name", work.at("display_name")},       {"start", DayOf(work.at("start_on"))},
        {"end", DayOf(work.at("end_on"))},       {"support_request", work.at("support_request")},
        {"assessed_by", entry.at("assessed_by")}};
  }
  return picture;
}

Picture ExpectedSheets(const json& sheets) {
  Picture picture;
  for (const json& sheet : sheets) {
    auto& fields = picture["fact sheet " + sheet.at("official_id").get<std::string>()];
    for (const auto& [field, value] : sheet.items()) {
      fields[field] = TextOf(value);
    }
    fields["route"] =
        TextOf(sheet["route"]["to"]) + "/" + TextOf(sheet["route"]["via"]) + "/" + sheet["route"]["cc"].dump();
  }
  return picture;
}

Picture FoundSheets(const std::vector<json>& sheets) {
  Picture picture;
  for (const json& sheet : sheets) {
    auto& fields = picture["fact sheet " + sheet.at("official_id").get<std::string>()];
    fields["official_id"] = sheet.at("official_id");
    fields["rating_year"] = sheet.at("cycle").dump();
    fields["linked_review_year"] = sheet.at("linked_review_year").dump();
    fields["registered"] = sheet.at("registered").dump();
    for (const json& count : sheet.at("works")) {
      fields["entries_" + count.at("category").get<std::string>()] = count.at("works").dump();
    }
    fields["result_text"] = sheet.at("result");
    fields["important_basis_for_HTXS"] = sheet.at("important_basis").dump();
    fields["barred_from_HTXS"] = sheet.at("barred_from_top_grade").dump();
    const json& grade = sheet.value("annual_grade", json());
    fields["annual_grade_recorded"] = grade.is_object() ? grade.value("grade", "") : "";
    fields["route"] =
        sheet.at("to").get<std::string>() + "/" + sheet.at("via").get<std::string>() + "/" + sheet.at("cc").dump();
  }
  return picture;
}

Picture ExpectedOfNextYear(const json& rows) {
  Picture picture;
  for (const json& row : rows) {
    auto& fields = picture["next year " + row.at("official_id").get<std::string>()];
    fields["registration_year"] = row.at("registration_year").dump();
    fields["linked_review_year"] = row.at("linked_review_year").dump();
    fields["works"] = row.at("works").dump();
  }
  return picture;
}

Picture FoundOfNextYear(const Outcome& outcome) {
  std::map<std::string, json> works;
  for (const json& entry : outcome.works_of_next_year) {
    works[entry.at("official_id").get<std::string>()].push_back(entry.at("work").at("work_id"));
  }
  Picture picture;
  for (const json& sheet : outcome.fact_sheets_of_next_year) {
    if (sheet.at("registered") == true) {
      auto& fields = picture["next year " + sheet.at("official_id").get<std::string>()];
      fields["registration_year"] = sheet.at("cycle").dump();
      fields["linked_review_year"] = sheet.at("linked_review_year").dump();
      fields["works"] = works[sheet.at("official_id").get<std::string>()].dump();
    }
  }
  return picture;
}

// What arose although nothing may: an item for each.
Picture FoundArisen(const Outcome& outcome) {
  Picture picture;
  for (const auto& obligation : outcome.obligations) {
    picture["obligation " + obligation.obligation_id()];
  }
  for (const auto& flag : outcome.flags) {
    picture["flag " + flag.obligation_id()];
  }
  for (const auto& candidate : outcome.candidates) {
    picture["candidate " + candidate.candidate_id()];
  }
  for (const auto& notice : outcome.notices) {
    if (notice.stage() == notifier::v1::NOTICE_STAGE_O) {
      picture["overdue notice " + notice.obligation_id()];
    }
  }
  for (const json& violation_case : outcome.cases) {
    picture["case " + violation_case.value("name", "")];
  }
  for (const json& assessment : outcome.assessments) {
    picture["assessment " + assessment.value("official_id", "")];
  }
  return picture;
}

Picture ExpectedCounts(const json& counts) {
  Picture picture;
  for (const char* count : {"officials", "direct", "delegated", "registered", "entries", "entries_I", "entries_II",
                            "entries_other_years", "with_support_request", "rejected_acts", "never_registered"}) {
    picture["count"][count] = counts.at(count).dump();
  }
  for (const auto& [body, deliveries] : counts.at("deliveries").items()) {
    picture["deliveries"][body] = deliveries.dump();
  }
  return picture;
}

Picture FoundCounts(const Outcome& outcome, int refused) {
  std::map<std::string, int> counts = {{"officials", static_cast<int>(outcome.fact_sheets.size())},
                                       {"direct", 0},
                                       {"delegated", 0},
                                       {"registered", 0},
                                       {"entries", static_cast<int>(outcome.works_finally.size())},
                                       {"entries_I", 0},
                                       {"entries_II", 0},
                                       {"entries_other_years", static_cast<int>(outcome.works_of_next_year.size())},
                                       {"with_support_request", 0},
                                       {"rejected_acts", refused}};
  json never = json::array();
  for (const json& sheet : outcome.fact_sheets) {
    ++counts[sheet.at("via").get<std::string>().empty() ? "delegated" : "direct"];
    if (sheet.at("registered") == true) {
      ++counts["registered"];
    } else {
      never.push_back(sheet.at("official_id"));
    }
  }
  for (const json& entry : outcome.works_finally) {
    const json& work = entry.at("work");
    ++counts["entries_" + work.at("category").get<std::string>()];
    const std::string request = work.at("support_request");
    counts["with_support_request"] += request.empty() || request == "không" ? 0 : 1;
  }
  Picture picture;
  for (const auto& [count, value] : counts) {
    picture["count"][count] = std::to_string(value);
  }
  picture["count"]["never_registered"] = never.dump();
  std::map<std::string, int> deliveries;
  for (const json& found : outcome.registrations) {
    if (found.at("registration").at("channel") == "CHANNEL_ELECTRONIC") {
      for (const json& delivery : found.at("deliveries")) {
        ++deliveries[delivery.at("body_id").get<std::string>()];
      }
    }
  }
  for (const auto& [body, count] : deliveries) {
    picture["deliveries"][body] = std::to_string(count);
  }
  return picture;
}

}  // namespace

std::vector<Difference> CompareVoluntary(const Sample& sample, const Outcome& outcome, int refused) {
  Picture expected;
  Picture found;
  for (Picture part :
       {ExpectedList("list as reported", sample.expected.at("list_at_report")),
        ExpectedList("list at the end", sample.expected.at("list_final")),
        ExpectedSheets(sample.expected.at("fact_sheets")), ExpectedOfNextYear(sample.expected.at("other_years")),
        ExpectedCounts(sample.expected.at("counts"))}) {
    expected.merge(part);
  }
  // These sections are empty; an entry would have to be found.
  for (const char* section : {"obligations", "candidates", "overdue_notices"}) {
    for (const json& entry : sample.expected.at(section)) {
      expected[std::string(section) + " " + entry.dump()];
    }
  }
  for (Picture part : {FoundList("list as reported", outcome.works_reported),
                       FoundList("list at the end", outcome.works_finally), FoundSheets(outcome.fact_sheets),
                       FoundOfNextYear(outcome), FoundCounts(outcome, refused), FoundArisen(outcome)}) {
    found.merge(part);
  }
  return Differences(expected, found);
}

}  // namespace dotpha::play
