// The twelve defective CSV files of the sample (samples/tuyen-quang-2022/bad/README.md), as far as the files alone
// tell. Those that only the service can judge (05, 24) are in the acceptance tests.
#include "tools/dotphactl/roster_csv.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace dotpha::ctl {
namespace {

RosterFile Bad(RosterKind kind, const std::string& name) {
  const char* source = std::getenv("DOTPHA_SOURCE_DIR");
  const std::string path = std::string(source == nullptr ? "." : source) + "/samples/tuyen-quang-2022/bad/" + name;
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::stringstream content;
  content << in.rdbuf();
  return {kind, name, content.str()};
}

std::vector<Problem> ProblemsOf(const RosterFile& file) {
  auto parsed = ParseRoster({file});
  EXPECT_TRUE(std::holds_alternative<std::vector<Problem>>(parsed)) << file.name << " was accepted";
  return std::holds_alternative<std::vector<Problem>>(parsed) ? std::get<std::vector<Problem>>(parsed)
                                                              : std::vector<Problem>{};
}

Roster RosterOf(const RosterFile& file) {
  auto parsed = ParseRoster({file});
  EXPECT_TRUE(std::holds_alternative<Roster>(parsed)) << file.name << " was refused";
  return std::holds_alternative<Roster>(parsed) ? std::get<Roster>(parsed) : Roster{};
}

struct Refused {
  RosterKind kind;
  const char* file;
  const char* reason;
  std::size_t line;
  const char* column;
};

class RefusedFile : public testing::TestWithParam<Refused> {};

TEST_P(RefusedFile, NamesFileLineAndColumn) {
  const Refused& want = GetParam();
  const auto problems = ProblemsOf(Bad(want.kind, want.file));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, want.file);
  EXPECT_EQ(problems[0].reason, want.reason);
  EXPECT_EQ(problems[0].line, want.line);
  EXPECT_EQ(problems[0].column, want.column);
}

INSTANTIATE_TEST_SUITE_P(
    Sample, RefusedFile,
    testing::Values(Refused{RosterKind::kAgencies, "01_agencies_broken_utf8.csv", "ENCODING_INVALID_UTF8", 3,
                            "number 2"},
                    Refused{RosterKind::kOfficials, "03_officials_missing_column.csv", "COLUMN_MISSING", 1, "tuv"},
                    Refused{RosterKind::kOfficials, "04_officials_duplicate_id.csv", "DUPLICATE_ID", 4, "official_id"},
                    Refused{RosterKind::kPositions, "06_positions_date_31_02.csv", "DATE_INVALID", 2, "effective_from"},
                    Refused{RosterKind::kAgencies, "16_agencies_empty_file.csv", "FILE_EMPTY", 0, ""},
                    Refused{RosterKind::kOfficials, "25_officials_unclosed_quote.csv", "CSV_INVALID", 3, ""}));

TEST(RosterCsv, DropsTheByteOrderMarkAndReadsCrLf_02) {
  const Roster roster = RosterOf(Bad(RosterKind::kOfficials, "02_officials_bom_crlf.csv"));
  ASSERT_EQ(roster.request.officials_size(), 3);
  EXPECT_TRUE(roster.request.officials(0).official_id().starts_with("TQ-"))
      << roster.request.officials(0).official_id();
}

TEST(RosterCsv, KeepsFormulasAndSqlFragmentsByteForByte_13_14) {
  const Roster formulas = RosterOf(Bad(RosterKind::kOfficials, "13_officials_formula_injection.csv"));
  EXPECT_EQ(formulas.request.officials(0).full_name(), "=cmd|'/C calc'!A0");
  EXPECT_EQ(formulas.request.officials(2).full_name(), "@SUM(A1:A9)");
  const Roster fragments = RosterOf(Bad(RosterKind::kOfficials, "14_officials_sql_fragment.csv"));
  EXPECT_EQ(fragments.request.officials(0).full_name(), "Nguyễn Văn'); DROP TABLE officials;--");
  EXPECT_EQ(fragments.request.officials(1).full_name(), "O'Hà Thị \\");
  EXPECT_EQ(fragments.request.officials(2).full_name(), "Trần \"1'='1\" Văn");
}

TEST(RosterCsv, KeepsBothPeopleOfOneNameInTwoNormalForms_18) {
  EXPECT_EQ(RosterOf(Bad(RosterKind::kOfficials, "18_officials_nfc_nfd_mixed.csv")).request.officials_size(), 2);
}

TEST(RosterCsv, FindsTheLineOfARowThatTheServiceRefuses_05_24) {
  const Roster roster = RosterOf(Bad(RosterKind::kPositions, "05_positions_unknown_agency.csv"));
  const auto place = roster.Locate("positions[1].agency_id");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->file, "05_positions_unknown_agency.csv");
  EXPECT_EQ(place->line, 3U);
  EXPECT_EQ(place->column, "agency_id");
  EXPECT_FALSE(roster.Locate("positions[2].agency_id").has_value());
  EXPECT_FALSE(roster.Locate("request_id").has_value());
}

TEST(RosterCsv, NamesEveryProblemAtOnce) {
  const RosterFile file{RosterKind::kOfficials, "o.csv",
                        "official_id,full_name,email,managed_by_btv,tuv,uvbtv\n"
                        "A,,a@x.example.vn,yes,true,false\n"
                        "B,\"Tên\nhai dòng\",b@x.example.vn,true,true,false\n"
                        "C,Tên,c@x.example.vn,true,true\n"};
  const auto problems = ProblemsOf(file);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].ToString(), "o.csv:2: column full_name: VALUE_REQUIRED: must not be empty");
  EXPECT_EQ(problems[1].reason, "BOOLEAN_INVALID");
  EXPECT_EQ(problems[2].line, 5U);  // the record before spans two lines
  EXPECT_EQ(problems[2].reason, "CSV_FIELD_COUNT");
}

TEST(RosterCsv, RefusesAnOverlongCellWithoutEchoingIt) {
  const RosterFile file{
      RosterKind::kOfficials, "o.csv",
      "official_id,full_name,email,managed_by_btv,tuv,uvbtv\nA," + std::string(20'000, 'x') + ",a@x,true,true,false\n"};
  const auto problems = ProblemsOf(file);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].reason, "FIELD_TOO_LONG");
  EXPECT_LT(problems[0].ToString().size(), 200U);
}

}  // namespace
}  // namespace dotpha::ctl
