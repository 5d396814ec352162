// The directory of one authority at one version: an immutable snapshot that answers who somebody is, what roles he has,
// and where his papers go on a day (Điều 1, Điều 4 khoản 1 and 2). Thread-safe: nothing in it changes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/statute/facts.h"
#include "libs/statute/law.h"
#include "libs/statute/scope.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration {

// The regulations in force for the authority, ascending by effective_from. The regulations belong to the catalogue.
using Law = std::vector<statute::InForce>;

struct DirectoryRows {
  std::int64_t version = 0;  // 0: the authority is not configured yet
  std::optional<AuthoritySettings> settings;
  std::vector<Agency> agencies;
  std::vector<Body> bodies;
  std::vector<Staff> staff;
  std::vector<Official> officials;
  std::vector<Position> positions;
};

class Directory {
 public:
  explicit Directory(DirectoryRows rows);

  [[nodiscard]] std::int64_t version() const { return version_; }
  [[nodiscard]] const std::optional<AuthoritySettings>& settings() const { return settings_; }
  [[nodiscard]] const std::map<std::string, Agency, std::less<>>& agencies() const { return agencies_; }
  [[nodiscard]] const std::map<std::string, Body, std::less<>>& bodies() const { return bodies_; }
  [[nodiscard]] const std::map<std::string, Staff, std::less<>>& staff() const { return staff_; }
  [[nodiscard]] const std::map<std::string, Official, std::less<>>& officials() const { return officials_; }

  // nullptr: unknown.
  [[nodiscard]] const Agency* FindAgency(std::string_view id) const;
  [[nodiscard]] const Body* FindBody(std::string_view id) const;
  [[nodiscard]] const Staff* FindStaff(std::string_view id) const;
  [[nodiscard]] const Official* FindOfficial(std::string_view id) const;
  // Ascending by first day, then by id.
  [[nodiscard]] const std::vector<Position>& PositionsOf(std::string_view official_id) const;
  // The principal post held on the day, or nullptr.
  [[nodiscard]] const Position* PrincipalPostOn(std::string_view official_id, Date day) const;

  // The official with the posts that he holds on the day. Precondition: a known official.
  [[nodiscard]] statute::Person PersonOn(std::string_view official_id, Date day) const;
  // Body -> the official who heads it, for the bodies valid on the day (I-19).
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> HeadsOn(Date day) const;
  // Scope and route under the regulation in force on the day. Before the first regulation: out of scope.
  [[nodiscard]] statute::RouteResult RouteOn(const Law& law, std::string_view official_id, Date day) const;
  // Officials on whose route the body stands on the day, as copy, lead or via's own review (G-02).
  [[nodiscard]] std::vector<std::string> OfficialsRoutedTo(const Law& law, std::string_view body_id, Date day) const;

  // `official`, `<role>:<BODY>` for staff of a body valid on the day, `clerk:AGENCY` for an agency's staff. Empty:
  // unknown.
  [[nodiscard]] std::vector<std::string> RolesOf(std::string_view person_id, Date day) const;

  // What the pure derivation of obligations needs of this official (Điều 4 khoản 1): posts, agencies, law.
  [[nodiscard]] statute::Facts FactsOf(std::string_view authority, const Law& law, std::string_view official_id) const;

 private:
  std::int64_t version_;
  std::optional<AuthoritySettings> settings_;
  std::map<std::string, Agency, std::less<>> agencies_;
  std::map<std::string, Body, std::less<>> bodies_;
  std::map<std::string, Staff, std::less<>> staff_;
  std::map<std::string, Official, std::less<>> officials_;
  std::map<std::string, std::vector<Position>, std::less<>> positions_;
};

// A day on which an official has two principal posts, or posts but no principal one (I-16).
struct PrincipalProblem {
  const Position* position = nullptr;  // the one that should be corrected
  bool two = false;                    // two principal posts; else none
  Date day;                            // first such day
};
// Two principal posts are looked for on every day; a missing one only from `from` on, since old records have gaps.
// At most one problem of each sort. The pointers point into the argument.
std::vector<PrincipalProblem> FindPrincipalProblems(const std::vector<Position>& posts_of_one_official, Date from);

}  // namespace dotpha::registration
