#include "services/review/domain/province.h"

#include <algorithm>

#include "libs/statute/obligation.h"

namespace dotpha::review {
namespace {

// The newest version of each of an official's posts.
std::map<std::string, const statute::PostFact*> NewestPosts(const statute::Facts& facts,
                                                            const std::string& official_id) {
  std::map<std::string, const statute::PostFact*> newest;
  for (const statute::PostFact& post : facts.posts) {
    if (post.official_id != official_id) {
      continue;
    }
    const statute::PostFact*& known = newest[post.id];
    if (known == nullptr || statute::Newer(post.learned, known->learned)) {
      known = &post;
    }
  }
  return newest;
}

// Acting heads are heads (R1.2-SCOPE-ACTING).
bool Leads(statute::Capacity capacity) {
  return capacity == statute::Capacity::kHead || capacity == statute::Capacity::kActing;
}

bool HeldOn(const statute::PostFact& post, Date day) { return post.from <= day && (!post.to || day <= *post.to); }

// The principal post held on the day, else any.
const statute::PostFact* PostOn(const std::map<std::string, const statute::PostFact*>& posts, Date day) {
  const statute::PostFact* held = nullptr;
  for (const auto& [id, post] : posts) {
    if (HeldOn(*post, day) && (held == nullptr || post->principal)) {
      held = post;
    }
  }
  return held;
}

}  // namespace

Province::Province(statute::Facts facts, statute::Directory directory)
    : facts_(std::move(facts)), directory_(std::move(directory)), index_(facts_) {
  for (const statute::PersonFact& person : facts_.persons) {
    officials_.insert(person.id);
  }
  for (const statute::AgencyFact& agency : facts_.agencies) {
    agencies_.insert(agency.id);
  }
}

Result<const statute::Regulation*> Province::RegulationOn(Date day) const {
  const statute::Regulation* regulation = statute::InForceOn(facts_.law, day);
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation of this authority is in force on that day")
        .With("day", day.ToString());
  }
  return regulation;
}

statute::RouteResult Province::RouteOn(const std::string& official_id, Date day) const {
  return statute::RouteOn(index_.SliceFor(official_id), official_id, day, Instant::Max());
}

bool Province::InScopeOn(const std::string& official_id, Date day) const {
  return RouteOn(official_id, day).scope == statute::ScopeVerdict::kIn;
}

std::string Province::AgencyOf(const std::string& official_id, Date day) const {
  const statute::Facts facts = index_.SliceFor(official_id);
  const statute::PostFact* post = PostOn(NewestPosts(facts, official_id), day);
  return post == nullptr ? "" : post->agency_id;
}

std::optional<Date> Province::InPostSince(const std::string& official_id, Date day) const {
  const statute::Facts facts = index_.SliceFor(official_id);
  const statute::PostFact* post = PostOn(NewestPosts(facts, official_id), day);
  return post == nullptr ? std::nullopt : std::optional(post->from);
}

std::set<std::string> Province::Departed(Date day) const {
  std::set<std::string> departed;
  for (const statute::DepartureFact& departure : facts_.departures) {
    if (departure.effective_on <= day) {
      departed.insert(departure.official_id);
    }
  }
  return departed;
}

std::string Province::SuccessorOf(const std::string& official_id, Date left, Date day) const {
  const statute::Facts facts = index_.SliceFor(official_id);
  const statute::PostFact* vacated = PostOn(NewestPosts(facts, official_id), left - 1);
  if (vacated == nullptr) {
    return "";
  }
  std::map<std::string, const statute::PostFact*> newest;
  for (const statute::PostFact& post : facts_.posts) {
    const statute::PostFact*& known = newest[post.id];
    if (known == nullptr || statute::Newer(post.learned, known->learned)) {
      known = &post;
    }
  }
  for (const auto& [id, post] : newest) {
    if (post->official_id != official_id && post->agency_id == vacated->agency_id && left <= post->from &&
        HeldOn(*post, day) &&
        (post->capacity == vacated->capacity || (Leads(post->capacity) && Leads(vacated->capacity)))) {
      return post->official_id;
    }
  }
  return "";
}

std::vector<std::string> Province::OfficialsRoutedTo(const std::string& body_id, Date day) const {
  const std::lock_guard lock(mutex_);
  if (const auto found = routed_.find({body_id, day}); found != routed_.end()) {
    return found->second;
  }
  // One pass over the officials serves every body of the day; days gone by are not asked for again.
  routed_.clear();
  for (const std::string& official : officials_) {
    const statute::RouteResult route = RouteOn(official, day);
    if (route.scope != statute::ScopeVerdict::kIn) {
      continue;
    }
    std::set<std::string> bodies(route.cc.begin(), route.cc.end());
    bodies.insert(route.lead);
    for (const std::string& body : bodies) {
      routed_[{body, day}].push_back(official);
    }
  }
  return routed_[{body_id, day}];
}

std::vector<std::string> Province::OfficialsOfClerk(const std::string& staff_id) const {
  std::set<std::string> named;
  for (const statute::ClerkFact& fact : directory_.clerks) {
    if (fact.staff_id == staff_id && statute::ClerkOf(directory_, fact.official_id, Instant::Max()) == staff_id) {
      named.insert(fact.official_id);
    }
  }
  return {named.begin(), named.end()};
}

std::optional<Date> Province::LeftOn(const std::string& official_id, Date day) const {
  const statute::Facts facts = index_.SliceFor(official_id);
  std::optional<Date> left;
  for (const statute::DepartureFact& departure : facts.departures) {
    if (departure.official_id == official_id && departure.effective_on <= day &&
        (!left || *left < departure.effective_on)) {
      left = departure.effective_on;
    }
  }
  if (left) {
    return left;
  }
  for (const auto& [id, post] : NewestPosts(facts, official_id)) {
    if (!post->to || day <= *post->to) {
      return std::nullopt;  // in office
    }
    left = std::max(left.value_or(*post->to + 1), *post->to + 1);
  }
  return left;
}

std::vector<std::string> Province::AgenciesHeadedBy(const std::string& person_id, Date day) const {
  std::vector<std::string> agencies;
  for (const statute::CurrentPost& post : PersonOn(person_id, day).posts) {
    if (Leads(post.capacity)) {
      agencies.push_back(post.agency_id);
    }
  }
  return agencies;
}

bool Province::IsCommitteeDeputyOn(const std::string& official_id, Date day) const {
  const statute::Person person = PersonOn(official_id, day);
  return (person.committee_member || person.standing_member) &&
         std::any_of(person.posts.begin(), person.posts.end(),
                     [](const statute::CurrentPost& post) { return post.capacity == statute::Capacity::kDeputy; });
}

bool Province::WorksUnder(const std::string& official_id, const std::string& agency_id, Date day) const {
  const auto regulation = RegulationOn(day);
  const std::string agency_class = ClassOf(agency_id);
  const auto of_one_locality = [&](const std::string& workplace_class) {
    const auto names = [](const statute::ScopeRule& rule, const std::string& wanted) {
      const auto& classes = rule.when.workplace_classes;
      return std::find(classes.begin(), classes.end(), wanted) != classes.end();
    };
    return regulation.ok() &&
           std::any_of((*regulation)->scope.begin(), (*regulation)->scope.end(), [&](const statute::ScopeRule& rule) {
             return rule.verdict == statute::ScopeVerdict::kDelegable && names(rule, agency_class) &&
                    names(rule, workplace_class);
           });
  };
  const statute::Person person = PersonOn(official_id, day);
  return std::any_of(person.posts.begin(), person.posts.end(), [&](const statute::CurrentPost& post) {
    return post.agency_id == agency_id || of_one_locality(post.workplace_class);
  });
}

statute::Person Province::PersonOn(const std::string& person_id, Date day) const {
  return statute::PersonOn(index_.SliceFor(person_id), person_id, day, Instant::Max());
}

std::string Province::ClassOf(const std::string& agency_id) const {
  const statute::AgencyFact* newest = nullptr;
  for (const statute::AgencyFact& agency : facts_.agencies) {
    if (agency.id == agency_id && (newest == nullptr || statute::Newer(agency.learned, newest->learned))) {
      newest = &agency;
    }
  }
  return newest == nullptr ? "" : newest->workplace_class;
}

std::optional<Date> Province::DayOf(const std::string& debtor_id, const std::string& duty, int cycle,
                                    const std::string& stage, const statute::Calendar& calendar) const {
  for (const statute::DerivedObligation& owed :
       statute::DeriveObligations(index_.SliceFor(debtor_id), calendar, {{stage}}, debtor_id, Instant::Max(),
                                  Date(cycle - 1, 1, 1), Date(cycle, 12, 31))) {
    if (owed.key.duty == duty && owed.key.period == std::to_string(cycle) && owed.key.occasion.empty() &&
        !owed.waived_at) {
      return owed.last_on_time_day;
    }
  }
  return std::nullopt;
}

std::optional<Date> Province::RegistrationDay(const std::string& official_id, int cycle,
                                              const statute::Calendar& calendar) const {
  return DayOf(official_id, "REG", cycle, "registration", calendar);
}

std::optional<Date> Province::ConsolidationDay(const std::string& body_id, int cycle,
                                               const statute::Calendar& calendar) const {
  return DayOf(body_id, "CONS", cycle, "review", calendar);
}

std::vector<std::string> Province::ReviewingBodies() const {
  std::set<std::string> bodies;
  for (const statute::BodyFact& body : facts_.bodies) {
    if (body.reviewing) {
      bodies.insert(body.id);
    }
  }
  return {bodies.begin(), bodies.end()};
}

}  // namespace dotpha::review
