#include "services/notifier/channels/mime.h"

#include <gmime/gmime.h>

#include <memory>
#include <mutex>

namespace dotpha::notifier {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

void InitOnce() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

bool Plausible(const std::string& address) {
  const auto at = address.find('@');
  return at != std::string::npos && at > 0 && at + 1 < address.size() &&
         address.find_first_of("\r\n <>\t") == std::string::npos;
}

}  // namespace

Result<std::string> ToMime(const Email& email) {
  if (!Plausible(email.from) || !Plausible(email.to)) {
    return InvalidArgument("email", "EMAIL_ADDRESS_INVALID", "not an e-mail address");
  }
  InitOnce();
  const Owned<GMimeMessage> message(g_mime_message_new(TRUE));
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM,
                             email.from_name.empty() ? nullptr : email.from_name.c_str(), email.from.c_str());
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO,
                             email.to_name.empty() ? nullptr : email.to_name.c_str(), email.to.c_str());
  g_mime_message_set_subject(message.get(), email.subject.c_str(), "utf-8");
  g_mime_message_set_message_id(message.get(), (email.message_id + "@" + email.host).c_str());
  GTimeZone* zone = g_time_zone_new_offset(static_cast<gint32>(std::chrono::seconds{kVietnamOffset}.count()));
  GDateTime* utc = g_date_time_new_from_unix_utc(email.date.micros / 1'000'000);
  GDateTime* date = g_date_time_to_timezone(utc, zone);
  g_mime_message_set_date(message.get(), date);
  g_date_time_unref(date);
  g_date_time_unref(utc);
  g_time_zone_unref(zone);
  g_mime_object_set_header(GMIME_OBJECT(message.get()), "Auto-Submitted", "auto-generated", nullptr);

  const Owned<GMimeTextPart> part(g_mime_text_part_new_with_subtype("plain"));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  g_mime_text_part_set_text(part.get(), email.body.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(part.get()));

  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  GMimeFormatOptions* options = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), options, stream.get());
  g_mime_format_options_free(options);
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

}  // namespace dotpha::notifier
