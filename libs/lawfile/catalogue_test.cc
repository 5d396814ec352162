// Defective regulation files: each error names line, field and rule, and all of them come at once.
#include "libs/lawfile/catalogue.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace dotpha::lawfile {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr const char* kFile = "regulations/tuyen-quang-2021.textproto";

std::string RealFile() {
  std::ifstream stream(kFile, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Edited {
  std::string text;
  int line = 0;  // of the edit, from 1
};

// The real file with the first occurrence of `from` after `anchor` replaced.
Edited Edit(const std::string& anchor, const std::string& from, const std::string& to) {
  std::string text = RealFile();
  const std::size_t begin = text.find(anchor);
  EXPECT_NE(begin, std::string::npos) << anchor;
  const std::size_t at = text.find(from, begin);
  EXPECT_NE(at, std::string::npos) << from;
  const auto line = static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')) + 1;
  text.replace(at, from.size(), to);
  return {text, line};
}

std::vector<Violation> Defects(const std::string& text) {
  const auto law = ParseRegulation(text, "law.textproto");
  return law.ok() ? std::vector<Violation>{} : law.error().violations;
}

auto Defect(int line, const std::string& path, const std::string& rule) {
  return AllOf(
      Field(&Violation::field, AllOf(StartsWith("law.textproto:" + std::to_string(line) + ":"), HasSubstr(path))),
      Field(&Violation::reason, rule));
}

// Of "law.textproto:<line>:<column> ...".
int LineOf(const Violation& violation) { return std::stoi(violation.field.substr(violation.field.find(':') + 1)); }

std::string Line(const std::string& text, int number) {
  std::istringstream stream(text);
  std::string line;
  for (int i = 0; i < number; ++i) {
    std::getline(stream, line);
  }
  return line;
}

TEST(LawFile, TheRealFileHasNoDefect) {
  EXPECT_THAT(Defects(RealFile()), IsEmpty());
  const auto catalogue = Catalogue::Load("regulations");
  ASSERT_TRUE(catalogue.ok()) << catalogue.error().message;
  ASSERT_NE(catalogue->Find("TQ2021"), nullptr);
  EXPECT_EQ(catalogue->Find("TQ2021")->file, "tuyen-quang-2021.textproto");
  EXPECT_EQ(catalogue->Find("TQ1999"), nullptr);
  EXPECT_THAT(catalogue->Versions(), Contains(StartsWith("tuyen-quang-2021.textproto@sha256:")));
}

struct Case {
  const char* name;
  const char* anchor;
  const char* from;
  const char* to;
  const char* path;
  const char* rule;
  const char* shown = nullptr;  // what stands on the line that the error names; null: the line of the edit
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class DefectiveFile : public ::testing::TestWithParam<Case> {};

TEST_P(DefectiveFile, NamesLineFieldAndRule) {
  const Case& one = GetParam();
  const Edited edited = Edit(one.anchor, one.from, one.to);
  const auto defects = Defects(edited.text);
  ASSERT_THAT(defects, SizeIs(1));
  EXPECT_EQ(defects[0].reason, one.rule);
  EXPECT_THAT(defects[0].field, HasSubstr(one.path));
  const int line = LineOf(defects[0]);
  if (one.shown == nullptr) {
    EXPECT_EQ(line, edited.line) << defects[0].field;
  } else {
    EXPECT_THAT(Line(edited.text, line), HasSubstr(one.shown)) << defects[0].field;
    EXPECT_LE(std::abs(line - edited.line), 8) << defects[0].field;
  }
}

INSTANTIATE_TEST_SUITE_P(
    OneEach, DefectiveFile,
    ::testing::Values(
        Case{"Syntax", "code: \"REG\"", "fixed {", "fixed [", "", "SYNTAX"},
        Case{"UnknownField", "code: \"REG\"", "hard: true", "herd: true", "", "UNKNOWN_FIELD"},
        Case{"UnknownTrigger", "code: \"REG\"", "TRIGGER_CYCLE", "TRIGGER_FULL_MOON", "", "UNKNOWN_VALUE"},
        Case{"UnknownCapacityInAList", "R1.2-SCOPE-UNIVERSITY", "CAPACITY_ACTING]", "CAPACITY_KING]", "",
             "UNKNOWN_VALUE"},
        Case{"EnumByNumber", "code: \"REG\"", "TRIGGER_CYCLE", "99", "duties[0].trigger", "UNKNOWN_VALUE"},
        Case{"DayThatDoesNotExist", "code: \"REG\"", "month: 11 day: 15", "month: 11 day: 31",
             "duties[0].schedule[0].deadlines[0].fixed.day", "DATE_INVALID"},
        Case{"LeapDay", "code: \"PLAN\"", "month: 1 day: 25", "month: 2 day: 29",
             "duties[5].schedule[0].deadlines[0].fixed.day", "DATE_INVALID"},
        Case{"Month13", "code: \"PLAN\"", "month: 1 day: 25", "month: 13 day: 25", ".fixed.month", "DATE_INVALID"},
        Case{"UnknownArticle", "code: \"REG\"", "article: \"Điều 4 khoản 1\"", "article: \"Điều 44 khoản 1\"",
             "duties[0].article", "UNKNOWN_ARTICLE"},
        Case{"NoRule", "code: \"REG\"", "rule: \"R4.1-DUTY\"", "rule: \"\"", "duties[0].rule", "REQUIRED"},
        Case{"UnknownBodyInARoute", "row: \"b2\"", "body: \"BCSD\"", "body: \"BCSX\"", "routing.rows[7].body",
             "UNKNOWN_BODY"},
        Case{"UnknownClassInACondition", "row: \"b2\"", "\"UNIT_UBND_TINH\"", "\"UNIT_UBND\"",
             "routing.rows[7].when.workplace_classes[1]", "UNKNOWN_CLASS"},
        Case{"UnknownVerticalField", "row: \"c3\"", "\"NOI_CHINH\"", "\"NOI\"", "when.vertical_fields",
             "UNKNOWN_VERTICAL_FIELD"},
        Case{"RowTwice", "row: \"b2\"", "row: \"b3\"", "row: \"b2\"", "routing.rows[8].row", "DUPLICATE"},
        Case{"RowToAnAssessorUnknown", "row: \"b2\"", "body: \"BCSD\"", "to_assessor: true", "routing.rows[7]",
             "ROUTE_RECIPIENT"},
        Case{"UnknownCategory", "document: \"registration\" field: \"works.basis\"",
             "reason:", "category: \"X\" reason:", "category", "UNKNOWN_CATEGORY"},
        Case{"RowWithoutBody", "row: \"b2\"", "body: \"BCSD\"", "", "routing.rows[7]", "ROUTE_WITHOUT_BODY", "rows {"},
        Case{"UnknownDuty", "code: \"RPT_Q\"", "after_duty: \"PLAN\"", "after_duty: \"PLANS\"", "duties[6].after_duty",
             "UNKNOWN_DUTY"},
        Case{"UnknownViolation", "code: \"RPT_Q\"", "violation_kind: \"NOT_REPORTED\"", "violation_kind: \"LATE\"",
             "duties[6].candidate.violation_kind", "UNKNOWN_VIOLATION"},
        Case{"QuarterTwice", "code: \"RPT_Q\"", "period_suffix: \"-Q3\"", "period_suffix: \"-Q2\"",
             "duties[6].schedule[2].period_suffix", "DUPLICATE"},
        Case{"UnknownStage", "code: \"REG\"", "stage: \"registration\"", "stage: \"enrolment\"", "duties[0].stage",
             "DUTY_FORM"},
        Case{"CandidateWithoutClosing", "code: \"REG\"",
             "closing { kind: CLOSING_KIND_FIXED_DATE fixed { year_offset: -1 month: 11 day: 30 } grace_working_days: "
             "5 }\n  candidate",
             "candidate", "duties[0].candidate", "DUTY_FORM"},
        Case{"WrongAnchor", "R4.1-LATEAPPT", "ANCHOR_POST_START", "ANCHOR_ASSIGNED", ".period.anchor",
             "DEADLINE_TRIGGER"},
        Case{"NoDateAtAll", "R4.1-LATEAPPT", "period { count: 5 unit: UNIT_WORKING_DAYS anchor: ANCHOR_POST_START }\n",
             "\n", "", "DEADLINE_FORM", "deadlines {"},
        Case{"HardDateOfARequester", "code: \"RPT_ADHOC\"", "set_by_requester: true",
             "set_by_requester: true hard: true", ".hard", "DEADLINE_FORM"},
        Case{"SameIdForTwoDuties", "R4.1-LATEAPPT", "occasion_in_id: true", "", "", "ID_COLLISION", "code: \"REG\""},
        Case{"BandsOutOfOrder", "level: \"HT\"", "at_least_e2: 5000", "at_least_e2: 7000", "bands[2].at_least_e2",
             "BANDS_NOT_DESCENDING"},
        Case{"BandsLeaveAGap", "level: \"KHT\"", "at_least_e2: 0", "at_least_e2: 100", "bands[3]", "BANDS_LEAVE_A_GAP",
             "bands {"},
        Case{"WorkflowState", "name: \"registration\"", "to: \"SUBMITTED\"", "to: \"SENT\"",
             "workflows[0].transitions[1].to", "WORKFLOW_STATE"},
        Case{"WorkflowRole", "name: \"registration\"", "clerk:BTC", "clerk:BTX", "workflows[0].transitions[2].roles[0]",
             "WORKFLOW_ROLE"},
        Case{"WorkflowUnreachable", "name: \"registration\"", "\"RETURNED\", \"WITHDRAWN\"",
             "\"RETURNED\", \"WITHDRAWN\", \"ARCHIVED\"", "workflows[0].states[4]", "WORKFLOW_UNREACHABLE"},
        Case{"WorkflowAmbiguous", "name: \"announcement\"", "transitions {",
             "transitions { action: \"record\" from: \"NOT_ANNOUNCED\" to: \"NOT_ANNOUNCED\" roles: \"official\" rule: "
             "\"I-27\" article: \"Điều 6\" } transitions {",
             "workflows[8].transitions[1].action", "WORKFLOW_AMBIGUOUS", "action: \"record\""},
        Case{"WeightsUpsideDown", "R4.4a-SUM-M", "children: \"ITEM\"", "children: \"YEAR\"", "weights[3].children",
             "WEIGHTS_FORM"},
        Case{"FivePartsOfAYear", "parent: \"YEAR\"", "max_children: 4", "max_children: 5", "weights[1].max_children",
             "WEIGHTS_FORM"},
        Case{"MonthsBackwards", "period_suffix: \"-Q2\"", "last_month: 6", "last_month: 3",
             "duties[6].schedule[1].first_month", "DATE_INVALID"},
        Case{"ActsAsTwice", "code: \"TT\"", "name: \"Thường trực Tỉnh ủy\" }\nbodies { code: \"BTC\"",
             "name: \"Thường trực Tỉnh ủy\" acts_as: \"X\" }\nbodies { acts_as: \"X\" code: \"BTC\"",
             "bodies[2].acts_as", "DUPLICATE", "code: \"BTC\""},
        Case{"CategoryTwice", "code: \"MOI\"", "code: \"KHO\"", "code: \"MOI\"", "categories[3].code", "DUPLICATE"},
        Case{"ReasonForm", "MISSING_GOALS", "MISSING_GOALS", "missing goals", ".reason", "TEXT_INVALID"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(LawFile, AScopeThatDoesNotCoverEverybodyIsRefused) {
  const Edited catch_all = Edit("R1.2-SCOPE-OUT", "verdict", "when { managed: true } verdict");
  EXPECT_THAT(Defects(catch_all.text), ElementsAre(AllOf(Field(&Violation::reason, "SCOPE_INCOMPLETE"))));
  const Edited early = Edit("rule: \"I-60\"", "when { has_post: false }", "");
  EXPECT_THAT(Defects(early.text), Contains(Field(&Violation::reason, "UNREACHABLE")));
}

TEST(LawFile, AllDefectsComeAtOnce) {
  std::string text = RealFile();
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("verdict: SCOPE_VERDICT_OUT", "verdict: SCOPE_VERDICT_NEVER");
  replace("TRIGGER_STAGE_END", "TRIGGER_WHENEVER");
  replace("hard: true", "herd: true");
  replace("month: 6 day: 25", "month: 6 day: 31");
  replace("at_least_e2: 7000", "at_least_e2: 10000");
  EXPECT_THAT(Defects(text), UnorderedElementsAre(
                                 Field(&Violation::reason, "UNKNOWN_VALUE"), Field(&Violation::reason, "UNKNOWN_VALUE"),
                                 Field(&Violation::reason, "UNKNOWN_FIELD"), Field(&Violation::reason, "DATE_INVALID"),
                                 Field(&Violation::reason, "BANDS_NOT_DESCENDING")));
}

TEST(LawFile, TextThatIsNotUtf8IsRefused) {
  EXPECT_THAT(Defects("id: \"A\"\ntitle: \"\xC3\x28\"\n"), ElementsAre(Defect(2, "", "INVALID_UTF8")));
}

class Folder {
 public:
  Folder()
      : path_(std::filesystem::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(Catalogue, RefusesTwoFilesOfOneId) {
  const Folder folder;
  folder.Write("a.textproto", RealFile());
  folder.Write("b.textproto", RealFile());
  const auto catalogue = Catalogue::Load(folder.path());
  ASSERT_FALSE(catalogue.ok());
  EXPECT_THAT(catalogue.error().violations, ElementsAre(AllOf(Field(&Violation::field, StartsWith("b.textproto")),
                                                              Field(&Violation::reason, "DUPLICATE"))));
}

TEST(Catalogue, NamesTheDefectsOfAllFiles) {
  const Folder folder;
  folder.Write("a.textproto", Edit("code: \"REG\"", "fixed {", "fixed [").text);
  folder.Write("b.textproto", Edit("code: \"REG\"", "hard: true", "herd: true").text);
  const auto catalogue = Catalogue::Load(folder.path());
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error().code, Code::kInvalidArgument);
  EXPECT_THAT(catalogue.error().violations, ElementsAre(Field(&Violation::field, StartsWith("a.textproto")),
                                                        Field(&Violation::field, StartsWith("b.textproto"))));
}

TEST(Catalogue, AFolderWithoutLawIsRefused) {
  const Folder folder;
  EXPECT_EQ(Catalogue::Load(folder.path()).error().reason, "NO_REGULATIONS");
  EXPECT_EQ(Catalogue::Load(folder.path() + "/none").error().reason, "REGULATIONS_DIR_NOT_FOUND");
}

}  // namespace
}  // namespace dotpha::lawfile
