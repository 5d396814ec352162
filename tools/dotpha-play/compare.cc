#include "tools/dotpha-play/compare.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace dotpha::play {
namespace {

using nlohmann::json;
namespace ntf = notifier::v1;

std::string InstantText(const google::protobuf::Timestamp& at) {
  return FormatRfc3339(Instant{at.seconds() * 1'000'000 + at.nanos() / 1000});
}

std::string DateText(const google::type::Date& date) {
  return Date{date.year(), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())}.ToString();
}

// "OBLIGATION_STATE_ON_TIME" -> "ON_TIME".
std::string Short(const std::string& name, std::string_view prefix) { return name.substr(prefix.size()); }

// "DDHDND:CONS:2022".
std::string BodyDutyId(const json& obligation, int cycle) {
  return obligation.at("body").get<std::string>() + ":" + obligation.at("code").get<std::string>() + ":" +
         std::to_string(obligation.value("cycle", cycle));
}

class Filter {
 public:
  Filter(const Sample& sample, const Scope& scope)
      : cycle_(sample.cycle), last_cycle_(sample.last_cycle), scope_(scope) {
    for (const auto& obligation : sample.expected.at("obligations")) {
      if (Wants(obligation.at("code").get<std::string>())) {
        const std::string id = obligation.at("id").get<std::string>();
        due_[id] = *Date::Parse(obligation.at("L").get<std::string>());
        if (obligation.at("state") == "OPEN") {
          open_.insert(id);
        }
      }
    }
  }

  [[nodiscard]] bool Concerns(const std::string& official) const { return !scope_.left_out.contains(official); }
  [[nodiscard]] bool Wants(const std::string& duty) const {
    return scope_.duties.empty() || scope_.duties.contains(duty);
  }
  // The bodies' duties that expected.json measures as the law does; the decision it measures by its latest supplement.
  [[nodiscard]] bool WantsOfBody(const std::string& duty) const {
    return scope_.duties.empty() && (duty == "CONS" || duty == "CONS_BTC");
  }
  // An id of expected.json that is a wanted duty in time and of someone not left out.
  [[nodiscard]] bool Expects(const std::string& id) const {
    const auto due = due_.find(id);
    return due != due_.end() && (due->second <= scope_.last_day || open_.contains(id)) &&
           Concerns(id.substr(0, id.find(':')));
  }
  // A duty that the services know.
  [[nodiscard]] bool Takes(const ntf::Obligation& obligation) const {
    if (open_.contains(obligation.obligation_id())) {
      return Concerns(obligation.debtor_id());
    }
    const bool wanted = obligation.has_last_on_time_day() && !obligation.imported() && OfCycle(obligation) &&
                        *Date::Parse(DateText(obligation.last_on_time_day())) <= scope_.last_day;
    if (WantsOfBody(obligation.duty())) {
      return wanted;
    }
    return wanted && IsOfOfficial(obligation.debtor_id()) && Wants(obligation.duty()) &&
           Concerns(obligation.debtor_id());
  }

  // A sign about wanted duties of the cycle: of those before and after it expected.json is silent.
  [[nodiscard]] bool Takes(const ntf::Candidate& candidate) const {
    const auto wanted = [&](const std::string& id) {
      const auto begin = id.find(':') + 1;
      const auto end = id.find(':', begin);
      const std::string duty = id.substr(begin, end - begin);
      const bool of_cycle = duty == "RPT_STAGE" ? IsCompared(candidate.last_on_time_day().year())
                                                : IsCompared(YearOf(id.substr(end + 1)));
      return Wants(duty) && of_cycle;
    };
    return *Date::Parse(DateText(candidate.last_on_time_day())) <= scope_.last_day &&
           std::all_of(candidate.obligation_ids().begin(), candidate.obligation_ids().end(), wanted);
  }

  [[nodiscard]] const Scope& scope() const { return scope_; }

 private:
  // Officials of a sample are numbered ("TQ-001"); bodies are words.
  static bool IsOfOfficial(const std::string& debtor) { return debtor.find('-') != std::string::npos; }

  // "2022", "2022-Q1" begin with the cycle; a stage report names its work and belongs to the year of its date.
  [[nodiscard]] bool OfCycle(const ntf::Obligation& obligation) const {
    if (obligation.duty() == "RPT_STAGE" || obligation.duty() == "RPT_ADHOC") {
      return IsCompared(obligation.last_on_time_day().year());
    }
    return IsCompared(YearOf(obligation.period()));
  }

  static int YearOf(const std::string& period) { return std::atoi(period.substr(0, 4).c_str()); }
  [[nodiscard]] bool IsCompared(int year) const { return cycle_ <= year && year <= last_cycle_; }

  int cycle_;
  int last_cycle_;
  const Scope& scope_;
  std::map<std::string, Date> due_;
  std::set<std::string> open_;  // named by expected.json though they fall due later
};

// A fraction of the sample or of the wire: "100/1" is "100".
std::string Exact(const json& text) {
  std::string exact = text.is_string() ? text.get<std::string>() : "";
  return exact.ends_with("/1") ? exact.substr(0, exact.size() - 2) : exact;
}

std::string TextOrNone(const json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

std::string NumberOrNone(const json& object, const char* key) {
  return object.contains(key) && object[key].is_number() ? object[key].dump() : "";
}

std::string IsTrue(const json& object, const char* key) {
  return object.contains(key) && object[key] == true ? "true" : "false";
}

void ExpectAssessments(const Sample& sample, const Filter& filter, Picture& picture) {
  for (const json& work : sample.expected.at("works")) {
    if (!filter.Concerns(work.at("official_id").get<std::string>())) {
      continue;
    }
    auto& fields = picture["work " + work.at("work_id").get<std::string>()];
    fields["year"] = NumberOrNone(work, "percent_year_e2") + " " + Exact(work.value("percent_year_exact", json()));
    fields["level"] = TextOrNone(work, "level");
    fields["reported year"] = NumberOrNone(work, "reported_percent_year_e2");
    fields["path"] = TextOrNone(work, "path");
    fields["taken out"] = work.value("fm_excluded_leaves", json::array()).dump();
    if (work.contains("percent_stage_e2")) {
      fields["stage"] = NumberOrNone(work, "percent_stage_e2") + " " + Exact(work["percent_stage_exact"]);
    }
  }
  for (const json& official : sample.expected.at("officials")) {
    if (!filter.Concerns(official.at("official_id").get<std::string>())) {
      continue;
    }
    auto& fields = picture["assessment " + official.at("official_id").get<std::string>()];
    fields["mean"] = NumberOrNone(official, "mean_e2") + " " + Exact(official.value("mean_exact", json()));
    fields["works counted"] = NumberOrNone(official, "works_counted");
    for (const char* key : {"suggested_level", "self_level", "decided_level", "warning"}) {
      fields[key] = TextOrNone(official, key);
    }
    fields["self_level_mismatch"] = IsTrue(official, "self_level_mismatch");
  }
}

std::string PercentageText(const json& object, const char* key) {
  if (!object.contains(key) || !object[key].is_object()) {
    return " ";
  }
  return NumberOrNone(object[key], "floored_e2") + " " + Exact(object[key].value("exact", json()));
}

// It left its holder during the year: expected.json has it with its successor, or not at all.
bool HasLeft(const json& work) {
  return work.contains("left_on") && work["left_on"].is_object() && !work.value("counted", false);
}

void FindAssessments(const Outcome& outcome, const Filter& filter, Picture& picture) {
  for (const json& assessment : outcome.assessments) {
    const std::string official = assessment.at("official_id");
    const json works = assessment.value("works", json::array());
    if (!filter.Concerns(official) || (!works.empty() && std::all_of(works.begin(), works.end(), HasLeft))) {
      continue;
    }
    auto& fields = picture["assessment " + official];
    fields["mean"] = PercentageText(assessment, "mean");
    fields["works counted"] = NumberOrNone(assessment, "works_counted");
    for (const char* key : {"suggested_level", "self_level", "decided_level", "warning"}) {
      fields[key] = TextOrNone(assessment, key);
    }
    fields["self_level_mismatch"] = IsTrue(assessment, "self_level_mismatch");
    for (const json& work : works) {
      if (HasLeft(work)) {
        continue;
      }
      auto& of_work = picture["work " + work.at("work_id").get<std::string>()];
      of_work["year"] = PercentageText(work, "verified_year");
      of_work["level"] = TextOrNone(work, "level");
      of_work["path"] = work.value("decided_kind", "") == "RATING_KIND_EARLY" ? "EARLY" : "ANNUAL";
      of_work["taken out"] = work.value("taken_out_item_ids", json::array()).dump();
      of_work["reported year"] = work.contains("reported_year") && work["reported_year"].is_object()
                                     ? NumberOrNone(work["reported_year"], "floored_e2")
                                     : "";
      of_work["stage"] = PercentageText(work, "verified_stage");
    }
  }
}

std::string Joined(const std::set<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    text += id + " ";
  }
  return text;
}

// "CONFIRMED", "DISMISSED", ...; an open case is what expected.json calls so.
std::string CaseState(const Outcome& outcome, const std::string& candidate_id) {
  for (const json& found : outcome.cases) {
    if (found.value("candidate_id", "") == candidate_id) {
      return Short(found.value("state", "CASE_STATE_UNSPECIFIED"), "CASE_STATE_");
    }
  }
  return "no case";
}

// What people raised, by kind, whom it concerns and when.
std::string RaisedItem(const std::string& kind, const std::string& concerned, const std::string& raised_at) {
  return "case " + kind + " " + concerned + " " + raised_at;
}

std::string ClaimItem(const std::string& work_id, const std::string& kind) { return "claim " + work_id + " " + kind; }

void ExpectCasesAndClaims(const Sample& sample, const Filter& filter, Picture& picture) {
  for (const json& candidate : sample.expected.at("candidates")) {
    const std::string official = TextOrNone(candidate, "official_id");
    if (candidate.at("raised_by") != "SYSTEM" && filter.Concerns(official)) {
      auto& fields =
          picture[RaisedItem(candidate.at("kind"), official.empty() ? TextOrNone(candidate, "collective") : official,
                             candidate.at("raised_at"))];
      fields["raised by"] = candidate.at("raised_by");
      fields["state"] = candidate.at("status");
      fields["explain until"] = candidate.at("explain_until");
    }
  }
  for (const json& claim : sample.expected.at("claims")) {
    const auto work = sample.works.find(claim.at("work_id").get<std::string>());
    if (work != sample.works.end() && filter.Concerns(work->second.value("official_id", ""))) {
      picture[ClaimItem(work->first, claim.at("type"))]["state"] = claim.at("status");
    }
  }
}

void ExpectCommendations(const Sample& sample, const Filter& filter, Picture& picture) {
  for (const json& official : sample.expected.at("commendation_list")) {
    if (filter.Concerns(official.get<std::string>())) {
      picture["commendation " + official.get<std::string>()]["state"] = "DECIDED";
    }
  }
}

// expected.json lists individuals alone.
void FindCommendations(const Outcome& outcome, const Filter& filter, Picture& picture) {
  for (const json& found : outcome.commendations) {
    const std::string official = found.value("official_id", "");
    if (!official.empty() && filter.Concerns(official)) {
      picture["commendation " + official]["state"] = Short(found.at("state"), "COMMENDATION_STATE_");
    }
  }
}

// Tasks of the Standing Committee (Điều 2 khoản 5), decided or not.
void ExpectCarryOvers(const Sample& sample, const Filter& filter, Picture& picture) {
  const json& tasks = sample.expected.at("btv_tasks");
  for (const char* list : {"carry_over_mandatory", "consider_other_work", "carry_over_optional"}) {
    for (const json& id : tasks.at(list)) {
      const auto work = sample.works.find(id.get<std::string>());
      if (work != sample.works.end() && filter.Concerns(work->second.value("official_id", ""))) {
        picture["unfinished " + work->first]["tasks"] += std::string(list) + " ";
      }
    }
  }
}

void FindCarryOvers(const Outcome& outcome, const Filter& filter, Picture& picture) {
  for (const json& found : outcome.carry_overs) {
    if (filter.Concerns(found.at("official_id"))) {
      picture["unfinished " + found.at("work_id").get<std::string>()]["tasks"] =
          found.value("by_duty", false) ? "carry_over_mandatory consider_other_work " : "carry_over_optional ";
    }
  }
}

std::string DayOf(const json& date) {
  return Date{date.at("year").get<int>(), date.at("month").get<unsigned>(), date.at("day").get<unsigned>()}.ToString();
}

void FindCasesAndClaims(const Outcome& outcome, const Filter& filter, Picture& picture) {
  for (const json& found : outcome.cases) {
    const std::string official = found.value("official_id", "");
    const auto raised_at = ParseRfc3339(found.value("raised_at", ""));
    if (found.value("candidate_id", "").empty() && raised_at.ok() && filter.Concerns(official)) {
      auto& fields = picture[RaisedItem(found.at("kind"), official.empty() ? found.value("agency_id", "") : official,
                                        FormatRfc3339(*raised_at))];
      fields["raised by"] = found.at("raised_by_body");
      fields["state"] = Short(found.at("state"), "CASE_STATE_");
      fields["explain until"] = DayOf(found.at("explain_until"));
    }
  }
  for (const json& claim : outcome.claims) {
    if (filter.Concerns(claim.at("official_id"))) {
      picture[ClaimItem(claim.at("work_id"), claim.at("kind"))]["state"] = Short(claim.at("state"), "CLAIM_STATE_");
    }
  }
}

void ExpectPreview(const Sample& sample, Picture& picture) {
  for (const json& change : sample.expected.value("previewed", json::array())) {
    auto& fields = picture["preview " + change.at("about").get<std::string>()];
    fields["effect"] = change.at("effect");
    for (const char* key :
         {"L_before", "L_after", "regulation_before", "regulation_after", "route_before", "route_after"}) {
      fields[key] = TextOrNone(change, key);
    }
  }
}

// Duties without a day pass on no day.
void FindPreview(const Outcome& outcome, Picture& picture) {
  for (const json& change : outcome.previewed) {
    const std::string duty = change.at("obligation_id");
    const auto day = [&](const char* key) {
      return change.contains(key) && change[key].is_object() ? DayOf(change[key]) : "";
    };
    const std::string before = day("last_on_time_day_before");
    const std::string after = day("last_on_time_day_after");
    if (!duty.empty() && before.empty() && after.empty()) {
      continue;
    }
    auto& fields = picture["preview " + (duty.empty() ? change.at("debtor_id").get<std::string>() + " route" : duty)];
    fields["effect"] = Short(change.at("effect"), "SUPERSESSION_EFFECT_");
    fields["L_before"] = before;
    fields["L_after"] = after;
    for (const char* key : {"regulation_before", "regulation_after", "route_before", "route_after"}) {
      const std::string text = TextOrNone(change, key);
      fields[key] = text.substr(0, text.find(": "));  // "out of scope", without the law's words why
    }
  }
}

Picture ExpectedPicture(const Sample& sample, const Filter& filter) {
  Picture picture;
  for (const auto& o : sample.expected.at("obligations")) {
    const std::string id = o.at("id");
    if (filter.Expects(id)) {
      auto& fields = picture["obligation " + id];
      fields["state"] = o.at("state");
      fields["L"] = o.at("L");
      fields["hard"] = o.at("hard").get<bool>() ? "true" : "false";
      fields["days_late"] = std::to_string(o.value("days_late", 0));
      fields["was_missing"] = o.value("was_missing", false) ? "true" : "false";
      if (o.contains("regulation")) {
        fields["regulation"] = o["regulation"];
      }
    }
  }
  for (const auto& f : sample.expected.at("flags")) {
    const std::string id = f.at("obligation");
    if (filter.Expects(id)) {
      auto& fields = picture["flag " + id];
      fields["grade"] = f.at("grade");
      fields["status"] = f.at("status");
      fields["raised_at"] = f.at("raised_at");
      fields["missing_at"] = f.value("missing_at", "");
      fields["days_late"] = std::to_string(f.value("days_late", 0));
      fields["received_on"] = f.value("received_on", "");
      fields["reason"] = f.value("reason", "");
      fields["withdrawn_at"] = f.value("at", "");
    }
  }
  for (const auto& list : {"overdue_notices", "overdue_notices_soft"}) {
    for (const auto& notice : sample.expected.at(list)) {
      for (const auto& id : notice.at("ids")) {
        if (filter.Expects(id.get<std::string>())) {
          picture["overdue notice " + id.get<std::string>()]["at"] = notice.at("at");
        }
      }
    }
  }
  for (const auto& o : sample.expected.at("body_obligations")) {
    if (filter.WantsOfBody(o.at("code").get<std::string>()) &&
        *Date::Parse(o.at("L").get<std::string>()) <= filter.scope().last_day) {
      auto& fields = picture["obligation " + BodyDutyId(o, sample.cycle)];
      fields["state"] = o.at("state");
      fields["L"] = o.at("L");
      fields["days_late"] = std::to_string(o.value("days_late", 0));
    }
  }
  for (const auto& c : sample.expected.at("candidates")) {
    const bool ours = c.at("raised_by") == "SYSTEM" &&
                      std::all_of(c.at("duties").begin(), c.at("duties").end(),
                                  [&](const json& id) { return filter.Expects(id.get<std::string>()); });
    if (ours) {
      auto& fields = picture["candidate " + c.at("official_id").get<std::string>() + " " +
                             c.at("kind").get<std::string>() + " " + c.at("L").get<std::string>()];
      fields["raised_at"] = c.at("raised_at");
      std::set<std::string> duties;
      for (const auto& id : c.at("duties")) {
        duties.insert(id.get<std::string>());
      }
      fields["duties"] = Joined(duties);
      if (filter.scope().assessed) {
        fields["case"] = c.at("status");
      }
    }
  }
  if (filter.scope().assessed) {
    ExpectAssessments(sample, filter, picture);
    ExpectCasesAndClaims(sample, filter, picture);
    ExpectCommendations(sample, filter, picture);
    ExpectCarryOvers(sample, filter, picture);
  }
  ExpectPreview(sample, picture);
  return picture;
}

Picture FoundPicture(const Outcome& outcome, const Filter& filter) {
  Picture picture;
  std::set<std::string> taken;
  for (const auto& o : outcome.obligations) {
    if (!filter.Takes(o)) {
      continue;
    }
    taken.insert(o.obligation_id());
    auto& fields = picture["obligation " + o.obligation_id()];
    fields["state"] = Short(ntf::ObligationState_Name(o.state()), "OBLIGATION_STATE_");
    fields["L"] = DateText(o.last_on_time_day());
    fields["hard"] = o.hard() ? "true" : "false";
    fields["days_late"] = std::to_string(o.days_late());
    fields["was_missing"] = o.was_missing() ? "true" : "false";
    fields["regulation"] = o.regulation_id();
  }
  for (const auto& f : outcome.flags) {
    if (!taken.contains(f.obligation_id())) {
      continue;
    }
    auto& fields = picture["flag " + f.obligation_id()];
    fields["grade"] = Short(ntf::FlagGrade_Name(f.grade()), "FLAG_GRADE_");
    fields["status"] = Short(ntf::FlagStatus_Name(f.status()), "FLAG_STATUS_");
    fields["raised_at"] = InstantText(f.raised_at());
    fields["missing_at"] = f.has_missing_at() ? InstantText(f.missing_at()) : "";
    fields["days_late"] = std::to_string(f.days_late());
    // A withdrawn flag marks no lateness: expected.json gives the day of receipt with the obligation only.
    const bool withdrawn = f.status() == ntf::FLAG_STATUS_WITHDRAWN;
    fields["received_on"] = f.has_received_on() && !withdrawn ? DateText(f.received_on()) : "";
    fields["reason"] = f.withdrawn_reason();
    fields["withdrawn_at"] = f.has_withdrawn_at() ? InstantText(f.withdrawn_at()) : "";
  }
  for (const auto& n : outcome.notices) {
    const std::string official = n.obligation_id().substr(0, n.obligation_id().find(':'));
    if (n.stage() == ntf::NOTICE_STAGE_O && n.state() == ntf::NOTICE_STATE_SENT && n.person_id() == official &&
        taken.contains(n.obligation_id())) {
      picture["overdue notice " + n.obligation_id()]["at"] = InstantText(n.sent_at());
    }
  }
  for (const auto& c : outcome.candidates) {
    if (filter.Concerns(c.official_id()) && filter.Takes(c)) {
      auto& fields = picture["candidate " + c.official_id() + " " + c.kind() + " " + DateText(c.last_on_time_day())];
      fields["raised_at"] = InstantText(c.raised_at());
      fields["duties"] = Joined({c.obligation_ids().begin(), c.obligation_ids().end()});
      if (filter.scope().assessed) {
        fields["case"] = CaseState(outcome, c.candidate_id());
      }
    }
  }
  if (filter.scope().assessed) {
    FindAssessments(outcome, filter, picture);
    FindCasesAndClaims(outcome, filter, picture);
    FindCommendations(outcome, filter, picture);
    FindCarryOvers(outcome, filter, picture);
  }
  FindPreview(outcome, picture);
  return picture;
}

}  // namespace

std::vector<Difference> Compare(const Sample& sample, const Outcome& outcome, const Scope& scope) {
  const Filter filter(sample, scope);
  return Differences(ExpectedPicture(sample, filter), FoundPicture(outcome, filter));
}

std::vector<Difference> Differences(const Picture& expected, const Picture& found) {
  std::vector<Difference> differences;
  for (const auto& [item, fields] : expected) {
    const auto other = found.find(item);
    if (other == found.end()) {
      differences.push_back({item, "", "present", "absent"});
      continue;
    }
    for (const auto& [field, value] : fields) {
      const auto got = other->second.find(field);
      const std::string text = got == other->second.end() ? "" : got->second;
      if (text != value) {
        differences.push_back({item, field, value, text});
      }
    }
  }
  for (const auto& [item, fields] : found) {
    if (!expected.contains(item)) {
      differences.push_back({item, "", "absent", "present"});
    }
  }
  return differences;
}

}  // namespace dotpha::play
