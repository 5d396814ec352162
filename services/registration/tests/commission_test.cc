// What the Organisation Commission and the operator set: law and start, campaigns, moved deadlines, waivers.
#include "services/registration/domain/commission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/tests/province.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::registration {
namespace {

using testing::At;
using testing::Day;
using ::testing::ElementsAre;
using testing::Found;
using testing::Province;
using ::testing::UnorderedElementsAre;

bool Known(const std::string& id) { return id == "TQ2021" || id == "TQ2020"; }

TEST(ConfigureAuthority, TheDayOfALawIsConfiguration_R0_VERSION) {
  ConfigureAuthorityCommand command;
  command.display_name = "Tuyên Quang";
  command.live_from = Day("2021-10-14");
  command.regulations = {{"TQ2021", Day("2021-09-01")}, {"TQ2020", Day("2020-05-20")}};
  const auto configured = ConfigureAuthority(command, {}, Known);
  ASSERT_TRUE(configured.ok());
  EXPECT_THAT(configured->settings.regulations, ElementsAre(RegulationChoice{"TQ2020", Day("2020-05-20")},
                                                            RegulationChoice{"TQ2021", Day("2021-09-01")}));
  EXPECT_EQ(configured->events.size(), 1u);

  EXPECT_THAT(Found(ConfigureAuthority(command, configured->settings, Known).error()),
              ElementsAre("authority.etag ETAG_REQUIRED"));
  command.expected_revision = 2;
  EXPECT_EQ(ConfigureAuthority(command, configured->settings, Known).error().code, Code::kAborted);
  command.expected_revision = 1;
  EXPECT_EQ(ConfigureAuthority(command, configured->settings, Known)->settings.revision, 2);
}

TEST(RecordSupersession, IsByADocumentAndFromTheEtagAsItWasRead_I_30) {
  const Law law{{&statute::TuyenQuang2020(), Day("2020-05-20")}};
  const AuthoritySettings known{"Tuyên Quang", Day("2021-01-01"), {{"TQ2020", Day("2020-05-20")}}, 3};
  RecordSupersessionCommand command;
  EXPECT_THAT(Found(RecordSupersession(command, known, law, nullptr).error()),
              UnorderedElementsAre("regulation_id UNKNOWN_REGULATION", "effective_from DATE_MISSING",
                                   "etag ETAG_REQUIRED", "document.number DOCUMENT_REQUIRED"));
  command = {"TQ2021", Day("2021-09-01"), {"12-QĐ/TU", Day("2021-08-26")}, 2, {}};
  EXPECT_EQ(RecordSupersession(command, known, law, &statute::TuyenQuang2021()).error().code, Code::kAborted);
  command.expected_revision = 3;
  const auto recorded = RecordSupersession(command, known, law, &statute::TuyenQuang2021());
  ASSERT_TRUE(recorded.ok()) << recorded.error().message;
  EXPECT_EQ(recorded->settings.revision, 4);
  EXPECT_EQ(recorded->settings.regulations.at(1),
            (RegulationChoice{"TQ2021", Day("2021-09-01"), {"12-QĐ/TU", Day("2021-08-26")}}));
  // The operator's configuration keeps the document.
  ConfigureAuthorityCommand configure{
      "Tỉnh", Day("2021-01-01"), {{"TQ2020", Day("2020-05-20")}, {"TQ2021", Day("2021-09-01")}}, 4, {}};
  EXPECT_EQ(ConfigureAuthority(configure, recorded->settings, Known)->settings.regulations.at(1).document.number,
            "12-QĐ/TU");
}

TEST(ConfigureAuthority, AllDefectsAtOnce) {
  ConfigureAuthorityCommand command;
  command.regulations = {{"XX2030", Day("2021-09-01")}, {"TQ2020", Day("2021-09-01")}, {"TQ2021", {}}};
  EXPECT_THAT(Found(ConfigureAuthority(command, {}, Known).error()),
              UnorderedElementsAre("authority.display_name MISSING_NAME", "authority.live_from DATE_MISSING",
                                   "authority.regulations[0].regulation_id UNKNOWN_REGULATION",
                                   "authority.regulations[1].effective_from REGULATIONS_OVERLAP",
                                   "authority.regulations[2].effective_from DATE_MISSING"));
}

TEST(Campaigns, AreAnnouncedOnceAndConcludedOnce_I_51) {
  AnnounceCampaignCommand announce;
  announce.cycle = 2023;
  announce.arrived_at = At("2022-10-01 08:00:00");
  EXPECT_THAT(Found(AnnounceCampaign(announce, {}).error()), ElementsAre("document.number DOCUMENT_REQUIRED"));
  announce.document = {"MP-1-CV/BTC", Day("2022-10-01")};
  const auto announced = AnnounceCampaign(announce, {});
  ASSERT_TRUE(announced.ok());
  EXPECT_EQ(AnnounceCampaign(announce, announced->campaign).error().reason, "ALREADY_ANNOUNCED");

  ConcludeCampaignCommand conclude;
  conclude.cycle = 2023;
  conclude.concluded_on = Day("2022-12-15");
  conclude.document = {"MP-2-KL/TU", Day("2022-12-15")};
  conclude.arrived_at = At("2022-12-15 17:00:00");
  EXPECT_TRUE(ConcludeCampaign(conclude, {}).ok()) << "a cycle that was never announced is concluded all the same";
  EXPECT_THAT(Found(ConcludeCampaign(conclude, announced->campaign).error()), ElementsAre("etag ETAG_REQUIRED"));
  conclude.expected_revision = announced->campaign.revision;
  const auto concluded = ConcludeCampaign(conclude, announced->campaign);
  ASSERT_TRUE(concluded.ok());
  EXPECT_EQ(concluded->campaign.announcement.number, "MP-1-CV/BTC");
  conclude.expected_revision = concluded->campaign.revision;
  EXPECT_EQ(ConcludeCampaign(conclude, concluded->campaign).error().reason, "ALREADY_CONCLUDED");
  conclude.concluded_on = Day("2022-12-16");
  EXPECT_THAT(Found(ConcludeCampaign(conclude, concluded->campaign).error()),
              ElementsAre("concluded_on DATE_IN_FUTURE"));
}

TEST(DeadlineOverrides, RestOnADocument_I_03_B_13) {
  Province province;
  DeadlineOverride wanted{"o-1", "REG", "2023", Day("2022-11-20"), {}, {}, At("2022-11-10 08:00:00")};
  EXPECT_THAT(Found(RecordDeadlineOverride(wanted, {}, province.directory(), province.law()).error()),
              ElementsAre("deadline_override.document.number DOCUMENT_REQUIRED"));
  wanted.document.number = "MP-3-CV/BTC";
  const auto recorded = RecordDeadlineOverride(wanted, {}, province.directory(), province.law());
  ASSERT_TRUE(recorded.ok());
  EXPECT_EQ(recorded->events.size(), 1u);
  wanted = {"o-2", "NO_DUTY", "", {}, {"N1", "nobody"}, {"MP-3-CV/BTC", {}}, At("2022-11-10 08:00:00")};
  EXPECT_THAT(Found(RecordDeadlineOverride(wanted, {}, province.directory(), province.law()).error()),
              UnorderedElementsAre("deadline_override.duty UNKNOWN_DUTY", "deadline_override.period PERIOD_INVALID",
                                   "deadline_override.last_on_time_day DATE_MISSING",
                                   "deadline_override.official_ids[1] UNKNOWN_OFFICIAL"));
}

TEST(Waivers, RestOnADocumentAndAReason_I_33) {
  Province province;
  Waiver wanted{"w-1", "nobody", "REG", "2023", {}, " ", {}, At("2022-11-10 08:00:00")};
  EXPECT_THAT(Found(RecordWaiver(wanted, {}, province.directory(), province.law()).error()),
              UnorderedElementsAre("waiver.official_id UNKNOWN_OFFICIAL", "waiver.reason REASON_REQUIRED",
                                   "waiver.document.number DOCUMENT_REQUIRED"));
  wanted.official_id = "N1";
  wanted.reason = "Điều trị dài ngày";
  wanted.document.number = "MP-4-CV/BTC";
  EXPECT_TRUE(RecordWaiver(wanted, {}, province.directory(), province.law()).ok());
}

}  // namespace
}  // namespace dotpha::registration
