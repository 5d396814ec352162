#include "tests/faults/generated_year.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <map>
#include <utility>

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "dotpha/review/v1/proposal_service.grpc.pb.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace rvw = review::v1;
namespace rpt = reporting::v1;
namespace asmt = assessment::v1;
namespace ntf = notifier::v1;

const std::vector<std::string> kBodies = {"BCSD", "DDHDND", "BDV", "BNC"};

// When a paper of one kind comes: well in time, at the last instant, at the first late one, days later, on paper (with
// a stamp in time, or late), or never.
enum class Coming { kEarly, kLastInstant, kFirstLate, kLate, kPaperInTime, kPaperLate, kNever };

// Reports: of the first quarter, of the second and the half year, of the third, of the fourth and the year.
constexpr int kReports = 4;

struct Fate {
  Person person;
  Coming registers = Coming::kEarly;
  Coming plans = Coming::kEarly;
  std::array<Coming, kReports> reports{};
  bool proposed_differently = false;
  rpt::Plan plan;
};

// The moments of one kind of paper.
struct Dates {
  std::string early, last_instant, first_late, late, stamp_in_time, stamp_late;
};
const Dates kRegistration = {"2021-11-08T09:30:00+07:00", "2021-11-14T23:59:59.999+07:00", "2021-11-15T00:00:00+07:00",
                             "2021-11-22T10:00:00+07:00", "2021-11-12T10:00:00+07:00",     "2021-11-22T08:00:00+07:00"};
const Dates kPlanning = {"2022-01-20T09:00:00+07:00", "2022-01-24T23:59:59.999+07:00", "2022-01-25T00:00:00+07:00",
                         "2022-02-07T10:00:00+07:00", "2022-01-21T10:00:00+07:00",     "2022-01-27T08:00:00+07:00"};
// What comes early in a reporting period comes at the last instant: these rounds are fewer.
const std::array<Dates, kReports> kReporting = {{
    {"2022-03-24T23:59:59.999+07:00", "2022-03-24T23:59:59.999+07:00", "2022-03-25T00:00:00+07:00",
     "2022-03-25T00:00:00+07:00", "2022-03-23T10:00:00+07:00", "2022-03-25T00:00:00+07:00"},
    {"2022-06-24T22:00:00+07:00", "2022-06-24T22:00:00+07:00", "2022-06-27T08:00:00+07:00", "2022-06-27T08:00:00+07:00",
     "2022-06-24T10:00:00+07:00", "2022-06-27T08:00:00+07:00"},
    {"2022-09-23T16:00:00+07:00", "2022-09-23T16:00:00+07:00", "2022-09-26T09:00:00+07:00", "2022-09-26T09:00:00+07:00",
     "2022-09-22T10:00:00+07:00", "2022-09-25T00:00:00+07:00"},
    {"2022-12-24T23:59:59.999+07:00", "2022-12-24T23:59:59.999+07:00", "2022-12-25T00:00:00+07:00",
     "2022-12-25T00:00:00+07:00", "2022-12-23T10:00:00+07:00", "2022-12-25T00:00:00+07:00"},
}};
constexpr const char* kBodiesPropose = "2021-11-29T10:00:00+07:00";
constexpr const char* kSupplements = "2021-12-06T09:00:00+07:00";
constexpr const char* kGeneralReport = "2021-12-20T15:00:00+07:00";
constexpr const char* kDecisions = "2021-12-28T09:00:00+07:00";
constexpr const char* kSpring = "2022-04-15T09:00:00+07:00";
constexpr const char* kAllReports = "2022-07-12T09:00:00+07:00";
constexpr const char* kAppraisal = "2023-01-05T09:00:00+07:00";
constexpr const char* kGeneralAppraisal = "2023-01-09T09:00:00+07:00";
constexpr const char* kRatings = "2023-01-16T17:00:00+07:00";
constexpr const char* kResults = "2023-01-20T09:00:00+07:00";

std::string DayOf(const std::string& moment) { return moment.substr(0, 10); }

bool OnPaper(Coming coming) { return coming == Coming::kPaperInTime || coming == Coming::kPaperLate; }

// The round in which it is entered.
const std::string& EnteredAt(Coming coming, const Dates& dates) {
  switch (coming) {
    case Coming::kEarly:
      return dates.early;
    case Coming::kLastInstant:
      return dates.last_instant;
    case Coming::kFirstLate:
      return dates.first_late;
    default:
      return dates.late;
  }
}

const std::string& StampOf(Coming coming, const Dates& dates) {
  return coming == Coming::kPaperInTime ? dates.stamp_in_time : dates.stamp_late;
}

bool PassesDeadline(const std::string& moment) {
  return moment == kRegistration.first_late || moment == kPlanning.first_late ||
         std::any_of(kReporting.begin(), kReporting.end(),
                     [&](const Dates& dates) { return moment == dates.first_late; });
}

class Planner {
 public:
  Planner(unsigned seed, int officials) : random_(seed) {
    for (const Person& person : People(officials)) {
      Fate& fate = fates_.emplace_back();
      fate.person = person;
      fate.registers = Draw();
      fate.plans = Draw();
      for (Coming& report : fate.reports) {
        report = fate.plans == Coming::kNever ? Coming::kNever : Draw();
      }
      fate.proposed_differently = random_() % 6 == 0;
      fate.plan = PlanOf(person, random_);
    }
  }

  Plan Make() {
    Registrations();
    Proposals();
    Cases("NOT_REGISTERED", &Fate::registers);
    Decisions();
    Plans();
    for (int i = 0; i < kReports; ++i) {
      Reports(i);
    }
    SpringActs();
    Appraisals();
    Ratings();
    Plan plan;
    for (const Fate& fate : fates_) {
      plan.people.push_back(fate.person);
    }
    plan.start = "2021-10-15T08:00:00+07:00";
    plan.end = "2023-01-25T09:00:00+07:00";
    for (auto& [moment, acts] : rounds_) {
      Fill(moment, acts);
      plan.rounds.push_back({moment, PassesDeadline(moment), std::move(acts)});
    }
    return plan;
  }

 private:
  Coming Draw() {
    static constexpr std::array<Coming, 12> kOften = {Coming::kEarly,       Coming::kEarly,       Coming::kEarly,
                                                      Coming::kLastInstant, Coming::kLastInstant, Coming::kLastInstant,
                                                      Coming::kFirstLate,   Coming::kLate,        Coming::kPaperInTime,
                                                      Coming::kPaperLate,   Coming::kNever,       Coming::kNever};
    return kOften[random_() % kOften.size()];
  }

  // An act that is one call. `prepare` fills what must be read first; it is called once.
  template <typename Api, typename Request, typename Response>
  void Add(const std::string& moment, const std::string& person,
           grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
           const std::function<void(System&, Request&)>& prepare = {}) {
    request.set_request_id(RequestId(next_request_++));
    rounds_[moment].push_back({fmt::format("{} {} {} {}", moment, person, Request::descriptor()->name(), next_request_),
                               [person, method, request = std::move(request), prepare](System& system) {
                                 Request full = request;
                                 if (prepare) {
                                   prepare(system, full);
                                 }
                                 Insist<Api>(system, person, method, full);
                               }});
  }

  void Registrations() {
    for (const Fate& fate : fates_) {
      if (fate.registers == Coming::kNever) {
        continue;
      }
      const std::string& moment = EnteredAt(fate.registers, kRegistration);
      if (OnPaper(fate.registers)) {
        const std::string& stamp = StampOf(fate.registers, kRegistration);
        reg::EnterPaperRegistrationRequest request;
        *request.mutable_registration() = RegistrationOf(fate.person);
        *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(stamp));
        *request.mutable_document() = Document("MP-" + fate.person.id, DayOf(stamp));
        Add<reg::RegistrationService>(moment, "BTC-clerk", &acceptance::Registrations::EnterPaperRegistration, request);
      } else {
        reg::SubmitRegistrationRequest request;
        *request.mutable_registration() = RegistrationOf(fate.person);
        Add<reg::RegistrationService>(moment, fate.person.id, &acceptance::Registrations::SubmitRegistration, request);
      }
    }
    // Longer for one who is late, so that his sign is withdrawn.
    const auto late = std::find_if(fates_.begin(), fates_.end(),
                                   [](const Fate& fate) { return fate.registers == Coming::kFirstLate; });
    if (late != fates_.end()) {
      reg::RecordDeadlineOverrideRequest request;
      auto& row = *request.mutable_deadline_override();
      row.set_duty("REG");
      row.set_period(std::to_string(kCycle));
      *row.mutable_last_on_time_day() = acceptance::WireDay("2021-11-20");
      row.add_official_ids(late->person.id);
      *row.mutable_document() = Document("MP-88-CV/BTC", "2021-11-22");
      Add<reg::CampaignService>(kRegistration.late, "BTC-leader", &acceptance::Campaigns::RecordDeadlineOverride,
                                request);
    }
    const auto never =
        std::find_if(fates_.begin(), fates_.end(), [](const Fate& fate) { return fate.registers == Coming::kNever; });
    if (never != fates_.end()) {
      reg::RecordWaiverRequest request;
      auto& waiver = *request.mutable_waiver();
      waiver.set_official_id(never->person.id);
      waiver.set_duty("REG");
      waiver.set_period(std::to_string(kCycle));
      waiver.set_reason("Nghỉ ốm dài ngày");
      *waiver.mutable_document() = Document("MP-90-CV/BTC", DayOf(kSupplements));
      Add<reg::CampaignService>(kSupplements, "BTC-leader", &acceptance::Campaigns::RecordWaiver, request);
    }
  }

  rvw::ProposalItem ItemOf(const Fate& fate) const {
    rvw::ProposalItem item;
    item.set_official_id(fate.person.id);
    if (fate.registers == Coming::kNever) {
      item.set_not_registered(true);
    } else if (fate.proposed_differently) {
      auto& difference = *item.mutable_differences()->add_works();
      difference.set_work_id(fate.person.work_id());
      difference.set_ground("NOT_CONCRETE_ART3");
      *difference.mutable_proposed() = WorkOf(fate.person);
      difference.mutable_proposed()->set_goals("Không còn hồ sơ giấy từ tháng 6");
    } else {
      item.set_as_registered(true);
    }
    return item;
  }

  // Each body first for half of whom it leads, then in supplements, one official each.
  void Proposals() {
    for (const std::string& body : kBodies) {
      rvw::SubmitProposalsRequest first;
      first.set_body_id(body);
      first.set_cycle(kCycle);
      int number = 0;
      for (const Fate& fate : fates_) {
        if (fate.person.lead != body) {
          continue;
        }
        if (number++ % 2 == 0) {
          *first.add_items() = ItemOf(fate);
          continue;
        }
        rvw::SubmitProposalsRequest supplement;
        supplement.set_body_id(body);
        supplement.set_cycle(kCycle);
        supplement.set_supplementary(true);
        *supplement.add_items() = ItemOf(fate);
        Add<rvw::ProposalService>(kSupplements, body + "-leader", &rvw::ProposalService::Stub::SubmitProposals,
                                  supplement);
      }
      Add<rvw::ProposalService>(kBodiesPropose, body + "-specialist", &rvw::ProposalService::Stub::SubmitProposals,
                                first);
    }
    rvw::SubmitGeneralReportRequest report;
    report.set_cycle(kCycle);
    for (const Fate& fate : fates_) {
      if (fate.person.lead == "BTC") {
        *report.add_items() = ItemOf(fate);
      }
    }
    Add<rvw::ProposalService>(kGeneralReport, "BTC-specialist", &rvw::ProposalService::Stub::SubmitGeneralReport,
                              report);
  }

  // The one case of an official's candidate.
  static asmt::Case TheCase(System& system, const std::string& official, const std::string& kind) {
    asmt::ListCasesRequest list;
    list.set_official_id(official);
    list.set_kind(kind);
    const auto listed = Insist<asmt::CaseService>(system, "BTC-leader", &asmt::CaseService::Stub::ListCases, list);
    if (listed.cases_size() != 1) {
      throw std::runtime_error(fmt::format("{} cases {} of {}", listed.cases_size(), kind, official));
    }
    return listed.cases(0);
  }

  // Those who sent nothing explain; some cases the Organisation Commission dismisses, about others the Inspection
  // Commission proposes and the Standing Committee decides.
  void Cases(const std::string& kind, Coming Fate::*came) {
    int number = 0;
    for (const Fate& fate : fates_) {
      if (fate.*came != Coming::kNever) {
        continue;
      }
      const std::string official = fate.person.id;
      const auto read = [official, kind](System& system, auto& request) {
        const asmt::Case found = TheCase(system, official, kind);
        request.set_name(found.name());
        request.set_etag(found.etag());
      };
      if (number % 4 != 3) {
        asmt::ExplainCaseRequest explain;
        explain.set_text("Đi công tác dài ngày");
        Add<asmt::CaseService, asmt::ExplainCaseRequest>(
            kSupplements, official, &asmt::CaseService::Stub::ExplainCase, explain,
            [official, kind](System& system, asmt::ExplainCaseRequest& request) {
              request.set_name(TheCase(system, official, kind).name());
            });
      }
      if (number % 4 == 0) {
        asmt::DismissCaseRequest dismiss;
        dismiss.set_reason(asmt::DISMISSAL_REASON_DATA_ERROR);
        dismiss.set_evidence("Biên bản đối chiếu");
        Add<asmt::CaseService, asmt::DismissCaseRequest>(kGeneralReport, "BTC-leader",
                                                         &asmt::CaseService::Stub::DismissCase, dismiss, read);
      } else if (number % 4 < 3) {
        asmt::ProposeOutcomeRequest propose;
        const auto outcome = number % 4 == 1 ? asmt::CASE_OUTCOME_CONFIRM : asmt::CASE_OUTCOME_DISMISS;
        propose.set_outcome(outcome);
        if (outcome == asmt::CASE_OUTCOME_DISMISS) {
          propose.set_reason(asmt::DISMISSAL_REASON_MINOR);
        }
        Add<asmt::CaseService, asmt::ProposeOutcomeRequest>(kGeneralReport, "UBKT-leader",
                                                            &asmt::CaseService::Stub::ProposeOutcome, propose, read);
        asmt::DecideCaseRequest decide;
        decide.set_outcome(outcome);
        decide.set_reason(propose.reason());
        *decide.mutable_decided_on() = acceptance::WireDay(DayOf(kDecisions));
        *decide.mutable_decision() = Document("MP-382-KL/TU", DayOf(kDecisions));
        Add<asmt::CaseService, asmt::DecideCaseRequest>(kDecisions, "BTV-clerk", &asmt::CaseService::Stub::DecideCase,
                                                        decide, read);
      }
      ++number;
    }
  }

  // One decision for each official: who registered nothing gets a work of the Standing Committee.
  void Decisions() {
    for (const Fate& fate : fates_) {
      rvw::RecordDecisionRequest request;
      request.set_cycle(kCycle);
      request.set_basis(rvw::DECISION_BASIS_ORDINARY);
      *request.mutable_document() = Document("MP-20-QĐ/TU-" + fate.person.id, DayOf(kDecisions));
      auto& item = *request.add_items();
      item.set_official_id(fate.person.id);
      auto& work = *item.add_works();
      work.set_work_id(fate.person.work_id());
      work.set_mode(rvw::ASSIGNMENT_MODE_NEW);
      if (fate.registers == Coming::kNever) {
        work.set_source(rvw::WORK_SOURCE_STANDING_COMMITTEE);
        *work.mutable_content() = WorkOf(fate.person);
      } else {
        work.set_source(fate.proposed_differently ? rvw::WORK_SOURCE_PROPOSED : rvw::WORK_SOURCE_REGISTERED);
      }
      Add<rvw::AssignmentService>(kDecisions, "BTV-clerk", &rvw::AssignmentService::Stub::RecordDecision, request);
    }
  }

  void Plans() {
    for (const Fate& fate : fates_) {
      if (fate.plans == Coming::kNever) {
        continue;
      }
      const std::string& moment = EnteredAt(fate.plans, kPlanning);
      if (OnPaper(fate.plans)) {
        const std::string& stamp = StampOf(fate.plans, kPlanning);
        rpt::EnterPaperPlanRequest request;
        *request.mutable_plan() = fate.plan;
        *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(stamp));
        *request.mutable_document() = Document("KH-" + fate.person.id, DayOf(stamp));
        Add<rpt::PlanService>(moment, "BTC-clerk", &rpt::PlanService::Stub::EnterPaperPlan, request);
      } else {
        rpt::SubmitPlanRequest request;
        *request.mutable_plan() = fate.plan;
        Add<rpt::PlanService>(moment, fate.person.id, &rpt::PlanService::Stub::SubmitPlan, request);
      }
    }
  }

  void Reports(int which) {
    const Dates& dates = kReporting[static_cast<std::size_t>(which)];
    for (const Fate& fate : fates_) {
      const Coming coming = fate.reports[static_cast<std::size_t>(which)];
      if (coming == Coming::kNever) {
        continue;
      }
      // The annual report looks back at the whole year.
      rpt::Report report = ReportOf(fate.person, fate.plan,
                                    which == 3 ? std::vector<int>{1, 2, 3, 4} : std::vector<int>{which + 1}, random_);
      rpt::Covered& quarter = *report.add_covers();
      quarter.set_duty("RPT_Q");
      quarter.set_period(fmt::format("{}-Q{}", kCycle, which + 1));
      if (which == 1 || which == 3) {
        rpt::Covered& longer = *report.add_covers();
        longer.set_duty(which == 1 ? "RPT_H1" : "RPT_Y");
        longer.set_period(std::to_string(kCycle));
      }
      if (which == 3) {
        static constexpr std::array<const char*, 4> kLevels = {"HTXS", "HTT", "HT", "KHT"};
        const char* const level = kLevels[random_() % kLevels.size()];
        report.mutable_self_level()->set_overall(level);
        (*report.mutable_self_level()->mutable_works())[fate.person.work_id()] = level;
      }
      const std::string& moment = EnteredAt(coming, dates);
      if (OnPaper(coming)) {
        const std::string& stamp = StampOf(coming, dates);
        rpt::EnterPaperReportRequest request;
        *request.mutable_report() = report;
        *request.mutable_stamped_at() = rpc::ToWire(*ParseRfc3339(stamp));
        *request.mutable_document() = Document(fmt::format("BC-{}-{}", which, fate.person.id), DayOf(stamp));
        Add<rpt::ReportService>(moment, "BTC-clerk", &rpt::ReportService::Stub::EnterPaperReport, request);
      } else {
        rpt::SubmitReportRequest request;
        *request.mutable_report() = report;
        Add<rpt::ReportService>(moment, fate.person.id, &rpt::ReportService::Stub::SubmitReport, request);
      }
    }
  }

  // Appraisals of the first quarter, plans announced, works amended, ad hoc reports asked for and given, a report
  // corrected.
  void SpringActs() {
    for (const std::string& body : kBodies) {
      if (std::none_of(fates_.begin(), fates_.end(), [&](const Fate& fate) {
            return fate.person.lead == body && fate.reports[0] != Coming::kNever;
          })) {
        continue;
      }
      rpt::AppraiseReportsRequest request;
      request.set_body_id(body);
      request.set_period(fmt::format("{}-Q1", kCycle));
      request.set_remarks("Đúng tiến độ");
      Add<rpt::ReportService>(kSpring, body + "-leader", &rpt::ReportService::Stub::AppraiseReports, request);
    }
    rpt::AppraiseAllReportsRequest all;
    all.set_period(fmt::format("{}-Q2", kCycle));
    all.set_remarks("Nhìn chung đúng tiến độ");
    Add<rpt::ReportService>(kAllReports, "BTC-specialist", &rpt::ReportService::Stub::AppraiseAllReports, all);
    int number = 0;
    for (const Fate& fate : fates_) {
      ++number;
      if (fate.plans != Coming::kNever && number % 2 == 0) {
        Announce(kSpring, "ANN_PLAN", "2022-02-10", fate);
      }
      if (number % 5 == 0) {
        const std::string id = "DX-" + fate.person.id;
        rpt::RequestAdHocReportRequest request;
        auto& asked = *request.mutable_ad_hoc_request();
        asked.set_ad_hoc_request_id(id);
        asked.set_official_id(fate.person.id);
        asked.set_subject("Vướng mắc giải phóng mặt bằng");
        *asked.mutable_document() = Document("MP-51-CV/BTC", DayOf(kSpring));
        *asked.mutable_respond_by() = acceptance::WireDay("2022-06-20");
        Add<rpt::ReportService>(kSpring, "BTC-specialist", &rpt::ReportService::Stub::RequestAdHocReport, request);
        if (number % 10 == 0) {
          rpt::SubmitAdHocReportRequest answer;
          auto& report = *answer.mutable_ad_hoc_report();
          report.set_official_id(fate.person.id);
          report.set_trigger(rpt::AD_HOC_TRIGGER_REQUEST);
          report.set_ad_hoc_request_id(id);
          report.set_subject("Vướng mắc giải phóng mặt bằng");
          report.add_work_ids(fate.person.work_id());
          report.set_what_happened("Ba hộ chưa bàn giao");
          report.set_impact_e2(1'250);
          report.set_proposal("Họp với huyện");
          Add<rpt::ReportService>(kReporting[1].early, fate.person.id, &rpt::ReportService::Stub::SubmitAdHocReport,
                                  answer);
        }
      }
      if (number % 7 == 0) {
        rvw::AmendWorkRequest amend;
        amend.set_name("authorities/tuyen-quang/works/" + fate.person.work_id());
        *amend.mutable_document() = Document("MP-61-QĐ/TU", DayOf(kAllReports));
        *amend.mutable_content() = WorkOf(fate.person);
        amend.mutable_content()->set_goals("Không còn hồ sơ giấy từ tháng 9");
        Add<rvw::AssignmentService, rvw::AmendWorkRequest>(
            kAllReports, "BTV-clerk", &rvw::AssignmentService::Stub::AmendWork, amend,
            [](System& system, rvw::AmendWorkRequest& request) {
              rvw::GetWorkRequest get;
              get.set_name(request.name());
              request.set_etag(
                  Insist<rvw::AssignmentService>(system, "BTV-clerk", &rvw::AssignmentService::Stub::GetWork, get)
                      .work()
                      .etag());
            });
      }
      if (number % 6 == 0 && fate.reports[0] != Coming::kNever) {
        Correct(fate);
      }
    }
  }

  void Correct(const Fate& fate) {
    rpt::CorrectReportRequest correct;
    correct.set_note("Ghi nhầm số liệu");
    const rpt::Report changes = ReportOf(fate.person, fate.plan, {1}, random_);
    *correct.mutable_report()->mutable_works() = changes.works();
    const std::string official = fate.person.id;
    Add<rpt::ReportService, rpt::CorrectReportRequest>(
        kReporting[2].late, official, &rpt::ReportService::Stub::CorrectReport, correct,
        [official](System& system, rpt::CorrectReportRequest& request) {
          rpt::ListReportsRequest list;
          list.set_official_id(official);
          list.set_duty("RPT_Q");
          list.set_period(fmt::format("{}-Q1", kCycle));
          const auto listed =
              Insist<rpt::ReportService>(system, official, &rpt::ReportService::Stub::ListReports, list);
          request.mutable_report()->set_name(listed.reports(0).name());
          request.mutable_report()->set_etag(listed.reports(0).etag());
        });
  }

  void Announce(const std::string& moment, const std::string& duty, const std::string& day, const Fate& fate) {
    rpt::RecordAnnouncementRequest request;
    auto& announcement = *request.mutable_announcement();
    announcement.set_official_id(fate.person.id);
    announcement.set_cycle(kCycle);
    announcement.set_duty(duty);
    *announcement.mutable_announced_on() = acceptance::WireDay(day);
    announcement.set_form("họp cơ quan");
    announcement.set_place("Hội trường");
    announcement.set_confirmed_by("Chánh Văn phòng");
    Add<rpt::AnnouncementService>(moment, fate.person.id, &rpt::AnnouncementService::Stub::RecordAnnouncement, request);
  }

  // Bodies appraise one by one, so that many appraise at once; then the Organisation Commission the rest.
  void Appraisals() {
    static constexpr std::array<const char*, 4> kLevels = {"HTXS", "HTT", "HT", "KHT"};
    asmt::SubmitGeneralAppraisalRequest general;
    general.set_cycle(kCycle);
    for (const Fate& fate : fates_) {
      asmt::AppraisalItem item;
      item.set_official_id(fate.person.id);
      item.set_proposed_level(kLevels[random_() % kLevels.size()]);
      if (fate.plans != Coming::kNever && random_() % 4 == 0) {
        auto& verified = *item.add_verified();
        verified.set_work_id(fate.person.work_id());
        verified.set_item_id(fmt::format("{}.01.1", kCycle));
        verified.set_value_e2(static_cast<int>(random_() % 10'001));
        verified.set_evidence("Biên bản kiểm tra");
      }
      if (fate.person.lead == "BTC") {
        *general.add_items() = item;
        continue;
      }
      asmt::SubmitAppraisalRequest request;
      request.set_body_id(fate.person.lead);
      request.set_cycle(kCycle);
      *request.add_items() = item;
      Add<asmt::AssessmentService>(kAppraisal, fate.person.lead + "-leader",
                                   &asmt::AssessmentService::Stub::SubmitAppraisal, request);
    }
    Add<asmt::AssessmentService>(kGeneralAppraisal, "BTC-leader",
                                 &asmt::AssessmentService::Stub::SubmitGeneralAppraisal, general);
  }

  // As suggested, but where nothing was planned: that needs a reason.
  void Ratings() {
    for (const Fate& fate : fates_) {
      asmt::RecordRatingsRequest request;
      request.set_kind(asmt::RATING_KIND_ANNUAL);
      request.set_cycle(kCycle);
      *request.mutable_decision() = Document("MP-340-KL/TU", DayOf(kRatings));
      *request.mutable_decided_on() = acceptance::WireDay(DayOf(kRatings));
      request.add_items()->set_official_id(fate.person.id);
      Add<asmt::AssessmentService, asmt::RecordRatingsRequest>(
          kRatings, "BTV-clerk", &asmt::AssessmentService::Stub::RecordRatings, request,
          [](System& system, asmt::RecordRatingsRequest& rating) {
            asmt::RatingItem& item = *rating.mutable_items(0);
            asmt::GetAssessmentRequest get;
            get.set_official_id(item.official_id());
            get.set_cycle(kCycle);
            const auto assessed = Insist<asmt::AssessmentService>(system, "BTV-clerk",
                                                                  &asmt::AssessmentService::Stub::GetAssessment, get);
            item.set_level(assessed.assessment().suggested_level());
            if (item.level().empty()) {
              item.set_level("KHT");
              item.set_difference_reason(asmt::DIFFERENCE_REASON_OTHER);
              *item.mutable_difference_document() = Document("MP-339-KL/TU", DayOf(kRatings));
            }
          });
      Announce(kResults, "ANN_RESULT", DayOf(kResults), fate);
    }
  }

  // Enough calls at once in every round, and calls to the notifier in each: people change how they are written to.
  void Fill(const std::string& moment, std::vector<Act>& acts) {
    const std::size_t least = std::max<std::size_t>(kLeastActs, acts.size() + 4);
    std::vector<std::string> people;
    for (const Fate& fate : fates_) {
      people.push_back(fate.person.id);
    }
    std::shuffle(people.begin(), people.end(), random_);
    for (std::size_t i = 0; acts.size() < least && i < people.size(); ++i) {
      ntf::UpdatePreferencesRequest request;
      request.set_request_id(RequestId(next_request_++));
      request.mutable_preferences()->set_language(random_() % 2 == 0 ? "vi" : "en");
      request.mutable_preferences()->set_reminders_by_email(random_() % 2 == 0);
      acts.push_back(
          {fmt::format("{} {} UpdatePreferences", moment, people[i]), [person = people[i], request](System& system) {
             ntf::UpdatePreferencesRequest full = request;
             full.mutable_preferences()->set_etag(Insist<ntf::InboxService>(system, person,
                                                                            &acceptance::Inbox::GetPreferences,
                                                                            ntf::GetPreferencesRequest())
                                                      .preferences()
                                                      .etag());
             Insist<ntf::InboxService>(system, person, &acceptance::Inbox::UpdatePreferences, full);
           }});
    }
  }

  std::mt19937 random_;
  std::vector<Fate> fates_;
  std::map<std::string, std::vector<Act>> rounds_;  // by moment: all in one offset, so in the order of time
  int next_request_ = 100;
};

// All acts of the round at once, the disturbance beside them.
void PlayRound(System& system, const Round& round, int number, const DisturbCalls& during_calls) {
  Flight flight{static_cast<int>(round.acts.size())};
  std::vector<std::future<void>> calls;
  calls.reserve(round.acts.size());
  for (const Act& act : round.acts) {
    calls.push_back(std::async(std::launch::async, [&] {
      ++flight.started;
      std::string failed;
      try {
        act.perform(system);
      } catch (const std::exception& error) {
        failed = act.name + ": " + error.what();
      }
      ++flight.answered;
      if (!failed.empty()) {
        throw std::runtime_error(failed);
      }
    }));
  }
  if (during_calls) {
    try {
      during_calls(system, number, flight);
    } catch (const std::exception& error) {
      // Said at once: the calls first end their patience with what is gone.
      fmt::print(stderr, "round {}: {}\n", round.moment, error.what());
      throw;
    }
  }
  for (auto& call : calls) {
    call.get();
  }
}

void Step(System& system, const std::string& moment, int number, const DisturbStep& during_step) {
  auto step = std::async(std::launch::async, [&] { system.AdvanceTo(moment); });
  if (during_step) {
    during_step(system, number, [&] { return step.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  }
  step.get();
}

}  // namespace

Plan MakePlan(unsigned seed, int officials) { return Planner(seed, officials).Make(); }

void Play(System& system, const Plan& plan, const DisturbCalls& during_calls, const DisturbStep& during_step) {
  Found(system, plan.people, plan.start);
  for (std::size_t i = 0; i < plan.rounds.size(); ++i) {
    Step(system, plan.rounds[i].moment, static_cast<int>(i), during_step);
    PlayRound(system, plan.rounds[i], static_cast<int>(i), during_calls);
  }
  Step(system, plan.end, static_cast<int>(plan.rounds.size()), during_step);
}

}  // namespace dotpha::faults
