// What the services of the API share: their parts, names, how far a caller reaches.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/type/date.pb.h"
#include "libs/command/runner.h"
#include "libs/messaging/consumer.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/command_context.h"
#include "libs/rpc/page.h"
#include "libs/rpc/shell.h"
#include "services/notifier/channels/templates.h"
#include "services/notifier/engine/contacts.h"
#include "services/notifier/engine/inbox_hub.h"
#include "services/notifier/engine/ledger_keeper.h"
#include "services/notifier/store/ledger_query.h"
#include "services/notifier/store/notice_store.h"

namespace dotpha::notifier {

// All must outlive the services.
struct ApiParts {
  rpc::Shell* shell = nullptr;
  postgres::Pool* pool = nullptr;
  command::Runner* runner = nullptr;
  const LedgerKeeper* keeper = nullptr;
  const Templates* templates = nullptr;
  ContactBook* contacts = nullptr;
  InboxHub* hub = nullptr;
  const CivilClock* clock = nullptr;
  messaging::Handler intake;        // for retrying what was quarantined
  std::function<void()> wake_work;  // after a command that leaves work
};

// "authorities/{authority}/{collection}/{id}".
std::string ResourceName(const std::string& authority, const std::string& collection, const std::string& id);
// The id; NOT_FOUND `reason` for a name of another authority or collection, as for one that never existed.
Result<std::string> IdOf(std::string_view name, const std::string& authority, const std::string& collection,
                         const std::string& reason);
// "r7" for version 7; nullopt for an empty one; a malformed one gives a version that no row has.
std::string EtagOf(std::int64_t version);
std::optional<std::int64_t> VersionOf(const std::string& etag);

// What every service asks of a call and of a page token stands in libs/rpc.
using rpc::NumberOfPageKey;
using rpc::ReadOptions;
using rpc::RequireAuthority;
using rpc::RequirePageKeys;
using rpc::UuidOfPageKey;

Reach ReachOf(const rpc::CallContext& call);
// All authorities: for what only the engine's role may read. Rows must be picked by authority.
postgres::TransactionOptions StreamOptions(const rpc::CallContext& call);

// A day that exists, or nothing; a bad one is added to the violations.
std::optional<Date> ReadDay(bool present, const google::type::Date& day, const std::string& field,
                            std::vector<Violation>& violations);

// UNKNOWN_VALUE for a number that the enumeration does not have.
void RequireKnown(bool known, const std::string& field, std::vector<Violation>& violations);

inline constexpr char kNilUuid[] = "00000000-0000-0000-0000-000000000000";

}  // namespace dotpha::notifier
