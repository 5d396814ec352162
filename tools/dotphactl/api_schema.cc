#include "tools/dotphactl/api_schema.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>

#include <cstdio>
#include <cstdlib>

// The file made by `protoc --include_source_info --descriptor_set_out`; its path comes from the build.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    "dotpha_descriptor_set_begin:\n"
    ".incbin \"" DOTPHA_DESCRIPTOR_SET
    "\"\n"
    "dotpha_descriptor_set_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" {
extern const char dotpha_descriptor_set_begin[];
extern const char dotpha_descriptor_set_end[];
}

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

const pb::DescriptorPool& Pool() {
  static const pb::DescriptorPool* pool = [] {
    pb::FileDescriptorSet files;
    const auto size = static_cast<int>(dotpha_descriptor_set_end - dotpha_descriptor_set_begin);
    auto* database = new pb::SimpleDescriptorDatabase;
    if (!files.ParseFromArray(dotpha_descriptor_set_begin, size)) {
      std::fputs("dotphactl: the embedded API description is damaged\n", stderr);
      std::abort();
    }
    for (const auto& file : files.file()) {
      database->Add(file);
    }
    return new pb::DescriptorPool(database);
  }();
  return *pool;
}

template <typename Descriptor>
std::string FirstParagraph(const Descriptor* descriptor) {
  pb::SourceLocation location;
  if (!descriptor->GetSourceLocation(&location)) {
    return "";
  }
  std::string text = location.leading_comments.substr(0, location.leading_comments.find("\n\n"));
  std::string line;
  for (const char c : text) {
    if (c == '\n' || c == ' ') {
      if (!line.empty() && line.back() != ' ') {
        line += ' ';
      }
    } else {
      line += c;
    }
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

const pb::MethodDescriptor* LookUpMethod(const std::string& full_name) { return Pool().FindMethodByName(full_name); }

const pb::MethodDescriptor* FindMethod(const std::string& full_name) {
  const pb::MethodDescriptor* method = LookUpMethod(full_name);
  if (method == nullptr) {
    std::fprintf(stderr, "dotphactl: no method %s\n", full_name.c_str());
    std::abort();
  }
  return method;
}

std::string CommentOf(const pb::FieldDescriptor* field) { return FirstParagraph(field); }
std::string CommentOf(const pb::MethodDescriptor* method) { return FirstParagraph(method); }

}  // namespace dotpha::ctl
