// The sample year samples/tuyen-quang-2022: every obligation, flag and candidate that the system raises, against
// expected.json, which was calculated from the same files by another hand.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "libs/statute/ledger.h"
#include "libs/statute/slice.h"
#include "tests/statute/law_fixture.h"
#include "tests/statute/sample_facts.h"

namespace dotpha::statute {
namespace {

using Json = nlohmann::json;

constexpr int kCycle = 2022;

const std::string& Name(State state) {
  static const std::map<State, std::string> kNames = {{State::kOpen, "OPEN"},       {State::kOnTime, "ON_TIME"},
                                                      {State::kLate, "LATE"},       {State::kOverdue, "OVERDUE"},
                                                      {State::kMissing, "MISSING"}, {State::kCancelled, "CANCELLED"},
                                                      {State::kWaived, "WAIVED"}};
  return kNames.at(state);
}

const std::string& Name(FlagStatus status) {
  static const std::map<FlagStatus, std::string> kNames = {{FlagStatus::kOpen, "OPEN"},
                                                           {FlagStatus::kClosedByReceipt, "CLOSED_BY_RECEIPT"},
                                                           {FlagStatus::kWithdrawn, "WITHDRAWN"}};
  return kNames.at(status);
}

// The set is about the obligations of its cycle alone; announcements are counted elsewhere in it.
bool IsOfTheSet(const Obligation& obligation) {
  return obligation.derived.cycle == kCycle && obligation.derived.last_on_time_day;
}

class SampleYear : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    facts_ = new Facts(LoadSampleFacts(SourcePath("samples/tuyen-quang-2022")));
    index_ = new FactsIndex(*facts_);
    expected_ = new Json(Json::parse(std::ifstream(SourcePath("samples/tuyen-quang-2022/expected.json"))));
  }
  static void TearDownTestSuite() {
    delete expected_;
    delete index_;
    delete facts_;
  }

  static std::vector<Ledger> Ledgers(Instant as_of, Instant known_at = Instant::Max()) {
    std::vector<Ledger> ledgers;
    for (const std::string& debtor : index_->Debtors()) {
      Facts slice = index_->SliceFor(debtor);
      ForgetAfter(slice, known_at);
      ledgers.push_back(DeriveLedger(slice, Vietnam(), {}, debtor, as_of));
    }
    return ledgers;
  }

  // What had been told by then.
  static void ForgetAfter(Facts& facts, Instant known_at) {
    const auto forget = [&](auto& list) {
      std::erase_if(list, [&](const auto& fact) { return known_at < fact.learned.recorded_at; });
    };
    forget(facts.posts);
    forget(facts.receipts);
    forget(facts.assignments);
    forget(facts.work_ends);
    forget(facts.departures);
    forget(facts.requests);
    forget(facts.overrides);
    forget(facts.waivers);
  }

  static const Json& Expected() { return *expected_; }
  static Instant AsOf() { return *ParseRfc3339(Expected().at("meta").at("as_of").get<std::string>()); }

 private:
  static Facts* facts_;
  static FactsIndex* index_;
  static Json* expected_;
};
Facts* SampleYear::facts_ = nullptr;
FactsIndex* SampleYear::index_ = nullptr;
Json* SampleYear::expected_ = nullptr;

// What expected.json says of an obligation, from ours.
Json Described(const Obligation& obligation) {
  const DerivedObligation& derived = obligation.derived;
  Json json = {
      {"id", derived.Id()},           {"official_id", derived.debtor_id},          {"code", derived.key.duty},
      {"period", derived.key.period}, {"L", derived.last_on_time_day->ToString()}, {"hard", derived.hard},
      {"basis", derived.basis},       {"deadline_nonworking", derived.nonworking}, {"state", Name(obligation.state)}};
  if (obligation.received_at) {
    json["received_at"] = FormatRfc3339(*obligation.received_at);
  }
  if (obligation.state == State::kLate) {
    json["days_late"] = obligation.days_late;
    if (derived.hard) {
      json["was_missing"] = obligation.was_missing;
    }
  }
  if (!derived.override_document.empty()) {
    json["override_ref"] = derived.override_document;
  }
  if (obligation.state == State::kWaived) {
    json["waive_ref"] = derived.waiver_document;
  }
  if (derived.key.duty == "PLAN" && derived.counted_from) {
    json["counted_from"] = derived.counted_from->ToString();
  }
  return json;
}

TEST_F(SampleYear, GivesEveryObligationItsDateStateAndLateness) {
  std::map<std::string, Json> ours;
  for (const Ledger& ledger : Ledgers(AsOf())) {
    for (const Obligation& obligation : ledger.obligations) {
      if (IsOfTheSet(obligation) && obligation.derived.duty->debtor == Debtor::kOfficial) {
        ours[obligation.derived.Id()] = Described(obligation);
      }
    }
  }
  std::set<std::string> ids;
  for (Json expected : Expected().at("obligations")) {
    // Told elsewhere in the ledger, or by other services.
    for (const char* other : {"entered_at", "cancel_reason", "no_candidate"}) {
      expected.erase(other);
    }
    if (expected.contains("received_at")) {  // six digits there, as many as needed here
      expected["received_at"] = FormatRfc3339(*ParseRfc3339(expected.at("received_at").get<std::string>()));
    }
    const std::string id = expected.at("id");
    ids.insert(id);
    EXPECT_EQ(ours[id], expected);
  }
  for (const auto& [id, json] : ours) {
    EXPECT_TRUE(ids.contains(id)) << "not expected: " << json;
  }
  EXPECT_EQ(ids.size(), 522U);
}

TEST_F(SampleYear, FlagsEveryMissedHardDateAndNothingElse) {
  std::map<std::string, Json> ours;
  for (const Ledger& ledger : Ledgers(AsOf())) {
    std::set<std::string> of_the_set;
    for (const Obligation& obligation : ledger.obligations) {
      if (IsOfTheSet(obligation)) {
        of_the_set.insert(obligation.derived.Id());
      }
    }
    for (const Flag& flag : ledger.flags) {
      if (!of_the_set.contains(flag.obligation_id)) {
        continue;
      }
      Json json = {{"obligation", flag.obligation_id},
                   {"L", flag.last_on_time_day.ToString()},
                   {"grade", flag.grade == Grade::kLate ? "LATE" : "MISSING"},
                   {"raised_at", FormatRfc3339(flag.raised_at)},
                   {"status", Name(flag.status)}};
      if (flag.missing_at) {
        json["missing_at"] = FormatRfc3339(*flag.missing_at);
      }
      if (flag.status == FlagStatus::kWithdrawn) {
        json["reason"] = flag.withdrawn_reason;
        json["at"] = FormatRfc3339(*flag.withdrawn_at);
      } else if (flag.received_on) {
        json["received_on"] = flag.received_on->ToString();
        json["days_late"] = flag.days_late;
      }
      EXPECT_EQ(flag.number, 1);
      ours[flag.obligation_id] = json;
    }
  }
  EXPECT_EQ(ours.size(), Expected().at("flags").size());
  for (const Json& expected : Expected().at("flags")) {
    EXPECT_EQ(ours[expected.at("obligation")], expected);
  }
}

TEST_F(SampleYear, RaisesEveryCandidateOfTheSystemAndNothingElse) {
  std::map<std::string, Json> ours;
  for (const Ledger& ledger : Ledgers(AsOf())) {
    std::set<std::string> of_the_set;
    for (const Obligation& obligation : ledger.obligations) {
      if (IsOfTheSet(obligation)) {
        of_the_set.insert(obligation.derived.Id());
      }
    }
    for (const Candidate& candidate : ledger.candidates) {
      if (of_the_set.contains(candidate.obligation_ids.front())) {
        const std::string id =
            candidate.official_id + ":" + candidate.kind + ":" + Date::Of(candidate.raised_at).ToString();
        ours[id] = {{"L", candidate.last_on_time_day.ToString()},
                    {"sub_code", candidate.sub_code.empty() ? Json{} : Json(candidate.sub_code)},
                    {"raised_at", FormatRfc3339(candidate.raised_at)},
                    {"duties", candidate.obligation_ids},
                    {"explain_until", candidate.explain_until.ToString()}};
      }
    }
  }
  std::size_t count = 0;
  for (const Json& expected : Expected().at("candidates")) {
    if (expected.at("raised_by") != "SYSTEM") {
      continue;
    }
    ++count;
    for (const char* field : {"L", "sub_code", "raised_at", "duties", "explain_until"}) {
      EXPECT_EQ(ours[expected.at("candidate")][field], expected.at(field)) << expected.at("candidate") << " " << field;
    }
  }
  EXPECT_EQ(ours.size(), count);
}

TEST_F(SampleYear, KnowsAtEachCheckpointOnlyWhatHadBeenTold) {
  for (const Json& checkpoint : Expected().at("checkpoints")) {
    const Instant at = *ParseRfc3339(checkpoint.at("at").get<std::string>());
    std::map<std::string, std::map<std::string, int>> counts;
    std::size_t candidates = 0;
    for (const Ledger& ledger : Ledgers(at, at)) {
      std::set<std::string> of_the_set;
      for (const Obligation& obligation : ledger.obligations) {
        if (!IsOfTheSet(obligation) || !obligation.derived.hard ||
            obligation.derived.duty->debtor != Debtor::kOfficial) {
          continue;
        }
        of_the_set.insert(obligation.derived.Id());
        if ((*obligation.derived.last_on_time_day + 1).At() <= at) {
          ++counts[obligation.derived.key.duty][Name(obligation.state)];
        }
      }
      for (const Candidate& candidate : ledger.candidates) {
        candidates += of_the_set.contains(candidate.obligation_ids.front()) ? 1 : 0;
      }
    }
    EXPECT_EQ(Json(counts), checkpoint.at("counts")) << checkpoint.at("at");
    EXPECT_EQ(candidates, checkpoint.at("candidates_so_far")) << checkpoint.at("at");
  }
}

TEST_F(SampleYear, ShowsTheNotifierWhatWasOpenAtEightInTheMorning) {
  const std::vector<Ledger> ledgers = Ledgers(AsOf());
  std::map<std::string, std::set<std::string>> overdue;
  std::map<std::string, std::set<std::string>> overdue_soft;
  std::map<std::string, std::set<std::string>> reminded;
  for (const Ledger& ledger : ledgers) {
    for (const Obligation& obligation : ledger.obligations) {
      if (!IsOfTheSet(obligation) || obligation.derived.duty->debtor != Debtor::kOfficial) {
        continue;
      }
      const std::string id = obligation.derived.Id();
      const Date day = *obligation.derived.last_on_time_day;
      const auto is_open = [&](Date on) {
        const ObligationView view = ViewAt(ledger, id, on.At(std::chrono::hours{8}));
        return view.exists && !view.received && !view.ended && view.last_on_time_day == day;
      };
      const Date first_after = Vietnam().AddWorkingDays(day, 1);
      if (is_open(first_after)) {
        (obligation.derived.hard ? overdue : overdue_soft)[first_after.ToString()].insert(id);
      }
      for (const int days_before : {10, 3, 0}) {
        const Date on = Vietnam().AtOrBefore(day - days_before);
        if (obligation.derived.hard && is_open(on)) {
          reminded[on.ToString()].insert(ledger.debtor_id);
        }
      }
    }
  }
  const auto same_as = [](const std::map<std::string, std::set<std::string>>& ours, const Json& expected) {
    EXPECT_EQ(ours.size(), expected.size());
    for (const Json& notice : expected) {
      const std::string date = notice.at("at").get<std::string>().substr(0, 10);
      EXPECT_EQ(Json(ours.contains(date) ? ours.at(date) : std::set<std::string>{}), notice.at("ids")) << date;
    }
  };
  same_as(overdue, Expected().at("overdue_notices"));
  same_as(overdue_soft, Expected().at("overdue_notices_soft"));
  for (const Json& day : Expected().at("reminders")) {
    EXPECT_EQ(reminded[day.at("date")].size(), day.at("officials")) << day.at("date");
  }
}

TEST_F(SampleYear, MeasuresTheBodiesToo) {
  std::map<std::string, Json> ours;
  for (const Ledger& ledger : Ledgers(AsOf())) {
    for (const Obligation& obligation : ledger.obligations) {
      if (IsOfTheSet(obligation) && obligation.derived.duty->debtor != Debtor::kOfficial) {
        ours[ledger.debtor_id + " " + obligation.derived.key.duty] = {
            {"L", obligation.derived.last_on_time_day->ToString()},
            {"state", Name(obligation.state)},
            {"days_late", obligation.days_late},
            {"deadline_nonworking", obligation.derived.nonworking}};
      }
    }
    const bool is_body = ledger.debtor_id.rfind("TQ-", 0) != 0;
    EXPECT_TRUE(!is_body || ledger.flags.empty()) << "no flag is ever raised against a body";
  }
  for (const Json& expected : Expected().at("body_obligations")) {
    const Json& found = ours[expected.at("body").get<std::string>() + " " + expected.at("code").get<std::string>()];
    for (const char* field : {"L", "state", "days_late", "deadline_nonworking"}) {
      EXPECT_EQ(found.contains(field) ? found.at(field) : Json{}, expected.at(field)) << expected;
    }
  }
  // Besides the six of the set only the half-year session, which informs and is never late in earnest.
  ours.erase("BTV MEET");
  EXPECT_EQ(ours.size(), Expected().at("body_obligations").size()) << Json(ours);
}

}  // namespace
}  // namespace dotpha::statute
