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
