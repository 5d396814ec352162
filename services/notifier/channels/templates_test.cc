// Every text with every kind of obligation, in both languages: nothing is left unfilled, facts stand in it, and Điều 10
// is named from stage M on only.
#include "services/notifier/channels/templates.h"

#include <gmock/gmock.h>

#include <set>

#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Templates Builtin() {
  auto templates = Templates::Builtin();
  EXPECT_TRUE(templates.ok()) << templates.error().message;
  return *std::move(templates);
}

const Names kNames{"Trần Thị Mai", "Nguyễn Văn Bình", "Giám đốc Sở Nông nghiệp"};

// A letter with all that the stage can carry.
LetterFields LetterOf(const statute::Regulation& regulation, const statute::Duty& duty, Stage stage, bool to_debtor,
                      bool full) {
  LetterFields f = EmptyLetter();
  f["debtor_id"] = "TQ-020";
  f["to_debtor"] = to_debtor ? "yes" : "";
  if (duty.debtor != statute::Debtor::kOfficial) {
    f["about_body"] = "yes";
    f["debtor_body"] = "Ban Cán sự đảng";
  }
  f["duty"] = duty.code;
  f["duty_title"] = duty.name;
  f["period"] = "2022";
  f["article"] = duty.article;
  f["wording"] = "trước ngày 15/11 hằng năm";
  f["regulation"] = regulation.title;
  f["last_day"] = "14/11/2021";
  f["before_day"] = "15/11/2021";
  f["known_at"] = "08:00 ngày 04/11/2021";
  f["today"] = "04/11/2021";
  f["send_to"] = "Ban Thường vụ Tỉnh ủy";
  f["ask"] = "Ban Tổ chức Tỉnh ủy";
  f[IsReminder(stage) ? "days_left" : "days_late"] = "10";
  if (stage == Stage::kM) {
    f["closing_day"] = "30/11/2021";
    f["missing"] = "yes";
  }
  if (stage == Stage::kCorrection) {
    f["reason"] = "RECEIVED_IN_FACT";
  }
  if (full) {
    f["send_via"] = "Ban Tổ chức Tỉnh ủy";
    f["send_copies"] = "Ban Nội chính Tỉnh ủy";
    f["nonworking"] = "yes";
    f["late"] = "yes";
    f["override_document"] = "MP-12-CV/BTC";
    f["received_day"] = "16/11/2021";
    f["document"] = "MP-9-CV/SNN";
    f["closing_day"] = "30/11/2021";
    f["due_today"] = IsReminder(stage) ? "yes" : "";
    f["hard"] = "yes";
    if (stage == Stage::kM) {
      f["candidate"] = "yes";
      f["candidate_kind"] = "Không đăng ký";
      f["violation_article"] = "Điều 10";
      f["explain_until"] = "14/12/2021";
    }
  }
  return f;
}

TEST(NoticeTexts, EveryStageWithEveryDutyInBothLanguages) {
  const Season season;
  const Templates templates = Builtin();
  const statute::Regulation& regulation = *season.catalogue().Find("TQ2021");
  int rendered = 0;
  for (const statute::Duty& duty : regulation.duties) {
    for (const Stage stage : {Stage::kR10, Stage::kR3, Stage::kR0, Stage::kO, Stage::kE1, Stage::kE2, Stage::kM,
                              Stage::kCorrection, Stage::kInfo}) {
      for (const char* language : {"vi", "en"}) {
        for (const bool to_debtor : {true, false}) {
          for (const bool full : {true, false}) {
            const LetterFields letter = LetterOf(regulation, duty, stage, to_debtor, full);
            const auto text = templates.Notice(language, stage, letter, kNames);
            const std::string about = duty.code + " " + std::string{StageName(stage)} + " " + language;
            ASSERT_TRUE(text.ok()) << about << ": " << text.error().reason << " " << text.error().metadata.at("field");
            const std::string whole = text->subject + "\n" + text->body;
            EXPECT_FALSE(text->subject.empty()) << about;
            EXPECT_THAT(whole, AllOf(Not(HasSubstr("{{")), Not(HasSubstr("}}")), Not(HasSubstr("()")))) << about;
            EXPECT_THAT(whole, AllOf(HasSubstr(duty.article), HasSubstr(regulation.title))) << about;
            EXPECT_THAT(whole, HasSubstr("15/11/2021")) << about;
            EXPECT_THAT(text->subject, Not(HasSubstr("\n")));
            if (stage < Stage::kM || stage > Stage::kM) {
              EXPECT_THAT(whole, Not(HasSubstr("Điều 10"))) << about << ": facts, not accusations";
            }
            ++rendered;
          }
        }
      }
    }
  }
  EXPECT_GT(rendered, 1000);
}

TEST(NoticeTexts, VietnameseSaysWhatIsOwedUntilWhenHowAndWhomToAsk) {
  const Season season;
  const statute::Regulation& regulation = *season.catalogue().Find("TQ2021");
  const auto text = Builtin().Notice(
      "vi", Stage::kR10, LetterOf(regulation, *regulation.FindDuty("REG"), Stage::kR10, true, false), kNames);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->subject, "Nhắc việc: Đăng ký việc đột phá, đổi mới năm 2022 – còn 10 ngày");
  EXPECT_THAT(text->body,
              AllOf(HasSubstr("Đồng chí cần gửi: Đăng ký việc đột phá, đổi mới năm 2022."), HasSubstr("Điều 4 khoản 1"),
                    HasSubstr("trước ngày 15/11/2021"), HasSubstr("Tính đến 08:00 ngày 04/11/2021"),
                    HasSubstr("Cách gửi:"), HasSubstr("Hỏi thêm: Ban Tổ chức Tỉnh ủy.")));
}

TEST(NoticeTexts, StageMNamesTheArticleAndThatItIsNoFinding_I_34) {
  const Season season;
  const statute::Regulation& regulation = *season.catalogue().Find("TQ2021");
  const LetterFields letter = LetterOf(regulation, *regulation.FindDuty("REG"), Stage::kM, true, true);
  const auto text = Builtin().Notice("vi", Stage::kM, letter, kNames);
  ASSERT_TRUE(text.ok());
  EXPECT_THAT(text->body, AllOf(HasSubstr("Theo Điều 10"), HasSubstr("chưa phải kết luận"),
                                HasSubstr("giải trình đến hết ngày 14/12/2021")));
}

TEST(NoticeTexts, TheRealLadderFillsEveryText_H_01) {
  Season season;
  season.Receive("N2", {{"REG", "2023", ""}}, "2022-11-14 15:00", "2022-11-16 09:00", "MP-9-CV/SNN");
  const Templates templates = Builtin();
  std::set<Stage> seen;
  for (const char* debtor : {"N1", "N2"}) {
    Stepper stepper(season, debtor, "2022-03-01 08:00");
    stepper.RunTo("2022-12-31 00:00");
    for (std::size_t i = 0; i < stepper.notices().size(); ++i) {
      const auto text = templates.Notice("vi", stepper.notices()[i].stage, stepper.letters()[i], kNames);
      ASSERT_TRUE(text.ok()) << text.error().metadata.at("field");
      seen.insert(stepper.notices()[i].stage);
      EXPECT_THAT(text->body, HasSubstr("15/11/2022"));
    }
  }
  EXPECT_EQ(seen.size(), 8u);  // R10, R3, R0, O, E1, E2, M, CORRECTION
}

TEST(NoticeTexts, AnAssignmentIsToldToOfficialAndAgencyWithoutAskingAnything_B_46) {
  const Templates templates = Builtin();
  LetterFields letter = EmptyLetter();
  letter["debtor_id"] = "TQ-020";
  letter["assignment"] = "yes";
  letter["cycle"] = "2022";
  letter["decided_day"] = "28/12/2021";
  letter["works"] = "4";
  letter["regulation"] = "Quy định";
  letter["ask"] = "Ban Tổ chức Tỉnh ủy";
  for (const char* language : {"vi", "en"}) {
    const auto to_agency = templates.Notice(language, Stage::kInfo, letter, kNames);
    ASSERT_TRUE(to_agency.ok()) << to_agency.error().message;
    EXPECT_THAT(to_agency->subject, HasSubstr("Nguyễn Văn Bình"));
    EXPECT_THAT(to_agency->body, HasSubstr("28/12/2021"));
    EXPECT_THAT(to_agency->body, Not(HasSubstr("{{")));
    letter["to_debtor"] = "yes";
    const auto to_official = templates.Notice(language, Stage::kInfo, letter, kNames);
    ASSERT_TRUE(to_official.ok());
    EXPECT_THAT(to_official->subject, Not(HasSubstr("Nguyễn Văn Bình")));
    letter["to_debtor"] = "";
  }
}

TEST(NoticeTexts, ARaisedSignIsToldAsASignWithTheTimeToExplain_I_35) {
  const Templates templates = Builtin();
  LetterFields letter = EmptyLetter();
  letter["debtor_id"] = "TQ-020";
  letter["case"] = "yes";
  letter["candidate_kind"] = "không thực hiện nghiêm túc";
  letter["violation_article"] = "Điều 10";
  letter["explain_until"] = "15/07/2022";
  letter["regulation"] = "Quy định";
  letter["ask"] = "Ban Tổ chức Tỉnh ủy";
  for (const char* language : {"vi", "en"}) {
    for (const bool to_debtor : {false, true}) {
      letter["to_debtor"] = to_debtor ? "yes" : "";
      const auto text = templates.Notice(language, Stage::kInfo, letter, kNames);
      ASSERT_TRUE(text.ok()) << text.error().message;
      EXPECT_THAT(text->subject, HasSubstr("không thực hiện nghiêm túc"));
      EXPECT_THAT(text->body, HasSubstr("15/07/2022"));
      EXPECT_THAT(text->body, HasSubstr("Điều 10"));
      EXPECT_THAT(text->body, Not(HasSubstr("{{")));
      EXPECT_EQ(text->subject.find("Nguyễn Văn Bình") == std::string::npos, to_debtor);
    }
  }
}

TEST(NoticeTexts, AWeeksSummaryNamesOfficialsAndWhatIsMissing) {
  const Templates templates = Builtin();
  LetterFields letter = EmptyLetter();
  letter["about_body"] = "yes";
  letter["debtor_body"] = "Ban Nội chính Tỉnh ủy";
  letter["summary"] = "yes";
  letter["open"] = "9";
  letter["due"] = "1";
  letter["overdue"] = "1";
  letter["missing_count"] = "1";
  letter["known_at"] = "08:00 ngày 27/06/2022";
  letter["lines"] =
      "TQ-037\tPLAN\t2022\tDUE\t4\nTQ-038\tRPT_Q\t2022-Q2\tOVERDUE\t3\nTQ-039\tRPT_H1\t2022\tMISSING\t8\n";
  EXPECT_THAT(PeopleIn(letter), ::testing::ElementsAre("TQ-037", "TQ-038", "TQ-039"));
  Names names = kNames;
  names.people = {{"TQ-038", "Trần Văn Tám"}};
  const auto text = templates.Notice("vi", Stage::kInfo, letter, names);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_THAT(text->subject, HasSubstr("Ban Nội chính Tỉnh ủy"));
  EXPECT_THAT(text->body, HasSubstr("TQ-037: PLAN 2022, còn 4 ngày"));
  EXPECT_THAT(text->body, HasSubstr("Trần Văn Tám: RPT_Q 2022-Q2, quá hạn 3 ngày"));
  EXPECT_THAT(text->body, HasSubstr("TQ-039: RPT_H1 2022, thiếu, đã quá hạn 8 ngày"));
  const auto english = templates.Notice("en", Stage::kInfo, letter, names);
  ASSERT_TRUE(english.ok());
  EXPECT_THAT(english->body, HasSubstr("3 days overdue"));
}

TEST(NoticeTexts, AFieldThatNobodyGivesIsAnError) {
  auto texts = std::map<std::string, std::string>{};
  for (const char* name :
       {"mail", "R", "O", "E", "M", "CORRECTION", "INFO", "ASSIGNMENT", "CASE", "SUMMARY", "duties/DEFAULT"}) {
    texts["vi/" + std::string{name} + ".txt"] = "{{no_such_field}}\n\nx";
  }
  const auto templates = Templates::Parse(texts);
  ASSERT_TRUE(templates.ok());
  const auto text = templates->Notice("vi", Stage::kO, EmptyLetter(), kNames);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().reason, "TEMPLATE_FIELD_UNKNOWN");
  EXPECT_EQ(text.error().metadata.at("field"), "no_such_field");
}

TEST(NoticeTexts, AMissingTextKeepsTheServiceFromStarting) {
  const auto templates = Templates::Parse({{"vi/R.txt", "x"}});
  ASSERT_FALSE(templates.ok());
  EXPECT_EQ(templates.error().reason, "TEMPLATE_MISSING");
}

TEST(NoticeTexts, OneMatterIsOneMailWithItsOwnSubjectSeveralAreNumbered) {
  const Templates templates = Builtin();
  const auto one = templates.Mail("vi", {{"Một việc", "Nội dung."}}, "04/11/2021", kNames);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->subject, "Một việc");
  EXPECT_THAT(one->body,
              AllOf(HasSubstr("Kính gửi đồng chí Trần Thị Mai"), HasSubstr("Nội dung."), Not(HasSubstr("1."))));
  const auto two = templates.Mail("vi", {{"Việc A", "a"}, {"Việc B", "b"}}, "04/11/2021", kNames);
  ASSERT_TRUE(two.ok());
  EXPECT_EQ(two->subject, "2 việc cần lưu ý, ngày 04/11/2021");
  EXPECT_THAT(two->body, AllOf(HasSubstr("1. Việc A"), HasSubstr("2. Việc B")));
}

}  // namespace
}  // namespace dotpha::notifier::testing
