#include "libs/command/runner.h"

#include <openssl/sha.h>

#include "libs/command/runner_fixture.h"

namespace dotpha::command {
namespace {

TEST_F(RunnerTest, AnswersWithTheReceiptOfTheLegalArrival) {
  const auto context = Context(NewUuid());
  const auto answer = Call(runner_, context, "m-1");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->registration().name(), "m-1");
  EXPECT_FALSE(answer->receipt().replayed());
  EXPECT_EQ(answer->receipt().received_at().seconds() * 1'000'000 + answer->receipt().received_at().nanos() / 1'000,
            context.received_at.micros);
  EXPECT_EQ(answer->receipt().consistency_token().producer(), "registration");
  EXPECT_EQ(std::to_string(answer->receipt().consistency_token().outbox_id()),
            database_.Superuser("SELECT max(outbox_id) FROM outbox"));
}

TEST_F(RunnerTest, WritesStateAuditOutboxAndAnswerTogether) {
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner_, context, "m-1").ok());
  EXPECT_EQ(database_.Superuser("SELECT state FROM matter WHERE name = 'm-1'"), "closed");
  EXPECT_EQ(database_.Superuser("SELECT concat_ws(' ', authority, actor, action, resource, request_id,"
                                " details->>'state', at = '2021-11-15T00:00:07+07:00') FROM audit_entry"),
            "TQ o-1 matter.close m-1 " + context.request_id + " closed t");
  EXPECT_EQ(Count("command_answer"), 1);
  EXPECT_EQ(database_.Superuser(
                "SELECT string_agg(concat_ws('|', authority, type, routing_key, debtors, encode(data, 'hex'),"
                " traceparent, recorded_at = '2021-11-15T00:00:07+07:00'), ';' ORDER BY outbox_id) FROM outbox"),
            "TQ|dotpha.registration.v1.RegistrationWithdrawn|TQ.registration.registration.withdrawn|{o-1,o-2}|"
            "00012064617461|" +
                context.traceparent +
                "|t;"
                "TQ|dotpha.registration.v1.Second|TQ.registration.registration.second|{}||" +
                context.traceparent + "|t");
}

TEST_F(RunnerTest, AuditCommitsToThePayloadWithASalt) {
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner_, context, "m-1", "Trần Thị Hồng").ok());
  EXPECT_EQ(database_.Superuser("SELECT payload_commitment = sha256(salt || payload) AND length(salt) = 16"
                                " AND payload_commitment <> sha256(payload) FROM audit_entry"),
            "t");
  EXPECT_EQ(database_.Superuser("SELECT position('Hồng' IN details::text || resource) FROM audit_entry"), "0");
}

TEST_F(RunnerTest, SameRequestGetsTheStoredAnswerWhateverHasHappenedSince) {
  const auto context = Context(NewUuid());
  const auto first = Call(runner_, context, "m-1");
  ASSERT_TRUE(first.ok());
  database_.Superuser("DELETE FROM matter");
  auto later = Context(context.request_id);
  later.received_at = later.arrived_at = *ParseRfc3339("2022-01-01T00:00:00+07:00");
  const auto second = Call(runner_, later, "m-1");
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->receipt().replayed());
  EXPECT_EQ(second->registration().name(), "m-1");
  EXPECT_EQ(second->receipt().received_at().seconds(), first->receipt().received_at().seconds());
  EXPECT_EQ(second->receipt().consistency_token().outbox_id(), first->receipt().consistency_token().outbox_id());
  EXPECT_EQ(bodies_, 1);
  EXPECT_EQ(Count("audit_entry"), 1);
  EXPECT_EQ(Count("outbox"), 2);
}

TEST_F(RunnerTest, UuidInCapitalsIsTheSameRequest) {
  auto context = Context("0B9A5E0C-6D0E-4B45-9D8F-1D2C3B4A5F60");
  ASSERT_TRUE(Call(runner_, context, "m-1").ok());
  context.request_id = "0b9a5e0c-6d0e-4b45-9d8f-1d2c3b4a5f60";
  EXPECT_TRUE(Call(runner_, context, "m-1")->receipt().replayed());
}

TEST_F(RunnerTest, SameIdWithAnotherPayloadIsRefusedAndNothingIsWritten) {
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner_, context, "m-1").ok());
  const auto reused = Call(runner_, context, "m-2");
  ASSERT_FALSE(reused.ok());
  EXPECT_EQ(reused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(reused.error().reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(Count("audit_entry"), 1);
  EXPECT_EQ(database_.Superuser("SELECT state FROM matter WHERE name = 'm-2'"), "open");
}

TEST_F(RunnerTest, AnotherCallersIdAnotherMethodAndAnotherAuthorityAreIndependent) {
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner_, context, "m-1").ok());
  EXPECT_FALSE(Call(runner_, Context(context.request_id, "o-2"), "m-2")->receipt().replayed());
  database_.Superuser("UPDATE matter SET state = 'open'");
  auto other_method = context;
  other_method.method = "/dotpha.registration.v1.RegistrationService/ReturnRegistration";
  EXPECT_FALSE(Call(runner_, other_method, "m-1")->receipt().replayed());
  auto other_authority = context;
  other_authority.authority = "QN";
  EXPECT_EQ(Call(runner_, other_authority, "m-1").error().reason, "NO_SUCH_MATTER");
}

TEST_F(RunnerTest, RefusedCommandWritesNothingAndMayBeRepeated) {
  const auto context = Context(NewUuid());
  EXPECT_EQ(Call(runner_, context, "m-9").error().reason, "NO_SUCH_MATTER");
  EXPECT_EQ(Count("command_answer") + Count("audit_entry") + Count("outbox"), 0);
  database_.Superuser("INSERT INTO matter VALUES ('TQ', 'm-9', 'open')");
  EXPECT_TRUE(Call(runner_, context, "m-9").ok());
}

TEST_F(RunnerTest, RequestIdMustBeAUuid) {
  for (const char* bad : {"", "1", "not-a-uuid", "0b9a5e0c-6d0e-4b45-9d8f-1d2c3b4a5f6", "'; DROP TABLE outbox; --"}) {
    const auto refused = Call(runner_, Context(bad), "m-1");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().reason, "INVALID_REQUEST_ID");
  }
  EXPECT_EQ(bodies_, 0);
}

TEST_F(RunnerTest, CommandWithoutEventsHasNoToken) {
  const auto context = Context(NewUuid());
  const auto answer = runner_.Execute<Response>(context, Withdraw(context, "m-1"),
                                                [](postgres::Transaction&) -> Result<Outcome<Response>> {
                                                  Outcome<Response> outcome;
                                                  outcome.audit = {"matter.look", "m-1", {}};
                                                  return outcome;
                                                });
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->receipt().has_consistency_token());
  EXPECT_FALSE(Call(runner_, context, "m-1")->receipt().has_consistency_token());
}

TEST_F(RunnerTest, WakesTheRelayAfterTheCommitAndOnlyForNewEvents) {
  std::vector<std::string> visible;
  Runner runner(pool_, {.service = "registration", .on_committed = [&](std::uint64_t outbox_id) {
                          visible.push_back(database_.Superuser("SELECT count(*) FROM outbox WHERE outbox_id <= " +
                                                                std::to_string(outbox_id)));
                        }});
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner, context, "m-1").ok());
  ASSERT_TRUE(Call(runner, context, "m-1").ok());
  EXPECT_THAT(visible, ::testing::ElementsAre("2"));
}

TEST_F(RunnerTest, OldAnswersAreForgottenYoungOnesKept) {
  const auto context = Context(NewUuid());
  ASSERT_TRUE(Call(runner_, context, "m-1").ok());
  ASSERT_TRUE(Call(runner_, Context(NewUuid()), "m-2").ok());
  database_.Superuser("UPDATE command_answer SET answered_at = answered_at - interval '8 days' WHERE request_id = '" +
                      context.request_id + "'");
  EXPECT_EQ(*runner_.ForgetAnswers(std::chrono::hours{24 * 7}), 1);
  EXPECT_EQ(*runner_.ForgetAnswers(std::chrono::hours{24 * 7}), 0);
  EXPECT_EQ(Count("command_answer"), 1);
}

TEST(CanonicalPayload, LeavesOutTheRequestIdAndNothingElse) {
  Request a;
  a.set_name("n");
  a.set_request_id("1");
  Request b = a;
  b.set_request_id("2");
  EXPECT_EQ(CanonicalPayload(a), CanonicalPayload(b));
  EXPECT_EQ(a.request_id(), "1") << "the request itself stays as it was";
  b.set_note(" ");
  EXPECT_NE(PayloadHash(CanonicalPayload(a)), PayloadHash(CanonicalPayload(b)));
  EXPECT_EQ(PayloadHash("").size(), static_cast<std::size_t>(SHA256_DIGEST_LENGTH));
}

}  // namespace
}  // namespace dotpha::command
