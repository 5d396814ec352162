// What the player prints: the season week by week, three mailboxes, totals, the difference.
#pragma once

#include <string>
#include <vector>

#include "tools/dotpha-play/compare.h"
#include "tools/dotpha-play/season.h"
#include "tools/maildir/maildir.h"

namespace dotpha::play {

// "08/11/2021  …": where the season stands at a Monday.
std::string WeekLine(Instant at, const Tally& tally);

// Mails of one address: every subject, and the last mail whole.
std::string MailboxText(const std::string& who, const std::string& address, const std::vector<maildir::Mail>& mails);

// Obligations by state, notices by stage and state, flags by grade and status, acts.
std::string Totals(const Outcome& outcome, const Tally& tally);

// "Time: 53.1 s: calls 8.0 s, clock 43.6 s, else 1.5 s; 2210 steps of the clock"
std::string TimeLine(const Spent& spent);

std::string DifferenceText(const std::vector<Difference>& differences, const std::set<std::string>& left_out);

}  // namespace dotpha::play
