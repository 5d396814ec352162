#include "services/assessment/domain/rate.h"

#include <algorithm>

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "assessment";

bool Rated(const Record& record, const std::string& work_id, int year) {
  return std::any_of(record.ratings.begin(), record.ratings.end(),
                     [&](const WorkRating& rating) { return rating.work_id == work_id && rating.year == year; });
}

// One official of the decision: what is wrong with his row.
class RowCheck {
 public:
  RowCheck(const RatingCommand& command, const BatchEntry<RatingItem>& entry, const Evaluation& evaluation,
           const statute::Regulation& regulation, std::string path, std::vector<Violation>& violations)
      : command_(command),
        item_(entry.item),
        record_(entry.record),
        evaluation_(evaluation),
        regulation_(regulation),
        path_(std::move(path)),
        violations_(violations) {}

  void Run() {
    if (!item_.level.empty()) {
      CheckLevel(regulation_, item_.level, path_ + ".level", violations_);
      Compare(item_.level, evaluation_.suggested_level, path_ + ".level");
    } else if (command_.kind == kAnnualRating || item_.works.empty()) {
      Add(".level", "LEVEL_REQUIRED", "the level that was decided");
    }
    if (command_.kind == kEarlyRating) {
      CheckEarly();
    }
    for (std::size_t i = 0; i < item_.works.size(); ++i) {
      CheckWork(i);
    }
    if (differs_ && !Explained()) {
      for (const std::string& field : differing_) {
        violations_.push_back(
            {field, "LEVEL_DIFFERS_WITHOUT_REASON", "not the level of the verified percentage: a reason is needed"});
      }
    }
    if (!item_.difference_reason.empty() && !item_.difference_document.Given()) {
      Add(".difference_document", "REASON_DOCUMENT_REQUIRED", "the document that states the reason, with its date");
    }
  }

 private:
  void Add(const std::string& field, const char* reason, const char* description) {
    violations_.push_back({path_ + field, reason, description});
  }
  [[nodiscard]] bool Explained() const { return !item_.difference_reason.empty(); }
  void Compare(const std::string& level, const std::string& found, const std::string& field) {
    if (level != found) {
      differs_ = true;
      differing_.push_back(field);
    }
  }
  // Works that were completed before the day that the law names, as their body confirmed; the official's level only
  // when none runs on (Điều 7 khoản 1; I-23).
  void CheckEarly() {
    if (item_.works.empty()) {
      Add(".works", "WORKS_REQUIRED", "the works that were completed early");
    }
    for (std::size_t i = 0; i < item_.works.size(); ++i) {
      const std::string field = ".works[" + std::to_string(i) + "].work_id";
      const auto work = std::find_if(record_.works.begin(), record_.works.end(), [&](const KnownWork& known) {
        return known.holding.work_id == item_.works[i].work_id;
      });
      if (work == record_.works.end()) {
        continue;  // told by CheckWork
      }
      if (!work->completion || work->completion->confirmed_by.empty()) {
        Add(field, "COMPLETION_NOT_CONFIRMED", "the official reports the completion, and his body confirms it");
      } else if (!IsEarly(work->completion->completed_on)) {
        Add(field, "NOT_COMPLETED_EARLY",
            "assessed with the year: it was not complete before the day that the law names");
      }
    }
    if (!item_.level.empty() && std::any_of(record_.works.begin(), record_.works.end(),
                                            [&](const KnownWork& work) { return RunsOn(work.holding); })) {
      Add(".level", "WORKS_STILL_RUNNING", "the official's level is decided when no other work runs on");
    }
  }
  [[nodiscard]] bool IsEarly(Date completed_on) const {
    const auto& early = regulation_.early_completion;
    return early && completed_on.year() == command_.cycle &&
           completed_on < Date(command_.cycle, static_cast<unsigned>(early->before.month),
                               static_cast<unsigned>(early->before.day));
  }
  // Counts with the year and is neither rated here nor was before.
  [[nodiscard]] bool RunsOn(const Holding& holding) const {
    return HeldForCycle(holding, command_.cycle) && !Rated(record_, holding.work_id, command_.cycle) &&
           std::none_of(item_.works.begin(), item_.works.end(),
                        [&](const RatingItem::Work& work) { return work.work_id == holding.work_id; });
  }
  void CheckWork(std::size_t i) {
    const RatingItem::Work& work = item_.works[i];
    const std::string field = ".works[" + std::to_string(i) + "]";
    for (std::size_t j = 0; j < i; ++j) {
      if (item_.works[j].work_id == work.work_id) {
        Add(field + ".work_id", "DUPLICATE_WORK", "rated before in this row");
        break;
      }
    }
    const WorkEvaluation* evaluated = evaluation_.Find(work.work_id);
    if (evaluated == nullptr) {
      Add(field + ".work_id", "UNKNOWN_WORK", "no work of this official in this cycle");
      return;
    }
    if (Rated(record_, work.work_id, command_.cycle)) {
      Add(field + ".work_id", "ALREADY_RATED", "the level of this work in this year was decided");
      return;
    }
    CheckLevel(regulation_, work.level, path_ + field + ".level", violations_);
    Compare(work.level, evaluated->level, path_ + field + ".level");
  }

  const RatingCommand& command_;
  const RatingItem& item_;
  const Record& record_;
  const Evaluation& evaluation_;
  const statute::Regulation& regulation_;
  const std::string path_;
  std::vector<Violation>& violations_;
  bool differs_ = false;
  std::vector<std::string> differing_;
};

WorkRating RatingOf(const RatingCommand& command, const RatingItem& item, const WorkEvaluation& evaluated,
                    const std::string& level) {
  WorkRating rating;
  rating.work_id = evaluated.work_id;
  rating.year = command.cycle;
  rating.level = level;
  rating.percent_exact = evaluated.verified_year ? statute::FormatExact(*evaluated.verified_year) : "";
  rating.kind = command.kind;
  if (level != evaluated.level) {
    rating.difference_reason = item.difference_reason;
    rating.difference_number = item.difference_document.number;
  }
  rating.decided_on = *command.decided_on;
  rating.decision_number = command.decision.number;
  return rating;
}

std::vector<WorkRating> RatingsOf(const RatingCommand& command, const BatchEntry<RatingItem>& entry,
                                  const Evaluation& evaluation) {
  std::vector<WorkRating> ratings;
  for (const RatingItem::Work& work : entry.item.works) {
    ratings.push_back(RatingOf(command, entry.item, *evaluation.Find(work.work_id), work.level));
  }
  if (entry.item.level.empty()) {
    return ratings;
  }
  for (const WorkEvaluation& evaluated : evaluation.works) {
    const bool named = std::any_of(ratings.begin(), ratings.end(),
                                   [&](const WorkRating& rating) { return rating.work_id == evaluated.work_id; });
    if (evaluated.counted && !named && !Rated(entry.record, evaluated.work_id, command.cycle)) {
      ratings.push_back(RatingOf(command, entry.item, evaluated, evaluated.level));
    }
  }
  return ratings;
}

RatedRecord Rate(const RatingCommand& command, const BatchEntry<RatingItem>& entry, const Evaluation& evaluation,
                 const workflow::Transition& transition, const Act& act) {
  RatedRecord rated;
  rated.ratings = RatingsOf(command, entry, evaluation);
  rated.assessed.record = entry.record;
  Assessment& assessment = rated.assessed.record.assessment;
  const std::string before = assessment.state;
  if (!entry.item.level.empty()) {
    assessment.state = transition.to;
    assessment.mean_exact = evaluation.mean ? statute::FormatExact(*evaluation.mean) : "";
    assessment.suggested_level = evaluation.suggested_level;
    assessment.decided_level = entry.item.level;
    assessment.decided_kind = command.kind;
    assessment.decided_on = command.decided_on;
    assessment.decision = command.decision;
    assessment.difference_reason = entry.item.difference_reason;
    assessment.difference_document = entry.item.difference_document;
  }
  ++assessment.revision;
  rated.assessed.record.ratings.insert(rated.assessed.record.ratings.end(), rated.ratings.begin(), rated.ratings.end());
  rated.assessed.history = {act.arrived_at, act.actor,        transition.action,
                            before,         assessment.state, command.decision.number};
  return rated;
}

}  // namespace

std::vector<UnfinishedWork> UnfinishedOf(const Record& record, const std::vector<WorkRating>& ratings,
                                         const Evaluation& evaluation, const statute::Regulation& regulation) {
  std::vector<UnfinishedWork> unfinished;
  for (const WorkRating& rating : ratings) {
    const auto work = std::find_if(record.works.begin(), record.works.end(),
                                   [&](const KnownWork& known) { return known.holding.work_id == rating.work_id; });
    const WorkEvaluation* evaluated = evaluation.Find(rating.work_id);
    if (work == record.works.end() || work->holding.end.year() != rating.year || evaluated == nullptr) {
      continue;
    }
    const bool stage = evaluated->verified_stage.has_value();
    const auto& percent = stage ? evaluated->verified_stage : evaluated->verified_year;
    if (!percent || percent->numerator >= 100 * percent->denominator) {
      continue;
    }
    const std::string& level = stage ? evaluated->stage_level : rating.level;
    const bool not_completed = !regulation.bands.empty() && level == regulation.bands.back().level;
    if (!not_completed || !evaluated->excused) {
      unfinished.push_back({rating.work_id, not_completed});
    }
  }
  std::sort(unfinished.begin(), unfinished.end(),
            [](const UnfinishedWork& a, const UnfinishedWork& b) { return a.work_id < b.work_id; });
  return unfinished;
}

Result<RatingDecision> RecordRatings(const RatingCommand& command, const statute::Regulation& regulation,
                                     const Act& act) {
  DOTPHA_TRY(workflow::Find(regulation, kWorkflow));
  std::vector<Violation> violations = command.violations;
  if (command.kind.empty()) {
    violations.push_back({"kind", "KIND_REQUIRED", "early or annual (Điều 7 khoản 1)"});
  }
  CheckDocument(command.decision, "decision", violations);
  CheckDecidedOn(command.decided_on, act.day(), violations);
  CheckOfficials(command.entries, violations);
  std::vector<Evaluation> evaluations;
  for (std::size_t i = 0; i < command.entries.size(); ++i) {
    DOTPHA_ASSIGN(Evaluation evaluation, Evaluate(regulation, command.entries[i].record));
    RowCheck(command, command.entries[i], evaluation, regulation, "items[" + std::to_string(i) + "]", violations).Run();
    evaluations.push_back(std::move(evaluation));
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  RatingDecision decision;
  for (std::size_t i = 0; i < command.entries.size(); ++i) {
    const auto& entry = command.entries[i];
    // What the guards ask was checked above, for all rows at once.
    DOTPHA_ASSIGN(
        const workflow::Transition transition,
        MayAct(regulation, kWorkflow, entry.record.assessment.state, "decide", act, entry.subject,
               [](const std::string& guard) { return guard == "DOCUMENT_GIVEN" || guard == "DEVIATION_REASONED"; }));
    if (entry.item.expected_revision && *entry.item.expected_revision != entry.record.assessment.revision) {
      return EtagMismatch("assessment of " + entry.item.official_id);
    }
    RatedRecord rated = Rate(command, entry, evaluations[i], transition, act);
    RatingDecided event{
        entry.item.official_id,        command.cycle, entry.item.level, {}, *command.decided_on, command.kind,
        regulation.BodyActingAs("BTV")};
    for (const WorkRating& rating : rated.ratings) {
      event.works.emplace(rating.work_id, rating.level);
    }
    event.unfinished = UnfinishedOf(entry.record, rated.ratings, evaluations[i], regulation);
    decision.events.emplace_back(std::move(event));
    decision.records.push_back(std::move(rated));
  }
  return decision;
}

Result<WorkRating> ImportYearLevel(const ImportYearLevelCommand& command, const Subject& subject, const Record& record,
                                   const statute::Regulation& regulation, Date live_from, const Act& act) {
  std::vector<Violation> violations = command.violations;
  if (!subject.known) {
    violations.push_back({"official_id", "UNKNOWN_OFFICIAL", "nobody of this id stands in the directory"});
  }
  CheckLevel(regulation, command.level, "level", violations);
  CheckDocument(command.decision, "decision", violations);
  if (command.decision.signed_on && *command.decision.signed_on > act.day()) {
    violations.push_back({"decision.signed_on", "DATE_IN_FUTURE", "a decision is recorded after it was made"});
  }
  if (command.work_id.empty()) {
    violations.push_back({"work_id", "UNKNOWN_WORK", "the work whose year was rated"});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  if (Date(command.year, 1, 1) >= live_from) {
    return FailedPrecondition("NOT_BEFORE_LIVE_FROM", "only years that began before the authority went live")
        .With("live_from", live_from.ToString());
  }
  if (Rated(record, command.work_id, command.year)) {
    return FailedPrecondition("ALREADY_RATED", "the level of this work in this year is known")
        .With("work_id", command.work_id);
  }
  return WorkRating{
      command.work_id,        command.year, command.level, "", kImportedRating, "", "", *command.decision.signed_on,
      command.decision.number};
}

}  // namespace dotpha::assessment
