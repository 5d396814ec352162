#include "services/registration/domain/record_personnel_event.h"

#include <algorithm>
#include <set>

#include "services/registration/domain/content.h"

namespace dotpha::registration {
namespace {

bool TakesPost(PersonnelEventKind kind) {
  return kind == PersonnelEventKind::kAppoint || kind == PersonnelEventKind::kElect ||
         kind == PersonnelEventKind::kDesignate || kind == PersonnelEventKind::kTransfer;
}

PostBasis BasisOf(PersonnelEventKind kind) {
  switch (kind) {
    case PersonnelEventKind::kElect:
      return PostBasis::kElected;
    case PersonnelEventKind::kDesignate:
      return PostBasis::kDesignated;
    default:
      return PostBasis::kAppointed;
  }
}

std::string_view NameOf(PersonnelEventKind kind) {
  switch (kind) {
    case PersonnelEventKind::kRetire:
      return "RETIRE";
    case PersonnelEventKind::kLeave:
      return "LEAVE";
    case PersonnelEventKind::kResign:
      return "RESIGN";
    default:
      return "TRANSFER";
  }
}

bool Leads(Capacity capacity) { return capacity == Capacity::kHead || capacity == Capacity::kActing; }

void CheckPost(const PersonnelEventCommand& command, const Directory& directory, Violations& violations) {
  if (!TakesPost(*command.kind)) {
    if (command.post) {
      violations.Add("post", "POST_NOT_ALLOWED", "who leaves takes no new post of this authority");
    }
    return;
  }
  if (!command.post) {
    violations.Add("post", "POST_REQUIRED", "the new post");
    return;
  }
  const NewPost& post = *command.post;
  if (directory.FindAgency(post.agency_id) == nullptr) {
    violations.Add("post.agency_id", "UNKNOWN_AGENCY", "no agency of this id is in the directory");
  }
  if (IsBlank(post.title)) {
    violations.Add("post.title", "MISSING_TITLE", "a post has a title");
  }
  violations.CheckLength("post.title", post.title, kMaxNameLength);
  violations.CheckLength("post.decision_ref", post.decision_ref, kMaxNameLength);
  if (!post.capacity) {
    violations.Add("post.capacity", "CAPACITY_REQUIRED", "head, acting, in charge, deputy or member");
  }
  if (post.to && command.effective_on && *post.to < *command.effective_on) {
    violations.Add("post.effective_to", "END_BEFORE_START", "the post ends before it starts");
  }
}

// The official's posts after the event; `ended` gets those that it ends.
std::vector<Position> Apply(const PersonnelEventCommand& command, const Directory& directory,
                            std::vector<Position>& ended, Violations& violations) {
  const Date effective_on = *command.effective_on;
  const std::set<std::string> listed(command.end_position_ids.begin(), command.end_position_ids.end());
  std::set<std::string> found;
  std::vector<Position> posts = directory.PositionsOf(command.official_id);
  for (Position& post : posts) {
    const bool open = !post.to || *post.to >= effective_on;
    const bool ends = listed.count(post.id) > 0 || (listed.empty() && !TakesPost(*command.kind) && open);
    if (!ends) {
      continue;
    }
    found.insert(post.id);
    if (post.from >= effective_on) {
      violations.Add("end_position_ids", "POST_ENDS_BEFORE_START",
                     "the post begins on " + post.from.ToString() + ", which is not before the event");
      continue;
    }
    if (!open) {
      continue;  // it ended before by its own date: nothing is left to end
    }
    post.to = effective_on - 1;
    post.recorded_at = command.arrived_at;
    post.revision += 1;
    ended.push_back(post);
  }
  for (std::size_t i = 0; i < command.end_position_ids.size(); ++i) {
    if (found.count(command.end_position_ids[i]) == 0) {
      violations.Add("end_position_ids[" + std::to_string(i) + "]", "UNKNOWN_POSITION",
                     "the official holds no post of this id");
    }
  }
  return posts;
}

// Leaving a principal post is an event of Điều 2 khoản 4, unless the same agency is led on, from acting to head.
bool IsTransfer(const PersonnelEventCommand& command, const Directory& directory, const std::vector<Position>& after) {
  const Date effective_on = *command.effective_on;
  const Position* before = directory.PrincipalPostOn(command.official_id, effective_on - 1);
  if (before == nullptr) {
    return false;
  }
  const bool still_held = std::any_of(after.begin(), after.end(), [&](const Position& post) {
    return post.id == before->id && post.HeldOn(effective_on);
  });
  const bool leads_on = command.post && command.post->agency_id == before->agency_id && Leads(before->capacity) &&
                        Leads(*command.post->capacity);
  return !still_held && !leads_on;
}

}  // namespace

Result<PersonnelEventDecision> RecordPersonnelEvent(const PersonnelEventCommand& command, const Directory& directory) {
  Violations violations(command.violations);
  if (directory.FindOfficial(command.official_id) == nullptr) {
    violations.Add("official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
  }
  if (!command.effective_on) {
    violations.Add("effective_on", "DATE_MISSING", "the first day of what the event brings");
  }
  if (!command.kind) {
    violations.Add("kind", "KIND_REQUIRED", "what happened");
  } else {
    CheckPost(command, directory, violations);
  }
  violations.CheckLength("document.number", command.document.number, 200);
  DOTPHA_TRY(violations.Check());

  PersonnelEventDecision decision;
  std::vector<Position> after = Apply(command, directory, decision.ended, violations);
  if (!TakesPost(*command.kind) && decision.ended.empty() && violations.empty()) {
    violations.Add("end_position_ids", "NO_OPEN_POST", "the official holds no post on that day");
  }
  if (command.post) {
    const NewPost& post = *command.post;
    decision.position =
        Position{command.new_position_id, command.official_id,
                 post.agency_id,          post.title,
                 *post.capacity,          post.principal,
                 *command.effective_on,   post.to,
                 BasisOf(*command.kind),  post.decision_ref.empty() ? command.document.number : post.decision_ref,
                 command.arrived_at,      1};
    after.push_back(*decision.position);
  }
  for (const PrincipalProblem& problem : FindPrincipalProblems(after, *command.effective_on)) {
    violations.Add(problem.two ? "end_position_ids" : "post.principal",
                   problem.two ? "TWO_PRINCIPAL_POSTS" : "NO_PRINCIPAL_POST",
                   (problem.two ? "two principal posts on " : "no principal post on ") + problem.day.ToString());
  }
  DOTPHA_TRY(violations.Check());

  for (const Position& ended : decision.ended) {
    decision.events.emplace_back(PositionRecorded{ended});
  }
  if (decision.position) {
    decision.events.emplace_back(PositionRecorded{*decision.position});
  }
  if (!TakesPost(*command.kind) || *command.kind == PersonnelEventKind::kTransfer ||
      IsTransfer(command, directory, after)) {
    decision.events.emplace_back(
        DepartureRecorded{command.official_id, std::string(NameOf(*command.kind)), *command.effective_on});
  }
  return decision;
}

}  // namespace dotpha::registration
