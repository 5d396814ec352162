#include "services/review/domain/decide.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/statute/work_content.h"
#include "services/review/domain/notify.h"

namespace dotpha::review {
namespace {

constexpr std::size_t kMaxItems = 1000;
constexpr int kLongestNotice = 31;  // days

// One work of the decision on its way from the request to the record.
class WorkResolver {
 public:
  WorkResolver(const DecideCommand& command, const DecideState& state, const statute::Regulation& regulation,
               const Circumstances& circumstances, Violations& violations)
      : command_(command),
        state_(state),
        regulation_(regulation),
        circumstances_(circumstances),
        violations_(violations) {}

  // Nothing if something is wrong: then it stands among the violations.
  std::optional<AssignedWork> Resolve(const WorkOrder& order, const std::string& row, const std::string& official_id,
                                      const OfficialFile& file) {
    row_ = row;
    order_ = &order;
    official_ = official_id;
    file_ = &file;
    const std::size_t before = violations_.found().size();
    if (!CheckWords()) {
      return std::nullopt;
    }
    AssignedWork work;
    work.id = order.work_id;
    work.official_id = official_id;
    work.cycle = command_.cycle;
    work.mode = *order.mode;
    work.source = *order.source;
    work.ground = order.ground;
    switch (work.source) {
      case Source::kRegistered:
        TakeRegistered(work);
        break;
      case Source::kProposed:
        TakeProposed(work);
        break;
      case Source::kStandingCommittee:
        TakeOwn(work);
        break;
      case Source::kPredecessor:
      case Source::kCarryOver:
        TakeContinued(work);
        break;
      case Source::kOpening:
        break;  // refused by CheckWords
    }
    if (violations_.found().size() != before) {
      return std::nullopt;
    }
    return work;
  }

 private:
  void Refuse(const std::string& field, const char* reason, const char* description) {
    violations_.Add(row_ + "." + field, reason, description);
  }

  bool CheckWords() {
    const std::size_t before = violations_.found().size();
    if (!order_->mode) {
      Refuse("mode", "MODE_REQUIRED", "a new work, or one that is continued");
    }
    if (!order_->source || *order_->source == Source::kOpening) {
      Refuse("source", "SOURCE_REQUIRED", "where the content comes from");
    }
    const bool continued = order_->source == Source::kPredecessor || order_->source == Source::kCarryOver;
    if (order_->mode && order_->source && (*order_->mode == Mode::kContinue) != continued) {
      Refuse("mode", "MODE_DOES_NOT_FIT_SOURCE", "a predecessor's or carried over work is continued, any other is new");
    }
    if (!order_->ground.empty() && !GroundAllowed(regulation_, order_->ground, "decision")) {
      Refuse("ground", "REASON_NOT_ALLOWED", "not a ground on which a decision may differ");
    }
    if (order_->work_id.empty() && order_->source != Source::kStandingCommittee) {
      Refuse("work_id", "ID_INVALID", "names the work");
    } else if (!order_->work_id.empty() && !statute::IsWorkId(order_->work_id)) {
      Refuse("work_id", "ID_INVALID", "1 to 64 of A-Z a-z 0-9 . _ -");
    }
    return violations_.found().size() == before;
  }

  // The content of the order as it will be kept, if one is given.
  bool TakeContent(AssignedWork& work) {
    if (!order_->content) {
      return false;
    }
    work.content = CheckedWork(*order_->content, work.id, row_ + ".content", command_.cycle, regulation_,
                               circumstances_.province, violations_);
    work.terms = TermsOf(*work.content, circumstances_.digest_of(*work.content));
    return true;
  }

  // R4.3-DIFFER.
  void RequireGround(const char* description) {
    if (IsBlank(order_->ground)) {
      Refuse("ground", "REASON_REQUIRED", description);
    }
  }

  void TakeRegistered(AssignedWork& work) {
    const RegisteredWork* registered = file_->FindRegistered(work.id);
    if (registered == nullptr) {
      Refuse("work_id", "WORK_NOT_REGISTERED", "the official has not registered such a work");
      return;
    }
    work.registration_id = file_->RegistrationOf(work.id);
    const bool differs = TakeContent(work) && work.terms.digest != registered->terms.digest;
    if (!differs) {
      work.content.reset();
      work.terms = registered->terms;
    }
    const ProposedDifference* proposed = file_->FindProposed(work.id);
    if (differs) {
      RequireGround("the content differs from what was registered");
    } else if (proposed != nullptr) {
      RequireGround("the body has proposed another content");
    }
  }

  void TakeProposed(AssignedWork& work) {
    const ProposedDifference* proposed = file_->FindProposed(work.id);
    if (proposed == nullptr) {
      Refuse("work_id", "WORK_NOT_PROPOSED", "no body has proposed another content for such a work");
      return;
    }
    work.registration_id = file_->RegistrationOf(work.id);
    if (TakeContent(work) && work.terms.digest != proposed->digest) {
      RequireGround("the content differs from what was proposed");
      return;
    }
    work.content = proposed->proposed;
    work.terms = TermsOf(*work.content, proposed->digest);
    if (work.ground.empty()) {
      work.ground = proposed->ground;
    }
  }

  void TakeOwn(AssignedWork& work) {
    if (work.id.empty()) {
      work.id = circumstances_.new_id();
    }
    const auto registered_by = state_.registered_by.find(work.id);
    if (registered_by != state_.registered_by.end() && registered_by->second != official_) {
      Refuse("work_id", "DUPLICATE_ID", "another official has registered a work of this id");
    }
    const RegisteredWork* registered = file_->FindRegistered(work.id);
    work.registration_id = file_->RegistrationOf(work.id);
    const bool given = TakeContent(work);
    if (registered != nullptr && (!given || work.terms.digest != registered->terms.digest)) {
      RequireGround("the content differs from what was registered");
    } else if (registered == nullptr && file_->HasRegisteredWorks() && command_.basis != Basis::kNewAppointee) {
      RequireGround("the work is not one that the official has registered");
    }
    if (!given) {
      Refuse("content", "CONTENT_REQUIRED", "what the Standing Committee assigns");
    }
  }

  void TakeContinued(AssignedWork& work) {
    const auto found = state_.works.find(work.id);
    const bool own = found != state_.works.end() && found->second.official_id == official_;
    if (found == state_.works.end() || own != (work.source == Source::kCarryOver)) {
      Refuse("work_id", "WORK_NOT_KNOWN", "no such work of a predecessor, or of the official's own");
      return;
    }
    const AssignedWork& existing = found->second;
    work.registration_id = existing.registration_id;
    work.version = existing.version + 1;
    work.revision = existing.revision + 1;
    if (TakeContent(work) && work.terms.digest != existing.terms.digest) {
      RequireGround("the content differs from that of the work continued");
      return;
    }
    work.content = existing.content;
    work.terms = existing.terms;
    if (order_->unchanged) {
      Renew(work);
    } else if (work.source == Source::kCarryOver && work.terms.end && work.terms.end->year() < command_.cycle) {
      Refuse("content", "CONTENT_REQUIRED", "a work whose period is over is carried over into a new one");
    }
  }

  // The same work for the whole of the cycle.
  void Renew(AssignedWork& work) const {
    const auto& durations = regulation_.durations;
    const auto year = std::find_if(durations.begin(), durations.end(), [](const statute::Duration& duration) {
      return duration.years == 1 && !duration.stage;
    });
    if (year != durations.end()) {
      work.terms.duration = year->code;
    }
    work.terms.start = Date(command_.cycle, 1, 1);
    work.terms.end = Date(command_.cycle, 12, 31);
    if (work.content) {
      work.content->duration = work.terms.duration;
      work.content->start = work.terms.start;
      work.content->end = work.terms.end;
      work.terms.digest = circumstances_.digest_of(*work.content);
    }
  }

  const DecideCommand& command_;
  const DecideState& state_;
  const statute::Regulation& regulation_;
  const Circumstances& circumstances_;
  Violations& violations_;
  std::string row_;
  const WorkOrder* order_ = nullptr;
  std::string official_;
  const OfficialFile* file_ = nullptr;
};

struct ResolvedItem {
  const OrderItem* item = nullptr;
  OfficialFile file;
  std::vector<AssignedWork> works;
};

OfficialFile FileOf(const Files& files, const std::string& official_id, int cycle) {
  const auto found = files.find(official_id);
  OfficialFile file = found == files.end() ? OfficialFile{} : found->second;
  file.matter.official_id = official_id;
  file.matter.cycle = cycle;
  return file;
}

Result<std::vector<ResolvedItem>> ResolveItems(const DecideCommand& command, const DecideState& state,
                                               const statute::Regulation& regulation,
                                               const Circumstances& circumstances) {
  Violations violations(command.violations);
  const Date day = command.document.signed_on.value_or(circumstances.today());
  CheckDocument(command.document, "document", circumstances.today(), violations);
  CheckCycle(command.cycle, day, violations);
  if (!command.basis || *command.basis == Basis::kOpening) {
    violations.Add("basis", "BASIS_REQUIRED", "ordinary, a supplement, or for new appointees");
  }
  if (command.items.empty() || command.items.size() > kMaxItems) {
    violations.Add("items", command.items.empty() ? "NO_ITEMS" : "TOO_MANY", "1 to 1000 officials");
    return InvalidArgument(violations.found());
  }
  WorkResolver resolver(command, state, regulation, circumstances, violations);
  std::vector<ResolvedItem> resolved;
  std::set<std::string> officials;
  std::set<std::string> work_ids;
  for (std::size_t i = 0; i < command.items.size(); ++i) {
    const OrderItem& item = command.items[i];
    const std::string row = "items[" + std::to_string(i) + "]";
    if (!circumstances.province.KnowsOfficial(item.official_id)) {
      violations.Add(row + ".official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
      continue;
    }
    if (!officials.insert(item.official_id).second) {
      violations.Add(row + ".official_id", "DUPLICATE_ITEM", "each official once");
    }
    // The day may lie ahead: a decision is entered with the day on which it is to be handed over (I-06).
    if (item.notified_on && (*item.notified_on < day || circumstances.today() + kLongestNotice < *item.notified_on)) {
      violations.Add(row + ".notified_on", "DATE_OUT_OF_ORDER",
                     "told on or after the day of the decision, at most 31 days from now");
    }
    if (item.works.empty() || item.works.size() > statute::kMaxWorks) {
      violations.Add(row + ".works", item.works.empty() ? "NO_WORKS" : "TOO_MANY", "1 to 50 works");
      continue;
    }
    ResolvedItem next{&item, FileOf(state.files, item.official_id, command.cycle), {}};
    for (std::size_t k = 0; k < item.works.size(); ++k) {
      const std::string work_row = row + ".works[" + std::to_string(k) + "]";
      if (!item.works[k].work_id.empty() && !work_ids.insert(item.works[k].work_id).second) {
        violations.Add(work_row + ".work_id", "DUPLICATE_ID", "the decision names this work twice");
        continue;
      }
      if (auto work = resolver.Resolve(item.works[k], work_row, item.official_id, next.file)) {
        next.works.push_back(*std::move(work));
      }
    }
    resolved.push_back(std::move(next));
  }
  DOTPHA_TRY(violations.Check());
  return resolved;
}

// In scope on the day of the decision, or by now: a new appointee may be decided upon before he takes office.
Result<void> CheckScope(const std::vector<ResolvedItem>& items, Date decided_on, const Circumstances& circumstances) {
  std::vector<std::string> outside;
  for (const ResolvedItem& item : items) {
    const std::string& official = item.item->official_id;
    if (!circumstances.province.InScopeOn(official, decided_on) &&
        !circumstances.province.InScopeOn(official, circumstances.today())) {
      outside.push_back(official);
    }
  }
  if (!outside.empty()) {
    return FailedPrecondition("NOT_IN_SCOPE", "not every official falls under the regulation")
        .With("official_ids", Joined(outside));
  }
  return {};
}

// A new work must be nobody's; a continued one must be free: left by its holder, or at its end. `ended`: the
// predecessor whose hands it leaves.
Result<void> CheckFree(const AssignedWork& work, const DecideState& state, Date decided_on,
                       const statute::Regulation& regulation, const Circumstances& circumstances,
                       std::vector<Event>& events) {
  const auto found = state.works.find(work.id);
  if (found == state.works.end()) {
    return {};
  }
  const AssignedWork& existing = found->second;
  const auto taken = [&] {
    return FailedPrecondition("WORK_ALREADY_ASSIGNED", "the work is held already")
        .With("work_id", work.id)
        .With("official_id", existing.official_id);
  };
  if (work.mode == Mode::kNew) {
    return taken();
  }
  const WorkState now = existing.StateOn(decided_on);
  if (work.source == Source::kCarryOver) {
    if (now == WorkState::kActive) {
      return taken();
    }
    // Whether it was rated as not completed is the assessment service's knowledge and this decision's business.
    DOTPHA_TRY(MayAct(circumstances, regulation, "work", "", NameOf(now), "carry_over",
                      [](const std::string&) { return true; }));
    return {};
  }
  const std::optional<Date> left = HolderLeftOn(existing, decided_on, circumstances.province);
  std::string from(NameOf(now));
  if (now == WorkState::kActive) {
    if (!left) {
      return taken();
    }
    DOTPHA_ASSIGN(const workflow::Transition concluded, MayAct(circumstances, regulation, "work", "", from, "conclude",
                                                               [](const std::string&) { return true; }));
    from = concluded.to;
  }
  DOTPHA_TRY(MayAct(circumstances, regulation, "work", "", from, "pass_on", [](const std::string&) { return true; }));
  events.emplace_back(WorkEnded{work.id, existing.official_id, left.value_or(decided_on), "PASSED_ON"});
  return {};
}

}  // namespace

Result<DecideDecision> RecordDecision(const DecideCommand& command, const DecideState& state,
                                      const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "dossier"));
  DOTPHA_ASSIGN(std::vector<ResolvedItem> items, ResolveItems(command, state, *regulation, circumstances));
  const Date decided_on = *command.document.signed_on;
  DOTPHA_TRY(CheckScope(items, decided_on, circumstances));

  DecideDecision result;
  Decision& decision = result.decision;
  decision.id = circumstances.new_id();
  decision.cycle = command.cycle;
  decision.basis = *command.basis;
  decision.document_number = command.document.number;
  decision.decided_on = decided_on;
  decision.recorded_at = circumstances.arrived_at;
  decision.recorded_by = circumstances.actor;

  std::vector<Event> assigned;
  for (ResolvedItem& item : items) {
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(circumstances, *regulation, "dossier", "", NameOf(item.file.matter.state), "decide",
                         [](const std::string&) { return true; }));  // document and grounds were checked before
    const auto next = ParseMatterState(transition.to);
    if (!next) {
      return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
    }
    item.file.matter.state = *next;
    item.file.matter.revision += 1;
    result.matters.push_back(item.file.matter);

    const std::string& official = item.item->official_id;
    DecisionItem decided{official, item.item->notified_on, {}};
    WorksAssigned announced{circumstances.new_id(),
                            official,
                            command.cycle,
                            decision.basis,
                            decided_on,
                            item.item->notified_on,
                            {},
                            circumstances.province.AgencyOf(official, decided_on)};
    if (announced.agency_id.empty()) {
      announced.agency_id = circumstances.province.AgencyOf(official, circumstances.today());
    }
    for (AssignedWork& work : item.works) {
      DOTPHA_TRY(CheckFree(work, state, decided_on, *regulation, circumstances, assigned));
      work.basis = decision.basis;
      work.decision_id = decision.id;
      work.document_number = decision.document_number;
      work.decided_on = decided_on;
      work.regulation_id = regulation->id;
      work.notified_on = item.item->notified_on;
      decided.works.push_back({work.id, work.mode, work.source, work.ground, work.content});
      result.versions.push_back({work.id, work.version, work.document_number, decided_on, work.content, ""});
      announced.works.push_back(work);
      result.works.push_back(std::move(work));
    }
    decision.items.push_back(std::move(decided));
    assigned.emplace_back(std::move(announced));
  }
  result.events.emplace_back(
      DecisionRecorded{decision, regulation->BodyActingAs("BTV"), ToldAll(decision), regulation->BodyActingAs("BTC")});
  std::move(assigned.begin(), assigned.end(), std::back_inserter(result.events));
  return result;
}

}  // namespace dotpha::review
