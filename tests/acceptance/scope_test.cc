// Who is in scope, where papers go, who sees what (A-01, B-01, G-02, G-05), over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

// As SCENARIOS writes it: "[BCSD]", "[] lead BTC", "OUT", "DELEGABLE", "NOT_CONFIRMED".
std::string RouteOf(Season& season, const std::string& official, const std::string& day) {
  reg::GetRouteRequest request;
  request.set_official_id(official);
  *request.mutable_on() = WireDay(day);
  const auto answer = season.Ask("BTC-specialist", season.system().directory(), &Directory::GetRoute, request);
  if (!answer.ok()) {
    return answer.error().reason;
  }
  const reg::Route& route = answer->route();
  EXPECT_FALSE(route.reason().empty()) << official << ": the answer says why";
  if (route.scope() != reg::SCOPE_IN) {
    return reg::Scope_Name(route.scope()).substr(std::string("SCOPE_").size());
  }
  EXPECT_EQ(route.to(), "BTV") << official;
  EXPECT_EQ(route.via(), "BTC") << official;
  std::string text = "[";
  for (const std::string& body : route.cc()) {
    text += (text.size() > 1 ? "," : "") + body;
  }
  text += "]";
  return route.cc_size() == 1 && route.lead() == route.cc(0) ? text : text + " lead " + route.lead();
}

class Scenario : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { season_ = new Season({.officials = EveryOfficial(), .start = "2022-11-01 08:00"}); }
  static void TearDownTestSuite() {
    delete season_;
    season_ = nullptr;
  }

  static std::vector<std::string> Recipients(const std::string& official) {
    const auto answer = season_->Register(official, 2023);
    std::vector<std::string> bodies;
    if (!answer.ok()) {
      return {answer.error().reason};
    }
    for (const reg::Delivery& delivery : answer->deliveries()) {
      EXPECT_EQ(Text(delivery.delivered_at()), Text(answer->receipt().received_at()));
      bodies.push_back(delivery.body_id());
    }
    return bodies;
  }
  static Season* season_;
};
Season* Scenario::season_ = nullptr;

TEST_F(Scenario, B01_ScopeAndRoutingTable) {
  // N23 is only "phụ trách", which is not "giao quyền" (I-14).
  const std::vector<std::pair<std::string, std::string>> table = {
      {"N1", "[BCSD]"},    {"N2", "[] lead BTC"},     {"N3", "[BCSD]"},  {"N4", "[DDHDND]"},
      {"N5", "[DDHDND]"},  {"N6", "[DDHDND]"},        {"N7", "[BCSD]"},  {"N7b", "OUT"},
      {"N8", "[BCSD]"},    {"N9", "[BNC]"},           {"N10", "[BNC]"},  {"N11", "[BDV]"},
      {"N12", "[BDV]"},    {"N13", "[] lead BTC"},    {"N14", "[BCSD]"}, {"N15", "[DDHDND]"},
      {"N16", "[BCSD]"},   {"N17", "DELEGABLE"},      {"N18", "[BCSD]"}, {"N19", "[] lead BTC"},
      {"N20", "[DDHDND]"}, {"N21", "[BDV] lead BTC"}, {"N22", "[BCSD]"}, {"N23", "OUT"},
      {"N24", "[BCSD]"},   {"N25", "[BCSD]"},
  };
  for (const auto& [official, route] : table) {
    EXPECT_EQ(RouteOf(*season_, official, "2022-11-01"), route) << official;
  }
  EXPECT_EQ(table.size(), EveryOfficial().size()) << "nobody of the table is left out";
}

// The regulation of 2020 names fewer people and fewer bodies.
TEST_F(Scenario, A01_ScopeAndRoutingTable) {
  Season season({.officials = EveryOfficial(), .start = "2020-11-01 08:00", .law = {{"TQ2020", "2020-05-20"}}});
  const std::vector<std::pair<std::string, std::string>> table = {
      {"N1", "[BCSD]"},      {"N2", "[] lead BTC"},
      {"N3", "[BCSD]"},      {"N4", "[DDHDND]"},
      {"N5", "[] lead BTC"}, {"N6", "[DDHDND]"},
      {"N7", "[BCSD]"},      {"N7b", "OUT"},
      {"N8", "[] lead BTC"}, {"N9", "[BNC]"},
      {"N10", "[BNC]"},      {"N11", "[BDV]"},
      {"N12", "[BDV]"},      {"N13", "[] lead BTC"},
      {"N14", "OUT"},        {"N15", "OUT"},
      {"N16", "OUT"},        {"N17", "OUT"},
      {"N18", "OUT"},        {"N19", "OUT"},
      {"N20", "[DDHDND]"},   {"N21", "[BDV] lead BTC"},
      {"N22", "[BCSD]"},     {"N23", "OUT"},
      {"N24", "[BCSD]"},     {"N25", "OUT"},
  };
  for (const auto& [official, route] : table) {
    EXPECT_EQ(RouteOf(season, official, "2020-11-01"), route) << official;
  }
  EXPECT_EQ(table.size(), EveryOfficial().size()) << "nobody of the table is left out";
}

TEST_F(Scenario, B01_WhoIsOutOfScopeOwesNothingAndCannotRegister) {
  for (const char* official : {"N7b", "N17", "N23"}) {
    EXPECT_THAT(Recipients(official), ElementsAre("NOT_IN_SCOPE")) << official;
    EXPECT_TRUE(season_->ObligationsOf(official).empty()) << official;
  }
}

TEST_F(Scenario, B39_SelfReviewGoesToTheOrganisationCommission) {
  reg::GetRouteRequest request;
  request.set_official_id("N21");
  const auto answer = season_->Ask("N21", season_->system().directory(), &Directory::GetRoute, request);
  ASSERT_TRUE(answer.ok()) << answer.error().reason;
  EXPECT_TRUE(answer->route().self_review());
}

TEST_F(Scenario, G05_OneDeliveryToTheCommissionAndOneToEachCopy) {
  EXPECT_THAT(Recipients("N2"), ElementsAre("BTC"));
  EXPECT_THAT(Recipients("N1"), UnorderedElementsAre("BTC", "BCSD"));
}

TEST_F(Scenario, G02_EachSeesWhatIsRoutedToHim) {
  for (const char* official : {"N3", "N9", "N10", "N12"}) {
    ASSERT_TRUE(season_->Register(official, 2023).ok()) << official;
  }
  const auto listed = [](const std::string& person) {
    reg::ListRegistrationsRequest request;
    request.set_cycle(2023);
    request.set_page_size(2);
    std::vector<std::string> officials;
    do {
      const auto page =
          season_->Ask(person, season_->system().registrations(), &Registrations::ListRegistrations, request);
      if (!page.ok()) {
        return std::vector<std::string>{page.error().reason};
      }
      for (const reg::Registration& registration : page->registrations()) {
        officials.push_back(registration.official_id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    std::erase_if(officials, [](const std::string& id) { return id == "N1" || id == "N2"; });  // of another test
    return officials;
  };
  EXPECT_THAT(listed("BNC-specialist"), UnorderedElementsAre("N9", "N10"));
  EXPECT_THAT(listed("BCSD-leader"), UnorderedElementsAre("N3"));
  EXPECT_THAT(listed("BDV-leader"), UnorderedElementsAre("N12"));
  EXPECT_THAT(listed("DDHDND-specialist"), ElementsAre());
  for (const char* all : {"BTC-specialist", "UBKT-leader"}) {
    EXPECT_THAT(listed(all), UnorderedElementsAre("N3", "N9", "N10", "N12")) << all;
  }
  EXPECT_THAT(listed("N9"), ElementsAre("N9"));
  EXPECT_THAT(listed("TT-leader"), ElementsAre("NOT_PERMITTED"));

  // The same for what the notifier answers.
  season_->Settle();
  const auto debtors = [](const std::string& person) {
    ntf::ListObligationsRequest request;
    request.set_page_size(500);
    request.set_duty("REG");
    *request.mutable_due_from() = WireDay("2022-11-14");
    *request.mutable_due_to() = WireDay("2022-11-14");
    const auto page = season_->Ask(person, season_->system().obligations(), &Obligations::ListObligations, request);
    if (!page.ok()) {
      return std::vector<std::string>{page.error().reason};
    }
    std::vector<std::string> ids;
    for (const ntf::Obligation& obligation : page->obligations()) {
      ids.push_back(obligation.debtor_id());
    }
    return ids;
  };
  EXPECT_THAT(debtors("BNC-leader"), UnorderedElementsAre("N9", "N10"));
  EXPECT_THAT(debtors("BDV-specialist"), UnorderedElementsAre("N11", "N12", "N21"));
  EXPECT_THAT(debtors("DDHDND-leader"), UnorderedElementsAre("N4", "N5", "N6", "N15", "N20"));
  EXPECT_THAT(debtors("N9"), ElementsAre("N9"));
  std::vector<std::string> in_scope = EveryOfficial();
  std::erase_if(in_scope, [](const std::string& id) { return id == "N7b" || id == "N17" || id == "N23"; });
  EXPECT_THAT(debtors("BTC-leader"), UnorderedElementsAreArray(in_scope));
  EXPECT_THAT(debtors("UBKT-specialist"), UnorderedElementsAreArray(in_scope));
}

}  // namespace
}  // namespace dotpha::acceptance
