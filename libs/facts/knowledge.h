// What other services told, in the shapes that the domain wants: one table says how the events of each producer are
// read (knowledge.cc). An event that cannot be understood is an Error: the consumer quarantines it and the stream goes
// on (ADR 0005). That holds for a kind that this binary does not know yet, too: what is quarantined is read again after
// an update; what is ignored would be missed for good.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/facts/fact_row.h"
#include "libs/messaging/stream.h"
#include "libs/statute/directory.h"
#include "libs/statute/facts.h"

namespace dotpha::facts {

// nullptr for an id that no file of this installation defines.
using FindRegulation = std::function<const statute::Regulation*(const std::string& id)>;

// What is known, in the two shapes that the domain wants.
struct Knowledge {
  statute::Facts facts;
  statute::Directory directory;
  // Every agency of the authority, shared: an official's `facts` hold his own alone. Of the other debtors: none.
  std::shared_ptr<const std::vector<statute::AgencyFact>> all_agencies;
};

// Parses and checks one event. INVALID_ARGUMENT PRODUCER_UNKNOWN, EVENT_UNREADABLE, EVENT_KIND_UNKNOWN,
// EVENT_TYPE_MISMATCH, EVENT_FIELD_MISSING (metadata `field`), REGULATION_UNKNOWN, DATE_INVALID.
Result<FactRow> ToFactRow(const messaging::StreamEvent& event, const FindRegulation& find_regulation);

// Adds a row that ToFactRow accepted. Rows come in the order of their stream.
Result<void> AddFact(const FactRow& row, const FindRegulation& find_regulation, Knowledge& knowledge);

// Whether the row is about people, posts, bodies, or who holds which work: what the bodies' own duties depend on.
bool ConcernsBodies(const FactRow& row);

}  // namespace dotpha::facts
