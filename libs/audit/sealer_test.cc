#include "libs/audit/sealer.h"

#include <pqxx/connection>
#include <pqxx/transaction>
#include <thread>

#include "libs/audit/audit_fixture.h"

namespace dotpha::audit {
namespace {

using postgres::testing::Eventually;

class SealerTest : public AuditTest {
 protected:
  std::string Sealed() {
    return database_.Superuser(
        "SELECT coalesce(string_agg(s.seal || ':' || e.actor, ' ' ORDER BY s.seal), '')"
        " FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id");
  }
};

TEST_F(SealerTest, SealsInBatchesWithoutAHole) {
  Rows(4);
  EXPECT_EQ(*sealer_.SealOnce(), 3);
  EXPECT_EQ(*sealer_.SealOnce(), 1);
  EXPECT_EQ(*sealer_.SealOnce(), 0);
  EXPECT_EQ(Sealed(), "1:o-1 2:o-2 3:o-3 4:o-4");
}

TEST_F(SealerTest, RowThatCommitsLateIsNeitherSkippedNorOvertaken) {
  pqxx::connection slow_connection(database_.url());
  pqxx::work slow(slow_connection);
  slow.exec(RowSql("early"));
  Row("later");
  EXPECT_EQ(*sealer_.SealOnce(), 0) << "an older transaction is still running";
  slow.commit();
  EXPECT_EQ(*sealer_.SealOnce(), 2);
  EXPECT_EQ(Sealed(), "1:early 2:later");
}

TEST_F(SealerTest, RowOfALongTransactionSortsByItsTransaction) {
  pqxx::connection slow_connection(database_.url());
  pqxx::work slow(slow_connection);
  slow.exec("SELECT pg_current_xact_id()");
  Row("later");
  slow.exec(RowSql("greater id, older transaction"));
  slow.commit();
  SealAll();
  EXPECT_EQ(Sealed(), "1:greater id, older transaction 2:later");
  EXPECT_TRUE(Look().ok());
}

TEST_F(SealerTest, RolledBackRowLeavesNoHole) {
  Row("a");
  {
    pqxx::connection connection(database_.url());
    pqxx::work aborted(connection);
    aborted.exec(RowSql("gone"));
  }
  Row("b");
  SealAll();
  EXPECT_EQ(Sealed(), "1:a 2:b");
}

TEST_F(SealerTest, ReplicasTakeTurns) {
  Rows(30);
  std::vector<std::thread> replicas;
  for (int i = 0; i < 4; ++i) {
    replicas.emplace_back([&] {
      postgres::Pool pool(database_.Pooled("registration", 1));
      Sealer sealer(pool, {.batch = 2});
      for (int sealed = 1; sealed > 0;) {
        auto done = sealer.SealOnce();
        ASSERT_TRUE(done.ok()) << done.error().reason;
        sealed = *done;
      }
    });
  }
  for (auto& replica : replicas) {
    replica.join();
  }
  EXPECT_EQ(database_.Superuser("SELECT count(*) || ' ' || max(seal) FROM audit_seal"), "30 30");
  EXPECT_TRUE(Look().ok());
}

TEST_F(SealerTest, GoesOnAfterADumpWasRestoredIntoAnotherCluster) {
  Rows(2);
  SealAll();
  // The ids of the old cluster are far ahead of this one's.
  database_.Superuser("UPDATE audit_head SET last_xid = '900000000001'");
  database_.Superuser(RowSql("restored, not yet sealed"));
  database_.Superuser("UPDATE audit_entry SET xid = '900000000002' WHERE actor LIKE 'restored%'");
  SealAll();
  Row("written here");
  SealAll();
  EXPECT_EQ(Sealed(), "1:o-1 2:o-2 3:restored, not yet sealed 4:written here");
  EXPECT_TRUE(Look().ok());
}

TEST_F(SealerTest, CheckpointStatesTheHeadAndLinksToTheOneBefore) {
  Rows(2);
  SealAll();
  const auto first = sealer_.WriteCheckpoint();
  ASSERT_TRUE(first.ok() && first->has_value());
  EXPECT_EQ((*first)->number, 1U);
  EXPECT_EQ((*first)->sealed, 2U);
  EXPECT_EQ((*first)->hash, database_.Superuser("SELECT encode(hash, 'hex') FROM audit_seal WHERE seal = 2"));
  EXPECT_TRUE(std::filesystem::exists(CheckpointFile(1)));
  EXPECT_FALSE(sealer_.WriteCheckpoint()->has_value()) << "nothing new";
  Row("o-3");
  SealAll();
  const auto second = sealer_.WriteCheckpoint();
  EXPECT_EQ((*second)->number, 2U);
  EXPECT_EQ((*second)->previous.size(), 64U);
}

TEST_F(SealerTest, SignsNothingOverAGap) {
  Rows(2);
  SealAndSign();
  database_.Superuser("DELETE FROM audit_seal");
  database_.Superuser("UPDATE audit_head SET sealed = 1");
  const auto refused = sealer_.WriteCheckpoint();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kDataLoss);
  EXPECT_EQ(refused.error().reason, "AUDIT_CHAIN_SHORTER");
}

TEST_F(SealerTest, FolderThatRefusesIsAnError) {
  Rows(1);
  SealAll();
  const auto file = folder_ / "file";
  std::ofstream(file) << "a file, no folder";
  const auto write = [&](const std::filesystem::path& folder) {
    return Sealer(pool_, {.checkpoint_dir = folder, .key = key_}).WriteCheckpoint().error().reason;
  };
  EXPECT_EQ(write(file / "below"), "CHECKPOINT_NOT_WRITTEN");
  EXPECT_EQ(write(file), "CHECKPOINTS_NOT_READABLE");
}

TEST_F(SealerTest, ThreadSealsSignsAndFinishesWhenStopped) {
  Sealer thread(pool_, {.checkpoint_dir = folder_,
                        .key = key_,
                        .seal_every = std::chrono::milliseconds{5},
                        .checkpoint_every = std::chrono::milliseconds{5}});
  thread.Start();
  Rows(2);
  EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(CheckpointFile(1)); }));
  Row("last");
  thread.Stop();
  const auto report = Look();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.rows_checked, 3U);
  EXPECT_EQ(report.sealed_since_checkpoint + report.unsealed, 0U);
}

TEST_F(SealerTest, ThreadReportsAndGoesOn) {
  std::atomic<int> errors{0};
  Sealer thread(pool_, {.seal_every = std::chrono::milliseconds{5}, .on_error = [&](const Error&) { ++errors; }});
  database_.Superuser("ALTER TABLE audit_head RENAME TO hidden");
  thread.Start();
  EXPECT_TRUE(Eventually([&] { return errors > 1; }));
  database_.Superuser("ALTER TABLE hidden RENAME TO audit_head");
  Row("a");
  EXPECT_TRUE(Eventually([&] { return Sealed() == "1:a"; }));
}

}  // namespace
}  // namespace dotpha::audit
