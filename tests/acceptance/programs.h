// Programs that people use, run as they run them, to their end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace dotpha::acceptance {

struct Ended {
  int status;
  std::string output;  // both streams
};

// A binary of the build by its name, or any program by its path. Throws std::runtime_error when it takes longer.
Ended RunProgram(const std::string& program, const std::vector<std::string>& arguments, std::chrono::seconds patience);

// samples/tuyen-quang-2022
const std::string& SampleFolder();

}  // namespace dotpha::acceptance
