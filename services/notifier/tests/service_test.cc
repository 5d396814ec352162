// What only the running notifier can show: a watched inbox, preferences, a quarantined event from end to end, a rebuilt
// ledger, a drained stream. The ladders themselves: tests/acceptance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kReg[] = "N1:REG:2023";

// Somebody who watches his inbox, on a thread of his own.
class Watcher {
 public:
  Watcher(Season& season, const std::string& person) : context_(season.system().As(person)) {
    context_->set_deadline(std::chrono::system_clock::time_point::max());
    reader_ = season.system().inbox().WatchInbox(context_.get(), ntf::WatchInboxRequest());
    thread_ = std::thread([this] {
      ntf::WatchInboxResponse answer;
      while (reader_->Read(&answer)) {
        const std::lock_guard lock(mutex_);
        answers_.push_back(answer);
        changed_.notify_all();
      }
      status_ = reader_->Finish();
      const std::lock_guard lock(mutex_);
      ended_ = true;
      changed_.notify_all();
    });
  }
  ~Watcher() {
    context_->TryCancel();
    thread_.join();
  }
  // The first so many answers; fewer when they do not come in time.
  std::vector<ntf::WatchInboxResponse> Wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return answers_.size() >= count; });
    return answers_;
  }
  bool WaitEnd() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return ended_; });
  }

 private:
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<ntf::WatchInboxResponse>> reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ntf::WatchInboxResponse> answers_;
  bool ended_ = false;
  grpc::Status status_;
  std::thread thread_;
};

TEST(NotifierService, AWatchedInboxTellsTheUnreadAndThenEachNewNotice) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-04 08:00");
  Watcher watcher(season, "N1");
  auto answers = watcher.Wait(1);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].unread_count(), 1);
  EXPECT_FALSE(answers[0].has_notice());

  season.To("2022-11-15 08:00");
  answers = watcher.Wait(4);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[1].notice().stage(), ntf::NOTICE_STAGE_R3);
  EXPECT_EQ(answers[2].notice().stage(), ntf::NOTICE_STAGE_R0);
  EXPECT_EQ(answers[3].notice().stage(), ntf::NOTICE_STAGE_O);
  EXPECT_EQ(answers[3].unread_count(), 4);
  EXPECT_THAT(answers[3].notice().subject(), HasSubstr("quá hạn 1 ngày"));
  EXPECT_THAT(answers[3].notice().body(), HasSubstr("Tính đến 08:00 ngày 15/11/2022"));
}

TEST(NotifierService, AWatcherIsSentAwayWhenTheServiceDrains) {
  Season season({.start = "2022-11-01 08:00"});
  Watcher watcher(season, "N1");
  ASSERT_EQ(watcher.Wait(1).size(), 1u);
  EXPECT_EQ(season.system().notifier_process().Terminate(), 0);
  EXPECT_TRUE(watcher.WaitEnd());
  season.system().Restart(season.system().notifier_process());
}

TEST(NotifierService, ReadingAndPreferences) {
  Season season({.start = "2022-11-01 08:00"});
  auto& inbox = season.system().inbox();
  const auto preferences = season.Ask("N1", inbox, &Inbox::GetPreferences, ntf::GetPreferencesRequest());
  ASSERT_TRUE(preferences.ok()) << preferences.error().reason;
  EXPECT_TRUE(preferences->preferences().reminders_by_email());
  EXPECT_EQ(preferences->preferences().language(), "vi");
  ntf::UpdatePreferencesRequest update;
  *update.mutable_preferences() = preferences->preferences();
  update.mutable_preferences()->set_reminders_by_email(false);
  update.mutable_preferences()->set_language("en");
  const auto updated = season.Ask("N1", inbox, &Inbox::UpdatePreferences, update);
  ASSERT_TRUE(updated.ok()) << updated.error().reason;
  EXPECT_NE(updated->preferences().etag(), preferences->preferences().etag());
  EXPECT_EQ(season.Ask("N1", inbox, &Inbox::UpdatePreferences, update).error().reason, "ETAG_MISMATCH");

  season.To("2022-11-15 08:00");
  EXPECT_THAT(season.MailsPerPerson(), Contains(::testing::Pair("n1@example.vn", 1)));  // O goes by e-mail too
  const auto listed = season.Ask("N1", inbox, &Inbox::ListInbox, ntf::ListInboxRequest());
  ASSERT_TRUE(listed.ok());
  ASSERT_EQ(listed->notices_size(), 4);
  EXPECT_EQ(listed->unread_count(), 4);
  EXPECT_THAT(listed->notices(0).subject(), HasSubstr("not received, 1 days late"));
  ntf::MarkReadRequest read;
  read.add_names(listed->notices(0).name());
  read.add_names(listed->notices(3).name());
  const auto marked = season.Ask("N1", inbox, &Inbox::MarkRead, read);
  ASSERT_TRUE(marked.ok()) << marked.error().reason;
  EXPECT_EQ(marked->unread_count(), 2);
  EXPECT_EQ(season.Ask("BTC-leader", inbox, &Inbox::MarkRead, read).error().reason, "NOTICE_NOT_FOUND");
  ntf::ListInboxRequest unread;
  unread.set_unread_only(true);
  unread.set_page_size(1);
  const auto first = season.Ask("N1", inbox, &Inbox::ListInbox, unread);
  ASSERT_EQ(first->notices_size(), 1);
  unread.set_page_token(first->next_page_token());
  const auto second = season.Ask("N1", inbox, &Inbox::ListInbox, unread);
  ASSERT_EQ(second->notices_size(), 1);
  EXPECT_NE(first->notices(0).name(), second->notices(0).name());
  EXPECT_TRUE(second->next_page_token().empty());
}

TEST(NotifierService, AnEventThatCannotBeAppliedIsRetriedInVainAndSkippedWithADocument_H_18) {
  Season season({.officials = {"N1", "N3"}, .start = "2022-11-01 08:00"});
  season.To("2022-11-14 12:00");
  season.system().Query("registration",
                        "INSERT INTO outbox (authority, event_id, type, routing_key, debtors, recorded_at, data)"
                        " SELECT 'tuyen-quang', gen_random_uuid(), 'dotpha.registration.v1.RegistrationSubmitted',"
                        " 'tuyen-quang.registration.registration.submitted', ARRAY['N1'], now, '\\xffff'"
                        " FROM virtual_clock RETURNING 1");
  season.To("2022-11-17 09:00");
  EXPECT_THAT(season.FlagLines(), ElementsAre("N3:REG:2023 LATE OPEN since 2022-11-15 00:00"));
  EXPECT_TRUE(season.Obligation(kReg).held());
  EXPECT_FALSE(season.Obligation("N3:REG:2023").held());
  EXPECT_THAT(season.Ladder(kReg), Not(Contains(HasSubstr(" O "))));

  auto& quarantine = season.system().quarantine();
  const auto listed =
      season.Ask("BTC-specialist", quarantine, &Quarantine::ListQuarantinedEvents, ntf::ListQuarantinedEventsRequest());
  ASSERT_TRUE(listed.ok()) << listed.error().reason;
  ASSERT_EQ(listed->events_size(), 1);
  EXPECT_THAT(listed->events(0).debtors(), ElementsAre("N1"));
  EXPECT_THAT(listed->events(0).error(), HasSubstr("EVENT_UNREADABLE"));
  ntf::RetryQuarantinedEventRequest retry;
  retry.set_quarantine_id(listed->events(0).quarantine_id());
  const auto retried = season.Ask("BTC-specialist", quarantine, &Quarantine::RetryQuarantinedEvent, retry);
  ASSERT_TRUE(retried.ok()) << retried.error().reason;
  EXPECT_FALSE(retried->applied());
  EXPECT_EQ(retried->error(), "EVENT_UNREADABLE");

  ntf::SkipQuarantinedEventRequest skip;
  skip.set_quarantine_id(listed->events(0).quarantine_id());
  EXPECT_EQ(season.Ask("BTC-specialist", quarantine, &Quarantine::SkipQuarantinedEvent, skip).error().reason,
            "DOCUMENT_REQUIRED");
  skip.mutable_document()->set_number("MP-3-CV/BTC");
  EXPECT_EQ(season.Ask("N1", quarantine, &Quarantine::SkipQuarantinedEvent, skip).error().code,
            Code::kPermissionDenied);
  const auto skipped = season.Ask("BTC-specialist", quarantine, &Quarantine::SkipQuarantinedEvent, skip);
  ASSERT_TRUE(skipped.ok()) << skipped.error().reason;
  season.Settle();
  EXPECT_FALSE(season.Obligation(kReg).held());
  EXPECT_THAT(season.FlagLines(), Contains("N1:REG:2023 LATE OPEN since 2022-11-15 00:00"));
  EXPECT_EQ(season.Ask("BTC-specialist", quarantine, &Quarantine::SkipQuarantinedEvent, skip).error().reason,
            "EVENT_ALREADY_RESOLVED");
}

TEST(NotifierService, ALedgerThatWasTamperedWithIsFoundAndRepaired) {
  Season season({.officials = {"N1", "N3"}, .start = "2022-11-01 08:00"});
  season.To("2022-11-16 10:00");
  auto& obligations = season.system().obligations();
  ntf::RebuildLedgerRequest request;
  const auto sound = season.Ask(testing::System::kOperator, obligations, &Obligations::RebuildLedger, request);
  ASSERT_TRUE(sound.ok()) << sound.error().reason;
  EXPECT_GE(sound->debtors(), 2);
  EXPECT_THAT(sound->differences(), IsEmpty());
  season.system().Query("notifier", "UPDATE obligation SET state = 2 WHERE obligation_id = 'N1:REG:2023' RETURNING 1");
  request.set_repair(true);
  const auto found = season.Ask(testing::System::kOperator, obligations, &Obligations::RebuildLedger, request);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found->differences(), ElementsAre("N1:REG:2023: state: 2 -> 4"));
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_OVERDUE);
}

}  // namespace
}  // namespace dotpha::acceptance
