// DirectoryService over gRPC, against the real process and the real database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/registration/tests/live_service.h"

namespace dotpha::registration::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Api = pb::DirectoryService;
using Stub = pb::DirectoryService::Stub;

class DirectoryOverGrpc : public ::testing::Test {
 protected:
  void SetUp() override { tenant_.SetUp(); }
  pb::Route RouteOf(const std::string& official_id) {
    pb::GetRouteRequest request;
    request.set_official_id(official_id);
    pb::GetRouteResponse response;
    EXPECT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::GetRoute, request, &response).ok());
    return response.route();
  }
  static pb::Official Person(const std::string& id, const std::string& name) {
    pb::Official official;
    official.set_official_id(id);
    official.set_full_name(name);
    official.set_managed_by_standing_committee(true);
    return official;
  }
  std::vector<std::string> Search(const std::string& name) {
    pb::ListOfficialsRequest request;
    request.set_name_contains(name);
    request.set_page_size(1);
    std::vector<std::string> ids;
    do {
      pb::ListOfficialsResponse page;
      EXPECT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::ListOfficials, request, &page).ok());
      for (const auto& official : page.officials()) {
        ids.push_back(official.official_id());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  Tenant tenant_;
};

TEST_F(DirectoryOverGrpc, TheRouteExplainsItself_B_01) {
  const pb::Route head = RouteOf("N1");
  EXPECT_EQ(head.scope(), pb::SCOPE_IN);
  EXPECT_EQ(head.regulation_id(), "TQ2021");
  EXPECT_EQ(head.to(), "BTV");
  EXPECT_EQ(head.via(), "BTC");
  EXPECT_THAT(head.cc(), ElementsAre("BCSD"));
  EXPECT_EQ(head.lead(), "BCSD");
  EXPECT_THAT(head.rows(), ElementsAre("b2"));
  EXPECT_FALSE(head.reason().empty());
  EXPECT_GT(head.articles_size(), 0);
  EXPECT_EQ(RouteOf("N17").scope(), pb::SCOPE_DELEGABLE);
  const pb::Route own_body = RouteOf("N21");
  EXPECT_TRUE(own_body.self_review());
  EXPECT_EQ(own_body.lead(), "BTC");
  EXPECT_THAT(own_body.cc(), ElementsAre("BDV"));
  pb::GetRouteRequest before;
  before.set_official_id("N1");
  before.mutable_on()->set_year(2021);
  before.mutable_on()->set_month(8);
  before.mutable_on()->set_day(31);
  pb::GetRouteResponse response;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::GetRoute, before, &response).ok());
  EXPECT_EQ(response.route().scope(), pb::SCOPE_OUT) << "the day before the law";
  before.set_official_id("N2");
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::GetRoute, before, &response).reason(), "OFFICIAL_NOT_FOUND");
}

TEST_F(DirectoryOverGrpc, AnImportIsAllOrNothing) {
  pb::ImportRosterRequest request;
  *request.add_officials() = Person("TQ-1", "Nguyễn Văn An");
  *request.add_officials() = Person("N1", "Trùng mã");
  auto& position = *request.add_positions();
  position.set_official_id("TQ-1");
  position.set_agency_id("so-khong-ton-tai");
  position.set_title("Giám đốc");
  position.set_capacity(pb::CAPACITY_HEAD);
  position.set_basis(pb::POST_BASIS_APPOINTED);
  position.mutable_effective_from()->set_year(2022);
  position.mutable_effective_from()->set_month(2);
  position.mutable_effective_from()->set_day(31);
  const int outbox = tenant_.Rows("outbox");
  pb::ImportRosterResponse response;
  const std::string by = LiveService::kOperator;
  const Answer refused = tenant_.Call<Api>(by, &Stub::ImportRoster, request, &response);
  std::vector<std::string> found;
  for (const Violation& violation : refused.error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  EXPECT_THAT(found,
              UnorderedElementsAre("officials[1].official_id DUPLICATE_ID", "positions[0].agency_id UNKNOWN_AGENCY",
                                   "positions[0].effective_from DATE_INVALID"));
  EXPECT_THAT(Search("Nguyễn"), ElementsAre());
  EXPECT_EQ(tenant_.Rows("outbox"), outbox);

  request.mutable_officials()->RemoveLast();
  request.clear_positions();
  request.set_validate_only(true);
  ASSERT_TRUE(tenant_.Call<Api>(by, &Stub::ImportRoster, request, &response).ok());
  EXPECT_EQ(response.officials(), 1);
  EXPECT_THAT(Search("Nguyễn"), ElementsAre()) << "checked, not kept";
}

TEST_F(DirectoryOverGrpc, NamesAreStoredByteForByteInOneNormalForm) {
  const std::string nfd = "Nguye\xCC\x82\xCC\x83n Va\xCC\x86n An";
  const std::string sql = "'); DROP TABLE official; --";
  const std::string formula = "=HYPERLINK(\"http://x\",\"y\")";
  pb::ImportRosterRequest request;
  *request.add_officials() = Person("TQ-1", "Nguyễn Văn An");
  *request.add_officials() = Person("TQ-2", nfd);
  *request.add_officials() = Person("TQ-3", sql);
  *request.add_officials() = Person("TQ-4", formula);
  pb::ImportRosterResponse response;
  ASSERT_TRUE(tenant_.Call<Api>(LiveService::kOperator, &Stub::ImportRoster, request, &response).ok());
  EXPECT_THAT(response.warnings(), ElementsAre("SAME_NAME TQ-1, TQ-2"));
  EXPECT_THAT(Search("NGUYỄN VĂN"), ElementsAre("TQ-1", "TQ-2"));
  EXPECT_THAT(Search("nguye\xCC\x82\xCC\x83n va\xCC\x86n"), ElementsAre("TQ-1", "TQ-2"));
  EXPECT_THAT(Search("DROP TABLE"), ElementsAre("TQ-3"));
  pb::GetOfficialRequest which;
  which.set_name("authorities/" + tenant_.authority() + "/officials/TQ-4");
  pb::GetOfficialResponse read;
  ASSERT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::GetOfficial, which, &read).ok());
  EXPECT_EQ(read.official().full_name(), formula);
}

TEST_F(DirectoryOverGrpc, AnAppointmentChangesRouteRolesAndHistory_R4_1_LATEAPPT) {
  pb::GetOfficialRequest which;
  which.set_name("authorities/" + tenant_.authority() + "/officials/N1");
  pb::GetOfficialResponse read;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::GetOfficial, which, &read).ok());
  pb::RecordPersonnelEventRequest event;
  event.set_kind(pb::PERSONNEL_EVENT_KIND_ELECT);
  event.set_official_id("N1");
  event.mutable_effective_on()->set_year(2022);
  event.mutable_effective_on()->set_month(10);
  event.mutable_effective_on()->set_day(20);
  event.mutable_post()->set_agency_id("mttq-tinh");
  event.mutable_post()->set_title("Chủ tịch Mặt trận");
  event.mutable_post()->set_capacity(pb::CAPACITY_HEAD);
  event.mutable_post()->set_principal(true);
  event.mutable_document()->set_number("MP-7-QĐ/TU");
  pb::RecordPersonnelEventResponse recorded;
  EXPECT_EQ(tenant_.Call<Api>("BTC-specialist", &Stub::RecordPersonnelEvent, event, &recorded).reason(),
            "TWO_PRINCIPAL_POSTS");
  event.add_end_position_ids(read.positions(0).position_id());
  ASSERT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::RecordPersonnelEvent, event, &recorded).ok());
  EXPECT_EQ(recorded.position().basis(), pb::POST_BASIS_ELECTED);
  EXPECT_EQ(recorded.position().decision_ref(), "MP-7-QĐ/TU");
  ASSERT_EQ(recorded.ended_positions_size(), 1);
  EXPECT_EQ(recorded.ended_positions(0).effective_to().day(), 19);
  EXPECT_THAT(RouteOf("N1").cc(), ElementsAre("BDV"));
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::GetOfficial, which, &read).ok());
  EXPECT_EQ(read.positions_size(), 2);
  EXPECT_EQ(LiveService::Instance().Query("SELECT count(*) FROM outbox WHERE authority = '" + tenant_.authority() +
                                          "' AND type = 'dotpha.registration.v1.DepartureRecorded'"),
            "1");
}

TEST_F(DirectoryOverGrpc, AStaffMemberWhoMovesChangesHisRolesAtOnce) {
  pb::ListStaffRequest request;
  request.set_body_id("BDV");
  pb::ListStaffResponse staff;
  ASSERT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::ListStaff, request, &staff).ok());
  pb::UpdateStaffRequest update;
  for (const auto& member : staff.staff()) {
    if (member.staff_id() == "BDV-specialist") {
      *update.mutable_staff() = member;
    }
  }
  update.mutable_staff()->set_body_id("BNC");
  EXPECT_THAT(tenant_.Listed("BDV-specialist"), ElementsAre());
  ASSERT_TRUE(tenant_.Submit("N9", SubmissionOf("N9", "W-9")).ok());
  EXPECT_THAT(tenant_.Listed("BDV-specialist"), ElementsAre());
  pb::UpdateStaffResponse updated;
  ASSERT_TRUE(tenant_.Call<Api>("BTC-leader", &Stub::UpdateStaff, update, &updated).ok());
  EXPECT_THAT(tenant_.Listed("BDV-specialist"), ElementsAre("N9"));
  EXPECT_EQ(tenant_.Call<Api>("BTC-leader", &Stub::UpdateStaff, update, &updated).reason(), "ETAG_MISMATCH");
}

TEST_F(DirectoryOverGrpc, AnOfficialIsCorrectedByTheCommissionWithTheEtag) {
  pb::GetOfficialRequest which;
  which.set_name("authorities/" + tenant_.authority() + "/officials/N1");
  pb::GetOfficialResponse read;
  ASSERT_TRUE(tenant_.Call<Api>("BTC-leader", &Stub::GetOfficial, which, &read).ok());
  pb::UpdateOfficialRequest update;
  *update.mutable_official() = read.official();
  update.mutable_official()->set_email("khong phai dia chi");
  pb::UpdateOfficialResponse updated;
  EXPECT_EQ(tenant_.Call<Api>("BTC-leader", &Stub::UpdateOfficial, update, &updated).reason(), "EMAIL_INVALID");
  update.mutable_official()->set_email("moi@example.vn");
  ASSERT_TRUE(tenant_.Call<Api>("BTC-leader", &Stub::UpdateOfficial, update, &updated).ok());
  EXPECT_NE(updated.official().etag(), read.official().etag());
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::UpdateOfficial, update, &updated).reason(), "NOT_PERMITTED");
}

TEST_F(DirectoryOverGrpc, ListsAndContacts) {
  pb::ListBodiesResponse bodies;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::ListBodies, pb::ListBodiesRequest(), &bodies).ok());
  EXPECT_EQ(bodies.bodies_size(), 8);
  pb::ListAgenciesRequest page;
  page.set_page_size(5);
  pb::ListAgenciesResponse agencies;
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::ListAgencies, page, &agencies).ok());
  EXPECT_EQ(agencies.agencies_size(), 5);
  EXPECT_FALSE(agencies.next_page_token().empty());
  page.set_page_token("made up");
  EXPECT_EQ(tenant_.Call<Api>("N1", &Stub::ListAgencies, page, &agencies).reason(), "INVALID_PAGE_TOKEN");
  pb::ListPositionsRequest of_one;
  of_one.set_official_id("N5");
  pb::ListPositionsResponse positions;
  ASSERT_TRUE(tenant_.Call<Api>("BTC-specialist", &Stub::ListPositions, of_one, &positions).ok());
  EXPECT_EQ(positions.positions_size(), 2);
  ASSERT_TRUE(tenant_.Call<Api>("N1", &Stub::ListPositions, of_one, &positions).ok());
  EXPECT_EQ(positions.positions_size(), 0) << "not his";

  pb::BatchGetContactsRequest contacts;
  contacts.add_person_ids("N1");
  contacts.add_person_ids("BTC-leader");
  contacts.add_person_ids("nobody");
  pb::BatchGetContactsResponse found;
  EXPECT_EQ(tenant_.Call<Api>("BTC-leader", &Stub::BatchGetContacts, contacts, &found).reason(), "NOT_PERMITTED");
  ASSERT_TRUE(tenant_.Call<Api>("service:notifier", &Stub::BatchGetContacts, contacts, &found).ok());
  ASSERT_EQ(found.contacts_size(), 2);
  EXPECT_EQ(found.contacts(0).email(), "N1@example.vn");
  EXPECT_THAT(found.contacts(1).title(), HasSubstr("BTC"));
}

}  // namespace
}  // namespace dotpha::registration::testing
