#include <gmock/gmock.h>

#include "libs/lawfile/catalogue.h"

namespace dotpha::lawfile {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::MatchesRegex;

constexpr const char* kHeader = "date,weekday,kind,name_vi,certainty\n";

auto Defect(const std::string& field, const std::string& reason) {
  return AllOf(Field(&Violation::field, field), Field(&Violation::reason, reason));
}

std::vector<Violation> Defects(const std::string& text) {
  const auto calendar = ParseCalendar(text, "vn.csv");
  return calendar.ok() ? std::vector<Violation>{} : calendar.error().violations;
}

TEST(Calendar, TheTableOfVietnamIsRead_INTERPRETATION_8) {
  const auto calendar = LoadCalendar("calendars/vietnam.csv");
  ASSERT_TRUE(calendar.ok()) << calendar.error().message;
  EXPECT_THAT(calendar->version(), MatchesRegex("vietnam.csv@sha256:[0-9a-f]{16}"));
  EXPECT_FALSE(calendar->IsWorkingDay({2023, 1, 24}));
  EXPECT_EQ(calendar->NonWorkingReason({2023, 1, 24}), "Tết Nguyên đán (mùng 3)");
  EXPECT_FALSE(calendar->IsWorkingDay({2024, 4, 29}));  // swapped with a Saturday
  EXPECT_TRUE(calendar->IsWorkingDay({2024, 5, 4}));
  EXPECT_EQ(calendar->NonWorkingReason({2024, 5, 4}), "");
  EXPECT_FALSE(calendar->IsWorkingDay({2027, 2, 5}));  // medium
}

TEST(Calendar, UnsureDaysAreWorkingDays_INTERPRETATION_8) {
  const auto calendar = LoadCalendar("calendars/vietnam.csv");
  EXPECT_TRUE(calendar->IsWorkingDay({2026, 11, 24}));
  EXPECT_TRUE(calendar->IsWorkingDay({2027, 2, 4}));
}

TEST(Calendar, AYearIsConfirmedOnceItsTetIsDecreed) {
  const auto calendar = LoadCalendar("calendars/vietnam.csv");
  for (int year = 2020; year <= 2026; ++year) {
    EXPECT_TRUE(calendar->Confirmed(year)) << year;
  }
  EXPECT_FALSE(calendar->Confirmed(2027));
  EXPECT_FALSE(calendar->Confirmed(2028));
}

TEST(Calendar, EveryDefectIsNamedWithLineAndColumn) {
  EXPECT_THAT(Defects(std::string(kHeader) + "2023-02-30,Thu,OFF,x,high\n"  // no such day
                                             "2023-01-22,Mon,OFF,x,high\n"  // a Sunday
                                             "2023-01-23,Mon,FREE,,sure\n"
                                             "2023-01-22,Sun,OFF,x,high\n"  // again
                                             "2023-01-24,Tue,WORK,x,high\n"
                                             "2023-01-25,Wed,OFF\n"),
              ElementsAre(Defect("vn.csv:2:1 date", "DATE_INVALID"), Defect("vn.csv:3:2 weekday", "WEEKDAY"),
                          Defect("vn.csv:4:3 kind", "UNKNOWN_VALUE"), Defect("vn.csv:4:4 name_vi", "REQUIRED"),
                          Defect("vn.csv:4:5 certainty", "UNKNOWN_VALUE"), Defect("vn.csv:5:1 date", "DUPLICATE"),
                          Defect("vn.csv:6:3 kind", "WEEKDAY"), Defect("vn.csv:7:4 name_vi", "COLUMNS")));
}

TEST(Calendar, AFileThatIsNoCalendarIsRefused) {
  EXPECT_THAT(Defects("day,kind\n2023-01-22,OFF\n").front(), Defect("vn.csv:1:1 date", "HEADER"));
  EXPECT_THAT(Defects(""), ElementsAre(Defect("vn.csv:1", "REQUIRED")));
  EXPECT_THAT(Defects(std::string(kHeader) + "2023-01-22,Sun,OFF,\"x,high\n"),
              ElementsAre(Defect("vn.csv:2", "CSV_SYNTAX")));
  EXPECT_THAT(Defects(std::string(kHeader) + "2023-01-22,Sun,OFF,\xC3\x28,high\n"),
              ElementsAre(Defect("vn.csv", "INVALID_UTF8")));
  EXPECT_EQ(LoadCalendar("calendars/none.csv").error().reason, "CALENDAR_NOT_FOUND");
}

TEST(Calendar, LinesMayEndInCrLf) {
  const auto calendar = ParseCalendar(
      "date,weekday,kind,name_vi,certainty\r\n2023-01-23,Mon,OFF,\"Tết Nguyên đán, mùng 2\",high\r\n", "vn.csv");
  ASSERT_TRUE(calendar.ok()) << calendar.error().message;
  EXPECT_EQ(calendar->NonWorkingReason({2023, 1, 23}), "Tết Nguyên đán, mùng 2");
}

}  // namespace
}  // namespace dotpha::lawfile
