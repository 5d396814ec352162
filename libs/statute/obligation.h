// facts + law + calendar -> obligations: pure and deterministic (ARCHITECTURE section 1).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/facts.h"

namespace dotpha::statute {

// Which duties to derive. A duty whose discharging service is not among `stages` is left out: nobody may be accused of
// what we cannot see received. Empty: all.
struct DeriveOptions {
  std::set<std::string> stages;
};

// One dated (or undated) duty of one debtor, without its state.
struct DerivedObligation {
  std::string debtor_id;
  DutyKey key;
  int cycle = 0;
  const Duty* duty = nullptr;
  const Regulation* regulation = nullptr;
  std::optional<Date> last_on_time_day;  // L after overrides; unset: undated item
  Date arose_on;                         // day of the fact behind it; what an undated item goes by
  std::optional<Date> original_day;      // L before overrides, where one applies
  std::string override_document;
  bool hard = true;
  bool from_period = false;          // L comes from a period ("01 tháng")
  bool shifted = false;              // moved to the next working day
  std::optional<Date> counted_from;  // first day of the period, itself not counted
  bool stage_holder = false;
  bool nonworking = false;            // L is not a working day
  std::optional<Instant> closing_at;  // hard duties with a closing point
  std::string basis;
  std::string article;
  std::string wording;
  Instant exists_since;              // when the facts that give the duty were all known
  std::optional<Instant> waived_at;  // recorded_at of the waiver
  std::string waiver_document;
  std::vector<std::string> sources;  // facts behind it

  // "<debtor>:<duty>:<period>[:<occasion>]".
  [[nodiscard]] std::string Id() const;
};

// All obligations of one debtor as known at `known_at` (facts with recorded_at <= known_at): those whose L, after
// overrides, lies in [from, to], and undated ones that arose in it. Sorted by id. The debtor is a body if `facts` know
// a body of that id, else an official. Readings of this house, where the texts are silent:
// - A person is in scope for REG if so on the ordinary date and, where an override moved it, on the new date as well.
// - A post is an occasion to register late if it is itself in scope and new to its holder: he was not in scope the day
//   before, or it is his new principal post in another agency or rank (acting head and head are one rank).
// - Who holds a running stage work from an earlier cycle owes a plan for each of its years ("theo từng năm").
// - A departure ends every work decided before its effective day, but those given for the new post in advance.
// - An override of a period without occasion moves the ordinary date of everyone; one that names officials moves their
//   latest occasion of that period. The latest recorded override wins.
// - A body owes consolidation for a cycle if it leads for anybody on its last on-time day, by all that is known.
std::vector<DerivedObligation> DeriveObligations(const Facts& facts, const Calendar& calendar,
                                                 const DeriveOptions& options, const std::string& debtor_id,
                                                 Instant known_at, Date from, Date to);

}  // namespace dotpha::statute
