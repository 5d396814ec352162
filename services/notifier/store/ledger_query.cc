#include "services/notifier/store/ledger_query.h"

#include <algorithm>

namespace dotpha::notifier {
namespace {

using postgres::Statement;

constexpr Statement kFind{"query.obligation", R"sql(
  SELECT * FROM obligation WHERE authority = $1 AND obligation_id = $2)sql"};

constexpr Statement kList{"query.obligations", R"sql(
  SELECT * FROM obligation o
  WHERE o.authority = $1 AND o.obligation_id > $2
    AND ($3::boolean OR o.route && $4::text[] OR ($5 <> '' AND o.debtor_id = $5))
    AND ($6 = '' OR o.debtor_id = $6) AND ($7 = '' OR o.duty = $7) AND ($8::smallint = 0 OR o.state = $8::smallint)
    AND ($9::date IS NULL OR o.last_on_time_day >= $9::date)
    AND ($10::date IS NULL OR o.last_on_time_day <= $10::date)
  ORDER BY o.obligation_id LIMIT $11::integer)sql"};

constexpr Statement kFlags{"query.flags", R"sql(
  SELECT f.* FROM flag f
  WHERE f.authority = $1 AND (f.obligation_id, f.number) > ($2, $3::integer)
    AND ($4::boolean OR ($6 <> '' AND f.official_id = $6) OR EXISTS (
      SELECT FROM obligation o
      WHERE o.authority = f.authority AND o.obligation_id = f.obligation_id AND o.route && $5::text[]))
    AND ($7 = '' OR f.official_id = $7) AND ($8::smallint = 0 OR f.status = $8::smallint)
  ORDER BY f.obligation_id, f.number LIMIT $9::integer)sql"};

constexpr Statement kCandidates{"query.candidates", R"sql(
  SELECT c.* FROM candidate c
  WHERE c.authority = $1 AND c.candidate_id > $2
    AND ($3::boolean OR ($5 <> '' AND c.official_id = $5) OR EXISTS (
      SELECT FROM obligation o
      WHERE o.authority = c.authority AND o.obligation_id = ANY (c.obligation_ids) AND o.route && $4::text[]))
    AND ($6 = '' OR c.official_id = $6)
  ORDER BY c.candidate_id LIMIT $7::integer)sql"};

// States 2, 3, 6, 7: received on time or late, cancelled, waived.
constexpr Statement kOpenDuties{"query.open_duties", R"sql(
  SELECT debtor_id, duty, period, last_on_time_day, hard AND closing_at <= $4::timestamptz AS missing
  FROM obligation
  WHERE authority = $1 AND ($3::boolean OR route && ARRAY[$2]) AND last_on_time_day IS NOT NULL
    AND received_at IS NULL AND state NOT IN (2, 3, 6, 7) AND NOT imported AND NOT known_late)sql"};

constexpr Statement kFlagsOf{"query.flags_of", R"sql(
  SELECT * FROM flag WHERE authority = $1 AND obligation_id = $2 ORDER BY number)sql"};

}  // namespace

std::optional<ObligationRow> FindObligation(postgres::Transaction& transaction, const std::string& authority,
                                            const std::string& obligation_id) {
  const auto rows = transaction.Exec(kFind, authority, obligation_id);
  return rows.empty() ? std::nullopt : std::optional{ReadObligation(rows.front())};
}

bool Covers(const Reach& reach, const ObligationRow& row) {
  const auto mine = [&reach](const std::string& body) {
    return std::find(reach.bodies.begin(), reach.bodies.end(), body) != reach.bodies.end();
  };
  return reach.everything || (!reach.own.empty() && row.debtor_id == reach.own) ||
         std::any_of(row.route.begin(), row.route.end(), mine);
}

std::vector<ObligationRow> ListObligations(postgres::Transaction& transaction, const std::string& authority,
                                           const Reach& reach, const ObligationFilter& filter,
                                           const std::string& after_id, int limit) {
  std::vector<ObligationRow> found;
  for (const auto& row :
       transaction.Exec(kList, authority, after_id, reach.everything, reach.bodies, reach.own, filter.debtor_id,
                        filter.duty, filter.state, filter.due_from, filter.due_to, limit)) {
    found.push_back(ReadObligation(row));
  }
  return found;
}

std::vector<FlagRow> ListFlags(postgres::Transaction& transaction, const std::string& authority, const Reach& reach,
                               const std::string& official_id, int status, const std::string& after_id,
                               int after_number, int limit) {
  std::vector<FlagRow> found;
  for (const auto& row : transaction.Exec(kFlags, authority, after_id, after_number, reach.everything, reach.bodies,
                                          reach.own, official_id, status, limit)) {
    found.push_back(ReadFlag(row));
  }
  return found;
}

std::vector<CandidateRow> ListCandidates(postgres::Transaction& transaction, const std::string& authority,
                                         const Reach& reach, const std::string& official_id,
                                         const std::string& after_id, int limit) {
  std::vector<CandidateRow> found;
  for (const auto& row : transaction.Exec(kCandidates, authority, after_id, reach.everything, reach.bodies, reach.own,
                                          official_id, limit)) {
    found.push_back(ReadCandidate(row));
  }
  return found;
}

std::vector<OpenDuty> OpenDutiesOf(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& body, bool everything, Instant moment) {
  std::vector<OpenDuty> found;
  for (const auto& row : transaction.Exec(kOpenDuties, authority, body, everything, moment)) {
    found.push_back({row["debtor_id"].as<std::string>(), row["duty"].as<std::string>(), row["period"].as<std::string>(),
                     postgres::ReadDate(row["last_on_time_day"]), row["missing"].as<bool>(false)});
  }
  return found;
}

std::vector<FlagRow> FlagsOf(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& obligation_id) {
  std::vector<FlagRow> found;
  for (const auto& row : transaction.Exec(kFlagsOf, authority, obligation_id)) {
    found.push_back(ReadFlag(row));
  }
  return found;
}

}  // namespace dotpha::notifier
