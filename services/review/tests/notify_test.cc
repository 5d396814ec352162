#include "services/review/domain/notify.h"

#include <gmock/gmock.h>

#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;

// A decision of 28/12/2022 on N1, who was told with it, and on N4 and N9, who were not.
class Notifying : public ::testing::Test {
 protected:
  Notifying() {
    decision_.id = "decision-1";
    decision_.cycle = 2023;
    decision_.basis = Basis::kOrdinary;
    decision_.decided_on = Day("2022-12-28");
    decision_.items = {{"N1", Day("2022-12-29"), {Given("W-1")}},
                       {"N4", std::nullopt, {Given("W-4"), Given("W-5")}},
                       {"N9", std::nullopt, {Given("W-9")}}};
  }
  static DecidedWork Given(const std::string& work_id) {
    DecidedWork work;
    work.work_id = work_id;
    return work;
  }
  Result<NotifyDecision> Notify(const NotifyCommand& command) {
    return RecordNotification(command, decision_, season_.ByBody("BTC", "2023-01-05 09:00:00"));
  }
  static NotifyCommand Telling(std::vector<std::string> officials) {
    return {std::move(officials), Day("2023-01-04"), {"12-TB/BTCTU", Day("2023-01-03")}, {}};
  }

  Season season_;
  Decision decision_;
};

TEST_F(Notifying, EachOfficialIsToldWithHisWorks_R4_3_NOTIFY_I_06) {
  const auto told = Notify(Telling({"N4"}));
  ASSERT_TRUE(told.ok()) << told.error().message;
  ASSERT_EQ(told->notifications.size(), 1u);
  EXPECT_EQ(told->notifications[0].official_id, "N4");
  EXPECT_EQ(told->notifications[0].document.number, "12-TB/BTCTU");
  EXPECT_EQ(told->notifications[0].recorded_by, "CV-BTC");
  EXPECT_EQ(told->decision.items[1].notified_on, Day("2023-01-04"));
  ASSERT_EQ(told->events.size(), 1u) << "N9 has not been told: the duty is not met";
  const auto& event = std::get<OfficialNotified>(told->events[0]);
  EXPECT_EQ(event.official_id, "N4");
  EXPECT_EQ(event.notified_on, Day("2023-01-04"));
  EXPECT_THAT(event.work_ids, ElementsAre("W-4", "W-5"));
}

TEST_F(Notifying, TheLastOneMeetsTheCommissionsDuty_R4_3_NOTIFY) {
  decision_.items[1].notified_on = Day("2023-01-05");
  const auto told = Notify(Telling({"N9"}));
  ASSERT_TRUE(told.ok()) << told.error().message;
  ASSERT_EQ(told->events.size(), 2u);
  const auto& all = std::get<DecisionNotified>(told->events[1]);
  EXPECT_EQ(all.cycle, 2023);
  EXPECT_EQ(all.basis, Basis::kOrdinary);
  EXPECT_EQ(all.notified_on, Day("2023-01-05")) << "the last day, not that of the last record";
  EXPECT_EQ(all.notified_by, "BTC");
}

TEST_F(Notifying, NobodyNamedIsEverybodyWhoWaits_R4_3_NOTIFY) {
  const auto told = Notify(Telling({}));
  ASSERT_TRUE(told.ok()) << told.error().message;
  ASSERT_EQ(told->notifications.size(), 2u);
  EXPECT_EQ(told->notifications[0].official_id, "N4");
  EXPECT_EQ(told->notifications[1].official_id, "N9");
  EXPECT_EQ(told->decision.items[0].notified_on, Day("2022-12-29")) << "told before: as it was";
  EXPECT_EQ(told->events.size(), 3u);
}

TEST_F(Notifying, NobodyIsToldTwice_R4_3_NOTIFY) {
  const auto again = Notify(Telling({"N1", "N4"}));
  EXPECT_THAT(Found(again), ElementsAre("ALREADY_NOTIFIED"));
  EXPECT_EQ(again.error().metadata.at("official_ids"), "N1");
  decision_ = Notify(Telling({}))->decision;
  EXPECT_THAT(Found(Notify(Telling({}))), ElementsAre("ALREADY_NOTIFIED"));
}

TEST_F(Notifying, SaysEverythingThatIsWrong_R4_3_NOTIFY) {
  EXPECT_THAT(
      Found(Notify({{"N4", "N4", "N2"}, std::nullopt, {}, {}})),
      ElementsAre("document.number DOCUMENT_REQUIRED", "document.signed_on DOCUMENT_REQUIRED",
                  "notified_on DATE_MISSING", "official_ids[1] DUPLICATE_ITEM", "official_ids[2] UNKNOWN_OFFICIAL"));
  NotifyCommand command = Telling({"N4"});
  command.notified_on = Day("2023-01-06");
  EXPECT_THAT(Found(Notify(command)), ElementsAre("notified_on DATE_IN_FUTURE"));
  command.notified_on = Day("2022-12-27");
  EXPECT_THAT(Found(Notify(command)), ElementsAre("notified_on DATE_OUT_OF_ORDER"));
  command.notified_on = Day("2022-12-28");
  EXPECT_TRUE(Notify(command).ok()) << "on the day of the decision";
}

}  // namespace
}  // namespace dotpha::review::testing
