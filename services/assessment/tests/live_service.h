// The assessment service as a real process on a virtual clock that stands still, with a database and an exchange of its
// own. What the other services would have told is taken in by the service's own intake, straight into its database: the
// way of the events themselves is shown elsewhere. Each test is an authority of its own and sees no other.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/notifier/v1/notifier_events.pb.h"
#include "dotpha/registration/v1/registration_events.pb.h"
#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/base/result.h"
#include "libs/lawfile/catalogue.h"
#include "libs/messaging/consumer.h"
#include "libs/postgres/pool.h"
#include "tests/support/server_process.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::assessment::testing {

namespace pb = dotpha::assessment::v1;

class LiveService {
 public:
  static constexpr const char* kNow = "2023-01-16T17:00:00+07:00";

  // Started at its first use, gone with the test binary.
  static LiveService& Instance();

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::string Token(const std::string& subject, const std::string& authority);
  // First field of the first row; "" for no row. Sees every authority.
  std::string Query(const std::string& sql);
  // As the consumer would; the handler's error.
  Result<void> TakeIn(const messaging::StreamEvent& event);
  ~LiveService();

 private:
  LiveService();
  std::string folder_;
  std::string postgres_;
  std::string amqp_;
  std::string database_;
  std::string exchange_;
  std::unique_ptr<lawfile::Catalogue> law_;
  std::unique_ptr<devtoken::DevIssuer> issuer_;
  std::unique_ptr<dotpha::testing::ServerProcess> process_;
  std::unique_ptr<postgres::Pool> pool_;
  messaging::Handler intake_;
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

// One authority: TQ2021 from 01/09/2021, live from 01/11/2021; N1 (led by BCSD) and N21 (led by BTC), the bodies with a
// "<body>-leader", "<body>-specialist" and "<body>-clerk" each.
class Tenant {
 public:
  Tenant();

  [[nodiscard]] const std::string& authority() const { return authority_; }
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
  // Rows of this authority in a table.
  int Rows(const std::string& table);
  // Types of the events that this authority has told, in order, joined by spaces.
  std::string Told();

  // What the others tell. Each event is taken in twice: the second time changes nothing.
  Result<void> Tell(const registration::v1::RegistrationEvent& event, const std::string& debtor = "");
  Result<void> Tell(const review::v1::ReviewEvent& event);
  Result<void> Tell(const reporting::v1::ReportingEvent& event);
  Result<void> Tell(const notifier::v1::NotifierEvent& event);

  // An annual work of the year, or a stage of two years that begins with it, assigned and planned as YearTree says.
  void Assign(const std::string& official_id, const std::string& work_id, int year, int years = 1);
  // Report R-<work>-<year>-<version>: every item of these years at this completion.
  void Report(const std::string& official_id, const std::string& work_id, const std::vector<int>& item_years,
              int covered_year, int completion_e2, const std::string& self_level = "", int version = 1);
  // The notifier's candidate of two missed duties of 24/06/2022.
  void Candidate(const std::string& official_id);

 private:
  Result<void> TakeIn(const std::string& producer, const google::protobuf::Message& event, const std::string& debtor);
  void Authorise(grpc::ClientContext& context, const std::string& person) const;
  static Answer Ended(const grpc::Status& status);
  static void GiveRequestId(google::protobuf::Message& request);

  std::string authority_;
  std::map<std::string, std::int64_t> told_;  // by producer
};

}  // namespace dotpha::assessment::testing
