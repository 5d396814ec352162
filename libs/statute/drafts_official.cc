// Duties of officials: which facts give rise to which obligation (Điều 2, 4, 5; I-07 to I-13, I-24, I-51).
#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "libs/statute/drafts.h"
#include "libs/statute/holdings.h"
#include "libs/statute/scope.h"

namespace dotpha::statute {
namespace {

// Stands for the decision in plan_keys_: the plan of a stage work's second and later years.
const std::string kLaterYear;

// Acting heads are heads (R1.2-SCOPE-ACTING).
bool SameRank(Capacity a, Capacity b) {
  const auto leads = [](Capacity capacity) { return capacity == Capacity::kHead || capacity == Capacity::kActing; };
  return a == b || (leads(a) && leads(b));
}

class Official {
 public:
  Official(const DraftInput& input, const Regulation& regulation)
      : in_(input), known_(*input.known), regulation_(regulation), holdings_(known_, regulation) {
    for (const Duty& duty : regulation.duties) {
      if (duty.trigger == Trigger::kAssignment && plan_code_.empty()) {
        plan_code_ = duty.code;
      }
    }
  }

  std::vector<Draft> Drafts() {
    for (const Duty& duty : regulation_.duties) {
      // The plan's date decides about reports even where plans themselves are not asked for.
      if (duty.debtor == Debtor::kOfficial && (StageWanted(*in_.options, duty) || duty.code == plan_code_)) {
        first_of_duty_ = static_cast<std::ptrdiff_t>(drafts_.size());
        Add(duty);
      }
    }
    ApplyOverrides(known_, drafts_);
    for (const Draft& draft : drafts_) {
      if (draft.key.duty == plan_code_ && draft.day) {
        plan_days_[draft.key] = *draft.day;
      }
    }
    std::vector<Draft> kept;
    for (Draft& draft : drafts_) {
      if (StageWanted(*in_.options, *draft.duty)) {
        draft.owed = IsOwed(draft);
        // What is not owed matters only to another version of the law, or to show an override.
        if (draft.owed || draft.override_in_force != nullptr || in_.facts->law.size() > 1) {
          kept.push_back(std::move(draft));
        }
      }
    }
    return kept;
  }

 private:
  [[nodiscard]] bool WantsCycle(int cycle) const { return in_.first_cycle <= cycle && cycle <= in_.last_cycle; }

  void Add(const Duty& duty) {
    switch (duty.trigger) {
      case Trigger::kCycle:
      case Trigger::kActiveWork:
        return AddEveryCycle(duty);
      case Trigger::kPostStart:
        return AddPostStarts(duty);
      case Trigger::kAssignment:
        return AddAssignments(duty);
      case Trigger::kStageEnd:
        return AddStageEnds(duty);
      case Trigger::kRequest:
        return AddRequests(duty);
      case Trigger::kDeparture:
        return AddDepartures(duty);
      case Trigger::kPlanReceived:
        return AddPlanReceived(duty);
      case Trigger::kResultDecided:
        return AddResults(duty);
      case Trigger::kBody:
      case Trigger::kMeeting:
      case Trigger::kCompletion:  // offered, never owed
        return;
    }
  }

  // Adds the draft of one occurrence and returns its key; nothing, and an empty key, where the law has no date for this
  // case. Of two occurrences with one key the later date counts; of equal dates the hard one.
  DutyKey AddDated(const Duty& duty, const ScheduleEntry& entry, const Occurrence& occurrence,
                   const DeadlineInput& input, DutyKey key, const std::string& occasion, Date arose_on,
                   const std::string& source) {
    Draft draft;
    draft.deadline = FittingDeadline(entry, occurrence);
    if (draft.deadline == nullptr && !entry.deadlines.empty()) {
      return {};
    }
    if (draft.deadline != nullptr) {
      draft.due = DueDayOf(*draft.deadline, input, *in_.calendar);
      if (draft.deadline->occasion_in_id) {
        key.occasion = occasion;
      }
    }
    draft.key = key;
    draft.duty = &duty;
    draft.cycle = input.cycle;
    draft.arose_on = arose_on;
    if (!source.empty()) {
      draft.sources.push_back(source);
    }
    const auto same = std::find_if(drafts_.begin() + first_of_duty_, drafts_.end(),
                                   [&](const Draft& d) { return d.key == draft.key; });
    if (same == drafts_.end()) {
      drafts_.push_back(std::move(draft));
      return key;
    }
    draft.sources.insert(draft.sources.begin(), same->sources.begin(), same->sources.end());
    const auto day = [](const Draft& d) { return d.due ? std::optional<Date>{d.due->last_on_time_day} : std::nullopt; };
    const bool later = day(*same) < day(draft);
    const bool harder = day(*same) == day(draft) && draft.deadline != nullptr && draft.deadline->hard &&
                        same->deadline != nullptr && !same->deadline->hard;
    if (later || harder) {
      *same = std::move(draft);
    } else {
      same->sources = std::move(draft.sources);
    }
    return key;
  }

  static DutyKey KeyOf(const Duty& duty, int cycle, const ScheduleEntry& entry) {
    return {duty.code, std::to_string(cycle) + entry.period_suffix, ""};
  }

  void AddEveryCycle(const Duty& duty) {
    for (int cycle = in_.first_cycle; cycle <= in_.last_cycle; ++cycle) {
      if (duty.trigger == Trigger::kActiveWork && !HasWorkOf(cycle)) {
        continue;
      }
      for (const ScheduleEntry& entry : duty.schedule) {
        AddDated(duty, entry, {}, {cycle, {}, {}, {}}, KeyOf(duty, cycle, entry), "", Date{cycle, 1, 1}, "");
      }
    }
  }

  bool HasWorkOf(int cycle) const {
    return std::any_of(holdings_.all().begin(), holdings_.all().end(),
                       [&](const Holding& holding) { return Holdings::Covers(holding, cycle); });
  }

  void AddPostStarts(const Duty& duty) {
    for (const PostFact* post : known_.posts) {
      const Date threshold{post->from.year(), static_cast<unsigned>(duty.cycle_of_late_post_month),
                           static_cast<unsigned>(duty.cycle_of_late_post_day)};
      const int cycle = post->from.year() + (post->from >= threshold ? 1 : 0);
      if (!WantsCycle(cycle) || !IsNewPostInScope(*post)) {
        continue;
      }
      for (const ScheduleEntry& entry : duty.schedule) {
        AddDated(duty, entry, {"", {}, post->basis}, {cycle, post->from, {}, {}}, KeyOf(duty, cycle, entry),
                 post->from.ToString(), post->from, post->learned.source);
      }
    }
  }

  void AddAssignments(const Duty& duty) {
    for (const ScheduleEntry& entry : duty.schedule) {
      for (const AssignmentFact* assignment : known_.assignments) {
        if (WantsCycle(assignment->cycle)) {
          const int cycle = assignment->cycle;
          const Date told = std::max(assignment->decided_on, assignment->notified_on.value_or(assignment->decided_on));
          plan_keys_[{assignment->id, cycle}] =
              AddDated(duty, entry, {assignment->basis, assignment->decided_on < Date{cycle, 1, 1}, {}},
                       {cycle, told, {}, {}}, KeyOf(duty, cycle, entry), assignment->decided_on.ToString(),
                       assignment->decided_on, assignment->learned.source);
        }
      }
      for (int cycle = in_.first_cycle; cycle <= in_.last_cycle; ++cycle) {
        for (const Holding& holding : holdings_.all()) {
          if (holding.assignment->cycle < cycle && Holdings::Covers(holding, cycle)) {
            plan_keys_[{kLaterYear, cycle}] =
                AddDated(duty, entry, {"ORDINARY", true, {}}, {cycle, holding.assignment->decided_on, {}, {}},
                         KeyOf(duty, cycle, entry), "", Date{cycle, 1, 1}, holding.assignment->learned.source);
          }
        }
      }
    }
  }

  void AddStageEnds(const Duty& duty) {
    for (const Holding& holding : holdings_.all()) {
      const int cycle = holding.work->end.year();
      if (!holding.stage || !WantsCycle(cycle)) {
        continue;
      }
      for (const ScheduleEntry& entry : duty.schedule) {
        AddDated(duty, entry, {}, {cycle, {}, holding.work->end.month(), {}},
                 {duty.code, holding.work->work_id + entry.period_suffix, ""}, "", holding.work->end,
                 holding.assignment->learned.source);
      }
    }
  }

  void AddRequests(const Duty& duty) {
    for (const RequestFact* request : known_.requests) {
      const int cycle = request->requested_on.year();
      if (!WantsCycle(cycle)) {
        continue;
      }
      for (const ScheduleEntry& entry : duty.schedule) {
        AddDated(duty, entry, {}, {cycle, request->requested_on, {}, request->respond_by},
                 {duty.code, request->id + entry.period_suffix, ""}, "", request->requested_on,
                 request->learned.source);
      }
    }
  }

  void AddDepartures(const Duty& duty) {
    for (const auto& [effective_on, learned] : holdings_.StopsOfRunningWork()) {
      if (!WantsCycle(effective_on.year())) {
        continue;
      }
      for (const ScheduleEntry& entry : duty.schedule) {
        AddDated(duty, entry, {}, {effective_on.year(), std::max(effective_on, Date::Of(learned->recorded_at)), {}, {}},
                 {duty.code, effective_on.ToString() + entry.period_suffix, ""}, "", effective_on, learned->source);
      }
    }
  }

  void AddPlanReceived(const Duty& duty) {
    for (int cycle = in_.first_cycle; cycle <= in_.last_cycle; ++cycle) {
      const ReceiptFact* first = nullptr;
      for (const ReceiptFact* receipt : known_.receipts) {
        const bool is_plan = std::any_of(receipt->covers.begin(), receipt->covers.end(), [&](const DutyKey& key) {
          return key.duty == plan_code_ && key.period == std::to_string(cycle);
        });
        if (is_plan && (first == nullptr || receipt->received_at < first->received_at)) {
          first = receipt;
        }
      }
      if (first != nullptr) {
        for (const ScheduleEntry& entry : duty.schedule) {
          AddDated(duty, entry, {}, {cycle, {}, {}, {}}, KeyOf(duty, cycle, entry), "", Date::Of(first->received_at),
                   first->learned.source);
        }
      }
    }
  }

  void AddResults(const Duty& duty) {
    for (const ResultFact* result : known_.results) {
      if (WantsCycle(result->cycle)) {
        for (const ScheduleEntry& entry : duty.schedule) {
          AddDated(duty, entry, {}, {result->cycle, {}, {}, {}}, KeyOf(duty, result->cycle, entry), "",
                   result->decided_on, result->learned.source);
        }
      }
    }
  }

  // ---- what is owed, once L is known ------------------------------------------------------------------------------

  bool IsOwed(Draft& draft) {
    const Date day = draft.day.value_or(draft.arose_on);
    switch (draft.duty->trigger) {
      case Trigger::kCycle:
        if (!InScope(draft.due ? draft.due->last_on_time_day : day) || !InScope(day)) {
          return false;
        }
        NoteScopeSources(draft, day);
        draft.stage_holder = draft.duty->stage_holder_soft_ladder && holdings_.HasStageWork(day, draft.cycle);
        return true;
      case Trigger::kPostStart:
        return InScope(day);
      case Trigger::kAssignment:
        return HoldsPlannedWork(draft, day);
      case Trigger::kActiveWork:
        return HoldsReportableWork(draft, day);
      case Trigger::kStageEnd:
        return std::any_of(holdings_.all().begin(), holdings_.all().end(), [&](const Holding& holding) {
          return holding.stage && IsPeriodOf(*draft.duty, holding.work->work_id, draft.key.period) &&
                 holdings_.IsHeldOn(holding, day);
        });
      default:
        return true;
    }
  }

  static bool IsPeriodOf(const Duty& duty, const std::string& subject, const std::string& period) {
    return std::any_of(duty.schedule.begin(), duty.schedule.end(),
                       [&](const ScheduleEntry& entry) { return subject + entry.period_suffix == period; });
  }

  const Person& PersonOnDay(Date day) {
    auto [found, added] = persons_.try_emplace(day);
    if (added) {
      found->second = PersonOn(*in_.facts, *in_.debtor_id, day, known_.at);
    }
    return found->second;
  }

  bool InScope(const Person& person) const { return ResolveRoute(regulation_, person, {}).scope == ScopeVerdict::kIn; }
  bool InScope(Date day) { return InScope(PersonOnDay(day)); }

  void NoteScopeSources(Draft& draft, Date day) {
    for (const CurrentPost& current : PersonOnDay(day).posts) {
      for (const PostFact* post : known_.posts) {
        if (post->id == current.post_id) {
          draft.sources.push_back(post->learned.source);
        }
      }
    }
  }

  // The post itself brings its holder into scope, and he was not there before: R4.1-LATEAPPT, R2.4-NEWWORK.
  bool IsNewPostInScope(const PostFact& post) {
    Person alone = PersonOnDay(post.from);
    std::erase_if(alone.posts, [&](const CurrentPost& current) { return current.post_id != post.id; });
    if (alone.posts.empty() || !InScope(alone) || !InScope(post.from)) {
      return false;
    }
    const Person& before = PersonOnDay(post.from - 1);
    const bool same_post = std::any_of(before.posts.begin(), before.posts.end(), [&](const CurrentPost& current) {
      return current.agency_id == post.agency_id && SameRank(current.capacity, post.capacity);
    });
    return !InScope(before) || (post.principal && !same_post);
  }

  // A plan is owed as long as one of the works to be planned has not left the official.
  bool HoldsPlannedWork(const Draft& draft, Date day) const {
    return std::any_of(holdings_.all().begin(), holdings_.all().end(), [&](const Holding& holding) {
      return PlanKeyOf(holding, draft.cycle) == draft.key && !holdings_.HasLeft(holding, day);
    });
  }

  // The plan in which the work stands in that cycle.
  DutyKey PlanKeyOf(const Holding& holding, int cycle) const {
    if (!Holdings::Covers(holding, cycle)) {
      return {};
    }
    const auto key = plan_keys_.find({holding.assignment->cycle == cycle ? holding.assignment->id : kLaterYear, cycle});
    return key == plan_keys_.end() ? DutyKey{} : key->second;
  }

  // At least one active work whose plan is due by then (I-08). The decisions that gave it are the sources.
  bool HoldsReportableWork(Draft& draft, Date day) const {
    bool holds = false;
    for (const Holding& holding : holdings_.all()) {
      if (!Holdings::Covers(holding, draft.cycle) || !holdings_.IsHeldOn(holding, day) ||
          !IsPlanDue(holding, draft, day)) {
        continue;
      }
      holds = true;
      const std::string& source = holding.assignment->learned.source;
      if (std::find(draft.sources.begin(), draft.sources.end(), source) == draft.sources.end()) {
        draft.sources.push_back(source);
      }
    }
    return holds;
  }

  bool IsPlanDue(const Holding& holding, const Draft& report, Date day) const {
    if (report.duty->after_duty.empty()) {
      return true;
    }
    const auto plan_day = plan_days_.find(PlanKeyOf(holding, report.cycle));
    return plan_day == plan_days_.end() || plan_day->second <= day;
  }

  const DraftInput& in_;
  const KnownFacts& known_;
  const Regulation& regulation_;
  std::string plan_code_;
  Holdings holdings_;
  std::vector<Draft> drafts_;
  std::ptrdiff_t first_of_duty_ = 0;  // in drafts_, of the duty being added
  std::map<Date, Person> persons_;
  std::map<DutyKey, Date> plan_days_;
  std::map<std::pair<std::string, int>, DutyKey> plan_keys_;  // by decision, or kLaterYear, and cycle
};

}  // namespace

std::vector<Draft> DraftsOfOfficial(const DraftInput& input, const Regulation& regulation) {
  return Official(input, regulation).Drafts();
}

}  // namespace dotpha::statute
