#include "tests/faults/faulty_season.h"

#include <fmt/format.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "libs/rpc/wire_time.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;

constexpr int kCycle = 2023;
constexpr const char* kImportedAt = "2022-10-15T08:00:00+07:00";
constexpr const char* kEnd = "2022-12-02T09:00:00+07:00";

// A killed broker takes about six seconds to come back.
constexpr rpc::RetryOptions kPatient{.most_attempts = 600,
                                     .first_pause = std::chrono::milliseconds(20),
                                     .longest_pause = std::chrono::milliseconds(300)};

std::string OfficialId(int number) { return fmt::format("P{:03}", number); }

template <typename T>
T Get(Result<T> result, const std::string& what) {
  if (!result.ok()) {
    throw std::runtime_error(what + ": " + result.error().reason + ": " + result.error().message);
  }
  return std::move(*result);
}

rpc::CallOptions Patient(testing::System& system, const std::string& person) {
  rpc::CallOptions options = system.Caller(person);
  options.timeout = std::chrono::seconds(8);
  return options;
}

// Uuid-like and the same in both runs.
std::string RequestId(int number) { return fmt::format("00000000-0000-4000-8000-{:012}", number); }

reg::ImportRosterRequest Roster(int officials) {
  reg::ImportRosterRequest roster = acceptance::RosterOf({});  // bodies and their staff
  roster.set_request_id(RequestId(1));
  for (int i = 0; i < officials; ++i) {
    const std::string id = OfficialId(i);
    auto& agency = *roster.add_agencies();
    agency.set_agency_id(fmt::format("so-{:03}", i));
    agency.set_display_name("Sở " + id);
    agency.set_workplace_class("AGENCY_UBND_TINH");
    auto& official = *roster.add_officials();
    official.set_official_id(id);
    official.set_full_name("Người " + id);
    official.set_email(acceptance::AddressOf(id));
    official.set_managed_by_standing_committee(true);
    auto& position = *roster.add_positions();
    position.set_official_id(id);
    position.set_agency_id(agency.agency_id());
    position.set_title("Giám đốc");
    position.set_capacity(reg::CAPACITY_HEAD);
    position.set_principal(true);
    *position.mutable_effective_from() = acceptance::WireDay("2020-10-20");
    position.set_basis(reg::POST_BASIS_APPOINTED);
    position.set_decision_ref("MP-1-QĐ/TU ngày 20/10/2020");
  }
  return roster;
}

void SetUp(testing::System& system, int officials) {
  system.AdvanceTo(kImportedAt);
  reg::ConfigureAuthorityRequest configure;
  configure.set_request_id(RequestId(2));
  auto* authority = configure.mutable_authority();
  authority->set_name("authorities/tuyen-quang");
  authority->set_display_name("Tuyên Quang");
  *authority->mutable_live_from() = acceptance::WireDay("2022-10-15");
  auto* law = authority->add_regulations();
  law->set_regulation_id("TQ2021");
  *law->mutable_effective_from() = acceptance::WireDay("2021-09-01");
  Get(rpc::Call<reg::ConfigureAuthorityResponse>(system.Caller(testing::System::kOperator),
                                                 [&](auto& context, auto* response) {
                                                   return system.campaigns().ConfigureAuthority(&context, configure,
                                                                                                response);
                                                 }),
      "configure");
  const auto roster = Roster(officials);
  Get(rpc::Call<reg::ImportRosterResponse>(
          system.Caller(testing::System::kOperator),
          [&](auto& context, auto* response) { return system.directory().ImportRoster(&context, roster, response); }),
      "import");
  system.Settle();
}

void Perform(testing::System& system, const Act& act) {
  reg::Registration registration = acceptance::ValidRegistration(act.official, kCycle);
  if (act.stamped_at.empty()) {
    reg::SubmitRegistrationRequest request;
    request.set_request_id(act.request_id);
    *request.mutable_registration() = registration;
    Get(rpc::Call<reg::SubmitRegistrationResponse>(
            Patient(system, act.official),
            [&](auto& context, auto* response) {
              return system.registrations().SubmitRegistration(&context, request, response);
            },
            kPatient),
        "submit " + act.official);
    return;
  }
  reg::EnterPaperRegistrationRequest request;
  request.set_request_id(act.request_id);
  *request.mutable_registration() = registration;
  *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(act.stamped_at));
  request.mutable_document()->set_number("MP-" + act.official);
  *request.mutable_document()->mutable_signed_on() = acceptance::WireDay(act.stamped_at.substr(0, 10));
  Get(rpc::Call<reg::EnterPaperRegistrationResponse>(
          Patient(system, "BTC-clerk"),
          [&](auto& context, auto* response) {
            return system.registrations().EnterPaperRegistration(&context, request, response);
          },
          kPatient),
      "paper of " + act.official);
}

// All acts of the round at once, the disturbance beside them.
void PlayRound(testing::System& system, const std::vector<Act>& acts, int round, const Disturb& during_calls) {
  std::atomic<int> done = 0;
  std::vector<std::future<void>> calls;
  calls.reserve(acts.size());
  for (const Act& act : acts) {
    calls.push_back(std::async(std::launch::async, [&] {
      Perform(system, act);
      ++done;
    }));
  }
  if (during_calls) {
    during_calls(system, round, [&] { return done.load(); });
  }
  for (auto& call : calls) {
    call.get();
  }
}

void Step(testing::System& system, const std::string& moment, int round, const Disturb& during_step) {
  auto step = std::async(std::launch::async, [&] { system.AdvanceTo(moment); });
  if (during_step) {
    during_step(system, round,
                [&] { return step.wait_for(std::chrono::seconds(0)) == std::future_status::ready ? 1 : 0; });
  }
  step.get();
}

template <typename Request, typename Response, typename List, typename Take>
void AllPages(testing::System& system, const List& list, const Take& take) {
  Request request;
  request.set_page_size(500);
  do {
    const Response response =
        Get(rpc::Call<Response>(
                Patient(system, "BTC-specialist"),
                [&](auto& context, auto* answer) { return list(&context, request, answer); }, kPatient),
            "list");
    take(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

Outcome Gather(testing::System& system) {
  system.Settle();
  Outcome lines;
  AllPages<ntf::ListObligationsRequest, ntf::ListObligationsResponse>(
      system,
      [&](auto* context, const auto& request, auto* response) {
        return system.obligations().ListObligations(context, request, response);
      },
      [&](const auto& page) {
        for (ntf::Obligation obligation : page.obligations()) {
          obligation.clear_as_of();  // when the answer was known, not what it is
          lines.push_back("obligation " + obligation.ShortDebugString());
        }
      });
  AllPages<ntf::ListFlagsRequest, ntf::ListFlagsResponse>(
      system,
      [&](auto* context, const auto& request, auto* response) {
        return system.obligations().ListFlags(context, request, response);
      },
      [&](const auto& page) {
        for (ntf::ViolationFlag flag : page.flags()) {
          flag.clear_recorded_at();
          lines.push_back("flag " + flag.ShortDebugString());
        }
      });
  AllPages<ntf::ListCandidatesRequest, ntf::ListCandidatesResponse>(
      system,
      [&](auto* context, const auto& request, auto* response) {
        return system.obligations().ListCandidates(context, request, response);
      },
      [&](const auto& page) {
        for (const ntf::Candidate& candidate : page.candidates()) {
          lines.push_back("candidate " + candidate.ShortDebugString());
        }
      });
  AllPages<ntf::ListNoticesRequest, ntf::ListNoticesResponse>(
      system,
      [&](auto* context, const auto& request, auto* response) {
        return system.notices().ListNotices(context, request, response);
      },
      [&](const auto& page) {
        for (const ntf::Notice& notice : page.notices()) {
          if (notice.stage() >= ntf::NOTICE_STAGE_O && notice.stage() <= ntf::NOTICE_STAGE_M) {
            lines.push_back(fmt::format("notice {} {} {} r{} {} {} due {}", notice.person_id(), notice.obligation_id(),
                                        ntf::NoticeStage_Name(notice.stage()), notice.deadline_revision(),
                                        ntf::NoticeState_Name(notice.state()), notice.reason(),
                                        FormatRfc3339(rpc::FromWire(notice.due_at()))));
          }
        }
      });
  for (const char* counted : {"SELECT count(*) FROM registration", "SELECT count(*) FROM delivery",
                              "SELECT count(*) FROM registration_history", "SELECT max(stream_seq) FROM outbox",
                              "SELECT count(*) FROM audit_entry"}) {
    lines.push_back(fmt::format("registration: {}: {}", counted, system.Query("registration", counted)));
  }
  for (const char* counted : {"SELECT max(stream_seq) FROM outbox", "SELECT count(*) FROM fact"}) {
    lines.push_back(fmt::format("notifier: {}: {}", counted, system.Query("notifier", counted)));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

Plan MakePlan(unsigned seed, int rounds, int acts_at_once) {
  std::mt19937 random(seed);
  Plan plan;
  int official = 0;
  int request = 100;
  for (int round = 0; round < rounds; ++round) {
    // The middle rounds crowd around the deadline: its last instant, its first late one.
    static constexpr const char* kAround[] = {"2022-11-14T08:00:00+07:00",     "2022-11-14T23:50:00+07:00",
                                              "2022-11-14T23:59:59.999+07:00", "2022-11-15T00:00:00+07:00",
                                              "2022-11-15T08:00:00+07:00",     "2022-11-16T10:00:00+07:00"};
    const int first_around = (rounds - 6) / 2;
    std::string moment;
    if (round >= first_around && round < first_around + 6) {
      moment = kAround[round - first_around];
    } else if (round < first_around) {
      moment = fmt::format("2022-11-{:02}T09:30:00+07:00", 2 + round);
    } else {
      moment = fmt::format("2022-11-{:02}T14:00:00+07:00", 17 + (round - first_around - 6) % 13);
    }
    auto& acts = plan.rounds.emplace_back();
    for (int i = 0; i < acts_at_once; ++i) {
      Act act{
          .moment = moment, .official = OfficialId(official++), .stamped_at = {}, .request_id = RequestId(request++)};
      if (random() % 4 == 0) {
        act.stamped_at = random() % 2 == 0 ? "2022-11-01T10:00:00+07:00" : moment;
      }
      if (random() % 6 == 0) {
        ++official;  // somebody who never registers
      }
      acts.push_back(std::move(act));
    }
  }
  plan.officials = official;
  return plan;
}

Outcome Play(testing::System& system, const Plan& plan, const Disturb& during_calls, const Disturb& during_step) {
  SetUp(system, plan.officials);
  for (std::size_t round = 0; round < plan.rounds.size(); ++round) {
    Step(system, plan.rounds[round].front().moment, static_cast<int>(round), during_step);
    PlayRound(system, plan.rounds[round], static_cast<int>(round), during_calls);
  }
  Step(system, kEnd, static_cast<int>(plan.rounds.size()), during_step);
  return Gather(system);
}

}  // namespace dotpha::faults
