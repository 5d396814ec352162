// Tables for spreadsheets. What was written is read back by another program than the one that wrote it.
#include "tools/dotphactl/sheet.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tools/dotphactl/csv_reader.h"

namespace dotpha::ctl {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string PathOf(const std::string& name) { return ::testing::TempDir() + "dotpha-sheet-" + name; }

std::string Content(const std::string& path) {
  std::stringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// Every cell of the file: [reference, type, text].
std::vector<json> ReadXlsx(const std::string& path) {
  const std::string command =
      std::string(std::getenv("DOTPHA_SOURCE_DIR")) + "/tools/dotphactl/testdata/read_xlsx.py " + path;
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), got);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::vector<json> cells;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    cells.push_back(json::parse(line));
  }
  return cells;
}

Date Day(const char* text) { return *Date::Parse(text); }

Sheet People() {
  return {{"official", "name", "days", "L", "received_at"},
          {{"TQ-001", "Nguyễn Thị \"Ba\", Phó Chủ tịch", std::int64_t{3}, Day("2022-01-24"),
            *ParseRfc3339("2022-01-27T15:30:05.25+07:00")},
           {"TQ-002", "", std::int64_t{0}, Day("2022-03-24"), ""}}};
}

TEST(Sheet, IsATableForPeople) {
  EXPECT_EQ(People().ToTable(),
            "official  name                           days  L           received_at\n"
            "──────────────────────────────────────────────────────────────────────────────────\n"
            "TQ-001    Nguyễn Thị \"Ba\", Phó Chủ tịch  3     24/01/2022  27/01/2022 15:30:05.250\n"
            "TQ-002                                   0     24/03/2022\n");
  EXPECT_EQ((Sheet{{"a"}, {}}).ToTable(), "(none)\n");
}

TEST(SheetCsv, IsUtf8WithAMarkForExcelAndDatesThatNoLocaleTurnsAround) {
  EXPECT_EQ(ToCsv(People()),
            "\xEF\xBB\xBF"
            "official,name,days,L,received_at\r\n"
            "TQ-001,\"Nguyễn Thị \"\"Ba\"\", Phó Chủ tịch\",3,2022-01-24,2022-01-27 15:30:05.250\r\n"
            "TQ-002,,0,2022-03-24,\r\n");
  const auto read = ReadCsv(ToCsv(People()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ((*read)[1].fields[1], "Nguyễn Thị \"Ba\", Phó Chủ tịch") << "what it writes it reads";
}

const std::vector<std::string> kFormulas{"=1+1",   "+84 912", "-1",    "@SUM(A1)",      "\t=1+1", "\r=1+1",
                                         "\n=1+1", "  =1+1",  "＝1+1", "=cmd|' /C'!A0", "-",      "＠x"};

TEST(SheetCsv, NoTextBeginsAsAFormula) {
  Sheet sheet{{"=header"}, {}};
  for (const auto& text : kFormulas) {
    sheet.rows.push_back({text});
  }
  sheet.rows.push_back({std::int64_t{-5}});
  const auto read = ReadCsv(ToCsv(sheet));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), kFormulas.size() + 2);
  EXPECT_EQ((*read)[0].fields[0], "'=header");
  for (std::size_t i = 0; i < kFormulas.size(); ++i) {
    EXPECT_EQ((*read)[i + 1].fields[0], "'" + kFormulas[i]);
  }
  EXPECT_EQ(read->back().fields[0], "-5") << "a number of ours is a number";
  EXPECT_THAT(ToCsv({{"x"}, {{"a=b"}}}), HasSubstr("\r\na=b\r\n")) << "only its beginning matters";
}

TEST(SheetXlsx, SaysOfEveryCellWhatItIs) {
  const std::string path = PathOf("people.xlsx");
  ASSERT_TRUE(WriteSheet(People(), path).ok());
  EXPECT_THAT(ReadXlsx(path),
              ElementsAre(json{"A1", "s", "official"}, json{"B1", "s", "name"}, json{"C1", "s", "days"},
                          json{"D1", "s", "L"}, json{"E1", "s", "received_at"}, json{"A2", "s", "TQ-001"},
                          json{"B2", "s", "Nguyễn Thị \"Ba\", Phó Chủ tịch"}, json{"C2", "n", "3"},
                          json{"D2", "n", "44585"}, json{"E2", "n", "44588.64589409722"}, json{"A3", "s", "TQ-002"},
                          json{"C3", "n", "0"}, json{"D3", "n", "44644"}));
  std::filesystem::remove(path);
}

TEST(SheetXlsx, NoTextBecomesAFormulaOrAnythingElse) {
  Sheet sheet{{"=header"}, {}};
  std::vector<std::string> texts = kFormulas;
  texts.insert(texts.end(), {"0912", "1e5", "TRUE", "https://example.vn",
                             "a\x01"
                             "b",
                             "<b>&amp;</b>", "_x0041_"});
  for (const auto& text : texts) {
    sheet.rows.push_back({text});
  }
  const std::string path = PathOf("formulas.xlsx");
  ASSERT_TRUE(WriteSheet(sheet, path).ok());
  const auto cells = ReadXlsx(path);
  ASSERT_EQ(cells.size(), texts.size() + 1);
  for (const auto& cell : cells) {
    EXPECT_EQ(cell[1], "s") << cell;
  }
  EXPECT_EQ(cells[1][2], "=1+1");
  EXPECT_EQ(cells[10][2], "=cmd|' /C'!A0");
  EXPECT_EQ(cells[13][2], "0912");
  EXPECT_EQ(cells[18][2], "<b>&amp;</b>");
  std::filesystem::remove(path);
}

TEST(SheetFile, IsReplacedOnlyByAWholeOne) {
  const std::string path = PathOf("kept.xlsx");
  std::ofstream(path) << "what stood here";
  const Sheet too_long{{"text"}, {{std::string(40'000, 'x')}}};
  const auto refused = WriteSheet(too_long, path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "CELL_TOO_LONG");
  EXPECT_EQ(Content(path), "what stood here");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  std::filesystem::remove(path);
  EXPECT_EQ(WriteSheet(People(), PathOf("x.ods")).error().reason, "EXPORT_FORMAT");
  EXPECT_EQ(WriteSheet(People(), "/no/such/folder/x.csv").error().reason, "FILE_UNWRITABLE");
  EXPECT_EQ(WriteSheet(People(), "/no/such/folder/x.xlsx").error().reason, "FILE_UNWRITABLE");
  const std::string csv = PathOf("whole.csv");
  ASSERT_TRUE(WriteSheet(People(), csv).ok());
  EXPECT_EQ(Content(csv), ToCsv(People()));
  std::filesystem::remove(csv);
}

}  // namespace
}  // namespace dotpha::ctl
