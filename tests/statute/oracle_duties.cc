// What is owed, and by when: RULES sections 2, 5, 8, 9, 16; INTERPRETATION I-01, I-03, I-06 to I-13, I-24, I-51, I-60.
#include <algorithm>
#include <set>

#include "tests/statute/oracle.h"

namespace dotpha::statute::oracle {
namespace {

bool After(const Learned& a, const Learned& b) {
  if (a.recorded_at == b.recorded_at) {
    return std::pair{a.source.size(), a.source} > std::pair{b.source.size(), b.source};
  }
  return a.recorded_at > b.recorded_at;
}

template <typename Fact>
std::vector<Fact> LastVersions(const std::vector<Fact>& facts, Instant known_at) {
  std::map<std::string, Fact> last;
  for (const Fact& fact : facts) {
    if (fact.learned.recorded_at > known_at) {
      continue;
    }
    if (!last.contains(fact.id) || After(fact.learned, last.at(fact.id).learned)) {
      last.insert_or_assign(fact.id, fact);
    }
  }
  std::vector<Fact> result;
  for (const auto& [id, fact] : last) {
    result.push_back(fact);
  }
  return result;
}

class Registrar {
 public:
  Registrar(const Facts& facts, const Calendar& calendar, std::string official, Instant known_at)
      : facts_(facts),
        calendar_(calendar),
        official_(std::move(official)),
        known_at_(known_at),
        text_(TextOf(facts)),
        posts_(LastVersions(facts.posts, known_at)),
        decisions_(LastVersions(facts.assignments, known_at)) {}

  std::map<std::string, Duty> All(int first, int last) {
    for (int year = first; year <= last; ++year) {
      // R4.1-DEADLINE: before 15/11 of the year before.
      Fixed("REG", std::to_string(year), Date{year - 1, 11, 14}, true);
      // R5.1-QUARTER, R5.1-HALF, R5.1-YEAR: before the 25th of the last month.
      Fixed("RPT_Q", std::to_string(year) + "-Q1", Date{year, 3, 24}, true);
      Fixed("RPT_Q", std::to_string(year) + "-Q2", Date{year, 6, 24}, true);
      Fixed("RPT_Q", std::to_string(year) + "-Q3", Date{year, 9, 24}, true);
      Fixed("RPT_Q", std::to_string(year) + "-Q4", Date{year, 12, 24}, true);
      Fixed("RPT_H1", std::to_string(year), Date{year, 6, 24}, true);
      Fixed("RPT_Y", std::to_string(year), Date{year, 12, 24}, true);
      if (text_ == Text::k2020) {
        // R5.1-MONTH: before the 25th of every month. R7.3a-SELF: a paper of its own, before 30/12.
        for (unsigned month = 1; month <= 12; ++month) {
          const std::string number = (month < 10 ? "-0" : "-") + std::to_string(month);
          Fixed("RPT_M", std::to_string(year) + number, Date{year, month, 24}, true);
        }
        Fixed("SELF", std::to_string(year), Date{year, 12, 29}, true);
      }
    }
    LateRegistrations(first, last);
    Plans(first, last);
    StageReports(first, last);
    DepartureReports(first, last);
    Requests(first, last);
    Announcements(first, last);
    Override();
    for (auto& [id, duty] : duties_) {
      duty.owed = Owed(duty);
      Close(duty);
      for (const WaiverFact& waiver : facts_.waivers) {
        if (waiver.official_id == official_ && waiver.key == duty.key && waiver.learned.recorded_at <= known_at_) {
          duty.waived = true;
        }
      }
    }
    return std::move(duties_);
  }

 private:
  std::string Id(const DutyKey& key) const {
    return official_ + ":" + key.duty + ":" + key.period + (key.occasion.empty() ? "" : ":" + key.occasion);
  }

  // ---- counting ---------------------------------------------------------------------------------------------------

  Date FifthWorkingDayAfter(Date day) const {
    for (int counted = 0; counted < 5;) {
      day = day + 1;
      counted += calendar_.IsWorkingDay(day) ? 1 : 0;
    }
    return day;
  }

  // I-06: to the end of the corresponding day, or the last of the month; then to the next working day.
  Date OneMonthAfter(Date day) const {
    const int year = day.month() == 12 ? day.year() + 1 : day.year();
    const unsigned month = day.month() == 12 ? 1 : day.month() + 1;
    static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const unsigned length = month == 2 && leap ? 29 : kDays[month - 1];
    Date end{year, month, std::min(day.day(), length)};
    while (!calendar_.IsWorkingDay(end)) {
      end = end + 1;
    }
    return end;
  }

  // ---- who is in scope --------------------------------------------------------------------------------------------

  bool IsInScopeBy(const PostFact& post, const PersonFact& person) const {
    // R1.2-SCOPE-MEMBERS: all members of the committee since 2021, before that nobody by that alone.
    if (text_ == Text::k2021 && person.committee_member) {
      return true;
    }
    const bool head = post.capacity == Capacity::kHead || post.capacity == Capacity::kActing;
    for (const AgencyFact& agency : facts_.agencies) {
      if (agency.id == post.agency_id) {
        // R1.2-SCOPE-VERTICAL: heads of central vertical agencies only as members, in both texts.
        // R1.2-SCOPE-HEADS: heads of units since 2021.
        return head && (agency.workplace_class != "VERTICAL" || person.committee_member) &&
               (agency.workplace_class != "UNIT_UBND_TINH" || text_ == Text::k2021);
      }
    }
    return false;
  }

  static bool Runs(const PostFact& post, Date day) { return post.from <= day && (!post.to || *post.to >= day); }

  // The person as recorded by the end of the day; before anything was recorded, as first recorded.
  PersonFact PersonOn(Date day) const {
    std::vector<PersonFact> versions;
    for (const PersonFact& person : facts_.persons) {
      if (person.id == official_ && person.learned.recorded_at <= known_at_) {
        versions.push_back(person);
      }
    }
    std::sort(versions.begin(), versions.end(),
              [](const PersonFact& a, const PersonFact& b) { return After(b.learned, a.learned); });
    PersonFact person = versions.empty() ? PersonFact{} : versions.front();
    for (const PersonFact& version : versions) {
      if (version.learned.recorded_at < (day + 1).At()) {
        person = version;
      }
    }
    return person;
  }

  bool InScope(Date day) {
    const auto asked_before = in_scope_.find(day);
    if (asked_before != in_scope_.end()) {
      return asked_before->second;
    }
    return in_scope_[day] = LookUpScope(day);
  }

  bool LookUpScope(Date day) const {
    const PersonFact person = PersonOn(day);
    return person.managed && std::any_of(posts_.begin(), posts_.end(), [&](const PostFact& post) {
             return post.official_id == official_ && Runs(post, day) && IsInScopeBy(post, person);
           });
  }

  // ---- works in hand ----------------------------------------------------------------------------------------------

  bool Left(const AssignmentFact& decision, const AssignedWork& work, Date day) const {
    for (const WorkEndFact& end : facts_.work_ends) {
      if (end.official_id == official_ && end.learned.recorded_at <= known_at_ && end.work_id == work.work_id &&
          end.until > decision.decided_on && end.until <= day) {
        return true;
      }
    }
    for (const DepartureFact& departure : facts_.departures) {
      const bool for_the_new_post = decision.basis == "NEWAPPT" && work.start >= departure.effective_on;
      if (departure.official_id == official_ && departure.learned.recorded_at <= known_at_ &&
          departure.effective_on <= day && decision.decided_on < departure.effective_on && !for_the_new_post) {
        return true;
      }
    }
    return false;
  }

  bool Holds(const AssignmentFact& decision, const AssignedWork& work, Date day) const {
    return decision.decided_on <= day && work.start <= day && !Left(decision, work, day);
  }

  static bool IsStage(const AssignedWork& work) { return work.duration != "1Y"; }

  static bool BelongsTo(const AssignmentFact& decision, const AssignedWork& work, int year) {
    return decision.cycle == year ||
           (IsStage(work) && decision.cycle < year && work.start.year() <= year && work.end.year() >= year);
  }

  template <typename Accepts>
  bool AnyWork(Accepts accepts) const {
    for (const AssignmentFact& decision : decisions_) {
      if (decision.official_id != official_) {
        continue;
      }
      for (const AssignedWork& work : decision.works) {
        if (accepts(decision, work)) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- occurrences ------------------------------------------------------------------------------------------------

  // Of two dates for one duty the later one counts; of equal ones the one that the text itself gives.
  void Put(Duty duty) {
    duty.day = duty.statutory_day;
    const std::string id = Id(duty.key);
    const auto known = duties_.find(id);
    if (known == duties_.end()) {
      duties_.emplace(id, duty);
    } else if (duty.day && (!known->second.day || *known->second.day < *duty.day ||
                            (*known->second.day == *duty.day && duty.hard && !known->second.hard))) {
      known->second = duty;
    }
  }

  void Fixed(const std::string& code, const std::string& period, Date day, bool hard) {
    Duty duty;
    duty.key = {code, period, ""};
    duty.statutory_day = day;
    duty.hard = hard;
    Put(duty);
  }

  // R4.1-LATEAPPT, I-12, I-51: from 15/11 on for the next year's cycle, else for the rest of the year; five working
  // days.
  void LateRegistrations(int first, int last) {
    for (const PostFact& post : posts_) {
      if (post.official_id != official_) {
        continue;
      }
      const bool from_mid_november = post.from.month() == 12 || (post.from.month() == 11 && post.from.day() >= 15);
      const int year = post.from.year() + (from_mid_november ? 1 : 0);
      const PersonFact person = PersonOn(post.from);
      const bool post_in_scope = Runs(post, post.from) && person.managed && IsInScopeBy(post, person);
      if (year < first || year > last || !post_in_scope || !(!InScope(post.from - 1) || IsNewPrincipalPost(post))) {
        continue;
      }
      Duty duty;
      duty.key = {"REG", std::to_string(year), post.from.ToString()};
      duty.statutory_day = FifthWorkingDayAfter(post.from);
      duty.arose_on = post.from;
      Put(duty);
    }
  }

  bool IsNewPrincipalPost(const PostFact& post) const {
    if (!post.principal) {
      return false;
    }
    for (const PostFact& before : posts_) {
      if (before.official_id != official_ || !Runs(before, post.from - 1) || before.agency_id != post.agency_id) {
        continue;
      }
      const auto rank = [](Capacity capacity) { return capacity == Capacity::kActing ? Capacity::kHead : capacity; };
      if (rank(before.capacity) == rank(post.capacity)) {
        return false;
      }
    }
    return true;
  }

  // R4.4b-DEADLINE: before 15/01, since 2021 before 25/01. R4.4b-ONEMONTH since 2021; before that by analogy, soft.
  // I-11, H-19.
  void Plans(int first, int last) {
    for (const AssignmentFact& decision : decisions_) {
      if (decision.official_id != official_) {
        continue;
      }
      for (int year = first; year <= last; ++year) {
        const Date everybody{year, 1, text_ == Text::k2020 ? 14U : 24U};
        if (decision.cycle == year) {
          Date told = decision.decided_on;
          if (decision.notified_on && *decision.notified_on > told) {
            told = *decision.notified_on;
          }
          const bool before_the_year = decision.decided_on < Date{year, 1, 1};
          Duty duty;
          duty.key = {"PLAN", std::to_string(year), decision.decided_on.ToString()};
          duty.statutory_day = OneMonthAfter(told);
          duty.by_period = true;
          duty.hard = decision.basis == "NEWAPPT" && text_ == Text::k2021;
          if (before_the_year && decision.basis != "NEWAPPT") {
            duty.key.occasion = "";
            duty.statutory_day = everybody;
            duty.by_period = false;
            duty.hard = true;
          } else if (before_the_year && everybody > *duty.statutory_day) {
            duty.statutory_day = everybody;
            duty.by_period = false;
          }
          plan_of_[{decision.id, year}] = duty.key;
          Put(duty);
          continue;
        }
        for (const AssignedWork& work : decision.works) {
          if (decision.cycle < year && BelongsTo(decision, work, year)) {
            Fixed("PLAN", std::to_string(year), everybody, true);
            plan_of_[{decision.id, year}] = {"PLAN", std::to_string(year), ""};
          }
        }
      }
    }
  }

  // R5.1-STAGE: 24/12 of the year in which the stage ends, whenever in it; before 2021 the 24th of the month.
  void StageReports(int first, int last) {
    AnyWork([&](const AssignmentFact&, const AssignedWork& work) {
      if (IsStage(work) && work.end.year() >= first && work.end.year() <= last) {
        const unsigned month = text_ == Text::k2020 ? work.end.month() : 12;
        Fixed("RPT_STAGE", work.work_id, Date{work.end.year(), month, 24}, true);
      }
      return false;
    });
  }

  // R2.4-REPORT, I-24.
  void DepartureReports(int first, int last) {
    const auto stopped = [&](Date effective_on, const Learned& learned) {
      const Date eve = effective_on - 1;
      const bool running = AnyWork([&](const AssignmentFact& decision, const AssignedWork& work) {
        return BelongsTo(decision, work, eve.year()) && Holds(decision, work, eve);
      });
      if (!running || learned.recorded_at > known_at_ || effective_on.year() < first || effective_on.year() > last) {
        return;
      }
      Duty duty;
      duty.key = {"DEPART_RPT", effective_on.ToString(), ""};
      duty.statutory_day = FifthWorkingDayAfter(std::max(effective_on, Date::Of(learned.recorded_at)));
      Put(duty);
    };
    for (const DepartureFact& departure : facts_.departures) {
      if (departure.official_id == official_) {
        stopped(departure.effective_on, departure.learned);
      }
    }
    for (const WorkEndFact& end : facts_.work_ends) {
      if (end.official_id == official_ && end.reason == "STOPPED") {
        stopped(end.until, end.learned);
      }
    }
  }

  // R5.1-ADHOC, I-10: the requester's day, soft; or none.
  void Requests(int first, int last) {
    for (const RequestFact& request : LastVersions(facts_.requests, known_at_)) {
      if (request.official_id == official_ && request.requested_on.year() >= first &&
          request.requested_on.year() <= last) {
        Duty duty;
        duty.key = {"RPT_ADHOC", request.id, ""};
        duty.statutory_day = request.respond_by;
        duty.arose_on = request.requested_on;
        Put(duty);
      }
    }
  }

  // R2.6-ANNOUNCE, I-27: once the plan is there, once the result is decided; no date.
  void Announcements(int first, int last) {
    for (const ReceiptFact& receipt : facts_.receipts) {
      const bool there = receipt.debtor_id == official_ && receipt.learned.recorded_at <= known_at_ &&
                         !(receipt.revoked && receipt.revoked->recorded_at <= known_at_);
      for (const DutyKey& key : receipt.covers) {
        if (there && key.duty == "PLAN" && std::stoi(key.period) >= first && std::stoi(key.period) <= last) {
          Undated("ANN_PLAN", key.period, Date::Of(receipt.received_at));
        }
      }
    }
    for (const ResultFact& result : facts_.results) {
      if (result.official_id == official_ && result.learned.recorded_at <= known_at_ && result.cycle >= first &&
          result.cycle <= last) {
        Undated("ANN_RESULT", std::to_string(result.cycle), result.decided_on);
      }
    }
  }

  void Undated(const std::string& code, const std::string& period, Date arose_on) {
    Duty duty;
    duty.key = {code, period, ""};
    duty.arose_on = arose_on;
    Put(duty);
  }

  // ---- overrides (I-03) -------------------------------------------------------------------------------------------

  void Override() {
    std::vector<OverrideFact> overrides = LastVersions(facts_.overrides, known_at_);
    std::sort(overrides.begin(), overrides.end(), [](const OverrideFact& a, const OverrideFact& b) {
      return After(a.learned, b.learned);
    });  // newest first
    for (auto& [id, duty] : duties_) {
      for (const OverrideFact& fact : overrides) {
        if (duty.statutory_day && fact.duty == duty.key.duty && fact.period == duty.key.period && Moves(fact, duty)) {
          duty.day = fact.last_on_time_day;
          duty.overridden = true;
          duty.by_period = false;
          break;
        }
      }
    }
  }

  bool Moves(const OverrideFact& fact, const Duty& duty) const {
    if (fact.official_ids.empty()) {
      return duty.key.occasion.empty();
    }
    if (std::count(fact.official_ids.begin(), fact.official_ids.end(), official_) == 0) {
      return false;
    }
    std::set<std::string> occasions{""};
    for (const auto& [id, other] : duties_) {
      if (other.key.duty == fact.duty && other.key.period == fact.period &&
          other.key.occasion <= Date::Of(fact.learned.recorded_at).ToString()) {
        occasions.insert(other.key.occasion);
      }
    }
    return duty.key.occasion == *occasions.rbegin();
  }

  // ---- owed? ------------------------------------------------------------------------------------------------------

  bool Owed(Duty& duty) {
    const std::string& code = duty.key.duty;
    if (!duty.day) {
      return true;
    }
    const Date day = *duty.day;
    if (code == "REG" && duty.key.occasion.empty()) {
      const int year = std::stoi(duty.key.period);
      // R4.1-STAGEHOLDER: holds an unfinished stage work that is active in the cycle's year.
      duty.stage_holder = AnyWork([&](const AssignmentFact& decision, const AssignedWork& work) {
        return IsStage(work) && Holds(decision, work, day) && work.end.year() >= year;
      });
      return InScope(*duty.statutory_day) && InScope(day);
    }
    if (code == "REG") {
      return InScope(day);
    }
    if (code == "PLAN") {
      const int year = std::stoi(duty.key.period);
      return AnyWork([&](const AssignmentFact& decision, const AssignedWork& work) {
        return BelongsTo(decision, work, year) && plan_of_.at({decision.id, year}) == duty.key &&
               !Left(decision, work, day);
      });
    }
    if (code == "RPT_STAGE") {
      return AnyWork([&](const AssignmentFact& decision, const AssignedWork& work) {
        return work.work_id == duty.key.period && IsStage(work) && Holds(decision, work, day);
      });
    }
    if (code == "RPT_M" || code == "RPT_Q" || code == "RPT_H1" || code == "RPT_Y" || code == "SELF") {
      // I-08: at least one active work, and not before its plan is due.
      const int year = std::stoi(duty.key.period.substr(0, 4));
      return AnyWork([&](const AssignmentFact& decision, const AssignedWork& work) {
        return BelongsTo(decision, work, year) && Holds(decision, work, day) &&
               *duties_.at(Id(plan_of_.at({decision.id, year}))).day <= day;
      });
    }
    return true;
  }

  // Closing points (INTERPRETATION 0.1, I-34): REG 30/11, all else the first of the next month; for a period or an
  // override not before the day after the fifth working day.
  void Close(Duty& duty) {
    if (!duty.hard || !duty.day) {
      return;
    }
    Date closing =
        duty.day->month() == 12 ? Date{duty.day->year() + 1, 1, 1} : Date{duty.day->year(), duty.day->month() + 1, 1};
    if (duty.key.duty == "REG") {
      closing = Date{std::stoi(duty.key.period) - 1, 11, 30};
    }
    if (duty.by_period || duty.overridden) {
      closing = std::max(closing, FifthWorkingDayAfter(*duty.day) + 1);
    }
    duty.closing = closing.At();
  }

  const Facts& facts_;
  const Calendar& calendar_;
  std::string official_;
  Instant known_at_;
  Text text_;
  std::vector<PostFact> posts_;
  std::vector<AssignmentFact> decisions_;
  std::map<std::string, Duty> duties_;
  std::map<Date, bool> in_scope_;
  std::map<std::pair<std::string, int>, DutyKey> plan_of_;
};

}  // namespace

Text TextOf(const Facts& facts) { return facts.law.front().regulation->id == "TQ2020" ? Text::k2020 : Text::k2021; }

std::map<std::string, Duty> Duties(const Facts& facts, const Calendar& calendar, const std::string& official,
                                   Instant known_at, int first_cycle, int last_cycle) {
  std::map<std::string, Duty> duties = Registrar(facts, calendar, official, known_at).All(first_cycle, last_cycle);
  // R0-VERSION: nothing before the regulation is in force.
  std::erase_if(duties, [&](const auto& entry) {
    return entry.second.statutory_day.value_or(entry.second.arose_on) < facts.law.front().effective_from;
  });
  return duties;
}

}  // namespace dotpha::statute::oracle
