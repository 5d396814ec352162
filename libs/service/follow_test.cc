#include "libs/service/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dotpha::service {
namespace {

TEST(Follow, ProducersKeepTheirOrder) {
  const auto producers = ProducersOf({{"registration=127.0.0.1:7001", "review=review.dotpha:7000"}, ""});
  ASSERT_TRUE(producers.ok());
  ASSERT_EQ(producers->size(), 2U);
  EXPECT_EQ(producers->at(0).name, "registration");
  EXPECT_EQ(producers->at(1).address, "review.dotpha:7000");
}

TEST(Follow, AMalformedProducerNamesTheSetting) {
  for (const std::string entry : {"registration", "=host:1", "registration="}) {
    const auto producers = ProducersOf({{entry}, ""});
    ASSERT_FALSE(producers.ok()) << entry;
    EXPECT_EQ(producers.error().reason, "PRODUCER_MALFORMED") << entry;
    EXPECT_THAT(producers.error().message, ::testing::HasSubstr("producers")) << entry;
  }
}

TEST(Follow, NobodyToFollowIsAnError) { EXPECT_FALSE(ProducersOf({}).ok()); }

TEST(Follow, AMissingTokenFileGivesAnEmptyToken) { EXPECT_EQ(TokenOf({{}, ""})(), ""); }

}  // namespace
}  // namespace dotpha::service
