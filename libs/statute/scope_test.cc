// The look-up itself, on tables made for it. The real regulation is tested in libs/lawfile.
#include "libs/statute/scope.h"

#include <gmock/gmock.h>

namespace dotpha::statute {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant kEarly{1'000'000};
constexpr Instant kLater{2'000'000};
constexpr Date kDay{2022, 11, 1};

Condition Class(const std::string& workplace_class) {
  Condition condition;
  condition.workplace_classes = {workplace_class};
  return condition;
}

RouteRow Row(const std::string& row, const Condition& when, const std::string& body) {
  return {row, "R", "Điều 4", when, body, {}, {}};
}

CurrentPost Post(const std::string& workplace_class, Capacity capacity = Capacity::kHead, bool principal = false) {
  return {workplace_class, workplace_class, workplace_class, "", capacity, principal};
}

// Everybody with a post is in; nobody else.
Regulation Law(std::vector<RouteRow> rows) {
  Regulation law;
  Condition has_post;
  has_post.has_post = true;
  law.scope = {{"IN", "Điều 1", has_post, ScopeVerdict::kIn, "có chức vụ"},
               {"OUT", "Điều 1", {}, ScopeVerdict::kOut, "còn lại"}};
  law.routing = {"BTV", "BTC", "BTC", "đ", "Điều 4", std::move(rows)};
  return law;
}

Person With(std::vector<CurrentPost> posts) {
  Person person;
  person.id = "N";
  person.posts = std::move(posts);
  return person;
}

TEST(Conditions, AreTestedPostByPost_I_16) {
  Condition head_of_a = Class("A");
  head_of_a.capacities = {Capacity::kHead};
  const Regulation law = Law({Row("1", head_of_a, "X")});
  EXPECT_THAT(ResolveRoute(law, With({Post("A")}), {}).rows, ElementsAre("1"));
  // Head somewhere else and deputy in A: no single post is both.
  EXPECT_THAT(ResolveRoute(law, With({Post("A", Capacity::kDeputy), Post("B")}), {}).rows, ElementsAre("đ"));
}

TEST(Conditions, OfferAlternatives) {
  Condition either;
  either.any_of = {Class("A"), Class("B")};
  const Regulation law = Law({Row("1", either, "X")});
  EXPECT_THAT(ResolveRoute(law, With({Post("B")}), {}).rows, ElementsAre("1"));
  EXPECT_THAT(ResolveRoute(law, With({Post("C")}), {}).rows, ElementsAre("đ"));
}

TEST(Conditions, LookAtThePersonsOtherPosts_R4_1a_ROUTE_A_01_N5_N6) {
  // As in 2020: the party group gets only the full-time chair and the one who is deputy secretary.
  Condition full_time = Class("COUNCIL");
  full_time.without_other = {Condition{}};
  Condition deputy_secretary = Class("COMMITTEE");
  deputy_secretary.capacities = {Capacity::kDeputy};
  Condition concurrent = Class("COUNCIL");
  concurrent.with_other = {deputy_secretary};
  const Regulation law = Law({Row("a4", full_time, "DDHDND"), Row("a5", concurrent, "DDHDND")});
  EXPECT_THAT(ResolveRoute(law, With({Post("COUNCIL")}), {}).rows, ElementsAre("a4"));
  EXPECT_THAT(ResolveRoute(law, With({Post("COUNCIL"), Post("COMMITTEE", Capacity::kDeputy)}), {}).rows,
              ElementsAre("a5"));
  const auto secretary = ResolveRoute(law, With({Post("COUNCIL"), Post("COMMITTEE")}), {});
  EXPECT_THAT(secretary.rows, ElementsAre("đ"));
  EXPECT_EQ(secretary.lead, "BTC");
}

TEST(Conditions, AStandingMemberIsACommitteeMember) {
  Condition member;
  member.committee_member = true;
  const Regulation law = Law({Row("1", member, "X")});
  Person person = With({Post("A")});
  EXPECT_THAT(ResolveRoute(law, person, {}).rows, ElementsAre("đ"));
  person.standing_member = true;
  EXPECT_THAT(ResolveRoute(law, person, {}).rows, ElementsAre("1"));
}

TEST(Routing, ARowMayNameARecipientOfItsOwn_RQ1_ROUTE_DELEGATED) {
  Condition delegated;
  delegated.assessed_by = {"BCSD"};
  RouteRow row = Row("q2", delegated, "");
  row.to = "BCSD";
  const Regulation law = Law({row});
  Person person = With({Post("A")});
  EXPECT_EQ(ResolveRoute(law, person, {}).to, "BTV");
  person.assessed_by = "BCSD";
  const auto route = ResolveRoute(law, person, {});
  EXPECT_EQ(route.to, "BCSD");
  EXPECT_EQ(route.via, "");
  EXPECT_THAT(route.cc, IsEmpty());
}

TEST(Routing, OutOfScopeThereIsNoRoute) {
  const auto route = ResolveRoute(Law({Row("1", Class("A"), "X")}), With({}), {{"X", "N"}});
  EXPECT_EQ(route.scope, ScopeVerdict::kOut);
  EXPECT_EQ(route.rule, "OUT");
  EXPECT_THAT(route.rows, IsEmpty());
  EXPECT_EQ(route.to, "");
  EXPECT_EQ(route.lead, "");
}

Facts SomeFacts() {
  Facts facts;
  facts.persons = {{{kEarly, "p#1"}, "N", true, false, false, ""}};
  facts.agencies = {{{kEarly, "a#1"}, "so-nv", "A", "", ""}, {{kEarly, "a#2"}, "ban-dv", "B", "", ""}};
  facts.bodies = {{{kEarly, "b#1"}, "X", true, "N", {2020, 1, 1}, Date{2022, 6, 30}}};
  facts.posts = {{{kEarly, "q#1"},
                  "P1",
                  "N",
                  "so-nv",
                  Capacity::kHead,
                  true,
                  {2022, 1, 1},
                  Date{2022, 12, 31},
                  PostBasis::kAppointed}};
  return facts;
}

TEST(Facts, APostCountsFromItsFirstToItsLastDay) {
  const Facts facts = SomeFacts();
  EXPECT_THAT(PersonOn(facts, "N", {2021, 12, 31}, kEarly).posts, IsEmpty());
  EXPECT_THAT(PersonOn(facts, "N", {2022, 1, 1}, kEarly).posts, SizeIs(1));
  EXPECT_THAT(PersonOn(facts, "N", {2022, 12, 31}, kEarly).posts, SizeIs(1));
  EXPECT_THAT(PersonOn(facts, "N", {2023, 1, 1}, kEarly).posts, IsEmpty());
}

TEST(Facts, OnlyWhatWasKnownThenCounts) {
  Facts facts = SomeFacts();
  facts.posts.push_back(facts.posts[0]);
  facts.posts[1].learned.recorded_at = kLater;
  facts.posts[1].to = Date{2022, 3, 31};
  facts.agencies.push_back({{kLater, "a#3"}, "so-nv", "C", "", ""});
  EXPECT_EQ(PersonOn(facts, "N", kDay, kEarly).posts.at(0).workplace_class, "A");
  EXPECT_THAT(PersonOn(facts, "N", kDay, kLater).posts, IsEmpty());  // ended, as was learned later
  EXPECT_EQ(PersonOn(facts, "N", {2022, 2, 1}, kLater).posts.at(0).workplace_class, "C");
  EXPECT_FALSE(PersonOn(facts, "N", kDay, kEarly - Micros{1}).managed);
}

TEST(Facts, WhoJoinsTheCommitteeInMarchWasNoMemberInNovember) {
  Facts facts = SomeFacts();
  facts.persons.push_back({{Date(2023, 3, 10).At(), "p#2"}, "N", true, true, false, ""});
  EXPECT_FALSE(PersonOn(facts, "N", {2022, 11, 14}, Instant::Max()).committee_member);
  EXPECT_TRUE(PersonOn(facts, "N", {2023, 3, 10}, Instant::Max()).committee_member);
}

TEST(Facts, APostThatWentToSomebodyElseIsNoLongerHis) {
  Facts facts = SomeFacts();
  facts.posts.push_back(facts.posts[0]);
  facts.posts[1].learned.recorded_at = kLater;
  facts.posts[1].official_id = "M";
  EXPECT_THAT(PersonOn(facts, "N", kDay, kLater).posts, IsEmpty());
  EXPECT_THAT(PersonOn(facts, "M", kDay, kLater).posts, SizeIs(1));
}

TEST(Facts, TheHeadOfABodyOnThatDayReviewsNothingOfHisOwn_I_19) {
  const Regulation law = Law({Row("1", Class("A"), "X")});
  Facts facts = SomeFacts();
  facts.law = {{&law, {2020, 1, 1}}};
  EXPECT_TRUE(RouteOn(facts, "N", {2022, 6, 30}, kEarly).self_review);
  EXPECT_FALSE(RouteOn(facts, "N", {2022, 7, 1}, kEarly).self_review);  // the body's validity is over
}

TEST(Facts, TheVersionInForceOnTheDayDecides_R0_VERSION_I_30) {
  const Regulation first = Law({});
  const Regulation second = Law({Row("1", Class("A"), "X")});
  Facts facts = SomeFacts();
  facts.law = {{&first, {2020, 5, 20}}, {&second, {2022, 9, 1}}};
  EXPECT_EQ(InForceOn(facts.law, {2020, 5, 19}), nullptr);
  EXPECT_EQ(InForceOn(facts.law, {2022, 8, 31}), &first);
  EXPECT_EQ(InForceOn(facts.law, {2022, 9, 1}), &second);
  EXPECT_THAT(RouteOn(facts, "N", {2022, 8, 31}, kEarly).rows, ElementsAre("đ"));
  EXPECT_THAT(RouteOn(facts, "N", {2022, 9, 1}, kEarly).rows, ElementsAre("1"));
  const auto before = RouteOn(facts, "N", {2020, 1, 1}, kEarly);
  EXPECT_EQ(before.scope, ScopeVerdict::kOut);
  EXPECT_FALSE(before.reason.empty());
}

}  // namespace
}  // namespace dotpha::statute
