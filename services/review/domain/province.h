// The authority as the events of registration tell it: who is who, where his papers go, what law is in force (Điều 1,
// Điều 4 khoản 1, 2). Built from facts once for each change of the directory; then nothing in it changes, and it may be
// asked from many threads.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/directory.h"
#include "libs/statute/facts.h"
#include "libs/statute/scope.h"
#include "libs/statute/slice.h"

namespace dotpha::review {

class Province {
 public:
  // Receipts and assignments among the facts are not asked for: they may be missing.
  Province(statute::Facts facts, statute::Directory directory);

  [[nodiscard]] bool KnowsOfficial(const std::string& id) const { return officials_.count(id) > 0; }
  [[nodiscard]] bool KnowsAgency(const std::string& id) const { return agencies_.count(id) > 0; }
  [[nodiscard]] const std::set<std::string>& officials() const { return officials_; }
  [[nodiscard]] Date live_from() const { return facts_.live_from; }

  // FAILED_PRECONDITION NO_REGULATION_IN_FORCE.
  [[nodiscard]] Result<const statute::Regulation*> RegulationOn(Date day) const;
  // By all that is known.
  [[nodiscard]] statute::RouteResult RouteOn(const std::string& official_id, Date day) const;
  [[nodiscard]] bool InScopeOn(const std::string& official_id, Date day) const;
  // Agency of the principal post held on the day, else of any; "" without a post.
  [[nodiscard]] std::string AgencyOf(const std::string& official_id, Date day) const;
  // Officials on whose route the body stands on the day, as copy or lead, ascending (G-02).
  [[nodiscard]] std::vector<std::string> OfficialsRoutedTo(const std::string& body_id, Date day) const;
  // Officials who named this member of staff their clerk, ascending.
  [[nodiscard]] std::vector<std::string> OfficialsOfClerk(const std::string& staff_id) const;
  // First day after which the official had left for good, by what is known: a departure, or the end of his last post.
  [[nodiscard]] std::optional<Date> LeftOn(const std::string& official_id, Date day) const;
  // First day of the principal post held on the day, else of any; unset without a post.
  [[nodiscard]] std::optional<Date> InPostSince(const std::string& official_id, Date day) const;
  // Officials with a departure effective by that day.
  [[nodiscard]] std::set<std::string> Departed(Date day) const;
  // Who took the principal post that the official held on the eve of `left`, and holds it on the day: the same agency,
  // the same rank (an acting head is a head); "": nobody.
  [[nodiscard]] std::string SuccessorOf(const std::string& official_id, Date left, Date day) const;

  // Agencies that the person heads on the day, acting or not.
  [[nodiscard]] std::vector<std::string> AgenciesHeadedBy(const std::string& person_id, Date day) const;
  // A deputy who is a member of the provincial committee (Điều 11 khoản 2).
  [[nodiscard]] bool IsCommitteeDeputyOn(const std::string& official_id, Date day) const;
  // Whether the official works at the agency, or both belong to localities whose titles may be assigned works there
  // (one row of the regulation names both their classes; the directory does not tell which localities belong together).
  [[nodiscard]] bool WorksUnder(const std::string& official_id, const std::string& agency_id, Date day) const;

  // Last on-time day of the official's ordinary duty to register for the cycle, if he owes it; of the body's duty to
  // consolidate, if it does. After overrides and waivers.
  [[nodiscard]] std::optional<Date> RegistrationDay(const std::string& official_id, int cycle,
                                                    const statute::Calendar& calendar) const;
  [[nodiscard]] std::optional<Date> ConsolidationDay(const std::string& body_id, int cycle,
                                                     const statute::Calendar& calendar) const;
  // Bodies that review, in all their time, ascending.
  [[nodiscard]] std::vector<std::string> ReviewingBodies() const;

 private:
  [[nodiscard]] statute::Person PersonOn(const std::string& person_id, Date day) const;
  [[nodiscard]] std::string ClassOf(const std::string& agency_id) const;
  [[nodiscard]] std::optional<Date> DayOf(const std::string& debtor_id, const std::string& duty, int cycle,
                                          const std::string& stage, const statute::Calendar& calendar) const;

  const statute::Facts facts_;
  const statute::Directory directory_;
  const statute::FactsIndex index_;
  std::set<std::string> officials_;
  std::set<std::string> agencies_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, Date>, std::vector<std::string>> routed_;
};

}  // namespace dotpha::review
