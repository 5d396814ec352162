#include "libs/statute/calendar.h"

#include <gtest/gtest.h>

namespace dotpha::statute {
namespace {

// Tết 2023 and its neighbours, a swapped day and its Saturday.
Calendar Small() {
  std::map<Date, Calendar::Day> days;
  for (Date day{2023, 1, 20}; day <= Date{2023, 1, 26}; day = day + 1) {
    days[day] = {Calendar::Kind::kOff, "Tết Nguyên đán"};
  }
  for (Date day{2023, 4, 29}; day <= Date{2023, 5, 3}; day = day + 1) {
    days[day] = {Calendar::Kind::kOff, "nghỉ lễ"};
  }
  days[{2024, 4, 29}] = {Calendar::Kind::kOff, "hoán đổi"};
  days[{2024, 5, 4}] = {Calendar::Kind::kWork, "làm bù"};
  return {"test", std::move(days), {2023, 2024}};
}

TEST(Calendar, WorkingDaysAreMondayToFridayLessHolidaysPlusMakeUpSaturdays) {
  const Calendar calendar = Small();
  EXPECT_TRUE(calendar.IsWorkingDay({2023, 1, 19}));
  EXPECT_FALSE(calendar.IsWorkingDay({2023, 1, 20}));
  EXPECT_FALSE(calendar.IsWorkingDay({2023, 1, 28}));
  EXPECT_FALSE(calendar.IsWorkingDay({2024, 4, 29}));
  EXPECT_TRUE(calendar.IsWorkingDay({2024, 5, 4}));
  EXPECT_EQ(calendar.NonWorkingReason({2023, 1, 24}), "Tết Nguyên đán");
  EXPECT_EQ(calendar.NonWorkingReason({2022, 11, 12}), "Thứ Bảy");
  EXPECT_EQ(calendar.NonWorkingReason({2022, 11, 13}), "Chủ nhật");
  EXPECT_EQ(calendar.NonWorkingReason({2022, 11, 14}), "");
  EXPECT_TRUE(calendar.Confirmed(2023));
  EXPECT_FALSE(calendar.Confirmed(2025));
}

TEST(Calendar, ReminderDaysMoveBackAcrossTet_B_12) {
  const Calendar calendar = Small();
  EXPECT_EQ(calendar.AtOrBefore({2023, 1, 14}), Date(2023, 1, 13));
  EXPECT_EQ(calendar.AtOrBefore({2023, 1, 21}), Date(2023, 1, 19));
  EXPECT_EQ(calendar.AtOrBefore({2023, 1, 24}), Date(2023, 1, 19));
  EXPECT_EQ(calendar.AtOrAfter({2023, 1, 25}), Date(2023, 1, 27));
  EXPECT_EQ(calendar.AtOrAfter({2023, 1, 27}), Date(2023, 1, 27));
}

TEST(Calendar, WorkingDaysAreCountedFromTheDayAfter_I_12_B_08) {
  const Calendar calendar = Small();
  EXPECT_EQ(calendar.AddWorkingDays({2022, 12, 16}, 5), Date(2022, 12, 23));
  EXPECT_EQ(calendar.AddWorkingDays({2023, 1, 27}, 5), Date(2023, 2, 3));
  EXPECT_EQ(calendar.AddWorkingDays({2024, 5, 3}, 1), Date(2024, 5, 4));
  EXPECT_EQ(calendar.AddWorkingDays({2023, 1, 19}, 1), Date(2023, 1, 27));
}

TEST(Months, EndOnTheCorrespondingDayOrTheLastOfTheMonth_I_06_B_11) {
  EXPECT_EQ(AddMonths({2022, 1, 31}, 1), Date(2022, 2, 28));
  EXPECT_EQ(AddMonths({2022, 1, 30}, 1), Date(2022, 2, 28));
  EXPECT_EQ(AddMonths({2024, 1, 31}, 1), Date(2024, 2, 29));
  EXPECT_EQ(AddMonths({2022, 8, 31}, 1), Date(2022, 9, 30));
  EXPECT_EQ(AddMonths({2022, 12, 24}, 1), Date(2023, 1, 24));
  EXPECT_EQ(AddMonths({2022, 12, 15}, 13), Date(2024, 1, 15));
  EXPECT_EQ(AddMonths({2022, 3, 31}, -1), Date(2022, 2, 28));
  // The 29th of April 2023 is a holiday: the period ends on the next working day.
  EXPECT_EQ(Small().AtOrAfter(AddMonths({2023, 3, 29}, 1)), Date(2023, 5, 4));
}

}  // namespace
}  // namespace dotpha::statute
