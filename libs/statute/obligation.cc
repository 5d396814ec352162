#include "libs/statute/obligation.h"

#include <algorithm>
#include <map>
#include <utility>

#include "libs/statute/deriver.h"
#include "libs/statute/drafts.h"
#include "libs/statute/slice.h"

namespace dotpha::statute {
namespace {

// What each version of the law makes of one duty and period; null where it has nothing.
using ByVersion = std::vector<const Draft*>;

Date DecidingDay(const Draft& draft) { return draft.due ? draft.due->last_on_time_day : draft.arose_on; }

// The duty of a later version that stands for the same matter: of the same kind, or one that carries it inside.
const Draft* SameMatter(const DutyKey& key, const std::vector<Draft>& later_version) {
  for (const Draft& draft : later_version) {
    const auto& includes = draft.duty->includes;
    const bool same_kind = draft.key == key;
    const bool carries = draft.key.period == key.period && draft.key.occasion == key.occasion &&
                         std::find(includes.begin(), includes.end(), key.duty) != includes.end();
    if (same_kind || carries) {
      return &draft;
    }
  }
  return nullptr;
}

// A duty belongs to the version in force on its last on-time day; where two versions know it, exactly one of them gives
// it: the older one's if either date lies before the newer version's first day (R0-VERSION,
// R12.1-EFFECT, I-30(2), I-30(8)).
const Draft* InForceDraft(const DutyKey& key, const ByVersion& versions, const std::vector<InForce>& law,
                          const std::vector<std::vector<Draft>>& drafts, std::size_t& version) {
  for (std::size_t i = 0; i < law.size(); ++i) {
    if (versions[i] == nullptr || DecidingDay(*versions[i]) < law[i].effective_from) {
      continue;
    }
    bool belongs = i + 1 == law.size() || DecidingDay(*versions[i]) < law[i + 1].effective_from;
    if (!belongs) {
      const Draft* later = SameMatter(key, drafts[i + 1]);
      belongs = later != nullptr && DecidingDay(*later) < law[i + 1].effective_from;
    }
    if (belongs) {
      version = i;
      return versions[i];
    }
  }
  return nullptr;
}

DerivedObligation Finish(const std::string& debtor_id, const Draft& draft, const Regulation& regulation,
                         const KnownFacts& known, const Calendar& calendar) {
  DerivedObligation obligation;
  obligation.debtor_id = debtor_id;
  obligation.key = draft.key;
  obligation.cycle = draft.cycle;
  obligation.duty = draft.duty;
  obligation.regulation = &regulation;
  obligation.last_on_time_day = draft.day;
  obligation.arose_on = draft.arose_on;
  obligation.hard = draft.deadline != nullptr && draft.deadline->hard && draft.day.has_value();
  obligation.stage_holder = draft.stage_holder;
  obligation.basis = draft.deadline != nullptr ? draft.deadline->basis : draft.duty->rule;
  obligation.article =
      draft.deadline != nullptr && !draft.deadline->article.empty() ? draft.deadline->article : draft.duty->article;
  obligation.wording = draft.deadline != nullptr ? draft.deadline->wording : std::string{};
  obligation.sources = draft.sources;
  if (draft.due) {
    obligation.counted_from = draft.due->counted_from;
    obligation.from_period = draft.due->from_period;
    obligation.shifted = draft.due->shifted;
  }
  if (const OverrideFact* moved = draft.override_in_force) {
    obligation.original_day = draft.due->last_on_time_day;
    obligation.override_document = moved->document;
    obligation.from_period = false;
    obligation.shifted = false;
    obligation.sources.push_back(moved->learned.source);
  }
  if (draft.day) {
    obligation.nonworking = !calendar.IsWorkingDay(*draft.day);
    if (obligation.hard) {
      obligation.closing_at = ClosingAt(draft.duty->closing, draft.cycle, *draft.day,
                                        obligation.from_period || draft.override_in_force != nullptr, calendar);
    }
  }
  for (const WaiverFact* waiver : known.waivers) {
    if (waiver->key == draft.key && !obligation.waived_at) {
      obligation.waived_at = waiver->learned.recorded_at;
      obligation.waiver_document = waiver->document;
      obligation.sources.push_back(waiver->learned.source);
    }
  }
  return obligation;
}

// The instants up to `known_at` at which anything was learned, latest first.
std::vector<Instant> InstantsOfLearning(const Facts& facts, Instant known_at) {
  std::vector<Instant> instants;
  const auto note = [&](const auto& list) {
    for (const auto& fact : list) {
      instants.push_back(fact.learned.recorded_at);
    }
  };
  note(facts.agencies);
  note(facts.bodies);
  note(facts.persons);
  note(facts.posts);
  note(facts.receipts);
  note(facts.assignments);
  note(facts.work_ends);
  note(facts.results);
  note(facts.departures);
  note(facts.requests);
  note(facts.overrides);
  note(facts.waivers);
  for (const InForce& version : facts.law) {
    instants.push_back(version.recorded_at);
  }
  std::erase_if(instants, [&](Instant at) { return known_at < at; });
  std::sort(instants.rbegin(), instants.rend());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  return instants;
}

}  // namespace

std::string DerivedObligation::Id() const {
  std::string id = debtor_id + ":" + key.duty + ":" + key.period;
  if (!key.occasion.empty()) {
    id += ":" + key.occasion;
  }
  return id;
}

Deriver::Deriver(const Facts& slice, const Calendar& calendar, const DeriveOptions& options,
                 const std::string& debtor_id)
    : facts_(slice), calendar_(calendar), options_(options), debtor_id_(debtor_id) {
  if (std::any_of(slice.bodies.begin(), slice.bodies.end(),
                  [&](const BodyFact& body) { return body.id == debtor_id; })) {
    officials_ = std::make_unique<Officials>(slice);
  }
}

int Deriver::FirstCycle() const { return facts_.law.empty() ? 0 : facts_.law.front().effective_from.year(); }

Derivation Deriver::At(Instant known_at, int first_cycle, int last_cycle) const {
  const KnownFacts known = KnownAt(facts_, debtor_id_, known_at);
  const DraftInput input{&facts_, &calendar_,       &options_,   &debtor_id_,
                         &known,  officials_.get(), first_cycle, last_cycle};
  if (is_body() && known.body == nullptr) {
    return {};
  }
  std::vector<InForce> law = facts_.law;
  std::erase_if(law, [&](const InForce& version) { return known_at < version.recorded_at; });
  std::vector<std::vector<Draft>> drafts;
  std::map<DutyKey, ByVersion> matters;
  drafts.reserve(law.size());
  for (const InForce& version : law) {
    drafts.push_back(is_body() ? DraftsOfBody(input, *version.regulation)
                               : DraftsOfOfficial(input, *version.regulation));
    for (const Draft& draft : drafts.back()) {
      ByVersion& versions = matters[draft.key];
      versions.resize(law.size(), nullptr);
      versions[drafts.size() - 1] = &draft;
    }
  }
  Derivation derivation;
  for (const auto& [key, versions] : matters) {
    std::size_t version = 0;
    const Draft* draft = InForceDraft(key, versions, law, drafts, version);
    if (draft == nullptr || (!draft->owed && draft->override_in_force == nullptr)) {
      continue;
    }
    DerivedObligation obligation = Finish(debtor_id_, *draft, *law[version].regulation, known, calendar_);
    (draft->owed ? derivation.owed : derivation.not_owed).push_back(std::move(obligation));
  }
  return derivation;
}

std::vector<DerivedObligation> DeriveObligations(const Facts& facts, const Calendar& calendar,
                                                 const DeriveOptions& options, const std::string& debtor_id,
                                                 Instant known_at, Date from, Date to) {
  const Facts slice = SliceFor(facts, debtor_id);
  const Deriver deriver(slice, calendar, options, debtor_id);
  // A duty falls due from the November before its cycle to the early months after it.
  const int first = std::max(from.year() - 1, deriver.FirstCycle());
  const int last = to.year() + 1;
  const std::vector<Instant> instants = InstantsOfLearning(slice, known_at);
  std::vector<DerivedObligation> obligations = deriver.At(known_at, first, last).owed;
  std::erase_if(obligations, [&](const DerivedObligation& obligation) {
    const Date day = obligation.last_on_time_day.value_or(obligation.arose_on);
    return day < from || to < day;
  });
  std::sort(obligations.begin(), obligations.end(),
            [](const DerivedObligation& a, const DerivedObligation& b) { return a.Id() < b.Id(); });
  // Going back in knowledge for as long as each was known without a break.
  std::map<std::string, DerivedObligation*> unbroken;
  for (DerivedObligation& obligation : obligations) {
    obligation.exists_since = known_at;
    unbroken.emplace(obligation.Id(), &obligation);
  }
  for (const Instant at : instants) {
    if (unbroken.empty()) {
      break;
    }
    std::map<std::string, DerivedObligation*> still;
    for (const DerivedObligation& earlier : deriver.At(at, first, last).owed) {
      if (const auto found = unbroken.find(earlier.Id()); found != unbroken.end()) {
        found->second->exists_since = at;
        still.insert(*found);
      }
    }
    unbroken = std::move(still);
  }
  return obligations;
}

}  // namespace dotpha::statute
