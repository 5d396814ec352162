#include "services/notifier/api/notice_messages.h"

#include <set>
#include <utility>

#include "libs/rpc/wire_time.h"

namespace dotpha::notifier {

v1::Notice ToMessage(const std::string& authority, const NoticeRow& row) {
  v1::Notice message;
  message.set_name(ResourceName(authority, "notices", row.notice_id));
  message.set_notice_id(row.notice_id);
  message.set_person_id(row.person_id);
  message.set_obligation_id(row.obligation_id);
  message.set_stage(static_cast<v1::NoticeStage>(row.stage));
  message.set_deadline_revision(row.revision);
  message.set_state(static_cast<v1::NoticeState>(row.state));
  message.set_reason(row.reason);
  *message.mutable_due_at() = rpc::ToWire(row.due_at);
  if (row.sent_at) {
    *message.mutable_sent_at() = rpc::ToWire(*row.sent_at);
  }
  message.set_late(row.late);
  if (row.read_at) {
    *message.mutable_read_at() = rpc::ToWire(*row.read_at);
  }
  if (row.acknowledged_at) {
    *message.mutable_acknowledged_at() = rpc::ToWire(*row.acknowledged_at);
  }
  message.set_acknowledged_channel(row.acknowledged_channel);
  return message;
}

Result<std::vector<v1::Notice>> WithTexts(const ApiParts& parts, const std::string& authority,
                                          const std::string& language, const std::vector<NoticeRow>& rows) {
  std::set<std::string> people;
  for (const NoticeRow& row : rows) {
    people.insert({row.person_id, row.debtor_id});
    people.merge(PeopleIn(row.letter));
  }
  DOTPHA_ASSIGN(const auto contacts, parts.contacts->Remembered(authority, {people.begin(), people.end()}));
  std::vector<v1::Notice> messages;
  for (const NoticeRow& row : rows) {
    Names names;
    if (const auto debtor = contacts.find(row.debtor_id); debtor != contacts.end()) {
      names.debtor = debtor->second.full_name;
      names.debtor_title = debtor->second.title;
    }
    for (const std::string& person : PeopleIn(row.letter)) {
      if (const auto contact = contacts.find(person); contact != contacts.end()) {
        names.people.emplace(person, contact->second.full_name);
      }
    }
    DOTPHA_ASSIGN(const Text text, parts.templates->Notice(language, static_cast<Stage>(row.stage), row.letter, names));
    messages.push_back(ToMessage(authority, row));
    messages.back().set_subject(text.subject);
    messages.back().set_body(text.body);
  }
  return messages;
}

v1::OutgoingMessage ToMessage(const MessageRow& row) {
  v1::OutgoingMessage message;
  message.set_message_id(row.message_id);
  message.set_person_id(row.person_id);
  message.set_channel(row.channel);
  message.set_state(static_cast<v1::MessageState>(row.state));
  message.mutable_notice_ids()->Add(row.notice_ids.begin(), row.notice_ids.end());
  *message.mutable_due_at() = rpc::ToWire(row.slot);
  message.set_attempts(row.attempts);
  message.set_last_error(row.last_error);
  return message;
}

v1::Silence ToMessage(const std::string& authority, const SilenceRow& row) {
  v1::Silence message;
  message.set_name(ResourceName(authority, "silences", row.silence_id));
  message.set_silence_id(row.silence_id);
  message.set_official_id(row.silence.official_id);
  message.set_obligation_id(row.silence.obligation_id);
  *message.mutable_from() = rpc::ToWire(row.silence.from);
  *message.mutable_to() = rpc::ToWire(row.silence.to);
  message.set_document_number(row.silence.document_number);
  message.set_created_by(row.created_by);
  *message.mutable_recorded_at() = rpc::ToWire(row.silence.recorded_at);
  if (row.silence.ended_at) {
    *message.mutable_ended_at() = rpc::ToWire(*row.silence.ended_at);
  }
  message.set_etag(EtagOf(row.version));
  return message;
}

v1::Preferences ToMessage(const Preferences& preferences) {
  v1::Preferences message;
  message.set_reminders_by_email(preferences.reminders_by_email);
  message.set_language(preferences.language);
  message.set_etag(EtagOf(preferences.version));
  return message;
}

v1::QuarantinedEvent ToMessage(const messaging::QuarantinedEvent& event) {
  v1::QuarantinedEvent message;
  message.set_quarantine_id(event.event.producer + "/" + std::to_string(event.event.stream_seq));
  message.set_producer(event.event.producer);
  message.set_stream_seq(static_cast<std::uint64_t>(event.event.stream_seq));
  message.set_type(event.event.type);
  message.mutable_debtors()->Add(event.event.debtors.begin(), event.event.debtors.end());
  message.set_error(event.error);
  *message.mutable_recorded_at() = rpc::ToWire(event.event.recorded_at);
  *message.mutable_quarantined_at() = rpc::ToWire(event.quarantined_at);
  return message;
}

}  // namespace dotpha::notifier
