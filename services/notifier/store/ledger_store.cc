#include "services/notifier/store/ledger_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace dotpha::notifier {
namespace {

using nlohmann::json;
using postgres::Statement;

constexpr Statement kObligations{"ledger.obligations", R"sql(
  SELECT * FROM obligation WHERE authority = $1 AND debtor_id = ANY ($2::text[])
  ORDER BY obligation_id)sql"};
constexpr Statement kFlags{"ledger.flags", R"sql(
  SELECT * FROM flag WHERE authority = $1 AND official_id = ANY ($2::text[])
  ORDER BY obligation_id, number)sql"};
constexpr Statement kCandidates{"ledger.candidates", R"sql(
  SELECT * FROM candidate WHERE authority = $1 AND official_id = ANY ($2::text[])
  ORDER BY candidate_id)sql"};

constexpr Statement kPutObligations{"ledger.put_obligations", R"sql(
  INSERT INTO obligation (authority, obligation_id, debtor_id, duty, period, occasion, regulation_id, last_on_time_day,
                          hard, state, days_late, was_missing, known_late, imported, nonworking, received_at,
                          closing_at, basis, revision, stage_holder, route)
  SELECT $1, r.obligation_id, r.debtor_id, r.duty, r.period, r.occasion, r.regulation_id, r.last_on_time_day,
         r.hard, r.state, r.days_late, r.was_missing, r.known_late, r.imported, r.nonworking, r.received_at,
         r.closing_at, r.basis, r.revision, r.stage_holder, r.route
  FROM jsonb_to_recordset($2::jsonb) AS r(
    obligation_id text, debtor_id text, duty text, period text, occasion text, regulation_id text,
    last_on_time_day date, hard boolean, state smallint, days_late integer, was_missing boolean, known_late boolean,
    imported boolean, nonworking boolean, received_at timestamptz, closing_at timestamptz, basis text, revision integer,
    stage_holder boolean, route text[])
  ON CONFLICT (authority, obligation_id) DO UPDATE SET
    debtor_id = excluded.debtor_id, duty = excluded.duty, period = excluded.period, occasion = excluded.occasion,
    regulation_id = excluded.regulation_id, last_on_time_day = excluded.last_on_time_day, hard = excluded.hard,
    state = excluded.state, days_late = excluded.days_late, was_missing = excluded.was_missing,
    known_late = excluded.known_late, imported = excluded.imported, nonworking = excluded.nonworking,
    received_at = excluded.received_at, closing_at = excluded.closing_at, basis = excluded.basis,
    revision = excluded.revision, stage_holder = excluded.stage_holder, route = excluded.route)sql"};
constexpr Statement kRemoveObligations{"ledger.remove_obligations", R"sql(
  DELETE FROM obligation WHERE authority = $1 AND obligation_id = ANY ($2::text[]))sql"};

constexpr Statement kPutFlag{"ledger.put_flag", R"sql(
  INSERT INTO flag (authority, obligation_id, number, official_id, last_on_time_day, grade, status, raised_at,
                    missing_at, recorded_at, received_on, days_late, withdrawn_reason, withdrawn_at,
                    withdrawn_document)
  VALUES ($1, $2, $3::integer, $4, $5::date, $6::smallint, $7::smallint, $8::timestamptz, $9::timestamptz,
          $10::timestamptz, $11::date, $12::integer, $13, $14::timestamptz, $15)
  ON CONFLICT (authority, obligation_id, number) DO UPDATE SET
    last_on_time_day = excluded.last_on_time_day, grade = excluded.grade, status = excluded.status,
    raised_at = excluded.raised_at, missing_at = excluded.missing_at, received_on = excluded.received_on,
    days_late = excluded.days_late, withdrawn_reason = excluded.withdrawn_reason,
    withdrawn_at = excluded.withdrawn_at, withdrawn_document = excluded.withdrawn_document)sql"};

constexpr Statement kPutCandidate{"ledger.put_candidate", R"sql(
  INSERT INTO candidate (authority, candidate_id, official_id, kind, sub_code, raised_at, last_on_time_day,
                         obligation_ids, explain_until)
  VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7::date, $8::text[], $9::date)
  ON CONFLICT DO NOTHING)sql"};

std::string Text(const std::optional<Date>& day) { return day ? day->ToString() : "-"; }
std::string Text(const std::optional<Instant>& at) { return at ? FormatRfc3339(*at) : "-"; }

json ToJson(const std::optional<Date>& day) { return day ? json(day->ToString()) : json(); }
json ToJson(const std::optional<Instant>& at) { return at ? json(postgres::ToSql(*at)) : json(); }

json ToJson(const ObligationRow& row) {
  return {{"obligation_id", row.obligation_id},
          {"debtor_id", row.debtor_id},
          {"duty", row.duty},
          {"period", row.period},
          {"occasion", row.occasion},
          {"regulation_id", row.regulation_id},
          {"last_on_time_day", ToJson(row.last_on_time_day)},
          {"hard", row.hard},
          {"state", row.state},
          {"days_late", row.days_late},
          {"was_missing", row.was_missing},
          {"known_late", row.known_late},
          {"imported", row.imported},
          {"nonworking", row.nonworking},
          {"received_at", ToJson(row.received_at)},
          {"closing_at", ToJson(row.closing_at)},
          {"basis", row.basis},
          {"revision", row.revision},
          {"stage_holder", row.stage_holder},
          {"route", row.route}};
}

using Fields = std::vector<std::pair<const char*, std::string>>;

Fields FieldsOf(const ObligationRow& row) {
  return {{"debtor_id", row.debtor_id},
          {"duty", row.duty},
          {"period", row.period},
          {"occasion", row.occasion},
          {"regulation_id", row.regulation_id},
          {"last_on_time_day", Text(row.last_on_time_day)},
          {"hard", fmt::to_string(row.hard)},
          {"state", fmt::to_string(row.state)},
          {"days_late", fmt::to_string(row.days_late)},
          {"was_missing", fmt::to_string(row.was_missing)},
          {"known_late", fmt::to_string(row.known_late)},
          {"imported", fmt::to_string(row.imported)},
          {"nonworking", fmt::to_string(row.nonworking)},
          {"received_at", Text(row.received_at)},
          {"closing_at", Text(row.closing_at)},
          {"basis", row.basis},
          {"revision", fmt::to_string(row.revision)},
          {"stage_holder", fmt::to_string(row.stage_holder)},
          {"route", fmt::format("{}", fmt::join(row.route, ","))}};
}

Fields FieldsOf(const FlagRow& row) {
  return {{"official_id", row.official_id},
          {"last_on_time_day", row.last_on_time_day.ToString()},
          {"grade", fmt::to_string(row.grade)},
          {"status", fmt::to_string(row.status)},
          {"raised_at", FormatRfc3339(row.raised_at)},
          {"missing_at", Text(row.missing_at)},
          {"received_on", Text(row.received_on)},
          {"days_late", fmt::to_string(row.days_late)},
          {"withdrawn_reason", row.withdrawn_reason},
          {"withdrawn_at", Text(row.withdrawn_at)},
          {"withdrawn_document", row.withdrawn_document}};
}

Fields FieldsOf(const CandidateRow& row) {
  return {{"official_id", row.official_id},
          {"kind", row.kind},
          {"sub_code", row.sub_code},
          {"raised_at", FormatRfc3339(row.raised_at)},
          {"last_on_time_day", row.last_on_time_day.ToString()},
          {"obligation_ids", fmt::format("{}", fmt::join(row.obligation_ids, ","))},
          {"explain_until", row.explain_until.ToString()}};
}

std::string KeyOf(const ObligationRow& row) { return row.obligation_id; }
std::string KeyOf(const FlagRow& row) { return "flag " + row.obligation_id + "~" + fmt::to_string(row.number); }
std::string KeyOf(const CandidateRow& row) { return "candidate " + row.candidate_id; }

template <typename Row>
std::map<std::string, const Row*> ByKey(const std::vector<Row>& rows) {
  std::map<std::string, const Row*> by_key;
  for (const Row& row : rows) {
    by_key.emplace(KeyOf(row), &row);
  }
  return by_key;
}

template <typename Row>
void DescribeAll(const std::vector<Row>& live, const std::vector<Row>& rebuilt, std::vector<std::string>& lines) {
  const auto was = ByKey(live);
  const auto is = ByKey(rebuilt);
  for (const auto& [key, row] : was) {
    const auto found = is.find(key);
    if (found == is.end()) {
      lines.push_back(key + ": only live");
      continue;
    }
    const Fields before = FieldsOf(*row);
    const Fields after = FieldsOf(*found->second);
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].second != after[i].second) {
        lines.push_back(fmt::format("{}: {}: {} -> {}", key, before[i].first, before[i].second, after[i].second));
      }
    }
  }
  for (const auto& [key, row] : is) {
    if (!was.contains(key)) {
      lines.push_back(key + ": only rebuilt");
    }
  }
}

void CompareFlag(const FlagRow& live, FlagRow wanted, LedgerChange& change) {
  if (FieldsOf(live) == FieldsOf(wanted)) {
    return;
  }
  wanted.recorded_at = live.recorded_at;
  const bool status_changed = live.status != wanted.status;
  if (status_changed && wanted.status == kFlagWithdrawn) {
    change.withdrawn.push_back(std::move(wanted));
  } else if (status_changed && wanted.status == kFlagClosedByReceipt) {
    change.closed.push_back(std::move(wanted));
  } else if (wanted.grade > live.grade) {
    change.grade_raised.push_back(std::move(wanted));
  } else {
    change.amended.push_back(std::move(wanted));
  }
}

}  // namespace

ObligationRow ToRow(const statute::Obligation& obligation, std::vector<std::string> route) {
  const statute::DerivedObligation& derived = obligation.derived;
  ObligationRow row;
  row.obligation_id = derived.Id();
  row.debtor_id = derived.debtor_id;
  row.duty = derived.key.duty;
  row.period = derived.key.period;
  row.occasion = derived.key.occasion;
  row.regulation_id = derived.regulation != nullptr ? derived.regulation->id : "";
  row.last_on_time_day = derived.last_on_time_day;
  row.hard = derived.hard;
  row.state = static_cast<int>(obligation.state) + 1;
  row.days_late = obligation.days_late;
  row.was_missing = obligation.was_missing;
  row.known_late = obligation.known_late;
  row.imported = obligation.imported;
  row.nonworking = derived.nonworking;
  row.received_at = obligation.received_at;
  row.closing_at = derived.closing_at;
  row.basis = derived.basis;
  row.revision = obligation.revision;
  row.stage_holder = derived.stage_holder;
  row.route = std::move(route);
  return row;
}

FlagRow ToRow(const statute::Flag& flag, const std::string& official_id) {
  FlagRow row;
  row.obligation_id = flag.obligation_id;
  row.number = flag.number;
  row.official_id = official_id;
  row.last_on_time_day = flag.last_on_time_day;
  row.grade = static_cast<int>(flag.grade) + 1;
  row.status = static_cast<int>(flag.status) + 1;
  row.raised_at = flag.raised_at;
  row.missing_at = flag.missing_at;
  row.received_on = flag.received_on;
  row.days_late = flag.days_late;
  row.withdrawn_reason = flag.withdrawn_reason;
  row.withdrawn_at = flag.withdrawn_at;
  row.withdrawn_document = flag.withdrawn_document;
  return row;
}

CandidateRow ToRow(const statute::Candidate& candidate) {
  return {candidate.official_id + ":" + candidate.kind + ":" + Date::Of(candidate.raised_at).ToString(),
          candidate.official_id,
          candidate.kind,
          candidate.sub_code,
          candidate.raised_at,
          candidate.last_on_time_day,
          candidate.obligation_ids,
          candidate.explain_until};
}

std::map<std::string, LedgerRows> LoadLedgers(postgres::Transaction& transaction, const std::string& authority,
                                              const std::vector<std::string>& debtor_ids) {
  std::map<std::string, LedgerRows> ledgers;
  for (const auto& row : transaction.Exec(kObligations, authority, debtor_ids)) {
    ObligationRow obligation = ReadObligation(row);
    ledgers[obligation.debtor_id].obligations.push_back(std::move(obligation));
  }
  for (const auto& row : transaction.Exec(kFlags, authority, debtor_ids)) {
    FlagRow flag = ReadFlag(row);
    ledgers[flag.official_id].flags.push_back(std::move(flag));
  }
  for (const auto& row : transaction.Exec(kCandidates, authority, debtor_ids)) {
    CandidateRow candidate = ReadCandidate(row);
    ledgers[candidate.official_id].candidates.push_back(std::move(candidate));
  }
  return ledgers;
}

LedgerChange Compare(const LedgerRows& live, const LedgerRows& wanted, Instant now) {
  LedgerChange change;
  const auto was = ByKey(live.obligations);
  const auto is = ByKey(wanted.obligations);
  for (const auto& [key, row] : is) {
    const auto found = was.find(key);
    if (found == was.end() || !(*found->second == *row)) {
      change.put.push_back(*row);
    }
  }
  for (const auto& [key, row] : was) {
    if (!is.contains(key)) {
      change.removed.push_back(key);
    }
  }
  const auto flags_before = ByKey(live.flags);
  const auto flags_wanted = ByKey(wanted.flags);
  for (const auto& [key, flag] : flags_wanted) {
    const auto found = flags_before.find(key);
    if (found == flags_before.end()) {
      change.raised.push_back(*flag);
      change.raised.back().recorded_at = now;
    } else {
      CompareFlag(*found->second, *flag, change);
    }
  }
  for (const auto& [key, flag] : flags_before) {
    if (!flags_wanted.contains(key) && flag->status != kFlagWithdrawn) {
      change.withdrawn.push_back(*flag);
      change.withdrawn.back().status = kFlagWithdrawn;
      change.withdrawn.back().withdrawn_reason = "DATA_ERROR";
      change.withdrawn.back().withdrawn_at = now;
    }
  }
  const auto candidates_before = ByKey(live.candidates);
  for (const auto& candidate : wanted.candidates) {
    if (!candidates_before.contains(KeyOf(candidate))) {
      change.candidates.push_back(candidate);
    }
  }
  return change;
}

void LedgerChange::Add(LedgerChange&& other) {
  const auto move = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move(other.put, put);
  move(other.removed, removed);
  move(other.raised, raised);
  move(other.grade_raised, grade_raised);
  move(other.closed, closed);
  move(other.withdrawn, withdrawn);
  move(other.amended, amended);
  move(other.candidates, candidates);
}

void SaveChange(postgres::Transaction& transaction, const std::string& authority, const LedgerChange& change) {
  if (!change.put.empty()) {
    json rows = json::array();
    for (const ObligationRow& row : change.put) {
      rows.push_back(ToJson(row));
    }
    transaction.Exec(kPutObligations, authority, rows.dump());
  }
  if (!change.removed.empty()) {
    transaction.Exec(kRemoveObligations, authority, change.removed);
  }
  for (const auto* flags : {&change.raised, &change.grade_raised, &change.closed, &change.withdrawn, &change.amended}) {
    for (const FlagRow& row : *flags) {
      transaction.Exec(kPutFlag, authority, row.obligation_id, row.number, row.official_id, row.last_on_time_day,
                       row.grade, row.status, row.raised_at, row.missing_at, row.recorded_at, row.received_on,
                       row.days_late, row.withdrawn_reason, row.withdrawn_at, row.withdrawn_document);
    }
  }
  for (const CandidateRow& row : change.candidates) {
    transaction.Exec(kPutCandidate, authority, row.candidate_id, row.official_id, row.kind, row.sub_code, row.raised_at,
                     row.last_on_time_day, row.obligation_ids, row.explain_until);
  }
}

std::vector<std::string> Describe(const LedgerRows& live, const LedgerRows& rebuilt) {
  std::vector<std::string> lines;
  DescribeAll(live.obligations, rebuilt.obligations, lines);
  DescribeAll(live.flags, rebuilt.flags, lines);
  DescribeAll(live.candidates, rebuilt.candidates, lines);
  return lines;
}

ObligationRow ReadObligation(const pqxx::row& row) {
  ObligationRow read;
  read.obligation_id = row["obligation_id"].as<std::string>();
  read.debtor_id = row["debtor_id"].as<std::string>();
  read.duty = row["duty"].as<std::string>();
  read.period = row["period"].as<std::string>();
  read.occasion = row["occasion"].as<std::string>();
  read.regulation_id = row["regulation_id"].as<std::string>();
  read.last_on_time_day = postgres::ReadOptionalDate(row["last_on_time_day"]);
  read.hard = row["hard"].as<bool>();
  read.state = row["state"].as<int>();
  read.days_late = row["days_late"].as<int>();
  read.was_missing = row["was_missing"].as<bool>();
  read.known_late = row["known_late"].as<bool>();
  read.imported = row["imported"].as<bool>();
  read.nonworking = row["nonworking"].as<bool>();
  read.received_at = postgres::ReadOptionalInstant(row["received_at"]);
  read.closing_at = postgres::ReadOptionalInstant(row["closing_at"]);
  read.basis = row["basis"].as<std::string>();
  read.revision = row["revision"].as<int>();
  read.stage_holder = row["stage_holder"].as<bool>();
  read.route = postgres::ReadTextArray(row["route"]);
  return read;
}

FlagRow ReadFlag(const pqxx::row& row) {
  FlagRow read;
  read.obligation_id = row["obligation_id"].as<std::string>();
  read.number = row["number"].as<int>();
  read.official_id = row["official_id"].as<std::string>();
  read.last_on_time_day = postgres::ReadDate(row["last_on_time_day"]);
  read.grade = row["grade"].as<int>();
  read.status = row["status"].as<int>();
  read.raised_at = postgres::ReadInstant(row["raised_at"]);
  read.missing_at = postgres::ReadOptionalInstant(row["missing_at"]);
  read.recorded_at = postgres::ReadInstant(row["recorded_at"]);
  read.received_on = postgres::ReadOptionalDate(row["received_on"]);
  read.days_late = row["days_late"].as<int>();
  read.withdrawn_reason = row["withdrawn_reason"].as<std::string>();
  read.withdrawn_at = postgres::ReadOptionalInstant(row["withdrawn_at"]);
  read.withdrawn_document = row["withdrawn_document"].as<std::string>();
  return read;
}

CandidateRow ReadCandidate(const pqxx::row& row) {
  return {row["candidate_id"].as<std::string>(),
          row["official_id"].as<std::string>(),
          row["kind"].as<std::string>(),
          row["sub_code"].as<std::string>(),
          postgres::ReadInstant(row["raised_at"]),
          postgres::ReadDate(row["last_on_time_day"]),
          postgres::ReadTextArray(row["obligation_ids"]),
          postgres::ReadDate(row["explain_until"])};
}

}  // namespace dotpha::notifier
