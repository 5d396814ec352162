// What is known of one official: what registration and review told.
#pragma once

#include "libs/facts/knowledge_source.h"
#include "services/reporting/domain/circumstances.h"

namespace dotpha::reporting::store {

// Errors: those of facts::KnowledgeSource, for what this binary no longer understands; NOT_FOUND UNKNOWN_OFFICIAL.
Result<OfficialKnowledge> LoadKnowledge(postgres::Transaction& transaction, facts::KnowledgeSource& source,
                                        const std::string& authority, const std::string& official_id);

}  // namespace dotpha::reporting::store
