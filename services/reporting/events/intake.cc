#include "services/reporting/events/intake.h"

#include <utility>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/facts/fact_store.h"
#include "services/reporting/store/document_store.h"
#include "services/reporting/store/review_facts.h"

namespace dotpha::reporting::events {
namespace {

Result<void> TakeRegistration(postgres::Transaction& transaction, const messaging::StreamEvent& event,
                              const facts::FindRegulation& find_regulation) {
  DOTPHA_ASSIGN(const facts::FactRow row, facts::ToFactRow(event, find_regulation));
  facts::InsertFact(transaction, row);
  if (row.subject.empty()) {
    facts::BumpAuthorityVersion(transaction, row.authority);
  }
  registration::v1::RegistrationEvent parsed;
  if (parsed.ParseFromString(event.data) && parsed.has_official_recorded()) {
    const auto& official = parsed.official_recorded();
    store::NameClerk(transaction, row.authority, official.official_id(), official.clerk_staff_id());
  }
  return Ok{};
}

Result<void> TakeReview(postgres::Transaction& transaction, const messaging::StreamEvent& event) {
  DOTPHA_ASSIGN(const std::optional<store::ReviewRow> row, store::ToReviewRow(event));
  if (row) {
    store::InsertReviewRow(transaction, *row);
  }
  return Ok{};
}

}  // namespace

messaging::Handler MakeIntake(facts::FindRegulation find_regulation) {
  return [find_regulation = std::move(find_regulation)](postgres::Transaction& transaction,
                                                        const messaging::StreamEvent& event) -> Result<void> {
    if (event.producer == facts::kRegistrationProducer) {
      return TakeRegistration(transaction, event, find_regulation);
    }
    if (event.producer == store::kReviewProducer) {
      return TakeReview(transaction, event);
    }
    return MakeError(Code::kInvalidArgument, "PRODUCER_UNKNOWN", "no events of this producer are understood here")
        .With("producer", event.producer);
  };
}

}  // namespace dotpha::reporting::events
