// A lead body proposes levels for its officials, the Organisation Commission for the remaining ones (Điều 7 khoản 3
// điểm b; R7.3b-APPRAISE, R7.3b-BTC).
#pragma once

#include <string>
#include <vector>

#include "services/assessment/domain/circumstances.h"
#include "services/assessment/domain/events.h"
#include "services/assessment/domain/types.h"

namespace dotpha::assessment {

struct AppraisalItem {
  std::string official_id;
  std::string proposed_level;
  std::vector<VerifiedItem> verified;
  std::optional<std::int64_t> expected_revision;
};

// One official of a batch, with everything known of him.
template <typename Item>
struct BatchEntry {
  Item item;
  Subject subject;
  Record record;
};

struct AppraisalCommand {
  std::string body_id;
  int cycle = 0;
  bool general = false;  // of the Organisation Commission
  std::vector<BatchEntry<AppraisalItem>> entries;
  std::vector<Violation> violations;  // of reading
};

struct AssessedRecord {
  Record record;  // the new state; revision already counted up
  HistoryEntry history;
};

struct AppraisalDecision {
  std::vector<AssessedRecord> records;
  std::vector<Event> events;
};

// All violations of all items at once; see assessment_service.proto. A body proposes for whom it leads; the commission
// also for whom no body appraised.
Result<AppraisalDecision> Appraise(const AppraisalCommand& command, const statute::Regulation& regulation,
                                   const Act& act);

// With the general appraisal: an official whom his body appraised is consolidated.
Result<AssessedRecord> Consolidate(Record record, const statute::Regulation& regulation, const Act& act,
                                   const Subject& subject);

struct ConfirmCompletionCommand {
  std::string body_id;
  std::vector<std::string> work_ids;
  std::string proposed_level;
  std::optional<std::int64_t> expected_revision;
};

struct ConfirmedCompletion {
  AssessedRecord assessed;  // its state is as it was
  std::vector<std::string> work_ids;
};

// The body that leads confirms that works are complete as reported, and proposes their level. `record`: of the official
// in the cycle in which they were completed.
Result<ConfirmedCompletion> ConfirmCompletion(const ConfirmCompletionCommand& command,
                                              const statute::Regulation& regulation, const Subject& subject,
                                              Record record, const Act& act);

// INVALID_ARGUMENT-style: EVIDENCE_REQUIRED, VALUE_OUT_OF_RANGE, DUPLICATE_ITEM, UNKNOWN_WORK, UNKNOWN_ITEM, each with
// its place in `list`.
void CheckVerified(const std::vector<VerifiedItem>& items, const Record& record, const std::string& list,
                   std::vector<Violation>& violations);
// What is verified now replaces what was verified of the same items before; findings of cases stay.
void TakeOver(const std::vector<VerifiedItem>& items, Record& record);

// INVALID_ARGUMENT-style: officials named twice, or unknown.
template <typename Item>
void CheckOfficials(const std::vector<BatchEntry<Item>>& entries, std::vector<Violation>& violations) {
  if (entries.empty()) {
    violations.push_back({"items", "ITEMS_REQUIRED", "at least one official"});
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string field = "items[" + std::to_string(i) + "].official_id";
    if (!entries[i].subject.known) {
      violations.push_back({field, "UNKNOWN_OFFICIAL", "nobody of this id stands in the directory"});
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (entries[j].item.official_id == entries[i].item.official_id) {
        violations.push_back({field, "DUPLICATE_OFFICIAL", "named before"});
        break;
      }
    }
  }
}

}  // namespace dotpha::assessment
