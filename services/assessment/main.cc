// dotpha-assessment: what is its own in the common process (libs/service).
#include <memory>

#include "libs/facts/role_source.h"
#include "libs/service/service.h"
#include "migrations/assessment.h"
#include "migrations/facts.h"
#include "services/assessment/api/assessment_api.h"
#include "services/assessment/api/case_api.h"
#include "services/assessment/api/claim_api.h"
#include "services/assessment/api/commendation_api.h"
#include "services/assessment/api/feedback_api.h"
#include "services/assessment/api/task_force_api.h"
#include "services/assessment/engine/intake.h"

namespace dotpha::assessment {
namespace {

facts::FindRegulation FindIn(const service::Law& law) {
  return [&law](const std::string& id) { return law.Find(id); };
}

class Application final : public service::Application {
 public:
  explicit Application(service::Platform platform)
      : platform_(std::move(platform)),
        knowledge_(FindIn(platform_.law)),
        parts_{&platform_.shell, &platform_.pool, &platform_.runner, &knowledge_, &platform_.law.calendars},
        assessments_(parts_),
        cases_(parts_),
        claims_(parts_),
        commendations_(parts_),
        task_forces_(parts_),
        feedback_(parts_) {}

  std::vector<rpc::ServedService> Services() override {
    return {rpc::Serve<v1::AssessmentService>(&assessments_), rpc::Serve<v1::CaseService>(&cases_),
            rpc::Serve<v1::ClaimService>(&claims_),           rpc::Serve<v1::CommendationService>(&commendations_),
            rpc::Serve<v1::TaskForceService>(&task_forces_),  rpc::Serve<v1::FeedbackService>(&feedback_)};
  }

  service::Following Follow() override {
    return {MakeIntake(FindIn(platform_.law), platform_.civil),
            // A candidate opened a case: its event leaves at once.
            [this](const std::string&, std::int64_t, std::optional<Instant>) { platform_.wake_relay(); },
            {}};
  }

 private:
  const service::Platform platform_;
  facts::KnowledgeSource knowledge_;
  const api::Parts parts_;
  api::AssessmentApi assessments_;
  api::CaseApi cases_;
  api::ClaimApi claims_;
  api::CommendationApi commendations_;
  api::TaskForceApi task_forces_;
  api::FeedbackApi feedback_;
};

service::Definition Define(service::FollowSettings& follow) {
  service::Definition definition;
  definition.name = kService;
  definition.purpose = "Keeps assessments of breakthrough works, levels, fact sheets and cases (Điều 7, 8, 10).";
  definition.migrations = {&migrations::facts(), &migrations::assessment()};
  definition.follow = &follow;
  definition.roles = [](const service::Ground& ground) -> std::unique_ptr<auth::RoleSource> {
    return std::make_unique<facts::ProjectedRoleSource>(ground.pool, ground.civil, FindIn(ground.law));
  };
  definition.build = [](const service::Platform& platform) -> Result<std::unique_ptr<service::Application>> {
    return std::unique_ptr<service::Application>(std::make_unique<Application>(platform));
  };
  return definition;
}

}  // namespace
}  // namespace dotpha::assessment

int main(int argc, char** argv) {
  dotpha::service::FollowSettings follow;
  return dotpha::service::Main(argc, argv, dotpha::assessment::Define(follow));
}
