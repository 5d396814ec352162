#include "libs/statute/known_facts.h"

#include <algorithm>
#include <map>

namespace dotpha::statute {
namespace {

// The newest version of each id that was known, by id.
template <typename Fact>
std::vector<const Fact*> NewestVersions(const std::vector<Fact>& facts, Instant at) {
  std::map<std::string, const Fact*> newest;
  for (const Fact& fact : facts) {
    if (fact.learned.recorded_at > at) {
      continue;
    }
    const Fact*& version = newest[fact.id];
    if (version == nullptr || Newer(fact.learned, version->learned)) {
      version = &fact;
    }
  }
  std::vector<const Fact*> result;
  result.reserve(newest.size());
  for (const auto& [id, fact] : newest) {
    result.push_back(fact);
  }
  return result;
}

// All that were known, oldest first.
template <typename Fact>
std::vector<const Fact*> AllKnown(const std::vector<Fact>& facts, const std::string& debtor_id, Instant at) {
  std::vector<const Fact*> result;
  for (const Fact& fact : facts) {
    if (fact.official_id == debtor_id && fact.learned.recorded_at <= at) {
      result.push_back(&fact);
    }
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Fact* a, const Fact* b) { return Newer(b->learned, a->learned); });
  return result;
}

template <typename Fact, typename IsOther>
void Drop(std::vector<const Fact*>& facts, IsOther is_other) {
  facts.erase(std::remove_if(facts.begin(), facts.end(), is_other), facts.end());
}

}  // namespace

KnownFacts KnownAt(const Facts& facts, const std::string& debtor_id, Instant at) {
  const auto of_another = [&](const auto* fact) { return fact->official_id != debtor_id; };
  KnownFacts known;
  known.at = at;
  known.posts = NewestVersions(facts.posts, at);
  Drop(known.posts, of_another);
  known.assignments = NewestVersions(facts.assignments, at);
  Drop(known.assignments, of_another);
  known.requests = NewestVersions(facts.requests, at);
  Drop(known.requests, [&](const RequestFact* fact) {
    return of_another(fact) || (fact->revoked && fact->revoked->recorded_at <= at);
  });
  known.work_ends = AllKnown(facts.work_ends, debtor_id, at);
  known.departures = AllKnown(facts.departures, debtor_id, at);
  known.results = AllKnown(facts.results, debtor_id, at);
  known.waivers = AllKnown(facts.waivers, debtor_id, at);
  known.overrides = NewestVersions(facts.overrides, at);
  Drop(known.overrides, [&](const OverrideFact* fact) {
    const auto& named = fact->official_ids;
    return !named.empty() && std::find(named.begin(), named.end(), debtor_id) == named.end();
  });
  std::stable_sort(known.overrides.begin(), known.overrides.end(),
                   [](const OverrideFact* a, const OverrideFact* b) { return Newer(b->learned, a->learned); });
  for (const ReceiptFact& receipt : facts.receipts) {
    const bool revoked = receipt.revoked && receipt.revoked->recorded_at <= at;
    if (receipt.debtor_id == debtor_id && receipt.learned.recorded_at <= at && !revoked) {
      known.receipts.push_back(&receipt);
    }
  }
  for (const BodyFact& body : facts.bodies) {
    if (body.id == debtor_id && body.learned.recorded_at <= at &&
        (known.body == nullptr || Newer(body.learned, known.body->learned))) {
      known.body = &body;
    }
  }
  return known;
}

}  // namespace dotpha::statute
