#include "services/assessment/domain/evaluate.h"

#include <algorithm>
#include <set>

#include "services/assessment/domain/claim.h"

namespace dotpha::assessment {
namespace {

constexpr char kEarly[] = "EARLY";
constexpr char kStage[] = "STAGE";

// What was found last stands, by whomever.
std::map<std::string, int> VerifiedOf(const Record& record, const std::string& work_id) {
  std::map<std::string, int> values;
  for (const VerifiedItem& item : record.verified) {
    if (item.work_id == work_id) {
      values[item.item_id] = item.value_e2;
    }
  }
  return values;
}

// What an accepted force majeure takes out of the work's percentages. It speaks of the year of its cycle: without items
// of all that was planned for it.
std::set<std::string> TakenOut(const statute::Regulation& regulation, const Record& record, const KnownWork& work) {
  std::set<std::string> items;
  for (const Claim& claim : record.claims) {
    const statute::ClaimKind* kind = FindClaimKind(regulation, claim.kind);
    if (claim.work_id != work.holding.work_id || kind == nullptr || !kind->leaves_percentage) {
      continue;
    }
    items.insert(claim.item_ids.begin(), claim.item_ids.end());
    const statute::WeightNode* year = work.tree ? statute::YearNode(*work.tree, claim.cycle) : nullptr;
    if (claim.item_ids.empty() && year != nullptr) {
      const std::vector<std::string> all = statute::ItemsOf(*year);
      items.insert(all.begin(), all.end());
    }
  }
  return items;
}

bool IsExcused(const statute::Regulation& regulation, const Record& record, const std::string& work_id) {
  return std::any_of(record.claims.begin(), record.claims.end(), [&](const Claim& claim) {
    const statute::ClaimKind* kind = FindClaimKind(regulation, claim.kind);
    return claim.work_id == work_id && claim.cycle == record.assessment.cycle && kind != nullptr && kind->no_carry_over;
  });
}

struct Percents {
  std::optional<statute::ExactPercent> year;
  std::optional<statute::ExactPercent> stage;
};

Percents PercentsOf(const statute::WeightNode& tree, int cycle, const statute::ItemResults& results) {
  Percents percents;
  if (const statute::WeightNode* year = statute::YearNode(tree, cycle)) {
    percents.year = statute::CompletionOf(*year, results);
  }
  if (tree.level == kStage) {
    percents.stage = statute::CompletionOf(tree, results);
  }
  return percents;
}

WorkEvaluation EvaluateWork(const statute::Regulation& regulation, const Record& record, const KnownWork& work) {
  WorkEvaluation result;
  result.work_id = work.holding.work_id;
  const int cycle = record.assessment.cycle;
  if (work.tree) {
    statute::ItemResults results;
    results.reported = work.reported;
    const Percents reported = PercentsOf(*work.tree, cycle, results);
    results.verified = VerifiedOf(record, result.work_id);
    results.taken_out = TakenOut(regulation, record, work);
    result.taken_out = {results.taken_out.begin(), results.taken_out.end()};
    const Percents verified = PercentsOf(*work.tree, cycle, results);
    result.reported_year = reported.year;
    result.verified_year = verified.year;
    result.reported_stage = reported.stage;
    result.verified_stage = verified.stage;
  }
  result.counted = HeldForCycle(work.holding, cycle) && result.verified_year.has_value();
  result.excused = IsExcused(regulation, record, result.work_id);
  if (result.verified_year) {
    result.level = LevelOf(regulation, *result.verified_year);
  }
  if (result.verified_stage && work.holding.end.year() == cycle) {
    result.stage_level = LevelOf(regulation, *result.verified_stage);
  }
  const auto self = record.self.works.find(result.work_id);
  if (self != record.self.works.end()) {
    result.self_level = self->second;
    result.self_level_mismatch =
        result.reported_year.has_value() && result.self_level != LevelOf(regulation, *result.reported_year);
  }
  return result;
}

// "2 việc Không hoàn thành": the last band is the one that no work should fall into (I-20).
std::string WarningOf(const statute::Regulation& regulation, const std::vector<WorkEvaluation>& works) {
  if (regulation.bands.empty()) {
    return "";
  }
  const std::string& lowest = regulation.bands.back().level;
  const auto count = std::count_if(works.begin(), works.end(),
                                   [&](const WorkEvaluation& work) { return work.counted && work.level == lowest; });
  return count == 0 ? "" : std::to_string(count) + " việc Không hoàn thành";
}

}  // namespace

const WorkEvaluation* Evaluation::Find(const std::string& work_id) const {
  const auto found =
      std::find_if(works.begin(), works.end(), [&](const WorkEvaluation& work) { return work.work_id == work_id; });
  return found == works.end() ? nullptr : &*found;
}

bool HeldForCycle(const Holding& holding, int cycle) {
  const Date first(cycle, 1, 1);
  const Date last(cycle, 12, 31);
  if (holding.start > last || holding.end < first) {
    return false;
  }
  if (!holding.until || *holding.until > last) {
    return true;
  }
  return holding.end_reason == kEarly && *holding.until > first;
}

std::string LevelOf(const statute::Regulation& regulation, const statute::ExactPercent& percent) {
  const statute::RatingBand* band = statute::BandOf(regulation, percent);
  return band == nullptr ? "" : band->level;
}

Result<Evaluation> Evaluate(const statute::Regulation& regulation, const Record& record) {
  Evaluation result;
  std::vector<statute::ExactPercent> verified;
  std::vector<statute::ExactPercent> reported;
  for (const KnownWork& work : record.works) {
    result.works.push_back(EvaluateWork(regulation, record, work));
    const WorkEvaluation& evaluated = result.works.back();
    if (evaluated.counted) {
      verified.push_back(*evaluated.verified_year);
    }
    if (evaluated.reported_year && HeldForCycle(work.holding, record.assessment.cycle)) {
      reported.push_back(*evaluated.reported_year);
    }
  }
  result.works_counted = static_cast<int>(verified.size());
  DOTPHA_ASSIGN(result.mean, statute::MeanOf(verified));
  DOTPHA_ASSIGN(result.reported_mean, statute::MeanOf(reported));
  if (result.mean) {
    result.suggested_level = LevelOf(regulation, *result.mean);
  }
  result.warning = WarningOf(regulation, result.works);
  result.self_level_mismatch = !record.self.overall.empty() && result.reported_mean.has_value() &&
                               record.self.overall != LevelOf(regulation, *result.reported_mean);
  return result;
}

}  // namespace dotpha::assessment
