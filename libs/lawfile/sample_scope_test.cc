// Scope and route of all 74 people of the sample province, every day of its season, against its expected.json.
#include <csv.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "libs/lawfile/catalogue.h"
#include "libs/statute/scope.h"

namespace dotpha::lawfile {
namespace {

constexpr const char* kSample = "samples/tuyen-quang-2022/";
constexpr Date kLastDay{2023, 3, 31};

std::string Read(const std::string& file) {
  std::ifstream stream(kSample + file, std::ios::binary);
  EXPECT_TRUE(stream) << file;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

using Row = std::map<std::string, std::string>;

std::vector<Row> ReadCsv(const std::string& file) {
  struct State {
    std::vector<std::string> header;
    std::vector<std::string> row;
    std::vector<Row> rows;
  } state;
  const std::string text = Read(file);
  csv_parser parser;
  csv_init(&parser, CSV_STRICT);
  const auto on_field = [](void* field, std::size_t size, void* data) {
    static_cast<State*>(data)->row.emplace_back(static_cast<const char*>(field), size);
  };
  const auto on_row = [](int, void* data) {
    auto& all = *static_cast<State*>(data);
    if (all.header.empty()) {
      all.header.swap(all.row);
      return;
    }
    Row& row = all.rows.emplace_back();
    for (std::size_t i = 0; i < all.header.size(); ++i) {
      row[all.header[i]] = all.row.at(i);
    }
    all.row.clear();
  };
  EXPECT_EQ(csv_parse(&parser, text.data(), text.size(), on_field, on_row, &state), text.size()) << file;
  csv_fini(&parser, on_field, on_row, &state);
  csv_free(&parser);
  return state.rows;
}

statute::Capacity CapacityOf(const std::string& text) {
  const std::map<std::string, statute::Capacity> capacities = {{"head", statute::Capacity::kHead},
                                                               {"acting", statute::Capacity::kActing},
                                                               {"in_charge", statute::Capacity::kInCharge},
                                                               {"deputy", statute::Capacity::kDeputy}};
  return capacities.at(text);
}

std::optional<Date> OptionalDate(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<Date>(*Date::Parse(text));
}

statute::Facts SampleFacts(const statute::Regulation& law) {
  statute::Facts facts;
  facts.law = {{&law, {2021, 9, 1}}};
  const statute::Learned imported{Date(2021, 10, 15).At(), "import"};
  for (const Row& row : ReadCsv("agencies.csv")) {
    facts.agencies.push_back(
        {imported, row.at("agency_id"), row.at("class"), row.at("vertical_field"), row.at("parent")});
  }
  for (const Row& row : ReadCsv("bodies.csv")) {
    facts.bodies.push_back({imported, row.at("body_id"), row.at("reviewing") == "true", row.at("head_official_id"),
                            *Date::Parse(row.at("valid_from")), OptionalDate(row.at("valid_to"))});
  }
  for (const Row& row : ReadCsv("officials.csv")) {
    facts.persons.push_back({imported, row.at("official_id"), row.at("managed_by_btv") == "true",
                             row.at("tuv") == "true", row.at("uvbtv") == "true", ""});
  }
  for (const Row& row : ReadCsv("positions.csv")) {
    facts.posts.push_back({imported, std::to_string(facts.posts.size()), row.at("official_id"), row.at("agency_id"),
                           CapacityOf(row.at("capacity")), row.at("principal") == "true",
                           *Date::Parse(row.at("effective_from")), OptionalDate(row.at("effective_to")),
                           statute::PostBasis::kAppointed});
  }
  return facts;
}

TEST(SampleProvince, ScopeAndRouteOfEveryPersonOnEveryDay) {
  const auto catalogue = Catalogue::Load("regulations");
  ASSERT_TRUE(catalogue.ok());
  const statute::Facts facts = SampleFacts(*catalogue->Find("TQ2021"));
  const auto expected = nlohmann::json::parse(Read("expected.json")).at("scope");
  ASSERT_EQ(expected.size(), 74U);
  // What expected.json says in English, as the rule that decides.
  const std::map<std::string, std::string> rule_of_reason = {{"no post", "I-60"},
                                                             {"deputy, not TUV (delegable, 11.2)", "R11.2-DELEGATE"},
                                                             {"vertical agency, not TUV", "R1.2-SCOPE-VERTICAL"},
                                                             {"in charge only (I-14)", "I-14"},
                                                             {"not managed by BTV", "R1.1-SUBJECT"}};
  int days = 0;
  for (const auto& [official, intervals] : expected.items()) {
    for (const auto& interval : intervals) {
      const Date from = *Date::Parse(interval.at("from").get<std::string>());
      const Date to = interval.at("to").is_null() ? kLastDay : *Date::Parse(interval.at("to").get<std::string>());
      const bool in = interval.at("scope") == "IN";
      for (Date day = from; day <= to; day = day + 1) {
        ++days;
        const auto route = statute::RouteOn(facts, official, day, Instant::Max());
        const std::string where = official + " on " + day.ToString();
        ASSERT_EQ(route.scope == statute::ScopeVerdict::kIn, in) << where;
        ASSERT_EQ(route.rows, interval.at("rows").get<std::vector<std::string>>()) << where;
        ASSERT_EQ(route.cc, interval.at("cc").get<std::vector<std::string>>()) << where;
        ASSERT_EQ(route.lead, in ? interval.at("lead").get<std::string>() : "") << where;
        ASSERT_EQ(route.self_review, interval.value("self_review", false)) << where;
      }
      if (!in) {
        EXPECT_EQ(statute::RouteOn(facts, official, from, Instant::Max()).rule,
                  rule_of_reason.at(interval.at("why").get<std::string>()))
            << official;
      }
    }
  }
  EXPECT_EQ(days, 74 * 516);
}

}  // namespace
}  // namespace dotpha::lawfile
