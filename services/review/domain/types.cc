#include "services/review/domain/types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dotpha::review {
namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<MatterState, 4> kMatterStates{{{MatterState::kAwaitingProposal, "AWAITING_PROPOSAL"},
                                               {MatterState::kProposed, "PROPOSED"},
                                               {MatterState::kConsolidated, "CONSOLIDATED"},
                                               {MatterState::kDecided, "DECIDED"}}};
constexpr Names<DossierState, 2> kDossierStates{{{DossierState::kOpen, "OPEN"}, {DossierState::kSent, "SENT"}}};
constexpr Names<Outcome, 3> kOutcomes{{{Outcome::kAsRegistered, "AS_REGISTERED"},
                                       {Outcome::kNotRegistered, "NOT_REGISTERED"},
                                       {Outcome::kDifferences, "DIFFERENCES"}}};
constexpr Names<Basis, 4> kBases{{{Basis::kOrdinary, "ORDINARY"},
                                  {Basis::kSupplement, "SUPPLEMENT"},
                                  {Basis::kNewAppointee, "NEWAPPT"},
                                  {Basis::kOpening, "OPENING"}}};
constexpr Names<Mode, 2> kModes{{{Mode::kNew, "NEW"}, {Mode::kContinue, "CONTINUE"}}};
constexpr Names<Source, 6> kSources{{{Source::kRegistered, "REGISTERED"},
                                     {Source::kProposed, "PROPOSED"},
                                     {Source::kStandingCommittee, "STANDING_COMMITTEE"},
                                     {Source::kPredecessor, "PREDECESSOR"},
                                     {Source::kCarryOver, "CARRY_OVER"},
                                     {Source::kOpening, "OPENING"}}};
constexpr Names<WorkState, 6> kWorkStates{{{WorkState::kActive, "ACTIVE"},
                                           {WorkState::kStopReported, "STOP_REPORTED"},
                                           {WorkState::kAwaitingSuccessor, "AWAITING_SUCCESSOR"},
                                           {WorkState::kCompleted, "COMPLETED"},
                                           {WorkState::kStopped, "STOPPED"},
                                           {WorkState::kEnded, "ENDED"}}};
constexpr Names<MeetingKind, 3> kMeetingKinds{
    {{MeetingKind::kHalfYear, "HALF_YEAR"}, {MeetingKind::kAnnual, "ANNUAL"}, {MeetingKind::kNeeded, "NEEDED"}}};
constexpr Names<MeetingState, 2> kMeetingStates{{{MeetingState::kPlanned, "PLANNED"}, {MeetingState::kHeld, "HELD"}}};
constexpr Names<DifficultyState, 3> kDifficultyStates{{{DifficultyState::kReceived, "RECEIVED"},
                                                       {DifficultyState::kForwarded, "FORWARDED"},
                                                       {DifficultyState::kDecided, "DECIDED"}}};
constexpr Names<ConclusionResult, 3> kResults{{{ConclusionResult::kUnfinished, "UNFINISHED"},
                                               {ConclusionResult::kClosed, "CLOSED"},
                                               {ConclusionResult::kGoesOn, "GOES_ON"}}};

constexpr Names<CarryOverState, 2> kCarryOverStates{
    {{CarryOverState::kProposed, "PROPOSED"}, {CarryOverState::kDecided, "DECIDED"}}};
constexpr Names<CarryOverOutcome, 2> kCarryOverOutcomes{
    {{CarryOverOutcome::kContinue, "CONTINUE"}, {CarryOverOutcome::kEnd, "END"}}};
constexpr Names<OtherWork, 2> kOtherWorks{{{OtherWork::kNone, "NONE"}, {OtherWork::kAssign, "ASSIGN"}}};

template <typename Enum, std::size_t N>
std::string_view Find(const Names<Enum, N>& names, Enum value) {
  const auto found =
      std::find_if(names.begin(), names.end(), [value](const auto& pair) { return pair.first == value; });
  return found == names.end() ? std::string_view{} : found->second;
}

template <typename Enum, std::size_t N>
std::optional<Enum> Parse(const Names<Enum, N>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [name](const auto& pair) { return pair.second == name; });
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace

std::string_view NameOf(MatterState state) { return Find(kMatterStates, state); }
std::string_view NameOf(DossierState state) { return Find(kDossierStates, state); }
std::string_view NameOf(Outcome outcome) { return Find(kOutcomes, outcome); }
std::string_view NameOf(Basis basis) { return Find(kBases, basis); }
std::string_view NameOf(Mode mode) { return Find(kModes, mode); }
std::string_view NameOf(Source source) { return Find(kSources, source); }
std::string_view NameOf(WorkState state) { return Find(kWorkStates, state); }
std::string_view NameOf(ConclusionResult result) { return Find(kResults, result); }
std::string_view NameOf(CarryOverState state) { return Find(kCarryOverStates, state); }
std::string_view NameOf(CarryOverOutcome outcome) { return Find(kCarryOverOutcomes, outcome); }
std::string_view NameOf(OtherWork other_work) { return Find(kOtherWorks, other_work); }
std::string_view NameOf(MeetingKind kind) { return Find(kMeetingKinds, kind); }
std::string_view NameOf(MeetingState state) { return Find(kMeetingStates, state); }
std::string_view NameOf(DifficultyState state) { return Find(kDifficultyStates, state); }
std::optional<MatterState> ParseMatterState(std::string_view name) { return Parse(kMatterStates, name); }
std::optional<DossierState> ParseDossierState(std::string_view name) { return Parse(kDossierStates, name); }
std::optional<Outcome> ParseOutcome(std::string_view name) { return Parse(kOutcomes, name); }
std::optional<Basis> ParseBasis(std::string_view name) { return Parse(kBases, name); }
std::optional<Mode> ParseMode(std::string_view name) { return Parse(kModes, name); }
std::optional<Source> ParseSource(std::string_view name) { return Parse(kSources, name); }
std::optional<WorkState> ParseWorkState(std::string_view name) { return Parse(kWorkStates, name); }
std::optional<ConclusionResult> ParseConclusionResult(std::string_view name) { return Parse(kResults, name); }
std::optional<CarryOverState> ParseCarryOverState(std::string_view name) { return Parse(kCarryOverStates, name); }
std::optional<CarryOverOutcome> ParseCarryOverOutcome(std::string_view name) { return Parse(kCarryOverOutcomes, name); }
std::optional<OtherWork> ParseOtherWork(std::string_view name) { return Parse(kOtherWorks, name); }
std::optional<MeetingKind> ParseMeetingKind(std::string_view name) { return Parse(kMeetingKinds, name); }
std::optional<MeetingState> ParseMeetingState(std::string_view name) { return Parse(kMeetingStates, name); }
std::optional<DifficultyState> ParseDifficultyState(std::string_view name) { return Parse(kDifficultyStates, name); }

const RegisteredWork* OfficialFile::FindRegistered(const std::string& work_id) const {
  for (const Registration& registration : registrations) {
    for (const RegisteredWork& work : registration.works) {
      if (work.id == work_id) {
        return &work;
      }
    }
  }
  return nullptr;
}

std::string OfficialFile::RegistrationOf(const std::string& work_id) const {
  for (const Registration& registration : registrations) {
    if (std::any_of(registration.works.begin(), registration.works.end(),
                    [&work_id](const RegisteredWork& work) { return work.id == work_id; })) {
      return registration.id;
    }
  }
  return "";
}

const ProposedDifference* OfficialFile::FindProposed(const std::string& work_id) const {
  if (!proposal) {
    return nullptr;
  }
  const auto found = std::find_if(proposal->differences.begin(), proposal->differences.end(),
                                  [&work_id](const ProposedDifference& one) { return one.work_id == work_id; });
  return found == proposal->differences.end() ? nullptr : &*found;
}

bool OfficialFile::HasRegisteredWorks() const {
  return std::any_of(registrations.begin(), registrations.end(),
                     [](const Registration& registration) { return !registration.works.empty(); });
}

WorkState AssignedWork::StateOn(Date day) const {
  return state == WorkState::kActive && terms.end && *terms.end < day ? WorkState::kEnded : state;
}

WorkTerms TermsOf(const Work& work, std::string digest) {
  WorkTerms terms{work.duration, work.start, work.end, {}, work.multi_agency, std::move(digest)};
  for (const statute::Target& target : work.targets) {
    terms.target_ids.push_back(target.id);
  }
  return terms;
}

}  // namespace dotpha::review
