#include "libs/facts/knowledge_source.h"

#include <set>
#include <utility>
#include <vector>

#include "libs/facts/fact_store.h"

namespace dotpha::facts {

Result<std::shared_ptr<const Knowledge>> KnowledgeSource::LoadAuthority(postgres::Transaction& transaction,
                                                                        const std::string& authority) {
  // The version is read before the rows: rows that are newer are read again at the next version, never missed.
  const std::int64_t version = AuthorityVersion(transaction, authority);
  {
    const std::lock_guard lock(mutex_);
    const auto found = cached_.find(authority);
    if (found != cached_.end() && found->second.version == version) {
      return found->second.knowledge;
    }
  }
  auto knowledge = std::make_shared<Knowledge>();
  knowledge->facts.authority = authority;
  for (const FactRow& row : LoadAuthorityFacts(transaction, authority)) {
    DOTPHA_TRY(AddFact(row, find_regulation_, *knowledge));
  }
  const std::lock_guard lock(mutex_);
  Cached& slot = cached_[authority];
  if (slot.version <= version) {
    slot = {version, knowledge};
  }
  return std::shared_ptr<const Knowledge>{knowledge};
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
  DOTPHA_ASSIGN(const std::shared_ptr<const Knowledge> shared, LoadAuthority(transaction, authority));
  Knowledge knowledge = *shared;
  for (const FactRow& row : LoadDebtorFacts(transaction, authority, debtor_id)) {
    DOTPHA_TRY(AddFact(row, find_regulation_, knowledge));
  }
  std::set<std::string> agencies;
  for (const statute::PostFact& post : knowledge.facts.posts) {
    agencies.insert(post.agency_id);
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
