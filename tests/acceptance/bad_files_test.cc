// The 25 defective files of the sample, each offered to running services by the programs that people use: refused or
// taken as their README says, with the place named, and nothing written where refused. The table is expected_bad.json
// itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "tests/acceptance/every_method.h"
#include "tests/acceptance/programs.h"
#include "tests/acceptance/season.h"
#include "tools/dotphactl/csv_reader.h"
#include "tools/dotphactl/works_jsonl.h"

namespace dotpha::acceptance {
namespace {

namespace rev = review::v1;
namespace rep = reporting::v1;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCommission[] = "ST-BTC-2";
// Of the plans 07, 08 and 21.
constexpr char kPlanner[] = "TQ-005";
constexpr char kOtherPlanner[] = "TQ-006";

std::string Content(const std::string& path) {
  std::stringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

std::vector<std::string> LinesOf(const std::string& name) {
  std::vector<std::string> lines;
  std::istringstream in(Content(SampleFolder() + "/" + name));
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

// The line of plans.jsonl or works.jsonl of each official.
std::string LinesOfOfficials(const std::string& name, const std::function<bool(const std::string&)>& wanted) {
  std::string kept;
  for (const std::string& line : LinesOf(name)) {
    kept += wanted(json::parse(line)["official_id"].get<std::string>()) ? line + "\n" : "";
  }
  return kept;
}

// One row of expected_bad.json.
struct Defect {
  std::string file;
  bool accepted = false;
  std::string code;
  std::string where;
  int rows = 0;

  [[nodiscard]] std::string number() const { return file.substr(0, 2); }
  // "works": the word between number and description.
  [[nodiscard]] std::string kind() const { return file.substr(3, file.find('_', 3) - 3); }
  [[nodiscard]] std::string path() const { return SampleFolder() + "/bad/" + file; }
};
void PrintTo(const Defect& defect, std::ostream* out) { *out << defect.file; }

std::vector<Defect> AllDefects() {
  std::vector<Defect> defects;
  for (const json& row : json::parse(Content(SampleFolder() + "/bad/expected_bad.json"))) {
    defects.push_back({row["file"], row["outcome"] == "accepted",
                       row["code"].is_null() ? "" : row["code"].get<std::string>(), row["where"],
                       row["rows_imported"]});
  }
  return defects;
}

// What the refusal must say, from the table's own words: "line 3, column agency_id", "line 1, name",
// "TQ22-W014 month 1: found 99.99".
std::vector<std::string> PlacesOf(const Defect& defect, const std::string& path) {
  std::smatch part;
  if (defect.where.empty()) {
    return {path};
  }
  if (std::regex_match(defect.where, part, std::regex("header, column (\\w+)"))) {
    return {path + ":1: column " + part.str(1)};
  }
  if (std::regex_match(defect.where, part, std::regex("line (\\d+), column (\\w+)"))) {
    return {path + ":" + part.str(1) + ": column " + part.str(2)};
  }
  if (std::regex_match(defect.where, part, std::regex("line (\\d+), (\\w+)"))) {
    return {path + ":" + part.str(1) + ": field " + part.str(2)};
  }
  if (std::regex_match(defect.where, part, std::regex("line (\\d+)( \\(first at (line \\d+)\\))?"))) {
    return {path + ":" + part.str(1) + ":", part.str(3)};
  }
  if (std::regex_match(defect.where, part, std::regex("(TQ22-W\\d+) quarter (\\d)"))) {
    return {path + ":1:", part.str(1) + "/2022/Q" + part.str(2) + ":"};
  }
  if (std::regex_match(defect.where, part, std::regex("(TQ22-W\\d+) month (\\d): found (.+)"))) {
    const int quarter = (std::stoi(part.str(2)) + 2) / 3;
    return {path + ":1:", part.str(1) + "/2022/Q" + std::to_string(quarter) + "/" + part.str(2) + ":", part.str(3)};
  }
  ADD_FAILURE() << "expected_bad.json has a place that this test cannot read: " << defect.where;
  return {};
}

// The province into which all files are offered: started once, for all tests of this program.
class Province {
 public:
  static void Start() {
    std::filesystem::create_directories(Folder());
    system_ = new testing::System({.start = "2022-01-05T08:00:00+07:00", .services = testing::AllServices()});
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
    const Ended roster = Dotphactl(testing::System::kOperator, {"roster", "import", "--folder", SampleFolder()});
    ASSERT_EQ(roster.status, 0) << roster.output;
    system_->Settle();
    const Ended works = ImportWorks(SampleFolder() + "/works.jsonl");
    ASSERT_EQ(works.status, 0) << works.output;
    system_->Settle();
  }
  static void End() {
    delete system_;
    system_ = nullptr;
    std::filesystem::remove_all(Folder());
  }

  static const std::string& Folder() {
    static const std::string kFolder = (std::filesystem::temp_directory_path() / ("bad-" + NewUuid())).string();
    return kFolder;
  }
  static std::string Written(const std::string& name, const std::string& content) {
    std::ofstream(Folder() + "/" + name, std::ios::binary) << content;
    return Folder() + "/" + name;
  }

  static Ended Dotphactl(const std::string& person, const std::vector<std::string>& words) {
    const std::string token = Written("token-" + person, system_->Token(person));
    std::vector<std::string> arguments{"--token-file", token};
    for (const char* service : {"registration", "review", "reporting"}) {
      arguments.push_back(std::string("--") + service);
      arguments.push_back(system_->address(service));
    }
    arguments.insert(arguments.end(), words.begin(), words.end());
    return RunProgram("dotphactl", arguments, std::chrono::seconds{60});
  }
  static Ended ImportWorks(const std::string& path) {
    return Dotphactl(kCommission, {"work", "import", path, "--document-number", "MP-75-QĐ/TU", "--decided-on",
                                   "2021-12-28", "--regulation", "TQ2021"});
  }
  static Ended Play(const std::string& folder, testing::System& system, const std::string& from,
                    const std::string& to) {
    std::vector<std::string> arguments{
        "--sample", folder, "--keys", testing::System::KeysFolder(), "--operator", testing::System::kOperator, "--from",
        from,       "--to", to};
    for (const std::string& service : testing::AllServices()) {
      arguments.push_back("--" + service);
      arguments.push_back(system.address(service));
    }
    return RunProgram("dotpha-play", arguments, std::chrono::seconds{500});
  }
  // A copy of the sample with another journal.
  static std::string SampleWith(const std::string& name, const std::string& journal) {
    const std::string folder = Folder() + "/" + name;
    std::filesystem::create_directories(folder);
    for (const auto& entry : std::filesystem::directory_iterator(SampleFolder())) {
      if (entry.is_regular_file() && entry.path().filename() != "journal.jsonl") {
        std::filesystem::copy_file(entry.path(), folder + "/" + entry.path().filename().string());
      }
    }
    std::ofstream(folder + "/journal.jsonl", std::ios::binary) << journal;
    return folder;
  }

  // Offers one file as the people whose file it is do.
  static Ended Offer(const Defect& defect, const std::string& path) {
    if (defect.kind() == "works") {
      return ImportWorks(path);
    }
    if (defect.kind() == "plans") {
      return Dotphactl(kPlanner, {"plan", "import", path});
    }
    if (defect.kind() == "journal") {
      return Play(std::filesystem::path(path).parent_path().string(), *system_, "2022-01-05", "2022-03-11");
    }
    return Dotphactl(testing::System::kOperator, {"roster", "import", "--" + defect.kind(), path});
  }
  static int RowsOf(const std::string& kind) {
    static const std::map<std::string, std::pair<std::string, std::string>> kTables{
        {"agencies", {"registration", "agency"}},
        {"officials", {"registration", "official"}},
        {"positions", {"registration", "position"}},
        {"works", {"review", "work"}},
        {"plans", {"reporting", "plan"}},
        {"journal", {"reporting", "report"}}};
    const auto& [service, table] = kTables.at(kind);
    return std::stoi(system_->Query(service, "SELECT count(*) FROM " + table));
  }
  static std::string Logs() {
    std::string logs;
    for (const std::string& service : system_->services()) {
      logs += Content(system_->process(service).options().log_file);
    }
    return logs;
  }

  static rep::Report ReportOf(testing::System& system, const std::string& official) {
    rep::ListReportsRequest list;
    list.set_official_id(official);
    rep::ListReportsResponse listed;
    const auto stub = system.Stub<rep::ReportService>();
    const auto listing = system.As(official);
    EXPECT_TRUE(stub->ListReports(listing.get(), list, &listed).ok());
    EXPECT_EQ(listed.reports_size(), 1);
    rep::GetReportRequest get;
    get.set_name(listed.reports_size() == 0 ? "" : listed.reports(0).name());
    rep::GetReportResponse got;
    const auto getting = system.As(official);
    EXPECT_TRUE(stub->GetReport(getting.get(), get, &got).ok());
    return got.report();
  }

  static testing::System* system_;
};
testing::System* Province::system_ = nullptr;

class Hosting : public ::testing::Environment {
  void SetUp() override { Province::Start(); }
  void TearDown() override { Province::End(); }
};
const ::testing::Environment* const kHosting = ::testing::AddGlobalTestEnvironment(new Hosting);

class BadFiles : public ::testing::Test, protected Province {};
class BadFile : public BadFiles, public ::testing::WithParamInterface<Defect> {};

// 13, 14: what a spreadsheet, or a database, would run is a name like any other.
void ExpectNamesAsWritten(const Defect& defect) {
  const auto records = ctl::ReadCsv(Content(defect.path()));
  ASSERT_TRUE(records.ok());
  for (std::size_t i = 1; i < records->size(); ++i) {
    reg::GetOfficialRequest get;
    get.set_name("authorities/tuyen-quang/officials/" + (*records)[i].fields[0]);
    reg::GetOfficialResponse got;
    const auto context = Province::system_->As(kCommission);
    ASSERT_TRUE(Province::system_->directory().GetOfficial(context.get(), get, &got).ok()) << get.name();
    EXPECT_EQ(got.official().full_name(), (*records)[i].fields[1]);
  }
}

// 15: what a page would run is stored as it came.
void ExpectMarkupAsWritten(const Defect& defect) {
  const auto line = json::parse(Content(defect.path()));
  rev::GetWorkRequest get;
  get.set_name("authorities/tuyen-quang/works/TQ22-W915");
  rev::GetWorkResponse got;
  const auto context = Province::system_->As(kCommission);
  const auto stub = Province::system_->Stub<rev::AssignmentService>();
  ASSERT_TRUE(stub->GetWork(context.get(), get, &got).ok());
  ASSERT_EQ(got.versions_size(), 1);
  EXPECT_EQ(got.versions(0).content().display_name(), line["name"].get<std::string>());
  EXPECT_EQ(got.versions(0).content().goals(), line["goals"].get<std::string>());
}

// 09 in place of seq 250. First with the cut line of 17 there: refused whole; then the whole journal is taken, 120.00
// and all (E-13).
void ExpectTakenInItsPlace(const Defect& defect) {
  std::string before;
  for (const std::string& line : LinesOf("journal.jsonl")) {
    before += json::parse(line)["seq"].get<int>() < 250 ? line + "\n" : "";
  }
  testing::System year({.start = "2021-10-14T00:00:00+07:00", .services = testing::AllServices()});
  const std::string cut =
      Province::SampleWith("cut", before + Content(SampleFolder() + "/bad/17_journal_cut_line.jsonl"));
  year.Settle();  // each consumer has taken its place
  const std::string untouched = Traces(year);
  const Ended refused = Province::Play(cut, year, "2021-10-15", "2022-03-11");
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.output, HasSubstr(cut + "/journal.jsonl:251: JSON_INVALID"));
  EXPECT_EQ(Traces(year), untouched) << "also the good lines before it";

  const std::string whole = Province::SampleWith("whole", before + Content(defect.path()));
  const Ended played = Province::Play(whole, year, "2021-10-15", "2022-03-11");
  EXPECT_THAT(played.output, Not(HasSubstr("Not as the journal says"))) << played.output;
  const rep::Report report = Province::ReportOf(year, "TQ-030");
  ASSERT_EQ(report.works(0).items(0).item_id(), "2022.01.1");
  EXPECT_EQ(report.works(0).items(0).completion_e2(), 12000) << "kept as written";

  rep::GetProgressRequest ask;
  ask.set_official_id("TQ-030");
  ask.set_cycle(2022);
  rep::GetProgressResponse progress;
  const auto context = year.As("TQ-030");
  const auto stub = year.Stub<rep::ReportService>();
  ASSERT_TRUE(stub->GetProgress(context.get(), ask, &progress).ok());
  int counted = 0;
  std::function<void(const rep::ProgressNode&)> visit = [&](const rep::ProgressNode& node) {
    EXPECT_LE(node.completion_e2(), 10000) << node.label();
    if (node.label() == "2022.01.1") {
      counted = node.completion_e2();
    }
    for (const rep::ProgressNode& part : node.parts()) {
      visit(part);
    }
  };
  ASSERT_EQ(progress.works(0).work_id(), "TQ22-W096");
  visit(progress.works(0).tree());
  EXPECT_EQ(counted, 10000) << "as 100.00";
}

TEST_P(BadFile, BehavesAsItsReadmeSays) {
  const Defect& defect = GetParam();
  if (defect.kind() == "journal" && defect.accepted) {
    ExpectTakenInItsPlace(defect);
    return;
  }
  std::string path = defect.path();
  if (defect.kind() == "journal") {
    path = SampleWith(defect.number(), Content(path)) + "/journal.jsonl";
  }
  const int rows = RowsOf(defect.kind());
  const std::string traces = Traces(*system_);
  const Ended ended = Offer(defect, path);
  EXPECT_EQ(RowsOf(defect.kind()), rows + defect.rows) << ended.output;
  if (defect.accepted) {
    EXPECT_EQ(ended.status, 0) << ended.output;
    if (defect.number() == "13" || defect.number() == "14") {
      ExpectNamesAsWritten(defect);
    } else if (defect.number() == "15") {
      ExpectMarkupAsWritten(defect);
    }
    system_->Settle();  // its events are told before the next file's traces are counted
    return;
  }
  EXPECT_THAT(ended.status, ::testing::AnyOf(1, 2)) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr(defect.code));
  for (const std::string& place : PlacesOf(defect, path)) {
    EXPECT_THAT(ended.output, HasSubstr(place));
  }
  EXPECT_LT(ended.output.size(), 5'000U) << "no value is echoed";
  EXPECT_EQ(Traces(*system_), traces) << "all or nothing";
}

INSTANTIATE_TEST_SUITE_P(Sample, BadFile, ::testing::ValuesIn(AllDefects()),
                         [](const auto& defect) { return "File" + defect.param.number(); });

TEST_F(BadFiles, AreTwentyFive) {
  const auto defects = AllDefects();
  EXPECT_EQ(defects.size(), 25U);
  for (const Defect& defect : defects) {
    EXPECT_TRUE(std::filesystem::exists(defect.path())) << defect.file;
  }
}

// 19: the program sends nothing of it; and a service that gets it all the same writes nothing of it anywhere.
TEST_F(BadFiles, ClassifiedContentLeavesNoTraceAnywhere) {
  const std::string text = Content(SampleFolder() + "/bad/19_works_classification_mat.jsonl");
  const auto line = json::parse(text);
  const std::string name = line["name"];
  const std::string traces = Traces(*system_);
  rev::ImportAssignmentsRequest request;
  Season::GiveRequestId(request);
  auto& assignment = *request.add_assignments();
  assignment.set_official_id(line["official_id"]);
  assignment.mutable_document()->set_number("MP-75-QĐ/TU");
  *assignment.mutable_document()->mutable_signed_on() = WireDay("2021-12-28");
  assignment.set_regulation_id("TQ2021");
  *assignment.mutable_content() = ctl::ReadWorkContent(line);
  rev::ImportAssignmentsResponse response;
  const auto context = system_->As(kCommission);
  const auto stub = system_->Stub<rev::AssignmentService>();
  const Error refused = rpc::ErrorFromStatus(stub->ImportAssignments(context.get(), request, &response));
  ASSERT_EQ(refused.violations.size(), 1U) << refused.reason;
  EXPECT_EQ(refused.violations[0].field, "assignments[0].content.classification");
  EXPECT_EQ(refused.violations[0].reason, "CLASSIFICATION_NOT_ALLOWED");
  EXPECT_THAT(refused.message + refused.violations[0].description, Not(HasSubstr(name)));

  const Ended offered = ImportWorks(SampleFolder() + "/bad/19_works_classification_mat.jsonl");
  EXPECT_THAT(offered.output, AllOf(HasSubstr("TQ22-W919"), Not(HasSubstr(name)), Not(HasSubstr("Mật"))));
  EXPECT_THAT(Logs(), AllOf(HasSubstr("ImportAssignments"), Not(HasSubstr(name)), Not(HasSubstr("TQ22-W919"))));
  EXPECT_EQ(Traces(*system_), traces);
}

// 07, 08, 21: the same plan without the defect is taken, so it was the defect that was refused; and the duty stays
// open.
TEST_F(BadFiles, AGoodPlanOfTheSameFormIsTaken_R4_4a_DUTY) {
  const std::string plan =
      LinesOfOfficials("plans.jsonl", [](const std::string& official) { return official == kOtherPlanner; });
  const int rows = RowsOf("plans");
  const Ended taken = Dotphactl(kOtherPlanner, {"plan", "import", Written("plan.jsonl", plan)});
  EXPECT_EQ(taken.status, 0) << taken.output;
  EXPECT_EQ(RowsOf("plans"), rows + 1);
  system_->Settle();
  const auto state = [&](const std::string& official) {
    ntf::GetObligationRequest get;
    get.set_name("authorities/tuyen-quang/obligations/" + official + ":PLAN:2022");
    ntf::GetObligationResponse got;
    const auto context = system_->As(kCommission);
    EXPECT_TRUE(system_->obligations().GetObligation(context.get(), get, &got).ok()) << official;
    return ntf::ObligationState_Name(got.obligation().state());
  };
  EXPECT_EQ(state(kOtherPlanner), "OBLIGATION_STATE_ON_TIME");
  EXPECT_EQ(state(kPlanner), "OBLIGATION_STATE_OPEN");
}

}  // namespace
}  // namespace dotpha::acceptance
