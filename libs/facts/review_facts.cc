// Events of the review service as facts: the bodies' own duties met, works assigned, amended, ended.
#include <algorithm>
#include <map>
#include <utility>

#include "dotpha/review/v1/review_events.pb.h"
#include "libs/facts/event_reading.h"
#include "libs/facts/producers.h"

namespace dotpha::facts {
namespace {

namespace v1 = review::v1;
using v1::ReviewEvent;

const std::string kOrganisationCommission = "BTC";
const std::string kStandingCommittee = "BTV";
constexpr char kOrdinary[] = "ORDINARY";
constexpr char kHalfYear[] = "HALF_YEAR";
constexpr char kNeeded[] = "NEEDED";

Result<statute::AssignedWork> FromWire(const v1::AssignedWork& work) {
  DOTPHA_TRY(Require({{"works.work_id", &work.work_id()}, {"works.duration", &work.duration()}}));
  DOTPHA_ASSIGN(const Date start, rpc::FromWire(work.start_on()));
  DOTPHA_ASSIGN(const Date end, rpc::FromWire(work.end_on()));
  return statute::AssignedWork{
      work.work_id(),     work.duration(), start, end, {work.target_ids().begin(), work.target_ids().end()},
      work.multi_agency()};
}

class Adder {
 public:
  Adder(const statute::Learned& learned, Knowledge& knowledge) : learned_(learned), k_(knowledge) {}

  Result<void> Add(const ReviewEvent& event) {
    switch (event.event_case()) {
      case ReviewEvent::kProposalsSent:
        return Add(event.proposals_sent());
      case ReviewEvent::kGeneralReportSent:
        return Add(event.general_report_sent());
      case ReviewEvent::kDecisionRecorded:
        return Add(event.decision_recorded());
      case ReviewEvent::kWorksAssigned:
        return Add(event.works_assigned());
      case ReviewEvent::kWorkAmended:
        return Add(event.work_amended());
      case ReviewEvent::kWorkEnded:
        return Add(event.work_ended());
      case ReviewEvent::kWorkStopReported:
        return Add(event.work_stop_reported());
      case ReviewEvent::kWorksConcluded:
        return Add(event.works_concluded());
      case ReviewEvent::kMeetingHeld:
        return Add(event.meeting_held());
      case ReviewEvent::kOfficialNotified:
        return Add(event.official_notified());
      case ReviewEvent::kDecisionNotified:
        return Add(event.decision_notified());
      case ReviewEvent::EVENT_NOT_SET:
        break;
    }
    return Ok{};
  }

 private:
  void Discharge(std::string id, const std::string& body, const char* duty, int cycle, Instant received_at) {
    k_.facts.receipts.push_back(
        {learned_, std::move(id), body, {{duty, std::to_string(cycle), ""}}, received_at, "", std::nullopt});
  }

  Result<void> Add(const v1::ProposalsSent& event) {
    DOTPHA_TRY(Require({{"dossier_id", &event.dossier_id()}, {"body_id", &event.body_id()}}));
    if (event.cycle() == 0 || !event.has_received_at()) {
      return Missing(event.cycle() == 0 ? "cycle" : "received_at");
    }
    if (!event.supplementary()) {
      Discharge(event.dossier_id(), event.body_id(), "CONS", event.cycle(), rpc::FromWire(event.received_at()));
    }
    return Ok{};
  }

  Result<void> Add(const v1::GeneralReportSent& event) {
    DOTPHA_TRY(Require({{"report_id", &event.report_id()}}));
    if (event.cycle() == 0 || !event.has_received_at()) {
      return Missing(event.cycle() == 0 ? "cycle" : "received_at");
    }
    Discharge(event.report_id(), BodyOr(event.body_id(), kOrganisationCommission), "CONS_BTC", event.cycle(),
              rpc::FromWire(event.received_at()));
    return Ok{};
  }

  // The decision on everybody's works is what is due; one on a single appointee may come before it or long after.
  Result<void> Add(const v1::DecisionRecorded& event) {
    DOTPHA_TRY(Require({{"decision_id", &event.decision_id()}, {"basis", &event.basis()}}));
    if (event.cycle() == 0) {
      return Missing("cycle");
    }
    DOTPHA_ASSIGN(const Date decided_on, rpc::FromWire(event.decided_on()));
    DOTPHA_ASSIGN(const auto notified_on, OptionalDate(event.has_notified_on(), event.notified_on()));
    if (event.basis() == kOrdinary) {
      Discharge(event.decision_id(), BodyOr(event.body_id(), kStandingCommittee), "DECIDE", event.cycle(),
                decided_on.At());
      if (notified_on) {
        Discharge(event.decision_id(), event.notified_by(), "NOTIFY", event.cycle(), notified_on->At());
      }
    }
    return Ok{};
  }

  Result<void> Add(const v1::DecisionNotified& event) {
    DOTPHA_TRY(Require(
        {{"decision_id", &event.decision_id()}, {"basis", &event.basis()}, {"notified_by", &event.notified_by()}}));
    if (event.cycle() == 0) {
      return Missing("cycle");
    }
    DOTPHA_ASSIGN(const Date notified_on, rpc::FromWire(event.notified_on()));
    if (event.basis() == kOrdinary) {
      Discharge(event.decision_id(), event.notified_by(), "NOTIFY", event.cycle(), notified_on.At());
    }
    return Ok{};
  }

  // The newest version of each assignment of these works, with the day on which he was told (I-06).
  Result<void> Add(const v1::OfficialNotified& event) {
    DOTPHA_TRY(Require({{"decision_id", &event.decision_id()}, {"official_id", &event.official_id()}}));
    DOTPHA_ASSIGN(const Date notified_on, rpc::FromWire(event.notified_on()));
    std::map<std::string, statute::AssignmentFact> newest;  // by id
    for (const statute::AssignmentFact& assignment : k_.facts.assignments) {
      const bool named = std::any_of(assignment.works.begin(), assignment.works.end(), [&](const auto& work) {
        return std::count(event.work_ids().begin(), event.work_ids().end(), work.work_id) > 0;
      });
      if (assignment.official_id == event.official_id() && named) {
        newest[assignment.id] = assignment;
      }
    }
    for (auto& [id, assignment] : newest) {  // none when read by itself: what it dates lies in another row
      if (!assignment.notified_on) {
        assignment.learned = learned_;
        assignment.notified_on = notified_on;
        k_.facts.assignments.push_back(std::move(assignment));
      }
    }
    return Ok{};
  }

  Result<void> Add(const v1::WorksAssigned& event) {
    DOTPHA_TRY(Require(
        {{"assignment_id", &event.assignment_id()}, {"official_id", &event.official_id()}, {"basis", &event.basis()}}));
    if (event.cycle() == 0 || event.works().empty()) {
      return Missing(event.cycle() == 0 ? "cycle" : "works");
    }
    statute::AssignmentFact assignment;
    assignment.learned = learned_;
    assignment.id = event.assignment_id();
    assignment.official_id = event.official_id();
    assignment.cycle = event.cycle();
    assignment.basis = event.basis();
    DOTPHA_ASSIGN(assignment.decided_on, rpc::FromWire(event.decided_on()));
    DOTPHA_ASSIGN(assignment.notified_on, OptionalDate(event.has_notified_on(), event.notified_on()));
    assignment.agency_id = event.agency_id();
    for (const v1::AssignedWork& work : event.works()) {
      DOTPHA_ASSIGN(statute::AssignedWork assigned, FromWire(work));
      assignment.works.push_back(std::move(assigned));
    }
    k_.facts.assignments.push_back(std::move(assignment));
    return Ok{};
  }

  // The newest version of the assignment that holds the work, with the work as it is now.
  Result<void> Add(const v1::WorkAmended& event) {
    DOTPHA_TRY(Require({{"work_id", &event.work_id()}, {"official_id", &event.official_id()}}));
    DOTPHA_ASSIGN(statute::AssignedWork amended, FromWire(event.work()));
    amended.amended_at = learned_.recorded_at;
    const auto holds = [&event](const statute::AssignmentFact& assignment) {
      return assignment.official_id == event.official_id() &&
             std::any_of(assignment.works.begin(), assignment.works.end(),
                         [&event](const statute::AssignedWork& work) { return work.work_id == event.work_id(); });
    };
    auto& assignments = k_.facts.assignments;
    const auto newest = std::find_if(assignments.rbegin(), assignments.rend(), holds);
    if (newest == assignments.rend()) {
      return Ok{};  // read by itself: what it amends lies in another row
    }
    statute::AssignmentFact version = *newest;
    version.learned = learned_;
    std::replace_if(
        version.works.begin(), version.works.end(),
        [&event](const statute::AssignedWork& work) { return work.work_id == event.work_id(); }, amended);
    assignments.push_back(std::move(version));
    return Ok{};
  }

  Result<void> Add(const v1::WorkEnded& event) {
    DOTPHA_TRY(
        Require({{"work_id", &event.work_id()}, {"official_id", &event.official_id()}, {"reason", &event.reason()}}));
    DOTPHA_ASSIGN(const Date until, rpc::FromWire(event.until()));
    k_.facts.work_ends.push_back({learned_, event.official_id(), event.work_id(), until, event.reason()});
    return Ok{};
  }

  Result<void> Add(const v1::WorkStopReported& event) {
    DOTPHA_TRY(Require({{"work_id", &event.work_id()}, {"official_id", &event.official_id()}}));
    DOTPHA_ASSIGN(const Date stopped_on, rpc::FromWire(event.stopped_on()));
    k_.facts.work_ends.push_back({learned_, event.official_id(), event.work_id(), stopped_on, "STOP_REPORTED"});
    return Ok{};
  }

  // The Standing Committee owes a conclusion on each official and day.
  Result<void> Add(const v1::WorksConcluded& event) {
    DOTPHA_TRY(Require({{"conclusion_id", &event.conclusion_id()}, {"official_id", &event.official_id()}}));
    DOTPHA_ASSIGN(const Date effective_on, rpc::FromWire(event.effective_on()));
    DOTPHA_ASSIGN(const Date concluded_on, rpc::FromWire(event.concluded_on()));
    k_.facts.receipts.push_back({learned_,
                                 event.conclusion_id(),
                                 BodyOr(event.body_id(), kStandingCommittee),
                                 {{"CONCLUDE", event.official_id(), effective_on.ToString()}},
                                 concluded_on.At(),
                                 "",
                                 std::nullopt});
    return Ok{};
  }

  // A session that was needed is nobody's duty (R6-NEEDED).
  Result<void> Add(const v1::MeetingHeld& event) {
    DOTPHA_TRY(Require({{"meeting_id", &event.meeting_id()}, {"kind", &event.kind()}}));
    DOTPHA_ASSIGN(const Date held_on, rpc::FromWire(event.held_on()));
    const std::string period = std::to_string(event.cycle()) + (event.kind() == kHalfYear ? "-H1" : "-Y");
    if (event.kind() != kNeeded) {
      k_.facts.receipts.push_back({learned_,
                                   event.meeting_id(),
                                   BodyOr(event.body_id(), kStandingCommittee),
                                   {{"MEET", period, ""}},
                                   held_on.At(),
                                   "",
                                   std::nullopt});
    }
    return Ok{};
  }

  const statute::Learned& learned_;
  Knowledge& k_;
};

Result<void> Place(FactRow& row) {
  DOTPHA_ASSIGN(const ReviewEvent event, ParseRow<ReviewEvent>(row));
  switch (event.event_case()) {
    case ReviewEvent::kProposalsSent:
      row.subject = event.proposals_sent().body_id();
      break;
    case ReviewEvent::kGeneralReportSent:
      row.subject = BodyOr(event.general_report_sent().body_id(), kOrganisationCommission);
      break;
    case ReviewEvent::kDecisionRecorded:
      row.subject = BodyOr(event.decision_recorded().body_id(), kStandingCommittee);
      break;
    case ReviewEvent::kWorksAssigned:
      row.subject = event.works_assigned().official_id();
      break;
    case ReviewEvent::kWorkAmended:
      row.subject = event.work_amended().official_id();
      break;
    case ReviewEvent::kWorkEnded:
      row.subject = event.work_ended().official_id();
      break;
    case ReviewEvent::kWorkStopReported:
      row.subject = event.work_stop_reported().official_id();
      break;
    case ReviewEvent::kWorksConcluded:
      row.subject = BodyOr(event.works_concluded().body_id(), kStandingCommittee);
      break;
    case ReviewEvent::kMeetingHeld:
      row.subject = BodyOr(event.meeting_held().body_id(), kStandingCommittee);
      break;
    case ReviewEvent::kOfficialNotified:
      row.subject = event.official_notified().official_id();
      break;
    case ReviewEvent::kDecisionNotified:
      row.subject = event.decision_notified().notified_by();
      break;
    case ReviewEvent::EVENT_NOT_SET:
      break;
  }
  return Ok{};
}

Result<void> Add(const FactRow& row, const statute::Learned& learned, const FindRegulation& /*find_regulation*/,
                 Knowledge& knowledge) {
  DOTPHA_ASSIGN(const ReviewEvent event, ParseEvent<ReviewEvent>(row.data));
  return Adder(learned, knowledge).Add(event);
}

}  // namespace

const Producer kReview{"review", &Place, &Add};

}  // namespace dotpha::facts
