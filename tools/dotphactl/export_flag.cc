#include "tools/dotphactl/export_flag.h"

#include <iostream>

namespace dotpha::ctl {

void AddExportFlag(CLI::App* app, std::string* file) {
  app->add_option("--export", *file, "write all rows, of all pages, to this file instead")
      ->option_text("FILE.csv|FILE.xlsx")
      ->check([](const std::string& path) {
        return IsSheetFile(path) ? std::string() : "the file's name must end in .csv or .xlsx";
      });
}

int ExportSheet(const Sheet& sheet, const std::string& file, const Session& session) {
  const auto written = WriteSheet(sheet, file);
  if (!written.ok()) {
    ReportError(written.error(), "", session.errors);
    return kExitUsage;
  }
  session.out << sheet.rows.size() << (sheet.rows.size() == 1 ? " row" : " rows") << " written to " << file << "\n";
  return kExitDone;
}

}  // namespace dotpha::ctl
