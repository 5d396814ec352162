#include "services/reporting/store/knowledge_store.h"

#include <algorithm>
#include <utility>

namespace dotpha::reporting::store {

Result<OfficialKnowledge> LoadKnowledge(postgres::Transaction& transaction, facts::KnowledgeSource& source,
                                        const std::string& authority, const std::string& official_id) {
  DOTPHA_ASSIGN(facts::Knowledge knowledge, source.Load(transaction, authority, official_id, false));
  const auto& persons = knowledge.facts.persons;
  if (std::none_of(persons.begin(), persons.end(), [&](const auto& person) { return person.id == official_id; })) {
    return NotFound("UNKNOWN_OFFICIAL",
                    "no official of this id is in the directory, or it has not reached this service");
  }
  OfficialKnowledge known{
      std::move(knowledge.facts), std::move(knowledge.directory), std::move(knowledge.all_agencies), {}};
  for (const statute::AssignmentFact& assignment : known.facts.assignments) {  // newer versions come later
    for (const statute::AssignedWork& work : assignment.works) {
      known.works[work.work_id] = {work.target_ids, work.multi_agency, work.amended_at};
    }
  }
  return known;
}

}  // namespace dotpha::reporting::store
