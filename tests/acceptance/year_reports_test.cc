// Reports of the year 2022: on time, late, missing, one paper for two duties (B-16 to B-19, B-21, B-22). The rest of
// each official's year is in order up to what the scenario is about.
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
using ::testing::StartsWith;

// Registered, assigned with PLAN-STD, the first quarter reported.
std::vector<Diary::Entry> UpToSpring(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.push_back({"2021-11-10 09:00", [=](Year& year) { return Outcome(year.Register(official, 2022)); }});
  entries.push_back(
      {"2022-03-20 09:00", [=](Year& year) { return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q1"}})); }});
  return Diary::WithPlanStd(official, 2022, std::move(entries));
}

// And the second and third.
std::vector<Diary::Entry> UpToAutumn(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.push_back({"2022-06-20 09:00", [=](Year& year) {
                       return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q2", "RPT_H1 2022"}}));
                     }});
  entries.push_back(
      {"2022-09-20 09:00", [=](Year& year) { return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q3"}})); }});
  return UpToSpring(official, std::move(entries));
}

Diary::Act BothOfJune(const std::string& official) {
  return [=](Year& year) { return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q2", "RPT_H1 2022"}})); };
}
// The two duties of 24/06/2022 as they stand now.
Lines June(Year& year, const std::string& official) {
  return {"Q2 " + year.Duty(official + ":RPT_Q:2022-Q2"), "H1 " + year.Duty(official + ":RPT_H1:2022")};
}
Diary::Act LookAtJune(const std::string& official) {
  return [=](Year& year) { return June(year, official); };
}

// ---- B-16
const Diary b16(Year2022(), {"N1-B16"}, UpToSpring("N1-B16", {{"2022-06-24 21:00", BothOfJune("N1-B16")}}));

TEST(Scenario, B16_SecondQuarterAndHalfYearInOnePaper) {
  EXPECT_THAT(b16["2022-06-24 21:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(June(b16.year(), "N1-B16"), ElementsAre("Q2 2022-06-24 ON_TIME", "H1 2022-06-24 ON_TIME"));
  EXPECT_EQ(Text(b16.year().Obligation("N1-B16:RPT_H1:2022").received_at()), "2022-06-24 21:00");
}

// ---- B-17
const Diary b17(Year2022(), {"N1-B17"},
                UpToSpring("N1-B17", {{"2022-06-24 23:59:59", LookAtJune("N1-B17")},
                                      {"2022-06-25 00:00", LookAtJune("N1-B17")},
                                      {"2022-06-30 23:59:59", [](Year& year) { return year.CandidateLines("N1-B17"); }},
                                      {"2022-07-01 00:00", [](Year& year) {
                                         Lines lines = June(year, "N1-B17");
                                         const Lines candidates = year.CandidateLines("N1-B17");
                                         lines.insert(lines.end(), candidates.begin(), candidates.end());
                                         return lines;
                                       }}}));

TEST(Scenario, B17_BothMissingAreOneCandidate) {
  EXPECT_THAT(b17["2022-06-24 23:59:59"], ElementsAre("Q2 2022-06-24 OPEN", "H1 2022-06-24 OPEN"));
  EXPECT_THAT(b17["2022-06-25 00:00"], ElementsAre("Q2 2022-06-24 OVERDUE", "H1 2022-06-24 OVERDUE"));
  EXPECT_THAT(b17.year().NoticesTo("N1-B17", "2022-06-25", "2022-06-28"),
              ElementsAre("2022-06-27 08:00 O N1-B17:RPT_H1:2022", "2022-06-27 08:00 O N1-B17:RPT_Q:2022-Q2"));
  EXPECT_THAT(b17["2022-06-30 23:59:59"], IsEmpty());
  EXPECT_THAT(b17["2022-07-01 00:00"],
              ElementsAre("Q2 2022-06-24 MISSING", "H1 2022-06-24 MISSING",
                          "N1-B17 NOT_REPORTED 2022-07-01 00:00 [\"N1-B17:RPT_H1:2022\", \"N1-B17:RPT_Q:2022-Q2\"] "
                          "explain until 2022-07-15"));
}

// ---- B-18
const Diary b18(Year2022(), {"N1-B18"},
                UpToSpring("N1-B18", {{"2022-06-28 09:00", BothOfJune("N1-B18")},
                                      {"2022-07-31 08:00", [](Year& year) { return year.CandidateLines("N1-B18"); }}}));

TEST(Scenario, B18_LateBeforeTheEndOfTheMonth) {
  EXPECT_THAT(b18["2022-06-28 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(June(b18.year(), "N1-B18"), ElementsAre("Q2 2022-06-24 LATE(4)", "H1 2022-06-24 LATE(4)"));
  EXPECT_THAT(b18["2022-07-31 08:00"], IsEmpty());
}

// ---- B-19
Lines Signs(Year& year, const std::string& official) {
  Lines lines = year.CandidateLines(official);
  for (const asmt::Case& opened : year.CasesOf(official)) {
    lines.push_back(opened.kind() + " " + asmt::CaseState_Name(opened.state()));
  }
  return lines;
}

const Diary b19(Year2022(), {"N1-B19"},
                UpToSpring("N1-B19",
                           {{"2022-07-05 09:00", BothOfJune("N1-B19")},
                            {"2022-07-05 10:00", [](Year& year) { return June(year, "N1-B19"); }},
                            {"2022-07-20 08:00", [](Year& year) { return Signs(year, "N1-B19"); }},
                            {"2022-07-20 09:00",
                             [](Year& year) {
                               asmt::ProposeOutcomeRequest propose;
                               propose.set_name(year.CasesOf("N1-B19").at(0).name());
                               propose.set_etag(year.CasesOf("N1-B19").at(0).etag());
                               propose.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
                               return Outcome(year.Ask("UBKT-leader", year.cases(), &Cases::ProposeOutcome, propose));
                             }},
                            {"2022-07-25 09:00",
                             [](Year& year) {
                               asmt::DecideCaseRequest decide;
                               decide.set_name(year.CasesOf("N1-B19").at(0).name());
                               decide.set_etag(year.CasesOf("N1-B19").at(0).etag());
                               decide.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
                               *decide.mutable_decided_on() = WireDay("2022-07-25");
                               *decide.mutable_decision() = Document("MP-190-KL/TU", "2022-07-25");
                               return Outcome(year.Ask("BTV-clerk", year.cases(), &Cases::DecideCase, decide));
                             }},
                            {"2022-07-25 10:00", [](Year& year) { return Signs(year, "N1-B19"); }}}));

TEST(Scenario, B19_LateAfterTheCandidate) {
  EXPECT_THAT(b19["2022-07-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b19["2022-07-05 10:00"],
              ElementsAre("Q2 2022-06-24 LATE(11) was missing", "H1 2022-06-24 LATE(11) was missing"));
  const std::string candidate =
      "N1-B19 NOT_REPORTED 2022-07-01 00:00 [\"N1-B19:RPT_H1:2022\", \"N1-B19:RPT_Q:2022-Q2\"] explain until "
      "2022-07-15";
  EXPECT_THAT(b19["2022-07-20 08:00"], ElementsAre(candidate, "NOT_REPORTED CASE_STATE_RAISED"))
      << "what came late clears nothing";
  EXPECT_THAT(b19["2022-07-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b19["2022-07-25 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b19["2022-07-25 10:00"], ElementsAre(candidate, "NOT_REPORTED CASE_STATE_CONFIRMED"));
}

// ---- B-21: one at the last moment but one, one at 00:00 after the date.
Diary::Act Annual(const std::string& official, const std::string& level) {
  return [=](Year& year) {
    return Outcome(
        year.Report(official, {.covers = {"RPT_Y 2022"}, .done = {{"2022.12.2", 8000}}, .self_level = level}));
  };
}

const Diary b21(Year2022(), {"N1-B21"},
                UpToAutumn("N1-B21",
                           {{"2022-12-20 09:00", Annual("N1-B21", "")},
                            {"2022-12-20 09:30", [](Year& year) { return Lines{year.Duty("N1-B21:RPT_Y:2022")}; }},
                            {"2022-12-20 10:00", Annual("N1-B21", "HTT")}}));
const Diary b21_late(Year2022(), {"N3-B21"}, UpToAutumn("N3-B21", {{"2022-12-25 00:00", Annual("N3-B21", "HTT")}}));

TEST(Scenario, B21_TheAnnualReportMustCarryALevel) {
  EXPECT_THAT(b21["2022-12-20 09:00"], ElementsAre(StartsWith("MISSING_SELF_LEVEL report.self_level.works"),
                                                   StartsWith("MISSING_SELF_LEVEL report.self_level.overall")));
  EXPECT_THAT(b21["2022-12-20 09:30"], ElementsAre("2022-12-24 OPEN"));
  EXPECT_THAT(b21["2022-12-20 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b21.year().Duty("N1-B21:RPT_Y:2022"), "2022-12-24 ON_TIME");
  const asmt::Assessment assessment = b21.year().Assessment("N1-B21", 2022);
  EXPECT_EQ(assessment.state(), asmt::ASSESSMENT_STATE_SELF_ASSESSED);
  EXPECT_EQ(assessment.self_level(), "HTT");
  EXPECT_THAT(b21.year().Duties("N1-B21"), Each(Not(StartsWith("SELF"))));
}

TEST(Scenario, B21_AtMidnightTheAnnualReportIsOneDayLate) {
  EXPECT_THAT(b21_late["2022-12-25 00:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b21_late.year().Duty("N3-B21:RPT_Y:2022"), "2022-12-24 LATE(1)");
  EXPECT_EQ(Text(b21_late.year().Obligation("N3-B21:RPT_Y:2022").received_at()), "2022-12-25 00:00");
}

// ---- B-22: rows up to September only.
Diary::Act ThreeQuarters(std::vector<std::string> covers) {
  return [covers = std::move(covers)](Year& year) {
    Reported reported{.covers = covers, .done = {}, .only_these = true, .self_level = "HTT"};
    for (const char* month : {"01", "02", "03", "04", "05", "06", "07", "08", "09"}) {
      for (const char* item : {"1", "2"}) {
        reported.done[std::string("2022.") + month + "." + item] = 10'000;
      }
    }
    return Outcome(year.Report("N1-B22", reported));
  };
}
Lines December(Year& year) {
  return {"Q4 " + year.Duty("N1-B22:RPT_Q:2022-Q4"), "Y " + year.Duty("N1-B22:RPT_Y:2022")};
}

const Diary b22(Year2022(), {"N1-B22"},
                UpToAutumn("N1-B22", {{"2022-12-23 09:00", ThreeQuarters({"RPT_Q 2022-Q4", "RPT_Y 2022"})},
                                      {"2022-12-23 10:00", December},
                                      {"2022-12-24 09:00", ThreeQuarters({"RPT_Y 2022"})},
                                      {"2022-12-24 23:59:59", December},
                                      {"2022-12-25 00:00", December}}));

TEST(Scenario, B22_AnEmptyQuarterRefusesTheWholePaper) {
  EXPECT_THAT(b22["2022-12-23 09:00"], ElementsAre(HasSubstr("EMPTY_PERIOD report.covers: 2022-Q4")));
  EXPECT_THAT(b22["2022-12-23 10:00"], ElementsAre("Q4 2022-12-24 OPEN", "Y 2022-12-24 OPEN"));
  EXPECT_THAT(b22["2022-12-24 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b22["2022-12-24 23:59:59"], ElementsAre("Q4 2022-12-24 OPEN", "Y 2022-12-24 ON_TIME"));
  EXPECT_THAT(b22["2022-12-25 00:00"], ElementsAre("Q4 2022-12-24 OVERDUE", "Y 2022-12-24 ON_TIME"));
}

}  // namespace
}  // namespace dotpha::acceptance
