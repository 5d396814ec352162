#include "tests/statute/sample_facts.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "tests/statute/law_fixture.h"

namespace dotpha::statute {
namespace {

using Json = nlohmann::json;
using CsvRow = std::map<std::string, std::string>;

std::ifstream Open(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    throw std::runtime_error("cannot read " + path);
  }
  return file;
}

// The sample quotes fields only where they hold a comma; none holds a line break.
std::vector<std::string> SplitCsv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::vector<CsvRow> ReadCsv(const std::string& path) {
  std::ifstream file = Open(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = SplitCsv(line);
  std::vector<CsvRow> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = SplitCsv(line);
    CsvRow row;
    for (std::size_t i = 0; i < header.size(); ++i) {
      row[header[i]] = fields.at(i);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Json> ReadJsonLines(const std::string& path) {
  std::ifstream file = Open(path);
  std::vector<Json> rows;
  for (std::string line; std::getline(file, line);) {
    rows.push_back(Json::parse(line));
  }
  return rows;
}

Date Day(const std::string& text) {
  const Result<Date> day = Date::Parse(text);
  if (!day.ok()) {
    throw std::runtime_error("not a date: " + text);
  }
  return *day;
}

Instant Time(const std::string& text) {
  const Result<Instant> time = ParseRfc3339(text);
  if (!time.ok()) {
    throw std::runtime_error("not a time: " + text);
  }
  return *time;
}

std::optional<Date> OptionalDay(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<Date>{Day(text)};
}

Capacity CapacityOf(const std::string& text) {
  static const std::map<std::string, Capacity> kNames = {{"head", Capacity::kHead},
                                                         {"acting", Capacity::kActing},
                                                         {"in_charge", Capacity::kInCharge},
                                                         {"deputy", Capacity::kDeputy}};
  return kNames.at(text);
}

PostBasis BasisOf(const std::string& text) {
  static const std::map<std::string, PostBasis> kNames = {
      {"appointed", PostBasis::kAppointed}, {"elected", PostBasis::kElected}, {"designated", PostBasis::kDesignated}};
  return kNames.at(text);
}

class Sample {
 public:
  explicit Sample(const std::string& folder) : imported_at_(At("2021-10-15 07:00")) {
    const Json manifest = Json::parse(Open(folder + "/manifest.json"));
    facts_.authority = manifest.at("tenant");
    facts_.law = {{&TuyenQuang2021(), Day(manifest.at("regulation_effective_from"))}};
    for (const Json& work : ReadJsonLines(folder + "/works.jsonl")) {
      works_[work.at("work_id")] = work;
    }
    Import(folder);
    for (const Json& act : ReadJsonLines(folder + "/journal.jsonl")) {
      if (act.at("expect") == "accepted") {
        Play(act);
      }
    }
  }

  Facts Take() && { return std::move(facts_); }

 private:
  void Import(const std::string& folder) {
    const Learned learned{imported_at_, "registration#1"};
    for (const CsvRow& row : ReadCsv(folder + "/agencies.csv")) {
      facts_.agencies.push_back(
          {learned, row.at("agency_id"), row.at("class"), row.at("vertical_field"), row.at("parent")});
    }
    for (const CsvRow& row : ReadCsv(folder + "/bodies.csv")) {
      facts_.bodies.push_back({learned, row.at("body_id"), row.at("reviewing") == "true", row.at("head_official_id"),
                               Day(row.at("valid_from")), OptionalDay(row.at("valid_to"))});
    }
    for (const CsvRow& row : ReadCsv(folder + "/officials.csv")) {
      const bool standing = row.at("uvbtv") == "true";
      facts_.persons.push_back({learned,
                                row.at("official_id"),
                                row.at("managed_by_btv") == "true",
                                standing || row.at("tuv") == "true",
                                standing,
                                {}});
    }
    for (const CsvRow& row : ReadCsv(folder + "/positions.csv")) {
      PostFact post{learned,
                    row.at("official_id") + "/" + row.at("agency_id") + "/" + row.at("effective_from"),
                    row.at("official_id"),
                    row.at("agency_id"),
                    CapacityOf(row.at("capacity")),
                    row.at("principal") == "true",
                    Day(row.at("effective_from")),
                    OptionalDay(row.at("effective_to")),
                    BasisOf(row.at("basis"))};
      if (post.from > Date::Of(imported_at_)) {
        withheld_.push_back(post);
        continue;
      }
      // An end that lies ahead is learned with the event that brings it.
      ends_[post.id] = post.to;
      if (post.to && *post.to > Date::Of(imported_at_)) {
        post.to.reset();
      }
      facts_.posts.push_back(post);
    }
  }

  void Play(const Json& act) {
    const std::string kind = act.at("act");
    const Json& payload = act.at("payload");
    learned_ = {Time(act.at("at")), "journal#" + std::to_string(act.at("seq").get<int>())};
    received_at_ = act.contains("received_on") ? Time(act.at("received_on")) : learned_.recorded_at;
    document_ = act.contains("received_on") ? "paper" : "";
    if (kind == "opening.assignment") {
      Opening(payload);
    } else if (kind == "registration.submit") {
      const std::string occasion = payload.contains("in_year_post_from") ? payload.at("in_year_post_from") : "";
      Receive(payload.at("official_id"), {{"REG", Cycle(payload), occasion}});
    } else if (kind == "personnel.event") {
      Personnel(payload);
    } else if (kind == "body.propose") {
      if (!payload.at("supplementary")) {
        Receive(payload.at("body"), {{"CONS", Cycle(payload), ""}});
      }
    } else if (kind == "btc.general_report") {
      Receive("BTC", {{"CONS_BTC", Cycle(payload), ""}});
    } else if (kind == "btv.assign") {
      Assign(payload);
    } else if (kind == "plan.submit") {
      Receive(payload.at("official_id"), {PlanKey(payload.at("official_id"))});
    } else if (kind == "report.submit") {
      Report(payload);
    } else if (kind == "depart.report") {
      Receive(payload.at("official_id"), {{"DEPART_RPT", departures_.at(payload.at("official_id")).ToString(), ""}});
    } else if (kind == "btv.conclude") {
      EndWorks(payload, Day(payload.at("concluded_on")), "CONCLUDED");
    } else if (kind == "work.stop") {
      Stop(payload);
    } else if (kind == "btv.rate" && payload.at("kind") == "EARLY") {
      for (const Json& item : payload.at("items")) {
        EndWorks(item, Day(payload.at("decided_on")), "EARLY");
      }
    } else if (kind == "deadline.override") {
      facts_.overrides.push_back({learned_,
                                  learned_.source,
                                  payload.at("code"),
                                  payload.at("period"),
                                  Day(payload.at("new_L")),
                                  {},
                                  payload.at("ref")});
    } else if (kind == "obligation.waive") {
      facts_.waivers.push_back(
          {learned_, payload.at("official_id"), {payload.at("code"), payload.at("period"), ""}, payload.at("ref")});
    } else if (kind == "adhoc.request") {
      facts_.requests.push_back({learned_, payload.at("request_id"), payload.at("official_id"),
                                 Date::Of(learned_.recorded_at), Day(payload.at("respond_by"))});
    } else if (kind == "report.adhoc" && payload.contains("request_id")) {
      Receive(payload.at("official_id"), {{"RPT_ADHOC", payload.at("request_id"), ""}});
    }
  }

  static std::string Cycle(const Json& payload) { return std::to_string(payload.at("cycle").get<int>()); }

  void Receive(const std::string& debtor, std::vector<DutyKey> covers) {
    facts_.receipts.push_back({learned_, learned_.source, debtor, std::move(covers), received_at_, document_, {}});
  }

  AssignedWork Work(const std::string& id) const {
    const Json& work = works_.at(id);
    return {id, work.at("kind"), Day(work.at("start")), Day(work.at("end"))};
  }

  void Opening(const Json& payload) {
    const AssignedWork work = Work(payload.at("work_id"));
    facts_.assignments.push_back({learned_,
                                  learned_.source,
                                  payload.at("official_id"),
                                  work.start.year(),
                                  "ORDINARY",
                                  Day(payload.at("decided_on")),
                                  {},
                                  {work}});
  }

  void Assign(const Json& payload) {
    const Date decided_on = Day(payload.at("decided_on"));
    const int cycle = payload.at("cycle");
    const std::string basis = payload.at("basis");
    if (basis == "ORDINARY") {
      facts_.conclusions.push_back({learned_, cycle, decided_on});
    }
    for (const Json& item : payload.at("items")) {
      AssignmentFact fact{learned_,
                          learned_.source + "/" + item.at("official_id").get<std::string>(),
                          item.at("official_id"),
                          cycle,
                          basis,
                          decided_on,
                          {},
                          {}};
      if (item.contains("notified_on")) {
        fact.notified_on = Day(item.at("notified_on"));
      }
      for (const Json& work : item.at("works")) {
        fact.works.push_back(Work(work.at("work_id")));
      }
      const bool dated_by_decision = basis == "NEWAPPT" || decided_on >= Date{cycle, 1, 1};
      plans_[fact.official_id] = {"PLAN", std::to_string(cycle), dated_by_decision ? decided_on.ToString() : ""};
      facts_.assignments.push_back(std::move(fact));
    }
    // Assigning is finished with the last decision on those who had registered in time.
    if (basis == "SUPPLEMENT") {
      Receive("BTV", {{"DECIDE", std::to_string(cycle), ""}});
    }
  }

  // An official plans for the newest decision on his works.
  DutyKey PlanKey(const std::string& official) const { return plans_.at(official); }

  void Report(const Json& payload) {
    std::vector<DutyKey> covers;
    for (const std::string cover : payload.at("covers")) {
      const std::size_t colon = cover.find(':');
      covers.push_back({cover.substr(0, colon), cover.substr(colon + 1), ""});
    }
    Receive(payload.at("official_id"), std::move(covers));
  }

  void EndWorks(const Json& payload, Date until, const std::string& reason) {
    for (const Json& work : payload.at("works")) {
      facts_.work_ends.push_back({learned_, payload.at("official_id"), work.at("work_id"), until, reason});
    }
  }

  void Stop(const Json& payload) {
    const Date stopped_on = Day(payload.at("stopped_on"));
    for (const std::string work : payload.at("works")) {
      facts_.work_ends.push_back({learned_, payload.at("official_id"), work, stopped_on, "STOPPED"});
    }
    departures_[payload.at("official_id")] = stopped_on;
  }

  void Personnel(const Json& payload) {
    const std::string official = payload.at("official_id");
    const std::string event = payload.at("event");
    const Date effective_on = Day(payload.at("effective_on"));
    bool left_a_post = false;
    for (std::size_t i = 0, known = facts_.posts.size(); i < known; ++i) {
      PostFact post = facts_.posts[i];
      if (post.official_id == official && !post.to && ends_[post.id] == effective_on - 1) {
        post.learned = learned_;
        post.to = effective_on - 1;
        facts_.posts.push_back(post);
        left_a_post = true;
      }
    }
    const bool leaves = event == "RETIRE" || event == "LEAVE";
    if (!leaves) {
      const auto post = std::find_if(withheld_.begin(), withheld_.end(), [&](const PostFact& candidate) {
        return candidate.official_id == official && candidate.from == effective_on;
      });
      post->learned = learned_;
      facts_.posts.push_back(*post);
    }
    if (left_a_post) {
      facts_.departures.push_back({learned_, official, leaves ? event : "TRANSFER", effective_on});
      departures_[official] = effective_on;
    }
  }

  Instant imported_at_;
  Facts facts_;
  std::map<std::string, Json> works_;
  std::vector<PostFact> withheld_;
  std::map<std::string, std::optional<Date>> ends_;  // of posts, as positions.csv tells them
  std::map<std::string, Date> departures_;           // the latest of each official
  std::map<std::string, DutyKey> plans_;
  Learned learned_;
  Instant received_at_;
  std::string document_;
};

}  // namespace

Facts LoadSampleFacts(const std::string& folder) { return Sample(folder).Take(); }

}  // namespace dotpha::statute
