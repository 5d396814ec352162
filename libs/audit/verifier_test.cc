// Every manipulation that ARCHITECTURE section 7 wants to be found, by somebody who has the whole database.
#include "libs/audit/verifier.h"

#include <pqxx/except>

#include "libs/audit/audit_fixture.h"
#include "libs/audit/chain.h"

namespace dotpha::audit {
namespace {

class VerifierTest : public AuditTest {
 protected:
  VerifierTest() {
    Rows(5);
    SealAndSign();
  }
  void Manipulate(const std::string& sql) { database_.Superuser(sql); }
};

TEST_F(VerifierTest, GoodChainIsGoodAndStatesItsWindow) {
  Rows(2);
  SealAll();
  Row("unsealed");
  const auto report = Look();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.rows_checked, 7U);
  EXPECT_EQ(report.checkpoints_checked, 1U);
  EXPECT_EQ(report.sealed_since_checkpoint, 2U);
  EXPECT_EQ(report.unsealed, 1U);
  EXPECT_TRUE(report.last_checkpoint_at.has_value());
  EXPECT_THAT(report.ToString(), ::testing::HasSubstr("Good: 7 rows"));
  EXPECT_THAT(report.ToString(), ::testing::HasSubstr("Window: 2 sealed and 1 unsealed rows since the checkpoint of"));
}

TEST_F(VerifierTest, ChangedColumnIsFoundWhicheverItIs) {
  for (const char* change :
       {"actor = 'o-99'", "action = 'registration.return'", "resource = 'r-2'", "at = at - interval '1 microsecond'",
        "details = '{\"state\": \"RETURNED\"}'", "request_id = gen_random_uuid()", "authority = 'QN'",
        "payload_commitment = sha256('x')", "xid = (xid::text::bigint - 1)::text::xid8"}) {
    Manipulate("CREATE TABLE kept AS SELECT * FROM audit_entry");
    Manipulate(std::string("UPDATE audit_entry SET ") + change + " WHERE actor = 'o-3'");
    // A row under another authority is no longer the one that was sealed.
    ExpectBad(3, std::string(change).starts_with("authority") ? "ROW_MISSING" : "ROW_CHANGED");
    Manipulate("DELETE FROM audit_entry");
    Manipulate("INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept");
    Manipulate("DROP TABLE kept");
    ASSERT_TRUE(Look().ok()) << change;
  }
}

TEST_F(VerifierTest, ChangedPayloadIsFound) {
  Manipulate("UPDATE audit_entry SET payload = 'another text' WHERE actor = 'o-2'");
  ExpectBad(2, "PAYLOAD_CHANGED");
  Manipulate("UPDATE audit_entry SET payload = NULL WHERE actor = 'o-2'");
  ExpectBad(2, "PAYLOAD_CHANGED");
}

TEST_F(VerifierTest, PayloadErasedByLawBreaksNothing) {
  const auto id = std::stoll(database_.Superuser("SELECT id FROM audit_entry WHERE actor = 'o-2'"));
  ASSERT_TRUE(ErasePayload(pool_, "TQ", id).ok());
  const auto report = Look();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.payloads_erased, 1U);
  EXPECT_EQ(database_.Superuser("SELECT count(*) FROM audit_entry WHERE payload IS NOT NULL"), "4");
  EXPECT_EQ(ErasePayload(pool_, "QN", id).error().reason, "AUDIT_ENTRY_NOT_FOUND");
}

TEST_F(VerifierTest, DeletedRowIsFound) {
  Manipulate("DELETE FROM audit_entry WHERE actor = 'o-4'");
  ExpectBad(4, "ROW_MISSING");
}

TEST_F(VerifierTest, DeletedRowIsFoundEvenTogetherWithItsSeal) {
  Manipulate("DELETE FROM audit_seal WHERE seal = 4");
  Manipulate("DELETE FROM audit_entry WHERE actor = 'o-4'");
  ExpectBad(4, "SEAL_MISSING");
}

TEST_F(VerifierTest, DeletedRowIsFoundEvenWhenTheSealsCloseRanks) {
  Manipulate("DELETE FROM audit_seal WHERE seal = 4");
  Manipulate("UPDATE audit_seal SET seal = 4 WHERE seal = 5");
  ExpectBad(4, "ROW_CHANGED");
}

TEST_F(VerifierTest, ReorderedRowsAreFound) {
  Manipulate("UPDATE audit_seal SET seal = -2 WHERE seal = 2");
  Manipulate("UPDATE audit_seal SET seal = 2 WHERE seal = 3");
  Manipulate("UPDATE audit_seal SET seal = 3 WHERE seal = -2");
  ExpectBad(2, "ROW_CHANGED");
}

TEST_F(VerifierTest, RowPutInBehindTheSealersBackIsFound) {
  Row("forged");
  Manipulate("UPDATE audit_entry SET xid = '1' WHERE actor = 'forged'");
  SealAll();
  ExpectBad(0, "ROW_UNSEALED_BEHIND_CHAIN");
}

TEST_F(VerifierTest, ChainCutShortAfterACheckpointIsFound) {
  Manipulate("UPDATE audit_head SET sealed = 4, hash = (SELECT hash FROM audit_seal WHERE seal = 4)");
  Manipulate("DELETE FROM audit_seal WHERE seal = 5");
  Manipulate("DELETE FROM audit_entry WHERE actor = 'o-5'");
  ExpectBad(5, "CHAIN_SHORTER_THAN_CHECKPOINT");
}

TEST_F(VerifierTest, EmptiedAuditIsFound) {
  Manipulate("TRUNCATE audit_entry, audit_seal");
  Manipulate("UPDATE audit_head SET sealed = 0, hash = decode(repeat('00', 32), 'hex'), last_xid = '0', last_id = 0");
  ExpectBad(1, "CHAIN_SHORTER_THAN_CHECKPOINT");
}

TEST_F(VerifierTest, SealsCutOffInTheWindowAreFoundByTheHead) {
  Rows(2);
  SealAll();
  Manipulate("DELETE FROM audit_seal WHERE seal = 7");
  ExpectBad(7, "SEAL_MISSING");
}

// Somebody rewrites a row and seals everything anew: consistent in itself, but a checkpoint left the database before.
TEST_F(VerifierTest, ChainRewrittenAsAWholeDiffersFromItsCheckpoint) {
  Rows(3);
  SealAndSign();
  Manipulate("UPDATE audit_entry SET actor = 'o-66' WHERE id = (SELECT entry_id FROM audit_seal WHERE seal = 7)");
  Manipulate("TRUNCATE audit_seal");
  Manipulate("UPDATE audit_head SET sealed = 0, hash = decode(repeat('00', 32), 'hex'), last_xid = '0', last_id = 0");
  SealAll();
  ExpectBad(8, "CHAIN_DIFFERS_FROM_CHECKPOINT");
  EXPECT_EQ(Look().first_bad->agreed_up_to, 5U) << "up to the first checkpoint all is confirmed";
  EXPECT_TRUE(Verify(pool_, {}, std::nullopt)->ok()) << "the chain alone cannot tell";
}

TEST_F(VerifierTest, ForgedAndMissingCheckpointsAreFound) {
  Rows(1);
  SealAndSign();
  Rows(1);
  SealAndSign();
  const std::string original = Read(CheckpointFile(2));
  std::string forged = original;
  forged.replace(forged.find("\"sealed\":6"), 10, "\"sealed\":5");
  std::ofstream(CheckpointFile(2)) << forged;
  ExpectBad(6, "CHECKPOINT_FORGED");
  std::ofstream(CheckpointFile(2)) << "nonsense\n";
  ExpectBad(6, "CHECKPOINT_FORGED");
  std::filesystem::remove(CheckpointFile(2));
  ExpectBad(6, "CHECKPOINT_MISSING");
  std::ofstream(CheckpointFile(2)) << original;
  EXPECT_TRUE(Look().ok());
  EXPECT_EQ(Verify(pool_, folder_, SigningKey::Generate().Public())->first_bad->reason, "CHECKPOINT_FORGED")
      << "another key signs nothing for us";
}

TEST_F(VerifierTest, CheckpointExchangedForAnotherSignedOneIsFound) {
  Rows(1);
  SealAndSign();
  auto other = *ParseStatement(LoadCheckpoints(folder_, "registration")->front().statement);
  other.at = other.at - std::chrono::hours{1};
  ASSERT_TRUE(StoreCheckpoint(folder_, other, key_).ok());
  ExpectBad(6, "CHECKPOINT_MISSING");
}

TEST_F(VerifierTest, WithoutACheckpointTheWholeChainIsTheWindow) {
  std::filesystem::remove_all(folder_);
  const auto report = Look();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.sealed_since_checkpoint, 5U);
  EXPECT_FALSE(report.last_checkpoint_at.has_value());
  EXPECT_THAT(report.ToString(), ::testing::HasSubstr("there is no checkpoint"));
}

// What the services' own roles cannot do in the first place.
TEST_F(VerifierTest, RolesOfTheServiceCannotChangeOrDeleteRows) {
  for (const char* role : {"registration_app", "registration_stream"}) {
    for (const char* sql : {"UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_seal",
                            "UPDATE audit_seal SET hash = ''"}) {
      EXPECT_THROW(database_.Superuser("BEGIN; SET LOCAL dotpha.authority = 'TQ'; SET LOCAL ROLE " + std::string(role) +
                                       "; " + sql),
                   pqxx::insufficient_privilege)
          << role << ": " << sql;
    }
  }
}

}  // namespace
}  // namespace dotpha::audit
