#include "libs/facts/knowledge.h"

#include <algorithm>
#include <array>

#include "libs/facts/producers.h"

namespace dotpha::facts {
namespace {

// Whose events are understood here, and how.
constexpr std::array<const Producer*, 4> kProducers = {&kRegistration, &kReview, &kReporting, &kAssessment};

// Events that change who leads whom, who left works behind, and what the Standing Committee has decided.
constexpr std::array kConcernBodies = {"dotpha.registration.v1.OfficialRecorded",
                                       "dotpha.registration.v1.BodyRecorded",
                                       "dotpha.registration.v1.PositionRecorded",
                                       "dotpha.registration.v1.AgencyRecorded",
                                       "dotpha.registration.v1.DepartureRecorded",
                                       "dotpha.review.v1.WorksAssigned",
                                       "dotpha.review.v1.WorkAmended",
                                       "dotpha.review.v1.WorkEnded",
                                       "dotpha.assessment.v1.RatingDecided"};

Result<const Producer*> Find(const std::string& name) {
  const auto* const found = std::find_if(kProducers.begin(), kProducers.end(),
                                         [&](const Producer* producer) { return producer->name == name; });
  if (found == kProducers.end()) {
    return MakeError(Code::kInvalidArgument, "PRODUCER_UNKNOWN", "no events of this producer are understood here")
        .With("producer", name);
  }
  return *found;
}

}  // namespace

Result<FactRow> ToFactRow(const messaging::StreamEvent& event, const FindRegulation& find_regulation) {
  DOTPHA_ASSIGN(const Producer* producer, Find(event.producer));
  FactRow row;
  row.authority = event.authority;
  row.producer = event.producer;
  row.stream_seq = event.stream_seq;
  row.type = event.type;
  row.recorded_at = event.recorded_at;
  row.data = event.data;
  DOTPHA_TRY(producer->place(row));
  Knowledge scratch;
  DOTPHA_TRY(AddFact(row, find_regulation, scratch));
  return row;
}

Result<void> AddFact(const FactRow& row, const FindRegulation& find_regulation, Knowledge& knowledge) {
  DOTPHA_ASSIGN(const Producer* producer, Find(row.producer));
  return producer->add(row, {row.recorded_at, row.producer + "#" + std::to_string(row.stream_seq)}, find_regulation,
                       knowledge);
}

bool ConcernsBodies(const FactRow& row) {
  return std::find(kConcernBodies.begin(), kConcernBodies.end(), row.type) != kConcernBodies.end();
}

}  // namespace dotpha::facts
