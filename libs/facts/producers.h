// How the events of each producer become facts; internal to libs/facts. Duties are named by their codes, bodies by
// theirs, as the regulation's file does.
#pragma once

#include <array>

#include "libs/facts/knowledge.h"

namespace dotpha::facts {

struct Producer {
  const char* name;
  // Checks `type` against `data` and says where the row is found again: whose it is, what it replaces.
  Result<void> (*place)(FactRow& row);
  // Adds what the row says to what is known.
  Result<void> (*add)(const FactRow& row, const statute::Learned& learned, const FindRegulation& find_regulation,
                      Knowledge& knowledge);
};

extern const Producer kRegistration;
extern const Producer kReview;
extern const Producer kReporting;
extern const Producer kAssessment;

}  // namespace dotpha::facts
