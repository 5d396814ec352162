#include "libs/statute/scope.h"

#include <algorithm>
#include <map>
#include <set>

namespace dotpha::statute {
namespace {

constexpr const char* kNoLaw = "Chưa có quy định nào có hiệu lực vào ngày này";

template <typename Value>
bool AllowsValue(const std::vector<Value>& wanted, const Value& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool AllowsFlag(const std::optional<bool>& wanted, bool value) { return !wanted || *wanted == value; }

bool NamesPostPart(const Condition& condition) {
  return !condition.workplace_classes.empty() || !condition.vertical_fields.empty() ||
         !condition.excluded_vertical_fields.empty() || !condition.capacities.empty() ||
         !condition.with_other.empty() || !condition.without_other.empty() ||
         std::any_of(condition.any_of.begin(), condition.any_of.end(), NamesPostPart);
}

bool Satisfies(const Condition& condition, const Person& person, const CurrentPost* post);

// Whether some current post other than `post` satisfies one of the alternatives.
bool OtherPostSatisfies(const std::vector<Condition>& alternatives, const Person& person, const CurrentPost& post) {
  return std::any_of(person.posts.begin(), person.posts.end(), [&](const CurrentPost& other) {
    return &other != &post && std::any_of(alternatives.begin(), alternatives.end(), [&](const Condition& alternative) {
      return Satisfies(alternative, person, &other);
    });
  });
}

bool PostSatisfies(const Condition& condition, const Person& person, const CurrentPost& post) {
  const auto& excluded = condition.excluded_vertical_fields;
  return AllowsValue(condition.workplace_classes, post.workplace_class) &&
         AllowsValue(condition.vertical_fields, post.vertical_field) &&
         std::find(excluded.begin(), excluded.end(), post.vertical_field) == excluded.end() &&
         AllowsValue(condition.capacities, post.capacity) &&
         (condition.with_other.empty() || OtherPostSatisfies(condition.with_other, person, post)) &&
         !OtherPostSatisfies(condition.without_other, person, post);
}

// `post` is null for a condition that is about the person alone.
bool Satisfies(const Condition& condition, const Person& person, const CurrentPost* post) {
  const bool member = person.committee_member || person.standing_member;
  return AllowsFlag(condition.managed, person.managed) && AllowsFlag(condition.committee_member, member) &&
         AllowsFlag(condition.standing_member, person.standing_member) &&
         AllowsFlag(condition.has_post, !person.posts.empty()) &&
         AllowsValue(condition.assessed_by, std::string(CodeOfBody(person.assessed_by))) &&
         (post == nullptr || PostSatisfies(condition, person, *post)) &&
         (condition.any_of.empty() ||
          std::any_of(condition.any_of.begin(), condition.any_of.end(),
                      [&](const Condition& alternative) { return Satisfies(alternative, person, post); }));
}

bool RuleMatches(const Condition& condition, const Person& person) {
  if (!NamesPostPart(condition)) {
    return Satisfies(condition, person, nullptr);
  }
  return std::any_of(person.posts.begin(), person.posts.end(),
                     [&](const CurrentPost& post) { return Satisfies(condition, person, &post); });
}

std::vector<const CurrentPost*> PrincipalFirst(const std::vector<CurrentPost>& posts) {
  std::vector<const CurrentPost*> ordered;
  ordered.reserve(posts.size());
  for (const CurrentPost& post : posts) {
    ordered.push_back(&post);
  }
  std::stable_partition(ordered.begin(), ordered.end(), [](const CurrentPost* post) { return post->principal; });
  return ordered;
}

template <typename Value>
void AddOnce(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

void RouteByTable(const Routing& routing, const Person& person, RouteResult& result) {
  std::string principal_body;
  bool recipient_given = false;
  for (const CurrentPost* post : PrincipalFirst(person.posts)) {
    for (const RouteRow& row : routing.rows) {
      if (!Satisfies(row.when, person, post)) {
        continue;
      }
      AddOnce(result.rows, row.row);
      AddOnce(result.articles, row.article);
      if ((row.to || row.to_assessor) && !recipient_given) {
        recipient_given = true;
        result.to = row.to_assessor ? person.assessed_by : *row.to;
        result.via = row.via.value_or("");
      }
      if (row.body.empty()) {
        continue;
      }
      AddOnce(result.cc, row.body);
      if (post->principal && principal_body.empty()) {
        principal_body = row.body;
      }
    }
  }
  if (result.rows.empty()) {
    result.rows.push_back(routing.fallback_row);
    AddOnce(result.articles, routing.fallback_article);
  }
  // One body leads whatever its post; of several, the principal post's (I-16). The fallback is not a match. Without a
  // copy, a recipient of the row's own.
  if (result.cc.size() == 1) {
    result.lead = result.cc.front();
  } else if (result.cc.empty() && recipient_given) {
    result.lead = result.to;
  } else {
    result.lead = principal_body.empty() ? routing.fallback_lead : principal_body;
  }
}

// A fact that states how things are "from now on", as it stood at the end of day `on`: the newest version that was
// known by then, else (things imported or learned later) the first that was known at all. A deputy who joins the
// provincial committee in March has therefore not missed last November's registration.
template <typename Fact>
const Fact* StateOn(const std::vector<Fact>& facts, const std::string& id, Date on, Instant known_at) {
  const Instant end_of_day = (on + 1).At();
  const Fact* state = nullptr;
  const Fact* first = nullptr;
  for (const Fact& fact : facts) {
    if (fact.id != id || fact.learned.recorded_at > known_at) {
      continue;
    }
    if (first == nullptr || Newer(first->learned, fact.learned)) {
      first = &fact;
    }
    if (fact.learned.recorded_at < end_of_day && (state == nullptr || Newer(fact.learned, state->learned))) {
      state = &fact;
    }
  }
  return state != nullptr ? state : first;
}

bool CoversDay(Date from, const std::optional<Date>& to, Date day) { return from <= day && (!to || day <= *to); }

std::vector<std::pair<std::string, std::string>> HeadsOn(const Facts& facts, Date on, Instant known_at) {
  std::set<std::string> ids;
  for (const BodyFact& body : facts.bodies) {
    ids.insert(body.id);
  }
  std::vector<std::pair<std::string, std::string>> heads;
  for (const std::string& id : ids) {
    const BodyFact* body = StateOn(facts.bodies, id, on, known_at);
    if (body != nullptr && !body->head_official_id.empty() && CoversDay(body->valid_from, body->valid_to, on)) {
      heads.emplace_back(id, body->head_official_id);
    }
  }
  return heads;
}

}  // namespace

RouteResult ResolveRoute(const Regulation& regulation, const Person& person,
                         const std::vector<std::pair<std::string, std::string>>& heads) {
  RouteResult result;
  for (const ScopeRule& rule : regulation.scope) {
    if (RuleMatches(rule.when, person)) {
      result.scope = rule.verdict;
      result.rule = rule.rule;
      result.reason = rule.reason;
      result.articles.push_back(rule.article);
      break;
    }
  }
  if (result.scope != ScopeVerdict::kIn) {
    return result;
  }
  const Routing& routing = regulation.routing;
  result.to = routing.to;
  result.via = routing.via;
  RouteByTable(routing, person, result);
  result.self_review = std::any_of(heads.begin(), heads.end(), [&](const auto& head) {
    return head.first == result.lead && head.second == person.id;
  });
  if (result.self_review) {
    result.lead = routing.fallback_lead;
  }
  return result;
}

Person PersonOn(const Facts& facts, const std::string& official_id, Date on, Instant known_at) {
  Person person;
  person.id = official_id;
  if (const PersonFact* known = StateOn(facts.persons, official_id, on, known_at)) {
    person.managed = known->managed;
    person.committee_member = known->committee_member;
    person.standing_member = known->standing_member;
    person.assessed_by = known->assessed_by;
  }
  // A post's newest version decides, even about whose post it is.
  std::map<std::string, const PostFact*> newest;
  for (const PostFact& post : facts.posts) {
    if (post.official_id == official_id && post.learned.recorded_at <= known_at) {
      newest.emplace(post.id, &post);
    }
  }
  for (const PostFact& post : facts.posts) {
    const auto found = post.learned.recorded_at <= known_at ? newest.find(post.id) : newest.end();
    if (found != newest.end() && Newer(post.learned, found->second->learned)) {
      found->second = &post;
    }
  }
  for (const auto& [id, post] : newest) {
    if (post->official_id != official_id || !CoversDay(post->from, post->to, on)) {
      continue;
    }
    CurrentPost current{id, post->agency_id, {}, {}, post->capacity, post->principal};
    if (const AgencyFact* agency = StateOn(facts.agencies, post->agency_id, on, known_at)) {
      current.workplace_class = agency->workplace_class;
      current.vertical_field = agency->vertical_field;
    }
    person.posts.push_back(std::move(current));
  }
  return person;
}

const Regulation* InForceOn(const std::vector<InForce>& law, Date day) {
  const Regulation* found = nullptr;
  for (const InForce& version : law) {
    if (version.effective_from <= day) {
      found = version.regulation;
    }
  }
  return found;
}

RouteResult RouteOn(const Facts& facts, const std::string& official_id, Date on, Instant known_at) {
  const Regulation* regulation = InForceOn(facts.law, on);
  if (regulation == nullptr) {
    RouteResult result;
    result.reason = kNoLaw;
    return result;
  }
  return ResolveRoute(*regulation, PersonOn(facts, official_id, on, known_at), HeadsOn(facts, on, known_at));
}

}  // namespace dotpha::statute
