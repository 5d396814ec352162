#include "tools/maildir/maildir.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>

namespace dotpha::maildir {
namespace {

template <typename T>
using Owned = std::unique_ptr<T, decltype([](T* object) { g_object_unref(object); })>;

struct GFree {
  void operator()(char* text) const { g_free(text); }
};
using OwnedText = std::unique_ptr<char, GFree>;

std::string Text(const char* text) { return text == nullptr ? std::string{} : std::string{text}; }

std::string Header(GMimeMessage* message, const char* name) {
  return Text(g_mime_object_get_header(GMIME_OBJECT(message), name));
}

std::string RawHeader(GMimeMessage* message, const char* name) {
  GMimeHeader* const header = g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name);
  return header == nullptr ? std::string{} : Text(g_mime_header_get_raw_value(header));
}

// First text/plain part, in document order.
std::string PlainText(GMimeMessage* message) {
  std::optional<std::string> found;
  g_mime_message_foreach(
      message,
      [](GMimeObject*, GMimeObject* part, gpointer user) {
        auto& result = *static_cast<std::optional<std::string>*>(user);
        if (!result && GMIME_IS_TEXT_PART(part) &&
            g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "plain")) {
          result = Text(OwnedText(g_mime_text_part_get_text(GMIME_TEXT_PART(part))).get());
        }
      },
      &found);
  return found.value_or("");
}

std::string DateText(GMimeMessage* message) {
  GDateTime* const date = g_mime_message_get_date(message);
  return date == nullptr ? std::string{} : Text(OwnedText(g_date_time_format(date, "%d/%m/%Y %H:%M")).get());
}

std::optional<Mail> ReadMail(const std::filesystem::path& path) {
  const Owned<GMimeStream> stream(g_mime_stream_file_open(path.c_str(), "r", nullptr));
  if (!stream) {
    return std::nullopt;
  }
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) {
    return std::nullopt;
  }
  return Mail{.from = Header(message.get(), "X-MailFrom"),
              .to = Header(message.get(), "X-RcptTo"),
              .date = DateText(message.get()),
              .subject = DecodeHeader(RawHeader(message.get(), "Subject")),
              .text = PlainText(message.get()),
              .id = Text(g_mime_message_get_message_id(message.get())),
              .file_name = path.filename()};
}

void StartGmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

}  // namespace

std::string DecodeHeader(const std::string& raw) {
  StartGmime();
  std::string decoded;
  bool after_encoded = false;
  std::istringstream words(raw);
  for (std::string word; words >> word;) {
    const bool encoded = word.starts_with("=?") && word.ends_with("?=");
    // White space between two encoded words is no part of the text (RFC 2047 section 6.2).
    if (!decoded.empty() && !(after_encoded && encoded)) {
      decoded += ' ';
    }
    decoded += encoded ? Text(OwnedText(g_mime_utils_header_decode_text(nullptr, word.c_str())).get()) : word;
    after_encoded = encoded;
  }
  return decoded;
}

std::vector<Mail> ReadMaildir(const std::string& folder) {
  StartGmime();
  std::vector<Mail> mails;
  for (const char* part : {"new", "cur"}) {
    const std::filesystem::path path = std::filesystem::path(folder) / part;
    if (!std::filesystem::exists(path)) {
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (auto mail = ReadMail(entry.path())) {
        mails.push_back(std::move(*mail));
      }
    }
  }
  std::sort(mails.begin(), mails.end(), [](const Mail& a, const Mail& b) { return a.file_name < b.file_name; });
  return mails;
}

}  // namespace dotpha::maildir
