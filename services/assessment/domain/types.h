// What the assessment service keeps and knows (Điều 7, 8, 10). Plain values: no SQL, no protobuf, no clock. Levels are
// codes of the regulation's bands; percentages are exact; `revision` counts the changes of a row and becomes its etag.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/statute/completion.h"

namespace dotpha::assessment {

// A paper that an act rests on.
struct DocumentReference {
  std::string number;
  std::optional<Date> signed_on;

  [[nodiscard]] bool Given() const { return !number.empty() && signed_on.has_value(); }
  friend bool operator==(const DocumentReference&, const DocumentReference&) = default;
};

struct HistoryEntry {
  Instant recorded_at;
  std::string actor;
  std::string action;  // of the workflow
  std::string from_state;
  std::string to_state;
  std::string note;
};

// ---- what other services told ------------------------------------------------------------------------------------

// A work in the hands of an official.
struct Holding {
  std::string work_id;
  std::string duration;  // 1Y .. TERM
  Date start;
  Date end;                   // last day
  std::optional<Date> until;  // first day on which it is no longer his
  std::string end_reason;     // CONCLUDED, STOPPED, EARLY, PASSED_ON

  friend bool operator==(const Holding&, const Holding&) = default;
};

// What a completion report said of a work, and the body that confirmed it (R7.1-EARLY, I-23).
struct Completion {
  Date completed_on;
  std::string confirmed_by;  // body; "": nobody so far
  std::string proposed_level;

  friend bool operator==(const Completion&, const Completion&) = default;
};

// One work of an official as far as it is known for one cycle.
struct KnownWork {
  Holding holding;
  std::optional<Completion> completion{};   // reported by him
  std::optional<statute::WeightNode> tree;  // of the newest plan up to the cycle; unset: never planned
  std::map<std::string, int> reported;      // item id -> hundredths, the latest up to the cycle
};

// ---- assessments -------------------------------------------------------------------------------------------------

struct VerifiedItem {
  std::string work_id;
  std::string item_id;
  int value_e2 = 0;
  std::string evidence;
  std::string case_id;  // "": found by an appraisal

  friend bool operator==(const VerifiedItem&, const VerifiedItem&) = default;
};

// Of the annual and completion reports (R7.3a-SELF).
struct SelfLevel {
  std::string overall;
  std::map<std::string, std::string> works;
};

// A work's level in one year, as decided.
struct WorkRating {
  std::string work_id;
  int year = 0;
  std::string level;
  std::string percent_exact;  // when decided; "": imported, or nothing was planned
  std::string kind;           // EARLY, ANNUAL, IMPORTED
  std::string difference_reason;
  std::string difference_number;
  Date decided_on;
  std::string decision_number;

  friend bool operator==(const WorkRating&, const WorkRating&) = default;
};

inline constexpr char kAwaitingSelf[] = "AWAITING_SELF";
inline constexpr char kDecided[] = "DECIDED";

// The head of an official's assessment in a cycle. The states are those of the law's workflow "assessment".
struct Assessment {
  std::string official_id;
  int cycle = 0;
  std::string state = kAwaitingSelf;
  std::string proposed_level;
  std::string proposed_by;  // body
  std::string mean_exact;   // with the decision: what it was made on
  std::string suggested_level;
  std::string decided_level;
  std::string decided_kind;  // EARLY, ANNUAL
  std::optional<Date> decided_on;
  DocumentReference decision;
  std::string difference_reason;  // FORCE_MAJEURE, DISHONEST_CORRECTED, OTHER
  DocumentReference difference_document;
  std::int64_t revision = 0;  // 0: not stored yet
};

// ---- claims ------------------------------------------------------------------------------------------------------

// Force majeure or an objective reason (R7.2-FM, I-22). The states are those of the law's workflow "claim".
struct Claim {
  std::string id;  // UUID
  std::string official_id;
  int cycle = 0;
  std::string work_id;
  std::string kind;                   // of the law's claim kinds: FM, OBJECTIVE
  std::vector<std::string> item_ids;  // empty: all that is planned for the cycle's year
  std::string facts;
  std::vector<std::string> evidence;
  std::string state;
  Instant claimed_at;
  std::string claimed_by;
  std::string opinion_body;
  std::string opinion_note;
  std::optional<Date> decided_on;
  DocumentReference decision;
  std::int64_t revision = 1;
};

// Everything that an assessment of one official in one cycle is made of.
struct Record {
  Assessment assessment;
  std::vector<KnownWork> works;        // by work id; each once
  std::vector<VerifiedItem> verified;  // oldest first: what was found last stands
  SelfLevel self;
  std::vector<WorkRating> ratings;  // of these works, of all years up to the cycle
  std::vector<Claim> claims;        // accepted ones of these works, of all cycles up to this one
};

// ---- cases -------------------------------------------------------------------------------------------------------

inline constexpr char kDishonestReport[] = "DISHONEST_REPORT";

struct DishonestReport {
  std::string report_id;
  int report_version = 0;
  std::string work_id;
  std::string item_id;
  int reported_e2 = 0;
  std::optional<int> verified_e2;
};

struct Explanation {
  std::string text;
  Instant given_at;
  bool late = false;
  std::string given_by;
};

inline constexpr char kRaised[] = "RAISED";

// The states are those of the law's workflow "case". No member names a sanction (R10-CONSEQUENCE).
struct Case {
  std::string id;
  std::string official_id;  // exactly one of the two
  std::string agency_id;
  std::string kind;
  std::string sub_code;
  Date conduct_on;  // its regulation governs the case
  Date raised_on;
  Instant raised_at;
  std::string raised_by_body;  // "": the system
  std::string raised_by;
  std::string candidate_id;
  std::optional<Date> last_on_time_day;
  std::vector<std::string> obligation_ids;
  std::string facts;
  std::vector<std::string> evidence;
  std::optional<DishonestReport> dishonest;
  Date explain_until;
  std::vector<Explanation> explanations;
  std::string state;
  std::string proposed_outcome;  // CONFIRM, DISMISS
  std::string proposed_reason;
  std::string proposal_note;
  std::string dismissal_reason;
  std::string dismissal_evidence;
  std::optional<Date> decided_on;
  DocumentReference decision;
  std::optional<Instant> received_at;
  DocumentReference received_document;
  std::int64_t revision = 1;
};

inline constexpr char kConfirm[] = "CONFIRM";
inline constexpr char kDismiss[] = "DISMISS";
inline constexpr char kReceivedInFact[] = "RECEIVED_IN_FACT";

}  // namespace dotpha::assessment
