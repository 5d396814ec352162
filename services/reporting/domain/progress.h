// How far an official's works are, by what was reported last (Điều 5 khoản 3, Mẫu số 03; I-20, I-38). Nothing here is
// verified: that is the assessment's.
#pragma once

#include "services/reporting/domain/report_content.h"

namespace dotpha::reporting {

struct WorkProgress {
  std::string work_id;
  statute::NodeCompletion tree;
  std::optional<statute::ExactPercent> year;  // of the cycle; unset where the work has none
  std::string band;                           // of `year`
};

struct Progress {
  std::vector<WorkProgress> works;            // by id
  std::optional<statute::ExactPercent> mean;  // unweighted, of the works' years (I-20)
  std::string suggested_band;
};

// What a report makes of the works: of each planned work the year that the report is about (of a stage report the last
// one of the stage), by work id. `items`: with this report.
std::vector<YearCompletion> CompletionAfter(const std::vector<DutyKey>& covers,
                                            const std::map<std::string, PlannedWork>& planned,
                                            const std::map<std::string, statute::ItemResults>& items,
                                            const std::vector<statute::InForce>& law);

// Of the works planned for the cycle. Errors: OUT_OF_RANGE PERCENT_TOO_FINE (statute::MeanOf).
Result<Progress> ProgressOf(const ReportBasis& basis, int cycle, const statute::Regulation& regulation);

}  // namespace dotpha::reporting
