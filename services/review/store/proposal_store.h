// Matters, dossiers, proposals and general reports.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/propose.h"

namespace dotpha::review::store {

// Sending, reporting and deciding of one cycle go one after the other: whoever comes second sees what the first did.
void LockCycle(postgres::Transaction& transaction, const std::string& authority, int cycle);

// What lies about these officials in the cycle; those about whom nothing lies are left out.
Files LoadFiles(postgres::Transaction& transaction, const std::string& authority, int cycle,
                const std::vector<std::string>& official_ids);
std::optional<Dossier> FindDossier(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                   const std::string& body_id);
std::optional<Dossier> FindDossier(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& dossier_id);
CycleOverview LoadOverview(postgres::Transaction& transaction, const std::string& authority, int cycle);

void SaveMatters(postgres::Transaction& transaction, const std::string& authority, const std::vector<Matter>& matters,
                 Instant at);
// ALREADY_EXISTS by the unique constraint, should two first sendings meet.
void Save(postgres::Transaction& transaction, const std::string& authority, const SendDecision& decision, Instant at);
// Also consolidates every matter of the cycle that is not decided.
void Save(postgres::Transaction& transaction, const std::string& authority, const ReportDecision& decision, Instant at);

std::optional<GeneralReport> FindReport(postgres::Transaction& transaction, const std::string& authority, int cycle);

struct ProposalFilter {
  int cycle = 0;                                    // 0: all
  std::string official_id;                          // "": all
  std::string dossier_id;                           // "": all
  std::optional<std::vector<std::string>> visible;  // unset: all
  std::int64_t after = 0;                           // number of the last row of the page before
  int limit = 50;
};
struct NumberedProposal {
  std::int64_t number = 0;
  Proposal proposal;
};
// Oldest first.
std::vector<NumberedProposal> ListProposals(postgres::Transaction& transaction, const std::string& authority,
                                            const ProposalFilter& filter);

struct DossierFilter {
  int cycle = 0;
  std::string body_id;
  std::optional<std::vector<std::string>> bodies;    // those that may be seen; unset: all
  std::optional<std::pair<int, std::string>> after;  // cycle, body of the last row of the page before
  int limit = 50;
};
std::vector<Dossier> ListDossiers(postgres::Transaction& transaction, const std::string& authority,
                                  const DossierFilter& filter);

struct MatterFilter {
  int cycle = 0;
  std::string official_id;
  std::string state;  // "": all
  std::optional<std::vector<std::string>> visible;
  std::optional<std::pair<int, std::string>> after;  // cycle, official of the last row of the page before
  int limit = 50;
};
struct ListedMatter {
  Matter matter;
  std::vector<std::string> registration_ids;
  std::optional<Instant> registered_at;
  std::string proposal_id;
  std::vector<std::string> decision_ids;
};
std::vector<ListedMatter> ListMatters(postgres::Transaction& transaction, const std::string& authority,
                                      const MatterFilter& filter);

}  // namespace dotpha::review::store
