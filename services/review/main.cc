// dotpha-review: what is its own in the common process (libs/service).
#include <memory>

#include "libs/facts/role_source.h"
#include "libs/service/service.h"
#include "migrations/facts.h"
#include "migrations/review.h"
#include "services/review/api/assignment_api.h"
#include "services/review/api/delegation_api.h"
#include "services/review/api/difficulty_api.h"
#include "services/review/api/meeting_api.h"
#include "services/review/api/proposal_api.h"
#include "services/review/events/intake.h"

namespace dotpha::review {
namespace {

facts::FindRegulation FindIn(const service::Law& law) {
  return [&law](const std::string& id) { return law.Find(id); };
}

class Application final : public service::Application {
 public:
  explicit Application(const service::Platform& platform)
      : provinces_(FindIn(platform.law)),
        intake_(events::MakeIntake(FindIn(platform.law), platform.civil)),
        wake_relay_(platform.wake_relay),
        parts_{&platform.shell, &platform.pool, &platform.runner, &provinces_, &platform.law.calendars},
        proposals_(parts_),
        assignments_(parts_),
        meetings_(parts_),
        delegations_(parts_),
        difficulties_(parts_) {}

  std::vector<rpc::ServedService> Services() override {
    return {rpc::Serve<v1::ProposalService>(&proposals_), rpc::Serve<v1::AssignmentService>(&assignments_),
            rpc::Serve<v1::MeetingService>(&meetings_), rpc::Serve<v1::DelegationService>(&delegations_),
            rpc::Serve<v1::DifficultyService>(&difficulties_)};
  }

  service::Following Follow() override {
    // An early rating ended works: that leaves at once.
    return {intake_, [this](const std::string&, std::int64_t, std::optional<Instant>) { wake_relay_(); }, {}};
  }

 private:
  store::ProvinceSource provinces_;
  const messaging::Handler intake_;
  const std::function<void()> wake_relay_;
  const api::Parts parts_;
  api::ProposalApi proposals_;
  api::AssignmentApi assignments_;
  api::MeetingApi meetings_;
  api::DelegationApi delegations_;
  api::DifficultyApi difficulties_;
};

service::Definition Define(service::FollowSettings& follow) {
  service::Definition definition;
  definition.name = "review";
  definition.purpose =
      "Keeps the bodies' proposals, the Standing Committee's decisions and the assigned works (Điều 4.2, 4.3, 5.2).";
  definition.migrations = {&migrations::facts(), &migrations::review()};
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
}  // namespace dotpha::review

int main(int argc, char** argv) {
  dotpha::service::FollowSettings follow;
  return dotpha::service::Main(argc, argv, dotpha::review::Define(follow));
}
