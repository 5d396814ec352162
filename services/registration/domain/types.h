// What the registration service keeps: the directory (people, posts, agencies, bodies, staff), campaigns, deadline
// overrides, waivers, and registrations (Điều 1, Điều 3, Điều 4 khoản 1). Plain values: no SQL, no protobuf, no clock.
//
// `revision` counts the changes of a row and becomes its etag; `version` of a registration counts its content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/base/violations.h"
#include "libs/statute/law.h"
#include "libs/statute/work.h"

namespace dotpha::registration {

using statute::Capacity;
using statute::PostBasis;
using statute::Target;
using statute::Work;

enum class StaffRole { kClerk, kSpecialist, kLeader };

struct Agency {
  std::string id;
  std::string display_name;
  std::string workplace_class;  // a class of the regulation's routing table, e.g. AGENCY_UBND_TINH
  std::string vertical_field;   // only central vertical agencies (I-50)
  std::string parent;           // agency id; may be empty
  std::string email;
  std::int64_t revision = 1;

  friend bool operator==(const Agency&, const Agency&) = default;
};

struct Body {
  std::string id;
  std::string display_name;
  std::string email;
  bool reviewing = false;
  std::string head_official_id;  // self-review (I-19); may be empty
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;  // last day
  std::int64_t revision = 1;

  friend bool operator==(const Body&, const Body&) = default;
};

struct Staff {
  std::string id;
  std::string body_id;    // exactly one of the two
  std::string agency_id;  // an official's clerk
  std::string full_name;
  std::string email;
  StaffRole role = StaffRole::kClerk;
  std::int64_t revision = 1;

  friend bool operator==(const Staff&, const Staff&) = default;
};

struct Official {
  std::string id;
  std::string full_name;
  std::string email;
  bool managed = false;           // by the Standing Committee (Điều 1 khoản 1)
  bool committee_member = false;  // Tỉnh ủy viên
  bool standing_member = false;   // Ủy viên Ban Thường vụ, implies committee_member
  std::string clerk_staff_id;     // gets the official's reminders, may save drafts; may be empty
  std::int64_t revision = 1;
  std::string assessed_by{};  // body of the annual review (I-44); may be empty

  friend bool operator==(const Official&, const Official&) = default;
};

struct Position {
  std::string id;  // UUID
  std::string official_id;
  std::string agency_id;
  std::string title;
  Capacity capacity = Capacity::kHead;
  bool principal = false;  // chức vụ chính (I-16)
  Date from;
  std::optional<Date> to;  // last day; unset: open
  PostBasis basis = PostBasis::kAppointed;
  std::string decision_ref;
  Instant recorded_at;
  std::int64_t revision = 1;

  [[nodiscard]] bool HeldOn(Date day) const { return from <= day && (!to || day <= *to); }
  friend bool operator==(const Position&, const Position&) = default;
};

// A paper that an act rests on.
struct DocumentReference {
  std::string number;
  std::optional<Date> signed_on;

  friend bool operator==(const DocumentReference&, const DocumentReference&) = default;
};

struct RegulationChoice {
  std::string regulation_id;
  Date effective_from;
  DocumentReference document{};  // of the supersession; none of what the authority began with

  friend bool operator==(const RegulationChoice&, const RegulationChoice&) = default;
};

// The tenant: one province.
struct AuthoritySettings {
  std::string display_name;
  Date live_from;  // nothing dated before this day has any consequence (H-17)
  std::vector<RegulationChoice> regulations;
  std::int64_t revision = 1;

  friend bool operator==(const AuthoritySettings&, const AuthoritySettings&) = default;
};

enum class CampaignState { kAnnounced, kConcluded };

struct Campaign {
  int cycle = 0;
  CampaignState state = CampaignState::kAnnounced;
  DocumentReference announcement;
  std::string guidance;
  std::optional<Date> concluded_on;
  DocumentReference conclusion;
  Instant recorded_at;
  std::int64_t revision = 1;
  std::optional<Date> collect_by{};  // informs only (I-44)
};

struct DeadlineOverride {
  std::string id;
  std::string duty;
  std::string period;
  std::optional<Date> last_on_time_day;
  std::vector<std::string> official_ids;  // empty: everyone
  DocumentReference document;
  Instant recorded_at;
};

struct Waiver {
  std::string id;
  std::string official_id;
  std::string duty;
  std::string period;
  std::optional<Date> occasion;
  std::string reason;
  DocumentReference document;
  Instant recorded_at;
};

// ---- registrations -----------------------------------------------------------------------------------------------

enum class RegistrationKind { kNew, kAdditional, kAdjust, kContinueUnchanged };
enum class RegistrationState { kDraft, kSubmitted, kReturned, kWithdrawn };
enum class Channel { kElectronic, kPaper };
enum class DeliveryRole { kAddressee, kVia, kCopy };

// What the official writes.
struct Content {
  std::optional<RegistrationKind> kind;  // unset only in a draft
  std::string field_in_charge;
  std::vector<Work> works;
  std::vector<std::string> adjusts_work_ids;
  std::string reason;

  friend bool operator==(const Content&, const Content&) = default;
};

// One official's registration for one cycle and occasion.
struct Registration {
  std::string id;  // UUID
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;  // late appointee: first day in the post (I-51)
  RegistrationState state = RegistrationState::kDraft;
  Content content;
  Channel channel = Channel::kElectronic;
  std::optional<Instant> received_at;  // first receipt at BTC (I-02); never changed by a correction
  std::optional<Instant> recorded_at;  // when the system learned of it
  std::string paper_number;
  int version = 0;            // of the content; 0: draft
  std::string regulation_id;  // whose workflow this registration follows to its end
  std::int64_t revision = 0;  // 0: not stored yet
};

// A work that the Standing Committee assigned, as the review service tells it.
struct HeldWork {
  std::string id;
  std::string official_id;
  std::string duration;
  Date start;
  Date end;
  std::optional<Date> ended_on;  // left its holder: last active day is the one before
};

// Proof that one recipient got one version (R4.1-COPY).
struct Delivery {
  std::string registration_id;
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

// Names of the API and of the law file ("SUBMITTED", "CONTINUE_UNCHANGED", "head", ...), and back.
std::string_view NameOf(RegistrationState state);
std::string_view NameOf(RegistrationKind kind);
std::string_view NameOf(StaffRole role);
Result<RegistrationState> ParseRegistrationState(std::string_view name);

}  // namespace dotpha::registration
