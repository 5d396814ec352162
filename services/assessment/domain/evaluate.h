// From what is known of an official's works to percentages, bands and the suggestion (Điều 7 khoản 2; R7.2-BANDS, I-20,
// I-21, I-38). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/law.h"
#include "services/assessment/domain/types.h"

namespace dotpha::assessment {

struct WorkEvaluation {
  std::string work_id;
  bool counted = false;  // in the mean
  std::optional<statute::ExactPercent> reported_year;
  std::optional<statute::ExactPercent> verified_year;
  std::optional<statute::ExactPercent> reported_stage;  // only stage works
  std::optional<statute::ExactPercent> verified_stage;
  std::string level;        // band of verified_year
  std::string stage_level;  // band of verified_stage, in the stage's last year
  std::string self_level;
  bool self_level_mismatch = false;
  std::vector<std::string> taken_out;  // items, by an accepted force majeure (R7.2-FM, I-22)
  bool excused = false;                // an accepted claim of the cycle: not to be continued (R2.5-CONTINUE)
};

struct Evaluation {
  std::vector<WorkEvaluation> works;  // as in the record
  int works_counted = 0;
  std::optional<statute::ExactPercent> mean;  // unweighted, of the counted works' verified years
  std::optional<statute::ExactPercent>
      reported_mean;            // of what he reported of the works of the year, nothing taken out
  std::string suggested_level;  // band of the mean; "": none counts
  std::string warning;          // "1 việc Không hoàn thành"
  bool self_level_mismatch = false;

  [[nodiscard]] const WorkEvaluation* Find(const std::string& work_id) const;
};

// Whether the work is his at the end of the cycle's year, or was completed early in it: what a mean is made of. A work
// that he passed on or that was concluded counts with whoever holds it then.
bool HeldForCycle(const Holding& holding, int cycle);

// Level of a percentage; "" where the regulation has no bands.
std::string LevelOf(const statute::Regulation& regulation, const statute::ExactPercent& percent);

// OUT_OF_RANGE PERCENT_TOO_FINE (statute::MeanOf).
Result<Evaluation> Evaluate(const statute::Regulation& regulation, const Record& record);

}  // namespace dotpha::assessment
