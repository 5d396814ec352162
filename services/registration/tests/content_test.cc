// Điều 3 and Điều 4 khoản 1: what a registration must contain.
#include "services/registration/domain/content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/tests/province.h"

namespace dotpha::registration {
namespace {

using testing::Day;
using ::testing::ElementsAre;
using testing::Found;
using ::testing::IsEmpty;
using testing::Province;
using testing::ValidContent;
using testing::ValidSubmission;
using testing::ValidWork;

class RegistrationContent : public ::testing::Test {
 protected:
  // Everything that N1's registration for 2023 of 1 November 2022 violates.
  std::vector<std::string> Defects(const Content& content) {
    const auto submitted = province_.SubmitAt("N1", 2023, "2022-11-01 09:00:00", content);
    return submitted.ok() ? std::vector<std::string>{} : Found(submitted.error());
  }
  Province province_;
};

TEST_F(RegistrationContent, GoalsTargetsAndRoadmapAreRequired_R4_1_CONTENT_A_06) {
  EXPECT_THAT(Defects(ValidContent(2023)), IsEmpty());
  Content content = ValidContent(2023);
  content.works[0].roadmap.clear();
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[0].roadmap MISSING_ROADMAP"));
  content.works[0].goals = "  \n";
  content.works[0].targets.clear();
  EXPECT_THAT(Defects(content),
              ElementsAre("registration.works[0].goals MISSING_GOALS", "registration.works[0].roadmap MISSING_ROADMAP",
                          "registration.works[0].targets MISSING_TARGETS"))
      << "spaces are nothing written, and all that is missing is said at once";
}

TEST_F(RegistrationContent, Form01AsksForFieldInChargeNameAndBasis_R4_1_FORM) {
  Content content = ValidContent(2023);
  content.field_in_charge.clear();
  content.works[0].display_name.clear();
  content.works[0].basis.clear();
  EXPECT_THAT(Defects(content), ElementsAre("registration.field_in_charge MISSING_FIELD_IN_CHARGE",
                                            "registration.works[0].basis MISSING_BASIS",
                                            "registration.works[0].display_name MISSING_WORK_NAME"));
}

TEST_F(RegistrationContent, OnlyTheNamedCategoriesCount_R3_CONTENT) {
  for (const char* category : {"TRONG_TAM", "DOT_PHA", "MOI", "KHO", "TON_TAI", "BUC_XUC"}) {
    Content content = ValidContent(2023);
    content.works[0].category = category;
    EXPECT_THAT(Defects(content), IsEmpty()) << category;
  }
  Content content = ValidContent(2023);
  content.works[0].category = "THUONG_XUYEN";
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[0].category CATEGORY_NOT_ALLOWED"));
}

TEST_F(RegistrationContent, OneYearAStageOrTheTermAndNothingElse_R3_DURATION_I_28) {
  const auto defects = [this](const std::string& duration, const std::string& start, const std::string& end) {
    Content content = ValidContent(2023);
    content.works[0].duration = duration;
    content.works[0].start = Day(start);
    content.works[0].end = Day(end);
    return Defects(content);
  };
  EXPECT_THAT(defects("2Y", "2023-01-01", "2024-12-31"), IsEmpty());
  EXPECT_THAT(defects("3Y", "2023-01-01", "2025-12-31"), IsEmpty());
  EXPECT_THAT(defects("4Y", "2023-01-01", "2026-12-31"), IsEmpty());
  EXPECT_THAT(defects("TERM", "2020-10-01", "2025-10-31"), IsEmpty()) << "the term's dates come from the decision";
  EXPECT_THAT(defects("2Y", "2022-07-01", "2024-06-30"), IsEmpty()) << "a stage is counted in months";
  EXPECT_THAT(defects("1Y", "2023-02-10", "2023-11-30"), IsEmpty()) << "a shorter work of the year";
  EXPECT_THAT(defects("5Y", "2023-01-01", "2027-12-31"),
              ElementsAre("registration.works[0].duration DURATION_NOT_ALLOWED"));
  EXPECT_THAT(defects("2Y", "2023-01-01", "2025-01-01"),
              ElementsAre("registration.works[0].end_on DATES_DO_NOT_FIT_DURATION"));
  EXPECT_THAT(defects("2Y", "2023-01-01", "2023-12-31"),
              ElementsAre("registration.works[0].end_on DATES_DO_NOT_FIT_DURATION"));
  EXPECT_THAT(defects("1Y", "2023-12-31", "2023-01-01"), ElementsAre("registration.works[0].end_on END_BEFORE_START"));
  EXPECT_THAT(defects("1Y", "2022-12-31", "2023-06-30"),
              ElementsAre("registration.works[0].start_on START_OUTSIDE_CYCLE"));
  EXPECT_THAT(defects("1Y", "2023-07-01", "2024-06-30"), ElementsAre("registration.works[0].end_on END_OUTSIDE_CYCLE"));
  EXPECT_THAT(defects("3Y", "2024-01-01", "2026-12-31"),
              ElementsAre("registration.works[0].start_on START_OUTSIDE_CYCLE"));
}

TEST_F(RegistrationContent, EachKindNeedsItsPart_R4_1_STAGEHOLDER_B_05) {
  Content additional = ValidContent(2023);
  additional.kind = RegistrationKind::kAdditional;
  EXPECT_THAT(Defects(additional), IsEmpty());

  Content adjust = ValidContent(2023);
  adjust.kind = RegistrationKind::kAdjust;
  adjust.works.clear();
  EXPECT_THAT(Defects(adjust), ElementsAre("registration.adjusts_work_ids ADJUSTS_REQUIRED"));
  adjust.adjusts_work_ids = {"W-2021-7"};
  EXPECT_THAT(Defects(adjust), IsEmpty());

  Content unchanged = ValidContent(2023);
  unchanged.kind = RegistrationKind::kContinueUnchanged;
  unchanged.works.clear();
  EXPECT_THAT(Defects(unchanged), ElementsAre("registration.reason REASON_REQUIRED"));
  unchanged.reason = "Việc giai đoạn đang ở năm cuối";
  EXPECT_THAT(Defects(unchanged), IsEmpty());
}

TEST_F(RegistrationContent, ANewRegistrationHasWorks_R4_1_DUTY) {
  Content content = ValidContent(2023);
  content.works.clear();
  content.reason = "Không có việc";
  EXPECT_THAT(Defects(content), ElementsAre("registration.works NO_WORKS"));
  content.kind.reset();
  EXPECT_THAT(Defects(content), ElementsAre("registration.kind KIND_NOT_ALLOWED"));
}

TEST_F(RegistrationContent, ClassifiedContentIsRefusedAndNeverQuoted_I_59) {
  Content content = ValidContent(2023);
  content.works[0].classification = "Mật";
  const auto refused = province_.SubmitAt("N1", 2023, "2022-11-01 09:00:00", content);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(Found(refused.error()), ElementsAre("registration.works[0].classification CLASSIFICATION_NOT_ALLOWED"));
  EXPECT_THAT(refused.error().message, ::testing::Not(::testing::HasSubstr(content.works[0].display_name)));
}

TEST_F(RegistrationContent, AWorkWithoutClassificationIsAnOrdinaryOne) {
  Content content = ValidContent(2023);
  content.works[0].classification.clear();
  const auto submitted = province_.SubmitAt("N1", 2023, "2022-11-01 09:00:00", content);
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.content.works[0].classification, "thường");
}

TEST_F(RegistrationContent, LengthsAreCountedInCharacters) {
  std::string thousand;
  for (int i = 0; i < 1000; ++i) {
    thousand += "Đ";
  }
  Content content = ValidContent(2023);
  content.works[0].display_name = thousand;
  EXPECT_THAT(Defects(content), IsEmpty());
  content.works[0].display_name += "Đ";
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[0].display_name FIELD_TOO_LONG"));
  content = ValidContent(2023);
  content.works[0].targets.resize(51, {"", "Chỉ tiêu", "1", ""});
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[0].targets TOO_MANY"));
}

TEST_F(RegistrationContent, IdsOfWorksAreUniqueAndPartnersKnown) {
  Content content = ValidContent(2023);
  content.works.push_back(ValidWork("W-1", 2023));
  content.works.push_back(ValidWork("một việc", 2023));
  content.works[2].partner_agency_ids = {"agency-ubnd-tinh", "so-khong-ton-tai"};
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[1].work_id DUPLICATE_ID",
                                            "registration.works[2].partner_agency_ids[1] UNKNOWN_AGENCY",
                                            "registration.works[2].work_id ID_INVALID"));
}

TEST_F(RegistrationContent, WorksWithoutIdGetOne) {
  Content content = ValidContent(2023);
  content.works[0].id.clear();
  const auto submitted = province_.SubmitAt("N1", 2023, "2022-11-01 09:00:00", content);
  ASSERT_TRUE(submitted.ok());
  EXPECT_EQ(submitted->registration.content.works[0].id, "given-1");
}

TEST_F(RegistrationContent, OnlyWhoHoldsARunningStageWorkAddsAndAdjusts_R4_1_STAGEHOLDER_I_13) {
  SubmitCommand command = ValidSubmission("N1", 2023);
  command.content.kind = RegistrationKind::kAdditional;
  Circumstances circumstances = province_.ByOfficial("N1", "2022-11-01 09:00:00");
  EXPECT_TRUE(province_.SubmitAs(circumstances, command).ok()) << "on his word, where nobody tells who holds what";
  const auto reasons = [&](std::vector<HeldWork> held) {
    circumstances.held_works = std::move(held);
    const auto submitted = province_.SubmitAs(circumstances, command);
    return submitted.ok() ? std::vector<std::string>{} : Found(submitted.error());
  };
  const HeldWork stage{"W-OLD", "N1", "3Y", Day("2021-01-01"), Day("2023-12-31"), {}};
  EXPECT_THAT(reasons({}), ElementsAre("registration.kind KIND_NOT_ALLOWED"));
  EXPECT_THAT(reasons({stage}), IsEmpty());
  HeldWork annual = stage;
  annual.duration = "1Y";
  HeldWork over = stage;
  over.end = Day("2022-12-31");
  HeldWork passed_on = stage;
  passed_on.ended_on = Day("2022-06-01");
  EXPECT_THAT(reasons({annual, over, passed_on}), ElementsAre("registration.kind KIND_NOT_ALLOWED"));

  command.content.kind = RegistrationKind::kAdjust;
  command.content.works.clear();
  command.content.adjusts_work_ids = {"W-OLD", "W-CUA-AI"};
  EXPECT_THAT(reasons({stage}), ElementsAre("registration.adjusts_work_ids[1] WORK_NOT_HELD"));
  command.content.kind = RegistrationKind::kNew;
  command.content = ValidContent(2023);
  EXPECT_THAT(reasons({}), IsEmpty());
}

TEST_F(RegistrationContent, TargetsAreToldApart_I_55) {
  Content content = ValidContent(2023);
  content.works[0].targets = {{"", "a", "", ""}, {"kpi-1", "b", "", ""}, {"", "c", "", ""}};
  const auto submitted = province_.SubmitAt("N1", 2023, "2022-11-01 09:00:00", content);
  ASSERT_TRUE(submitted.ok());
  const std::vector<Target>& targets = submitted->registration.content.works[0].targets;
  EXPECT_EQ(targets[0].id, "1");
  EXPECT_EQ(targets[1].id, "kpi-1");
  EXPECT_EQ(targets[2].id, "2");

  content.works[0].targets[0].id = "kpi-1";
  EXPECT_THAT(Defects(content), ElementsAre("registration.works[0].targets[1].target_id DUPLICATE_TARGET"));
}

TEST(RegulationCheck, ARegulationThatAsksForAnUnknownFieldIsNotServed) {
  Province province;
  statute::Regulation regulation = province.regulation();
  EXPECT_TRUE(CheckRegulation(regulation).ok());
  statute::RequiredField required;
  required.document = "registration";
  required.field = "works.budget";
  regulation.required_fields.push_back(required);
  const auto checked = CheckRegulation(regulation);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().reason, "REGULATION_NOT_SUPPORTED");
}

}  // namespace
}  // namespace dotpha::registration
