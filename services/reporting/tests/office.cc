#include "services/reporting/tests/office.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "tests/statute/law_fixture.h"

namespace dotpha::reporting::testing {
namespace {

statute::Learned Told(const std::string& at, const std::string& source) { return {statute::At(at), source}; }

std::string ItemId(int year, int month, int number) {
  return std::to_string(year) + (month < 10 ? ".0" : ".") + std::to_string(month) + "." + std::to_string(number);
}

}  // namespace

Date Day(const std::string& text) {
  const auto day = Date::Parse(text);
  if (!day.ok()) {
    throw std::runtime_error("not a day: " + text);
  }
  return *day;
}

Office::Office() {
  statute::Facts& facts = known.facts;
  facts.authority = "tuyen-quang";
  facts.live_from = Day("2021-09-01");
  facts.law = {{&statute::TuyenQuang2021(), Day("2021-09-01")}};
  const statute::Learned told = Told("2021-09-01 08:00", "registration#1");
  facts.agencies = {{told, "so-nn", "AGENCY_UBND_TINH", "", ""}, {told, "so-tc", "AGENCY_UBND_TINH", "", ""}};
  known.agencies = std::make_shared<const std::vector<statute::AgencyFact>>(facts.agencies);
  for (const char* body : {"BTC", "BCSD", "BNC", "BDV", "DDHDND"}) {
    facts.bodies.push_back({told, body, true, "", Day("2020-10-01"), {}});
  }
  facts.persons = {{told, kOfficial, true, false, false}};
  facts.posts = {{told,
                  "post-1",
                  kOfficial,
                  "so-nn",
                  statute::Capacity::kHead,
                  true,
                  Day("2020-10-20"),
                  {},
                  statute::PostBasis::kAppointed}};
  known.directory.staff = {{told, "clerk-nn", "", "so-nn", "clerk"}, {told, "clerk-tc", "", "so-tc", "clerk"}};
}

void Office::Assign(const std::string& work_id, int cycle, const std::string& decided_on, const std::string& basis) {
  const std::string id = "decision " + decided_on + " " + work_id;
  known.facts.assignments.push_back({Told(decided_on, "review#" + decided_on + work_id),
                                     id,
                                     kOfficial,
                                     cycle,
                                     basis,
                                     Day(decided_on),
                                     {},
                                     {{work_id, "1Y", Date(cycle, 1, 1), Date(cycle, 12, 31)}}});
  known.works[work_id] = {{"1", "2"}, false, {}};
}

void Office::AssignStage(const std::string& work_id, const std::string& duration, const std::string& start,
                         const std::string& end, const std::string& decided_on) {
  known.facts.assignments.push_back({Told(decided_on, "review#" + decided_on + work_id),
                                     "decision " + decided_on + " " + work_id,
                                     kOfficial,
                                     Day(start).year(),
                                     "ORDINARY",
                                     Day(decided_on),
                                     {},
                                     {{work_id, duration, Day(start), Day(end)}}});
  known.works[work_id] = {{"1", "2"}, false, {}};
}

void Office::Amend(const std::string& work_id, const std::string& at) {
  known.works[work_id].amended_at = statute::At(at);
}

void Office::End(const std::string& work_id, const std::string& until, const std::string& reason) {
  known.facts.work_ends.push_back({Told(until, "review#end" + work_id), kOfficial, work_id, Day(until), reason});
}

Circumstances Office::By(const std::string& actor, std::vector<std::string> roles, const std::string& at) const {
  return {known, statute::Vietnam(), actor, std::move(roles), statute::At(at), statute::At(at)};
}

Result<PlanDecision> Office::Send(const SubmitPlanCommand& command, const std::string& at) {
  auto decision = SubmitPlan(command, plans, Himself(at));
  if (decision.ok()) {
    Keep(*decision);
  }
  return decision;
}

Result<ReportDecision> Office::Send(const SubmitReportCommand& command, const std::string& at) {
  auto decision = SubmitReport(command, Basis(), Himself(at));
  if (decision.ok()) {
    Keep(*decision);
  }
  return decision;
}

ReportBasis Office::Basis() const {
  ReportBasis basis;
  std::copy_if(plans.begin(), plans.end(), std::back_inserter(basis.plans),
               [](const Plan& plan) { return plan.state != PlanState::kDraft; });
  basis.items = items_;
  basis.discharged = discharged_;
  return basis;
}

void Office::Keep(const PlanDecision& decision) {
  std::erase_if(plans, [&](const Plan& plan) { return plan.id == decision.plan.id; });
  plans.push_back(decision.plan);
}

void Office::Keep(const ReportDecision& decision) {
  std::erase_if(reports, [&](const Report& report) { return report.id == decision.report.id; });
  reports.push_back(decision.report);
  Apply(decision.said, items_);
  discharged_.insert(decision.discharged.begin(), decision.discharged.end());
}

PlannedWork StandardWork(const std::string& work_id, const std::vector<int>& years) {
  PlannedWork work{work_id, false, {}};
  for (const int year : years) {
    PlannedYear planned{year, kWholeE2 / static_cast<int>(years.size()), {}};
    for (int quarter = 1; quarter <= 4; ++quarter) {
      PlannedQuarter planned_quarter{quarter, 2500, {}};
      for (int month = quarter * 3 - 2; month <= quarter * 3; ++month) {
        PlannedMonth planned_month{month, month % 3 == 2 ? 6000 : 2000, {}};
        for (int number = 1; number <= 2; ++number) {
          planned_month.items.push_back({ItemId(year, month, number), "Việc của tháng", "Báo cáo", 5000, {"1"}});
        }
        planned_quarter.months.push_back(std::move(planned_month));
      }
      planned.quarters.push_back(std::move(planned_quarter));
    }
    work.years.push_back(std::move(planned));
  }
  return work;
}

SubmitPlanCommand StandardPlan(const std::vector<PlannedWork>& works, int cycle) {
  SubmitPlanCommand command;
  command.official_id = kOfficial;
  command.cycle = cycle;
  command.content.general_goal = "Hoàn thành việc được giao";
  command.content.specific_goals = {"Số hóa 100 % thủ tục"};
  command.content.solutions = {"Giao ban hằng tháng"};
  command.content.roadmap = "Theo từng tháng, quý";
  command.content.works = works;
  command.new_plan_id =
      "00000000-0000-4000-8000-00000000000" + std::to_string(cycle % 10) + (works.empty() ? "" : works.front().work_id);
  return command;
}

SubmitReportCommand ReportOn(const std::vector<DutyKey>& covers, const std::vector<std::string>& work_ids,
                             const std::vector<int>& quarters, int completion_e2, int year) {
  static int count = 0;
  SubmitReportCommand command;
  command.official_id = kOfficial;
  command.covers = covers;
  for (const std::string& work_id : work_ids) {
    ReportedWork work{work_id, {}, ""};
    for (const int quarter : quarters) {
      for (int month = quarter * 3 - 2; month <= quarter * 3; ++month) {
        for (int number = 1; number <= 2; ++number) {
          work.items.push_back({ItemId(year, month, number), completion_e2, month % 3 == 0, ""});
        }
      }
    }
    command.content.works.push_back(std::move(work));
  }
  command.content.narrative = {"", "Thời tiết không thuận lợi", "Tiếp tục đôn đốc", ""};
  command.new_report_id = "report-" + std::to_string(++count);
  return command;
}

SubmitReportCommand WithLevel(SubmitReportCommand command, const std::string& level) {
  command.content.self_level.overall = level;
  for (const ReportedWork& work : command.content.works) {
    command.content.self_level.works[work.work_id] = level;
  }
  return command;
}

std::vector<std::string> Found(const Error& error) {
  std::vector<std::string> found;
  for (const Violation& violation : error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  if (found.empty()) {
    found.push_back(error.reason);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace dotpha::reporting::testing
