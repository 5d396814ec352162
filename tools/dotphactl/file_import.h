// Sends what was read from files by one call, and tells every refusal by its place in the files.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "tools/dotphactl/session.h"

namespace dotpha::ctl {

// "officials.csv:4: column tuv: ...", or nullopt for a violation that has no place in a file.
using LocateViolation = std::function<std::optional<std::string>(const Violation&)>;

// Prints the problems of files of which nothing was sent; returns kExitUsage.
int RefuseFiles(const std::vector<std::string>& problems, const Session& session);

// Calls `method` (full name) with `request`, a message of its request type; returns the exit code.
int SendImport(const std::string& method, const google::protobuf::Message& request, const std::string& request_id,
               const LocateViolation& locate, const Session& session);

}  // namespace dotpha::ctl
