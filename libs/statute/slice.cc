#include "libs/statute/slice.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

template <typename Fact>
void Take(const std::vector<Fact>& all, const std::vector<std::size_t>& positions, std::vector<Fact>& slice) {
  slice.reserve(positions.size());
  for (const std::size_t position : positions) {
    slice.push_back(all[position]);
  }
}

// Facts that a later version may give to somebody else: each position goes to everybody whom any version names.
template <typename Fact, typename Add>
void IndexVersions(const std::vector<Fact>& facts, Add add) {
  std::map<std::string, std::set<std::string>> owners;
  for (const Fact& fact : facts) {
    owners[fact.id].insert(fact.official_id);
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (const std::string& owner : owners[facts[i].id]) {
      add(owner, i);
    }
  }
}

}  // namespace

FactsIndex::FactsIndex(const Facts& facts) : facts_(&facts) {
  for (std::size_t i = 0; i < facts.agencies.size(); ++i) {
    agencies_[facts.agencies[i].id].push_back(i);
  }
  for (const BodyFact& body : facts.bodies) {
    bodies_.insert(body.id);
  }
  for (std::size_t i = 0; i < facts.persons.size(); ++i) {
    own_[facts.persons[i].id].persons.push_back(i);
  }
  IndexVersions(facts.posts, [&](const std::string& owner, std::size_t i) { own_[owner].posts.push_back(i); });
  for (std::size_t i = 0; i < facts.receipts.size(); ++i) {
    own_[facts.receipts[i].debtor_id].receipts.push_back(i);
  }
  IndexVersions(facts.assignments,
                [&](const std::string& owner, std::size_t i) { own_[owner].assignments.push_back(i); });
  for (std::size_t i = 0; i < facts.work_ends.size(); ++i) {
    own_[facts.work_ends[i].official_id].work_ends.push_back(i);
  }
  for (std::size_t i = 0; i < facts.results.size(); ++i) {
    own_[facts.results[i].official_id].results.push_back(i);
  }
  for (std::size_t i = 0; i < facts.cases.size(); ++i) {
    own_[facts.cases[i].official_id].cases.push_back(i);
  }
  for (std::size_t i = 0; i < facts.departures.size(); ++i) {
    own_[facts.departures[i].official_id].departures.push_back(i);
  }
  IndexVersions(facts.requests, [&](const std::string& owner, std::size_t i) { own_[owner].requests.push_back(i); });
  for (std::size_t i = 0; i < facts.overrides.size(); ++i) {
    if (facts.overrides[i].official_ids.empty()) {
      overrides_for_all_.push_back(i);
    }
    for (const std::string& official : facts.overrides[i].official_ids) {
      own_[official].overrides.push_back(i);
    }
  }
  for (std::size_t i = 0; i < facts.waivers.size(); ++i) {
    own_[facts.waivers[i].official_id].waivers.push_back(i);
  }
}

Facts FactsIndex::SliceFor(const std::string& debtor_id) const {
  Facts slice;
  slice.authority = facts_->authority;
  slice.live_from = facts_->live_from;
  slice.law = facts_->law;
  slice.bodies = facts_->bodies;
  slice.conclusions = facts_->conclusions;
  static const Own kNothing;
  const auto found = own_.find(debtor_id);
  const Own& own = found == own_.end() ? kNothing : found->second;
  if (IsBody(debtor_id)) {
    slice.agencies = facts_->agencies;
    slice.persons = facts_->persons;
    slice.posts = facts_->posts;
    slice.assignments = facts_->assignments;
    slice.work_ends = facts_->work_ends;
    slice.departures = facts_->departures;
  } else {
    Take(facts_->assignments, own.assignments, slice.assignments);
    Take(facts_->work_ends, own.work_ends, slice.work_ends);
    Take(facts_->departures, own.departures, slice.departures);
    Take(facts_->persons, own.persons, slice.persons);
    Take(facts_->posts, own.posts, slice.posts);
    std::set<std::string> agencies;
    for (const PostFact& post : slice.posts) {
      agencies.insert(post.agency_id);
    }
    for (const std::string& agency : agencies) {
      if (const auto versions = agencies_.find(agency); versions != agencies_.end()) {
        for (const std::size_t position : versions->second) {
          slice.agencies.push_back(facts_->agencies[position]);
        }
      }
    }
  }
  Take(facts_->receipts, own.receipts, slice.receipts);
  Take(facts_->results, own.results, slice.results);
  Take(facts_->cases, own.cases, slice.cases);
  Take(facts_->requests, own.requests, slice.requests);
  std::vector<std::size_t> overrides = own.overrides;
  overrides.insert(overrides.end(), overrides_for_all_.begin(), overrides_for_all_.end());
  std::sort(overrides.begin(), overrides.end());
  Take(facts_->overrides, overrides, slice.overrides);
  Take(facts_->waivers, own.waivers, slice.waivers);
  return slice;
}

std::vector<std::string> FactsIndex::Debtors() const {
  std::set<std::string> officials;
  for (const PersonFact& person : facts_->persons) {
    officials.insert(person.id);
  }
  std::vector<std::string> debtors(officials.begin(), officials.end());
  debtors.insert(debtors.end(), bodies_.begin(), bodies_.end());
  return debtors;
}

Facts SliceFor(const Facts& facts, const std::string& debtor_id) { return FactsIndex(facts).SliceFor(debtor_id); }

}  // namespace dotpha::statute
