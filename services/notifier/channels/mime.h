// One e-mail as bytes (RFC 5322, MIME) by GMime: UTF-8, encoded-word headers (RFC 2047), text/plain.
#pragma once

#include <string>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::notifier {

struct Email {
  std::string message_id;  // of our table; the header becomes <message_id@host>: the same message, the same id
  std::string host;        // right side of Message-ID
  std::string from;        // address
  std::string from_name;   // may be empty
  std::string to;          // address
  std::string to_name;
  std::string subject;
  std::string body;
  Instant date;
};

// INVALID_ARGUMENT EMAIL_ADDRESS_INVALID for an address with a line break or without '@'.
Result<std::string> ToMime(const Email& email);

}  // namespace dotpha::notifier
