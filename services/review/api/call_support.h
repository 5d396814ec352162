// What the services of the API share: their parts, and whom a caller may reach (G-02).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/command/runner.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/command_context.h"
#include "libs/rpc/page.h"
#include "libs/rpc/resource_names.h"
#include "libs/rpc/shell.h"
#include "libs/statute/calendar.h"
#include "services/review/domain/circumstances.h"
#include "services/review/events/outbox_mapping.h"
#include "services/review/store/province_source.h"

namespace dotpha::review::api {

// All must outlive the services.
struct Parts {
  rpc::Shell* shell = nullptr;
  postgres::Pool* pool = nullptr;
  command::Runner* runner = nullptr;
  store::ProvinceSource* provinces = nullptr;
  const statute::Calendars* calendars = nullptr;
};

// An official and the clerk whom he named reach him, a reviewing body those on whose route it stands that day, others
// with the whole authority everyone.
class Reach {
 public:
  Reach(const rpc::CallContext& call, const Province& province);

  [[nodiscard]] bool Covers(const std::string& official_id) const;
  // Everybody covered; unset: everyone.
  [[nodiscard]] std::optional<std::vector<std::string>> Officials() const;

 private:
  bool everyone_;
  std::vector<std::string> covered_;  // sorted
};

// The caller has a role of the body. INVALID_ARGUMENT BODY_REQUIRED, PERMISSION_DENIED NOT_OF_BODY.
Result<void> RequireBody(const rpc::CallContext& call, const std::string& body_id);

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const Province& province);

template <typename Response>
command::Outcome<Response> MakeOutcome(const rpc::CallContext& call, Response response, std::string action,
                                       std::string resource, std::map<std::string, std::string> details,
                                       const std::vector<Event>& announced) {
  return {std::move(response),
          {std::move(action), std::move(resource), std::move(details)},
          events::ToOutbox(announced, call.traceparent)};
}

// One read of the caller's authority: `body(transaction, province)`.
template <typename Response, typename Body>
Result<Response> Read(const Parts& parts, const rpc::CallContext& call, Body&& body) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  return postgres::RunTransaction(
      *parts.pool, rpc::ReadOptions(call), [&](postgres::Transaction& transaction) -> Result<Response> {
        DOTPHA_ASSIGN(const auto province, parts.provinces->Load(transaction, call.authority));
        return body(transaction, *province);
      });
}

// One command: `body(transaction, province, circumstances)` gives the outcome.
template <typename Response, typename Request, typename Body>
Result<Response> Command(const Parts& parts, const rpc::CallContext& call, const Request& request, Body&& body) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  return parts.runner->Execute<Response>(rpc::ToCommandContext(call), request,
                                         [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
                                           DOTPHA_ASSIGN(const auto province,
                                                         parts.provinces->Load(transaction, call.authority));
                                           return body(transaction, MakeCircumstances(parts, call, *province));
                                         });
}

}  // namespace dotpha::review::api
