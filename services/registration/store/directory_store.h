// The directory's tables. Reads come from a snapshot of the whole directory, kept in memory until the version number in
// the database moves on; changes are written inside the caller's transaction.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/directory.h"
#include "services/registration/domain/import_roster.h"
#include "services/registration/domain/record_personnel_event.h"

namespace dotpha::registration::store {

// One version of an authority's directory with the law that is in force there.
struct Snapshot {
  std::shared_ptr<const Directory> directory;
  Law law;
};

// Finds a regulation of the catalogue by id; nullptr if there is none.
using FindRegulation = std::function<const statute::Regulation*(const std::string& id)>;

class DirectoryStore {
 public:
  explicit DirectoryStore(FindRegulation find_regulation) : find_regulation_(std::move(find_regulation)) {}

  // As of this transaction's view. An authority that was never configured has an empty directory of version 0.
  // INTERNAL REGULATION_FILE_MISSING when a configured regulation is not in the catalogue.
  Result<std::shared_ptr<const Snapshot>> Load(postgres::Transaction& transaction, const std::string& authority);
  // The same, after taking the authority's turn to change its directory; held to the end of the transaction.
  Result<std::shared_ptr<const Snapshot>> LoadForChange(postgres::Transaction& transaction,
                                                        const std::string& authority);

  // Each of these belongs after LoadForChange and counts the directory's version up.
  void SaveSettings(postgres::Transaction& transaction, const std::string& authority,
                    const AuthoritySettings& settings);
  void InsertRoster(postgres::Transaction& transaction, const std::string& authority, const Roster& roster);
  void UpdateOfficial(postgres::Transaction& transaction, const std::string& authority, const Official& official);
  void UpdateStaff(postgres::Transaction& transaction, const std::string& authority, const Staff& staff);
  void SavePersonnelEvent(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& recorded_by, const PersonnelEventCommand& command,
                          const PersonnelEventDecision& decision);

 private:
  Result<std::shared_ptr<const Snapshot>> At(postgres::Transaction& transaction, const std::string& authority,
                                             const pqxx::result& version_row);

  const FindRegulation find_regulation_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Snapshot>> snapshots_;  // newest known, by authority
};

}  // namespace dotpha::registration::store
