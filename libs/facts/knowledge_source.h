// What is known of a debtor, as the domain wants it: facts of the whole authority (kept in memory until they change)
// and the debtor's own.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/facts/registration_facts.h"
#include "libs/postgres/transaction.h"

namespace dotpha::facts {

// Thread-safe.
class KnowledgeSource {
 public:
  explicit KnowledgeSource(FindRegulation find_regulation) : find_regulation_(std::move(find_regulation)) {}

  // Everything that is committed now about the debtor: an official with his agencies' posts, or a body, for which the
  // whole directory counts. Errors: those of AddFact, for a fact that this binary no longer understands.
  Result<Knowledge> Load(postgres::Transaction& transaction, const std::string& authority, const std::string& debtor_id,
                         bool is_body);
  // The same of several officials in as many statements as of one, by id.
  Result<std::map<std::string, Knowledge>> LoadOfficials(postgres::Transaction& transaction,
                                                         const std::string& authority,
                                                         const std::vector<std::string>& official_ids);
  // What concerns the whole authority.
  Result<std::shared_ptr<const Knowledge>> LoadAuthority(postgres::Transaction& transaction,
                                                         const std::string& authority);
  [[nodiscard]] const FindRegulation& find_regulation() const { return find_regulation_; }

 private:
  // What concerns the whole authority. Agencies stand apart: a debtor needs his own alone, and there may be thousands.
  struct Shared {
    std::int64_t version = -1;
    std::shared_ptr<const Knowledge> all;
    Knowledge rest;                                                    // without the agencies
    std::map<std::string, std::vector<statute::AgencyFact>> agencies;  // every version, by id
  };
  Result<std::shared_ptr<const Shared>> LoadShared(postgres::Transaction& transaction, const std::string& authority);

  FindRegulation find_regulation_;
  std::mutex reading_;  // held while an authority's facts are read; before mutex_
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Shared>> cached_;
};

}  // namespace dotpha::facts
