#include "tools/dotphactl/csv_reader.h"

#include <csv.h>

#include <algorithm>
#include <memory>

#include "libs/base/ids.h"

namespace dotpha::ctl {
namespace {

struct State {
  std::vector<CsvRecord> records;
  CsvRecord current;
};

void OnField(void* data, std::size_t size, void* user) {
  static_cast<State*>(user)->current.fields.emplace_back(static_cast<const char*>(data), size);
}

void OnRecord(int /*terminator*/, void* user) {
  auto* state = static_cast<State*>(user);
  state->records.push_back(std::move(state->current));
  state->current = {};
}

int NeverSpace(unsigned char /*c*/) { return 0; }  // libcsv would trim unquoted fields; names are kept byte for byte

Error At(std::size_t line, std::string reason, std::string message) {
  return InvalidArgument("", std::move(reason), std::move(message)).With("line", std::to_string(line));
}

}  // namespace

Result<std::vector<CsvRecord>> ReadCsv(std::string_view bytes) {
  if (bytes.empty()) {
    return At(0, "FILE_EMPTY", "the file is empty; nothing was changed");
  }
  std::size_t bad = 0;
  if (!IsValidUtf8(bytes, &bad)) {
    const auto line =
        1 + static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad), '\n'));
    const std::size_t line_start = bytes.substr(0, bad).rfind('\n') + 1;  // npos + 1 == 0
    const auto column = 1 + std::count(bytes.begin() + static_cast<std::ptrdiff_t>(line_start),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(bad), ',');
    return At(line, "ENCODING_INVALID_UTF8",
              "byte offset " + std::to_string(bad) + " is not UTF-8; save the file as UTF-8")
        .With("offset", std::to_string(bad))
        .With("column_number", std::to_string(column));
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }

  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
    return At(0, "CSV_INVALID", "the CSV reader could not start");
  }
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> guard(&parser, csv_free);
  csv_set_space_func(&parser, NeverSpace);
  State state;
  std::size_t line = 1;
  std::size_t record_line = 1;
  for (const char byte : bytes) {
    const std::size_t records_before = state.records.size();
    const bool parsed = csv_parse(&parser, &byte, 1, OnField, OnRecord, &state) == 1;
    if (!parsed) {
      return At(line, "CSV_INVALID", "a quote stands where none may stand");
    }
    if (state.records.size() > records_before) {
      state.records.back().line = record_line;
    }
    if (byte == '\n') {
      ++line;
    }
    // Between records libcsv holds nothing: the next byte may start one.
    if (parser.pstate == 0) {
      record_line = line;
    }
  }
  const std::size_t records_before = state.records.size();
  if (csv_fini(&parser, OnField, OnRecord, &state) != 0) {
    return At(record_line, "CSV_INVALID", "a quote is opened here and never closed");
  }
  if (state.records.size() > records_before) {
    state.records.back().line = record_line;
  }
  if (state.records.empty()) {
    return At(0, "FILE_EMPTY", "the file has no line; nothing was changed");
  }
  return std::move(state.records);
}

}  // namespace dotpha::ctl
