// Calls with the generated messages, for commands that work on what they are answered.
#pragma once

#include <string>

#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"

namespace dotpha::ctl {

// `method`: full name, "dotpha.notifier.v1.ObligationService.ListObligations".
template <typename Response, typename Request>
Result<Response> Ask(const Connection& connection, const std::string& method, const Request& request) {
  const auto* descriptor = FindMethod(method);
  Response response;
  DOTPHA_TRY(CallMethod(connection, ServiceOf(descriptor), descriptor, request, &response));
  return response;
}

// A list with all its pages: the lists of all answers in one.
template <typename Response, typename Request>
Result<Response> AskAll(const Connection& connection, const std::string& method, Request request) {
  Response all;
  request.set_page_size(1000);
  do {
    DOTPHA_ASSIGN(const Response page, (Ask<Response>(connection, method, request)));
    all.clear_next_page_token();
    all.MergeFrom(page);
    request.set_page_token(all.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

}  // namespace dotpha::ctl
