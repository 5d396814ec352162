// A real server in this process for the tests of libs/rpc: real tokens, the real permission table, handlers that a test
// sets.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "libs/rpc/client.h"
#include "libs/rpc/raw_call.h"
#include "libs/rpc/server.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::rpc::testing {

namespace registration = dotpha::registration::v1;
namespace notifier = dotpha::notifier::v1;

// Handlers of the three shapes: a command, a read, a stream.
class Campaigns final : public registration::CampaignService::Service {
 public:
  explicit Campaigns(Shell& shell) : shell_(shell) {}
  grpc::Status AnnounceCampaign(grpc::ServerContext* context, const registration::AnnounceCampaignRequest* request,
                                registration::AnnounceCampaignResponse* response) override {
    return shell_.Unary(context, *request, response, [&](const CallContext& call) { return announce(call, *request); });
  }
  grpc::Status GetAuthority(grpc::ServerContext* context, const registration::GetAuthorityRequest* request,
                            registration::GetAuthorityResponse* response) override {
    return shell_.Unary(context, *request, response, [&](const CallContext& call) { return get_authority(call); });
  }
  std::function<Result<registration::AnnounceCampaignResponse>(const CallContext&,
                                                               const registration::AnnounceCampaignRequest&)>
      announce;
  std::function<Result<registration::GetAuthorityResponse>(const CallContext&)> get_authority;

 private:
  Shell& shell_;
};

class Inbox final : public notifier::InboxService::Service {
 public:
  explicit Inbox(Shell& shell) : shell_(shell) {}
  grpc::Status WatchInbox(grpc::ServerContext* context, const notifier::WatchInboxRequest* request,
                          grpc::ServerWriter<notifier::WatchInboxResponse>* writer) override {
    return shell_.ServerStream(
        context, *request, writer,
        [&](const CallContext& call, Stream<notifier::WatchInboxResponse>& stream) { return watch(call, stream); });
  }
  std::function<Result<void>(const CallContext&, Stream<notifier::WatchInboxResponse>&)> watch;

 private:
  Shell& shell_;
};

struct Roles final : auth::RoleSource {
  std::map<std::string, std::vector<std::string>> roles{
      {"ST-BTC-1", {"specialist:BTC"}}, {"ST-BTC-2", {"specialist:BTC"}}, {"TQ-001", {"official"}}};
  Result<auth::HeldRoles> RolesOf(const std::string& /*authority*/, const std::string& person) override {
    const auto found = roles.find(person);
    return found == roles.end() ? auth::HeldRoles{} : auth::HeldRoles{found->second, {}};
  }
};

class ServerTest : public ::testing::Test {
 protected:
  static constexpr char kRequestId[] = "0b6f2c1e-7c6f-4a53-9d5b-1f2a3b4c5d6e";

  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("dotpha-rpc-" + std::to_string(getpid()));
    issuer = *devtoken::DevIssuer::Open(folder.string());
    auth::TokenOptions token_options;
    token_options.jwks_file = issuer.jwks_file();
    token_options.issuer = "dotpha-devtoken";
    token_options.operators = {"quan-tri"};
    token_options.services = {"notifier"};
    tokens = *auth::TokenVerifier::Create(token_options, host_clock);
    parts.civil = &civil;
    parts.tokens = tokens.get();
    parts.permissions = &permissions;
    parts.roles = &roles;
    parts.receipts = &receipts;
    shell_options.service = "registration";
    server_options.port_file = (folder / "port").string();
    server_options.drain_grace = std::chrono::seconds{10};
  }
  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  void Start() {
    shell = std::make_unique<Shell>(shell_options, parts);
    campaigns = std::make_unique<Campaigns>(*shell);
    inbox = std::make_unique<Inbox>(*shell);
    campaigns->announce =
        [](const CallContext& call,
           const registration::AnnounceCampaignRequest& request) -> Result<registration::AnnounceCampaignResponse> {
      registration::AnnounceCampaignResponse response;
      response.mutable_campaign()->set_guidance(request.guidance());
      response.mutable_campaign()->set_name(call.caller);
      return response;
    };
    campaigns->get_authority = [](const CallContext& call) -> Result<registration::GetAuthorityResponse> {
      registration::GetAuthorityResponse response;
      response.mutable_authority()->set_name(call.authority);
      response.mutable_authority()->set_display_name(call.caller);
      return response;
    };
    auto started = Server::Start(
        server_options, *shell,
        {Serve<registration::CampaignService>(campaigns.get()), Serve<notifier::InboxService>(inbox.get())});
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = *std::move(started);
    ASSERT_TRUE(server->MarkServing().ok());
    channel = MakeChannel("127.0.0.1:" + std::to_string(server->port()));
    stub = registration::CampaignService::NewStub(channel);
    inbox_stub = notifier::InboxService::NewStub(channel);
  }

  [[nodiscard]] std::string TokenOf(const std::string& subject, const std::string& authority = "tuyen-quang") const {
    devtoken::Claims claims;
    claims.subject = subject;
    claims.authority = authority;
    return *issuer.Mint(claims, host_clock.Now());
  }
  [[nodiscard]] CallOptions As(const std::string& subject) const {
    CallOptions options;
    options.token = TokenOf(subject);
    return options;
  }
  static registration::AnnounceCampaignRequest Announcement(const std::string& guidance = "Định hướng") {
    registration::AnnounceCampaignRequest request;
    request.set_request_id(kRequestId);
    request.set_cycle(2022);
    request.set_guidance(guidance);
    return request;
  }
  // One attempt; the receipt of a refusal lands in `receipt`.
  Result<registration::AnnounceCampaignResponse> Announce(const CallOptions& options,
                                                          const registration::AnnounceCampaignRequest& request,
                                                          std::string* receipt = nullptr) {
    grpc::ClientContext context;
    Prepare(context, options);
    registration::AnnounceCampaignResponse response;
    const grpc::Status status = stub->AnnounceCampaign(&context, request, &response);
    if (receipt != nullptr) {
      *receipt = ArrivalReceiptOf(context);
    }
    if (!status.ok()) {
      return ErrorFromStatus(status);
    }
    return response;
  }
  Result<registration::GetAuthorityResponse> GetAuthority(const CallOptions& options) {
    return Call<registration::GetAuthorityResponse>(
        options,
        [&](grpc::ClientContext& context, auto* response) {
          return stub->GetAuthority(&context, registration::GetAuthorityRequest(), response);
        },
        RetryOptions{1, {}, {}});
  }

  static auth::PermissionTable LoadPermissions() {
    auto table =
        auth::PermissionTable::Load(std::string(std::getenv("DOTPHA_SOURCE_DIR")) + "/policies/permissions.textproto");
    return table.ok() ? *std::move(table) : auth::PermissionTable();
  }

  std::filesystem::path folder;
  ManualClock civil{Date(2021, 11, 14).At()};
  ManualClock host_clock{*ParseRfc3339("2026-03-01T08:00:00+07:00")};
  devtoken::DevIssuer issuer;
  std::unique_ptr<auth::TokenVerifier> tokens;
  auth::PermissionTable permissions = LoadPermissions();
  Roles roles;
  ArrivalReceipts receipts = *ArrivalReceipts::Create(std::string(32, 'k'));
  ShellOptions shell_options;
  ShellParts parts;
  ServerOptions server_options;
  std::unique_ptr<Shell> shell;
  std::unique_ptr<Campaigns> campaigns;
  std::unique_ptr<Inbox> inbox;
  std::unique_ptr<Server> server;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<registration::CampaignService::Stub> stub;
  std::unique_ptr<notifier::InboxService::Stub> inbox_stub;
};

}  // namespace dotpha::rpc::testing
