// Whoever does what in whatever order: plans and reports never leave what the law's workflows allow, shares always sum
// exactly, closed periods stay as they were planned, and a duty is discharged once.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "services/reporting/domain/announce.h"
#include "services/reporting/domain/appraise.h"
#include "services/reporting/domain/change_plan.h"
#include "services/reporting/domain/progress.h"
#include "services/reporting/tests/office.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::reporting::testing {
namespace {

struct Actor {
  const char* name;
  const char* role;
  std::set<std::string> towards_n1;  // roles of the law that he has towards the matter of N1, whom BCSD leads
};
const std::array<Actor, 8> kActors = {{{kOfficial, "official", {"official"}},
                                       {kOfficial, "official", {"official"}},
                                       {kOfficial, "official", {"official"}},
                                       {"N2", "official", {}},
                                       {"BTC-clerk", "clerk:BTC", {"clerk:BTC"}},
                                       {"BTC-leader", "leader:BTC", {"leader:BTC"}},
                                       {"BCSD-leader", "leader:BCSD", {"leader:*lead*"}},
                                       {"BNC-leader", "leader:BNC", {}}}};
constexpr std::array<const char*, 9> kMoments = {"2022-01-10 09:00:00", "2022-01-24 23:59:59", "2022-01-25 00:00:00",
                                                 "2022-03-20 09:00:00", "2022-03-28 09:00:00", "2022-06-20 09:00:00",
                                                 "2022-09-20 09:00:00", "2022-12-20 09:00:00", "2022-12-27 09:00:00"};

std::string W(int number) { return "W-" + std::to_string(number); }

class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    office_.Assign(W(1), 2022, "2021-12-28");
    if (OneIn(2)) {
      office_.Assign(W(2), 2022, "2021-12-28");
    }
  }

  void Go() {
    for (const char* moment : kMoments) {
      for (int i = 0; i < 6 && !::testing::Test::HasFatalFailure(); ++i) {
        const Actor& actor = kActors[random_() % kActors.size()];
        const Circumstances who = office_.By(actor.name, {actor.role}, moment);
        switch (random_() % 8) {
          case 0:
          case 1:
            SendPlan(actor, who);
            break;
          case 2:
            ChangePlan(actor, who);
            break;
          case 3:
            AskCorrection(actor, who);
            break;
          case 4:
          case 5:
            SendReport(actor, who);
            break;
          case 6:
            ChangeReport(actor, who);
            break;
          default:
            AppraiseSome(actor, who);
        }
        if (OneIn(20)) {
          office_.Amend(W(1), moment);
        }
      }
    }
  }
  [[nodiscard]] const std::map<std::string, int>& accepted() const { return accepted_; }

 private:
  bool OneIn(unsigned n) { return random_() % n == 0; }
  int Between(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1));
  }

  // Parts of a whole; now and then a hundredth too much.
  std::vector<int> Shares(int parts) {
    std::vector<int> shares;
    int rest = kWholeE2;
    for (int left = parts; left > 0; --left) {
      shares.push_back(left == 1 ? rest : Between(1, rest - (left - 1)));
      rest -= shares.back();
    }
    if (OneIn(40)) {
      ++shares[0];
    }
    return shares;
  }

  SubmitPlanCommand SomePlan() {
    std::vector<PlannedWork> works;
    for (const auto& [id, detail] : office_.known.works) {
      PlannedWork work = StandardWork(id);
      if (OneIn(3)) {
        Reweigh(work.years[0]);
      }
      works.push_back(std::move(work));
    }
    SubmitPlanCommand command = StandardPlan(works);
    command.new_plan_id = "plan";
    return command;
  }
  void Reweigh(PlannedYear& year) {
    const std::vector<int> of_year = Shares(4);
    for (std::size_t q = 0; q < 4; ++q) {
      year.quarters[q].share_e2 = of_year[q];
      const std::vector<int> of_quarter = Shares(3);
      for (std::size_t m = 0; m < 3; ++m) {
        PlannedMonth& month = year.quarters[q].months[m];
        month.share_e2 = of_quarter[m];
        const std::vector<int> of_month = Shares(2);
        month.items[0].share_e2 = of_month[0];
        month.items[1].share_e2 = of_month[1];
      }
    }
  }

  template <typename Decision>
  void CheckStep(const Decision& done, const std::string& workflow, const std::string& before, const Actor& actor) {
    ASSERT_EQ(done.history.from_state, before);
    ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), workflow, done.history.action, before,
                                   done.history.to_state, actor.towards_n1))
        << actor.name << " " << done.history.action << " " << before << " -> " << done.history.to_state;
    ++accepted_[workflow + " " + done.history.action];
  }

  static void ExpectExact(const PlanContent& content) {
    for (const PlannedWork& work : content.works) {
      int years = 0;
      for (const PlannedYear& year : work.years) {
        years += year.share_e2;
        int quarters = 0;
        for (const PlannedQuarter& quarter : year.quarters) {
          quarters += quarter.share_e2;
          int months = 0;
          for (const PlannedMonth& month : quarter.months) {
            months += month.share_e2;
            int items = 0;
            for (const PlannedItem& item : month.items) {
              items += item.share_e2;
            }
            ASSERT_EQ(items, kWholeE2);
          }
          ASSERT_EQ(months, kWholeE2);
        }
        ASSERT_EQ(quarters, kWholeE2);
      }
      ASSERT_EQ(years, kWholeE2);
    }
  }

  // Every share of one quarter, and its own.
  static std::vector<int> SharesOf(const PlannedWork& work, int number) {
    std::vector<int> shares;
    for (const PlannedQuarter& quarter : work.years[0].quarters) {
      if (quarter.quarter == number) {
        shares.push_back(quarter.share_e2);
        for (const PlannedMonth& month : quarter.months) {
          shares.push_back(month.share_e2);
          for (const PlannedItem& item : month.items) {
            shares.push_back(item.share_e2);
          }
        }
      }
    }
    return shares;
  }

  void SendPlan(const Actor& actor, const Circumstances& who) {
    SubmitPlanCommand command = SomePlan();
    command.draft = OneIn(3);
    if (OneIn(5)) {
      command.content.roadmap.clear();
    }
    if (!command.draft && OneIn(3)) {
      command.paper = PaperStamp{who.received_at, {"12-KH", Date::Of(who.received_at)}};
    }
    const std::string before = office_.plans.empty() ? "DRAFT" : std::string(NameOf(office_.plans[0].state));
    const auto done = SubmitPlan(command, office_.plans, who);
    if (!done.ok()) {
      return;
    }
    CheckStep(*done, "plan", before, actor);
    if (done->plan.state != PlanState::kDraft) {
      ExpectExact(done->plan.content);
      ASSERT_FALSE(done->plan.content.roadmap.empty());
    }
    office_.Keep(*done);
  }

  ReportedPeriods Reported() const {
    ReportedPeriods reported;
    for (const Report& report : office_.reports) {
      reported.any = true;
      for (const DutyKey& covered : report.covers) {
        if (covered.duty == "RPT_Q") {
          reported.quarters.emplace_back(2022, covered.period.back() - '0');
        }
      }
    }
    return reported;
  }

  void ChangePlan(const Actor& actor, const Circumstances& who) {
    if (office_.plans.empty()) {
      return;
    }
    const Plan before = office_.plans[0];
    const ReportedPeriods reported = Reported();
    CorrectPlanCommand command;
    command.content = SomePlan().content;
    if (OneIn(2)) {  // what is closed is left alone
      for (std::size_t w = 0; w < command.content.works.size() && w < before.content.works.size(); ++w) {
        command.content.works[w] = before.content.works[w];
        PlannedMonth& december = command.content.works[w].years[0].quarters[3].months[2];
        december.items[0].share_e2 = Between(1, kWholeE2 - 1);
        december.items[1].share_e2 = kWholeE2 - december.items[0].share_e2;
      }
    }
    command.expected_revision = before.revision - (OneIn(8) ? 1 : 0);
    const auto done = CorrectPlan(command, before, reported, who);
    if (!done.ok()) {
      return;
    }
    CheckStep(*done, "plan", std::string(NameOf(before.state)), actor);
    ExpectExact(done->plan.content);
    ASSERT_EQ(done->plan.received_at, before.received_at) << "the first receipt counts (I-31)";
    ASSERT_EQ(done->plan.version, before.version + 1);
    for (std::size_t w = 0; w < before.content.works.size(); ++w) {
      const std::string& id = before.content.works[w].work_id;
      for (const auto& [year, quarter] : reported.quarters) {
        ASSERT_EQ(SharesOf(done->plan.content.works[w], quarter), SharesOf(before.content.works[w], quarter))
            << "a reported quarter of " << id << " is frozen";
      }
      if (reported.any && !office_.known.works.at(id).amended_at) {
        for (int quarter = 1; quarter <= 4; ++quarter) {
          ASSERT_EQ(SharesOf(done->plan.content.works[w], quarter), SharesOf(before.content.works[w], quarter))
              << id << " was not amended";
        }
      }
    }
    office_.Keep(*done);
  }

  void AskCorrection(const Actor& actor, const Circumstances& who) {
    if (office_.plans.empty()) {
      return;
    }
    const Plan& plan = office_.plans[0];
    const auto done = AskPlanCorrection({OneIn(4) ? "" : "Bổ sung lộ trình", plan.revision}, plan, who);
    if (done.ok()) {
      CheckStep(*done, "plan", std::string(NameOf(plan.state)), actor);
      office_.Keep(*done);
    }
  }

  void SendReport(const Actor& actor, const Circumstances& who) {
    const int quarter = Between(1, 4);
    std::vector<DutyKey> covers = {{"RPT_Q", "2022-Q" + std::to_string(quarter), ""}};
    if (quarter == 2 && OneIn(2)) {
      covers.push_back({"RPT_H1", "2022", ""});
    }
    if (quarter == 4 && OneIn(2)) {
      covers.push_back({"RPT_Y", "2022", ""});
    }
    std::vector<std::string> works;
    for (const auto& [id, detail] : office_.known.works) {
      works.push_back(id);
    }
    SubmitReportCommand command = ReportOn(covers, works, {quarter}, Between(-1, 11'000));
    if (quarter == 4 && !OneIn(4)) {
      command = WithLevel(command, "HT");
    }
    if (OneIn(6)) {
      command.content.narrative.difficulties.clear();
    }
    if (OneIn(4)) {
      command.paper = PaperStamp{who.received_at, {"30-BC", Date::Of(who.received_at)}};
    }
    const ReportBasis basis = office_.Basis();
    const auto done = SubmitReport(command, basis, who);
    if (!done.ok()) {
      return;
    }
    CheckStep(*done, "report", "DRAFT", actor);
    for (const DutyKey& duty : done->discharged) {
      ASSERT_FALSE(basis.discharged.contains(duty)) << duty.duty << " " << duty.period << " is discharged twice";
    }
    ASSERT_FALSE(basis.plans.empty()) << "a report without a plan (I-08)";
    office_.Keep(*done);
    CheckProgress();
  }

  void ChangeReport(const Actor& actor, const Circumstances& who) {
    if (office_.reports.empty()) {
      return;
    }
    const Report before = office_.reports[random_() % office_.reports.size()];
    CorrectReportCommand command;
    command.works = ReportOn({}, {W(1)}, {Between(1, 4)}, Between(0, 10'000)).content.works;
    command.note = OneIn(4) ? "" : "Ghi nhầm số liệu";
    command.expected_revision = before.revision - (OneIn(8) ? 1 : 0);
    const auto done = CorrectReport(command, before, office_.Basis(), who);
    if (!done.ok()) {
      return;
    }
    CheckStep(*done, "report", std::string(NameOf(before.state)), actor);
    ASSERT_TRUE(done->discharged.empty()) << "a correction discharges nothing more (I-36)";
    ASSERT_EQ(done->report.covers, before.covers);
    ASSERT_EQ(done->report.received_at, before.received_at);
    ASSERT_EQ(done->report.version, before.version + 1);
    office_.Keep(*done);
    CheckProgress();
  }

  void AppraiseSome(const Actor& actor, const Circumstances& who) {
    const std::string role = actor.role;
    AppraiseCommand command;
    command.general = OneIn(4);
    command.body_id = command.general                       ? "BTC"
                      : role.find(':') == std::string::npos ? "BCSD"
                                                            : role.substr(role.find(':') + 1);
    command.period = "2022-Q" + std::to_string(Between(1, 4));
    command.remarks = "Đúng tiến độ";
    command.new_appraisal_id = "appraisal";
    std::vector<ReportInQuestion> reports;
    for (const Report& report : office_.reports) {
      for (const DutyKey& covered : report.covers) {
        if (covered.period == command.period) {
          reports.push_back({report, "BCSD"});
        }
      }
    }
    const auto done = Appraise(command, DutiesOf(command.period, office_.known.facts.law), reports,
                               statute::TuyenQuang2021(), actor.name, {actor.role}, who.received_at, who.arrived_at);
    if (!done.ok()) {
      return;
    }
    for (std::size_t i = 0; i < done->reports.size(); ++i) {
      const HistoryEntry& step = done->history[i];
      ASSERT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), "report", step.action, step.from_state, step.to_state,
                                     actor.towards_n1))
          << actor.name << " " << step.action << " " << step.from_state;
      ASSERT_EQ(NameOf(done->reports[i].state), step.to_state);
      for (Report& report : office_.reports) {
        if (report.id == done->reports[i].id) {
          ASSERT_EQ(NameOf(report.state), step.from_state);
          report = done->reports[i];
        }
      }
      ++accepted_["report " + step.action];
    }
  }

  // Whatever was said in whatever order: between nothing and all.
  void CheckProgress() {
    const auto progress = ProgressOf(office_.Basis(), 2022, statute::TuyenQuang2021());
    ASSERT_TRUE(progress.ok());
    if (progress->mean) {
      ASSERT_GE(progress->mean->numerator, 0);
      ASSERT_LE(progress->mean->numerator, 100 * progress->mean->denominator);
    }
  }

  std::mt19937 random_;
  Office office_;
  std::map<std::string, int> accepted_;
};

TEST(RandomActs, PlansAndReportsOnlyGoWhereTheLawLetsThem_R4_4a_SUM_I_31_I_36_R5_2_BODY) {
  std::map<std::string, int> accepted;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    ASSERT_NO_FATAL_FAILURE(walk.Go());
    for (const auto& [action, count] : walk.accepted()) {
      accepted[action] += count;
    }
  }
  for (const char* action :
       {"plan save_draft", "plan send", "plan enter_paper", "plan correct", "plan adjust", "plan ask_correction",
        "report send", "report enter_paper", "report correct", "report appraise", "report consolidate"}) {
    EXPECT_GT(accepted[action], 10) << action << ": the walk gets there";
  }
}

}  // namespace
}  // namespace dotpha::reporting::testing
