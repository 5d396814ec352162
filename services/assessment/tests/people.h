// Officials, bodies and works for tests that read like the scenarios: N1 is led by BCSD, N2 by BTC; the regulation and
// the calendar are the real ones.
#pragma once

#include <string>
#include <vector>

#include "libs/lawfile/catalogue.h"
#include "libs/statute/calendar.h"
#include "services/assessment/domain/appraise.h"

namespace dotpha::assessment::testing {

// "2023-01-16 17:00:00", Asia/Ho_Chi_Minh.
Instant At(const std::string& text);
Date Day(const std::string& text);

const statute::Regulation& Law();
const std::vector<statute::InForce>& LawInForce();  // TQ2021 from 01/09/2021
const statute::Calendar& Calendar();

// What `actor` with this role does at a moment.
Act By(const std::string& actor, const std::string& role, const std::string& at);
Subject SubjectLedBy(const std::string& official_id, const std::string& lead);

// A work of one year whose months carry one item each:
// quarters 25, months 20/60/20. Item ids "2022.01.1".
statute::WeightNode YearTree(int year, int share_e2 = 10000);
KnownWork AnnualWork(const std::string& id, int year);
KnownWork TwoYearWork(const std::string& id, int first_year);  // 50/50
// Every item of that year reported at the same completion.
void Complete(KnownWork& work, int year, int items_e2 = 10000);

Record RecordOf(const std::string& official_id, int cycle, std::vector<KnownWork> works);
DocumentReference Paper(const std::string& number, const std::string& day);

// "field REASON" of every violation; {"REASON"} for an error without violations.
std::vector<std::string> Found(const Error& error);
// The same of an act; {} and "" where it succeeded.
template <typename T>
std::vector<std::string> Found(const Result<T>& result) {
  return result.ok() ? std::vector<std::string>{} : Found(result.error());
}
template <typename T>
std::string ReasonOf(const Result<T>& result) {
  return result.ok() ? "" : result.error().reason;
}

}  // namespace dotpha::assessment::testing
