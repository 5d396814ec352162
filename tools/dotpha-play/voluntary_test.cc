// The sample of a voluntary regulation: every act is a request of its contract, and the comparison sees a difference
// where there is one.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <functional>

#include "tools/dotpha-play/compare.h"
#include "tools/dotpha-play/requests.h"
#include "tools/dotpha-play/script.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"

namespace dotpha::play {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

constexpr int kRefused = 10;

const Sample& QuangNgai() {
  static const Sample sample = [] {
    const char* source = std::getenv("DOTPHA_SOURCE_DIR");
    auto loaded =
        LoadSample(std::string(source == nullptr ? "." : source) + "/samples/quang-ngai-2024", Date(2024, 2, 20));
    EXPECT_TRUE(loaded.ok()) << loaded.error().message;
    return *std::move(loaded);
  }();
  return sample;
}

TEST(Voluntary, TheSampleSaysWhoAssessesWhomAndWhatEachSectionAsks) {
  EXPECT_TRUE(QuangNgai().voluntary);
  EXPECT_EQ(QuangNgai().display_name, "Tỉnh ủy Quảng Ngãi");
  EXPECT_EQ(QuangNgai().roster.officials(21).assessed_by(), "BTV_CAP_UY:huyen-uy-binh-son");
  const auto registration = RegistrationOf(QuangNgai(), QuangNgai().acts.at(8));  // seq 9: one of each section
  ASSERT_TRUE(registration.ok());
  EXPECT_EQ(registration->cycle(), 2024);
  EXPECT_EQ(registration->works(0).category(), "II");
  EXPECT_EQ(registration->works(0).difficulties(), "Các cơ quan chưa quen cập nhật trực tuyến");
  EXPECT_EQ(registration->works(1).support_request(), "Đề nghị bố trí kinh phí chỉnh lý");
  const auto mutated = RegistrationOf(QuangNgai(), QuangNgai().acts.at(7));  // seq 8: without its difficulties
  EXPECT_EQ(mutated->works(0).difficulties(), "");
}

TEST(Voluntary, EveryActIsPlayedAndFitsItsContract) {
  Script script(QuangNgai(), {"registration", "review", "reporting", "assessment", "notifier"});
  for (const Act& act : QuangNgai().acts) {
    EXPECT_TRUE(script.Plays(act)) << act.seq << " " << act.kind;
    if (act.kind == "qn.register") {
      continue;
    }
    const auto calls = RequestsOf(QuangNgai(), act);
    ASSERT_TRUE(calls.ok()) << calls.error().message;
    for (const Call& call : *calls) {
      const auto* method = ctl::LookUpMethod(call.method);
      ASSERT_NE(method, nullptr) << call.method;
      const auto message = ctl::NewRequest(method);
      const auto read = google::protobuf::util::JsonStringToMessage(call.request.dump(), message.get());
      EXPECT_TRUE(read.ok()) << act.seq << " " << call.method << ": "
                             << std::string(read.message().data(), read.message().size());
    }
  }
}

json DayJson(const std::string& text) {
  const Date day = *Date::Parse(text);
  return {{"year", day.year()}, {"month", day.month()}, {"day", day.day()}};
}

json Entry(const json& row) {
  const json& request = row.at("support_request");
  return {{"official_id", row.at("official_id")},
          {"workplace", row.at("workplace")},
          {"assessed_by", row.at("assessed_by")},
          {"work",
           {{"work_id", row.at("work_id")},
            {"category", row.at("kind")},
            {"display_name", row.at("name")},
            {"start_on", DayJson(row.at("start"))},
            {"end_on", DayJson(row.at("end"))},
            {"support_request", request.is_null() ? json("") : request}}}};
}

json Sheet(const json& row) {
  const auto text = [](const json& value) { return value.is_string() ? value : json(""); };
  json sheet = {{"official_id", row.at("official_id")},
                {"cycle", row.at("rating_year")},
                {"linked_review_year", row.at("linked_review_year")},
                {"registered", row.at("registered")},
                {"works", json::array({{{"category", "I"}, {"works", row.at("entries_I")}},
                                       {{"category", "II"}, {"works", row.at("entries_II")}}})},
                {"result", text(row.at("result_text"))},
                {"important_basis", row.at("important_basis_for_HTXS")},
                {"barred_from_top_grade", row.at("barred_from_HTXS")},
                {"to", row.at("route").at("to")},
                {"via", text(row.at("route").at("via"))},
                {"cc", row.at("route").at("cc")}};
  sheet["annual_grade"] = {{"grade", row.at("annual_grade_recorded")}};
  return sheet;
}

// What the services would answer if all were as expected.json says.
Outcome Faithful() {
  const json& expected = QuangNgai().expected;
  Outcome outcome;
  outcome.works_reported = json::array();
  outcome.works_finally = json::array();
  outcome.works_of_next_year = json::array();
  for (const json& row : expected.at("list_at_report")) {
    outcome.works_reported.push_back(Entry(row));
  }
  for (const json& row : expected.at("list_final")) {
    outcome.works_finally.push_back(Entry(row));
  }
  for (const json& row : expected.at("fact_sheets")) {
    outcome.fact_sheets.push_back(Sheet(row));
  }
  for (const json& row : expected.at("other_years")) {
    outcome.fact_sheets_of_next_year.push_back({{"official_id", row.at("official_id")},
                                                {"cycle", row.at("registration_year")},
                                                {"linked_review_year", row.at("linked_review_year")},
                                                {"registered", true}});
    for (const json& work : row.at("works")) {
      outcome.works_of_next_year.push_back({{"official_id", row.at("official_id")}, {"work", {{"work_id", work}}}});
    }
  }
  for (const auto& [body, count] : expected.at("counts").at("deliveries").items()) {
    for (int i = 0; i < count.get<int>(); ++i) {
      outcome.registrations.push_back(
          {{"registration", {{"channel", "CHANNEL_ELECTRONIC"}}}, {"deliveries", json::array({{{"body_id", body}}})}});
    }
  }
  return outcome;
}

int DifferencesAfter(const std::function<void(Outcome&)>& change, int refused = kRefused) {
  Outcome outcome = Faithful();
  change(outcome);
  return static_cast<int>(CompareVoluntary(QuangNgai(), outcome, refused).size());
}

TEST(CompareVoluntary, FindsNothingWhereAllIsAsExpected) {
  const auto differences = CompareVoluntary(QuangNgai(), Faithful(), kRefused);
  for (const Difference& difference : differences) {
    ADD_FAILURE() << difference.item << " " << difference.what << ": " << difference.expected << " / "
                  << difference.found;
  }
}

TEST(CompareVoluntary, SeesEachSection) {
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.works_reported.erase(0); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.works_finally[0]["work"]["category"] = "I"; }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.works_finally[0]["workplace"] = "khác"; }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.fact_sheets[0]["annual_grade"]["grade"] = "HTNV"; }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.fact_sheets[0]["result"] = ""; }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.fact_sheets[9]["barred_from_top_grade"] = true; }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.fact_sheets_of_next_year.clear(); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.registrations.pop_back(); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome&) {}, kRefused - 1), 0);
}

TEST(CompareVoluntary, SeesWhateverAroseAlthoughNothingMay_RQ_NOT) {
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.obligations.emplace_back().set_obligation_id("QN-001:REG:2024"); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.flags.emplace_back().set_obligation_id("QN-001:REG:2024"); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.candidates.emplace_back().set_candidate_id("C"); }), 0);
  EXPECT_GT(DifferencesAfter([](Outcome& o) { o.cases.push_back({{"name", "authorities/quang-ngai/cases/C"}}); }), 0);
}

}  // namespace
}  // namespace dotpha::play
