// The program behind main(): parses the command line, calls, prints.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace dotpha::ctl {

// Returns one of the exit codes of session.h.
int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out, std::ostream& errors);

}  // namespace dotpha::ctl
