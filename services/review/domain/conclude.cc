#include "services/review/domain/conclude.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr int kWholeE2 = 10'000;

bool Always(const std::string& /*guard*/) { return true; }

// The official's work of that id; else nothing, and a violation.
const AssignedWork* FindHeld(const HeldWorks& held, const std::string& work_id, const std::string& official_id,
                             const std::string& field, Violations& violations) {
  const auto found = held.find(work_id);
  if (found == held.end() || found->second.official_id != official_id) {
    violations.Add(field, "WORK_NOT_HELD", "the official holds no such work");
    return nullptr;
  }
  return &found->second;
}

Result<WorkState> Next(const workflow::Transition& transition) {
  const auto next = ParseWorkState(transition.to);
  if (!next) {
    return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
  }
  return *next;
}

// "vì lý do khách quan, bất khả kháng": the reasons that a claim may have. The other events are those of a person.
bool StopsAWork(const statute::Regulation& regulation, const std::string& reason) {
  const bool known = std::any_of(regulation.stop_events.begin(), regulation.stop_events.end(),
                                 [&](const statute::StopEvent& event) { return event.code == reason; });
  return known && std::any_of(regulation.claim_kinds.begin(), regulation.claim_kinds.end(),
                              [&](const statute::ClaimKind& kind) { return reason == "STOP_" + kind.code; });
}

void CheckStop(const StopCommand& command, const HeldWorks& held, const statute::Regulation& regulation, Date today,
               Violations& violations) {
  if (command.work_ids.empty() || command.work_ids.size() > statute::kMaxWorks) {
    violations.Add("work_ids", command.work_ids.empty() ? "NO_WORKS" : "TOO_MANY", "1 to 50 works");
  }
  if (!StopsAWork(regulation, command.reason)) {
    violations.Add("reason", "REASON_UNKNOWN", "not a reason for which the regulation lets a work stop");
  }
  if (!command.stopped_on) {
    violations.Add("stopped_on", "DATE_MISSING", "the first day on which the works are not performed");
  } else if (*command.stopped_on > today) {
    violations.Add("stopped_on", "DATE_IN_FUTURE", "the day lies after today");
  }
  if (IsBlank(command.facts)) {
    violations.Add("facts", "FACTS_REQUIRED", "what happened");
  }
  violations.CheckLength("facts", command.facts, statute::kMaxTextLength);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < command.work_ids.size(); ++i) {
    const std::string field = "work_ids[" + std::to_string(i) + "]";
    if (!seen.insert(command.work_ids[i]).second) {
      violations.Add(field, "DUPLICATE_ID", "the request names this work twice");
      continue;
    }
    const AssignedWork* work = FindHeld(held, command.work_ids[i], command.official_id, field, violations);
    if (work != nullptr && command.stopped_on && *command.stopped_on < work->decided_on) {
      violations.Add("stopped_on", "DATE_OUT_OF_ORDER", "the work was assigned on " + work->decided_on.ToString());
    }
  }
}

void CheckConclusion(const ConcludeCommand& command, const HeldWorks& held, Date today, Violations& violations) {
  CheckDocument(command.document, "document", today, violations);
  if (command.works.empty() || command.works.size() > statute::kMaxWorks) {
    violations.Add("works", command.works.empty() ? "NO_WORKS" : "TOO_MANY", "1 to 50 works");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < command.works.size(); ++i) {
    const WorkToConclude& one = command.works[i];
    const std::string row = "works[" + std::to_string(i) + "]";
    if (!seen.insert(one.work_id).second) {
      violations.Add(row + ".work_id", "DUPLICATE_ID", "the conclusion names this work twice");
    }
    if (!one.expected_revision) {
      violations.Add(row + ".etag", "ETAG_REQUIRED", "the etag of the work as it was read");
    }
    if (!one.completion_e2) {
      violations.Add(row + ".completion_e2", "COMPLETION_REQUIRED", "how much of the work's year is done");
    } else if (*one.completion_e2 < 0 || *one.completion_e2 > kWholeE2) {
      violations.Add(row + ".completion_e2", "COMPLETION_OUT_OF_RANGE", "0 to 10000 hundredths of a percent");
    }
    const AssignedWork* work = FindHeld(held, one.work_id, command.official_id, row + ".work_id", violations);
    if (!one.result) {
      violations.Add(row + ".result", "RESULT_REQUIRED", "unfinished, closed, or going on");
    } else if (work != nullptr && *one.result == ConclusionResult::kGoesOn && !work->stop) {
      violations.Add(row + ".result", "RESULT_NOT_ALLOWED", "only a work that had to stop can go on with its holder");
    }
  }
}

// One work on its way from the request to the record.
class Concluder {
 public:
  Concluder(const ConcludeCommand& command, const statute::Regulation& regulation, const Circumstances& circumstances,
            ConcludeDecision& decision)
      : concluded_on_(*command.document.signed_on),
        document_number_(command.document.number),
        regulation_(regulation),
        circumstances_(circumstances),
        decision_(decision) {}

  Result<void> Add(AssignedWork work, const WorkToConclude& order) {
    if (work.revision != *order.expected_revision) {
      return EtagMismatch("works/" + work.id);
    }
    if (work.state == WorkState::kStopReported) {
      return AddStopped(std::move(work), order);
    }
    return AddLeft(std::move(work), order);
  }

 private:
  Result<WorkState> Take(WorkState from, const char* action) const {
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(circumstances_, regulation_, "work", "", NameOf(from), action, Always));
    return Next(transition);
  }

  Result<void> AddStopped(AssignedWork work, const WorkToConclude& order) {
    const Date stopped_on = work.stop->stopped_on;
    const bool goes_on = *order.result == ConclusionResult::kGoesOn;
    DOTPHA_ASSIGN(work.state, Take(work.state, goes_on ? "resume" : "stop"));
    if (goes_on) {
      work.stop.reset();
    }
    Keep(std::move(work), order, stopped_on, goes_on ? "" : "STOPPED");
    return Ok{};
  }

  // The state on the day on which he left: a work whose period has ended since was running then.
  Result<void> AddLeft(AssignedWork work, const WorkToConclude& order) {
    const std::optional<Date> left = HolderLeftOn(work, concluded_on_, circumstances_.province);
    DOTPHA_ASSIGN(const WorkState concluded, Take(work.StateOn(left.value_or(concluded_on_)), "conclude"));
    if (!left) {
      return FailedPrecondition("HOLDER_IN_OFFICE", "the official has not left the post for which he got the work")
          .With("work_id", work.id)
          .With("official_id", work.official_id);
    }
    work.state = concluded;
    if (*order.result == ConclusionResult::kClosed) {
      DOTPHA_ASSIGN(work.state, Take(concluded, "drop"));
    }
    Keep(std::move(work), order, *left, "CONCLUDED");
    return Ok{};
  }

  void Keep(AssignedWork work, const WorkToConclude& order, Date effective_on, const std::string& ended) {
    work.revision += 1;
    decision_.conclusions.push_back({work.id, work.official_id, document_number_, concluded_on_, *order.completion_e2,
                                     *order.result, effective_on});
    if (!ended.empty()) {
      decision_.events.emplace_back(WorkEnded{work.id, work.official_id, effective_on, ended, order.completion_e2});
    }
    decision_.works.push_back(std::move(work));
  }

  Date concluded_on_;
  std::string document_number_;
  const statute::Regulation& regulation_;
  const Circumstances& circumstances_;
  ConcludeDecision& decision_;
};

}  // namespace

Result<StopDecision> ReportStop(const StopCommand& command, const HeldWorks& held, const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "work"));
  Violations violations(command.violations);
  CheckStop(command, held, *regulation, circumstances.today(), violations);
  DOTPHA_TRY(violations.Check());
  StopDecision decision;
  for (const std::string& id : command.work_ids) {
    AssignedWork work = held.at(id);
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(circumstances, *regulation, "work", "", NameOf(work.StateOn(*command.stopped_on)),
                         "report_stop", Always, work.official_id));
    DOTPHA_ASSIGN(work.state, Next(transition));
    work.stop = Stop{command.reason, *command.stopped_on, command.facts};
    work.revision += 1;
    decision.events.emplace_back(WorkStopReported{work.id, work.official_id, *command.stopped_on, command.reason});
    decision.works.push_back(std::move(work));
  }
  return decision;
}

Result<ConcludeDecision> ConcludeWorks(const ConcludeCommand& command, const HeldWorks& held,
                                       const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "work"));
  Violations violations(command.violations);
  CheckConclusion(command, held, circumstances.today(), violations);
  DOTPHA_TRY(violations.Check());
  ConcludeDecision decision;
  Concluder concluder(command, *regulation, circumstances, decision);
  for (const WorkToConclude& one : command.works) {
    DOTPHA_TRY(concluder.Add(held.at(one.work_id), one));
  }
  std::set<Date> days;
  for (const Conclusion& conclusion : decision.conclusions) {
    days.insert(conclusion.effective_on);
  }
  for (const Date day : days) {
    decision.events.emplace_back(WorksConcluded{circumstances.new_id(), command.official_id, day,
                                                *command.document.signed_on, regulation->BodyActingAs("BTV")});
  }
  return decision;
}

}  // namespace dotpha::review
