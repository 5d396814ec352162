#include "tools/dotphactl/year_picture.h"

#include <algorithm>
#include <optional>

#include "libs/rpc/wire_time.h"
#include "libs/statute/rating.h"
#include "tools/dotphactl/display.h"
#include "tools/dotphactl/late_list.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

using notifier::v1::Obligation;

constexpr std::size_t kLabelWidth = 14;
constexpr std::size_t kMonthWidth = 3;
constexpr std::size_t kReportWidth = 30;
constexpr std::size_t kBarWidth = 36;

std::string Cut(const std::string& text, std::size_t width) { return Ellipsize(Printable(text), width); }

std::string Padded(const std::string& text, std::size_t width) {
  const std::string cut = Cut(text, width);
  return cut + std::string(width - DisplayWidth(cut), ' ');
}

std::string WithoutTrailingBlanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string Lower(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

template <typename Message>
std::string EnumText(const Message& message, const char* field) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  return Lower(ShortEnumName(message.GetReflection()->GetEnum(message, descriptor)));
}

// "14/11/2021 23:59".
std::string Minute(const google::protobuf::Timestamp& wire) {
  const Instant at = rpc::FromWire(wire);
  return Date::Of(at).ToVietnamese() + " " + FormatRfc3339(at).substr(11, 5);
}

std::string DutyLabel(const std::string& duty, const std::string& period, int cycle) {
  const std::string year = std::to_string(cycle);
  if (period == year) {
    return duty;
  }
  return duty + " " + (period.starts_with(year + "-") ? period.substr(year.size() + 1) : period);
}

std::string DutyLabel(const Obligation& obligation, int cycle) {
  return DutyLabel(obligation.duty(), obligation.period(), cycle);
}

std::optional<Date> ReceivedOn(const Obligation& obligation) {
  return obligation.has_received_at() ? std::optional(Date::Of(rpc::FromWire(obligation.received_at()))) : std::nullopt;
}

Date AsOf(const YearFacts& facts) {
  Date day;
  for (const Obligation& obligation : facts.obligations) {
    day = std::max(day, Date::Of(rpc::FromWire(obligation.as_of())));
  }
  return day;
}

std::string Days(int days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

struct Standing {
  std::string text;
  std::string in_short;  // at most 14 columns
  Colour colour = Colour::kFaint;
};

Standing StandingOf(const Obligation& obligation, Date as_of) {
  switch (obligation.state()) {
    case notifier::v1::OBLIGATION_STATE_ON_TIME: {
      const char* state = LastDayOf(obligation) ? "on time" : "done";
      return {state, state, Colour::kGood};
    }
    case notifier::v1::OBLIGATION_STATE_LATE:
      return {"late by " + Days(obligation.days_late()), "late " + std::to_string(obligation.days_late()) + " d",
              Colour::kWarning};
    case notifier::v1::OBLIGATION_STATE_OVERDUE: {
      const int days = std::max(0, as_of - LastDayOf(obligation).value_or(as_of));
      return {"overdue " + Days(days), "overdue " + std::to_string(days) + " d", Colour::kBad};
    }
    case notifier::v1::OBLIGATION_STATE_MISSING:
      return {"missing", "missing", Colour::kBad};
    default: {
      const std::string state = IsNotAnnounced(obligation) ? kNotAnnounced : EnumText(obligation, "state");
      return {state, state, Colour::kFaint};
    }
  }
}

// ---- the calendar ------------------------------------------------------------------------------------------------

int MonthNumber(Date day) { return day.year() * 12 + static_cast<int>(day.month()) - 1; }

// Months side by side, three columns each.
class Calendar {
 public:
  // From the October before the cycle to its December, and further where something of it lies outside; at most 17
  // months fit.
  explicit Calendar(const YearFacts& facts) : first_(facts.cycle * 12 - 3), last_(facts.cycle * 12 + 11) {
    for (const Obligation& obligation : facts.obligations) {
      const int due = LastDayOf(obligation) ? MonthNumber(*LastDayOf(obligation)) : first_;
      const int came = ReceivedOn(obligation) ? MonthNumber(*ReceivedOn(obligation)) : due;
      last_ = std::max({last_, due, came});
    }
    last_ = std::min(std::max(last_, MonthNumber(AsOf(facts))), first_ + 16);
  }

  [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(last_ - first_ + 1) * kMonthWidth; }

  // Where a day stands; a day outside stands at the edge.
  [[nodiscard]] std::size_t ColumnOf(Date day) const {
    if (MonthNumber(day) < first_) {
      return 0;
    }
    if (MonthNumber(day) > last_) {
      return width() - 1;
    }
    const std::size_t third = std::min(2U, (day.day() - 1) / 10);
    return static_cast<std::size_t>(MonthNumber(day) - first_) * kMonthWidth + third;
  }

  [[nodiscard]] std::string Header() const {
    std::string years;
    std::string months;
    for (int month = first_; month <= last_; ++month) {
      years += month == first_ || month % 12 == 0 ? std::to_string(month / 12) : "";
      months += Padded(std::to_string(month % 12 + 1), kMonthWidth);
      years += std::string(std::max(months.size(), years.size()) - years.size(), ' ');
    }
    const std::string margin(kLabelWidth, ' ');
    return WithoutTrailingBlanks(margin + years) + WithoutTrailingBlanks(margin + months);
  }

  // Day L as │, what came as ●, a day passed in vain as ─, the end of waiting as ✗.
  [[nodiscard]] std::string Row(const Obligation& obligation, Date as_of, const Style& style) const {
    std::vector<std::string> cells(width(), " ");
    for (std::size_t column = 0; column < cells.size(); column += kMonthWidth) {
      cells[column] = style.Paint(Colour::kFaint, "·");
    }
    const Standing standing = StandingOf(obligation, as_of);
    const auto came = ReceivedOn(obligation);
    const auto last = LastDayOf(obligation);
    const bool owed = obligation.state() == notifier::v1::OBLIGATION_STATE_OVERDUE ||
                      obligation.state() == notifier::v1::OBLIGATION_STATE_MISSING;
    if (last) {
      const std::size_t due = ColumnOf(*last);
      std::size_t end = due;
      if (came) {
        end = ColumnOf(*came);
      } else if (obligation.state() == notifier::v1::OBLIGATION_STATE_MISSING && obligation.has_closing_at()) {
        end = ColumnOf(Date::Of(rpc::FromWire(obligation.closing_at())));
      } else if (owed) {
        end = ColumnOf(as_of);
      }
      for (std::size_t column = due; column < end && (owed || came); ++column) {
        cells[column] = style.Paint(standing.colour, "─");
      }
      cells[due] = style.Paint(Colour::kStrong, "│");
      if (owed && !came) {
        cells[std::max(end, due)] = style.Paint(standing.colour, "✗");
      }
    }
    if (came) {
      cells[ColumnOf(*came)] = style.Paint(standing.colour, "●");
    }
    std::string row;
    for (const std::string& cell : cells) {
      row += cell;
    }
    return row;
  }

 private:
  int first_;  // months since year 0
  int last_;
};

std::string DrawCalendar(const YearFacts& facts, const Style& style) {
  if (facts.obligations.empty()) {
    return "No duty of this cycle is known.\n";
  }
  const Calendar calendar(facts);
  const Date as_of = AsOf(facts);
  std::string text = calendar.Header();
  for (const Obligation& obligation : facts.obligations) {
    const Standing standing = StandingOf(obligation, as_of);
    text += Padded(DutyLabel(obligation, facts.cycle), kLabelWidth - 1) + " " + calendar.Row(obligation, as_of, style) +
            " " + style.Paint(standing.colour, standing.in_short) + "\n";
  }
  return text + style.Paint(Colour::kFaint, "│ last day (L)   ● came   ─ waited for   ✗ nothing came") + "\n";
}

// ---- the duties in words -------------------------------------------------------------------------------------------

std::string MarkText(const notifier::v1::ViolationFlag& flag) {
  const std::string grade = flag.grade() == notifier::v1::FLAG_GRADE_MISSING ? "MISSING" : "LATE";
  switch (flag.status()) {
    case notifier::v1::FLAG_STATUS_CLOSED_BY_RECEIPT:
      return grade + ", closed";
    case notifier::v1::FLAG_STATUS_WITHDRAWN:
      return grade + ", withdrawn";
    default:
      return grade + ", open";
  }
}

std::string NotesOn(const Obligation& obligation, const std::vector<notifier::v1::ViolationFlag>& flags) {
  std::string text;
  const auto add = [&text](bool holds, const std::string& note) {
    text += holds ? (text.empty() ? "" : "; ") + note : "";
  };
  add(!obligation.occasion().empty(), "of " + obligation.occasion());
  add(obligation.deadline_revision() > 1, "the date was moved");
  add(LastDayOf(obligation) && !obligation.hard(), "soft date: no mark");
  add(obligation.imported(), "before the first day of use: no consequence");
  add(obligation.held(), "held: an event could not be applied");
  add(obligation.was_missing() && obligation.has_received_at(), "came after the closing point");
  for (const auto& flag : flags) {
    const bool withdrawn = flag.obligation_id() == obligation.obligation_id() && !flag.withdrawn_reason().empty();
    add(withdrawn, "mark withdrawn: " + flag.withdrawn_reason() +
                       (flag.withdrawn_document().empty() ? "" : ", " + flag.withdrawn_document()));
  }
  return text;
}

std::string DutyLine(const std::string& duty, const std::string& last, const std::string& came,
                     const std::string& state, const std::string& mark) {
  return WithoutTrailingBlanks(Padded(duty, kLabelWidth) + " " + Padded(last, 11) + " " + Padded(came, 17) + " " +
                               Padded(state, 16) + " " + mark);
}

std::string DescribeDuties(const YearFacts& facts, const Style& style) {
  const Date as_of = AsOf(facts);
  std::string text = style.Paint(Colour::kStrong, DutyLine("duty", "L", "came", "state", "mark of Điều 10"));
  for (const Obligation& obligation : facts.obligations) {
    std::string mark;
    for (const auto& flag : facts.flags) {
      if (flag.obligation_id() == obligation.obligation_id()) {
        mark = MarkText(flag);
      }
    }
    text += DutyLine(DutyLabel(obligation, facts.cycle),
                     LastDayOf(obligation) ? LastDayOf(obligation)->ToVietnamese() : "no date",
                     obligation.has_received_at() ? Minute(obligation.received_at()) : "-",
                     StandingOf(obligation, as_of).text, mark);
    if (const std::string notes = NotesOn(obligation, facts.flags); !notes.empty()) {
      text += "  " + style.Paint(Colour::kFaint, Cut(notes, kPictureWidth - 2)) + "\n";
    }
  }
  return text;
}

std::string DescribeSigns(const YearFacts& facts) {
  std::string text;
  for (const auto& candidate : facts.candidates) {
    std::string standing = "no case yet";
    for (const auto& one : facts.cases) {
      standing = one.candidate_id() == candidate.candidate_id() ? "case " + EnumText(one, "state") : standing;
    }
    const auto until = rpc::FromWire(candidate.explain_until());
    text += Cut("  " + candidate.kind() + (candidate.sub_code().empty() ? "" : " " + candidate.sub_code()) +
                    ", raised " + Date::Of(rpc::FromWire(candidate.raised_at())).ToVietnamese() +
                    (until.ok() ? ", explain until " + until->ToVietnamese() : "") + ": " + standing,
                kPictureWidth) +
            "\n";
  }
  return text.empty() ? "" : "\nSigns of violation\n" + text;
}

// Whether plan and result were made known where he works; the duty comes into being with what there is to announce.
std::string AnnouncementOf(const YearFacts& facts, const std::string& duty) {
  for (const auto& one : facts.announcements) {
    if (one.duty() == duty) {
      const auto day = rpc::FromWire(one.announced_on());
      return (day.ok() ? day->ToVietnamese() : std::string()) + ", " + one.form() + ", " + one.place();
    }
  }
  for (const Obligation& obligation : facts.obligations) {
    if (obligation.duty() == duty) {
      return StandingOf(obligation, AsOf(facts)).text;
    }
  }
  return "nothing to announce yet";
}

std::string DescribeAnnouncements(const YearFacts& facts, const Style& style) {
  return "\n" + style.Paint(Colour::kStrong, "Announced at the agency (Điều 2 khoản 6)") + "\n" +
         Cut("  plan        " + AnnouncementOf(facts, "ANN_PLAN"), kPictureWidth) + "\n" +
         Cut("  result      " + AnnouncementOf(facts, "ANN_RESULT"), kPictureWidth) + "\n";
}

// ---- the works -----------------------------------------------------------------------------------------------------

std::string Percent(int hundredths) {
  const std::string text = statute::FormatHundredths(hundredths) + " %";
  return std::string(text.size() < 8 ? 8 - text.size() : 0, ' ') + text;
}

std::string Bar(int hundredths) {
  const auto halves = static_cast<std::size_t>(std::clamp(hundredths, 0, 10'000)) * kBarWidth * 2 / 10'000;
  std::string bar;
  for (std::size_t i = 0; i < halves / 2; ++i) {
    bar += "█";
  }
  return bar + (halves % 2 == 1 ? "▌" : "");
}

std::string PercentLine(const std::string& label, int hundredths, const Style& style) {
  return WithoutTrailingBlanks("  " + Padded(label, kReportWidth) + " " + Percent(hundredths) + "  " +
                               style.Paint(Colour::kGood, Bar(hundredths)));
}

// "22/03/2022  RPT_Q Q1, RPT_H1".
std::string ReportLabel(const reporting::v1::Report& report, int cycle) {
  std::string text = Date::Of(rpc::FromWire(report.received_at())).ToVietnamese() + " ";
  for (int i = 0; i < report.covers_size(); ++i) {
    text += (i == 0 ? " " : ", ") + DutyLabel(report.covers(i).duty(), report.covers(i).period(), cycle);
  }
  return text;
}

std::string Level(const std::string& level) { return level.empty() ? "-" : level; }

std::string DrawWorks(const YearFacts& facts, const Style& style) {
  std::string text;
  for (const auto& work : facts.assessment.works()) {
    const auto name = facts.work_names.find(work.work_id());
    text += "\n" +
            style.Paint(Colour::kStrong,
                        Cut(work.work_id() + "  " + (name == facts.work_names.end() ? std::string() : name->second),
                            kPictureWidth)) +
            "\n";
    for (const auto& report : facts.reports) {
      for (const auto& year : report.completion()) {
        if (year.work_id() == work.work_id() && year.year() == facts.cycle) {
          text += PercentLine(ReportLabel(report, facts.cycle), year.completion_e2(), style);
        }
      }
    }
    if (work.has_verified_year()) {
      text += PercentLine("verified", work.verified_year().floored_e2(), style);
    }
    text += "  level: self " + Level(work.self_level()) + ", by percentage " + Level(work.level()) + ", decided " +
            Level(work.decided_level()) + (work.counted() ? "" : "  (not counted)") + "\n";
  }
  return text;
}

std::string DescribeLevel(const YearFacts& facts, const Style& style) {
  const assessment::v1::Assessment& found = facts.assessment;
  std::string text = "\n" + style.Paint(Colour::kStrong, "Level of the year") + "\n";
  text += "  self-level  " + Level(found.self_level()) +
          (found.self_level_mismatch() ? "  (not what was reported)" : "") + "\n";
  text += "  suggested   " + Level(found.suggested_level());
  if (found.has_mean()) {
    text += "  mean of " + std::to_string(found.works_counted()) + (found.works_counted() == 1 ? " work " : " works ") +
            statute::FormatHundredths(found.mean().floored_e2()) + " %";
  }
  text += "\n  proposed    " + Level(found.proposed_level()) +
          (found.proposed_by().empty() ? "" : "  by " + found.proposed_by()) + "\n";
  text += "  decided     " + Level(found.decided_level());
  if (const auto day = rpc::FromWire(found.decided_on()); !found.decided_level().empty() && day.ok()) {
    text += Cut("  " + found.decision().number(), kReportWidth) + ", " + day->ToVietnamese();
  }
  text += "\n";
  if (!found.warning().empty()) {
    text += "  " + style.Paint(Colour::kWarning, Cut(found.warning(), kPictureWidth - 2)) + "\n";
  }
  return text;
}

std::string Title(const YearFacts& facts, const Style& style) {
  const std::string who = facts.official.official_id() + "  " + facts.official.full_name();
  const std::string cycle = "cycle " + std::to_string(facts.cycle);
  const std::size_t room = kPictureWidth - cycle.size() - 2;
  std::string text = style.Paint(Colour::kStrong, Padded(who, room)) + "  " + cycle + "\n";
  text += Cut(facts.post + (facts.route.lead().empty()
                                ? ""
                                : " · papers through " + facts.route.via() + ", led by " + facts.route.lead()),
              kPictureWidth) +
          "\n";
  return text + "as of " + AsOf(facts).ToVietnamese() + "\n\n";
}

}  // namespace

std::string DrawYear(const YearFacts& facts, const Style& style) {
  return Title(facts, style) + DrawCalendar(facts, style) + "\n" +
         (facts.obligations.empty() ? "" : DescribeDuties(facts, style)) + DescribeSigns(facts) +
         DrawWorks(facts, style) + DescribeLevel(facts, style) + DescribeAnnouncements(facts, style);
}

}  // namespace dotpha::ctl
