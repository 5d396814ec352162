#include "libs/facts/knowledge_source.h"

#include <set>
#include <utility>
#include <vector>

#include "libs/facts/fact_store.h"

namespace dotpha::facts {

Result<std::shared_ptr<const KnowledgeSource::Shared>> KnowledgeSource::LoadShared(postgres::Transaction& transaction,
                                                                                   const std::string& authority) {
  // The version is read before the rows: rows that are newer are read again at the next version, never missed.
  const std::int64_t version = AuthorityVersion(transaction, authority);
  {
    const std::lock_guard lock(mutex_);
    const auto found = cached_.find(authority);
    if (found != cached_.end() && found->second->version == version) {
      return found->second;
    }
  }
  auto shared = std::make_shared<Shared>();
  shared->version = version;
  shared->rest.facts.authority = authority;
  for (const FactRow& row : LoadAuthorityFacts(transaction, authority)) {
    DOTPHA_TRY(AddFact(row, find_regulation_, shared->rest));
  }
  shared->all = std::make_shared<const Knowledge>(shared->rest);
  for (statute::AgencyFact& agency : shared->rest.facts.agencies) {
    shared->agencies[agency.id].push_back(std::move(agency));
  }
  shared->rest.facts.agencies.clear();
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Shared>& slot = cached_[authority];
  if (slot == nullptr || slot->version <= version) {
    slot = shared;
  }
  return std::shared_ptr<const Shared>{shared};
}

Result<std::shared_ptr<const Knowledge>> KnowledgeSource::LoadAuthority(postgres::Transaction& transaction,
                                                                        const std::string& authority) {
  DOTPHA_ASSIGN(const std::shared_ptr<const Shared> shared, LoadShared(transaction, authority));
  return shared->all;
}

Result<Knowledge> KnowledgeSource::Load(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& debtor_id, bool is_body) {
  if (is_body) {
    Knowledge everything;
    everything.facts.authority = authority;
    for (const FactRow& row : LoadAllFacts(transaction, authority)) {
      DOTPHA_TRY(AddFact(row, find_regulation_, everything));
    }
    return everything;
  }
  DOTPHA_ASSIGN(const std::shared_ptr<const Shared> shared, LoadShared(transaction, authority));
  Knowledge knowledge = shared->rest;
  for (const FactRow& row : LoadDebtorFacts(transaction, authority, debtor_id)) {
    DOTPHA_TRY(AddFact(row, find_regulation_, knowledge));
  }
  std::set<std::string> agencies;
  for (const statute::PostFact& post : knowledge.facts.posts) {
    agencies.insert(post.agency_id);
  }
  for (const std::string& agency : agencies) {
    if (const auto versions = shared->agencies.find(agency); versions != shared->agencies.end()) {
      knowledge.facts.agencies.insert(knowledge.facts.agencies.end(), versions->second.begin(), versions->second.end());
    }
  }
  if (!agencies.empty()) {
    Knowledge colleagues;
    for (const FactRow& row :
         LoadPostsOfAgencies(transaction, authority, std::vector<std::string>(agencies.begin(), agencies.end()))) {
      DOTPHA_TRY(AddFact(row, find_regulation_, colleagues));
    }
    knowledge.directory.posts = std::move(colleagues.directory.posts);
  }
  return knowledge;
}

}  // namespace dotpha::facts
