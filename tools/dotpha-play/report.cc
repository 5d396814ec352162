#include "tools/dotpha-play/report.h"

#include <fmt/format.h>

#include <map>

#include "tools/dotphactl/display.h"

namespace dotpha::play {
namespace {

namespace ntf = notifier::v1;

std::string Lower(std::string name, std::string_view prefix) {
  name.erase(0, prefix.size());
  for (char& c : name) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

// A table of counts by two labels.
std::string CountTable(const std::string& rows, const std::map<std::string, std::map<std::string, int>>& counts) {
  std::map<std::string, int> columns;
  for (const auto& [row, cells] : counts) {
    for (const auto& [column, count] : cells) {
      columns[column] += count;
    }
  }
  std::vector<std::string> header{rows};
  for (const auto& [column, count] : columns) {
    header.push_back(column);
  }
  ctl::Table table(header);
  for (const auto& [row, cells] : counts) {
    std::vector<std::string> line{row};
    for (const auto& [column, count] : columns) {
      const auto cell = cells.find(column);
      line.push_back(cell == cells.end() ? "·" : std::to_string(cell->second));
    }
    table.Add(std::move(line));
  }
  return table.empty() ? "(none)\n" : table.Render();
}

int NotPlayed(const Tally& tally) {
  int sum = 0;
  for (const auto& [kind, count] : tally.not_played) {
    sum += count;
  }
  return sum;
}

}  // namespace

std::string WeekLine(Instant at, const Tally& tally) {
  return fmt::format("  {}  {:3} acts accepted, {} refused as they must be, {} repeated, {} not played\n",
                     Date::Of(at).ToVietnamese(), tally.accepted, tally.refused, tally.duplicates, NotPlayed(tally));
}

std::string MailboxText(const std::string& who, const std::string& address, const std::vector<maildir::Mail>& mails) {
  std::string text = fmt::format("\n── {} <{}>\n", who, address);
  const maildir::Mail* last = nullptr;
  for (const maildir::Mail& mail : mails) {
    if (mail.to == address) {
      text += fmt::format("   {}  {}\n", mail.date, mail.subject);
      last = &mail;
    }
  }
  if (last == nullptr) {
    return text + "   (no mail)\n";
  }
  text += "   the last one:\n";
  std::string line;
  for (const char c : last->text + "\n") {
    if (c == '\n') {
      text += "   │ " + line + "\n";
      line.clear();
    } else if (c != '\r') {
      line += c;
    }
  }
  return text;
}

std::string Totals(const Outcome& outcome, const Tally& tally) {
  std::map<std::string, std::map<std::string, int>> obligations;
  for (const auto& o : outcome.obligations) {
    ++obligations[o.duty() + (o.hard() ? "" : " (soft)")]
                 [Lower(ntf::ObligationState_Name(o.state()), "OBLIGATION_STATE_")];
  }
  std::map<std::string, std::map<std::string, int>> notices;
  for (const auto& n : outcome.notices) {
    ++notices[ntf::NoticeStage_Name(n.stage()).substr(sizeof("NOTICE_STAGE_") - 1)]
             [Lower(ntf::NoticeState_Name(n.state()), "NOTICE_STATE_")];
  }
  std::map<std::string, std::map<std::string, int>> flags;
  for (const auto& f : outcome.flags) {
    ++flags[ntf::FlagGrade_Name(f.grade()).substr(sizeof("FLAG_GRADE_") - 1)]
           [Lower(ntf::FlagStatus_Name(f.status()), "FLAG_STATUS_")];
  }
  std::string text = fmt::format("\nActs: {} accepted, {} refused as they must be, {} repeated, {} not played\n",
                                 tally.accepted, tally.refused, tally.duplicates, NotPlayed(tally));
  for (const auto& [kind, count] : tally.not_played) {
    text += fmt::format("  not played: {:4} {}\n", count, kind);
  }
  text += "\nObligations by state\n" + CountTable("duty", obligations);
  text += "\nNotices by stage\n" + CountTable("stage", notices);
  text += "\nFlags by grade\n" + CountTable("grade", flags);
  text += fmt::format("\nCandidates raised by the system: {}\n", outcome.candidates.size());
  return text;
}

std::string TimeLine(const Spent& spent) {
  const auto seconds = [](Micros time) { return std::chrono::duration<double>(time).count(); };
  return fmt::format("\nTime: {:.1f} s: calls {:.1f} s, clock {:.1f} s, else {:.1f} s; {} steps of the clock\n",
                     seconds(spent.all), seconds(spent.calls), seconds(spent.clock),
                     seconds(spent.all - spent.calls - spent.clock), spent.steps);
}

std::string DifferenceText(const std::vector<Difference>& differences, const std::set<std::string>& left_out) {
  std::string ids;
  for (const auto& id : left_out) {
    ids += (ids.empty() ? "" : ", ") + id;
  }
  std::string text =
      ids.empty() ? "\n" : fmt::format("\nLeft out (they hold works that only other services know): {}\n", ids);
  if (differences.empty()) {
    return text + "Difference to expected.json: none\n";
  }
  text += fmt::format("Difference to expected.json: {}\n", differences.size());
  for (const auto& d : differences) {
    text +=
        fmt::format("  {}{}: expected {}, found {}\n", d.item, d.what.empty() ? "" : " " + d.what, d.expected, d.found);
  }
  return text;
}

}  // namespace dotpha::play
