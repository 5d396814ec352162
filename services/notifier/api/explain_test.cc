// ExplainDeadline's answer for every duty of a TQ2021 year: article, words, the counting, what interpretation it rests
// on.
#include "services/notifier/api/explain.h"

#include <gmock/gmock.h>

#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Explained {
 public:
  Explained() {
    season_.Assign("N1", 2022, "2021-12-20", "2021-12-20 09:00");
    statute::AssignmentFact& stage = season_.AssignAs("N1", 2021, "OPENING", "2021-10-01", "2021-10-01 09:00");
    stage.works = {{"W-2Y", "2Y", Day("2021-07-01"), Day("2022-06-30")}};
    season_.AssignAs("N2", 2022, "SUPPLEMENT", "2022-01-30", "2022-01-30 09:00");
    season_.all().facts.requests.push_back(
        {season_.Learned("2022-08-10 09:00"), "REQ-1", "N1", Day("2022-08-10"), Day("2022-08-15")});
    season_.Receive("N1", {{"PLAN", "2022", ""}}, "2022-01-20 09:00", "2022-01-20 09:00");
  }

  v1::DeadlineExplanation Of(const std::string& debtor, const std::string& id) {
    const statute::Ledger ledger =
        statute::DeriveLedger(season_.all().facts, season_.calendar(), {}, debtor, At("2022-12-31 00:00"));
    for (const statute::Obligation& obligation : ledger.obligations) {
      if (obligation.derived.Id() == id) {
        return Explain(obligation, season_.calendar(), [](const std::string&) { return "fact"; });
      }
    }
    ADD_FAILURE() << "no such obligation: " << id;
    return {};
  }

  // All that a debtor owes.
  std::vector<v1::DeadlineExplanation> All(const std::string& debtor) {
    std::vector<v1::DeadlineExplanation> all;
    const statute::Ledger ledger =
        statute::DeriveLedger(season_.all().facts, season_.calendar(), {}, debtor, At("2022-12-31 00:00"));
    for (const statute::Obligation& obligation : ledger.obligations) {
      all.push_back(Explain(obligation, season_.calendar(), [](const std::string&) { return "fact"; }));
    }
    return all;
  }

 private:
  Season season_{"2021-10-01 08:00", "2021-10-01"};
};

TEST(Explain, EveryDutyOfOfficialsAndBodiesHasArticleRegulationAndSteps) {
  Explained explained;
  int dated = 0;
  for (const char* debtor : {"N1", "N2", "BCSD", "BTC", "BTV"}) {
    const auto all = explained.All(debtor);
    EXPECT_FALSE(all.empty()) << debtor;
    for (const v1::DeadlineExplanation& explanation : all) {
      EXPECT_THAT(explanation.article(), HasSubstr("Điều")) << explanation.obligation_id();
      EXPECT_EQ(explanation.regulation_id(), "TQ2021");
      EXPECT_GT(explanation.steps_size(), 0) << explanation.obligation_id();
      EXPECT_FALSE(explanation.calendar_version().empty());
      dated += explanation.has_last_on_time_day() ? 1 : 0;
    }
  }
  EXPECT_GE(dated, 15);
}

TEST(Explain, ReportsGoByTheDayBeforeThe25th_R5_1_I_01) {
  Explained explained;
  const auto quarter = explained.Of("N1", "N1:RPT_Q:2022-Q4");
  EXPECT_EQ(quarter.wording(), "trước ngày 25/12/2022");
  EXPECT_TRUE(quarter.nonworking());
  EXPECT_THAT(quarter.interpretations(), Contains("I-01"));
  EXPECT_THAT(quarter.interpretations(), Contains("I-03"));
  EXPECT_THAT(explained.Of("N1", "N1:RPT_STAGE:W-2Y").interpretations(), Contains("I-09"));
}

TEST(Explain, OneMonthIsCountedAndTheSoftCaseIsSaidToBeAReading_I_06_I_11) {
  Explained explained;
  const auto plan = explained.Of("N2", "N2:PLAN:2022:2022-01-30");
  EXPECT_THAT(plan.interpretations(), Contains("I-06"));
  EXPECT_THAT(plan.interpretations(), Contains("I-11"));
  EXPECT_THAT(plan.steps(), Contains(HasSubstr("30/01/2022")));
  EXPECT_THAT(plan.steps(), Contains(HasSubstr("28/02/2022")));
  EXPECT_THAT(plan.steps(), Contains(HasSubstr("chỉ để nhắc việc")));
}

TEST(Explain, AnAdHocReportsDateIsTheRequesters_I_10) {
  Explained explained;
  const auto adhoc = explained.Of("N1", "N1:RPT_ADHOC:REQ-1");
  EXPECT_THAT(adhoc.interpretations(), Contains("I-10"));
  EXPECT_THAT(adhoc.steps(), Contains(HasSubstr("15/08/2022")));
  EXPECT_THAT(adhoc.steps(), Not(Contains(HasSubstr("kết thúc lúc 00 giờ"))));
}

TEST(Explain, AnAnnouncementHasNoDate_R2_6_ANNOUNCE_B_37) {
  Explained explained;
  const auto announcement = explained.Of("N1", "N1:ANN_PLAN:2022");
  EXPECT_FALSE(announcement.has_last_on_time_day());
  EXPECT_THAT(announcement.steps(), Contains("Việc này không có thời hạn."));
}

TEST(Explain, ABodysOwnDateIsExplainedToo_R4_2_CONS_H_13) {
  Explained explained;
  const auto consolidation = explained.Of("BCSD", "BCSD:CONS:2022");
  EXPECT_EQ(consolidation.wording(), "trước ngày 30/11/2021");
  EXPECT_EQ(consolidation.article(), "Điều 4 khoản 2");
}

}  // namespace
}  // namespace dotpha::notifier::testing
