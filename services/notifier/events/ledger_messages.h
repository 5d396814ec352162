// Rows of the ledger as messages: for the API and for what the notifier tells the world.
#pragma once

#include <string>
#include <vector>

#include "dotpha/notifier/v1/notifier_events.pb.h"
#include "dotpha/notifier/v1/obligation.pb.h"
#include "libs/messaging/outbox.h"
#include "services/notifier/store/ledger_store.h"

namespace dotpha::notifier {

v1::Obligation ToMessage(const std::string& authority, const ObligationRow& row);
v1::ViolationFlag ToMessage(const std::string& authority, const FlagRow& row);
v1::Candidate ToMessage(const CandidateRow& row);

// FlagRaised, FlagGradeRaised, FlagClosed, FlagWithdrawn, CandidateRaised, in that order.
std::vector<messaging::OutboxEntry> ToEvents(const std::string& authority, const LedgerChange& change,
                                             const std::string& traceparent);

}  // namespace dotpha::notifier
