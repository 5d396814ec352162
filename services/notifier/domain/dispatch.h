// What to tell whom now, about one debtor: the ladder met with what was known, what was already decided, silences and
// the hour. Pure and idempotent: decisions already in `history` are not taken again, so a crash between two passes
// repeats nothing and forgets nothing.
//
// Reminders go by what is known now. O and later are rulings: they wait until the ledger stands behind every producer's
// watermark (ledger.as_of >= due_at) and go by what was known at due_at, so that neither a lagging broker nor the order
// of deliveries changes them (H-07, H-08).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/notifier/domain/ladder.h"
#include "services/notifier/domain/recipients.h"
#include "services/notifier/domain/summary.h"

namespace dotpha::notifier {

// A notice decided earlier; one row of the history.
struct PastNotice {
  std::string person_id;
  std::string obligation_id;
  Stage stage = Stage::kR10;
  int revision = 1;
  NoticeState state = NoticeState::kSent;
  Instant due_at;
};

// The commission keeps quiet about an official's duties, by a document (H-12).
struct Silence {
  std::string official_id;
  std::string obligation_id;  // empty: all of his
  Date from;
  Date to;  // last day
  std::string document_number;
  std::optional<Instant> ended_at;
  Instant recorded_at;  // a ruling goes by the silences recorded before it was due
};

struct NewNotice {
  std::string person_id;  // empty: nobody was found, or nobody was looked for
  std::string obligation_id;
  Stage stage = Stage::kR10;
  int revision = 1;
  NoticeState state = NoticeState::kSent;
  std::string reason;  // SUPERSEDED, NO_RECIPIENT specialist:BDV, LATER_THAN_M, SILENCED <document>, RECEIVED, ...
  Instant due_at;
  bool late = false;
  Instant slot;  // the moment to which it belongs: notices of one person and slot are one e-mail
};

struct Situation {
  const NoticePolicy* policy = nullptr;
  const statute::Calendar* calendar = nullptr;
  const statute::Facts* facts = nullptr;
  const statute::Directory* directory = nullptr;
  const statute::Ledger* ledger = nullptr;
  std::vector<PastNotice> history;  // of this debtor
  std::vector<Silence> silences;    // of this debtor
  Instant now;
  // What the body has to do with, by what was known at the moment of a summary. Empty for who gets none.
  std::function<Summary(Instant moment)> summarise{};
};

struct Dispatch {
  std::vector<NewNotice> notices;        // in the order of due_at
  std::optional<Instant> act_at;         // earliest civil time at which something more goes, if nothing is learned
  std::optional<Instant> rule_at;        // earliest instant that the watermarks must pass for the next ruling
  std::vector<std::string> rule_people;  // whom the notices due at rule_at would go to, as known now
};

Dispatch DecideNotices(const Situation& situation);

// What the message about an assignment stands under instead of an obligation: "N1:ASSIGNED:2022:<assignment>".
std::string AssignmentSubject(const statute::AssignmentFact& assignment);
// The same for a sign that people raised: "N1:CASE:<case>".
std::string CaseSubject(const statute::CaseFact& raised);

// Urgency of an item in a digest: smaller comes first.
int Urgency(Stage stage);

}  // namespace dotpha::notifier
