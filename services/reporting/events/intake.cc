#include "services/reporting/events/intake.h"

#include <utility>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/facts/fact_store.h"
#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::events {

messaging::Handler MakeIntake(facts::FindRegulation find_regulation) {
  return [find_regulation = std::move(find_regulation)](postgres::Transaction& transaction,
                                                        const messaging::StreamEvent& event) -> Result<void> {
    DOTPHA_ASSIGN(const facts::FactRow row, facts::ToFactRow(event, find_regulation));
    facts::InsertFact(transaction, row);
    if (row.subject.empty()) {
      facts::BumpAuthorityVersion(transaction, row.authority);
    }
    registration::v1::RegistrationEvent parsed;
    if (facts::NamesOfficial(row) && parsed.ParseFromString(event.data)) {
      store::NameClerk(transaction, row.authority, row.subject, parsed.official_recorded().clerk_staff_id());
    }
    return Ok{};
  };
}

}  // namespace dotpha::reporting::events
