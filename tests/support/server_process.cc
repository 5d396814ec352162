#include "tests/support/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

namespace dotpha::testing {
namespace {

// The parent-death signal comes when the *thread* that forked ends. All children are therefore forked by one thread
// that lives as long as the test.
class Nursery {
 public:
  static Nursery& Instance() {
    static Nursery* const nursery = new Nursery;  // never destroyed: its thread must not end before the process
    return *nursery;
  }

  pid_t Fork(const std::function<pid_t()>& birth) {
    std::unique_lock lock(mutex_);
    Job job{&birth, -1, false};
    jobs_.push_back(&job);
    changed_.notify_all();
    changed_.wait(lock, [&] { return job.done; });
    return job.child;
  }

 private:
  struct Job {
    const std::function<pid_t()>* birth;
    pid_t child;
    bool done;
  };

  Nursery() {
    std::thread([this] { Work(); }).detach();
  }

  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return !jobs_.empty(); });
      Job* const job = jobs_.front();
      jobs_.pop_front();
      job->child = (*job->birth)();
      job->done = true;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job*> jobs_;
};

// Between fork and exec only what is async-signal-safe.
[[noreturn]] void Become(const char* program, char* const* arguments, int log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(127);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(program, arguments);
  ::_exit(127);
}

}  // namespace

ServerProcess::ServerProcess(Options options) : options_(std::move(options)) {}

ServerProcess::~ServerProcess() { Kill(); }

void ServerProcess::Start() {
  if (running()) {
    throw std::runtime_error(options_.program + " runs already");
  }
  if (!options_.port_file.empty()) {
    std::filesystem::remove(options_.port_file);
  }
  const int log = ::open(options_.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) {
    throw std::runtime_error("cannot write " + options_.log_file);
  }
  std::vector<std::string> words{options_.program};
  words.insert(words.end(), options_.arguments.begin(), options_.arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  const pid_t parent = ::getpid();
  pid_ = Nursery::Instance().Fork([&] {
    const pid_t child = ::fork();
    if (child == 0) {
      Become(options_.program.c_str(), pointers.data(), log, parent);
    }
    return child;
  });
  ::close(log);
  if (pid_ < 0) {
    throw std::runtime_error("cannot fork");
  }
}

int ServerProcess::WaitServing(std::chrono::seconds patience) {
  int port = 0;
  const bool serves = Eventually(
      [&] {
        std::ifstream file(options_.port_file);
        return (file >> port && port > 0) || !running();
      },
      patience);
  if (port <= 0) {
    throw std::runtime_error(options_.program + (serves ? " ended" : " does not serve") + ":\n" + LogTail());
  }
  return port;
}

int ServerProcess::WaitEnd(std::chrono::seconds patience) {
  if (!Eventually([&] { return !running(); }, patience)) {
    throw std::runtime_error(options_.program + " does not end:\n" + LogTail());
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

void ServerProcess::Kill() {
  if (running()) {
    Signal(SIGKILL);
    ::waitpid(pid_, &status_, 0);
    pid_ = -1;
  }
}

int ServerProcess::Terminate(std::chrono::seconds patience) {
  if (!running()) {
    throw std::runtime_error(options_.program + " does not run");
  }
  Signal(SIGTERM);
  if (!Eventually([&] { return !running(); }, patience)) {
    Kill();
    throw std::runtime_error(options_.program + " does not end on SIGTERM:\n" + LogTail());
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

void ServerProcess::Pause() { Signal(SIGSTOP); }
void ServerProcess::Resume() { Signal(SIGCONT); }

bool ServerProcess::running() { return pid_ > 0 && !Reap(); }

bool ServerProcess::Reap() {
  if (::waitpid(pid_, &status_, WNOHANG) != pid_) {
    return false;
  }
  pid_ = -1;
  return true;
}

void ServerProcess::Signal(int signal) const {
  if (pid_ <= 0 || ::kill(pid_, signal) != 0) {
    throw std::runtime_error(options_.program + " does not run");
  }
}

long ServerProcess::ResidentKib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  }
  throw std::runtime_error("no memory figure for " + options_.program);
}

std::string ServerProcess::LogTail(std::size_t lines) const {
  std::ifstream file(options_.log_file);
  std::deque<std::string> last;
  for (std::string line; std::getline(file, line);) {
    last.push_back(line);
    if (last.size() > lines) {
      last.pop_front();
    }
  }
  std::string text;
  for (const std::string& line : last) {
    text += line + "\n";
  }
  return text;
}

void PauseBetweenLooks() { std::this_thread::sleep_for(std::chrono::milliseconds{2}); }

int FreePort() {
  static std::mutex mutex;
  static std::mt19937 random{std::random_device{}()};
  const std::lock_guard lock(mutex);
  std::uniform_int_distribution<int> ports(10'000, 31'999);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const int port = ports(random);
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool taken = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0;
    ::close(probe);
    if (!taken) {
      return port;
    }
  }
  throw std::runtime_error("no free port");
}

}  // namespace dotpha::testing
