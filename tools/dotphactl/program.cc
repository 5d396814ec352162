#include "tools/dotphactl/program.h"

#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/client.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/completion.h"
#include "tools/dotphactl/render.h"
#include "tools/dotphactl/request_flags.h"
#include "tools/dotphactl/roster_csv.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

constexpr std::size_t kLargestFile = 32U << 20U;

struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& errors;
};

struct Globals {
  Connection connection;
  std::string token_file;
  int timeout_seconds = 15;
  std::string output = "table";

  [[nodiscard]] Output form() const { return output == "json" ? Output::kJson : Output::kTable; }
};

const char* CodeName(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case Code::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Code::kNotFound:
      return "NOT_FOUND";
    case Code::kAlreadyExists:
      return "ALREADY_EXISTS";
    case Code::kPermissionDenied:
      return "PERMISSION_DENIED";
    case Code::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case Code::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case Code::kAborted:
      return "ABORTED";
    case Code::kOutOfRange:
      return "OUT_OF_RANGE";
    case Code::kUnimplemented:
      return "UNIMPLEMENTED";
    case Code::kInternal:
      return "INTERNAL";
    case Code::kUnavailable:
      return "UNAVAILABLE";
    case Code::kDataLoss:
      return "DATA_LOSS";
    case Code::kUnauthenticated:
      return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

int ReportError(const Error& error, const std::string& request_id, std::ostream& errors) {
  const std::string_view message = error.code == Code::kUnimplemented && error.message.empty()
                                       ? "this service, as it was started, does not offer this call"
                                       : std::string_view(error.message);
  errors << "dotphactl: " << CodeName(error.code) << " " << error.reason << ": " << message << "\n";
  for (const Violation& violation : error.violations) {
    errors << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
  }
  for (const auto& [key, value] : error.metadata) {
    errors << "  " << key << " = " << value << "\n";
  }
  if (!rpc::IsRetryable(error)) {
    return kExitRefused;
  }
  if (!request_id.empty()) {
    errors << "  It may have been done all the same. To try again safely: --request-id " << request_id << "\n";
  }
  return kExitUnavailable;
}

Result<std::string> ReadWhole(const std::string& path, std::istream& standard_input) {
  std::stringstream content;
  if (path == "-") {
    content << standard_input.rdbuf();
    return content.str();
  }
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) {
    return InvalidArgument(path, "FILE_UNREADABLE", "the file cannot be read");
  }
  if (size > kLargestFile) {
    return InvalidArgument(path, "FILE_TOO_LARGE", "larger than 32 MiB");
  }
  std::ifstream in(path, std::ios::binary);
  content << in.rdbuf();
  if (!in) {
    // An empty file sets failbit on the insertion only; a real failure sets badbit.
    if (in.bad()) {
      return InvalidArgument(path, "FILE_UNREADABLE", "the file cannot be read");
    }
  }
  return content.str();
}

Result<void> LoadToken(Globals* globals) {
  if (globals->token_file.empty()) {
    const char* token = std::getenv("DOTPHA_TOKEN");
    globals->connection.token = token == nullptr ? "" : token;
    return {};
  }
  std::ifstream in(globals->token_file);
  if (!(in >> globals->connection.token)) {
    return InvalidArgument("--token-file", "FILE_UNREADABLE", globals->token_file + " cannot be read or is empty");
  }
  return {};
}

// What the command line gave for one command.
struct Given {
  std::string from_json;
  std::string service;                                     // journal and clock: whose
  std::map<std::string, std::vector<std::string>> values;  // flag -> values
  std::vector<std::string> positional;
};

std::string FullName(const std::string& collection, const std::string& id, const std::string& authority) {
  return id.starts_with("authorities/") ? id : "authorities/" + authority + "/" + collection + "/" + id;
}

bool IsNameField(const Command& command, const FlagField& field) {
  const std::string& leaf = field.leaf()->name();
  return !command.collection.empty() && (leaf == "name" || leaf == "names");
}

Result<void> FillRequest(const Command& command, const Given& given, const std::string& authority, std::istream& in,
                         pb::Message* request, std::string* request_id) {
  if (!given.from_json.empty()) {
    DOTPHA_ASSIGN(const std::string text, ReadWhole(given.from_json, in));
    const auto status = pb::util::JsonStringToMessage(text, request);
    if (!status.ok()) {
      return InvalidArgument("--from-json", "JSON_INVALID",
                             std::string(status.message().data(), status.message().size()));
    }
  }
  const auto fields = FlagFieldsOf(request->GetDescriptor());
  const auto set = [&](const FlagField& field, const std::string& text) {
    return SetFromText(field, IsNameField(command, field) ? FullName(command.collection, text, authority) : text,
                       request);
  };
  for (const FlagField& field : fields) {
    const auto values = given.values.find(field.flag);
    for (const auto& text : values == given.values.end() ? std::vector<std::string>{} : values->second) {
      DOTPHA_TRY(set(field, text));
    }
  }
  for (std::size_t i = 0; i < given.positional.size(); ++i) {
    const std::string& wanted = command.positional[std::min(i, command.positional.size() - 1)];
    for (const FlagField& field : fields) {
      const bool resource = field.path.size() == 2 && field.leaf()->name() == wanted;
      if (field.field_path() == wanted || (resource && request->GetDescriptor()->FindFieldByName(wanted) == nullptr)) {
        DOTPHA_TRY(set(field, given.positional[i]));
        break;
      }
    }
  }
  if (const auto* id = request->GetDescriptor()->FindFieldByName("request_id"); id != nullptr) {
    if (request->GetReflection()->GetString(*request, id).empty()) {
      request->GetReflection()->SetString(request, id, NewUuid());
    }
    *request_id = request->GetReflection()->GetString(*request, id);
  }
  return {};
}

// The first argument that a command cannot do without and that nothing gave; empty: all are there. A list's arguments
// only narrow it, and a file may hold everything.
std::string MissingArgument(const Command& command, const Given& given) {
  if (command.word == "list" || command.group == "journal" || !given.from_json.empty()) {
    return "";
  }
  for (std::size_t i = given.positional.size(); i < command.positional.size(); ++i) {
    const std::string& wanted = command.positional[i];
    bool by_flag = false;
    for (const FlagField& field : FlagFieldsOf(FindMethod(command.method)->input_type())) {
      const auto values = given.values.find(field.flag);
      by_flag |= field.leaf()->name() == wanted.substr(wanted.rfind('.') + 1) && values != given.values.end() &&
                 !values->second.empty();
    }
    if (!by_flag) {
      return wanted;
    }
  }
  return "";
}

int RunCommand(const Command& command, const Given& given, const Globals& globals, const Streams& streams) {
  if (const std::string missing = MissingArgument(command, given); !missing.empty()) {
    streams.errors << "dotphactl: " << command.group << " " << command.word << " needs " << missing
                   << ", for example:\n"
                   << "  dotphactl " << command.group << " " << command.word << " " << command.example << "\n";
    return kExitUsage;
  }
  const auto* method = FindMethod(command.method);
  const auto request = NewRequest(method);
  std::string request_id;
  const auto filled =
      FillRequest(command, given, AuthorityOfToken(globals.connection.token), streams.in, request.get(), &request_id);
  if (!filled.ok()) {
    ReportError(filled.error(), "", streams.errors);
    return kExitUsage;
  }
  const auto response = NewResponse(method);
  std::string service = ServiceOf(method);
  if (service.empty()) {
    service = given.service.empty() ? kServices[0].name : given.service;
  }
  const auto called = CallMethod(globals.connection, service, method, *request, response.get());
  if (!called.ok()) {
    return ReportError(called.error(), request_id, streams.errors);
  }
  streams.out << Render(*response, globals.form(), command.columns);
  return kExitDone;
}

int WatchInbox(const Globals& globals, const Streams& streams) {
  const auto stub = notifier::v1::InboxService::NewStub(rpc::MakeChannel(globals.connection.addresses.at("notifier")));
  grpc::ClientContext context;
  rpc::CallOptions options;
  options.token = globals.connection.token;
  options.timeout = std::chrono::hours(24);
  rpc::Prepare(context, options);
  const auto reader = stub->WatchInbox(&context, {});
  for (notifier::v1::WatchInboxResponse next; reader->Read(&next);) {
    if (globals.form() == Output::kJson) {
      streams.out << Render(next, Output::kJson, {});
    } else if (next.has_notice()) {
      streams.out << ValueText(next.notice(), next.notice().GetDescriptor()->FindFieldByName("due_at")) << "  "
                  << next.notice().subject() << "  (" << next.unread_count() << " unread)\n";
    } else {
      streams.out << next.unread_count() << " unread\n";
    }
    streams.out.flush();
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? kExitDone : ReportError(rpc::ErrorFromStatus(status), "", streams.errors);
}

// ---- roster --------------------------------------------------------------------------------------------------------

struct RosterArguments {
  std::string folder;
  std::map<RosterKind, std::string> paths;
  std::string request_id;
  bool check_only = false;
};

constexpr std::pair<RosterKind, const char*> kRosterFiles[] = {{RosterKind::kAgencies, "agencies"},
                                                               {RosterKind::kBodies, "bodies"},
                                                               {RosterKind::kStaff, "staff"},
                                                               {RosterKind::kOfficials, "officials"},
                                                               {RosterKind::kPositions, "positions"}};

Result<std::vector<RosterFile>> ReadRosterFiles(const RosterArguments& arguments, std::istream& in) {
  std::vector<RosterFile> files;
  for (const auto& [kind, word] : kRosterFiles) {
    const auto given = arguments.paths.find(kind);
    std::string path = given == arguments.paths.end() ? "" : given->second;
    if (path.empty() && !arguments.folder.empty()) {
      path = arguments.folder + "/" + word + ".csv";
      if (!std::filesystem::exists(path)) {
        continue;
      }
    }
    if (path.empty()) {
      continue;
    }
    DOTPHA_ASSIGN(std::string content, ReadWhole(path, in));
    files.push_back({kind, path, std::move(content)});
  }
  if (files.empty()) {
    return InvalidArgument("--folder", "NO_FILES",
                           arguments.folder.empty() ? "name a folder, or at least one file"
                                                    : "no folder that holds one of agencies.csv, bodies.csv, "
                                                      "staff.csv, officials.csv, positions.csv");
  }
  return files;
}

int ImportRoster(const RosterArguments& arguments, const Globals& globals, const Streams& streams) {
  const auto files = ReadRosterFiles(arguments, streams.in);
  if (!files.ok()) {
    ReportError(files.error(), "", streams.errors);
    return kExitUsage;
  }
  auto parsed = ParseRoster(*files);
  if (const auto* problems = std::get_if<std::vector<Problem>>(&parsed)) {
    for (const Problem& problem : *problems) {
      streams.errors << problem.ToString() << "\n";
    }
    streams.errors << "dotphactl: " << problems->size() << " problem(s); nothing was imported\n";
    return kExitUsage;
  }
  Roster& roster = std::get<Roster>(parsed);
  const auto* method = FindMethod("dotpha.registration.v1.DirectoryService.ImportRoster");
  roster.request.set_request_id(arguments.request_id.empty() ? NewUuid() : arguments.request_id);
  roster.request.set_validate_only(arguments.check_only);
  const auto request = NewRequest(method);
  request->ParseFromString(roster.request.SerializeAsString());
  const auto response = NewResponse(method);
  const auto called = CallMethod(globals.connection, ServiceOf(method), method, *request, response.get());
  if (!called.ok()) {
    bool located = false;
    for (const Violation& violation : called.error().violations) {
      if (auto place = roster.Locate(violation.field)) {
        place->reason = violation.reason;
        place->message = violation.description;
        streams.errors << place->ToString() << "\n";
        located = true;
      }
    }
    const int code = ReportError(called.error(), roster.request.request_id(), streams.errors);
    if (located) {
      streams.errors << "dotphactl: nothing was imported\n";
    }
    return code;
  }
  streams.out << Render(*response, globals.form(), {});
  return kExitDone;
}

// ---- command line --------------------------------------------------------------------------------------------------

void AddGlobals(CLI::App* app, Globals* globals) {
  for (const KnownService& service : kServices) {
    std::string& address = globals->connection.addresses[service.name] = service.address;
    std::string variable = std::string{"DOTPHA_"} + service.name;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    app->add_option(std::string{"--"} + service.name, address,
                    std::string{"address of the "} + service.name + " service, host:port")
        ->envname(variable)
        ->capture_default_str();
  }
  app->add_option("--token-file", globals->token_file, "file with your token (else the environment's DOTPHA_TOKEN)")
      ->envname("DOTPHA_TOKEN_FILE");
  app->add_option("--consistency-token", globals->connection.consistency_token,
                  "producer:number of an earlier answer; wait until it is known there");
  app->add_option("--output", globals->output, "how answers are printed (default table)")
      ->check(CLI::IsMember({"table", "json"}))
      ->option_text("table|json");
  app->add_option("--timeout", globals->timeout_seconds, "for one call, seconds")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
}

void AddCommand(CLI::App* group, const Command& command, Given* given) {
  const auto* method = FindMethod(command.method);
  CLI::App* app = group->add_subcommand(command.word, CommentOf(method));
  app->fallthrough();
  app->footer("Example:\n  dotphactl " + command.group + " " + command.word + " " + command.example);
  app->add_option("--from-json", given->from_json,
                  "file with the request as JSON (proto3 mapping); - reads standard input");
  if (command.group == "journal" || command.group == "clock") {
    std::vector<std::string> names;
    for (const KnownService& service : kServices) {
      names.emplace_back(service.name);
    }
    app->add_option("--service", given->service, "whose: every service has its own (default registration)")
        ->check(CLI::IsMember(names));
  }
  for (const FlagField& field : FlagFieldsOf(method->input_type())) {
    auto* option = app->add_option("--" + field.flag, given->values[field.flag], CommentOf(field.leaf()));
    option->type_name(ValueHint(field.leaf()));
    option->expected(field.leaf()->is_repeated() ? -1 : 1);
  }
  if (!command.positional.empty()) {
    std::string names;
    for (const auto& name : command.positional) {
      names += (names.empty() ? "" : " ") + name;
    }
    const bool list = command.positional.back() == "names";
    app->add_option("arguments", given->positional, names)
        ->type_name("")
        ->expected(0, list ? 100 : static_cast<int>(command.positional.size()));
  }
}

// What to say when no command was recognised: the word that is none, and those that are.
std::string ExplainMissingCommand(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* here = &app;
  std::string unknown;
  for (std::size_t i = 0; i < arguments.size() && unknown.empty(); ++i) {
    if (arguments[i].starts_with("-")) {
      i += arguments[i].find('=') == std::string::npos ? 1 : 0;  // every flag before a command takes a value
    } else if (const auto found =
                   here->get_subcommands([&](const CLI::App* command) { return command->check_name(arguments[i]); });
               !found.empty()) {
      here = found.front();
    } else {
      unknown = arguments[i];
    }
  }
  const std::string path = here == &app ? "dotphactl" : "dotphactl " + here->get_name();
  std::string text = unknown.empty() ? path + ": a command is missing" : path + ": no command '" + unknown + "'";
  text += "; there are:";
  for (const CLI::App* command : here->get_subcommands([](const CLI::App*) { return true; })) {
    text += " " + command->get_name();
  }
  return text + "\nRun " + path + " --help for what they do.\n";
}

void AddRosterCommand(CLI::App* group, const char* word, const char* help, RosterArguments* arguments) {
  CLI::App* app = group->add_subcommand(word, help);
  app->fallthrough();
  app->footer(std::string("Example:\n  dotphactl roster ") + word + " --folder samples/tuyen-quang-2022");
  app->add_option("--folder", arguments->folder,
                  "folder with agencies.csv, bodies.csv, staff.csv, officials.csv, positions.csv; those that exist");
  for (const auto& [kind, file] : kRosterFiles) {
    app->add_option(std::string("--") + file, arguments->paths[kind], std::string("file with ") + file);
  }
  app->add_option("--request-id", arguments->request_id, "UUID, to try again safely");
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& errors) {
  const Streams streams{in, out, errors};
  CLI::App app("dotphactl: calls DotPha's services", "dotphactl");
  app.footer(
      "Examples:\n"
      "  dotphactl official route TQ-016\n"
      "  dotphactl --output json obligation list --state overdue\n"
      "  dotphactl obligation list --help\n"
      "Exit codes: 0 done, 1 refused by the service, 2 command line or file wrong, 3 not reachable or not in time.");
  app.require_subcommand(1);
  Globals globals;
  AddGlobals(&app, &globals);

  std::map<std::string, CLI::App*> groups;
  std::vector<Given> given(Commands().size());
  for (std::size_t i = 0; i < Commands().size(); ++i) {
    const Command& command = Commands()[i];
    CLI::App*& group = groups[command.group];
    if (group == nullptr) {
      group = app.add_subcommand(command.group, GroupHelp(command.group));
      group->require_subcommand(1);
      group->fallthrough();
    }
    AddCommand(group, command, &given[i]);
  }
  RosterArguments roster;
  CLI::App* roster_group = app.add_subcommand("roster", GroupHelp("roster"));
  roster_group->require_subcommand(1);
  roster_group->fallthrough();
  AddRosterCommand(roster_group, "import",
                   "checks every row of every file; imports all, or nothing and names each bad cell", &roster);
  AddRosterCommand(roster_group, "check", "the same checks, imports nothing", &roster);
  std::string shell;
  CLI::App* completion = app.add_subcommand("completion", "prints a completion script for your shell");
  completion->add_option("shell", shell, "bash or zsh")->required();

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::RequiredError& error) {
    if (!completion->parsed()) {
      errors << ExplainMissingCommand(app, arguments);
      return kExitUsage;
    }
    return app.exit(error, out, errors) == 0 ? kExitDone : kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? kExitDone : kExitUsage;
  }
  if (completion->parsed()) {
    const auto script = CompletionScript(shell);
    if (!script) {
      errors << "dotphactl: completion for bash or zsh\n";
      return kExitUsage;
    }
    out << *script;
    return kExitDone;
  }
  globals.connection.timeout = std::chrono::seconds(globals.timeout_seconds);
  if (const auto token = LoadToken(&globals); !token.ok()) {
    ReportError(token.error(), "", errors);
    return kExitUsage;
  }
  if (roster_group->parsed()) {
    roster.check_only = roster_group->get_subcommand("check")->parsed();
    return ImportRoster(roster, globals, streams);
  }
  for (std::size_t i = 0; i < Commands().size(); ++i) {
    const Command& command = Commands()[i];
    if (groups[command.group]->parsed() && groups[command.group]->get_subcommand(command.word)->parsed()) {
      return command.word == "watch" ? WatchInbox(globals, streams) : RunCommand(command, given[i], globals, streams);
    }
  }
  return kExitUsage;
}

}  // namespace dotpha::ctl
