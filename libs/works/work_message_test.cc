#include "libs/works/work_message.h"

#include <gtest/gtest.h>

#include "libs/statute/work_content.h"

namespace dotpha::works {
namespace {

statute::Work ExampleWork() {
  statute::Work work;
  work.id = "W-1";
  work.duration = "1Y";
  work.start = Date(2022, 1, 1);
  work.end = Date(2022, 12, 31);
  work.category = "TRONG_TAM";
  work.display_name = "Số hóa toàn bộ thủ tục";
  work.goals = "Không còn hồ sơ giấy";
  work.targets = {{"1", "Thủ tục được số hóa", "95,5", "%"}};
  work.roadmap = "Quý I khảo sát";
  work.classification = "thường";
  work.partner_agency_ids = {"so-nv"};
  return work;
}

TEST(WorkMessage, ComesBackAsItWent) {
  std::vector<Violation> violations;
  EXPECT_EQ(ReadWork(ToMessage(ExampleWork()), "works[0]", violations), ExampleWork());
  EXPECT_TRUE(violations.empty());
}

TEST(ContentDigest, IsOfTheContentAndNotOfTheId_R4_2e_DIFFER) {
  statute::Work renamed = ExampleWork();
  renamed.id = "W-2";
  EXPECT_EQ(ContentDigest(renamed), ContentDigest(ExampleWork()));
  EXPECT_EQ(ContentDigest(renamed).size(), 32u);
}

TEST(ContentDigest, TellsEveryDifference_R4_3_DIFFER) {
  statute::Work target = ExampleWork();
  target.targets[0].value = "95,6";
  EXPECT_NE(ContentDigest(target), ContentDigest(ExampleWork()));
  statute::Work day = ExampleWork();
  day.end = Date(2022, 12, 30);
  EXPECT_NE(ContentDigest(day), ContentDigest(ExampleWork()));
}

TEST(CompleteWork, GivesTargetIdsThatNoOtherTargetCarries_I_55) {
  statute::Regulation regulation;
  regulation.classifications = {"thường", "nội bộ"};
  statute::Work work = ExampleWork();
  work.classification = "";
  work.targets = {{"", "a", "", ""}, {"1", "b", "", ""}, {"", "c", "", ""}};
  statute::CompleteWork(work, regulation);
  EXPECT_EQ(work.targets[0].id, "2");
  EXPECT_EQ(work.targets[1].id, "1");
  EXPECT_EQ(work.targets[2].id, "3");
  EXPECT_EQ(work.classification, "thường");
}

TEST(WorkLimits, TwoTargetsOfOneIdAreRefused_I_55) {
  statute::Work work = ExampleWork();
  work.targets = {{"1", "a", "", ""}, {"1", "b", "", ""}};
  statute::Regulation regulation;
  regulation.classifications = {"thường"};
  Violations violations;
  statute::CheckWorkLimits(
      work, "works[0]", &regulation, [](const std::string&) { return true; }, violations);
  ASSERT_EQ(violations.found().size(), 1u);
  EXPECT_EQ(violations.found()[0].field, "works[0].targets[1].target_id");
  EXPECT_EQ(violations.found()[0].reason, "DUPLICATE_TARGET");
}

}  // namespace
}  // namespace dotpha::works
