#include <csv.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "libs/base/ids.h"
#include "libs/lawfile/catalogue.h"
#include "libs/lawfile/digest.h"
#include "libs/lawfile/place.h"

namespace dotpha::lawfile {
namespace {

constexpr std::array<const char*, 5> kColumns = {"date", "weekday", "kind", "name_vi", "certainty"};
constexpr std::array<const char*, 8> kWeekdays = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr const char* kTetName = "Tết Nguyên đán";
constexpr unsigned kSaturday = 6;

class CalendarReader {
 public:
  CalendarReader(std::string file, Findings& findings) : file_(std::move(file)), findings_(findings) {}

  void AddField(std::string_view text) { row_.emplace_back(text); }

  void EndRow(int terminator) {
    // CR LF is one end of line, though the parser reports both.
    const bool second_half = terminator == '\n' && last_terminator_ == '\r' && row_.empty();
    last_terminator_ = second_half ? 0 : terminator;
    if (second_half) {
      return;
    }
    ++line_;
    std::vector<std::string> row;
    row.swap(row_);
    if (line_ == 1) {
      CheckHeader(row);
    } else if (row.size() != kColumns.size()) {
      findings_.Add(Where(row.size() + 1), "COLUMNS",
                    "found " + std::to_string(row.size()) + " columns, a row has " + std::to_string(kColumns.size()));
    } else {
      AddDay(row);
    }
  }

  [[nodiscard]] int line() const { return line_; }

  // Precondition: nothing was found.
  [[nodiscard]] statute::Calendar Take(std::string version) && {
    std::set<int> confirmed;
    for (const auto& [year, sure] : tet_is_sure_) {
      if (sure) {
        confirmed.insert(year);
      }
    }
    return {std::move(version), std::move(days_), std::move(confirmed)};
  }

 private:
  [[nodiscard]] std::string Where(std::size_t column) const {
    return file_ + ":" + std::to_string(line_) + ":" + std::to_string(column) +
           (column <= kColumns.size() ? std::string(" ") + kColumns[column - 1] : "");
  }

  void CheckHeader(const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < std::max(row.size(), kColumns.size()); ++i) {
      if (i >= row.size() || i >= kColumns.size() || row[i] != kColumns[i]) {
        findings_.Add(Where(i + 1), "HEADER", "the first line is date,weekday,kind,name_vi,certainty");
        return;
      }
    }
  }

  void AddDay(const std::vector<std::string>& row) {
    const bool known_kind = row[2] == "OFF" || row[2] == "WORK";
    if (!known_kind) {
      findings_.Add(Where(3), "UNKNOWN_VALUE", "kind is OFF or WORK");
    }
    if (row[3].empty()) {
      findings_.Add(Where(4), "REQUIRED", "a day has a name");
    }
    if (row[4] != "high" && row[4] != "medium" && row[4] != "low") {
      findings_.Add(Where(5), "UNKNOWN_VALUE", "certainty is high, medium or low");
    }
    const auto date = Date::Parse(row[0]);
    if (!date.ok()) {
      findings_.Add(Where(1), "DATE_INVALID", "a date that exists, as YYYY-MM-DD");
      return;
    }
    if (row[1] != kWeekdays[date->iso_weekday()]) {
      findings_.Add(Where(2), "WEEKDAY", row[0] + " is a " + kWeekdays[date->iso_weekday()]);
    }
    if (row[2] == "WORK" && date->iso_weekday() < kSaturday) {
      findings_.Add(Where(3), "WEEKDAY", "only a Saturday or Sunday is made a working day");
    }
    if (!seen_.insert(*date).second) {
      findings_.Add(Where(1), "DUPLICATE", row[0] + " stands here a second time");
      return;
    }
    if (row[3].rfind(kTetName, 0) == 0) {
      bool& sure = tet_is_sure_.try_emplace(date->year(), true).first->second;
      sure = sure && row[4] == "high";
    }
    if (row[4] != "low") {
      days_[*date] = {row[2] == "WORK" ? statute::Calendar::Kind::kWork : statute::Calendar::Kind::kOff, row[3]};
    }
  }

  std::string file_;
  Findings& findings_;
  int line_ = 0;
  int last_terminator_ = 0;
  std::vector<std::string> row_;
  std::map<Date, statute::Calendar::Day> days_;
  std::map<int, bool> tet_is_sure_;
  std::set<Date> seen_;
};

void OnField(void* text, std::size_t size, void* reader) {
  static_cast<CalendarReader*>(reader)->AddField({static_cast<const char*>(text), size});
}
void OnRow(int terminator, void* reader) { static_cast<CalendarReader*>(reader)->EndRow(terminator); }

}  // namespace

Result<statute::Calendar> ParseCalendar(std::string_view text, const std::string& file) {
  Findings findings;
  if (!IsValidUtf8(text)) {
    return InvalidArgument(file, "INVALID_UTF8", "the file must be UTF-8");
  }
  CalendarReader reader(file, findings);
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
    return Internal("CSV_PARSER", "cannot start the CSV parser");
  }
  const bool read = csv_parse(&parser, text.data(), text.size(), OnField, OnRow, &reader) == text.size() &&
                    csv_fini(&parser, OnField, OnRow, &reader) == 0;
  csv_free(&parser);
  if (!read) {
    findings.Add(file + ":" + std::to_string(reader.line() + 1), "CSV_SYNTAX", "a quote is out of place or not closed");
  } else if (reader.line() < 2) {
    findings.Add(file + ":1", "REQUIRED", "a calendar has a header and at least one day");
  }
  if (!findings.empty()) {
    return InvalidArgument(findings.violations());
  }
  return std::move(reader).Take(VersionOf(file, text));
}

Result<statute::Calendar> LoadCalendar(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) {
    return NotFound("CALENDAR_NOT_FOUND", "cannot read " + path);
  }
  return ParseCalendar(content, std::filesystem::path(path).filename().string());
}

Result<statute::Calendars> LoadCalendars(const std::string& dir) {
  const std::filesystem::path common = std::filesystem::path(dir) / "vietnam.csv";
  DOTPHA_ASSIGN(statute::Calendar of_all, LoadCalendar(common.string()));
  std::map<std::string, statute::Calendar> own;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().extension() == ".csv" && entry.path() != common) {
      DOTPHA_ASSIGN(statute::Calendar calendar, LoadCalendar(entry.path().string()));
      own.emplace(entry.path().stem().string(), std::move(calendar));
    }
  }
  return statute::Calendars{std::move(of_all), std::move(own)};
}

}  // namespace dotpha::lawfile
