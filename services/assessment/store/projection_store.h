// What other services told of works, written by the intake in the order of each stream. Every function may be repeated
// for the same event. They run in the caller's transaction and throw what libpqxx throws.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/fact_sheet.h"
#include "services/assessment/domain/types.h"

namespace dotpha::assessment::store {

struct HoldingRow {
  std::string authority;
  std::string assignment_id;
  std::string official_id;
  int cycle = 0;
  Date assigned_on;
  std::int64_t stream_seq = 0;
  Holding holding;  // not ended
};
void SaveHolding(postgres::Transaction& transaction, const HoldingRow& row);
// New dates of a running work (R5.2-ADJUST).
void AmendHolding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  const Holding& holding);
void EndHolding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                const std::string& work_id, Date until, const std::string& reason);

struct PlanRow {
  std::string authority;
  std::string work_id;
  int cycle = 0;
  std::string official_id;
  std::string plan_id;
  int version = 0;
  std::string shares;  // reporting.v1.WorkShares, serialised
};
void SavePlan(postgres::Transaction& transaction, const PlanRow& row);

struct ReportRow {
  std::string authority;
  std::string report_id;
  int version = 0;
  std::string official_id;
  int year = 0;  // latest that it covers
  Instant received_at;
  SelfLevel self;
  std::int64_t stream_seq = 0;
};
void SaveReport(postgres::Transaction& transaction, const ReportRow& row);
// Year of an earlier version of the report: a correction names none.
std::optional<int> YearOfReport(postgres::Transaction& transaction, const std::string& authority,
                                const std::string& report_id);

struct ItemRow {
  std::string authority;
  std::string work_id;
  std::string item_id;
  std::int64_t stream_seq = 0;
  std::string report_id;  // "": imported
  int version = 0;
  int year = 0;
  int completion_e2 = 0;
};
void SaveItem(postgres::Transaction& transaction, const ItemRow& row);

// Of a completion report; the first one of a work and official stands.
void SaveCompletion(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                    const std::string& work_id, const std::string& report_id, Date completed_on);

void SaveFlag(postgres::Transaction& transaction, const std::string& authority, const std::string& flag_name,
              const std::string& official_id, const Flag& flag);

}  // namespace dotpha::assessment::store
