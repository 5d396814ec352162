// E-mails on their way (states: README.md). A claim has a lease and a fence; leases and back-off are in the database's
// time, never in civil time. `begun` is committed before the message's last byte leaves, so that a lease that ends
// while CLAIMED may be retried, and one that ends while BEGUN may not. All functions throw what libpqxx throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/notifier/store/notice_store.h"

namespace dotpha::notifier {

enum class MessageState { kPending = 1, kClaimed = 2, kBegun = 3, kSent = 4, kUncertain = 5, kFailed = 6 };

struct ClaimedMessage {
  std::string authority;
  std::string message_id;
  std::string person_id;
  Instant slot;
  int attempt = 1;
  std::int64_t fence = 0;
};

// Messages that may go: not before their next attempt, and either everything of their moment is decided (rulings of
// that very moment wait for a watermark, which comes within the hold unless something is broken) or their hold is over.
// At most `limit`; each is CLAIMED for `lease`.
std::vector<ClaimedMessage> ClaimMessages(postgres::Transaction& transaction, std::chrono::milliseconds lease,
                                          int limit);
// The notices of a message, in no particular order.
std::vector<NoticeRow> ItemsOf(postgres::Transaction& transaction, const std::string& authority,
                               const std::string& message_id);

// Each of these is fenced: false means that the claim was lost, and nothing was done.
bool BeginMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, const std::string& language,
                  const std::string& subject, const std::string& body);
bool FinishMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, MessageState state,
                   const std::string& detail);
// Back to PENDING, to be tried again after `pause`.
bool RetryMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, std::chrono::milliseconds pause,
                  const std::string& detail);

struct Recovered {
  int retried = 0;    // were CLAIMED
  int uncertain = 0;  // were BEGUN
};
// Claims whose lease has ended.
Recovered RecoverMessages(postgres::Transaction& transaction);

// ---- reading, and a person's decision ------------------------------------------------------------------------------

struct MessageRow {
  std::string message_id;
  std::string person_id;
  std::string channel;
  int state = 0;
  Instant slot;
  int attempts = 0;
  std::string last_error;
  std::vector<std::string> notice_ids;
};
std::vector<MessageRow> ListMessages(postgres::Transaction& transaction, const std::string& authority, int state,
                                     Instant after_slot, const std::string& after_id, int limit);
std::optional<MessageRow> LockMessage(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& message_id);
// Of an UNCERTAIN or FAILED message: send it again, or leave it as FAILED, with the person's note.
void ResolveMessage(postgres::Transaction& transaction, const std::string& authority, const std::string& message_id,
                    bool send_again, const std::string& note);

// ---- names and addresses -------------------------------------------------------------------------------------------

struct Contact {
  std::string person_id;
  std::string full_name;
  std::string email;
  std::string title;
};
// Only those fetched within `fresh`; 0: all.
std::vector<Contact> LoadContacts(postgres::Transaction& transaction, const std::string& authority,
                                  const std::vector<std::string>& person_ids, std::chrono::seconds fresh);
// What is known of the person is not to be relied on any more: the directory has changed.
void ExpireContact(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id);
void SaveContacts(postgres::Transaction& transaction, const std::string& authority,
                  const std::vector<Contact>& contacts);

}  // namespace dotpha::notifier
