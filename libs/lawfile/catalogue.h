// Reads the law as data: regulations/*.textproto (schema proto/dotpha/regulation/v1) and the table of holidays.
// A file is read and checked whole; every error names file, line, column and field and the rule that it breaks, all of
// them at once, so that a service with a bad file says everything and does not start.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/statute/calendar.h"
#include "libs/statute/law.h"

namespace dotpha::lawfile {

// All regulations of a folder. Owns them at stable addresses for its whole life; immutable, safe to share.
class Catalogue {
 public:
  // Reads every *.textproto of `dir`, in the order of their names. Errors: NOT_FOUND REGULATIONS_DIR_NOT_FOUND,
  // NOT_FOUND NO_REGULATIONS, else INVALID_ARGUMENT with one violation per defect of any file: field
  // "<file>:<line>:<column> <path>", reason the broken rule (see regulation_checks.h and UNKNOWN_FIELD, SYNTAX, ...).
  static Result<Catalogue> Load(const std::string& dir);

  // nullptr for an unknown id.
  [[nodiscard]] const statute::Regulation* Find(std::string_view id) const;
  // By file name.
  [[nodiscard]] std::vector<const statute::Regulation*> All() const;
  // Name and first 16 hex digits of the SHA-256 of each file, e.g. "tuyen-quang-2021.textproto@sha256:…": what a log or
  // an audit row quotes to say under which text of the law something happened.
  [[nodiscard]] std::vector<std::string> Versions() const;

 private:
  struct Entry {
    statute::Regulation regulation;
    std::string version;
  };
  std::vector<std::unique_ptr<const Entry>> entries_;
};

// One file given as text; `file` is the name to show. For tests and for checking a file before installing it.
Result<statute::Regulation> ParseRegulation(std::string_view text, const std::string& file);

// The table of non-working days: CSV with the header date,weekday,kind,name_vi,certainty. Rows of certainty "low" are
// working days (INTERPRETATION section 8); a year is confirmed when it has rows of Tết Nguyên đán and all are "high".
// Version "<file name>@sha256:<first 16 hex digits>". Errors: NOT_FOUND CALENDAR_NOT_FOUND, INVALID_ARGUMENT with one
// violation per defect, field "<file>:<line>:<column> <column name>".
Result<statute::Calendar> LoadCalendar(const std::string& path);
// vietnam.csv of the folder, and beside it AUTHORITY.csv for an authority that has a table of its own.
Result<statute::Calendars> LoadCalendars(const std::string& dir);
Result<statute::Calendar> ParseCalendar(std::string_view text, const std::string& file);

}  // namespace dotpha::lawfile
