// Why a date is what it is (scenario H-14): from the derived obligation to words.
#pragma once

#include <functional>
#include <string>

#include "dotpha/notifier/v1/obligation.pb.h"
#include "libs/statute/calendar.h"
#include "libs/statute/ledger.h"

namespace dotpha::notifier {

// `name_of_fact`: "registration#12" -> "PositionRecorded", or "" where unknown.
v1::DeadlineExplanation Explain(const statute::Obligation& obligation, const statute::Calendar& calendar,
                                const std::function<std::string(const std::string& source)>& name_of_fact);

}  // namespace dotpha::notifier
