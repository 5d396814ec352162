// Use cases of what follows the registrations of a year under a law that assigns nothing (QN2024: RQ2-LIST, RQ1-USE):
// the list that the Organisation Commission reports, directions, obstacles, results, and the grade of the annual
// review. Who may do what stands in the law's workflow `follow_up`; a law without it knows none of this.
//
// Errors, beside those of workflow::Find and workflow::Apply: INVALID_ARGUMENT CYCLE_OUT_OF_RANGE, DOCUMENT_REQUIRED,
// MISSING_TEXT, FIELD_TOO_LONG, NO_ITEMS, TOO_MANY, UNKNOWN_WORK, UNKNOWN_OFFICIAL, GRADE_INVALID; FAILED_PRECONDITION
// NOT_REGISTERED, NO_REGULATION_IN_FORCE; ABORTED ETAG_MISMATCH; PERMISSION_DENIED OWN_MATTER.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

// A work as one version of its registration has it.
struct RegisteredWork {
  std::string registration_id;
  std::string official_id;
  int cycle = 0;
  int version = 0;
  Work work;
};

struct WorkList {
  std::string id;  // UUID
  int cycle = 0;
  std::string to;
  DocumentReference document;
  Instant reported_at;
  std::string reported_by;
  int work_count = 0;
};

enum class NoteKind { kDirection, kObstacle, kResult };

struct FollowUpNote {
  std::string id;  // UUID
  NoteKind kind = NoteKind::kObstacle;
  std::string official_id;
  int cycle = 0;
  std::string work_id;  // empty: all works of the cycle
  std::string text;
  DocumentReference document;  // of a direction
  Instant recorded_at;
  std::string recorded_by;
};

struct AnnualGrade {
  std::string official_id;
  int year = 0;
  std::string grade;
  std::string rated_by;
  DocumentReference document;
  Instant recorded_at;
  std::string recorded_by;
  std::int64_t revision = 1;
};

struct ReportWorkListCommand {
  int cycle = 0;
  DocumentReference document;
  std::vector<Violation> violations;
  std::string new_list_id;
};
// `works`: those registered for the cycle.
Result<WorkList> ReportWorkList(const ReportWorkListCommand& command, const std::vector<RegisteredWork>& works,
                                const Circumstances& circumstances);

struct RemarkOnWork {
  std::string work_id;
  std::string text;
  std::string new_note_id;
};
struct RecordDirectionsCommand {
  std::vector<RemarkOnWork> items;
  DocumentReference document;
  std::vector<Violation> violations;
};
// `works`: those of the items that are registered.
Result<std::vector<FollowUpNote>> RecordDirections(const RecordDirectionsCommand& command,
                                                   const std::vector<RegisteredWork>& works,
                                                   const Circumstances& circumstances);

// `work`: the registered work, unset where there is none or it is somebody else's.
Result<FollowUpNote> ReportObstacle(const RemarkOnWork& command, const std::optional<RegisteredWork>& work,
                                    const Circumstances& circumstances);

struct RecordResultCommand {
  std::string official_id;
  int cycle = 0;
  std::string text;
  std::string new_note_id;
};
// `registered`: the official has works registered for the cycle.
Result<FollowUpNote> RecordResult(const RecordResultCommand& command, bool registered,
                                  const Circumstances& circumstances);

struct RecordGradeCommand {
  std::string official_id;
  int year = 0;
  std::string grade;
  DocumentReference document;
  std::vector<Violation> violations;
  std::optional<std::int64_t> expected_revision;
};
Result<AnnualGrade> RecordAnnualGrade(const RecordGradeCommand& command, const std::optional<AnnualGrade>& known,
                                      const Circumstances& circumstances);

struct FactSheet {
  struct CategoryCount {
    std::string category;
    int works = 0;
  };
  std::string official_id;
  int cycle = 0;
  bool registered = false;
  std::vector<CategoryCount> works;  // each category of the law, in its order
  std::string result;
  bool important_basis = false;
  std::string basis;
  bool barred_from_top_grade = false;
  std::optional<AnnualGrade> annual_grade;
  statute::RouteResult route;
  std::vector<FollowUpNote> notes;
};
// `works`, `notes` (oldest first) and `grade`: of this official and cycle.
Result<FactSheet> FactSheetOf(const std::string& official_id, int cycle, const std::vector<RegisteredWork>& works,
                              const std::vector<FollowUpNote>& notes, const std::optional<AnnualGrade>& grade,
                              const Circumstances& circumstances);

// Whether the law in force today knows what follows: for those who only read.
Result<void> RequireFollowUp(const Circumstances& circumstances);

}  // namespace dotpha::registration
