#include "tests/statute/oracle_compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "tests/statute/law_fixture.h"

namespace dotpha::statute {
namespace {

const char* Name(State state) {
  switch (state) {
    case State::kOpen:
      return "OPEN";
    case State::kOnTime:
      return "ON_TIME";
    case State::kLate:
      return "LATE";
    case State::kOverdue:
      return "OVERDUE";
    case State::kMissing:
      return "MISSING";
    case State::kCancelled:
      return "CANCELLED";
    case State::kWaived:
      return "WAIVED";
  }
  return "?";
}

const char* Name(FlagStatus status) {
  return status == FlagStatus::kOpen ? "OPEN" : status == FlagStatus::kWithdrawn ? "WITHDRAWN" : "CLOSED_BY_RECEIPT";
}

std::string Join(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    joined += part + " ";
  }
  return joined;
}

}  // namespace

std::uint64_t Lives() {
  const char* lives = std::getenv("DOTPHA_ORACLE_LIVES");
#ifdef __OPTIMIZE__
  constexpr std::uint64_t kDefault = 300;
#else
  constexpr std::uint64_t kDefault = 100;
#endif
  return lives == nullptr ? kDefault : std::strtoull(lives, nullptr, 10);
}

std::string Show(const std::optional<Instant>& instant) { return instant ? FormatRfc3339(*instant) : "-"; }
std::string Show(const std::optional<Date>& day) { return day ? day->ToString() : "-"; }

std::vector<std::string> Lines(const Ledger& ledger) {
  std::vector<std::string> lines;
  for (const Obligation& row : ledger.obligations) {
    std::ostringstream line;
    line << row.derived.Id() << " " << Name(row.state);
    if (row.state != State::kCancelled) {
      line << " L=" << Show(row.derived.last_on_time_day) << (row.derived.hard ? " hard" : " soft")
           << (row.derived.stage_holder ? " stage-holder" : "") << " closing=" << Show(row.derived.closing_at)
           << " received=" << Show(row.received_at) << " late=" << row.days_late
           << (row.was_missing ? " was-missing" : "") << (row.known_late ? " known-late" : "")
           << (row.imported ? " imported" : "");
    }
    lines.push_back(line.str());
  }
  for (const Flag& flag : ledger.flags) {
    std::ostringstream line;
    line << "flag " << flag.obligation_id << "~" << flag.number << " L=" << flag.last_on_time_day.ToString()
         << (flag.grade == Grade::kMissing ? " MISSING " : " LATE ") << Name(flag.status)
         << " raised=" << Show(flag.raised_at) << " missing=" << Show(flag.missing_at)
         << " received=" << Show(flag.received_on) << " late=" << flag.days_late << " " << flag.withdrawn_reason << " "
         << Show(flag.withdrawn_at);
    lines.push_back(line.str());
  }
  for (const Candidate& candidate : ledger.candidates) {
    const std::string sub_code = candidate.sub_code.empty() ? "" : "/" + candidate.sub_code;
    lines.push_back("candidate " + candidate.kind + sub_code + " L=" + candidate.last_on_time_day.ToString() +
                    " raised=" + Show(candidate.raised_at) + " until=" + candidate.explain_until.ToString() + " for " +
                    Join(candidate.obligation_ids));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> Lines(const oracle::Book& book) {
  std::vector<std::string> lines;
  for (const auto& [id, row] : book.rows) {
    std::ostringstream line;
    line << id << " " << row.state;
    if (row.state != "CANCELLED") {
      line << " L=" << Show(row.duty.day) << (row.duty.hard ? " hard" : " soft")
           << (row.duty.stage_holder ? " stage-holder" : "") << " closing=" << Show(row.duty.closing)
           << " received=" << Show(row.received_at) << " late=" << row.days_late
           << (row.was_missing ? " was-missing" : "") << (row.known_late ? " known-late" : "")
           << (row.imported ? " imported" : "");
    }
    lines.push_back(line.str());
  }
  for (const oracle::Mark& mark : book.marks) {
    std::ostringstream line;
    line << "flag " << mark.obligation_id << "~" << mark.number << " L=" << mark.day.ToString()
         << (mark.missing ? " MISSING " : " LATE ") << mark.status << " raised=" << Show(mark.raised_at)
         << " missing=" << Show(mark.missing_at) << " received=" << Show(mark.received_on) << " late=" << mark.days_late
         << " " << mark.reason << " " << Show(mark.withdrawn_at);
    lines.push_back(line.str());
  }
  for (const oracle::Sign& sign : book.signs) {
    lines.push_back("candidate " + sign.kind + " L=" + sign.day.ToString() + " raised=" + Show(sign.raised_at) +
                    " until=" + sign.explain_until.ToString() + " for " + Join(sign.obligation_ids));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Difference(const std::vector<std::string>& derived, const std::vector<std::string>& oracle) {
  std::string text;
  std::vector<std::string> only;
  std::set_difference(derived.begin(), derived.end(), oracle.begin(), oracle.end(), std::back_inserter(only));
  for (const std::string& line : only) {
    text += "  derived: " + line + "\n";
  }
  only.clear();
  std::set_difference(oracle.begin(), oracle.end(), derived.begin(), derived.end(), std::back_inserter(only));
  for (const std::string& line : only) {
    text += "  oracle:  " + line + "\n";
  }
  return text;
}

const Instant kEndOfLives = Date{2028, 6, 1}.At();

std::vector<Instant> MomentsOf(const Life& life) {
  std::vector<Instant> moments = life.cross_points;
  moments.push_back(kEndOfLives);
  return moments;
}

std::string DifferenceIn(const Life& life, Instant as_of) {
  return Difference(Lines(DeriveLedger(life.facts, Vietnam(), {}, kPerson, as_of)),
                    Lines(oracle::KeepBook(life.facts, Vietnam(), kPerson, as_of)));
}

void ExpectAgreement(const Regulation& law) {
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= Lives() && failures < 5; ++seed) {
    const Life life = RandomLife(seed, law, Vietnam());
    // Every life to its end, every fifth at odd moments, too.
    for (const Instant as_of : seed % 5 == 0 ? MomentsOf(life) : std::vector<Instant>{kEndOfLives}) {
      const std::string difference = DifferenceIn(life, as_of);
      if (!difference.empty()) {
        ++failures;
        ADD_FAILURE() << "life " << seed << " as of " << FormatRfc3339(as_of) << "\n" << difference;
        break;
      }
    }
  }
}

bool OracleNotices(const Regulation& law, const std::function<void(Regulation&)>& change) {
  Regulation changed = law;
  change(changed);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Life life = RandomLife(seed, law, Vietnam());
    life.facts.law.front().regulation = &changed;
    if (!DifferenceIn(life, kEndOfLives).empty()) {
      return true;
    }
  }
  return false;
}

Duty& DutyOf(Regulation& regulation, const std::string& code, Trigger trigger) {
  const auto found = std::find_if(regulation.duties.begin(), regulation.duties.end(),
                                  [&](const Duty& duty) { return duty.code == code && duty.trigger == trigger; });
  return *found;
}

Deadline& DeadlineOf(Regulation& regulation, const std::string& code, Trigger trigger, std::size_t entry,
                     std::size_t deadline) {
  return DutyOf(regulation, code, trigger).schedule.at(entry).deadlines.at(deadline);
}

}  // namespace dotpha::statute
