// Whoever does what in whatever order: a registration never leaves what the law's workflow allows.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "services/registration/domain/correct.h"
#include "services/registration/domain/return_registration.h"
#include "services/registration/domain/save_draft.h"
#include "services/registration/domain/withdraw.h"
#include "services/registration/tests/province.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::registration {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

constexpr int kCycle = 2023;

struct Actor {
  const char* name;
  const char* role;
  std::set<std::string> towards_n1;  // roles of the law that he has towards the matter of N1, whom BCSD leads
};
const std::array<Actor, 7> kActors = {{{"N1", "official", {"official"}},
                                       {"N1", "official", {"official"}},
                                       {"N3", "official", {}},
                                       {"BTC-clerk", "clerk:BTC", {"clerk:BTC"}},
                                       {"BTC-specialist", "specialist:BTC", {"specialist:BTC"}},
                                       {"BCSD-leader", "leader:BCSD", {"leader:*lead*"}},
                                       {"BNC-leader", "leader:BNC", {}}}};
// On both sides of the date before which a registration may be withdrawn.
constexpr std::array<const char*, 8> kMoments = {"2022-10-20 09:00:00", "2022-11-01 09:00:00", "2022-11-10 09:00:00",
                                                 "2022-11-14 23:59:59", "2022-11-15 00:00:00", "2022-11-20 09:00:00",
                                                 "2022-12-20 09:00:00", "2023-02-01 09:00:00"};

class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    province_.AddOfficial("N1", "AGENCY_UBND_TINH", Capacity::kHead, false);
  }

  void Go() {
    for (const char* moment : kMoments) {
      for (int i = 0; i < 4; ++i) {
        const Actor& actor = kActors[random_() % kActors.size()];
        const Circumstances who = province_.By(actor.name, {actor.role}, moment);
        const Result<RegistrationDecision> done = Act(who);
        if (done.ok()) {
          Check(*done, actor, who);
          current_ = done->registration;
          ++accepted_[done->history.action];
        }
        if (::testing::Test::HasFatalFailure()) {
          return;
        }
      }
    }
  }
  [[nodiscard]] const std::map<std::string, int>& accepted() const { return accepted_; }

 private:
  bool OneIn(unsigned n) { return random_() % n == 0; }

  SubmitCommand Submission() {
    SubmitCommand command = ValidSubmission("N1", kCycle);
    command.content.reason = std::to_string(random_() % 3);
    if (OneIn(6)) {
      command.content.works[0].goals.clear();
    }
    return command;
  }
  std::optional<Registration> Existing() const {
    return current_ && current_->state != RegistrationState::kWithdrawn ? current_ : std::nullopt;
  }
  std::optional<std::int64_t> Etag() {
    return current_ && !OneIn(8) ? std::optional(current_->revision - (OneIn(8) ? 1 : 0)) : std::nullopt;
  }

  Result<RegistrationDecision> Act(const Circumstances& who) {
    const Registration none = [] {
      Registration registration;
      registration.official_id = "N1";
      registration.cycle = kCycle;
      return registration;
    }();
    const Registration& known = current_ ? *current_ : none;
    switch (random_() % 6) {
      case 0:
        return province_.SubmitAs(who, Submission(), Existing(), OneIn(2) ? Etag() : std::nullopt);
      case 1: {
        SubmitCommand command = Submission();
        command.paper =
            PaperStamp{OneIn(2) ? At("2022-11-09 10:00:00") : who.received_at, {"107-CVĐ", Day("2022-11-09")}};
        return province_.SubmitAs(who, command, Existing(), std::nullopt);
      }
      case 2: {
        const SaveDraftCommand command{"N1", kCycle, {}, Submission().content, {}};
        DOTPHA_ASSIGN(const SubmissionKey key, CheckDraft(command, who));
        return SaveDraft(command, key, {Existing(), {}, Etag(), "new", [] { return "given"; }}, who);
      }
      case 3: {
        CorrectCommand command;
        command.content = Submission().content;
        command.expected_revision = Etag();
        command.new_work_id = [] { return "given"; };
        return Correct(command, known, who);
      }
      case 4:
        return ReturnRegistration({OneIn(4) ? "" : "Bổ sung lộ trình", Etag()}, known, who);
      default:
        return Withdraw({"", Etag()}, known, {}, who);
    }
  }

  void Check(const RegistrationDecision& done, const Actor& actor, const Circumstances& who) {
    const Registration& next = done.registration;
    const HistoryEntry& step = done.history;
    const std::string before = Existing() ? std::string(NameOf(current_->state)) : "DRAFT";
    ASSERT_EQ(step.from_state, before);
    ASSERT_EQ(step.to_state, NameOf(next.state));
    ASSERT_TRUE(statute::LawAllows(province_.regulation(), "registration", step.action, before, step.to_state,
                                   actor.towards_n1))
        << actor.name << " " << step.action << " " << before << " -> " << step.to_state;
    ASSERT_EQ(next.revision, (Existing() ? current_->revision : 0) + 1);
    ASSERT_GE(next.version, Existing() ? current_->version : 0);
    ASSERT_EQ(next.state == RegistrationState::kDraft, !next.received_at.has_value());
    if (Existing() && current_->received_at) {
      ASSERT_EQ(next.received_at, current_->received_at) << "the first receipt counts (I-02, I-31)";
    }
    if (next.state == RegistrationState::kWithdrawn) {
      ASSERT_LT(who.received_at, At("2022-11-15 00:00:00")) << "withdrawn after its date";
    }
    if (next.state == RegistrationState::kSubmitted) {
      ASSERT_FALSE(next.content.works[0].goals.empty()) << "incomplete";
    }
  }

  std::mt19937 random_;
  Province province_;
  std::optional<Registration> current_;  // also a withdrawn one
  std::map<std::string, int> accepted_;
};

TEST(RandomActs, ARegistrationOnlyGoesWhereTheLawLetsItGo_R4_1_DUTY_I_31) {
  std::map<std::string, int> accepted;
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    ASSERT_NO_FATAL_FAILURE(walk.Go());
    for (const auto& [action, count] : walk.accepted()) {
      accepted[action] += count;
    }
  }
  for (const char* action : {"save_draft", "submit", "enter_paper", "correct", "return", "withdraw"}) {
    EXPECT_GT(accepted[action], 10) << action << ": the walk gets there";
  }
}

}  // namespace
}  // namespace dotpha::registration
