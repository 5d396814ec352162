#include "tools/dotpha-play/mailbox.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>

namespace dotpha::play {
namespace {

// GObject reference, released at the end of the scope.
template <typename T>
using Owned = std::unique_ptr<T, void (*)(void*)>;

std::string TextOf(const char* text) { return text == nullptr ? "" : text; }

std::string FirstAddress(InternetAddressList* list) {
  if (list == nullptr || internet_address_list_length(list) == 0) {
    return "";
  }
  InternetAddress* address = internet_address_list_get_address(list, 0);
  return INTERNET_ADDRESS_IS_MAILBOX(address)
             ? TextOf(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)))
             : "";
}

struct DatedMail {
  gint64 at = 0;
  Mail mail;
};

std::optional<DatedMail> ReadMail(const std::filesystem::path& path) {
  GError* error = nullptr;
  const Owned<GMimeStream> stream(g_mime_stream_file_open(path.c_str(), "r", &error), g_object_unref);
  if (stream == nullptr) {
    g_clear_error(&error);
    return std::nullopt;
  }
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()), g_object_unref);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr), g_object_unref);
  if (message == nullptr) {
    return std::nullopt;
  }
  DatedMail dated;
  dated.mail.to = FirstAddress(g_mime_message_get_to(message.get()));
  dated.mail.subject = TextOf(g_mime_message_get_subject(message.get()));
  if (GDateTime* date = g_mime_message_get_date(message.get()); date != nullptr) {
    dated.at = g_date_time_to_unix(date);
    const std::unique_ptr<gchar, void (*)(gpointer)> text(g_date_time_format(date, "%d/%m/%Y %H:%M"), g_free);
    dated.mail.date = TextOf(text.get());
  }
  GMimeObject* body = g_mime_message_get_body(message.get());
  if (body != nullptr && GMIME_IS_TEXT_PART(body)) {
    const std::unique_ptr<char, void (*)(gpointer)> text(g_mime_text_part_get_text(GMIME_TEXT_PART(body)), g_free);
    dated.mail.text = TextOf(text.get());
  }
  return dated;
}

}  // namespace

Result<std::vector<Mail>> ReadMaildir(const std::string& folder) {
  static std::once_flag started;
  std::call_once(started, g_mime_init);
  std::vector<DatedMail> found;
  std::error_code failure;
  for (const char* part : {"new", "cur"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(folder) / part, failure)) {
      if (auto mail = ReadMail(entry.path())) {
        found.push_back(std::move(*mail));
      }
    }
  }
  if (failure && found.empty()) {
    return Unavailable("MAILDIR_UNREADABLE", folder + " cannot be read");
  }
  std::stable_sort(found.begin(), found.end(), [](const DatedMail& a, const DatedMail& b) { return a.at < b.at; });
  std::vector<Mail> mails;
  mails.reserve(found.size());
  for (auto& dated : found) {
    mails.push_back(std::move(dated.mail));
  }
  return mails;
}

}  // namespace dotpha::play
