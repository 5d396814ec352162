// The law and the calendar as shipped, for tests of what is derived from them.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "libs/statute/calendar.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

// Path of a file of the source tree.
std::string SourcePath(const std::string& relative);

// The regulation of that id among regulations/*.textproto; lives as long as the process.
const Regulation& ShippedLaw(const std::string& id);
const Regulation& TuyenQuang2020();
const Regulation& TuyenQuang2021();
// calendars/vietnam.csv.
const Calendar& Vietnam();

// Whether the law takes somebody with one of these roles from one state to the other by this action ("": by any), as
// its table says and without the interpreter; for tests of those who use the interpreter.
bool LawAllows(const Regulation& law, const std::string& workflow, const std::string& action, const std::string& from,
               const std::string& to, const std::set<std::string>& roles);
// "2022-11-14 23:59:59.999" or "2022-11-14" (00:00), Vietnamese time.
Instant At(std::string_view text);

}  // namespace dotpha::statute
