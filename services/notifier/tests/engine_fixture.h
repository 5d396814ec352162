// The engine on a real database, without broker and network: events go through the real intake, time is moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/lawfile/catalogue.h"
#include "libs/postgres/testing/scratch_database.h"
#include "services/notifier/engine/contacts.h"
#include "services/notifier/engine/intake.h"
#include "services/notifier/engine/worker.h"

namespace dotpha::notifier::testing {

inline constexpr char kAuthority[] = "tq";

// Answers for everybody; counts; can be told to be away.
class TestContacts final : public ContactSource {
 public:
  Result<std::vector<Contact>> Fetch(const std::string& authority, const std::vector<std::string>& person_ids) override;
  bool away = false;
  int calls = 0;
  std::string host = "example.vn";
};

class EngineFixture : public ::testing::Test {
 protected:
  // `producers`: whose events are applied and whose watermarks count; with the review service, bodies are debtors.
  explicit EngineFixture(std::vector<std::string> producers = {facts::kRegistrationProducer});

  // ---- what is recorded; `at` as "2022-03-01 08:00"
  void RecordProvince(const std::string& at, const std::string& live_from);
  void RecordOfficial(const std::string& id, const std::string& agency, const std::string& at);
  void Submit(const std::string& official, int cycle, const std::string& received, const std::string& recorded,
              const std::string& document = "");
  void Override(int cycle, const std::string& day, const std::string& at);
  // Through the real intake, with the next number of the stream. Returns the number.
  std::int64_t Apply(const registration::v1::RegistrationEvent& event, const std::string& at,
                     std::vector<std::string> debtors = {});
  // The same for any producer's event.
  template <typename Event>
  std::int64_t ApplyFrom(const std::string& producer, const Event& event, const std::string& at,
                         std::vector<std::string> debtors = {}) {
    const auto* field = Event::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
    return ApplyBytes(producer, field->message_type()->full_name(), event.SerializeAsString(), at, std::move(debtors));
  }
  // An event about the debtor that nobody could apply, as the consumer would have put it away.
  std::int64_t Quarantine(const std::string& debtor, const registration::v1::RegistrationEvent& event,
                          const std::string& at);

  // ---- time: the clock stands at `to`, all producers' watermarks too, everything due is done
  void StepTo(const std::string& to);
  // Through every instant at which something is due.
  void RunTo(const std::string& to);
  void SetWatermark(const std::string& at);
  void Work();

  // ---- what came out
  // "R10 04/11/2022 08:00 SENT N1" of one obligation.
  std::vector<std::string> Notices(const std::string& obligation);
  std::string Value(const std::string& sql);
  int Count(const std::string& table, const std::string& condition = "true");
  template <typename Function>
  auto AsStream(Function&& function) {
    postgres::TransactionOptions options;
    options.role = postgres::Role::kStream;
    return postgres::RunTransaction(*pool_, options, std::forward<Function>(function));
  }

  std::int64_t ApplyBytes(const std::string& producer, const std::string& type, std::string data, const std::string& at,
                          std::vector<std::string> debtors);

  const std::vector<std::string> producers_;
  postgres::testing::ScratchDatabase database_;
  std::unique_ptr<postgres::Pool> pool_;
  lawfile::Catalogue catalogue_;
  statute::Calendars calendars_;
  PolicyBook policies_;
  ManualClock clock_;
  facts::KnowledgeSource knowledge_;
  LedgerKeeper keeper_;
  TestContacts contacts_source_;
  messaging::Handler intake_;
  std::unique_ptr<Worker> worker_;
  std::int64_t sequence_ = 0;
};

}  // namespace dotpha::notifier::testing
