#include "services/notifier/store/notice_store.h"

#include <nlohmann/json.hpp>

#include "libs/base/ids.h"

namespace dotpha::notifier {
namespace {

using postgres::Statement;

constexpr Statement kHistory{"notice.history", R"sql(
  SELECT debtor_id, person_id, obligation_id, stage, revision, state, due_at FROM notice
  WHERE authority = $1 AND debtor_id = ANY ($2::text[]))sql"};

constexpr Statement kSilencesOf{"notice.silences_of", R"sql(
  SELECT * FROM silence WHERE authority = $1 AND official_id = ANY ($2::text[]) ORDER BY silence_id)sql"};

constexpr Statement kPreferences{"notice.preferences", R"sql(
  SELECT reminders_by_email, language, version FROM preference WHERE authority = $1 AND person_id = $2)sql"};

constexpr Statement kInsertNotice{"notice.insert", R"sql(
  INSERT INTO notice (authority, notice_id, person_id, debtor_id, obligation_id, stage, revision, state, reason, due_at,
                      sent_at, late, letter, recorded_at)
  VALUES ($1, $2::uuid, $3, $4, $5, $6::smallint, $7::integer, $8::smallint, $9, $10::timestamptz, $11::timestamptz,
          $12::boolean, $13::jsonb, $14::timestamptz)
  ON CONFLICT DO NOTHING RETURNING notice_id)sql"};

constexpr Statement kInsertInbox{"notice.insert_inbox", R"sql(
  INSERT INTO inbox (authority, person_id, notice_id) VALUES ($1, $2, $3::uuid))sql"};

constexpr Statement kWaitingMessage{"notice.waiting_message", R"sql(
  SELECT message_id FROM message
  WHERE authority = $1 AND person_id = $2 AND channel = $3 AND slot = $4::timestamptz AND state = 1 AND attempts = 0
  FOR UPDATE)sql"};

constexpr Statement kNewMessage{"notice.new_message", R"sql(
  INSERT INTO message (authority, message_id, person_id, channel, slot, part, hold_until)
  SELECT $1, $2::uuid, $3, $4, $5::timestamptz, coalesce(max(part), 0) + 1,
         lease_clock() + make_interval(secs => $6::double precision)
  FROM message WHERE authority = $1 AND person_id = $3 AND channel = $4 AND slot = $5::timestamptz
  ON CONFLICT DO NOTHING RETURNING message_id)sql"};

constexpr Statement kAddItem{"notice.add_item", R"sql(
  INSERT INTO message_item (authority, message_id, notice_id) VALUES ($1, $2::uuid, $3::uuid))sql"};

constexpr Statement kListNotices{"notice.list", R"sql(
  SELECT n.*, i.inbox_id, i.read_at, i.acknowledged_at, i.acknowledged_channel
  FROM notice n LEFT JOIN inbox i ON i.authority = n.authority AND i.notice_id = n.notice_id
  WHERE n.authority = $1 AND (n.due_at, n.notice_id) > ($2::timestamptz, $3::uuid)
    AND ($4 = '' OR n.person_id = $4) AND ($5 = '' OR n.obligation_id = $5)
    AND ($6::smallint = 0 OR n.stage = $6::smallint) AND ($7::smallint = 0 OR n.state = $7::smallint)
    AND ($8::boolean OR ($10 <> '' AND n.person_id = $10) OR EXISTS (
      SELECT FROM obligation o
      WHERE o.authority = n.authority AND o.obligation_id = n.obligation_id AND o.route && $9::text[]))
  ORDER BY n.due_at, n.notice_id LIMIT $11::integer)sql"};

constexpr Statement kListInbox{"notice.list_inbox", R"sql(
  SELECT n.*, i.inbox_id, i.read_at, i.acknowledged_at, i.acknowledged_channel
  FROM inbox i JOIN notice n ON n.authority = i.authority AND n.notice_id = i.notice_id
  WHERE i.authority = $1 AND i.person_id = $2 AND ($4::bigint = 0 OR i.inbox_id < $4::bigint)
    AND (NOT $3::boolean OR i.read_at IS NULL)
  ORDER BY i.inbox_id DESC LIMIT $5::integer)sql"};

constexpr Statement kInboxAfter{"notice.inbox_after", R"sql(
  SELECT n.*, i.inbox_id, i.read_at, i.acknowledged_at, i.acknowledged_channel
  FROM inbox i JOIN notice n ON n.authority = i.authority AND n.notice_id = i.notice_id
  WHERE i.authority = $1 AND i.person_id = $2 AND i.inbox_id > $3::bigint
  ORDER BY i.inbox_id LIMIT $4::integer)sql"};

constexpr Statement kInboxHead{"notice.inbox_head", R"sql(
  SELECT coalesce(max(inbox_id), 0) FROM inbox WHERE authority = $1 AND person_id = $2)sql"};

constexpr Statement kUnread{"notice.unread", R"sql(
  SELECT count(*) FROM inbox WHERE authority = $1 AND person_id = $2 AND read_at IS NULL)sql"};

constexpr Statement kFindInInbox{"notice.find_in_inbox", R"sql(
  SELECT n.*, i.inbox_id, i.read_at, i.acknowledged_at, i.acknowledged_channel
  FROM inbox i JOIN notice n ON n.authority = i.authority AND n.notice_id = i.notice_id
  WHERE i.authority = $1 AND i.person_id = $2 AND i.notice_id = $3::uuid)sql"};

constexpr Statement kMarkRead{"notice.mark_read", R"sql(
  UPDATE inbox SET read_at = $4::timestamptz
  WHERE authority = $1 AND person_id = $2 AND notice_id = $3::uuid AND read_at IS NULL)sql"};

constexpr Statement kAcknowledge{"notice.acknowledge", R"sql(
  UPDATE inbox SET acknowledged_at = $5::timestamptz, acknowledged_channel = $4,
                   read_at = coalesce(read_at, $5::timestamptz)
  WHERE authority = $1 AND person_id = $2 AND notice_id = $3::uuid AND acknowledged_at IS NULL)sql"};

constexpr Statement kSavePreferences{"notice.save_preferences", R"sql(
  INSERT INTO preference (authority, person_id, reminders_by_email, language, version)
  SELECT $1, $2, $3::boolean, $4, 1
  WHERE $5::bigint = 0 OR EXISTS (SELECT 1 FROM preference WHERE authority = $1 AND person_id = $2)
  ON CONFLICT (authority, person_id) DO UPDATE SET
    reminders_by_email = excluded.reminders_by_email, language = excluded.language, version = preference.version + 1
  WHERE preference.version = $5::bigint
  RETURNING version)sql"};

constexpr Statement kInsertSilence{"notice.insert_silence", R"sql(
  INSERT INTO silence (authority, silence_id, official_id, obligation_id, from_day, to_day, document_number, created_by,
                       recorded_at, version)
  VALUES ($1, $2::uuid, $3, $4, $5::date, $6::date, $7, $8, $9::timestamptz, 1))sql"};

constexpr Statement kLockSilence{"notice.lock_silence", R"sql(
  SELECT * FROM silence WHERE authority = $1 AND silence_id = $2::uuid FOR UPDATE)sql"};

constexpr Statement kEndSilence{"notice.end_silence", R"sql(
  UPDATE silence SET ended_at = $3::timestamptz, version = version + 1 WHERE authority = $1 AND silence_id = $2::uuid)sql"};

constexpr Statement kListSilences{"notice.list_silences", R"sql(
  SELECT * FROM silence s
  WHERE s.authority = $1 AND ($2 = '' OR s.official_id = $2) AND s.silence_id > $3::uuid
    AND ($5::boolean OR ($7 <> '' AND s.official_id = $7) OR EXISTS (
      SELECT FROM obligation o
      WHERE o.authority = s.authority AND o.debtor_id = s.official_id AND o.route && $6::text[]))
  ORDER BY s.silence_id LIMIT $4::integer)sql"};

LetterFields ReadLetter(const pqxx::field& field) {
  return nlohmann::json::parse(field.as<std::string>()).get<LetterFields>();
}

NoticeRow ReadNotice(const pqxx::row& row) {
  NoticeRow read;
  read.notice_id = row["notice_id"].as<std::string>();
  read.person_id = row["person_id"].as<std::string>();
  read.debtor_id = row["debtor_id"].as<std::string>();
  read.obligation_id = row["obligation_id"].as<std::string>();
  read.stage = row["stage"].as<int>();
  read.revision = row["revision"].as<int>();
  read.state = row["state"].as<int>();
  read.reason = row["reason"].as<std::string>();
  read.due_at = postgres::ReadInstant(row["due_at"]);
  read.sent_at = postgres::ReadOptionalInstant(row["sent_at"]);
  read.late = row["late"].as<bool>();
  read.letter = ReadLetter(row["letter"]);
  read.inbox_id = row["inbox_id"].is_null() ? 0 : row["inbox_id"].as<std::int64_t>();
  read.read_at = postgres::ReadOptionalInstant(row["read_at"]);
  read.acknowledged_at = postgres::ReadOptionalInstant(row["acknowledged_at"]);
  read.acknowledged_channel = postgres::ReadOptionalText(row["acknowledged_channel"]).value_or("");
  return read;
}

std::vector<NoticeRow> ReadNotices(const pqxx::result& rows) {
  std::vector<NoticeRow> notices;
  notices.reserve(rows.size());
  for (const auto& row : rows) {
    notices.push_back(ReadNotice(row));
  }
  return notices;
}

SilenceRow ReadSilence(const pqxx::row& row) {
  SilenceRow read;
  read.silence_id = row["silence_id"].as<std::string>();
  read.silence = {row["official_id"].as<std::string>(),     row["obligation_id"].as<std::string>(),
                  postgres::ReadDate(row["from_day"]),      postgres::ReadDate(row["to_day"]),
                  row["document_number"].as<std::string>(), postgres::ReadOptionalInstant(row["ended_at"]),
                  postgres::ReadInstant(row["recorded_at"])};
  read.created_by = row["created_by"].as<std::string>();
  read.version = row["version"].as<std::int64_t>();
  return read;
}

}  // namespace

std::map<std::string, std::vector<PastNotice>> LoadHistory(postgres::Transaction& transaction,
                                                           const std::string& authority,
                                                           const std::vector<std::string>& debtor_ids) {
  std::map<std::string, std::vector<PastNotice>> history;
  for (const auto& row : transaction.Exec(kHistory, authority, debtor_ids)) {
    history[row["debtor_id"].as<std::string>()].push_back(
        {row["person_id"].as<std::string>(), row["obligation_id"].as<std::string>(),
         static_cast<Stage>(row["stage"].as<int>()), row["revision"].as<int>(),
         static_cast<NoticeState>(row["state"].as<int>()), postgres::ReadInstant(row["due_at"])});
  }
  return history;
}

std::map<std::string, std::vector<Silence>> LoadSilences(postgres::Transaction& transaction,
                                                         const std::string& authority,
                                                         const std::vector<std::string>& debtor_ids) {
  std::map<std::string, std::vector<Silence>> silences;
  for (const auto& row : transaction.Exec(kSilencesOf, authority, debtor_ids)) {
    Silence silence = ReadSilence(row).silence;
    silences[silence.official_id].push_back(std::move(silence));
  }
  return silences;
}

Preferences LoadPreferences(postgres::Transaction& transaction, const std::string& authority,
                            const std::string& person_id) {
  const auto rows = transaction.Exec(kPreferences, authority, person_id);
  if (rows.empty()) {
    return {};
  }
  const auto row = rows.front();
  return {row["reminders_by_email"].as<bool>(), row["language"].as<std::string>(), row["version"].as<std::int64_t>()};
}

std::optional<std::string> InsertNotice(postgres::Transaction& transaction, const DebtorKey& debtor,
                                        const NewNotice& notice, const LetterFields& letter, Instant now) {
  const bool sent = notice.state == NoticeState::kSent;
  const std::string id = NewUuid();
  const auto inserted = transaction.Exec(
      kInsertNotice, debtor.authority, id, notice.person_id, debtor.debtor_id, notice.obligation_id,
      static_cast<int>(notice.stage), notice.revision, static_cast<int>(notice.state), notice.reason, notice.due_at,
      sent ? std::optional{now} : std::optional<Instant>{}, notice.late, nlohmann::json(letter).dump(), now);
  if (inserted.empty()) {
    return std::nullopt;
  }
  if (sent) {
    transaction.Exec(kInsertInbox, debtor.authority, notice.person_id, id);
  }
  return id;
}

void AddToMessage(postgres::Transaction& transaction, const std::string& authority, const NewNotice& notice,
                  const std::string& notice_id, std::chrono::seconds hold) {
  std::string message_id;
  while (message_id.empty()) {
    const auto waiting = transaction.Exec(kWaitingMessage, authority, notice.person_id, kEmailChannel, notice.slot);
    if (!waiting.empty()) {
      message_id = waiting.front()[0].as<std::string>();
      break;
    }
    // Nothing comes back when another replica made the part at this moment: look again.
    const auto made = transaction.Exec(kNewMessage, authority, NewUuid(), notice.person_id, kEmailChannel, notice.slot,
                                       static_cast<std::int64_t>(hold.count()));
    if (!made.empty()) {
      message_id = made.front()[0].as<std::string>();
    }
  }
  transaction.Exec(kAddItem, authority, message_id, notice_id);
}

std::vector<NoticeRow> ListNotices(postgres::Transaction& transaction, const std::string& authority,
                                   const NoticeFilter& filter, Instant after_due_at, const std::string& after_id,
                                   int limit) {
  return ReadNotices(transaction.Exec(kListNotices, authority, after_due_at, after_id, filter.person_id,
                                      filter.obligation_id, filter.stage, filter.state, filter.everything,
                                      filter.bodies, filter.own, limit));
}

std::vector<NoticeRow> ListInbox(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& person_id, bool unread_only, std::int64_t before, int limit) {
  return ReadNotices(transaction.Exec(kListInbox, authority, person_id, unread_only, before, limit));
}

std::vector<NoticeRow> InboxAfter(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& person_id, std::int64_t after, int limit) {
  return ReadNotices(transaction.Exec(kInboxAfter, authority, person_id, after, limit));
}

std::int64_t InboxHead(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id) {
  return transaction.Exec(kInboxHead, authority, person_id).front()[0].as<std::int64_t>();
}

int UnreadCount(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id) {
  return transaction.Exec(kUnread, authority, person_id).front()[0].as<int>();
}

std::optional<NoticeRow> FindInInbox(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& person_id, const std::string& notice_id) {
  const auto rows = transaction.Exec(kFindInInbox, authority, person_id, notice_id);
  return rows.empty() ? std::nullopt : std::optional{ReadNotice(rows.front())};
}

void MarkRead(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
              const std::string& notice_id, Instant now) {
  transaction.Exec(kMarkRead, authority, person_id, notice_id, now);
}

void Acknowledge(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
                 const std::string& notice_id, const std::string& channel, Instant now) {
  transaction.Exec(kAcknowledge, authority, person_id, notice_id, channel, now);
}

bool SavePreferences(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id,
                     const Preferences& preferences, std::int64_t expected_version) {
  return !transaction
              .Exec(kSavePreferences, authority, person_id, preferences.reminders_by_email, preferences.language,
                    expected_version)
              .empty();
}

void InsertSilence(postgres::Transaction& transaction, const std::string& authority, const SilenceRow& row) {
  transaction.Exec(kInsertSilence, authority, row.silence_id, row.silence.official_id, row.silence.obligation_id,
                   row.silence.from, row.silence.to, row.silence.document_number, row.created_by,
                   row.silence.recorded_at);
}

std::optional<SilenceRow> LockSilence(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& silence_id) {
  const auto rows = transaction.Exec(kLockSilence, authority, silence_id);
  return rows.empty() ? std::nullopt : std::optional{ReadSilence(rows.front())};
}

void EndSilence(postgres::Transaction& transaction, const std::string& authority, const std::string& silence_id,
                Instant ended_at) {
  transaction.Exec(kEndSilence, authority, silence_id, ended_at);
}

std::vector<SilenceRow> ListSilences(postgres::Transaction& transaction, const std::string& authority,
                                     const Reach& reach, const std::string& official_id, const std::string& after_id,
                                     int limit) {
  std::vector<SilenceRow> silences;
  for (const auto& row : transaction.Exec(kListSilences, authority, official_id, after_id, limit, reach.everything,
                                          reach.bodies, reach.own)) {
    silences.push_back(ReadSilence(row));
  }
  return silences;
}

}  // namespace dotpha::notifier
