// An oracle for one official's ledger under TQ2020 or TQ2021, written from RULES.md and INTERPRETATION.md alone: every
// date is hard-coded, nothing is read from the law file but which of the two it is, nothing is shared with libs/statute
// but the vocabulary of facts and Calendar::IsWorkingDay. It keeps a book day by day, the way a registrar would,
// slowly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/facts.h"

namespace dotpha::statute::oracle {

enum class Text { k2020, k2021 };
Text TextOf(const Facts& facts);

struct Duty {
  DutyKey key;
  std::optional<Date> statutory_day;
  std::optional<Date> day;  // after overrides
  bool hard = false;
  bool by_period = false;  // the date comes from "01 tháng"
  bool overridden = false;
  bool stage_holder = false;
  std::optional<Instant> closing;
  bool waived = false;
  bool owed = true;
  Date arose_on;
};

struct Row {
  Duty duty;
  std::string state;
  int days_late = 0;
  bool was_missing = false;
  bool known_late = false;
  bool imported = false;
  std::optional<Instant> received_at;
};

struct Mark {
  std::string obligation_id;
  int number = 1;
  Date day;
  bool missing = false;
  std::string status = "OPEN";
  Instant raised_at;
  std::optional<Instant> missing_at;
  std::optional<Date> received_on;
  int days_late = 0;
  std::string reason;
  std::optional<Instant> withdrawn_at;
};

struct Sign {
  std::string kind;
  Date day;
  Instant raised_at;
  std::vector<std::string> obligation_ids;
  Date explain_until;
};

struct Book {
  std::map<std::string, Row> rows;
  std::vector<Mark> marks;
  std::vector<Sign> signs;
};

// All dated and undated duties of the cycles, owed or not, as known then. Keyed by "<official>:<duty>:<period>[:<..>]".
std::map<std::string, Duty> Duties(const Facts& facts, const Calendar& calendar, const std::string& official,
                                   Instant known_at, int first_cycle, int last_cycle);

Book KeepBook(const Facts& facts, const Calendar& calendar, const std::string& official, Instant as_of);

}  // namespace dotpha::statute::oracle
