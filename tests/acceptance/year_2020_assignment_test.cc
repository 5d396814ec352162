// From the registrations of November 2020 to the assigned works of 2021, under the regulation of 2020 (A-02 to A-04,
//
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "dotpha/review/v1/delegation_service.grpc.pb.h"
#include "tests/acceptance/year_2020.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// ----
const Diary a03(Year2020(), {"N1-A03", "N3-A03"},
                {{"2020-11-14 23:59:59", [](Year& year) { return Outcome(year.Register("N1-A03", 2021)); }},
                 {"2020-11-15 00:00", [](Year& year) { return Outcome(year.Register("N3-A03", 2021)); }}});

TEST(Scenario, A03_TheLastSecondOfASaturdayIsInTime) {
  Year& year = a03.year();
  EXPECT_THAT(a03["2020-11-14 23:59:59"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(a03["2020-11-15 00:00"], ElementsAre("ACCEPTED"));
  const ntf::Obligation in_time = year.Obligation("N1-A03:REG:2021");
  const ntf::Obligation late = year.Obligation("N3-A03:REG:2021");
  EXPECT_EQ(year.Duty("N1-A03:REG:2021"), "2020-11-14 ON_TIME");
  EXPECT_EQ(year.Duty("N3-A03:REG:2021"), "2020-11-14 LATE(1)");
  EXPECT_TRUE(late.deadline_nonworking());
  using google::protobuf::util::TimeUtil;
  EXPECT_EQ(TimeUtil::ToString(in_time.received_at()), "2020-11-14T16:59:59Z");
  EXPECT_EQ(TimeUtil::ToString(late.received_at()), "2020-11-14T17:00:00Z");
}

// ----
Lines Registering(Year& year) {
  Lines lines = SignsOf(year, "N1-A04");
  lines.push_back(year.Duty("N1-A04:REG:2021"));
  return lines;
}
const Diary a04(Year2020(), {"N1-A04"},
                {{"2020-11-14 23:59:59", Registering},
                 {"2020-11-15 00:00", Registering},
                 {"2020-11-29 23:59", Registering},
                 {"2020-11-30 00:00", Registering}});

TEST(Scenario, A04_NotRegisteredIsRemindedThenOverdueThenMissingAndASign) {
  EXPECT_THAT(LadderBefore(a04.year(), "N1-A04:REG:2021", "2020-11-17"),
              ElementsAre("2020-11-04 08:00 R10 N1-A04", "2020-11-11 08:00 R3 N1-A04", "2020-11-13 08:00 R0 N1-A04",
                          "2020-11-16 08:00 O BCSD-specialist BTC-specialist N1-A04"))
      << "14/11 is a Saturday";
  EXPECT_THAT(a04["2020-11-14 23:59:59"], ElementsAre("2020-11-14 OPEN"));
  EXPECT_THAT(a04["2020-11-15 00:00"], ElementsAre("2020-11-14 OVERDUE"));
  EXPECT_THAT(a04["2020-11-29 23:59"], ElementsAre("2020-11-14 OVERDUE"));
  EXPECT_THAT(a04["2020-11-30 00:00"], ElementsAre("NOT_REGISTERED 2020-11-30 00:00", "2020-11-14 MISSING"));
}

// ---- one work on its way to the assignment; body and Standing Committee each change it.
constexpr char kOfficial[] = "N1-A02";
constexpr char kWork[] = "W-A02";

Result<reg::SubmitRegistrationResponse> Registers(Year& year, bool with_roadmap) {
  return year.Register(kOfficial, 2021, [&](reg::Registration& registration) {
    registration.mutable_works(0)->set_work_id(kWork);
    if (!with_roadmap) {
      registration.mutable_works(0)->clear_roadmap();
    }
  });
}

reg::Work Called(const std::string& name) {
  reg::Work work = AnnualWork(kWork, 2021);
  work.set_display_name(name);
  return work;
}

Lines BodyProposes(Year& year, const std::string& ground) {
  rev::SubmitProposalsRequest request;
  request.set_body_id("BCSD");
  request.set_cycle(2021);
  rev::ProposalItem& item = *request.add_items();
  item.set_official_id(kOfficial);
  rev::ProposedDifference& difference = *item.mutable_differences()->add_works();
  difference.set_work_id(kWork);
  difference.set_ground(ground);
  *difference.mutable_proposed() = Called("Số hóa 100 thủ tục đất đai");
  return Outcome(year.Ask("BCSD-specialist", year.proposals(), &Proposals::SubmitProposals, request));
}

Lines CommitteeDecides(Year& year, const std::string& ground) {
  rev::RecordDecisionRequest request;
  request.set_cycle(2021);
  request.set_basis(rev::DECISION_BASIS_ORDINARY);
  *request.mutable_document() = Document("MP-107-QĐ/TU", "2020-12-20");
  rev::DecisionItem& item = *request.add_items();
  item.set_official_id(kOfficial);
  rev::AssignedItem& work = *item.add_works();
  work.set_work_id(kWork);
  work.set_mode(rev::ASSIGNMENT_MODE_NEW);
  work.set_source(rev::WORK_SOURCE_REGISTERED);
  work.set_ground(ground);
  *work.mutable_content() = Called("Số hóa 150 thủ tục đất đai và xây dựng");
  return Outcome(year.Ask("BTV-clerk", year.assignments(), &Assignments::RecordDecision, request));
}

// What lies before those who would have received it.
Lines RegistrationsSeen(Year& year) {
  reg::ListRegistrationsRequest request;
  request.set_official_id(kOfficial);
  Lines lines;
  for (const char* person : {"BTC-specialist", "BCSD-specialist"}) {
    const auto seen = Must(year.Ask(person, year.system().registrations(), &Registrations::ListRegistrations, request));
    lines.push_back(fmt::format("{} {}", person, seen.registrations_size()));
  }
  lines.push_back(year.Duty("N1-A02:REG:2021"));
  return lines;
}

const Diary a02(Year2020(), {kOfficial},
                {{"2020-11-09 09:00", [](Year& year) { return Outcome(Registers(year, false)); }},
                 {"2020-11-09 10:00", RegistrationsSeen},
                 {"2020-11-10 09:00", [](Year& year) { return Outcome(Registers(year, true)); }},
                 {"2020-11-25 08:00", [](Year& year) { return BodyProposes(year, ""); }},
                 {"2020-11-25 08:30", [](Year& year) { return BodyProposes(year, "NOT_SUITABLE"); }},
                 {"2020-11-25 09:00", [](Year& year) { return BodyProposes(year, "NOT_CONCRETE_ART3"); }},
                 {"2020-12-20 08:30", [](Year& year) { return CommitteeDecides(year, ""); }},
                 {"2020-12-20 09:00", [](Year& year) { return CommitteeDecides(year, "NOT_TO_BTV_REQUIREMENT"); }},
                 {"2020-12-21 08:00", [](Year& year) { return year.Duties(kOfficial, "2021"); }}});

TEST(Scenario, A06_ARegistrationWithoutARoadmapIsRefusedAndGoesNowhere) {
  EXPECT_THAT(a02["2020-11-09 09:00"], ElementsAre(StartsWith("MISSING_ROADMAP registration.works[0].roadmap")));
  EXPECT_THAT(a02["2020-11-09 10:00"], ElementsAre("BTC-specialist 0", "BCSD-specialist 0", "2020-11-14 OPEN"));
  EXPECT_THAT(a02["2020-11-10 09:00"], ElementsAre("ACCEPTED")) << "the same with it";
}

TEST(Scenario, A07_ABodyProposesAnotherContentOnOneGroundOnly) {
  EXPECT_THAT(a02["2020-11-25 08:00"], ElementsAre(StartsWith("REASON_REQUIRED")));
  EXPECT_THAT(a02["2020-11-25 08:30"], ElementsAre(StartsWith("REASON_NOT_ALLOWED_FOR_BODY")))
      << "that ground is the Standing Committee's";
  EXPECT_THAT(a02["2020-11-25 09:00"], ElementsAre("ACCEPTED"));
}

TEST(Scenario, A08_TheStandingCommitteeDecidesOtherwiseWithAGroundAndAllThreeAreKept) {
  EXPECT_THAT(a02["2020-12-20 08:30"], ElementsAre(StartsWith("REASON_REQUIRED")));
  EXPECT_THAT(a02["2020-12-20 09:00"], ElementsAre("ACCEPTED"));
  Year& year = a02.year();
  reg::ListRegistrationsRequest registrations;
  registrations.set_official_id(kOfficial);
  EXPECT_EQ(
      Must(year.Ask("BTC-specialist", year.system().registrations(), &Registrations::ListRegistrations, registrations))
          .registrations(0)
          .works(0)
          .display_name(),
      "Số hóa toàn bộ thủ tục của ngành");
  rev::ListProposalsRequest proposals;
  proposals.set_official_id(kOfficial);
  const rev::ProposalItem proposed =
      Must(year.Ask("BTC-specialist", year.proposals(), &Proposals::ListProposals, proposals)).proposals(0).item();
  EXPECT_EQ(proposed.differences().works(0).proposed().display_name(), "Số hóa 100 thủ tục đất đai");
  EXPECT_EQ(proposed.differences().works(0).ground(), "NOT_CONCRETE_ART3");
  rev::ListWorksRequest works;
  works.set_official_id(kOfficial);
  const rev::AssignedWorkRecord assigned =
      Must(year.Ask("BTC-specialist", year.assignments(), &Assignments::ListWorks, works)).works(0);
  EXPECT_EQ(assigned.work_id(), kWork);
  EXPECT_EQ(assigned.content().display_name(), "Số hóa 150 thủ tục đất đai và xây dựng");
  EXPECT_EQ(assigned.ground(), "NOT_TO_BTV_REQUIREMENT");
}

TEST(Scenario, A10_TheCommissionOwesTheNoticeAndOfficialAndAgencyAreTold) {
  Year& year = a02.year();
  EXPECT_EQ(year.Duty("BTC:NOTIFY:2021"), "- OPEN") << "no date, never late";
  EXPECT_THAT(year.FlagLines(), Each(Not(HasSubstr("NOTIFY"))));
  for (const char* told : {"N1-A02", "so-nong-nghiep-a02"}) {
    const Lines notices = year.NoticesTo(told, "2020-12-20", "2020-12-20");
    EXPECT_THAT(notices, ElementsAre(StartsWith("2020-12-20 09:00 INFO "))) << told;
    EXPECT_FALSE(year.system().MailTo(AddressOf(told)).empty()) << told;
  }
}

TEST(Scenario, A02_ANormalYearIsTwentyOneDatedDuties) {
  EXPECT_THAT(
      a02["2020-12-21 08:00"],
      ElementsAre("PLAN:2021 2021-01-14 OPEN", "REG:2021 2020-11-14 ON_TIME", "RPT_H1:2021 2021-06-24 OPEN",
                  "RPT_M:2021-01 2021-01-24 OPEN", "RPT_M:2021-02 2021-02-24 OPEN", "RPT_M:2021-03 2021-03-24 OPEN",
                  "RPT_M:2021-04 2021-04-24 OPEN", "RPT_M:2021-05 2021-05-24 OPEN", "RPT_M:2021-06 2021-06-24 OPEN",
                  "RPT_M:2021-07 2021-07-24 OPEN", "RPT_M:2021-08 2021-08-24 OPEN", "RPT_M:2021-09 2021-09-24 OPEN",
                  "RPT_M:2021-10 2021-10-24 OPEN", "RPT_M:2021-11 2021-11-24 OPEN", "RPT_M:2021-12 2021-12-24 OPEN",
                  "RPT_Q:2021-Q1 2021-03-24 OPEN", "RPT_Q:2021-Q2 2021-06-24 OPEN", "RPT_Q:2021-Q3 2021-09-24 OPEN",
                  "RPT_Q:2021-Q4 2021-12-24 OPEN", "RPT_Y:2021 2021-12-24 OPEN", "SELF:2021 2021-12-29 OPEN"));
}

// ----
const Diary a19(Year2020(), {"N1-A19"},
                {{"2020-07-01 09:00",
                  [](Year& year) {
                    return Outcome(year.Assign("N1-A19", 2020, "2020-07-01", {}, rev::DECISION_BASIS_SUPPLEMENT));
                  }},
                 {"2020-07-01 10:00", [](Year& year) { return year.Duties("N1-A19", "2020"); }},
                 {"2020-09-01 00:00", [](Year& year) { return SignsOf(year, "N1-A19"); }}});

TEST(Scenario, A19_AssignedWithinTheFirstYear) {
  EXPECT_THAT(a19["2020-07-01 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(
      a19["2020-07-01 10:00"],
      ElementsAre("PLAN:2020:2020-07-01 2020-08-03 OPEN soft", "RPT_M:2020-08 2020-08-24 OPEN",
                  "RPT_M:2020-09 2020-09-24 OPEN", "RPT_M:2020-10 2020-10-24 OPEN", "RPT_M:2020-11 2020-11-24 OPEN",
                  "RPT_M:2020-12 2020-12-24 OPEN", "RPT_Q:2020-Q3 2020-09-24 OPEN", "RPT_Q:2020-Q4 2020-12-24 OPEN",
                  "RPT_Y:2020 2020-12-24 OPEN", "SELF:2020 2020-12-29 OPEN"))
      << "01/08 is a Saturday";
  EXPECT_THAT(a19["2020-09-01 00:00"], IsEmpty()) << "a soft plan";
}

// ----
const Diary a26(Year2020(), {"N17-A26"},
                {{"2021-01-14 09:00", [](Year& year) {
                    rev::RecordDelegationRequest request;
                    request.mutable_delegation()->set_official_id("N17-A26");
                    request.mutable_delegation()->set_agency_id("so-tai-chinh-a26");
                    request.mutable_delegation()->set_cycle(2021);
                    request.mutable_delegation()->add_work_names("Rà soát, xử lý công nợ tạm ứng");
                    const auto stub = year.system().Stub<rev::DelegationService>();
                    return Outcome(
                        year.Ask("BTC-specialist", *stub, &rev::DelegationService::Stub::RecordDelegation, request));
                  }}});

TEST(Scenario, A26_DelegatedAssignmentsDoNotExist) {
  EXPECT_THAT(a26["2021-01-14 09:00"], ElementsAre(StartsWith("NOT_IN_REGULATION")));
}

// ---- one appointed, one designated.
const Diary a27(Year2020(), {},
                {{"2020-11-20 08:00",
                  [](Year& year) {
                    Lines lines = Outcome(year.Appoint("A27-A", "2020-11-20", reg::PERSONNEL_EVENT_KIND_APPOINT));
                    lines.push_back(
                        Outcome(year.Appoint("A27-B", "2020-11-20", reg::PERSONNEL_EVENT_KIND_DESIGNATE)).at(0));
                    return lines;
                  }},
                 {"2020-11-20 09:00", [](Year& year) {
                    return Lines{year.Duty("A27-A:REG:2021:2020-11-20"), year.Duty("A27-B:REG:2021:2020-11-20")};
                  }}});

TEST(Scenario, A27_ALateAppointeeInNovemberIsNeverSuspected) {
  Year& year = a27.year();
  EXPECT_THAT(a27["2020-11-20 08:00"], ElementsAre("ACCEPTED", "ACCEPTED"));
  EXPECT_THAT(a27["2020-11-20 09:00"], ElementsAre("2020-11-27 OPEN soft", "2020-11-27 OPEN soft"));
  for (const auto& [official, basis] : {std::pair{"A27-A", "TEXT"}, {"A27-B", "ANALOGY"}}) {
    const std::string id = fmt::format("{}:REG:2021:2020-11-20", official);
    EXPECT_EQ(year.Obligation(id).basis(), basis) << official;
    EXPECT_EQ(year.Duty(id), "2020-11-27 OVERDUE soft") << "a year later";
    EXPECT_THAT(year.CandidateLines(official), Not(Contains(HasSubstr(id))));
    EXPECT_THAT(year.FlagLines(official), Not(Contains(HasSubstr(id))));
  }
}

}  // namespace
}  // namespace dotpha::acceptance
