// Registration and review as real processes on a virtual clock that stands still, with databases and an exchange of
// their own, for tests of the review API. One pair serves a whole test binary; each test is an authority of its own.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "dotpha/registration/v1/registration_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "dotpha/review/v1/proposal_service.grpc.pb.h"
#include "libs/base/result.h"
#include "tests/support/server_process.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::review::testing {

namespace pb = dotpha::review::v1;
namespace registering = dotpha::registration::v1;

class LiveReview {
 public:
  // 28/12/2022 09:00 in Vietnam: bodies are late by now, the decision is not.
  static constexpr const char* kNow = "2022-12-28T09:00:00+07:00";
  static constexpr const char* kOperator = "operator:demo";

  // Started at its first use, gone with the test binary.
  static LiveReview& Instance();
  ~LiveReview();

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& registration() const { return registration_channel_; }
  [[nodiscard]] const std::shared_ptr<grpc::Channel>& review() const { return review_channel_; }
  std::string Token(const std::string& subject, const std::string& authority);
  // First field of the first row of review's database; "" for no row. Sees every authority.
  std::string Query(const std::string& sql);
  // kill -9 of review, then the same again on the same data and port.
  void KillAndRestart();
  dotpha::testing::ServerProcess& registration_process() { return *registration_; }
  void RestartRegistration();

 private:
  LiveReview();
  std::unique_ptr<dotpha::testing::ServerProcess> Launch(const std::string& name, int port,
                                                         const std::vector<std::string>& more);

  std::string id_;
  std::string folder_;
  std::string postgres_;
  std::string amqp_;
  std::unique_ptr<devtoken::DevIssuer> issuer_;
  std::unique_ptr<dotpha::testing::ServerProcess> registration_;
  std::unique_ptr<dotpha::testing::ServerProcess> review_;
  std::shared_ptr<grpc::Channel> registration_channel_;
  std::shared_ptr<grpc::Channel> review_channel_;
};

// How a call ended.
struct Answer {
  grpc::Status status;
  Error error;  // of a failed call

  [[nodiscard]] bool ok() const { return status.ok(); }
  // "" or the stable reason.
  [[nodiscard]] std::string reason() const { return ok() ? "" : error.reason; }
};

// One authority: TQ2021, the bodies with a clerk, a specialist and a leader each ("BCSD-specialist"), and the officials
// N1 (led by BCSD), N2 (BTC), N4 (DDHDND).
class Tenant {
 public:
  Tenant();

  [[nodiscard]] const std::string& authority() const { return authority_; }

  // Calls registration or review as the person. What the other one said before has then been heard.
  template <typename Api, typename Request, typename Response>
  Answer Call(const std::string& person,
              grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
              Response* response) {
    GiveRequestId(request);
    const bool registers = Request::descriptor()->file()->package() == "dotpha.registration.v1";
    auto stub = Api::NewStub(registers ? LiveReview::Instance().registration() : LiveReview::Instance().review());
    grpc::ClientContext context;
    Authorise(context, person, registers);
    const Answer answer = Ended(((*stub).*method)(&context, request, response));
    if constexpr (requires { response->receipt().consistency_token(); }) {
      if (answer.ok() && response->receipt().has_consistency_token()) {
        const auto& token = response->receipt().consistency_token();
        (registers ? heard_of_registration_ : heard_of_review_) =
            token.producer() + ":" + std::to_string(token.outbox_id());
      }
    }
    return answer;
  }

  // Registers one annual work of 2023 with this id for the official.
  void Register(const std::string& official_id, const std::string& work_id);
  // The content that Register() registers.
  static registering::Work WorkOf(const std::string& work_id);
  // Rows of this authority in a table of review.
  int Rows(const std::string& table);

 private:
  void Authorise(grpc::ClientContext& context, const std::string& person, bool registers) const;
  static Answer Ended(const grpc::Status& status);
  static void GiveRequestId(google::protobuf::Message& request);
  void SetUp();

  std::string authority_;
  std::string heard_of_registration_;  // consistency tokens
  std::string heard_of_review_;
};

}  // namespace dotpha::review::testing
