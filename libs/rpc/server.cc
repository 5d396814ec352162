#include "libs/rpc/server.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <utility>

#include "libs/observability/log.h"
#include "libs/rpc/undecodable.h"

namespace dotpha::rpc {
namespace {

using observability::Level;

constexpr int kWaitingThreads = 16;
constexpr int kClientPingEveryMs = 10'000;  // the least that a client may keep alive with

void EnablePluginsOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

Error CannotListen(const std::string& listen) {
  return Unavailable("LISTEN_FAILED", fmt::format("--listen: cannot listen at '{}'", listen));
}

void SetHealth(grpc::Server& server, bool serving) {
  server.GetHealthCheckService()->SetServingStatus("", serving);
  server.GetHealthCheckService()->SetServingStatus(kLiveness, true);
}

sigset_t Termination() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Shell& shell,
                                              const std::vector<ServedService>& services) {
  for (const ServedService& service : services) {
    DOTPHA_TRY(shell.AddService(service.full_name));
  }
  EnablePluginsOnce();
  RaiseFileDescriptorLimit();
  if (!options.port_file.empty()) {
    std::remove(options.port_file.c_str());  // of a process that was killed: nobody must take its port for ours
  }
  auto server = std::unique_ptr<Server>(new Server(std::move(options), shell));
  const ServerOptions& chosen = server->options_;
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota("dotpha");
  quota.SetMaxThreads(chosen.most_threads);
  builder.SetResourceQuota(quota);
  // A thread that has served a call goes back to wait for the next one. By gRPC's default all but two of each queue
  // would end, to be made anew for the next calls.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, kWaitingThreads);
  builder.SetMaxReceiveMessageSize(chosen.largest_request_bytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, static_cast<int>(chosen.connection_age.count() * 1000));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, static_cast<int>(chosen.drain_grace.count() * 1000));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kClientPingEveryMs);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeUndecodableInterceptorFactory());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.AddListeningPort(chosen.listen, grpc::InsecureServerCredentials(), &server->port_);
  for (const ServedService& service : services) {
    builder.RegisterService(service.implementation);
  }
  server->server_ = builder.BuildAndStart();
  if (!server->server_ || server->port_ == 0) {
    return CannotListen(chosen.listen);
  }
  server->MarkNotServing();
  return server;
}

Server::~Server() { Drain(); }

Result<void> Server::MarkServing() {
  SetHealth(*server_, true);
  if (!options_.port_file.empty()) {
    // Renamed into place: whoever waits for the file never reads half of it.
    const std::string unfinished = options_.port_file + ".new";
    std::ofstream(unfinished) << port_ << "\n";
    if (std::rename(unfinished.c_str(), options_.port_file.c_str()) != 0) {
      return Unavailable("PORT_FILE", fmt::format("--port-file: cannot write '{}'", options_.port_file));
    }
  }
  observability::Log(Level::kInfo, "serving", {{"port", port_}});
  return Ok{};
}

void Server::MarkNotServing() { SetHealth(*server_, false); }

void Server::Drain() {
  if (!server_ || drained_) {
    return;
  }
  drained_ = true;
  MarkNotServing();
  shell_.RefuseNewCalls();
  const Micros deadline = MonotonicClock::Steady().Elapsed() + options_.drain_grace;
  const bool finished = shell_.in_flight().WaitUntilNone(deadline);
  observability::Log(finished ? Level::kInfo : Level::kWarning, "drained", {{"finished", finished}});
  // What is left after the grace is cancelled; handlers see it at their next wait.
  server_->Shutdown(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(1, GPR_TIMESPAN)));
  server_->Wait();
}

// Every call that no service takes.
struct WaitingServer::Refusals final : grpc::CallbackGenericService {
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* /*context*/) override {
    class Refusal final : public grpc::ServerGenericBidiReactor {
     public:
      Refusal() { Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "starting: waits for its database")); }
      void OnDone() override { delete this; }
    };
    return new Refusal;
  }
};

WaitingServer::WaitingServer() : refusals_(std::make_unique<Refusals>()) {}

Result<std::unique_ptr<WaitingServer>> WaitingServer::Start(const std::string& listen) {
  EnablePluginsOnce();
  auto waiting = std::unique_ptr<WaitingServer>(new WaitingServer);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(waiting->refusals_.get());
  waiting->server_ = builder.BuildAndStart();
  if (!waiting->server_ || port == 0) {
    return CannotListen(listen);
  }
  SetHealth(*waiting->server_, false);
  return waiting;
}

WaitingServer::~WaitingServer() {
  if (server_) {
    server_->Shutdown(gpr_now(GPR_CLOCK_MONOTONIC));
    server_->Wait();
  }
}

TerminationSignals::TerminationSignals() {
  const sigset_t signals = Termination();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void TerminationSignals::Wait() {
  const sigset_t signals = Termination();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  observability::Log(Level::kInfo, "asked to end", {{"signal", signal}});
}

bool TerminationSignals::WaitFor(std::chrono::milliseconds patience) {
  const sigset_t signals = Termination();
  const timespec limit{patience.count() / 1000, patience.count() % 1000 * 1'000'000};
  const int signal = sigtimedwait(&signals, nullptr, &limit);
  if (signal > 0) {
    observability::Log(Level::kInfo, "asked to end", {{"signal", signal}});
  }
  return signal > 0;
}

void RaiseFileDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
      observability::Log(Level::kWarning, "the limit of file descriptors stays low");
    }
  }
}

}  // namespace dotpha::rpc
