#include "libs/postgres/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/postgres/testing/scratch_database.h"
#include "libs/postgres/transaction.h"

namespace dotpha::postgres {
namespace {

constexpr Statement kInstant{"test.instant", "SELECT $1::timestamptz AS value"};
constexpr Statement kDate{"test.date", "SELECT $1::date AS value"};
constexpr Statement kBytes{"test.bytes", "SELECT $1::bytea AS value, length($1::bytea) AS size"};
constexpr Statement kTexts{"test.texts", "SELECT $1::text[] AS value"};
constexpr Statement kBytesList{"test.bytes_list", "SELECT ($1::bytea[])[2] AS value"};
constexpr Statement kNullable{"test.nullable", "SELECT $1::int AS number, $2::date AS day, $3::text AS text"};

class Values : public ::testing::Test {
 protected:
  template <typename... Arguments>
  pqxx::row Ask(const Statement& statement, const Arguments&... arguments) {
    auto rows = RunTransaction(*connection_, {.role = Role::kOwner},
                               [&](Transaction& t) -> Result<pqxx::result> { return t.Exec(statement, arguments...); });
    EXPECT_TRUE(rows.ok());
    return (*rows)[0];
  }

  testing::ScratchDatabase database_;
  std::unique_ptr<Connection> connection_ = *Connection::Open(database_.Options("registration"));
};

TEST_F(Values, InstantsKeepEveryMicrosecond) {
  for (const std::int64_t micros : {0L, 1L, -1L, 1'636'909'199'999'999L, 1'636'909'200'000'000L, 1'636'909'199'123'456L,
                                    4'102'444'799'999'999L, -2'000'000'000'000'001L}) {
    EXPECT_EQ(ReadInstant(Ask(kInstant, Instant{micros})["value"]).micros, micros);
  }
}

TEST_F(Values, AlwaysAndNeverAreInfinities) {
  EXPECT_STREQ(Ask(kInstant, Instant::Max())["value"].c_str(), "infinity");
  EXPECT_EQ(ReadInstant(Ask(kInstant, Instant::Max())["value"]), Instant::Max());
  EXPECT_EQ(ReadInstant(Ask(kInstant, Instant::Min())["value"]), Instant::Min());
}

TEST_F(Values, DatesAreDaysWithoutAZone) {
  for (const Date date : {Date{2021, 11, 15}, Date{1970, 1, 1}, Date{2024, 2, 29}, Date{1975, 6, 13}}) {
    EXPECT_EQ(ReadDate(Ask(kDate, date)["value"]), date);
  }
}

TEST_F(Values, BytesOfEveryValueSurvive) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
  }
  const auto row = Ask(kBytes, Bytes{bytes});
  EXPECT_EQ(row["size"].as<int>(), 256);
  EXPECT_EQ(ReadBytes(row["value"]), bytes);
  EXPECT_EQ(ReadBytes(Ask(kBytes, Bytes{""})["value"]), "");
  EXPECT_EQ(ReadBytes(Ask(kBytesList, BytesArrayToSql({"x", bytes}))["value"]), bytes);
}

TEST_F(Values, ListsKeepQuotesCommasEmptyAndVietnameseText) {
  const std::vector<std::string> texts{"", "a,b", "say \"no\"", "back\\slash", "{brace}", "NULL", "Trần Thị Hồng", " "};
  EXPECT_EQ(ReadTextArray(Ask(kTexts, texts)["value"]), texts);
  EXPECT_THAT(ReadTextArray(Ask(kTexts, std::vector<std::string>{})["value"]), ::testing::IsEmpty());
}

TEST_F(Values, AbsentOptionalsAreNull) {
  const auto absent = Ask(kNullable, std::optional<int>{}, std::optional<Date>{}, std::nullopt);
  EXPECT_TRUE(absent["number"].is_null() && absent["day"].is_null() && absent["text"].is_null());
  EXPECT_EQ(ReadOptionalDate(absent["day"]), std::nullopt);
  const auto present = Ask(kNullable, std::optional<int>{-7}, std::optional{Date{2022, 1, 2}}, std::string_view{"x"});
  EXPECT_EQ(present["number"].as<int>(), -7);
  EXPECT_EQ(ReadOptionalDate(present["day"]), Date(2022, 1, 2));
  EXPECT_EQ(ReadOptionalText(present["text"]), "x");
}

TEST_F(Values, WhatIsNoInstantIsNotGuessed) {
  EXPECT_THROW(ReadInstant(Ask(kTexts, std::vector<std::string>{"x"})["value"]), pqxx::conversion_error);
  EXPECT_THROW(ReadDate(Ask(kNullable, 1, std::nullopt, std::nullopt)["day"]), pqxx::conversion_error);
}

}  // namespace
}  // namespace dotpha::postgres
