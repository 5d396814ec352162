#include "tests/support/mailbox.h"

namespace dotpha::testing {

std::vector<Mail> ReadMailbox(const std::string& folder, const std::string& from) {
  std::vector<Mail> mails = maildir::ReadMaildir(folder);
  std::erase_if(mails, [&](const Mail& mail) { return mail.from != from; });
  return mails;
}

}  // namespace dotpha::testing
