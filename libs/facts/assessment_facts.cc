// Events of the assessment service as facts: results decided, bodies' appraisals, and what had come in time after all.
#include <utility>

#include "dotpha/assessment/v1/assessment_events.pb.h"
#include "libs/facts/event_reading.h"
#include "libs/facts/producers.h"

namespace dotpha::facts {
namespace {

namespace v1 = assessment::v1;
using v1::AssessmentEvent;

const std::string kOrganisationCommission = "BTC";
const std::string kStandingCommittee = "BTV";
constexpr char kAnnual[] = "ANNUAL";
constexpr char kEarly[] = "EARLY";

// Whom a case is about: an official, or the agency whose collective it is; the latter owes nothing.
template <typename Event>
const std::string& Concerned(const Event& event) {
  return event.official_id().empty() ? event.agency_id() : event.official_id();
}

class Adder {
 public:
  Adder(const statute::Learned& learned, Knowledge& knowledge) : learned_(learned), k_(knowledge) {}

  Result<void> Add(const AssessmentEvent& event) {
    switch (event.event_case()) {
      case AssessmentEvent::kAppraisalSent:
        return Add(event.appraisal_sent());
      case AssessmentEvent::kRatingDecided:
        return Add(event.rating_decided());
      case AssessmentEvent::kReceivedInFact:
        return Add(event.received_in_fact());
      case AssessmentEvent::kCaseOpened:
        return Add(event.case_opened());
      case AssessmentEvent::kCaseMoved:     // changes nothing in the ledger
      case AssessmentEvent::kClaimDecided:  // nor does what touches percentages alone
      case AssessmentEvent::EVENT_NOT_SET:
        break;
    }
    return Ok{};
  }

 private:
  Result<void> Add(const v1::AppraisalSent& event) {
    DOTPHA_TRY(Require({{"body_id", &event.body_id()}}));
    if (event.cycle() == 0 || !event.has_received_at()) {
      return Missing(event.cycle() == 0 ? "cycle" : "received_at");
    }
    const char* duty = event.general() || event.body_id() == kOrganisationCommission ? "APPRAISE_BTC" : "APPRAISE";
    k_.facts.receipts.push_back({learned_,
                                 learned_.source,
                                 event.body_id(),
                                 {{duty, std::to_string(event.cycle()), ""}},
                                 rpc::FromWire(event.received_at()),
                                 "",
                                 std::nullopt});
    return Ok{};
  }

  Result<void> Add(const v1::RatingDecided& event) {
    DOTPHA_TRY(Require({{"official_id", &event.official_id()}, {"kind", &event.kind()}}));
    if (event.cycle() == 0) {
      return Missing("cycle");
    }
    DOTPHA_ASSIGN(const Date decided_on, rpc::FromWire(event.decided_on()));
    if (!event.level().empty()) {  // else only single works were rated: the official's result is still to come
      k_.facts.results.push_back({learned_, event.official_id(), event.cycle(), decided_on});
    }
    // What is rated early leaves its holder on that day. The review service says so too, once it has heard of it:
    // whoever follows both must not wait for that.
    if (event.kind() == kEarly) {
      for (const auto& [work_id, level] : event.works()) {
        k_.facts.work_ends.push_back({learned_, event.official_id(), work_id, decided_on, kEarly});
      }
    }
    if (event.kind() == kAnnual) {
      k_.facts.receipts.push_back({learned_,
                                   learned_.source,
                                   BodyOr(event.body_id(), kStandingCommittee),
                                   {{"RATE", std::to_string(event.cycle()), ""}},
                                   decided_on.At(),
                                   "",
                                   std::nullopt});
    }
    return Ok{};
  }

  // A candidate's case follows from the ledger, and its notice from the ladder; one that people raised is told here.
  Result<void> Add(const v1::CaseOpened& event) {
    DOTPHA_TRY(Require({{"case_id", &event.case_id()}, {"kind", &event.kind()}}));
    DOTPHA_ASSIGN(const auto explain_until, OptionalDate(event.has_explain_until(), event.explain_until()));
    if (event.candidate_id().empty() && !event.official_id().empty()) {
      k_.facts.cases.push_back({learned_, event.case_id(), event.official_id(), event.kind(), explain_until});
    }
    return Ok{};
  }

  Result<void> Add(const v1::ReceivedInFact& event) {
    DOTPHA_TRY(Require({{"case_id", &event.case_id()}, {"official_id", &event.official_id()}}));
    if (!event.has_received_at() || event.duties().empty()) {
      return Missing(event.has_received_at() ? "duties" : "received_at");
    }
    std::vector<statute::DutyKey> covers;
    for (const auto& duty : event.duties()) {
      DOTPHA_TRY(Require({{"duties.duty", &duty.duty()}, {"duties.period", &duty.period()}}));
      DOTPHA_ASSIGN(const auto occasion, OptionalDate(duty.has_occasion(), duty.occasion()));
      covers.push_back({duty.duty(), duty.period(), occasion ? occasion->ToString() : ""});
    }
    k_.facts.receipts.push_back({learned_, learned_.source, event.official_id(), std::move(covers),
                                 rpc::FromWire(event.received_at()), event.document_number(), std::nullopt});
    return Ok{};
  }

  const statute::Learned& learned_;
  Knowledge& k_;
};

Result<void> Place(FactRow& row) {
  DOTPHA_ASSIGN(const AssessmentEvent event, ParseRow<AssessmentEvent>(row));
  switch (event.event_case()) {
    case AssessmentEvent::kAppraisalSent:
      row.subject = event.appraisal_sent().body_id();
      break;
    case AssessmentEvent::kRatingDecided:
      row.subject = event.rating_decided().official_id();
      break;
    case AssessmentEvent::kCaseOpened:
      row.subject = Concerned(event.case_opened());
      break;
    case AssessmentEvent::kCaseMoved:
      row.subject = Concerned(event.case_moved());
      break;
    case AssessmentEvent::kReceivedInFact:
      row.subject = event.received_in_fact().official_id();
      break;
    case AssessmentEvent::kClaimDecided:
      row.subject = event.claim_decided().official_id();
      break;
    case AssessmentEvent::EVENT_NOT_SET:
      break;
  }
  return Ok{};
}

Result<void> Add(const FactRow& row, const statute::Learned& learned, const FindRegulation& /*find_regulation*/,
                 Knowledge& knowledge) {
  DOTPHA_ASSIGN(const AssessmentEvent event, ParseEvent<AssessmentEvent>(row.data));
  return Adder(learned, knowledge).Add(event);
}

}  // namespace

const Producer kAssessment{"assessment", &Place, &Add};

}  // namespace dotpha::facts
