// TQ2021 takes over from TQ2020 in the middle of a year (SCENARIOS section C, I-30): asked first, then recorded by a
// person with a document, carried out though the notifier dies in between.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/acceptance/year.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

using Lines = std::vector<std::string>;

class Supersession : public ::testing::Test {
 protected:
  // N1, director of a department, with a work of 2021, planned and partly reported, and N3 with a stage of two years
  // until June 2022, both under TQ2020; N14, deputy chair of the province, of whom only TQ2021 speaks.
  static void SetUpTestSuite() {
    year_ = std::make_unique<Year>(SeasonOptions{
        .officials = {"N1", "N3", "N14"}, .start = "2020-12-15 08:00", .law = {{"TQ2020", "2020-05-20"}}});
    Must(year_->ImportWork("N3", StageWork("W-2Y", "2Y", "2020-07-01", "2022-06-30"), "2020-06-20", "TQ2020"), "stage");
    year_->To("2020-12-20 09:00");
    Must(year_->Assign("N1", 2021, "2020-12-20", {AnnualWork("W-2021", 2021)}), "work");
    year_->To("2021-01-10 09:00");
    Must(year_->Plan("N1", 2021), "plan");
    year_->To("2021-03-20 09:00");
    Must(year_->Report("N1", {.covers = {"RPT_Q 2021-Q1"}, .done = {{"2021.02.2", 5000}}}), "first quarter");
    year_->To("2021-08-26 09:00");
    etag_ = Etag();
    preview_ = Preview("2021-09-01");
    refused_early_ = Outcome(AskPreview("2020-05-20"));
    refused_other_ = Outcome(Record("QN2024", "2021-09-01", "BTC-leader"));
    refused_person_ = Outcome(Record("TQ2021", "2021-09-01", "BCSD-leader"));
    before_ = year_->Duties("N1", "2021");
    // The notifier dies before it has heard of it, and again while it derives everybody anew.
    testing::ServerProcess& notifier = year_->system().notifier_process();
    notifier.Kill();
    recorded_ = Outcome(Record("TQ2021", "2021-09-01", "BTC-leader"));
    year_->system().Restart(notifier);
    notifier.Kill();
    year_->system().Restart(notifier);
    year_->Settle();
    year_->To("2021-08-31 23:59:59");
    august_ = {year_->Duty("N1:RPT_M:2021-08")};
    work_before_ = WorkAsKept();
    year_->To("2021-09-01 00:00");
    august_.push_back(year_->Duty("N1:RPT_M:2021-08"));
    work_after_ = WorkAsKept();
    year_->To("2021-09-07 09:00");
    august_.push_back(Outcome(year_->Report("N1", {.covers = {"RPT_M 2021-08"}})).at(0));
    year_->To("2021-12-20 09:00");
    annual_ = Outcome(year_->Report("N1", {.covers = {"RPT_Y 2021"}}));
    assigned_ = Outcome(year_->Assign("N1", 2022, "2021-12-20", {AnnualWork("W-2022", 2022)}));
    year_->To("2022-01-02 09:00");
  }
  static void TearDownTestSuite() { year_.reset(); }

  static std::string Etag() {
    return Must(year_->Ask("BTC-leader", year_->system().campaigns(), &Campaigns::GetAuthority,
                           reg::GetAuthorityRequest()))
        .authority()
        .etag();
  }
  static Result<reg::RecordSupersessionResponse> Record(const std::string& regulation, const std::string& day,
                                                        const std::string& person) {
    reg::RecordSupersessionRequest request;
    request.set_etag(etag_);
    request.set_regulation_id(regulation);
    *request.mutable_effective_from() = WireDay(day);
    *request.mutable_document() = Document("MP-12-QĐ/TU", day);
    return year_->Ask(person, year_->system().campaigns(), &Campaigns::RecordSupersession, request);
  }
  static Result<ntf::PreviewSupersessionResponse> AskPreview(const std::string& day, const std::string& page = "",
                                                             const std::string& debtor = "") {
    ntf::PreviewSupersessionRequest request;
    request.set_regulation_id("TQ2021");
    request.set_page_size(3);
    request.set_page_token(page);
    request.set_debtor_id(debtor);
    *request.mutable_effective_from() = WireDay(day);
    return year_->Ask("BTC-leader", year_->system().obligations(), &Obligations::PreviewSupersession, request);
  }
  // "N1:RPT_M:2021-09 FALLS_AWAY NO_SUCH_DUTY", "N14 ROUTE_CHANGES ... -> ...".
  static Lines Preview(const std::string& day) {
    Lines lines;
    std::string page;
    do {
      const auto answer = Must(AskPreview(day, page), "preview");
      for (const ntf::SupersessionChange& change : answer.changes()) {
        const std::string effect =
            ntf::SupersessionEffect_Name(change.effect()).substr(std::string("SUPERSESSION_EFFECT_").size());
        lines.push_back(
            change.obligation_id().empty()
                ? fmt::format("{} {} {} -> {}", change.debtor_id(), effect, change.route_before(), change.route_after())
                : fmt::format("{} {} {}", change.obligation_id(), effect, change.reason()));
      }
      page = answer.next_page_token();
    } while (!page.empty());
    return lines;
  }

  // "W-2021", its targets, "2125": what N1 has reported of the year so far.
  static Lines WorkAsKept() {
    rev::ListWorksRequest request;
    request.set_official_id("N1");
    const rev::AssignedWorkRecord work =
        Must(year_->Ask("BTC-specialist", year_->assignments(), &Assignments::ListWorks, request)).works(0);
    Lines lines = {work.work_id()};
    for (const reg::Target& target : work.content().targets()) {
      lines.push_back(fmt::format("{}: {} {} {}", target.target_id(), target.text(), target.value(), target.unit()));
    }
    lines.push_back(std::to_string(year_->Progress("N1", 2021).works(0).year_e2()));
    return lines;
  }

  static inline std::unique_ptr<Year> year_;
  static inline std::string etag_;
  static inline Lines preview_, refused_early_, refused_other_, refused_person_, before_, recorded_, assigned_;
  static inline Lines august_, work_before_, work_after_, annual_;
};

TEST_F(Supersession, IsAskedFirstMatterByMatterAndWhy_I_30) {
  EXPECT_THAT(preview_,
              IsSupersetOf({"N1:RPT_M:2021-09 FALLS_AWAY NO_SUCH_DUTY", "N1:RPT_M:2021-12 FALLS_AWAY NO_SUCH_DUTY",
                            "N1:SELF:2021 FALLS_AWAY CARRIED_INSIDE", "N1:RPT_Q:2021-Q3 PASSES FALLS_DUE_LATER",
                            "N3:RPT_STAGE:W-2Y DAY_MOVES OTHER_DAY", "N14:REG:2022 ARISES SCOPE"}));
  EXPECT_THAT(preview_, Contains(HasSubstr("N14 ROUTE_CHANGES out of scope")));
  EXPECT_THAT(preview_, Not(Contains(HasSubstr("N1:RPT_M:2021-08")))) << "fell due under TQ2020";
  EXPECT_THAT(preview_, Not(Contains(HasSubstr("N1:PLAN:2021 ")))) << "as it was sent, it stays";
  EXPECT_THAT(before_, Contains(HasSubstr("RPT_M:2021-09"))) << "asking changes nothing";
}

TEST_F(Supersession, IsRecordedByAPersonOfTheCommissionWithADocument_R12_1_SUPERSEDE) {
  EXPECT_THAT(refused_early_, Contains(HasSubstr("DAY_NOT_AFTER_PREDECESSOR")));
  EXPECT_THAT(refused_other_, Contains(HasSubstr("REGULATION_DOES_NOT_SUPERSEDE")));
  EXPECT_THAT(refused_person_, Contains(HasSubstr("NOT_PERMITTED")));
  EXPECT_THAT(recorded_, ElementsAre("ACCEPTED"));
  const auto authority =
      Must(year_->Ask("N1", year_->system().campaigns(), &Campaigns::GetAuthority, reg::GetAuthorityRequest()))
          .authority();
  ASSERT_EQ(authority.regulations_size(), 2);
  EXPECT_EQ(authority.regulations(1).regulation_id(), "TQ2021");
  EXPECT_EQ(authority.regulations(1).document().number(), "MP-12-QĐ/TU");
  EXPECT_EQ(
      year_->system().Query("registration", "SELECT count(*) FROM audit_entry WHERE action = 'authority.supersede'"),
      "1");
}

TEST_F(Supersession, C01_WhatFellDueBeforeStaysWithTheOldOneAndCanStillBeSent) {
  EXPECT_THAT(august_, ElementsAre("2021-08-24 OVERDUE", "2021-08-24 MISSING", "ACCEPTED"));
  EXPECT_EQ(year_->Duty("N1:RPT_M:2021-08"), "2021-08-24 LATE(14) was missing");
  EXPECT_EQ(year_->Obligation("N1:RPT_M:2021-08").regulation_id(), "TQ2020");
  EXPECT_THAT(year_->CandidateLines("N1"), Not(Contains(HasSubstr("RPT_M"))));
}

TEST_F(Supersession, C02_NoMonthlyReportFallsDueAfterwards) {
  for (const char* month : {"09", "10", "11", "12"}) {
    EXPECT_EQ(year_->Duty(std::string("N1:RPT_M:2021-") + month), std::string("2021-") + month + "-24 CANCELLED");
  }
}

TEST_F(Supersession, C03_AMissingQuarterIsASignUnderTheNewOne) {
  EXPECT_EQ(year_->Duty("N1:RPT_Q:2021-Q3"), "2021-09-24 MISSING");
  EXPECT_THAT(year_->CandidateLines("N1"), Contains(HasSubstr("NOT_REPORTED 2021-10-01 00:00 [\"N1:RPT_Q:2021-Q3\"]")));
}

TEST_F(Supersession, C04_TheSelfAssessmentIsInTheAnnualReport) {
  EXPECT_EQ(year_->Duty("N1:SELF:2021"), "2021-12-29 CANCELLED");
  EXPECT_THAT(annual_, ElementsAre(StartsWith("MISSING_SELF_LEVEL report.self_level.works"),
                                   StartsWith("MISSING_SELF_LEVEL report.self_level.overall")));
  EXPECT_EQ(year_->Duty("N1:RPT_Y:2021"), "2021-12-24 MISSING");
}

TEST_F(Supersession, C05_WhoIsNewlyInScopeFirstRegistersForTheNextYear) {
  EXPECT_EQ(year_->Duty("N14:REG:2022"), "2021-11-14 MISSING");
  EXPECT_THAT(year_->Duties("N14", "2021"), IsEmpty());
}

TEST_F(Supersession, C07_AStageReportFollowsTheDateOfTheNewOne) {
  EXPECT_EQ(year_->Duty("N3:RPT_STAGE:W-2Y"), "2022-12-24 OPEN");
}

TEST_F(Supersession, C09_APlanThatWasSentStaysAndTheNextHasTheNewDate) {
  EXPECT_EQ(year_->Duty("N1:PLAN:2021"), "2021-01-14 ON_TIME");
  EXPECT_THAT(year_->Duties("N1", "2021"), Contains(StartsWith("PLAN:")).Times(1));
  EXPECT_THAT(assigned_, ElementsAre("ACCEPTED"));
  EXPECT_EQ(year_->Duty("N1:PLAN:2022"), "2022-01-24 OPEN");
}

TEST_F(Supersession, C11_AWorkKeepsItsIdItsTargetsAndItsPercentage) {
  EXPECT_THAT(work_before_, ElementsAre("W-2021", "1: Thủ tục được số hóa 100 %", "2125"));
  EXPECT_EQ(work_after_, work_before_);
}

// Whatever the day: what he owes now, changed by what a change on that day would bring.
TEST_F(Supersession, H20_EveryDayOfTwoYearsGivesOnePlanOneAnnualReportAndOneSelfAssessmentAYear) {
  std::map<std::string, std::string> now;  // regulation by id
  for (const ntf::Obligation& obligation : year_->ObligationsOf("N1")) {
    if (obligation.state() != ntf::OBLIGATION_STATE_CANCELLED) {
      now[obligation.obligation_id()] = obligation.regulation_id();
    }
  }
  std::set<std::string> seen;
  for (Date day(2021, 1, 1); day <= Date(2022, 12, 31); day = day + 1) {
    std::map<std::string, std::string> then = now;
    const auto answer = Must(AskPreview(day.ToString(), "", "N1"), day.ToString());
    for (const ntf::SupersessionChange& change : answer.changes()) {
      if (change.effect() == ntf::SUPERSESSION_EFFECT_FALLS_AWAY) {
        then.erase(change.obligation_id());
      } else if (!change.obligation_id().empty()) {
        then[change.obligation_id()] = change.regulation_after();
      }
    }
    for (const char* year : {"2021", "2022"}) {
      std::map<std::string, int> owed;
      for (const auto& [id, regulation] : then) {
        for (const char* duty : {"PLAN", "RPT_Y", "SELF"}) {
          owed[duty] += id.rfind(fmt::format("N1:{}:{}", duty, year), 0) == 0 ? 1 : 0;
        }
        // That of the newer one carries it inside.
        owed["SELF"] += id == fmt::format("N1:RPT_Y:{}", year) && regulation == "TQ2021" ? 1 : 0;
      }
      EXPECT_THAT(owed, ElementsAre(Pair("PLAN", 1), Pair("RPT_Y", 1), Pair("SELF", 1)))
          << year << ", change on " << day.ToString();
      seen.insert(fmt::format("{} {}", year, then.at(fmt::format("N1:RPT_Y:{}", year))));
    }
  }
  EXPECT_THAT(seen, ElementsAre("2021 TQ2020", "2021 TQ2021", "2022 TQ2020", "2022 TQ2021"))
      << "both regulations had their days";
}

}  // namespace
}  // namespace dotpha::acceptance
