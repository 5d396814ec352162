#include "services/review/store/carry_over_store.h"

#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::ReadDate;
using postgres::ReadOptionalDate;
using postgres::Statement;

constexpr Statement kPropose{"review.propose_carry_over", R"sql(
INSERT INTO carry_over (authority, work_id, cycle, official_id, by_duty, rated_on)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (authority, work_id, cycle) DO NOTHING)sql"};
constexpr Statement kExcuse{"review.excuse_carry_over", R"sql(
DELETE FROM carry_over WHERE authority = $1 AND work_id = $2 AND cycle = $3 AND by_duty AND state = 'PROPOSED')sql"};
#define DOTPHA_CARRY_OVER_COLUMNS                                                                                \
  "SELECT work_id, cycle, official_id, by_duty, rated_on, state, outcome, other_work, reason, document_number, " \
  "decided_on FROM carry_over "
constexpr Statement kFind{"review.carry_over_for_update", DOTPHA_CARRY_OVER_COLUMNS R"sql(
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND cycle = $3 ORDER BY work_id FOR UPDATE)sql"};
constexpr Statement kList{"review.list_carry_overs", DOTPHA_CARRY_OVER_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::int = 0 OR cycle = $2::int)
  AND ($3::text = '' OR official_id = $3::text)
  AND ($4::text = '' OR state = $4::text)
  AND (cycle, official_id, work_id) > ($5::int, $6::text, $7::text)
ORDER BY cycle, official_id, work_id LIMIT $8)sql"};
#undef DOTPHA_CARRY_OVER_COLUMNS
constexpr Statement kDecide{"review.decide_carry_over", R"sql(
UPDATE carry_over SET state = $4, outcome = $5, other_work = $6, reason = $7, document_number = $8, decided_on = $9
WHERE authority = $1 AND work_id = $2 AND cycle = $3)sql"};

CarryOver CarryOverFrom(const pqxx::row& row) {
  CarryOver carry_over;
  carry_over.work_id = row["work_id"].as<std::string>();
  carry_over.cycle = row["cycle"].as<int>();
  carry_over.official_id = row["official_id"].as<std::string>();
  carry_over.by_duty = row["by_duty"].as<bool>();
  carry_over.rated_on = ReadDate(row["rated_on"]);
  carry_over.state = Known(ParseCarryOverState(row["state"].as<std::string>()));
  carry_over.outcome = ParseCarryOverOutcome(row["outcome"].as<std::string>());
  carry_over.other_work = ParseOtherWork(row["other_work"].as<std::string>());
  carry_over.reason = row["reason"].as<std::string>();
  carry_over.document = {row["document_number"].as<std::string>(), ReadOptionalDate(row["decided_on"])};
  return carry_over;
}

}  // namespace

void Propose(postgres::Transaction& transaction, const std::string& authority, const CarryOver& carry_over) {
  transaction.Exec(kPropose, authority, carry_over.work_id, carry_over.cycle, carry_over.official_id,
                   carry_over.by_duty, carry_over.rated_on);
}

void Excuse(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id, int cycle) {
  transaction.Exec(kExcuse, authority, work_id, cycle);
}

KnownCarryOvers FindCarryOvers(postgres::Transaction& transaction, const std::string& authority,
                               const std::vector<CarryOverItem>& items) {
  KnownCarryOvers known;
  std::vector<std::string> work_ids;
  for (const CarryOverItem& item : items) {
    work_ids.push_back(item.work_id);
  }
  // One decision is about works of one cycle; the use case refuses another.
  const int cycle = items.empty() ? 0 : items[0].cycle;
  for (const auto& row : transaction.Exec(kFind, authority, work_ids, cycle)) {
    CarryOver carry_over = CarryOverFrom(row);
    known.emplace(carry_over.work_id, std::move(carry_over));
  }
  return known;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const std::vector<CarryOver>& decided) {
  for (const CarryOver& one : decided) {
    transaction.Exec(kDecide, authority, one.work_id, one.cycle, NameOf(one.state), NameOf(*one.outcome),
                     NameOf(*one.other_work), one.reason, one.document.number, one.document.signed_on);
  }
}

std::vector<CarryOver> ListCarryOvers(postgres::Transaction& transaction, const std::string& authority,
                                      const CarryOverFilter& filter) {
  const auto [cycle, official_id, work_id] = filter.after.value_or(std::tuple(0, std::string(), std::string()));
  std::vector<CarryOver> listed;
  for (const auto& row : transaction.Exec(kList, authority, filter.cycle, filter.official_id, filter.state, cycle,
                                          official_id, work_id, filter.limit)) {
    listed.push_back(CarryOverFrom(row));
  }
  return listed;
}

}  // namespace dotpha::review::store
