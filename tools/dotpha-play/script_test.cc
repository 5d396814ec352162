// What is played of the sample's year, and that each act is a request of its contract.
#include "tools/dotpha-play/script.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>

#include "tools/dotpha-play/requests.h"
#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"

namespace dotpha::play {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

Sample Load(const std::string& name, Date import_day) {
  const char* source = std::getenv("DOTPHA_SOURCE_DIR");
  auto loaded = LoadSample(std::string(source == nullptr ? "." : source) + "/samples/" + name, import_day);
  EXPECT_TRUE(loaded.ok()) << loaded.error().message;
  return *std::move(loaded);
}

const Sample& TheSample() {
  static const Sample sample = Load("tuyen-quang-2022", Date(2021, 10, 15));
  return sample;
}

// From one regulation into the next.
const Sample& TheHandover() {
  static const Sample sample = Load("tuyen-quang-2021", Date(2020, 11, 1));
  return sample;
}

const std::set<std::string> kAll = {"registration", "review", "reporting", "assessment", "notifier"};

const Act& Numbered(int seq) { return TheSample().acts.at(static_cast<std::size_t>(seq) - 1); }

json RequestOf(const Act& act) {
  auto calls = RequestsOf(TheSample(), act);
  EXPECT_TRUE(calls.ok()) << calls.error().message;
  return calls->at(0).request;
}

TEST(Script, PlaysTheSeasonAloneWhereOnlyItsServicesRun) {
  Script script(TheSample(), {"registration", "notifier"});
  std::set<std::string> kinds;
  for (const Act& act : TheSample().acts) {
    if (script.Plays(act)) {
      kinds.insert(act.kind);
    }
  }
  EXPECT_THAT(kinds, testing::ElementsAre("personnel.event", "registration.submit"));
  EXPECT_GT(script.unplayed().at("plan.submit"), 50);
}

TEST(Script, PlaysEveryActWhereAllServicesRun) {
  for (const Sample* sample : {&TheSample(), &TheHandover()}) {
    Script script(*sample, kAll);
    for (const Act& act : sample->acts) {
      EXPECT_TRUE(script.Plays(act)) << act.seq << " " << act.kind;
    }
    EXPECT_THAT(script.unplayed(), IsEmpty());
  }
}

TEST(Requests, EveryPlayedActFitsItsContract) {
  std::set<std::string> here;     // packages whose services are in the tree
  std::set<std::string> unknown;  // methods that no contract has
  const auto package = [](const std::string& method) { return method.substr(0, method.find(".v1.")); };
  for (const Act& act : TheSample().acts) {
    if (act.kind == "registration.submit" || act.kind == "personnel.event") {
      continue;
    }
    const auto calls = RequestsOf(TheSample(), act);
    ASSERT_TRUE(calls.ok()) << calls.error().message;
    for (const Call& call : *calls) {
      EXPECT_EQ(call.request.value("request_id", ""), act.request_id);
      const auto* method = ctl::LookUpMethod(call.method);
      if (method == nullptr) {
        unknown.insert(call.method);
        continue;
      }
      here.insert(package(call.method));
      const auto message = ctl::NewRequest(method);
      const auto read = google::protobuf::util::JsonStringToMessage(call.request.dump(), message.get());
      EXPECT_TRUE(read.ok()) << act.seq << " " << call.method << ": "
                             << std::string(read.message().data(), read.message().size());
    }
  }
  for (const std::string& method : unknown) {
    EXPECT_FALSE(here.contains(package(method))) << method;
  }
  EXPECT_TRUE(here.contains("dotpha.registration"));
}

TEST(Requests, PlansAreSentWithTheirMutations_R4_4a_SUM_Y) {
  const json sums = RequestOf(Numbered(183));  // seq 183: the fourth quarter is set to 22.99
  bool found = false;
  for (const json& work : sums.at("plan").at("works")) {
    if (work.at("work_id") == "TQ22-W081") {
      EXPECT_EQ(work.at("years").at(0).at("quarters").at(3).at("share_e2"), 2299);
      found = true;
    }
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(RequestOf(Numbered(138)).at("plan").contains("general_goal"));  // removed
  EXPECT_FALSE(RequestOf(Numbered(142)).at("plan").contains("coordination"));  // removed
  const json childless = RequestOf(Numbered(113)).at("plan").at("works");
  bool emptied = false;
  for (const json& work : childless) {
    emptied = emptied || (work.at("work_id") == "TQ22-W109" &&
                          !work.at("years").at(0).at("quarters").at(0).at("months").at(0).contains("items"));
  }
  EXPECT_TRUE(emptied);
}

TEST(Requests, ADocumentIsItsNumberAndItsDate) {
  EXPECT_EQ(DocumentOf("MP-107-QĐ/TU ngày 20/10/2020", Date(2022, 1, 1)),
            (json{{"number", "MP-107-QĐ/TU"}, {"signed_on", {{"year", 2020}, {"month", 10}, {"day", 20}}}}));
  EXPECT_EQ(DocumentOf("MP-107-QĐ/TU", Date(2022, 1, 1)).at("signed_on").at("year"), 2022);
  EXPECT_TRUE(DocumentOf("", Date(2022, 1, 1)).is_null());
  EXPECT_FALSE(RequestOf(Numbered(442)).at("deadline_override").contains("document"));  // must be refused
}

TEST(Requests, WhatTakesOverNamesItsDayItsDocumentAndTheAuthorityAsRead_I_30) {
  std::vector<Call> calls;
  for (const Act& act : TheHandover().acts) {
    if (act.kind == "law.supersede") {
      calls.push_back(RequestsOf(TheHandover(), act)->at(0));
    }
  }
  ASSERT_EQ(calls.size(), 3U);
  const Call& last = calls.back();
  EXPECT_EQ(last.method, "dotpha.registration.v1.CampaignService.RecordSupersession");
  EXPECT_EQ(last.lookup, Lookup::kAuthority);
  const auto* method = ctl::LookUpMethod(last.method);
  ASSERT_NE(method, nullptr);
  const auto message = ctl::NewRequest(method);
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(last.request.dump(), message.get()).ok());
  EXPECT_EQ(last.request.at("regulation_id"), "TQ2021");
  EXPECT_EQ(last.request.at("effective_from"), (json{{"year", 2021}, {"month", 9}, {"day", 1}}));
  EXPECT_EQ(last.request.at("document").at("number"), "MP-12-QĐ/TU");
  EXPECT_FALSE(calls.at(1).request.contains("document")) << "must be refused";
}

TEST(Requests, AFactualErrorGivesTheRegistersEntryAndTheStamp_F_01) {
  const json request = RequestOf(Numbered(316));
  EXPECT_EQ(request.at("reason"), "DISMISSAL_REASON_RECEIVED_IN_FACT");
  EXPECT_EQ(request.at("received_document").at("number"), "118");
  EXPECT_TRUE(request.at("received_at").get<std::string>().starts_with("2022-03-23"));
}

TEST(Requests, WhatAnActMadeIsSoughtByLaterOnes_I_22_I_36) {
  const auto call = [](int seq) { return RequestsOf(TheSample(), Numbered(seq))->at(0); };
  EXPECT_EQ(call(517).made, "claim:CL-3");
  EXPECT_EQ(call(597).sought, "claim:CL-3");
  EXPECT_EQ(call(597).request.at("opinion"), "CLAIM_OPINION_NOT_ENDORSED");
  EXPECT_EQ(call(614).request.at("ruling"), "CLAIM_RULING_REJECTED");
  EXPECT_FALSE(call(552).request.at("claim").contains("item_ids")) << "the whole work";
  EXPECT_EQ(call(511).request.at("report").at("self_level").at("overall"), "HTXS") << "all his works";
  EXPECT_FALSE(call(512).request.at("report").at("self_level").contains("overall")) << "one of three";
  EXPECT_EQ(call(352).made, "report:R22-0087");
  EXPECT_EQ(call(395).sought, "report:R22-0087");
  EXPECT_FALSE(call(603).request.at("dishonest_report").contains("verified_e2")) << "must be refused";
  EXPECT_EQ(call(605).request.at("dishonest_report").at("verified_e2"), 4000);
  EXPECT_EQ(call(605).made, "case:H-1");
  EXPECT_EQ(call(427).sought, "case:H-2");
  EXPECT_EQ(call(241).sought, "") << "the system's candidate is looked up";
}

TEST(Requests, AnOpeningsYearIsKeptByTwoServices) {
  const auto calls = RequestsOf(TheSample(), Numbered(19));
  ASSERT_TRUE(calls.ok());
  ASSERT_EQ(calls->size(), 2U);
  EXPECT_EQ(calls->at(0).method, "dotpha.reporting.v1.ReportService.ImportYearResult");
  EXPECT_EQ(calls->at(1).request.at("level"), "HTT");
}

}  // namespace
}  // namespace dotpha::play
