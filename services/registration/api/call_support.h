// What the three services of the API share: their parts, whom a caller may reach, and the shape of an outcome.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/ids.h"
#include "libs/command/runner.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/command_context.h"
#include "libs/rpc/page.h"
#include "libs/rpc/resource_names.h"
#include "libs/rpc/shell.h"
#include "libs/statute/calendar.h"
#include "services/registration/domain/circumstances.h"
#include "services/registration/events/outbox_mapping.h"
#include "services/registration/store/directory_store.h"

namespace dotpha::registration::api {

// All must outlive the services.
struct Parts {
  rpc::Shell* shell = nullptr;
  postgres::Pool* pool = nullptr;
  command::Runner* runner = nullptr;
  store::DirectoryStore* directory = nullptr;
  const statute::Calendars* calendars = nullptr;
  store::FindRegulation find_regulation;
  // Called after a commit that changed who has which role. May be empty.
  std::function<void()> roles_changed;
  // Whether the review service tells who holds which work.
  bool follows_review = false;
};

// How far the call reaches in this directory (G-02): an official and the clerk whom he named reach him, a reviewing
// body those on whose route it stands that day, BTC and others with the whole authority everyone.
class Reach {
 public:
  Reach(const rpc::CallContext& call, const store::Snapshot& snapshot);

  [[nodiscard]] bool Everyone() const { return everyone_; }
  [[nodiscard]] bool Covers(const std::string& official_id) const;
  // The caller's own: himself as an official, and the officials who named him their clerk.
  [[nodiscard]] bool IsOwn(const std::string& official_id) const;
  [[nodiscard]] const std::vector<std::string>& own() const { return own_; }
  // Everybody covered; unset: everyone.
  [[nodiscard]] std::optional<std::vector<std::string>> Officials() const;
  // PERMISSION_DENIED OUT_OF_REACH.
  [[nodiscard]] Result<void> Require(const std::string& official_id) const;

 private:
  bool everyone_;
  std::vector<std::string> own_;
  std::vector<std::string> covered_;  // sorted; own ones included where the grant says so
};

// PERMISSION_DENIED OWN_MATTER where the grant excludes the caller's own matters (I-19: nobody decides on his own).
Result<void> RequireNotOwn(const rpc::CallContext& call, const store::Snapshot& snapshot,
                           const std::string& official_id);

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const store::Snapshot& snapshot);

using rpc::EtagOf;
using rpc::IdOf;
using rpc::NumberOfPageKey;
using rpc::ReadOptions;
using rpc::RequireAuthority;
using rpc::RequirePageKeys;
using rpc::ResourceName;
using rpc::RevisionOf;
using rpc::UuidOfPageKey;

template <typename Response>
command::Outcome<Response> MakeOutcome(const rpc::CallContext& call, Response response, std::string action,
                                       std::string resource, std::map<std::string, std::string> details,
                                       const std::vector<Event>& announced) {
  return {std::move(response),
          {std::move(action), std::move(resource), std::move(details)},
          events::ToOutbox(announced, call.traceparent)};
}

}  // namespace dotpha::registration::api
