// What the parts of DecideNotices share: what was decided before, the hours, the people, and what comes out. Internal
// to dispatch.cc (the ladder), asides.cc (beside the ladder) and weekly.cc (the week of a body).
#pragma once

#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/notifier/domain/dispatch.h"
#include "services/notifier/domain/hours.h"

namespace dotpha::notifier {

bool Ended(statute::State state);
void Lower(std::optional<Instant>& least, Instant candidate);

class Deciding {
 public:
  explicit Deciding(const Situation& situation);

  [[nodiscard]] const Situation& situation() const { return s_; }
  [[nodiscard]] const Hours& hours() const { return hours_; }
  [[nodiscard]] const std::vector<NewNotice>& notices() const { return result_.notices; }
  Dispatch Take() &&;

  [[nodiscard]] bool Decided(const std::string& subject, Stage stage, int revision) const {
    return decided_.contains({subject, stage, revision});
  }

  // ---- when: each notes when to look again where the answer is no
  // Whether something wanted at `wanted` (<= now) may go now.
  bool MayGo(Instant wanted);
  // INFO and CORRECTION hang on the moment at which something was learned, not on a rung; they keep to working hours.
  bool AsideMayGo(Instant learned_at);
  void ActAt(Instant at) { Lower(result_.act_at, at); }
  // The next ruling. `people`: whom it would concern, so that their e-mails of that moment can wait for it; asked by
  // Take().
  void RuleAt(Instant at, std::function<Recipients()> people);

  // ---- to whom
  [[nodiscard]] Recipients Resolve(const statute::Obligation& obligation, const std::vector<RecipientRule>& rules,
                                   Instant known_at) const;

  // ---- what
  // A notice that hangs on the moment at which something was learned.
  [[nodiscard]] NewNotice Aside(const std::string& subject, Stage stage, Instant learned_at) const;
  void Append(NewNotice notice) { result_.notices.push_back(std::move(notice)); }
  void AppendFor(const std::vector<std::string>& people, const NewNotice& notice);
  // For the people, and a row for those rules that found nobody.
  void AppendAll(const Recipients& recipients, const NewNotice& notice);

 private:
  const Situation& s_;
  const Hours hours_;
  Dispatch result_;
  std::set<std::tuple<std::string, Stage, int>> decided_;
  std::set<std::string> candidates_;  // obligations that a candidate lists
  std::optional<Instant> awaited_at_;
  std::vector<std::function<Recipients()>> awaited_;  // of the rulings due at awaited_at_
};

// A duty learned of only after its date; works assigned; flags withdrawn. `deferred`: obligations with a ruling that
// waits for working hours.
void TellAsides(Deciding& deciding, const std::set<std::string>& deferred);
// The week of a body.
void SendSummaries(Deciding& deciding);

}  // namespace dotpha::notifier
