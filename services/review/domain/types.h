// What the review service keeps: what it knows of registrations, the bodies' dossiers and proposals, decisions, and the
// works in the hands of their holders (Điều 4 khoản 2, 3; Điều 5 khoản 2). Plain values: no SQL, no protobuf, no clock.
//
// `revision` counts the changes of a row and becomes its etag. Digests are those of works::ContentDigest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/base/violations.h"
#include "libs/statute/law.h"
#include "libs/statute/work.h"

namespace dotpha::review {

using statute::Work;

struct DocumentReference {
  std::string number;
  std::optional<Date> signed_on;
};

// What every stage needs of a work: no texts.
struct WorkTerms {
  std::string duration;
  std::optional<Date> start;
  std::optional<Date> end;
  std::vector<std::string> target_ids;
  bool multi_agency = false;
  std::string digest;

  friend bool operator==(const WorkTerms&, const WorkTerms&) = default;
};

// ---- what registration told --------------------------------------------------------------------------------------

struct RegisteredWork {
  std::string id;
  WorkTerms terms;
};

struct Registration {
  std::string id;  // UUID
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  int version = 0;
  Instant received_at;
  std::vector<RegisteredWork> works;
};

// ---- proposing ---------------------------------------------------------------------------------------------------

enum class MatterState { kAwaitingProposal, kProposed, kConsolidated, kDecided };

struct Matter {
  std::string official_id;
  int cycle = 0;
  MatterState state = MatterState::kAwaitingProposal;
  std::int64_t revision = 0;  // 0: not stored yet
};

enum class Outcome { kAsRegistered, kNotRegistered, kDifferences };

// Another content than the registered one.
struct ProposedDifference {
  std::string work_id;
  std::string ground;
  Work proposed;
  std::string digest;  // filled by the use case
};

// What a body holds of one registered work as it proposes it (Điều 2 khoản 2). Unset: the regulation asks for none.
struct Judgement {
  std::string work_id;
  std::optional<bool> follows_party_line_and_law;
  std::optional<bool> fits_functions;
  std::optional<bool> arises_from_practice;
  std::string remark;  // why one of them does not hold

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

struct Proposal {
  std::string id;  // UUID
  std::string dossier_id;
  std::string body_id;
  int cycle = 0;
  std::string official_id;
  Outcome outcome = Outcome::kAsRegistered;
  std::vector<ProposedDifference> differences;
  std::vector<std::string> registration_ids;
  Instant received_at;
  bool supplementary = false;
  std::string proposed_by;
  std::vector<Judgement> judgements;  // by work
};

enum class DossierState { kOpen, kSent };

struct Dossier {
  std::string id;  // UUID
  std::string body_id;
  int cycle = 0;
  DossierState state = DossierState::kOpen;
  Instant received_at;  // first sending
  int sendings = 0;
  std::int64_t revision = 0;  // 0: not stored yet
};

struct LateBody {
  std::string body_id;
  Date last_on_time_day;
  int days = 0;
  bool missing = false;

  friend bool operator==(const LateBody&, const LateBody&) = default;
};

struct GeneralReport {
  std::string id;  // UUID
  int cycle = 0;
  std::string dossier_id;
  Instant received_at;
  std::vector<std::string> not_registered;    // officials, ascending
  std::vector<std::string> without_proposal;  // officials, ascending
  std::vector<LateBody> late_bodies;          // by id
  std::vector<std::string> not_judged{};      // officials, ascending
};

// All that lies before whoever proposes or decides about one official in one cycle.
struct OfficialFile {
  Matter matter;
  std::vector<Registration> registrations;  // not withdrawn
  std::optional<Proposal> proposal;         // the latest

  [[nodiscard]] const RegisteredWork* FindRegistered(const std::string& work_id) const;
  // Id of the registration that carries the work; "" if none does.
  [[nodiscard]] std::string RegistrationOf(const std::string& work_id) const;
  [[nodiscard]] const ProposedDifference* FindProposed(const std::string& work_id) const;
  [[nodiscard]] bool HasRegisteredWorks() const;
};

// ---- assigning ---------------------------------------------------------------------------------------------------

enum class Basis { kOrdinary, kSupplement, kNewAppointee, kOpening };
enum class Mode { kNew, kContinue };
enum class Source { kRegistered, kProposed, kStandingCommittee, kPredecessor, kCarryOver, kOpening };
enum class WorkState { kActive, kStopReported, kAwaitingSuccessor, kCompleted, kStopped, kEnded };
enum class ConclusionResult { kUnfinished, kClosed, kGoesOn };

// Why and since when a work is not performed, as the official says (R2.4-EVENTS).
struct Stop {
  std::string reason;  // of the regulation: STOP_OBJECTIVE
  Date stopped_on;
  std::string facts;
};

struct AssignedWork {
  std::string id;
  std::string official_id;  // holder
  int cycle = 0;
  WorkState state = WorkState::kActive;  // as stored: never kEnded
  Basis basis = Basis::kOrdinary;
  Mode mode = Mode::kNew;
  Source source = Source::kRegistered;
  std::string ground;
  std::string decision_id;  // empty: imported
  std::string document_number;
  Date decided_on;
  std::string regulation_id;
  std::optional<Date> notified_on;
  std::string registration_id;
  WorkTerms terms;
  std::optional<Work> content;  // unset: as registered
  int version = 1;
  std::int64_t revision = 1;
  std::optional<Stop> stop{};

  // The state on a day: a running work whose period is over has ended (R3-DURATION).
  [[nodiscard]] WorkState StateOn(Date day) const;
};

struct WorkVersion {
  std::string work_id;
  int version = 1;
  std::string document_number;
  Date decided_on;
  std::optional<Work> content;
  std::string note;
};

// What the Standing Committee concluded on one work (R2.4-CONCLUDE).
struct Conclusion {
  std::string work_id;
  std::string official_id;
  std::string document_number;
  Date concluded_on;
  int completion_e2 = 0;
  ConclusionResult result = ConclusionResult::kUnfinished;
  Date effective_on;
};

struct DecidedWork {
  std::string work_id;
  Mode mode = Mode::kNew;
  Source source = Source::kRegistered;
  std::string ground;
  std::optional<Work> content;  // unset: as registered
};

struct DecisionItem {
  std::string official_id;
  std::optional<Date> notified_on;
  std::vector<DecidedWork> works;
};

struct Decision {
  std::string id;  // UUID
  int cycle = 0;
  Basis basis = Basis::kOrdinary;
  std::string document_number;
  Date decided_on;
  std::vector<DecisionItem> items;
  Instant recorded_at;
  std::string recorded_by;
};

// ---- going on with what was not completed (Điều 2 khoản 5) ---------------------------------------------------------

enum class CarryOverState { kProposed, kDecided };
enum class CarryOverOutcome { kContinue, kEnd };
enum class OtherWork { kNone, kAssign };

// A work whose last year was rated and that was not done to the end.
struct CarryOver {
  std::string work_id;
  int cycle = 0;  // of the rating; it would go on in the next
  std::string official_id;
  bool by_duty = false;  // else offered (I-26)
  Date rated_on;
  CarryOverState state = CarryOverState::kProposed;
  // Once decided:
  std::optional<CarryOverOutcome> outcome{};
  std::optional<OtherWork> other_work{};
  std::string reason{};
  DocumentReference document{};
};

// ---- meeting and directing (Điều 6) --------------------------------------------------------------------------------

enum class MeetingKind { kHalfYear, kAnnual, kNeeded };
enum class MeetingState { kPlanned, kHeld };

struct Direction {
  std::string work_id;
  std::string official_id;  // who held it then
  std::string text;
};

struct Meeting {
  std::string id;  // UUID
  MeetingKind kind = MeetingKind::kNeeded;
  MeetingState state = MeetingState::kPlanned;
  int cycle = 0;
  std::string proposed_by;  // body; "" for a periodic session
  std::string reason;
  DocumentReference proposal;
  std::optional<Date> held_on;
  DocumentReference minutes;
  std::vector<Direction> directions;
  Instant recorded_at;
  std::int64_t revision = 0;  // 0: not stored yet
};

// ---- the register of delegated assignments (Điều 11 khoản 2) -------------------------------------------------------

struct Delegation {
  std::string id;  // UUID
  std::string official_id;
  std::string agency_id;  // who assigns
  int cycle = 0;
  std::vector<std::string> work_names;
  Instant recorded_at;
  std::string recorded_by;
};

// ---- difficulties in carrying the regulation out (Điều 12 khoản 2) --------------------------------------------------

enum class DifficultyState { kReceived, kForwarded, kDecided };

struct Difficulty {
  std::string id;  // UUID
  std::string agency_id;
  DifficultyState state = DifficultyState::kReceived;
  std::string text;
  Instant reported_at;
  std::string reported_by;
  std::string opinion;         // once forwarded
  std::string decision;        // once decided
  DocumentReference document;  // of the decision
  std::int64_t revision = 1;
};

// Names of the law file, the tables and the API ("AWAITING_PROPOSAL", "STANDING_COMMITTEE"), and back.
std::string_view NameOf(MatterState state);
std::string_view NameOf(DossierState state);
std::string_view NameOf(Outcome outcome);
std::string_view NameOf(Basis basis);
std::string_view NameOf(Mode mode);
std::string_view NameOf(Source source);
std::string_view NameOf(WorkState state);
std::string_view NameOf(ConclusionResult result);
std::string_view NameOf(CarryOverState state);
std::string_view NameOf(CarryOverOutcome outcome);
std::string_view NameOf(OtherWork other_work);
std::string_view NameOf(MeetingKind kind);
std::string_view NameOf(MeetingState state);
std::string_view NameOf(DifficultyState state);
std::optional<MatterState> ParseMatterState(std::string_view name);
std::optional<DossierState> ParseDossierState(std::string_view name);
std::optional<Outcome> ParseOutcome(std::string_view name);
std::optional<Basis> ParseBasis(std::string_view name);
std::optional<Mode> ParseMode(std::string_view name);
std::optional<Source> ParseSource(std::string_view name);
std::optional<WorkState> ParseWorkState(std::string_view name);
std::optional<ConclusionResult> ParseConclusionResult(std::string_view name);
std::optional<CarryOverState> ParseCarryOverState(std::string_view name);
std::optional<CarryOverOutcome> ParseCarryOverOutcome(std::string_view name);
std::optional<OtherWork> ParseOtherWork(std::string_view name);
std::optional<MeetingKind> ParseMeetingKind(std::string_view name);
std::optional<MeetingState> ParseMeetingState(std::string_view name);
std::optional<DifficultyState> ParseDifficultyState(std::string_view name);

// Terms of a work that is written out. `digest` is of its content.
WorkTerms TermsOf(const Work& work, std::string digest);

}  // namespace dotpha::review
