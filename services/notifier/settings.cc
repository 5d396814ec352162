#include "services/notifier/settings.h"

#include "libs/config/settings.h"

namespace dotpha::notifier {

using std::chrono::milliseconds;

void AddNotifierSettings(config::Settings& settings, const config::CommonSettings& common, NotifierSettings& notifier) {
  settings.Folder("templates-dir", &notifier.templates_dir, "texts of notices; empty: those that were built in");
  settings.Text("smtp-url", &notifier.smtp_url, "smtp://HOST:PORT", "mail server");
  settings.Text("smtp-from", &notifier.smtp_from, "ADDRESS", "sender of all e-mails");
  settings.Text("smtp-from-name", &notifier.smtp_from_name, "NAME", "name shown beside the sender");
  settings.Text("smtp-user", &notifier.smtp_user, "NAME", "user at the mail server; empty: none");
  settings.File("smtp-password-file", &notifier.smtp_password_file, "password at the mail server");
  settings.Choice("smtp-tls", &notifier.smtp_tls, {"none", "starttls", "tls"}, "how the mail server is reached");
  settings.File("smtp-ca-file", &notifier.smtp_ca_file,
                "authority of the mail server's certificate; empty: the system's");
  settings.Number("smtp-per-second", &notifier.smtp_per_second, 1, 10'000, "e-mails a second",
                  "limit for all replicas together, by Redis; without Redis nothing is limited");
  settings.Number("mail-threads", &notifier.mail_threads, 1, 32, "threads", "e-mails sent side by side");
  settings.Number("work-threads", &notifier.work_threads, 1, 32, "threads", "debtors looked at side by side");
  settings.Duration("mail-timeout", &notifier.mail_timeout, milliseconds{500}, milliseconds{300'000},
                    "longest attempt to hand one e-mail over");
  settings.Duration("mail-lease", &notifier.mail_lease, milliseconds{1'000}, milliseconds{600'000},
                    "a sender silent for this long is taken as dead; longer than mail-timeout");
  settings.Check([&notifier, &common]() -> Result<void> {
    if (common.production && notifier.smtp_tls == "none") {
      return InvalidArgument("smtp-tls", "SMTP_PLAINTEXT", "smtp-tls must not be none in production");
    }
    if (notifier.mail_lease <= notifier.mail_timeout) {
      return InvalidArgument("mail-lease", "LEASE_TOO_SHORT", "mail-lease must be longer than mail-timeout");
    }
    return Ok{};
  });
}

Result<SmtpOptions> SmtpOptionsOf(const NotifierSettings& settings) {
  SmtpOptions options;
  options.url = settings.smtp_url;
  options.user = settings.smtp_user;
  if (!settings.smtp_password_file.empty()) {
    DOTPHA_ASSIGN(options.password, config::ReadSecret("smtp-password-file", settings.smtp_password_file));
  }
  options.tls = settings.smtp_tls == "none"  ? SmtpTls::kNone
                : settings.smtp_tls == "tls" ? SmtpTls::kTls
                                             : SmtpTls::kStartTls;
  options.ca_file = settings.smtp_ca_file;
  options.timeout = settings.mail_timeout;
  return options;
}

MailerOptions MailerOptionsOf(const NotifierSettings& settings) {
  MailerOptions options;
  options.threads = settings.mail_threads;
  options.from = settings.smtp_from;
  options.from_name = settings.smtp_from_name;
  options.lease = settings.mail_lease;
  options.per_second = settings.smtp_per_second;
  options.burst = 5.0 * settings.smtp_per_second;
  return options;
}

}  // namespace dotpha::notifier
