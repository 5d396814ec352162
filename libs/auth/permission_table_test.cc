#include "libs/auth/permission_table.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dotpha/assessment/v1/assessment_service.pb.h"
#include "dotpha/assessment/v1/case_service.pb.h"
#include "dotpha/assessment/v1/claim_service.pb.h"
#include "dotpha/assessment/v1/commendation_service.pb.h"
#include "dotpha/assessment/v1/feedback_service.pb.h"
#include "dotpha/assessment/v1/task_force_service.pb.h"
#include "dotpha/clock/v1/clock_control_service.pb.h"
#include "dotpha/events/v1/event_journal_service.pb.h"
#include "dotpha/notifier/v1/notice_service.pb.h"
#include "dotpha/notifier/v1/obligation_service.pb.h"
#include "dotpha/registration/v1/campaign_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"
#include "dotpha/registration/v1/follow_up_service.pb.h"
#include "dotpha/registration/v1/registration_service.pb.h"
#include "dotpha/reporting/v1/announcement_service.pb.h"
#include "dotpha/reporting/v1/evidence_service.pb.h"
#include "dotpha/reporting/v1/plan_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "dotpha/review/v1/assignment_service.pb.h"
#include "dotpha/review/v1/delegation_service.pb.h"
#include "dotpha/review/v1/difficulty_service.pb.h"
#include "dotpha/review/v1/meeting_service.pb.h"
#include "dotpha/review/v1/proposal_service.pb.h"
#include "libs/auth/roles.h"

namespace dotpha::auth {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string SourceFolder() { return std::getenv("DOTPHA_SOURCE_DIR"); }

PermissionTable TheTable() {
  auto table = PermissionTable::Load(SourceFolder() + "/policies/permissions.textproto");
  EXPECT_TRUE(table.ok()) << table.error().message;
  return *std::move(table);
}

// Every service of every contract; a new proto file with a service is added here, or EveryContractIsWalked fails.
std::vector<const FileDescriptor*> Contracts() {
  return {dotpha::assessment::v1::GetAssessmentRequest::descriptor()->file(),
          dotpha::assessment::v1::GetCaseRequest::descriptor()->file(),
          dotpha::assessment::v1::GetClaimRequest::descriptor()->file(),
          dotpha::assessment::v1::ListCommendationsRequest::descriptor()->file(),
          dotpha::assessment::v1::ListFeedbackRequest::descriptor()->file(),
          dotpha::assessment::v1::ListTaskForcesRequest::descriptor()->file(),
          dotpha::clock::v1::GetClockRequest::descriptor()->file(),
          dotpha::events::v1::ReadEventsRequest::descriptor()->file(),
          dotpha::notifier::v1::ListInboxRequest::descriptor()->file(),
          dotpha::notifier::v1::ListFlagsRequest::descriptor()->file(),
          dotpha::registration::v1::ListCampaignsRequest::descriptor()->file(),
          dotpha::registration::v1::ImportRosterRequest::descriptor()->file(),
          dotpha::registration::v1::ReportWorkListRequest::descriptor()->file(),
          dotpha::registration::v1::SaveDraftRequest::descriptor()->file(),
          dotpha::review::v1::RecordDecisionRequest::descriptor()->file(),
          dotpha::review::v1::ListDelegationsRequest::descriptor()->file(),
          dotpha::review::v1::ListDifficultiesRequest::descriptor()->file(),
          dotpha::review::v1::ListMeetingsRequest::descriptor()->file(),
          dotpha::review::v1::SubmitProposalsRequest::descriptor()->file(),
          dotpha::reporting::v1::RecordAnnouncementRequest::descriptor()->file(),
          dotpha::reporting::v1::UploadEvidenceRequest::descriptor()->file(),
          dotpha::reporting::v1::SubmitPlanRequest::descriptor()->file(),
          dotpha::reporting::v1::SubmitReportRequest::descriptor()->file()};
}

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const FileDescriptor* file : Contracts()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->full_name() + "/" + file->service(i)->method(j)->name());
      }
    }
  }
  std::sort(methods.begin(), methods.end());
  return methods;
}

std::vector<std::string> AllRoles() {
  std::vector<std::string> roles{"official", "operator", "service"};
  for (const char* role : {"clerk", "specialist", "leader"}) {
    for (const char* body :
         {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT", "BTG", "DDMTTQ", "BTV_CAP_UY:huyen-uy-son-ha"}) {
      roles.push_back(std::string(role) + ":" + body);
    }
  }
  return roles;
}

TEST(Permissions, EveryContractIsWalked) {
  std::size_t files = 0;
  std::size_t services = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SourceFolder() + "/proto/dotpha")) {
    files += entry.path().filename().string().ends_with("_service.proto") ? 1 : 0;
  }
  for (const FileDescriptor* file : Contracts()) {
    services += static_cast<std::size_t>(file->service_count());
  }
  EXPECT_EQ(files, Contracts().size());
  EXPECT_EQ(services, 25U);
}

TEST(Permissions, EveryMethodHasARowAndNoRowIsForNothing) { EXPECT_EQ(TheTable().Methods(), AllMethods()); }

// The whole table, as one reads it: a change is seen in the diff of this file. To accept a change, copy the file named
// below over libs/auth/testdata/permissions.golden.
TEST(Permissions, TheWholeTableIsAsRecorded_G02) {
  const PermissionTable table = TheTable();
  std::ostringstream text;
  for (const std::string& method : AllMethods()) {
    text << method << "\n";
    for (const std::string& role : AllRoles()) {
      if (const auto access = table.Check(method, {role}); access.ok()) {
        text << "  " << role << ": " << ToString(access->scope()) << (access->allows_own_matter() ? "" : " not own")
             << "\n";
      } else {
        EXPECT_EQ(access.error().code, Code::kPermissionDenied);
        EXPECT_EQ(access.error().reason, "NOT_PERMITTED");
      }
    }
  }
  std::stringstream golden;
  golden << std::ifstream(SourceFolder() + "/libs/auth/testdata/permissions.golden").rdbuf();
  if (golden.str() != text.str()) {
    const std::string path = testing::TempDir() + "permissions.golden";
    std::ofstream(path) << text.str();
    FAIL() << "the table has changed; it is now as in " << path;
  }
}

TEST(Permissions, NobodyWithoutARoleMayDoAnything) {
  const PermissionTable table = TheTable();
  for (const std::string& method : AllMethods()) {
    EXPECT_FALSE(table.Check(method, {}).ok()) << method;
    EXPECT_FALSE(table.Check(method, {"stranger", "official:BTC", ":BTC", "clerk:"}).ok()) << method;
  }
  EXPECT_FALSE(table.Check("dotpha.registration.v1.DirectoryService/Unknown", {"operator"}).ok());
}

TEST(Permissions, ListsReachAsFarAsTheRole_G02) {
  const PermissionTable table = TheTable();
  const std::string list = "dotpha.registration.v1.RegistrationService/ListRegistrations";
  EXPECT_EQ(table.Check(list, {"official"})->scope(), Scope::kOwn);
  EXPECT_EQ(table.Check(list, {"specialist:BNC"})->scope(), Scope::kRouted);
  EXPECT_EQ(table.Check(list, {"specialist:BTC"})->scope(), Scope::kAuthority);
  EXPECT_EQ(table.Check(list, {"leader:UBKT"})->scope(), Scope::kAuthority);
  // Two hats: the widest scope, and both kinds of matter.
  const auto both = table.Check(list, {"official", "specialist:BCSD", "leader:BNC"});
  EXPECT_EQ(both->scope(), Scope::kRouted);
  EXPECT_TRUE(both->own());
  EXPECT_THAT(both->routed_bodies(), UnorderedElementsAre("BCSD", "BNC"));
  EXPECT_TRUE(both->Has("*:BCSD"));
  EXPECT_FALSE(both->Has("*:BTC"));
}

TEST(Permissions, OnlyTheRecorderConcludesACampaign_G01) {
  const PermissionTable table = TheTable();
  const std::string conclude = "dotpha.registration.v1.CampaignService/ConcludeCampaign";
  for (const std::string& role : AllRoles()) {
    EXPECT_EQ(table.Check(conclude, {role}).ok(), role == "clerk:BTV") << role;
  }
}

TEST(Permissions, NobodyWaivesHisOwnDuty) {
  const PermissionTable table = TheTable();
  EXPECT_FALSE(table.Check("dotpha.registration.v1.CampaignService/RecordWaiver", {"leader:BTC", "official"})
                   ->allows_own_matter());
  EXPECT_TRUE(table.Check("dotpha.registration.v1.RegistrationService/SaveDraft", {"official"})->allows_own_matter());
}

TEST(PermissionFile, NamesTheLineOfWhatIsWrong) {
  const auto error_of = [](const std::string& text) {
    const auto table = PermissionTable::Parse(text, "p.textproto");
    EXPECT_EQ(table.error().reason, "PERMISSIONS_MALFORMED");
    return table.error().message;
  };
  const std::string good = "permissions { method: \"a.B/C\" grants { roles: \"official\" scope: SCOPE_OWN } }\n";
  EXPECT_THAT(error_of("\n\npermissions { what }"), HasSubstr("p.textproto:3"));
  EXPECT_THAT(error_of(good + good), HasSubstr("p.textproto:2: a.B/C stands here twice"));
  EXPECT_THAT(error_of(good + "permissions {\n  method: \"a.B/D\"\n}"), HasSubstr("p.textproto:2"));
  EXPECT_THAT(error_of("permissions {\n method: \"a.B/D\"\n grants { roles: \"chef\" scope: SCOPE_OWN }\n}"),
              HasSubstr("p.textproto:3: there is no role 'chef'"));
  EXPECT_THAT(error_of("permissions {\n method: \"a.B/D\"\n grants { roles: \"*:@x\" scope: SCOPE_OWN }\n}"),
              HasSubstr("p.textproto:3: there is no group of bodies '@x'"));
  EXPECT_THAT(error_of("permissions {\n method: \"a.B/D\"\n grants { roles: \"official\" }\n}"), HasSubstr(":3"));
  EXPECT_THAT(error_of("permissions {\n method: \"a.B/D\"\n grants { roles: \"official\" scope: SCOPE_ROUTED }\n}"),
              HasSubstr("nothing is routed"));
  EXPECT_THAT(error_of("permissions {\n method: \"a.B/D\"\n grants { roles: \"official\" scope: SCOPE_OWN "
                       "conditions: \"c\" }\n}"),
              HasSubstr("there is no condition 'c'"));
  EXPECT_THAT(error_of("permissions { method: \"/a.B/D\" }"), HasSubstr("package.Service/Method"));
  EXPECT_EQ(PermissionTable::Load("/nonexistent").error().reason, "PERMISSIONS_UNREADABLE");
}

TEST(Permissions, ABodyIsKnownByWhatItActsAs) {
  const auto table = PermissionTable::Parse(
      "body_groups { name: \"reviewing\" bodies: \"BCSD\" }\n"
      "permissions { method: \"a.B/C\" grants { roles: \"clerk:BTC\" scope: SCOPE_AUTHORITY }\n"
      "  grants { roles: \"*:@reviewing\" scope: SCOPE_ROUTED } }\n",
      "t");
  const std::map<std::string, std::string> acts_as{{"TOCHUC", "BTC"}, {"KINHTE", "@reviewing"}};
  EXPECT_EQ(table->Check("a.B/C", {"clerk:TOCHUC"}, acts_as)->scope(), Scope::kAuthority);
  EXPECT_THAT(table->Check("a.B/C", {"leader:KINHTE"}, acts_as)->routed_bodies(), ElementsAre("KINHTE"));
  EXPECT_EQ(table->Check("a.B/C", {"clerk:TOCHUC"}).error().reason, "NOT_PERMITTED") << "in another authority";
  EXPECT_EQ(table->Check("a.B/C", {"leader:TOCHUC"}, acts_as).error().reason, "NOT_PERMITTED");
}

struct FakeRoles final : RoleSource {
  std::vector<std::string> answer{"official"};
  bool dead = false;
  int asked = 0;
  Result<HeldRoles> RolesOf(const std::string& /*authority*/, const std::string& /*person*/) override {
    ++asked;
    if (dead) {
      return Unavailable("DATABASE_UNAVAILABLE", "");
    }
    return HeldRoles{answer, {}};
  }
};

struct FakeSteady final : MonotonicClock {
  Micros elapsed{0};
  [[nodiscard]] Micros Elapsed() const override { return elapsed; }
};

TEST(CachedRoles, AreKeptForASecondAndForgottenOnDemand) {
  FakeRoles source;
  FakeSteady clock;
  CachedRoleSource roles(source, clock);
  EXPECT_THAT(roles.RolesOf("a", "p")->tokens, ElementsAre("official"));
  source.answer = {"clerk:BTC"};
  EXPECT_THAT(roles.RolesOf("a", "p")->tokens, ElementsAre("official"));
  EXPECT_THAT(roles.RolesOf("b", "p")->tokens, ElementsAre("clerk:BTC"));  // another authority is another person
  roles.Forget();
  EXPECT_THAT(roles.RolesOf("a", "p")->tokens, ElementsAre("clerk:BTC"));
  source.answer = {};
  clock.elapsed += std::chrono::seconds{1};
  EXPECT_TRUE(roles.RolesOf("a", "p")->empty());
}

TEST(CachedRoles, NeverKeepAnEmptyAnswerOrAFailure) {
  FakeRoles source;
  FakeSteady clock;
  CachedRoleSource roles(source, clock);
  source.answer = {};
  EXPECT_TRUE(roles.RolesOf("a", "p")->empty());
  source.answer = {"official"};
  EXPECT_THAT(roles.RolesOf("a", "p")->tokens, ElementsAre("official"));
  roles.Forget();
  source.dead = true;
  EXPECT_EQ(roles.RolesOf("a", "p").error().code, Code::kUnavailable);
  source.dead = false;
  EXPECT_THAT(roles.RolesOf("a", "p")->tokens, ElementsAre("official"));
}

}  // namespace
}  // namespace dotpha::auth
