// Random orders of the calls of a year never reach an illegal state: anybody calls anything at any time, over the five
// running services. Every step that was taken is one that the law's workflows allow to who took it; a refused call
// leaves no trace in any database; shares sum, percentages stay between nothing and all, a work is in one pair of
// hands, a duty is discharged once, nobody but the Standing Committee sets a level. DOTPHA_RANDOM_SEED chooses another
// walk.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "dotpha/review/v1/proposal_service.grpc.pb.h"
#include "libs/rpc/wire_time.h"
#include "tests/faults/outcome.h"
#include "tests/statute/law_fixture.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace rvw = review::v1;
namespace rpt = reporting::v1;
namespace asmt = assessment::v1;

constexpr unsigned kSeed = 11;
constexpr int kOfficials = 4;  // led by BCSD, DDHDND, BCSD, BDV
constexpr int kCallsEach = 26;
// Before and after each of the year's dates.
constexpr const char* kMoments[] = {
    "2021-11-10T09:00:00+07:00", "2021-11-16T09:00:00+07:00", "2021-12-01T09:00:00+07:00", "2021-12-22T09:00:00+07:00",
    "2021-12-29T09:00:00+07:00", "2022-01-22T09:00:00+07:00", "2022-02-09T09:00:00+07:00", "2022-03-22T09:00:00+07:00",
    "2022-04-12T09:00:00+07:00", "2022-06-25T09:00:00+07:00", "2022-09-23T09:00:00+07:00", "2022-12-23T09:00:00+07:00",
    "2022-12-29T09:00:00+07:00", "2023-01-12T09:00:00+07:00", "2023-01-20T09:00:00+07:00"};
const std::vector<std::string> kStaff = {"BTC-clerk",   "BTC-specialist", "BTC-leader", "BCSD-specialist",
                                         "BCSD-leader", "DDHDND-leader",  "BDV-leader", "BTV-clerk",
                                         "TT-clerk",    "UBKT-leader",    "BNC-clerk"};
constexpr const char* kLevels[] = {"HTXS", "HTT", "HT", "KHT"};

class Walker {
 public:
  Walker(System& system, unsigned seed) : system_(system), random_(seed), people_(People(kOfficials)) {
    for (const Person& person : people_) {
      plans_[person.id] = PlanOf(person, random_);
    }
    AddCalls();
  }

  void Go() {
    Found(system_, people_, "2021-10-15T08:00:00+07:00");
    for (const char* moment : kMoments) {
      now_ = moment;
      system_.AdvanceTo(now_);
      system_.Settle();  // the tables hold the watermarks, too
      std::string before = Contents();
      for (int i = 0; i < kCallsEach; ++i) {
        const auto& [name, call] = calls_[random_() % calls_.size()];
        const Result<void> done = call();
        system_.Settle();
        std::string after = Contents();
        if (done.ok()) {
          ++accepted_[name];
        } else {
          ++refused_[done.error().reason];
          ASSERT_EQ(before, after) << now_ << " " << name << " was refused with " << done.error().reason;
          ASSERT_NE(done.error().code, Code::kInternal) << name << ": " << done.error().message;
        }
        before = std::move(after);
      }
    }
  }

  [[nodiscard]] const std::map<std::string, int>& accepted() const { return accepted_; }
  [[nodiscard]] const std::map<std::string, int>& refused() const { return refused_; }
  [[nodiscard]] const std::vector<Person>& people() const { return people_; }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, call] : calls_) {
      names.push_back(name);
    }
    return names;
  }

 private:
  bool OneIn(unsigned n) { return random_() % n == 0; }
  const Person& Somebody() { return people_[random_() % people_.size()]; }
  std::string Day() const { return now_.substr(0, 10); }
  // Who should, or, now and then, whoever.
  std::string Mostly(const std::string& person) {
    if (!OneIn(4)) {
      return person;
    }
    const std::size_t which = random_() % (kStaff.size() + people_.size());
    return which < kStaff.size() ? kStaff[which] : people_[which - kStaff.size()].id;
  }
  std::string Etag(const std::string& etag) { return OneIn(8) ? etag + "x" : etag; }

  template <typename Api, typename Request, typename Response>
  Result<void> Ask(const std::string& person,
                   grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   Request request) {
    acceptance::Season::GiveRequestId(request);
    DOTPHA_TRY(Try<Api>(system_, person, method, request));
    return Ok{};
  }
  // The first element of a list, as BTC reads it; an empty one if there is none: whoever acts on it is refused.
  template <typename Api, typename Request, typename Response, typename Elements>
  auto AnyOf(grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
             const Elements& elements) {
    request.set_page_size(200);
    Response response = Insist<Api>(system_, "BTC-leader", method, request);
    const auto& all = elements(response);
    using Element = std::decay_t<decltype(all.Get(0))>;
    return all.empty() ? Element() : all.Get(static_cast<int>(random_() % static_cast<unsigned>(all.size())));
  }

  void Call(const std::string& name, std::function<Result<void>()> call) { calls_.emplace_back(name, std::move(call)); }

  void AddCalls() {
    AddRegistrationCalls();
    AddReviewCalls();
    AddPlanCalls();
    AddReportCalls();
    AddAssessmentCalls();
    AddCaseCalls();
  }

  reg::Registration SomeRegistration(const Person& person) {
    reg::Registration registration = RegistrationOf(person);
    registration.mutable_works(0)->set_goals(OneIn(5) ? "" : fmt::format("Mục tiêu {}", random_() % 4));
    return registration;
  }
  reg::Registration StoredRegistration() {
    return AnyOf<reg::RegistrationService>(
        &acceptance::Registrations::ListRegistrations, reg::ListRegistrationsRequest(),
        [](const auto& page) -> const auto& { return page.registrations(); });
  }

  void AddRegistrationCalls() {
    using Api = reg::RegistrationService;
    Call("SubmitRegistration", [this] {
      const Person& person = Somebody();
      reg::SubmitRegistrationRequest request;
      *request.mutable_registration() = SomeRegistration(person);
      return Ask<Api>(Mostly(person.id), &Api::Stub::SubmitRegistration, request);
    });
    Call("EnterPaperRegistration", [this] {
      reg::EnterPaperRegistrationRequest request;
      *request.mutable_registration() = SomeRegistration(Somebody());
      *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(OneIn(2) ? "2021-11-09T09:00:00+07:00" : now_));
      *request.mutable_document() = Document("107-CVĐ", Day());
      return Ask<Api>(Mostly("BTC-clerk"), &Api::Stub::EnterPaperRegistration, request);
    });
    Call("CorrectRegistration", [this] {
      const reg::Registration stored = StoredRegistration();
      reg::CorrectRegistrationRequest request;
      *request.mutable_registration() = stored;
      if (request.registration().works_size() > 0) {
        request.mutable_registration()->mutable_works(0)->set_goals(fmt::format("Mục tiêu {}", random_() % 4));
      }
      request.mutable_registration()->set_etag(Etag(stored.etag()));
      return Ask<Api>(Mostly(stored.official_id().empty() ? "P000" : stored.official_id()),
                      &Api::Stub::CorrectRegistration, request);
    });
    Call("ReturnRegistration", [this] {
      const reg::Registration stored = StoredRegistration();
      reg::ReturnRegistrationRequest request;
      request.set_name(stored.name());
      request.set_etag(Etag(stored.etag()));
      request.set_note("Bổ sung lộ trình");
      return Ask<Api>(Mostly("BTC-specialist"), &Api::Stub::ReturnRegistration, request);
    });
    Call("WithdrawRegistration", [this] {
      const reg::Registration stored = StoredRegistration();
      reg::WithdrawRegistrationRequest request;
      request.set_name(stored.name());
      request.set_etag(Etag(stored.etag()));
      return Ask<Api>(Mostly(stored.official_id().empty() ? "P000" : stored.official_id()),
                      &Api::Stub::WithdrawRegistration, request);
    });
  }

  rvw::ProposalItem SomeItem(const Person& person) {
    rvw::ProposalItem item;
    item.set_official_id(person.id);
    switch (random_() % 3) {
      case 0:
        item.set_not_registered(true);
        break;
      case 1:
        item.set_as_registered(true);
        break;
      default: {
        auto& difference = *item.mutable_differences()->add_works();
        difference.set_work_id(person.work_id());
        difference.set_ground(OneIn(4) ? "NOT_SUITABLE" : "NOT_CONCRETE_ART3");
        *difference.mutable_proposed() = SomeWork(person);
      }
    }
    return item;
  }
  reg::Work SomeWork(const Person& person) {
    reg::Work work = WorkOf(person);
    work.set_goals(fmt::format("Mục tiêu của Ban Thường vụ {}", random_() % 4));
    return work;
  }

  void AddReviewCalls() {
    using Proposals = rvw::ProposalService;
    using Assignments = rvw::AssignmentService;
    for (const bool supplementary : {false, true}) {
      Call(supplementary ? "SubmitProposals (supplement)" : "SubmitProposals", [this, supplementary] {
        const Person& person = Somebody();
        rvw::SubmitProposalsRequest request;
        request.set_body_id(person.lead);
        request.set_cycle(kCycle);
        request.set_supplementary(supplementary);
        *request.add_items() = SomeItem(person);
        return Ask<Proposals>(Mostly(person.lead + "-leader"), &Proposals::Stub::SubmitProposals, request);
      });
    }
    Call("SubmitGeneralReport", [this] {
      rvw::SubmitGeneralReportRequest request;
      request.set_cycle(kCycle);
      return Ask<Proposals>(Mostly("BTC-specialist"), &Proposals::Stub::SubmitGeneralReport, request);
    });
    // Twice as often: without works the rest of the year does not begin.
    for (int i = 0; i < 2; ++i) {
      Call("RecordDecision", [this] {
        const Person& person = Somebody();
        const Person& whose = OneIn(5) ? Somebody() : person;
        rvw::RecordDecisionRequest request;
        request.set_cycle(kCycle);
        request.set_basis(OneIn(4) ? rvw::DECISION_BASIS_SUPPLEMENT : rvw::DECISION_BASIS_ORDINARY);
        *request.mutable_document() = Document("MP-20-QĐ/TU", Day());
        auto& item = *request.add_items();
        item.set_official_id(person.id);
        auto& work = *item.add_works();
        work.set_work_id(whose.work_id());
        work.set_mode(OneIn(5) ? rvw::ASSIGNMENT_MODE_CONTINUE : rvw::ASSIGNMENT_MODE_NEW);
        work.set_source(work.mode() == rvw::ASSIGNMENT_MODE_CONTINUE ? rvw::WORK_SOURCE_PREDECESSOR
                        : OneIn(3)                                   ? rvw::WORK_SOURCE_REGISTERED
                                                                     : rvw::WORK_SOURCE_STANDING_COMMITTEE);
        if (work.source() == rvw::WORK_SOURCE_STANDING_COMMITTEE) {
          *work.mutable_content() = SomeWork(whose);
          work.set_ground(OneIn(4) ? "" : "NOT_TO_BTV_REQUIREMENT");
        }
        return Ask<Assignments>(Mostly("BTV-clerk"), &Assignments::Stub::RecordDecision, request);
      });
    }
    Call("AmendWork", [this] {
      const rvw::AssignedWorkRecord work = AnyOf<Assignments>(
          &Assignments::Stub::ListWorks, rvw::ListWorksRequest(),
          [](const auto& page) -> const auto& { return page.works(); });
      rvw::AmendWorkRequest request;
      request.set_name(work.name());
      request.set_etag(Etag(work.etag()));
      *request.mutable_document() = Document("MP-61-QĐ/TU", Day());
      for (const Person& person : people_) {
        if (person.work_id() == work.work_id()) {
          *request.mutable_content() = SomeWork(person);
        }
      }
      return Ask<Assignments>(Mostly("BTV-clerk"), &Assignments::Stub::AmendWork, request);
    });
  }

  // Now and then with a hundredth too much, or without a roadmap.
  rpt::Plan SomePlan(const Person& person) {
    rpt::Plan plan = OneIn(3) ? PlanOf(person, random_) : plans_[person.id];
    if (OneIn(6)) {
      auto& month = *plan.mutable_works(0)->mutable_years(0)->mutable_quarters(2)->mutable_months(1);
      month.set_share_e2(month.share_e2() + 1);
    }
    if (OneIn(8)) {
      plan.clear_roadmap();
    }
    return plan;
  }
  rpt::Plan StoredPlan() {
    return AnyOf<rpt::PlanService>(
        &rpt::PlanService::Stub::ListPlans, rpt::ListPlansRequest(),
        [](const auto& page) -> const auto& { return page.plans(); });
  }

  void AddPlanCalls() {
    using Api = rpt::PlanService;
    Call("SavePlanDraft", [this] {
      const Person& person = Somebody();
      rpt::SavePlanDraftRequest request;
      *request.mutable_plan() = SomePlan(person);
      return Ask<Api>(Mostly(person.id), &Api::Stub::SavePlanDraft, request);
    });
    for (int i = 0; i < 2; ++i) {
      Call("SubmitPlan", [this] {
        const Person& person = Somebody();
        rpt::SubmitPlanRequest request;
        *request.mutable_plan() = SomePlan(person);
        return Ask<Api>(Mostly(person.id), &Api::Stub::SubmitPlan, request);
      });
    }
    Call("EnterPaperPlan", [this] {
      rpt::EnterPaperPlanRequest request;
      *request.mutable_plan() = SomePlan(Somebody());
      *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(now_));
      *request.mutable_document() = Document("12-KH", Day());
      return Ask<Api>(Mostly("BTC-clerk"), &Api::Stub::EnterPaperPlan, request);
    });
    Call("CorrectPlan", [this] {
      const rpt::Plan stored = StoredPlan();
      rpt::CorrectPlanRequest request;
      if (!stored.official_id().empty()) {
        const auto person = std::find_if(people_.begin(), people_.end(),
                                         [&](const Person& one) { return one.id == stored.official_id(); });
        *request.mutable_plan() = SomePlan(*person);
      }
      request.mutable_plan()->set_name(stored.name());
      request.mutable_plan()->set_etag(Etag(stored.etag()));
      return Ask<Api>(Mostly(stored.official_id().empty() ? "P000" : stored.official_id()), &Api::Stub::CorrectPlan,
                      request);
    });
    Call("AskPlanCorrection", [this] {
      const rpt::Plan stored = StoredPlan();
      rpt::AskPlanCorrectionRequest request;
      request.set_name(stored.name());
      request.set_etag(Etag(stored.etag()));
      request.set_note("Bổ sung lộ trình");
      return Ask<Api>(Mostly("BTC-specialist"), &Api::Stub::AskPlanCorrection, request);
    });
  }

  void AddReportCalls() {
    using Api = rpt::ReportService;
    for (int i = 0; i < 3; ++i) {
      Call("SubmitReport", [this] {
        const Person& person = Somebody();
        rpt::SubmitReportRequest request;
        *request.mutable_report() = SomeReport(person);
        return Ask<Api>(Mostly(person.id), &Api::Stub::SubmitReport, request);
      });
    }
    Call("CorrectReport", [this] {
      const rpt::Report stored = StoredReport();
      rpt::CorrectReportRequest request;
      request.set_note(OneIn(6) ? "" : "Ghi nhầm số liệu");
      if (stored.works_size() > 0) {
        *request.mutable_report()->add_works() = stored.works(0);
        request.mutable_report()->mutable_works(0)->mutable_items(0)->set_completion_e2(
            static_cast<int>(random_() % 10'001));
      }
      request.mutable_report()->set_name(stored.name());
      request.mutable_report()->set_etag(Etag(stored.etag()));
      return Ask<Api>(Mostly(stored.official_id().empty() ? "P000" : stored.official_id()), &Api::Stub::CorrectReport,
                      request);
    });
    Call("AppraiseReports", [this] {
      const std::string& body = Somebody().lead;
      rpt::AppraiseReportsRequest request;
      request.set_body_id(body);
      request.set_period(fmt::format("{}-Q{}", kCycle, 1 + random_() % 4));
      request.set_remarks("Đúng tiến độ");
      return Ask<Api>(Mostly(body + "-leader"), &Api::Stub::AppraiseReports, request);
    });
    Call("AppraiseAllReports", [this] {
      rpt::AppraiseAllReportsRequest request;
      request.set_period(fmt::format("{}-Q{}", kCycle, 1 + random_() % 4));
      request.set_remarks("Nhìn chung đúng tiến độ");
      return Ask<Api>(Mostly("BTC-leader"), &Api::Stub::AppraiseAllReports, request);
    });
    Call("RecordAnnouncement", [this] {
      const Person& person = Somebody();
      rpt::RecordAnnouncementRequest request;
      auto& announcement = *request.mutable_announcement();
      announcement.set_official_id(person.id);
      announcement.set_cycle(kCycle);
      announcement.set_duty(OneIn(3) ? "ANN_RESULT" : "ANN_PLAN");
      *announcement.mutable_announced_on() = acceptance::WireDay(Day());
      announcement.set_form("họp cơ quan");
      announcement.set_place("Hội trường");
      announcement.set_confirmed_by("Chánh Văn phòng");
      return Ask<rpt::AnnouncementService>(Mostly(person.id), &rpt::AnnouncementService::Stub::RecordAnnouncement,
                                           request);
    });
    Call("RequestAdHocReport", [this] {
      rpt::RequestAdHocReportRequest request;
      request.mutable_ad_hoc_request()->set_official_id(Somebody().id);
      request.mutable_ad_hoc_request()->set_subject("Vướng mắc");
      *request.mutable_ad_hoc_request()->mutable_document() = Document("MP-51-CV/BTC", Day());
      return Ask<Api>(Mostly("BTC-specialist"), &Api::Stub::RequestAdHocReport, request);
    });
    Call("CancelAdHocRequest", [this] {
      const rpt::AdHocRequest asked = AnyRequest();
      rpt::CancelAdHocRequestRequest request;
      request.set_name(asked.name());
      request.set_etag(Etag(asked.etag()));
      return Ask<Api>(Mostly("BTC-specialist"), &Api::Stub::CancelAdHocRequest, request);
    });
    Call("SubmitAdHocReport", [this] {
      const rpt::AdHocRequest asked = AnyRequest();
      const Person& person = Somebody();
      rpt::SubmitAdHocReportRequest request;
      auto& report = *request.mutable_ad_hoc_report();
      report.set_official_id(asked.official_id().empty() ? person.id : asked.official_id());
      report.set_trigger(rpt::AD_HOC_TRIGGER_REQUEST);
      report.set_ad_hoc_request_id(asked.ad_hoc_request_id());
      report.set_subject("Vướng mắc");
      report.add_work_ids("W-" + report.official_id());
      report.set_what_happened("Ba hộ chưa bàn giao");
      report.set_impact_e2(1'250);
      report.set_proposal("Họp với huyện");
      return Ask<Api>(Mostly(report.official_id()), &Api::Stub::SubmitAdHocReport, request);
    });
  }
  rpt::Report SomeReport(const Person& person) {
    const int quarter = 1 + static_cast<int>(random_() % 4);
    rpt::Report report = ReportOf(person, plans_[person.id], {quarter}, random_);
    rpt::Covered& covered = *report.add_covers();
    covered.set_duty("RPT_Q");
    covered.set_period(fmt::format("{}-Q{}", kCycle, quarter));
    if (quarter % 2 == 0 && OneIn(2)) {
      rpt::Covered& longer = *report.add_covers();
      longer.set_duty(quarter == 2 ? "RPT_H1" : "RPT_Y");
      longer.set_period(std::to_string(kCycle));
      const char* const level = kLevels[random_() % 4];
      report.mutable_self_level()->set_overall(level);
      (*report.mutable_self_level()->mutable_works())[person.work_id()] = level;
    }
    if (OneIn(6)) {
      report.mutable_narrative()->clear_difficulties();
    }
    return report;
  }
  rpt::Report StoredReport() {
    rpt::Report stored = AnyOf<rpt::ReportService>(
        &rpt::ReportService::Stub::ListReports, rpt::ListReportsRequest(),
        [](const auto& page) -> const auto& { return page.reports(); });
    if (stored.name().empty()) {
      return stored;
    }
    rpt::GetReportRequest get;
    get.set_name(stored.name());
    return Insist<rpt::ReportService>(system_, "BTC-leader", &rpt::ReportService::Stub::GetReport, get).report();
  }
  rpt::AdHocRequest AnyRequest() {
    rpt::ListAdHocRequestsRequest list;
    list.set_official_id(Somebody().id);
    const auto listed =
        Insist<rpt::ReportService>(system_, "BTC-leader", &rpt::ReportService::Stub::ListAdHocRequests, list);
    const int count = listed.ad_hoc_requests_size();
    return count == 0 ? rpt::AdHocRequest()
                      : listed.ad_hoc_requests(static_cast<int>(random_() % static_cast<unsigned>(count)));
  }

  void AddAssessmentCalls() {
    using Api = asmt::AssessmentService;
    Call("SubmitAppraisal", [this] {
      const Person& person = Somebody();
      asmt::SubmitAppraisalRequest request;
      request.set_body_id(person.lead);
      request.set_cycle(kCycle);
      *request.add_items() = SomeAppraisal(person);
      return Ask<Api>(Mostly(person.lead + "-leader"), &Api::Stub::SubmitAppraisal, request);
    });
    Call("SubmitGeneralAppraisal", [this] {
      asmt::SubmitGeneralAppraisalRequest request;
      request.set_cycle(kCycle);
      if (OneIn(2)) {
        *request.add_items() = SomeAppraisal(Somebody());
      }
      return Ask<Api>(Mostly("BTC-leader"), &Api::Stub::SubmitGeneralAppraisal, request);
    });
    Call("RecordRatings", [this] {
      const Person& person = Somebody();
      asmt::RecordRatingsRequest request;
      request.set_kind(asmt::RATING_KIND_ANNUAL);
      request.set_cycle(kCycle);
      *request.mutable_decision() = Document("MP-340-KL/TU", Day());
      *request.mutable_decided_on() = acceptance::WireDay(Day());
      asmt::RatingItem& item = *request.add_items();
      item.set_official_id(person.id);
      item.set_level(kLevels[random_() % 4]);
      if (OneIn(2)) {
        item.set_difference_reason(asmt::DIFFERENCE_REASON_OTHER);
        *item.mutable_difference_document() = Document("MP-339-KL/TU", Day());
      }
      return Ask<Api>(Mostly("BTV-clerk"), &Api::Stub::RecordRatings, request);
    });
  }
  asmt::AppraisalItem SomeAppraisal(const Person& person) {
    asmt::AppraisalItem item;
    item.set_official_id(person.id);
    item.set_proposed_level(OneIn(8) ? "TỐT" : kLevels[random_() % 4]);
    return item;
  }

  asmt::Case AnyCase() {
    return AnyOf<asmt::CaseService>(
        &asmt::CaseService::Stub::ListCases, asmt::ListCasesRequest(),
        [](const auto& page) -> const auto& { return page.cases(); });
  }

  void AddCaseCalls() {
    using Api = asmt::CaseService;
    Call("RaiseCase", [this] {
      asmt::RaiseCaseRequest request;
      request.set_official_id(Somebody().id);
      request.set_kind("NOT_SERIOUS");
      request.set_facts("Không phân công người thực hiện");
      return Ask<Api>(Mostly("UBKT-leader"), &Api::Stub::RaiseCase, request);
    });
    Call("ExplainCase", [this] {
      const asmt::Case found = AnyCase();
      asmt::ExplainCaseRequest request;
      request.set_name(found.name());
      request.set_text("Đi công tác dài ngày");
      return Ask<Api>(Mostly(found.official_id().empty() ? "P000" : found.official_id()), &Api::Stub::ExplainCase,
                      request);
    });
    Call("ProposeOutcome", [this] {
      const asmt::Case found = AnyCase();
      asmt::ProposeOutcomeRequest request;
      request.set_name(found.name());
      request.set_etag(Etag(found.etag()));
      request.set_outcome(OneIn(2) ? asmt::CASE_OUTCOME_CONFIRM : asmt::CASE_OUTCOME_DISMISS);
      request.set_reason(OneIn(4) ? asmt::DISMISSAL_REASON_UNSPECIFIED : asmt::DISMISSAL_REASON_MINOR);
      return Ask<Api>(Mostly("UBKT-leader"), &Api::Stub::ProposeOutcome, request);
    });
    Call("DecideCase", [this] {
      const asmt::Case found = AnyCase();
      asmt::DecideCaseRequest request;
      request.set_name(found.name());
      request.set_etag(Etag(found.etag()));
      request.set_outcome(OneIn(2) ? asmt::CASE_OUTCOME_CONFIRM : asmt::CASE_OUTCOME_DISMISS);
      request.set_reason(asmt::DISMISSAL_REASON_MINOR);
      *request.mutable_decided_on() = acceptance::WireDay(Day());
      *request.mutable_decision() = Document("MP-382-KL/TU", Day());
      return Ask<Api>(Mostly("BTV-clerk"), &Api::Stub::DecideCase, request);
    });
    Call("DismissCase", [this] {
      const asmt::Case found = AnyCase();
      asmt::DismissCaseRequest request;
      request.set_name(found.name());
      request.set_etag(Etag(found.etag()));
      request.set_reason(OneIn(2) ? asmt::DISMISSAL_REASON_DATA_ERROR : asmt::DISMISSAL_REASON_MINOR);
      request.set_evidence("Biên bản đối chiếu");
      return Ask<Api>(Mostly("BTC-leader"), &Api::Stub::DismissCase, request);
    });
  }

  // A digest of every row of every database. Left out: caches, seals, e-mails on their way, and how far the relay and
  // the consumers have noted that they are with what the other tables hold.
  std::string Contents() {
    std::string contents;
    for (const std::string& service : system_.services()) {
      contents +=
          service + ": " +
          system_.Query(service,
                        "SELECT string_agg(t.relname || '=' || (xpath('/row/c/text()', query_to_xml(format("
                        "'SELECT count(*) || ''/'' || coalesce(md5(string_agg(x::text, ''|'' ORDER BY x::text)),"
                        " ''-'') AS c FROM %I x', t.relname), false, true, '')))[1]::text, ' ' ORDER BY "
                        "t.relname) FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE "
                        "n.nspname = 'public' AND t.relkind = 'r' AND t.relname NOT IN ('contact', "
                        "'audit_seal', 'audit_head', 'message', 'message_item', 'attempt', "
                        "'relay_cursor', 'consumed_event')") +
          "\n";
    }
    return contents;
  }

  System& system_;
  std::mt19937 random_;
  std::vector<Person> people_;
  std::map<std::string, rpt::Plan> plans_;
  std::string now_;
  std::vector<std::pair<std::string, std::function<Result<void>()>>> calls_;
  std::map<std::string, int> accepted_;
  std::map<std::string, int> refused_;
};

// ---- what must hold in the end -------------------------------------------------------------------------------------

// "leader:BCSD" and "leader:*lead*" for BCSD-leader: whom another body leads, the domain's own walks check.
std::set<std::string> RolesOf(const std::string& actor) {
  const auto dash = actor.find('-');
  if (dash == std::string::npos) {
    return {"official"};
  }
  const std::string body = actor.substr(0, dash);
  const std::string role = actor.substr(dash + 1);
  return {role + ":" + body, role + ":*lead*", role + ":*route*"};
}

// Every row of a history is a step of the workflow, by somebody who may take it, from where the row before it ended.
void ExpectLawful(System& system, const std::string& service, const std::string& table, const std::string& subject,
                  const std::string& workflow, const std::string& where = "true") {
  std::istringstream rows(system.Query(
      service,
      fmt::format("SELECT string_agg({0} || ' ' || actor || ' ' || action || ' ' || coalesce(nullif(from_state,"
                  " ''), '-') || ' ' || to_state, E'\\n' ORDER BY {0}, entry_number) FROM {1} h WHERE {2}",
                  subject, table, where)));
  std::map<std::string, std::string> state;
  int steps = 0;
  for (std::string row; std::getline(rows, row); ++steps) {
    std::istringstream words(row);
    std::string whose;
    std::string actor;
    std::string action;
    std::string from;
    std::string to;
    words >> whose >> actor >> action >> from >> to;
    if (const auto before = state.find(whose); before != state.end()) {
      EXPECT_EQ(before->second, from) << table << ": " << row;
    }
    state[whose] = to;
    EXPECT_TRUE(statute::LawAllows(statute::TuyenQuang2021(), workflow, action, from, to, RolesOf(actor)))
        << table << ": " << row;
  }
  EXPECT_GT(steps, 0) << service << " " << table << " " << workflow;
}

void ExpectNone(System& system, const std::string& service, const std::string& found, const std::string& what) {
  EXPECT_EQ(system.Query(service, "SELECT count(*) FROM (" + found + ") t"), "0") << what;
}

void ExpectExactShares(System& system) {
  rpt::ListPlansRequest list;
  list.set_page_size(200);
  const auto plans = Insist<rpt::PlanService>(system, "BTC-leader", &rpt::PlanService::Stub::ListPlans, list).plans();
  int sent = 0;
  for (const rpt::Plan& listed : plans) {
    rpt::GetPlanRequest get;
    get.set_name(listed.name());
    const rpt::Plan plan = Insist<rpt::PlanService>(system, "BTC-leader", &rpt::PlanService::Stub::GetPlan, get).plan();
    if (plan.state() == rpt::PLAN_STATE_DRAFT) {
      continue;
    }
    ++sent;
    for (const auto& year : plan.works(0).years()) {
      int quarters = 0;
      for (const auto& quarter : year.quarters()) {
        quarters += quarter.share_e2();
        int months = 0;
        for (const auto& month : quarter.months()) {
          months += month.share_e2();
          int items = 0;
          for (const auto& item : month.items()) {
            items += item.share_e2();
          }
          EXPECT_EQ(items, 10'000) << plan.name();
        }
        EXPECT_EQ(months, 10'000) << plan.name();
      }
      EXPECT_EQ(quarters, 10'000) << plan.name();
    }
  }
  EXPECT_GT(sent, 0);
}

TEST(RandomCalls, OfAWholeYearNeverReachAnIllegalState) {
  const char* given = std::getenv("DOTPHA_RANDOM_SEED");
  System system({.start = "2021-10-15T00:00:00+07:00", .services = testing::AllServices()});
  Walker walker(system, given == nullptr ? kSeed : static_cast<unsigned>(std::strtoul(given, nullptr, 10)));
  ASSERT_NO_FATAL_FAILURE(walker.Go());

  int accepted = 0;
  for (const auto& [name, count] : walker.accepted()) {
    accepted += count;
  }
  EXPECT_GT(accepted, 80) << "the walk gets somewhere";
  EXPECT_GT(walker.accepted().size(), walker.names().size() / 2);
  EXPECT_GT(walker.refused().size(), 10U);

  ExpectLawful(system, "registration", "registration_history", "registration_id", "registration");
  ExpectLawful(system, "reporting", "document_history", "document_id", "plan",
               "EXISTS (SELECT 1 FROM plan p WHERE p.plan_id::text = h.document_id)");
  ExpectLawful(system, "reporting", "document_history", "document_id", "report",
               "EXISTS (SELECT 1 FROM report r WHERE r.report_id::text = h.document_id)");
  ExpectLawful(system, "assessment", "case_history", "case_id", "case", "action <> 'raise'");
  ExpectLawful(system, "assessment", "assessment_history", "official_id", "assessment");

  ExpectNone(system, "review",
             "SELECT work_id FROM decision_work WHERE mode = 'NEW' GROUP BY work_id HAVING count(*) > 1",
             "a work is given anew once");
  ExpectNone(system, "assessment",
             "SELECT work_id FROM holding WHERE until IS NULL GROUP BY work_id HAVING count(DISTINCT official_id) > 1",
             "a work is in one pair of hands");
  ExpectNone(system, "assessment",
             "SELECT 1 FROM assessment a WHERE decided_level <> '' AND NOT EXISTS (SELECT 1 FROM assessment_history h "
             "WHERE h.official_id = a.official_id AND h.action = 'decide' AND h.actor = 'BTV-clerk')",
             "nobody but the Standing Committee sets a level");
  ExpectNone(system, "reporting", "SELECT 1 FROM covered_duty GROUP BY official_id, duty, period HAVING count(*) > 1",
             "a duty is discharged once");
  ExpectNone(system, "notifier", "SELECT 1 FROM quarantine", "every event of the walk is understood");
  ExpectExactShares(system);
  for (const Person& person : walker.people()) {
    rpt::GetProgressRequest get;
    get.set_official_id(person.id);
    get.set_cycle(kCycle);
    const auto progress = Insist<rpt::ReportService>(system, "BTC-leader", &rpt::ReportService::Stub::GetProgress, get);
    EXPECT_GE(progress.mean_e2(), 0);
    EXPECT_LE(progress.mean_e2(), 10'000);
  }
  const auto rebuilt = Insist<notifier::v1::ObligationService>(
      system, System::kOperator, &acceptance::Obligations::RebuildLedger, notifier::v1::RebuildLedgerRequest());
  EXPECT_EQ(rebuilt.difference_count(), 0) << rebuilt.ShortDebugString();
}

}  // namespace
}  // namespace dotpha::faults
