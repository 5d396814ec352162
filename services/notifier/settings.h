// Settings of the notifier beside the shared ones.
#pragma once

#include <string>

#include "libs/config/common_settings.h"
#include "libs/service/follow.h"
#include "services/notifier/channels/smtp.h"
#include "services/notifier/engine/mailer.h"

namespace dotpha::notifier {

struct NotifierSettings {
  service::FollowSettings follow;
  std::string templates_dir;
  std::string smtp_url;
  std::string smtp_from;
  std::string smtp_from_name = "Theo dõi việc đột phá, đổi mới";
  std::string smtp_user;
  std::string smtp_password_file;
  std::string smtp_tls = "starttls";
  std::string smtp_ca_file;
  int smtp_per_second = 20;
  int mail_threads = 2;
  int work_threads = 2;
  std::chrono::milliseconds mail_lease{20'000};
  std::chrono::milliseconds mail_timeout{10'000};
};

// All but `follow`, which the common process declares.
// Both must outlive Parse().
void AddNotifierSettings(config::Settings& settings, const config::CommonSettings& common, NotifierSettings& notifier);

Result<SmtpOptions> SmtpOptionsOf(const NotifierSettings& settings);
MailerOptions MailerOptionsOf(const NotifierSettings& settings);

}  // namespace dotpha::notifier
