// The service's tables on a real PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/facts/fact_store.h"
#include "libs/postgres/testing/scratch_database.h"
#include "libs/rpc/wire_time.h"
#include "migrations/facts.h"
#include "migrations/postgres.h"
#include "migrations/reporting.h"
#include "services/reporting/store/knowledge_store.h"
#include "services/reporting/store/report_store.h"

namespace dotpha::reporting {
namespace {

using postgres::Transaction;
using ::testing::ElementsAre;

constexpr char kHere[] = "tuyen-quang";

template <typename Event>
messaging::StreamEvent Told(const std::string& producer, const std::string& name, std::int64_t number,
                            const Event& event) {
  messaging::StreamEvent told;
  told.authority = kHere;
  told.producer = producer;
  told.stream_seq = number;
  told.type = "dotpha." + producer + ".v1." + name;
  told.recorded_at = Date(2021, 12, 28).At();
  told.data = event.SerializeAsString();
  return told;
}

review::v1::AssignedWork Work(int last_year) {
  review::v1::AssignedWork work;
  work.set_work_id("W-1");
  work.set_duration("2Y");
  *work.mutable_start_on() = rpc::ToWire(Date(2022, 1, 1));
  *work.mutable_end_on() = rpc::ToWire(Date(last_year, 12, 31));
  work.add_target_ids("1");
  work.set_multi_agency(true);
  return work;
}

constexpr char kFirst[] = "11111111-1111-4111-8111-111111111111";
constexpr char kSecond[] = "22222222-2222-4222-8222-222222222222";
constexpr char kThird[] = "33333333-3333-4333-8333-333333333333";

ReportDecision Sent(const std::string& id, const std::string& official, Date day, std::vector<DutyKey> covers) {
  ReportDecision decision;
  decision.report.id = id;
  decision.report.official_id = official;
  decision.report.received_at = day.At();
  decision.report.recorded_at = day.At();
  decision.report.version = 1;
  decision.report.regulation_id = "TQ2021";
  decision.report.revision = 1;
  decision.discharged = std::move(covers);
  decision.history.recorded_at = day.At();
  decision.history.version = 1;
  return decision;
}

// Ids of all reports on this, read by pages of one.
std::vector<std::string> Pages(postgres::Pool& pool, const std::string& duty, const std::string& period) {
  postgres::TransactionOptions options;
  options.authority = kHere;
  store::ReportFilter filter;
  filter.duty = duty;
  filter.period = period;
  filter.visible.everyone = true;
  filter.limit = 1;
  std::vector<std::string> ids;
  while (ids.size() < 9) {
    const auto page = postgres::RunTransaction(pool, options, [&](Transaction& transaction) {
      return Result<std::vector<Report>>(store::ListReports(transaction, kHere, filter));
    });
    EXPECT_TRUE(page.ok()) << page.error().message;
    if (!page.ok() || page->empty()) {
      break;
    }
    ids.push_back(page->front().id);
    filter.after = {page->front().received_at, page->front().id};
  }
  return ids;
}

TEST(ReportingStore, ReportsOfAPeriodArePagedInTheOrderOfTheirReceiptEachOnce_I_07) {
  const postgres::testing::ScratchDatabase database;
  database.Migrate("reporting", {&migrations::postgres(), &migrations::facts(), &migrations::reporting()});
  postgres::Pool pool(database.Pooled("reporting", 2));
  const auto save = [&](const ReportDecision& decision) {
    postgres::TransactionOptions options;
    options.authority = kHere;
    const auto saved = postgres::RunTransaction(pool, options, [&](Transaction& transaction) -> Result<void> {
      store::SaveReport(transaction, kHere, decision);
      return Ok{};
    });
    ASSERT_TRUE(saved.ok()) << saved.error().message;
  };
  save(Sent(kFirst, "N1", Date(2022, 12, 20), {{"RPT_H1", "2022", ""}, {"RPT_Y", "2022", ""}}));
  ReportDecision late = Sent(kSecond, "N9", Date(2022, 12, 22), {{"RPT_H1", "2022", ""}});
  save(late);
  save(Sent(kThird, "N9", Date(2022, 12, 21), {{"RPT_Q", "2022-Q1", ""}}));
  EXPECT_THAT(Pages(pool, "", "2022"), ElementsAre(kFirst, kSecond));
  EXPECT_THAT(Pages(pool, "RPT_H1", "2022"), ElementsAre(kFirst, kSecond));
  EXPECT_THAT(Pages(pool, "RPT_Y", "2022"), ElementsAre(kFirst));
  EXPECT_THAT(Pages(pool, "RPT_Q", ""), ElementsAre(kThird));
  EXPECT_THAT(Pages(pool, "", ""), ElementsAre(kFirst, kThird, kSecond));

  late.report.received_at = Date(2022, 6, 24).At();  // a stamp was found
  late.report.revision = 2;
  late.discharged.clear();
  save(late);
  EXPECT_THAT(Pages(pool, "", "2022"), ElementsAre(kSecond, kFirst));
  EXPECT_THAT(Pages(pool, "RPT_H1", "2022"), ElementsAre(kSecond, kFirst));
}

constexpr postgres::Statement kInsertOldReport{"test.old_report", R"sql(
WITH head AS (
  INSERT INTO report (authority, report_id, official_id, state, channel, received_at, recorded_at, paper_number, version,
                      regulation_id, revision)
  VALUES ($1, $2::uuid, 'N1', 'SENT', 'ELECTRONIC', $3::timestamptz, $3::timestamptz, '', 1, 'TQ2021', 1)
), content AS (
  INSERT INTO report_content (authority, report_id, version, content, warnings, recorded_at)
  VALUES ($1, $2::uuid, 1, '{"works": [], "narrative": {"results": "", "difficulties": "", "directions": "",
    "proposals": ""}, "self_level": {"overall": "", "works": {}}}', '[]', $3::timestamptz)
)
INSERT INTO covered_duty (authority, official_id, duty, period, occasion, report_id, place)
VALUES ($1, 'N1', 'RPT_Q', '2022-Q1', '', $2::uuid, 0))sql"};

TEST(ReportingStore, WhatWasReportedBeforeTheUpdateIsListedByItsPeriodToo) {
  const postgres::testing::ScratchDatabase database(true);
  const postgres::MigrationSet& newest = migrations::reporting();
  const postgres::MigrationSet before{newest.name, newest.migrations.first(3)};
  database.Migrate("reporting", {&migrations::postgres(), &migrations::facts(), &before});
  postgres::Pool pool(database.Pooled("reporting", 2));
  postgres::TransactionOptions options;
  options.authority = kHere;
  const auto kept = postgres::RunTransaction(pool, options, [&](Transaction& transaction) -> Result<void> {
    transaction.Exec(kInsertOldReport, kHere, kFirst, Date(2022, 3, 24).At());
    return Ok{};
  });
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  database.Migrate("reporting", {&migrations::postgres(), &migrations::facts(), &newest});
  EXPECT_THAT(Pages(pool, "", "2022-Q1"), ElementsAre(kFirst));
}

// Of what review told, an earlier version kept a table of its own.
constexpr postgres::Statement kInsertOld{"test.old_review_event", R"sql(
INSERT INTO review_event (authority, stream_seq, official_id, recorded_at, data)
VALUES ($1, $2::bigint, 'N1', $3::timestamptz, $4))sql"};

TEST(ReportingStore, WhatAnEarlierVersionKeptOfReviewsEventsIsKnownAfterTheUpdate_R4_4a_MULTI) {
  const postgres::testing::ScratchDatabase database(true);
  const postgres::MigrationSet& newest = migrations::reporting();
  const postgres::MigrationSet before{newest.name, newest.migrations.first(2)};
  database.Migrate("reporting", {&migrations::postgres(), &migrations::facts(), &before});
  postgres::Pool pool(database.Pooled("reporting", 2));
  postgres::TransactionOptions as_stream;
  as_stream.role = postgres::Role::kStream;
  postgres::TransactionOptions as_caller;
  as_caller.authority = kHere;

  registration::v1::RegistrationEvent official;
  official.mutable_official_recorded()->set_official_id("N1");
  review::v1::ReviewEvent assigned;
  assigned.mutable_works_assigned()->set_assignment_id("assignment-1");
  assigned.mutable_works_assigned()->set_official_id("N1");
  assigned.mutable_works_assigned()->set_cycle(2022);
  assigned.mutable_works_assigned()->set_basis("ORDINARY");
  *assigned.mutable_works_assigned()->mutable_decided_on() = rpc::ToWire(Date(2021, 12, 20));
  *assigned.mutable_works_assigned()->add_works() = Work(2022);
  review::v1::ReviewEvent amended;
  amended.mutable_work_amended()->set_work_id("W-1");
  amended.mutable_work_amended()->set_official_id("N1");
  *amended.mutable_work_amended()->mutable_work() = Work(2023);
  review::v1::ReviewEvent ended;
  ended.mutable_work_ended()->set_work_id("W-1");
  ended.mutable_work_ended()->set_official_id("N1");
  ended.mutable_work_ended()->set_reason("PASSED_ON");
  *ended.mutable_work_ended()->mutable_until() = rpc::ToWire(Date(2023, 6, 1));
  const auto kept = postgres::RunTransaction(pool, as_stream, [&](Transaction& transaction) -> Result<void> {
    const auto find = [](const std::string&) { return nullptr; };
    DOTPHA_ASSIGN(const facts::FactRow row,
                  facts::ToFactRow(Told("registration", "OfficialRecorded", 1, official), find));
    facts::InsertFact(transaction, row);
    std::int64_t number = 4;
    for (const review::v1::ReviewEvent& event : {assigned, amended, ended}) {
      transaction.Exec(kInsertOld, kHere, ++number, Date(2021, 12, 28).At(),
                       postgres::Bytes{event.SerializeAsString()});
    }
    return Ok{};
  });
  ASSERT_TRUE(kept.ok()) << kept.error().message;

  database.Migrate("reporting", {&migrations::postgres(), &migrations::facts(), &newest});
  facts::KnowledgeSource source([](const std::string&) { return nullptr; });
  const auto known = postgres::RunTransaction(pool, as_caller, [&](Transaction& transaction) {
    return store::LoadKnowledge(transaction, source, kHere, "N1");
  });
  ASSERT_TRUE(known.ok()) << known.error().reason;
  ASSERT_EQ(known->facts.assignments.size(), 2U);  // as assigned, as amended
  EXPECT_EQ(known->facts.assignments[1].works.at(0).end, Date(2023, 12, 31));
  EXPECT_EQ(known->facts.work_ends.at(0).reason, "PASSED_ON");
  const WorkDetail& detail = known->works.at("W-1");
  EXPECT_THAT(detail.target_ids, ElementsAre("1"));
  EXPECT_TRUE(detail.multi_agency);
  EXPECT_EQ(detail.amended_at, Date(2021, 12, 28).At());
}

}  // namespace
}  // namespace dotpha::reporting
