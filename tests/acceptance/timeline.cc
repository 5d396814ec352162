#include "tests/acceptance/timeline.h"

#include <algorithm>
#include <stdexcept>

namespace dotpha::acceptance {

Year& Timeline::Played() {
  if (year_ == nullptr && broken_.empty()) {
    try {
      Play();
    } catch (const std::exception& error) {
      broken_ = error.what();
    }
  }
  if (!broken_.empty()) {
    throw std::runtime_error("the timeline broke: " + broken_);
  }
  return *year_;
}

void Timeline::Play() {
  struct Page {
    Diary* diary;
    const Diary::Entry* entry;
  };
  std::vector<Page> pages;
  for (Diary* diary : diaries_) {
    options_.officials.insert(options_.officials.end(), diary->officials_.begin(), diary->officials_.end());
    for (const Diary::Entry& entry : diary->entries_) {
      pages.push_back({diary, &entry});
    }
  }
  std::stable_sort(pages.begin(), pages.end(),
                   [](const Page& a, const Page& b) { return a.entry->moment < b.entry->moment; });
  year_ = std::make_unique<Year>(options_);
  for (const Page& page : pages) {
    year_->To(page.entry->moment);
    std::vector<std::string>& seen = page.diary->seen_[page.entry->moment];
    try {
      const std::vector<std::string> lines = page.entry->act(*year_);
      seen.insert(seen.end(), lines.begin(), lines.end());
    } catch (const std::exception& error) {
      seen.push_back(std::string("THREW ") + error.what());
    }
  }
  year_->To(until_);
}

Diary::Diary(Timeline& timeline, std::vector<std::string> officials, std::vector<Entry> entries)
    : timeline_(timeline), officials_(std::move(officials)), entries_(std::move(entries)) {
  timeline.diaries_.push_back(this);
}

const std::vector<std::string>& Diary::operator[](const std::string& moment) const {
  timeline_.Played();
  return seen_.at(moment);
}

std::vector<Diary::Entry> Diary::WithPlanStd(const std::string& official, int cycle, std::vector<Entry> entries) {
  const std::string assigned = std::to_string(cycle - 1) + "-12-20";
  entries.insert(
      entries.begin(),
      {{assigned + " 09:00", [=](Year& year) { return Outcome(year.Assign(official, cycle, assigned)); }},
       {std::to_string(cycle) + "-01-10 09:00", [=](Year& year) { return Outcome(year.Plan(official, cycle)); }}});
  return entries;
}

}  // namespace dotpha::acceptance
