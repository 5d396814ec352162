#include "services/reporting/domain/progress.h"

#include <algorithm>

#include "services/reporting/domain/plan_content.h"

namespace dotpha::reporting {

std::vector<YearCompletion> CompletionAfter(const std::vector<DutyKey>& covers,
                                            const std::map<std::string, PlannedWork>& planned,
                                            const std::map<std::string, statute::ItemResults>& items,
                                            const std::vector<statute::InForce>& law) {
  int about = 0;
  for (const DutyKey& key : covers) {
    about = std::max(about, PeriodOf(key, law).year);
  }
  std::vector<YearCompletion> completion;
  for (const auto& [work_id, work] : planned) {
    const int year = about != 0 ? about : work.years.back().year;
    const statute::WeightNode tree = TreeOf(work);
    const statute::WeightNode* node = statute::YearNode(tree, year);
    const auto found = items.find(work_id);
    const auto percent =
        node == nullptr ? std::nullopt
                        : statute::CompletionOf(*node, found == items.end() ? statute::ItemResults{} : found->second);
    if (percent) {
      completion.push_back({work_id, year, statute::FloorToHundredths(*percent), statute::FormatExact(*percent)});
    }
  }
  return completion;
}

Result<Progress> ProgressOf(const ReportBasis& basis, int cycle, const statute::Regulation& regulation) {
  std::vector<Plan> plans;
  std::copy_if(basis.plans.begin(), basis.plans.end(), std::back_inserter(plans),
               [cycle](const Plan& plan) { return plan.cycle == cycle; });
  Progress progress;
  std::vector<statute::ExactPercent> years;
  for (const auto& [work_id, work] : PlannedWorks(plans)) {
    const auto found = basis.items.find(work_id);
    const statute::ItemResults items = found == basis.items.end() ? statute::ItemResults{} : found->second;
    const statute::WeightNode tree = TreeOf(work);
    WorkProgress row{work_id, statute::CompletionTree(tree, items), {}, {}};
    if (const statute::WeightNode* year = statute::YearNode(tree, cycle)) {
      row.year = statute::CompletionOf(*year, items);
    }
    if (row.year) {
      const statute::RatingBand* band = statute::BandOf(regulation, *row.year);
      row.band = band == nullptr ? "" : band->level;
      years.push_back(*row.year);
    }
    progress.works.push_back(std::move(row));
  }
  DOTPHA_ASSIGN(progress.mean, statute::MeanOf(years));
  if (progress.mean) {
    const statute::RatingBand* band = statute::BandOf(regulation, *progress.mean);
    progress.suggested_band = band == nullptr ? "" : band->level;
  }
  return progress;
}

}  // namespace dotpha::reporting
