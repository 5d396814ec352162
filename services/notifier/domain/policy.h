// The operating policy of notices (NOTICES.md): not law, so it lives in a file of its own, per authority
// (policies/notices.textproto, schema dotpha.policy.v1.NoticePolicies). Which rungs a ladder has, when each is due and
// who gets it is data; this room only knows how to count days.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "services/notifier/domain/stage.h"

namespace dotpha::notifier {

// Whom a rung addresses.
enum class Who {
  kDebtor,         // the official who owes
  kClerk,          // the clerk whom he named, if any
  kAgencyHead,     // head or acting head of the agency of his principal post, unless that is he
  kBody,           // `role` of the body named
  kRouteBodies,    // `role` of each body on his route: copies, or the lead where there is none
  kLeadBody,       // `role` of the body that leads his matter
  kDebtorBody,     // `role` of the body that owes
  kCandidateBody,  // `role` of the body named, only where a candidate opens
  kAgency,         // the agency where he works, at its own address; only of an assignment
};

struct RecipientRule {
  Who who = Who::kDebtor;
  std::string body;  // kBody, kCandidateBody
  std::string role;  // "specialist", "leader" or "clerk", where a body is meant
};

enum class Count {
  kCalendarDaysBefore,  // of the last on-time day L; a non-working day: the working day before
  kWorkingDaysAfter,    // after L, L not counted
  kClosingPoint,        // first working day at or after the closing point
};

struct Rung {
  Stage stage = Stage::kR10;
  Count count = Count::kCalendarDaysBefore;
  int days = 0;
  std::vector<RecipientRule> recipients;
};

enum class LadderDebtor { kOfficial, kBody };
enum class Severity { kAny, kHard, kMild };  // mild: soft duties, and a stage-holder's registration (R4.1-STAGEHOLDER)

struct LadderRule {
  std::string name;
  LadderDebtor debtor = LadderDebtor::kOfficial;
  Severity severity = Severity::kAny;
  std::vector<std::string> duties;  // empty: all
  std::vector<Rung> rungs;
};

struct NoticePolicy {
  std::string authority;                       // empty: the default
  std::chrono::minutes send_at{8 * 60};        // of the day, Asia/Ho_Chi_Minh
  std::chrono::minutes catch_up_from{8 * 60};  // what was missed goes out at once between these two ...
  std::chrono::minutes catch_up_until{17 * 60};
  std::chrono::minutes late_after{15};                 // ... and is "late" when it is given this much after it was due
  std::chrono::seconds digest_hold{60};                // longest wait of an e-mail for items of the same moment
  std::vector<LadderRule> ladders;                     // the first that fits is used
  std::vector<RecipientRule> info_recipients;          // "recorded after its date" (H-16)
  std::vector<RecipientRule> assignment_recipients{};  // works were assigned (I-29); empty: nobody is told
  std::vector<RecipientRule> case_recipients{};        // a sign was raised by people (I-35); empty: nobody is told
  std::vector<std::string> summary_roles{};            // of each body, who gets its weekly summary; empty: nobody
};

// Rules of a policy that hold for every authority: rungs in order, roles named where a body is meant, hours within a
// day. All violations at once.
[[nodiscard]] Result<void> CheckPolicy(const NoticePolicy& policy);

}  // namespace dotpha::notifier
