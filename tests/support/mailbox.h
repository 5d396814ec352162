// What a person found in the mailbox: the mail sink's Maildir, decoded.
#pragma once

#include <string>
#include <vector>

namespace dotpha::testing {

struct Mail {
  std::string from;       // envelope sender
  std::string to;         // envelope recipients, as the sink notes them
  std::string subject;    // decoded, UTF-8
  std::string text;       // decoded text/plain body, UTF-8
  std::string id;         // Message-ID without angle brackets
  std::string file_name;  // sorts by the moment of delivery
};

// Mails of a Maildir in the order of delivery, only those whose envelope sender is `from`.
std::vector<Mail> ReadMailbox(const std::string& maildir, const std::string& from);

}  // namespace dotpha::testing
