// What both services of the API share: their parts, whom a caller may reach, and the shape of an outcome.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/command/runner.h"
#include "libs/facts/knowledge_source.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/command_context.h"
#include "libs/rpc/page.h"
#include "libs/rpc/resource_names.h"
#include "libs/rpc/shell.h"
#include "libs/statute/calendar.h"
#include "services/assessment/domain/circumstances.h"
#include "services/assessment/events/outbox_mapping.h"

namespace dotpha::assessment::api {

// All must outlive the services.
struct Parts {
  rpc::Shell* shell = nullptr;
  postgres::Pool* pool = nullptr;
  command::Runner* runner = nullptr;
  facts::KnowledgeSource* knowledge = nullptr;
  const statute::Calendars* calendars = nullptr;
};

Act ActOf(const rpc::CallContext& call);

// The law that is in force for the authority, as far as it was told.
Result<std::vector<statute::InForce>> LawOf(const Parts& parts, postgres::Transaction& transaction,
                                            const std::string& authority);

// The official as the directory shows him now.
Result<Subject> LoadSubject(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                            const std::string& official_id);

// Who acts for a collective: the head of its agency. `known`: the agency stands in the directory.
Result<Subject> LoadCollective(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                               const std::string& agency_id);

// How far the call reaches (G-02): an official and the clerk whom he named reach him, a reviewing body those on whose
// route it stands that day, the commissions and the recorder everyone. A collective is reached by its head and by whom
// everyone is.
bool Covers(const rpc::CallContext& call, const Subject& subject);
// PERMISSION_DENIED OUT_OF_REACH, or OWN_MATTER where the grant excludes the caller's own.
Result<void> RequireReach(const rpc::CallContext& call, const Subject& subject);

// The caller has a role of the body. INVALID_ARGUMENT BODY_REQUIRED, PERMISSION_DENIED NOT_OF_BODY.
Result<void> RequireBody(const rpc::CallContext& call, const std::string& body_id, const std::string& field);
// Bodies whose own papers the caller sees; unset: all.
std::optional<std::vector<std::string>> OwnBodies(const rpc::CallContext& call);

template <typename Response>
command::Outcome<Response> MakeOutcome(const rpc::CallContext& call, Response response, std::string action,
                                       std::string resource, std::map<std::string, std::string> details,
                                       const std::vector<Event>& announced) {
  return {std::move(response),
          {std::move(action), std::move(resource), std::move(details)},
          events::ToOutbox(announced, call.traceparent)};
}

}  // namespace dotpha::assessment::api
