// The registration service as a real process on a virtual clock, with a database and an exchange of its own, for tests
// of its API. One process serves a whole test binary; each test is an authority of its own and sees no other (row-level
// security), so tests may run in any order.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"
#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "dotpha/registration/v1/registration_service.grpc.pb.h"
#include "libs/base/result.h"
#include "services/registration/domain/types.h"
#include "tests/support/server_process.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::registration::testing {

namespace pb = dotpha::registration::v1;

class LiveService {
 public:
  // Civil time of the service: 01/11/2022 09:00 in Vietnam. It stands still.
  static constexpr const char* kNow = "2022-11-01T09:00:00+07:00";
  static constexpr const char* kOperator = "operator:demo";

  // Started at its first use, gone with the test binary.
  static LiveService& Instance();

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  [[nodiscard]] const devtoken::DevIssuer& issuer() const { return *issuer_; }
  std::string Token(const std::string& subject, const std::string& authority);
  // First field of the first row; "" for no row. Sees every authority.
  std::string Query(const std::string& sql);
  // Everything that the service has logged.
  [[nodiscard]] std::string Log() const;
  // kill -9, then the same again on the same data and port.
  void KillAndRestart();
  ~LiveService();

 private:
  LiveService();
  std::string folder_;
  std::string postgres_;
  std::string amqp_;
  std::string database_;
  std::string exchange_;
  std::unique_ptr<devtoken::DevIssuer> issuer_;
  std::unique_ptr<dotpha::testing::ServerProcess> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

// How a call ended.
struct Answer {
  grpc::Status status;
  Error error;  // of a failed call

  [[nodiscard]] bool ok() const { return status.ok(); }
  // "" or the stable reason.
  [[nodiscard]] std::string reason() const { return ok() ? "" : error.reason; }
};

// One authority of the live service.
class Tenant {
 public:
  Tenant();

  [[nodiscard]] const std::string& authority() const { return authority_; }
  // Configures TQ2021 from 01/09/2021 and imports the province of the unit tests (province.h).
  void SetUp();
  // With requests' request_id set where it is empty. `token`: sent as it is; empty: none.
  template <typename Api, typename Request, typename Response>
  Answer Call(const std::string& person,
              grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
              Response* response) {
    GiveRequestId(request);
    auto stub = Api::NewStub(LiveService::Instance().channel());
    grpc::ClientContext context;
    Authorise(context, person);
    return Ended(((*stub).*method)(&context, request, response));
  }

  // The most used calls.
  Answer Submit(const std::string& person, pb::SubmitRegistrationRequest request,
                pb::SubmitRegistrationResponse* response = nullptr);
  Answer Get(const std::string& person, const std::string& name, pb::GetRegistrationResponse* response = nullptr);
  // Officials whose registrations the person sees, in order.
  std::vector<std::string> Listed(const std::string& person);
  // Rows of this authority in a table.
  int Rows(const std::string& table);

  void Authorise(grpc::ClientContext& context, const std::string& person) const;
  static Answer Ended(const grpc::Status& status);
  static void GiveRequestId(google::protobuf::Message& request);

 private:
  std::string authority_;
};

// A valid submission of N's own with one annual work of 2023 with this id.
pb::SubmitRegistrationRequest SubmissionOf(const std::string& official_id, const std::string& work_id);
pb::Registration RegistrationOf(const std::string& official_id, const std::string& work_id);

}  // namespace dotpha::registration::testing
