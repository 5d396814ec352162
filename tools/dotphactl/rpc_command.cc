#include "tools/dotphactl/rpc_command.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iostream>

#include "libs/base/ids.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/export_flag.h"
#include "tools/dotphactl/render.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

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

// The lists of this page and of all after it in one answer.
Result<void> CallForAllPages(const Connection& connection, const std::string& service,
                             const pb::MethodDescriptor* method, pb::Message* request, pb::Message* response) {
  DOTPHA_TRY(CallMethod(connection, service, method, *request, response));
  const auto* next = method->output_type()->FindFieldByName("next_page_token");
  const auto* token = method->input_type()->FindFieldByName("page_token");
  while (next != nullptr && !response->GetReflection()->GetString(*response, next).empty()) {
    request->GetReflection()->SetString(request, token, response->GetReflection()->GetString(*response, next));
    const auto page = NewResponse(method);
    DOTPHA_TRY(CallMethod(connection, service, method, *request, page.get()));
    response->GetReflection()->ClearField(response, next);
    response->MergeFrom(*page);
  }
  return {};
}

}  // namespace

CLI::App* AddRpcCommand(CLI::App* group, const Command& command, Given* given) {
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
  if (!command.columns.empty()) {
    AddExportFlag(app, &given->export_file);
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
  return app;
}

int RunRpcCommand(const Command& command, const Given& given, const Session& session) {
  if (const std::string missing = MissingArgument(command, given); !missing.empty()) {
    session.errors << "dotphactl: " << command.group << " " << command.word << " needs " << missing
                   << ", for example:\n"
                   << "  dotphactl " << command.group << " " << command.word << " " << command.example << "\n";
    return kExitUsage;
  }
  const auto* method = FindMethod(command.method);
  const auto request = NewRequest(method);
  std::string request_id;
  const auto filled =
      FillRequest(command, given, AuthorityOfToken(session.connection.token), session.in, request.get(), &request_id);
  if (!filled.ok()) {
    ReportError(filled.error(), "", session.errors);
    return kExitUsage;
  }
  const auto response = NewResponse(method);
  std::string service = ServiceOf(method);
  if (service.empty()) {
    service = given.service.empty() ? kServices[0].name : given.service;
  }
  const auto called = given.export_file.empty()
                          ? CallMethod(session.connection, service, method, *request, response.get())
                          : CallForAllPages(session.connection, service, method, request.get(), response.get());
  if (!called.ok()) {
    return ReportError(called.error(), request_id, session.errors);
  }
  if (!given.export_file.empty()) {
    return ExportSheet(SheetOf(*response, command.columns), given.export_file, session);
  }
  session.out << Render(*response, session.output, command.columns);
  return kExitDone;
}

}  // namespace dotpha::ctl
