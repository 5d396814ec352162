#include "services/notifier/domain/recipients.h"

#include <algorithm>
#include <set>

namespace dotpha::notifier {
namespace {

class Resolver {
 public:
  Resolver(const Matter& matter, const statute::Facts& facts, const statute::Directory& directory, Instant known_at)
      : matter_(matter), facts_(facts), directory_(directory), known_at_(known_at) {}

  void Add(const RecipientRule& rule) {
    const std::string& debtor = Debtor();
    switch (rule.who) {
      case Who::kDebtor:
        people_.insert(debtor);
        return;
      case Who::kClerk:
        if (const auto clerk = statute::ClerkOf(directory_, debtor, known_at_)) {
          people_.insert(*clerk);
        }
        return;
      case Who::kAgencyHead:
        AddAgencyHead(debtor);
        return;
      case Who::kBody:
        AddStaff(BodyActingAs(rule.body), rule.role);
        return;
      case Who::kCandidateBody:
        if (matter_.candidate_opens) {
          AddStaff(BodyActingAs(rule.body), rule.role);
        }
        return;
      case Who::kDebtorBody:
        AddStaff(debtor, rule.role);
        return;
      case Who::kAgency:
        AddAgency();
        return;
      case Who::kLeadBody:
        AddStaff(Route().lead, rule.role);
        return;
      case Who::kRouteBodies:
        for (const std::string& body : Route().all) {
          AddStaff(body, rule.role);
        }
        return;
    }
  }

  [[nodiscard]] Recipients Take() const { return {{people_.begin(), people_.end()}, {nobody_.begin(), nobody_.end()}}; }

 private:
  [[nodiscard]] const std::string& Debtor() const {
    return matter_.assignment != nullptr    ? matter_.assignment->official_id
           : matter_.raised_case != nullptr ? matter_.raised_case->official_id
                                            : matter_.obligation->derived.debtor_id;
  }

  [[nodiscard]] RouteBodies Route() const {
    const Date on = matter_.assignment != nullptr    ? matter_.assignment->decided_on
                    : matter_.raised_case != nullptr ? Date::Of(matter_.raised_case->learned.recorded_at)
                                                     : *matter_.obligation->derived.last_on_time_day;
    return BodiesOnRoute(facts_, Debtor(), on, known_at_);
  }

  // The policy's name of a body, where the law calls it otherwise.
  [[nodiscard]] std::string BodyActingAs(const std::string& name) const {
    const statute::Regulation* law = statute::InForceOn(facts_.law, Date::Of(known_at_));
    return law == nullptr ? name : law->BodyActingAs(name);
  }

  void AddAgency() {
    if (matter_.assignment == nullptr || matter_.assignment->agency_id.empty()) {
      nobody_.insert("agency");
    } else {
      people_.insert(matter_.assignment->agency_id);
    }
  }

  void AddStaff(const std::string& body, const std::string& role) {
    if (body.empty()) {
      return;
    }
    const std::vector<std::string> staff = statute::StaffOf(directory_, body, role, known_at_);
    people_.insert(staff.begin(), staff.end());
    if (staff.empty()) {
      nobody_.insert(role + ":" + body);
    }
  }

  void AddAgencyHead(const std::string& official) {
    const Date today = Date::Of(known_at_);
    const statute::Person person = statute::PersonOn(facts_, official, today, known_at_);
    for (const statute::CurrentPost& post : person.posts) {
      if (!post.principal) {
        continue;
      }
      const auto head = statute::AgencyHead(directory_, post.agency_id, today, known_at_);
      if (!head) {
        nobody_.insert("head:" + post.agency_id);
      } else if (*head != official) {
        people_.insert(*head);
      }
      return;
    }
    nobody_.insert("head:no-principal-post");
  }

  const Matter& matter_;
  const statute::Facts& facts_;
  const statute::Directory& directory_;
  Instant known_at_;
  std::set<std::string> people_;
  std::set<std::string> nobody_;
};

}  // namespace

RouteBodies BodiesOnRoute(const statute::Facts& facts, const std::string& official_id, Date on, Instant known_at) {
  const statute::RouteResult route = statute::RouteOn(facts, official_id, on, known_at);
  RouteBodies bodies{route.cc, route.lead};
  if (!bodies.lead.empty() && std::find(bodies.all.begin(), bodies.all.end(), bodies.lead) == bodies.all.end()) {
    bodies.all.push_back(bodies.lead);
  }
  return bodies;
}

Recipients ResolveRecipients(const std::vector<RecipientRule>& rules, const Matter& matter, const statute::Facts& facts,
                             const statute::Directory& directory, Instant known_at) {
  Resolver resolver(matter, facts, directory, known_at);
  for (const RecipientRule& rule : rules) {
    const bool about_official = rule.who != Who::kBody && rule.who != Who::kDebtorBody;
    if (!matter.is_body || !about_official) {
      resolver.Add(rule);
    }
  }
  return resolver.Take();
}

}  // namespace dotpha::notifier
