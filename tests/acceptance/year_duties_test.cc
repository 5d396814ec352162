// What an official owes in an ordinary year, and what being assigned brings about (B-02, B-23, B-37, B-41, B-43, B-46,
// B-47).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// ---- B-02: the whole way to the assignment of 20/12/2021.
const Diary b02(Year2022(), {"N1-B02"},
                {{"2021-11-10 09:00",
                  [](Year& year) {
                    return Outcome(year.Register(
                        "N1-B02", 2022, [](reg::Registration& r) { r.mutable_works(0)->set_work_id("W-B02"); }));
                  }},
                 {"2021-11-25 09:00", [](Year& year) { return Outcome(year.Propose("BCSD", 2022, {"N1-B02"})); }},
                 {"2021-12-15 09:00", [](Year& year) { return Outcome(year.GeneralReport(2022)); }},
                 {"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N1-B02", 2022, "2021-12-20")); }},
                 {"2021-12-21 08:00", [](Year& year) { return year.Duties("N1-B02", "2022"); }}});

TEST(Scenario, B02_TheEightDatesOfANormalYear) {
  for (const char* act : {"2021-11-10 09:00", "2021-11-25 09:00", "2021-12-15 09:00", "2021-12-20 09:00"}) {
    EXPECT_THAT(b02[act], ElementsAre("ACCEPTED")) << act;
  }
  EXPECT_THAT(b02["2021-12-21 08:00"], ElementsAre("PLAN:2022 2022-01-24 OPEN", "REG:2022 2021-11-14 ON_TIME",
                                                   "RPT_H1:2022 2022-06-24 OPEN", "RPT_Q:2022-Q1 2022-03-24 OPEN",
                                                   "RPT_Q:2022-Q2 2022-06-24 OPEN", "RPT_Q:2022-Q3 2022-09-24 OPEN",
                                                   "RPT_Q:2022-Q4 2022-12-24 OPEN", "RPT_Y:2022 2022-12-24 OPEN"));
  for (const ntf::Obligation& obligation : b02.year().ObligationsOf("N1-B02")) {
    if (obligation.period().starts_with("2022") && obligation.has_last_on_time_day()) {
      EXPECT_TRUE(obligation.hard()) << obligation.obligation_id();
    }
  }
}

// ---- B-23
const Diary b23(Year2022(), {"N1-B23"},
                Diary::WithPlanStd("N1-B23", 2022,
                                   {{"2022-07-25 08:00", [](Year& year) { return year.Duties("N1-B23"); }}}));

TEST(Scenario, B23_NoMonthlyDuty) {
  EXPECT_THAT(b23["2022-07-25 08:00"], Contains(HasSubstr("RPT_Q:2022-Q3 ")));
  EXPECT_THAT(b23["2022-07-25 08:00"], Each(Not(HasSubstr("RPT_M"))));
}

// ---- B-37: one announces his plan, another does not.
const Diary b37(Year2022(), {"N1-B37", "N3-B37"},
                AllReports("N3-B37",
                           {{"2021-11-10 09:00", [](Year& year) { return Outcome(year.Register("N3-B37", 2022)); }},
                            {"2021-12-20 09:00",
                             [](Year& year) {
                               Must(year.Assign("N1-B37", 2022, "2021-12-20"));
                               return Outcome(year.Assign("N3-B37", 2022, "2021-12-20"));
                             }},
                            {"2022-01-10 09:00",
                             [](Year& year) {
                               Must(year.Plan("N3-B37", 2022));
                               return Outcome(year.Plan("N1-B37", 2022));
                             }},
                            {"2022-01-10 10:00", [](Year& year) { return Lines{year.Duty("N1-B37:ANN_PLAN:2022")}; }},
                            {"2022-02-01 10:00",
                             [](Year& year) {
                               return Outcome(year.Announce("N1-B37", 2022, "ANN_PLAN", "2022-02-01", "họp cơ quan"));
                             }},
                            {"2022-11-10 09:00", [](Year& year) { return Outcome(year.Register("N3-B37", 2023)); }},
                            {"2022-12-31 08:00", [](Year& year) { return year.CandidateLines("N3-B37"); }}}));

TEST(Scenario, B37_ThePlanIsAnnouncedAtTheAgency) {
  EXPECT_THAT(b37["2022-01-10 10:00"], ElementsAre("- OPEN")) << "opened by the receipt of the plan, without a date";
  EXPECT_THAT(b37["2022-02-01 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b37.year().Duty("N1-B37:ANN_PLAN:2022"), "- ON_TIME");
  rpt::ListAnnouncementsRequest list;
  list.set_official_id("N1-B37");
  const auto listed =
      b37.year().Ask("BCSD-specialist", b37.year().announcements(), &Announcements::ListAnnouncements, list);
  ASSERT_TRUE(listed.ok()) << Describe(listed.error());
  ASSERT_EQ(listed->announcements_size(), 1);
  EXPECT_EQ(Text(listed->announcements(0).announced_on()), "2022-02-01");
  EXPECT_EQ(listed->announcements(0).form(), "họp cơ quan");
}

TEST(Scenario, B37_NeverAnnouncedStaysOpenAndIsNoSign) {
  EXPECT_EQ(b37.year().Duty("N3-B37:ANN_PLAN:2022"), "- OPEN");
  EXPECT_THAT(b37["2022-12-31 08:00"], IsEmpty());
  EXPECT_THAT(b37.year().FlagLines("N3-B37"), Not(Contains(HasSubstr("ANN_PLAN"))));
}

// ---- B-41: two levels, decided in January 2023.
const Diary b41(Year2022(), {"N1-B41", "N3-B41"}, [] {
  std::vector<Diary::Entry> entries = AllReports("N1-B41");
  entries.push_back({"2021-12-20 09:00", [](Year& year) {
                       Must(year.Assign("N1-B41", 2022, "2021-12-20"));
                       return Outcome(year.Assign("N3-B41", 2022, "2021-12-20"));
                     }});
  entries.push_back({"2022-01-10 09:00", [](Year& year) {
                       Must(year.Plan("N1-B41", 2022));
                       return Outcome(year.Plan("N3-B41", 2022));
                     }});
  // 99.5 %: the last item of December at 80 %.
  entries.push_back({"2022-12-20 10:00", [](Year& year) {
                       return Outcome(year.Report(
                           "N3-B41", {.covers = {"RPT_Y 2022"}, .done = {{"2022.12.2", 8000}}, .self_level = "HTT"}));
                     }});
  entries.push_back({"2023-01-10 09:00", [](Year& year) { return Outcome(year.AppraiseAll(2022, "N1-B41", "HTXS")); }});
  entries.push_back({"2023-01-16 09:00", [](Year& year) {
                       Must(year.Rate("N1-B41", 2022, "HTXS", "2023-01-16"));
                       return Outcome(year.Rate("N3-B41", 2022, "HTT", "2023-01-16"));
                     }});
  return entries;
}());

TEST(Scenario, B41_TheFactSheetSupportsTheTopGradeByTheTopLevelAlone) {
  EXPECT_THAT(b41["2023-01-16 09:00"], ElementsAre("ACCEPTED"));
  const asmt::FactSheet top = b41.year().FactSheet("N1-B41", 2022);
  EXPECT_EQ(top.decided_level(), "HTXS");
  ASSERT_TRUE(top.has_supports_htxs());
  EXPECT_TRUE(top.supports_htxs());
  const asmt::FactSheet good = b41.year().FactSheet("N3-B41", 2022);
  EXPECT_EQ(good.decided_level(), "HTT");
  ASSERT_TRUE(good.has_supports_htxs());
  EXPECT_FALSE(good.supports_htxs());
}

TEST(Scenario, B41_NoFieldStatesAnAnnualGrade) {
  // Whoever adds a field to the sheet says here that it is no grade of the annual review.
  std::vector<std::string> fields;
  for (int i = 0; i < asmt::FactSheet::descriptor()->field_count(); ++i) {
    fields.push_back(asmt::FactSheet::descriptor()->field(i)->name());
  }
  EXPECT_THAT(fields, ElementsAre("official_id", "cycle", "regulation_id", "suggested_level", "decided_level",
                                  "decided_on", "document_number", "supports_htxs", "use", "use_article", "works",
                                  "late_count", "missing_count", "confirmed_cases", "as_of"));
}

// ---- B-43
const Diary b43(Year2022(), {"N1-B43"},
                {{"2021-11-30 00:00", [](Year& year) { return year.CandidateLines("N1-B43"); }},
                 {"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N1-B43", 2022, "2021-12-20")); }},
                 {"2021-12-21 08:00", [](Year& year) {
                    Lines lines = year.CandidateLines("N1-B43");
                    for (const asmt::Case& opened : year.CasesOf("N1-B43")) {
                      lines.push_back(opened.kind() + " " + asmt::CaseState_Name(opened.state()));
                    }
                    lines.push_back(year.Duty("N1-B43:PLAN:2022"));
                    return lines;
                  }}});

TEST(Scenario, B43_AssignedThoughNotRegistered) {
  const std::string candidate = "N1-B43 NOT_REGISTERED 2021-11-30 00:00 [\"N1-B43:REG:2022\"] explain until 2021-12-14";
  EXPECT_THAT(b43["2021-11-30 00:00"], ElementsAre(candidate));
  EXPECT_THAT(b43["2021-12-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b43["2021-12-21 08:00"], ElementsAre(candidate, "NOT_REGISTERED CASE_STATE_RAISED", "2022-01-24 OPEN"));
}

// ---- B-46
const Diary b46(Year2022(), {"N1-B46"},
                {{"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N1-B46", 2022, "2021-12-20")); }}});

TEST(Scenario, B46_AnAssignmentIsToldAndIsNobodysDuty) {
  EXPECT_THAT(b46["2021-12-20 09:00"], ElementsAre("ACCEPTED"));
  const auto told = [](const std::string& person) {
    Lines lines = b46.year().NoticesTo(person, "2021-12-20", "2021-12-20");
    for (std::string& line : lines) {
      line = line.substr(0, line.rfind(' '));  // then the assignment's id
    }
    return lines;
  };
  EXPECT_THAT(told("N1-B46"), ElementsAre("2021-12-20 09:00 INFO"));
  EXPECT_THAT(told("so-nong-nghiep-b46"), ElementsAre("2021-12-20 09:00 INFO"));
  EXPECT_FALSE(b46.year().system().MailTo(AddressOf("so-nong-nghiep-b46")).empty());
  EXPECT_THAT(b46.year().Duties("BTC"), Each(Not(HasSubstr("NOTIFY"))));
  ntf::ListObligationsRequest list;
  list.set_duty("NOTIFY");
  const auto listed =
      b46.year().Ask("BTC-specialist", b46.year().system().obligations(), &Obligations::ListObligations, list);
  ASSERT_TRUE(listed.ok()) << Describe(listed.error());
  EXPECT_EQ(listed->obligations_size(), 0);
}

// ---- B-47
const Diary b47(Year2022(), {"N1-B47"},
                {{"2021-12-20 09:00", [](Year& year) { return Outcome(year.Assign("N1-B47", 2022, "2021-12-20")); }},
                 {"2022-01-10 09:00",
                  [](Year& year) {
                    return Outcome(year.Plan("N1-B47", 2022, [](rpt::Plan& plan) { plan.clear_general_goal(); }));
                  }},
                 {"2022-01-10 10:00", [](Year& year) { return Lines{year.Duty("N1-B47:PLAN:2022")}; }},
                 {"2022-01-11 09:00", [](Year& year) { return Outcome(year.Plan("N1-B47", 2022)); }}});

TEST(Scenario, B47_APlanWithoutItsGeneralGoalIsRejected) {
  EXPECT_THAT(b47["2022-01-10 09:00"], ElementsAre(HasSubstr("MISSING_GENERAL_GOAL plan.general_goal")));
  EXPECT_THAT(b47["2022-01-10 10:00"], ElementsAre("2022-01-24 OPEN"));
  EXPECT_THAT(b47["2022-01-11 09:00"], ElementsAre("ACCEPTED")) << "the same with it";
  EXPECT_EQ(b47.year().Duty("N1-B47:PLAN:2022"), "2022-01-24 ON_TIME");
}

}  // namespace
}  // namespace dotpha::acceptance
