// Registering: one receipt per act, dates explained, overrides by document, designation (B-07, B-13, G-04, H-14 for
// REG).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/client.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

ntf::DeadlineExplanation Explained(Season& season, const std::string& obligation, const std::string& by) {
  ntf::ExplainDeadlineRequest request;
  request.set_obligation_id(obligation);
  const auto answer = season.Ask(by, season.system().obligations(), &Obligations::ExplainDeadline, request);
  EXPECT_TRUE(answer.ok()) << answer.error().reason;
  return answer.ok() ? answer->explanation() : ntf::DeadlineExplanation();
}

TEST(Scenario, B07_DesignationIsTheSameAsAppointment) {
  Season season({.officials = {}, .start = "2022-11-21 08:00"});
  ASSERT_TRUE(season.Appoint("A1", "2022-11-21", reg::PERSONNEL_EVENT_KIND_APPOINT).ok());
  ASSERT_TRUE(season.Appoint("D1", "2022-11-21", reg::PERSONNEL_EVENT_KIND_DESIGNATE).ok());
  season.Settle();
  const ntf::Obligation designated = season.Obligation("D1:REG:2023:2022-11-21");
  EXPECT_EQ(designated.basis(), "TEXT");
  EXPECT_EQ(Text(designated.last_on_time_day()), "2022-11-28");
  EXPECT_FALSE(designated.hard());
  EXPECT_EQ(designated.state(), ntf::OBLIGATION_STATE_OPEN);
  const auto of = [&](const std::string& official) {
    std::vector<std::string> rows;
    for (ntf::Obligation obligation : season.ObligationsOf(official)) {
      for (const auto* field : {"name", "obligation_id", "debtor_id"}) {
        obligation.GetReflection()->ClearField(&obligation, obligation.GetDescriptor()->FindFieldByName(field));
      }
      rows.push_back(obligation.ShortDebugString());
    }
    return rows;
  };
  ASSERT_FALSE(of("A1").empty());
  EXPECT_EQ(of("A1"), of("D1"));
}

TEST(Scenario, B13_OverrideOfTheRegistrationsDate) {
  Season season({.officials = {"N1", "N3"}, .start = "2022-11-01 08:00"});
  const auto refused = season.Override("REG 2023", "2022-11-20", "");
  ASSERT_FALSE(refused.ok());
  ASSERT_EQ(refused.error().violations.size(), 1u);
  EXPECT_EQ(refused.error().violations[0].reason, "DOCUMENT_REQUIRED");
  EXPECT_EQ(season.Rows("registration", "deadline_override"), 0);

  season.To("2022-11-02 08:00");
  ASSERT_TRUE(season.Override("REG 2023", "2022-11-20", "MP-88-CV/BTC", {"N1"}).ok());
  season.To("2022-11-17 17:00");
  ASSERT_TRUE(season.Register("N1", 2023).ok());
  ASSERT_TRUE(season.Register("N3", 2023).ok());
  season.Settle();
  EXPECT_EQ(season.Obligation("N1:REG:2023").state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(Text(season.Obligation("N1:REG:2023").last_on_time_day()), "2022-11-20");
  EXPECT_EQ(season.Obligation("N3:REG:2023").state(), ntf::OBLIGATION_STATE_LATE) << "not named in the document";
  EXPECT_EQ(season.Obligation("N3:REG:2023").days_late(), 3);

  const auto explanation = Explained(season, "N1:REG:2023", "N1");
  EXPECT_EQ(explanation.override_document(), "MP-88-CV/BTC");
  EXPECT_EQ(explanation.deadline_revision(), 2);
  EXPECT_EQ(Text(explanation.last_on_time_day()), "2022-11-20");
}

TEST(Scenario, G04_TheSameSubmissionTwiceIsOne) {
  Season season({.officials = {"N1"}, .start = "2022-11-01 08:00"});
  reg::SubmitRegistrationRequest request;
  *request.mutable_registration() = ValidRegistration("N1", 2023);
  Season::GiveRequestId(request);
  auto& stub = season.system().registrations();
  const auto first = season.Ask("N1", stub, &Registrations::SubmitRegistration, request);
  ASSERT_TRUE(first.ok()) << first.error().reason;
  season.To("2022-11-02 08:00");
  const auto second = season.Ask("N1", stub, &Registrations::SubmitRegistration, request);
  ASSERT_TRUE(second.ok()) << second.error().reason;
  EXPECT_FALSE(first->receipt().replayed());
  EXPECT_TRUE(second->receipt().replayed());
  EXPECT_EQ(Text(second->receipt().received_at()), "2022-11-01 08:00");
  EXPECT_EQ(second->registration().SerializeAsString(), first->registration().SerializeAsString());

  reg::GetRegistrationRequest get;
  get.set_name(first->registration().name());
  const auto stored = season.Ask("BTC-specialist", stub, &Registrations::GetRegistration, get);
  ASSERT_TRUE(stored.ok());
  std::vector<std::string> recipients;
  for (const reg::Delivery& delivery : stored->deliveries()) {
    recipients.push_back(delivery.body_id());
  }
  EXPECT_THAT(recipients, UnorderedElementsAre("BTC", "BCSD"));
  EXPECT_EQ(stored->history_size(), 1);
  EXPECT_EQ(
      season.system().Query("registration", "SELECT count(*) FROM outbox WHERE type LIKE '%RegistrationSubmitted'"),
      "1");
}

TEST(Scenario, H14_ExplainsTheDate) {
  // Cycle 2023: 14/11/2022 is a Monday.
  Season season({.officials = {"N1"}, .start = "2022-11-01 08:00"});
  const auto plain = Explained(season, "N1:REG:2023", "N1");
  EXPECT_EQ(plain.regulation_id(), "TQ2021");
  EXPECT_EQ(plain.article(), "Điều 4 khoản 1");
  EXPECT_EQ(plain.wording(), "trước ngày 15/11/2022");
  EXPECT_EQ(Text(plain.last_on_time_day()), "2022-11-14");
  EXPECT_FALSE(plain.nonworking());
  EXPECT_FALSE(plain.shifted());
  EXPECT_EQ(plain.deadline_revision(), 1);
  EXPECT_EQ(plain.override_document(), "");
  EXPECT_FALSE(plain.calendar_version().empty());
  EXPECT_FALSE(plain.steps().empty());
}

TEST(Scenario, H14_ExplainsWhyASundayIsNotShifted) {
  // Cycle 2022: 14/11/2021 is a Sunday.
  Season season({.officials = {"N1", "N9"}, .start = "2021-11-01 08:00"});
  for (const char* by : {"N1", "BTC-specialist", "BCSD-specialist"}) {
    const auto sunday = Explained(season, "N1:REG:2022", by);
    EXPECT_EQ(sunday.article(), "Điều 4 khoản 1");
    EXPECT_EQ(sunday.wording(), "trước ngày 15/11/2021");
    EXPECT_EQ(Text(sunday.last_on_time_day()), "2021-11-14");
    EXPECT_TRUE(sunday.nonworking());
    EXPECT_EQ(sunday.nonworking_reason(), "Chủ nhật");
    EXPECT_FALSE(sunday.shifted());
    EXPECT_THAT(sunday.interpretations(), ::testing::Contains("I-03"));
    EXPECT_EQ(sunday.deadline_revision(), 1);
    EXPECT_EQ(sunday.override_document(), "");
  }
  // Nobody explains another's dates to himself.
  ntf::ExplainDeadlineRequest request;
  request.set_obligation_id("N1:REG:2022");
  const auto other = season.Ask("N9", season.system().obligations(), &Obligations::ExplainDeadline, request);
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().code, ::testing::AnyOf(Code::kNotFound, Code::kPermissionDenied));
}

}  // namespace
}  // namespace dotpha::acceptance
