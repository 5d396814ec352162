#include "services/registration/store/commission_store.h"

#include "services/registration/store/names.h"

namespace dotpha::registration::store {
namespace {

using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::ReadTextArray;
using postgres::Statement;

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

constexpr Statement kLockAuthority{"registration.lock_authority",
                                   "SELECT 1 FROM authority_setting WHERE authority = $1 FOR NO KEY UPDATE"};
constexpr Statement kFindCampaign{"registration.find_campaign",
                                  "SELECT * FROM campaign WHERE authority = $1 AND cycle = $2 FOR UPDATE"};
constexpr Statement kSaveCampaign{"registration.save_campaign", R"sql(
INSERT INTO campaign (authority, cycle, state, announcement_number, announcement_signed_on, guidance, concluded_on,
                      conclusion_number, conclusion_signed_on, recorded_at, revision, collect_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (authority, cycle) DO UPDATE
SET state = excluded.state, concluded_on = excluded.concluded_on, conclusion_number = excluded.conclusion_number,
    conclusion_signed_on = excluded.conclusion_signed_on, recorded_at = excluded.recorded_at,
    revision = excluded.revision)sql"};
constexpr Statement kListCampaigns{"registration.list_campaigns", R"sql(
SELECT * FROM campaign WHERE authority = $1 AND cycle > $2 ORDER BY cycle LIMIT $3)sql"};
constexpr Statement kInsertOverride{"registration.insert_override", R"sql(
INSERT INTO deadline_override (authority, override_id, duty, period, last_on_time_day, official_ids, document_number,
                               document_signed_on, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9))sql"};
constexpr Statement kListOverrides{"registration.list_overrides", R"sql(
SELECT * FROM deadline_override
WHERE authority = $1 AND ($2::text[] IS NULL OR official_ids = '{}' OR official_ids && $2::text[])
  AND (recorded_at, override_id) > ($3::timestamptz, $4::uuid)
ORDER BY recorded_at, override_id LIMIT $5)sql"};
constexpr Statement kOverridesOf{"registration.overrides_of", R"sql(
SELECT * FROM deadline_override
WHERE authority = $1 AND duty = $2 AND period = $3 AND (official_ids = '{}' OR $4 = ANY (official_ids))
ORDER BY recorded_at, override_id)sql"};
constexpr Statement kInsertWaiver{"registration.insert_waiver", R"sql(
INSERT INTO waiver (authority, waiver_id, official_id, duty, period, occasion, reason, document_number,
                    document_signed_on, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};
constexpr Statement kListWaivers{"registration.list_waivers", R"sql(
SELECT * FROM waiver
WHERE authority = $1 AND ($2::text[] IS NULL OR official_id = ANY ($2::text[]))
  AND (recorded_at, waiver_id) > ($3::timestamptz, $4::uuid)
ORDER BY recorded_at, waiver_id LIMIT $5)sql"};

Campaign CampaignFrom(const pqxx::row& row) {
  Campaign campaign;
  campaign.cycle = row["cycle"].as<int>();
  campaign.state = kCampaignStates.From(row["state"].as<std::string>());
  campaign.announcement = {row["announcement_number"].as<std::string>(),
                           ReadOptionalDate(row["announcement_signed_on"])};
  campaign.guidance = row["guidance"].as<std::string>();
  campaign.concluded_on = ReadOptionalDate(row["concluded_on"]);
  campaign.conclusion = {row["conclusion_number"].as<std::string>(), ReadOptionalDate(row["conclusion_signed_on"])};
  campaign.recorded_at = ReadInstant(row["recorded_at"]);
  campaign.revision = row["revision"].as<std::int64_t>();
  campaign.collect_by = ReadOptionalDate(row["collect_by"]);
  return campaign;
}

std::vector<DeadlineOverride> OverridesFrom(const pqxx::result& rows) {
  std::vector<DeadlineOverride> overrides;
  for (const auto& row : rows) {
    overrides.push_back({row["override_id"].as<std::string>(),
                         row["duty"].as<std::string>(),
                         row["period"].as<std::string>(),
                         ReadDate(row["last_on_time_day"]),
                         ReadTextArray(row["official_ids"]),
                         {row["document_number"].as<std::string>(), ReadOptionalDate(row["document_signed_on"])},
                         ReadInstant(row["recorded_at"])});
  }
  return overrides;
}

RecordedKey KeyOr(const std::optional<RecordedKey>& after) {
  return after.value_or(RecordedKey{Instant::Min(), kLeastUuid});
}

}  // namespace

std::optional<Campaign> FindCampaignForUpdate(postgres::Transaction& transaction, const std::string& authority,
                                              int cycle) {
  transaction.Exec(kLockAuthority, authority);
  const auto rows = transaction.Exec(kFindCampaign, authority, cycle);
  return rows.empty() ? std::nullopt : std::optional<Campaign>(CampaignFrom(rows[0]));
}

void Save(postgres::Transaction& transaction, const std::string& authority, const Campaign& campaign) {
  transaction.Exec(kSaveCampaign, authority, campaign.cycle, kCampaignStates.Of(campaign.state),
                   campaign.announcement.number, campaign.announcement.signed_on, campaign.guidance,
                   campaign.concluded_on, campaign.conclusion.number, campaign.conclusion.signed_on,
                   campaign.recorded_at, campaign.revision, campaign.collect_by);
}

std::vector<Campaign> ListCampaigns(postgres::Transaction& transaction, const std::string& authority, int after_cycle,
                                    int limit) {
  std::vector<Campaign> campaigns;
  for (const auto& row : transaction.Exec(kListCampaigns, authority, after_cycle, limit)) {
    campaigns.push_back(CampaignFrom(row));
  }
  return campaigns;
}

void Insert(postgres::Transaction& transaction, const std::string& authority, const DeadlineOverride& moved) {
  transaction.Exec(kInsertOverride, authority, moved.id, moved.duty, moved.period, moved.last_on_time_day,
                   moved.official_ids, moved.document.number, moved.document.signed_on, moved.recorded_at);
}

std::vector<DeadlineOverride> ListOverrides(postgres::Transaction& transaction, const std::string& authority,
                                            const std::optional<std::vector<std::string>>& visible,
                                            const std::optional<RecordedKey>& after, int limit) {
  const auto [recorded_at, id] = KeyOr(after);
  return OverridesFrom(transaction.Exec(kListOverrides, authority, visible, recorded_at, id, limit));
}

std::vector<DeadlineOverride> OverridesOf(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& duty, const std::string& period,
                                          const std::string& official_id) {
  return OverridesFrom(transaction.Exec(kOverridesOf, authority, duty, period, official_id));
}

void Insert(postgres::Transaction& transaction, const std::string& authority, const Waiver& waiver) {
  transaction.Exec(kInsertWaiver, authority, waiver.id, waiver.official_id, waiver.duty, waiver.period, waiver.occasion,
                   waiver.reason, waiver.document.number, waiver.document.signed_on, waiver.recorded_at);
}

std::vector<Waiver> ListWaivers(postgres::Transaction& transaction, const std::string& authority,
                                const std::optional<std::vector<std::string>>& visible,
                                const std::optional<RecordedKey>& after, int limit) {
  const auto [recorded_at, id] = KeyOr(after);
  std::vector<Waiver> waivers;
  for (const auto& row : transaction.Exec(kListWaivers, authority, visible, recorded_at, id, limit)) {
    waivers.push_back({row["waiver_id"].as<std::string>(),
                       row["official_id"].as<std::string>(),
                       row["duty"].as<std::string>(),
                       row["period"].as<std::string>(),
                       ReadOptionalDate(row["occasion"]),
                       row["reason"].as<std::string>(),
                       {row["document_number"].as<std::string>(), ReadOptionalDate(row["document_signed_on"])},
                       ReadInstant(row["recorded_at"])});
  }
  return waivers;
}

}  // namespace dotpha::registration::store
