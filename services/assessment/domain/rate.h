// The Standing Committee's levels (Điều 7 khoản 3 điểm c; R7.3c-DECIDE), and those of years before the system
// (opening).
#pragma once

#include <string>
#include <vector>

#include "services/assessment/domain/appraise.h"
#include "services/assessment/domain/evaluate.h"

namespace dotpha::assessment {

inline constexpr char kEarlyRating[] = "EARLY";
inline constexpr char kAnnualRating[] = "ANNUAL";
inline constexpr char kImportedRating[] = "IMPORTED";

struct RatingItem {
  struct Work {
    std::string work_id;
    std::string level;
  };
  std::string official_id;
  std::string level;              // "": only works
  std::string difference_reason;  // "": none; FORCE_MAJEURE, DISHONEST_CORRECTED, OTHER
  DocumentReference difference_document;
  std::vector<Work> works;
  std::optional<std::int64_t> expected_revision;
};

struct RatingCommand {
  std::string kind;  // EARLY, ANNUAL; "": not said
  int cycle = 0;
  DocumentReference decision;
  std::optional<Date> decided_on;
  std::vector<BatchEntry<RatingItem>> entries;
  std::vector<Violation> violations;  // of reading
};

struct RatedRecord {
  AssessedRecord assessed;
  std::vector<WorkRating> ratings;  // new ones
};

struct RatingDecision {
  std::vector<RatedRecord> records;
  std::vector<Event> events;
};

// The Committee decides freely, but says why where a level is not that of the verified percentage, or the official's
// not the suggested one (I-40): LEVEL_DIFFERS_WITHOUT_REASON, REASON_DOCUMENT_REQUIRED. Where nothing was planned there
// is nothing to agree with: a reason is needed too. Works that are not named get the level of their percentage together
// with the official's.
// What these ratings leave to be done: annual works by their year, stage works by their stage, in the year that was
// their last. By the level that was decided; what an accepted claim excuses is neither a duty nor offered
// (R2.5-CONTINUE, I-26). By work id.
std::vector<UnfinishedWork> UnfinishedOf(const Record& record, const std::vector<WorkRating>& ratings,
                                         const Evaluation& evaluation, const statute::Regulation& regulation);

Result<RatingDecision> RecordRatings(const RatingCommand& command, const statute::Regulation& regulation,
                                     const Act& act);

struct ImportYearLevelCommand {
  std::string official_id;
  std::string work_id;
  int year = 0;
  std::string level;
  DocumentReference decision;
  std::vector<Violation> violations;
};
// Only for years that began before the authority went live; once per work and year. A right of the commission.
// FAILED_PRECONDITION NOT_BEFORE_LIVE_FROM, ALREADY_RATED.
Result<WorkRating> ImportYearLevel(const ImportYearLevelCommand& command, const Subject& subject, const Record& record,
                                   const statute::Regulation& regulation, Date live_from, const Act& act);

}  // namespace dotpha::assessment
