#include "tools/dotpha-play/caller.h"

#include <google/protobuf/util/json_util.h>

#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"

namespace dotpha::play {
namespace {

using nlohmann::json;

std::string TextOf(const google::protobuf::util::Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace

Result<json> Caller::Call(const std::string& person, const std::string& method_name, const json& request) const {
  const auto* method = ctl::LookUpMethod(method_name);
  if (method == nullptr) {
    return Internal("METHOD_UNKNOWN", "no contract has the method " + method_name);
  }
  const auto message = ctl::NewRequest(method);
  if (const auto read = google::protobuf::util::JsonStringToMessage(request.dump(), message.get()); !read.ok()) {
    return MakeError(Code::kInvalidArgument, "REQUEST_INVALID", method_name + ": " + TextOf(read));
  }
  ctl::Connection connection;
  connection.addresses = addresses_;
  connection.token = token_of_(person);
  const auto response = ctl::NewResponse(method);
  DOTPHA_TRY(ctl::CallMethod(connection, ctl::ServiceOf(method), method, *message, response.get()));
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  if (const auto written = google::protobuf::util::MessageToJsonString(*response, &text, options); !written.ok()) {
    return Internal("ANSWER_INVALID", method_name + ": " + TextOf(written));
  }
  return json::parse(text);
}

Result<json> Caller::All(const std::string& person, const std::string& method, json request,
                         const std::string& list) const {
  json elements = json::array();
  request["page_size"] = 200;
  for (;;) {
    DOTPHA_ASSIGN(const json answer, Call(person, method, request));
    for (const json& element : answer.value(list, json::array())) {
      elements.push_back(element);
    }
    const std::string next = answer.value("next_page_token", "");
    if (next.empty()) {
      return elements;
    }
    request["page_token"] = next;
  }
}

}  // namespace dotpha::play
