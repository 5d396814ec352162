// The comparison must see a difference where there is one: a player that always says "none" would prove nothing.
#include "tools/dotpha-play/compare.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace dotpha::play {
namespace {

namespace ntf = notifier::v1;

google::type::Date ToWire(Date date) {
  google::type::Date wire;
  wire.set_year(date.year());
  wire.set_month(static_cast<int>(date.month()));
  wire.set_day(static_cast<int>(date.day()));
  return wire;
}

google::protobuf::Timestamp At(const std::string& text) {
  google::protobuf::Timestamp wire;
  const Instant at = *ParseRfc3339(text);
  wire.set_seconds(at.micros / 1'000'000);
  wire.set_nanos(static_cast<int>(at.micros % 1'000'000) * 1000);
  return wire;
}

Sample Load(const std::string& name, Date import_day) {
  const char* source = std::getenv("DOTPHA_SOURCE_DIR");
  auto sample = LoadSample(std::string(source == nullptr ? "." : source) + "/samples/" + name, import_day);
  EXPECT_TRUE(sample.ok()) << sample.error().message;
  return *std::move(sample);
}

Sample TheSample() { return Load("tuyen-quang-2022", Date(2021, 10, 15)); }

// The season of registrations alone.
Scope Season(const Sample& sample) { return {Date(2021, 12, 31), {"REG"}, sample.stage_holders, false}; }

// What the services would answer if all were as expected.json says.
Outcome Faithful(const Sample& sample) {
  Outcome outcome;
  for (const auto& o : sample.expected.at("obligations")) {
    auto& wire = outcome.obligations.emplace_back();
    wire.set_obligation_id(o.at("id"));
    wire.set_debtor_id(o.at("official_id"));
    wire.set_duty(o.at("code"));
    wire.set_period(o.at("period"));
    *wire.mutable_last_on_time_day() = ToWire(*Date::Parse(o.at("L").get<std::string>()));
    wire.set_hard(o.at("hard"));
    ntf::ObligationState state{};
    EXPECT_TRUE(ntf::ObligationState_Parse("OBLIGATION_STATE_" + o.at("state").get<std::string>(), &state));
    wire.set_state(state);
    wire.set_days_late(o.value("days_late", 0));
    wire.set_was_missing(o.value("was_missing", false));
    wire.set_regulation_id(o.value("regulation", ""));
  }
  for (const auto& f : sample.expected.at("flags")) {
    auto& wire = outcome.flags.emplace_back();
    wire.set_obligation_id(f.at("obligation"));
    ntf::FlagGrade grade{};
    ntf::FlagGrade_Parse("FLAG_GRADE_" + f.at("grade").get<std::string>(), &grade);
    wire.set_grade(grade);
    ntf::FlagStatus status{};
    ntf::FlagStatus_Parse("FLAG_STATUS_" + f.at("status").get<std::string>(), &status);
    wire.set_status(status);
    *wire.mutable_raised_at() = At(f.at("raised_at"));
    if (f.contains("missing_at")) {
      *wire.mutable_missing_at() = At(f["missing_at"]);
    }
    if (f.contains("received_on")) {
      *wire.mutable_received_on() = ToWire(*Date::Parse(f["received_on"].get<std::string>()));
    }
    wire.set_days_late(f.value("days_late", 0));
    wire.set_withdrawn_reason(f.value("reason", ""));
    if (f.contains("at")) {
      *wire.mutable_withdrawn_at() = At(f["at"]);
    }
  }
  for (const char* list : {"overdue_notices", "overdue_notices_soft"}) {
    for (const auto& group : sample.expected.at(list)) {
      for (const auto& id : group.at("ids")) {
        auto& wire = outcome.notices.emplace_back();
        wire.set_obligation_id(id);
        wire.set_person_id(id.get<std::string>().substr(0, id.get<std::string>().find(':')));
        wire.set_stage(ntf::NOTICE_STAGE_O);
        wire.set_state(ntf::NOTICE_STATE_SENT);
        *wire.mutable_sent_at() = At(group.at("at"));
      }
    }
  }
  for (const auto& c : sample.expected.at("candidates")) {
    if (c.at("raised_by") != "SYSTEM") {
      const Date until = *Date::Parse(c.at("explain_until").get<std::string>());
      const auto text = [&](const char* key) { return c.at(key).is_null() ? "" : c.at(key).get<std::string>(); };
      outcome.cases.push_back(
          {{"candidate_id", ""},
           {"official_id", text("official_id")},
           {"agency_id", text("collective")},
           {"kind", c.at("kind")},
           {"raised_by_body", c.at("raised_by")},
           {"raised_at", c.at("raised_at")},
           {"state", "CASE_STATE_" + c.at("status").get<std::string>()},
           {"explain_until", {{"year", until.year()}, {"month", until.month()}, {"day", until.day()}}}});
      continue;
    }
    auto& wire = outcome.candidates.emplace_back();
    wire.set_official_id(c.at("official_id"));
    wire.set_kind(c.at("kind"));
    wire.set_candidate_id(c.at("candidate"));
    *wire.mutable_last_on_time_day() = ToWire(*Date::Parse(c.at("L").get<std::string>()));
    *wire.mutable_raised_at() = At(c.at("raised_at"));
    outcome.cases.push_back(
        {{"candidate_id", c.at("candidate")}, {"state", "CASE_STATE_" + c.at("status").get<std::string>()}});
    for (const auto& id : c.at("duties")) {
      wire.add_obligation_ids(id);
    }
  }
  for (const auto& c : sample.expected.at("claims")) {
    outcome.claims.push_back({{"official_id", sample.works.at(c.at("work_id")).at("official_id")},
                              {"work_id", c.at("work_id")},
                              {"kind", c.at("type")},
                              {"state", "CLAIM_STATE_" + c.at("status").get<std::string>()}});
  }
  for (const auto& official : sample.expected.at("commendation_list")) {
    outcome.commendations.push_back(
        {{"official_id", official}, {"agency_id", ""}, {"state", "COMMENDATION_STATE_DECIDED"}});
  }
  for (const char* list : {"carry_over_mandatory", "carry_over_optional"}) {
    for (const auto& id : sample.expected.at("btv_tasks").at(list)) {
      outcome.carry_overs.push_back({{"work_id", id},
                                     {"official_id", sample.works.at(id).at("official_id")},
                                     {"by_duty", std::string(list) == "carry_over_mandatory"}});
    }
  }
  outcome.previewed = sample.expected.value("previewed", nlohmann::json::array());
  for (auto& change : outcome.previewed) {
    const std::string about = change.at("about");
    const bool of_route = about.ends_with(" route");
    change["debtor_id"] = about.substr(0, about.find(of_route ? ' ' : ':'));
    change["obligation_id"] = of_route ? "" : about;
    change["effect"] = "SUPERSESSION_EFFECT_" + change.at("effect").get<std::string>();
    for (const auto& [ours, wires] :
         {std::pair{"L_before", "last_on_time_day_before"}, {"L_after", "last_on_time_day_after"}}) {
      if (change.contains(ours)) {
        const Date day = *Date::Parse(change[ours].get<std::string>());
        change[wires] = {{"year", day.year()}, {"month", day.month()}, {"day", day.day()}};
      }
    }
  }
  for (const auto& o : sample.expected.at("body_obligations")) {
    auto& wire = outcome.obligations.emplace_back();
    wire.set_debtor_id(o.at("body"));
    wire.set_duty(o.at("code"));
    wire.set_period(std::to_string(o.value("cycle", 2022)));
    wire.set_obligation_id(wire.debtor_id() + ":" + wire.duty() + ":" + wire.period());
    *wire.mutable_last_on_time_day() = ToWire(*Date::Parse(o.at("L").get<std::string>()));
    ntf::ObligationState state{};
    ntf::ObligationState_Parse("OBLIGATION_STATE_" + o.at("state").get<std::string>(), &state);
    wire.set_state(state);
    wire.set_days_late(o.at("days_late"));
  }
  const auto percentage = [](const nlohmann::json& floored, const nlohmann::json& exact) {
    return nlohmann::json{{"floored_e2", floored}, {"exact", exact}};
  };
  for (const auto& official : sample.expected.at("officials")) {
    nlohmann::json assessment = official;
    assessment["mean"] = percentage(official.at("mean_e2"), official.at("mean_exact"));
    assessment["works"] = nlohmann::json::array();
    for (const auto& work : sample.expected.at("works")) {
      if (work.at("official_id") == official.at("official_id")) {
        nlohmann::json wire = work;
        wire["verified_year"] = percentage(work.at("percent_year_e2"), work.at("percent_year_exact"));
        wire["decided_kind"] = "RATING_KIND_" + work.at("path").get<std::string>();
        wire["taken_out_item_ids"] = work.value("fm_excluded_leaves", nlohmann::json::array());
        wire["reported_year"] = percentage(work.at("reported_percent_year_e2"), "");
        if (work.contains("percent_stage_e2")) {
          wire["verified_stage"] = percentage(work["percent_stage_e2"], work["percent_stage_exact"]);
        }
        assessment["works"].push_back(std::move(wire));
      }
    }
    outcome.assessments.push_back(std::move(assessment));
  }
  return outcome;
}

TEST(Compare, FindsNoDifferenceWhereThereIsNone) {
  const Sample sample = TheSample();
  EXPECT_EQ(sample.stage_holders.size(), 17U);
  for (const auto& d : Compare(sample, Faithful(sample), Season(sample))) {
    ADD_FAILURE() << d.item << " " << d.what << ": expected " << d.expected << ", found " << d.found;
  }
}

Scope WholeYear() { return {Date(2023, 3, 31), {}, {}, true}; }

TEST(Compare, FindsNoDifferenceInAWholeYearWhereThereIsNone) {
  const Sample sample = TheSample();
  for (const auto& d : Compare(sample, Faithful(sample), WholeYear())) {
    ADD_FAILURE() << d.item << " " << d.what << ": expected " << d.expected << ", found " << d.found;
  }
}

TEST(Compare, SeesEveryKindOfDifferenceInAWholeYear) {
  const Sample sample = TheSample();
  const auto differences_after = [&](const std::function<void(Outcome*)>& change) {
    Outcome outcome = Faithful(sample);
    change(&outcome);
    return Compare(sample, outcome, WholeYear()).size();
  };
  const auto obligation = [](Outcome* outcome, const std::string& id) {
    return std::find_if(outcome->obligations.begin(), outcome->obligations.end(),
                        [&](const auto& o) { return o.obligation_id() == id; });
  };
  const auto assessment = [](Outcome* outcome, const std::string& id) {
    return std::find_if(outcome->assessments.begin(), outcome->assessments.end(),
                        [&](const auto& a) { return a.at("official_id") == id; });
  };
  EXPECT_EQ(differences_after([&](Outcome* o) { obligation(o, "TQ-032:PLAN:2022")->set_days_late(99); }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { obligation(o, "BDV:CONS:2022")->set_days_late(1); }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { (*assessment(o, "TQ-001"))["decided_level"] = "KHT"; }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { (*assessment(o, "TQ-001"))["mean"]["exact"] = "98"; }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { (*assessment(o, "TQ-001"))["works"][0]["level"] = "HT"; }), 1U);
  EXPECT_GE(differences_after([&](Outcome* o) { o->assessments.erase(assessment(o, "TQ-001")); }), 2U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->cases.front()["state"] = "CASE_STATE_RAISED"; }), 1U);
  const auto raised = [](Outcome* outcome) {
    return std::find_if(outcome->cases.begin(), outcome->cases.end(),
                        [](const auto& one) { return one.at("candidate_id") == ""; });
  };
  EXPECT_EQ(differences_after([&](Outcome* o) { (*raised(o))["state"] = "CASE_STATE_RAISED"; }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { o->cases.erase(raised(o)); }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->claims.front()["state"] = "CLAIM_STATE_CLAIMED"; }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->claims.pop_back(); }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->commendations.pop_back(); }), 1U);
  EXPECT_EQ(
      differences_after([](Outcome* o) { o->commendations.front()["state"] = "COMMENDATION_STATE_CONSOLIDATED"; }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->carry_overs.pop_back(); }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->carry_overs.front()["by_duty"] = false; }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) {
              for (auto& work : (*assessment(o, "TQ-054"))["works"]) {
                work["taken_out_item_ids"] = nlohmann::json::array();
              }
            }),
            1U);
}

TEST(Compare, SeesEveryKindOfDifference) {
  const Sample sample = TheSample();
  const auto differences_after = [&](const std::function<void(Outcome*)>& change) {
    Outcome outcome = Faithful(sample);
    change(&outcome);
    return Compare(sample, outcome, Season(sample)).size();
  };
  const auto obligation = [](Outcome* outcome, const std::string& id) {
    return std::find_if(outcome->obligations.begin(), outcome->obligations.end(),
                        [&](const auto& o) { return o.obligation_id() == id; });
  };
  EXPECT_EQ(differences_after(
                [&](Outcome* o) { obligation(o, "TQ-008:REG:2022")->set_state(ntf::OBLIGATION_STATE_ON_TIME); }),
            1U);
  EXPECT_EQ(differences_after([&](Outcome* o) { obligation(o, "TQ-008:REG:2022")->set_days_late(17); }), 1U);
  EXPECT_GE(differences_after([&](Outcome* o) { o->obligations.erase(obligation(o, "TQ-001:REG:2022")); }), 1U);
  EXPECT_GE(differences_after([](Outcome* o) { o->flags.clear(); }), 5U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->flags.front().set_grade(ntf::FLAG_GRADE_LATE); }), 1U);
  EXPECT_GE(differences_after([](Outcome* o) { o->notices.clear(); }), 5U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->candidates.clear(); }), 2U);
  EXPECT_EQ(differences_after([](Outcome* o) {
              auto extra = o->candidates.front();
              extra.set_official_id("TQ-001");
              o->candidates.push_back(extra);
            }),
            1U);
  // A stage-holder is left out.
  EXPECT_EQ(differences_after(
                [&](Outcome* o) { obligation(o, "TQ-051:REG:2022")->set_state(ntf::OBLIGATION_STATE_ON_TIME); }),
            0U);
}

TEST(Compare, SeesByWhichRegulationADutyIsJudgedAndWhatTheDryRunSaid_I_30) {
  const Sample sample = Load("tuyen-quang-2021", Date(2020, 11, 1));
  const auto differences_after = [&](const std::function<void(Outcome*)>& change) {
    Outcome outcome = Faithful(sample);
    change(&outcome);
    return Compare(sample, outcome, {Date(2022, 1, 31), {}, {}, true}).size();
  };
  const auto obligation = [](Outcome* outcome, const std::string& id) {
    return std::find_if(outcome->obligations.begin(), outcome->obligations.end(),
                        [&](const auto& o) { return o.obligation_id() == id; });
  };
  EXPECT_EQ(differences_after([](Outcome*) {}), 0U);
  EXPECT_EQ(differences_after([&](Outcome* o) { obligation(o, "HC-002:RPT_M:2021-08")->set_regulation_id("TQ2021"); }),
            1U);
  // Of the next year, and due after the run.
  EXPECT_EQ(differences_after([&](Outcome* o) { obligation(o, "HC-001:PLAN:2022")->set_days_late(6); }), 1U);
  EXPECT_EQ(differences_after([&](Outcome* o) {
              *obligation(o, "HC-001:RPT_STAGE:HC-W06")->mutable_last_on_time_day() = ToWire(Date(2023, 6, 24));
            }),
            1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->previewed.erase(0); }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) { o->previewed[0]["effect"] = "SUPERSESSION_EFFECT_DAY_MOVES"; }), 1U);
  EXPECT_EQ(differences_after([](Outcome* o) {
              for (auto& change : o->previewed) {
                if (change.at("about") == "HC-003 route") {
                  change["route_after"] = change.at("route_before");
                }
              }
            }),
            1U);
  // A duty without a day passes on no day.
  EXPECT_EQ(
      differences_after([](Outcome* o) {
        o->previewed.push_back(
            {{"debtor_id", "BTC"}, {"obligation_id", "BTC:NOTIFY:2022"}, {"effect", "SUPERSESSION_EFFECT_FALLS_AWAY"}});
      }),
      0U);
}

TEST(Sample, KeepsWhatTakesEffectLaterOutOfTheRoster) {
  const Sample sample = TheSample();
  EXPECT_EQ(sample.roster.officials_size(), 74);
  EXPECT_EQ(sample.roster.positions_size() + static_cast<int>(sample.later_posts.size()), 93);
  for (const auto& post : sample.roster.positions()) {
    EXPECT_FALSE(post.has_effective_to()) << post.official_id();
  }
  EXPECT_TRUE(std::any_of(sample.later_posts.begin(), sample.later_posts.end(),
                          [](const auto& post) { return post.official_id() == "TQ-026"; }));
}

TEST(Sample, AppliesTheMutationOfAnActToACopyOnly) {
  const Sample sample = TheSample();
  const auto act = std::find_if(sample.acts.begin(), sample.acts.end(),
                                [](const Act& a) { return a.expected_code == "MISSING_ROADMAP"; });
  ASSERT_NE(act, sample.acts.end());
  const auto mutated = RegistrationOf(sample, *act);
  ASSERT_TRUE(mutated.ok());
  EXPECT_TRUE(mutated->works(0).roadmap().empty());
  EXPECT_FALSE(mutated->works(1).roadmap().empty());
  EXPECT_TRUE(sample.works.at(mutated->works(0).work_id()).contains("roadmap"));
}

}  // namespace
}  // namespace dotpha::play
