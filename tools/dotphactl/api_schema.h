// The public API as data: descriptors of every service with the comments of the .proto files, so that flags, their help
// and the tables of answers come from the contracts themselves. Embedded at build time.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

namespace dotpha::ctl {

// Method by full name, "dotpha.registration.v1.RegistrationService.ListRegistrations". Never nullptr: an unknown name
// is a defect of the command table, found by its test, and ends the program.
const google::protobuf::MethodDescriptor* FindMethod(const std::string& full_name);
// The same; nullptr where no contract has it.
const google::protobuf::MethodDescriptor* LookUpMethod(const std::string& full_name);

// First paragraph of the comment above a field, message or method, on one line; "" if there is none.
std::string CommentOf(const google::protobuf::FieldDescriptor* field);
std::string CommentOf(const google::protobuf::MethodDescriptor* method);

}  // namespace dotpha::ctl
