// One message to one SMTP server by libcurl (RFC 5321, STARTTLS and implicit TLS).
//
// `begin` is called once, before the last bytes of the message are handed over: until then the server cannot have
// accepted it, from then on it may have. Whoever records `begin` durably can tell what may be sent again.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "libs/base/result.h"

namespace dotpha::notifier {

enum class SmtpTls { kNone, kStartTls, kTls };

struct SmtpOptions {
  std::string url;  // "smtp://host:port" or "smtps://host:port"
  std::string user = {};
  std::string password = {};
  SmtpTls tls = SmtpTls::kNone;
  std::string ca_file = {};  // empty: the system's
  std::chrono::milliseconds connect_timeout{5'000};
  // Whole attempt; the claim's lease must be longer.
  std::chrono::milliseconds timeout{10'000};
};

enum class SmtpVerdict {
  kAccepted,   // 250 to the end of data
  kTransient,  // not accepted, may be tried again
  kPermanent,  // refused for good (5xx)
  kUncertain,  // begun, and no clear answer came
};

struct SmtpOutcome {
  SmtpVerdict verdict = SmtpVerdict::kTransient;
  std::string detail;  // code and library's words; no address
};

class SmtpChannel {
 public:
  // INVALID_ARGUMENT SMTP_URL_INVALID.
  static Result<SmtpChannel> Create(SmtpOptions options);

  // `begin` returns false to give up: the message is then broken off before its end.
  [[nodiscard]] SmtpOutcome Send(const std::string& from, const std::string& to, const std::string& message,
                                 const std::function<bool()>& begin) const;

 private:
  explicit SmtpChannel(SmtpOptions options) : options_(std::move(options)) {}
  SmtpOptions options_;
};

}  // namespace dotpha::notifier
