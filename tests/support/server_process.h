// A program under test as a child process: start, wait until it serves, kill, ask to end, stop and continue.
//
// The child dies with the test, also when the test is killed (parent-death signal), and its output goes to a file whose
// end is quoted when it does not serve. Failures throw std::runtime_error: a test cannot go on.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace dotpha::testing {

class ServerProcess {
 public:
  struct Options {
    // Path of the binary.
    std::string program;
    std::vector<std::string> arguments;
    // Receives both output streams, appended over restarts.
    std::string log_file;
    // Written by the program when it serves; empty for one that only runs and ends.
    std::string port_file = {};
  };

  explicit ServerProcess(Options options);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Returns at once. Precondition: it does not run.
  void Start();
  // The port that it serves on.
  int WaitServing(std::chrono::seconds patience = std::chrono::seconds{30});
  // Until it ends by itself; its exit status, or minus the signal that ended it.
  int WaitEnd(std::chrono::seconds patience = std::chrono::seconds{60});

  // SIGKILL; returns when it is gone. Nothing happens if it does not run.
  void Kill();
  // SIGTERM; its exit status. Killed, and an error, when it takes longer.
  int Terminate(std::chrono::seconds patience = std::chrono::seconds{40});
  // SIGSTOP and SIGCONT.
  void Pause();
  void Resume();

  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Resident memory in KiB.
  [[nodiscard]] long ResidentKib() const;
  // The last lines of its output.
  [[nodiscard]] std::string LogTail(std::size_t lines = 30) const;
  // Settings for the next Start().
  [[nodiscard]] Options& options() { return options_; }

 private:
  // True when it has ended and been reaped; then status_ is set.
  bool Reap();
  void Signal(int signal) const;

  Options options_;
  pid_t pid_ = -1;
  int status_ = 0;
};

// True as soon as `condition()` is; false when it still is not after `patience`.
template <typename Condition>
bool Eventually(const Condition& condition, std::chrono::milliseconds patience = std::chrono::seconds{10});

// The one place in tests that waits a moment between two looks.
void PauseBetweenLooks();

template <typename Condition>
bool Eventually(const Condition& condition, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= until) {
      return false;
    }
    PauseBetweenLooks();
  }
  return true;
}

// A port on the loopback that nobody listens on, below the range from which outgoing connections take theirs.
int FreePort();

}  // namespace dotpha::testing
