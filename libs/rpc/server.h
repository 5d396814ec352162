// One gRPC server as every service runs it: health (grpc.health.v1), reflection, limits, drain on SIGTERM.
//
// Health of the whole server (the empty name) says whether to send calls here; that of kLiveness is SERVING as long as
// the process can answer, whatever it waits for: who restarts what is ill asks that one.
//
//   rpc::TerminationSignals signals;                       // first thing in main(), before any thread
//   ...
//   auto server = rpc::Server::Start(options, shell, {rpc::Serve<DirectoryService>(&directory), ...});
//   (*server)->MarkServing();                              // writes the port file
//   signals.Wait();
//   (*server)->Drain();                                    // NOT_SERVING -> refuse new calls -> wait -> stop
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/rpc/shell.h"

namespace dotpha::rpc {

inline constexpr char kLiveness[] = "liveness";

struct ServerOptions {
  std::string listen = "127.0.0.1:0";
  // Written with the port when the service is SERVING; empty: not written.
  std::string port_file;
  // Handlers block, so well above the connection pool. What comes beyond is refused by gRPC (RESOURCE_EXHAUSTED).
  int most_threads = 160;
  int largest_request_bytes = 8 * 1024 * 1024;
  std::chrono::seconds connection_age{3600};
  // How long Drain() waits for calls in flight; above the handling bound.
  std::chrono::seconds drain_grace{25};
};

struct ServedService {
  std::string full_name;
  grpc::Service* implementation;
};

// `Api` is the generated outer class, e.g. dotpha::registration::v1::DirectoryService.
template <typename Api>
ServedService Serve(typename Api::Service* implementation) {
  return {Api::service_full_name(), implementation};
}

class Server {
 public:
  // FAILED_PRECONDITION METHOD_WITHOUT_PERMISSION; UNAVAILABLE LISTEN_FAILED. `shell` and the services must outlive it.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Shell& shell,
                                               const std::vector<ServedService>& services);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // Health SERVING, then the port file. UNAVAILABLE PORT_FILE when that cannot be written.
  Result<void> MarkServing();
  // NOT_SERVING for a while (a database that is gone), without refusing calls.
  void MarkNotServing();
  // NOT_SERVING, refuse new calls, let those in flight finish within the grace, stop. Idempotent.
  void Drain();

 private:
  Server(ServerOptions options, Shell& shell) : options_(std::move(options)), shell_(shell) {}

  ServerOptions options_;
  Shell& shell_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  bool drained_ = false;
};

// Answers at the address of a server that cannot be started yet: alive, NOT_SERVING, every call UNAVAILABLE. Its
// destruction leaves the address to the server.
class WaitingServer {
 public:
  // UNAVAILABLE LISTEN_FAILED.
  static Result<std::unique_ptr<WaitingServer>> Start(const std::string& listen);
  ~WaitingServer();
  WaitingServer(const WaitingServer&) = delete;
  WaitingServer& operator=(const WaitingServer&) = delete;

 private:
  WaitingServer();
  struct Refusals;
  const std::unique_ptr<Refusals> refusals_;
  std::unique_ptr<grpc::Server> server_;
};

// Blocks SIGTERM and SIGINT for this thread and all that it starts; ignores SIGPIPE.
class TerminationSignals {
 public:
  TerminationSignals();
  // Returns when one of them comes.
  void Wait();
  // The same, for so long at most. True when one came.
  bool WaitFor(std::chrono::milliseconds patience);
};

// Raises the soft limit of file descriptors to the hard one: an exhausted limit kills a gRPC listener for good.
void RaiseFileDescriptorLimit();

}  // namespace dotpha::rpc
