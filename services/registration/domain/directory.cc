#include "services/registration/domain/directory.h"

#include <algorithm>
#include <set>

namespace dotpha::registration {
namespace {

template <typename Row>
std::map<std::string, Row, std::less<>> ById(std::vector<Row> rows) {
  std::map<std::string, Row, std::less<>> result;
  for (Row& row : rows) {
    std::string id = row.id;
    result.insert_or_assign(std::move(id), std::move(row));
  }
  return result;
}

template <typename Map>
const typename Map::mapped_type* FindIn(const Map& map, std::string_view id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

bool ValidOn(const Body& body, Date day) {
  return (!body.valid_from || *body.valid_from <= day) && (!body.valid_to || day <= *body.valid_to);
}

}  // namespace

Directory::Directory(DirectoryRows rows)
    : version_(rows.version),
      settings_(std::move(rows.settings)),
      agencies_(ById(std::move(rows.agencies))),
      bodies_(ById(std::move(rows.bodies))),
      staff_(ById(std::move(rows.staff))),
      officials_(ById(std::move(rows.officials))) {
  for (Position& position : rows.positions) {
    std::string official_id = position.official_id;
    positions_[std::move(official_id)].push_back(std::move(position));
  }
  for (auto& [official_id, posts] : positions_) {
    std::sort(posts.begin(), posts.end(),
              [](const Position& a, const Position& b) { return std::tie(a.from, a.id) < std::tie(b.from, b.id); });
  }
}

const Agency* Directory::FindAgency(std::string_view id) const { return FindIn(agencies_, id); }
const Body* Directory::FindBody(std::string_view id) const { return FindIn(bodies_, id); }
const Staff* Directory::FindStaff(std::string_view id) const { return FindIn(staff_, id); }
const Official* Directory::FindOfficial(std::string_view id) const { return FindIn(officials_, id); }

const std::vector<Position>& Directory::PositionsOf(std::string_view official_id) const {
  static const std::vector<Position> kNone;
  const auto* posts = FindIn(positions_, official_id);
  return posts == nullptr ? kNone : *posts;
}

const Position* Directory::PrincipalPostOn(std::string_view official_id, Date day) const {
  for (const Position& post : PositionsOf(official_id)) {
    if (post.principal && post.HeldOn(day)) {
      return &post;
    }
  }
  return nullptr;
}

statute::Person Directory::PersonOn(std::string_view official_id, Date day) const {
  statute::Person person;
  const Official* official = FindOfficial(official_id);
  if (official == nullptr) {
    return person;
  }
  person.id = official->id;
  person.managed = official->managed;
  person.committee_member = official->committee_member;
  person.standing_member = official->standing_member;
  person.assessed_by = official->assessed_by;
  for (const Position& post : PositionsOf(official_id)) {
    if (!post.HeldOn(day)) {
      continue;
    }
    statute::CurrentPost current{post.id, post.agency_id, {}, {}, post.capacity, post.principal};
    if (const Agency* agency = FindAgency(post.agency_id)) {
      current.workplace_class = agency->workplace_class;
      current.vertical_field = agency->vertical_field;
    }
    person.posts.push_back(std::move(current));
  }
  return person;
}

std::vector<std::pair<std::string, std::string>> Directory::HeadsOn(Date day) const {
  std::vector<std::pair<std::string, std::string>> heads;
  for (const auto& [id, body] : bodies_) {
    if (!body.head_official_id.empty() && ValidOn(body, day)) {
      heads.emplace_back(id, body.head_official_id);
    }
  }
  return heads;
}

statute::RouteResult Directory::RouteOn(const Law& law, std::string_view official_id, Date day) const {
  const statute::Regulation* regulation = statute::InForceOn(law, day);
  if (regulation == nullptr) {
    statute::RouteResult out;
    out.reason = "Chưa có quy định nào có hiệu lực vào ngày này";
    return out;
  }
  return statute::ResolveRoute(*regulation, PersonOn(official_id, day), HeadsOn(day));
}

std::vector<std::string> Directory::OfficialsRoutedTo(const Law& law, std::string_view body_id, Date day) const {
  std::vector<std::string> result;
  for (const auto& [id, official] : officials_) {
    const statute::RouteResult route = RouteOn(law, id, day);
    if (route.scope == statute::ScopeVerdict::kIn &&
        (route.to == body_id || route.lead == body_id ||
         std::find(route.cc.begin(), route.cc.end(), body_id) != route.cc.end())) {
      result.push_back(id);
    }
  }
  return result;
}

std::vector<std::string> Directory::RolesOf(std::string_view person_id, Date day) const {
  std::vector<std::string> roles;
  if (FindOfficial(person_id) != nullptr) {
    roles.emplace_back("official");
  }
  if (const Staff* staff = FindStaff(person_id)) {
    const Body* body = FindBody(staff->body_id);
    if (body != nullptr && ValidOn(*body, day)) {
      roles.push_back(std::string(NameOf(staff->role)) + ":" + body->id);
    } else if (!staff->agency_id.empty()) {
      roles.push_back(std::string(NameOf(staff->role)) + ":AGENCY");
    }
  }
  return roles;
}

statute::Facts Directory::FactsOf(std::string_view authority, const Law& law, std::string_view official_id) const {
  statute::Facts facts;
  facts.authority = std::string(authority);
  facts.law = law;
  const statute::Learned always{Instant::Min(), "directory"};
  for (const auto& [id, body] : bodies_) {
    facts.bodies.push_back(
        {always, id, body.reviewing, body.head_official_id, body.valid_from.value_or(Date{}), body.valid_to});
  }
  if (const Official* official = FindOfficial(official_id)) {
    facts.persons.push_back({always, official->id, official->managed, official->committee_member,
                             official->standing_member, official->assessed_by});
  }
  std::set<std::string_view> agencies;
  for (const Position& post : PositionsOf(official_id)) {
    const auto agency = agencies_.find(post.agency_id);
    if (agency != agencies_.end() && agencies.insert(agency->first).second) {
      facts.agencies.push_back({always, agency->first, agency->second.workplace_class, agency->second.vertical_field,
                                agency->second.parent});
    }
    facts.posts.push_back({{post.recorded_at, "position " + post.id},
                           post.id,
                           post.official_id,
                           post.agency_id,
                           post.capacity,
                           post.principal,
                           post.from,
                           post.to,
                           post.basis});
  }
  return facts;
}

std::vector<PrincipalProblem> FindPrincipalProblems(const std::vector<Position>& posts, Date from) {
  std::set<Date> turning_days{from};
  for (const Position& post : posts) {
    turning_days.insert(post.from);
    if (post.to) {
      turning_days.insert(*post.to + 1);
    }
  }
  std::optional<PrincipalProblem> two;
  std::optional<PrincipalProblem> none;
  for (const Date day : turning_days) {
    const Position* principal = nullptr;
    const Position* held = nullptr;
    for (const Position& post : posts) {
      if (!post.HeldOn(day)) {
        continue;
      }
      held = &post;
      if (post.principal && principal != nullptr && !two) {
        two = PrincipalProblem{&post, true, day};
      }
      if (post.principal) {
        principal = &post;
      }
    }
    if (day >= from && held != nullptr && principal == nullptr && !none) {
      none = PrincipalProblem{held, false, day};
    }
  }
  std::vector<PrincipalProblem> problems;
  for (const auto& problem : {two, none}) {
    if (problem) {
      problems.push_back(*problem);
    }
  }
  return problems;
}

}  // namespace dotpha::registration
