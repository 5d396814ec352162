// Where something stands in a regulation file, and what is wrong there.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::lawfile {

// One message of the file with its position. Copyable; refers to the parsed file, which outlives it.
class Place {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  // The whole file. `tree` may be empty, never null.
  Place(std::string file, const google::protobuf::Message& message, Tree* tree);

  // The message in a field; `index` -1 for a field that is not repeated.
  [[nodiscard]] Place Child(const google::protobuf::FieldDescriptor& field, int index) const;
  [[nodiscard]] Place Child(const char* field, int index = -1) const;

  [[nodiscard]] const google::protobuf::Message& message() const { return *message_; }
  // "<file>:<line>:<column> <path>" of a field, or of the message where the field is not written. Counted from 1.
  [[nodiscard]] std::string Describe(const char* field = nullptr, int index = -1) const;

 private:
  Place(std::string file, std::string path, std::pair<int, int> start, const google::protobuf::Message& message,
        Tree* tree);

  std::string file_;
  std::string path_;
  std::pair<int, int> start_{1, 1};  // line, column
  const google::protobuf::Message* message_;
  Tree* tree_;  // null where the parser noted nothing
};

// What was found so far, in the order of finding.
class Findings {
 public:
  void Add(std::string where, std::string rule, std::string description) {
    violations_.push_back({std::move(where), std::move(rule), std::move(description)});
  }
  // About one field of a message; `index` for one value of a repeated field.
  void Add(const Place& place, const char* field, int index, std::string rule, std::string description) {
    Add(place.Describe(field, index), std::move(rule), std::move(description));
  }
  void Add(const Place& place, const char* field, std::string rule, std::string description) {
    Add(place, field, -1, std::move(rule), std::move(description));
  }
  void Append(std::vector<Violation> more);

  [[nodiscard]] bool Has(std::string_view rule) const;
  [[nodiscard]] bool empty() const { return violations_.empty(); }
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

 private:
  std::vector<Violation> violations_;
};

// Visits each message of a repeated field with its place.
template <typename Entries, typename Visit>
void ForEach(const Place& parent, const char* field, const Entries& entries, Visit visit) {
  for (int i = 0; i < entries.size(); ++i) {
    visit(entries[i], parent.Child(field, i));
  }
}

}  // namespace dotpha::lawfile
