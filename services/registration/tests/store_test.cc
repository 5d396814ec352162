// The service's tables on a real PostgreSQL, as a superuser's and as a plain owner's database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "libs/postgres/testing/scratch_database.h"
#include "migrations/postgres.h"
#include "migrations/registration.h"
#include "services/registration/store/commission_store.h"
#include "services/registration/store/directory_store.h"
#include "services/registration/store/registration_store.h"
#include "services/registration/tests/province.h"

namespace dotpha::registration {
namespace {

using postgres::Transaction;
using testing::At;
using testing::Day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Province;
using testing::ValidContent;
using testing::ValidWork;

constexpr char kHere[] = "tuyen-quang";
constexpr char kElsewhere[] = "ha-giang";

class Store : public ::testing::TestWithParam<bool> {
 protected:
  Store() {
    database_.Migrate("registration", {&migrations::postgres(), &migrations::registration()});
    SetUpAuthority(kHere);
  }

  template <typename Function>
  auto In(const std::string& authority, Function function) {
    postgres::TransactionOptions options;
    options.authority = authority;
    return postgres::RunTransaction(pool_, options, function);
  }
  void SetUpAuthority(const std::string& authority) {
    const auto done = In(authority, [&](Transaction& transaction) -> Result<void> {
      DOTPHA_TRY(directory_.LoadForChange(transaction, authority));
      directory_.SaveSettings(transaction, authority, *province_.rows.settings);
      Roster roster{province_.rows.agencies, province_.rows.bodies, province_.rows.staff, province_.rows.officials,
                    province_.rows.positions};
      int number = 0;
      for (Position& position : roster.positions) {
        std::string id = "00000000-0000-4000-8000-000000000000";
        id[34] = static_cast<char>('0' + number / 10);
        id[35] = static_cast<char>('0' + number++ % 10);
        position.id = id;
        position.recorded_at = At("2022-01-01 08:00:00.123456");
      }
      directory_.InsertRoster(transaction, authority, roster);
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().reason << ": " << done.error().message;
  }
  std::shared_ptr<const store::Snapshot> Load(const std::string& authority = kHere) {
    return *In(authority, [&](Transaction& transaction) { return directory_.Load(transaction, authority); });
  }
  static RegistrationDecision DecisionOf(const std::string& official_id, const std::string& id, int cycle) {
    RegistrationDecision decision;
    decision.registration.id = id;
    decision.registration.official_id = official_id;
    decision.registration.cycle = cycle;
    decision.registration.state = RegistrationState::kSubmitted;
    decision.registration.content = ValidContent(cycle);
    decision.registration.content.works[0].id = "W-" + official_id + "-" + std::to_string(cycle);
    decision.registration.received_at = At("2022-11-14 23:59:59.999999");
    decision.registration.recorded_at = At("2022-11-15 00:00:03");
    decision.registration.version = 1;
    decision.registration.regulation_id = "TQ2021";
    decision.registration.revision = 1;
    decision.history = {At("2022-11-15 00:00:03"), official_id, "submit", "DRAFT", "SUBMITTED", "", 1};
    decision.deliveries = {{id, 1, "BTC", DeliveryRole::kVia, At("2022-11-14 23:59:59.999999")},
                           {id, 1, "BCSD", DeliveryRole::kCopy, At("2022-11-14 23:59:59.999999")}};
    return decision;
  }
  Result<void> Save(const RegistrationDecision& decision, const std::string& authority = kHere) {
    return In(authority, [&](Transaction& transaction) -> Result<void> {
      store::Save(transaction, authority, decision);
      return {};
    });
  }

  postgres::testing::ScratchDatabase database_{GetParam()};
  postgres::Pool pool_{database_.Pooled("registration", 4)};
  Province province_;
  store::DirectoryStore directory_{
      [this](const std::string& id) { return id == "TQ2021" ? &province_.regulation() : nullptr; }};
};

const std::string kFirst = "11111111-1111-4111-8111-111111111111";
const std::string kSecond = "22222222-2222-4222-8222-222222222222";
const std::string kThird = "33333333-3333-4333-8333-333333333333";

TEST_P(Store, ADirectoryIsRecentUntilItsTimeIsOverOrSomebodyChangesIt) {
  struct Steady final : MonotonicClock {
    Micros elapsed{0};
    [[nodiscard]] Micros Elapsed() const override { return elapsed; }
  } steady;
  store::DirectoryStore directory([this](const std::string&) { return &province_.regulation(); }, steady);
  constexpr Micros kRecent = std::chrono::milliseconds{250};
  const auto load = [&] {
    return *In(kHere, [&](Transaction& transaction) { return directory.Load(transaction, kHere); });
  };
  EXPECT_EQ(directory.Recent(kHere, kRecent), nullptr);
  const auto loaded = load();
  EXPECT_EQ(directory.Recent(kHere, kRecent), loaded);
  EXPECT_EQ(directory.Recent(kElsewhere, kRecent), nullptr);
  steady.elapsed += kRecent + Micros{1};
  EXPECT_EQ(directory.Recent(kHere, kRecent), nullptr);
  EXPECT_EQ(load(), loaded);  // found once more to be the newest
  EXPECT_EQ(directory.Recent(kHere, kRecent), loaded);
  directory.Distrust();
  EXPECT_EQ(directory.Recent(kHere, kRecent), nullptr);
  steady.elapsed += Micros{1};
  EXPECT_EQ(load(), loaded);
  EXPECT_EQ(directory.Recent(kHere, kRecent), loaded);
}

TEST_P(Store, ManyWhoWantTheSameNewVersionReadItOnce) {
  store::DirectoryStore directory([this](const std::string&) { return &province_.regulation(); });
  std::vector<std::future<std::shared_ptr<const store::Snapshot>>> calls;
  for (int i = 0; i < 4; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      return *In(kHere, [&](Transaction& transaction) { return directory.Load(transaction, kHere); });
    }));
  }
  const auto first = calls[0].get();
  EXPECT_EQ(calls[1].get(), first);
  EXPECT_EQ(calls[2].get(), first);
  EXPECT_EQ(calls[3].get(), first);
}

TEST_P(Store, TheDirectoryComesBackAsItWasStored) {
  const auto snapshot = Load();
  const Directory& directory = *snapshot->directory;
  EXPECT_EQ(directory.officials().size(), province_.rows.officials.size());
  EXPECT_EQ(*directory.FindOfficial("N5"), *province_.directory().FindOfficial("N5"));
  EXPECT_EQ(*directory.FindBody("BDV"), *province_.directory().FindBody("BDV"));
  EXPECT_EQ(*directory.FindStaff("BTC-clerk"), *province_.directory().FindStaff("BTC-clerk"));
  EXPECT_EQ(*directory.FindAgency("vertical-noi-chinh"), *province_.directory().FindAgency("vertical-noi-chinh"));
  ASSERT_EQ(directory.PositionsOf("N5").size(), 2u);
  EXPECT_EQ(directory.PositionsOf("N5")[0].recorded_at, At("2022-01-01 08:00:00.123456"));
  EXPECT_EQ(directory.settings()->regulations, province_.rows.settings->regulations);
  ASSERT_EQ(snapshot->law.size(), 1u);
  EXPECT_EQ(snapshot->law[0].regulation->id, "TQ2021");
}

TEST_P(Store, ASnapshotIsKeptUntilTheDirectoryChanges) {
  const auto first = Load();
  EXPECT_EQ(Load(), first);
  Official changed = *first->directory->FindOfficial("N1");
  changed.full_name = "Tên mới";
  changed.revision = 2;
  const auto rolled_back = In(kHere, [&](Transaction& transaction) -> Result<void> {
    DOTPHA_TRY(directory_.LoadForChange(transaction, kHere));
    directory_.UpdateOfficial(transaction, kHere, changed);
    EXPECT_EQ((*directory_.Load(transaction, kHere))->directory->FindOfficial("N1")->full_name, "Tên mới")
        << "one's own change is seen";
    return Internal("CHANGED_MIND", "");
  });
  EXPECT_FALSE(rolled_back.ok());
  EXPECT_EQ(Load()->directory->FindOfficial("N1")->full_name, "Người N1");
  const auto committed = In(kHere, [&](Transaction& transaction) -> Result<void> {
    DOTPHA_TRY(directory_.LoadForChange(transaction, kHere));
    changed.full_name = "Tên khác";
    directory_.UpdateOfficial(transaction, kHere, changed);
    return {};
  });
  EXPECT_TRUE(committed.ok());
  EXPECT_EQ(Load()->directory->FindOfficial("N1")->full_name, "Tên khác")
      << "a version that was rolled back has left nothing behind";
}

TEST_P(Store, ARegulationWithoutItsFileIsAnError) {
  store::DirectoryStore without_files([](const std::string&) { return nullptr; });
  const auto loaded = In(kHere, [&](Transaction& transaction) { return without_files.Load(transaction, kHere); });
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().reason, "REGULATION_FILE_MISSING");
}

TEST_P(Store, PostsEndAndBegin) {
  PersonnelEventCommand command;
  command.kind = PersonnelEventKind::kElect;
  command.official_id = "N1";
  command.effective_on = Day("2022-06-20");
  command.arrived_at = At("2022-06-16 09:00:00");
  PersonnelEventDecision decision;
  decision.ended = {Load()->directory->PositionsOf("N1")[0]};
  decision.ended[0].to = Day("2022-06-19");
  decision.ended[0].revision = 2;
  decision.position = decision.ended[0];
  decision.position->id = kFirst;
  decision.position->from = Day("2022-06-20");
  decision.position->to.reset();
  ASSERT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                directory_.SavePersonnelEvent(transaction, kHere, "BTC-specialist", command, decision);
                return {};
              }).ok());
  EXPECT_THAT(Load()->directory->PositionsOf("N1"), ElementsAre(decision.ended[0], *decision.position));
}

TEST_P(Store, ARegistrationComesBackAsItWasStored) {
  RegistrationDecision decision = DecisionOf("N1", kFirst, 2023);
  decision.registration.occasion = Day("2022-11-21");
  decision.registration.content.works.push_back(ValidWork("W-9", 2023));
  decision.registration.content.works[1].partner_agency_ids = {"ubnd-huyen"};
  decision.registration.content.adjusts_work_ids = {"W-0"};
  decision.registration.content.reason = "Lý do \"'; --";
  ASSERT_TRUE(Save(decision).ok());
  const auto found = *In(kHere, [&](Transaction& transaction) -> Result<Registration> {
    EXPECT_EQ(store::FindLive(transaction, kHere, "N1", 2023, {}), std::nullopt) << "another occasion";
    EXPECT_EQ(store::Deliveries(transaction, kHere, kFirst), decision.deliveries);
    EXPECT_EQ(store::History(transaction, kHere, kFirst).size(), 1u);
    return *store::FindLive(transaction, kHere, "N1", 2023, Day("2022-11-21"));
  });
  EXPECT_EQ(found.content, decision.registration.content);
  EXPECT_EQ(found.received_at, decision.registration.received_at);
  EXPECT_EQ(found.recorded_at, decision.registration.recorded_at);
  EXPECT_EQ(found.occasion, decision.registration.occasion);
}

TEST_P(Store, TheTableItselfKeepsOneLiveRegistrationPerCycle_R4_1_DUTY) {
  ASSERT_TRUE(Save(DecisionOf("N1", kFirst, 2023)).ok());
  RegistrationDecision second = DecisionOf("N1", kSecond, 2023);
  second.registration.content.works[0].id = "W-other";
  const auto refused = Save(second);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().metadata.at("constraint"), "registration_once");
  second.registration.occasion = Day("2022-11-21");
  EXPECT_TRUE(Save(second).ok()) << "another occasion is another registration";
  RegistrationDecision same_work = DecisionOf("N2", kThird, 2023);
  same_work.registration.content.works[0].id = "W-other";
  EXPECT_EQ(Save(same_work).error().metadata.at("constraint"), "registered_work_pkey");
}

TEST_P(Store, AWithdrawnOneGivesItsWorksAndItsPlaceFree) {
  RegistrationDecision decision = DecisionOf("N1", kFirst, 2023);
  ASSERT_TRUE(Save(decision).ok());
  decision.registration.state = RegistrationState::kWithdrawn;
  decision.registration.revision = 2;
  decision.deliveries.clear();
  ASSERT_TRUE(Save(decision).ok());
  EXPECT_TRUE(Save(DecisionOf("N1", kSecond, 2023)).ok());
}

TEST_P(Store, ACorrectionKeepsTheOldContentAndFreesWorksThatItDrops) {
  RegistrationDecision decision = DecisionOf("N1", kFirst, 2023);
  ASSERT_TRUE(Save(decision).ok());
  decision.registration.content.works[0] = ValidWork("W-new", 2023);
  decision.registration.version = 2;
  decision.registration.revision = 2;
  for (Delivery& delivery : decision.deliveries) {
    delivery.version = 2;
  }
  ASSERT_TRUE(Save(decision).ok());
  EXPECT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                EXPECT_THAT(store::WorkIdsElsewhere(transaction, kHere, "", {ValidWork("W-N1-2023", 2023)}), IsEmpty());
                EXPECT_THAT(store::WorkIdsElsewhere(transaction, kHere, "", {ValidWork("W-new", 2023)}),
                            ElementsAre("W-new"));
                EXPECT_THAT(store::WorkIdsElsewhere(transaction, kHere, kFirst, {ValidWork("W-new", 2023)}), IsEmpty())
                    << "its own";
                EXPECT_EQ(store::Deliveries(transaction, kHere, kFirst).size(), 4u);
                constexpr postgres::Statement kVersions{
                    "test.versions", "SELECT count(*) FROM registration_content WHERE registration_id = $1"};
                EXPECT_EQ(transaction.Exec(kVersions, kFirst)[0][0].as<int>(), 2);
                return {};
              }).ok());
}

TEST_P(Store, ADraftsContentIsReplacedAndTakesNoWorkIds) {
  RegistrationDecision draft = DecisionOf("N1", kFirst, 2023);
  draft.registration.state = RegistrationState::kDraft;
  draft.registration.version = 0;
  draft.registration.received_at.reset();
  draft.deliveries.clear();
  ASSERT_TRUE(Save(draft).ok());
  draft.registration.content.field_in_charge = "Lĩnh vực khác";
  draft.registration.revision = 2;
  ASSERT_TRUE(Save(draft).ok());
  ASSERT_TRUE(Save(DecisionOf("N1", kFirst, 2023)).ok()) << "submitted";
  EXPECT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                const auto stored = store::Find(transaction, kHere, kFirst, store::Lock::kForUpdate);
                EXPECT_EQ(stored->version, 1);
                EXPECT_EQ(stored->content.field_in_charge, "Phụ trách chung");
                return {};
              }).ok());
}

TEST_P(Store, ListsPageByCycleOfficialAndHideOthersDrafts) {
  ASSERT_TRUE(Save(DecisionOf("N1", kThird, 2023)).ok());
  ASSERT_TRUE(Save(DecisionOf("N2", kFirst, 2022)).ok());
  RegistrationDecision draft = DecisionOf("N2", kSecond, 2023);
  draft.registration.state = RegistrationState::kDraft;
  ASSERT_TRUE(Save(draft).ok());
  const auto list = [&](const store::RegistrationFilter& filter) {
    std::vector<std::string> ids;
    EXPECT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                  for (const auto& row : store::List(transaction, kHere, filter)) {
                    ids.push_back(row.id);
                  }
                  return {};
                }).ok());
    return ids;
  };
  store::RegistrationFilter filter;
  EXPECT_THAT(list(filter), ElementsAre(kFirst, kThird));
  filter.own = {"N2"};
  EXPECT_THAT(list(filter), ElementsAre(kFirst, kThird, kSecond));
  filter.limit = 1;
  filter.after = {2022, "N2", kFirst};
  EXPECT_THAT(list(filter), ElementsAre(kThird));
  filter = {};
  filter.visible = {{"N2"}};
  EXPECT_THAT(list(filter), ElementsAre(kFirst));
  filter.visible = std::vector<std::string>{};
  EXPECT_THAT(list(filter), IsEmpty()) << "nobody is visible, not everybody";
  filter = {};
  filter.cycle = 2023;
  filter.state = RegistrationState::kSubmitted;
  EXPECT_THAT(list(filter), ElementsAre(kThird));
}

TEST_P(Store, WhoIsRoutedToABodyFollowsBodyDayAndDirectory_G_02) {
  const auto before = Load();
  const auto expect_as_derived = [](const store::Snapshot& snapshot) {
    for (const Date day : {Day("2022-11-14"), Day("2019-01-01"), Day("2022-11-14")}) {
      for (const char* body : {"BNC", "BDV", "BNC"}) {
        EXPECT_EQ(*snapshot.RoutedTo(body, day), snapshot.directory->OfficialsRoutedTo(snapshot.law, body, day));
      }
    }
  };
  expect_as_derived(*before);
  EXPECT_THAT(*before->RoutedTo("BNC", Day("2022-11-14")), ElementsAre("N10", "N9"));

  Official official = *before->directory->FindOfficial("N10");
  official.managed = false;
  ASSERT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                DOTPHA_TRY(directory_.LoadForChange(transaction, kHere));
                directory_.UpdateOfficial(transaction, kHere, official);
                return {};
              }).ok());
  const auto after = Load();
  expect_as_derived(*after);
  EXPECT_THAT(*after->RoutedTo("BNC", Day("2022-11-14")), ElementsAre("N9"));
}

TEST_P(Store, AnotherAuthorityHasItsOwnDirectoryAndRegistrations) {
  SetUpAuthority(kElsewhere);
  ASSERT_TRUE(Save(DecisionOf("N1", kFirst, 2023)).ok());
  EXPECT_TRUE(In(kElsewhere, [&](Transaction& transaction) -> Result<void> {
                EXPECT_EQ(store::Find(transaction, kHere, kFirst, store::Lock::kNone), std::nullopt)
                    << "row-level security, whatever the query says";
                return {};
              }).ok());
  EXPECT_TRUE(Save(DecisionOf("N1", kFirst, 2023), kElsewhere).ok()) << "the authority is part of every key";
}

TEST_P(Store, OverridesAreFoundForEveryoneAndForThoseNamed_I_03) {
  const auto moved = [](const std::string& id, std::vector<std::string> officials) {
    return DeadlineOverride{id,
                            "REG",
                            "2023",
                            Day("2022-11-20"),
                            std::move(officials),
                            {"MP-3", Day("2022-11-01")},
                            At("2022-11-10 08:00:00")};
  };
  EXPECT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                store::Insert(transaction, kHere, moved(kFirst, {}));
                store::Insert(transaction, kHere, moved(kSecond, {"N1"}));
                const auto for_n1 = store::OverridesOf(transaction, kHere, "REG", "2023", "N1");
                const auto for_n2 = store::OverridesOf(transaction, kHere, "REG", "2023", "N2");
                EXPECT_EQ(for_n1.size(), 2u);
                EXPECT_EQ(for_n2.size(), 1u);
                EXPECT_EQ(for_n2.at(0).document, (DocumentReference{"MP-3", Day("2022-11-01")}));
                EXPECT_EQ(for_n1.at(1).official_ids, std::vector<std::string>{"N1"});
                EXPECT_THAT(store::OverridesOf(transaction, kHere, "REG", "2022", "N1"), IsEmpty());
                return {};
              }).ok());
}

TEST_P(Store, ACampaignKeepsItsAnnouncementWhenConcluded) {
  Campaign campaign;
  campaign.cycle = 2023;
  campaign.announcement = {"MP-1-CV/BTC", Day("2022-10-01")};
  campaign.guidance = "Định hướng";
  campaign.recorded_at = At("2022-10-01 08:00:00");
  EXPECT_TRUE(In(kHere, [&](Transaction& transaction) -> Result<void> {
                EXPECT_FALSE(store::FindCampaignForUpdate(transaction, kHere, 2023).has_value());
                store::Save(transaction, kHere, campaign);
                campaign.state = CampaignState::kConcluded;
                campaign.concluded_on = Day("2022-12-15");
                campaign.conclusion = {"MP-2-KL/TU", {}};
                campaign.revision = 2;
                store::Save(transaction, kHere, campaign);
                const auto stored = store::FindCampaignForUpdate(transaction, kHere, 2023);
                EXPECT_EQ(stored->state, CampaignState::kConcluded);
                EXPECT_EQ(stored->announcement, campaign.announcement);
                EXPECT_EQ(stored->conclusion, campaign.conclusion);
                EXPECT_EQ(stored->revision, 2);
                return {};
              }).ok());
}

INSTANTIATE_TEST_SUITE_P(Owners, Store, ::testing::Bool(), [](const auto& owner) {
  return owner.param ? std::string("PlainOwner") : std::string("Superuser");
});

}  // namespace
}  // namespace dotpha::registration
