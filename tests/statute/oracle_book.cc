// States, marks and signs, written down day by day: I-33, I-34, I-35; NOTICES "Flags"; H-16, H-17.
#include <algorithm>
#include <set>

#include "tests/statute/oracle.h"

namespace dotpha::statute::oracle {
namespace {

struct Entry {
  Row row;
  bool owed = false;  // as known now
  std::string why_not;
  // What the book said, and since when: owed and not waived, and by when.
  std::vector<std::pair<Instant, std::optional<Date>>> promised;
};

class Clerk {
 public:
  Clerk(const Facts& facts, const Calendar& calendar, std::string official, Instant as_of)
      : facts_(facts), calendar_(calendar), official_(std::move(official)), as_of_(as_of) {}

  Book Keep() {
    std::set<Instant> learned;
    const auto note = [&](const auto& list, auto owner) {
      for (const auto& fact : list) {
        if (owner(fact) == official_) {
          learned.insert(fact.learned.recorded_at);
        }
      }
    };
    note(facts_.persons, [](const auto& fact) { return fact.id; });
    const auto official = [](const auto& fact) { return fact.official_id; };
    note(facts_.posts, official);
    note(facts_.assignments, official);
    note(facts_.work_ends, official);
    note(facts_.departures, official);
    note(facts_.requests, official);
    note(facts_.results, official);
    note(facts_.waivers, official);
    note(facts_.agencies, [&](const auto&) { return official_; });
    note(facts_.overrides, [&](const auto&) { return official_; });
    for (const ReceiptFact& receipt : facts_.receipts) {
      for (const DutyKey& key : receipt.covers) {
        by_key_[key].push_back(&receipt);
      }
      learned.insert(receipt.learned.recorded_at);
      if (receipt.revoked) {
        learned.insert(receipt.revoked->recorded_at);
      }
    }
    if (learned.empty()) {
      return {};
    }
    clock_ = std::min(*learned.begin(), as_of_);
    Date tomorrow = Date::Of(clock_) + 1;
    for (const Instant moment : learned) {
      for (; tomorrow.At() <= std::min(moment, as_of_); tomorrow = tomorrow + 1) {
        Midnight(tomorrow);
      }
      Hear(moment);
    }
    for (; tomorrow.At() <= as_of_; tomorrow = tomorrow + 1) {
      Midnight(tomorrow);
    }
    Book book;
    for (auto& [id, entry] : entries_) {
      book.rows.emplace(id, entry.row);
    }
    book.marks = marks_;
    book.signs = signs_;
    return book;
  }

 private:
  void Midnight(Date day) {
    clock_ = day.At();
    if (day.month() == 1 && day.day() == 1) {
      LookAgain(clock_ - Micros{1}, clock_);
    }
    for (auto& [id, entry] : entries_) {
      const auto& duty = entry.row.duty;
      if ((duty.day && (*duty.day + 1).At() == clock_) || duty.closing == clock_) {
        WriteDown(id, entry, clock_ - Micros{1}, clock_);  // what is learned in that instant comes after it
      }
    }
  }

  void Hear(Instant moment) { LookAgain(moment, moment); }

  void LookAgain(Instant known_at, Instant at) {
    // Cycle Y opens with the year before it.
    const int last_cycle = Date::Of(std::min(clock_, as_of_)).year() + 1;
    const auto duties = Duties(facts_, calendar_, official_, known_at, facts_.law.front().effective_from.year(),
                               std::max(last_cycle, Date::Of(std::min(at, as_of_)).year() + 1));
    for (auto& [id, entry] : entries_) {
      if (entry.owed && (!duties.contains(id) || !duties.at(id).owed)) {
        entry.owed = false;
        entry.why_not = WhyNot(entry.row.duty, known_at, at);
      }
    }
    for (const auto& [id, duty] : duties) {
      if (duty.owed) {
        Entry& entry = entries_[id];
        entry.owed = true;
        entry.row.duty = duty;
      }
    }
    for (auto& [id, entry] : entries_) {
      WriteDown(id, entry, known_at, at);
    }
  }

  // Why a duty fell away, from what was heard just now.
  std::string WhyNot(const Duty& duty, Instant known_at, Instant at) const {
    const auto now = [&](const Learned& learned) { return learned.recorded_at == at && known_at == at; };
    for (const DepartureFact& fact : facts_.departures) {
      if (now(fact.learned)) {
        return "DUTY_CANCELLED";
      }
    }
    for (const WorkEndFact& fact : facts_.work_ends) {
      if (now(fact.learned)) {
        return "DUTY_CANCELLED";
      }
    }
    for (const PostFact& fact : facts_.posts) {
      if (now(fact.learned) && fact.to && duty.day && *fact.to < *duty.day) {
        return "DUTY_CANCELLED";
      }
    }
    for (const OverrideFact& fact : facts_.overrides) {
      if (now(fact.learned)) {
        return "OVERRIDDEN";
      }
    }
    return duty.key.duty == "REG" ? "NOT_IN_SCOPE" : "DATA_ERROR";
  }

  std::optional<Instant> Received(const DutyKey& key, Instant at) const {
    std::optional<Instant> earliest;
    const auto covering = by_key_.find(key);
    if (covering == by_key_.end()) {
      return earliest;
    }
    for (const ReceiptFact* paper : covering->second) {
      const ReceiptFact& receipt = *paper;
      if (receipt.learned.recorded_at > at) {
        continue;
      }
      const bool withdrawn = std::any_of(facts_.receipts.begin(), facts_.receipts.end(), [&](const ReceiptFact& copy) {
        return copy.id == receipt.id && copy.revoked && copy.revoked->recorded_at <= at;
      });
      if (!withdrawn && (!earliest || receipt.received_at < *earliest)) {
        earliest = receipt.received_at;
      }
    }
    return earliest;
  }

  void WriteDown(const std::string& id, Entry& entry, Instant known_at, Instant at) {
    Row& row = entry.row;
    const Duty& duty = row.duty;
    row.received_at = Received(duty.key, known_at);
    const bool past = duty.day && (*duty.day + 1).At() <= clock_;
    const bool closed = duty.closing && *duty.closing <= clock_;
    const bool in_time = row.received_at && (!duty.day || Date::Of(*row.received_at) <= *duty.day);
    row.imported = duty.day && *duty.day < facts_.live_from;
    // H-16: could he have known? At midnight after L, had the book asked for it by then?
    row.known_late = false;
    if (past && !row.imported && !in_time && !duty.waived) {
      std::optional<Date> asked_for;
      for (const auto& [since, day] : entry.promised) {
        if (since < (*duty.day + 1).At()) {
          asked_for = day;
        }
      }
      row.known_late = !asked_for || *asked_for > *duty.day;
    }
    row.days_late = 0;
    row.was_missing = false;
    if (!entry.owed) {
      row.state = "CANCELLED";
    } else if (in_time) {
      row.state = "ON_TIME";
    } else if (duty.waived) {
      row.state = "WAIVED";
    } else if (row.received_at) {
      row.state = "LATE";
      row.days_late = Date::Of(*row.received_at) - *duty.day;
      row.was_missing = duty.closing && *row.received_at >= *duty.closing && !row.known_late;
    } else if (!past) {
      row.state = "OPEN";
    } else {
      row.state = closed && !row.known_late ? "MISSING" : "OVERDUE";
    }
    MarkIt(id, entry, at, past && !in_time, closed);
    const std::optional<Date> promise = entry.owed && !duty.waived ? duty.day : std::nullopt;
    if (entry.promised.empty() || entry.promised.back().second != promise) {
      entry.promised.emplace_back(at, promise);
    }
  }

  void MarkIt(const std::string& id, Entry& entry, Instant at, bool missed, bool closed) {
    const Row& row = entry.row;
    const Duty& duty = row.duty;
    // NOTICES "No flags": soft and undated duties, stage-holders' REG, learned late, imported.
    const bool markable =
        entry.owed && duty.hard && duty.day && !duty.waived && !duty.stage_holder && !row.known_late && !row.imported;
    const auto standing = std::find_if(marks_.begin(), marks_.end(), [&](const Mark& mark) {
      return mark.obligation_id == id && mark.status != "WITHDRAWN";
    });
    if (standing != marks_.end() && (!markable || !missed || standing->day != *duty.day)) {
      standing->status = "WITHDRAWN";
      standing->withdrawn_at = at;
      standing->reason = Reason(entry, *standing);
      if (standing->reason == "RECEIVED_IN_FACT") {
        standing->received_on = Date::Of(*row.received_at);
        standing->days_late = 0;
      }
    }
    if (!markable || !missed) {
      return;
    }
    auto mark = std::find_if(marks_.begin(), marks_.end(), [&](const Mark& candidate) {
      return candidate.obligation_id == id && candidate.status != "WITHDRAWN";
    });
    if (mark == marks_.end()) {
      Mark fresh;
      fresh.obligation_id = id;
      fresh.number = static_cast<int>(std::count_if(marks_.begin(), marks_.end(),
                                                    [&](const Mark& other) { return other.obligation_id == id; })) +
                     1;
      fresh.day = *duty.day;
      fresh.raised_at = (*duty.day + 1).At();
      mark = marks_.insert(marks_.end(), fresh);
    }
    if (!mark->missing && closed && (!row.received_at || *row.received_at >= *duty.closing)) {
      mark->missing = true;
      mark->missing_at = duty.closing;
      Suspect(id, duty);
    }
    mark->received_on = row.received_at ? std::optional<Date>{Date::Of(*row.received_at)} : std::nullopt;
    mark->days_late = row.days_late;
    mark->status = !mark->missing && row.received_at ? "CLOSED_BY_RECEIPT" : "OPEN";
  }

  static std::string Reason(const Entry& entry, const Mark& mark) {
    const Duty& duty = entry.row.duty;
    if (!entry.owed) {
      return entry.why_not;
    }
    if (duty.waived) {
      return "WAIVED";
    }
    if (duty.day != mark.day) {
      return duty.overridden ? "OVERRIDDEN" : "DATA_ERROR";
    }
    const bool in_time = entry.row.received_at && Date::Of(*entry.row.received_at) <= *duty.day;
    return in_time ? "RECEIVED_IN_FACT" : "DATA_ERROR";
  }

  // I-34: NOT_REGISTERED, PLAN_MISSING, and one NOT_REPORTED for all reports of a date; the text of 2020 does not name
  // the last.
  void Suspect(const std::string& id, const Duty& duty) {
    const std::string& code = duty.key.duty;
    const std::string kind = code == "REG"    ? "NOT_REGISTERED"
                             : code == "PLAN" ? "NOT_SERIOUS/PLAN_MISSING"
                                              : "NOT_REPORTED";
    if (kind == "NOT_REPORTED" && TextOf(facts_) == Text::k2020) {
      return;
    }
    for (Sign& sign : signs_) {
      const bool listed =
          std::find(sign.obligation_ids.begin(), sign.obligation_ids.end(), id) != sign.obligation_ids.end();
      if (sign.kind == kind && sign.day == *duty.day && (listed || kind == "NOT_REPORTED")) {
        if (!listed) {
          sign.obligation_ids.push_back(id);
          std::sort(sign.obligation_ids.begin(), sign.obligation_ids.end());
        }
        return;
      }
    }
    Date explain_until = Date::Of(*duty.closing);
    for (int counted = 0; counted < 10;) {
      explain_until = explain_until + 1;
      counted += calendar_.IsWorkingDay(explain_until) ? 1 : 0;
    }
    signs_.push_back({kind, *duty.day, *duty.closing, {id}, explain_until});
  }

  const Facts& facts_;
  const Calendar& calendar_;
  std::string official_;
  Instant as_of_;
  Instant clock_;
  std::map<DutyKey, std::vector<const ReceiptFact*>> by_key_;
  std::map<std::string, Entry> entries_;
  std::vector<Mark> marks_;
  std::vector<Sign> signs_;
};

}  // namespace

Book KeepBook(const Facts& facts, const Calendar& calendar, const std::string& official, Instant as_of) {
  return Clerk(facts, calendar, official, as_of).Keep();
}

}  // namespace dotpha::statute::oracle
