// The sample year's plans and reports through the rules of this service: what its README says is accepted is, and every
// percentage is the one of expected.json, which was calculated independently.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "libs/statute/slice.h"
#include "services/reporting/domain/import_year_result.h"
#include "services/reporting/domain/plan_content.h"
#include "services/reporting/domain/progress.h"
#include "services/reporting/tests/office.h"
#include "tests/statute/law_fixture.h"
#include "tests/statute/sample_facts.h"

namespace dotpha::reporting::testing {
namespace {

using Json = nlohmann::json;

const std::string kSample = "samples/tuyen-quang-2022/";

std::vector<Json> Lines(const std::string& name) {
  std::ifstream file(statute::SourcePath(kSample + name));
  std::vector<Json> rows;
  for (std::string line; std::getline(file, line);) {
    rows.push_back(Json::parse(line));
  }
  if (rows.empty()) {
    throw std::runtime_error("cannot read " + name);
  }
  return rows;
}

template <typename Fact>
void Forget(std::vector<Fact>& facts, Instant after) {
  std::erase_if(facts, [&](const Fact& fact) { return fact.learned.recorded_at > after; });
}

PlanContent ContentOf(const Json& plan) {
  PlanContent content;
  content.general_goal = plan.at("general_goal");
  content.specific_goals = plan.at("specific_goals").get<std::vector<std::string>>();
  content.solutions = plan.at("solutions").get<std::vector<std::string>>();
  content.roadmap = plan.at("roadmap");
  if (!plan.at("coordination").is_null()) {
    for (const Json& entry : plan.at("coordination")) {
      content.coordination.push_back(
          {entry.at("work_id"), entry.at("arrangement"), entry.at("agencies").get<std::vector<std::string>>()});
    }
  }
  for (const Json& from : plan.at("works")) {
    PlannedWork work{from.at("work_id"), false, {}};
    for (const Json& y : from.at("years")) {
      PlannedYear year{y.at("year"), y.at("w"), {}};
      for (const Json& q : y.at("quarters")) {
        PlannedQuarter quarter{q.at("q"), q.at("w"), {}};
        for (const Json& m : q.at("months")) {
          PlannedMonth month{m.at("m"), m.at("w"), {}};
          for (const Json& i : m.at("items")) {
            PlannedItem item{i.at("id"), i.at("text"), i.at("product"), i.at("w"), {}};
            for (const Json& target : i.at("targets")) {
              item.target_ids.push_back(std::to_string(target.get<int>()));
            }
            month.items.push_back(std::move(item));
          }
          quarter.months.push_back(std::move(month));
        }
        year.quarters.push_back(std::move(quarter));
      }
      work.years.push_back(std::move(year));
    }
    content.works.push_back(std::move(work));
  }
  return content;
}

ReportedWork WorkOf(const Json& from) {
  ReportedWork work{from.at("work_id"), {}, from.value("reason", "")};
  const auto estimated = from.value("estimated", std::vector<std::string>{});
  for (const auto& [item, value] : from.at("leaves").items()) {
    work.items.push_back({item, value, std::find(estimated.begin(), estimated.end(), item) != estimated.end(), ""});
  }
  return work;
}

// The journal's acts of planning and reporting, one by one, each with what was known at its moment.
class SampleYear {
 public:
  SampleYear() : facts_(statute::LoadSampleFacts(statute::SourcePath("samples/tuyen-quang-2022"))) {
    for (const Json& work : Lines("works.jsonl")) {
      WorkDetail& detail = details_[work.at("work_id")];
      detail.multi_agency = work.at("multi_agency");
      for (const Json& target : work.at("targets")) {
        detail.target_ids.push_back(std::to_string(target.at("id").get<int>()));
      }
    }
    for (const Json& plan : Lines("plans.jsonl")) {
      plans_[plan.at("plan_id")] = plan;
    }
  }

  // What is known of the official at the act's moment.
  OfficialKnowledge KnownOf(const std::string& official, Instant at) const {
    OfficialKnowledge known;
    known.facts = statute::SliceFor(facts_, official);
    known.agencies = std::make_shared<const std::vector<statute::AgencyFact>>(facts_.agencies);
    known.works = details_;
    Forget(known.facts.posts, at);
    Forget(known.facts.assignments, at);
    Forget(known.facts.work_ends, at);
    Forget(known.facts.departures, at);
    Forget(known.facts.overrides, at);
    Forget(known.facts.waivers, at);
    known.facts.live_from = Date(2021, 10, 1);
    return known;
  }

  // "" or the reason of the refusal.
  std::string Play(const Json& act) {
    const Json& payload = act.at("payload");
    const std::string official = payload.value("official_id", "");
    const Instant at = *ParseRfc3339(act.at("at").get<std::string>());
    const bool paper = act.contains("received_on");
    const OfficialKnowledge known = KnownOf(official, at);
    const Circumstances circumstances{
        known, statute::Vietnam(), paper ? "clerk" : official, {paper ? "clerk:BTC" : "official"}, at, at};
    std::optional<PaperStamp> stamp;
    if (paper) {
      stamp = PaperStamp{*ParseRfc3339(act.at("received_on").get<std::string>()), {"CV", {}}};
    }
    const std::string kind = act.at("act");
    if (kind == "plan.submit") {
      const Json& plan = plans_.at(payload.at("plan_id"));
      SubmitPlanCommand command{official, plan.at("cycle"),     {}, ContentOf(plan), {}, stamp, {},
                                false,    payload.at("plan_id")};
      const auto decision = SubmitPlan(command, sent_[official], circumstances);
      if (decision.ok()) {
        sent_[official].push_back(decision->plan);
      }
      return ReasonOf(decision);
    }
    if (kind == "report.submit") {
      SubmitReportCommand command;
      command.official_id = official;
      for (const std::string cover : payload.at("covers")) {
        const std::size_t colon = cover.find(':');
        command.covers.push_back({cover.substr(0, colon), cover.substr(colon + 1), ""});
      }
      for (const Json& work : payload.at("works")) {
        command.content.works.push_back(WorkOf(work));
      }
      const Json& narrative = payload.at("narrative");
      command.content.narrative = {"", narrative.value("difficulties", ""), narrative.value("next_tasks", ""),
                                   narrative.value("proposals", "")};
      if (payload.contains("self")) {
        command.content.self_level.overall = payload.at("self").value("overall", "");
        command.content.self_level.works = payload.at("self").at("works").get<std::map<std::string, std::string>>();
      }
      command.paper = stamp;
      command.new_report_id = payload.at("report_id");
      const auto decision = SubmitReport(command, BasisOf(official), circumstances);
      if (decision.ok()) {
        Apply(decision->said, items_);
        discharged_[official].insert(decision->discharged.begin(), decision->discharged.end());
        reports_[payload.at("report_id")] = decision->report;
      }
      return ReasonOf(decision);
    }
    if (kind == "report.correct") {
      CorrectReportCommand command;
      for (const Json& work : payload.at("works")) {
        command.works.push_back(WorkOf(work));
      }
      command.note = payload.at("note");
      const Report& report = reports_.at(payload.at("report_id"));
      command.expected_revision = report.revision;
      const auto decision = CorrectReport(command, report, BasisOf(official), circumstances);
      if (decision.ok()) {
        Apply(decision->said, items_);
      }
      return ReasonOf(decision);
    }
    return "NOT_PLAYED";
  }

  std::string Import(const Json& act, const std::string& official) {
    const Json& payload = act.at("payload");
    const Instant at = *ParseRfc3339(act.at("at").get<std::string>());
    const OfficialKnowledge known = KnownOf(official, at);
    const Circumstances circumstances{known, statute::Vietnam(), "specialist", {"specialist:BTC"}, at, at};
    YearResult result{official, payload.at("work_id"), payload.at("year"), {}, {"KL", Date::Of(at)}};
    result.items = WorkOf(payload).items;
    const auto decision = ImportYearResult(result, {}, false, circumstances);
    if (decision.ok()) {
      Apply({{result.work_id, result.items, ""}}, items_);
    }
    return ReasonOf(decision);
  }

  ReportBasis BasisOf(const std::string& official) { return {sent_[official], discharged_[official], items_}; }
  std::map<std::string, statute::ItemResults>& items() { return items_; }
  // The tree of a work in the plan of its holder, and whether it has one.
  const PlannedWork* TreeIn(const std::string& official, const std::string& work_id) {
    trees_ = PlannedWorks(sent_[official]);
    const auto found = trees_.find(work_id);
    return found == trees_.end() ? nullptr : &found->second;
  }

 private:
  template <typename T>
  static std::string ReasonOf(const Result<T>& result) {
    return result.ok() ? "" : result.error().reason + " " + result.error().message;
  }

  const statute::Facts facts_;
  std::map<std::string, WorkDetail> details_;
  std::map<std::string, Json> plans_;
  std::map<std::string, std::vector<Plan>> sent_;
  std::map<std::string, Report> reports_;
  std::map<std::string, statute::ItemResults> items_;
  std::map<std::string, std::set<DutyKey>> discharged_;
  std::map<std::string, PlannedWork> trees_;
};

// People whose year has acts that this service does not play yet: departures, stops, amendments, early completion.
const std::set<std::string> kOtherStories{"TQ-013", "TQ-014", "TQ-017", "TQ-020", "TQ-034",
                                          "TQ-041", "TQ-055", "TQ-056", "TQ-063", "TQ-064"};

TEST(SampleYearOfReporting, EveryActEndsAsItsExpectationSaysAndEveryPercentageIsTheExpectedOne_I_38) {
  SampleYear year;
  const Json expected = Json::parse(std::ifstream(statute::SourcePath(kSample + "expected.json")));
  std::map<std::string, std::string> holder;
  for (const Json& work : Lines("works.jsonl")) {
    holder[work.at("work_id")] = work.at("official_id");
  }
  std::map<std::string, std::map<std::string, int>> figures;  // by work and moment
  for (const auto& [work_id, rows] : expected.at("as_reported").items()) {
    for (const Json& row : rows) {
      figures[work_id][row.at("at")] = row.at("percent_year_e2");
    }
  }
  int plans = 0;
  int reports = 0;
  int compared = 0;
  for (const Json& act : Lines("journal.jsonl")) {
    const std::string kind = act.at("act");
    const Json& payload = act.at("payload");
    if (kind == "opening.year_result" && kOtherStories.count(holder.at(payload.at("work_id"))) == 0) {
      EXPECT_EQ(year.Import(act, holder.at(payload.at("work_id"))), "") << act.at("seq");
    }
    if ((kind != "plan.submit" && kind != "report.submit" && kind != "report.correct") ||
        payload.contains("mutation") || act.at("expect") == "duplicate" ||
        kOtherStories.count(payload.at("official_id")) > 0) {
      continue;
    }
    const std::string reason = year.Play(act);
    if (act.at("expect") != "accepted") {
      const std::string code = act.at("expect").at("rejected");
      EXPECT_TRUE(reason.starts_with(code == "SELF_LEVEL_REQUIRED" ? "MISSING_SELF_LEVEL" : code))
          << act.at("seq") << " " << reason;
      continue;
    }
    EXPECT_EQ(reason, "") << act.at("seq") << " " << payload.at("official_id");
    plans += kind == "plan.submit" ? 1 : 0;
    reports += kind == "report.submit" ? 1 : 0;
    if (kind == "plan.submit") {
      continue;
    }
    for (const Json& work : payload.at("works")) {
      const std::string work_id = work.at("work_id");
      const auto figure = figures[work_id].find(act.at("at"));
      const PlannedWork* tree = year.TreeIn(payload.at("official_id"), work_id);
      if (figure == figures[work_id].end() || tree == nullptr) {
        continue;
      }
      const statute::WeightNode node = TreeOf(*tree);
      const statute::WeightNode* of_2022 = statute::YearNode(node, 2022);
      ASSERT_NE(of_2022, nullptr) << work_id;
      const auto percent = statute::CompletionOf(*of_2022, year.items()[work_id]);
      EXPECT_EQ(percent ? statute::FloorToHundredths(*percent) : 0, figure->second) << act.at("seq") << " " << work_id;
      ++compared;
    }
  }
  EXPECT_GT(plans, 50);
  EXPECT_GT(reports, 200);
  EXPECT_GT(compared, 700);

  // What was verified, and the force majeure that the Standing Committee accepted.
  std::map<std::string, Json> claims;
  for (const Json& act : Lines("journal.jsonl")) {
    const std::string kind = act.at("act");
    const Json& payload = act.at("payload");
    if (kind.starts_with("appraisal.") && act.at("expect") == "accepted") {
      for (const Json& item : payload.at("items")) {
        for (const Json& value : item.value("verified", Json::array())) {
          year.items()[value.at("work_id")].verified[value.at("leaf")] = value.at("value");
        }
      }
    } else if (kind == "claim.submit") {
      claims[payload.at("claim_id")] = payload;
    } else if (kind == "claim.decide" && payload.at("result") == "ACCEPTED") {
      const Json& claim = claims.at(payload.at("claim_id"));
      if (claim.at("type") == "FM") {
        statute::ItemResults& results = year.items()[claim.at("work_id")];
        if (claim.at("leaves") == "*") {
          results.whole_work_taken_out = true;
        } else {
          results.taken_out = claim.at("leaves").get<std::set<std::string>>();
        }
      }
    }
  }
  int rated = 0;
  for (const Json& row : expected.at("works")) {
    const std::string work_id = row.at("work_id");
    const PlannedWork* tree = year.TreeIn(row.at("official_id"), work_id);
    if (kOtherStories.count(row.at("official_id")) > 0 || tree == nullptr) {
      continue;
    }
    const auto exact = [](const std::optional<statute::ExactPercent>& percent) -> std::string {
      if (!percent) {
        return "none";
      }
      const std::string text = statute::FormatExact(*percent);
      return text.find('/') == std::string::npos ? text + "/1" : text;
    };
    const auto said = [&](const char* field) -> std::string {
      return row.contains(field) && !row.at(field).is_null() ? row.at(field).get<std::string>() : "none";
    };
    const statute::WeightNode node = TreeOf(*tree);
    EXPECT_EQ(exact(statute::CompletionOf(*statute::YearNode(node, 2022), year.items()[work_id])),
              said("percent_year_exact"))
        << work_id;
    if (row.contains("percent_stage_exact")) {
      EXPECT_EQ(exact(statute::CompletionOf(node, year.items()[work_id])), said("percent_stage_exact")) << work_id;
    }
    ++rated;
  }
  EXPECT_GT(rated, 180);
}

}  // namespace
}  // namespace dotpha::reporting::testing
