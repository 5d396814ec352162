// Whoever does what in whatever order: a matter, a dossier and a work never leave what the law's workflows allow, and a
// work is in one pair of hands.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "services/review/tests/season.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::review::testing {
namespace {

constexpr int kCycle = 2023;

struct Actor {
  const char* name;
  const char* role;
  const char* body;
};
const std::array<Actor, 9> kActors = {{{"CV-BCSD", "specialist:BCSD", "BCSD"},
                                       {"CV-DDHDND", "leader:DDHDND", "DDHDND"},
                                       {"CV-BNC", "specialist:BNC", "BNC"},
                                       {"CV-BTC", "specialist:BTC", "BTC"},
                                       {"LD-BTC", "leader:BTC", "BTC"},
                                       {"VT-BTV", "clerk:BTV", "BTV"},
                                       {"VT-BTV", "clerk:BTV", "BTV"},
                                       {"N1", "official", ""},
                                       {"VT-BTC", "clerk:BTC", "BTC"}}};
struct Official {
  const char* id;
  const char* lead;
};
constexpr std::array<Official, 4> kOfficials = {{{"N1", "BCSD"}, {"N2", "BTC"}, {"N4", "DDHDND"}, {"N9", "BNC"}}};
constexpr std::array<const char*, 5> kMoments = {"2022-11-20 09:00:00", "2022-11-29 09:00:00", "2022-12-20 09:00:00",
                                                 "2022-12-28 09:00:00", "2023-02-10 09:00:00"};

class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    for (const Official& official : kOfficials) {
      season_.files[official.id].matter.official_id = official.id;
      season_.files[official.id].matter.cycle = kCycle;
      if (random_() % 3 > 0) {
        season_.Register(official.id, kCycle, {ValidWork(WorkIdOf(official.id), kCycle)});
      }
    }
  }

  void Go() {
    for (const char* moment : kMoments) {
      for (int i = 0; i < 8 && !::testing::Test::HasFatalFailure(); ++i) {
        const Actor& actor = kActors[random_() % kActors.size()];
        const Circumstances who = season_.By(actor.name, {actor.role}, moment);
        switch (random_() % 4) {
          case 0:
            Propose(actor, who);
            break;
          case 1:
            Report(actor, who);
            break;
          case 2:
            Decide(actor, who);
            break;
          default:
            Amend(actor, who);
        }
      }
    }
  }
  [[nodiscard]] const std::map<std::string, int>& accepted() const { return accepted_; }

 private:
  static std::string WorkIdOf(const std::string& official) { return "W-" + official; }
  bool OneIn(unsigned n) { return random_() % n == 0; }
  const Official& Somebody() { return kOfficials[random_() % kOfficials.size()]; }
  Work Changed(const std::string& id) {
    Work work = ValidWork(id, kCycle);
    work.goals = "Mục tiêu " + std::to_string(random_() % 5);
    return work;
  }

  ProposalItem SomeItem(const Official& official) {
    const bool registered = !season_.files[official.id].registrations.empty();
    switch (random_() % 4) {
      case 0:
        return NotRegistered(official.id);
      case 1:
        return Differing(official.id, Changed(WorkIdOf(official.id)), OneIn(4) ? "NOT_SUITABLE" : "NOT_CONCRETE_ART3");
      default:
        return registered ? AsRegistered(official.id) : NotRegistered(official.id);
    }
  }

  // "specialist:*lead*" where his body leads for the official, and what he is anyway.
  static std::set<std::string> RolesTowards(const Actor& actor, const std::string& lead) {
    const std::string role = actor.role;
    std::set<std::string> roles = {role};
    if (lead == actor.body) {
      roles.insert(role.substr(0, role.find(':')) + ":*lead*");
    }
    return roles;
  }
  static std::string LeadOf(const std::string& official_id) {
    for (const Official& official : kOfficials) {
      if (official_id == official.id) {
        return official.lead;
      }
    }
    return "";
  }

  SendCommand SomeSending(const Actor& actor) {
    SendCommand command{OneIn(6) ? "BCSD" : actor.body, kCycle, false, {}, {}};
    command.supplementary = dossiers_.contains(command.body_id) ? !OneIn(4) : OneIn(4);
    std::vector<Official> whom;
    for (const Official& official : kOfficials) {
      if (OneIn(8) || command.body_id == official.lead) {
        whom.push_back(official);
      }
    }
    for (const Official& official : whom) {
      command.items.push_back(SomeItem(official));
    }
    return command;
  }
  std::optional<Dossier> DossierOf(const std::string& body) {
    const auto found = dossiers_.find(body);
    return found == dossiers_.end() ? std::nullopt : std::optional(found->second);
  }

  void Propose(const Actor& actor, const Circumstances& who) {
    const SendCommand command = SomeSending(actor);
    const auto sent = SubmitProposals(command, DossierOf(command.body_id), season_.files, who);
    if (sent.ok()) {
      CheckSent(*sent, command, actor, {"propose"});
      ++accepted_[command.supplementary ? "supplement" : "send"];
    }
  }

  void Report(const Actor& actor, const Circumstances& who) {
    SendCommand command = SomeSending(actor);
    command.body_id = "BTC";
    command.supplementary = false;
    CycleOverview overview;
    for (const auto& [body, dossier] : dossiers_) {
      overview.dossiers.push_back(dossier);
    }
    for (const auto& [official, file] : season_.files) {
      if (!file.registrations.empty()) {
        overview.registered.insert(official);
      }
    }
    const auto reported = SubmitGeneralReport(command, DossierOf(command.body_id), season_.files, overview, who);
    if (reported.ok()) {
      ASSERT_EQ(std::string(actor.body), "BTC") << "only the Organisation Commission reports to the Standing Committee";
      CheckSent(reported->sent, command, actor, {"propose", "consolidate"});
      ++accepted_["general report"];
    }
  }

  // Each matter by these actions, one after the other.
  void CheckSent(const SendDecision& sent, const SendCommand& command, const Actor& actor,
                 const std::vector<std::string>& actions) {
    const auto known = DossierOf(command.body_id);
    ASSERT_EQ(command.body_id, actor.body) << "in the name of his own body";
    ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), "consolidation",
                                   command.supplementary ? "supplement" : "send",
                                   std::string(NameOf(known ? known->state : DossierState::kOpen)),
                                   std::string(NameOf(sent.dossier.state)), RolesTowards(actor, command.body_id)));
    ASSERT_EQ(sent.dossier.sendings, (known ? known->sendings : 0) + 1);
    if (known) {
      ASSERT_EQ(sent.dossier.received_at, known->received_at) << "the first sending discharges the duty";
    }
    for (const Matter& matter : sent.matters) {
      const MatterState before = season_.files[matter.official_id].matter.state;
      ASSERT_EQ(LeadOf(matter.official_id), actor.body) << "of whom it leads";
      ASSERT_NE(before, MatterState::kDecided) << "nothing is proposed about what is decided";
      std::string state(NameOf(before));
      for (const std::string& action : actions) {
        const std::string next = action == "propose" ? "PROPOSED" : "CONSOLIDATED";
        ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), "dossier", action, state, next,
                                       RolesTowards(actor, actor.body)))
            << action << " from " << state;
        state = next;
      }
      ASSERT_EQ(NameOf(matter.state), state);
    }
    dossiers_[command.body_id] = sent.dossier;
    Keep(season_.files, sent);
  }

  WorkOrder SomeOrder(const std::string& id) {
    switch (random_() % 4) {
      case 0:
        return Own(Changed(id), OneIn(2) ? "NOT_TO_BTV_REQUIREMENT" : "");
      case 1: {
        WorkOrder order = Registered(id);
        order.source = Source::kProposed;
        return order;
      }
      case 2: {
        WorkOrder order = Registered(id);
        order.mode = Mode::kContinue;
        order.source = OneIn(2) ? Source::kPredecessor : Source::kCarryOver;
        return order;
      }
      default:
        return Registered(id);
    }
  }

  void Decide(const Actor& actor, const Circumstances& who) {
    const Official& official = Somebody();
    // Now and then another's work.
    const std::string id = WorkIdOf(OneIn(4) ? Somebody().id : official.id);
    DecideCommand command = Deciding(official.id, {SomeOrder(id)});
    command.document.signed_on = Date::Of(who.received_at);
    DecideState state{season_.files, works_, {}};
    for (const auto& [registrant, file] : season_.files) {
      if (file.HasRegisteredWorks()) {
        state.registered_by[WorkIdOf(registrant)] = registrant;
      }
    }
    const auto decided = RecordDecision(command, state, who);
    if (!decided.ok()) {
      return;
    }
    for (const Matter& matter : decided->matters) {
      ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), "dossier", "decide",
                                     std::string(NameOf(season_.files[matter.official_id].matter.state)),
                                     std::string(NameOf(matter.state)), {actor.role}));
      season_.files[matter.official_id].matter = matter;
    }
    for (const AssignedWork& work : decided->works) {
      // Nobody has left and no year is over: what is held stays where it is.
      ASSERT_FALSE(works_.contains(work.id))
          << work.id << " of " << works_[work.id].official_id << " is given to " << work.official_id;
      ASSERT_EQ(work.official_id, official.id);
      const OfficialFile& file = season_.files[official.id];
      const RegisteredWork* registered = file.FindRegistered(work.id);
      if (registered != nullptr && work.terms.digest != registered->terms.digest) {
        ASSERT_FALSE(work.ground.empty()) << "it differs from what was registered, without a ground (R4.3-DIFFER)";
      }
      works_[work.id] = work;
    }
    ++accepted_["decide"];
  }

  void Amend(const Actor& actor, const Circumstances& who) {
    if (works_.empty()) {
      return;
    }
    AssignedWork& work = std::next(works_.begin(), static_cast<long>(random_() % works_.size()))->second;
    const AmendCommand command{
        work.revision - (OneIn(6) ? 1 : 0), {"61-QĐ/TU", Date::Of(who.received_at)}, Changed(work.id), "", {}};
    const auto amended = AmendWork(command, work, who);
    if (!amended.ok()) {
      return;
    }
    ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), "work", "amend", std::string(NameOf(work.state)),
                                   std::string(NameOf(amended->work.state)), {actor.role}));
    ASSERT_EQ(amended->work.version, work.version + 1);
    ASSERT_EQ(amended->work.official_id, work.official_id);
    work = amended->work;
    ++accepted_["amend"];
  }

  std::mt19937 random_;
  Season season_;
  std::map<std::string, Dossier> dossiers_;
  std::map<std::string, AssignedWork> works_;
  std::map<std::string, int> accepted_;
};

TEST(RandomActs, MattersDossiersAndWorksOnlyGoWhereTheLawLetsThem_R4_2_CONS_R4_3_BASIS_R4_3_DATA) {
  std::map<std::string, int> accepted;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    ASSERT_NO_FATAL_FAILURE(walk.Go());
    for (const auto& [action, count] : walk.accepted()) {
      accepted[action] += count;
    }
  }
  for (const char* action : {"send", "supplement", "general report", "decide", "amend"}) {
    EXPECT_GT(accepted[action], 10) << action << ": the walk gets there";
  }
}

}  // namespace
}  // namespace dotpha::review::testing
