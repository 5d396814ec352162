// Events of the registration service as facts. An event that cannot be understood is an Error: the consumer quarantines
// it and the stream goes on (ADR 0005).
#pragma once

#include <functional>
#include <string>

#include "libs/base/result.h"
#include "libs/facts/fact_row.h"
#include "libs/messaging/stream.h"
#include "libs/statute/directory.h"
#include "libs/statute/facts.h"

namespace dotpha::facts {

inline constexpr char kRegistrationProducer[] = "registration";

// nullptr for an id that no file of this installation defines.
using FindRegulation = std::function<const statute::Regulation*(const std::string& id)>;

// What is known, in the two shapes that the domain wants.
struct Knowledge {
  statute::Facts facts;
  statute::Directory directory;
};

// Parses and checks one event. INVALID_ARGUMENT EVENT_UNREADABLE, EVENT_KIND_UNKNOWN, EVENT_TYPE_MISMATCH,
// EVENT_FIELD_MISSING (metadata `field`), REGULATION_UNKNOWN, DATE_INVALID.
Result<FactRow> ToFactRow(const messaging::StreamEvent& event, const FindRegulation& find_regulation);

// Adds a row that ToFactRow accepted. Rows come in the order of their stream.
Result<void> AddFact(const FactRow& row, const FindRegulation& find_regulation, Knowledge& knowledge);

// Whether the row brings an official or body that may owe something.
bool NamesOfficial(const FactRow& row);
bool NamesBody(const FactRow& row);
// Whether the row is about people, posts or bodies: what the bodies' own duties depend on.
bool IsDirectoryFact(const FactRow& row);

// Whether a person's name, address or title may have changed with it.
bool IsAboutAPerson(const FactRow& row);

// Role token of a staff fact, "specialist:BTC"; "clerk:AGENCY" for an agency's.
inline constexpr char kAgencyBody[] = "AGENCY";
Result<std::string> RoleTokenOf(const FactRow& staff_row);
// Whether a BodyRecorded says that the body exists on that day.
Result<bool> BodyValidOn(const FactRow& body_row, Date day);

}  // namespace dotpha::facts
