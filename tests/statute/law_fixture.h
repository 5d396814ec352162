// The law and the calendar as shipped, for tests of what is derived from them.
#pragma once

#include <string>
#include <string_view>

#include "libs/statute/calendar.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

// Path of a file of the source tree.
std::string SourcePath(const std::string& relative);

// regulations/tuyen-quang-2021.textproto; lives as long as the process.
const Regulation& TuyenQuang2021();
// calendars/vietnam.csv.
const Calendar& Vietnam();

// "2022-11-14 23:59:59.999" or "2022-11-14" (00:00), Vietnamese time.
Instant At(std::string_view text);

}  // namespace dotpha::statute
