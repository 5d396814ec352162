#include "libs/facts/knowledge_source.h"

#include <set>
#include <utility>
#include <vector>

#include "libs/facts/fact_store.h"

namespace dotpha::facts {
namespace {

std::set<std::string> AgenciesOf(const Knowledge& knowledge) {
  std::set<std::string> agencies;
  for (const statute::PostFact& post : knowledge.facts.posts) {
    agencies.insert(post.agency_id);
  }
  return agencies;
}

// Every version of every post that was ever in one of some agencies, to be told apart by agency.
class AgencyPosts {
 public:
  static Result<AgencyPosts> Load(postgres::Transaction& transaction, const std::string& authority,
                                  const std::vector<std::string>& agencies, const FindRegulation& find_regulation) {
    AgencyPosts posts;
    Knowledge read;
    for (const FactRow& row : LoadPostsOfAgencies(transaction, authority, agencies)) {
      DOTPHA_TRY(AddFact(row, find_regulation, read));
    }
    posts.versions_ = std::move(read.directory.posts);
    for (std::size_t i = 0; i < posts.versions_.size(); ++i) {
      posts.by_post_[posts.versions_[i].id].push_back(i);
      posts.by_agency_[posts.versions_[i].agency_id].insert(posts.versions_[i].id);
    }
    return posts;
  }

  // In the order of their streams.
  [[nodiscard]] std::vector<statute::PostFact> Of(const std::set<std::string>& agencies) const {
    std::set<std::size_t> positions;
    for (const std::string& agency : agencies) {
      if (const auto ids = by_agency_.find(agency); ids != by_agency_.end()) {
        for (const std::string& id : ids->second) {
          const std::vector<std::size_t>& versions = by_post_.at(id);
          positions.insert(versions.begin(), versions.end());
        }
      }
    }
    std::vector<statute::PostFact> posts;
    posts.reserve(positions.size());
    for (const std::size_t position : positions) {
      posts.push_back(versions_[position]);
    }
    return posts;
  }

 private:
  std::vector<statute::PostFact> versions_;
  std::map<std::string, std::vector<std::size_t>> by_post_;
  std::map<std::string, std::set<std::string>> by_agency_;
};

}  // namespace

Result<std::shared_ptr<const KnowledgeSource::Shared>> KnowledgeSource::LoadShared(postgres::Transaction& transaction,
                                                                                   const std::string& authority) {
  // The version is read before the rows: rows that are newer are read again at the next version, never missed.
  const std::int64_t version = AuthorityVersion(transaction, authority);
  const auto cached = [&]() -> std::shared_ptr<const Shared> {
    const std::lock_guard lock(mutex_);
    const auto found = cached_.find(authority);
    return found != cached_.end() && found->second->version == version ? found->second : nullptr;
  };
  if (auto shared = cached()) {
    return shared;
  }
  const std::lock_guard reading(reading_);  // one reads, the others find it; the reader waits for nobody's row
  if (auto shared = cached()) {
    return shared;
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
  shared->rest.all_agencies = {shared->all, &shared->all->facts.agencies};
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
  DOTPHA_ASSIGN(auto officials, LoadOfficials(transaction, authority, {debtor_id}));
  return std::move(officials.at(debtor_id));
}

Result<std::map<std::string, Knowledge>> KnowledgeSource::LoadOfficials(postgres::Transaction& transaction,
                                                                        const std::string& authority,
                                                                        const std::vector<std::string>& official_ids) {
  DOTPHA_ASSIGN(const std::shared_ptr<const Shared> shared, LoadShared(transaction, authority));
  std::map<std::string, Knowledge> officials;
  for (const std::string& official : official_ids) {
    officials.emplace(official, shared->rest);
  }
  for (const FactRow& row : LoadDebtorFacts(transaction, authority, official_ids)) {
    DOTPHA_TRY(AddFact(row, find_regulation_, officials.at(row.subject)));
  }
  std::set<std::string> agencies;
  for (auto& [official, knowledge] : officials) {
    const std::set<std::string> own = AgenciesOf(knowledge);
    for (const std::string& agency : own) {
      if (const auto versions = shared->agencies.find(agency); versions != shared->agencies.end()) {
        knowledge.facts.agencies.insert(knowledge.facts.agencies.end(), versions->second.begin(),
                                        versions->second.end());
      }
    }
    agencies.insert(own.begin(), own.end());
  }
  if (agencies.empty()) {
    return officials;
  }
  DOTPHA_ASSIGN(const AgencyPosts posts,
                AgencyPosts::Load(transaction, authority, {agencies.begin(), agencies.end()}, find_regulation_));
  for (auto& [official, knowledge] : officials) {
    knowledge.directory.posts = posts.Of(AgenciesOf(knowledge));
  }
  return officials;
}

}  // namespace dotpha::facts
