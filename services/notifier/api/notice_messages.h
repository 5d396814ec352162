// Rows of notices and e-mails as messages of the API.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dotpha/notifier/v1/notice_service.pb.h"
#include "libs/messaging/quarantine.h"
#include "services/notifier/api/call_support.h"
#include "services/notifier/store/message_store.h"

namespace dotpha::notifier {

// Without text.
v1::Notice ToMessage(const std::string& authority, const NoticeRow& row);
// With the text in the recipient's language, for his own inbox. Names that are not known here are shown as ids.
Result<std::vector<v1::Notice>> WithTexts(const ApiParts& parts, const std::string& authority,
                                          const std::string& language, const std::vector<NoticeRow>& rows);
v1::OutgoingMessage ToMessage(const MessageRow& row);
v1::Silence ToMessage(const std::string& authority, const SilenceRow& row);
v1::Preferences ToMessage(const Preferences& preferences);
v1::QuarantinedEvent ToMessage(const messaging::QuarantinedEvent& event);

}  // namespace dotpha::notifier
