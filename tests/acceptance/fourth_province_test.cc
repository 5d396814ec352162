// A province whose law is an invented file alone (libs/lawfile/testdata/fourth-province.textproto): other bodies, other
// dates, reports every two months, five levels, reminders at its own offsets, holidays of its own. It has its year
// beside Tuyên Quang's, in the same services, without a line of code that knows it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::string There(const std::string& person) { return person + "@tinh-thu-tu"; }

// LS-1 to LS-3: heads of departments in the field of KINHTE. Nobody else is in scope.
Lines Found(Year& year) {
  const std::string as_operator = There(testing::System::kOperator);
  reg::ConfigureAuthorityRequest configure;
  reg::Authority& authority = *configure.mutable_authority();
  authority.set_name("authorities/tinh-thu-tu");
  authority.set_display_name("Tỉnh thứ tư");
  *authority.mutable_live_from() = WireDay("2021-11-02");
  reg::RegulationInForce& law = *authority.add_regulations();
  law.set_regulation_id("LS2026");
  *law.mutable_effective_from() = WireDay("2021-11-02");
  Must(year.Ask(as_operator, year.system().campaigns(), &Campaigns::ConfigureAuthority, configure), "configure");
  reg::ImportRosterRequest roster;
  for (const char* body : {"TUYEN", "TOCHUC", "KINHTE", "XAHOI", "KIEMTRA"}) {
    reg::Body& row = *roster.add_bodies();
    row.set_body_id(body);
    row.set_display_name(body);
    row.set_reviewing(row.body_id() == "TOCHUC" || row.body_id() == "KINHTE" || row.body_id() == "XAHOI");
    *row.mutable_valid_from() = WireDay("2020-10-01");
    for (const auto& [name, role] : {std::pair{"clerk", reg::STAFF_ROLE_CLERK},
                                     {"specialist", reg::STAFF_ROLE_SPECIALIST},
                                     {"leader", reg::STAFF_ROLE_LEADER}}) {
      reg::Staff& staff = *roster.add_staff();
      staff.set_staff_id(fmt::format("{}-{}", body, name));
      staff.set_body_id(body);
      staff.set_full_name("Người của " + staff.body_id());
      staff.set_email(AddressOf(staff.staff_id()));
      staff.set_role(role);
    }
  }
  for (const int number : {1, 2, 3}) {
    const std::string id = fmt::format("LS-{}", number);
    reg::Agency& agency = *roster.add_agencies();
    agency.set_agency_id(fmt::format("so-{}", number));
    agency.set_display_name(agency.agency_id());
    agency.set_workplace_class("SO");
    agency.set_vertical_field("KINH_TE");
    reg::Official& official = *roster.add_officials();
    official.set_official_id(id);
    official.set_full_name(fmt::format("Người {}", id));
    official.set_email(AddressOf(official.official_id()));
    official.set_managed_by_standing_committee(true);
    reg::Position& position = *roster.add_positions();
    position.set_official_id(id);
    position.set_agency_id(agency.agency_id());
    position.set_title("Giám đốc");
    position.set_capacity(reg::CAPACITY_HEAD);
    position.set_principal(true);
    *position.mutable_effective_from() = WireDay("2021-01-01");
    position.set_basis(reg::POST_BASIS_APPOINTED);
    position.set_decision_ref("LS-1-QĐ ngày 01/01/2021");
  }
  return Outcome(year.Ask(as_operator, year.system().directory(), &Directory::ImportRoster, roster));
}

Lines Register(Year& year, const std::string& official) {
  reg::SubmitRegistrationRequest request;
  *request.mutable_registration() = ValidRegistration(official, 2022);
  request.mutable_registration()->mutable_works(0)->set_category("TRONG_DIEM");
  return Outcome(year.Ask(There(official), year.system().registrations(), &Registrations::SubmitRegistration, request));
}

std::vector<std::string> Registered(Year& year, const std::string& official) {
  reg::ListRegistrationsRequest request;
  request.set_official_id(official);
  std::vector<std::string> works;
  const auto listed = Must(
      year.Ask(There("TOCHUC-specialist"), year.system().registrations(), &Registrations::ListRegistrations, request));
  for (const reg::Registration& registration : listed.registrations()) {
    for (const reg::Work& work : registration.works()) {
      works.push_back(work.work_id());
    }
  }
  return works;
}

Lines Propose(Year& year, const std::string& person) {
  rev::SubmitProposalsRequest request;
  request.set_body_id("KINHTE");
  request.set_cycle(2022);
  for (const char* official : {"LS-1", "LS-2"}) {
    request.add_items()->set_official_id(official);
    request.mutable_items(request.items_size() - 1)->set_as_registered(true);
  }
  return Outcome(year.Ask(There(person), year.proposals(), &Proposals::SubmitProposals, request));
}

Lines GeneralReport(Year& year) {
  rev::SubmitGeneralReportRequest request;
  request.set_cycle(2022);
  return Outcome(year.Ask(There("TOCHUC-specialist"), year.proposals(), &Proposals::SubmitGeneralReport, request));
}

Lines Decide(Year& year) {
  rev::RecordDecisionRequest request;
  request.set_cycle(2022);
  request.set_basis(rev::DECISION_BASIS_ORDINARY);
  *request.mutable_document() = Document("LS-7-QĐ", "2022-04-05");
  for (const char* official : {"LS-1", "LS-2"}) {
    rev::DecisionItem& item = *request.add_items();
    item.set_official_id(official);
    for (const std::string& id : Registered(year, official)) {
      rev::AssignedItem& work = *item.add_works();
      work.set_work_id(id);
      work.set_mode(rev::ASSIGNMENT_MODE_NEW);
      work.set_source(rev::WORK_SOURCE_REGISTERED);
    }
  }
  return Outcome(year.Ask(There("TUYEN-clerk"), year.assignments(), &Assignments::RecordDecision, request));
}

// January and February have no share; `parts`: of the year.
Lines Plan(Year& year, const std::string& official, const std::vector<int>& parts) {
  rev::ListWorksRequest list;
  list.set_official_id(official);
  const auto listed =
      Must(year.Ask(There("TOCHUC-specialist"), year.assignments(), &Assignments::ListWorks, list), "works");
  reg::Work work = AnnualWork(listed.works(0).work_id(), 2022);
  rpt::SubmitPlanRequest request;
  *request.mutable_plan() =
      PlanOf(official, 2022, {work}, {.quarters = parts, .months = {4000, 6000}, .items = {10000}});
  return Outcome(year.Ask(There(official), year.plans(), &Plans::SubmitPlan, request));
}

// Every item of these months done to so many hundredths of a percent.
Lines Report(Year& year, const std::string& official, const std::vector<std::pair<std::string, std::string>>& covers,
             int first_month, int last_month, int done_e2, const std::string& level = "") {
  rpt::SubmitReportRequest request;
  rpt::Report& report = *request.mutable_report();
  report.set_official_id(official);
  for (const auto& [duty, period] : covers) {
    report.add_covers()->set_duty(duty);
    report.mutable_covers(report.covers_size() - 1)->set_period(period);
  }
  rpt::ListPlansRequest list;
  list.set_official_id(official);
  const auto plans = Must(year.Ask(There("TOCHUC-specialist"), year.plans(), &Plans::ListPlans, list), "plans");
  rpt::ReportedWork& work = *report.add_works();
  work.set_work_id(plans.plans(0).works(0).work_id());
  for (int month = first_month; month <= last_month; ++month) {
    rpt::ReportedItem& item = *work.add_items();
    item.set_item_id(fmt::format("2022.{:02}.1", month));
    item.set_completion_e2(done_e2);
  }
  if (!level.empty()) {
    report.mutable_self_level()->set_overall(level);
    (*report.mutable_self_level()->mutable_works())[work.work_id()] = level;
  }
  return Outcome(year.Ask(There(official), year.reports(), &Reports::SubmitReport, request));
}

Lines AppraiseReports(Year& year, const std::string& period) {
  rpt::AppraiseReportsRequest request;
  request.set_body_id("KINHTE");
  request.set_period(period);
  request.set_remarks("Đúng tiến độ");
  return Outcome(year.Ask(There("KINHTE-leader"), year.reports(), &Reports::AppraiseReports, request));
}

Lines Appraise(Year& year) {
  asmt::SubmitAppraisalRequest request;
  request.set_body_id("KINHTE");
  request.set_cycle(2022);
  request.add_items()->set_official_id("LS-1");
  request.mutable_items(0)->set_proposed_level("C");
  Lines lines = Outcome(year.Ask(There("KINHTE-leader"), year.assessments(), &Assessments::SubmitAppraisal, request));
  asmt::SubmitGeneralAppraisalRequest general;
  general.set_cycle(2022);
  const Lines all =
      Outcome(year.Ask(There("TOCHUC-leader"), year.assessments(), &Assessments::SubmitGeneralAppraisal, general));
  lines.insert(lines.end(), all.begin(), all.end());
  return lines;
}

Lines Rate(Year& year, const std::string& level, const std::string& person = "TUYEN-clerk") {
  asmt::RecordRatingsRequest request;
  request.set_kind(asmt::RATING_KIND_ANNUAL);
  request.set_cycle(2022);
  *request.mutable_decision() = Document("LS-8-KL", "2023-01-16");
  *request.mutable_decided_on() = WireDay("2023-01-16");
  request.add_items()->set_official_id("LS-1");
  request.mutable_items(0)->set_level(level);
  return Outcome(year.Ask(There(person), year.assessments(), &Assessments::RecordRatings, request));
}

const Diary fourth(Year2022(), {},
                   {
                       {"2021-11-02 08:00", Found},
                       {"2022-02-20 09:00", [](Year& y) { return Register(y, "LS-1"); }},
                       {"2022-03-02 09:00", [](Year& y) { return Register(y, "LS-2"); }},
                       {"2022-03-15 09:00", [](Year& y) { return Propose(y, "KINHTE-specialist"); }},
                       {"2022-03-15 10:00", [](Year& y) { return Propose(y, "KINHTE-leader"); }},
                       {"2022-03-25 09:00", GeneralReport},
                       {"2022-04-05 09:00", Decide},
                       {"2022-04-15 08:30",
                        [](Year& y) {
                          return Plan(y, "LS-1", {2000, 2000, 2000, 1000, 1000, 1000, 1000});
                        }},
                       {"2022-04-15 09:00",
                        [](Year& y) {
                          return Plan(y, "LS-1", {0, 2000, 2000, 2000, 2000, 2000});
                        }},
                       {"2022-04-15 09:30",
                        [](Year& y) {
                          return Plan(y, "LS-2", {0, 2000, 2000, 2000, 2000, 2000});
                        }},
                       {"2022-04-19 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_B", "2022-B2"}}, 3, 4, 7000);
                        }},
                       {"2022-04-19 09:30",
                        [](Year& y) {
                          return Report(y, "LS-2", {{"RPT_B", "2022-B2"}}, 5, 6, 7000);
                        }},
                       {"2022-04-22 09:00", [](Year& y) { return AppraiseReports(y, "2022-B2"); }},
                       {"2022-04-22 10:00", [](Year& y) { return AppraiseReports(y, "2022-Q1"); }},
                       {"2022-06-15 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_B", "2022-B3"}}, 5, 6, 7000);
                        }},
                       {"2022-08-15 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_B", "2022-B4"}}, 7, 8, 7000);
                        }},
                       {"2022-10-24 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_B", "2022-B5"}}, 9, 10, 7000);
                        }},
                       {"2022-12-08 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_N", "2022"}}, 3, 12, 7000);
                        }},
                       {"2022-12-08 10:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_N", "2022"}}, 3, 12, 7000, "C");
                        }},
                       {"2022-12-15 09:00",
                        [](Year& y) {
                          return Report(y, "LS-1", {{"RPT_B", "2022-B6"}}, 11, 12, 7000);
                        }},
                       {"2023-01-05 09:00", Appraise},
                       {"2023-01-16 09:00", [](Year& y) { return Rate(y, "HTT"); }},
                       {"2023-01-16 09:30", [](Year& y) { return Rate(y, "C", "TOCHUC-leader"); }},
                       {"2023-01-16 10:00", [](Year& y) { return Rate(y, "C"); }},
                   });

Lines DutiesOf(const std::string& debtor) {
  ntf::ListObligationsRequest request;
  request.set_debtor_id(debtor);
  request.set_page_size(500);
  Year& year = fourth.year();
  const auto listed =
      Must(year.Ask(There("TOCHUC-specialist"), year.system().obligations(), &Obligations::ListObligations, request));
  Lines lines;
  for (const ntf::Obligation& one : listed.obligations()) {
    if (one.period().rfind("2022", 0) == 0) {
      lines.push_back(fmt::format(
          "{} {} {}{}", one.obligation_id(), one.has_last_on_time_day() ? Text(one.last_on_time_day()) : "-",
          ntf::ObligationState_Name(one.state()).substr(std::string("OBLIGATION_STATE_").size()),
          one.days_late() > 0 ? fmt::format("({})", one.days_late()) : ""));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(FourthProvince, RegistersProposesAndDecidesInSpringByItsOwnBodies) {
  EXPECT_THAT(fourth["2021-11-02 08:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-02-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-03-02 09:00"], ElementsAre("ACCEPTED")) << "late, but received";
  EXPECT_THAT(fourth["2022-03-15 09:00"], Not(ElementsAre("ACCEPTED"))) << "here only leaders propose";
  EXPECT_THAT(fourth["2022-03-15 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-03-25 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-04-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(DutiesOf("KINHTE"), Contains("KINHTE:CONS:2022 2022-03-19 ON_TIME"));
  EXPECT_THAT(DutiesOf("TOCHUC"),
              IsSupersetOf({"TOCHUC:CONS_BTC:2022 2022-03-28 ON_TIME", "TOCHUC:APPRAISE_BTC:2022 - ON_TIME"}));
  EXPECT_THAT(DutiesOf("TUYEN"), IsSupersetOf({"TUYEN:DECIDE:2022 2022-04-10 ON_TIME", "TUYEN:RATE:2022 - ON_TIME"}));
}

TEST(FourthProvince, PlansInSixPartsOfTwoMonths) {
  EXPECT_THAT(fourth["2022-04-15 08:30"], Not(ElementsAre("ACCEPTED"))) << "a year has six parts of two months";
  EXPECT_THAT(fourth["2022-04-15 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-04-15 09:30"], ElementsAre("ACCEPTED"));
}

TEST(FourthProvince, ReportsEveryTwoMonthsAndOnceTooLate) {
  EXPECT_THAT(fourth["2022-04-19 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-04-19 09:30"], Contains(HasSubstr("EMPTY_PERIOD"))) << "May and June are not B2";
  EXPECT_THAT(fourth["2022-04-22 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(fourth["2022-04-22 10:00"], Contains(HasSubstr("PERIOD_UNKNOWN")));
  EXPECT_THAT(fourth["2022-12-08 09:00"], Contains(HasSubstr("MISSING_SELF_LEVEL")));
  EXPECT_THAT(DutiesOf("LS-1"),
              ElementsAre("LS-1:PLAN:2022:2022-04-05 2022-04-19 ON_TIME", "LS-1:REG:2022 2022-02-28 ON_TIME",
                          "LS-1:RPT_B:2022-B2 2022-04-20 ON_TIME", "LS-1:RPT_B:2022-B3 2022-06-20 ON_TIME",
                          "LS-1:RPT_B:2022-B4 2022-08-20 ON_TIME", "LS-1:RPT_B:2022-B5 2022-10-20 LATE(4)",
                          "LS-1:RPT_B:2022-B6 2022-12-20 ON_TIME", "LS-1:RPT_N:2022 2022-12-10 ON_TIME"));
}

TEST(FourthProvince, MarksAndOpensCasesAtItsDates) {
  Year& year = fourth.year();
  ntf::ListFlagsRequest flags;
  flags.set_page_size(500);
  Lines lines;
  const auto flagged =
      Must(year.Ask(There("KIEMTRA-specialist"), year.system().obligations(), &Obligations::ListFlags, flags));
  for (const ntf::ViolationFlag& flag : flagged.flags()) {
    lines.push_back(fmt::format("{} {} {}", flag.obligation_id(), Text(flag.raised_at()),
                                flag.has_missing_at() ? Text(flag.missing_at()) : "-"));
  }
  EXPECT_THAT(lines, IsSupersetOf({"LS-1:RPT_B:2022-B5 2022-10-21 00:00 -", "LS-2:REG:2022 2022-03-01 00:00 -",
                                   "LS-2:RPT_B:2022-B2 2022-04-21 00:00 2022-05-01 00:00",
                                   "LS-3:REG:2022 2022-03-01 00:00 2022-03-10 00:00"}));
  asmt::ListCasesRequest cases;
  cases.set_official_id("LS-3");
  const auto opened = Must(year.Ask(There("KIEMTRA-specialist"), year.cases(), &Cases::ListCases, cases));
  ASSERT_EQ(opened.cases_size(), 1);
  EXPECT_EQ(opened.cases(0).kind(), "KHONG_DANG_KY");
}

TEST(FourthProvince, RemindsAtItsOwnOffsetsAndTellsItsOwnBodies) {
  Year& year = fourth.year();
  ntf::ListNoticesRequest request;
  request.set_page_size(1000);
  Lines reminders;
  Lines overdue;
  const auto listed = Must(year.Ask(There("TOCHUC-leader"), year.system().notices(), &Notices::ListNotices, request));
  for (const ntf::Notice& notice : listed.notices()) {
    const std::string line = Text(notice.due_at()) + " " + notice.person_id();
    if (notice.obligation_id() == "LS-1:RPT_B:2022-B3") {
      reminders.push_back(line);
    }
    if (notice.obligation_id() == "LS-1:RPT_B:2022-B5" && notice.stage() == ntf::NOTICE_STAGE_O) {
      overdue.push_back(line);
    }
  }
  std::sort(reminders.begin(), reminders.end());
  std::sort(overdue.begin(), overdue.end());
  EXPECT_THAT(reminders, ElementsAre("2022-06-06 08:00 LS-1", "2022-06-15 08:00 LS-1"));
  EXPECT_THAT(overdue, ElementsAre("2022-10-24 08:00 KINHTE-specialist", "2022-10-24 08:00 LS-1",
                                   "2022-10-24 08:00 TOCHUC-specialist"));
}

TEST(FourthProvince, RatesByFiveLevels) {
  EXPECT_THAT(fourth["2023-01-05 09:00"], ElementsAre("ACCEPTED", "ACCEPTED"));
  EXPECT_THAT(fourth["2023-01-16 09:00"], Not(ElementsAre("ACCEPTED"))) << "a level of another province";
  EXPECT_THAT(fourth["2023-01-16 09:30"], Not(ElementsAre("ACCEPTED"))) << "only TUYEN decides";
  EXPECT_THAT(fourth["2023-01-16 10:00"], ElementsAre("ACCEPTED"));
  asmt::GetAssessmentRequest request;
  request.set_official_id("LS-1");
  request.set_cycle(2022);
  Year& year = fourth.year();
  const auto answer = Must(year.Ask(There("KINHTE-leader"), year.assessments(), &Assessments::GetAssessment, request));
  EXPECT_EQ(answer.assessment().decided_level(), "C") << "70.00 %";
}

}  // namespace
}  // namespace dotpha::acceptance
