// What the reporting service keeps: plans, reports, ad hoc requests and reports, appraisals, announcements, evidence
// (Điều 2 khoản 6, Điều 4 khoản 4, Điều 5). Plain values: no SQL, no protobuf, no clock. Shares and completions are
// hundredths of a percent.
//
// `revision` counts the changes of a row and becomes its etag; `version` counts the contents of a document.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/statute/facts.h"

namespace dotpha::reporting {

using statute::DutyKey;

enum class Channel { kElectronic, kPaper };
enum class DeliveryRole { kVia, kCopy };
enum class PlanState { kDraft, kSent, kCorrectionAsked };
enum class ReportState { kSent, kAppraised, kConsolidated };
enum class RequestState { kRequested, kAnswered, kCancelled };
enum class AdHocTrigger { kEvent, kRequest };

// Names of the law file's states: "SENT", "CORRECTION_ASKED".
std::string_view NameOf(PlanState state);
std::string_view NameOf(ReportState state);
std::string_view NameOf(RequestState state);
// INTERNAL UNKNOWN_STATE: the law names a state that this service does not know.
Result<PlanState> ParsePlanState(std::string_view name);
Result<ReportState> ParseReportState(std::string_view name);
Result<RequestState> ParseRequestState(std::string_view name);

struct DocumentReference {
  std::string number;
  std::optional<Date> signed_on;
};

// A paper's proof of arrival.
struct PaperStamp {
  std::optional<Instant> stamped_at;  // "ngày đến" at BTC
  DocumentReference document;
};

// Proof that one recipient got one version of a document.
struct Delivery {
  int version = 0;
  std::string body_id;
  DeliveryRole role = DeliveryRole::kVia;
  Instant delivered_at;

  friend bool operator==(const Delivery&, const Delivery&) = default;
};

struct HistoryEntry {
  Instant recorded_at;
  std::string actor;
  std::string action;
  std::string from_state;
  std::string to_state;
  std::string note;
  int version = 0;
};

// ---- plans -------------------------------------------------------------------------------------------------------

struct PlannedItem {
  std::string id;  // unique within the work
  std::string text;
  std::string product;
  int share_e2 = 0;
  std::vector<std::string> target_ids;
};
struct PlannedMonth {
  int month = 0;  // 1 to 12
  int share_e2 = 0;
  std::vector<PlannedItem> items;
};
struct PlannedQuarter {
  int quarter = 0;  // 1 to 4
  int share_e2 = 0;
  std::vector<PlannedMonth> months;
};
struct PlannedYear {
  int year = 0;
  int share_e2 = 0;
  std::vector<PlannedQuarter> quarters;
};
struct PlannedWork {
  std::string work_id;
  bool stage = false;  // by the assignment, not by the official
  std::vector<PlannedYear> years;
};
struct Coordination {
  std::string work_id;
  std::string arrangement;
  std::vector<std::string> agency_ids;
};
struct PlanContent {
  std::string general_goal;
  std::vector<std::string> specific_goals;
  std::vector<std::string> solutions;
  std::string roadmap;
  std::vector<Coordination> coordination;
  std::vector<PlannedWork> works;
};

// One official's plan for one cycle and occasion.
struct Plan {
  std::string id;  // UUID
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;  // date of the decision, where the duty has one
  PlanState state = PlanState::kDraft;
  PlanContent content;
  Channel channel = Channel::kElectronic;
  std::optional<Instant> received_at;  // first receipt at BTC (I-02); never changed by a correction
  Instant recorded_at;                 // when the system learned of the newest version
  std::string paper_number;
  int version = 0;  // of the content; 0: draft
  std::string regulation_id;
  std::int64_t revision = 0;  // 0: not stored yet
};

// The PLAN duty that the plan discharges.
DutyKey KeyOf(const Plan& plan);

// ---- reports -----------------------------------------------------------------------------------------------------

struct ReportedItem {
  std::string id;
  int completion_e2 = 0;  // cumulative; above 10000 is kept as written (E-13)
  bool estimated = false;
  std::string product;
};
struct ReportedWork {
  std::string work_id;
  std::vector<ReportedItem> items;
  std::string reason;                  // Mẫu 03, column 8
  std::optional<Date> completed_on{};  // of a completion report (RPT_DONE)
};
struct Narrative {
  std::string results;
  std::string difficulties;
  std::string directions;
  std::string proposals;
};
struct SelfLevel {
  std::string overall;
  std::map<std::string, std::string> works;
};
struct ReportContent {
  std::vector<ReportedWork> works;
  Narrative narrative;
  SelfLevel self_level;
};
struct Warning {
  std::string reason;
  std::string field;
  std::string description;
};

// How much of one work's year was done when a report had come: in hundredths of a percent, floored, and exact
// ("345/4").
struct YearCompletion {
  std::string work_id;
  int year = 0;
  int completion_e2 = 0;
  std::string completion_exact;
};

struct Report {
  std::string id;  // UUID
  std::string official_id;
  std::vector<DutyKey> covers;
  ReportState state = ReportState::kSent;
  ReportContent content;
  std::vector<YearCompletion> completion;  // of all planned works, by id; with this version of it
  Channel channel = Channel::kElectronic;
  Instant received_at;  // first receipt
  Instant recorded_at;
  std::string paper_number;
  int version = 0;
  std::string regulation_id;
  std::int64_t revision = 0;
  std::vector<Warning> warnings;
};

// ---- the rest ----------------------------------------------------------------------------------------------------

struct AdHocRequest {
  std::string id;
  std::string official_id;
  std::string requester_body_id;
  std::string subject;
  DocumentReference document;
  std::optional<Date> respond_by;
  RequestState state = RequestState::kRequested;
  Instant requested_at;
  std::int64_t revision = 0;
};

struct AdHocReport {
  std::string id;
  std::string official_id;
  std::optional<AdHocTrigger> trigger;
  std::string request_id;  // of kRequest
  std::optional<Date> event_on;
  std::string subject;
  std::vector<std::string> work_ids;
  std::string what_happened;
  std::optional<int> impact_e2;
  std::string proposal;
  Instant received_at;
  Instant recorded_at;
};

struct Appraisal {
  std::string id;
  std::string body_id;
  std::string period;
  bool general = false;
  std::string remarks;
  Instant appraised_at;
  std::string appraised_by;
  int report_count = 0;
};

struct Announcement {
  std::string id;
  std::string official_id;
  int cycle = 0;
  std::string duty;  // ANN_PLAN, ANN_RESULT
  std::optional<Date> announced_on;
  std::string form;
  std::string place;
  std::string confirmed_by;
  std::string recorded_by;
  Instant recorded_at;
};

struct Evidence {
  std::string id;
  std::string official_id;
  std::string work_id;
  std::string item_id;
  std::string file_name;
  std::string content_type;
  std::string classification;
  std::int64_t size_bytes = 0;
  std::string sha256;  // lower-case hexadecimal
  std::string uploaded_by;
  Instant uploaded_at;
};

struct YearResult {
  std::string official_id;
  std::string work_id;
  int year = 0;
  std::vector<ReportedItem> items;
  DocumentReference document;
};

inline constexpr std::size_t kMaxTextLength = 10'000;
inline constexpr std::size_t kMaxNameLength = 1'000;
inline constexpr std::size_t kMaxDocumentNumber = 200;
inline constexpr int kWholeE2 = 10'000;

}  // namespace dotpha::reporting
