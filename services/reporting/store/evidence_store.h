// The tables of evidence: what is said of a file, and its bytes in chunks.
#pragma once

#include "services/reporting/domain/evidence.h"
#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::store {

// Files of the official uploaded in that civil year.
int CountEvidence(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  int year);
void SaveEvidence(postgres::Transaction& transaction, const std::string& authority, const Evidence& evidence,
                  const std::string& bytes);
std::optional<Evidence> FindEvidence(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& evidence_id);
// One chunk, from 0; nothing after the last.
std::optional<std::string> EvidenceChunk(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& evidence_id, int number);
// Oldest first; a body sees files of officials whose plans were sent to it.
std::vector<Evidence> ListEvidence(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& official_id, const std::string& work_id, const Visible& visible,
                                   const std::optional<std::pair<Instant, std::string>>& after, int limit);

}  // namespace dotpha::reporting::store
