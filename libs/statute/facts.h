// Facts: what the services told us, bitemporal. Each carries when it was so (its own dates) and when we learned it
// (`recorded_at`: the moment at which the command arrived at its producer, never when it reached us), so that what was
// right on a day can be told from what we know now. No names, no texts. `source` names the event: "registration#12".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

struct Learned {
  Instant recorded_at;
  std::string source;
};

// Whether `a` was learned after `b`. Of what was learned at one instant, the producer's later event is newer: sources
// of one producer are numbered, so the longer, then the greater one.
[[nodiscard]] inline bool Newer(const Learned& a, const Learned& b) {
  if (a.recorded_at != b.recorded_at) {
    return b.recorded_at < a.recorded_at;
  }
  return a.source.size() != b.source.size() ? b.source.size() < a.source.size() : b.source < a.source;
}

// The three facts below say how things are from recorded_at on; the days before keep what was known of them then. Facts
// further down carry their own dates: a newer version under the same id replaces the older one for all days.
struct AgencyFact {
  Learned learned;
  std::string id;
  std::string workplace_class;
  std::string vertical_field;
  std::string parent;
};

struct BodyFact {
  Learned learned;
  std::string id;
  bool reviewing = false;
  std::string head_official_id;
  Date valid_from;
  std::optional<Date> valid_to;  // last day
};

struct PersonFact {
  Learned learned;
  std::string id;
  bool managed = false;
  bool committee_member = false;
  bool standing_member = false;
  std::string assessed_by{};  // QN2024 only (I-44)
};

struct PostFact {
  Learned learned;
  std::string id;
  std::string official_id;
  std::string agency_id;
  Capacity capacity = Capacity::kHead;
  bool principal = false;
  Date from;
  std::optional<Date> to;  // last day
  PostBasis basis = PostBasis::kAppointed;
};

// What an obligation is about: duty, period, occasion.
struct DutyKey {
  std::string duty;      // REG
  std::string period;    // "2022", "2022-Q1", work id for RPT_STAGE, request id for RPT_ADHOC
  std::string occasion;  // "" or "2021-11-18"

  friend auto operator<=>(const DutyKey&, const DutyKey&) = default;
};

// A submission reached BTC. Received legally at `received_at` (paper: the stamp), learned at learned.recorded_at.
struct ReceiptFact {
  Learned learned;
  std::string id;  // submission id
  std::string debtor_id;
  std::vector<DutyKey> covers;
  Instant received_at;
  std::string document;            // paper number; "" for electronic
  std::optional<Learned> revoked;  // withdrawn by the debtor before its date
};

// The Standing Committee decided the official's level for the cycle (R7.3c): the result is to be announced (R2.6).
struct ResultFact {
  Learned learned;
  std::string official_id;
  int cycle = 0;
  Date decided_on;
};

// The Standing Committee concluded assigning for the cycle (I-51).
struct ConclusionFact {
  Learned learned;
  int cycle = 0;
  Date concluded_on;
};

struct AssignedWork {
  std::string work_id;
  std::string duration;  // 1Y .. TERM
  Date start;
  Date end;
  // What a plan of it must hold to; no date hangs on these.
  std::vector<std::string> target_ids{};
  bool multi_agency = false;
  std::optional<Instant> amended_at{};  // last amendment by the Standing Committee (R5.2-ADJUST)
};

// Works assigned to an official by one decision.
struct AssignmentFact {
  Learned learned;
  std::string id;
  std::string official_id;
  int cycle = 0;
  std::string basis;  // ORDINARY, SUPPLEMENT, NEWAPPT
  Date decided_on;
  std::optional<Date> notified_on;  // the one month starts here where later (I-06)
  std::vector<AssignedWork> works;
  std::string agency_id{};  // where the official worked on that day: told beside him (I-29)
};

// A work left the official: concluded at departure, stopped, completed early, passed on. Last active day = until - 1.
struct WorkEndFact {
  Learned learned;
  std::string official_id;
  std::string work_id;
  Date until;
  std::string reason;  // CONCLUDED, STOPPED, EARLY, PASSED_ON
};

struct DepartureFact {
  Learned learned;
  std::string official_id;
  std::string kind;  // RETIRE, LEAVE, RESIGN, TRANSFER
  Date effective_on;
};

struct RequestFact {
  Learned learned;
  std::string id;
  std::string official_id;
  Date requested_on;
  std::optional<Date> respond_by;
  std::optional<Learned> revoked{};  // whoever asked does not ask any more
};

// People raised a sign of violation (I-35). Nothing derives from it; whom it concerns is told.
struct CaseFact {
  Learned learned;
  std::string id;
  std::string official_id;
  std::string kind;  // NOT_SERIOUS
  std::optional<Date> explain_until;
};

struct OverrideFact {
  Learned learned;
  std::string id;
  std::string duty;
  std::string period;
  Date last_on_time_day;
  std::vector<std::string> official_ids;  // empty: everyone
  std::string document;
};

struct WaiverFact {
  Learned learned;
  std::string official_id;
  DutyKey key;
  std::string document;
};

// Everything known about one authority. Producers append; nothing is ever removed.
struct Facts {
  std::string authority;
  Date live_from{1970, 1, 1};
  std::vector<InForce> law;  // ascending by effective_from; learned like any fact, see InForce
  std::vector<AgencyFact> agencies;
  std::vector<BodyFact> bodies;
  std::vector<PersonFact> persons;
  std::vector<PostFact> posts;
  std::vector<ReceiptFact> receipts;
  std::vector<ConclusionFact> conclusions;
  std::vector<AssignmentFact> assignments;
  std::vector<WorkEndFact> work_ends;
  std::vector<ResultFact> results;
  std::vector<DepartureFact> departures;
  std::vector<RequestFact> requests;
  std::vector<CaseFact> cases;
  std::vector<OverrideFact> overrides;
  std::vector<WaiverFact> waivers;
};

}  // namespace dotpha::statute
