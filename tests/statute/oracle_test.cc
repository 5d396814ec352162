// Thousands of random lives, 2020 to 2027: the derivation from the law file of 2021 against an oracle with its own
// dates; and proof that the oracle would notice if the law file said something else. The law of 2020:
// oracle_2020_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "libs/statute/slice.h"
#include "tests/statute/law_fixture.h"
#include "tests/statute/oracle_compare.h"

namespace dotpha::statute {
namespace {

TEST(Oracle, AgreesOnEveryObligationFlagAndCandidateOf2020To2027_R0_VERSION_R4_1_DUTY_R4_1_STAGEHOLDER_R2_4_REPORT) {
  ExpectAgreement(TuyenQuang2021());
}

TEST(Oracle, SeesTheSameDutiesThroughDeriveObligations) {
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= Lives() / 10 && failures < 5; ++seed) {
    const Life life = RandomLife(seed, TuyenQuang2021(), Vietnam());
    for (const Instant known_at : MomentsOf(life)) {
      std::vector<std::string> derived;
      for (const DerivedObligation& duty :
           DeriveObligations(life.facts, Vietnam(), {}, kPerson, known_at, Date{2022, 1, 1}, Date{2024, 12, 31})) {
        derived.push_back(duty.Id() + " L=" + Show(duty.last_on_time_day) + " closing=" + Show(duty.closing_at));
      }
      std::vector<std::string> expected;
      for (const auto& [id, duty] : oracle::Duties(life.facts, Vietnam(), kPerson, known_at, 2019, 2027)) {
        const int year = duty.day.value_or(duty.arose_on).year();
        if (duty.owed && 2022 <= year && year <= 2024) {
          expected.push_back(id + " L=" + Show(duty.day) + " closing=" + Show(duty.closing));
        }
      }
      std::sort(derived.begin(), derived.end());
      std::sort(expected.begin(), expected.end());
      const std::string difference = Difference(derived, expected);
      if (!difference.empty()) {
        ++failures;
        ADD_FAILURE() << "life " << seed << " known at " << FormatRfc3339(known_at) << "\n" << difference;
      }
    }
  }
}

// ---- would it notice? ----------------------------------------------------------------------------------------------

bool OracleNotices(const std::function<void(Regulation&)>& change) {
  return statute::OracleNotices(TuyenQuang2021(), change);
}

TEST(Oracle, NoticesNothingWhereNothingWasChanged) {
  EXPECT_FALSE(OracleNotices([](Regulation&) {}));
}

TEST(Oracle, NoticesAWrongDate_R4_1_DEADLINE_R4_4b_DEADLINE_R5_1_QUARTER_R5_1_HALF_R5_1_YEAR_R5_1_STAGE) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kCycle).fixed->day = 16; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kCycle).fixed->year_offset = 0; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "PLAN", Trigger::kAssignment).fixed->day = 15; }));
  for (std::size_t quarter = 0; quarter < 4; ++quarter) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DeadlineOf(r, "RPT_Q", Trigger::kActiveWork, quarter).fixed->day = 26;
    })) << quarter;
  }
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "RPT_H1", Trigger::kActiveWork).fixed->month = 7; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "RPT_Y", Trigger::kActiveWork).fixed->day = 24; }));
  EXPECT_TRUE(OracleNotices(
      [](Regulation& r) { DeadlineOf(r, "RPT_STAGE", Trigger::kStageEnd).fixed->month_of_stage_end = true; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    DeadlineOf(r, "REG", Trigger::kCycle).fixed->shift = Shift::kNextWorkingDay;
  })) << "I-03: fixed dates do not move";
}

TEST(Oracle, NoticesAWrongPeriod_R4_1_LATEAPPT_R4_4b_ONEMONTH_R2_4_REPORT) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kPostStart).period->count = 6; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "REG", Trigger::kPostStart).cycle_of_late_post_day = 14; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "DEPART_RPT", Trigger::kDeparture).period->count = 4; }));
  for (const std::size_t deadline : {2U, 3U}) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DeadlineOf(r, "PLAN", Trigger::kAssignment, 0, deadline).period->shift = Shift::kNone;
    })) << "I-06: the end of a month moves to a working day";
  }
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "PLAN", Trigger::kAssignment, 0, 1).fixed.reset(); }))
      << "H-19: never due before the others";
}

TEST(Oracle, NoticesHardAndSoftMixedUp_I_11_I_12_R5_1_ADHOC) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kCycle).hard = false; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kPostStart).hard = true; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "PLAN", Trigger::kAssignment, 0, 2).hard = false; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "PLAN", Trigger::kAssignment, 0, 3).hard = true; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "RPT_ADHOC", Trigger::kRequest).hard = true; }));
}

TEST(Oracle, NoticesAnotherClosingPoint_I_34) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "REG", Trigger::kCycle).closing.fixed.day = 29; }));
  EXPECT_TRUE(OracleNotices(
      [](Regulation& r) { DutyOf(r, "REG", Trigger::kCycle).closing.kind = ClosingKind::kFirstOfNextMonth; }));
  EXPECT_TRUE(
      OracleNotices([](Regulation& r) { DutyOf(r, "PLAN", Trigger::kAssignment).closing.grace_working_days = 4; }));
  EXPECT_TRUE(
      OracleNotices([](Regulation& r) { DutyOf(r, "RPT_Y", Trigger::kActiveWork).closing.kind = ClosingKind::kNone; }));
}

TEST(Oracle, NoticesWhoIsSuspected_I_13_I_34_I_35) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "REG", Trigger::kCycle).candidate.reset(); }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "PLAN", Trigger::kAssignment).candidate->sub_code = ""; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    for (Duty& duty : r.duties) {
      if (duty.candidate) {
        duty.candidate->one_per_date = false;
      }
    }
  }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "REG", Trigger::kCycle).stage_holder_soft_ladder = false; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { r.explain_working_days = 9; }));
}

TEST(Oracle, NoticesWhoOwesIt_R1_2_SCOPE_MEMBERS_R1_2_SCOPE_VERTICAL_R1_2_SCOPE_ACTING_I_08_I_60) {
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "RPT_Q", Trigger::kActiveWork).after_duty = ""; }));
  const auto without = [](const std::string& rule) {
    return [rule](Regulation& r) { std::erase_if(r.scope, [&](const ScopeRule& row) { return row.rule == rule; }); };
  };
  EXPECT_TRUE(OracleNotices(without("R1.1-SUBJECT")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-MEMBERS")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-ACTING")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-HEADS")));
  EXPECT_TRUE(OracleNotices(without("I-60")));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    for (ScopeRule& row : r.scope) {
      if (row.rule == "R1.2-SCOPE-HEADS") {
        row.when.workplace_classes.push_back("VERTICAL");
      }
    }
  }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    for (Duration& duration : r.durations) {
      duration.stage = duration.code != "TERM" && duration.stage;
    }
  }));
}

// ---- the same facts, told otherwise --------------------------------------------------------------------------------

template <typename Fact>
void Disturb(std::vector<Fact>& facts, std::mt19937_64& dice) {
  const std::vector<Fact> once = facts;
  for (const Fact& fact : once) {
    if (dice() % 2 == 0) {
      facts.push_back(fact);
    }
  }
  std::shuffle(facts.begin(), facts.end(), dice);
}

std::vector<std::string> Everything(const Ledger& ledger) {
  std::vector<std::string> lines = Lines(ledger);
  for (const LedgerEvent& event : ledger.events) {
    lines.push_back(std::to_string(static_cast<int>(event.kind)) + " " + FormatRfc3339(event.at) + " " +
                    event.obligation_id);
  }
  for (const Obligation& row : ledger.obligations) {
    std::string line = row.derived.Id() + " since " + FormatRfc3339(row.derived.exists_since) + " revision " +
                       std::to_string(row.revision) + " " + row.cancel_reason + " " + Show(row.cancelled_at);
    for (const auto& [since, view] : row.history) {
      line += " [" + FormatRfc3339(since) + " " + Show(view.last_on_time_day) + (view.received ? " received" : "") +
              (view.ended ? " ended" : "") + "]";
    }
    lines.push_back(line);
  }
  lines.push_back("next " + Show(ledger.next_instant));
  return lines;
}

TEST(Disorder, ShuffledAndRepeatedFactsGiveTheSameLedgerEventsAndHistory_H_08) {
  std::mt19937_64 dice(8);
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Life life = RandomLife(seed, TuyenQuang2021(), Vietnam());
    Facts disturbed = life.facts;
    Disturb(disturbed.persons, dice);
    Disturb(disturbed.posts, dice);
    Disturb(disturbed.receipts, dice);
    Disturb(disturbed.assignments, dice);
    Disturb(disturbed.work_ends, dice);
    Disturb(disturbed.results, dice);
    Disturb(disturbed.departures, dice);
    Disturb(disturbed.requests, dice);
    Disturb(disturbed.overrides, dice);
    Disturb(disturbed.waivers, dice);
    for (const Instant as_of : MomentsOf(life)) {
      EXPECT_EQ(Everything(DeriveLedger(life.facts, Vietnam(), {}, kPerson, as_of)),
                Everything(DeriveLedger(disturbed, Vietnam(), {}, kPerson, as_of)))
          << "life " << seed;
    }
  }
}

// What the live ledger said on its way is what the rebuilt one says of that time: events and views never change under
// a reader, whatever is learned afterwards.
TEST(Rebuild, TellsOfThePastWhatTheLiveLedgerTold_H_08) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Life life = RandomLife(seed, TuyenQuang2021(), Vietnam());
    const Ledger rebuilt = DeriveLedger(life.facts, Vietnam(), {}, kPerson, At("2032-01-01"));
    for (const Instant at : life.cross_points) {
      Facts known = life.facts;
      const auto forget = [&](auto& list) {
        std::erase_if(list, [&](const auto& fact) { return at < fact.learned.recorded_at; });
      };
      forget(known.persons);
      forget(known.posts);
      forget(known.receipts);
      for (ReceiptFact& receipt : known.receipts) {
        if (receipt.revoked && at < receipt.revoked->recorded_at) {
          receipt.revoked.reset();
        }
      }
      forget(known.assignments);
      forget(known.work_ends);
      forget(known.results);
      forget(known.departures);
      forget(known.requests);
      forget(known.overrides);
      forget(known.waivers);
      const Ledger live = DeriveLedger(known, Vietnam(), {}, kPerson, at);
      std::vector<std::string> told;
      std::vector<std::string> retold;
      for (const LedgerEvent& event : live.events) {
        told.push_back(std::to_string(static_cast<int>(event.kind)) + FormatRfc3339(event.at) + event.obligation_id);
      }
      for (const LedgerEvent& event : rebuilt.events) {
        if (event.at <= at) {
          retold.push_back(std::to_string(static_cast<int>(event.kind)) + FormatRfc3339(event.at) +
                           event.obligation_id);
        }
      }
      std::sort(told.begin(), told.end());
      std::sort(retold.begin(), retold.end());
      ASSERT_EQ(Difference(told, retold), "") << "life " << seed << " at " << FormatRfc3339(at);
      for (const Obligation& row : rebuilt.obligations) {
        const std::string id = row.derived.Id();
        ASSERT_EQ(ViewAt(live, id, at), ViewAt(rebuilt, id, at)) << "life " << seed << " " << id;
      }
      for (const Flag& flag : live.flags) {
        const auto same = std::find_if(rebuilt.flags.begin(), rebuilt.flags.end(), [&](const Flag& other) {
          return other.obligation_id == flag.obligation_id && other.number == flag.number;
        });
        ASSERT_NE(same, rebuilt.flags.end()) << "a flag is never deleted: " << flag.obligation_id;
        EXPECT_EQ(same->raised_at, flag.raised_at);
        EXPECT_EQ(same->last_on_time_day, flag.last_on_time_day);
      }
    }
  }
}

// Between its instants nothing changes by itself, and at next_instant alone the fold may go on.
TEST(NextInstant, IsTheFirstMomentAtWhichAnythingChangesUnasked) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Life life = RandomLife(seed, TuyenQuang2021(), Vietnam());
    for (const Instant at : life.cross_points) {
      const Ledger now = DeriveLedger(life.facts, Vietnam(), {}, kPerson, at);
      if (!now.next_instant) {
        continue;
      }
      EXPECT_LT(at, *now.next_instant);
      const Ledger later = DeriveLedger(life.facts, Vietnam(), {}, kPerson, *now.next_instant - Micros{1});
      EXPECT_EQ(Difference(Lines(now), Lines(later)), "") << "life " << seed << " at " << FormatRfc3339(at);
    }
  }
}

TEST(Slices, GiveTheSameLedgerAsTheWholeAuthority) {
  Facts everybody;
  std::vector<Life> lives;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    lives.push_back(RandomLife(seed, TuyenQuang2021(), Vietnam()));
    Facts& facts = lives.back().facts;
    const std::string id = "P" + std::to_string(seed);
    const auto rename = [&](auto& list) {
      for (auto& fact : list) {
        fact.official_id = id;
      }
    };
    for (PersonFact& person : facts.persons) {
      person.id = id;
    }
    rename(facts.posts);
    rename(facts.assignments);
    rename(facts.requests);
    rename(facts.work_ends);
    rename(facts.results);
    rename(facts.departures);
    rename(facts.waivers);
    for (ReceiptFact& receipt : facts.receipts) {
      receipt.debtor_id = id;
    }
    for (OverrideFact& fact : facts.overrides) {
      fact.official_ids = {id};
      fact.id += id;
    }
    for (PostFact& post : facts.posts) {
      post.id += id;
    }
    for (AssignmentFact& decision : facts.assignments) {
      decision.id += id;
    }
    for (RequestFact& request : facts.requests) {
      request.id += id;
    }
    for (ReceiptFact& receipt : facts.receipts) {
      receipt.id += id;
    }
    facts.live_from = Date{};
    everybody.law = facts.law;
    const auto add = [](auto& all, const auto& some) { all.insert(all.end(), some.begin(), some.end()); };
    add(everybody.agencies, seed == 1 ? facts.agencies : std::vector<AgencyFact>{});
    add(everybody.persons, facts.persons);
    add(everybody.posts, facts.posts);
    add(everybody.receipts, facts.receipts);
    add(everybody.assignments, facts.assignments);
    add(everybody.requests, facts.requests);
    add(everybody.work_ends, facts.work_ends);
    add(everybody.results, facts.results);
    add(everybody.departures, facts.departures);
    add(everybody.waivers, facts.waivers);
    add(everybody.overrides, facts.overrides);
  }
  const FactsIndex index(everybody);
  ASSERT_EQ(index.Debtors().size(), 30U);
  const Instant as_of = At("2026-03-03 10:00");
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const std::string id = "P" + std::to_string(seed);
    const auto alone = Everything(DeriveLedger(lives[seed - 1].facts, Vietnam(), {}, id, as_of));
    EXPECT_EQ(alone, Everything(DeriveLedger(index.SliceFor(id), Vietnam(), {}, id, as_of))) << id;
    EXPECT_EQ(alone, Everything(DeriveLedger(everybody, Vietnam(), {}, id, as_of))) << id;
  }
}

}  // namespace
}  // namespace dotpha::statute
