// CampaignService over gRPC, against the real process and the real database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/registration/tests/live_service.h"

namespace dotpha::registration::testing {
namespace {

using Campaigns = pb::CampaignService;

class CommissionOverGrpc : public ::testing::Test {
 protected:
  void SetUp() override { tenant_.SetUp(); }
  Tenant tenant_;
};

TEST_F(CommissionOverGrpc, ACampaignIsAnnouncedAndConcluded_I_51) {
  pb::AnnounceCampaignRequest announce;
  announce.set_cycle(2023);
  announce.mutable_document()->set_number("MP-1-CV/BTC");
  pb::AnnounceCampaignResponse announced;
  EXPECT_EQ(tenant_.Call<Campaigns>("N1", &Campaigns::Stub::AnnounceCampaign, announce, &announced).reason(),
            "NOT_PERMITTED");
  ASSERT_TRUE(tenant_.Call<Campaigns>("BTC-specialist", &Campaigns::Stub::AnnounceCampaign, announce, &announced).ok());
  pb::ConcludeCampaignRequest conclude;
  conclude.set_cycle(2023);
  conclude.set_etag(announced.campaign().etag());
  conclude.mutable_concluded_on()->set_year(2022);
  conclude.mutable_concluded_on()->set_month(10);
  conclude.mutable_concluded_on()->set_day(31);
  conclude.mutable_document()->set_number("MP-2-KL/TU");
  pb::ConcludeCampaignResponse concluded;
  ASSERT_TRUE(tenant_.Call<Campaigns>("BTV-clerk", &Campaigns::Stub::ConcludeCampaign, conclude, &concluded).ok());
  pb::ListCampaignsResponse listed;
  ASSERT_TRUE(tenant_.Call<Campaigns>("N1", &Campaigns::Stub::ListCampaigns, pb::ListCampaignsRequest(), &listed).ok());
  ASSERT_EQ(listed.campaigns_size(), 1);
  EXPECT_EQ(listed.campaigns(0).state(), pb::CAMPAIGN_STATE_CONCLUDED);
  EXPECT_EQ(listed.campaigns(0).announcement().number(), "MP-1-CV/BTC");
}

TEST_F(CommissionOverGrpc, OverridesAndWaiversRestOnDocumentsAndAreSeenByThoseConcerned_B_13) {
  pb::RecordDeadlineOverrideRequest record;
  auto& moved = *record.mutable_deadline_override();
  moved.set_duty("REG");
  moved.set_period("2023");
  moved.mutable_last_on_time_day()->set_year(2022);
  moved.mutable_last_on_time_day()->set_month(11);
  moved.mutable_last_on_time_day()->set_day(20);
  moved.add_official_ids("N2");
  pb::RecordDeadlineOverrideResponse recorded;
  EXPECT_EQ(tenant_.Call<Campaigns>("BTC-leader", &Campaigns::Stub::RecordDeadlineOverride, record, &recorded).reason(),
            "DOCUMENT_REQUIRED");
  moved.mutable_document()->set_number("MP-3-CV/BTC");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(
        tenant_.Call<Campaigns>("BTC-leader", &Campaigns::Stub::RecordDeadlineOverride, record, &recorded).ok());
  }
  moved.clear_official_ids();
  ASSERT_TRUE(tenant_.Call<Campaigns>("BTC-leader", &Campaigns::Stub::RecordDeadlineOverride, record, &recorded).ok());
  const auto seen = [&](const std::string& person) {
    std::set<std::string> ids;
    pb::ListDeadlineOverridesRequest request;
    request.set_page_size(1);
    do {
      pb::ListDeadlineOverridesResponse page;
      EXPECT_TRUE(tenant_.Call<Campaigns>(person, &Campaigns::Stub::ListDeadlineOverrides, request, &page).ok());
      for (const auto& row : page.deadline_overrides()) {
        ids.insert(row.override_id());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids.size();
  };
  EXPECT_EQ(seen("BTC-specialist"), 4u);
  EXPECT_EQ(seen("N2"), 4u);
  EXPECT_EQ(seen("N1"), 1u) << "what is moved for everyone";

  pb::RecordWaiverRequest waive;
  waive.mutable_waiver()->set_official_id("N1");
  waive.mutable_waiver()->set_duty("REG");
  waive.mutable_waiver()->set_period("2023");
  waive.mutable_waiver()->set_reason("Điều trị dài ngày");
  waive.mutable_waiver()->mutable_document()->set_number("MP-4-CV/BTC");
  pb::RecordWaiverResponse waived;
  ASSERT_TRUE(tenant_.Call<Campaigns>("BTC-leader", &Campaigns::Stub::RecordWaiver, waive, &waived).ok());
  pb::ListWaiversResponse waivers;
  ASSERT_TRUE(tenant_.Call<Campaigns>("N2", &Campaigns::Stub::ListWaivers, pb::ListWaiversRequest(), &waivers).ok());
  EXPECT_EQ(waivers.waivers_size(), 0);
  ASSERT_TRUE(
      tenant_.Call<Campaigns>("BCSD-leader", &Campaigns::Stub::ListWaivers, pb::ListWaiversRequest(), &waivers).ok());
  EXPECT_EQ(waivers.waivers_size(), 1);
}

TEST_F(CommissionOverGrpc, TheAuthorityIsReconfiguredWithItsEtag) {
  pb::GetAuthorityResponse read;
  ASSERT_TRUE(tenant_.Call<Campaigns>("N1", &Campaigns::Stub::GetAuthority, pb::GetAuthorityRequest(), &read).ok());
  EXPECT_EQ(read.authority().name(), "authorities/" + tenant_.authority());
  pb::ConfigureAuthorityRequest configure;
  *configure.mutable_authority() = read.authority();
  configure.mutable_authority()->set_display_name("Tên mới");
  configure.mutable_authority()->clear_etag();
  pb::ConfigureAuthorityResponse configured;
  const std::string by = LiveService::kOperator;
  EXPECT_EQ(tenant_.Call<Campaigns>(by, &Campaigns::Stub::ConfigureAuthority, configure, &configured).reason(),
            "ETAG_REQUIRED");
  configure.mutable_authority()->set_etag(read.authority().etag());
  ASSERT_TRUE(tenant_.Call<Campaigns>(by, &Campaigns::Stub::ConfigureAuthority, configure, &configured).ok());
  EXPECT_EQ(configured.authority().display_name(), "Tên mới");
  configure.mutable_authority()->set_name("authorities/khac");
  EXPECT_EQ(tenant_.Call<Campaigns>(by, &Campaigns::Stub::ConfigureAuthority, configure, &configured).reason(),
            "AUTHORITY_NOT_FOUND");
}

}  // namespace
}  // namespace dotpha::registration::testing
