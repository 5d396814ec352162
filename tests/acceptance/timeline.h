// One year of one province for many scenarios. Each scenario keeps a diary beside its test: what is done, or looked at,
// and when. The first test that needs the year plays all diaries together in the order of time, on one set of services;
// then each test looks at what its own diary says. Scenarios do not disturb each other because each has officials of
// its own ("N1-B17"). A test that needs an order of its own has a Year of its own.
//
//   Timeline year({.start = "2021-11-01 08:00"}, "2023-02-10 00:00");
//
//   const Diary b18(year, {"N1-B18"}, {
//       {"2022-06-28 10:00", [](Year& y) { return Outcome(y.Report("N1-B18", {.covers = {"RPT_Q 2022-Q2"}})); }},
//   });
//   TEST(Scenario, B18_LateBeforeTheEndOfTheMonth) {
//     EXPECT_THAT(b18["2022-06-28 10:00"], ElementsAre("ACCEPTED"));
//     EXPECT_EQ(b18.year().Duty("N1-B18:RPT_Q:2022-Q2"), "2022-06-24 LATE(4)");
//   }
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/acceptance/year.h"

namespace dotpha::acceptance {

class Diary;

class Timeline {
 public:
  // Plays up to `until`. The officials are those of the diaries.
  Timeline(SeasonOptions options, std::string until) : options_(std::move(options)), until_(std::move(until)) {}

  // Played to its end; throws what broke it, each time.
  Year& Played();

 private:
  friend class Diary;
  void Play();

  SeasonOptions options_;
  std::string until_;
  std::vector<Diary*> diaries_;
  std::unique_ptr<Year> year_;
  std::string broken_;
};

class Diary {
 public:
  // What it saw, as lines. What it throws stands there as the one line "THREW ...".
  using Act = std::function<std::vector<std::string>(Year&)>;
  struct Entry {
    std::string moment;
    Act act;
  };

  // The officials are of this diary alone. Outlives the timeline's playing.
  Diary(Timeline& timeline, std::vector<std::string> officials, std::vector<Entry> entries);
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;

  // Lines of the entries of this moment. Throws std::out_of_range where nothing stands for it.
  const std::vector<std::string>& operator[](const std::string& moment) const;
  Year& year() const { return timeline_.Played(); }

  // Assigned on 20/12 of the year before and PLAN-STD sent on 10/01, followed by these entries.
  static std::vector<Entry> WithPlanStd(const std::string& official, int cycle, std::vector<Entry> entries);

 private:
  friend class Timeline;
  Timeline& timeline_;
  std::vector<std::string> officials_;
  std::vector<Entry> entries_;
  std::map<std::string, std::vector<std::string>> seen_;
};

}  // namespace dotpha::acceptance
