// How works travel to and from the tables.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "libs/postgres/transaction.h"
#include "services/review/domain/types.h"

namespace dotpha::review::store {

// A written content as bytes of dotpha.registration.v1.Work; none (as registered) is no bytes at all.
std::string ToBytes(const std::optional<Work>& content);
std::optional<Work> FromBytes(const std::string& bytes);

// Columns duration, start_on, end_on, target_ids, multi_agency, content_digest.
WorkTerms ReadTerms(const pqxx::row& row);

// Throws std::domain_error: the CHECK constraints keep other words out of the tables.
template <typename Enum>
Enum Known(const std::optional<Enum>& value) {
  if (!value) {
    throw std::domain_error("an unknown word in a table");
  }
  return *value;
}

}  // namespace dotpha::review::store
