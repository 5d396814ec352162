// E-mails against the real mail sink: what arrives, and what a crash or a refusing server does in each state.
#include "services/notifier/engine/mailer.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "libs/base/ids.h"
#include "services/notifier/tests/engine_fixture.h"
#include "services/notifier/tests/season.h"
#include "tests/support/mailbox.h"

namespace dotpha::notifier::testing {
namespace {

using postgres::testing::Eventually;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) {
    throw std::runtime_error(std::string{name} + " is not set: run ./dotpha test");
  }
  return value;
}

// Passes SMTP on to the sink, but for the end of the message ("withhold end") or the answer to it ("withhold answer").
class HoldingProxy {
 public:
  enum class Hold { kEnd, kAnswer };
  HoldingProxy(const std::string& target, Hold hold) : hold_(hold) {
    const auto colon = target.find(':');
    target_port_ = std::stoi(target.substr(colon + 1));
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = Loopback(0);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 4) != 0) {
      throw std::runtime_error("the proxy cannot listen");
    }
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~HoldingProxy() {
    ::shutdown(listener_, SHUT_RDWR);
    ::close(listener_);
    thread_.join();
  }
  [[nodiscard]] int port() const { return port_; }

 private:
  static sockaddr_in Loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  // One direction until its end. `stop` says from which chunk on nothing is passed any more.
  template <typename Stop>
  static void Pass(int from, int to, Stop stop) {
    char buffer[4096];
    bool holding = false;
    for (ssize_t size = 0; (size = ::recv(from, buffer, sizeof buffer, 0)) > 0;) {
      holding = holding || stop(std::string(buffer, static_cast<std::size_t>(size)));
      if (!holding && ::send(to, buffer, static_cast<std::size_t>(size), MSG_NOSIGNAL) < 0) {
        return;
      }
    }
    ::shutdown(to, SHUT_WR);
  }

  void Serve() {
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) {
      return;
    }
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = Loopback(target_port_);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      std::atomic<bool> ended = false;
      std::thread answers(
          [&] { Pass(server, client, [&](const std::string&) { return hold_ == Hold::kAnswer && ended.load(); }); });
      std::string tail;
      Pass(client, server, [&](const std::string& chunk) {
        tail = (tail + chunk).substr(tail.size() + chunk.size() > 8 ? tail.size() + chunk.size() - 8 : 0);
        ended = ended || tail.find("\r\n.\r\n") != std::string::npos;
        return hold_ == Hold::kEnd && ended.load();
      });
      ::shutdown(server, SHUT_RDWR);
      answers.join();
    }
    ::close(server);
    ::close(client);
  }

  Hold hold_;
  int listener_ = -1;
  int target_port_ = 0;
  int port_ = 0;
  std::thread thread_;
};

class MailerTest : public EngineFixture {
 protected:
  MailerTest() : smtp_address_(Environment("DOTPHA_TEST_SMTP")), maildir_(Environment("DOTPHA_TEST_MAILDIR")) {
    options_.from = "notifier-" + NewUuid().substr(0, 8) + "@tinhuy.example.vn";
    options_.from_name = "Theo dõi việc đột phá";
    options_.lease = milliseconds{15'000};
    options_.first_pause = milliseconds{1};
    options_.longest_pause = milliseconds{5};
    auto templates = Templates::Builtin();
    templates_ = std::make_unique<Templates>(*std::move(templates));
  }

  // Everything that the fixture has to say is in PENDING e-mails.
  void SayOverdue() {
    RecordProvince("2022-03-01 08:00", "2022-03-01");
    StepTo("2022-03-01 09:00");
    RunTo("2022-11-15 08:00");
    Value("UPDATE message SET state = 4 WHERE slot < '2022-11-15 08:00+07'");  // the reminders are not looked at here
  }

  bool SendOne(const std::string& address) {
    auto smtp = SmtpChannel::Create({.url = "smtp://" + address, .timeout = milliseconds{5'000}});
    ContactBook contacts(*pool_, contacts_source_);
    Mailer mailer({pool_.get(), templates_.get(), &contacts, &*smtp, nullptr, &clock_}, options_);
    const auto sent = mailer.SendOne();
    EXPECT_TRUE(sent.ok()) << sent.error().reason;
    return sent.ok() && *sent;
  }
  void SendAll() {
    while (SendOne(smtp_address_)) {
    }
  }
  Recovered Recover() {
    ContactBook contacts(*pool_, contacts_source_);
    auto smtp = SmtpChannel::Create({.url = "smtp://" + smtp_address_});
    Mailer mailer({pool_.get(), templates_.get(), &contacts, &*smtp, nullptr, &clock_}, options_);
    return *mailer.Recover();
  }
  std::vector<dotpha::testing::Mail> Mails() { return dotpha::testing::ReadMailbox(maildir_, options_.from); }
  std::string States() {
    return Value(
        "SELECT string_agg(person_id || ':' || state, ' ' ORDER BY person_id) FROM message"
        " WHERE slot >= '2022-11-15 08:00+07'");
  }

  // A sender that is killed while the proxy holds the end of the message or the answer.
  void KillWhileBegun(HoldingProxy::Hold hold) {
    int to_child[2];
    ASSERT_EQ(::pipe(to_child), 0);
    pool_.reset();  // threads do not survive a fork
    worker_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
      int port = 0;
      if (::read(to_child[0], &port, sizeof port) == sizeof port) {
        pool_ = std::make_unique<postgres::Pool>(database_.Pooled("notifier", 3));
        SendOne("127.0.0.1:" + std::to_string(port));
      }
      ::_exit(0);
    }
    {
      const HoldingProxy proxy(smtp_address_, hold);
      const int port = proxy.port();
      ASSERT_EQ(::write(to_child[1], &port, sizeof port), static_cast<ssize_t>(sizeof port));
      EXPECT_TRUE(Eventually([this] { return Count("message", "state = 3") == 1; }));
      if (hold == HoldingProxy::Hold::kAnswer) {
        EXPECT_TRUE(Eventually([this] { return Mails().size() == 1; }));
      }
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_TRUE(WIFSIGNALED(status));
    }
    ::close(to_child[0]);
    ::close(to_child[1]);
    pool_ = std::make_unique<postgres::Pool>(database_.Pooled("notifier", 6));
  }

  std::string smtp_address_;
  std::string maildir_;
  MailerOptions options_;
  std::unique_ptr<Templates> templates_;
};

TEST_F(MailerTest, VietnameseArrivesAsItWasWritten) {
  SayOverdue();
  SendAll();
  EXPECT_EQ(States(), "BCSD-S:4 BTC-S:4 N1:4");
  const auto mails = Mails();
  ASSERT_EQ(mails.size(), 3u);
  const auto mine =
      std::find_if(mails.begin(), mails.end(), [](const auto& mail) { return mail.to == "N1@example.vn"; });
  ASSERT_NE(mine, mails.end());
  EXPECT_EQ(mine->subject, "Đăng ký việc đột phá, đổi mới năm 2023: chưa nhận được, quá hạn 1 ngày");
  EXPECT_THAT(mine->text, AllOf(HasSubstr("Kính gửi đồng chí Nguyễn Văn N1"), HasSubstr("trước ngày 15/11/2022"),
                                HasSubstr("Tính đến 08:00 ngày 15/11/2022")));
  // The same message always has the same Message-ID.
  EXPECT_EQ(mine->id, Value("SELECT message_id FROM message WHERE person_id = 'N1' AND slot >= '2022-11-15 08:00+07'") +
                          "@tinhuy.example.vn");
  EXPECT_EQ(Value("SELECT string_agg(step, ' ' ORDER BY attempt_id) FROM attempt JOIN message USING (authority,"
                  " message_id) WHERE person_id = 'N1' AND slot >= '2022-11-15 08:00+07'"),
            "CLAIMED BEGUN SENT");
}

TEST_F(MailerTest, EnglishOnRequest) {
  SayOverdue();
  Value("INSERT INTO preference VALUES ('tq', 'N1', true, 'en', 1)");
  SendAll();
  const auto mails = Mails();
  const auto mine =
      std::find_if(mails.begin(), mails.end(), [](const auto& mail) { return mail.to == "N1@example.vn"; });
  ASSERT_NE(mine, mails.end());
  EXPECT_EQ(mine->subject, "Registration of breakthrough works for 2023: not received, 1 days late");
}

TEST_F(MailerTest, WhoWantsNoRemindersByEmailGetsThemInTheInboxOnly) {
  RecordProvince("2022-03-01 08:00", "2022-03-01");
  StepTo("2022-03-01 09:00");
  Value("INSERT INTO preference VALUES ('tq', 'N1', false, 'vi', 1)");
  RunTo("2022-11-15 08:00");
  EXPECT_EQ(Count("inbox", "person_id = 'N1'"), 4);
  EXPECT_EQ(Count("message", "person_id = 'N1'"), 1);  // stage O always goes by e-mail too
}

TEST_F(MailerTest, AnEmailWaitsForWhatElseIsDueAtItsMoment) {
  SayOverdue();
  Value("UPDATE debtor SET rule_at = '2022-11-15 08:00+07', rule_people = '{N1,BTC-S,BCSD-S}' WHERE debtor_id = 'N1'");
  EXPECT_FALSE(SendOne(smtp_address_));
  Value("UPDATE debtor SET rule_people = '{N1,BTC-S}' WHERE debtor_id = 'N1'");
  EXPECT_TRUE(SendOne(smtp_address_));  // what is awaited does not concern the third
  EXPECT_EQ(States(), "BCSD-S:4 BTC-S:1 N1:1");
  Value("UPDATE message SET hold_until = hold_until - interval '1 hour'");  // but not for ever
  EXPECT_TRUE(SendOne(smtp_address_));
}

TEST_F(MailerTest, AServerThatIsAwayIsTriedAgain) {
  SayOverdue();
  ASSERT_TRUE(SendOne("127.0.0.1:1"));
  EXPECT_EQ(Count("message", "state = 1 AND attempts = 1 AND last_error <> ''"), 1);
  EXPECT_TRUE(Eventually([this] {
    SendAll();
    return States() == "BCSD-S:4 BTC-S:4 N1:4";
  }));
  EXPECT_EQ(Mails().size(), 3u);
}

TEST_F(MailerTest, AnAddressThatIsRefusedForGoodFails) {
  contacts_source_.host = "";  // "N1@" is no address
  SayOverdue();
  SendAll();
  EXPECT_EQ(States(), "BCSD-S:6 BTC-S:6 N1:6");
  EXPECT_EQ(Value("SELECT DISTINCT last_error FROM message WHERE state = 6"), "EMAIL_ADDRESS_INVALID");
}

TEST_F(MailerTest, TheDirectoryBeingDownCostsTimeButKnownNamesServe) {
  SayOverdue();
  contacts_source_.away = true;
  ASSERT_TRUE(SendOne(smtp_address_));
  EXPECT_EQ(Count("message", "state = 1 AND last_error = 'AWAY'"), 1);
  Value(
      "INSERT INTO contact (authority, person_id, full_name, email, title, fetched_at) SELECT 'tq', p, 'Nguyễn Văn A',"
      " p || '@example.vn', 'Giám đốc', '-infinity' FROM unnest(ARRAY['N1', 'BTC-S', 'BCSD-S']) p");
  EXPECT_TRUE(Eventually([this] {
    SendAll();
    return States() == "BCSD-S:4 BTC-S:4 N1:4";
  }));
}

TEST_F(MailerTest, ASenderKilledBeforeTheEndLeavesUncertainAndNobodySendsAgain) {
  SayOverdue();
  KillWhileBegun(HoldingProxy::Hold::kEnd);
  EXPECT_EQ(Recover().uncertain, 0);  // its lease still runs
  Value("UPDATE message SET lease_until = lease_until - interval '1 hour' WHERE state = 3");
  EXPECT_EQ(Recover().uncertain, 1);
  EXPECT_EQ(Count("message", "state = 5"), 1);
  SendAll();
  EXPECT_EQ(Count("message", "state = 5"), 1);
  EXPECT_EQ(Mails().size(), 2u);
}

TEST_F(MailerTest, ASenderKilledBeforeTheAnswerLeavesUncertainAndTheMailArrivedOnce) {
  SayOverdue();
  KillWhileBegun(HoldingProxy::Hold::kAnswer);
  Value("UPDATE message SET lease_until = lease_until - interval '1 hour' WHERE state = 3");
  EXPECT_EQ(Recover().uncertain, 1);
  SendAll();
  EXPECT_EQ(Mails().size(), 3u);
  EXPECT_EQ(Count("message", "state = 5"), 1);
}

TEST_F(MailerTest, ASenderKilledBeforeItBeganIsReplaced) {
  SayOverdue();
  const auto claimed = AsStream([](postgres::Transaction& transaction) -> Result<std::vector<ClaimedMessage>> {
    return ClaimMessages(transaction, milliseconds{15'000}, 1);
  });
  ASSERT_EQ(claimed->size(), 1u);
  Value("UPDATE message SET lease_until = lease_until - interval '1 hour' WHERE state = 2");
  EXPECT_EQ(Recover().retried, 1);
  SendAll();
  EXPECT_EQ(States(), "BCSD-S:4 BTC-S:4 N1:4");
  // The old sender wakes up: its fence is gone.
  const auto begun = AsStream([&](postgres::Transaction& transaction) -> Result<bool> {
    return BeginMessage(transaction, claimed->front(), "vi", "x", "x");
  });
  EXPECT_FALSE(*begun);
  EXPECT_EQ(Mails().size(), 3u);
}

}  // namespace
}  // namespace dotpha::notifier::testing
