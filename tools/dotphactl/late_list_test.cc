#include "tools/dotphactl/late_list.h"

#include <gmock/gmock.h>

#include "libs/rpc/wire_time.h"

namespace dotpha::ctl {
namespace {

namespace v1 = notifier::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Obligation Owed(const std::string& id, const std::string& last, v1::ObligationState state) {
  v1::Obligation obligation;
  obligation.set_obligation_id(id);
  const auto first = id.find(':');
  const auto second = id.find(':', first + 1);
  obligation.set_debtor_id(id.substr(0, first));
  obligation.set_duty(id.substr(first + 1, second - first - 1));
  obligation.set_period(id.substr(second + 1));
  *obligation.mutable_last_on_time_day() = rpc::ToWire(*Date::Parse(last));
  obligation.set_hard(true);
  obligation.set_state(state);
  *obligation.mutable_as_of() = rpc::ToWire(*ParseRfc3339("2022-04-10T09:00:00+07:00"));
  return obligation;
}

v1::Obligation Late(const std::string& id, const std::string& last, int days) {
  v1::Obligation obligation = Owed(id, last, v1::OBLIGATION_STATE_LATE);
  obligation.set_days_late(days);
  *obligation.mutable_received_at() = rpc::ToWire((*Date::Parse(last) + days).At(std::chrono::hours(9)));
  return obligation;
}

std::vector<std::string> Ids(const std::vector<LateDuty>& duties) {
  std::vector<std::string> ids;
  for (const LateDuty& duty : duties) {
    ids.push_back(duty.obligation.obligation_id());
  }
  return ids;
}

LateFacts Facts() {
  LateFacts facts;
  facts.obligations = {Owed("TQ-3:RPT_Q:2022-Q1", "2022-03-24", v1::OBLIGATION_STATE_MISSING),
                       Late("TQ-1:REG:2022", "2021-11-14", 2),
                       Owed("TQ-1:PLAN:2022", "2022-01-24", v1::OBLIGATION_STATE_ON_TIME),
                       Owed("TQ-2:RPT_Q:2022-Q1", "2022-03-24", v1::OBLIGATION_STATE_OVERDUE),
                       Owed("TQ-4:RPT_Q:2022-Q1", "2022-03-24", v1::OBLIGATION_STATE_WAIVED),
                       Owed("TQ-5:REG:2021", "2020-11-14", v1::OBLIGATION_STATE_MISSING),
                       Owed("TQ-6:RPT_Q:2022-Q2", "2022-06-24", v1::OBLIGATION_STATE_OPEN)};
  facts.obligations[5].set_imported(true);
  return facts;
}

TEST(LateList, HoldsWhatCameLateAndWhatHasNotComeByItsDate) {
  EXPECT_THAT(Ids(SelectLate(Facts(), {})), ElementsAre("TQ-1:REG:2022", "TQ-2:RPT_Q:2022-Q1", "TQ-3:RPT_Q:2022-Q1"));
  EXPECT_THAT(Ids(SelectLate(Facts(), {.only_missing = true})),
              ElementsAre("TQ-2:RPT_Q:2022-Q1", "TQ-3:RPT_Q:2022-Q1"));
}

TEST(LateList, LeavesOutWhatFellDueBeforeTheFirstDayOfUseUnlessAsked_H_17) {
  EXPECT_THAT(Ids(SelectLate(Facts(), {.with_imported = true}))[0], "TQ-5:REG:2021");
  EXPECT_EQ(std::get<std::string>(LateSheet(SelectLate(Facts(), {.with_imported = true}), {}).rows[0].back()),
            "before the first day of use");
}

TEST(LateList, IsNarrowedByCycleAndDates) {
  EXPECT_THAT(Ids(SelectLate(Facts(), {.cycle = 2022})),
              ElementsAre("TQ-1:REG:2022", "TQ-2:RPT_Q:2022-Q1", "TQ-3:RPT_Q:2022-Q1"));
  EXPECT_THAT(Ids(SelectLate(Facts(), {.cycle = 2021})), IsEmpty());
  EXPECT_THAT(Ids(SelectLate(Facts(), {.from = Date(2021, 11, 15), .to = Date(2022, 3, 24)})),
              ElementsAre("TQ-2:RPT_Q:2022-Q1", "TQ-3:RPT_Q:2022-Q1"));
  EXPECT_THAT(Ids(SelectLate(Facts(), {.to = Date(2022, 3, 23)})), ElementsAre("TQ-1:REG:2022"));
}

TEST(LateList, KnowsTheCycleOfEveryKindOfPeriod) {
  EXPECT_EQ(CycleOf(Owed("A:REG:2022", "2021-11-14", v1::OBLIGATION_STATE_OPEN)), 2022);
  EXPECT_EQ(CycleOf(Owed("A:RPT_Q:2022-Q4", "2022-12-24", v1::OBLIGATION_STATE_OPEN)), 2022);
  EXPECT_EQ(CycleOf(Owed("A:DEPART_RPT:2022-04-01", "2022-04-08", v1::OBLIGATION_STATE_OPEN)), 2022);
  EXPECT_EQ(CycleOf(Owed("A:RPT_STAGE:TQ21-W007", "2022-12-24", v1::OBLIGATION_STATE_OPEN)), 2022);
  EXPECT_EQ(CycleOf(Owed("A:RPT_ADHOC:20225", "2023-02-01", v1::OBLIGATION_STATE_OPEN)), 2023);
}

TEST(LateList, LeavesOutADutyWithoutADate) {
  LateFacts facts;
  facts.obligations = {Owed("A:ANN_PLAN:2022", "2022-01-01", v1::OBLIGATION_STATE_OVERDUE)};
  facts.obligations[0].clear_last_on_time_day();
  EXPECT_THAT(SelectLate(facts, {}), IsEmpty());
}

TEST(LateList, CountsDaysToTheReceiptOrToTheAnswer) {
  const auto duties = SelectLate(Facts(), {});
  EXPECT_EQ(duties[0].days, 2);
  EXPECT_EQ(duties[1].days, 17) << "from 24/03 to 10/04";
}

TEST(LateList, ShowsTheMarkThatStandsAndTheSignThatRestsOnTheDuty) {
  LateFacts facts = Facts();
  v1::ViolationFlag withdrawn;
  withdrawn.set_obligation_id("TQ-1:REG:2022");
  withdrawn.set_grade(v1::FLAG_GRADE_LATE);
  withdrawn.set_status(v1::FLAG_STATUS_WITHDRAWN);
  v1::ViolationFlag missing;
  missing.set_obligation_id("TQ-3:RPT_Q:2022-Q1");
  missing.set_grade(v1::FLAG_GRADE_MISSING);
  missing.set_status(v1::FLAG_STATUS_OPEN);
  facts.flags = {withdrawn, missing};
  v1::Candidate candidate;
  candidate.set_kind("NOT_REPORTED");
  candidate.add_obligation_ids("TQ-3:RPT_Q:2022-Q1");
  facts.candidates = {candidate};
  const Sheet sheet = LateSheet(SelectLate(facts, {}), {{"TQ-3", {"Nguyễn Thị Ba", "Sở Tài chính"}}});
  ASSERT_EQ(sheet.rows.size(), 3U);
  std::vector<std::string> last;
  for (const Cell& cell : sheet.rows[2]) {
    last.push_back(CellText(cell));
  }
  EXPECT_THAT(last, ElementsAre("TQ-3", "Nguyễn Thị Ba", "Sở Tài chính", "RPT_Q 2022-Q1", "24/03/2022", "missing", "17",
                                "", "missing open", "NOT_REPORTED", ""));
  EXPECT_EQ(CellText(sheet.rows[0][7]), "16/11/2021");
  EXPECT_EQ(CellText(sheet.rows[0][8]), "") << "a withdrawn mark is none";
}

TEST(NotAnnounced, HoldsPlansAndResultsThatAreStillToAnnounce_B_37) {
  const auto undated = [](const std::string& id, v1::ObligationState state) {
    v1::Obligation obligation = Owed(id, "2022-01-01", state);
    obligation.clear_last_on_time_day();
    return obligation;
  };
  const std::vector<v1::Obligation> obligations = {undated("TQ-2:ANN_RESULT:2022", v1::OBLIGATION_STATE_OPEN),
                                                   undated("TQ-2:ANN_PLAN:2022", v1::OBLIGATION_STATE_ON_TIME),
                                                   undated("TQ-1:ANN_PLAN:2022", v1::OBLIGATION_STATE_OPEN),
                                                   undated("TQ-1:ANN_PLAN:2021", v1::OBLIGATION_STATE_OPEN),
                                                   Owed("TQ-1:PLAN:2022", "2022-01-24", v1::OBLIGATION_STATE_OPEN)};
  const Sheet sheet =
      NotAnnouncedSheet(SelectNotAnnounced(obligations, 2022), {{"TQ-1", {"Nguyễn Thị Ba", "Sở Tài chính"}}});
  EXPECT_EQ(sheet.ToTable(),
            "who   name           agency        cycle  what    state\n"
            "────────────────────────────────────────────────────────────────\n"
            "TQ-1  Nguyễn Thị Ba  Sở Tài chính  2022   plan    chưa thông báo\n"
            "TQ-2                               2022   result  chưa thông báo\n");
  EXPECT_EQ(SelectNotAnnounced(obligations, {}).size(), 3U);
}

}  // namespace
}  // namespace dotpha::ctl
