// dotpha-registration: what is its own in the common process (libs/service).
#include <memory>
#include <optional>

#include "libs/service/service.h"
#include "migrations/registration.h"
#include "services/registration/api/campaign_api.h"
#include "services/registration/api/directory_api.h"
#include "services/registration/api/follow_up_api.h"
#include "services/registration/api/registration_api.h"
#include "services/registration/api/role_source.h"
#include "services/registration/domain/content.h"
#include "services/registration/events/review_intake.h"

namespace dotpha::registration {
namespace {

store::FindRegulation FindIn(const service::Law& law) {
  return [&law](const std::string& id) { return law.Find(id); };
}

class Application final : public service::Application {
 public:
  // `directory` must outlive it. `follows_review`: review tells who holds which work.
  Application(const service::Platform& platform, store::DirectoryStore& directory, bool follows_review)
      : parts_{&platform.shell,         &platform.pool,       &platform.runner,      &directory,
               &platform.law.calendars, FindIn(platform.law), platform.forget_roles, follows_review},
        directory_api_(parts_),
        registration_api_(parts_),
        campaign_api_(parts_),
        follow_up_api_(parts_) {}

  std::vector<rpc::ServedService> Services() override {
    return {rpc::Serve<v1::DirectoryService>(&directory_api_), rpc::Serve<v1::RegistrationService>(&registration_api_),
            rpc::Serve<v1::CampaignService>(&campaign_api_), rpc::Serve<v1::FollowUpService>(&follow_up_api_)};
  }

  service::Following Follow() override { return {&events::TakeReviewEvent, {}, {}}; }

 private:
  const api::Parts parts_;
  api::DirectoryApi directory_api_;
  api::RegistrationApi registration_api_;
  api::CampaignApi campaign_api_;
  api::FollowUpApi follow_up_api_;
};

Result<void> CheckLaw(const config::CommonSettings& /*settings*/, const service::Law& law) {
  for (const statute::Regulation* regulation : law.catalogue.All()) {
    DOTPHA_TRY(CheckRegulation(*regulation));
  }
  return {};
}

service::Definition Define(service::FollowSettings& follow) {
  service::Definition definition;
  definition.name = "registration";
  definition.purpose = "Keeps the directory, campaigns and registrations of breakthrough works (Điều 1, 3, 4.1).";
  definition.migrations = {&migrations::registration()};
  // Registering works without review; then nobody is asked what he holds.
  follow.required = false;
  definition.follow = &follow;
  definition.load = CheckLaw;
  // One for both: roles are read from the directory that the calls change. Made when the law is known.
  const auto directory = std::make_shared<std::optional<store::DirectoryStore>>();
  definition.roles = [directory](const service::Ground& ground) -> std::unique_ptr<auth::RoleSource> {
    directory->emplace(FindIn(ground.law));
    return std::make_unique<api::DirectoryRoleSource>(ground.pool, **directory, ground.civil);
  };
  definition.build = [directory,
                      &follow](const service::Platform& platform) -> Result<std::unique_ptr<service::Application>> {
    return std::unique_ptr<service::Application>(
        std::make_unique<Application>(platform, **directory, !follow.producers.empty()));
  };
  return definition;
}

}  // namespace
}  // namespace dotpha::registration

int main(int argc, char** argv) {
  dotpha::service::FollowSettings follow;
  return dotpha::service::Main(argc, argv, dotpha::registration::Define(follow));
}
