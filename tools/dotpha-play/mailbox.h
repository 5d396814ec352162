// Reads the mail sink's Maildir: what a person found in the mailbox.
#pragma once

#include <string>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::play {

struct Mail {
  std::string to;       // address
  std::string date;     // Date header as written
  std::string subject;  // decoded, UTF-8
  std::string text;     // decoded text/plain body, UTF-8
};

// All mails of a Maildir ("new" and "cur"), oldest first by Date header.
Result<std::vector<Mail>> ReadMaildir(const std::string& folder);

}  // namespace dotpha::play
