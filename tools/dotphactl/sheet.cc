#include "tools/dotphactl/sheet.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tools/dotphactl/display.h"

namespace dotpha::ctl {
namespace {

constexpr std::size_t kMostXlsxRows = 1'048'576;
constexpr std::size_t kWidestColumn = 60;

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

// "09:05:07", with the part of a second where there is one.
std::string TimeOfDay(Instant at) {
  const std::string text = FormatRfc3339(at);  // 2021-11-14T23:59:59.999+07:00
  return text.substr(11, text.size() - 11 - 6);
}

// What a spreadsheet may take for a formula, also in the full-width signs that some accept; blanks before it are no
// protection.
bool LooksLikeFormula(const std::string& text) {
  if (!text.empty() && (text[0] == '\t' || text[0] == '\r' || text[0] == '\n')) {
    return true;
  }
  const std::size_t start = text.find_first_not_of(' ');
  const std::string_view rest = start == std::string::npos ? std::string_view() : std::string_view(text).substr(start);
  constexpr std::string_view kSigns[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](std::string_view sign) { return rest.starts_with(sign); });
}

std::string CsvField(const Cell& cell) {
  const std::string text = std::visit(
      Overloaded{[](const std::string& value) { return LooksLikeFormula(value) ? "'" + value : value; },
                 [](std::int64_t value) { return std::to_string(value); }, [](Date value) { return value.ToString(); },
                 [](Instant value) { return Date::Of(value).ToString() + " " + TimeOfDay(value); }},
      cell);
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string CsvLine(const std::vector<Cell>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += (i == 0 ? "" : ",") + CsvField(cells[i]);
  }
  return line + "\r\n";
}

lxw_datetime DayOf(Date date) {
  lxw_datetime day{};
  day.year = date.year();
  day.month = static_cast<int>(date.month());
  day.day = static_cast<int>(date.day());
  return day;
}

lxw_error WriteCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, lxw_format* days,
                    lxw_format* moments) {
  return std::visit(Overloaded{[&](const std::string& value) {
                                 return value.empty()
                                            ? LXW_NO_ERROR
                                            : worksheet_write_string(sheet, row, column, value.c_str(), nullptr);
                               },
                               [&](std::int64_t value) {
                                 return worksheet_write_number(sheet, row, column, static_cast<double>(value), nullptr);
                               },
                               [&](Date value) {
                                 lxw_datetime day = DayOf(value);
                                 return worksheet_write_datetime(sheet, row, column, &day, days);
                               },
                               [&](Instant value) {
                                 lxw_datetime moment = DayOf(Date::Of(value));
                                 const std::int64_t micros = value.micros - Date::Of(value).At().micros;
                                 moment.hour = static_cast<int>(micros / 3'600'000'000);
                                 moment.min = static_cast<int>(micros / 60'000'000 % 60);
                                 moment.sec = static_cast<double>(micros % 60'000'000) / 1e6;
                                 return worksheet_write_datetime(sheet, row, column, &moment, moments);
                               }},
                    cell);
}

Result<void> WriteXlsx(const Sheet& sheet, const std::string& path) {
  if (sheet.rows.size() + 1 > kMostXlsxRows) {
    return InvalidArgument("--export", "SHEET_TOO_LONG", "an .xlsx sheet ends at 1,048,576 rows; write a .csv file");
  }
  // The library says on its own to the terminal what it cannot open.
  if (!std::ofstream(path)) {
    return InvalidArgument("--export", "FILE_UNWRITABLE", path + " cannot be written");
  }
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* page = workbook_add_worksheet(book, "dotphactl");
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_format* days = workbook_add_format(book);
  format_set_num_format(days, "dd/mm/yyyy");
  lxw_format* moments = workbook_add_format(book);
  format_set_num_format(moments, "dd/mm/yyyy hh:mm:ss");
  lxw_error failure = LXW_NO_ERROR;
  const auto note = [&failure](lxw_error error) { failure = failure == LXW_NO_ERROR ? error : failure; };
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < sheet.header.size(); ++column) {
    note(worksheet_write_string(page, 0, static_cast<lxw_col_t>(column), sheet.header[column].c_str(), bold));
    widths.push_back(DisplayWidth(sheet.header[column]));
  }
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      const Cell& cell = sheet.rows[row][column];
      note(WriteCell(page, static_cast<lxw_row_t>(row + 1), static_cast<lxw_col_t>(column), cell, days, moments));
      widths[column] = std::min(kWidestColumn, std::max(widths[column], DisplayWidth(CellText(cell))));
    }
  }
  for (std::size_t column = 0; column < widths.size(); ++column) {
    worksheet_set_column(page, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column),
                         static_cast<double>(widths[column]) + 2, nullptr);
  }
  worksheet_freeze_panes(page, 1, 0);
  note(workbook_close(book));
  if (failure == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
    return InvalidArgument("--export", "CELL_TOO_LONG",
                           "a cell of an .xlsx sheet holds 32,767 characters; write a .csv file");
  }
  if (failure != LXW_NO_ERROR) {
    return InvalidArgument("--export", "FILE_UNWRITABLE", path + ": " + lxw_strerror(failure));
  }
  return {};
}

Result<void> WriteCsv(const Sheet& sheet, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  out << ToCsv(sheet);
  out.close();
  if (!out) {
    return InvalidArgument("--export", "FILE_UNWRITABLE", path + " cannot be written");
  }
  return {};
}

}  // namespace

std::string CellText(const Cell& cell) {
  return std::visit(Overloaded{[](const std::string& value) { return value; },
                               [](std::int64_t value) { return std::to_string(value); },
                               [](Date value) { return value.ToVietnamese(); },
                               [](Instant value) { return Date::Of(value).ToVietnamese() + " " + TimeOfDay(value); }},
                    cell);
}

std::string Sheet::ToTable(std::size_t max_cell) const {
  if (rows.empty()) {
    return "(none)\n";
  }
  Table table(header);
  for (const auto& row : rows) {
    std::vector<std::string> texts;
    std::transform(row.begin(), row.end(), std::back_inserter(texts), CellText);
    table.Add(std::move(texts));
  }
  return table.Render(max_cell);
}

std::string ToCsv(const Sheet& sheet) {
  std::string text = "\xEF\xBB\xBF" + CsvLine({sheet.header.begin(), sheet.header.end()});
  for (const auto& row : sheet.rows) {
    text += CsvLine(row);
  }
  return text;
}

bool IsSheetFile(const std::string& path) { return path.ends_with(".csv") || path.ends_with(".xlsx"); }

Result<void> WriteSheet(const Sheet& sheet, const std::string& path) {
  if (!IsSheetFile(path)) {
    return InvalidArgument("--export", "EXPORT_FORMAT", "the file's name must end in .csv or .xlsx");
  }
  const std::string part = path + ".part";
  const auto written = path.ends_with(".csv") ? WriteCsv(sheet, part) : WriteXlsx(sheet, part);
  std::error_code failure;
  if (written.ok()) {
    std::filesystem::rename(part, path, failure);
  }
  if (!written.ok() || failure) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
  }
  if (!written.ok()) {
    return written.error();
  }
  if (failure) {
    return InvalidArgument("--export", "FILE_UNWRITABLE", path + " cannot be written");
  }
  return {};
}

}  // namespace dotpha::ctl
