// Strict CSV (RFC 4180) by libcsv, with the line on which each record starts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::ctl {

struct CsvRecord {
  std::size_t line = 0;  // 1-based line of the record's first byte
  std::vector<std::string> fields;
};

// A byte order mark is dropped; CR LF and LF end lines; quotes must be closed and stand where RFC 4180 allows.
// Errors (all INVALID_ARGUMENT, metadata `line`): FILE_EMPTY, ENCODING_INVALID_UTF8 (metadata `offset`,
// `column_number`), CSV_INVALID.
Result<std::vector<CsvRecord>> ReadCsv(std::string_view bytes);

}  // namespace dotpha::ctl
