// dotpha-reporting: what is its own in the common process (libs/service).
#include <memory>

#include "libs/facts/role_source.h"
#include "libs/service/service.h"
#include "migrations/facts.h"
#include "migrations/reporting.h"
#include "services/reporting/api/announcement_api.h"
#include "services/reporting/api/evidence_api.h"
#include "services/reporting/api/plan_api.h"
#include "services/reporting/api/report_api.h"
#include "services/reporting/domain/plan_content.h"
#include "services/reporting/events/intake.h"

namespace dotpha::reporting {
namespace {

facts::FindRegulation FindIn(const service::Law& law) {
  return [&law](const std::string& id) { return law.Find(id); };
}

class Application final : public service::Application {
 public:
  explicit Application(const service::Platform& platform)
      : find_regulation_(FindIn(platform.law)),
        knowledge_(find_regulation_),
        parts_{&platform.shell, &platform.pool,          &platform.runner,
               &knowledge_,     &platform.law.calendars, &platform.monotonic},
        plans_(parts_),
        reports_(parts_),
        announcements_(parts_),
        evidence_(parts_) {}

  std::vector<rpc::ServedService> Services() override {
    return {rpc::Serve<v1::PlanService>(&plans_), rpc::Serve<v1::ReportService>(&reports_),
            rpc::Serve<v1::AnnouncementService>(&announcements_), rpc::Serve<v1::EvidenceService>(&evidence_)};
  }

  service::Following Follow() override { return {events::MakeIntake(find_regulation_), {}, {}}; }

 private:
  const facts::FindRegulation find_regulation_;
  facts::KnowledgeSource knowledge_;
  const api::Parts parts_;
  api::PlanApi plans_;
  api::ReportApi reports_;
  api::AnnouncementApi announcements_;
  api::EvidenceApi evidence_;
};

Result<void> CheckLaw(const config::CommonSettings& /*settings*/, const service::Law& law) {
  for (const statute::Regulation* regulation : law.catalogue.All()) {
    DOTPHA_TRY(CheckRegulation(*regulation));
  }
  return {};
}

service::Definition Define(service::FollowSettings& follow) {
  service::Definition definition;
  definition.name = "reporting";
  definition.purpose = "Keeps plans, reports, announcements and evidence of assigned works (Điều 2.6, 4.4, 5).";
  definition.migrations = {&migrations::facts(), &migrations::reporting()};
  definition.follow = &follow;
  definition.load = CheckLaw;
  definition.roles = [](const service::Ground& ground) -> std::unique_ptr<auth::RoleSource> {
    return std::make_unique<facts::ProjectedRoleSource>(ground.pool, ground.civil, FindIn(ground.law));
  };
  definition.build = [](const service::Platform& platform) -> Result<std::unique_ptr<service::Application>> {
    return std::unique_ptr<service::Application>(std::make_unique<Application>(platform));
  };
  return definition;
}

}  // namespace
}  // namespace dotpha::reporting

int main(int argc, char** argv) {
  dotpha::service::FollowSettings follow;
  return dotpha::service::Main(argc, argv, dotpha::reporting::Define(follow));
}
