#include "libs/statute/drafts.h"

#include <algorithm>
#include <utility>

#include "libs/statute/holdings.h"

namespace dotpha::statute {
namespace {

bool Fits(const DeadlineCase& wanted, const Occurrence& occurrence) {
  const auto& bases = wanted.assignment_bases;
  const auto& posts = wanted.post_bases;
  return (bases.empty() || std::find(bases.begin(), bases.end(), occurrence.assignment_basis) != bases.end()) &&
         (!wanted.assigned_before_cycle || wanted.assigned_before_cycle == occurrence.assigned_before_cycle) &&
         (posts.empty() ||
          (occurrence.post_basis && std::find(posts.begin(), posts.end(), *occurrence.post_basis) != posts.end()));
}

// The occasion that an override moves: none for everyone; for named officials their latest one by that day.
std::string OccasionMoved(const OverrideFact& fact, const std::vector<Draft>& drafts) {
  std::string latest;
  if (fact.official_ids.empty()) {
    return latest;
  }
  const std::string recorded_on = Date::Of(fact.learned.recorded_at).ToString();
  for (const Draft& draft : drafts) {
    if (draft.key.duty == fact.duty && draft.key.period == fact.period && draft.key.occasion <= recorded_on) {
      latest = std::max(latest, draft.key.occasion);
    }
  }
  return latest;
}

bool IsValidOn(const BodyFact& body, Date day) {
  return body.valid_from <= day && (!body.valid_to || day <= *body.valid_to);
}

bool OwedByBody(const DraftInput& input, const Regulation& regulation, const Duty& duty, Date day) {
  const BodyFact& body = *input.known->body;
  if (!IsValidOn(body, day)) {
    return false;
  }
  if (duty.debtor == Debtor::kNamedBody) {
    return duty.named_body == body.id;
  }
  // The Organisation Commission's own consolidation is the general one.
  return duty.debtor == Debtor::kReviewingBody && body.reviewing && body.id != regulation.routing.fallback_lead &&
         input.officials->LeadsForAnybody(body.id, day);
}

}  // namespace

const Deadline* FittingDeadline(const ScheduleEntry& entry, const Occurrence& occurrence) {
  const auto found = std::find_if(entry.deadlines.begin(), entry.deadlines.end(),
                                  [&](const Deadline& deadline) { return Fits(deadline.when, occurrence); });
  return found == entry.deadlines.end() ? nullptr : &*found;
}

void ApplyOverrides(const KnownFacts& known, std::vector<Draft>& drafts) {
  for (Draft& draft : drafts) {
    if (draft.due) {
      draft.day = draft.due->last_on_time_day;
    }
  }
  for (const OverrideFact* fact : known.overrides) {
    const std::string occasion = OccasionMoved(*fact, drafts);
    for (Draft& draft : drafts) {
      if (draft.key == DutyKey{fact->duty, fact->period, occasion} && draft.due) {
        draft.day = fact->last_on_time_day;
        draft.override_in_force = fact;
      }
    }
  }
}

namespace {

void AddEveryCycle(const DraftInput& input, const Duty& duty, std::vector<Draft>& drafts) {
  for (int cycle = input.first_cycle; cycle <= input.last_cycle; ++cycle) {
    for (const ScheduleEntry& entry : duty.schedule) {
      Draft draft;
      draft.key = {duty.code, std::to_string(cycle) + entry.period_suffix, ""};
      draft.duty = &duty;
      draft.cycle = cycle;
      draft.arose_on = Date{cycle, 1, 1};
      draft.deadline = FittingDeadline(entry, {});
      if (draft.deadline != nullptr) {
        draft.due = DueDayOf(*draft.deadline, {cycle, {}, {}, {}}, *input.calendar);
      }
      draft.sources.push_back(input.known->body->learned.source);
      drafts.push_back(std::move(draft));
    }
  }
}

// What a body owes because somebody left running works behind: to conclude on them (R2.4-CONCLUDE). Undated.
void AddDepartures(const DraftInput& input, const Regulation& regulation, const Duty& duty,
                   std::vector<Draft>& drafts) {
  for (const auto& [official, facts] : input.officials->WithStops()) {
    const KnownFacts known = KnownAt(facts, official, input.known->at);
    for (const auto& [effective_on, learned] : Holdings(known, regulation).StopsOfRunningWork()) {
      const bool wanted = input.first_cycle <= effective_on.year() && effective_on.year() <= input.last_cycle;
      const DutyKey key{duty.code, official, effective_on.ToString()};
      if (wanted && std::none_of(drafts.begin(), drafts.end(), [&](const Draft& other) { return other.key == key; })) {
        Draft draft;
        draft.key = key;
        draft.duty = &duty;
        draft.cycle = effective_on.year();
        draft.arose_on = effective_on;
        draft.sources.push_back(learned->source);
        drafts.push_back(std::move(draft));
      }
    }
  }
}

}  // namespace

std::vector<Draft> DraftsOfBody(const DraftInput& input, const Regulation& regulation) {
  std::vector<Draft> drafts;
  for (const Duty& duty : regulation.duties) {
    if (duty.debtor == Debtor::kOfficial || !StageWanted(*input.options, duty)) {
      continue;
    }
    if (duty.trigger == Trigger::kBody || duty.trigger == Trigger::kMeeting) {
      AddEveryCycle(input, duty, drafts);
    } else if (duty.trigger == Trigger::kDeparture) {
      AddDepartures(input, regulation, duty, drafts);
    }
  }
  ApplyOverrides(*input.known, drafts);
  for (Draft& draft : drafts) {
    draft.owed = OwedByBody(input, regulation, *draft.duty, draft.day.value_or(draft.arose_on));
  }
  return drafts;
}

}  // namespace dotpha::statute
