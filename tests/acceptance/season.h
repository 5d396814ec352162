// One province under TQ2021 for the acceptance tests: the officials, bodies and staff of SCENARIOS section 0, imported
// into running services, the acts that the scenarios name, and what came out of them, as lines to compare whole.
//
// Days are "2022-11-14", moments "2022-11-14 23:50", always Asia/Ho_Chi_Minh. Staff are called "BTC-specialist",
// "BCSD-leader", ...; everybody's address is "<id in small letters>@example.vn".
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dotpha/clock/v1/clock_control_service.grpc.pb.h"
#include "libs/base/ids.h"
#include "libs/base/result.h"
#include "tests/support/system.h"

namespace dotpha::acceptance {

namespace reg = registration::v1;
namespace ntf = notifier::v1;

using Directory = reg::DirectoryService::Stub;
using Campaigns = reg::CampaignService::Stub;
using Registrations = reg::RegistrationService::Stub;
using Obligations = ntf::ObligationService::Stub;
using Inbox = ntf::InboxService::Stub;
using Notices = ntf::NoticeService::Stub;
using Clock = clock::v1::ClockControlService::Stub;
using Quarantine = ntf::QuarantineService::Stub;

google::type::Date WireDay(const std::string& day);
google::protobuf::Timestamp WireMoment(const std::string& moment);
std::string Text(const google::type::Date& day);
std::string Text(const google::protobuf::Timestamp& moment);
std::string AddressOf(const std::string& person);

// The value; std::runtime_error with all that a service said otherwise.
std::string Describe(const Error& error);
template <typename T>
T Must(Result<T> result, const std::string& what = "") {
  if (!result.ok()) {
    throw std::runtime_error((what.empty() ? "" : what + ": ") + Describe(result.error()));
  }
  return std::move(*result);
}

// Everybody of SCENARIOS section 0.
std::vector<std::string> EveryOfficial();
// Agencies, posts and attributes of these officials, and all bodies with a specialist, a leader and a clerk each.
// "N1-B17" is another N1, with an agency of his own: so several scenarios about N1 share one province. Bodies exist and
// posts are held since that day.
reg::ImportRosterRequest RosterOf(const std::vector<std::string>& officials, const std::string& since = "2020-10-20");
// A registration that either regulation of Tuyên Quang accepts: one annual work of the cycle.
reg::Registration ValidRegistration(const std::string& official, int cycle);

struct SeasonOptions {
  std::vector<std::string> officials = {"N1"};
  // Start of the clock; the roster is imported then.
  std::string start = "2022-10-15 08:00";
  // Empty: the day of `start`.
  std::string live_from = {};
  // Regulations in force, and since when.
  std::vector<std::pair<std::string, std::string>> law = {{"TQ2021", "2019-01-01"}};
  // See RosterOf.
  std::string roster_since = "2020-10-20";
  testing::SystemOptions system = {};
};

class Season {
 public:
  explicit Season(SeasonOptions options = {});

  testing::System& system() { return system_; }
  // Both services step to this moment; all that is due up to it is done.
  void To(const std::string& moment);
  void Settle() { system_.Settle(); }
  // Moves the clock of one service only; returns before it is quiet.
  void MoveAlone(const std::shared_ptr<grpc::Channel>& service, const std::string& moment);

  // Any call; a request id is given where one is needed. Retryable refusals are retried.
  template <typename Stub, typename Request, typename Response>
  Result<Response> Ask(const std::string& person, Stub& stub,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
    GiveRequestId(request);
    return rpc::Call<Response>(system_.Caller(person), [&](grpc::ClientContext& context, Response* response) {
      return (stub.*method)(&context, request, response);
    });
  }

  // ---- acts ----
  // The official's own valid registration, changed by `edit`.
  Result<reg::SubmitRegistrationResponse> Register(const std::string& official, int cycle,
                                                   const std::function<void(reg::Registration&)>& edit = {});
  Result<reg::EnterPaperRegistrationResponse> EnterPaper(const std::string& official, int cycle,
                                                         const std::string& stamped_at, const std::string& document);
  // Head of a department from this day on, somebody who held no post before.
  Result<reg::RecordPersonnelEventResponse> Appoint(const std::string& official, const std::string& from,
                                                    reg::PersonnelEventKind kind);
  // `duty` as "REG 2023".
  Result<reg::RecordDeadlineOverrideResponse> Override(const std::string& duty, const std::string& day,
                                                       const std::string& document,
                                                       const std::vector<std::string>& officials = {});
  Result<reg::ConcludeCampaignResponse> Conclude(int cycle, const std::string& day);

  // ---- what came out ----
  // As BTC sees it; the duty must exist.
  ntf::Obligation Obligation(const std::string& id);
  std::vector<ntf::Obligation> ObligationsOf(const std::string& official);
  std::vector<ntf::ViolationFlag> Flags();
  std::vector<ntf::Candidate> Candidates();
  std::vector<ntf::Notice> AllNotices();
  // Every notice of the authority but what is filtered, in the order of its moment, people together:
  //   "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1"
  //   "2022-11-04 08:00 R10 N1: SKIPPED SUPERSEDED"
  //   "2022-11-11 08:00 R3 N1 (late, 2022-11-11 10:00)"
  std::vector<std::string> Ladder(const std::string& obligation_id = "");
  // "N1:REG:2023 LATE OPEN since 2022-11-15 00:00" and so on, in the order of the obligations; of everybody or one.
  std::vector<std::string> FlagLines(const std::string& official = "");
  // "N1 NOT_REGISTERED 2022-11-30 00:00 [N1:REG:2023] explain until 2022-12-14".
  std::vector<std::string> CandidateLines(const std::string& official = "");
  // Subjects are in the mails; this counts those to each person who got any: "n1@example.vn" -> 4.
  std::map<std::string, int> MailsPerPerson();
  int Rows(const std::string& service, const std::string& table);

  static void GiveRequestId(google::protobuf::Message& request);

 protected:
  [[nodiscard]] const std::string& authority() const { return authority_; }

 private:
  std::string authority_;
  testing::System system_;
};

}  // namespace dotpha::acceptance
