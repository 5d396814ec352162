// `--export FILE`: a list goes into a spreadsheet instead of the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tools/dotphactl/session.h"
#include "tools/dotphactl/sheet.h"

namespace dotpha::ctl {

// Parsing fills `file`, which must outlive the command; another ending than .csv and .xlsx is refused before any call.
void AddExportFlag(CLI::App* app, std::string* file);

// Writes the file and says so; returns the exit code.
int ExportSheet(const Sheet& sheet, const std::string& file, const Session& session);

}  // namespace dotpha::ctl
