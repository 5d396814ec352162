// A sign of violation from the missed date to the cleared record, over three running services (SCENARIOS section F).
#include <gmock/gmock.h>

#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
namespace asmt = assessment::v1;
using Cases = asmt::CaseService::Stub;

constexpr char kReg[] = "N1:REG:2023";

class CaseYear : public ::testing::Test {
 protected:
  CaseYear()
      : season({.officials = {"N1"},
                .start = "2022-10-15 08:00",
                .system = {.services = {"registration", "assessment", "notifier"}}}),
        cases(season.system().Stub<asmt::CaseService>()) {}

  asmt::Case TheCase() {
    asmt::ListCasesRequest request;
    request.set_official_id("N1");
    request.set_kind("NOT_REGISTERED");
    *request.mutable_raised_on() = WireDay("2022-11-30");
    const auto listed = season.Ask("BTC-leader", *cases, &Cases::ListCases, request);
    EXPECT_TRUE(listed.ok()) << listed.error().message;
    EXPECT_THAT(listed->cases(), SizeIs(1));
    return listed->cases_size() == 1 ? listed->cases(0) : asmt::Case();
  }

  Season season;
  std::unique_ptr<Cases> cases;
};

TEST_F(CaseYear, ACandidateOpensItsCaseAndReceivedInFactMakesTheDutyOnTime_F_01) {
  season.To("2022-11-30 08:00");
  EXPECT_THAT(season.CandidateLines(),
              ElementsAre("N1 NOT_REGISTERED 2022-11-30 00:00 [\"N1:REG:2023\"] explain until 2022-12-14"));
  const asmt::Case opened = TheCase();
  EXPECT_EQ(opened.state(), asmt::CASE_STATE_RAISED);
  EXPECT_EQ(Text(opened.explain_until()), "2022-12-14");

  asmt::ExplainCaseRequest explain;
  explain.set_name(opened.name());
  explain.set_text("Đã gửi bản giấy ngày 10/11/2022");
  ASSERT_TRUE(season.Ask("N1", *cases, &Cases::ExplainCase, explain).ok());

  asmt::DismissCaseRequest dismiss;
  dismiss.set_name(opened.name());
  dismiss.set_etag(TheCase().etag());
  dismiss.set_reason(asmt::DISMISSAL_REASON_RECEIVED_IN_FACT);
  dismiss.set_evidence("Sổ công văn đến của Ban Tổ chức Tỉnh ủy, số 118");
  *dismiss.mutable_received_at() = WireMoment("2022-11-10 09:00");
  dismiss.mutable_received_document()->set_number("118");
  *dismiss.mutable_received_document()->mutable_signed_on() = WireDay("2022-11-10");
  const auto dismissed = season.Ask("BTC-leader", *cases, &Cases::DismissCase, dismiss);
  ASSERT_TRUE(dismissed.ok()) << dismissed.error().message;
  season.Settle();

  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(Text(season.Obligation(kReg).received_at()), "2022-11-10 09:00");
  const auto flags = season.Flags();
  ASSERT_THAT(flags, SizeIs(1));
  EXPECT_EQ(flags[0].status(), ntf::FLAG_STATUS_WITHDRAWN);
  EXPECT_EQ(flags[0].withdrawn_reason(), "RECEIVED_IN_FACT");
  EXPECT_EQ(TheCase().state(), asmt::CASE_STATE_DISMISSED);
}

TEST_F(CaseYear, NobodyClearsHimselfAndTheStandingCommitteeConfirms_F_03_F_04) {
  season.To("2022-11-30 08:00");
  asmt::DismissCaseRequest dismiss;
  dismiss.set_name(TheCase().name());
  dismiss.set_etag(TheCase().etag());
  dismiss.set_reason(asmt::DISMISSAL_REASON_DATA_ERROR);
  dismiss.set_evidence("không");
  for (const char* person : {"N1", "BCSD-leader"}) {
    const auto refused = season.Ask(person, *cases, &Cases::DismissCase, dismiss);
    ASSERT_FALSE(refused.ok()) << person;
    EXPECT_EQ(refused.error().code, Code::kPermissionDenied) << person;
  }
  asmt::ProposeOutcomeRequest propose;
  propose.set_name(dismiss.name());
  propose.set_etag(dismiss.etag());
  propose.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
  ASSERT_TRUE(season.Ask("UBKT-leader", *cases, &Cases::ProposeOutcome, propose).ok());
  asmt::DecideCaseRequest decide;
  decide.set_name(dismiss.name());
  decide.set_etag(TheCase().etag());
  decide.set_outcome(asmt::CASE_OUTCOME_CONFIRM);
  *decide.mutable_decided_on() = WireDay("2022-11-30");
  decide.mutable_decision()->set_number("MP-382-KL/TU");
  *decide.mutable_decision()->mutable_signed_on() = WireDay("2022-11-30");
  ASSERT_TRUE(season.Ask("BTV-clerk", *cases, &Cases::DecideCase, decide).ok());
  season.Settle();
  EXPECT_EQ(TheCase().state(), asmt::CASE_STATE_CONFIRMED);
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_MISSING) << "a case changes no duty";
}

}  // namespace
}  // namespace dotpha::acceptance
