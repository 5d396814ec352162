// What a person found in the mailbox: the mail sink's Maildir, of one System only.
#pragma once

#include <string>
#include <vector>

#include "tools/maildir/maildir.h"

namespace dotpha::testing {

using maildir::Mail;

// Mails of a Maildir in the order of delivery, only those whose envelope sender is `from`.
std::vector<Mail> ReadMailbox(const std::string& folder, const std::string& from);

}  // namespace dotpha::testing
