// Notices, inboxes, silences and preferences as rows. All functions throw what libpqxx throws.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/notifier/domain/dispatch.h"
#include "services/notifier/domain/letter.h"
#include "services/notifier/store/ledger_query.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {

inline constexpr char kEmailChannel[] = "email";

// ---- writing: the engine -------------------------------------------------------------------------------------------

// Each by debtor; who has none is left out.
std::map<std::string, std::vector<PastNotice>> LoadHistory(postgres::Transaction& transaction,
                                                           const std::string& authority,
                                                           const std::vector<std::string>& debtor_ids);
std::map<std::string, std::vector<Silence>> LoadSilences(postgres::Transaction& transaction,
                                                         const std::string& authority,
                                                         const std::vector<std::string>& debtor_ids);

struct Preferences {
  bool reminders_by_email = true;
  std::string language = "vi";
  std::int64_t version = 0;  // 0: never chosen
};
Preferences LoadPreferences(postgres::Transaction& transaction, const std::string& authority,
                            const std::string& person_id);

// Writes the notice; with state SENT its inbox row too. Returns its id; nullopt: it was there already.
std::optional<std::string> InsertNotice(postgres::Transaction& transaction, const DebtorKey& debtor,
                                        const NewNotice& notice, const LetterFields& letter, Instant now);
// Puts a given notice into the e-mail of that person and slot: the waiting one, or a new part. `hold`: how long a new
// one waits for further items of the moment.
void AddToMessage(postgres::Transaction& transaction, const std::string& authority, const NewNotice& notice,
                  const std::string& notice_id, std::chrono::seconds hold);

// ---- reading and the commands of people ----------------------------------------------------------------------------

struct NoticeRow {
  std::string notice_id;
  std::string person_id;
  std::string debtor_id;
  std::string obligation_id;
  int stage = 0;
  int revision = 1;
  int state = 0;
  std::string reason;
  Instant due_at;
  std::optional<Instant> sent_at;
  bool late = false;
  LetterFields letter;
  std::int64_t inbox_id = 0;  // 0: in nobody's inbox
  std::optional<Instant> read_at;
  std::optional<Instant> acknowledged_at;
  std::string acknowledged_channel;
};

struct NoticeFilter {
  std::string person_id;
  std::string obligation_id;
  int stage = 0;
  int state = 0;
  bool everything = false;          // else only what one of `bodies` may see, or the person's own
  std::vector<std::string> bodies;  // bodies on the obligation's route
  std::string own;                  // person
};

// In the order of (due_at, notice_id), after the given one.
std::vector<NoticeRow> ListNotices(postgres::Transaction& transaction, const std::string& authority,
                                   const NoticeFilter& filter, Instant after_due_at, const std::string& after_id,
                                   int limit);
// Newest first; `before` 0: from the newest.
std::vector<NoticeRow> ListInbox(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& person_id, bool unread_only, std::int64_t before, int limit);
// Oldest first, those that came after `after`: for a watcher.
std::vector<NoticeRow> InboxAfter(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& person_id, std::int64_t after, int limit);
std::int64_t InboxHead(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id);
int UnreadCount(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id);
std::optional<NoticeRow> FindInInbox(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& person_id, const std::string& notice_id);
void MarkRead(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
              const std::string& notice_id, Instant now);
// The first acknowledgement stands.
void Acknowledge(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
                 const std::string& notice_id, const std::string& channel, Instant now);

// False: `expected_version` is not the stored one (0: none stored).
bool SavePreferences(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
                     const Preferences& preferences, std::int64_t expected_version);

struct SilenceRow {
  std::string silence_id;
  Silence silence;
  std::string created_by;
  std::int64_t version = 1;
};
void InsertSilence(postgres::Transaction& transaction, const std::string& authority, const SilenceRow& row);
std::optional<SilenceRow> LockSilence(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& silence_id);
void EndSilence(postgres::Transaction& transaction, const std::string& authority, const std::string& silence_id,
                Instant ended_at);
// Within `reach`: everything, officials on whose route one of the bodies stands, or the person himself.
std::vector<SilenceRow> ListSilences(postgres::Transaction& transaction, const std::string& authority,
                                     const Reach& reach, const std::string& official_id, const std::string& after_id,
                                     int limit);

}  // namespace dotpha::notifier
