// What waits for the Standing Committee because somebody left his post, took one, a work had to stop, or was not done
// to the end (Điều 2 khoản 4, 5, Điều 4 khoản 4 điểm b; R2.4-CONCLUDE, R2.4-SUCCESSOR, R2.4-NEWWORK, R4.4b-NEWAPPT,
// I-25, R2.5-CONTINUE, R2.5-OTHER, I-26). Derived from what is known, never stored: done is gone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

enum class TaskKind { kConclude, kPassOn, kNewWork, kCarryOver, kConsiderOtherWork, kOfferCarryOver };

struct Task {
  TaskKind kind = TaskKind::kConclude;
  std::string official_id;
  Date effective_on;
  std::vector<std::string> work_ids;  // ascending
  std::string successor_id;           // of kPassOn

  friend bool operator==(const Task&, const Task&) = default;
};

// A work and, where it was concluded, the day after which its holder had left.
struct WaitingWork {
  AssignedWork work;
  std::optional<Date> left_on;
};

// Who took a post after the Standing Committee had concluded assigning for the year of `today`.
std::vector<std::string> Newcomers(const Province& province, std::optional<Date> concluded_on, Date today);

// `works`: of who departed and of newcomers all that are running, and all that wait or had to stop. `proposed`: what is
// not decided yet. By official, day and kind.
std::vector<Task> Tasks(const std::vector<WaitingWork>& works, const std::vector<std::string>& newcomers,
                        const std::vector<CarryOver>& proposed, const Province& province, Date today);

}  // namespace dotpha::review
