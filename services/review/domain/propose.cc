#include "services/review/domain/propose.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr std::size_t kMaxItems = 1000;
constexpr std::size_t kLongestRemark = 2'000;

// The three conditions of Điều 2 khoản 2, as the regulation's required fields of a proposal name them.
constexpr std::pair<std::string_view, std::optional<bool> Judgement::*> kConditions[] = {
    {"follows_party_line_and_law", &Judgement::follows_party_line_and_law},
    {"fits_functions", &Judgement::fits_functions},
    {"arises_from_practice", &Judgement::arises_from_practice}};

std::string Row(std::size_t index) { return "items[" + std::to_string(index) + "]"; }

OfficialFile FileOf(const Files& files, const std::string& official_id, int cycle) {
  const auto found = files.find(official_id);
  if (found != files.end()) {
    return found->second;
  }
  OfficialFile empty;
  empty.matter.official_id = official_id;
  empty.matter.cycle = cycle;
  return empty;
}

// R4.2e-DIFFER: one ground only, and only for what really differs from a registered work.
void CheckDifference(ProposedDifference& difference, const std::string& row, int cycle, const OfficialFile& file,
                     const statute::Regulation& regulation, const Circumstances& circumstances,
                     Violations& violations) {
  if (IsBlank(difference.ground)) {
    violations.Add(row + ".ground", "REASON_REQUIRED", "why another content than the registered one is proposed");
  } else if (!GroundAllowed(regulation, difference.ground, "proposal")) {
    violations.Add(row + ".ground", "REASON_NOT_ALLOWED_FOR_BODY",
                   "a body may differ only where the work is not concrete as Điều 3 demands");
  }
  const RegisteredWork* registered = file.FindRegistered(difference.work_id);
  if (registered == nullptr) {
    violations.Add(row + ".work_id", "WORK_NOT_REGISTERED", "the official has not registered such a work");
  }
  difference.proposed = CheckedWork(difference.proposed, difference.work_id, row + ".proposed", cycle, regulation,
                                    circumstances.province, violations);
  difference.digest = circumstances.digest_of(difference.proposed);
  if (registered != nullptr && registered->terms.digest == difference.digest) {
    violations.Add(row + ".proposed", "NOTHING_DIFFERS", "this is what was registered");
  }
}

// The regulation's demand of this judgement; nullptr: it asks for none.
const statute::RequiredField* Demand(const statute::Regulation& regulation, std::string_view condition) {
  const auto found =
      std::find_if(regulation.required_fields.begin(), regulation.required_fields.end(),
                   [&](const statute::RequiredField& required) {
                     return required.document == "proposal" && required.field == "works." + std::string(condition);
                   });
  return found == regulation.required_fields.end() ? nullptr : &*found;
}

bool AsksForJudgements(const statute::Regulation& regulation) {
  return std::any_of(std::begin(kConditions), std::end(kConditions),
                     [&](const auto& condition) { return Demand(regulation, condition.first) != nullptr; });
}

bool Denies(const Judgement& judgement) {
  return std::any_of(std::begin(kConditions), std::end(kConditions),
                     [&](const auto& condition) { return !(judgement.*condition.second).value_or(true); });
}

bool JudgesEveryWork(const ProposalItem& item, const OfficialFile& file) {
  std::set<std::string> judged;
  for (const Judgement& judgement : item.judgements) {
    judged.insert(judgement.work_id);
  }
  return std::all_of(file.registrations.begin(), file.registrations.end(), [&](const Registration& registration) {
    return std::all_of(registration.works.begin(), registration.works.end(),
                       [&](const RegisteredWork& work) { return judged.count(work.id) > 0; });
  });
}

// R2.2-CONTENT. A registered work of which the body denies a condition is still proposed as registered: the body has no
// ground to write another (Điều 4 khoản 2 điểm e), the Standing Committee has (Điều 4 khoản 3). What the body itself
// writes must meet all of them.
void CheckJudgements(const ProposalItem& item, const std::string& row, const OfficialFile& file,
                     const statute::Regulation& regulation, Violations& violations) {
  if (item.judgements.size() > statute::kMaxWorks) {
    violations.Add(row + ".judgements", "TOO_MANY", "at most " + std::to_string(statute::kMaxWorks));
    return;
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < item.judgements.size(); ++i) {
    const Judgement& judgement = item.judgements[i];
    const std::string judged = row + ".judgements[" + std::to_string(i) + "]";
    if (file.FindRegistered(judgement.work_id) == nullptr) {
      violations.Add(judged + ".work_id", "WORK_NOT_REGISTERED", "the official has not registered such a work");
    } else if (!seen.insert(judgement.work_id).second) {
      violations.Add(judged + ".work_id", "DUPLICATE_ID", "one work, one judgement");
    }
    for (const auto& [name, member] : kConditions) {
      const statute::RequiredField* demand = Demand(regulation, name);
      if (demand != nullptr && !(judgement.*member)) {
        violations.Add(judged + "." + std::string(name), demand->reason, "required by " + demand->article);
      }
    }
    violations.CheckLength(judged + ".remark", judgement.remark, kLongestRemark);
    if (!Denies(judgement)) {
      continue;
    }
    if (IsBlank(judgement.remark)) {
      violations.Add(judged + ".remark", "REASON_REQUIRED", "why a condition of Điều 2 khoản 2 does not hold");
    }
    if (std::any_of(item.differences.begin(), item.differences.end(),
                    [&](const ProposedDifference& difference) { return difference.work_id == judgement.work_id; })) {
      violations.Add(judged, "CONTENT_CONDITION_NOT_MET", "the body proposes a content of its own that does not hold");
    }
  }
}

void CheckItem(ProposalItem& item, const std::string& row, int cycle, const OfficialFile& file,
               const statute::Regulation& regulation, const Circumstances& circumstances, Violations& violations) {
  if (!item.outcome) {
    violations.Add(row, "OUTCOME_REQUIRED", "as registered, not registered, or what differs");
    return;
  }
  CheckJudgements(item, row, file, regulation, violations);
  const bool registered = !file.registrations.empty();
  if (*item.outcome == Outcome::kNotRegistered && registered) {
    violations.Add(row + ".not_registered", "REGISTRATION_EXISTS", "the official has registered for the cycle");
  } else if (*item.outcome == Outcome::kAsRegistered && !registered) {
    violations.Add(row + ".as_registered", "NOT_REGISTERED", "the official has not registered for the cycle");
  } else if (*item.outcome == Outcome::kDifferences) {
    if (item.differences.empty() || item.differences.size() > statute::kMaxWorks) {
      violations.Add(row + ".differences", item.differences.empty() ? "OUTCOME_REQUIRED" : "TOO_MANY",
                     "names 1 to 50 works");
      return;
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < item.differences.size(); ++i) {
      const std::string work = row + ".differences.works[" + std::to_string(i) + "]";
      if (!seen.insert(item.differences[i].work_id).second) {
        violations.Add(work + ".work_id", "DUPLICATE_ID", "one work, one word");
      }
      CheckDifference(item.differences[i], work, cycle, file, regulation, circumstances, violations);
    }
  }
}

Result<std::vector<ProposalItem>> CheckItems(const SendCommand& command, const Files& files, bool items_needed,
                                             const statute::Regulation& regulation,
                                             const Circumstances& circumstances) {
  Violations violations(command.violations);
  CheckCycle(command.cycle, circumstances.today(), violations);
  std::vector<ProposalItem> items = command.items;
  if (items_needed && items.empty()) {
    violations.Add("items", "NO_ITEMS", "at least one official");
  }
  if (items.size() > kMaxItems) {
    violations.Add("items", "TOO_MANY", "at most " + std::to_string(kMaxItems));
    return InvalidArgument(violations.found());
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string row = Row(i);
    if (!circumstances.province.KnowsOfficial(items[i].official_id)) {
      violations.Add(row + ".official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
      continue;
    }
    if (!seen.insert(items[i].official_id).second) {
      violations.Add(row + ".official_id", "DUPLICATE_ITEM", "each official once");
      continue;
    }
    CheckItem(items[i], row, command.cycle, FileOf(files, items[i].official_id, command.cycle), regulation,
              circumstances, violations);
  }
  DOTPHA_TRY(violations.Check());
  return items;
}

// Only the lead body proposes; the others see (I-16). The head of the body is led by another one (I-19).
Result<void> CheckLead(const std::vector<ProposalItem>& items, const std::string& body_id,
                       const Circumstances& circumstances) {
  std::vector<std::string> led_by_others;
  for (const ProposalItem& item : items) {
    if (item.official_id == circumstances.actor) {
      return PermissionDenied("OWN_MATTER", "nobody proposes on his own record");
    }
    if (circumstances.province.RouteOn(item.official_id, circumstances.today()).lead != body_id) {
      led_by_others.push_back(item.official_id);
    }
  }
  if (!led_by_others.empty()) {
    return PermissionDenied("NOT_LEAD_BODY", "the body does not lead for every official named")
        .With("body_id", body_id)
        .With("official_ids", Joined(led_by_others));
  }
  return {};
}

Result<SendDecision> Send(const SendCommand& command, const std::vector<ProposalItem>& items,
                          const std::optional<Dossier>& dossier, const Files& files,
                          const statute::Regulation& regulation, const Circumstances& circumstances) {
  SendDecision decision;
  const auto holds_always = [](const std::string&) { return true; };  // what they ask was checked before
  const DossierState from = dossier ? dossier->state : DossierState::kOpen;
  DOTPHA_ASSIGN(const workflow::Transition sending,
                MayAct(circumstances, regulation, "consolidation", command.body_id, NameOf(from),
                       command.supplementary ? "supplement" : "send", holds_always));
  const auto next = ParseDossierState(sending.to);
  if (!next) {
    return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
  }
  decision.dossier = dossier.value_or(Dossier{});
  if (!dossier) {
    decision.dossier.id = circumstances.new_id();
    decision.dossier.body_id = command.body_id;
    decision.dossier.cycle = command.cycle;
    decision.dossier.received_at = circumstances.received_at;
  }
  decision.dossier.state = *next;
  decision.dossier.sendings += 1;
  decision.dossier.revision += 1;

  for (const ProposalItem& item : items) {
    const OfficialFile file = FileOf(files, item.official_id, command.cycle);
    DOTPHA_ASSIGN(const workflow::Transition proposing, MayAct(circumstances, regulation, "dossier", command.body_id,
                                                               NameOf(file.matter.state), "propose", holds_always));
    const auto state = ParseMatterState(proposing.to);
    if (!state) {
      return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
    }
    Matter matter = file.matter;
    matter.state = *state;
    matter.revision += 1;
    decision.matters.push_back(std::move(matter));
    Proposal proposal;
    proposal.id = circumstances.new_id();
    proposal.dossier_id = decision.dossier.id;
    proposal.body_id = command.body_id;
    proposal.cycle = command.cycle;
    proposal.official_id = item.official_id;
    proposal.outcome = *item.outcome;
    proposal.differences =
        *item.outcome == Outcome::kDifferences ? item.differences : std::vector<ProposedDifference>{};
    for (const Registration& registration : file.registrations) {
      proposal.registration_ids.push_back(registration.id);
    }
    proposal.received_at = circumstances.received_at;
    proposal.supplementary = command.supplementary;
    proposal.proposed_by = circumstances.actor;
    proposal.judgements = item.judgements;
    decision.proposals.push_back(std::move(proposal));
  }
  return decision;
}

// Late or missing bodies are named in the report and nowhere accused (I-57).
std::vector<LateBody> LateBodies(const SendCommand& command, const CycleOverview& overview,
                                 const Circumstances& circumstances) {
  std::vector<LateBody> late;
  for (const std::string& body : circumstances.province.ReviewingBodies()) {
    if (body == command.body_id) {
      continue;
    }
    const auto day = circumstances.province.ConsolidationDay(body, command.cycle, circumstances.calendar);
    if (!day) {
      continue;  // it leads for nobody
    }
    const auto sent = std::find_if(overview.dossiers.begin(), overview.dossiers.end(),
                                   [&body](const Dossier& dossier) { return dossier.body_id == body; });
    const bool missing = sent == overview.dossiers.end();
    const Date came = missing ? circumstances.today() : Date::Of(sent->received_at);
    if (missing || came > *day) {
      late.push_back({body, *day, std::max(0, came - *day), missing});
    }
  }
  return late;
}

}  // namespace

Result<SendDecision> SubmitProposals(const SendCommand& command, const std::optional<Dossier>& dossier,
                                     const Files& files, const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "dossier"));
  DOTPHA_ASSIGN(const std::vector<ProposalItem> items, CheckItems(command, files, true, *regulation, circumstances));
  if (!command.supplementary && command.body_id == regulation->routing.via) {
    return FailedPrecondition("GENERAL_REPORT_REQUIRED",
                              "the Organisation Commission sends its proposals with the general report")
        .With("body_id", command.body_id);
  }
  DOTPHA_TRY(CheckLead(items, command.body_id, circumstances));
  DOTPHA_ASSIGN(SendDecision decision, Send(command, items, dossier, files, *regulation, circumstances));
  decision.events.emplace_back(ProposalsSent{decision.dossier, command.supplementary, circumstances.received_at});
  return decision;
}

Result<ReportDecision> SubmitGeneralReport(const SendCommand& command, const std::optional<Dossier>& dossier,
                                           const Files& files, const CycleOverview& overview,
                                           const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "dossier"));
  DOTPHA_ASSIGN(const std::vector<ProposalItem> items, CheckItems(command, files, false, *regulation, circumstances));
  DOTPHA_TRY(CheckLead(items, command.body_id, circumstances));
  ReportDecision decision;
  DOTPHA_ASSIGN(decision.sent, Send(command, items, dossier, files, *regulation, circumstances));
  for (Matter& matter : decision.sent.matters) {
    DOTPHA_ASSIGN(const workflow::Transition consolidating,
                  MayAct(circumstances, *regulation, "dossier", command.body_id, NameOf(matter.state), "consolidate",
                         [](const std::string&) { return true; }));
    const auto state = ParseMatterState(consolidating.to);
    if (!state) {
      return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
    }
    matter.state = *state;
  }
  GeneralReport& report = decision.report;
  report.id = circumstances.new_id();
  report.cycle = command.cycle;
  report.dossier_id = decision.sent.dossier.id;
  report.received_at = circumstances.received_at;
  report.late_bodies = LateBodies(command, overview, circumstances);
  std::set<std::string> proposed = overview.proposed;
  std::set<std::string> not_judged = overview.not_judged;
  for (const ProposalItem& item : items) {
    proposed.insert(item.official_id);
    if (JudgesEveryWork(item, FileOf(files, item.official_id, command.cycle))) {
      not_judged.erase(item.official_id);
    } else {
      not_judged.insert(item.official_id);
    }
  }
  if (AsksForJudgements(*regulation)) {
    report.not_judged = {not_judged.begin(), not_judged.end()};
  }
  for (const std::string& official : circumstances.province.officials()) {
    if (overview.registered.count(official) > 0) {
      if (proposed.count(official) == 0) {
        report.without_proposal.push_back(official);
      }
      continue;
    }
    const auto day = circumstances.province.RegistrationDay(official, command.cycle, circumstances.calendar);
    if (day && *day < circumstances.today()) {
      report.not_registered.push_back(official);
    }
  }
  decision.sent.events.emplace_back(GeneralReportSent{report, command.body_id});
  return decision;
}

}  // namespace dotpha::review
