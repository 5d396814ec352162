// Cases of Điều 10: who raises, who explains, who proposes, who decides, who may clear (SCENARIOS section F, I-35).
#include "services/assessment/domain/case.h"

#include <gmock/gmock.h>

#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Case OpenedCase() {
  const Candidate candidate{"N1:NOT_REPORTED:2022-07-01",
                            "N1",
                            "NOT_REPORTED",
                            "",
                            At("2022-07-01 00:00:00"),
                            Day("2022-06-24"),
                            {"N1:RPT_Q:2022-Q2", "N1:RPT_H1:2022"},
                            Day("2022-07-15")};
  return OpenCase(candidate, "c1", At("2022-07-01 00:00:01")).violation_case;
}

Subject N1() { return SubjectLedBy("N1", "BCSD"); }
Act Commission(const std::string& at = "2022-07-08 09:00:00") { return By("ST-BTC-3", "leader:BTC", at); }
Act Inspection(const std::string& at = "2022-07-20 09:00:00") { return By("ST-UBKT-2", "leader:UBKT", at); }
Act Recorder(const std::string& at = "2022-08-10 15:00:00") { return By("ST-BTV-1", "clerk:BTV", at); }

DismissCommand Dismissal(const std::string& reason) {
  DismissCommand command;
  command.reason = reason;
  command.evidence = "Sổ công văn đến, số 118";
  command.received_at = At("2022-06-23 10:00:00");
  command.received_document = Paper("118", "2022-06-23");
  command.expected_revision = 1;
  return command;
}

OutcomeCommand Outcome(const std::string& outcome, const std::string& reason, std::int64_t revision) {
  OutcomeCommand command;
  command.outcome = outcome;
  command.reason = reason;
  command.expected_revision = revision;
  command.decision = Paper("MP-445-KL/TU", "2022-08-10");
  command.decided_on = Day("2022-08-10");
  return command;
}

TEST(Case, OpensFromACandidateWithTenWorkingDaysToExplain_R10_KINDS) {
  const Case opened = OpenedCase();
  EXPECT_EQ(opened.state, "RAISED");
  EXPECT_EQ(opened.raised_on, Day("2022-07-01"));
  EXPECT_EQ(opened.explain_until, Day("2022-07-15"));
}

TEST(Case, AnErrorOfFactIsDismissedByTheCommissionAndTheDutiesAreReceived_F_01) {
  const auto dismissed = DismissCase(OpenedCase(), Dismissal("RECEIVED_IN_FACT"), Law(), N1(), Commission());
  ASSERT_TRUE(dismissed.ok()) << dismissed.error().message;
  EXPECT_EQ(dismissed->violation_case.state, "DISMISSED");
  ASSERT_THAT(dismissed->events, SizeIs(2));
  const auto& received = std::get<ReceivedInFact>(dismissed->events[1]);
  EXPECT_THAT(received.duties, ElementsAre(ReceivedInFact::Duty{"RPT_Q", "2022-Q2", std::nullopt},
                                           ReceivedInFact::Duty{"RPT_H1", "2022", std::nullopt}));
  EXPECT_EQ(received.received_at, At("2022-06-23 10:00:00"));
  EXPECT_EQ(received.document_number, "118");
}

TEST(Case, AnErrorOfFactNeedsItsEvidenceStampAndRegisterEntry_F_01) {
  DismissCommand command = Dismissal("RECEIVED_IN_FACT");
  command.evidence = "";
  command.received_at = At("2022-07-02 08:00:00");
  command.received_document = {};
  EXPECT_THAT(Found(DismissCase(OpenedCase(), command, Law(), N1(), Commission())),
              ElementsAre("evidence EVIDENCE_REQUIRED", "received_at RECEIVED_TOO_LATE",
                          "received_document DOCUMENT_REQUIRED"));
}

TEST(Case, ASignThatMissesNothingCannotHaveBeenReceivedInFact_F_01) {
  Case raised = OpenedCase();
  raised.obligation_ids.clear();
  EXPECT_EQ(ReasonOf(DismissCase(raised, Dismissal("RECEIVED_IN_FACT"), Law(), N1(), Commission())),
            "NOTHING_WAS_MISSED");
}

TEST(Case, AnObjectiveReasonIsNotTheCommissionsToAccept_F_02) {
  for (const char* reason : {"OBJECTIVE", "FORCE_MAJEURE", "MINOR"}) {
    EXPECT_EQ(ReasonOf(DismissCase(OpenedCase(), Dismissal(reason), Law(), N1(), Commission())),
              "DISMISS_REASON_NEEDS_BTV");
  }
}

TEST(Case, AnObjectiveReasonIsProposedByTheInspectionAndDecidedByTheStandingCommittee_R11_UBKT_F_02) {
  const auto explained =
      ExplainCase(OpenedCase(), "Điều trị tại bệnh viện", Law(), N1(), By("N1", "official", "2022-07-10 09:00:00"));
  ASSERT_TRUE(explained.ok());
  EXPECT_EQ(explained->violation_case.state, "EXPLAINED");
  const auto proposed =
      ProposeOutcome(explained->violation_case, Outcome(kDismiss, "OBJECTIVE", 2), Law(), N1(), Inspection());
  ASSERT_TRUE(proposed.ok()) << proposed.error().message;
  EXPECT_EQ(proposed->violation_case.proposed_reason, "OBJECTIVE");
  const auto decided = DecideCase(proposed->violation_case, Outcome(kDismiss, "OBJECTIVE", 3), Law(), N1(), Recorder());
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->violation_case.state, "DISMISSED");
  EXPECT_EQ(decided->violation_case.decision.number, "MP-445-KL/TU");
  EXPECT_EQ(std::get<CaseMoved>(decided->events.at(0)).reason, "OBJECTIVE");
}

TEST(Case, NobodyClearsHimselfNorHisBodyAlone_F_03) {
  for (const auto& [actor, role] : {std::pair{"N1", "official"}, std::pair{"ST-BCSD-3", "leader:BCSD"},
                                    std::pair{"ST-UBKT-2", "leader:UBKT"}, std::pair{"ST-BTC-1", "clerk:BTC"}}) {
    const auto refused =
        DismissCase(OpenedCase(), Dismissal("DATA_ERROR"), Law(), N1(), By(actor, role, "2022-07-08 09:00:00"));
    ASSERT_FALSE(refused.ok()) << role;
    EXPECT_EQ(refused.error().code, Code::kPermissionDenied) << role;
  }
  const auto himself =
      DismissCase(OpenedCase(), Dismissal("DATA_ERROR"), Law(), N1(), By("N1", "leader:BTC", "2022-07-08 09:00:00"));
  ASSERT_FALSE(himself.ok());
  EXPECT_EQ(himself.error().reason, "OWN_MATTER");
}

TEST(Case, ASignRaisedByTheInspectionItselfIsConfirmedOnceItsTimeToExplainIsOverAndDismissedOnAProposal_I_35) {
  RaiseCommand command;
  command.case_id = "c3";
  command.official_id = "N1";
  command.kind = "NOT_SERIOUS";
  command.facts = "không đôn đốc thực hiện";
  const auto raised = RaiseCase(command, LawInForce(), Calendar(), N1(), false, {},
                                By("ST-UBKT-2", "leader:UBKT", "2022-07-01 10:00:00"));
  ASSERT_TRUE(raised.ok()) << raised.error().message;
  const Act in_time = Recorder("2022-07-15 23:59:59");
  OutcomeCommand early = Outcome(kConfirm, "", 1);
  early.decided_on = Day("2022-07-15");
  EXPECT_EQ(ReasonOf(DecideCase(raised->violation_case, early, Law(), N1(), in_time)), "TRANSITION_NOT_ALLOWED")
      << "he may still explain";
  Case explained = raised->violation_case;
  explained.explanations.push_back({"Đã đôn đốc", At("2022-07-05 09:00:00"), false, "N1"});
  explained.state = "EXPLAINED";
  EXPECT_EQ(ReasonOf(DecideCase(explained, early, Law(), N1(), in_time)), "");
  const auto confirmed = DecideCase(raised->violation_case, Outcome(kConfirm, "", 1), Law(), N1(), Recorder());
  ASSERT_TRUE(confirmed.ok()) << confirmed.error().message;
  EXPECT_EQ(confirmed->violation_case.state, "CONFIRMED");
  Case of_body = raised->violation_case;
  of_body.raised_by_body = "BCSD";
  EXPECT_EQ(ReasonOf(DecideCase(of_body, Outcome(kConfirm, "", 1), Law(), N1(), Recorder())), "TRANSITION_NOT_ALLOWED")
      << "what another body raised is proposed by the inspection first";

  EXPECT_EQ(ReasonOf(DecideCase(raised->violation_case, Outcome(kDismiss, "MINOR", 1), Law(), N1(), Recorder())),
            "TRANSITION_NOT_ALLOWED");
  const auto proposed = ProposeOutcome(raised->violation_case, Outcome(kConfirm, "", 1), Law(), N1(), Inspection());
  ASSERT_TRUE(proposed.ok());
  EXPECT_TRUE(DecideCase(proposed->violation_case, Outcome(kDismiss, "MINOR", 2), Law(), N1(), Recorder()).ok())
      << "the Standing Committee need not follow the proposal";
}

TEST(Case, TheRaiserDoesNotDecide_F_03) {
  Case raised = OpenedCase();
  raised.raised_by = "ST-BTV-1";
  raised.state = "PROPOSED";
  EXPECT_EQ(ReasonOf(DecideCase(raised, Outcome(kDismiss, "MINOR", 1), Law(), N1(), Recorder())), "RAISER_ALONE");
}

TEST(Case, IsConfirmedOnAProposalByADocumentOnly_R10_CONSEQUENCE_F_04) {
  EXPECT_EQ(ReasonOf(DecideCase(OpenedCase(), Outcome(kConfirm, "", 1), Law(), N1(), Recorder())),
            "TRANSITION_NOT_ALLOWED")
      << "nobody proposed it";
  const auto proposed = ProposeOutcome(OpenedCase(), Outcome(kConfirm, "", 1), Law(), N1(), Inspection());
  ASSERT_TRUE(proposed.ok());
  OutcomeCommand command = Outcome(kConfirm, "", 2);
  command.decision = {};
  command.decided_on.reset();
  EXPECT_THAT(Found(DecideCase(proposed->violation_case, command, Law(), N1(), Recorder())),
              ElementsAre("decision DOCUMENT_REQUIRED", "decided_on DATE_MISSING"));
  const auto confirmed = DecideCase(proposed->violation_case, Outcome(kConfirm, "", 2), Law(), N1(), Recorder());
  ASSERT_TRUE(confirmed.ok());
  EXPECT_EQ(confirmed->violation_case.state, "CONFIRMED");
  EXPECT_EQ(confirmed->violation_case.dismissal_reason, "");
}

TEST(Case, AnExplanationAfterItsTimeIsAcceptedAndMarked_R10_KINDS) {
  const auto in_time = ExplainCase(OpenedCase(), "a", Law(), N1(), By("N1", "official", "2022-07-15 23:59:59"));
  const auto late = ExplainCase(OpenedCase(), "a", Law(), N1(), By("N1", "official", "2022-07-16 00:00:00"));
  ASSERT_TRUE(in_time.ok() && late.ok());
  EXPECT_FALSE(in_time->violation_case.explanations.at(0).late);
  EXPECT_TRUE(late->violation_case.explanations.at(0).late);
  EXPECT_EQ(ReasonOf(ExplainCase(OpenedCase(), "a", Law(), N1(), By("N2", "official", "2022-07-15 09:00:00"))),
            "ROLE_NOT_ALLOWED")
      << "another official's";
}

TEST(Case, ActsRestOnWhatWasRead_F_04) {
  OutcomeCommand unread = Outcome(kConfirm, "", 1);
  unread.expected_revision.reset();
  EXPECT_THAT(Found(ProposeOutcome(OpenedCase(), unread, Law(), N1(), Inspection())),
              ElementsAre("etag ETAG_REQUIRED"));
  EXPECT_EQ(ReasonOf(ProposeOutcome(OpenedCase(), Outcome(kConfirm, "", 7), Law(), N1(), Inspection())),
            "ETAG_MISMATCH");
  Case decided = OpenedCase();
  decided.state = "CONFIRMED";
  decided.revision = 3;
  EXPECT_EQ(ReasonOf(DecideCase(decided, Outcome(kConfirm, "", 2), Law(), N1(), Recorder())), "ETAG_MISMATCH")
      << "what was read was still open";
  EXPECT_EQ(ReasonOf(DismissCase(decided, Dismissal("DATA_ERROR"), Law(), N1(), Commission())), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(DecideCase(decided, Outcome(kConfirm, "", 3), Law(), N1(), Recorder())), "TRANSITION_NOT_ALLOWED");
}

// ---- raising

RaiseCommand Dishonest() {
  RaiseCommand command;
  command.case_id = "c2";
  command.official_id = "N1";
  command.kind = kDishonestReport;
  command.evidence = {"Biên bản kiểm tra thực địa"};
  command.dishonest = DishonestReport{"R-1", 1, "W1", "2022.11.2", 10000, 4000};
  return command;
}

Result<CaseDecision> Raise(const RaiseCommand& command, const std::string& role = "leader:BCSD",
                           bool agency_known = false) {
  const SentReport report{"N1", At("2022-12-22 17:00:00"), 10000};
  return RaiseCase(command, LawInForce(), Calendar(), N1(), agency_known, report,
                   By("somebody", role, "2023-01-05 10:00:00"));
}

TEST(Raising, ADishonestReportNamesThePlaceTheTruthAndTheEvidence_R10_KINDS_F_05) {
  const auto raised = Raise(Dishonest());
  ASSERT_TRUE(raised.ok()) << raised.error().message;
  EXPECT_EQ(raised->violation_case.raised_by_body, "BCSD");
  EXPECT_EQ(raised->violation_case.dishonest->verified_e2, 4000);
  EXPECT_EQ(raised->violation_case.conduct_on, Day("2022-12-22")) << "the day on which it was reported";
  EXPECT_EQ(raised->violation_case.explain_until, Day("2023-01-19"));
  EXPECT_EQ(std::get<CaseOpened>(raised->events.at(0)).kind, kDishonestReport);
}

TEST(Raising, ADishonestReportWithoutTruthOrEvidenceIsRejected_F_05) {
  RaiseCommand command = Dishonest();
  command.evidence.clear();
  command.dishonest->verified_e2.reset();
  command.dishonest->reported_e2 = 9000;
  EXPECT_THAT(Found(Raise(command)),
              ElementsAre("evidence EVIDENCE_REQUIRED", "dishonest_report.verified_e2 VERIFIED_VALUE_REQUIRED",
                          "dishonest_report.reported_e2 REPORTED_VALUE_DIFFERS"));
}

TEST(Raising, KindsAreThoseOfTheVersionInForceOnTheDayOfTheConduct_R10_KINDS) {
  RaiseCommand command;
  command.official_id = "N1";
  command.facts = "x";
  command.kind = "LATE";
  EXPECT_THAT(Found(Raise(command)), ElementsAre("kind KIND_NOT_NAMED")) << "lateness is not named";
  for (const char* kind : {"NOT_SERIOUS", "NOT_REGISTERED", "NOT_EXECUTED", "NOT_REPORTED", "OTHER"}) {
    command.kind = kind;
    EXPECT_TRUE(Raise(command).ok()) << kind;
  }
  command.conduct_on = Day("2021-08-31");
  EXPECT_EQ(ReasonOf(Raise(command)), "NO_REGULATION_IN_FORCE");
}

TEST(Raising, CollectivesAndIndividuals_R10_SUBJECT) {
  RaiseCommand command;
  command.kind = "NOT_SERIOUS";
  command.facts = "thiếu đôn đốc";
  EXPECT_THAT(Found(Raise(command, "leader:UBKT")), ElementsAre("official_id SUBJECT_REQUIRED"));
  command.agency_id = "so-xay-dung";
  EXPECT_THAT(Found(Raise(command, "leader:UBKT")), ElementsAre("agency_id UNKNOWN_AGENCY"));
  const auto collective = Raise(command, "leader:UBKT", true);
  ASSERT_TRUE(collective.ok());
  EXPECT_EQ(collective->violation_case.agency_id, "so-xay-dung");
  EXPECT_EQ(collective->violation_case.official_id, "");
}

TEST(Raising, BodiesThatLeadReviewInspectOrSupervise_R11_BTC_R11_BODIES_R11_SUPERVISE_R11_UBKT) {
  RaiseCommand command;
  command.official_id = "N1";
  command.kind = "NOT_SERIOUS";
  command.facts = "phản ánh của nhân dân";
  for (const char* role : {"leader:BTC", "leader:BCSD", "leader:UBKT", "specialist:DDMTTQ", "leader:BDV"}) {
    EXPECT_TRUE(Raise(command, role).ok()) << role;
  }
  EXPECT_EQ(ReasonOf(Raise(command, "leader:BTG")), "MAY_NOT_RAISE");
}

TEST(Obligation, IdsSayWhichDutiesWereMissed) {
  EXPECT_THAT(DutiesOf({"N1:PLAN:2022:2022-01-10", "odd"}),
              ElementsAre(ReceivedInFact::Duty{"PLAN", "2022", Day("2022-01-10")}));
  EXPECT_THAT(DutiesOf({}), IsEmpty());
}

}  // namespace
}  // namespace dotpha::assessment
