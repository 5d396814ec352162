#include "services/registration/domain/follow_up.h"

#include <algorithm>
#include <utility>

#include "services/registration/domain/content.h"
#include "services/registration/domain/submit.h"

namespace dotpha::registration {
namespace {

constexpr char kFollowUp[] = "follow_up";
constexpr std::size_t kMaxDocumentNumber = 200;
constexpr std::size_t kMaxItems = 1000;
constexpr std::size_t kMaxGradeLength = 32;

Date Today(const Circumstances& circumstances) { return Date::Of(circumstances.received_at); }

// May this caller do it? About one official: `official` only for himself, "<role>:*assessor*" for those of the body
// that assesses him. DOCUMENT_GIVEN is among what is checked of the request.
Result<void> MayFollowUp(const Circumstances& circumstances, const std::string& official_id, const char* action) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, Today(circumstances)));
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(*regulation, kFollowUp));
  const Official* official = circumstances.directory.FindOfficial(official_id);
  const std::string assessor = official == nullptr ? "" : official->assessed_by;
  workflow::Roles roles;
  for (const std::string& token : circumstances.actor_roles) {
    if (token == "official" && circumstances.actor != official_id) {
      continue;
    }
    roles.insert(token);
    const auto colon = token.find(':');
    if (colon != std::string::npos && !assessor.empty() && token.substr(colon + 1) == assessor) {
      roles.insert(token.substr(0, colon) + ":*assessor*");
    }
  }
  const bool own = circumstances.actor == official_id;
  const auto transition = workflow::Apply(*machine, machine->initial, action, roles,
                                          [&](const std::string& guard) { return guard != "NOT_OWN_RECORD" || !own; });
  if (!transition.ok()) {
    return own && transition.error().code == Code::kFailedPrecondition
               ? PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own")
               : transition.error();
  }
  return {};
}

void CheckDocument(const DocumentReference& document, Violations& violations) {
  if (IsBlank(document.number)) {
    violations.Add("document.number", "DOCUMENT_REQUIRED", "the number of the document that this rests on");
  }
  violations.CheckLength("document.number", document.number, kMaxDocumentNumber);
}

void CheckText(const std::string& text, const std::string& field, Violations& violations) {
  if (IsBlank(text)) {
    violations.Add(field, "MISSING_TEXT", "says what it is");
  }
  violations.CheckLength(field, text, kMaxTextLength);
}

void CheckYear(int year, const char* field, const Circumstances& circumstances, Violations& violations) {
  Violations found;
  CheckCycle(year, Today(circumstances), found);
  for (const Violation& violation : found.found()) {
    violations.Add(field, violation.reason, violation.description);
  }
}

bool IsGrade(const std::string& grade) {
  return !grade.empty() && grade.size() <= kMaxGradeLength && std::all_of(grade.begin(), grade.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

FollowUpNote NoteOf(const Circumstances& circumstances, NoteKind kind, std::string id, std::string text) {
  FollowUpNote note;
  note.id = std::move(id);
  note.kind = kind;
  note.text = std::move(text);
  note.recorded_at = circumstances.arrived_at;
  note.recorded_by = circumstances.actor;
  return note;
}

}  // namespace

Result<void> RequireFollowUp(const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, Today(circumstances)));
  DOTPHA_TRY(workflow::Find(*regulation, kFollowUp));
  return {};
}

Result<WorkList> ReportWorkList(const ReportWorkListCommand& command, const std::vector<RegisteredWork>& works,
                                const Circumstances& circumstances) {
  DOTPHA_TRY(MayFollowUp(circumstances, "", "report_list"));
  Violations violations(command.violations);
  CheckYear(command.cycle, "cycle", circumstances, violations);
  CheckDocument(command.document, violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, Today(circumstances)));
  return WorkList{command.new_list_id,      command.cycle,       regulation->routing.to,        command.document,
                  circumstances.arrived_at, circumstances.actor, static_cast<int>(works.size())};
}

Result<std::vector<FollowUpNote>> RecordDirections(const RecordDirectionsCommand& command,
                                                   const std::vector<RegisteredWork>& works,
                                                   const Circumstances& circumstances) {
  DOTPHA_TRY(MayFollowUp(circumstances, "", "direct"));
  Violations violations(command.violations);
  CheckDocument(command.document, violations);
  if (command.items.empty() || command.items.size() > kMaxItems) {
    violations.Add("items", command.items.empty() ? "NO_ITEMS" : "TOO_MANY", "1 to 1000");
    return InvalidArgument(violations.found());
  }
  std::vector<FollowUpNote> notes;
  for (std::size_t i = 0; i < command.items.size(); ++i) {
    const RemarkOnWork& item = command.items[i];
    const std::string row = "items[" + std::to_string(i) + "]";
    CheckText(item.text, row + ".text", violations);
    const auto registered = std::find_if(works.begin(), works.end(),
                                         [&](const RegisteredWork& known) { return known.work.id == item.work_id; });
    if (registered == works.end()) {
      violations.Add(row + ".work_id", "UNKNOWN_WORK", "no such work is registered");
      continue;
    }
    FollowUpNote note = NoteOf(circumstances, NoteKind::kDirection, item.new_note_id, item.text);
    note.official_id = registered->official_id;
    note.cycle = registered->cycle;
    note.work_id = item.work_id;
    note.document = command.document;
    notes.push_back(std::move(note));
  }
  DOTPHA_TRY(violations.Check());
  return notes;
}

Result<FollowUpNote> ReportObstacle(const RemarkOnWork& command, const std::optional<RegisteredWork>& work,
                                    const Circumstances& circumstances) {
  DOTPHA_TRY(MayFollowUp(circumstances, work ? work->official_id : circumstances.actor, "report_obstacle"));
  Violations violations;
  CheckText(command.text, "text", violations);
  if (!work) {
    violations.Add("work_id", "UNKNOWN_WORK", "no such work of the official is registered");
  }
  DOTPHA_TRY(violations.Check());
  FollowUpNote note = NoteOf(circumstances, NoteKind::kObstacle, command.new_note_id, command.text);
  note.official_id = work->official_id;
  note.cycle = work->cycle;
  note.work_id = command.work_id;
  return note;
}

Result<FollowUpNote> RecordResult(const RecordResultCommand& command, bool registered,
                                  const Circumstances& circumstances) {
  DOTPHA_TRY(MayFollowUp(circumstances, command.official_id, "record_result"));
  Violations violations;
  CheckYear(command.cycle, "cycle", circumstances, violations);
  CheckText(command.text, "text", violations);
  DOTPHA_TRY(violations.Check());
  if (!registered) {
    return FailedPrecondition("NOT_REGISTERED", "the official has registered nothing for this year");
  }
  FollowUpNote note = NoteOf(circumstances, NoteKind::kResult, command.new_note_id, command.text);
  note.official_id = command.official_id;
  note.cycle = command.cycle;
  return note;
}

Result<AnnualGrade> RecordAnnualGrade(const RecordGradeCommand& command, const std::optional<AnnualGrade>& known,
                                      const Circumstances& circumstances) {
  DOTPHA_TRY(RequireFollowUp(circumstances));
  Violations violations(command.violations);
  const Official* official = circumstances.directory.FindOfficial(command.official_id);
  if (official == nullptr) {
    violations.Add("official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
    return InvalidArgument(violations.found());
  }
  DOTPHA_TRY(MayFollowUp(circumstances, command.official_id, "record_grade"));
  CheckYear(command.year, "year", circumstances, violations);
  if (!IsGrade(command.grade)) {
    violations.Add("grade", "GRADE_INVALID", "a code of 1 to 32 of A-Z, 0-9 and _");
  }
  CheckDocument(command.document, violations);
  DOTPHA_TRY(violations.Check());
  if ((known ? std::optional(known->revision) : std::nullopt) != command.expected_revision) {
    return EtagMismatch("annual grade of " + command.official_id);
  }
  return AnnualGrade{command.official_id, command.year,
                     command.grade,       official->assessed_by,
                     command.document,    circumstances.arrived_at,
                     circumstances.actor, known ? known->revision + 1 : 1};
}

Result<FactSheet> FactSheetOf(const std::string& official_id, int cycle, const std::vector<RegisteredWork>& works,
                              const std::vector<FollowUpNote>& notes, const std::optional<AnnualGrade>& grade,
                              const Circumstances& circumstances) {
  const Date day = Today(circumstances);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, day));
  DOTPHA_TRY(workflow::Find(*regulation, kFollowUp));
  FactSheet sheet;
  sheet.official_id = official_id;
  sheet.cycle = cycle;
  sheet.registered = !works.empty();
  for (const statute::Category& category : regulation->categories) {
    const auto count = std::count_if(works.begin(), works.end(), [&](const RegisteredWork& registered) {
      return registered.work.category == category.code;
    });
    sheet.works.push_back({category.code, static_cast<int>(count)});
  }
  if (regulation->result_use) {
    sheet.basis = regulation->result_use->wording;
    sheet.important_basis = sheet.registered;
    sheet.barred_from_top_grade = regulation->result_use->condition_of_top_grade && !sheet.registered;
  }
  for (const FollowUpNote& note : notes) {
    if (note.kind == NoteKind::kResult) {
      sheet.result = note.text;
    } else {
      sheet.notes.push_back(note);
    }
  }
  sheet.annual_grade = grade;
  sheet.route = circumstances.directory.RouteOn(circumstances.law, official_id, day);
  return sheet;
}

}  // namespace dotpha::registration
