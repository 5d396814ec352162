// Force majeure and objective reasons of the year 2022: claimed, endorsed, decided (E-06, E-08, B-34).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dotpha/assessment/v1/claim_service.grpc.pb.h"
#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Claims = asmt::ClaimService::Stub;

Claims& ClaimsOf(Year& year) {
  static const std::unique_ptr<Claims> stub = year.system().Stub<asmt::ClaimService>();
  return *stub;
}

// On these items of his annual work; none: on all of it.
Diary::Act Claimed(const std::string& official, const std::string& work, const std::string& kind,
                   std::vector<std::string> items) {
  return [=](Year& year) {
    asmt::SubmitClaimRequest request;
    asmt::Claim& claim = *request.mutable_claim();
    claim.set_official_id(official);
    claim.set_cycle(2022);
    claim.set_work_id(work);
    claim.set_kind(kind);
    *claim.mutable_item_ids() = {items.begin(), items.end()};
    claim.set_facts("Mưa lũ làm sạt lở đường");
    claim.add_evidence("Biên bản xác nhận");
    return Outcome(year.Ask(official, ClaimsOf(year), &Claims::SubmitClaim, request));
  };
}

asmt::Claim ClaimOf(Year& year, const std::string& official) {
  asmt::ListClaimsRequest request;
  request.set_official_id(official);
  return Must(year.Ask("BTC-specialist", ClaimsOf(year), &Claims::ListClaims, request)).claims(0);
}

Diary::Act Endorsed(const std::string& official, const std::string& by, asmt::ClaimOpinion opinion) {
  return [=](Year& year) {
    const asmt::Claim claim = ClaimOf(year, official);
    asmt::EndorseClaimRequest request;
    request.set_name(claim.name());
    request.set_etag(claim.etag());
    request.set_opinion(opinion);
    return Outcome(year.Ask(by, ClaimsOf(year), &Claims::EndorseClaim, request));
  };
}

Diary::Act Decided(const std::string& official, const std::string& by, asmt::ClaimRuling ruling) {
  return [=](Year& year) {
    const asmt::Claim claim = ClaimOf(year, official);
    asmt::DecideClaimRequest request;
    request.set_name(claim.name());
    request.set_etag(claim.etag());
    request.set_ruling(ruling);
    *request.mutable_decided_on() = WireDay("2023-01-10");
    *request.mutable_decision() = Document("MP-305-KL/TU", "2023-01-10");
    return Outcome(year.Ask(by, ClaimsOf(year), &Claims::DecideClaim, request));
  };
}

// "100 HTXS": the exact mean and the suggestion.
Diary::Act Suggested(const std::string& official) {
  return [=](Year& year) {
    const asmt::Assessment assessment = year.Assessment(official, 2022);
    return Lines{assessment.mean().exact() + " " + assessment.suggested_level()};
  };
}

// Everything done but December: 20 % of the fourth quarter, 5 % of the year.
Diary::Act AllButDecember(const std::string& official) {
  return [=](Year& year) {
    return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q1", "RPT_Q 2022-Q2", "RPT_H1 2022", "RPT_Q 2022-Q3",
                                                     "RPT_Q 2022-Q4", "RPT_Y 2022"},
                                          .done = {{"2022.12.1", 0}, {"2022.12.2", 0}},
                                          .self_level = "HTT"}));
  };
}

// ---- E-06
const Diary e06(
    Year2022(), {"N1-E06"},
    Diary::WithPlanStd("N1-E06", 2022,
                       {{"2022-12-20 09:00", AllButDecember("N1-E06")},
                        {"2022-12-20 10:00", Suggested("N1-E06")},
                        {"2022-12-21 09:00", Claimed("N1-E06", "W-N1-E06-2022", "FM", {"2022.12.1", "2022.12.2"})},
                        {"2022-12-21 10:00", Suggested("N1-E06")},
                        {"2022-12-28 09:00", Endorsed("N1-E06", "BNC-leader", asmt::CLAIM_OPINION_ENDORSED)},
                        {"2022-12-28 10:00", Endorsed("N1-E06", "BCSD-leader", asmt::CLAIM_OPINION_ENDORSED)},
                        {"2022-12-28 11:00", Suggested("N1-E06")},
                        {"2023-01-10 09:00", Decided("N1-E06", "BTC-leader", asmt::CLAIM_RULING_ACCEPTED)},
                        {"2023-01-10 10:00", Decided("N1-E06", "BTV-clerk", asmt::CLAIM_RULING_ACCEPTED)},
                        {"2023-01-10 11:00", Suggested("N1-E06")},
                        {"2023-01-16 09:00",
                         [](Year& year) { return Outcome(year.Rate("N1-E06", 2022, "HTXS", "2023-01-16")); }}}));

const Diary e06_rejected(
    Year2022(), {"N1-E06R"},
    Diary::WithPlanStd("N1-E06R", 2022,
                       {{"2022-12-20 09:00", AllButDecember("N1-E06R")},
                        {"2022-12-21 09:00", Claimed("N1-E06R", "W-N1-E06R-2022", "FM", {"2022.12.1"})},
                        {"2022-12-28 10:00", Endorsed("N1-E06R", "BCSD-leader", asmt::CLAIM_OPINION_NOT_ENDORSED)},
                        {"2023-01-10 10:00", Decided("N1-E06R", "BTV-clerk", asmt::CLAIM_RULING_REJECTED)},
                        {"2023-01-10 11:00", Suggested("N1-E06R")}}));

TEST(Scenario, E06_OnlyAnAcceptedForceMajeureLeavesThePercentage) {
  EXPECT_THAT(e06["2022-12-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06["2022-12-20 10:00"], ElementsAre("95 HTT"));
  EXPECT_THAT(e06["2022-12-21 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06["2022-12-21 10:00"], ElementsAre("95 HTT")) << "claimed";
  EXPECT_THAT(e06["2022-12-28 09:00"], ElementsAre(StartsWith("OUT_OF_REACH")));
  EXPECT_THAT(e06["2022-12-28 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06["2022-12-28 11:00"], ElementsAre("95 HTT")) << "endorsed";
  EXPECT_THAT(e06["2023-01-10 09:00"], ElementsAre(StartsWith("NOT_PERMITTED")));
  EXPECT_THAT(e06["2023-01-10 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06["2023-01-10 11:00"], ElementsAre("100 HTXS")) << "95 of 95";
  EXPECT_THAT(e06["2023-01-16 09:00"], ElementsAre("ACCEPTED")) << "no reason is needed: it is the verified level";

  EXPECT_THAT(e06_rejected["2022-12-28 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06_rejected["2023-01-10 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e06_rejected["2023-01-10 11:00"], ElementsAre("95 HTT"));
}

// ---- E-08: the one work, or one of two.
const Diary e08(Year2022(), {"N1-E08"},
                Diary::WithPlanStd("N1-E08", 2022,
                                   {{"2022-12-20 09:00", AllButDecember("N1-E08")},
                                    {"2022-12-21 09:00", Claimed("N1-E08", "W-N1-E08-2022", "FM", {})},
                                    {"2023-01-10 10:00", Decided("N1-E08", "BTV-clerk", asmt::CLAIM_RULING_ACCEPTED)},
                                    {"2023-01-10 11:00", Suggested("N1-E08")},
                                    {"2023-01-16 09:00", [](Year& year) {
                                       return Outcome(year.Rate("N1-E08", 2022, "HTT", "2023-01-16"));
                                     }}}));

TEST(Scenario, E08_AWholeWorkOfForceMajeureHasNoLevel) {
  EXPECT_THAT(e08["2023-01-10 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e08["2023-01-10 11:00"], ElementsAre(" ")) << "no mean and no suggestion";
  const asmt::WorkAssessment work = e08.year().Assessment("N1-E08", 2022).works(0);
  EXPECT_EQ(work.level(), "");
  EXPECT_EQ(work.reported_year().exact(), "95");
  EXPECT_EQ(work.taken_out_item_ids_size(), 24);
  EXPECT_THAT(e08["2023-01-16 09:00"], ElementsAre(StartsWith("LEVEL_DIFFERS_WITHOUT_REASON")))
      << "a level that nothing suggests needs a reason";
}

// ---- An objective reason leaves the level and ends the duty to continue (R2.5-CONTINUE, B-34).
Diary::Act AllAt45(const std::string& official) {
  return [=](Year& year) {
    Reported reported{
        .covers = {"RPT_Q 2022-Q1", "RPT_Q 2022-Q2", "RPT_H1 2022", "RPT_Q 2022-Q3", "RPT_Q 2022-Q4", "RPT_Y 2022"},
        .self_level = "KHT"};
    for (int month = 1; month <= 12; ++month) {
      for (int item = 1; item <= 2; ++item) {
        reported.done[fmt::format("2022.{:02}.{}", month, item)] = 4500;
      }
    }
    return Outcome(year.Report(official, reported));
  };
}

Diary::Act LevelAndDuty(const std::string& official) {
  return [=](Year& year) {
    const asmt::WorkAssessment work = year.Assessment(official, 2022).works(0);
    return Lines{work.level() + (work.excused() ? " excused" : " to be continued")};
  };
}

const Diary b34(Year2022(), {"N1-B34"},
                Diary::WithPlanStd("N1-B34", 2022,
                                   {{"2022-12-20 09:00", AllAt45("N1-B34")},
                                    {"2022-12-20 10:00", LevelAndDuty("N1-B34")},
                                    {"2022-12-21 09:00", Claimed("N1-B34", "W-N1-B34-2022", "OBJECTIVE", {})},
                                    {"2022-12-21 10:00", LevelAndDuty("N1-B34")},
                                    {"2023-01-10 10:00", Decided("N1-B34", "BTV-clerk", asmt::CLAIM_RULING_ACCEPTED)},
                                    {"2023-01-10 11:00", LevelAndDuty("N1-B34")}}));

TEST(Scenario, B34_AnAcceptedObjectiveReasonLeavesTheLevelAndExcuses) {
  EXPECT_THAT(b34["2022-12-20 10:00"], ElementsAre("KHT to be continued"));
  EXPECT_THAT(b34["2022-12-21 10:00"], ElementsAre("KHT to be continued"));
  EXPECT_THAT(b34["2023-01-10 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b34["2023-01-10 11:00"], ElementsAre("KHT excused"));
}

// Decided as not completed, and nothing excuses it.
Diary::Act TasksOf(const std::string& official) {
  return [=](Year& year) {
    year.Settle();
    Lines lines;
    const auto listed =
        Must(year.Ask("BTV-clerk", year.assignments(), &Assignments::ListTasks, rev::ListTasksRequest()));
    for (const rev::Task& task : listed.tasks()) {
      if (task.official_id() == official) {
        lines.push_back(rev::TaskKind_Name(task.kind()) + " " + task.work_ids(0));
      }
    }
    return lines;
  };
}

Diary::Act GoesOn(const std::string& work) {
  return [=](Year& year) {
    rev::DecideCarryOversRequest request;
    *request.mutable_document() = Document("MP-375-QĐ/TU", "2023-01-16");
    rev::CarryOverItem& item = *request.add_items();
    item.set_work_id(work);
    item.set_cycle(2022);
    item.set_outcome(rev::CARRY_OVER_OUTCOME_CONTINUE);
    item.set_other_work(rev::OTHER_WORK_NONE);
    return Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::DecideCarryOvers, request));
  };
}

const Diary b34_duty(
    Year2022(), {"N1-B34D"},
    Diary::WithPlanStd("N1-B34D", 2022,
                       {{"2022-12-20 09:00", AllAt45("N1-B34D")},
                        {"2023-01-16 09:00",
                         [](Year& year) { return Outcome(year.Rate("N1-B34D", 2022, "KHT", "2023-01-16")); }},
                        {"2023-01-16 09:30", TasksOf("N1-B34D")},
                        {"2023-01-16 10:00", GoesOn("W-N1-B34D-2022")},
                        {"2023-01-16 10:30", TasksOf("N1-B34D")},
                        {"2023-01-16 11:00", [](Year& year) { return year.Duties("N1-B34D", "2023"); }}}));

TEST(Scenario, B34_NotCompletedIsToBeContinuedAndOtherWorkConsidered) {
  EXPECT_THAT(b34_duty["2023-01-16 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b34_duty["2023-01-16 09:30"],
              ElementsAre("TASK_KIND_CARRY_OVER W-N1-B34D-2022", "TASK_KIND_CONSIDER_OTHER_WORK W-N1-B34D-2022"));
  EXPECT_THAT(b34_duty["2023-01-16 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b34_duty["2023-01-16 10:30"], IsEmpty());
  EXPECT_THAT(b34_duty["2023-01-16 11:00"],
              Contains(AllOf(StartsWith("PLAN:2023"), HasSubstr("2023-02-16"), HasSubstr("soft"))));
}

}  // namespace
}  // namespace dotpha::acceptance
