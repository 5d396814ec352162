#include "services/review/domain/meet.h"

#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr std::size_t kMaxDirections = 1000;
constexpr char kMeeting[] = "meeting";

void CheckMinutes(const RecordMeetingCommand& command, const MeetingsKnown& known, Date today, Violations& violations) {
  if (!command.kind) {
    violations.Add("kind", "KIND_REQUIRED", "the half-year session, the annual one, or one that was needed");
  }
  CheckCycle(command.cycle, today, violations);
  CheckDocument(command.minutes, "minutes", today, violations);
  if (!command.held_on) {
    violations.Add("held_on", "DATE_MISSING", "the day of the session");
  } else if (*command.held_on > today) {
    violations.Add("held_on", "DATE_IN_FUTURE", "the day lies after today");
  }
  if (command.names_one && !command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the proposed session as it was read");
  }
  if (command.names_one && command.kind && *command.kind != MeetingKind::kNeeded) {
    violations.Add("name", "NAME_NOT_ALLOWED", "a periodic session rests on no proposal");
  }
  if (command.directions.size() > kMaxDirections) {
    violations.Add("directions", "TOO_MANY", "at most 1000");
    return;
  }
  for (std::size_t i = 0; i < command.directions.size(); ++i) {
    const std::string row = "directions[" + std::to_string(i) + "]";
    if (known.works.count(command.directions[i].work_id) == 0) {
      violations.Add(row + ".work_id", "WORK_NOT_KNOWN", "no such work is assigned");
    }
    if (IsBlank(command.directions[i].text)) {
      violations.Add(row + ".text", "TEXT_REQUIRED", "what is directed");
    }
    violations.CheckLength(row + ".text", command.directions[i].text, statute::kMaxTextLength);
  }
}

// "2022-H1", "2022-Y" are what MEET is owed for; a session that was needed is owed to nobody.
Result<void> CheckHeldOnce(const RecordMeetingCommand& command, const MeetingsKnown& known) {
  if (*command.kind == MeetingKind::kNeeded && !known.named) {
    return FailedPrecondition("MEETING_NOT_PROPOSED",
                              "a session that is needed rests on a recorded proposal (R6-NEEDED)");
  }
  if (known.periodic.count(*command.kind) > 0) {
    return FailedPrecondition("ALREADY_HELD", "this session of the cycle was entered before")
        .With("kind", std::string(NameOf(*command.kind)))
        .With("cycle", std::to_string(command.cycle));
  }
  return {};
}

}  // namespace

Result<MeetingDecision> ProposeMeeting(const ProposeMeetingCommand& command, const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(*regulation, kMeeting));
  Violations violations(command.violations);
  CheckCycle(command.cycle, circumstances.today(), violations);
  CheckDocument(command.document, "document", circumstances.today(), violations);
  if (IsBlank(command.reason)) {
    violations.Add("reason", "REASON_REQUIRED", "why the Standing Committee should meet");
  }
  violations.CheckLength("reason", command.reason, statute::kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  const auto initial = ParseMeetingState(machine->initial);
  if (!initial) {
    return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
  }
  MeetingDecision decision;
  Meeting& meeting = decision.meeting;
  meeting.id = circumstances.new_id();
  meeting.kind = MeetingKind::kNeeded;
  meeting.state = *initial;
  meeting.cycle = command.cycle;
  meeting.proposed_by = command.body_id;
  meeting.reason = command.reason;
  meeting.proposal = command.document;
  meeting.recorded_at = circumstances.arrived_at;
  meeting.revision = 1;
  return decision;
}

Result<MeetingDecision> RecordMeeting(const RecordMeetingCommand& command, const MeetingsKnown& known,
                                      const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, kMeeting));
  Violations violations(command.violations);
  CheckMinutes(command, known, circumstances.today(), violations);
  DOTPHA_TRY(violations.Check());
  if (known.named && known.named->revision != *command.expected_revision) {
    return EtagMismatch("meetings/" + known.named->id);
  }
  DOTPHA_TRY(CheckHeldOnce(command, known));
  MeetingDecision decision;
  Meeting& meeting = decision.meeting;
  if (known.named) {
    meeting = *known.named;
  } else {
    meeting.id = circumstances.new_id();
    meeting.kind = *command.kind;
    meeting.cycle = command.cycle;
    meeting.recorded_at = circumstances.arrived_at;
  }
  // The guard was asked above, where its answer can say more.
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, kMeeting, "", NameOf(meeting.state), "hold",
                       [](const std::string&) { return true; }));
  const auto next = ParseMeetingState(transition.to);
  if (!next) {
    return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
  }
  meeting.state = *next;
  meeting.held_on = command.held_on;
  meeting.minutes = command.minutes;
  meeting.directions = command.directions;
  for (Direction& direction : meeting.directions) {
    direction.official_id = known.works.at(direction.work_id).official_id;
  }
  meeting.revision += 1;
  decision.events.emplace_back(MeetingHeld{meeting, regulation->BodyActingAs("BTV")});
  return decision;
}

}  // namespace dotpha::review
