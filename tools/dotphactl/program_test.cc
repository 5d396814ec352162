// The command line without a server: help, flags, refusals, completion.
#include "tools/dotphactl/program.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "dotpha/registration/v1/campaign_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "dotpha/review/v1/assignment_service.pb.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/commands.h"
#include "tools/dotphactl/render.h"
#include "tools/dotphactl/request_flags.h"
#include "tools/dotphactl/session.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

struct Ran {
  int code;
  std::string out;
  std::string errors;
};

Ran Dotphactl(const std::vector<std::string>& arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream errors;
  const int code = RunProgram(arguments, in, out, errors);
  return {code, out.str(), errors.str()};
}

// RPCs that no person calls: between services only.
const std::set<std::string> kNotForPeople{"dotpha.registration.v1.DirectoryService.BatchGetContacts"};

TEST(CommandTable, HasAWordForEveryRpcThatAPersonCalls) {
  std::set<std::string> covered = kNotForPeople;
  std::set<std::string> services;
  for (const Command& command : Commands()) {
    const auto* method = FindMethod(command.method);
    EXPECT_TRUE(covered.insert(method->full_name()).second) << method->full_name() << " has two commands";
    services.insert(method->service()->full_name());
  }
  for (const SpecialCommand& command : SpecialCommands()) {
    for (const std::string& method : command.methods) {
      covered.insert(FindMethod(method)->full_name());
    }
  }
  for (const Command& command : Commands()) {
    const auto* service = FindMethod(command.method)->service();
    for (int i = 0; i < service->method_count(); ++i) {
      EXPECT_TRUE(covered.contains(service->method(i)->full_name())) << service->method(i)->full_name();
    }
  }
  EXPECT_EQ(services.size(), 25U);
}

// Every flag of the example at the end of a help stands among its options.
void ExpectExampleFits(const std::string& help) {
  const std::size_t example = help.find("Example:");
  std::istringstream words(help.substr(std::min(example, help.size())));
  for (std::string word; words >> word;) {
    EXPECT_TRUE(!word.starts_with("--") || help.find("  " + word + " ") < example) << word << " in " << help;
  }
}

TEST(CommandTable, EveryCommandExplainsItselfAndShowsColumnsThatExist) {
  for (const Command& command : Commands()) {
    const auto* method = FindMethod(command.method);
    const Ran help = Dotphactl({command.group, command.word, "--help"});
    EXPECT_EQ(help.code, 0) << command.group << " " << command.word;
    EXPECT_NE(help.out.find("dotphactl " + command.group + " " + command.word), std::string::npos);
    ExpectExampleFits(help.out);
    std::set<std::string> flags;
    for (const FlagField& field : FlagFieldsOf(method->input_type())) {
      EXPECT_TRUE(flags.insert(field.flag).second) << command.method << " --" << field.flag;
    }
    for (const std::string& column : command.columns) {
      const google::protobuf::FieldDescriptor* list = nullptr;
      for (int i = 0; i < method->output_type()->field_count(); ++i) {
        const auto* field = method->output_type()->field(i);
        list = list == nullptr && field->is_repeated() && field->message_type() != nullptr ? field : list;
      }
      ASSERT_NE(list, nullptr) << command.method;
      EXPECT_NE(list->message_type()->FindFieldByName(column.substr(0, column.find('.'))), nullptr)
          << command.method << ": " << column;
    }
  }
}

TEST(SpecialCommands, ExplainThemselvesWithAnExample) {
  for (const SpecialCommand& command : SpecialCommands()) {
    std::vector<std::string> arguments{command.group, command.word, "--help"};
    std::erase(arguments, "");
    const Ran help = Dotphactl(arguments);
    EXPECT_EQ(help.code, kExitDone) << command.group << " " << command.word;
    EXPECT_NE(help.out.find(command.help.substr(0, 20)), std::string::npos) << help.out;
    EXPECT_NE(help.out.find("Example:\n  dotphactl " + command.group), std::string::npos) << help.out;
    EXPECT_NE(help.out.find(command.example), std::string::npos) << help.out;
    ExpectExampleFits(help.out);
  }
}

TEST(Flags, ComeFromTheContractWithItsComments) {
  const Ran help = Dotphactl({"override", "record", "--help"});
  EXPECT_NE(help.out.find("--last-on-time-day"), std::string::npos);
  EXPECT_NE(help.out.find("New last on-time day."), std::string::npos);
  EXPECT_NE(help.out.find("--document-number"), std::string::npos);
  EXPECT_NE(Dotphactl({"personnel", "record", "--help"}).out.find("head|acting|in_charge|deputy|member"),
            std::string::npos);
}

TEST(Flags, SetScalarsDatesTimesAndEnums) {
  const auto* method = FindMethod("dotpha.registration.v1.DirectoryService.RecordPersonnelEvent");
  const auto request = NewRequest(method);
  const auto set = [&](const std::string& flag, const std::string& text) {
    for (const FlagField& field : FlagFieldsOf(method->input_type())) {
      if (field.flag == flag) {
        return SetFromText(field, text, request.get());
      }
    }
    return Result<void>(NotFound("NO_FLAG", flag));
  };
  EXPECT_TRUE(set("kind", "appoint").ok());
  EXPECT_TRUE(set("effective-on", "2021-11-18").ok());
  EXPECT_TRUE(set("agency-id", "so-khcn").ok());
  EXPECT_TRUE(set("capacity", "acting").ok());
  EXPECT_TRUE(set("principal", "true").ok());
  EXPECT_EQ(set("effective-on", "2021-02-30").error().reason, "DATE_INVALID");
  EXPECT_EQ(set("capacity", "boss").error().reason, "VALUE_NOT_ALLOWED");
  EXPECT_EQ(set("principal", "1").error().reason, "BOOLEAN_INVALID");
  const std::string json = Render(*request, Output::kJson, {});
  EXPECT_NE(json.find("CAPACITY_ACTING"), std::string::npos) << json;
  EXPECT_NE(json.find("so-khcn"), std::string::npos);
  const std::string text = Render(*request, Output::kTable, {});
  EXPECT_NE(text.find("18/11/2021"), std::string::npos) << text;
}

TEST(CommandLine, SaysWhatIsWrongAndSendsNothing) {
  EXPECT_EQ(Dotphactl({}).code, kExitUsage);
  EXPECT_EQ(Dotphactl({"registration"}).code, kExitUsage);
  EXPECT_EQ(Dotphactl({"registration", "list", "--no-such-flag", "1"}).code, kExitUsage);
  const Ran date = Dotphactl({"override", "record", "REG", "2023", "--last-on-time-day", "2023-02-30"});
  EXPECT_EQ(date.code, kExitUsage);
  EXPECT_NE(date.errors.find("--last-on-time-day: DATE_INVALID"), std::string::npos) << date.errors;
  const Ran json = Dotphactl({"registration", "submit", "--from-json", "-"}, "{\"registration\": {\"cycle\": }}");
  EXPECT_EQ(json.code, kExitUsage);
  EXPECT_NE(json.errors.find("JSON_INVALID"), std::string::npos) << json.errors;
  EXPECT_EQ(Dotphactl({"roster", "import"}).code, kExitUsage);
  EXPECT_EQ(Dotphactl({"roster", "import", "--agencies", "/no/such/file.csv"}).code, kExitUsage);
}

TEST(CommandLine, NamesTheWordThatIsNoCommandAndThoseThatAre) {
  const Ran group = Dotphactl({"--output", "json", "oficial", "list"});
  EXPECT_EQ(group.code, kExitUsage);
  EXPECT_NE(group.errors.find("no command 'oficial'; there are: official "), std::string::npos) << group.errors;
  const Ran word = Dotphactl({"official", "lst"});
  EXPECT_EQ(word.code, kExitUsage);
  EXPECT_NE(word.errors.find("dotphactl official: no command 'lst'; there are: get list"), std::string::npos)
      << word.errors;
  EXPECT_NE(Dotphactl({"official"}).errors.find("a command is missing"), std::string::npos);
}

TEST(CommandLine, AsksForAnArgumentThatTheCommandCannotDoWithout) {
  const Ran none = Dotphactl({"official", "get", "--registration", "127.0.0.1:1"});
  EXPECT_EQ(none.code, kExitUsage);
  EXPECT_NE(none.errors.find("official get needs name, for example:\n  dotphactl official get TQ-001"),
            std::string::npos)
      << none.errors;
  // The same by its flag is enough: the call is tried.
  EXPECT_EQ(
      Dotphactl({"official", "route", "--official-id", "TQ-001", "--registration", "127.0.0.1:1", "--timeout", "1"})
          .code,
      kExitUnavailable);
  EXPECT_EQ(Dotphactl({"official", "list", "--output", "xml"}).code, kExitUsage);
}

TEST(CommandLine, AMethodIsCalledAtTheServiceThatItsPackageNames) {
  for (const Command& command : Commands()) {
    const std::string service = ServiceOf(FindMethod(command.method));
    const bool shared = command.group == "journal" || command.group == "clock";
    EXPECT_EQ(service.empty(), shared) << command.method;
    EXPECT_TRUE(shared || command.method.starts_with("dotpha." + service + ".")) << command.method;
  }
  // What every service offers is asked of the one named; the address is a flag of its name.
  const Ran away =
      Dotphactl({"journal", "head", "--service", "reporting", "--reporting", "127.0.0.1:1", "--timeout", "1"});
  EXPECT_EQ(away.code, kExitUnavailable) << away.errors;
  EXPECT_EQ(Dotphactl({"journal", "head", "--service", "archive"}).code, kExitUsage);
}

TEST(CommandLine, NamesThePlaceOfEveryBadCellOfARosterBeforeAnyCall) {
  const Ran ran = Dotphactl({"roster", "import", "--registration", "127.0.0.1:1", "--officials", "-"},
                            "official_id,full_name,email,managed_by_btv,tuv,uvbtv\nA,Tên,a@x,yes,true,true\n");
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_NE(ran.errors.find("-:2: column managed_by_btv: BOOLEAN_INVALID"), std::string::npos) << ran.errors;
  EXPECT_NE(ran.errors.find("nothing was imported"), std::string::npos);
}

TEST(CommandLine, UnreachableServiceIsExitCodeThreeWithTheRequestIdToRetry) {
  const Ran ran =
      Dotphactl({"waiver", "record", "TQ-1", "REG", "2023", "--registration", "127.0.0.1:1", "--timeout", "1"});
  EXPECT_EQ(ran.code, kExitUnavailable) << ran.errors;
  EXPECT_NE(ran.errors.find("--request-id"), std::string::npos) << ran.errors;
}

TEST(Export, IsOfferedForEveryListAndRefusesAnEndingThatItCannotWrite) {
  for (const Command& command : Commands()) {
    const Ran help = Dotphactl({command.group, command.word, "--help"});
    EXPECT_EQ(help.out.find("--export") != std::string::npos, !command.columns.empty())
        << command.group << " " << command.word;
  }
  const Ran ran = Dotphactl({"official", "list", "--export", "officials.ods"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_NE(ran.errors.find("must end in .csv or .xlsx"), std::string::npos) << ran.errors;
}

TEST(Export, KeepsNumbersDatesAndTextsApart) {
  registration::v1::ListDeadlineOverridesResponse response;
  auto& moved = *response.add_deadline_overrides();
  moved.set_duty("=REG");
  moved.mutable_last_on_time_day()->set_year(2022);
  moved.mutable_last_on_time_day()->set_month(9);
  moved.mutable_last_on_time_day()->set_day(26);
  moved.add_official_ids("TQ-001");
  moved.add_official_ids("TQ-002");
  moved.mutable_document()->set_number("MP-235-CV/BTCTU");
  moved.mutable_recorded_at()->set_seconds(1'662'343'200);
  const Sheet sheet =
      SheetOf(response, {"duty", "last_on_time_day", "official_ids", "document.number", "recorded_at", "period"});
  ASSERT_EQ(sheet.rows.size(), 1U);
  const auto& row = sheet.rows[0];
  EXPECT_EQ(row[0], Cell("=REG"));
  EXPECT_EQ(row[1], Cell(Date(2022, 9, 26)));
  EXPECT_EQ(row[2], Cell("TQ-001, TQ-002"));
  EXPECT_EQ(row[3], Cell("MP-235-CV/BTCTU"));
  EXPECT_EQ(CellText(row[4]), "05/09/2022 09:00:00");
  EXPECT_EQ(row[5], Cell(""));
}

TEST(Render, ShowsTheEntriesOfAMapByTheirKeys) {
  reporting::v1::SubmitReportResponse response;
  auto& works = *response.mutable_report()->mutable_self_level()->mutable_works();
  std::vector<std::string> ids;
  for (int i = 10; i < 40; ++i) {
    ids.push_back("W-" + std::to_string(i));
    works[ids.back()] = "HTT";
  }
  const std::string text = Render(response, Output::kTable, {});
  std::size_t place = 0;
  for (const std::string& id : ids) {
    const std::size_t found = text.find("\n" + id + " ", place);
    ASSERT_NE(found, std::string::npos) << id << " does not stand after the one before it:\n" << text;
    place = found;
  }
}

TEST(Render, ShowsOfANestedListWhatItSaysAndBytesAsHexadecimal) {
  review::v1::RecordDecisionResponse response;
  auto& work = *response.add_works();
  work.set_name("authorities/tuyen-quang/works/W-1");
  work.set_work_id("W-1");
  work.set_content_digest(std::string("\x00\xAF\xFF", 3));
  const std::string text = Render(response, Output::kTable, {});
  EXPECT_NE(text.find("work_id"), std::string::npos) << text;
  EXPECT_NE(text.find("00afff"), std::string::npos) << text;
  EXPECT_EQ(text.find("name"), std::string::npos) << text;
  EXPECT_EQ(text.find("notified_on"), std::string::npos) << text;
}

TEST(SpecialCommands, SayWhatIsWrongAndSendNothing) {
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& reason) {
    const Ran ran = Dotphactl(arguments);
    EXPECT_EQ(ran.code, kExitUsage) << arguments[1];
    EXPECT_NE(ran.errors.find(reason), std::string::npos) << ran.errors;
  };
  refused({"report", "late", "--from", "24/03/2022"}, "--from: DATE_INVALID");
  refused({"report", "missing", "--export", "late.pdf"}, "must end in .csv or .xlsx");
  refused({"announcement", "missing", "--cycle", "22"}, "--cycle");
  refused({"clock", "run", "2021-02-30"}, "TIME_INVALID");
  refused({"year"}, "OFFICIAL is required");
  refused({"evidence", "upload", "W-1", "photo.bmp"}, "CONTENT_TYPE_UNKNOWN");
  refused({"evidence", "upload", "W-1", "plan.pdf"}, "OFFICIAL_REQUIRED");
  refused({"evidence", "upload", "W-1", "/no/such.pdf", "--official-id", "TQ-1"}, "FILE_UNREADABLE");
}

TEST(SpecialCommands, EvidenceIsAtMostTenMebibytes) {
  const std::string path = ::testing::TempDir() + "dotpha-evidence.pdf";
  std::ofstream(path) << std::string((10U << 20U) + 1, 'x');
  const Ran ran = Dotphactl({"evidence", "upload", "W-1", path, "--official-id", "TQ-1"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_NE(ran.errors.find("FILE_TOO_LARGE"), std::string::npos) << ran.errors;
  std::filesystem::remove(path);
}

TEST(Completion, KnowsGroupsWordsAndFlags) {
  const Ran bash = Dotphactl({"completion", "bash"});
  EXPECT_EQ(bash.code, kExitDone);
  const auto choices = [&](const std::string& pattern) {
    const auto at = bash.out.find("    " + pattern + ") choices=\"");
    return at == std::string::npos ? "" : bash.out.substr(at, bash.out.find('\n', at) - at);
  };
  EXPECT_NE(choices("\"\"").find("obligation"), std::string::npos);
  EXPECT_NE(choices("\"\"").find("--token-file"), std::string::npos);
  EXPECT_NE(choices("\"override\"").find("record"), std::string::npos);
  EXPECT_NE(choices("\"override record\"*").find("--last-on-time-day"), std::string::npos);
  EXPECT_NE(choices("\"completion\"").find("bash zsh"), std::string::npos);
  EXPECT_NE(choices("\"year \"*").find("--cycle"), std::string::npos);
  for (const SpecialCommand& command : SpecialCommands()) {
    EXPECT_NE(choices("\"\"").find(command.group), std::string::npos) << command.group;
    EXPECT_NE(choices('"' + command.group + '"').find(command.word), std::string::npos) << command.group;
  }
  EXPECT_NE(choices("\"roster check\"*").find("--officials"), std::string::npos);
  EXPECT_EQ(Dotphactl({"--token-file", "/no/such/file", "completion", "bash"}).code, kExitDone) << "needs no token";
  EXPECT_TRUE(Dotphactl({"completion", "zsh"}).out.starts_with("autoload"));
  EXPECT_EQ(Dotphactl({"completion", "tcsh"}).code, kExitUsage);
}

}  // namespace
}  // namespace dotpha::ctl
