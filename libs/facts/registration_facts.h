// Events of the registration service as facts: the directory, the law in force, registrations, overrides.
#pragma once

#include <string>

#include "libs/base/result.h"
#include "libs/facts/knowledge.h"

namespace dotpha::facts {

inline constexpr char kRegistrationProducer[] = "registration";

// Whether the row brings an official or body that may owe something.
bool NamesOfficial(const FactRow& row);
bool NamesBody(const FactRow& row);

// Whether a person's name, address or title may have changed with it.
bool IsAboutAPerson(const FactRow& row);

// Role token of a staff fact, "specialist:BTC"; "clerk:AGENCY" for an agency's.
inline constexpr char kAgencyBody[] = "AGENCY";
Result<std::string> RoleTokenOf(const FactRow& staff_row);
// Whether a BodyRecorded says that the body exists on that day.
Result<bool> BodyValidOn(const FactRow& body_row, Date day);

}  // namespace dotpha::facts
