// Plays a sample's season through the public gRPC APIs alone: configures the authority, imports the roster, performs
// each act as the person who acts in the journal, moves the virtual clock between acts, and gathers the outcome.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "dotpha/notifier/v1/obligation_service.grpc.pb.h"
#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "dotpha/registration/v1/registration_service.grpc.pb.h"
#include "libs/rpc/client.h"
#include "libs/rpc/clock_driver.h"
#include "tools/dotpha-play/caller.h"
#include "tools/dotpha-play/compare.h"
#include "tools/dotpha-play/requests.h"
#include "tools/dotpha-play/sample.h"
#include "tools/dotpha-play/script.h"

namespace dotpha::play {

struct SeasonOptions {
  std::map<std::string, std::string> addresses;  // host:port by service; registration and notifier at least
  std::string operator_name = "operator:demo";
  // Token of a person of the authority (JWT).
  std::function<std::string(const std::string& person)> token_of;
  Instant from;
  Instant to;
};

// What became of the acts.
struct Tally {
  int accepted = 0;
  int refused = 0;                        // as the journal expects
  int duplicates = 0;                     // same key again: answered from the store
  std::map<std::string, int> not_played;  // by kind: see script.h
  std::vector<std::string> surprises;     // outcomes other than the journal's
};

// Where the time of a season went, on the host's clock.
struct Spent {
  Micros calls{0};  // of the journal's acts
  Micros clock{0};  // stepping all services from act to act
  int steps = 0;    // of the clock
  Micros all{0};    // since the season was made
};

class Season {
 public:
  Season(const Sample& sample, SeasonOptions options);

  // Authority, roster, campaign at `from`.
  Result<void> SetUp();
  // All acts within the season that the services at hand can play (script.h), then on to its end. `on_week` is called
  // for each Monday of the virtual calendar, as it is passed, and at the end.
  Result<Tally> Play(const std::function<void(Instant, const Tally&)>& on_week);
  // Everything that the notifier knows, and what the assessment service does where it runs, page by page.
  Result<Outcome> Gather();
  [[nodiscard]] Spent spent() const;

 private:
  Result<void> Perform(const Act& act, Tally* tally);
  Result<bool> Submit(const Act& act);  // value: replayed
  Result<bool> RecordPersonnel(const Act& act);
  // The dry run before a regulation takes over: it changes nothing.
  Result<bool> Preview(const Act& act);
  Result<bool> CallByName(const Act& act);
  Result<void> FillIn(const Act& act, Call* call) const;
  Result<nlohmann::json> CaseOfCandidate(const nlohmann::json& candidate) const;
  // The service's name of what an earlier act made. NOT_FOUND SAMPLE_THING_UNKNOWN.
  Result<std::string> NameOf(const std::string& made) const;
  Result<void> GatherAssessments(Outcome* outcome) const;
  Result<void> GatherFollowUp(Outcome* outcome) const;
  [[nodiscard]] rpc::CallOptions As(const std::string& person) const;
  Result<void> AdvanceTo(Instant at, const Tally& tally, const std::function<void(Instant, const Tally&)>& on_week);

  const Sample& sample_;
  SeasonOptions options_;
  Script script_;
  Caller caller_;
  std::shared_ptr<grpc::Channel> registration_channel_;
  std::shared_ptr<grpc::Channel> notifier_channel_;
  std::unique_ptr<registration::v1::DirectoryService::Stub> directory_;
  std::unique_ptr<registration::v1::RegistrationService::Stub> registrations_;
  std::unique_ptr<registration::v1::CampaignService::Stub> campaigns_;
  std::unique_ptr<notifier::v1::ObligationService::Stub> obligations_;
  std::unique_ptr<notifier::v1::NoticeService::Stub> notices_;
  std::map<std::string, std::string> made_;  // resource names by what the journal calls the thing
  rpc::ClockDriver driver_;
  Instant now_;
  const Micros made_at_;
  Spent spent_;
  std::string reported_list_;  // work_list_id of the last report
  nlohmann::json previewed_;   // changes of the last dry run
};

}  // namespace dotpha::play
