// The program behind main(): parses the command line, calls, prints.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace dotpha::ctl {

// Exit codes, documented in --help.
inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;      // the service said no, with a reason
inline constexpr int kExitUsage = 2;        // the command line or a file is wrong; nothing was sent
inline constexpr int kExitUnavailable = 3;  // not reachable or not in time; the same request id may be tried again

int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& errors);

}  // namespace dotpha::ctl
