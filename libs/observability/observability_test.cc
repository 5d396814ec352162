#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/observability/trace.h"

namespace dotpha::observability {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto kTraceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

class LogTest : public testing::Test {
 protected:
  void Start(Level least) {
    ConfigureLog({"registration", least, [this](std::string_view line) { lines.emplace_back(line); }, &clock});
  }
  void TearDown() override { ConfigureLog({}); }
  ManualClock clock{Date(2021, 11, 15).At()};
  std::vector<std::string> lines;
};

TEST_F(LogTest, WritesOneJsonObjectALineWithTheContextOfTheCall) {
  Start(Level::kInfo);
  {
    const ScopedLogContext context({"r-1", kTraceparent, "tuyen-quang", "/a.B/C"});
    Log(Level::kWarning, "retrying", {{"attempt", 2}, {"seconds", 0.5}, {"last", false}, {"queue", "q"}});
  }
  Log(Level::kInfo, "idle");
  ASSERT_EQ(lines.size(), 2U);
  const auto line = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(line["time"], "2021-11-15T00:00:00+07:00");
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["service"], "registration");
  EXPECT_EQ(line["message"], "retrying");
  EXPECT_EQ(line["request_id"], "r-1");
  EXPECT_EQ(line["traceparent"], kTraceparent);
  EXPECT_EQ(line["trace_id"], "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(line["authority"], "tuyen-quang");
  EXPECT_EQ(line["attempt"], 2);
  EXPECT_EQ(line["last"], false);
  EXPECT_FALSE(nlohmann::json::parse(lines[1]).contains("request_id"));
}

TEST_F(LogTest, NestedContextsReturn) {
  Start(Level::kInfo);
  const ScopedLogContext outer({"outer", "", "", ""});
  {
    const ScopedLogContext inner({"inner", "", "", ""});
    Log(Level::kInfo, "x");
  }
  Log(Level::kInfo, "x");
  EXPECT_EQ(nlohmann::json::parse(lines[0])["request_id"], "inner");
  EXPECT_EQ(nlohmann::json::parse(lines[1])["request_id"], "outer");
}

TEST_F(LogTest, AnErrorsTextIsLeftOutBecauseItMayQuoteAPerson) {
  const Error error = FailedPrecondition("WRONG_STATE", "Nguyễn Văn A đã nộp");
  Start(Level::kInfo);
  Log(Level::kError, "refused", error);
  EXPECT_THAT(lines.back(), HasSubstr("WRONG_STATE"));
  EXPECT_THAT(lines.back(), Not(HasSubstr("Nguyễn")));
  Start(Level::kDebug);
  Log(Level::kError, "refused", error);
  EXPECT_THAT(lines.back(), HasSubstr("Nguyễn"));
}

TEST_F(LogTest, CutsLongValuesAndSurvivesBrokenText) {
  Start(Level::kInfo);
  Log(Level::kInfo, "x", {{"long", std::string(5000, 'a')}, {"broken", "\xC3\x28"}});
  const auto line = nlohmann::json::parse(lines.back());
  EXPECT_EQ(line["long"].get<std::string>().size(), 200U);
  EXPECT_TRUE(line.contains("broken"));
}

TEST_F(LogTest, DropsWhatIsBelowTheLevel) {
  Start(Level::kWarning);
  Log(Level::kInfo, "x");
  EXPECT_TRUE(lines.empty());
  EXPECT_FALSE(LogEnabled(Level::kInfo));
}

TEST(Trace, ParsesVersionZeroAndWhatFollowsIt) {
  const auto trace = TraceContext::Parse(kTraceparent);
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->ToTraceparent(), kTraceparent);
  EXPECT_TRUE(TraceContext::Parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what").has_value());
  for (const char* bad : {"", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                          "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                          "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"}) {
    EXPECT_FALSE(TraceContext::Parse(bad).has_value()) << bad;
  }
}

TEST(Trace, AChildKeepsTheTraceAndABadHeaderStartsANewOne) {
  const auto child = ContinueOrStart(kTraceparent);
  EXPECT_EQ(child.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_NE(child.parent_id, "b7ad6b7169203331");
  const auto fresh = ContinueOrStart("nonsense");
  EXPECT_TRUE(TraceContext::Parse(fresh.ToTraceparent()).has_value());
  EXPECT_NE(fresh.trace_id, ContinueOrStart("nonsense").trace_id);
}

std::string Fetch(const std::string& url) {
  std::string body;
  CURL* curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(
      curl, CURLOPT_WRITEFUNCTION, +[](char* data, size_t size, size_t count, void* to) {
        static_cast<std::string*>(to)->append(data, size * count);
        return size * count;
      });
  EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
  curl_easy_cleanup(curl);
  return body;
}

TEST(Metrics, AreServedWithWhatIsObservedAtTheScrape) {
  Counter("dotpha_test_total", "A test", {{"producer", "registration"}}).Increment(3);
  LatencyHistogram("dotpha_test_seconds", "A test").Observe(0.002);
  double backlog = 7;
  const auto endpoint = MetricsEndpoint::Start("127.0.0.1:0");
  ASSERT_TRUE(endpoint.ok()) << endpoint.error().message;
  const std::string url = "http://127.0.0.1:" + std::to_string((*endpoint)->port()) + "/metrics";
  {
    const ObservedGauge gauge("dotpha_test_backlog", "A test", {{"queue", "q"}}, [&] { return backlog; });
    EXPECT_THAT(Fetch(url), HasSubstr("dotpha_test_backlog{queue=\"q\"} 7"));
    backlog = 8;
    EXPECT_THAT(Fetch(url), HasSubstr("dotpha_test_backlog{queue=\"q\"} 8"));
  }
  const std::string text = Fetch(url);
  EXPECT_THAT(text, Not(HasSubstr("dotpha_test_backlog")));
  EXPECT_THAT(text, HasSubstr("dotpha_test_total{producer=\"registration\"} 3"));
  EXPECT_THAT(text, HasSubstr("dotpha_test_seconds_bucket"));
}

TEST(Metrics, RefuseAnAddressThatCannotBeHad) {
  EXPECT_EQ(MetricsEndpoint::Start("203.0.113.1:1").error().reason, "METRICS_ADDRESS");
}

}  // namespace
}  // namespace dotpha::observability
