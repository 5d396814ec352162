// Whoever does what in whatever order: a case and an assessment never leave what the articles allow.
#include <gtest/gtest.h>

#include <random>

#include "services/assessment/domain/case.h"
#include "services/assessment/domain/rate.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

struct Actor {
  const char* name;
  const char* role;
};
constexpr Actor kActors[] = {{"N1", "official"},           {"ST-BCSD-3", "leader:BCSD"}, {"ST-BTC-3", "leader:BTC"},
                             {"ST-UBKT-2", "leader:UBKT"}, {"ST-BTV-1", "clerk:BTV"},    {"ST-BTG-1", "leader:BTG"}};
constexpr const char* kReasons[] = {"DATA_ERROR", "OBJECTIVE", "MINOR", "RECEIVED_IN_FACT", ""};
constexpr const char* kWhen = "2022-08-10 15:00:00";

class Dice {
 public:
  explicit Dice(unsigned seed) : generator_(seed) {}
  template <typename T, std::size_t N>
  const T& Of(const T (&from)[N]) {
    return from[std::uniform_int_distribution<std::size_t>(0, N - 1)(generator_)];
  }
  int UpTo(int most) { return std::uniform_int_distribution<int>(0, most)(generator_); }

 private:
  std::mt19937 generator_;
};

Result<CaseDecision> DoSomething(Dice& dice, const Case& found, const Actor& actor) {
  const Act act = By(actor.name, actor.role, kWhen);
  const Subject subject = SubjectLedBy("N1", "BCSD");
  OutcomeCommand outcome;
  outcome.outcome = dice.UpTo(1) == 0 ? kConfirm : kDismiss;
  outcome.reason = dice.Of(kReasons);
  outcome.decided_on = Day("2022-08-10");
  outcome.decision = Paper("MP-445-KL/TU", "2022-08-10");
  outcome.expected_revision = found.revision - (dice.UpTo(9) == 0 ? 1 : 0);
  switch (dice.UpTo(3)) {
    case 0:
      return ExplainCase(found, "giải trình", Law(), subject, act);
    case 1:
      return ProposeOutcome(found, outcome, Law(), subject, act);
    case 2:
      return DecideCase(found, outcome, Law(), subject, act);
    default: {
      DismissCommand dismissal{outcome.reason,
                               "sổ công văn đến",
                               At("2022-06-23 10:00:00"),
                               Paper("118", "2022-06-23"),
                               outcome.expected_revision,
                               {}};
      return DismissCase(found, dismissal, Law(), subject, act);
    }
  }
}

TEST(RandomActs, ACaseIsOnlyEndedByThoseWhoMayAndNeverComesBack_R10_KINDS_R11_UBKT_F_02_F_03_F_04) {
  int confirmed = 0;
  int dismissed = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    Case current = OpenCase({"c",
                             "N1",
                             "NOT_REPORTED",
                             "",
                             At("2022-07-01 00:00:00"),
                             Day("2022-06-24"),
                             {"N1:RPT_Q:2022-Q2"},
                             Day("2022-07-15")},
                            "c1", At("2022-07-01 00:00:00"))
                       .violation_case;
    for (int step = 0; step < 25; ++step) {
      const Actor& actor = dice.Of(kActors);
      const auto done = DoSomething(dice, current, actor);
      if (!done.ok()) {
        continue;
      }
      const Case& next = done->violation_case;
      const std::string role = actor.role;
      ASSERT_NE(current.state, "CONFIRMED") << "seed " << seed;
      ASSERT_NE(current.state, "DISMISSED") << "seed " << seed;
      ASSERT_EQ(next.revision, current.revision + 1);
      if (next.state == "CONFIRMED") {
        ASSERT_EQ(role, "clerk:BTV") << "seed " << seed;
        ASSERT_EQ(current.state, "PROPOSED") << "seed " << seed;
        ++confirmed;
      }
      if (next.state == "DISMISSED") {
        ASSERT_TRUE((role == "leader:BTC" && IsFactualGround(next.dismissal_reason)) ||
                    (role == "clerk:BTV" && current.state == "PROPOSED"))
            << "seed " << seed << " " << role << " " << next.dismissal_reason;
        ++dismissed;
      }
      current = next;
    }
  }
  EXPECT_GT(confirmed, 20) << "the walk gets that far";
  EXPECT_GT(dismissed, 20);
}

TEST(RandomActs, NobodyButTheStandingCommitteeDecidesALevelAndOnlyOnce_R7_3c_DECIDE_G_01) {
  constexpr const char* kLevels[] = {"HTXS", "HTT", "HT", "KHT"};
  int decided = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    KnownWork work = AnnualWork("W1", 2022);
    Complete(work, 2022, 2500 * dice.UpTo(4));
    Record current = RecordOf("N1", 2022, {work});
    for (int step = 0; step < 15; ++step) {
      const Actor& actor = dice.Of(kActors);
      const Act act = By(actor.name, actor.role, "2023-01-16 17:00:00");
      const std::string level = dice.Of(kLevels);
      const Subject subject = SubjectLedBy("N1", "BCSD");
      std::optional<Record> next;
      if (dice.UpTo(1) == 0) {
        AppraisalCommand command;
        command.body_id = dice.UpTo(1) == 0 ? "BCSD" : "BTC";
        command.general = command.body_id == "BTC";
        command.cycle = 2022;
        command.entries.push_back({{"N1", level, {}, std::nullopt}, subject, current});
        if (const auto done = Appraise(command, Law(), act); done.ok()) {
          next = done->records.at(0).record;
        }
      } else {
        RatingCommand command;
        command.kind = kAnnualRating;
        command.cycle = 2022;
        command.decision = Paper("MP-340-KL/TU", "2023-01-16");
        command.decided_on = Day("2023-01-16");
        command.entries.push_back({{"N1", level, "", {}, {}, std::nullopt}, subject, current});
        if (const auto done = RecordRatings(command, Law(), act); done.ok()) {
          next = done->records.at(0).assessed.record;
          ASSERT_STREQ(actor.role, "clerk:BTV") << "seed " << seed;
          ASSERT_EQ(next->assessment.decided_level, next->assessment.suggested_level) << "no reason was given";
          ++decided;
        }
      }
      if (next) {
        ASSERT_NE(current.assessment.state, kDecided) << "seed " << seed;
        current = *next;
      }
    }
  }
  EXPECT_GT(decided, 20) << "the walk gets that far";
}

}  // namespace
}  // namespace dotpha::assessment
