// What the tests of the runner share: a small aggregate with an etag, and one command on it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>

#include "dotpha/registration/v1/registration_service.pb.h"
#include "libs/base/ids.h"
#include "libs/command/runner.h"
#include "libs/postgres/testing/faulty_proxy.h"
#include "libs/postgres/testing/scratch_database.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/messaging.h"
#include "migrations/postgres.h"

namespace dotpha::command {

using Request = registration::v1::WithdrawRegistrationRequest;
using Response = registration::v1::WithdrawRegistrationResponse;

inline constexpr postgres::Statement kLoad{"test.load", "SELECT state FROM matter WHERE name = $1 FOR UPDATE"};
inline constexpr postgres::Statement kClose{"test.close", "UPDATE matter SET state = 'closed' WHERE name = $1"};
inline constexpr postgres::Migration kMatters[] = {{1, "0001_matters.sql",
                                                    "CREATE TABLE matter (authority text NOT NULL, name text NOT NULL, "
                                                    "state text NOT NULL, PRIMARY KEY (authority, name));"
                                                    "SELECT dotpha_guard('matter');"}};

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() {
    const postgres::MigrationSet matters{"matters", kMatters};
    database_.Migrate("registration", {&migrations::postgres(), &migrations::command(), &migrations::audit(),
                                       &migrations::messaging(), &matters});
    database_.Superuser("INSERT INTO matter VALUES ('TQ', 'm-1', 'open'), ('TQ', 'm-2', 'open')");
  }

  static Micros Elapsed() { return MonotonicClock::Steady().Elapsed(); }

  static CommandContext Context(const std::string& request_id, const std::string& caller = "o-1") {
    return {.authority = "TQ",
            .caller = caller,
            .method = "/dotpha.registration.v1.RegistrationService/WithdrawRegistration",
            .request_id = request_id,
            .received_at = *ParseRfc3339("2021-11-14T23:59:59.123456+07:00"),
            .arrived_at = *ParseRfc3339("2021-11-15T00:00:07+07:00"),
            .arrived_elapsed = Elapsed(),
            .deadline = Elapsed() + std::chrono::seconds{15},
            .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
  }

  static Request Withdraw(const CommandContext& context, const std::string& name, const std::string& note = "") {
    Request request;
    request.set_request_id(context.request_id);
    request.set_name(name);
    request.set_note(note);
    return request;
  }

  // The rule of this aggregate: an open matter can be closed, once.
  Result<Outcome<Response>> Close(postgres::Transaction& transaction, const std::string& name) {
    ++bodies_;
    const auto rows = transaction.Exec(kLoad, name);
    if (rows.empty()) {
      return NotFound("NO_SUCH_MATTER", "there is none of this name");
    }
    if (rows[0]["state"].as<std::string>() != "open") {
      return FailedPrecondition("WRONG_STATE", "it is closed");
    }
    if (loaded_) {
      loaded_();
    }
    transaction.Exec(kClose, name);
    Outcome<Response> outcome;
    outcome.response.mutable_registration()->set_name(name);
    outcome.audit = {"matter.close", name, {{"state", "closed"}}};
    outcome.events.push_back({NewUuid(),
                              "dotpha.registration.v1.RegistrationWithdrawn",
                              "registration",
                              "withdrawn",
                              {"o-1", "o-2"},
                              std::string("\x00\x01 data", 7),
                              ""});
    outcome.events.push_back({NewUuid(), "dotpha.registration.v1.Second", "registration", "second", {}, "", ""});
    return outcome;
  }

  Result<Response> Call(Runner& runner, const CommandContext& context, const std::string& name,
                        const std::string& note = "") {
    return runner.Execute<Response>(context, Withdraw(context, name, note),
                                    [&](postgres::Transaction& transaction) { return Close(transaction, name); });
  }

  int Count(const std::string& table) { return std::stoi(database_.Superuser("SELECT count(*) FROM " + table)); }

  postgres::testing::ScratchDatabase database_;
  postgres::Pool pool_{database_.Pooled("registration", 6)};
  Runner runner_{pool_, {.service = "registration"}};
  std::atomic<int> bodies_{0};
  std::function<void()> loaded_;  // called once the matter is loaded and locked
};

}  // namespace dotpha::command
