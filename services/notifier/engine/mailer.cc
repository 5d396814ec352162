#include "services/notifier/engine/mailer.h"

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <tuple>
#include <utility>

#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/transaction.h"
#include "services/notifier/channels/mime.h"

namespace dotpha::notifier {
namespace {

using observability::Level;
using observability::Log;

constexpr char kBucket[] = "smtp";

postgres::TransactionOptions AsStream() {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  return options;
}

prometheus::Counter& Outcomes(const char* outcome) {
  return observability::Counter("dotpha_notifier_emails_total", "E-mails by what became of an attempt",
                                {{"outcome", outcome}});
}

std::string HostOf(const std::string& address) {
  const auto at = address.find('@');
  return at == std::string::npos ? address : address.substr(at + 1);
}

Names NamesFor(const NoticeRow& item, const std::map<std::string, Contact>& contacts) {
  Names names;
  if (const auto recipient = contacts.find(item.person_id); recipient != contacts.end()) {
    names.recipient = recipient->second.full_name;
  }
  if (const auto debtor = contacts.find(item.debtor_id); debtor != contacts.end()) {
    names.debtor = debtor->second.full_name;
    names.debtor_title = debtor->second.title;
  }
  for (const std::string& person : PeopleIn(item.letter)) {
    if (const auto contact = contacts.find(person); contact != contacts.end()) {
      names.people.emplace(person, contact->second.full_name);
    }
  }
  return names;
}

}  // namespace

Mailer::Mailer(MailerParts parts, MailerOptions options) : parts_(parts), options_(std::move(options)) {
  for (int i = 0; i < options_.threads; ++i) {
    bells_.push_back(std::make_unique<Wakeup>());
  }
}

Mailer::~Mailer() { Stop(); }

void Mailer::Start() {
  for (std::size_t i = 0; i < bells_.size(); ++i) {
    threads_.emplace_back([this, i] { Loop(i); });
  }
}

void Mailer::Stop() {
  for (const auto& bell : bells_) {
    bell->Stop();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

void Mailer::Wake() {
  for (const auto& bell : bells_) {
    bell->Ring();
  }
}

void Mailer::Loop(std::size_t index) {
  Wakeup& bell = *bells_[index];
  while (!bell.stopped()) {
    if (index == 0) {
      if (const auto recovered = Recover(); !recovered.ok()) {
        Log(Level::kWarning, "looking for broken-off e-mails failed", recovered.error());
      }
    }
    if (const auto wait = Throttle(); wait.count() > 0) {
      bell.Wait(wait);
      continue;
    }
    const Result<bool> sent = SendOne();
    if (!sent.ok()) {
      Log(Level::kWarning, "sending an e-mail failed", sent.error());
    }
    if ((!sent.ok() || !*sent) && !bell.Wait(options_.poll)) {
      return;
    }
  }
}

// A dead Redis costs the limit, never an e-mail.
std::chrono::milliseconds Mailer::Throttle() {
  if (parts_.redis == nullptr || !parts_.redis->configured()) {
    return std::chrono::milliseconds{0};
  }
  const auto wait = parts_.redis->TakeToken(kBucket, options_.per_second, options_.burst);
  return wait.ok() ? std::min(*wait, options_.poll) : std::chrono::milliseconds{0};
}

std::chrono::milliseconds Mailer::Pause(int attempt) const {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto doubled = options_.first_pause * (std::int64_t{1} << std::clamp(attempt - 1, 0, 20));
  const auto pause = std::min(doubled, options_.longest_pause);
  const double jitter = std::uniform_real_distribution<double>(0.8, 1.2)(random);
  return std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(pause.count()) * jitter)};
}

Result<Recovered> Mailer::Recover() {
  DOTPHA_ASSIGN(
      const Recovered recovered,
      postgres::RunTransaction(*parts_.pool, AsStream(), [](postgres::Transaction& transaction) -> Result<Recovered> {
        return RecoverMessages(transaction);
      }));
  if (recovered.uncertain > 0) {
    Outcomes("uncertain").Increment(recovered.uncertain);
    Log(Level::kError, "it is uncertain whether e-mails were accepted; a person has to decide",
        {{"messages", recovered.uncertain}});
  }
  return recovered;
}

Result<bool> Mailer::SendOne() {
  DOTPHA_ASSIGN(
      const std::vector<ClaimedMessage> claims,
      postgres::RunTransaction(*parts_.pool, AsStream(),
                               [this](postgres::Transaction& transaction) -> Result<std::vector<ClaimedMessage>> {
                                 return ClaimMessages(transaction, options_.lease, 1);
                               }));
  if (claims.empty()) {
    return false;
  }
  const ClaimedMessage& claim = claims.front();
  const Result<Letter> letter = Write(claim);
  if (letter.ok()) {
    DOTPHA_TRY(Deliver(claim, *letter));
  } else if (letter.error().code == Code::kInvalidArgument || letter.error().code == Code::kInternal ||
             claim.attempt >= options_.most_attempts) {
    DOTPHA_TRY(Finish(claim, MessageState::kFailed, letter.error().reason));
  } else {
    DOTPHA_TRY(PutBack(claim, letter.error().reason));
  }
  return true;
}

Result<Mailer::Letter> Mailer::Write(const ClaimedMessage& claim) {
  Preferences preferences;
  DOTPHA_ASSIGN(std::vector<NoticeRow> items,
                postgres::RunTransaction(*parts_.pool, AsStream(),
                                         [&](postgres::Transaction& transaction) -> Result<std::vector<NoticeRow>> {
                                           preferences = LoadPreferences(transaction, claim.authority, claim.person_id);
                                           return ItemsOf(transaction, claim.authority, claim.message_id);
                                         }));
  std::sort(items.begin(), items.end(), [](const NoticeRow& a, const NoticeRow& b) {
    return std::tuple{Urgency(static_cast<Stage>(a.stage)), a.obligation_id} <
           std::tuple{Urgency(static_cast<Stage>(b.stage)), b.obligation_id};
  });
  std::set<std::string> people{claim.person_id};
  for (const NoticeRow& item : items) {
    people.insert(item.debtor_id);
    people.merge(PeopleIn(item.letter));
  }
  DOTPHA_ASSIGN(const auto contacts, parts_.contacts->Get(claim.authority, {people.begin(), people.end()}));
  const auto recipient = contacts.find(claim.person_id);
  if (recipient == contacts.end()) {
    return Unavailable("RECIPIENT_UNKNOWN", "the registration service does not know the recipient");
  }
  if (recipient->second.email.empty()) {
    return InvalidArgument("email", "NO_ADDRESS", "the recipient has no e-mail address");
  }
  std::vector<Text> texts;
  for (const NoticeRow& item : items) {
    DOTPHA_ASSIGN(Text text, parts_.templates->Notice(preferences.language, static_cast<Stage>(item.stage), item.letter,
                                                      NamesFor(item, contacts)));
    texts.push_back(std::move(text));
  }
  const Instant now = parts_.clock->Now();
  Names names;
  names.recipient = recipient->second.full_name;
  DOTPHA_ASSIGN(Text mail, parts_.templates->Mail(preferences.language, texts, Date::Of(now).ToVietnamese(), names));
  DOTPHA_ASSIGN(std::string mime,
                ToMime({claim.message_id, HostOf(options_.from), options_.from, options_.from_name,
                        recipient->second.email, recipient->second.full_name, mail.subject, mail.body, now}));
  return Letter{recipient->second.email, preferences.language, std::move(mail), std::move(mime)};
}

Result<void> Mailer::Deliver(const ClaimedMessage& claim, const Letter& letter) {
  const SmtpOutcome outcome = parts_.smtp->Send(options_.from, letter.to, letter.mime, [&] {
    const Result<bool> begun =
        postgres::RunTransaction(*parts_.pool, AsStream(), [&](postgres::Transaction& transaction) -> Result<bool> {
          return BeginMessage(transaction, claim, letter.language, letter.text.subject, letter.text.body);
        });
    return begun.ok() && *begun;
  });
  switch (outcome.verdict) {
    case SmtpVerdict::kAccepted:
      Outcomes("sent").Increment();
      return Finish(claim, MessageState::kSent, outcome.detail);
    case SmtpVerdict::kPermanent:
      Outcomes("failed").Increment();
      Log(Level::kError, "the mail server refused an e-mail for good", {{"message", claim.message_id}});
      return Finish(claim, MessageState::kFailed, outcome.detail);
    case SmtpVerdict::kUncertain:
      Outcomes("uncertain").Increment();
      Log(Level::kError, "it is uncertain whether an e-mail was accepted; a person has to decide",
          {{"message", claim.message_id}});
      return Finish(claim, MessageState::kUncertain, outcome.detail);
    case SmtpVerdict::kTransient:
      break;
  }
  Outcomes("retry").Increment();
  return claim.attempt >= options_.most_attempts ? Finish(claim, MessageState::kFailed, outcome.detail)
                                                 : PutBack(claim, outcome.detail);
}

Result<void> Mailer::PutBack(const ClaimedMessage& claim, const std::string& detail) {
  return postgres::RunTransaction(*parts_.pool, AsStream(), [&](postgres::Transaction& transaction) -> Result<void> {
    if (!RetryMessage(transaction, claim, Pause(claim.attempt), detail)) {
      Log(Level::kWarning, "the claim on an e-mail was lost", {{"message", claim.message_id}});
    }
    return Ok{};
  });
}

Result<void> Mailer::Finish(const ClaimedMessage& claim, MessageState state, const std::string& detail) {
  return postgres::RunTransaction(*parts_.pool, AsStream(), [&](postgres::Transaction& transaction) -> Result<void> {
    if (!FinishMessage(transaction, claim, state, detail)) {
      Log(Level::kWarning, "the claim on an e-mail was lost", {{"message", claim.message_id}});
    }
    return Ok{};
  });
}

}  // namespace dotpha::notifier
