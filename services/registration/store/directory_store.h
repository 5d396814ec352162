// The directory's tables. Reads come from a snapshot of the whole directory, kept in memory until the version number in
// the database moves on; changes are written inside the caller's transaction.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/directory.h"
#include "services/registration/domain/import_roster.h"
#include "services/registration/domain/record_personnel_event.h"

namespace dotpha::registration::store {

// One version of an authority's directory with the law that is in force there.
struct Snapshot {
  std::shared_ptr<const Directory> directory;
  Law law;

  // Directory::OfficialsRoutedTo. Kept for the day last asked for: everybody's route is too much work for each page of
  // a list. Thread-safe.
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> RoutedTo(const std::string& body_id, Date day) const;

 private:
  mutable std::mutex mutex_;
  mutable std::optional<Date> day_;
  mutable std::map<std::string, std::shared_ptr<const std::vector<std::string>>> routed_;  // on day_, by body
};

// Finds a regulation of the catalogue by id; nullptr if there is none.
using FindRegulation = std::function<const statute::Regulation*(const std::string& id)>;

class DirectoryStore {
 public:
  // `monotonic` must outlive the store.
  explicit DirectoryStore(FindRegulation find_regulation, const MonotonicClock& monotonic = MonotonicClock::Steady())
      : find_regulation_(std::move(find_regulation)), monotonic_(monotonic) {}

  // As of this transaction's view. An authority that was never configured has an empty directory of version 0.
  // INTERNAL REGULATION_FILE_MISSING when a configured regulation is not in the catalogue.
  Result<std::shared_ptr<const Snapshot>> Load(postgres::Transaction& transaction, const std::string& authority);
  // The newest version in memory, if some transaction found within the last `not_older_than` that it is the newest of
  // all, and nobody has called Distrust() since; else nullptr.
  [[nodiscard]] std::shared_ptr<const Snapshot> Recent(const std::string& authority, Micros not_older_than);
  // After the commit of a change: what was found before it is not the newest.
  void Distrust();
  // The same as Load, after taking the authority's turn to change its directory; held to the end of the transaction.
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
  struct Newest {
    std::shared_ptr<const Snapshot> snapshot;
    Micros found_at{0};  // when it was last asked for and found to be the newest
  };
  Result<std::shared_ptr<const Snapshot>> At(postgres::Transaction& transaction, const std::string& authority,
                                             const postgres::Statement& version);
  // nullptr: this version is not the one in memory.
  std::shared_ptr<const Snapshot> Known(const std::string& authority, std::int64_t version, Micros asked_at);
  Result<std::shared_ptr<const Snapshot>> Read(postgres::Transaction& transaction, const std::string& authority) const;

  const FindRegulation find_regulation_;
  const MonotonicClock& monotonic_;
  std::mutex reading_;  // held while a directory is read; before mutex_
  std::mutex mutex_;
  std::map<std::string, Newest> newest_;  // by authority
  Micros distrusted_at_ = Micros::min();
};

}  // namespace dotpha::registration::store
