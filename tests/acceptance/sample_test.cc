// The sample province by the programs that people use: the roster and its defective files by dotphactl, the whole
// registration season by dotpha-play.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::HasSubstr;

struct Ended {
  int status;
  std::string output;
};

Ended RunProgram(const std::string& program, const std::vector<std::string>& arguments, std::chrono::seconds patience) {
  const auto log = std::filesystem::temp_directory_path() / ("run-" + NewUuid() + ".log");
  testing::ServerProcess process(
      {.program = testing::BinaryFolder() + "/" + program, .arguments = arguments, .log_file = log.string()});
  process.Start();
  const int status = process.WaitEnd(patience);
  std::stringstream output;
  output << std::ifstream(log).rdbuf();
  std::filesystem::remove(log);
  return {status, output.str()};
}

const std::string& Sample() {
  static const std::string kFolder = testing::SourceFolder() + "/samples/tuyen-quang-2022";
  return kFolder;
}

// One file of samples/tuyen-quang-2022/bad and what its README says.
struct File {
  std::string kind;  // flag of `roster import` and table
  std::string name;
  int exit;           // 0 taken, 1 refused by the service, 2 by its form alone
  std::string place;  // after the file's name: line and column
  std::string reason;
  int rows;
};
void PrintTo(const File& file, std::ostream* out) { *out << file.name; }

class BadRoster : public ::testing::TestWithParam<File> {
 protected:
  static void SetUpTestSuite() {
    system_ = new testing::System({.start = "2022-01-05T08:00:00+07:00"});
    std::ofstream(TokenFile()) << system_->Token(testing::System::kOperator);
    reg::ConfigureAuthorityRequest configure;
    Season::GiveRequestId(configure);
    configure.mutable_authority()->set_name("authorities/tuyen-quang");
    configure.mutable_authority()->set_display_name("Tuyên Quang");
    *configure.mutable_authority()->mutable_live_from() = WireDay("2022-01-05");
    auto& regulation = *configure.mutable_authority()->add_regulations();
    regulation.set_regulation_id("TQ2021");
    *regulation.mutable_effective_from() = WireDay("2021-09-01");
    reg::ConfigureAuthorityResponse configured;
    const auto context = system_->As(testing::System::kOperator);
    ASSERT_TRUE(system_->campaigns().ConfigureAuthority(context.get(), configure, &configured).ok());
    const Ended good = Import({"--folder", Sample()});
    ASSERT_EQ(good.status, 0) << good.output;
  }
  static void TearDownTestSuite() {
    std::filesystem::remove(TokenFile());
    delete system_;
    system_ = nullptr;
  }
  static std::string TokenFile() { return (std::filesystem::temp_directory_path() / ("token-" + Id())).string(); }
  static const std::string& Id() {
    static const std::string kId = NewUuid();
    return kId;
  }
  static Ended Import(std::vector<std::string> files) {
    std::vector<std::string> arguments{
        "--registration", system_->registration_address(), "--token-file", TokenFile(), "roster", "import"};
    arguments.insert(arguments.end(), files.begin(), files.end());
    return RunProgram("dotphactl", arguments, std::chrono::seconds{60});
  }
  static int Rows(const std::string& table) {
    return std::stoi(system_->Query("registration", "SELECT count(*) FROM " + table));
  }
  static std::vector<int> AllRows() {
    std::vector<int> rows;
    for (const char* table : {"agency", "body", "staff", "official", "position", "outbox", "audit_entry"}) {
      rows.push_back(Rows(table));
    }
    return rows;
  }
  static testing::System* system_;
};
testing::System* BadRoster::system_ = nullptr;

TEST_P(BadRoster, BehavesAsItsReadmeSays) {
  const File& file = GetParam();
  const std::string path = Sample() + "/bad/" + file.name;
  const std::string table = file.kind == "agencies" ? "agency" : file.kind == "officials" ? "official" : "position";
  const int before = Rows(table);
  const auto all_before = AllRows();
  const Ended ended = Import({"--" + file.kind, path});
  EXPECT_EQ(ended.status, file.exit) << ended.output;
  EXPECT_EQ(Rows(table), before + file.rows) << ended.output;
  if (file.exit == 0) {
    return;
  }
  EXPECT_EQ(AllRows(), all_before) << "all or nothing";
  EXPECT_THAT(ended.output, HasSubstr(path + file.place));
  EXPECT_THAT(ended.output, HasSubstr(file.reason));
}

INSTANTIATE_TEST_SUITE_P(
    Sample, BadRoster,
    ::testing::Values(
        File{"agencies", "01_agencies_broken_utf8.csv", 2, ":3: column", "ENCODING_INVALID_UTF8", 0},
        File{"officials", "02_officials_bom_crlf.csv", 0, "", "", 3},
        File{"officials", "03_officials_missing_column.csv", 2, ":1: column tuv", "COLUMN_MISSING", 0},
        File{"officials", "04_officials_duplicate_id.csv", 2, ":4: column official_id", "DUPLICATE_ID", 0},
        File{"positions", "05_positions_unknown_agency.csv", 1, ":3: column agency_id", "UNKNOWN_AGENCY", 0},
        File{"positions", "06_positions_date_31_02.csv", 2, ":2: column effective_from", "DATE_INVALID", 0},
        File{"officials", "13_officials_formula_injection.csv", 0, "", "", 3},
        File{"officials", "14_officials_sql_fragment.csv", 0, "", "", 3},
        File{"agencies", "16_agencies_empty_file.csv", 2, "", "FILE_EMPTY", 0},
        File{"officials", "18_officials_nfc_nfd_mixed.csv", 0, "", "", 2},
        File{"positions", "24_positions_two_principal.csv", 1, ":2", "TWO_PRINCIPAL_POSTS", 0},
        File{"officials", "25_officials_unclosed_quote.csv", 2, ":3", "CSV_INVALID", 0}),
    [](const auto& file) { return "File" + file.param.name.substr(0, 2); });

TEST(SampleSeason, PlayedFromEndToEndDiffersInNothing) {
  testing::System system({.start = "2021-10-14T00:00:00+07:00"});
  const Ended played = RunProgram(
      "dotpha-play",
      {"--sample", Sample(), "--registration", system.registration_address(), "--notifier", system.notifier_address(),
       "--keys", testing::System::KeysFolder(), "--operator", testing::System::kOperator},
      std::chrono::seconds{240});
  EXPECT_EQ(played.status, 0) << played.output;
  EXPECT_THAT(played.output, HasSubstr("Difference to expected.json: none"));
}

}  // namespace
}  // namespace dotpha::acceptance
