// A table as data: shown in the terminal, or written as CSV or XLSX for a spreadsheet.
//
// No spreadsheet ever evaluates a text of it: names and reasons come from people, and "=1+1" must stay "=1+1". XLSX
// says of every cell what it is; CSV cannot, so there a text that a spreadsheet might take for a formula begins with an
// apostrophe. CSV is RFC 4180 in UTF-8 with a byte order mark, without which Excel reads Vietnamese as something else;
// its dates are YYYY-MM-DD, which no locale turns around. Times are those of Asia/Ho_Chi_Minh.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::ctl {

// An empty text is an empty cell.
using Cell = std::variant<std::string, std::int64_t, Date, Instant>;

// As people read it: dates dd/mm/yyyy, instants dd/mm/yyyy hh:mm:ss.
std::string CellText(const Cell& cell);

struct Sheet {
  std::vector<std::string> header;
  std::vector<std::vector<Cell>> rows;

  // For the terminal; "(none)" without rows. Cells at most `max_cell` columns wide.
  [[nodiscard]] std::string ToTable(std::size_t max_cell = 48) const;
};

std::string ToCsv(const Sheet& sheet);

// Whether a name ends in .csv or .xlsx.
bool IsSheetFile(const std::string& path);

// Writes a .csv or .xlsx file; what stood there before is replaced only by a whole file. INVALID_ARGUMENT:
// EXPORT_FORMAT (another ending), FILE_UNWRITABLE, CELL_TOO_LONG (XLSX: 32,767 characters), SHEET_TOO_LONG (XLSX:
// 1,048,576 rows).
Result<void> WriteSheet(const Sheet& sheet, const std::string& path);

}  // namespace dotpha::ctl
