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
  const Duty* duty = nullptr;
  const Regulation* regulation = nullptr;
  std::optional<Date> last_on_time_day;  // L after overrides; unset: undated item
  std::optional<Date> original_day;      // L before overrides, where one applies
  std::string override_document;
  bool hard = true;
  bool from_period = false;  // L comes from a period ("01 tháng")
  bool shifted = false;      // moved to the next working day
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

// All obligations of one debtor as known at `known_at`, with L (or creation) within the cycles whose duties can fall
// due in [from, to]. Sorted by id.
std::vector<DerivedObligation> DeriveObligations(const Facts& facts, const Calendar& calendar,
                                                 const DeriveOptions& options, const std::string& debtor_id,
                                                 Instant known_at, Date from, Date to);

}  // namespace dotpha::statute
