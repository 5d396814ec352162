// The list of duties that were not met in time: one row a duty, with whose it is, by how much, and what followed.
// And the list of plans and results that nobody has announced. Pure: from answers of the services to rows.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dotpha/notifier/v1/obligation.pb.h"
#include "libs/base/time.h"
#include "tools/dotphactl/debtors.h"
#include "tools/dotphactl/sheet.h"

namespace dotpha::ctl {

struct LateFilter {
  bool only_missing = false;               // nothing has come: overdue or missing
  std::optional<int> cycle = {};           // the year to which the duty's period belongs
  bool with_imported = false;              // also what fell due before the authority's first day of use
  std::optional<Date> from = {}, to = {};  // L from .. to
};

// What the services answered, all pages.
struct LateFacts {
  std::vector<notifier::v1::Obligation> obligations;
  std::vector<notifier::v1::ViolationFlag> flags;
  std::vector<notifier::v1::Candidate> candidates;
};

struct LateDuty {
  notifier::v1::Obligation obligation;
  // Calendar days after L: until it came, or until the answer where nothing has.
  int days = 0;
  // The mark that stands; unset: none.
  std::optional<notifier::v1::ViolationFlag> flag;
  // Kind of the sign of violation that rests on it, "NOT_REPORTED"; empty: none.
  std::string candidate;
};

// The last on-time day; unset for a duty that the law gives no date.
std::optional<Date> LastDayOf(const notifier::v1::Obligation& obligation);

// "2022" of "2022", "2022-Q1", "2022-04-01"; the year of L where the period is the id of a work or a request; 0 where
// neither says it.
int CycleOf(const notifier::v1::Obligation& obligation);

// Only duties with a date; ordered by it, then by debtor and duty.
std::vector<LateDuty> SelectLate(const LateFacts& facts, const LateFilter& filter);

Sheet LateSheet(const std::vector<LateDuty>& duties, const Debtors& debtors);

// How the law's readers call a plan or result that was not announced at the agency; no date, no consequence (I-27).
inline constexpr char kNotAnnounced[] = "chưa thông báo";

bool IsNotAnnounced(const notifier::v1::Obligation& obligation);

// Of these what was not announced, of one cycle or of all; ordered by cycle, then by debtor and duty.
std::vector<notifier::v1::Obligation> SelectNotAnnounced(const std::vector<notifier::v1::Obligation>& obligations,
                                                         std::optional<int> cycle);

Sheet NotAnnouncedSheet(const std::vector<notifier::v1::Obligation>& obligations, const Debtors& debtors);

}  // namespace dotpha::ctl
