// What the annual review of officials may rest on (Điều 8; R8.1-USE, R8.2-USE, I-46): facts, never a grade (B-41).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/law.h"
#include "services/assessment/domain/evaluate.h"

namespace dotpha::assessment {

// An automatic mark on one missed hard date.
struct Flag {
  std::string obligation_id;
  Date last_on_time_day;
  bool missing = false;  // else late
  bool withdrawn = false;
};

struct FactSheet {
  std::string suggested_level;
  std::string decided_level;
  std::optional<Date> decided_on;
  std::string document_number;
  std::optional<bool> supports_top_grade;
  std::string use;
  std::string use_article;
  std::vector<WorkRating> works;  // newest year first
  int late_count = 0;
  int missing_count = 0;
  std::vector<Case> confirmed_cases;
};

// `flags` and `cases` of this official, all of them.
FactSheet MakeFactSheet(const statute::Regulation& regulation, const Record& record, const Evaluation& evaluation,
                        const std::vector<Flag>& flags, const std::vector<Case>& cases);

// Cycle that an obligation belongs to: the year that its period begins with, else the year of its date.
int CycleOf(const Flag& flag);

}  // namespace dotpha::assessment
