#include "services/notifier/channels/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

namespace dotpha::notifier {
namespace {

struct Upload {
  const std::string* message = nullptr;
  std::size_t sent = 0;
  const std::function<bool()>* begin = nullptr;
  bool begun = false;
  bool given_up = false;
};

// Hands the message over. The part that holds its last byte leaves only after `begin`.
std::size_t ReadMessage(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& upload = *static_cast<Upload*>(user);
  const std::size_t room = size * count;
  const std::size_t left = upload.message->size() - upload.sent;
  if (left == 0) {
    return 0;
  }
  if (left <= room && !upload.begun) {
    if (!(*upload.begin)()) {
      upload.given_up = true;
      return CURL_READFUNC_ABORT;
    }
    upload.begun = true;
  }
  const std::size_t part = std::min(room, left);
  std::memcpy(buffer, upload.message->data() + upload.sent, part);
  upload.sent += part;
  return part;
}

SmtpOutcome Judge(CURLcode result, long code, const Upload& upload, const char* words) {
  if (result == CURLE_OK) {
    return {SmtpVerdict::kAccepted, std::to_string(code)};
  }
  std::string detail = std::to_string(code) + " " + (words[0] != '\0' ? words : curl_easy_strerror(result));
  if (upload.given_up) {
    return {SmtpVerdict::kTransient, "CLAIM_LOST"};
  }
  const bool answered_end = result == CURLE_WEIRD_SERVER_REPLY && code >= 400;  // a clear no to the end of data
  if (upload.begun && !answered_end) {
    return {SmtpVerdict::kUncertain, std::move(detail)};
  }
  const bool refused = code >= 500 && code < 600 && result != CURLE_COULDNT_CONNECT;
  return {refused ? SmtpVerdict::kPermanent : SmtpVerdict::kTransient, std::move(detail)};
}

}  // namespace

Result<SmtpChannel> SmtpChannel::Create(SmtpOptions options) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (!options.url.starts_with("smtp://") && !options.url.starts_with("smtps://")) {
    return InvalidArgument("smtp-url", "SMTP_URL_INVALID", "must be smtp://host:port or smtps://host:port");
  }
  return SmtpChannel(std::move(options));
}

SmtpOutcome SmtpChannel::Send(const std::string& from, const std::string& to, const std::string& message,
                              const std::function<bool()>& begin) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, ("<" + to + ">").c_str()), &curl_slist_free_all);
  Upload upload{&message, 0, &begin, false, false};
  char words[CURL_ERROR_SIZE] = "";
  const auto set = [&curl](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  const std::string sender = "<" + from + ">";
  set(CURLOPT_URL, options_.url.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(words));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  set(CURLOPT_MAIL_FROM, sender.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &ReadMessage);
  set(CURLOPT_READDATA, static_cast<void*>(&upload));
  if (options_.tls != SmtpTls::kNone) {
    set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) {
      set(CURLOPT_CAINFO, options_.ca_file.c_str());
    }
  }
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  const CURLcode result = curl_easy_perform(curl.get());
  long code = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
  return Judge(result, code, upload, static_cast<const char*>(words));
}

}  // namespace dotpha::notifier
