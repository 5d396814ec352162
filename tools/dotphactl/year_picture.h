// An official's year as a picture for the terminal: his duties on a calendar, what came when, marks and signs, how far
// his works were after each report, and the levels. Pure: from answers of the services to text of at most 80 columns.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dotpha/assessment/v1/assessment.pb.h"
#include "dotpha/assessment/v1/case.pb.h"
#include "dotpha/notifier/v1/obligation.pb.h"
#include "dotpha/registration/v1/directory.pb.h"
#include "dotpha/reporting/v1/announcement_service.pb.h"
#include "dotpha/reporting/v1/report.pb.h"
#include "dotpha/review/v1/review.pb.h"
#include "tools/dotphactl/style.h"

namespace dotpha::ctl {

inline constexpr std::size_t kPictureWidth = 80;

// What the services answered about one official and cycle.
struct YearFacts {
  registration::v1::Official official;
  std::string post;  // title of his principal post
  registration::v1::Route route;
  int cycle = 0;
  std::vector<notifier::v1::Obligation> obligations;       // of the cycle
  std::vector<notifier::v1::ViolationFlag> flags;          // of these
  std::vector<notifier::v1::Candidate> candidates;         // on these
  std::vector<assessment::v1::Case> cases;                 // all of his
  std::map<std::string, std::string> work_names;           // by id
  std::vector<reporting::v1::Report> reports;              // oldest first, with what each made of the cycle's works
  std::vector<reporting::v1::Announcement> announcements;  // of the cycle
  assessment::v1::Assessment assessment;
};

std::string DrawYear(const YearFacts& facts, const Style& style);

}  // namespace dotpha::ctl
