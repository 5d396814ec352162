// Sends what is to be sent by e-mail: claims a message, writes it, hands it to the mail server, records how that went.
// States and what a crash does in each: README.md.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "libs/cache/redis.h"
#include "libs/postgres/pool.h"
#include "services/notifier/channels/smtp.h"
#include "services/notifier/channels/templates.h"
#include "services/notifier/engine/contacts.h"
#include "services/notifier/engine/wakeup.h"
#include "services/notifier/store/message_store.h"

namespace dotpha::notifier {

struct MailerOptions {
  int threads = 2;
  std::string from;  // address of the sender
  std::string from_name;
  // Longer than a whole attempt may take (SmtpOptions::timeout).
  std::chrono::milliseconds lease{20'000};
  std::chrono::milliseconds poll{200};
  // Between attempts: this, doubled each time, up to the longest.
  std::chrono::milliseconds first_pause{1'000};
  std::chrono::milliseconds longest_pause{600'000};
  // Then it is FAILED: somebody has to look.
  int most_attempts = 200;
  // Per provider, over all replicas (by Redis; without Redis nothing is limited).
  double per_second = 20;
  double burst = 100;
};

// All must outlive the mailer.
struct MailerParts {
  postgres::Pool* pool = nullptr;
  const Templates* templates = nullptr;
  ContactBook* contacts = nullptr;
  const SmtpChannel* smtp = nullptr;
  cache::Redis* redis = nullptr;
  const CivilClock* clock = nullptr;
};

class Mailer {
 public:
  Mailer(MailerParts parts, MailerOptions options);
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  void Start();
  void Stop();
  void Wake();

  // Claims and sends at most one message. True: there was one.
  Result<bool> SendOne();
  // Claims whose lease has ended (a sender that died): CLAIMED goes back, BEGUN becomes UNCERTAIN.
  Result<Recovered> Recover();

 private:
  struct Letter {
    std::string to;
    std::string language;
    Text text;
    std::string mime;
  };
  void Loop(std::size_t index);
  // What keeps the message from being sent for good is an INVALID_ARGUMENT; anything else may pass.
  Result<Letter> Write(const ClaimedMessage& claim);
  Result<void> Deliver(const ClaimedMessage& claim, const Letter& letter);
  Result<void> PutBack(const ClaimedMessage& claim, const std::string& detail);
  Result<void> Finish(const ClaimedMessage& claim, MessageState state, const std::string& detail);
  [[nodiscard]] std::chrono::milliseconds Pause(int attempt) const;
  std::chrono::milliseconds Throttle();

  MailerParts parts_;
  MailerOptions options_;
  std::vector<std::unique_ptr<Wakeup>> bells_;
  std::vector<std::thread> threads_;
};

}  // namespace dotpha::notifier
