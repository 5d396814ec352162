// What the services of the API share: their parts, whom a caller may reach, and the shape of a command.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/ids.h"
#include "libs/command/runner.h"
#include "libs/facts/knowledge_source.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/command_context.h"
#include "libs/rpc/page.h"
#include "libs/rpc/resource_names.h"
#include "libs/rpc/shell.h"
#include "libs/statute/calendar.h"
#include "services/reporting/domain/circumstances.h"
#include "services/reporting/events/outbox_mapping.h"
#include "services/reporting/store/document_store.h"
#include "services/reporting/store/knowledge_store.h"

namespace dotpha::reporting::api {

// All must outlive the services.
struct Parts {
  rpc::Shell* shell = nullptr;
  postgres::Pool* pool = nullptr;
  command::Runner* runner = nullptr;
  facts::KnowledgeSource* knowledge = nullptr;
  const statute::Calendars* calendars = nullptr;
  const MonotonicClock* monotonic = nullptr;
};

// How far the call reaches (G-02): an official and the clerk whom he named reach him, a reviewing body those on whose
// route it stands that day and what was sent to it, BTC and others with the whole authority everyone.
class Reach {
 public:
  Reach(const rpc::CallContext& call, postgres::Transaction& transaction);

  // PERMISSION_DENIED OUT_OF_REACH; `known`: of that official.
  [[nodiscard]] Result<void> Require(const std::string& official_id, const OfficialKnowledge& known) const;
  [[nodiscard]] bool Covers(const std::string& official_id, const OfficialKnowledge& known) const;
  // A document that was sent to one of the caller's bodies, whoever is on the route now.
  [[nodiscard]] bool CoversDocument(const std::vector<Delivery>& deliveries) const;
  // The caller's own: himself as an official, and the officials who named him their clerk.
  [[nodiscard]] bool IsOwn(const std::string& official_id) const;
  [[nodiscard]] store::Visible Visible() const;

 private:
  const rpc::CallContext& call_;
  std::vector<std::string> own_;
  std::vector<std::string> bodies_;
};

// PERMISSION_DENIED OWN_MATTER where the grant excludes the caller's own matters: nobody decides on his own.
Result<void> RequireNotOwn(const rpc::CallContext& call, const Reach& reach, const std::string& official_id);

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const OfficialKnowledge& known);

// "recorded at" and id of a page's last row. INVALID_ARGUMENT INVALID_PAGE_TOKEN.
Result<std::optional<std::pair<Instant, std::string>>> AfterRow(const rpc::Page& page);

// What is decided on one official within a transaction: loads what is known of him, checks the reach, and lets
// `decide`: Result<T>(const OfficialKnowledge&, const Circumstances&, const Reach&). The caller has locked him.
template <typename Decide>
auto DecideFor(const Parts& parts, const rpc::CallContext& call, postgres::Transaction& transaction,
               const std::string& official_id, Decide&& decide)
    -> decltype(decide(std::declval<const OfficialKnowledge&>(), std::declval<const Circumstances&>(),
                       std::declval<const Reach&>())) {
  DOTPHA_ASSIGN(const OfficialKnowledge known,
                store::LoadKnowledge(transaction, *parts.knowledge, call.authority, official_id));
  const Reach reach(call, transaction);
  DOTPHA_TRY(reach.Require(official_id, known));
  DOTPHA_TRY(RequireNotOwn(call, reach, official_id));
  return decide(known, MakeCircumstances(parts, call, known), reach);
}

// A command on one official: locks him and decides. `decide`:
// Result<command::Outcome<Response>>(Transaction&, const OfficialKnowledge&, const Circumstances&, const Reach&).
template <typename Response, typename Decide>
Result<Response> RunFor(const Parts& parts, const rpc::CallContext& call, const google::protobuf::Message& request,
                        const std::string& official_id, Decide&& decide) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        store::LockOfficial(transaction, call.authority, official_id);
        return DecideFor(parts, call, transaction, official_id,
                         [&](const OfficialKnowledge& known, const Circumstances& circumstances, const Reach& reach) {
                           return decide(transaction, known, circumstances, reach);
                         });
      });
}

template <typename Response>
command::Outcome<Response> MakeOutcome(const rpc::CallContext& call, Response response, std::string action,
                                       std::string resource, std::map<std::string, std::string> details,
                                       const std::vector<Event>& announced) {
  return {std::move(response),
          {std::move(action), std::move(resource), std::move(details)},
          events::ToOutbox(announced, call.traceparent)};
}

}  // namespace dotpha::reporting::api
