#include "services/review/domain/carry_over.h"

#include <set>
#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr char kCarryOver[] = "carry_over";
constexpr std::size_t kMaxItems = 1000;

bool DocumentGiven(const std::string& /*guard*/) { return true; }

class ItemCheck {
 public:
  ItemCheck(const CarryOverCommand& command, const KnownCarryOvers& known, const DecideState& state,
            Violations& violations)
      : command_(command), known_(known), state_(state), violations_(violations) {}

  void Run() {
    for (std::size_t i = 0; i < command_.items.size(); ++i) {
      row_ = "items[" + std::to_string(i) + "].";
      Check(command_.items[i]);
    }
  }

 private:
  void Check(const CarryOverItem& item) {
    if (!seen_.insert(item.work_id).second) {
      Add("work_id", "DUPLICATE_ITEM", "each work once");
    }
    if (item.cycle != command_.items[0].cycle) {
      Add("cycle", "CYCLE_DIFFERS", "one decision is about works of one cycle");
    }
    if (!item.outcome) {
      Add("outcome", "OUTCOME_REQUIRED", "whether the work goes on");
    }
    if (!item.other_work) {
      Add("other_work", "OTHER_WORK_REQUIRED", "whether the official is given other work, too");
    }
    violations_.CheckLength(row_ + "reason", item.reason, statute::kMaxTextLength);
    const auto found = known_.find(item.work_id);
    if (found == known_.end() || found->second.cycle != item.cycle) {
      Add("work_id", "CARRY_OVER_UNKNOWN", "no rating of that cycle left such a work unfinished");
      return;
    }
    if (item.outcome == CarryOverOutcome::kEnd && found->second.by_duty && IsBlank(item.reason)) {
      Add("reason", "REASON_REQUIRED", "the work is to be continued by duty");
    }
    const auto work = state_.works.find(item.work_id);
    if (item.outcome == CarryOverOutcome::kContinue &&
        (work == state_.works.end() || work->second.official_id != found->second.official_id)) {
      Add("work_id", "WORK_NOT_HELD", "the official who was rated no longer holds the work");
    }
  }

  void Add(const char* field, const char* reason, const char* description) {
    violations_.Add(row_ + field, reason, description);
  }

  const CarryOverCommand& command_;
  const KnownCarryOvers& known_;
  const DecideState& state_;
  Violations& violations_;
  std::string row_;
  std::set<std::string> seen_;
};

}  // namespace

DecideCommand ContinuingOf(const CarryOverCommand& command, const KnownCarryOvers& known) {
  DecideCommand continuing;
  continuing.basis = Basis::kSupplement;
  continuing.document = command.document;
  std::map<std::string, OrderItem> by_official;
  for (const CarryOverItem& item : command.items) {
    const auto found = known.find(item.work_id);
    if (found != known.end() && item.outcome == CarryOverOutcome::kContinue) {
      continuing.cycle = item.cycle + 1;
      OrderItem& order = by_official[found->second.official_id];
      order.official_id = found->second.official_id;
      order.works.push_back({item.work_id, Mode::kContinue, Source::kCarryOver, std::nullopt, "", true});
    }
  }
  for (auto& [official, order] : by_official) {
    continuing.items.push_back(std::move(order));
  }
  return continuing;
}

Result<CarryOverDecision> DecideCarryOvers(const CarryOverCommand& command, const KnownCarryOvers& known,
                                           const DecideState& state, const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, kCarryOver));
  Violations violations(command.violations);
  CheckDocument(command.document, "document", circumstances.today(), violations);
  if (command.items.empty() || command.items.size() > kMaxItems) {
    violations.Add("items", command.items.empty() ? "NO_ITEMS" : "TOO_MANY", "1 to 1000 works");
  } else {
    ItemCheck(command, known, state, violations).Run();
  }
  DOTPHA_TRY(violations.Check());
  CarryOverDecision decision;
  for (const CarryOverItem& item : command.items) {
    CarryOver carry_over = known.at(item.work_id);
    DOTPHA_ASSIGN(const workflow::Transition transition, MayAct(circumstances, *regulation, kCarryOver, "",
                                                                NameOf(carry_over.state), "decide", DocumentGiven));
    const auto next = ParseCarryOverState(transition.to);
    if (!next) {
      return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
    }
    carry_over.state = *next;
    carry_over.outcome = item.outcome;
    carry_over.other_work = item.other_work;
    carry_over.reason = item.reason;
    carry_over.document = command.document;
    decision.carry_overs.push_back(std::move(carry_over));
  }
  const DecideCommand continuing = ContinuingOf(command, known);
  if (!continuing.items.empty()) {
    DOTPHA_ASSIGN(decision.assigned, RecordDecision(continuing, state, circumstances));
  }
  return decision;
}

}  // namespace dotpha::review
