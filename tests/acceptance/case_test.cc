// Signs of violation from the missed date to the closed case (SCENARIOS section F). Every case here is the candidate of
// B-17: nothing came for the second quarter and the half-year of 2022.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/acceptance/consequences.h"
#include "tests/acceptance/every_method.h"

namespace dotpha::acceptance {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The case that his missing reports of June opened.
asmt::Case JuneCase(Year& year, const std::string& official) {
  asmt::ListCasesRequest request;
  request.set_official_id(official);
  request.set_kind("NOT_REPORTED");
  *request.mutable_raised_on() = WireDay("2022-07-01");
  const auto listed = Must(year.Ask("BTC-leader", year.cases(), &Cases::ListCases, request), official);
  if (listed.cases_size() != 1) {
    throw std::runtime_error(fmt::format("{} has {} cases of 01/07/2022", official, listed.cases_size()));
  }
  return listed.cases(0);
}

// "RAISED, explain until 2022-07-15" and the like.
std::string CaseText(Year& year, const std::string& official) {
  const asmt::Case found = JuneCase(year, official);
  std::string text = asmt::CaseState_Name(found.state()).substr(std::string("CASE_STATE_").size());
  if (found.dismissal_reason() != asmt::DISMISSAL_REASON_UNSPECIFIED) {
    text += "(" + asmt::DismissalReason_Name(found.dismissal_reason()).substr(std::string("DISMISSAL_REASON_").size()) +
            ")";
  }
  if (found.has_decision()) {
    text += fmt::format(" by {} of {}", found.decision().number(), Text(found.decided_on()));
  }
  return text + ", explain until " + Text(found.explain_until());
}

Lines Explain(Year& year, const std::string& official, const std::string& text) {
  asmt::ExplainCaseRequest request;
  request.set_name(JuneCase(year, official).name());
  request.set_text(text);
  return Outcome(year.Ask(official, year.cases(), &Cases::ExplainCase, request));
}

asmt::DismissCaseRequest Dismissal(Year& year, const std::string& official, asmt::DismissalReason reason,
                                   const std::string& evidence) {
  const asmt::Case found = JuneCase(year, official);
  asmt::DismissCaseRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_reason(reason);
  request.set_evidence(evidence);
  return request;
}

Lines Dismiss(Year& year, const std::string& by, const asmt::DismissCaseRequest& request) {
  return Outcome(year.Ask(by, year.cases(), &Cases::DismissCase, request));
}

Lines Propose(Year& year, const std::string& by, const std::string& official, asmt::CaseOutcome outcome,
              asmt::DismissalReason reason = asmt::DISMISSAL_REASON_UNSPECIFIED) {
  const asmt::Case found = JuneCase(year, official);
  asmt::ProposeOutcomeRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_outcome(outcome);
  request.set_reason(reason);
  return Outcome(year.Ask(by, year.cases(), &Cases::ProposeOutcome, request));
}

// Decided on `day`.
Lines Decide(Year& year, const std::string& by, const std::string& official, asmt::CaseOutcome outcome,
             const std::string& number, const std::string& day,
             asmt::DismissalReason reason = asmt::DISMISSAL_REASON_UNSPECIFIED) {
  const asmt::Case found = JuneCase(year, official);
  asmt::DecideCaseRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_outcome(outcome);
  request.set_reason(reason);
  *request.mutable_decided_on() = WireDay(day);
  if (!number.empty()) {
    *request.mutable_decision() = Document(number, day);
  }
  return Outcome(year.Ask(by, year.cases(), &Cases::DecideCase, request));
}

Lines JuneDuties(Year& year, const std::string& official) {
  Lines lines;
  for (const char* duty : {":RPT_Q:2022-Q2", ":RPT_H1:2022"}) {
    const ntf::Obligation obligation = year.Obligation(official + duty);
    lines.push_back(year.Duty(official + duty) +
                    (obligation.has_received_at() ? " received " + Text(obligation.received_at()) : ""));
  }
  return lines;
}

Lines JuneFlags(Year& year, const std::string& official) {
  Lines lines = year.FlagLines(official);
  std::erase_if(lines, [](const std::string& line) {
    return line.find("2022-Q2 ") == std::string::npos && line.find("RPT_H1:2022 ") == std::string::npos;
  });
  return lines;
}

// ---- F-01
const Diary f01(Consequences(), {"N1-F01"},
                SilentInJune("N1-F01",
                             {{"2022-06-30 23:59:59", [](Year& year) { return year.CandidateLines("N1-F01"); }},
                              {"2022-07-01 00:00",
                               [](Year& year) {
                                 Lines lines = year.CandidateLines("N1-F01");
                                 lines.push_back(CaseText(year, "N1-F01"));
                                 return lines;
                               }},
                              {"2022-07-01 00:01", [](Year& year) { return JuneDuties(year, "N1-F01"); }},
                              {"2022-07-04 09:00",
                               [](Year& year) {
                                 auto request = Dismissal(year, "N1-F01", asmt::DISMISSAL_REASON_RECEIVED_IN_FACT, "");
                                 return Dismiss(year, "BTC-specialist", request);
                               }},
                              {"2022-07-04 10:00",
                               [](Year& year) {
                                 auto request = Dismissal(year, "N1-F01", asmt::DISMISSAL_REASON_RECEIVED_IN_FACT,
                                                          "Sổ công văn đến của Ban Tổ chức Tỉnh ủy, số 118");
                                 *request.mutable_received_at() = WireMoment("2022-06-23 15:00");
                                 *request.mutable_received_document() = Document("118", "2022-06-23");
                                 return Dismiss(year, "BTC-specialist", request);
                               }},
                              {"2022-07-04 10:01", [](Year& year) { return JuneDuties(year, "N1-F01"); }},
                              {"2022-07-04 10:02", [](Year& year) { return JuneFlags(year, "N1-F01"); }},
                              {"2022-07-04 10:03", [](Year& year) { return Lines{CaseText(year, "N1-F01")}; }},
                              {"2022-07-30 08:00",
                               [](Year& year) { return year.NoticesTo("N1-F01", "2022-07-02", "2022-07-30"); }}}));

TEST(Scenario, F01_APaperThatCameInFactClearsTheCandidateAndTheDuties) {
  EXPECT_THAT(f01["2022-06-30 23:59:59"], ElementsAre());
  EXPECT_THAT(f01["2022-07-01 00:00"],
              ElementsAre("N1-F01 NOT_REPORTED 2022-07-01 00:00 [\"N1-F01:RPT_H1:2022\", \"N1-F01:RPT_Q:2022-Q2\"] "
                          "explain until 2022-07-15",
                          "RAISED, explain until 2022-07-15"));
  EXPECT_THAT(f01["2022-07-01 00:01"], ElementsAre("2022-06-24 MISSING", "2022-06-24 MISSING"));
  EXPECT_THAT(f01["2022-07-04 09:00"], ElementsAre(StartsWith("EVIDENCE_REQUIRED"), StartsWith("RECEIVED_AT_REQUIRED"),
                                                   StartsWith("DOCUMENT_REQUIRED")));
  EXPECT_THAT(f01["2022-07-04 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f01["2022-07-04 10:01"], ElementsAre("2022-06-24 ON_TIME received 2022-06-23 15:00",
                                                   "2022-06-24 ON_TIME received 2022-06-23 15:00"));
  const std::string withdrawn =
      " MISSING WITHDRAWN since 2022-06-25 00:00, missing 2022-07-01 00:00, received 2022-06-23, 0 days late, "
      "withdrawn 2022-07-04 10:00 RECEIVED_IN_FACT 118";
  EXPECT_THAT(f01["2022-07-04 10:02"],
              ElementsAre("N1-F01:RPT_H1:2022" + withdrawn, "N1-F01:RPT_Q:2022-Q2" + withdrawn));
  EXPECT_THAT(f01["2022-07-04 10:03"], ElementsAre("DISMISSED(RECEIVED_IN_FACT), explain until 2022-07-15"));
  EXPECT_THAT(f01["2022-07-30 08:00"], ElementsAre("2022-07-04 10:00 CORRECTION N1-F01:RPT_H1:2022",
                                                   "2022-07-04 10:00 CORRECTION N1-F01:RPT_Q:2022-Q2"));
}

// ---- F-02
const Diary f02(Consequences(), {"N1-F02"},
                SilentInJune("N1-F02",
                             {{"2022-07-05 09:00",
                               [](Year& year) { return Explain(year, "N1-F02", "Nằm viện từ 20/6 đến 03/7/2022"); }},
                              {"2022-07-06 09:00",
                               [](Year& year) {
                                 return Dismiss(
                                     year, "BTC-leader",
                                     Dismissal(year, "N1-F02", asmt::DISMISSAL_REASON_OBJECTIVE, "Giấy ra viện"));
                               }},
                              {"2022-07-06 10:00",
                               [](Year& year) {
                                 // Nobody has proposed it yet.
                                 return Decide(year, "BTV-clerk", "N1-F02", asmt::CASE_OUTCOME_DISMISS, "MP-371-KL/TU",
                                               "2022-07-06", asmt::DISMISSAL_REASON_OBJECTIVE);
                               }},
                              {"2022-07-08 09:00",
                               [](Year& year) {
                                 return Propose(year, "UBKT-specialist", "N1-F02", asmt::CASE_OUTCOME_DISMISS,
                                                asmt::DISMISSAL_REASON_OBJECTIVE);
                               }},
                              {"2022-07-08 10:00", [](Year& year) { return Lines{CaseText(year, "N1-F02")}; }},
                              {"2022-07-20 09:00",
                               [](Year& year) {
                                 return Decide(year, "BTV-clerk", "N1-F02", asmt::CASE_OUTCOME_DISMISS, "",
                                               "2022-07-20", asmt::DISMISSAL_REASON_OBJECTIVE);
                               }},
                              {"2022-07-20 10:00",
                               [](Year& year) {
                                 return Decide(year, "BTV-clerk", "N1-F02", asmt::CASE_OUTCOME_DISMISS, "MP-371-KL/TU",
                                               "2022-07-20", asmt::DISMISSAL_REASON_OBJECTIVE);
                               }},
                              {"2022-07-20 10:01", [](Year& year) { return Lines{CaseText(year, "N1-F02")}; }},
                              {"2022-07-20 10:02", [](Year& year) { return JuneDuties(year, "N1-F02"); }}}));

TEST(Scenario, F02_AnObjectiveReasonIsProposedByTheInspectionAndDecidedByTheStandingCommittee) {
  EXPECT_THAT(f02["2022-07-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f02["2022-07-06 09:00"], ElementsAre(StartsWith("DISMISS_REASON_NEEDS_BTV")));
  EXPECT_THAT(f02["2022-07-06 10:00"], ElementsAre(StartsWith("TRANSITION_NOT_ALLOWED")));
  EXPECT_THAT(f02["2022-07-08 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f02["2022-07-08 10:00"], ElementsAre("PROPOSED, explain until 2022-07-15"));
  EXPECT_THAT(f02["2022-07-20 09:00"], ElementsAre(StartsWith("DOCUMENT_REQUIRED")));
  EXPECT_THAT(f02["2022-07-20 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f02["2022-07-20 10:01"],
              ElementsAre("DISMISSED(OBJECTIVE) by MP-371-KL/TU of 2022-07-20, explain until 2022-07-15"));
  EXPECT_THAT(f02["2022-07-20 10:02"], ElementsAre("2022-06-24 MISSING", "2022-06-24 MISSING"))
      << "an excuse is no receipt";
}

// ---- F-03
const Diary f03(Consequences(), {"N1-F03"},
                SilentInJune("N1-F03",
                             {{"2022-07-05 09:00",
                               [](Year& year) {
                                 year.Settle();
                                 const std::string before = Traces(year);
                                 Lines lines;
                                 for (const char* person : {"N1-F03", "BCSD-specialist", "BCSD-leader", "BCSD-clerk",
                                                            "UBKT-leader", "BTV-clerk", "BTC-clerk"}) {
                                   for (const auto& line : Dismiss(
                                            year, person,
                                            Dismissal(year, "N1-F03", asmt::DISMISSAL_REASON_DATA_ERROR, "Không có"))) {
                                     lines.push_back(person + (" " + line));
                                   }
                                 }
                                 if (Traces(year) != before) {
                                   lines.emplace_back("something was written");
                                 }
                                 return lines;
                               }},
                              {"2022-07-05 10:00",
                               [](Year& year) {
                                 Lines lines;
                                 for (const char* person : {"N1-F03", "BCSD-leader", "BTC-leader"}) {
                                   lines.push_back(Propose(year, person, "N1-F03", asmt::CASE_OUTCOME_DISMISS,
                                                           asmt::DISMISSAL_REASON_MINOR)[0]);
                                   lines.push_back(Decide(year, person, "N1-F03", asmt::CASE_OUTCOME_DISMISS,
                                                          "MP-1-KL/TU", "2022-07-05", asmt::DISMISSAL_REASON_MINOR)[0]);
                                 }
                                 return lines;
                               }},
                              {"2022-07-05 10:01", [](Year& year) { return Lines{CaseText(year, "N1-F03")}; }}}));

TEST(Scenario, F03_NobodyClearsHimself) {
  EXPECT_THAT(f03["2022-07-05 09:00"],
              ElementsAre(StartsWith("N1-F03 NOT_PERMITTED"), StartsWith("BCSD-specialist NOT_PERMITTED"),
                          StartsWith("BCSD-leader NOT_PERMITTED"), StartsWith("BCSD-clerk NOT_PERMITTED"),
                          StartsWith("UBKT-leader NOT_PERMITTED"), StartsWith("BTV-clerk NOT_PERMITTED"),
                          StartsWith("BTC-clerk NOT_PERMITTED")));
  EXPECT_THAT(f03["2022-07-05 10:00"], ::testing::Each(StartsWith("NOT_PERMITTED")));
  EXPECT_THAT(f03["2022-07-05 10:01"], ElementsAre("RAISED, explain until 2022-07-15"));
}

// ---- F-04
const Diary f04(Consequences(), {"N1-F04"},
                SilentInJune("N1-F04",
                             {{"2022-07-08 09:00",
                               [](Year& year) {
                                 return Propose(year, "UBKT-leader", "N1-F04", asmt::CASE_OUTCOME_CONFIRM);
                               }},
                              {"2022-07-20 10:00",
                               [](Year& year) {
                                 return Decide(year, "BTV-clerk", "N1-F04", asmt::CASE_OUTCOME_CONFIRM, "MP-372-KL/TU",
                                               "2022-07-20");
                               }},
                              {"2022-07-20 10:01", [](Year& year) { return Lines{CaseText(year, "N1-F04")}; }}}));

TEST(Scenario, F04_ConfirmedByTheStandingCommitteeAndNoSanctionIsShown) {
  EXPECT_THAT(f04["2022-07-08 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f04["2022-07-20 10:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(f04["2022-07-20 10:01"],
              ElementsAre("CONFIRMED by MP-372-KL/TU of 2022-07-20, explain until 2022-07-15"));
  const auto* shown = asmt::Case::descriptor();
  for (int i = 0; i < shown->field_count(); ++i) {
    EXPECT_THAT(shown->field(i)->name(),
                Not(AnyOf(HasSubstr("sanction"), HasSubstr("penalty"), HasSubstr("discipline"), HasSubstr("measure"))));
  }
}

}  // namespace
}  // namespace dotpha::acceptance
