#include <gtest/gtest.h>

#include "libs/base/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha {
namespace {

TEST(Date, RefusesDaysThatDoNotExist) {
  EXPECT_EQ(Date::Parse("2022-02-31").error().reason, "DATE_INVALID");
  EXPECT_EQ(Date::Parse("2023-02-29").error().reason, "DATE_INVALID");
  EXPECT_EQ(Date::Parse("2022-2-1").error().reason, "DATE_INVALID");
  EXPECT_EQ(Date::Parse("2024-02-29")->ToVietnamese(), "29/02/2024");
}

TEST(Date, IsTheDayInVietnamWhateverTheOffset_A03) {
  EXPECT_EQ(Date::Of(*ParseRfc3339("2020-11-14T16:59:59Z")), Date(2020, 11, 14));
  EXPECT_EQ(Date::Of(*ParseRfc3339("2020-11-14T17:00:00Z")), Date(2020, 11, 15));
  EXPECT_EQ(Date::Of(*ParseRfc3339("1969-12-31T16:59:59.999999Z")), Date(1969, 12, 31));
}

TEST(Instant, RoundTripsThroughRfc3339) {
  for (const char* text : {"2021-11-14T23:59:59+07:00", "2021-11-14T23:59:59.999+07:00",
                           "2021-11-14T23:59:59.999001+07:00", "1969-01-01T00:00:00+07:00"}) {
    EXPECT_EQ(FormatRfc3339(*ParseRfc3339(text)), text);
  }
  EXPECT_EQ(ParseRfc3339("2021-11-14T23:59:59").error().reason, "TIME_WITHOUT_OFFSET");
  EXPECT_EQ(ParseRfc3339("2021-11-14T24:00:00Z").error().reason, "TIME_INVALID");
  EXPECT_EQ(ParseRfc3339("2021-02-30T00:00:00Z").error().reason, "TIME_INVALID");
  EXPECT_EQ(Date(2021, 11, 15).At(), *ParseRfc3339("2021-11-14T17:00:00Z"));
}

TEST(Ids, AreUuids) {
  EXPECT_TRUE(IsUuid(NewUuid()));
  EXPECT_NE(NewUuid(), NewUuid());
  EXPECT_FALSE(IsUuid("1234"));
  EXPECT_FALSE(IsUuid("00000000-0000-0000-0000-00000000000g"));
}

TEST(Utf8, NamesTheFirstBadByte) {
  std::size_t at = 0;
  EXPECT_TRUE(IsValidUtf8("Đột phá 😀"));
  EXPECT_FALSE(IsValidUtf8("ab\xC3\x28", &at));
  EXPECT_EQ(at, 2U);
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(IsValidUtf8("\xE1\xBB"));          // cut off
}

Result<int> Half(int value) {
  if (value % 2 != 0) {
    return InvalidArgument("value", "ODD", "is odd");
  }
  return value / 2;
}

Result<int> Quarter(int value) {
  DOTPHA_ASSIGN(const int half, Half(value));
  return Half(half);
}

TEST(Result, CarriesTheFirstErrorOutward) {
  EXPECT_EQ(*Quarter(12), 3);
  EXPECT_EQ(Quarter(6).error().reason, "ODD");
  EXPECT_EQ(Quarter(6).error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace dotpha
