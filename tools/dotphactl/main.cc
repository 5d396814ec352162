#include <iostream>

#include "tools/dotphactl/program.h"

int main(int argc, char** argv) {
  return dotpha::ctl::RunProgram({argv + 1, argv + argc}, std::cin, std::cout, std::cerr);
}
