// Appraisal, proposal, decision (Điều 7 khoản 3) and the fact sheet (Điều 8).
#include <gmock/gmock.h>

#include "libs/lawfile/shipped_law.h"
#include "services/assessment/domain/fact_sheet.h"
#include "services/assessment/domain/rate.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kInJanuary[] = "2023-01-16 17:00:00";

// 86.25 % verified: HTT.
Record Verified8625(const std::string& official_id) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  for (const char* item : {"2022.01.1", "2022.04.1", "2022.07.1", "2022.10.1"}) {
    work.reported[item] = 5000;  // 5 % of the year each, half done
  }
  work.reported["2022.12.1"] = 2500;  // and 3.75 of another
  Record record = RecordOf(official_id, 2022, {work});
  return record;
}

AppraisalCommand AppraisalBy(const std::string& body, const std::string& official_id, const std::string& lead,
                             const std::string& level) {
  AppraisalCommand command;
  command.body_id = body;
  command.cycle = 2022;
  command.general = body == "BTC";
  command.entries.push_back(
      {{official_id, level, {}, std::nullopt}, SubjectLedBy(official_id, lead), Verified8625(official_id)});
  return command;
}

RatingCommand RatingOf(const std::string& level) {
  RatingCommand command;
  command.kind = kAnnualRating;
  command.cycle = 2022;
  command.decision = Paper("MP-340-KL/TU", "2023-01-16");
  command.decided_on = Day("2023-01-16");
  command.entries.push_back({{"N1", level, "", {}, {}, std::nullopt}, SubjectLedBy("N1", "BCSD"), Verified8625("N1")});
  return command;
}

Act Recorder() { return By("ST-BTV-1", "clerk:BTV", kInJanuary); }

TEST(Appraisal, TheLeadBodyProposesAndVerifies_R7_3b_APPRAISE) {
  AppraisalCommand command = AppraisalBy("BCSD", "N1", "BCSD", "HTT");
  command.entries[0].item.verified = {{"W1", "2022.11.1", 4000, "Biên bản kiểm tra thực địa", ""}};
  const auto decision = Appraise(command, Law(), By("ST-BCSD-3", "leader:BCSD", kInJanuary));
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  const Record& record = decision->records.at(0).record;
  EXPECT_EQ(record.assessment.state, "APPRAISED");
  EXPECT_EQ(record.assessment.proposed_level, "HTT");
  EXPECT_EQ(record.assessment.proposed_by, "BCSD");
  EXPECT_THAT(record.verified, SizeIs(1));
  ASSERT_THAT(decision->events, SizeIs(1));
  EXPECT_EQ(std::get<AppraisalSent>(decision->events[0]).body_id, "BCSD");
}

TEST(Appraisal, OnlyTheBodyThatLeads_R7_3b_APPRAISE) {
  const auto refused =
      Appraise(AppraisalBy("BNC", "N1", "BCSD", "HTT"), Law(), By("ST-BNC-3", "leader:BNC", kInJanuary));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "NOT_LEAD_BODY");
  const auto clerk =
      Appraise(AppraisalBy("BCSD", "N1", "BCSD", "HTT"), Law(), By("ST-BCSD-1", "clerk:BCSD", kInJanuary));
  ASSERT_FALSE(clerk.ok());
  EXPECT_EQ(clerk.error().reason, "ROLE_NOT_ALLOWED");
}

TEST(Appraisal, NobodyOnHisOwnRecord_R7_3b_APPRAISE) {
  AppraisalCommand command = AppraisalBy("BCSD", "N1", "BCSD", "HTXS");
  const auto refused = Appraise(command, Law(), By("N1", "leader:BCSD", kInJanuary));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "OWN_MATTER");
}

TEST(Appraisal, AllThatIsWrongIsSaidAtOnce_R7_3b_APPRAISE) {
  AppraisalCommand command = AppraisalBy("BCSD", "N1", "BCSD", "TỐT");
  command.entries[0].item.verified = {
      {"W1", "2022.11.1", 10001, "", ""}, {"W9", "2022.11.1", 0, "x", ""}, {"W1", "2022.13.1", 0, "x", ""}};
  const auto refused = Appraise(command, Law(), By("ST-BCSD-3", "leader:BCSD", kInJanuary));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Found(refused),
              ElementsAre("items[0].proposed_level UNKNOWN_LEVEL", "items[0].verified[0].evidence EVIDENCE_REQUIRED",
                          "items[0].verified[0].value_e2 VALUE_OUT_OF_RANGE",
                          "items[0].verified[1].work_id UNKNOWN_WORK", "items[0].verified[2].item_id UNKNOWN_ITEM"));
}

TEST(GeneralAppraisal, TheCommissionProposesForTheRemainingAndConsolidatesAll_R7_3b_BTC) {
  const Act commission = By("ST-BTC-3", "leader:BTC", kInJanuary);
  const auto remaining = Appraise(AppraisalBy("BTC", "N2", "BTC", "HTT"), Law(), commission);
  ASSERT_TRUE(remaining.ok());
  EXPECT_EQ(remaining->records.at(0).record.assessment.state, "CONSOLIDATED");
  EXPECT_TRUE(Appraise(AppraisalBy("BTC", "N1", "BCSD", "HTT"), Law(), commission).ok()) << "his body was silent";

  const auto appraised =
      Appraise(AppraisalBy("BCSD", "N1", "BCSD", "HTT"), Law(), By("ST-BCSD-3", "leader:BCSD", kInJanuary));
  const auto consolidated = Consolidate(appraised->records.at(0).record, Law(), commission, SubjectLedBy("N1", "BCSD"));
  AppraisalCommand instead_of_the_body = AppraisalBy("BTC", "N1", "BCSD", "HT");
  instead_of_the_body.entries[0].record = appraised->records.at(0).record;
  EXPECT_EQ(ReasonOf(Appraise(instead_of_the_body, Law(), commission)), "NOT_LEAD_BODY");
  ASSERT_TRUE(consolidated.ok());
  EXPECT_EQ(consolidated->record.assessment.state, "CONSOLIDATED");
  EXPECT_EQ(consolidated->record.assessment.proposed_by, "BCSD") << "the body's proposal stands";
}

TEST(Decision, OnlyTheRecorderOfTheStandingCommittee_R7_3c_DECIDE_G_01) {
  for (const char* role : {"leader:BCSD", "clerk:TT", "leader:BTC", "specialist:BTV", "official"}) {
    const auto refused = RecordRatings(RatingOf("HTT"), Law(), By("somebody", role, kInJanuary));
    ASSERT_FALSE(refused.ok()) << role;
    EXPECT_EQ(refused.error().reason, "ROLE_NOT_ALLOWED") << role;
  }
}

TEST(Decision, TheSuggestedLevelNeedsNoReasonAndRatesTheWorks_R7_3c_DECIDE) {
  const auto decision = RecordRatings(RatingOf("HTT"), Law(), Recorder());
  ASSERT_TRUE(decision.ok()) << decision.error().message;
  const Assessment& assessment = decision->records.at(0).assessed.record.assessment;
  EXPECT_EQ(assessment.state, kDecided);
  EXPECT_EQ(assessment.decided_level, "HTT");
  EXPECT_EQ(assessment.mean_exact, "345/4");
  const auto& event = std::get<RatingDecided>(decision->events.at(0));
  EXPECT_EQ(event.level, "HTT");
  EXPECT_EQ(event.kind, "ANNUAL");
  EXPECT_THAT(event.works, ElementsAre(Pair("W1", "HTT")));
  EXPECT_THAT(event.unfinished, ElementsAre(UnfinishedWork{"W1", false})) << "86,25 %: the rest may go on (I-26)";
}

TEST(Decision, AnotherLevelNeedsAReasonAndItsDocumentAndBothAreKept_R7_3c_DECIDE_E_18) {
  RatingCommand command = RatingOf("HTXS");
  EXPECT_THAT(Found(RecordRatings(command, Law(), Recorder())),
              ElementsAre("items[0].level LEVEL_DIFFERS_WITHOUT_REASON"));

  RatingItem& item = command.entries[0].item;
  item.difference_reason = "FORCE_MAJEURE";
  EXPECT_THAT(Found(RecordRatings(command, Law(), Recorder())),
              ElementsAre("items[0].difference_document REASON_DOCUMENT_REQUIRED"));

  item.difference_document = Paper("MP-361-KL/TU", "2023-01-16");
  const auto decision = RecordRatings(command, Law(), Recorder());
  ASSERT_TRUE(decision.ok());
  const Assessment& assessment = decision->records.at(0).assessed.record.assessment;
  EXPECT_EQ(assessment.decided_level, "HTXS");
  EXPECT_EQ(assessment.suggested_level, "HTT");
  EXPECT_EQ(assessment.difference_reason, "FORCE_MAJEURE");
  EXPECT_EQ(assessment.difference_document.number, "MP-361-KL/TU");
  EXPECT_EQ(decision->records.at(0).ratings.at(0).level, "HTT") << "the work keeps its own band";
}

TEST(Decision, AWorksLevelThatIsNotItsBandNeedsAReasonToo_R7_3c_DECIDE_E_18) {
  RatingCommand command = RatingOf("HTT");
  command.entries[0].item.works = {{"W1", "HT"}};
  EXPECT_THAT(Found(RecordRatings(command, Law(), Recorder())),
              ElementsAre("items[0].works[0].level LEVEL_DIFFERS_WITHOUT_REASON"));
}

TEST(Decision, NeedsADocumentADayAndLevelsOfTheRegulation_R7_3c_DECIDE_G_01) {
  RatingCommand command = RatingOf("GIỎI");
  command.decision = {};
  command.decided_on = Day("2023-01-17");
  command.entries[0].item.works = {{"W9", "HT"}};
  EXPECT_THAT(Found(RecordRatings(command, Law(), Recorder())),
              ElementsAre("decision DOCUMENT_REQUIRED", "decided_on DATE_IN_FUTURE", "items[0].level UNKNOWN_LEVEL",
                          "items[0].works[0].work_id UNKNOWN_WORK", "items[0].level LEVEL_DIFFERS_WITHOUT_REASON"));
}

TEST(Decision, IsMadeOnceWithTheAnnualReview_R7_1_TIED) {
  const auto first = RecordRatings(RatingOf("HTT"), Law(), Recorder());
  RatingCommand again = RatingOf("HTT");
  again.entries[0].record = first->records.at(0).assessed.record;
  const auto refused = RecordRatings(again, Law(), Recorder());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "TRANSITION_NOT_ALLOWED");
}

// W1, all of it done and reported on this day.
Record CompletedOn(const std::string& day, const std::string& confirmed_by = "BCSD") {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  work.completion = Completion{Day(day), confirmed_by, confirmed_by.empty() ? "" : "HTXS"};
  return RecordOf("N1", 2022, {work});
}

RatingCommand EarlyRatingOf(Record record, const std::string& level = "") {
  RatingCommand command = RatingOf(level);
  command.kind = kEarlyRating;
  command.entries[0].record = std::move(record);
  command.entries[0].item.works = {{"W1", "HTXS"}};
  return command;
}

TEST(EarlyDecision, RatesTheWorkAndLeavesTheYearOpen_R7_1_EARLY_R7_1_TIED) {
  Record record = CompletedOn("2022-09-30");
  record.works.push_back(AnnualWork("W2", 2022));
  RatingCommand unnamed = EarlyRatingOf(record);
  unnamed.entries[0].item.works.clear();
  EXPECT_THAT(Found(RecordRatings(unnamed, Law(), Recorder())),
              ElementsAre("items[0].level LEVEL_REQUIRED", "items[0].works WORKS_REQUIRED"));

  const auto early = RecordRatings(EarlyRatingOf(record), Law(), Recorder());
  ASSERT_TRUE(early.ok()) << early.error().message;
  EXPECT_EQ(early->records.at(0).assessed.record.assessment.state, kAwaitingSelf);
  const auto& told = std::get<RatingDecided>(early->events.at(0));
  EXPECT_EQ(told.level, "");
  EXPECT_EQ(told.kind, "EARLY");
  EXPECT_THAT(told.works, ElementsAre(Pair("W1", "HTXS")));

  RatingCommand annual = RatingOf("HT");
  annual.entries[0].record = early->records.at(0).assessed.record;
  const auto decided = RecordRatings(annual, Law(), Recorder());
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  ASSERT_THAT(decided->records.at(0).ratings, SizeIs(1)) << "W1 has its level";
  EXPECT_EQ(decided->records.at(0).ratings[0].work_id, "W2");
}

TEST(EarlyDecision, IsOfCompletionsBeforeTheFourthQuarterThatTheBodyConfirmed_R7_1_EARLY_B_27) {
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(CompletedOn("2022-10-01")), Law(), Recorder())),
              ElementsAre("items[0].works[0].work_id NOT_COMPLETED_EARLY"));
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(CompletedOn("2021-09-30")), Law(), Recorder())),
              ElementsAre("items[0].works[0].work_id NOT_COMPLETED_EARLY"));
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(CompletedOn("2022-09-30", "")), Law(), Recorder())),
              ElementsAre("items[0].works[0].work_id COMPLETION_NOT_CONFIRMED"));
  Record unreported = CompletedOn("2022-09-30");
  unreported.works[0].completion.reset();
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(unreported), Law(), Recorder())),
              ElementsAre("items[0].works[0].work_id COMPLETION_NOT_CONFIRMED"));
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(CompletedOn("2022-09-30")), Law(), Recorder())), IsEmpty());
}

TEST(EarlyDecision, GivesTheOfficialHisLevelOnceNothingRunsOn_R7_1_EARLY_B_26) {
  Record record = CompletedOn("2022-09-30");
  record.works.push_back(AnnualWork("W2", 2022));
  Complete(record.works[1], 2022);
  EXPECT_THAT(Found(RecordRatings(EarlyRatingOf(record, "HTXS"), Law(), Recorder())),
              ElementsAre("items[0].level WORKS_STILL_RUNNING"));
  record.works.pop_back();
  const auto decided = RecordRatings(EarlyRatingOf(record, "HTXS"), Law(), Recorder());
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  const Assessment& assessment = decided->records.at(0).assessed.record.assessment;
  EXPECT_EQ(assessment.state, kDecided);
  EXPECT_EQ(assessment.decided_level, "HTXS");
  EXPECT_EQ(assessment.decided_kind, "EARLY");
}

ConfirmCompletionCommand Confirming(const std::vector<std::string>& works) { return {"BCSD", works, "HTXS", {}}; }

TEST(Completion, IsConfirmedByTheLeadBodyWithALevel_R7_1_EARLY_R7_3b_APPRAISE) {
  const Act body = By("ST-BCSD-3", "leader:BCSD", "2022-10-10 15:00:00");
  const Subject subject = SubjectLedBy("N1", "BCSD");
  const auto confirmed = ConfirmCompletion(Confirming({"W1"}), Law(), subject, CompletedOn("2022-09-30", ""), body);
  ASSERT_TRUE(confirmed.ok()) << confirmed.error().message;
  const Record& record = confirmed->assessed.record;
  EXPECT_EQ(record.works[0].completion, (Completion{Day("2022-09-30"), "BCSD", "HTXS"}));
  EXPECT_EQ(record.assessment.state, kAwaitingSelf) << "the year is appraised in its time";
  EXPECT_EQ(record.assessment.revision, 1);

  EXPECT_THAT(Found(ConfirmCompletion(Confirming({"W1"}), Law(), subject, record, body)),
              ElementsAre("work_ids[0] ALREADY_CONFIRMED"));
  Record unreported = CompletedOn("2022-09-30", "");
  unreported.works[0].completion.reset();
  EXPECT_THAT(Found(ConfirmCompletion(Confirming({"W1", "W7"}), Law(), subject, unreported, body)),
              ElementsAre("work_ids[0] NOT_REPORTED_COMPLETE", "work_ids[1] UNKNOWN_WORK"));
  ConfirmCompletionCommand empty{"BCSD", {}, "GOOD", {}};
  EXPECT_THAT(Found(ConfirmCompletion(empty, Law(), subject, CompletedOn("2022-09-30", ""), body)),
              ElementsAre("proposed_level UNKNOWN_LEVEL", "work_ids WORKS_REQUIRED"));
  EXPECT_EQ(ReasonOf(ConfirmCompletion(Confirming({"W1"}), Law(), SubjectLedBy("N1", "BNC"),
                                       CompletedOn("2022-09-30", ""), body)),
            "NOT_LEAD_BODY");
  EXPECT_EQ(ReasonOf(ConfirmCompletion(Confirming({"W1"}), Law(), subject, CompletedOn("2022-09-30", ""),
                                       By("N1", "leader:BCSD", "2022-10-10 15:00:00"))),
            "OWN_MATTER");
  ConfirmCompletionCommand stale = Confirming({"W1"});
  stale.expected_revision = 7;
  EXPECT_EQ(ReasonOf(ConfirmCompletion(stale, Law(), subject, CompletedOn("2022-09-30", ""), body)), "ETAG_MISMATCH");
}

TEST(ImportedLevel, OnlyOfYearsBeforeTheSystemAndOnce) {
  ImportYearLevelCommand command{"N1", "W9", 2021, "HTT", Paper("MP-898-KL/TU", "2021-10-15"), {}};
  const Act commission = By("ST-BTC-2", "specialist:BTC", "2021-10-15 08:30:00");
  Record record = RecordOf("N1", 2021, {});
  const Subject subject = SubjectLedBy("N1", "BCSD");
  const Date live_from = Day("2021-11-01");
  const auto imported = ImportYearLevel(command, subject, record, Law(), live_from, commission);
  ASSERT_TRUE(imported.ok());
  EXPECT_EQ(imported->kind, kImportedRating);

  record.ratings = {*imported};
  EXPECT_EQ(ReasonOf(ImportYearLevel(command, subject, record, Law(), live_from, commission)), "ALREADY_RATED");
  command.year = 2022;
  EXPECT_EQ(ReasonOf(ImportYearLevel(command, subject, record, Law(), live_from, commission)), "NOT_BEFORE_LIVE_FROM");
}

// ---- Điều 8

FactSheet SheetOf(const std::string& level, const std::vector<Flag>& flags = {}, const std::vector<Case>& cases = {}) {
  Record record = Verified8625("N1");
  if (!level.empty()) {
    record.assessment.state = kDecided;
    record.assessment.decided_level = level;
    record.assessment.suggested_level = "HTT";
  }
  return MakeFactSheet(Law(), record, *Evaluate(Law(), record), flags, cases);
}

TEST(FactSheet, OnlyTheTopLevelSupportsTheTopGrade_R8_1_USE_B_41) {
  EXPECT_EQ(SheetOf("HTXS").supports_top_grade, true);
  EXPECT_EQ(SheetOf("HTT").supports_top_grade, false);
  EXPECT_EQ(SheetOf("").supports_top_grade, std::nullopt) << "nothing is decided";
  EXPECT_EQ(SheetOf("HTXS").use_article, "Điều 8 khoản 1");
}

TEST(FactSheet, In2020EveryLevelIsOneBasisAmongOthers_R8_1_USE_A_24) {
  Record record = Verified8625("N1");
  record.assessment.state = kDecided;
  record.assessment.decided_level = "HTXS";
  const statute::Regulation& law = lawfile::TuyenQuang2020();
  const FactSheet sheet = MakeFactSheet(law, record, *Evaluate(law, record), {}, {});
  EXPECT_EQ(sheet.supports_top_grade, std::nullopt);
  EXPECT_THAT(sheet.use, ::testing::HasSubstr("một trong những căn cứ để đánh giá cán bộ hằng năm"));
}

TEST(FactSheet, LevelsOfAllYearsAreABasisForUseAndPlacement_R8_2_USE) {
  Record record = Verified8625("N1");
  record.ratings = {{"W1", 2021, "HTT", "", "IMPORTED", "", "", Day("2021-10-15"), "MP-1"},
                    {"W1", 2022, "HTXS", "100", "ANNUAL", "", "", Day("2023-01-16"), "MP-2"}};
  const FactSheet sheet = MakeFactSheet(Law(), record, *Evaluate(Law(), record), {}, {});
  ASSERT_THAT(sheet.works, SizeIs(2));
  EXPECT_EQ(sheet.works[0].year, 2022);
}

TEST(FactSheet, CountsTheCyclesLatenessAndConfirmedCasesOnly_R8_1_USE) {
  const std::vector<Flag> flags = {{"N1:REG:2022", Day("2021-11-14"), false, false},
                                   {"N1:RPT_Q:2022-Q1", Day("2022-03-24"), true, false},
                                   {"N1:RPT_STAGE:W7", Day("2022-12-24"), true, false},
                                   {"N1:PLAN:2022", Day("2022-01-24"), false, true},
                                   {"N1:REG:2023", Day("2022-11-14"), false, false}};
  Case confirmed;
  confirmed.id = "c1";
  confirmed.state = "CONFIRMED";
  confirmed.conduct_on = Day("2021-11-14");
  confirmed.obligation_ids = {"N1:REG:2022"};
  Case dismissed = confirmed;
  dismissed.state = "DISMISSED";
  const FactSheet sheet = SheetOf("HTT", flags, {confirmed, dismissed});
  EXPECT_EQ(sheet.late_count, 1);
  EXPECT_EQ(sheet.missing_count, 2);
  EXPECT_THAT(sheet.confirmed_cases, SizeIs(1));
}

}  // namespace
}  // namespace dotpha::assessment
