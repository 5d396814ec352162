#include "services/registration/store/held_work_store.h"

namespace dotpha::registration::store {
namespace {

using postgres::ReadDate;
using postgres::ReadOptionalDate;
using postgres::Statement;

constexpr Statement kSave{"registration.save_held_work", R"sql(
INSERT INTO held_work (authority, work_id, official_id, duration, start_on, end_on, ended_on)
VALUES ($1, $2, $3, $4, $5, $6, NULL)
ON CONFLICT (authority, work_id) DO UPDATE
SET official_id = excluded.official_id, duration = excluded.duration, start_on = excluded.start_on,
    end_on = excluded.end_on, ended_on = NULL)sql"};
constexpr Statement kEnd{"registration.end_held_work", R"sql(
UPDATE held_work SET ended_on = $4 WHERE authority = $1 AND work_id = $2 AND official_id = $3)sql"};
constexpr Statement kHeld{"registration.held_works", R"sql(
SELECT work_id, official_id, duration, start_on, end_on, ended_on FROM held_work
WHERE authority = $1 AND official_id = $2 ORDER BY work_id)sql"};

}  // namespace

void SaveHeldWork(postgres::Transaction& transaction, const std::string& authority, const HeldWork& work) {
  transaction.Exec(kSave, authority, work.id, work.official_id, work.duration, work.start, work.end);
}

void EndHeldWork(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id,
                 const std::string& official_id, Date until) {
  transaction.Exec(kEnd, authority, work_id, official_id, until);
}

std::vector<HeldWork> HeldWorksOf(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& official_id) {
  std::vector<HeldWork> works;
  for (const auto& row : transaction.Exec(kHeld, authority, official_id)) {
    works.push_back({row["work_id"].as<std::string>(), row["official_id"].as<std::string>(),
                     row["duration"].as<std::string>(), ReadDate(row["start_on"]), ReadDate(row["end_on"]),
                     ReadOptionalDate(row["ended_on"])});
  }
  return works;
}

}  // namespace dotpha::registration::store
