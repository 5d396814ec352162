#include "tests/statute/case.h"

#include <algorithm>
#include <stdexcept>

namespace dotpha::statute {
namespace {

constexpr Date kLongAgo{2015, 1, 5};

Date Day(std::string_view text) { return Date::Of(statute::At(text)); }

}  // namespace

Case::Case(std::string_view in_force_from, const Regulation& law) {
  facts.authority = "tuyen-quang";
  facts.law = {{&law, Day(in_force_from)}};
  for (const char* body : {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    const std::string id = body;
    const bool reviewing = id == "BTC" || id == "DDHDND" || id == "BCSD" || id == "BNC" || id == "BDV";
    facts.bodies.push_back({Told(""), id, reviewing, "", kLongAgo, {}});
  }
}

Learned Case::Told(std::string_view recorded_at) {
  return {recorded_at.empty() ? kLongAgo.At() : statute::At(recorded_at), "registration#" + std::to_string(++told_)};
}

std::string Case::AgencyOf(const std::string& workplace_class, const std::string& vertical_field) {
  const std::string id = workplace_class + vertical_field;
  if (std::none_of(facts.agencies.begin(), facts.agencies.end(), [&](const auto& fact) { return fact.id == id; })) {
    facts.agencies.push_back({Told(""), id, workplace_class, vertical_field, ""});
  }
  return id;
}

void Case::Official(const std::string& id, const std::string& workplace_class, bool committee_member, Capacity capacity,
                    const std::string& vertical_field) {
  facts.persons.push_back({Told(""), id, true, committee_member, false, {}});
  facts.posts.push_back({Told(""),
                         "post-of-" + id,
                         id,
                         AgencyOf(workplace_class, vertical_field),
                         capacity,
                         true,
                         kLongAgo,
                         {},
                         PostBasis::kAppointed});
}

std::string Case::Takes(const std::string& official, const std::string& workplace_class, std::string_view from,
                        std::string_view recorded_at, PostBasis basis, Capacity capacity) {
  if (std::none_of(facts.persons.begin(), facts.persons.end(), [&](const auto& fact) { return fact.id == official; })) {
    facts.persons.push_back({Told(recorded_at), official, true, false, false, {}});
  }
  const std::string id = "post-of-" + official + "-from-" + std::string{from};
  facts.posts.push_back(
      {Told(recorded_at), id, official, AgencyOf(workplace_class, ""), capacity, true, Day(from), {}, basis});
  return id;
}

void Case::Leaves(const std::string& official, std::string_view last_day, std::string_view recorded_at,
                  const std::string& departs) {
  const auto latest = std::find_if(facts.posts.rbegin(), facts.posts.rend(),
                                   [&](const PostFact& post) { return post.official_id == official; });
  PostFact post = *latest;
  post.learned = Told(recorded_at);
  post.to = Day(last_day);
  facts.posts.push_back(post);
  if (!departs.empty()) {
    facts.departures.push_back({post.learned, official, departs, *post.to + 1});
  }
}

AssignedWork Case::Year(const std::string& id, int year) { return {id, "1Y", Date{year, 1, 1}, Date{year, 12, 31}}; }

AssignedWork Case::Stage(const std::string& id, std::string_view start, std::string_view end,
                         const std::string& duration) {
  return {id, duration, Day(start), Day(end)};
}

void Case::Assigned(const std::string& official, int cycle, const std::string& basis, std::string_view decided_on,
                    std::vector<AssignedWork> works, std::string_view recorded_at) {
  AssignmentFact fact{Told(recorded_at.empty() ? std::string{decided_on} + " 16:30" : std::string{recorded_at}),
                      "decision-" + std::to_string(facts.assignments.size()),
                      official,
                      cycle,
                      basis,
                      Day(decided_on),
                      {},
                      std::move(works)};
  facts.assignments.push_back(std::move(fact));
}

void Case::WorkEnds(const std::string& official, const std::string& work, std::string_view until,
                    const std::string& reason, std::string_view recorded_at) {
  facts.work_ends.push_back({Told(recorded_at), official, work, Day(until), reason});
}

void Case::Concluded(int cycle, std::string_view on) {
  facts.conclusions.push_back({Told(std::string{on} + " 17:00"), cycle, Day(on)});
}

void Case::Sends(const std::string& debtor, std::vector<DutyKey> covers, std::string_view at) {
  const Learned learned = Told(at);
  facts.receipts.push_back({learned, learned.source, debtor, std::move(covers), learned.recorded_at, "", {}});
}

void Case::SendsOnPaper(const std::string& debtor, std::vector<DutyKey> covers, std::string_view stamped,
                        std::string_view entered, const std::string& number) {
  const Learned learned = Told(entered);
  facts.receipts.push_back({learned, learned.source, debtor, std::move(covers), statute::At(stamped), number, {}});
}

void Case::Override(const std::string& duty, const std::string& period, std::string_view last_on_time_day,
                    std::string_view recorded_at, std::vector<std::string> officials) {
  const Learned learned = Told(recorded_at);
  facts.overrides.push_back(
      {learned, learned.source, duty, period, Day(last_on_time_day), std::move(officials), "MP-235-CV/BTCTU"});
}

void Case::Waive(const std::string& official, DutyKey key, std::string_view recorded_at) {
  facts.waivers.push_back({Told(recorded_at), official, std::move(key), "MP-242-CV/BTCTU"});
}

Ledger Case::At(const std::string& debtor, std::string_view as_of) const {
  return DeriveLedger(facts, Vietnam(), options, debtor, statute::At(as_of));
}

Ledger Case::LiveAt(const std::string& debtor, std::string_view as_of) const {
  const Instant now = statute::At(as_of);
  Facts told = facts;
  const auto forget = [&](auto& list) {
    std::erase_if(list, [&](const auto& fact) { return now <= fact.learned.recorded_at; });
  };
  forget(told.persons);
  forget(told.posts);
  forget(told.receipts);
  for (ReceiptFact& receipt : told.receipts) {
    if (receipt.revoked && now <= receipt.revoked->recorded_at) {
      receipt.revoked.reset();
    }
  }
  forget(told.assignments);
  forget(told.work_ends);
  forget(told.departures);
  forget(told.overrides);
  forget(told.waivers);
  std::erase_if(told.law, [&](const InForce& version) { return now <= version.recorded_at; });
  return DeriveLedger(told, Vietnam(), options, debtor, now);
}

const Obligation& Row(const Ledger& ledger, const std::string& id) {
  const Obligation* found = nullptr;
  for (const Obligation& obligation : ledger.obligations) {
    if (obligation.derived.Id() == id) {
      if (found != nullptr) {
        throw std::out_of_range("twice: " + id);
      }
      found = &obligation;
    }
  }
  if (found == nullptr) {
    throw std::out_of_range("no obligation " + id);
  }
  return *found;
}

bool Has(const Ledger& ledger, const std::string& id) {
  return std::any_of(ledger.obligations.begin(), ledger.obligations.end(),
                     [&](const Obligation& obligation) { return obligation.derived.Id() == id; });
}

std::vector<std::string> DatesOfCycle(const Ledger& ledger, int cycle) {
  std::vector<std::string> dates;
  for (const Obligation& obligation : ledger.obligations) {
    if (obligation.derived.cycle == cycle && obligation.derived.last_on_time_day) {
      const std::string id = obligation.derived.Id();
      dates.push_back(id.substr(id.find(':') + 1) + " " + obligation.derived.last_on_time_day->ToString());
    }
  }
  return dates;
}

std::string StateOf(const Ledger& ledger, const std::string& id) {
  const Obligation& obligation = Row(ledger, id);
  std::string text;
  switch (obligation.state) {
    case State::kOpen:
      text = "OPEN";
      break;
    case State::kOnTime:
      text = "ON_TIME";
      break;
    case State::kLate:
      text = "LATE(" + std::to_string(obligation.days_late) + ")";
      break;
    case State::kOverdue:
      text = "OVERDUE";
      break;
    case State::kMissing:
      text = "MISSING";
      break;
    case State::kCancelled:
      text = "CANCELLED";
      break;
    case State::kWaived:
      text = "WAIVED";
      break;
  }
  return text + (obligation.was_missing ? " was_missing" : "") + (obligation.known_late ? " known_late" : "") +
         (obligation.imported ? " imported" : "");
}

std::vector<std::string> FlagsOf(const Ledger& ledger, const std::string& id) {
  std::vector<std::string> flags;
  for (const Flag& flag : ledger.flags) {
    if (flag.obligation_id != id) {
      continue;
    }
    std::string text = flag.grade == Grade::kLate ? "LATE" : "MISSING";
    text += flag.status == FlagStatus::kOpen              ? " OPEN"
            : flag.status == FlagStatus::kClosedByReceipt ? " CLOSED_BY_RECEIPT"
                                                          : " WITHDRAWN " + flag.withdrawn_reason;
    flags.push_back(text);
  }
  return flags;
}

std::vector<std::string> Candidates(const Ledger& ledger) {
  std::vector<std::string> candidates;
  for (const Candidate& candidate : ledger.candidates) {
    candidates.push_back(candidate.kind + (candidate.sub_code.empty() ? "" : "/" + candidate.sub_code) + " " +
                         Date::Of(candidate.raised_at).ToString());
  }
  return candidates;
}

}  // namespace dotpha::statute
