#include "services/assessment/tests/people.h"

#include <gtest/gtest.h>

#include "libs/lawfile/shipped_law.h"

namespace dotpha::assessment::testing {

Instant At(const std::string& text) {
  std::string rfc = text;
  rfc[10] = 'T';
  const auto parsed = ParseRfc3339(rfc + "+07:00");
  EXPECT_TRUE(parsed.ok()) << text;
  return *parsed;
}

Date Day(const std::string& text) {
  const auto parsed = Date::Parse(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return *parsed;
}

const statute::Regulation& Law() { return lawfile::TuyenQuang2021(); }

const std::vector<statute::InForce>& LawInForce() {
  static const std::vector<statute::InForce> law = {{&Law(), Day("2021-09-01")}};
  return law;
}

const statute::Calendar& Calendar() {
  static const statute::Calendar calendar = [] {
    auto loaded = lawfile::LoadCalendar("calendars/vietnam.csv");
    EXPECT_TRUE(loaded.ok());
    return *std::move(loaded);
  }();
  return calendar;
}

Act By(const std::string& actor, const std::string& role, const std::string& at) {
  return {actor, {role}, At(at), At(at)};
}

Subject SubjectLedBy(const std::string& official_id, const std::string& lead) {
  Subject subject;
  subject.official_id = official_id;
  subject.known = true;
  subject.route.scope = statute::ScopeVerdict::kIn;
  subject.route.lead = lead;
  subject.actors = {official_id};
  return subject;
}

statute::WeightNode YearTree(int year, int share_e2) {
  statute::WeightNode root{"YEAR", std::to_string(year), share_e2, {}};
  for (int quarter = 1; quarter <= 4; ++quarter) {
    statute::WeightNode node{"QUARTER", "Q" + std::to_string(quarter), 2500, {}};
    for (int month = 3 * quarter - 2; month <= 3 * quarter; ++month) {
      const std::string label = (month < 10 ? "0" : "") + std::to_string(month);
      node.children.push_back({"MONTH",
                               label,
                               month % 3 == 2 ? 6000 : 2000,
                               {{"ITEM", std::to_string(year) + "." + label + ".1", 10000, {}}}});
    }
    root.children.push_back(std::move(node));
  }
  return root;
}

KnownWork AnnualWork(const std::string& id, int year) {
  KnownWork work;
  work.holding = {id, "1Y", Date(year, 1, 1), Date(year, 12, 31), std::nullopt, ""};
  work.tree = YearTree(year);
  return work;
}

KnownWork TwoYearWork(const std::string& id, int first_year) {
  KnownWork work;
  work.holding = {id, "2Y", Date(first_year, 1, 1), Date(first_year + 1, 12, 31), std::nullopt, ""};
  work.tree = statute::WeightNode{"STAGE", id, 10000, {YearTree(first_year, 5000), YearTree(first_year + 1, 5000)}};
  return work;
}

void Complete(KnownWork& work, int year, int items_e2) {
  for (const std::string& item : statute::ItemsOf(*work.tree)) {
    if (item.rfind(std::to_string(year), 0) == 0) {
      work.reported[item] = items_e2;
    }
  }
}

Record RecordOf(const std::string& official_id, int cycle, std::vector<KnownWork> works) {
  Record record;
  record.assessment.official_id = official_id;
  record.assessment.cycle = cycle;
  record.works = std::move(works);
  return record;
}

DocumentReference Paper(const std::string& number, const std::string& day) { return {number, Day(day)}; }

std::vector<std::string> Found(const Error& error) {
  if (error.violations.empty()) {
    return {error.reason};
  }
  std::vector<std::string> found;
  for (const Violation& violation : error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  return found;
}

}  // namespace dotpha::assessment::testing
