// Reports by the scenarios (Điều 5).
#include <gmock/gmock.h>

#include "services/reporting/domain/appraise.h"
#include "services/reporting/domain/progress.h"
#include "services/reporting/tests/office.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const DutyKey kFirst{"RPT_Q", "2022-Q1", ""};
const DutyKey kSecond{"RPT_Q", "2022-Q2", ""};
const DutyKey kHalf{"RPT_H1", "2022", ""};
const DutyKey kFourth{"RPT_Q", "2022-Q4", ""};
const DutyKey kYear{"RPT_Y", "2022", ""};

std::vector<statute::InForce> Law() { return {{&statute::TuyenQuang2021(), Day("2021-09-01")}}; }

// N1 with one annual work of 2022 and PLAN-STD sent in time.
class ReportTest : public ::testing::Test {
 protected:
  ReportTest() {
    office_.Assign("W-1", 2022, "2021-12-20");
    EXPECT_TRUE(office_.Send(StandardPlan(), "2022-01-20 09:00").ok());
  }
  std::vector<std::string> Refused(const SubmitReportCommand& command, const std::string& at = "2022-03-20 09:00") {
    return Found(SubmitReport(command, office_.Basis(), office_.Himself(at)));
  }
  Office office_;
};

TEST_F(ReportTest, DischargesTheQuarterAndGoesToTheCommissionAndTheBody_R5_1_QUARTER_R5_1_ROUTE) {
  const auto sent = office_.Send(ReportOn({kFirst}, {"W-1"}, {1}), "2022-03-24 23:59:59");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->discharged, ElementsAre(kFirst));
  ASSERT_THAT(sent->deliveries, SizeIs(2));
  EXPECT_EQ(sent->deliveries[0].body_id, "BTC");
  EXPECT_EQ(sent->deliveries[1].body_id, "BCSD");
  EXPECT_THAT(sent->events, SizeIs(1));
}

TEST_F(ReportTest, KeepsWhatItMadeOfTheYearOfEveryPlannedWork_R5_3_CONTENT) {
  const auto first = office_.Send(ReportOn({kFirst}, {"W-1"}, {1}), "2022-03-24 09:00");
  ASSERT_TRUE(first.ok()) << first.error().message;
  ASSERT_THAT(first->report.completion, SizeIs(1));
  EXPECT_EQ(first->report.completion[0].work_id, "W-1");
  EXPECT_EQ(first->report.completion[0].year, 2022);
  EXPECT_EQ(first->report.completion[0].completion_e2, 2500);
  const auto second = office_.Send(ReportOn({kSecond, kHalf}, {"W-1"}, {2}, 3333), "2022-06-24 09:00");
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->report.completion[0].completion_exact, "13333/400") << "25 and a third of 25";
  EXPECT_EQ(second->report.completion[0].completion_e2, 3333);
}

TEST_F(ReportTest, OnePaperMayCoverQuarterAndHalfYear_R5_1_HALF_I_07_B_16) {
  const auto sent = office_.Send(ReportOn({kSecond, kHalf}, {"W-1"}, {1, 2}), "2022-06-24 21:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->discharged, ElementsAre(kSecond, kHalf));
  EXPECT_THAT(Refused(ReportOn({kSecond}, {"W-1"}, {2}), "2022-06-25 09:00"),
              ElementsAre("report.covers[0] ALREADY_REPORTED"));
}

// N1 leaves his department on 20/06/2022 for a district: his papers went to BCSD until the eve.
class DepartureTest : public ReportTest {
 protected:
  DepartureTest() {
    const statute::Learned told{statute::At("2022-06-16 09:00"), "registration#9"};
    office_.known.facts.departures.push_back({told, kOfficial, "TRANSFER", Day("2022-06-20")});
  }
  static SubmitReportCommand Departure(const std::vector<std::string>& works = {"W-1"}) {
    SubmitReportCommand command = ReportOn({kDeparture}, works, {1});
    command.content.narrative = {};
    return command;
  }
  static const DutyKey kDeparture;
};
const DutyKey DepartureTest::kDeparture{"DEPART_RPT", "2022-06-20", ""};

TEST_F(DepartureTest, HeReportsWhatIsDoneAndWhereHisPapersWent_R2_4_REPORT_B_30) {
  const auto sent = office_.Send(Departure(), "2022-06-24 09:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->discharged, ElementsAre(kDeparture));
  ASSERT_THAT(sent->deliveries, SizeIs(2));
  EXPECT_EQ(sent->deliveries[1].body_id, "BCSD");
  EXPECT_EQ(sent->report.completion[0].completion_e2, 2'500);
  EXPECT_THAT(Refused(Departure(), "2022-06-25 09:00"), ElementsAre("report.covers[0] ALREADY_REPORTED"));
}

TEST_F(DepartureTest, EachWorkThatHeLeavesHasARow_R2_4_REPORT) {
  SubmitReportCommand command = Departure();
  command.content.works.clear();
  command.content.narrative.results = "Đã hoàn thành quý I";
  EXPECT_THAT(Refused(command, "2022-06-24 09:00"),
              UnorderedElementsAre("report.covers EMPTY_PERIOD", "report.works MISSING_PERCENTAGE"));
}

TEST_F(DepartureTest, WhoMadeNoPlanYetSaysItInWords_R2_4_REPORT) {
  Office office;
  office.known.facts.departures = office_.known.facts.departures;
  office.Assign("W-1", 2022, "2022-06-15", "NEWAPPT");
  SubmitReportCommand command = Departure();
  command.content.works.clear();
  EXPECT_THAT(Found(SubmitReport(command, office.Basis(), office.Himself("2022-06-24 09:00"))),
              ElementsAre("report.works MISSING_RESULTS"));
  command.content.narrative.results = "Chưa triển khai";
  EXPECT_TRUE(SubmitReport(command, office.Basis(), office.Himself("2022-06-24 09:00")).ok());
}

TEST_F(DepartureTest, ClosesNoQuarterOfAPlan_R5_2_ADJUST) { EXPECT_THAT(QuartersOf(kDeparture, Law()), IsEmpty()); }

TEST_F(ReportTest, OfAWorkThatStoppedOnlyThatIsReported_R2_4_EVENTS) {
  office_.Assign("W-2", 2022, "2021-12-20");
  office_.plans.clear();
  ASSERT_TRUE(office_.Send(StandardPlan({StandardWork("W-1"), StandardWork("W-2")}), "2022-01-21 09:00").ok());
  office_.End("W-2", "2022-08-22", "STOP_REPORTED");
  const DutyKey stop{"DEPART_RPT", "2022-08-22", ""};
  EXPECT_THAT(Refused(ReportOn({stop}, {"W-1"}, {1}), "2022-08-24 09:00"), ElementsAre("report.covers EMPTY_PERIOD"));
  EXPECT_THAT(Refused(ReportOn({stop}, {"W-2"}, {1}), "2022-08-24 09:00"), IsEmpty());
}

TEST_F(ReportTest, AnEmptyPeriodRefusesTheWholePaper_B_22) {
  const auto command = WithLevel(ReportOn({kFourth, kYear}, {"W-1"}, {1, 2, 3}), "HTT");
  const auto refused = SubmitReport(command, office_.Basis(), office_.Himself("2022-12-23 16:00"));
  ASSERT_THAT(Found(refused), ElementsAre("report.covers EMPTY_PERIOD"));
  EXPECT_THAT(refused.error().violations[0].description, HasSubstr("2022-Q4"));
  EXPECT_THAT(office_.Basis().discharged, IsEmpty());
  const auto annual = office_.Send(WithLevel(ReportOn({kYear}, {"W-1"}, {1, 2, 3}), "HTT"), "2022-12-24 09:00");
  ASSERT_TRUE(annual.ok()) << annual.error().message;
  EXPECT_THAT(annual->discharged, ElementsAre(kYear)) << "the fourth quarter stays owed";
}

TEST_F(ReportTest, APeriodWithoutAnythingPlannedNeedsNoRows_I_49) {
  Office office;
  office.Assign("W-1", 2022, "2021-12-20");
  SubmitPlanCommand plan = StandardPlan();
  auto& quarters = plan.content.works[0].years[0].quarters;
  quarters[0] = {1, 0, {}};
  quarters[1].share_e2 = 5000;
  ASSERT_TRUE(office.Send(plan, "2022-01-20 09:00").ok());
  const auto sent = office.Send(ReportOn({kFirst}, {"W-1"}, {2}), "2022-03-20 09:00");
  EXPECT_TRUE(sent.ok()) << sent.error().message;
}

TEST_F(ReportTest, HasTheFourPartsOfTheArticle_R5_3_CONTENT_R5_3_FORM) {
  SubmitReportCommand command = ReportOn({kFirst}, {"W-1"}, {1});
  command.content.narrative = {};
  EXPECT_THAT(Refused(command), UnorderedElementsAre("report.narrative.difficulties MISSING_DIFFICULTIES",
                                                     "report.narrative.directions MISSING_DIRECTIONS"));
  command.content.works.clear();
  EXPECT_THAT(Refused(command), ::testing::IsSupersetOf({std::string("report.works MISSING_RESULTS"),
                                                         std::string("report.works MISSING_PERCENTAGE")}));
  command = ReportOn({kFirst}, {"W-1"}, {1});
  command.content.works[0].items.clear();
  EXPECT_THAT(Refused(command), Contains("report.works[0].items MISSING_PERCENTAGE"));
}

TEST_F(ReportTest, TheAnnualOneCarriesTheSelfLevel_R5_1_YEAR_B_21_I_41) {
  SubmitReportCommand command = ReportOn({kYear}, {"W-1"}, {1, 2, 3, 4}, 9000);
  EXPECT_THAT(Refused(command, "2022-12-20 09:00"),
              UnorderedElementsAre("report.self_level.overall MISSING_SELF_LEVEL",
                                   "report.self_level.works[W-1] MISSING_SELF_LEVEL"));
  EXPECT_THAT(Refused(WithLevel(command, "TOT"), "2022-12-20 09:00"),
              Contains("report.self_level.overall LEVEL_UNKNOWN"));
  const auto sent = office_.Send(WithLevel(command, "HTT"), "2022-12-20 09:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->report.warnings, IsEmpty());
}

TEST_F(ReportTest, ASelfLevelBesideTheReportedBandIsAcceptedWithAWarning_E_17_I_41) {
  // First quarter 85, fourth 60: 86.25 of the year (E-02).
  SubmitReportCommand command = WithLevel(ReportOn({kYear}, {"W-1"}, {1, 2, 3, 4}), "HTXS");
  for (ReportedItem& item : command.content.works[0].items) {
    if (item.id == "2022.02.2") {
      item.completion_e2 = 5000;
    }
    if (item.id.starts_with("2022.10.") || item.id.starts_with("2022.12.")) {
      item.completion_e2 = 0;
    }
  }
  const auto sent = office_.Send(command, "2022-12-20 09:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_THAT(sent->report.warnings, SizeIs(2));
  EXPECT_EQ(sent->report.warnings[0].reason, "SELF_LEVEL_MISMATCH");
  EXPECT_EQ(sent->report.warnings[0].field, "self_level.works[W-1]");
  EXPECT_THAT(sent->report.warnings[0].description, HasSubstr("86.25 % is HTT"));
  EXPECT_EQ(sent->report.warnings[1].field, "self_level.overall");
}

TEST_F(ReportTest, MoreThanAllOfAnItemIsKeptAsWrittenAndCountedAsAll_E_13) {
  SubmitReportCommand command = ReportOn({kFirst}, {"W-1"}, {1});
  command.content.works[0].items[0].completion_e2 = 12'000;
  const auto sent = office_.Send(command, "2022-03-20 09:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->report.content.works[0].items[0].completion_e2, 12'000);
  const auto progress = ProgressOf(office_.Basis(), 2022, *office_.known.facts.law[0].regulation);
  ASSERT_TRUE(progress.ok());
  EXPECT_EQ(statute::FormatExact(*progress->works[0].tree.children[0].completion), "100");
  command.content.works[0].items[0].completion_e2 = -1;
  command.covers = {kSecond};
  EXPECT_THAT(Refused(command), Contains("report.works[0].items[0].completion_e2 LEAF_OUT_OF_RANGE"));
}

TEST_F(ReportTest, TheStageReportIsADutyOfItsOwn_R5_1_STAGE_B_29) {
  Office office;
  office.AssignStage("W-2", "2Y", "2021-01-01", "2022-12-31", "2020-12-20");
  ASSERT_TRUE(office.Send(StandardPlan({StandardWork("W-2", {2021, 2022})}), "2022-01-20 09:00").ok());
  const DutyKey stage{"RPT_STAGE", "W-2", ""};
  SubmitReportCommand command = ReportOn({stage}, {"W-2"}, {1, 2, 3, 4});
  EXPECT_THAT(Found(SubmitReport(command, office.Basis(), office.Himself("2022-12-20 09:00"))),
              ElementsAre("report.self_level.works[W-2] MISSING_SELF_LEVEL"));
  command.content.self_level.works["W-2"] = "HTXS";
  const auto sent = office.Send(command, "2022-12-20 09:00");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(sent->report.warnings, SizeIs(1)) << "half of the stage, with nothing said of 2021, is 50.00 %: HT";
  ASSERT_THAT(sent->report.completion, SizeIs(1));
  EXPECT_EQ(sent->report.completion[0].year, 2022) << "the last one of the stage";
  EXPECT_EQ(sent->report.completion[0].completion_e2, 10'000);
  EXPECT_THAT(Found(SubmitReport(ReportOn({{"RPT_STAGE", "W-9", ""}}, {"W-2"}, {1}), office.Basis(),
                                 office.Himself("2022-12-20 09:00"))),
              Contains("report.covers[0] COVER_NOT_OPEN"));
}

TEST_F(ReportTest, CoversOnlyWhatIsOwed_I_07_B_23) {
  EXPECT_THAT(Refused(ReportOn({}, {"W-1"}, {1})), Contains("report.covers COVERS_MISSING"));
  EXPECT_THAT(Refused(ReportOn({{"RPT_M", "2022-03", ""}}, {"W-1"}, {1})), Contains("report.covers[0] COVER_UNKNOWN"));
  EXPECT_THAT(Refused(ReportOn({{"PLAN", "2022", ""}}, {"W-1"}, {1})), Contains("report.covers[0] COVER_UNKNOWN"));
  EXPECT_THAT(Refused(ReportOn({{"RPT_Q", "2021-Q1", ""}}, {"W-1"}, {1})), Contains("report.covers[0] COVER_NOT_OPEN"));
  EXPECT_THAT(Refused(ReportOn({{"RPT_Q", "2022-Q9", ""}}, {"W-1"}, {1})), Contains("report.covers[0] COVER_NOT_OPEN"));
  EXPECT_THAT(Refused(ReportOn({kFirst, kFirst}, {"W-1"}, {1})), ElementsAre("report.covers[1] COVER_DUPLICATE"));
}

TEST_F(ReportTest, SpeaksOfPlannedItemsOnly) {
  SubmitReportCommand command = ReportOn({kFirst}, {"W-1"}, {1});
  command.content.works[0].items[0].id = "2022.01.9";
  command.content.works[0].items[1] = command.content.works[0].items[2];
  command.content.works.push_back({"W-9", {}, ""});
  EXPECT_THAT(Refused(command), ::testing::IsSupersetOf({std::string("report.works[0].items[0].item_id ITEM_UNKNOWN"),
                                                         std::string("report.works[0].items[2].item_id DUPLICATE_ITEM"),
                                                         std::string("report.works[1].work_id WORK_NOT_IN_PLAN")}));
}

TEST_F(ReportTest, ComesAfterThePlan_I_08) {
  Office office;
  office.Assign("W-1", 2022, "2021-12-20");
  EXPECT_THAT(Found(SubmitReport(ReportOn({kFirst}, {"W-1"}, {1}), office.Basis(), office.Himself("2022-03-20 09:00"))),
              ElementsAre("PLAN_MISSING"));
}

TEST_F(ReportTest, PreviewSelectsAllDutiesOfTheNextDateTogether_I_07) {
  const auto selected = [&](const std::string& day) {
    std::vector<std::string> keys;
    for (const CoverableDuty& one :
         OpenReports(office_.Basis().discharged, kOfficial, office_.Himself(day + " 09:00"), Day(day))) {
      if (one.preselected) {
        keys.push_back(ToText(one.duty.key));
      }
    }
    return keys;
  };
  EXPECT_THAT(selected("2022-03-01"), ElementsAre("RPT_Q 2022-Q1"));
  EXPECT_THAT(selected("2022-06-20"), UnorderedElementsAre("RPT_H1 2022", "RPT_Q 2022-Q2"));
  ASSERT_TRUE(office_.Send(ReportOn({kSecond}, {"W-1"}, {2}), "2022-06-20 09:00").ok());
  EXPECT_THAT(selected("2022-06-20"), ElementsAre("RPT_H1 2022"));
  EXPECT_THAT(selected("2022-12-24"), UnorderedElementsAre("RPT_Q 2022-Q4", "RPT_Y 2022"));
}

// ---- corrections -------------------------------------------------------------------------------------------------

TEST_F(ReportTest, ACorrectionIsANewVersionThatDischargesNothing_I_36) {
  ASSERT_TRUE(office_.Send(ReportOn({kFirst}, {"W-1"}, {1}), "2022-03-20 09:00").ok());
  const Report original = office_.reports[0];
  CorrectReportCommand command;
  command.works = {{"W-1", {{"2022.02.1", 4000, false, ""}}, "Nhập nhầm"}};
  command.note = "Đính chính số liệu nhập nhầm";
  command.expected_revision = original.revision;
  const auto corrected = CorrectReport(command, original, office_.Basis(), office_.Himself("2022-06-30 09:00"));
  ASSERT_TRUE(corrected.ok()) << corrected.error().message;
  EXPECT_EQ(corrected->report.version, 2);
  EXPECT_EQ(corrected->report.received_at, original.received_at);
  EXPECT_THAT(corrected->discharged, IsEmpty());
  ASSERT_THAT(corrected->said, SizeIs(1));
  EXPECT_THAT(corrected->said[0].items, SizeIs(1)) << "later reports are not overwritten with this one's old rows";
  EXPECT_THAT(corrected->report.content.works[0].items, SizeIs(6));
  EXPECT_EQ(corrected->report.content.works[0].items[2].completion_e2, 4000);
  EXPECT_EQ(original.content.works[0].items[2].completion_e2, 10'000);
}

TEST_F(ReportTest, ACorrectionSaysWhyAndWhich) {
  ASSERT_TRUE(office_.Send(ReportOn({kFirst}, {"W-1"}, {1}), "2022-03-20 09:00").ok());
  const auto refused = [&](CorrectReportCommand command) {
    return Found(CorrectReport(command, office_.reports[0], office_.Basis(), office_.Himself("2022-06-30 09:00")));
  };
  EXPECT_THAT(refused({}),
              UnorderedElementsAre("note NOTE_REQUIRED", "report NOTHING_CHANGED", "report.etag ETAG_REQUIRED"));
  CorrectReportCommand command;
  command.covers = {kSecond};
  command.works = {{"W-1", {{"2022.02.1", 4000, false, ""}}, ""}};
  command.note = "Đính chính";
  command.expected_revision = 9;
  EXPECT_THAT(refused(command), ElementsAre("report.covers FIELD_IMMUTABLE"));
  command.covers.clear();
  EXPECT_THAT(refused(command), ElementsAre("ETAG_MISMATCH"));
}

TEST_F(ReportTest, ALaterReportReplacesEstimatesByActuals_I_05_E_19) {
  ASSERT_TRUE(office_.Send(ReportOn({kFirst}, {"W-1"}, {1}, 5000), "2022-03-20 09:00").ok());
  const auto year = [&] {
    return statute::FormatExact(
        *ProgressOf(office_.Basis(), 2022, *office_.known.facts.law[0].regulation)->works[0].year);
  };
  EXPECT_EQ(year(), "25/2");
  ASSERT_TRUE(office_.Send(ReportOn({kSecond, kHalf}, {"W-1"}, {1, 2}), "2022-06-20 09:00").ok());
  EXPECT_EQ(year(), "50");
  EXPECT_EQ(office_.reports[0].content.works[0].items[0].completion_e2, 5000) << "March's report keeps its figure";
}

TEST_F(ReportTest, ProgressOfSeveralWorksIsTheirUnweightedMean_I_20_E_04) {
  Office office;
  for (const char* work : {"W-1", "W-2", "W-3"}) {
    office.Assign(work, 2022, "2021-12-20");
  }
  ASSERT_TRUE(
      office.Send(StandardPlan({StandardWork("W-1"), StandardWork("W-2"), StandardWork("W-3")}), "2022-01-20 09:00")
          .ok());
  SubmitReportCommand command = ReportOn({kYear}, {"W-1", "W-2", "W-3"}, {1, 2, 3, 4});
  for (std::size_t work : {1U, 2U}) {
    for (ReportedItem& item : command.content.works[work].items) {
      item.completion_e2 = work == 1 ? 8000 : 4500;
    }
  }
  ASSERT_TRUE(office.Send(WithLevel(command, "HTT"), "2022-12-20 09:00").ok());
  const auto progress = ProgressOf(office.Basis(), 2022, *office.known.facts.law[0].regulation);
  ASSERT_TRUE(progress.ok());
  EXPECT_EQ(progress->works[0].band, "HTXS");
  EXPECT_EQ(progress->works[1].band, "HTT");
  EXPECT_EQ(progress->works[2].band, "KHT");
  EXPECT_EQ(statute::FormatExact(*progress->mean), "75");
  EXPECT_EQ(progress->suggested_band, "HTT");
}

// ---- appraisals --------------------------------------------------------------------------------------------------

class AppraisingReports : public ReportTest {
 protected:
  AppraisingReports() { EXPECT_TRUE(office_.Send(ReportOn({kFirst}, {"W-1"}, {1}), "2022-03-20 09:00").ok()); }
  Result<AppraisalDecision> Appraise(const std::string& body, const std::string& role, bool general = false,
                                     const std::string& actor = "somebody") {
    return reporting::Appraise({body, "2022-Q1", "Đạt yêu cầu", general, "appraisal-1"}, DutiesOf("2022-Q1", Law()),
                               {{office_.reports[0], "BCSD"}}, *office_.known.facts.law[0].regulation, actor, {role},
                               *ParseRfc3339("2022-04-08T11:15:00+07:00"), *ParseRfc3339("2022-04-08T11:15:00+07:00"));
  }
};

TEST_F(AppraisingReports, TheLeadBodyAppraisesItsOfficials_R5_2_BODY) {
  const auto appraised = Appraise("BCSD", "specialist:BCSD");
  ASSERT_TRUE(appraised.ok()) << appraised.error().message;
  ASSERT_THAT(appraised->reports, SizeIs(1));
  EXPECT_EQ(appraised->reports[0].state, ReportState::kAppraised);
  EXPECT_EQ(appraised->appraisal.report_count, 1);
  EXPECT_EQ(Found(Appraise("BNC", "specialist:BNC")), std::vector<std::string>{"NOTHING_TO_APPRAISE"});
  EXPECT_EQ(Found(Appraise("BCSD", "clerk:BCSD")), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
}

TEST_F(AppraisingReports, NobodyAppraisesHisOwn_I_19) {
  EXPECT_EQ(Found(Appraise("BCSD", "leader:BCSD", false, kOfficial)), std::vector<std::string>{"NOTHING_TO_APPRAISE"});
}

TEST_F(AppraisingReports, TheCommissionConsolidatesAll_R5_2_BTC) {
  const auto consolidated = Appraise("BTC", "leader:BTC", true);
  ASSERT_TRUE(consolidated.ok()) << consolidated.error().message;
  EXPECT_EQ(consolidated->reports[0].state, ReportState::kConsolidated);
  EXPECT_EQ(Found(Appraise("BTC", "clerk:BTC", true)), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
}

TEST(AppraisedPeriods, TakeTheDutiesOfTheirDate_R5_2_BODY_I_07) {
  EXPECT_THAT(DutiesOf("2022-Q3", Law()), ElementsAre(DutyKey{"RPT_Q", "2022-Q3", ""}));
  EXPECT_THAT(DutiesOf("2022-H1", Law()), ElementsAre(kHalf, kSecond));
  EXPECT_THAT(DutiesOf("2022", Law()), ElementsAre(kYear, kFourth, DutyKey{"RPT_STAGE", "*", ""}));
  for (const char* period : {"", "Q1", "2022-Q5", "2022-H2", "2022-Q", "22-Q1", "2022-00", "2022-13", "2022-0a",
                             "2022-1!", "2022/Q1", "2022-0:"}) {
    EXPECT_THAT(DutiesOf(period, Law()), IsEmpty()) << period;
  }
  const std::vector<statute::InForce> before{{&statute::TuyenQuang2020(), Day("2020-05-20")}};
  EXPECT_THAT(DutiesOf("2021-03", before), ElementsAre(DutyKey{"RPT_M", "2021-03", ""}));  // R5.1-MONTH
  EXPECT_THAT(DutiesOf("2021-03", Law()), IsEmpty());
}

}  // namespace
}  // namespace dotpha::reporting::testing
