// Random disorder of events gives the same ledger and the same projections: all events of a whole year, of all
// producers, told again in whatever order the protocol permits - the streams mixed, messages lost (and fetched from the
// journal), doubled, late, overtaking each other - to the fold alone and to every consumer with a database of its own.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include "libs/facts/knowledge.h"
#include "libs/rpc/wire_time.h"
#include "libs/statute/ledger.h"
#include "tests/faults/generated_year.h"
#include "tests/faults/outcome.h"
#include "tests/faults/told.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::faults {
namespace {

using messaging::StreamEvent;

constexpr int kOfficials = 18;
constexpr char kStart[] = "2021-10-15T00:00:00+07:00";
constexpr std::chrono::seconds kPatience{60};

const std::map<std::string, std::vector<std::string>>& ProjectionsOf() {
  // What each consumer makes of what it hears, without what only this very run could give: ids of its own, moments.
  static const std::map<std::string, std::vector<std::string>> kQueries = {
      {"registration", {"SELECT * FROM held_work"}},
      {"review",
       {"SELECT * FROM fact", "SELECT * FROM registration", "SELECT * FROM registered_work",
        "SELECT * FROM authority_version",
        "SELECT m.official_id, m.cycle FROM matter m JOIN registration r USING "
        "(authority, official_id, cycle)"}},
      {"reporting", {"SELECT * FROM fact", "SELECT * FROM named_clerk"}},
      {"assessment",
       {"SELECT * FROM fact", "SELECT * FROM holding", "SELECT * FROM work_plan", "SELECT * FROM report_version",
        "SELECT * FROM item_completion", "SELECT * FROM violation_flag",
        "SELECT official_id, kind, sub_code, conduct_on, raised_on, raised_at, last_on_time_day, obligation_ids, "
        "explain_until FROM violation_case WHERE candidate_id IS NOT NULL"}},
      {"notifier",
       {"SELECT * FROM fact", "SELECT debtor_id, kind FROM debtor", "SELECT * FROM obligation",
        "SELECT obligation_id, number, official_id, last_on_time_day, grade, status, "
        "raised_at, missing_at, received_on, days_late, withdrawn_reason, withdrawn_at, withdrawn_document FROM flag",
        "SELECT * FROM candidate"}}};
  return kQueries;
}

Outcome Projection(System& system, const std::string& service) {
  Outcome lines;
  for (const std::string& query : ProjectionsOf().at(service)) {
    std::istringstream rows(
        system.Query(service, fmt::format("SELECT string_agg(row_to_json(t)::text, E'\\n') FROM ({}) t", query)));
    for (std::string row; std::getline(rows, row);) {
      lines.push_back(query.substr(0, 40) + ": " + row);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The year as it happened.
struct Happened {
  Plan plan;
  Streams streams;
  std::map<std::string, Outcome> projections;
  Outcome ledger;  // with the notices
};
const Happened& TheYear() {
  static const Happened kYear = [] {
    Happened happened;
    happened.plan = MakePlan(7, kOfficials);
    System system({.start = kStart, .services = testing::AllServices()});
    Play(system, happened.plan);
    happened.streams = ReadStreams(system);
    for (const std::string& service : system.services()) {
      happened.projections[service] = Projection(system, service);
    }
    happened.ledger = LedgerOf(system, happened.plan.people, true);
    return happened;
  }();
  return kYear;
}

// ---- the fold ------------------------------------------------------------------------------------------------------

const statute::Regulation* Find(const std::string& id) {
  return id == statute::TuyenQuang2021().id ? &statute::TuyenQuang2021() : nullptr;
}

// Each stream in its own order, the streams mixed at random.
std::vector<const StreamEvent*> Mixed(const Streams& streams, std::mt19937& random) {
  std::vector<const std::vector<StreamEvent>*> still;
  std::map<const std::vector<StreamEvent>*, std::size_t> next;
  for (const auto& [producer, stream] : streams) {
    if (producer != "notifier" && !stream.empty()) {
      still.push_back(&stream);
    }
  }
  std::vector<const StreamEvent*> mixed;
  while (!still.empty()) {
    const std::size_t which = random() % still.size();
    const auto* stream = still[which];
    // Runs of one producer, of any length.
    for (std::size_t run = 1 + random() % 40; run > 0 && next[stream] < stream->size(); --run) {
      mixed.push_back(&(*stream)[next[stream]++]);
    }
    if (next[stream] == stream->size()) {
      still.erase(still.begin() + static_cast<long>(which));
    }
  }
  return mixed;
}

std::string Text(const std::optional<Instant>& instant) { return instant ? FormatRfc3339(*instant) : "-"; }

Outcome Told(const statute::Ledger& ledger) {
  Outcome lines;
  for (const statute::Obligation& one : ledger.obligations) {
    lines.push_back(
        fmt::format("obligation {} L {} state {} received {} late {} missing {} revision {} cancelled {} {}",
                    one.derived.Id(), one.derived.last_on_time_day ? one.derived.last_on_time_day->ToString() : "-",
                    static_cast<int>(one.state), Text(one.received_at), one.days_late, one.was_missing, one.revision,
                    Text(one.cancelled_at), one.cancel_reason));
  }
  for (const statute::Flag& flag : ledger.flags) {
    lines.push_back(fmt::format("flag {} {} grade {} status {} raised {} missing {} withdrawn {} {}",
                                flag.obligation_id, flag.number, static_cast<int>(flag.grade),
                                static_cast<int>(flag.status), FormatRfc3339(flag.raised_at), Text(flag.missing_at),
                                flag.withdrawn_reason, Text(flag.withdrawn_at)));
  }
  for (const statute::Candidate& candidate : ledger.candidates) {
    lines.push_back(
        fmt::format("candidate {} {} {}", candidate.official_id, candidate.kind, FormatRfc3339(candidate.raised_at)));
  }
  for (const statute::LedgerEvent& event : ledger.events) {
    lines.push_back(
        fmt::format("event {} {} {}", static_cast<int>(event.kind), FormatRfc3339(event.at), event.obligation_id));
  }
  return lines;
}

// Ledgers of everybody at `as_of`, by what had been recorded before it, heard in this order.
Outcome Folded(const std::vector<const StreamEvent*>& heard, const std::vector<std::string>& debtors, Instant as_of) {
  facts::Knowledge knowledge;
  for (const StreamEvent* event : heard) {
    if (event->recorded_at < as_of) {
      const auto row = facts::ToFactRow(*event, Find);
      EXPECT_TRUE(row.ok()) << event->type << ": " << row.error().reason;
      EXPECT_TRUE(facts::AddFact(*row, Find, knowledge).ok());
    }
  }
  const statute::DeriveOptions options{{"registration", "review", "reporting", "assessment"}};
  Outcome lines;
  for (const std::string& debtor : debtors) {
    const Outcome more = Told(statute::DeriveLedger(knowledge.facts, statute::Vietnam(), options, debtor, as_of));
    lines.insert(lines.end(), more.begin(), more.end());
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(Disorder, TheFoldDoesNotCareInWhichOrderTheProducersWereHeard_H_08) {
  const Happened& year = TheYear();
  std::vector<std::string> debtors = {"BTV", "BTC", "BCSD", "DDHDND"};
  for (const Person& person : year.plan.people) {
    debtors.push_back(person.id);
  }
  // By the time of recording: as a notifier hears it that nothing ever delays.
  std::mt19937 random(1);
  std::vector<const StreamEvent*> in_time = Mixed(year.streams, random);
  std::stable_sort(in_time.begin(), in_time.end(),
                   [](const StreamEvent* a, const StreamEvent* b) { return a->recorded_at < b->recorded_at; });
  for (const char* moment : {"2021-12-01T00:00:00+07:00", "2022-03-25T08:00:00+07:00", "2022-07-05T12:00:00+07:00",
                             "2023-01-25T09:00:00+07:00"}) {
    const Instant as_of = *ParseRfc3339(moment);
    const Outcome wanted = Folded(in_time, debtors, as_of);
    EXPECT_GT(wanted.size(), debtors.size());
    for (unsigned seed = 0; seed < 12; ++seed) {
      std::mt19937 mixing(seed);
      ASSERT_EQ(Difference(wanted, Folded(Mixed(year.streams, mixing), debtors, as_of)), "")
          << moment << " seed " << seed;
    }
  }
}

// ---- the consumers -------------------------------------------------------------------------------------------------

class DisorderOf : public ::testing::TestWithParam<std::string> {};

// Whether the only listener has heard all that was told and concluded what it could. E-mails wait for addresses, which
// nobody gives it here.
bool HasConcluded(System& listener, const std::string& consumer, const Teller& teller) {
  const auto clock = ClockOf(listener, consumer);
  const auto told = teller.told();
  return std::all_of(clock.busy_with().begin(), clock.busy_with().end(),
                     [](const std::string& reason) { return reason.ends_with(" e-mails on their way"); }) &&
         clock.positions_size() == static_cast<int>(told.size()) &&
         std::all_of(clock.positions().begin(), clock.positions().end(), [&](const auto& position) {
           return position.applied_stream_seq() == told.at(position.producer());
         });
}

TEST_P(DisorderOf, MakesTheSameOfAYearToldInDisorder_H_08) {
  const std::string& consumer = GetParam();
  const Happened& year = TheYear();
  const Instant end = *ParseRfc3339(year.plan.end);
  for (unsigned seed = 1; seed <= 2; ++seed) {
    Teller teller(year.streams, consumer, end);
    System listener({.start = year.plan.end, .services = {consumer}, .flags = {{consumer, teller.Flags()}}});
    teller.Connect(listener);
    std::mt19937 random(seed);
    teller.TellAll(random, [&] {
      ASSERT_TRUE(testing::Eventually([&] { return HasConcluded(listener, consumer, teller); }, kPatience))
          << ClockOf(listener, consumer).ShortDebugString();
    });
    EXPECT_EQ(Difference(year.projections.at(consumer), Projection(listener, consumer)), "") << "seed " << seed;
    EXPECT_EQ(listener.Query(consumer, "SELECT count(*) FROM quarantine"), "0");
  }
}

INSTANTIATE_TEST_SUITE_P(EveryConsumer, DisorderOf,
                         ::testing::Values("registration", "review", "reporting", "assessment", "notifier"),
                         [](const auto& of) { return of.param; });

// Events of the whole year twice, shuffled, lost on the way and 24 hours late; the notifier's clock does not wait.
TEST(Disorder, ANotifierADayBehindAllYearRulesAndTellsTheSame_H_08) {
  constexpr std::chrono::hours kLate{24};
  const Happened& year = TheYear();
  const Instant end = *ParseRfc3339(year.plan.end);
  Instant at = *ParseRfc3339(kStart);
  Teller teller(year.streams, "notifier", at);
  System listener(
      {.start = FormatRfc3339(at + kLate), .services = {"notifier"}, .flags = {{"notifier", teller.Flags()}}});
  teller.Connect(listener);
  std::mt19937 random(8);
  // The next time that something is told, that a ruling waits to be told about, or that something goes out.
  const auto next = [&] {
    Instant least = std::min(end, teller.next().value_or(end));
    for (const auto& [column, ahead] : {std::pair{"rule_at", std::chrono::hours{0}}, std::pair{"act_at", kLate}}) {
      const std::string due = listener.Query(
          "notifier", fmt::format("SELECT to_char(min({0}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') "
                                  "FROM debtor WHERE {0} > '{1}'",
                                  column, FormatRfc3339(at + ahead)));
      if (!due.empty()) {
        least = std::min(least, *ParseRfc3339(due) - ahead);
      }
    }
    return least;
  };
  int steps = 0;
  for (; at < end; ++steps) {
    at = next();
    MoveAlone(listener, "notifier", at + kLate);
    teller.TellUntil(at, random);
    ASSERT_TRUE(testing::Eventually(
        [&] {
          const auto clock = ClockOf(listener, "notifier");
          return HasConcluded(listener, "notifier", teller) &&
                 std::all_of(clock.positions().begin(), clock.positions().end(),
                             [&](const auto& position) { return rpc::FromWire(position.watermark()) == at; });
        },
        kPatience))
        << FormatRfc3339(at) << " " << ClockOf(listener, "notifier").ShortDebugString();
  }
  EXPECT_GT(steps, 100);
  EXPECT_FALSE(teller.next().has_value());
  EXPECT_EQ(Difference(year.ledger, LedgerOf(listener, year.plan.people, true)), "");
}

}  // namespace
}  // namespace dotpha::faults
