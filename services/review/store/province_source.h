// The province of an authority, read anew only when its directory has changed.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "libs/facts/knowledge_source.h"
#include "libs/postgres/transaction.h"
#include "services/review/domain/province.h"

namespace dotpha::review::store {

// Thread-safe.
class ProvinceSource {
 public:
  explicit ProvinceSource(facts::FindRegulation find_regulation) : knowledge_(std::move(find_regulation)) {}

  // FAILED_PRECONDITION AUTHORITY_NOT_CONFIGURED before registration told of the authority.
  Result<std::shared_ptr<const Province>> Load(postgres::Transaction& transaction, const std::string& authority);

 private:
  struct Cached {
    std::int64_t version = 0;
    std::shared_ptr<const Province> province;
  };
  facts::KnowledgeSource knowledge_;
  std::mutex mutex_;
  std::map<std::string, Cached> cached_;
};

}  // namespace dotpha::review::store
