// The weekly summary (NOTICES.md): to the leaders of a body, on the first working day of the week, what is open, due
// soon, overdue and missing among the matters that it leads or gets a copy of, by official. Pure.
#pragma once

#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/statute/calendar.h"
#include "services/notifier/domain/policy.h"

namespace dotpha::notifier {

// One duty that has not been received, as the summary looks at it.
struct OpenDuty {
  std::string debtor_id;
  std::string duty;
  std::string period;
  Date last_on_time_day;
  bool missing = false;  // its closing point has passed
};

struct Summary {
  std::size_t open = 0;  // all that are not received, whenever they are due
  std::size_t due = 0;   // within ten days
  std::size_t overdue = 0;
  std::size_t missing = 0;
  // "<debtor>\t<duty>\t<period>\t<DUE|OVERDUE|MISSING>\t<days>", by debtor, then date: the letter's field `lines`.
  std::string lines;
};

Summary Summarise(std::vector<OpenDuty> duties, Date today);

// What a summary notice stands under instead of an obligation: "BCSD:SUMMARY:2022-06-27", of the week's Monday.
std::string SummarySubject(const std::string& body_id, Instant moment);

// Moments of the summaries that fall in (since, until], ascending: send_at of the first working day of each week; a
// week without a working day has none.
std::vector<Instant> SummaryMoments(const NoticePolicy& policy, const statute::Calendar& calendar, Instant since,
                                    Instant until);

}  // namespace dotpha::notifier
