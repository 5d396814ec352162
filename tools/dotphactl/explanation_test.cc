// All that `explain` tells, from the services' answers to one form.
#include "tools/dotphactl/explanation.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "libs/rpc/wire_time.h"

namespace dotpha::ctl {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

google::protobuf::Timestamp At(const std::string& time) { return rpc::ToWire(*ParseRfc3339(time + ":00+07:00")); }

notifier::v1::DeadlineExplanation Why() {
  notifier::v1::DeadlineExplanation why;
  why.set_obligation_id("TQ-007:RPT_Q:2022-Q1");
  why.set_regulation_id("TQ2021");
  why.set_article("Điều 5 khoản 1 điểm a");
  why.set_wording("trước ngày 25/03/2022");
  *why.mutable_last_on_time_day() = rpc::ToWire(Date(2022, 3, 24));
  why.add_interpretations("I-01");
  why.set_calendar_version("VN-2022.1");
  why.set_deadline_revision(1);
  why.add_steps("ngày cuối cùng còn đúng hạn là 24/03/2022.");
  why.add_facts("review#12 WorksAssigned");
  return why;
}

notifier::v1::ViolationFlag Flag() {
  notifier::v1::ViolationFlag flag;
  flag.set_name("authorities/tuyen-quang/flags/TQ-007:RPT_Q:2022-Q1~2");
  *flag.mutable_last_on_time_day() = rpc::ToWire(Date(2022, 3, 24));
  flag.set_grade(notifier::v1::FLAG_GRADE_MISSING);
  flag.set_status(notifier::v1::FLAG_STATUS_WITHDRAWN);
  *flag.mutable_raised_at() = At("2022-03-25T00:00");
  *flag.mutable_missing_at() = At("2022-04-08T00:00");
  flag.set_withdrawn_reason("OVERRIDDEN");
  *flag.mutable_withdrawn_at() = At("2022-04-12T09:00");
  flag.set_withdrawn_document("MP-9-CV/TU");
  return flag;
}

TEST(Explanation, OfADeadlineHasArticleCalendarParametersStepsAndEvents) {
  const Explanation explanation = OfDeadline(Why());
  EXPECT_EQ(explanation.result, "24/03/2022");
  EXPECT_EQ(explanation.article, "Điều 5 khoản 1 điểm a");
  EXPECT_EQ(explanation.regulation, "TQ2021");
  EXPECT_EQ(explanation.calendar, "VN-2022.1");
  EXPECT_THAT(explanation.parameters, ElementsAre(Pair("deadline_revision", "1")));
  EXPECT_THAT(explanation.events, ElementsAre("review#12 WorksAssigned"));
  EXPECT_EQ(Show(explanation, Output::kTable),
            "deadline                TQ-007:RPT_Q:2022-Q1\n"
            "result                  24/03/2022\n"
            "article                 Điều 5 khoản 1 điểm a\n"
            "wording                 trước ngày 25/03/2022\n"
            "regulation              TQ2021\n"
            "calendar                VN-2022.1\n"
            "interpretations         I-01\n"
            "  deadline_revision     1\n"
            "step 1                  ngày cuối cùng còn đúng hạn là 24/03/2022.\n"
            "events                  review#12 WorksAssigned\n");
}

TEST(Explanation, AsJsonHasTheSameNamesWhateverIsExplained) {
  const auto names = [](const Explanation& explanation) {
    std::vector<std::string> found;
    const auto shown = nlohmann::json::parse(Show(explanation, Output::kJson));
    for (const auto& [name, value] : shown.items()) {
      found.push_back(name);
    }
    return found;
  };
  EXPECT_THAT(names(OfDeadline(Why())),
              ElementsAre("article", "calendar", "events", "interpretations", "kind", "parameters", "regulation",
                          "result", "steps", "subject", "wording"));
  EXPECT_EQ(names(OfDeadline(Why())), names(OfRefusal(Refusals().at("ETAG_MISMATCH"))));
}

TEST(Explanation, OfAnObligationTellsItsStateAndItsMarks) {
  notifier::v1::GetObligationResponse answer;
  answer.mutable_obligation()->set_state(notifier::v1::OBLIGATION_STATE_MISSING);
  answer.mutable_obligation()->set_known_late(true);
  *answer.add_flags() = Flag();
  const Explanation explanation = OfObligation(answer, Why());
  EXPECT_EQ(explanation.kind, "obligation");
  EXPECT_EQ(explanation.result, "missing");
  EXPECT_THAT(explanation.steps, Contains(HasSubstr("Chỉ biết đến sau khi đã qua thời hạn")));
  EXPECT_THAT(explanation.steps, Contains(HasSubstr("phát sinh lúc 25/03/2022")));
}

TEST(Explanation, OfAFlagNamesItselfItsTwoArticlesAndWhyItWasWithdrawn) {
  const Explanation explanation = OfFlag(Flag(), Why());
  EXPECT_EQ(explanation.subject, "TQ-007:RPT_Q:2022-Q1~2");
  EXPECT_EQ(explanation.article, "Điều 10; Điều 5 khoản 1 điểm a");
  EXPECT_THAT(explanation.steps, Contains(HasSubstr("08/04/2022")));
  EXPECT_THAT(explanation.steps.back(), HasSubstr("OVERRIDDEN, văn bản MP-9-CV/TU"));
  EXPECT_THAT(explanation.events, Contains("review#12 WorksAssigned"));
}

TEST(Explanation, OfACandidateGoesThroughEveryDutyBehindItAndConcludesNothing) {
  notifier::v1::Candidate candidate;
  candidate.set_candidate_id("TQ-007:NOT_REPORTED:2022-04-08");
  candidate.set_kind("NOT_REPORTED");
  *candidate.mutable_raised_at() = At("2022-04-08T00:00");
  *candidate.mutable_explain_until() = rpc::ToWire(Date(2022, 4, 15));
  auto second = Why();
  second.set_obligation_id("TQ-007:RPT_H1:2022");
  second.set_wording("trước ngày 25/06/2022");
  const Explanation explanation = OfCandidate(candidate, {Why(), second});
  EXPECT_EQ(explanation.result, "NOT_REPORTED");
  EXPECT_EQ(explanation.wording, "trước ngày 25/03/2022; trước ngày 25/06/2022");
  EXPECT_THAT(explanation.interpretations, ElementsAre("I-01"));
  EXPECT_THAT(explanation.steps, Contains(HasSubstr("TQ-007:RPT_H1:2022: ")));
  EXPECT_THAT(explanation.steps.back(), HasSubstr("giải trình đến hết ngày 15/04/2022"));
  EXPECT_THAT(explanation.parameters, Contains(Pair("explain_until", "15/04/2022")));
}

TEST(Explanation, OfARouteNamesRecipientsRowsAndWhoReviews) {
  registration::v1::Route route;
  route.set_official_id("TQ-016");
  *route.mutable_on() = rpc::ToWire(Date(2021, 11, 10));
  route.set_regulation_id("TQ2021");
  route.set_scope(registration::v1::SCOPE_IN);
  route.set_reason("Người đứng đầu");
  route.add_rows("b2");
  route.set_to("BTV");
  route.set_via("BTC");
  route.add_cc("BCSD");
  route.set_lead("BTC");
  route.set_self_review(true);
  route.add_articles("Điều 1 khoản 2");
  route.add_articles("Điều 4 khoản 1 điểm b");
  const Explanation explanation = OfRoute(route);
  EXPECT_EQ(explanation.subject, "TQ-016 10/11/2021");
  EXPECT_EQ(explanation.result, "BTV qua BTC");
  EXPECT_EQ(explanation.article, "Điều 1 khoản 2, Điều 4 khoản 1 điểm b");
  EXPECT_THAT(explanation.steps, ElementsAre("Gửi BTV qua BTC.", "Đồng gửi BCSD (dòng b2).",
                                             "Đề xuất, thẩm định: BTC, vì không ai thẩm định việc của chính mình."));
  route.clear_to();
  route.set_scope(registration::v1::SCOPE_OUT);
  EXPECT_EQ(OfRoute(route).result, "out");
  EXPECT_THAT(OfRoute(route).steps, ElementsAre("Không có nơi nhận theo quy định này vào ngày này."));
}

TEST(Explanation, OfALevelGoesFromEachWorkToTheMeanAndWhoDecided) {
  assessment::v1::Assessment assessment;
  assessment.set_official_id("TQ-007");
  assessment.set_cycle(2022);
  assessment.set_regulation_id("TQ2021");
  auto& work = *assessment.add_works();
  work.set_work_id("W-1");
  work.set_counted(true);
  work.set_level("HT");
  work.mutable_reported_year()->set_floored_e2(9000);
  work.mutable_reported_year()->set_exact("90");
  work.mutable_verified_year()->set_floored_e2(8625);
  work.mutable_verified_year()->set_exact("345/4");
  work.add_taken_out_item_ids("2022.11.2");
  auto& left = *assessment.add_works();
  left.set_work_id("W-2");
  assessment.set_works_counted(1);
  assessment.mutable_mean()->set_floored_e2(8625);
  assessment.mutable_mean()->set_exact("345/4");
  assessment.set_suggested_level("HT");
  const Explanation open = OfLevel(assessment);
  EXPECT_EQ(open.result, "HT");
  EXPECT_THAT(open.steps[0], HasSubstr("(345/4) theo kết quả thẩm định, báo cáo ghi "));
  EXPECT_THAT(open.steps, Contains(HasSubstr("2022.11.2 vì bất khả kháng")));
  EXPECT_THAT(open.steps, Contains("Việc W-2: không có nội dung trong kế hoạch năm; không tính vào bình quân."));
  EXPECT_THAT(open.steps.back(), HasSubstr("chỉ là gợi ý"));
  EXPECT_THAT(open.interpretations, Not(Contains("I-41")));

  assessment.set_decided_level("HTT");
  assessment.mutable_decision()->set_number("MP-1-QĐ/TU");
  *assessment.mutable_decided_on() = rpc::ToWire(Date(2023, 1, 5));
  assessment.set_difference_reason(assessment::v1::DIFFERENCE_REASON_FORCE_MAJEURE);
  assessment.mutable_difference_document()->set_number("MP-2-BC/TU");
  assessment.set_self_level("HTXS");
  assessment.set_self_level_mismatch(true);
  const Explanation decided = OfLevel(assessment);
  EXPECT_EQ(decided.result, "HTT");
  EXPECT_THAT(decided.interpretations, Contains("I-41"));
  EXPECT_THAT(decided.steps, Contains("Quyết định MP-1-QĐ/TU ngày 05/01/2023: mức HTT."));
  EXPECT_THAT(decided.steps.back(), HasSubstr("văn bản MP-2-BC/TU"));
}

TEST(Explanation, OfARefusalSaysWhatToDo) {
  const Explanation explanation = OfRefusal(Refusals().at("MISSING_GOALS"));
  EXPECT_EQ(explanation.article, "Điều 4 khoản 1");
  EXPECT_THAT(explanation.steps, ElementsAre(HasSubstr("give what is missing")));
  EXPECT_THAT(OfRefusal(Refusals().at("ETAG_MISMATCH")).article, IsEmpty());
}

}  // namespace
}  // namespace dotpha::ctl
