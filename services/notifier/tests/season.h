// A province of a few people under TQ2021, for tests that read like the scenarios: N1 (Giám đốc Sở, BCSD), N2 (Bí thư
// Huyện ủy, BTC alone), DEP (deputy of N1's agency, member of the provincial committee), staff of each body, the real
// regulation, calendar and policy.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/facts/registration_facts.h"
#include "libs/lawfile/catalogue.h"
#include "services/notifier/domain/letter.h"
#include "services/notifier/policy/policy_file.h"

namespace dotpha::notifier::testing {

// "2022-11-16 10:00" or "2022-11-16 23:59:59", Asia/Ho_Chi_Minh.
Instant At(const std::string& text);
Date Day(const std::string& text);

class Season {
 public:
  // The directory is recorded at `recorded`; `live_from` as configured.
  explicit Season(const std::string& recorded = "2022-03-01 08:00", const std::string& live_from = "2022-03-01");

  const statute::Calendar& calendar() const { return calendar_; }
  const lawfile::Catalogue& catalogue() const { return catalogue_; }
  const PolicyBook& policies() const { return policies_; }
  facts::Knowledge& all() { return knowledge_; }

  statute::Learned Learned(const std::string& at);
  void AddOfficial(const std::string& id, const std::string& agency, statute::Capacity capacity, bool member,
                   const std::string& from, const std::string& recorded,
                   statute::PostBasis basis = statute::PostBasis::kAppointed);
  void AddStaff(const std::string& id, const std::string& body, const std::string& role, const std::string& recorded);
  // One work of the year, as the Standing Committee decided it.
  void Assign(const std::string& official, int cycle, const std::string& decided_on, const std::string& recorded);
  // The same, as one decision among several: basis, when he was told, and the works themselves.
  statute::AssignmentFact& AssignAs(const std::string& official, int cycle, const std::string& basis,
                                    const std::string& decided_on, const std::string& recorded);
  void Receive(const std::string& official, std::vector<statute::DutyKey> covers, const std::string& received,
               const std::string& recorded, const std::string& document = "");
  void Override(const std::string& duty, const std::string& period, const std::string& day,
                const std::string& recorded);

  // What was known at `at`.
  [[nodiscard]] facts::Knowledge KnownAt(Instant at) const;

 private:
  lawfile::Catalogue catalogue_;
  statute::Calendar calendar_;
  PolicyBook policies_;
  facts::Knowledge knowledge_;
  int sequence_ = 0;
};

// One line of what went out, or did not: "04/11/2022 08:00 R10 N1".
struct Line {
  std::string at;
  std::string stage;
  std::set<std::string> people;
  friend auto operator<=>(const Line&, const Line&) = default;
};

// Steps one debtor's notices through time as the notifier would: decides, remembers, goes on to the next instant.
class Stepper {
 public:
  Stepper(Season& season, std::string debtor, const std::string& start);

  // Undisturbed: every fact and every due instant up to `to`.
  Stepper& RunTo(const std::string& to);
  // The notifier was down: time passed, nothing was decided. Then it decides at `to`.
  Stepper& JumpTo(const std::string& to);
  // Everything arrives this much later than it was recorded, watermarks too.
  Stepper& Lag(std::chrono::hours lag) { return lag_ = lag, *this; }
  // Watermarks stand still here (a broker that is down).
  Stepper& HoldWatermarkAt(const std::string& at);
  Stepper& ReleaseWatermark();

  std::vector<Silence> silences;
  // Of a body: what its summary says at a moment; empty: it gets none.
  std::function<Summary(Instant)> summarise;

  // Notices of one obligation (or all) in one state, grouped by moment and stage.
  [[nodiscard]] std::vector<Line> Lines(NoticeState state = NoticeState::kSent,
                                        const std::string& obligation = "") const;
  [[nodiscard]] const std::vector<NewNotice>& notices() const { return notices_; }
  // What the notices said when they were decided.
  [[nodiscard]] const std::vector<LetterFields>& letters() const { return letters_; }
  [[nodiscard]] statute::Ledger Ledger() const;

 private:
  void Decide();
  [[nodiscard]] Instant AsOf() const;

  Season& season_;
  std::string debtor_;
  Instant now_;
  std::chrono::hours lag_{0};
  std::optional<Instant> held_watermark_;
  std::vector<NewNotice> notices_;
  std::vector<Instant> given_at_;
  std::vector<LetterFields> letters_;
  std::optional<Instant> next_;
};

}  // namespace dotpha::notifier::testing
