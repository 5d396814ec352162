#include "services/notifier/tests/season.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace dotpha::notifier::testing {
namespace {

template <typename T>
T Value(Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().reason << ": " << result.error().message;
    std::abort();
  }
  return *std::move(result);
}

std::string Show(Instant at) {
  const Date day = Date::Of(at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(at - day.At()).count();
  char text[32];
  std::snprintf(text, sizeof text, "%s %02d:%02d", day.ToVietnamese().c_str(), static_cast<int>(minutes / 60),
                static_cast<int>(minutes % 60));
  return text;
}

template <typename Fact>
std::vector<Fact> Before(const std::vector<Fact>& facts, Instant at) {
  std::vector<Fact> known;
  std::copy_if(facts.begin(), facts.end(), std::back_inserter(known),
               [at](const Fact& fact) { return fact.learned.recorded_at <= at; });
  return known;
}

template <typename Fact>
void NextAfter(const std::vector<Fact>& facts, Instant now, Micros lag, std::optional<Instant>& next) {
  for (const Fact& fact : facts) {
    const Instant arrives = fact.learned.recorded_at + lag;
    if (arrives > now && (!next || arrives < *next)) {
      next = arrives;
    }
  }
}

}  // namespace

Instant At(const std::string& text) {
  std::string iso = text;
  iso[10] = 'T';
  return Value(ParseRfc3339(iso + (text.size() == 16 ? ":00" : "") + "+07:00"));
}

Date Day(const std::string& text) { return Value(Date::Parse(text)); }

Season::Season(const std::string& recorded, const std::string& live_from)
    : catalogue_(Value(lawfile::Catalogue::Load("regulations"))),
      calendar_(Value(lawfile::LoadCalendar("calendars/vietnam.csv"))),
      policies_(Value(PolicyBook::Load("policies/notices.textproto"))) {
  statute::Facts& facts = knowledge_.facts;
  facts.authority = "TQ";
  facts.live_from = Day(live_from);
  facts.law = {{catalogue_.Find("TQ2021"), Date{2021, 9, 1}}};
  facts.agencies.push_back({Learned(recorded), "so-nn", "AGENCY_UBND_TINH", "", ""});
  facts.agencies.push_back({Learned(recorded), "hu-sd", "CAP_UY_HUYEN", "", ""});
  for (const char* body : {"BTV", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    const bool reviewing = std::string{body} != "BTV" && std::string{body} != "UBKT";
    facts.bodies.push_back({Learned(recorded), body, reviewing, "", Date{2020, 1, 1}, std::nullopt});
    AddStaff(std::string{body} + "-S", body, "specialist", recorded);
    AddStaff(std::string{body} + "-L", body, "leader", recorded);
  }
  AddOfficial("N1", "so-nn", statute::Capacity::kHead, false, "2020-01-01", recorded);
  AddOfficial("N2", "hu-sd", statute::Capacity::kHead, true, "2020-01-01", recorded);
  AddOfficial("DEP", "so-nn", statute::Capacity::kDeputy, true, "2020-01-01", recorded);
}

statute::Learned Season::Learned(const std::string& at) {
  return {At(at), "registration#" + std::to_string(++sequence_)};
}

void Season::AddOfficial(const std::string& id, const std::string& agency, statute::Capacity capacity, bool member,
                         const std::string& from, const std::string& recorded, statute::PostBasis basis) {
  knowledge_.facts.persons.push_back({Learned(recorded), id, true, member, false});
  const statute::PostFact post{Learned(recorded), "post-" + id, id,   agency, capacity, true,
                               Day(from),         std::nullopt, basis};
  knowledge_.facts.posts.push_back(post);
  knowledge_.directory.posts.push_back(post);
}

void Season::AddStaff(const std::string& id, const std::string& body, const std::string& role,
                      const std::string& recorded) {
  knowledge_.directory.staff.push_back({Learned(recorded), id, body, "", role});
}

void Season::Assign(const std::string& official, int cycle, const std::string& decided_on,
                    const std::string& recorded) {
  statute::AssignmentFact assignment;
  assignment.learned = Learned(recorded);
  assignment.id = "decision-" + official + "-" + std::to_string(cycle);
  assignment.official_id = official;
  assignment.cycle = cycle;
  assignment.basis = "ORDINARY";
  assignment.decided_on = Day(decided_on);
  assignment.works = {{"W-" + official, "1Y", Date{cycle, 1, 1}, Date{cycle, 12, 31}}};
  knowledge_.facts.assignments.push_back(assignment);
}

statute::AssignmentFact& Season::AssignAs(const std::string& official, int cycle, const std::string& basis,
                                          const std::string& decided_on, const std::string& recorded) {
  Assign(official, cycle, decided_on, recorded);
  statute::AssignmentFact& assignment = knowledge_.facts.assignments.back();
  assignment.basis = basis;
  assignment.id += "-" + decided_on;
  return assignment;
}

void Season::Receive(const std::string& official, std::vector<statute::DutyKey> covers, const std::string& received,
                     const std::string& recorded, const std::string& document) {
  statute::ReceiptFact receipt;
  receipt.learned = Learned(recorded);
  receipt.id = "submission-" + std::to_string(sequence_);
  receipt.debtor_id = official;
  receipt.covers = std::move(covers);
  receipt.received_at = At(received);
  receipt.document = document;
  knowledge_.facts.receipts.push_back(receipt);
}

void Season::Override(const std::string& duty, const std::string& period, const std::string& day,
                      const std::string& recorded) {
  knowledge_.facts.overrides.push_back(
      {Learned(recorded), "override-" + duty, duty, period, Day(day), {}, "MP-12-CV/BTC"});
}

facts::Knowledge Season::KnownAt(Instant at) const {
  facts::Knowledge known = knowledge_;
  const auto cut = [at](auto& facts) { facts = Before(facts, at); };
  cut(known.facts.agencies);
  cut(known.facts.bodies);
  cut(known.facts.persons);
  cut(known.facts.posts);
  cut(known.facts.receipts);
  cut(known.facts.conclusions);
  cut(known.facts.assignments);
  cut(known.facts.work_ends);
  cut(known.facts.results);
  cut(known.facts.requests);
  cut(known.facts.cases);
  cut(known.facts.overrides);
  cut(known.facts.waivers);
  cut(known.facts.departures);
  cut(known.directory.staff);
  cut(known.directory.clerks);
  cut(known.directory.posts);
  return known;
}

Stepper::Stepper(Season& season, std::string debtor, const std::string& start)
    : season_(season), debtor_(std::move(debtor)), now_(At(start)) {}

Instant Stepper::AsOf() const {
  const Instant watermark = now_ - lag_;
  return held_watermark_ ? std::min(*held_watermark_, watermark) : watermark;
}

statute::Ledger Stepper::Ledger() const {
  const facts::Knowledge known = season_.KnownAt(now_ - lag_);
  return statute::DeriveLedger(known.facts, season_.calendar(), {}, debtor_, AsOf());
}

void Stepper::Decide() {
  const facts::Knowledge known = season_.KnownAt(now_ - lag_);
  const statute::Ledger ledger = statute::DeriveLedger(known.facts, season_.calendar(), {}, debtor_, AsOf());
  Situation situation;
  situation.policy = &season_.policies().For("TQ");
  situation.calendar = &season_.calendar();
  situation.facts = &known.facts;
  situation.directory = &known.directory;
  situation.ledger = &ledger;
  situation.silences = silences;
  situation.now = now_;
  situation.summarise = summarise;
  for (const NewNotice& notice : notices_) {
    situation.history.push_back(
        {notice.person_id, notice.obligation_id, notice.stage, notice.revision, notice.state, notice.due_at});
  }
  const Dispatch dispatch = DecideNotices(situation);
  for (const NewNotice& notice : dispatch.notices) {
    const bool again = std::any_of(notices_.begin(), notices_.end(), [&notice](const NewNotice& n) {
      return std::tie(n.person_id, n.obligation_id, n.stage, n.revision) ==
             std::tie(notice.person_id, notice.obligation_id, notice.stage, notice.revision);
    });
    EXPECT_FALSE(again) << "the key of a notice is used twice: " << notice.person_id << " " << notice.obligation_id;
    notices_.push_back(notice);
    given_at_.push_back(now_);
    letters_.push_back(BuildLetter(situation, notice));
  }
  next_ = dispatch.act_at;
  if (dispatch.rule_at && (!next_ || *dispatch.rule_at + lag_ < *next_)) {
    next_ = *dispatch.rule_at + lag_;
  }
}

Stepper& Stepper::RunTo(const std::string& to) {
  const Instant target = At(to);
  while (true) {
    Decide();
    std::optional<Instant> next = next_ && *next_ > now_ ? next_ : std::nullopt;
    const facts::Knowledge& all = season_.all();
    NextAfter(all.facts.persons, now_, lag_, next);
    NextAfter(all.facts.posts, now_, lag_, next);
    NextAfter(all.facts.receipts, now_, lag_, next);
    NextAfter(all.facts.assignments, now_, lag_, next);
    NextAfter(all.facts.overrides, now_, lag_, next);
    NextAfter(all.facts.waivers, now_, lag_, next);
    NextAfter(all.facts.work_ends, now_, lag_, next);
    NextAfter(all.facts.results, now_, lag_, next);
    NextAfter(all.facts.requests, now_, lag_, next);
    NextAfter(all.facts.cases, now_, lag_, next);
    if (!next || *next > target) {
      now_ = target;
      Decide();
      return *this;
    }
    now_ = *next;
  }
}

Stepper& Stepper::JumpTo(const std::string& to) {
  now_ = At(to);
  Decide();
  return *this;
}

Stepper& Stepper::HoldWatermarkAt(const std::string& at) {
  held_watermark_ = At(at);
  return *this;
}

Stepper& Stepper::ReleaseWatermark() {
  held_watermark_.reset();
  return *this;
}

std::vector<Line> Stepper::Lines(NoticeState state, const std::string& obligation) const {
  std::map<std::tuple<Instant, Stage>, std::set<std::string>> grouped;
  for (std::size_t i = 0; i < notices_.size(); ++i) {
    const NewNotice& notice = notices_[i];
    if (notice.state == state && (obligation.empty() || notice.obligation_id == obligation)) {
      grouped[{given_at_[i], notice.stage}].insert(notice.person_id);
    }
  }
  std::vector<Line> lines;
  for (const auto& [key, people] : grouped) {
    lines.push_back({Show(std::get<0>(key)), std::string{StageName(std::get<1>(key))}, people});
  }
  return lines;
}

}  // namespace dotpha::notifier::testing
