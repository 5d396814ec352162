#include "services/review/domain/tasks.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace dotpha::review {

std::vector<std::string> Newcomers(const Province& province, std::optional<Date> concluded_on, Date today) {
  std::vector<std::string> newcomers;
  if (!concluded_on) {
    return newcomers;  // all are assigned works by the decision to come
  }
  for (const std::string& official : province.officials()) {
    const std::optional<Date> since = province.InPostSince(official, today);
    if (since && *concluded_on < *since && province.InScopeOn(official, today)) {
      newcomers.push_back(official);
    }
  }
  return newcomers;
}

std::vector<Task> Tasks(const std::vector<WaitingWork>& works, const std::vector<std::string>& newcomers,
                        const std::vector<CarryOver>& proposed, const Province& province, Date today) {
  std::map<std::tuple<std::string, Date, TaskKind>, std::set<std::string>> waiting;
  std::set<std::string> holders;
  for (const auto& [work, left_on] : works) {
    if (work.state == WorkState::kAwaitingSuccessor) {
      waiting[{work.official_id, left_on.value_or(work.decided_on), TaskKind::kPassOn}].insert(work.id);
    } else if (work.state == WorkState::kStopReported) {
      waiting[{work.official_id, work.stop->stopped_on, TaskKind::kConclude}].insert(work.id);
      holders.insert(work.official_id);
    } else if (work.state == WorkState::kActive) {
      const std::optional<Date> left = HolderLeftOn(work, today, province);
      if (!left) {
        holders.insert(work.official_id);
      } else if (work.StateOn(*left) == WorkState::kActive) {
        waiting[{work.official_id, *left, TaskKind::kConclude}].insert(work.id);
      }
    }
  }
  for (const std::string& official : newcomers) {
    if (holders.count(official) == 0) {
      waiting[{official, province.InPostSince(official, today).value_or(today), TaskKind::kNewWork}];
    }
  }
  for (const CarryOver& one : proposed) {
    if (one.by_duty) {
      waiting[{one.official_id, one.rated_on, TaskKind::kCarryOver}].insert(one.work_id);
      waiting[{one.official_id, one.rated_on, TaskKind::kConsiderOtherWork}].insert(one.work_id);
    } else {
      waiting[{one.official_id, one.rated_on, TaskKind::kOfferCarryOver}].insert(one.work_id);
    }
  }
  std::vector<Task> tasks;
  for (const auto& [key, work_ids] : waiting) {
    const auto& [official, effective_on, kind] = key;
    Task task{kind, official, effective_on, {work_ids.begin(), work_ids.end()}, ""};
    if (kind == TaskKind::kPassOn) {
      task.successor_id = province.SuccessorOf(official, effective_on, today);
    }
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace dotpha::review
