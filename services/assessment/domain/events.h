// What the use cases announce (proto/dotpha/assessment/v1/assessment_events.proto): ids, dates, levels.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::assessment {

struct AppraisalSent {
  std::string body_id;
  int cycle = 0;
  Instant received_at;
  bool general = false;
};

// A work whose last year was rated and that is not done to the end (R2.5-CONTINUE, I-26).
struct UnfinishedWork {
  std::string work_id;
  bool by_duty = false;  // rated as not completed, and nothing excuses it

  friend bool operator==(const UnfinishedWork&, const UnfinishedWork&) = default;
};

struct RatingDecided {
  std::string official_id;
  int cycle = 0;
  std::string level;  // "": only works
  std::map<std::string, std::string> works;
  Date decided_on;
  std::string kind;
  std::string body_id;
  std::vector<UnfinishedWork> unfinished{};  // by work id
};

struct CaseOpened {
  std::string case_id;
  std::string official_id;
  std::string kind;
  std::string candidate_id;
  std::string agency_id;
  Date explain_until;
};

struct CaseMoved {
  std::string case_id;
  std::string official_id;
  std::string state;
  std::string reason;
  Date on;
  std::string agency_id;
};

struct ReceivedInFact {
  struct Duty {
    std::string duty;
    std::string period;
    std::optional<Date> occasion;

    friend bool operator==(const Duty&, const Duty&) = default;
  };
  std::string case_id;
  std::string official_id;
  std::vector<Duty> duties;
  Instant received_at;
  std::string document_number;
};

struct ClaimDecided {
  std::string claim_id;
  std::string official_id;
  std::string work_id;
  int cycle = 0;
  std::string kind;
  bool accepted = false;
  Date decided_on;
  bool excused = false;
};

using Event = std::variant<AppraisalSent, RatingDecided, CaseOpened, CaseMoved, ReceivedInFact, ClaimDecided>;

}  // namespace dotpha::assessment
