// The sample year through the domain: every work and every official exactly as expected.json says, calculated there
// independently.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "services/assessment/domain/claim.h"
#include "services/assessment/domain/evaluate.h"
#include "services/assessment/domain/rate.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using nlohmann::json;
using testing::Day;
using testing::Law;

constexpr int kCycle = 2022;
const std::string kFolder = "samples/tuyen-quang-2022/";

std::vector<json> Lines(const std::string& file) {
  std::ifstream stream(kFolder + file);
  std::vector<json> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(json::parse(line));
  }
  EXPECT_FALSE(lines.empty()) << file;
  return lines;
}

statute::WeightNode Node(const std::string& level, const std::string& label, const json& from, const char* children,
                         const std::function<statute::WeightNode(const json&)>& child) {
  statute::WeightNode node{level, label, from.at("w").get<int>(), {}};
  for (const json& part : from.at(children)) {
    node.children.push_back(child(part));
  }
  return node;
}

statute::WeightNode TreeOf(const json& work) {
  const auto item = [](const json& from) {
    return statute::WeightNode{"ITEM", from.at("id").get<std::string>(), from.at("w").get<int>(), {}};
  };
  const auto month = [&](const json& from) {
    return Node("MONTH", std::to_string(from.at("m").get<int>()), from, "items", item);
  };
  const auto quarter = [&](const json& from) {
    return Node("QUARTER", "Q" + std::to_string(from.at("q").get<int>()), from, "months", month);
  };
  const auto year = [&](const json& from) {
    return Node("YEAR", std::to_string(from.at("year").get<int>()), from, "quarters", quarter);
  };
  if (work.at("years").size() == 1) {
    return year(work.at("years").at(0));
  }
  statute::WeightNode root{"STAGE", work.at("work_id").get<std::string>(), 10000, {}};
  for (const json& part : work.at("years")) {
    root.children.push_back(year(part));
  }
  return root;
}

// The year as it was played: who held what, what was planned, reported and found.
class SampleYear {
 public:
  SampleYear() {
    for (const json& plan : Lines("plans.jsonl")) {
      plans_[plan.at("plan_id").get<std::string>()] = plan;
    }
    for (const json& work : Lines("works.jsonl")) {
      works_[work.at("work_id").get<std::string>()] = work;
    }
    for (const json& act : Lines("journal.jsonl")) {
      if (act.at("expect") == "accepted") {
        Play(act.at("act").get<std::string>(), act.at("payload"));
      }
    }
  }

  [[nodiscard]] Record Of(const std::string& official_id) const {
    Record record = testing::RecordOf(official_id, kCycle, {});
    if (const auto held = holdings_.find(official_id); held != holdings_.end()) {
      for (const auto& [work_id, holding] : held->second) {
        KnownWork work;
        work.holding = holding;
        if (const auto tree = trees_.find(work_id); tree != trees_.end()) {
          work.tree = tree->second;
        }
        if (const auto reported = reported_.find(work_id); reported != reported_.end()) {
          work.reported = reported->second;
        }
        record.works.push_back(std::move(work));
      }
    }
    if (const auto verified = verified_.find(official_id); verified != verified_.end()) {
      record.verified = verified->second;
    }
    if (const auto self = self_.find(official_id); self != self_.end()) {
      record.self = self->second;
    }
    for (const auto& [id, claim] : claims_) {
      if (claim.official_id == official_id && claim.state == kAccepted) {
        record.claims.push_back(claim);
      }
    }
    return record;
  }

 private:
  void Play(const std::string& act, const json& payload) {
    if (act == "opening.assignment") {
      Assign(payload.at("official_id"), payload.at("work_id"));
    } else if (act == "btv.assign") {
      for (const json& item : payload.at("items")) {
        for (const json& work : item.at("works")) {
          Assign(item.at("official_id"), work.at("work_id"));
        }
      }
    } else if (act == "btv.conclude") {
      for (const json& work : payload.at("works")) {
        Holding& holding = holdings_[payload.at("official_id")][work.at("work_id")];
        holding.until = Day(payload.at("concluded_on")) + 1;
        holding.end_reason = "CONCLUDED";
      }
    } else if (act == "plan.submit") {
      for (const json& work : plans_.at(payload.at("plan_id")).at("works")) {
        trees_[work.at("work_id")] = TreeOf(work);
      }
    } else if (act == "opening.year_result") {
      Take(payload);
    } else if (act == "report.submit" || act == "report.correct" || act == "report.done" || act == "depart.report") {
      for (const json& work : payload.at("works")) {
        Take(work);
        if (work.contains("self_level")) {
          self_[payload.at("official_id")].works[work.at("work_id")] = work.at("self_level");
        }
      }
      if (payload.contains("self") && !payload.at("self").is_null()) {
        self_[payload.at("official_id")].overall = payload.at("self").at("overall");
      }
    } else if (act == "appraisal.body" || act == "appraisal.btc") {
      for (const json& item : payload.at("items")) {
        for (const json& found : item.value("verified", json::array())) {
          verified_[item.at("official_id")].push_back(
              {found.at("work_id"), found.at("leaf"), found.at("value"), found.at("evidence"), ""});
        }
      }
    } else if (act == "claim.submit") {
      Claim& claim = claims_[payload.at("claim_id")];
      claim.official_id = payload.at("official_id");
      claim.cycle = kCycle;
      claim.work_id = payload.at("work_id");
      claim.kind = payload.at("type");
      if (payload.at("leaves").is_array()) {
        claim.item_ids = payload.at("leaves").get<std::vector<std::string>>();
      }
    } else if (act == "claim.decide") {
      claims_.at(payload.at("claim_id")).state = payload.at("result");
    } else if (act == "candidate.raise" && payload.at("kind") == kDishonestReport) {
      verified_[payload.at("official_id")].push_back(
          {payload.at("work_id"), payload.at("leaf"), payload.at("verified"), "Biên bản", "H"});
    }
  }
  void Assign(const std::string& official_id, const std::string& work_id) {
    const json& work = works_.at(work_id);
    holdings_[official_id][work_id] = {
        work_id, work.at("kind"), Day(work.at("start")), Day(work.at("end")), std::nullopt, ""};
  }
  void Take(const json& work) {
    for (const auto& [item, value] : work.at("leaves").items()) {
      reported_[work.at("work_id")][item] = value.get<int>();
    }
  }

  std::map<std::string, json> plans_;
  std::map<std::string, json> works_;
  std::map<std::string, std::map<std::string, Holding>> holdings_;  // by official
  std::map<std::string, statute::WeightNode> trees_;
  std::map<std::string, std::map<std::string, int>> reported_;
  std::map<std::string, std::vector<VerifiedItem>> verified_;
  std::map<std::string, SelfLevel> self_;
  std::map<std::string, Claim> claims_;  // by id
};

class Sample : public ::testing::Test {
 protected:
  Sample() {
    std::ifstream stream(kFolder + "expected.json");
    expected = json::parse(stream);
  }
  json expected;
  SampleYear year;
};

// "12032/125"; expected.json writes "100/1".
std::string Fraction(const std::optional<statute::ExactPercent>& percent) {
  if (!percent) {
    return "none";
  }
  const std::string exact = statute::FormatExact(*percent);
  return exact.find('/') == std::string::npos ? exact + "/1" : exact;
}

std::string TextOr(const json& value, const std::string& otherwise) {
  return value.is_null() ? otherwise : value.get<std::string>();
}

TEST_F(Sample, EveryWorkHasItsExactPercentageAndBand_R7_2_BANDS_R7_2_FM) {
  int compared = 0;
  for (const json& work : expected.at("works")) {
    const std::string id = work.at("work_id");
    const Record record = year.Of(work.at("official_id"));
    const auto evaluation = Evaluate(Law(), record);
    ASSERT_TRUE(evaluation.ok());
    const WorkEvaluation* found = evaluation->Find(id);
    ASSERT_NE(found, nullptr) << id;
    EXPECT_EQ(found->counted, !work.at("level").is_null()) << id;  // null: force majeure of the whole work
    EXPECT_EQ(Fraction(found->verified_year), TextOr(work.at("percent_year_exact"), "none")) << id;
    EXPECT_EQ(found->level, TextOr(work.at("level"), "")) << id;
    EXPECT_EQ(found->taken_out, work.value("fm_excluded_leaves", std::vector<std::string>{})) << id;
    EXPECT_EQ(statute::FloorToHundredths(*found->reported_year), work.at("reported_percent_year_e2")) << id;
    if (work.contains("percent_stage_exact")) {
      EXPECT_EQ(Fraction(found->verified_stage), work.at("percent_stage_exact")) << id;
    }
    EXPECT_EQ(found->stage_level, work.value("stage_level", "")) << id;
    ++compared;
  }
  EXPECT_EQ(compared, 220);
}

TEST_F(Sample, EveryOfficialHasHisExactMeanSuggestionAndWarning_R7_3a_SELF) {
  int compared = 0;
  for (const json& official : expected.at("officials")) {
    const std::string id = official.at("official_id");
    const auto evaluation = Evaluate(Law(), year.Of(id));
    ASSERT_TRUE(evaluation.ok());
    EXPECT_EQ(evaluation->works_counted, official.at("works_counted")) << id;
    EXPECT_EQ(Fraction(evaluation->mean), official.at("mean_exact")) << id;
    EXPECT_EQ(evaluation->suggested_level, official.at("suggested_level")) << id;
    EXPECT_EQ(evaluation->warning, TextOr(official.at("warning"), "")) << id;
    EXPECT_EQ(evaluation->self_level_mismatch, official.at("self_level_mismatch") == true)
        << id;  // null: nothing was said
    EXPECT_EQ(statute::FloorToHundredths(*evaluation->reported_mean), official.at("reported_mean_e2")) << id;
    ++compared;
  }
  EXPECT_EQ(compared, 63);
}

TEST_F(Sample, WhatIsLeftToBeDoneGoesOnByDutyOrIsOffered_R2_5_CONTINUE_R2_5_OTHER_I_26) {
  std::set<std::string> by_duty;
  std::set<std::string> offered;
  for (const json& official : expected.at("officials")) {
    const Record record = year.Of(official.at("official_id"));
    const auto evaluation = Evaluate(Law(), record);
    ASSERT_TRUE(evaluation.ok());
    std::vector<WorkRating> ratings;
    for (const WorkEvaluation& work : evaluation->works) {
      if (work.counted) {
        ratings.push_back({});
        ratings.back().work_id = work.work_id;
        ratings.back().year = kCycle;
        ratings.back().level = work.level;
      }
    }
    for (const UnfinishedWork& work : UnfinishedOf(record, ratings, *evaluation, Law())) {
      (work.by_duty ? by_duty : offered).insert(work.work_id);
    }
  }
  const json& tasks = expected.at("btv_tasks");
  EXPECT_EQ(by_duty, tasks.at("carry_over_mandatory").get<std::set<std::string>>());
  EXPECT_EQ(offered, tasks.at("carry_over_optional").get<std::set<std::string>>());
}

}  // namespace
}  // namespace dotpha::assessment
