// The law as data: the model of one regulation version, as read from regulations/*.textproto by libs/lawfile
// (schema: proto/dotpha/regulation/v1/regulation.proto, which this mirrors one to one). Pure values, no behaviour that
// belongs to a version: what differs between provinces stands in the files.
//
// Every entry cites its article (`article`, e.g. "Điều 4 khoản 1") and its rule of the catalogue (`rule`, e.g.
// "R4.1-DEADLINE"), so that each dated consequence can explain itself.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::statute {

// ---- conditions on a person and one post -------------------------------------------------------------------------

enum class Capacity { kHead, kActing, kInCharge, kDeputy, kMember };
enum class PostBasis { kAppointed, kElected, kDesignated };

// A closed, small predicate: all listed parts must hold; an empty list or unset optional places no demand.
// Agency parts are tested against one post; `any_of` gives alternatives.
struct Condition {
  std::vector<std::string> workplace_classes;
  std::vector<std::string> vertical_fields;
  std::vector<std::string> excluded_vertical_fields;
  std::vector<Capacity> capacities;
  std::optional<bool> managed;           // by the Standing Committee (Điều 1 khoản 1)
  std::optional<bool> committee_member;  // Tỉnh ủy viên
  std::optional<bool> standing_member;   // Ủy viên Ban Thường vụ
  std::optional<bool> has_post;          // any current post at all (I-60)
  std::vector<std::string> assessed_by;  // codes of who assesses the person (QN2024: directly or delegated, I-44)
  std::vector<Condition> any_of;
  std::vector<Condition> with_other;     // another current post of the person satisfies one of these ("kiêm nhiệm")
  std::vector<Condition> without_other;  // no other current post satisfies any of these ("chuyên trách")
};

// ---- scope and routing -------------------------------------------------------------------------------------------

enum class ScopeVerdict { kIn, kOut, kDelegable, kNeedsConfirmation };

// First matching rule decides; a rule matches when one of the person's current posts (or the person, where the
// condition names no post part) satisfies it.
struct ScopeRule {
  std::string rule;
  std::string article;
  Condition when;
  ScopeVerdict verdict = ScopeVerdict::kOut;
  std::string reason;  // for people, Vietnamese
};

// One row of the routing table (RULES 5.1). Rows match post by post; the matched bodies form a set (I-16).
struct RouteRow {
  std::string row;  // "b2"
  std::string rule;
  std::string article;
  Condition when;
  std::string body;               // gets the copy and proposes; may be empty where `to` is given
  std::optional<std::string> to;  // instead of Routing::to and via, for this row (QN2024: delegated collectives)
  std::optional<std::string> via;
  bool to_assessor = false;  // instead of `to`: whoever assesses the person
};

// Lead body: that of the principal post (I-16). Where several bodies match and none by the principal post, and where
// the official heads the lead body (I-19), `fallback_lead`.
struct Routing {
  std::string to;             // primary recipient, "BTV"
  std::string via;            // "BTC"; may be empty
  std::string fallback_lead;  // lead where nothing matched, and in the self-review case (I-19)
  std::string fallback_row;   // "đ"
  std::string fallback_article;
  std::vector<RouteRow> rows;
};

// ---- duties ------------------------------------------------------------------------------------------------------

// What makes a duty arise. One obligation for each occurrence of the trigger, schedule entry and debtor.
enum class Trigger {
  kCycle,          // every cycle, for each official in scope on the last on-time day
  kPostStart,      // appointed, elected, designated into scope after the cycle's ordinary date (R4.1-LATEAPPT, I-51)
  kAssignment,     // the Standing Committee assigned works for the cycle
  kActiveWork,     // the official holds an active work of the cycle (periodic reports, I-08)
  kStageEnd,       // a stage work ends in the cycle
  kRequest,        // an ad hoc request or matter arose
  kDeparture,      // left the post with running works (R2.4)
  kPlanReceived,   // announcement of the plan (R2.6)
  kResultDecided,  // announcement of the result
  kBody,           // every cycle, for each reviewing body with routed officials, or for the body named
  kMeeting,        // informational item of the Standing Committee (R6)
  kCompletion,     // offered when a work is complete early; never dated
};

enum class Unit { kWorkingDays, kMonths };
enum class Anchor { kPostStart, kAssigned, kDepartureOrRecorded, kRequested };
enum class Shift { kNone, kNextWorkingDay };

// "trước ngày 15/11" of cycle + year_offset: the last on-time day is the day before (I-01).
struct FixedDate {
  int year_offset = 0;
  int month = 1;
  int day = 1;
  Shift shift = Shift::kNone;       // shift_fixed (I-03)
  bool month_of_stage_end = false;  // kStageEnd: the stage's last month instead of `month` (TQ2020 Điều 5.1, I-09)
};

// "01 tháng sau khi được giao việc", "5 ngày làm việc": day of the anchor not counted (I-06).
struct Period {
  int count = 0;
  Unit unit = Unit::kMonths;
  Anchor anchor = Anchor::kAssigned;
  Shift shift = Shift::kNextWorkingDay;
};

// Which occurrence of the trigger a deadline is for. Empty parts place no demand.
struct DeadlineCase {
  std::vector<std::string> assignment_bases;  // ORDINARY, SUPPLEMENT, NEWAPPT, OPENING
  std::optional<bool> assigned_before_cycle;  // decided before 01/01 of the cycle
  std::vector<PostBasis> post_bases;
};

// One way to compute a date. The first whose case fits is used; with both parts set, the later date counts (H-19).
struct Deadline {
  DeadlineCase when;
  std::optional<FixedDate> fixed;
  std::optional<Period> period;
  bool set_by_requester = false;  // kRequest: the day named in the request, if any; then neither fixed nor period
  bool hard = true;               // soft ones remind and mark only (P-A)
  bool occasion_in_id = false;    // the anchor's date is the occasion of the obligation id
  std::string basis;              // rule id, TEXT or ANALOGY: shown with the obligation
  std::string article;
  std::string wording;  // "trước ngày 15/11 hằng năm"
};

// Suffix of the period in the obligation id and the date of one occurrence: {"-Q1", ...}, {"", ...}.
struct ScheduleEntry {
  std::string period_suffix;
  std::vector<Deadline> deadlines;  // in order of preference; empty: an undated item
  int first_month = 1;              // months of the year that a periodic report is about
  int last_month = 12;
};

enum class ClosingKind { kNone, kFixedDate, kFirstOfNextMonth };

// When a missing duty counts as "did not come" (NOTICES "Flags", INTERPRETATION 0.1). For a date from a period or an
// override: not before 00:00 of the day after the n-th working day after L.
struct Closing {
  ClosingKind kind = ClosingKind::kNone;
  FixedDate fixed;  // 00:00 of that very day
  int grace_working_days = 5;
};

// Sign of violation raised by the system at the closing point (I-34).
struct CandidateRule {
  std::string violation_kind;  // NOT_REGISTERED
  std::string sub_code;
  bool not_for_stage_holders = false;  // I-13
  bool one_per_date = false;           // one candidate lists all duties with the same L
};

enum class Debtor { kOfficial, kReviewingBody, kNamedBody };

struct Duty {
  std::string code;  // REG, PLAN, RPT_Q, ...
  std::string rule;
  std::string article;
  std::string name;  // Vietnamese, for notices
  Trigger trigger = Trigger::kCycle;
  Debtor debtor = Debtor::kOfficial;
  std::string named_body;  // kNamedBody
  std::string stage;       // service whose events discharge it: registration, review, reporting, assessment
  std::vector<ScheduleEntry> schedule;
  Closing closing;
  std::optional<CandidateRule> candidate;
  bool stage_holder_soft_ladder = false;  // stage-holders get R and O only, no flag (R4.1-STAGEHOLDER)
  int cycle_of_late_post_month = 11;      // kPostStart: E on/after this month/day of Y-1 belongs to cycle Y (I-51)
  int cycle_of_late_post_day = 15;
  std::string after_duty;  // kActiveWork: required iff L >= L of this duty (I-08), e.g. PLAN
  // Duties of other versions that this one carries inside (SELF in RPT_Y): one duty per kind and period, I-30(8).
  std::vector<std::string> includes;
};

// ---- the rest ----------------------------------------------------------------------------------------------------

struct RatingBand {
  std::string level;  // HTXS
  std::string name;
  std::string article;
  int at_least_e2 = 0;  // inclusive lower bound of p in hundredths of a percent; bands are listed best first
};

struct ViolationKind {
  std::string kind;
  std::string name;
  std::string rule;
  std::string article;
};

struct Duration {
  std::string code;  // 1Y
  std::string name;
  int years = 0;  // 0: dates come from the decision (TERM)
  bool stage = false;
};

struct Category {
  std::string code;
  std::string name;
};

// Sums that a plan's weight tree must keep (R4.4a-SUM): level of the parent whose children sum to total_e2.
struct WeightRule {
  std::string rule;
  std::string parent;    // STAGE, YEAR, QUARTER, MONTH
  std::string children;  // YEAR, QUARTER, MONTH, ITEM
  int total_e2 = 10000;
  int max_children = 0;  // 0: any number
};

// A state machine, interpreted by libs/workflow.
struct Workflow {
  struct Transition {
    std::string action;
    std::vector<std::string> from;  // states
    std::string to;
    std::vector<std::string> roles;   // who may act; see policies/permissions.textproto for the meaning
    std::vector<std::string> guards;  // named conditions that the service evaluates, e.g. BEFORE_DEADLINE
    std::string rule;
    std::string article;
  };
  std::string name;  // registration
  std::string rule;
  std::string article;
  std::string initial;
  std::vector<std::string> states;
  std::vector<Transition> transitions;
};

// A field that a submission must carry, with the reason of its absence (R4.1-CONTENT: MISSING_ROADMAP).
struct RequiredField {
  std::string document;  // registration, plan, report
  std::string kind;      // only for this kind of document, e.g. a registration kind; empty: all
  std::string field;     // works.goals
  std::string reason;
  std::string rule;
  std::string article;
  int min_count = 1;
  std::string category{};  // only for works of this category
};

// What may be registered, and what each kind needs.
struct RegistrationKindRule {
  std::string kind;  // NEW
  bool needs_works = false;
  bool needs_adjusts = false;
  bool needs_reason = false;
  bool stage_holders_only = false;
  std::string rule;
  std::string article;
  bool works_optional_when_late = false;  // a late appointee may give a reason instead (I-51)
};

// One provision with its wording. `cite` is what `article` of every entry names: "Điều 4 khoản 1 điểm a".
struct Article {
  std::string cite;
  std::string text;
};

// A body that the regulation names.
struct Body {
  std::string code;  // BCSD
  std::string name;
  bool reviewing = false;  // consolidates, proposes, appraises (Điều 4.2, 5.2, 7.3)
  bool family = false;     // stands for several, "BTV_CAP_UY:<agency>"
  std::string acts_as{};   // how policies and services call it, where that is not its code: "BTC", "@reviewing"
};

// Code under which the regulation knows a body: of "BTV_CAP_UY:huyen-uy-son-ha" what stands before the colon.
std::string_view CodeOfBody(std::string_view body_id);

// What a body has to do in general, without a date (Điều 11).
struct BodyDuty {
  std::string rule;
  std::string article;
  std::vector<std::string> bodies;  // empty: agencies at large
  std::string action;               // LEAD, DELEGATE, CONCRETISE, REVIEW, SUPPORT, INSPECT, SUPERVISE, PROPAGATE
};

// Ground on which a proposal or decision may differ from what was registered (R4.2e-DIFFER, R4.3-DIFFER).
struct DifferenceGround {
  std::string code;  // NOT_CONCRETE_ART3
  std::string name;
  std::vector<std::string> acts;  // proposal, decision
  std::string rule;
  std::string article;
};

// Event that stops an official's running works (R2.4-EVENTS).
struct StopEvent {
  std::string code;  // TRANSFER
  std::string name;
  std::vector<PostBasis> new_work_bases;  // ways into an in-scope post after which new work is given (R2.4-NEWWORK)
  std::string rule;
  std::string article;
};

// Reason outside the official's power, and what it changes once accepted (I-22).
struct ClaimKind {
  std::string code;  // FM, OBJECTIVE
  std::string name;
  bool leaves_percentage = false;  // the part leaves numerator and denominator (R7.2-FM)
  bool no_carry_over = false;      // the work is not continued by duty (R2.5)
  std::string rule;
  std::string article;
};

// A printed form.
struct Form {
  std::string number;  // "Mẫu số 01"
  std::string document;
  std::string title;
  std::string rule;
  std::string article;
};

// Assessed on completion, not at the year's end, when complete before this date of the cycle (R7.1-EARLY).
struct EarlyCompletion {
  FixedDate before;
  std::string rule;
  std::string article;
};

// What a level is a basis for; shown on the fact sheet (R8.1-USE).
struct ResultUse {
  std::string wording;
  bool supports_top_grade_only = false;
  std::string rule;
  std::string article;
  bool condition_of_top_grade = false;
};

struct Regulation {
  std::string id;  // TQ2021
  std::string title;
  std::string document;  // number and date where known
  std::string file;      // where it was read from
  std::vector<std::string> supersedes;
  std::vector<std::string> workplace_classes;
  std::vector<std::string> vertical_fields;
  std::vector<ScopeRule> scope;
  Routing routing;
  std::vector<Duty> duties;
  std::vector<Workflow> workflows;
  std::vector<RatingBand> bands;
  std::vector<ViolationKind> violations;
  std::vector<Duration> durations;
  std::vector<Category> categories;
  std::vector<WeightRule> weights;
  std::vector<RequiredField> required_fields;
  std::vector<RegistrationKindRule> registration_kinds;
  std::vector<std::string> classifications;  // accepted ones: "thường"
  std::vector<Article> articles;
  std::vector<Body> bodies;
  std::vector<BodyDuty> body_duties;
  std::vector<DifferenceGround> difference_grounds;
  std::vector<StopEvent> stop_events;
  std::vector<ClaimKind> claim_kinds;
  std::vector<Form> forms;
  std::optional<EarlyCompletion> early_completion;
  std::optional<ResultUse> result_use;
  int explain_working_days = 10;  // I-35
  std::string unknown_act_reason = "NOT_IN_REGULATION";

  // The first duty of that code, or nullptr. A code may stand for two entries with different triggers (REG: every
  // cycle, and after a late appointment): give the trigger to tell them apart.
  [[nodiscard]] const Duty* FindDuty(const std::string& code) const;
  [[nodiscard]] const Duty* FindDuty(const std::string& code, Trigger trigger) const;
  [[nodiscard]] const Workflow* FindWorkflow(const std::string& name) const;
  [[nodiscard]] const Article* FindArticle(const std::string& cite) const;
  [[nodiscard]] const Body* FindBody(const std::string& code) const;
  [[nodiscard]] const Duration* FindDuration(const std::string& code) const;
  // The body that the policies and services call so: "BTC" is "TOCHUC" where a body of the file acts as BTC, else
  // "BTC".
  [[nodiscard]] std::string BodyActingAs(const std::string& name) const;
  // Months of the parts into which a plan divides a year: 3 where they are quarters.
  [[nodiscard]] int MonthsOfPart() const;
};

// A regulation with the days on which it is in force for one authority (R0-VERSION).
struct InForce {
  const Regulation* regulation = nullptr;  // owned by the catalogue, which outlives every user
  Date effective_from;
  // Since when it is known to be; what the authority began with was always known.
  Instant recorded_at = Instant::Min();
};

// Of all bodies that act as another: the code, and as what.
std::map<std::string, std::string> ActsAs(const std::vector<InForce>& law);

}  // namespace dotpha::statute
