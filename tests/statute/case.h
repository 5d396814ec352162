// Builds the facts of a scenario, told the way SCENARIOS.md tells them. All times are Vietnamese; what carries no time
// of recording was known from the beginning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libs/statute/ledger.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::statute {

class Case {
 public:
  // TQ2021 in force for everything that the scenario is about (FX1); or another law.
  explicit Case(std::string_view in_force_from = "2021-09-01", const Regulation& law = TuyenQuang2021());

  Facts facts;
  DeriveOptions options;

  // Somebody in office since long ago. Capacity: head unless said otherwise.
  void Official(const std::string& id, const std::string& workplace_class, bool committee_member = false,
                Capacity capacity = Capacity::kHead, const std::string& vertical_field = "");
  // Takes a post; the agency of that class is made where needed. Returns the post's id.
  std::string Takes(const std::string& official, const std::string& workplace_class, std::string_view from,
                    std::string_view recorded_at, PostBasis basis = PostBasis::kAppointed,
                    Capacity capacity = Capacity::kHead);
  // Ends the latest post of the official; `departs`: as a move or retirement that stops his works.
  void Leaves(const std::string& official, std::string_view last_day, std::string_view recorded_at,
              const std::string& departs = "");

  static AssignedWork Year(const std::string& id, int year);
  static AssignedWork Stage(const std::string& id, std::string_view start, std::string_view end,
                            const std::string& duration);
  void Assigned(const std::string& official, int cycle, const std::string& basis, std::string_view decided_on,
                std::vector<AssignedWork> works, std::string_view recorded_at = "");
  void WorkEnds(const std::string& official, const std::string& work, std::string_view until, const std::string& reason,
                std::string_view recorded_at);
  void Concluded(int cycle, std::string_view on);

  // Electronic: received and learned at that time. Paper: with the stamp, entered later.
  void Sends(const std::string& debtor, std::vector<DutyKey> covers, std::string_view at);
  void SendsOnPaper(const std::string& debtor, std::vector<DutyKey> covers, std::string_view stamped,
                    std::string_view entered, const std::string& number);
  void Override(const std::string& duty, const std::string& period, std::string_view last_on_time_day,
                std::string_view recorded_at, std::vector<std::string> officials = {});
  void Waive(const std::string& official, DutyKey key, std::string_view recorded_at);

  [[nodiscard]] Ledger At(const std::string& debtor, std::string_view as_of) const;
  // What the notifier would have with only what had been told by then.
  [[nodiscard]] Ledger LiveAt(const std::string& debtor, std::string_view as_of) const;

 private:
  Learned Told(std::string_view recorded_at);
  std::string AgencyOf(const std::string& workplace_class, const std::string& vertical_field);

  int told_ = 0;
};

// The row of the ledger; throws std::out_of_range where there is none, or more than one.
const Obligation& Row(const Ledger& ledger, const std::string& id);
bool Has(const Ledger& ledger, const std::string& id);
// Ids of a cycle's dated obligations with their L: "PLAN:2022 2022-01-24". Without those of the next or last cycle.
std::vector<std::string> DatesOfCycle(const Ledger& ledger, int cycle);
// "ON_TIME", "LATE(6)", "LATE(6) was_missing", "OVERDUE known_late" ...
std::string StateOf(const Ledger& ledger, const std::string& id);
// "LATE OPEN", "MISSING WITHDRAWN OVERRIDDEN" ... of each flag of the obligation, by number.
std::vector<std::string> FlagsOf(const Ledger& ledger, const std::string& id);
// "NOT_REGISTERED 2022-11-30" ...
std::vector<std::string> Candidates(const Ledger& ledger);

}  // namespace dotpha::statute
