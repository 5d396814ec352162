#include "tests/support/mailbox.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>

namespace dotpha::testing {
namespace {

template <typename T>
using Owned = std::unique_ptr<T, decltype([](T* object) { g_object_unref(object); })>;

std::string Text(const char* text) { return text == nullptr ? std::string{} : std::string{text}; }

std::string Header(GMimeMessage* message, const char* name) {
  return Text(g_mime_object_get_header(GMIME_OBJECT(message), name));
}

// First text/plain part, in document order.
std::string PlainText(GMimeMessage* message) {
  struct Found {
    std::string text;
    bool done = false;
  } found;
  g_mime_message_foreach(
      message,
      [](GMimeObject*, GMimeObject* part, gpointer user) {
        auto& result = *static_cast<Found*>(user);
        if (result.done || !GMIME_IS_TEXT_PART(part)) {
          return;
        }
        GMimeContentType* const type = g_mime_object_get_content_type(part);
        if (!g_mime_content_type_is_type(type, "text", "plain")) {
          return;
        }
        char* const text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        result.text = Text(text);
        result.done = true;
        g_free(text);
      },
      &found);
  return found.text;
}

}  // namespace

std::vector<Mail> ReadMailbox(const std::string& maildir, const std::string& from) {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
  std::vector<Mail> mails;
  for (const char* folder : {"new", "cur"}) {
    const std::filesystem::path path = std::filesystem::path(maildir) / folder;
    if (!std::filesystem::exists(path)) {
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      const Owned<GMimeStream> stream(g_mime_stream_file_open(entry.path().c_str(), "r", nullptr));
      if (!stream) {
        continue;
      }
      const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
      const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
      if (!message || Header(message.get(), "X-MailFrom") != from) {
        continue;
      }
      mails.push_back({.from = from,
                       .to = Header(message.get(), "X-RcptTo"),
                       .subject = Text(g_mime_message_get_subject(message.get())),
                       .text = PlainText(message.get()),
                       .id = Text(g_mime_message_get_message_id(message.get())),
                       .file_name = entry.path().filename()});
    }
  }
  std::sort(mails.begin(), mails.end(), [](const Mail& a, const Mail& b) { return a.file_name < b.file_name; });
  return mails;
}

}  // namespace dotpha::testing
