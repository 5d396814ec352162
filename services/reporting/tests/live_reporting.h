// The reporting service as a real process on a virtual clock that stands still, with a database and an exchange of its
// own. Registration and review are played by the test: two journals (EventJournalService, as every service has one)
// from which the process reads what it could not get by the broker. Each test is an authority of its own.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "dotpha/reporting/v1/evidence_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/base/ids.h"
#include "libs/base/result.h"
#include "tests/support/server_process.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::reporting::testing {

namespace pb = dotpha::reporting::v1;

class ProducerJournal;

class LiveReporting {
 public:
  // Civil time of the service. It stands still.
  static constexpr const char* kNow = "2022-06-20T09:00:00+07:00";

  // Started at its first use, gone with the test binary.
  static LiveReporting& Instance();
  ~LiveReporting();

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::string Token(const std::string& subject, const std::string& authority);
  // First field of the first row; "" for no row. Sees every authority.
  std::string Query(const std::string& sql);
  // Everything that the service has logged.
  [[nodiscard]] std::string Log() const;
  void KillAndRestart();

  // Appends to the stream; returns the outbox id, as a consistency token names it.
  std::uint64_t Tell(const std::string& authority, const registration::v1::RegistrationEvent& event);
  std::uint64_t Tell(const std::string& authority, const review::v1::ReviewEvent& event);

 private:
  LiveReporting();
  std::string folder_;
  std::string postgres_;
  std::string amqp_;
  std::string database_;
  std::string exchange_;
  std::unique_ptr<ProducerJournal> registration_;
  std::unique_ptr<ProducerJournal> review_;
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

// One authority: TQ2021 from 01/09/2021; N1 heads a department (BCSD), N9 the provincial court (BNC), both with clerks
// at their agencies; staff "<BODY>-<role>" of BTV, TT, BTC, UBKT, BCSD, BNC. Works W-<official> of 2022, by a decision
// of 20/12/2021, with targets 1 and 2.
class Tenant {
 public:
  Tenant();
  void SetUp();

  [[nodiscard]] const std::string& authority() const { return authority_; }
  template <typename Api, typename Request, typename Response>
  Answer Call(const std::string& person,
              grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
              Response* response, const std::vector<std::string>& consistency_tokens = {}) {
    GiveRequestId(request);
    auto stub = Api::NewStub(LiveReporting::Instance().channel());
    grpc::ClientContext context;
    Authorise(context, person, consistency_tokens);
    return Ended(((*stub).*method)(&context, request, response));
  }

  std::uint64_t Assign(const std::string& official_id, const std::string& work_id, const std::string& decided_on,
                       const std::string& basis = "ORDINARY");
  std::uint64_t Amend(const std::string& official_id, const std::string& work_id);

  Answer Submit(const std::string& person, pb::SubmitPlanRequest request, pb::SubmitPlanResponse* response = nullptr);
  Answer Submit(const std::string& person, pb::SubmitReportRequest request,
                pb::SubmitReportResponse* response = nullptr);
  // Rows of this authority in a table, or in "table WHERE ...".
  int Rows(const std::string& table);

  void Authorise(grpc::ClientContext& context, const std::string& person,
                 const std::vector<std::string>& consistency_tokens = {}) const;
  static Answer Ended(const grpc::Status& status);
  static void GiveRequestId(google::protobuf::Message& request);

 private:
  std::string authority_;
};

// PLAN-STD for W-<official> of 2022, and a report on all items of these quarters.
pb::SubmitPlanRequest PlanOf(const std::string& official_id);
pb::SubmitReportRequest ReportOf(const std::string& official_id,
                                 const std::vector<std::pair<std::string, std::string>>& covers,
                                 const std::vector<int>& quarters, int completion_e2 = 10'000);

}  // namespace dotpha::reporting::testing
