// What each producer tells, as the statute's facts. Rules and scenarios as in the regulation; I-nn: interpretations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dotpha/assessment/v1/assessment_events.pb.h"
#include "dotpha/registration/v1/registration_events.pb.h"
#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "dotpha/review/v1/review_events.pb.h"
#include "libs/facts/knowledge.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::facts {
namespace {

using statute::DutyKey;

const FindRegulation kNoLaw = [](const std::string&) { return nullptr; };
const Instant kRecorded = Date{2022, 3, 1}.At();

// Reads events as a consumer does: to a row, and from the row into what is known.
class Reader {
 public:
  template <typename Event>
  Result<FactRow> Tell(const std::string& producer, const Event& event, std::string type = "") {
    messaging::StreamEvent stream;
    stream.producer = producer;
    stream.stream_seq = ++sequence_;
    stream.authority = "tq";
    stream.recorded_at = kRecorded;
    const auto* field = Event::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
    stream.type = !type.empty() ? type : field == nullptr ? "unknown" : field->message_type()->full_name();
    stream.data = event.SerializeAsString();
    DOTPHA_ASSIGN(FactRow row, ToFactRow(stream, kNoLaw));
    DOTPHA_TRY(AddFact(row, kNoLaw, known));
    return row;
  }

  Knowledge known;

 private:
  std::int64_t sequence_ = 0;
};

std::string Reason(const Result<FactRow>& result) { return result.ok() ? "accepted" : result.error().reason; }

review::v1::ReviewEvent Assigned(const std::string& basis, int cycle) {
  review::v1::ReviewEvent event;
  auto& assigned = *event.mutable_works_assigned();
  assigned.set_assignment_id("assignment-1");
  assigned.set_official_id("N2");
  assigned.set_cycle(cycle);
  assigned.set_basis(basis);
  *assigned.mutable_decided_on() = rpc::ToWire(Date{2021, 7, 1});
  auto& work = *assigned.add_works();
  work.set_work_id("W-1");
  work.set_duration("3Y");
  *work.mutable_start_on() = rpc::ToWire(Date{2021, 7, 1});
  *work.mutable_end_on() = rpc::ToWire(Date{2023, 12, 31});
  return event;
}

TEST(ReviewFacts, WorksAssignedAreAnAssignmentAlsoFromAnOpening_R4_3) {
  Reader reader;
  const auto row = reader.Tell("review", Assigned("OPENING", 2021));
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->subject, "N2");
  EXPECT_TRUE(ConcernsBodies(*row));
  ASSERT_EQ(reader.known.facts.assignments.size(), 1U);
  const statute::AssignmentFact& fact = reader.known.facts.assignments[0];
  EXPECT_EQ(fact.basis, "OPENING");
  EXPECT_EQ(fact.cycle, 2021);
  EXPECT_FALSE(fact.notified_on);
  EXPECT_EQ(fact.works.at(0).duration, "3Y");
  EXPECT_EQ(fact.learned.source, "review#1");
}

TEST(ReviewFacts, AnAmendedWorkIsANewerVersionOfItsAssignment_R5_2_ADJUST) {
  Reader reader;
  ASSERT_TRUE(reader.Tell("review", Assigned("ORDINARY", 2021)).ok());
  review::v1::ReviewEvent event;
  auto& amended = *event.mutable_work_amended();
  amended.set_work_id("W-1");
  amended.set_official_id("N2");
  *amended.mutable_work() = Assigned("ORDINARY", 2021).works_assigned().works(0);
  *amended.mutable_work()->mutable_end_on() = rpc::ToWire(Date{2024, 12, 31});
  amended.mutable_work()->add_target_ids("1");
  amended.mutable_work()->set_multi_agency(true);
  ASSERT_TRUE(reader.Tell("review", event).ok());
  ASSERT_EQ(reader.known.facts.assignments.size(), 2U);
  EXPECT_EQ(reader.known.facts.assignments[1].id, "assignment-1");
  const statute::AssignedWork& work = reader.known.facts.assignments[1].works.at(0);
  EXPECT_EQ(work.end, (Date{2024, 12, 31}));
  EXPECT_THAT(work.target_ids, ::testing::ElementsAre("1"));
  EXPECT_TRUE(work.multi_agency);
  EXPECT_EQ(work.amended_at, reader.known.facts.assignments[1].learned.recorded_at);
  EXPECT_FALSE(reader.known.facts.assignments[0].works.at(0).amended_at);
}

TEST(RegistrationFacts, WhoAssessesAnOfficialIsPartOfHim_I_44) {
  Reader reader;
  registration::v1::RegistrationEvent recorded;
  recorded.mutable_official_recorded()->set_official_id("QN-024");
  recorded.mutable_official_recorded()->set_assessed_by("BTV_CAP_UY:huyen-uy-son-ha");
  ASSERT_TRUE(reader.Tell("registration", recorded).ok());
  EXPECT_EQ(reader.known.facts.persons.at(0).assessed_by, "BTV_CAP_UY:huyen-uy-son-ha");
}

TEST(ReviewFacts, WhatBodiesSentDischargesTheirOwnDuties_R4_2_CONS) {
  Reader reader;
  review::v1::ReviewEvent proposals;
  proposals.mutable_proposals_sent()->set_dossier_id("dossier-1");
  proposals.mutable_proposals_sent()->set_body_id("BCSD");
  proposals.mutable_proposals_sent()->set_cycle(2022);
  *proposals.mutable_proposals_sent()->mutable_received_at() = rpc::ToWire(Date{2021, 11, 29}.At());
  const auto row = reader.Tell("review", proposals);
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->subject, "BCSD");
  proposals.mutable_proposals_sent()->set_supplementary(true);
  ASSERT_TRUE(reader.Tell("review", proposals).ok());
  review::v1::ReviewEvent report;
  report.mutable_general_report_sent()->set_report_id("report-1");
  report.mutable_general_report_sent()->set_cycle(2022);
  *report.mutable_general_report_sent()->mutable_received_at() = rpc::ToWire(Date{2021, 12, 24}.At());
  EXPECT_EQ(reader.Tell("review", report)->subject, "BTC");
  review::v1::ReviewEvent decision;
  decision.mutable_decision_recorded()->set_decision_id("decision-1");
  decision.mutable_decision_recorded()->set_cycle(2022);
  *decision.mutable_decision_recorded()->mutable_decided_on() = rpc::ToWire(Date{2021, 11, 18});
  decision.mutable_decision_recorded()->set_basis("NEWAPPT");
  EXPECT_EQ(reader.Tell("review", decision)->subject, "BTV");
  *decision.mutable_decision_recorded()->mutable_decided_on() = rpc::ToWire(Date{2021, 12, 28});
  decision.mutable_decision_recorded()->set_basis("ORDINARY");
  ASSERT_TRUE(reader.Tell("review", decision).ok());

  const auto& receipts = reader.known.facts.receipts;
  ASSERT_EQ(receipts.size(), 3U);
  EXPECT_EQ(receipts[0].debtor_id, "BCSD");
  EXPECT_EQ(receipts[0].covers.at(0), (DutyKey{"CONS", "2022", ""}));
  EXPECT_EQ(receipts[1].debtor_id, "BTC");
  EXPECT_EQ(receipts[1].covers.at(0), (DutyKey{"CONS_BTC", "2022", ""}));
  EXPECT_EQ(receipts[2].debtor_id, "BTV");
  EXPECT_EQ(receipts[2].covers.at(0), (DutyKey{"DECIDE", "2022", ""}));
  EXPECT_EQ(Date::Of(receipts[2].received_at), (Date{2021, 12, 28}));
}

TEST(ReviewFacts, ADecisionOfWhichAllWereToldIsNotifiedToo_R4_3_NOTIFY) {
  Reader reader;
  review::v1::ReviewEvent event;
  auto& decision = *event.mutable_decision_recorded();
  decision.set_decision_id("decision-1");
  decision.set_cycle(2021);
  decision.set_basis("ORDINARY");
  *decision.mutable_decided_on() = rpc::ToWire(Date{2020, 12, 20});
  decision.set_body_id("TUYEN");  // bodies of another law
  EXPECT_EQ(reader.Tell("review", event)->subject, "TUYEN");
  EXPECT_EQ(reader.known.facts.receipts.size(), 1U) << "nobody is said to have been told";
  *decision.mutable_notified_on() = rpc::ToWire(Date{2020, 12, 22});
  decision.set_notified_by("TOCHUC");
  ASSERT_TRUE(reader.Tell("review", event).ok());
  const auto& receipts = reader.known.facts.receipts;
  ASSERT_EQ(receipts.size(), 3U);
  EXPECT_EQ(receipts[1].debtor_id, "TUYEN");
  EXPECT_EQ(receipts[2].debtor_id, "TOCHUC");
  EXPECT_EQ(receipts[2].covers.at(0), (DutyKey{"NOTIFY", "2021", ""}));
  EXPECT_EQ(Date::Of(receipts[2].received_at), (Date{2020, 12, 22}));
}

TEST(ReviewFacts, ADecisionOfWhichAllWereToldLaterIsNotifiedThen_R4_3_NOTIFY) {
  Reader reader;
  review::v1::ReviewEvent event;
  auto& told = *event.mutable_decision_notified();
  told.set_decision_id("decision-1");
  told.set_cycle(2021);
  told.set_basis("SUPPLEMENT");
  *told.mutable_notified_on() = rpc::ToWire(Date{2021, 1, 5});
  EXPECT_EQ(Reason(reader.Tell("review", event)), "EVENT_FIELD_MISSING") << "by whom";
  told.set_notified_by("TOCHUC");
  ASSERT_TRUE(reader.Tell("review", event).ok());
  EXPECT_EQ(reader.known.facts.receipts.size(), 0U) << "the duty is on the decision on everybody";
  told.set_basis("ORDINARY");
  EXPECT_EQ(reader.Tell("review", event)->subject, "TOCHUC");
  const auto& receipts = reader.known.facts.receipts;
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].debtor_id, "TOCHUC");
  EXPECT_EQ(receipts[0].covers.at(0), (DutyKey{"NOTIFY", "2021", ""}));
  EXPECT_EQ(Date::Of(receipts[0].received_at), (Date{2021, 1, 5}));
}

TEST(ReviewFacts, WhoIsToldLaterHasHisAssignmentDatedThen_R4_3_NOTIFY_I_06) {
  Reader reader;
  review::v1::ReviewEvent event;
  auto& told = *event.mutable_official_notified();
  told.set_decision_id("decision-1");
  told.set_official_id("N2");
  told.add_work_ids("W-1");
  *told.mutable_notified_on() = rpc::ToWire(Date{2021, 7, 9});
  EXPECT_EQ(reader.Tell("review", event)->subject, "N2") << "read by itself, too";
  ASSERT_TRUE(reader.Tell("review", Assigned("NEWAPPT", 2021)).ok());
  ASSERT_TRUE(reader.Tell("review", event).ok());
  auto& assignments = reader.known.facts.assignments;
  ASSERT_EQ(assignments.size(), 2U);
  EXPECT_FALSE(assignments[0].notified_on) << "nobody knew it before";
  EXPECT_EQ(assignments[1].id, assignments[0].id);
  EXPECT_EQ(assignments[1].notified_on, (Date{2021, 7, 9}));
  EXPECT_NE(assignments[1].learned.source, assignments[0].learned.source);
  told.set_official_id("N3");
  ASSERT_TRUE(reader.Tell("review", event).ok());
  EXPECT_EQ(assignments.size(), 2U) << "a predecessor's assignment of the same work is not his";
}

TEST(RegistrationFacts, ARegulationThatTakesOverIsKnownSinceItWasRecorded_I_30) {
  statute::Regulation first;
  statute::Regulation second;
  statute::Regulation earlier;
  first.id = "TQ2020";
  second.id = "TQ2021";
  earlier.id = "TQ2019";
  const FindRegulation find = [&](const std::string& id) -> const statute::Regulation* {
    return id == "TQ2020" ? &first : id == "TQ2021" ? &second : &earlier;
  };
  Knowledge known;
  const auto configure = [&](const std::vector<std::pair<std::string, Date>>& law, Instant at) {
    registration::v1::RegistrationEvent event;
    for (const auto& [id, from] : law) {
      auto& regulation = *event.mutable_authority_configured()->add_regulations();
      regulation.set_regulation_id(id);
      *regulation.mutable_effective_from() = rpc::ToWire(from);
    }
    FactRow row;
    row.producer = "registration";
    row.recorded_at = at;
    row.data = event.SerializeAsString();
    return AddFact(row, find, known).ok();
  };
  const Instant recorded = Date{2021, 8, 26}.At();
  ASSERT_TRUE(configure({{"TQ2020", {2020, 5, 20}}}, Date{2020, 6, 1}.At()));
  EXPECT_EQ(known.facts.law.at(0).recorded_at, Instant::Min()) << "what it began with was always known";
  ASSERT_TRUE(configure({{"TQ2020", {2020, 5, 20}}, {"TQ2021", {2021, 9, 1}}}, recorded));
  EXPECT_EQ(known.facts.law.at(1).recorded_at, recorded);
  ASSERT_TRUE(configure({{"TQ2019", {2019, 1, 1}}, {"TQ2020", {2020, 5, 20}}, {"TQ2021", {2021, 9, 2}}},
                        Date{2021, 9, 5}.At()));
  EXPECT_EQ(known.facts.law.at(0).recorded_at, Instant::Min()) << "what was before it began was, too";
  EXPECT_EQ(known.facts.law.at(2).recorded_at, recorded) << "a corrected day is known as long";
}

TEST(RegistrationFacts, AStampFoundLaterIsOneMoreReceiptOfTheRegistration_I_02) {
  Reader reader;
  registration::v1::RegistrationEvent submitted;
  submitted.mutable_registration_submitted()->set_registration_id("reg-1");
  submitted.mutable_registration_submitted()->set_official_id("N1");
  submitted.mutable_registration_submitted()->set_cycle(2023);
  *submitted.mutable_registration_submitted()->mutable_received_at() = rpc::ToWire(Date{2022, 11, 15}.At());
  ASSERT_TRUE(reader.Tell("registration", submitted).ok());
  registration::v1::RegistrationEvent stamped;
  stamped.mutable_stamp_recorded()->set_registration_id("reg-1");
  stamped.mutable_stamp_recorded()->set_official_id("N1");
  stamped.mutable_stamp_recorded()->set_cycle(2023);
  EXPECT_EQ(Reason(reader.Tell("registration", stamped)), "EVENT_FIELD_MISSING");
  *stamped.mutable_stamp_recorded()->mutable_received_at() = rpc::ToWire(Date{2022, 11, 14}.At());
  stamped.mutable_stamp_recorded()->set_document_number("MP-9");
  const auto row = reader.Tell("registration", stamped);
  ASSERT_TRUE(row.ok()) << row.error().reason;
  EXPECT_EQ(row->subject, "N1");
  const auto& receipts = reader.known.facts.receipts;
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_EQ(receipts[1].id, receipts[0].id);
  EXPECT_EQ(receipts[1].covers, receipts[0].covers);
  EXPECT_EQ(receipts[1].document, "MP-9");
  EXPECT_EQ(Date::Of(receipts[1].received_at), (Date{2022, 11, 14}));
}

TEST(ReportingFacts, AStampFoundLaterIsOneMoreReceiptOfAllThatTheDocumentCovers_I_02) {
  Reader reader;
  reporting::v1::ReportingEvent stamped;
  auto& stamp = *stamped.mutable_stamp_recorded();
  stamp.set_document_id("report-1");
  stamp.set_official_id("N1");
  *stamp.mutable_received_at() = rpc::ToWire(Date{2022, 6, 24}.At());
  stamp.set_document_number("BC-3");
  EXPECT_EQ(Reason(reader.Tell("reporting", stamped)), "EVENT_FIELD_MISSING");
  for (const auto& [duty, period] : {std::pair{"RPT_Q", "2022-Q2"}, std::pair{"RPT_H1", "2022"}}) {
    auto& covered = *stamp.add_covers();
    covered.set_duty(duty);
    covered.set_period(period);
  }
  EXPECT_EQ(reader.Tell("reporting", stamped)->subject, "N1");
  ASSERT_EQ(reader.known.facts.receipts.size(), 1U);
  EXPECT_EQ(reader.known.facts.receipts[0].covers,
            (std::vector<DutyKey>{{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}));
  EXPECT_EQ(reader.known.facts.receipts[0].id, "report-1");
}

TEST(ReviewFacts, AnEndedWorkLeavesItsHolder_R2_4) {
  Reader reader;
  review::v1::ReviewEvent event;
  event.mutable_work_ended()->set_work_id("W-1");
  event.mutable_work_ended()->set_official_id("N2");
  event.mutable_work_ended()->set_reason("STOPPED");
  *event.mutable_work_ended()->mutable_until() = rpc::ToWire(Date{2022, 8, 22});
  const auto row = reader.Tell("review", event);
  ASSERT_TRUE(row.ok());
  EXPECT_TRUE(ConcernsBodies(*row));
  EXPECT_EQ(reader.known.facts.work_ends.at(0).until, (Date{2022, 8, 22}));
}

TEST(ReviewFacts, AReportedStopIsNoEndYet_R2_4_EVENTS) {
  Reader reader;
  review::v1::ReviewEvent event;
  auto& stop = *event.mutable_work_stop_reported();
  stop.set_work_id("W-1");
  stop.set_official_id("N2");
  stop.set_reason("STOP_FM");
  *stop.mutable_stopped_on() = rpc::ToWire(Date{2022, 8, 22});
  ASSERT_TRUE(reader.Tell("review", event).ok());
  const statute::WorkEndFact& end = reader.known.facts.work_ends.at(0);
  EXPECT_EQ(end.reason, "STOP_REPORTED");
  EXPECT_EQ(end.until, (Date{2022, 8, 22}));
}

TEST(ReviewFacts, AConclusionDischargesTheStandingCommittee_R2_4_CONCLUDE) {
  Reader reader;
  review::v1::ReviewEvent event;
  auto& concluded = *event.mutable_works_concluded();
  concluded.set_conclusion_id("c-1");
  concluded.set_official_id("N2");
  *concluded.mutable_effective_on() = rpc::ToWire(Date{2022, 6, 20});
  *concluded.mutable_concluded_on() = rpc::ToWire(Date{2022, 6, 30});
  const auto row = reader.Tell("review", event);
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->subject, "BTV");
  const statute::ReceiptFact& receipt = reader.known.facts.receipts.at(0);
  EXPECT_EQ(receipt.debtor_id, "BTV");
  EXPECT_EQ(receipt.covers, (std::vector<DutyKey>{{"CONCLUDE", "N2", "2022-06-20"}}));
}

TEST(ReviewFacts, APeriodicSessionIsADutyMetAndANeededOneNone_R6_PERIODIC_R6_NEEDED) {
  Reader reader;
  for (const char* kind : {"HALF_YEAR", "ANNUAL", "NEEDED"}) {
    review::v1::ReviewEvent event;
    auto& held = *event.mutable_meeting_held();
    held.set_meeting_id(std::string("m-") + kind);
    held.set_kind(kind);
    held.set_cycle(2022);
    *held.mutable_held_on() = rpc::ToWire(Date{2022, 7, 28});
    ASSERT_TRUE(reader.Tell("review", event).ok());
  }
  ASSERT_EQ(reader.known.facts.receipts.size(), 2U);
  EXPECT_EQ(reader.known.facts.receipts[0].covers, (std::vector<DutyKey>{{"MEET", "2022-H1", ""}}));
  EXPECT_EQ(reader.known.facts.receipts[1].covers, (std::vector<DutyKey>{{"MEET", "2022-Y", ""}}));
}

TEST(ReportingFacts, OnlyTheFirstVersionOfAPlanIsAReceipt_R4_4b_DEADLINE) {
  Reader reader;
  reporting::v1::ReportingEvent event;
  auto& plan = *event.mutable_plan_sent();
  plan.set_plan_id("plan-1");
  plan.set_official_id("N1");
  plan.set_cycle(2022);
  plan.set_version(1);
  plan.mutable_covers()->set_duty("PLAN");
  plan.mutable_covers()->set_period("2022");
  *plan.mutable_covers()->mutable_occasion() = rpc::ToWire(Date{2022, 1, 5});
  *plan.mutable_received_at() = rpc::ToWire(kRecorded);
  plan.set_document_number("MP-1");
  EXPECT_EQ(reader.Tell("reporting", event)->subject, "N1");
  plan.set_version(2);
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  ASSERT_EQ(reader.known.facts.receipts.size(), 1U);
  EXPECT_EQ(reader.known.facts.receipts[0].covers.at(0), (DutyKey{"PLAN", "2022", "2022-01-05"}));
  EXPECT_EQ(reader.known.facts.receipts[0].document, "MP-1");
}

TEST(ReportingFacts, OneReportCoversSeveralDutiesAndACorrectionNone_B_16_I_36) {
  Reader reader;
  reporting::v1::ReportingEvent event;
  auto& report = *event.mutable_report_sent();
  report.set_report_id("report-1");
  report.set_official_id("N1");
  report.set_version(1);
  *report.mutable_received_at() = rpc::ToWire(kRecorded);
  for (const auto& [duty, period] : {std::pair{"RPT_Q", "2022-Q2"}, std::pair{"RPT_H1", "2022"}}) {
    report.add_covers()->set_duty(duty);
    report.mutable_covers(report.covers_size() - 1)->set_period(period);
  }
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  report.set_version(2);
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  ASSERT_EQ(reader.known.facts.receipts.size(), 1U);
  EXPECT_EQ(reader.known.facts.receipts[0].covers,
            (std::vector<DutyKey>{{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}));
}

TEST(ReportingFacts, AnAdHocRequestIsRevokedByItsCancellation_R5_1_ADHOC) {
  Reader reader;
  reporting::v1::ReportingEvent event;
  event.mutable_ad_hoc_requested()->set_request_id("REQ-1");
  event.mutable_ad_hoc_requested()->set_official_id("N1");
  *event.mutable_ad_hoc_requested()->mutable_requested_on() = rpc::ToWire(Date{2022, 8, 10});
  *event.mutable_ad_hoc_requested()->mutable_respond_by() = rpc::ToWire(Date{2022, 8, 15});
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  EXPECT_EQ(reader.known.facts.requests.at(0).respond_by, (Date{2022, 8, 15}));
  EXPECT_FALSE(reader.known.facts.requests.at(0).revoked);
  event.mutable_ad_hoc_request_cancelled()->set_request_id("REQ-1");
  event.mutable_ad_hoc_request_cancelled()->set_official_id("N1");
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  EXPECT_TRUE(reader.known.facts.requests.at(0).revoked);
}

TEST(ReportingFacts, AnAnnouncementDischargesItsDuty_R2_6_ANNOUNCE_B_37) {
  Reader reader;
  reporting::v1::ReportingEvent event;
  auto& announced = *event.mutable_announcement_recorded();
  announced.set_announcement_id("announcement-1");
  announced.set_official_id("N1");
  announced.set_cycle(2022);
  announced.set_duty("ANN_PLAN");
  *announced.mutable_announced_on() = rpc::ToWire(Date{2022, 2, 1});
  ASSERT_TRUE(reader.Tell("reporting", event).ok());
  EXPECT_EQ(reader.known.facts.receipts.at(0).covers.at(0), (DutyKey{"ANN_PLAN", "2022", ""}));
}

TEST(AssessmentFacts, ADecidedLevelIsAResultAndARatingOfWorksAloneIsNot_R7_3c_DECIDE) {
  Reader reader;
  assessment::v1::AssessmentEvent event;
  auto& rating = *event.mutable_rating_decided();
  rating.set_official_id("N1");
  rating.set_cycle(2022);
  rating.set_kind("EARLY");
  (*rating.mutable_works())["W1"] = "HTXS";
  *rating.mutable_decided_on() = rpc::ToWire(Date{2022, 10, 20});
  ASSERT_TRUE(reader.Tell("assessment", event).ok());
  EXPECT_TRUE(reader.known.facts.results.empty());
  ASSERT_EQ(reader.known.facts.work_ends.size(), 1U) << "rated early, it leaves him on that day (R7.1-EARLY)";
  EXPECT_EQ(reader.known.facts.work_ends[0].work_id, "W1");
  EXPECT_EQ(reader.known.facts.work_ends[0].until, (Date{2022, 10, 20}));
  EXPECT_EQ(reader.known.facts.work_ends[0].reason, "EARLY");
  rating.set_kind("ANNUAL");
  rating.set_level("HTT");
  (*rating.mutable_works())["W2"] = "HTT";
  *rating.mutable_decided_on() = rpc::ToWire(Date{2023, 1, 16});
  const auto row = reader.Tell("assessment", event);
  ASSERT_TRUE(row.ok());
  EXPECT_TRUE(ConcernsBodies(*row));
  EXPECT_EQ(reader.known.facts.results.at(0).decided_on, (Date{2023, 1, 16}));
  EXPECT_EQ(reader.known.facts.work_ends.size(), 1U) << "the annual rating ends nothing";
  ASSERT_EQ(reader.known.facts.receipts.size(), 1U);
  EXPECT_EQ(reader.known.facts.receipts[0].debtor_id, "BTV");
  EXPECT_EQ(reader.known.facts.receipts[0].covers.at(0), (DutyKey{"RATE", "2022", ""}));
}

TEST(AssessmentFacts, AppraisalsDischargeTheBodysDutyAndTheCommissionsOwn_R7_3b) {
  Reader reader;
  for (const char* body : {"BNC", "BTC"}) {
    assessment::v1::AssessmentEvent event;
    event.mutable_appraisal_sent()->set_body_id(body);
    event.mutable_appraisal_sent()->set_cycle(2022);
    *event.mutable_appraisal_sent()->mutable_received_at() = rpc::ToWire(kRecorded);
    EXPECT_EQ(reader.Tell("assessment", event)->subject, body);
  }
  EXPECT_EQ(reader.known.facts.receipts.at(0).covers.at(0), (DutyKey{"APPRAISE", "2022", ""}));
  EXPECT_EQ(reader.known.facts.receipts.at(1).covers.at(0), (DutyKey{"APPRAISE_BTC", "2022", ""}));
}

TEST(AssessmentFacts, WhatHadComeInTimeIsAReceiptOfItsLegalDay_F_01_I_35) {
  Reader reader;
  assessment::v1::AssessmentEvent event;
  auto& fact = *event.mutable_received_in_fact();
  fact.set_case_id("case-1");
  fact.set_official_id("N1");
  *fact.mutable_received_at() = rpc::ToWire(Date{2022, 6, 23}.At());
  fact.set_document_number("118");
  for (const auto& [duty, period] : {std::pair{"RPT_Q", "2022-Q2"}, std::pair{"RPT_H1", "2022"}}) {
    auto& added = *fact.add_duties();
    added.set_duty(duty);
    added.set_period(period);
  }
  ASSERT_TRUE(reader.Tell("assessment", event).ok());
  const statute::ReceiptFact& receipt = reader.known.facts.receipts.at(0);
  EXPECT_EQ(Date::Of(receipt.received_at), (Date{2022, 6, 23}));
  EXPECT_EQ(receipt.learned.recorded_at, kRecorded);
  EXPECT_EQ(receipt.document, "118");
  EXPECT_EQ(receipt.covers.size(), 2U);
}

TEST(Facts, WhatCannotBeUnderstoodIsAnErrorAndNothingIsIgnored_ADR_0005) {
  Reader reader;
  EXPECT_EQ(Reason(reader.Tell("archive", Assigned("ORDINARY", 2022))), "PRODUCER_UNKNOWN");
  EXPECT_EQ(Reason(reader.Tell("review", review::v1::ReviewEvent{})), "EVENT_KIND_UNKNOWN");
  EXPECT_EQ(Reason(reader.Tell("review", Assigned("ORDINARY", 2022), "dotpha.review.v1.WorkEnded")),
            "EVENT_TYPE_MISMATCH");
  review::v1::ReviewEvent nobody = Assigned("ORDINARY", 2022);
  nobody.mutable_works_assigned()->clear_official_id();
  EXPECT_EQ(Reason(reader.Tell("review", nobody)), "EVENT_FIELD_MISSING");
  review::v1::ReviewEvent undated = Assigned("ORDINARY", 2022);
  undated.mutable_works_assigned()->clear_decided_on();
  EXPECT_EQ(Reason(reader.Tell("review", undated)), "DATE_INVALID");
  EXPECT_TRUE(reader.known.facts.assignments.empty());
}

TEST(AssessmentFacts, OnlyACaseThatPeopleRaisedIsNews_I_35) {
  Reader reader;
  assessment::v1::AssessmentEvent event;
  auto& opened = *event.mutable_case_opened();
  opened.set_case_id("case-1");
  opened.set_official_id("N1");
  EXPECT_EQ(Reason(reader.Tell("assessment", event)), "EVENT_FIELD_MISSING");
  opened.set_kind("NOT_SERIOUS");
  *opened.mutable_explain_until() = rpc::ToWire(Date{2022, 7, 15});
  EXPECT_EQ(reader.Tell("assessment", event)->subject, "N1");
  ASSERT_EQ(reader.known.facts.cases.size(), 1U);
  EXPECT_EQ(reader.known.facts.cases[0].kind, "NOT_SERIOUS");
  EXPECT_EQ(reader.known.facts.cases[0].explain_until, (Date{2022, 7, 15}));
  opened.set_candidate_id("N1:NOT_REGISTERED:2021-11-30");
  ASSERT_TRUE(reader.Tell("assessment", event).ok());
  opened.clear_candidate_id();
  opened.clear_official_id();
  opened.set_agency_id("so-nn");
  EXPECT_EQ(reader.Tell("assessment", event)->subject, "so-nn") << "a collective owes nothing";
  EXPECT_EQ(reader.known.facts.cases.size(), 1U);
}

}  // namespace
}  // namespace dotpha::facts
