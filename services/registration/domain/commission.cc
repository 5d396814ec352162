#include "services/registration/domain/commission.h"

#include <algorithm>
#include <set>

#include "libs/statute/supersession.h"
#include "libs/workflow/workflow.h"
#include "services/registration/domain/content.h"

namespace dotpha::registration {
namespace {

constexpr std::size_t kMaxDocumentNumber = 200;
constexpr std::size_t kMaxPeriodLength = 100;
constexpr std::size_t kMaxOfficials = 1000;
constexpr std::size_t kMaxRegulations = 50;
constexpr int kFirstCycle = 2000;
constexpr int kLastCycle = 2200;

void CheckDocument(const DocumentReference& document, const std::string& field, Violations& violations) {
  if (IsBlank(document.number)) {
    violations.Add(field + ".number", "DOCUMENT_REQUIRED", "the number of the document that this rests on");
  }
  violations.CheckLength(field + ".number", document.number, kMaxDocumentNumber);
}

void CheckCampaignCycle(int cycle, Violations& violations) {
  if (cycle < kFirstCycle || cycle > kLastCycle) {
    violations.Add("cycle", "CYCLE_OUT_OF_RANGE", "the year in which the works are performed");
  }
}

// Nothing can be moved or waived under a law without duties.
Result<void> RequireDuties(const Law& law) {
  const bool none = !law.empty() && std::all_of(law.begin(), law.end(),
                                                [](const auto& known) { return known.regulation->duties.empty(); });
  if (none) {
    return workflow::NotInRegulation(*law.back().regulation, "duty");
  }
  return {};
}

bool IsDutyOf(const Law& law, const std::string& code) {
  return std::any_of(law.begin(), law.end(), [&code](const statute::InForce& in_force) {
    return std::any_of(in_force.regulation->duties.begin(), in_force.regulation->duties.end(),
                       [&code](const statute::Duty& duty) { return duty.code == code; });
  });
}

void CheckDutyAndPeriod(const std::string& duty, const std::string& period, const std::string& path, const Law& law,
                        Violations& violations) {
  if (!IsDutyOf(law, duty)) {
    violations.Add(path + ".duty", "UNKNOWN_DUTY", "not a duty of a regulation of this authority");
  }
  if (IsBlank(period) || LengthOf(period) > kMaxPeriodLength) {
    violations.Add(path + ".period", "PERIOD_INVALID", "the period of the duty, for example 2023 or 2022-Q3");
  }
}

// By which a regulation was recorded to take over, if it was.
DocumentReference DocumentOf(const std::string& regulation_id, const std::optional<AuthoritySettings>& known) {
  for (const RegulationChoice& choice : known ? known->regulations : std::vector<RegulationChoice>{}) {
    if (choice.regulation_id == regulation_id) {
      return choice.document;
    }
  }
  return {};
}

}  // namespace

Result<AuthorityDecision> ConfigureAuthority(const ConfigureAuthorityCommand& command,
                                             const std::optional<AuthoritySettings>& known,
                                             const std::function<bool(const std::string&)>& is_known) {
  Violations violations(command.violations);
  if (IsBlank(command.display_name)) {
    violations.Add("authority.display_name", "MISSING_NAME", "the authority has a name");
  }
  violations.CheckLength("authority.display_name", command.display_name, kMaxNameLength);
  if (!command.live_from) {
    violations.Add("authority.live_from", "DATE_MISSING", "the first day of use");
  }
  if (command.regulations.empty()) {
    violations.Add("authority.regulations", "REGULATIONS_REQUIRED", "at least one regulation is in force");
  }
  if (command.regulations.size() > kMaxRegulations) {
    violations.Add("authority.regulations", "TOO_MANY", "at most " + std::to_string(kMaxRegulations));
  }
  if (known && !command.expected_revision) {
    violations.Add("authority.etag", "ETAG_REQUIRED", "the etag of the authority as it was read");
  }
  AuthoritySettings settings{command.display_name, command.live_from.value_or(Date{}), {}, 1};
  std::set<Date> days;
  for (std::size_t i = 0; i < std::min(command.regulations.size(), kMaxRegulations); ++i) {
    const auto& [id, from] = command.regulations[i];
    const std::string row = "authority.regulations[" + std::to_string(i) + "]";
    if (!is_known(id)) {
      violations.Add(row + ".regulation_id", "UNKNOWN_REGULATION", "no regulation file carries this id");
    }
    if (!from) {
      violations.Add(row + ".effective_from", "DATE_MISSING", "the first day in force");
    } else if (!days.insert(*from).second) {
      violations.Add(row + ".effective_from", "REGULATIONS_OVERLAP", "another regulation starts on the same day");
    } else {
      settings.regulations.push_back({id, *from, DocumentOf(id, known)});
    }
  }
  DOTPHA_TRY(violations.Check());
  if (command.expected_revision && (!known || known->revision != *command.expected_revision)) {
    return EtagMismatch("authority");
  }
  std::sort(settings.regulations.begin(), settings.regulations.end(),
            [](const RegulationChoice& a, const RegulationChoice& b) { return a.effective_from < b.effective_from; });
  settings.revision = known ? known->revision + 1 : 1;
  return AuthorityDecision{settings, {AuthorityConfigured{settings}}};
}

Result<AuthorityDecision> RecordSupersession(const RecordSupersessionCommand& command, const AuthoritySettings& known,
                                             const Law& law, const statute::Regulation* regulation) {
  Violations violations(command.violations);
  if (regulation == nullptr) {
    violations.Add("regulation_id", "UNKNOWN_REGULATION", "no regulation file carries this id");
  }
  if (!command.effective_from) {
    violations.Add("effective_from", "DATE_MISSING", "the first day in force");
  }
  if (!command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the authority as it was read");
  }
  CheckDocument(command.document, "document", violations);
  DOTPHA_TRY(violations.Check());
  if (known.revision != *command.expected_revision) {
    return EtagMismatch("authority");
  }
  DOTPHA_ASSIGN(const Law then, statute::Supersede(law, *regulation, *command.effective_from));
  AuthoritySettings settings = known;
  std::erase_if(settings.regulations,
                [&](const RegulationChoice& choice) { return choice.regulation_id == regulation->id; });
  settings.regulations.push_back({regulation->id, then.back().effective_from, command.document});
  ++settings.revision;
  return AuthorityDecision{settings, {AuthorityConfigured{settings}}};
}

Result<CampaignDecision> AnnounceCampaign(const AnnounceCampaignCommand& command,
                                          const std::optional<Campaign>& known) {
  Violations violations(command.violations);
  CheckCampaignCycle(command.cycle, violations);
  CheckDocument(command.document, "document", violations);
  violations.CheckLength("guidance", command.guidance, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  if (known) {
    return FailedPrecondition("ALREADY_ANNOUNCED", "the campaign of this cycle is on record")
        .With("cycle", std::to_string(command.cycle));
  }
  CampaignDecision decision;
  decision.campaign.cycle = command.cycle;
  decision.campaign.state = CampaignState::kAnnounced;
  decision.campaign.announcement = command.document;
  decision.campaign.guidance = command.guidance;
  decision.campaign.collect_by = command.collect_by;
  decision.campaign.recorded_at = command.arrived_at;
  decision.events.emplace_back(CampaignAnnounced{command.cycle});
  return decision;
}

Result<CampaignDecision> ConcludeCampaign(const ConcludeCampaignCommand& command,
                                          const std::optional<Campaign>& known) {
  Violations violations(command.violations);
  CheckCampaignCycle(command.cycle, violations);
  CheckDocument(command.document, "document", violations);
  if (!command.concluded_on) {
    violations.Add("concluded_on", "DATE_MISSING", "the day on which the Standing Committee concluded");
  } else if (*command.concluded_on > Date::Of(command.arrived_at)) {
    violations.Add("concluded_on", "DATE_IN_FUTURE", "a conclusion is recorded after it was reached");
  }
  if (known && !command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the campaign as it was read");
  }
  DOTPHA_TRY(violations.Check());
  if (command.expected_revision && (!known || known->revision != *command.expected_revision)) {
    return EtagMismatch("campaigns/" + std::to_string(command.cycle));
  }
  if (known && known->state == CampaignState::kConcluded) {
    return FailedPrecondition("ALREADY_CONCLUDED", "the conclusion for this cycle is on record")
        .With("cycle", std::to_string(command.cycle));
  }
  CampaignDecision decision;
  decision.campaign = known.value_or(Campaign{});
  decision.campaign.cycle = command.cycle;
  decision.campaign.state = CampaignState::kConcluded;
  decision.campaign.concluded_on = command.concluded_on;
  decision.campaign.conclusion = command.document;
  decision.campaign.recorded_at = command.arrived_at;
  decision.campaign.revision = known ? known->revision + 1 : 1;
  decision.events.emplace_back(CampaignConcluded{command.cycle, *command.concluded_on, command.document.number});
  return decision;
}

Result<OverrideDecision> RecordDeadlineOverride(const DeadlineOverride& wanted, const std::vector<Violation>& found,
                                                const Directory& directory, const Law& law) {
  DOTPHA_TRY(RequireDuties(law));
  Violations violations(found);
  const std::string path = "deadline_override";
  CheckDutyAndPeriod(wanted.duty, wanted.period, path, law, violations);
  CheckDocument(wanted.document, path + ".document", violations);
  if (!wanted.last_on_time_day) {
    violations.Add(path + ".last_on_time_day", "DATE_MISSING", "the new last on-time day");
  }
  if (wanted.official_ids.size() > kMaxOfficials) {
    violations.Add(path + ".official_ids", "TOO_MANY", "at most " + std::to_string(kMaxOfficials));
  }
  for (std::size_t i = 0; i < std::min(wanted.official_ids.size(), kMaxOfficials); ++i) {
    if (directory.FindOfficial(wanted.official_ids[i]) == nullptr) {
      violations.Add(path + ".official_ids[" + std::to_string(i) + "]", "UNKNOWN_OFFICIAL",
                     "no official of this id is in the directory");
    }
  }
  DOTPHA_TRY(violations.Check());
  return OverrideDecision{wanted, {DeadlineOverrideRecorded{wanted}}};
}

Result<WaiverDecision> RecordWaiver(const Waiver& wanted, const std::vector<Violation>& found,
                                    const Directory& directory, const Law& law) {
  DOTPHA_TRY(RequireDuties(law));
  Violations violations(found);
  const std::string path = "waiver";
  CheckDutyAndPeriod(wanted.duty, wanted.period, path, law, violations);
  CheckDocument(wanted.document, path + ".document", violations);
  if (directory.FindOfficial(wanted.official_id) == nullptr) {
    violations.Add(path + ".official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
  }
  if (IsBlank(wanted.reason)) {
    violations.Add(path + ".reason", "REASON_REQUIRED", "why the duty is waived");
  }
  violations.CheckLength(path + ".reason", wanted.reason, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  return WaiverDecision{wanted, {WaiverRecorded{wanted}}};
}

}  // namespace dotpha::registration
