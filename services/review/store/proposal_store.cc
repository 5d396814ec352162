#include "services/review/store/proposal_store.h"

#include <map>

#include "services/review/store/projection_store.h"
#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::Bytes;
using postgres::ReadBytes;
using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalInstant;
using postgres::ReadTextArray;
using postgres::Statement;

constexpr Statement kLockCycle{"review.lock_cycle",
                               "SELECT pg_advisory_xact_lock(hashtextextended('review:' || $1::text, $2::bigint))"};
constexpr Statement kMatters{"review.matters_of", R"sql(
SELECT official_id, state, revision FROM matter
WHERE authority = $1 AND cycle = $2 AND official_id = ANY ($3::text[]) FOR UPDATE)sql"};

#define DOTPHA_PROPOSAL_COLUMNS                                                                         \
  "p.proposal_number, p.proposal_id, p.dossier_id, d.body_id, p.cycle, p.official_id, p.outcome, "      \
  "p.registration_ids, p.received_at, p.supplementary, p.proposed_by, w.work_id, w.ground, w.content, " \
  "w.content_digest "                                                                                   \
  "FROM proposal p "                                                                                    \
  "JOIN dossier d ON d.authority = p.authority AND d.dossier_id = p.dossier_id "                        \
  "LEFT JOIN proposed_work w ON w.authority = p.authority AND w.proposal_id = p.proposal_id "

constexpr Statement kLatestProposals{"review.latest_proposals", "SELECT " DOTPHA_PROPOSAL_COLUMNS R"sql(
WHERE p.authority = $1 AND p.cycle = $2 AND p.official_id = ANY ($3::text[])
  AND p.proposal_number = (SELECT max(n.proposal_number) FROM proposal n
                           WHERE n.authority = p.authority AND n.cycle = p.cycle AND n.official_id = p.official_id)
ORDER BY p.proposal_number, w.work_id)sql"};
constexpr Statement kListProposals{"review.list_proposals", "SELECT " DOTPHA_PROPOSAL_COLUMNS R"sql(
WHERE p.authority = $1 AND p.proposal_number IN (
  SELECT n.proposal_number FROM proposal n
  WHERE n.authority = $1
    AND ($2::int = 0 OR n.cycle = $2::int)
    AND ($3::text = '' OR n.official_id = $3::text)
    AND ($4::text = '' OR n.dossier_id::text = $4::text)
    AND ($5::text[] IS NULL OR n.official_id = ANY ($5::text[]))
    AND n.proposal_number > $6::bigint
  ORDER BY n.proposal_number LIMIT $7::int)
ORDER BY p.proposal_number, w.work_id)sql"};
#undef DOTPHA_PROPOSAL_COLUMNS

#define DOTPHA_DOSSIER_COLUMNS "SELECT dossier_id, body_id, cycle, state, received_at, sendings, revision FROM dossier "
constexpr Statement kDossierOfBody{"review.dossier_of_body",
                                   DOTPHA_DOSSIER_COLUMNS "WHERE authority = $1 AND cycle = $2 AND body_id = $3"};
constexpr Statement kDossier{"review.dossier", DOTPHA_DOSSIER_COLUMNS "WHERE authority = $1 AND dossier_id = $2"};
constexpr Statement kDossiersOfCycle{"review.dossiers_of_cycle", DOTPHA_DOSSIER_COLUMNS
                                     "WHERE authority = $1 AND cycle = $2 AND state = 'SENT' ORDER BY body_id"};
constexpr Statement kListDossiers{"review.list_dossiers", DOTPHA_DOSSIER_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::int = 0 OR cycle = $2::int)
  AND ($3::text = '' OR body_id = $3::text)
  AND ($4::text[] IS NULL OR body_id = ANY ($4::text[]))
  AND (cycle, body_id) > ($5::int, $6::text)
ORDER BY cycle, body_id LIMIT $7::int)sql"};
#undef DOTPHA_DOSSIER_COLUMNS

constexpr Statement kJudgements{"review.judgements", R"sql(
SELECT proposal_id, work_id, follows_party_line_and_law, fits_functions, arises_from_practice, remark
FROM proposal_judgement
WHERE authority = $1 AND proposal_id = ANY ($2::uuid[]) ORDER BY proposal_id, work_id)sql"};
constexpr Statement kSaveJudgement{"review.save_judgement", R"sql(
INSERT INTO proposal_judgement (authority, proposal_id, work_id, follows_party_line_and_law, fits_functions,
                                arises_from_practice, remark)
VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};
constexpr Statement kNotJudged{"review.officials_not_judged", R"sql(
SELECT DISTINCT p.official_id FROM proposal p
JOIN registration r ON r.authority = p.authority AND r.cycle = p.cycle AND r.official_id = p.official_id AND r.live
JOIN registered_work w ON w.authority = r.authority AND w.registration_id = r.registration_id
WHERE p.authority = $1 AND p.cycle = $2
  AND p.proposal_number = (SELECT max(n.proposal_number) FROM proposal n
                           WHERE n.authority = p.authority AND n.cycle = p.cycle AND n.official_id = p.official_id)
  AND NOT EXISTS (SELECT FROM proposal_judgement j
                  WHERE j.authority = p.authority AND j.proposal_id = p.proposal_id AND j.work_id = w.work_id))sql"};
constexpr Statement kProposedOfficials{"review.proposed_officials", R"sql(
SELECT DISTINCT official_id FROM proposal WHERE authority = $1 AND cycle = $2)sql"};
constexpr Statement kSaveMatter{"review.save_matter", R"sql(
INSERT INTO matter (authority, official_id, cycle, state, changed_at, revision) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (authority, cycle, official_id) DO UPDATE
SET state = excluded.state, changed_at = excluded.changed_at, revision = excluded.revision)sql"};
constexpr Statement kSaveDossier{"review.save_dossier", R"sql(
INSERT INTO dossier (authority, dossier_id, body_id, cycle, state, received_at, sendings, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (authority, dossier_id) DO UPDATE
SET state = excluded.state, sendings = excluded.sendings, revision = excluded.revision)sql"};
constexpr Statement kSaveProposal{"review.save_proposal", R"sql(
INSERT INTO proposal (authority, proposal_id, dossier_id, cycle, official_id, outcome, registration_ids, received_at,
                      supplementary, proposed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10))sql"};
constexpr Statement kSaveProposedWork{"review.save_proposed_work", R"sql(
INSERT INTO proposed_work (authority, proposal_id, work_id, ground, content, content_digest)
VALUES ($1, $2, $3, $4, $5, $6))sql"};
constexpr Statement kSaveReport{"review.save_general_report", R"sql(
INSERT INTO general_report (authority, cycle, report_id, dossier_id, received_at, not_registered, without_proposal,
                            not_judged)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7::text[], $8::text[]))sql"};
constexpr Statement kSaveLateBody{"review.save_late_body", R"sql(
INSERT INTO general_report_late_body (authority, cycle, body_id, last_on_time_day, days, missing)
VALUES ($1, $2, $3, $4, $5, $6))sql"};
constexpr Statement kConsolidate{"review.consolidate_cycle", R"sql(
UPDATE matter SET state = 'CONSOLIDATED', changed_at = $3, revision = revision + 1
WHERE authority = $1 AND cycle = $2 AND state IN ('AWAITING_PROPOSAL', 'PROPOSED'))sql"};
constexpr Statement kReport{"review.general_report", R"sql(
SELECT report_id, dossier_id, received_at, not_registered, without_proposal, not_judged FROM general_report
WHERE authority = $1 AND cycle = $2)sql"};
constexpr Statement kLateBodies{"review.late_bodies", R"sql(
SELECT body_id, last_on_time_day, days, missing FROM general_report_late_body
WHERE authority = $1 AND cycle = $2 ORDER BY body_id)sql"};
constexpr Statement kListMatters{"review.list_matters", R"sql(
SELECT m.official_id, m.cycle, m.state, m.revision,
       array(SELECT r.registration_id::text FROM registration r
             WHERE r.authority = m.authority AND r.cycle = m.cycle AND r.official_id = m.official_id AND r.live
             ORDER BY r.received_at, r.registration_id) AS registration_ids,
       (SELECT max(r.received_at) FROM registration r
        WHERE r.authority = m.authority AND r.cycle = m.cycle AND r.official_id = m.official_id AND r.live)
         AS registered_at,
       coalesce((SELECT p.proposal_id::text FROM proposal p
                 WHERE p.authority = m.authority AND p.cycle = m.cycle AND p.official_id = m.official_id
                 ORDER BY p.proposal_number DESC LIMIT 1), '') AS proposal_id,
       array(SELECT d.decision_id::text FROM decision d
             WHERE d.authority = m.authority AND d.cycle = m.cycle
               AND EXISTS (SELECT FROM decision_work w
                           WHERE w.authority = d.authority AND w.decision_id = d.decision_id
                             AND w.official_id = m.official_id)
             ORDER BY d.decided_on, d.decision_id) AS decision_ids
FROM matter m
WHERE m.authority = $1
  AND ($2::int = 0 OR m.cycle = $2::int)
  AND ($3::text = '' OR m.official_id = $3::text)
  AND ($4::text = '' OR m.state = $4::text)
  AND ($5::text[] IS NULL OR m.official_id = ANY ($5::text[]))
  AND (m.cycle, m.official_id) > ($6::int, $7::text)
ORDER BY m.cycle, m.official_id LIMIT $8::int)sql"};

Dossier DossierFrom(const pqxx::row& row) {
  return {row["dossier_id"].as<std::string>(),
          row["body_id"].as<std::string>(),
          row["cycle"].as<int>(),
          Known(ParseDossierState(row["state"].as<std::string>())),
          ReadInstant(row["received_at"]),
          row["sendings"].as<int>(),
          row["revision"].as<std::int64_t>()};
}

std::optional<Dossier> FirstDossier(const pqxx::result& rows) {
  return rows.empty() ? std::nullopt : std::optional(DossierFrom(rows[0]));
}

std::optional<bool> ReadCondition(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<bool>());
}

// What the bodies hold of the works of these proposals.
void AddJudgements(postgres::Transaction& transaction, const std::string& authority,
                   std::vector<NumberedProposal>& proposals) {
  std::map<std::string, Proposal*> by_id;
  std::vector<std::string> ids;
  for (NumberedProposal& one : proposals) {
    by_id[one.proposal.id] = &one.proposal;
    ids.push_back(one.proposal.id);
  }
  for (const auto& row : transaction.Exec(kJudgements, authority, ids)) {
    by_id.at(row["proposal_id"].as<std::string>())
        ->judgements.push_back({row["work_id"].as<std::string>(), ReadCondition(row["follows_party_line_and_law"]),
                                ReadCondition(row["fits_functions"]), ReadCondition(row["arises_from_practice"]),
                                row["remark"].as<std::string>()});
  }
}

// Rows of one proposal follow each other, one for each of its differences.
std::vector<NumberedProposal> ReadProposals(postgres::Transaction& transaction, const std::string& authority,
                                            const pqxx::result& rows) {
  std::vector<NumberedProposal> proposals;
  for (const auto& row : rows) {
    const auto number = row["proposal_number"].as<std::int64_t>();
    if (proposals.empty() || proposals.back().number != number) {
      Proposal proposal;
      proposal.id = row["proposal_id"].as<std::string>();
      proposal.dossier_id = row["dossier_id"].as<std::string>();
      proposal.body_id = row["body_id"].as<std::string>();
      proposal.cycle = row["cycle"].as<int>();
      proposal.official_id = row["official_id"].as<std::string>();
      proposal.outcome = Known(ParseOutcome(row["outcome"].as<std::string>()));
      proposal.registration_ids = ReadTextArray(row["registration_ids"]);
      proposal.received_at = ReadInstant(row["received_at"]);
      proposal.supplementary = row["supplementary"].as<bool>();
      proposal.proposed_by = row["proposed_by"].as<std::string>();
      proposals.push_back({number, std::move(proposal)});
    }
    if (!row["work_id"].is_null()) {
      proposals.back().proposal.differences.push_back(
          {row["work_id"].as<std::string>(), row["ground"].as<std::string>(),
           FromBytes(ReadBytes(row["content"])).value_or(Work{}), ReadBytes(row["content_digest"])});
    }
  }
  AddJudgements(transaction, authority, proposals);
  return proposals;
}

}  // namespace

void LockCycle(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  transaction.Exec(kLockCycle, authority, cycle);
}

Files LoadFiles(postgres::Transaction& transaction, const std::string& authority, int cycle,
                const std::vector<std::string>& official_ids) {
  Files files;
  const auto file_of = [&files, cycle](const std::string& official_id) -> OfficialFile& {
    OfficialFile& file = files[official_id];
    file.matter.official_id = official_id;
    file.matter.cycle = cycle;
    return file;
  };
  for (const auto& row : transaction.Exec(kMatters, authority, cycle, official_ids)) {
    OfficialFile& file = file_of(row["official_id"].as<std::string>());
    file.matter.state = Known(ParseMatterState(row["state"].as<std::string>()));
    file.matter.revision = row["revision"].as<std::int64_t>();
  }
  for (auto& [official_id, registrations] : RegistrationsOf(transaction, authority, cycle, official_ids)) {
    file_of(official_id).registrations = std::move(registrations);
  }
  for (NumberedProposal& latest :
       ReadProposals(transaction, authority, transaction.Exec(kLatestProposals, authority, cycle, official_ids))) {
    OfficialFile& file = file_of(latest.proposal.official_id);
    file.proposal = std::move(latest.proposal);
  }
  return files;
}

std::optional<Dossier> FindDossier(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                   const std::string& body_id) {
  return FirstDossier(transaction.Exec(kDossierOfBody, authority, cycle, body_id));
}

std::optional<Dossier> FindDossier(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& dossier_id) {
  return FirstDossier(transaction.Exec(kDossier, authority, dossier_id));
}

CycleOverview LoadOverview(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  CycleOverview overview;
  overview.registered = RegisteredOfficials(transaction, authority, cycle);
  for (const auto& row : transaction.Exec(kProposedOfficials, authority, cycle)) {
    overview.proposed.insert(row[0].as<std::string>());
  }
  for (const auto& row : transaction.Exec(kNotJudged, authority, cycle)) {
    overview.not_judged.insert(row[0].as<std::string>());
  }
  for (const auto& row : transaction.Exec(kDossiersOfCycle, authority, cycle)) {
    overview.dossiers.push_back(DossierFrom(row));
  }
  return overview;
}

void SaveMatters(postgres::Transaction& transaction, const std::string& authority, const std::vector<Matter>& matters,
                 Instant at) {
  for (const Matter& matter : matters) {
    transaction.Exec(kSaveMatter, authority, matter.official_id, matter.cycle, NameOf(matter.state), at,
                     matter.revision);
  }
}

void Save(postgres::Transaction& transaction, const std::string& authority, const SendDecision& decision, Instant at) {
  const Dossier& dossier = decision.dossier;
  transaction.Exec(kSaveDossier, authority, dossier.id, dossier.body_id, dossier.cycle, NameOf(dossier.state),
                   dossier.received_at, dossier.sendings, dossier.revision);
  SaveMatters(transaction, authority, decision.matters, at);
  for (const Proposal& proposal : decision.proposals) {
    transaction.Exec(kSaveProposal, authority, proposal.id, proposal.dossier_id, proposal.cycle, proposal.official_id,
                     NameOf(proposal.outcome), proposal.registration_ids, proposal.received_at, proposal.supplementary,
                     proposal.proposed_by);
    for (const ProposedDifference& difference : proposal.differences) {
      const std::string content = ToBytes(difference.proposed);
      transaction.Exec(kSaveProposedWork, authority, proposal.id, difference.work_id, difference.ground, Bytes{content},
                       Bytes{difference.digest});
    }
    for (const Judgement& judgement : proposal.judgements) {
      transaction.Exec(kSaveJudgement, authority, proposal.id, judgement.work_id, judgement.follows_party_line_and_law,
                       judgement.fits_functions, judgement.arises_from_practice, judgement.remark);
    }
  }
}

void Save(postgres::Transaction& transaction, const std::string& authority, const ReportDecision& decision,
          Instant at) {
  Save(transaction, authority, decision.sent, at);
  const GeneralReport& report = decision.report;
  transaction.Exec(kSaveReport, authority, report.cycle, report.id, report.dossier_id, report.received_at,
                   report.not_registered, report.without_proposal, report.not_judged);
  for (const LateBody& late : report.late_bodies) {
    transaction.Exec(kSaveLateBody, authority, report.cycle, late.body_id, late.last_on_time_day, late.days,
                     late.missing);
  }
  transaction.Exec(kConsolidate, authority, report.cycle, at);
}

std::optional<GeneralReport> FindReport(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  const auto rows = transaction.Exec(kReport, authority, cycle);
  if (rows.empty()) {
    return std::nullopt;
  }
  GeneralReport report{rows[0]["report_id"].as<std::string>(),
                       cycle,
                       rows[0]["dossier_id"].as<std::string>(),
                       ReadInstant(rows[0]["received_at"]),
                       ReadTextArray(rows[0]["not_registered"]),
                       ReadTextArray(rows[0]["without_proposal"]),
                       {},
                       ReadTextArray(rows[0]["not_judged"])};
  for (const auto& row : transaction.Exec(kLateBodies, authority, cycle)) {
    report.late_bodies.push_back({row["body_id"].as<std::string>(), ReadDate(row["last_on_time_day"]),
                                  row["days"].as<int>(), row["missing"].as<bool>()});
  }
  return report;
}

std::vector<NumberedProposal> ListProposals(postgres::Transaction& transaction, const std::string& authority,
                                            const ProposalFilter& filter) {
  return ReadProposals(transaction, authority,
                       transaction.Exec(kListProposals, authority, filter.cycle, filter.official_id, filter.dossier_id,
                                        filter.visible, filter.after, filter.limit));
}

std::vector<Dossier> ListDossiers(postgres::Transaction& transaction, const std::string& authority,
                                  const DossierFilter& filter) {
  const auto [cycle, body] = filter.after.value_or(std::pair(0, std::string()));
  std::vector<Dossier> dossiers;
  for (const auto& row : transaction.Exec(kListDossiers, authority, filter.cycle, filter.body_id, filter.bodies, cycle,
                                          body, filter.limit)) {
    dossiers.push_back(DossierFrom(row));
  }
  return dossiers;
}

std::vector<ListedMatter> ListMatters(postgres::Transaction& transaction, const std::string& authority,
                                      const MatterFilter& filter) {
  const auto [cycle, official] = filter.after.value_or(std::pair(0, std::string()));
  std::vector<ListedMatter> matters;
  for (const auto& row : transaction.Exec(kListMatters, authority, filter.cycle, filter.official_id, filter.state,
                                          filter.visible, cycle, official, filter.limit)) {
    matters.push_back({{row["official_id"].as<std::string>(), row["cycle"].as<int>(),
                        Known(ParseMatterState(row["state"].as<std::string>())), row["revision"].as<std::int64_t>()},
                       ReadTextArray(row["registration_ids"]),
                       ReadOptionalInstant(row["registered_at"]),
                       row["proposal_id"].as<std::string>(),
                       ReadTextArray(row["decision_ids"])});
  }
  return matters;
}

}  // namespace dotpha::review::store
