#include "services/notifier/store/message_store.h"

#include <nlohmann/json.hpp>

namespace dotpha::notifier {
namespace {

using postgres::Statement;

constexpr Statement kClaim{"message.claim", R"sql(
  UPDATE message m SET state = 2, fence = m.fence + 1, attempts = m.attempts + 1,
                       lease_until = lease_clock() + make_interval(secs => $1::double precision)
  FROM (SELECT w.authority, w.message_id FROM message w
        WHERE w.state = 1 AND w.next_attempt_at <= lease_clock()
          AND (w.hold_until <= lease_clock() OR (
            NOT EXISTS (SELECT FROM debtor d WHERE d.act_at <= w.slot AND d.authority = w.authority)
            AND NOT EXISTS (SELECT FROM debtor d WHERE d.rule_at = w.slot AND d.authority = w.authority
                              AND w.person_id = ANY (d.rule_people)
                              AND (d.held_from IS NULL OR d.rule_at <= d.held_from))
            AND NOT EXISTS (SELECT FROM dirty d WHERE d.authority = w.authority)
            AND NOT EXISTS (SELECT FROM fan_out f WHERE f.authority = w.authority)))
        ORDER BY w.next_attempt_at LIMIT $2::integer FOR UPDATE SKIP LOCKED) AS free
  WHERE m.authority = free.authority AND m.message_id = free.message_id
  RETURNING m.authority, m.message_id, m.person_id, m.slot, m.attempts, m.fence)sql"};

constexpr Statement kAttempt{"message.attempt", R"sql(
  INSERT INTO attempt (authority, message_id, number, step, detail) VALUES ($1, $2::uuid, $3::integer, $4, $5))sql"};

constexpr Statement kItems{"message.items", R"sql(
  SELECT n.notice_id, n.person_id, n.debtor_id, n.obligation_id, n.stage, n.revision, n.state, n.reason, n.due_at,
         n.sent_at, n.late, n.letter
  FROM message_item i JOIN notice n ON n.authority = i.authority AND n.notice_id = i.notice_id
  WHERE i.authority = $1 AND i.message_id = $2::uuid)sql"};

constexpr Statement kBegin{"message.begin", R"sql(
  UPDATE message SET state = 3, language = $4, subject = $5, body = $6
  WHERE authority = $1 AND message_id = $2::uuid AND fence = $3::bigint AND state = 2 AND lease_until > lease_clock()
  RETURNING message_id)sql"};

constexpr Statement kFinish{"message.finish", R"sql(
  UPDATE message SET state = $4::smallint, last_error = $5, lease_until = NULL
  WHERE authority = $1 AND message_id = $2::uuid AND fence = $3::bigint AND state IN (2, 3)
  RETURNING message_id)sql"};

constexpr Statement kRetry{"message.retry", R"sql(
  UPDATE message SET state = 1, last_error = $5, lease_until = NULL,
                     next_attempt_at = lease_clock() + make_interval(secs => $4::double precision)
  WHERE authority = $1 AND message_id = $2::uuid AND fence = $3::bigint AND state IN (2, 3)
  RETURNING message_id)sql"};

constexpr Statement kRecover{"message.recover", R"sql(
  WITH ended AS (
    SELECT authority, message_id, state FROM message
    WHERE state IN (2, 3) AND lease_until <= lease_clock() FOR UPDATE SKIP LOCKED)
  UPDATE message m SET state = CASE ended.state WHEN 2 THEN 1 ELSE 5 END, lease_until = NULL,
                       last_error = CASE ended.state WHEN 2 THEN m.last_error ELSE 'LEASE_ENDED_WHILE_BEGUN' END
  FROM ended WHERE m.authority = ended.authority AND m.message_id = ended.message_id
  RETURNING m.authority, m.message_id, m.attempts, m.state)sql"};

constexpr Statement kList{"message.list", R"sql(
  SELECT m.message_id, m.person_id, m.channel, m.state, m.slot, m.attempts, m.last_error,
         array(SELECT i.notice_id::text FROM message_item i
               WHERE i.authority = m.authority AND i.message_id = m.message_id ORDER BY 1) AS notice_ids
  FROM message m
  WHERE m.authority = $1 AND ($2::smallint = 0 OR m.state = $2::smallint)
    AND (m.slot, m.message_id) > ($3::timestamptz, $4::uuid)
  ORDER BY m.slot, m.message_id LIMIT $5::integer)sql"};

constexpr Statement kLock{"message.lock", R"sql(
  SELECT m.message_id, m.person_id, m.channel, m.state, m.slot, m.attempts, m.last_error,
         array(SELECT i.notice_id::text FROM message_item i
               WHERE i.authority = m.authority AND i.message_id = m.message_id ORDER BY 1) AS notice_ids
  FROM message m WHERE m.authority = $1 AND m.message_id = $2::uuid FOR UPDATE OF m)sql"};

constexpr Statement kResolve{"message.resolve", R"sql(
  UPDATE message SET state = CASE WHEN $3::boolean THEN 1 ELSE 6 END, last_error = $4, next_attempt_at = lease_clock()
  WHERE authority = $1 AND message_id = $2::uuid RETURNING attempts)sql"};

constexpr Statement kContacts{"message.contacts", R"sql(
  SELECT person_id, full_name, email, title FROM contact
  WHERE authority = $1 AND person_id = ANY ($2::text[])
    AND ($3::double precision = 0 OR fetched_at > lease_clock() - make_interval(secs => $3::double precision)))sql"};

constexpr Statement kSaveContact{"message.save_contact", R"sql(
  INSERT INTO contact (authority, person_id, full_name, email, title) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (authority, person_id) DO UPDATE SET
    full_name = excluded.full_name, email = excluded.email, title = excluded.title, fetched_at = lease_clock())sql"};

constexpr Statement kExpireContact{"message.expire_contact", R"sql(
  UPDATE contact SET fetched_at = '-infinity' WHERE authority = $1 AND person_id = $2)sql"};

double Seconds(std::chrono::milliseconds duration) { return static_cast<double>(duration.count()) / 1000.0; }

const char* StepOf(MessageState state) {
  switch (state) {
    case MessageState::kSent:
      return "SENT";
    case MessageState::kUncertain:
      return "UNCERTAIN";
    case MessageState::kFailed:
      return "FAILED";
    case MessageState::kBegun:
      return "BEGUN";
    case MessageState::kClaimed:
      return "CLAIMED";
    case MessageState::kPending:
      break;
  }
  return "RETRY";
}

void Note(postgres::Transaction& transaction, const ClaimedMessage& claim, const char* step,
          const std::string& detail) {
  transaction.Exec(kAttempt, claim.authority, claim.message_id, claim.attempt, step, detail);
}

MessageRow ReadMessage(const pqxx::row& row) {
  return {row["message_id"].as<std::string>(), row["person_id"].as<std::string>(),
          row["channel"].as<std::string>(),    row["state"].as<int>(),
          postgres::ReadInstant(row["slot"]),  row["attempts"].as<int>(),
          row["last_error"].as<std::string>(), postgres::ReadTextArray(row["notice_ids"])};
}

}  // namespace

std::vector<ClaimedMessage> ClaimMessages(postgres::Transaction& transaction, std::chrono::milliseconds lease,
                                          int limit) {
  std::vector<ClaimedMessage> claims;
  for (const auto& row : transaction.Exec(kClaim, Seconds(lease), limit)) {
    claims.push_back({row["authority"].as<std::string>(), row["message_id"].as<std::string>(),
                      row["person_id"].as<std::string>(), postgres::ReadInstant(row["slot"]), row["attempts"].as<int>(),
                      row["fence"].as<std::int64_t>()});
    Note(transaction, claims.back(), "CLAIMED", "");
  }
  return claims;
}

std::vector<NoticeRow> ItemsOf(postgres::Transaction& transaction, const std::string& authority,
                               const std::string& message_id) {
  std::vector<NoticeRow> items;
  for (const auto& row : transaction.Exec(kItems, authority, message_id)) {
    NoticeRow item;
    item.notice_id = row["notice_id"].as<std::string>();
    item.person_id = row["person_id"].as<std::string>();
    item.debtor_id = row["debtor_id"].as<std::string>();
    item.obligation_id = row["obligation_id"].as<std::string>();
    item.stage = row["stage"].as<int>();
    item.revision = row["revision"].as<int>();
    item.state = row["state"].as<int>();
    item.reason = row["reason"].as<std::string>();
    item.due_at = postgres::ReadInstant(row["due_at"]);
    item.sent_at = postgres::ReadOptionalInstant(row["sent_at"]);
    item.late = row["late"].as<bool>();
    item.letter = nlohmann::json::parse(row["letter"].as<std::string>()).get<LetterFields>();
    items.push_back(std::move(item));
  }
  return items;
}

bool BeginMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, const std::string& language,
                  const std::string& subject, const std::string& body) {
  if (transaction.Exec(kBegin, claim.authority, claim.message_id, claim.fence, language, subject, body).empty()) {
    return false;
  }
  Note(transaction, claim, "BEGUN", "");
  return true;
}

bool FinishMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, MessageState state,
                   const std::string& detail) {
  if (transaction.Exec(kFinish, claim.authority, claim.message_id, claim.fence, static_cast<int>(state), detail)
          .empty()) {
    return false;
  }
  Note(transaction, claim, StepOf(state), detail);
  return true;
}

bool RetryMessage(postgres::Transaction& transaction, const ClaimedMessage& claim, std::chrono::milliseconds pause,
                  const std::string& detail) {
  if (transaction.Exec(kRetry, claim.authority, claim.message_id, claim.fence, Seconds(pause), detail).empty()) {
    return false;
  }
  Note(transaction, claim, "RETRY", detail);
  return true;
}

Recovered RecoverMessages(postgres::Transaction& transaction) {
  Recovered recovered;
  for (const auto& row : transaction.Exec(kRecover)) {
    ClaimedMessage claim;
    claim.authority = row["authority"].as<std::string>();
    claim.message_id = row["message_id"].as<std::string>();
    claim.attempt = row["attempts"].as<int>();
    const bool uncertain = row["state"].as<int>() == static_cast<int>(MessageState::kUncertain);
    (uncertain ? recovered.uncertain : recovered.retried) += 1;
    Note(transaction, claim, uncertain ? "UNCERTAIN" : "RETRY", "LEASE_ENDED");
  }
  return recovered;
}

std::vector<MessageRow> ListMessages(postgres::Transaction& transaction, const std::string& authority, int state,
                                     Instant after_slot, const std::string& after_id, int limit) {
  std::vector<MessageRow> messages;
  for (const auto& row : transaction.Exec(kList, authority, state, after_slot, after_id, limit)) {
    messages.push_back(ReadMessage(row));
  }
  return messages;
}

std::optional<MessageRow> LockMessage(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& message_id) {
  const auto rows = transaction.Exec(kLock, authority, message_id);
  return rows.empty() ? std::nullopt : std::optional{ReadMessage(rows.front())};
}

void ResolveMessage(postgres::Transaction& transaction, const std::string& authority, const std::string& message_id,
                    bool send_again, const std::string& note) {
  const auto rows = transaction.Exec(kResolve, authority, message_id, send_again, note);
  ClaimedMessage claim;
  claim.authority = authority;
  claim.message_id = message_id;
  claim.attempt = rows.front()[0].as<int>();
  Note(transaction, claim, "RESOLVED", note);
}

std::vector<Contact> LoadContacts(postgres::Transaction& transaction, const std::string& authority,
                                  const std::vector<std::string>& person_ids, std::chrono::seconds fresh) {
  std::vector<Contact> contacts;
  for (const auto& row : transaction.Exec(kContacts, authority, person_ids, Seconds(fresh))) {
    contacts.push_back({row["person_id"].as<std::string>(), row["full_name"].as<std::string>(),
                        row["email"].as<std::string>(), row["title"].as<std::string>()});
  }
  return contacts;
}

void ExpireContact(postgres::Transaction& transaction, const std::string& authority, const std::string& person_id) {
  transaction.Exec(kExpireContact, authority, person_id);
}

void SaveContacts(postgres::Transaction& transaction, const std::string& authority,
                  const std::vector<Contact>& contacts) {
  for (const Contact& contact : contacts) {
    transaction.Exec(kSaveContact, authority, contact.person_id, contact.full_name, contact.email, contact.title);
  }
}

}  // namespace dotpha::notifier
