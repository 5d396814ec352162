#include "tools/dotphactl/year_picture.h"

#include <gmock/gmock.h>

#include <sstream>

#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/display.h"

namespace dotpha::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

notifier::v1::Obligation Owed(const std::string& duty, const std::string& period, const std::string& last,
                              notifier::v1::ObligationState state, const std::string& received = "") {
  notifier::v1::Obligation obligation;
  obligation.set_obligation_id("TQ-007:" + duty + ":" + period);
  obligation.set_debtor_id("TQ-007");
  obligation.set_duty(duty);
  obligation.set_period(period);
  const Date day = *Date::Parse(last);
  *obligation.mutable_last_on_time_day() = rpc::ToWire(day);
  obligation.set_hard(true);
  obligation.set_state(state);
  obligation.set_deadline_revision(1);
  if (!received.empty()) {
    const Instant at = *ParseRfc3339(received + ":00+07:00");
    *obligation.mutable_received_at() = rpc::ToWire(at);
    obligation.set_days_late(std::max(0, Date::Of(at) - day));
  }
  *obligation.mutable_closing_at() = rpc::ToWire((day + 14).At());
  *obligation.mutable_as_of() = rpc::ToWire(*ParseRfc3339("2023-01-10T09:00:00+07:00"));
  return obligation;
}

// A year with one of everything.
YearFacts Facts() {
  using namespace notifier::v1;
  YearFacts facts;
  facts.official.set_official_id("TQ-007");
  facts.official.set_full_name("Nguyễn Thị Thùy Dương");
  facts.post = "Phó Chủ tịch Ủy ban nhân dân tỉnh";
  facts.route.set_via("BTC");
  facts.route.set_lead("BCSD");
  facts.cycle = 2022;
  facts.obligations = {
      Owed("REG", "2022", "2021-11-14", OBLIGATION_STATE_ON_TIME, "2021-11-10T08:30"),
      Owed("PLAN", "2022", "2022-01-24", OBLIGATION_STATE_LATE, "2022-02-14T10:00"),
      Owed("RPT_Q", "2022-Q1", "2022-03-24", OBLIGATION_STATE_MISSING),
      Owed("RPT_Q", "2022-Q2", "2022-06-24", OBLIGATION_STATE_WAIVED),
      Owed("RPT_Q", "2022-Q3", "2022-09-26", OBLIGATION_STATE_CANCELLED),
      Owed("RPT_Y", "2022", "2022-12-24", OBLIGATION_STATE_OVERDUE),
      Owed("ANN_RESULT", "2022", "2023-01-01", OBLIGATION_STATE_OPEN),
  };
  facts.obligations[6].clear_last_on_time_day();
  facts.obligations[4].set_deadline_revision(2);
  ViolationFlag late;
  late.set_obligation_id("TQ-007:PLAN:2022");
  late.set_grade(FLAG_GRADE_LATE);
  late.set_status(FLAG_STATUS_CLOSED_BY_RECEIPT);
  ViolationFlag missing;
  missing.set_obligation_id("TQ-007:RPT_Q:2022-Q1");
  missing.set_grade(FLAG_GRADE_MISSING);
  missing.set_status(FLAG_STATUS_WITHDRAWN);
  missing.set_withdrawn_reason("RECEIVED_IN_FACT");
  facts.flags = {late, missing};
  Candidate sign;
  sign.set_candidate_id("TQ-007:NOT_REPORTED:2022-04-08");
  sign.set_kind("NOT_REPORTED");
  *sign.mutable_raised_at() = rpc::ToWire(*ParseRfc3339("2022-04-08T00:00:00+07:00"));
  *sign.mutable_explain_until() = rpc::ToWire(Date(2022, 4, 15));
  facts.candidates = {sign};
  assessment::v1::Case opened;
  opened.set_candidate_id("TQ-007:NOT_REPORTED:2022-04-08");
  opened.set_state(assessment::v1::CASE_STATE_DISMISSED);
  facts.cases = {opened};
  facts.work_names = {{"W-1", "Xây dựng cổng dịch vụ công trực tuyến mức độ 4 của tỉnh, kết nối với Cổng quốc gia"}};
  reporting::v1::Report report;
  *report.mutable_received_at() = rpc::ToWire(*ParseRfc3339("2022-06-20T09:00:00+07:00"));
  auto& covered = *report.add_covers();
  covered.set_duty("RPT_H1");
  covered.set_period("2022");
  auto& completion = *report.add_completion();
  completion.set_work_id("W-1");
  completion.set_year(2022);
  completion.set_completion_e2(4125);
  facts.reports = {report};
  auto& work = *facts.assessment.add_works();
  work.set_work_id("W-1");
  work.set_counted(true);
  work.set_level("HT");
  work.mutable_verified_year()->set_floored_e2(10'000);
  auto& announced = facts.announcements.emplace_back();
  announced.set_duty("ANN_PLAN");
  *announced.mutable_announced_on() = rpc::ToWire(Date(2022, 2, 18));
  announced.set_form("họp cơ quan");
  announced.set_place("Văn phòng Ủy ban nhân dân tỉnh");
  facts.assessment.set_works_counted(1);
  facts.assessment.mutable_mean()->set_floored_e2(10'000);
  facts.assessment.set_suggested_level("HTXS");
  facts.assessment.set_self_level("HTT");
  facts.assessment.set_self_level_mismatch(true);
  facts.assessment.set_decided_level("HTXS");
  *facts.assessment.mutable_decided_on() = rpc::ToWire(Date(2023, 1, 5));
  facts.assessment.mutable_decision()->set_number("MP-1-QĐ/TU");
  return facts;
}

TEST(YearPicture, ShowsAllOfAYear) {
  EXPECT_EQ(DrawYear(Facts(), Style()),
            R"(TQ-007  Nguyễn Thị Thùy Dương                                         cycle 2022
Phó Chủ tịch Ủy ban nhân dân tỉnh · papers through BTC, led by BCSD
as of 10/01/2023

              2021     2022                                2023
              10 11 12 1  2  3  4  5  6  7  8  9  10 11 12 1
REG           ·  ●│ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·   on time
PLAN          ·  ·  ·  · │─● ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·   late 21 d
RPT_Q Q1      ·  ·  ·  ·  ·  · │✗  ·  ·  ·  ·  ·  ·  ·  ·  ·   missing
RPT_Q Q2      ·  ·  ·  ·  ·  ·  ·  ·  · │·  ·  ·  ·  ·  ·  ·   waived
RPT_Q Q3      ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · │·  ·  ·  ·   cancelled
RPT_Y         ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  · │✗   overdue 17 d
ANN_RESULT    ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·   chưa thông báo
│ last day (L)   ● came   ─ waited for   ✗ nothing came

duty           L           came              state            mark of Điều 10
REG            14/11/2021  10/11/2021 08:30  on time
PLAN           24/01/2022  14/02/2022 10:00  late by 21 days  LATE, closed
RPT_Q Q1       24/03/2022  -                 missing          MISSING, withdrawn
  mark withdrawn: RECEIVED_IN_FACT
RPT_Q Q2       24/06/2022  -                 waived
RPT_Q Q3       26/09/2022  -                 cancelled
  the date was moved
RPT_Y          24/12/2022  -                 overdue 17 days
ANN_RESULT     no date     -                 chưa thông báo

Signs of violation
  NOT_REPORTED, raised 08/04/2022, explain until 15/04/2022: case dismissed

W-1  Xây dựng cổng dịch vụ công trực tuyến mức độ 4 của tỉnh, kết nối với Cổng …
  20/06/2022  RPT_H1              41.25 %  ██████████████▌
  verified                       100.00 %  ████████████████████████████████████
  level: self -, by percentage HT, decided -

Level of the year
  self-level  HTT  (not what was reported)
  suggested   HTXS  mean of 1 work 100.00 %
  proposed    -
  decided     HTXS  MP-1-QĐ/TU, 05/01/2023

Announced at the agency (Điều 2 khoản 6)
  plan        18/02/2022, họp cơ quan, Văn phòng Ủy ban nhân dân tỉnh
  result      chưa thông báo
)");
}

TEST(YearPicture, FitsInto80ColumnsWhateverItHolds) {
  YearFacts facts = Facts();
  facts.official.set_full_name(std::string(100, 'N'));
  facts.post = std::string(100, 'P');
  facts.obligations.push_back(Owed("RPT_STAGE", "MOT-VIEC-CO-MA-RAT-DAI-2020-2022", "2022-12-24",
                                   notifier::v1::OBLIGATION_STATE_LATE, "2023-11-20T10:00"));
  facts.obligations.push_back(Owed("REG", "2022", "2021-05-14", notifier::v1::OBLIGATION_STATE_OVERDUE));
  facts.candidates[0].set_sub_code(std::string(100, 'S'));
  facts.flags[1].set_withdrawn_document(std::string(100, 'D'));
  std::istringstream lines(DrawYear(facts, Style()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), kPictureWidth) << line;
  }
}

TEST(YearPicture, ShowsADutyWithoutADateByWhatCame) {
  YearFacts facts = Facts();
  auto announced = Owed("ANN_PLAN", "2022", "2022-01-01", notifier::v1::OBLIGATION_STATE_ON_TIME, "2022-02-05T08:00");
  announced.clear_last_on_time_day();
  facts.obligations = {announced};
  const std::string picture = DrawYear(facts, Style());
  EXPECT_THAT(picture, HasSubstr("ANN_PLAN      ·  ·  ·  ·  ●  ·"));
  EXPECT_THAT(picture, HasSubstr("ANN_PLAN       no date     05/02/2022 08:00  done\n"));
}

TEST(YearPicture, SaysOfAPlanAndAResultWhetherTheyWereAnnounced_B_37) {
  YearFacts facts = Facts();
  facts.announcements.clear();
  facts.obligations = {Owed("ANN_PLAN", "2022", "2022-01-01", notifier::v1::OBLIGATION_STATE_OPEN)};
  facts.obligations[0].clear_last_on_time_day();
  EXPECT_THAT(DrawYear(facts, Style()),
              HasSubstr("  plan        chưa thông báo\n  result      nothing to announce yet\n"));
}

TEST(YearPicture, LetsNothingThatOthersWroteMoveTheCursor) {
  YearFacts facts = Facts();
  facts.post = "P\x1B[2J\xC2\x9B";
  facts.work_names["W-1"] = "W\r\x1B]0;x\x07";
  facts.announcements[0].set_place("A\nB");
  facts.assessment.mutable_decision()->set_number("N\x1B[1m");
  facts.assessment.set_warning("S\x1B[1m");
  const std::string picture = DrawYear(facts, Style());
  for (const char* control : {"\x1B", "\r", "\x07", "\xC2\x9B", "A\nB"}) {
    EXPECT_THAT(picture, Not(HasSubstr(control)));
  }
}

TEST(YearPicture, IsTheSameTextWithColoursAndWithout) {
  std::string coloured = DrawYear(Facts(), Style(true));
  EXPECT_THAT(coloured, HasSubstr("\x1B[31m"));
  const std::string plain = DrawYear(Facts(), Style(false));
  EXPECT_THAT(plain, Not(HasSubstr("\x1B")));
  for (std::size_t begin = 0; (begin = coloured.find('\x1B')) != std::string::npos;) {
    coloured.erase(begin, coloured.find('m', begin) - begin + 1);
  }
  EXPECT_EQ(coloured, plain);
}

TEST(YearPicture, SaysWhenNothingIsKnown) {
  YearFacts facts;
  facts.cycle = 2030;
  EXPECT_THAT(DrawYear(facts, Style()), HasSubstr("No duty of this cycle is known."));
}

TEST(Style, PaintsOnlyWhereThereIsATerminal) {
  std::ostringstream file;
  EXPECT_EQ(Style::For(file).Paint(Colour::kBad, "x"), "x");
  EXPECT_EQ(Style(true).Paint(Colour::kBad, "x"), "\x1B[31mx\x1B[0m");
}

}  // namespace
}  // namespace dotpha::ctl
