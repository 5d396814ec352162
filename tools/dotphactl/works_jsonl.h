// Reads works from JSON Lines (samples/tuyen-quang-2022/README.md, works.jsonl): each line an assigned work. Everything
// that the file alone can tell is checked; what the law and the directory say of it, the review service does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dotpha/review/v1/assignment_service.pb.h"
#include "libs/base/time.h"
#include "libs/jsonl/fields.h"
#include "libs/jsonl/reader.h"

namespace dotpha::ctl {

// By what the works were assigned, for lines that do not say it themselves.
struct AssignedBy {
  std::string document_number;     // line: decision_ref
  std::optional<Date> decided_on;  // line: decided_on
  std::string regulation_id;       // line: regulation
};

struct WorkFile {
  std::vector<review::v1::ImportedAssignment> assignments;
  std::vector<std::size_t> lines;  // of each assignment
  std::vector<jsonl::Problem> problems;

  // A violation of the service in the file's own words; nullopt if it concerns no line.
  [[nodiscard]] std::optional<jsonl::Problem> Locate(const Violation& violation) const;
};

// With any problem nothing may be sent. Besides those of libs/jsonl: END_BEFORE_START, DUPLICATE_ID, VALUE_NOT_ALLOWED,
// CLASSIFICATION_NOT_ALLOWED (alone for its line: of such a line nothing is repeated but its id).
WorkFile ParseWorks(std::string_view bytes, const AssignedBy& by);

// One line as it stands; `content` may hold the holes that are among the problems.
struct WorkLine {
  std::string official_id;
  std::optional<Date> decided_on;
  std::string decision_ref;
  std::string regulation_id;
  registration::v1::Work content;
};
WorkLine ReadWorkLine(jsonl::Fields& fields);
// The same of one JSON object whatever is wrong with it: for a line that was checked, and then changed on purpose.
registration::v1::Work ReadWorkContent(const nlohmann::json& object);

}  // namespace dotpha::ctl
