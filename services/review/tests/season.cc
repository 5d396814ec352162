#include "services/review/tests/season.h"

#include <cstdlib>
#include <stdexcept>

#include "libs/statute/work_content.h"
#include "libs/works/work_message.h"

namespace dotpha::review::testing {
namespace {

std::string Source(const std::string& path) {
  const char* folder = std::getenv("DOTPHA_SOURCE_DIR");
  return (folder == nullptr ? std::string(".") : std::string(folder)) + "/" + path;
}

template <typename T>
T Get(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  return std::move(*result);
}

const statute::Learned kKnownLong{Instant::Min(), "registration#1"};

}  // namespace

Instant At(const std::string& text) {
  std::string rfc3339 = text + "+07:00";
  rfc3339[10] = 'T';
  return Get(ParseRfc3339(rfc3339));
}

Date Day(const std::string& text) { return Get(Date::Parse(text)); }

Work ValidWork(const std::string& id, int cycle) {
  Work work;
  work.id = id;
  work.duration = "1Y";
  work.start = Date(cycle, 1, 1);
  work.end = Date(cycle, 12, 31);
  work.category = "TRONG_TAM";
  work.display_name = "Số hóa toàn bộ thủ tục của ngành";
  work.basis = "Nghị quyết của tỉnh";
  work.goals = "Không còn hồ sơ giấy";
  work.targets = {{"1", "Thủ tục được số hóa", "100", "%"}};
  work.roadmap = "Quý I khảo sát; quý IV tổng kết";
  work.classification = "thường";
  return work;
}

Season::Season()
    : catalogue_(Get(lawfile::Catalogue::Load(Source("regulations")))),
      calendar_(Get(lawfile::LoadCalendar(Source("calendars/vietnam.csv")))) {
  facts.authority = "tinh-thu";
  facts.live_from = Day("2021-09-01");
  facts.law = {{catalogue_.Find("TQ2021"), Day("2021-09-01")}};
  for (const std::string body : {"BTV", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    facts.bodies.push_back({kKnownLong, body, body != "BTV" && body != "UBKT", body == "BDV" ? "N21" : "",
                            Day("2020-10-01"), std::nullopt});
  }
  AddOfficial("N1", "AGENCY_UBND_TINH", statute::Capacity::kHead);
  AddOfficial("N2", "CAP_UY_HUYEN", statute::Capacity::kHead);
  AddOfficial("N4", "HDND_HUYEN", statute::Capacity::kHead);
  AddOfficial("N9", "VERTICAL", statute::Capacity::kHead, "NOI_CHINH");
  AddOfficial("N11", "MTTQ_TINH", statute::Capacity::kHead);
  AddOfficial("N21", "MTTQ_TINH", statute::Capacity::kHead);
}

void Season::AddOfficial(const std::string& id, const std::string& workplace_class, statute::Capacity capacity,
                         const std::string& vertical_field, const std::string& from, const std::string& to) {
  const std::string agency = "co-quan-" + id;
  facts.agencies.push_back({kKnownLong, agency, workplace_class, vertical_field, ""});
  facts.persons.push_back({kKnownLong, id, true, true, false, ""});
  facts.posts.push_back({kKnownLong, "post-" + id, id, agency, capacity, true, Day(from),
                         to.empty() ? std::nullopt : std::optional(Day(to)), statute::PostBasis::kAppointed});
}

std::string Season::Register(const std::string& official_id, int cycle, const std::vector<Work>& works) {
  Registration registration;
  registration.id = "registration-" + std::to_string(++next_);
  registration.official_id = official_id;
  registration.cycle = cycle;
  registration.version = 1;
  registration.received_at = At("2022-11-10 09:00:00");
  for (Work work : works) {
    statute::CompleteWork(work, *catalogue_.Find("TQ2021"));
    registration.works.push_back({work.id, TermsOf(work, works::ContentDigest(work))});
  }
  OfficialFile& file = files[official_id];
  file.matter.official_id = official_id;
  file.matter.cycle = cycle;
  file.matter.revision = 1;
  file.registrations.push_back(registration);
  return registration.id;
}

Circumstances Season::By(const std::string& actor, std::vector<std::string> roles, const std::string& at) {
  provinces_.push_back(std::make_unique<Province>(facts, statute::Directory{}));
  return {*provinces_.back(),
          calendar_,
          actor,
          std::move(roles),
          At(at),
          At(at),
          [this] { return "id-" + std::to_string(++next_); },
          works::ContentDigest};
}

void Keep(Files& files, const SendDecision& decision) {
  for (const Matter& matter : decision.matters) {
    files[matter.official_id].matter = matter;
  }
  for (const Proposal& proposal : decision.proposals) {
    files[proposal.official_id].proposal = proposal;
  }
}

ProposalItem AsRegistered(const std::string& official_id) { return {official_id, Outcome::kAsRegistered, {}}; }
ProposalItem NotRegistered(const std::string& official_id) { return {official_id, Outcome::kNotRegistered, {}}; }
ProposalItem Differing(const std::string& official_id, const Work& proposed, const std::string& ground) {
  return {official_id, Outcome::kDifferences, {{proposed.id, ground, proposed, ""}}};
}

WorkOrder Registered(const std::string& work_id) { return {work_id, Mode::kNew, Source::kRegistered, {}, ""}; }
WorkOrder Own(const Work& content, const std::string& ground) {
  return {content.id, Mode::kNew, Source::kStandingCommittee, content, ground};
}

DecideCommand Deciding(const std::string& official_id, std::vector<WorkOrder> works) {
  DecideCommand command;
  command.cycle = 2023;
  command.basis = Basis::kOrdinary;
  command.document = {"107-QĐ/TU", Day("2022-12-28")};
  command.items = {{official_id, {}, std::move(works)}};
  return command;
}

std::vector<std::string> Found(const Error& error) {
  std::vector<std::string> found;
  for (const Violation& violation : error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  if (found.empty()) {
    found.push_back(error.reason);
  }
  return found;
}

}  // namespace dotpha::review::testing
