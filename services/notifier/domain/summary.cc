#include "services/notifier/domain/summary.h"

#include <algorithm>
#include <tuple>

namespace dotpha::notifier {
namespace {

constexpr int kSoon = 10;  // days

// Monday is the first day of the week; 05/01/1970 was one.
Date MondayOf(Date day) {
  const int since = day - Date{1970, 1, 5};
  return day - ((since % 7) + 7) % 7;
}

}  // namespace

Summary Summarise(std::vector<OpenDuty> duties, Date today) {
  std::sort(duties.begin(), duties.end(), [](const OpenDuty& a, const OpenDuty& b) {
    return std::tie(a.debtor_id, a.last_on_time_day, a.duty, a.period) <
           std::tie(b.debtor_id, b.last_on_time_day, b.duty, b.period);
  });
  Summary summary;
  summary.open = duties.size();
  for (const OpenDuty& duty : duties) {
    const int days_left = duty.last_on_time_day - today;
    if (days_left > kSoon) {
      continue;
    }
    const char* what = duty.missing ? "MISSING" : days_left < 0 ? "OVERDUE" : "DUE";
    ++(duty.missing ? summary.missing : days_left < 0 ? summary.overdue : summary.due);
    summary.lines += duty.debtor_id + "\t" + duty.duty + "\t" + duty.period + "\t" + what + "\t" +
                     std::to_string(std::abs(days_left)) + "\n";
  }
  return summary;
}

std::string SummarySubject(const std::string& body_id, Instant moment) {
  return body_id + ":SUMMARY:" + MondayOf(Date::Of(moment)).ToString();
}

std::vector<Instant> SummaryMoments(const NoticePolicy& policy, const statute::Calendar& calendar, Instant since,
                                    Instant until) {
  std::vector<Instant> moments;
  for (Date monday = MondayOf(Date::Of(since)); monday.At() <= until; monday = monday + 7) {
    const Date day = calendar.AtOrAfter(monday);
    const Instant moment = day.At(policy.send_at);
    if (day < monday + 7 && since < moment && moment <= until) {
      moments.push_back(moment);
    }
  }
  return moments;
}

}  // namespace dotpha::notifier
