// Reads a Maildir: what the demo shows of a mailbox, and what tests check of the mail sink.
#pragma once

#include <string>
#include <vector>

namespace dotpha::maildir {

struct Mail {
  std::string from;       // envelope (X-MailFrom of the sink)
  std::string to;         // envelope (X-RcptTo)
  std::string date;       // "dd/mm/yyyy hh:mm", as the sender wrote it
  std::string subject;    // decoded, UTF-8
  std::string text;       // first text/plain part, decoded, UTF-8
  std::string id;         // Message-ID without brackets
  std::string file_name;  // grows with the order of delivery
};

// All mails of the folder ("new" and "cur") in the order of delivery; none for a folder that does not exist.
std::vector<Mail> ReadMaildir(const std::string& folder);

// A header with encoded words (RFC 2047), each decoded by itself: GMime 3.2 joins the base64 of neighbours and loses
// all that follows padding.
std::string DecodeHeader(const std::string& raw);

}  // namespace dotpha::maildir
