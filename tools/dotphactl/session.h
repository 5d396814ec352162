// What every command is given: the streams, the global flags, and how refusals are told.
#pragma once

#include <iosfwd>
#include <string>

#include "libs/base/result.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/render.h"

namespace dotpha::ctl {

// Exit codes, documented in --help.
inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;      // the service said no, with a reason
inline constexpr int kExitUsage = 2;        // the command line or a file is wrong; nothing was sent
inline constexpr int kExitUnavailable = 3;  // not reachable or not in time; the same request id may be tried again

struct Session {
  std::istream& in;
  std::ostream& out;
  std::ostream& errors;
  Connection connection;
  Output output = Output::kTable;
};

// Tells what was refused and why. `request_id`: with it the same may be tried again; empty: nothing to repeat.
// Returns kExitRefused or kExitUnavailable.
int ReportError(const Error& error, const std::string& request_id, std::ostream& errors);

// A file of at most 32 MiB as bytes; "-" is standard input. Errors: FILE_UNREADABLE, FILE_TOO_LARGE.
Result<std::string> ReadWhole(const std::string& path, std::istream& standard_input);

}  // namespace dotpha::ctl
