#include "libs/statute/directory.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace dotpha::statute {
namespace {

// The newest state of each id among `facts` as known at `known_at`; later in the list wins a tie.
template <typename Fact, typename IdOf>
std::map<std::string, const Fact*> NewestById(const std::vector<Fact>& facts, Instant known_at, IdOf id_of) {
  std::map<std::string, const Fact*> newest;
  for (const Fact& fact : facts) {
    if (fact.learned.recorded_at > known_at) {
      continue;
    }
    const Fact*& slot = newest[id_of(fact)];
    if (slot == nullptr || slot->learned.recorded_at <= fact.learned.recorded_at) {
      slot = &fact;
    }
  }
  return newest;
}

}  // namespace

std::vector<std::string> StaffOf(const Directory& directory, const std::string& body, const std::string& role,
                                 Instant known_at) {
  std::vector<std::string> ids;
  for (const auto& [id, fact] : NewestById(directory.staff, known_at, [](const StaffFact& f) { return f.id; })) {
    if (fact->body_id == body && fact->role == role) {
      ids.push_back(id);
    }
  }
  return ids;
}

std::optional<std::string> ClerkOf(const Directory& directory, const std::string& official_id, Instant known_at) {
  const auto newest = NewestById(directory.clerks, known_at, [](const ClerkFact& f) { return f.official_id; });
  const auto found = newest.find(official_id);
  if (found == newest.end() || found->second->staff_id.empty()) {
    return std::nullopt;
  }
  return found->second->staff_id;
}

std::optional<std::string> AgencyHead(const Directory& directory, const std::string& agency_id, Date on,
                                      Instant known_at) {
  const PostFact* best = nullptr;
  const auto rank = [](const PostFact& post) {
    return std::tuple{post.capacity == Capacity::kHead ? 0 : 1, post.principal ? 0 : 1, post.official_id};
  };
  for (const auto& [id, post] : NewestById(directory.posts, known_at, [](const PostFact& f) { return f.id; })) {
    const bool leads = post->capacity == Capacity::kHead || post->capacity == Capacity::kActing;
    const bool current = post->from <= on && (!post->to || on <= *post->to);
    if (post->agency_id == agency_id && leads && current && (best == nullptr || rank(*post) < rank(*best))) {
      best = post;
    }
  }
  return best == nullptr ? std::nullopt : std::optional{best->official_id};
}

}  // namespace dotpha::statute
