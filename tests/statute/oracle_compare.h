// Both sides of the comparison with the oracle as lines of text, and whether it would notice a changed law.
#pragma once

#include <functional>

#include "libs/statute/ledger.h"
#include "tests/statute/oracle.h"
#include "tests/statute/random_person.h"

namespace dotpha::statute {

// How many lives to live: DOTPHA_ORACLE_LIVES; the default keeps the test command short, thousands by hand.
std::uint64_t Lives();

// One line for everything that both sides state. Of a cancelled duty only that it is.
std::vector<std::string> Lines(const Ledger& ledger);
std::vector<std::string> Lines(const oracle::Book& book);
// Lines that only one side has.
std::string Difference(const std::vector<std::string>& derived, const std::vector<std::string>& oracle);

std::string Show(const std::optional<Instant>& instant);
std::string Show(const std::optional<Date>& day);

// After everything in every life.
extern const Instant kEndOfLives;
// The odd moments of a life, and its end.
std::vector<Instant> MomentsOf(const Life& life);

// What the derivation and the oracle see differently in one life as of then; empty where they agree.
std::string DifferenceIn(const Life& life, Instant as_of);

// Fails for each life under this law in which they differ, five at most.
void ExpectAgreement(const Regulation& law);

// Whether a law that says something else makes a difference in one of 200 lives.
bool OracleNotices(const Regulation& law, const std::function<void(Regulation&)>& change);

// For such changes. The duty and the deadline must be there.
Duty& DutyOf(Regulation& regulation, const std::string& code, Trigger trigger);
Deadline& DeadlineOf(Regulation& regulation, const std::string& code, Trigger trigger, std::size_t entry = 0,
                     std::size_t deadline = 0);

}  // namespace dotpha::statute
