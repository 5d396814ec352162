#include "services/notifier/engine/intake.h"

#include <utility>

#include "libs/facts/fact_store.h"
#include "services/notifier/store/message_store.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {

messaging::Handler MakeIntake(facts::FindRegulation find_regulation, bool bodies_owe) {
  return [find_regulation = std::move(find_regulation), bodies_owe](
             postgres::Transaction& transaction, const messaging::StreamEvent& event) -> Result<void> {
    DOTPHA_ASSIGN(const facts::FactRow row, facts::ToFactRow(event, find_regulation));
    facts::InsertFact(transaction, row);
    for (const std::string& person : {row.subject, row.object_id}) {
      if (!person.empty() && facts::IsAboutAPerson(row)) {
        ExpireContact(transaction, row.authority, person);  // a name, an address or a title may have changed
      }
    }
    if (facts::NamesOfficial(row)) {
      EnsureDebtor(transaction, {row.authority, row.subject}, false);
    }
    if (bodies_owe && facts::NamesBody(row)) {
      EnsureDebtor(transaction, {row.authority, row.object_id}, true);
    }
    if (row.subject.empty()) {
      facts::BumpAuthorityVersion(transaction, row.authority);
      MarkAuthorityDirty(transaction, row.authority);
      return Ok{};
    }
    MarkDirty(transaction, {row.authority, row.subject});
    if (bodies_owe && facts::ConcernsBodies(row)) {
      MarkBodiesDirty(transaction, row.authority);
    }
    return Ok{};
  };
}

}  // namespace dotpha::notifier
