#include "libs/lawfile/place.h"

#include <algorithm>
#include <cassert>

namespace dotpha::lawfile {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

Place::Place(std::string file, const Message& message, Tree* tree)
    : Place(std::move(file), "", {1, 1}, message, tree) {}

Place::Place(std::string file, std::string path, std::pair<int, int> start, const Message& message, Tree* tree)
    : file_(std::move(file)), path_(std::move(path)), start_(start), message_(&message), tree_(tree) {}

Place Place::Child(const FieldDescriptor& field, int index) const {
  const auto* reflection = message_->GetReflection();
  const Message& child = field.is_repeated() ? reflection->GetRepeatedMessage(*message_, &field, index)
                                             : reflection->GetMessage(*message_, &field);
  std::string path = path_ + (path_.empty() ? "" : ".") + field.name();
  if (field.is_repeated()) {
    path += "[" + std::to_string(index) + "]";
  }
  std::pair<int, int> start = start_;
  Tree* tree = nullptr;
  if (tree_ != nullptr) {
    if (const auto found = tree_->GetLocation(&field, index); found.line >= 0) {
      start = {found.line + 1, found.column + 1};
    }
    tree = tree_->GetTreeForNested(&field, index);
  }
  return Place(file_, std::move(path), start, child, tree);
}

Place Place::Child(const char* field, int index) const {
  const FieldDescriptor* descriptor = message_->GetDescriptor()->FindFieldByName(field);
  assert(descriptor != nullptr);
  return Child(*descriptor, index);
}

std::string Place::Describe(const char* field, int index) const {
  std::string path = path_;
  std::pair<int, int> start = start_;
  if (field != nullptr) {
    path += (path.empty() ? "" : ".") + std::string(field);
    if (index >= 0) {
      path += "[" + std::to_string(index) + "]";
    }
    const FieldDescriptor* descriptor = message_->GetDescriptor()->FindFieldByName(field);
    assert(descriptor != nullptr);
    // The parser notes a list [a, b] once, where it begins: the nearest entry before is the best that is known. So for
    // a repeated field as a whole.
    const int last = descriptor->is_repeated() ? std::max(index, 0) : -1;
    const int first = descriptor->is_repeated() ? 0 : -1;
    for (int at = last; tree_ != nullptr && at >= first; --at) {
      if (const auto found = tree_->GetLocation(descriptor, at); found.line >= 0) {
        start = {found.line + 1, found.column + 1};
        break;
      }
    }
  }
  return file_ + ":" + std::to_string(start.first) + ":" + std::to_string(start.second) +
         (path.empty() ? "" : " " + path);
}

bool Findings::Has(std::string_view rule) const {
  return std::any_of(violations_.begin(), violations_.end(),
                     [&](const Violation& violation) { return violation.reason == rule; });
}

void Findings::Append(std::vector<Violation> more) {
  for (Violation& violation : more) {
    violations_.push_back(std::move(violation));
  }
}

}  // namespace dotpha::lawfile
