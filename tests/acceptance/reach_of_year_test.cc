// Who may decide, who sees which plans, and that each paper goes once to each recipient (SCENARIOS section G).
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/acceptance/consequences.h"
#include "tests/acceptance/every_method.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const std::vector<std::string> kNoRecorders = {"BCSD-specialist", "BCSD-leader",    "BCSD-clerk", "TT-specialist",
                                               "TT-leader",       "TT-clerk",       "BTC-clerk",  "BTC-specialist",
                                               "BTC-leader",      "BTV-specialist", "BTV-leader", "UBKT-leader"};

// Whoever is not refused, or leaves a trace.
Lines Accepted(Year& year, const std::vector<std::string>& people,
               const std::function<Lines(const std::string& person)>& act) {
  year.Settle();
  const std::string before = Traces(year);
  Lines lines;
  for (const std::string& person : people) {
    const std::string answer = act(person).at(0);
    if (answer.rfind("NOT_PERMITTED", 0) != 0) {
      lines.push_back(person + ": " + answer);
    }
  }
  if (Traces(year) != before) {
    lines.emplace_back("something was written");
  }
  return lines;
}

void WithReason(asmt::RatingItem& item) {
  item.set_difference_reason(asmt::DIFFERENCE_REASON_OTHER);
  *item.mutable_difference_document() = Document("MP-209-KL/TU", "2023-01-16");
}

// A decision and a rating without number and date.
Lines Undocumented(Year& year) {
  rev::RecordDecisionRequest decision;
  decision.set_cycle(2022);
  decision.set_basis(rev::DECISION_BASIS_ORDINARY);
  rev::DecisionItem& item = *decision.add_items();
  item.set_official_id("N1-G01");
  rev::AssignedItem& work = *item.add_works();
  work.set_mode(rev::ASSIGNMENT_MODE_NEW);
  work.set_source(rev::WORK_SOURCE_STANDING_COMMITTEE);
  *work.mutable_content() = AnnualWork("W-G01-B", 2022);
  Lines lines = Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::RecordDecision, decision));
  decision.mutable_document()->set_number("MP-107-QĐ/TU");
  lines.push_back(Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::RecordDecision, decision)).at(0));
  return lines;
}

// ---- G-01
const Diary g01(
    Consequences(), {"N1-G01"},
    {{"2021-12-20 08:30", [](Year& year) { return Undocumented(year); }},
     {"2021-12-20 09:00",
      [](Year& year) {
        std::vector<std::string> people = kNoRecorders;
        people.emplace_back("N1-G01");
        return Accepted(year, people, [&](const std::string& person) {
          return Outcome(year.Assign("N1-G01", 2022, "2021-12-20", {}, rev::DECISION_BASIS_ORDINARY, person));
        });
      }},
     {"2021-12-20 10:00", [](Year& year) { return Outcome(year.Assign("N1-G01", 2022, "2021-12-20")); }},
     {"2022-01-10 09:00", [](Year& year) { return Outcome(year.Plan("N1-G01", 2022)); }},
     {"2022-12-20 09:00",
      [](Year& year) {
        return Outcome(year.Report("N1-G01", {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"}, .self_level = "HTXS"}));
      }},
     {"2023-01-16 09:00",
      [](Year& year) {
        std::vector<std::string> people = kNoRecorders;
        people.emplace_back("N1-G01");
        return Accepted(year, people, [&](const std::string& person) {
          return Outcome(year.Rate("N1-G01", 2022, "HTT", "2023-01-16", WithReason, person));
        });
      }},
     {"2023-01-16 09:30",
      [](Year& year) {
        asmt::RecordRatingsRequest request;
        request.set_kind(asmt::RATING_KIND_ANNUAL);
        request.set_cycle(2022);
        *request.mutable_decided_on() = WireDay("2023-01-16");
        request.add_items()->set_official_id("N1-G01");
        request.mutable_items(0)->set_level("HTT");
        WithReason(*request.mutable_items(0));
        return Outcome(year.Ask("BTV-clerk", year.assessments(), &Assessments::RecordRatings, request));
      }},
     {"2023-01-16 10:00",
      [](Year& year) { return Outcome(year.Rate("N1-G01", 2022, "HTT", "2023-01-16", WithReason)); }},
     {"2023-01-16 10:01", [](Year& year) { return Lines{year.Assessment("N1-G01", 2022).decided_level()}; }}});

TEST(Scenario, G01_OnlyTheRecorderEntersWhatTheStandingCommitteeDecided) {
  EXPECT_THAT(g01["2021-12-20 08:30"], ElementsAre(StartsWith("DOCUMENT_REQUIRED document.number"),
                                                   StartsWith("DOCUMENT_REQUIRED document.signed_on"),
                                                   StartsWith("DOCUMENT_REQUIRED document.signed_on")))
      << "neither without number nor without date";
  EXPECT_THAT(g01["2021-12-20 09:00"], IsEmpty());
  EXPECT_THAT(g01["2021-12-20 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(g01["2023-01-16 09:00"], IsEmpty());
  EXPECT_THAT(g01["2023-01-16 09:30"], ElementsAre(StartsWith("DOCUMENT_REQUIRED")));
  EXPECT_THAT(g01["2023-01-16 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(g01["2023-01-16 10:01"], ElementsAre("HTT"));
}

// ---- G-02
Lines PlansSeenBy(Year& year, const std::string& person) {
  rpt::ListPlansRequest request;
  request.set_page_size(3);
  Lines officials;
  do {
    const auto page = year.Ask(person, year.plans(), &Plans::ListPlans, request);
    if (!page.ok()) {
      return {page.error().reason};
    }
    for (const rpt::Plan& plan : page->plans()) {
      officials.push_back(plan.official_id());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  std::sort(officials.begin(), officials.end());
  return officials;
}

std::vector<Diary::Entry> PlansOf(const std::vector<std::string>& officials, std::vector<Diary::Entry> entries) {
  for (const std::string& official : officials) {
    entries = Diary::WithPlanStd(official, 2022, std::move(entries));
  }
  return entries;
}
const std::vector<std::string> kPlanners = {"N1-G02", "N2-G02", "N9-G02", "N10-G02", "N12-G02"};
const Diary g02(Consequences(), kPlanners,
                PlansOf(kPlanners,
                        {{"2022-02-01 09:00", [](Year& year) { return PlansSeenBy(year, "BNC-specialist"); }},
                         {"2022-02-01 09:01", [](Year& year) { return PlansSeenBy(year, "BDV-leader"); }},
                         {"2022-02-01 09:02", [](Year& year) { return PlansSeenBy(year, "N1-G02"); }},
                         {"2022-02-01 09:03", [](Year& year) { return PlansSeenBy(year, "TT-leader"); }},
                         {"2022-02-01 09:04", [](Year& year) { return PlansSeenBy(year, "BTC-specialist"); }},
                         {"2022-02-01 09:05", [](Year& year) { return PlansSeenBy(year, "UBKT-leader"); }},
                         {"2022-02-01 09:06", [](Year& year) { return PlansSeenBy(year, "BCSD-leader"); }},
                         {"2022-02-01 09:07", [](Year& year) {
                            const std::string all =
                                year.system().Query("reporting",
                                                    "SELECT string_agg(official_id, ' ' ORDER BY official_id COLLATE "
                                                    "\"C\") FROM plan WHERE state = 'SENT'");
                            Lines officials;
                            for (std::size_t begin = 0; begin < all.size();) {
                              const auto end = std::min(all.find(' ', begin), all.size());
                              officials.push_back(all.substr(begin, end - begin));
                              begin = end + 1;
                            }
                            return officials;
                          }}}));

TEST(Scenario, G02_EachListsThePlansThatAreRoutedToHim) {
  EXPECT_THAT(g02["2022-02-01 09:00"], ElementsAre("N10-G02", "N9-G02"));
  EXPECT_THAT(g02["2022-02-01 09:01"], ElementsAre("N12-G02"));
  EXPECT_THAT(g02["2022-02-01 09:02"], ElementsAre("N1-G02"));
  EXPECT_THAT(g02["2022-02-01 09:03"], ElementsAre("NOT_PERMITTED"));
  const Lines& all = g02["2022-02-01 09:07"];
  EXPECT_THAT(all, ::testing::IsSupersetOf(kPlanners));
  EXPECT_EQ(g02["2022-02-01 09:04"], all) << "BTC lists all";
  EXPECT_EQ(g02["2022-02-01 09:05"], all) << "UBKT lists all";
  Lines routed_to_bcsd = all;
  std::erase_if(routed_to_bcsd, [](const std::string& id) { return id.rfind("N1-", 0) != 0; });
  EXPECT_EQ(g02["2022-02-01 09:06"], routed_to_bcsd);
}

// ---- G-04, G-05
template <typename Deliveries>
Lines Recipients(const Deliveries& deliveries) {
  Lines bodies;
  for (const rpt::Delivery& delivery : deliveries) {
    bodies.push_back(delivery.body_id());
  }
  return bodies;
}
std::string TimesTold(Year& year, const std::string& official, const std::string& event) {
  return year.system().Query(
      "reporting",
      fmt::format("SELECT count(*) FROM outbox WHERE type LIKE '%{}' AND '{}' = ANY(debtors)", event, official));
}

// The same request twice, a day apart: what each answer says of itself, and what is kept.
rpt::SubmitPlanRequest& PlanOfG04(Year* year) {
  static rpt::SubmitPlanRequest request;
  if (!request.has_plan() && year != nullptr) {
    *request.mutable_plan() = PlanOf("N1-G04", 2022, year->WorksOf("N1-G04", 2022));
    Season::GiveRequestId(request);
  }
  return request;
}
rpt::SubmitReportRequest& ReportOfG04(Year* year) {
  static rpt::SubmitReportRequest request;
  if (!request.has_report() && year != nullptr) {
    *request.mutable_report() = year->ReportOf("N1-G04", {.covers = {"RPT_Q 2022-Q1"}});
    Season::GiveRequestId(request);
  }
  return request;
}
template <typename Response>
Lines SaidOf(const Result<Response>& answer) {
  if (!answer.ok()) {
    return Outcome(answer);
  }
  return {fmt::format("{} received {}, {} deliveries", answer->receipt().replayed() ? "replayed" : "done",
                      Text(answer->receipt().received_at()), answer->deliveries_size())};
}
Lines SendPlanOfG04(Year& year) {
  return SaidOf(year.Ask("N1-G04", year.plans(), &Plans::SubmitPlan, PlanOfG04(&year)));
}
Lines SendReportOfG04(Year& year) {
  return SaidOf(year.Ask("N1-G04", year.reports(), &Reports::SubmitReport, ReportOfG04(&year)));
}
const Diary g04(
    Consequences(), {"N1-G04"},
    {{"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N1-G04", 2022, "2021-12-20")); }},
     {"2022-01-10 09:00", SendPlanOfG04},
     {"2022-01-11 09:00", SendPlanOfG04},
     {"2022-03-20 09:00", SendReportOfG04},
     {"2022-03-21 09:00", SendReportOfG04},
     {"2022-03-21 10:00", [](Year& year) {
        rpt::ListPlansRequest plans;
        plans.set_official_id("N1-G04");
        rpt::ListReportsRequest reports;
        reports.set_official_id("N1-G04");
        const auto kept_plans = Must(year.Ask("N1-G04", year.plans(), &Plans::ListPlans, plans));
        const auto kept_reports = Must(year.Ask("N1-G04", year.reports(), &Reports::ListReports, reports));
        Lines lines = {fmt::format("{} plans, {} reports", kept_plans.plans_size(), kept_reports.reports_size())};
        rpt::GetPlanRequest plan;
        plan.set_name(kept_plans.plans(0).name());
        const auto read_plan = Must(year.Ask("N1-G04", year.plans(), &Plans::GetPlan, plan));
        rpt::GetReportRequest report;
        report.set_name(kept_reports.reports(0).name());
        const auto read_report = Must(year.Ask("N1-G04", year.reports(), &Reports::GetReport, report));
        lines.push_back(fmt::format("plan to {}, {} entry", fmt::join(Recipients(read_plan.deliveries()), " "),
                                    read_plan.history_size()));
        lines.push_back(fmt::format("report to {}, {} entry", fmt::join(Recipients(read_report.deliveries()), " "),
                                    read_report.history_size()));
        lines.push_back("told " + TimesTold(year, "N1-G04", "PlanSent") + " and " +
                        TimesTold(year, "N1-G04", "ReportSent"));
        return lines;
      }}});

TEST(Scenario, G04_TheSameSubmissionTwiceIsOneReceiptAndOneDeliveryToEach) {
  EXPECT_THAT(g04["2022-01-10 09:00"], ElementsAre("done received 2022-01-10 09:00, 2 deliveries"));
  EXPECT_THAT(g04["2022-01-11 09:00"], ElementsAre("replayed received 2022-01-10 09:00, 2 deliveries"));
  EXPECT_THAT(g04["2022-03-20 09:00"], ElementsAre("done received 2022-03-20 09:00, 2 deliveries"));
  EXPECT_THAT(g04["2022-03-21 09:00"], ElementsAre("replayed received 2022-03-20 09:00, 2 deliveries"));
  EXPECT_THAT(g04["2022-03-21 10:00"], ElementsAre("1 plans, 1 reports", "plan to BTC BCSD, 1 entry",
                                                   "report to BTC BCSD, 1 entry", "told 1 and 1"));
}

Lines PlanAndReportTo(Year& year, const std::string& official) {
  Must(year.Assign(official, 2022, "2021-12-20"));
  year.Settle();
  const auto plan = Must(year.Plan(official, 2022));
  const auto report = Must(year.Report(official, {.covers = {"RPT_Q 2022-Q1"}}));
  return {fmt::format("{} | {}", fmt::join(Recipients(plan.deliveries()), " "),
                      fmt::join(Recipients(report.deliveries()), " "))};
}
const Diary g05(Consequences(), {"N2-G05", "N1-G05"},
                {{"2022-01-20 09:00", [](Year& year) { return PlanAndReportTo(year, "N2-G05"); }},
                 {"2022-01-20 10:00", [](Year& year) { return PlanAndReportTo(year, "N1-G05"); }}});

TEST(Scenario, G05_PlanAndReportGoToTheCommissionAndToTheBodyOnTheRoute) {
  EXPECT_THAT(g05["2022-01-20 09:00"], ElementsAre("BTC | BTC"));
  EXPECT_THAT(g05["2022-01-20 10:00"], ElementsAre("BTC BCSD | BTC BCSD"));
}

}  // namespace
}  // namespace dotpha::acceptance
