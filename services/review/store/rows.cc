#include "services/review/store/rows.h"

#include <vector>

#include "libs/works/work_message.h"

namespace dotpha::review::store {

std::string ToBytes(const std::optional<Work>& content) {
  return content ? works::ToMessage(*content).SerializeAsString() : std::string{};
}

std::optional<Work> FromBytes(const std::string& bytes) {
  if (bytes.empty()) {
    return std::nullopt;
  }
  dotpha::registration::v1::Work message;
  std::vector<Violation> violations;
  if (!message.ParseFromString(bytes)) {
    throw std::domain_error("the content of a work cannot be read");
  }
  return works::ReadWork(message, "content", violations);
}

WorkTerms ReadTerms(const pqxx::row& row) {
  return {row["duration"].as<std::string>(),
          postgres::ReadOptionalDate(row["start_on"]),
          postgres::ReadOptionalDate(row["end_on"]),
          postgres::ReadTextArray(row["target_ids"]),
          row["multi_agency"].as<bool>(),
          postgres::ReadBytes(row["content_digest"])};
}

}  // namespace dotpha::review::store
