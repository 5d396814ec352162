#include "services/review/store/province_source.h"

#include "services/review/store/projection_store.h"

namespace dotpha::review::store {

Result<std::shared_ptr<const Province>> ProvinceSource::Load(postgres::Transaction& transaction,
                                                             const std::string& authority) {
  // The version is read before the facts: facts that are newer are read again at the next version, never missed.
  const std::int64_t version = DirectoryVersion(transaction, authority);
  {
    const std::lock_guard lock(mutex_);
    const auto found = cached_.find(authority);
    if (found != cached_.end() && found->second.version == version) {
      return found->second.province;
    }
  }
  DOTPHA_ASSIGN(facts::Knowledge everything, knowledge_.Load(transaction, authority, "", true));
  if (everything.facts.law.empty()) {
    return FailedPrecondition("AUTHORITY_NOT_CONFIGURED",
                              "the registration service has not told of this authority yet");
  }
  // Who registered stands in a table of its own, which is always new; receipts would go stale here.
  everything.facts.receipts.clear();
  auto province = std::make_shared<const Province>(std::move(everything.facts), std::move(everything.directory));
  const std::lock_guard lock(mutex_);
  Cached& slot = cached_[authority];
  if (slot.version <= version) {
    slot = {version, province};
  }
  return std::shared_ptr<const Province>{province};
}

}  // namespace dotpha::review::store
