// The plain lists of a regulation: codes, levels, sums, required fields.
#include "libs/lawfile/regulation_checks.h"

namespace dotpha::lawfile {
namespace {

namespace pb = dotpha::regulation::v1;

constexpr int kWholeE2 = 10000;
const std::set<std::string> kActs = {"proposal", "decision"};
const std::set<std::string> kBodyActions = {"LEAD",    "DELEGATE", "CONCRETISE", "REVIEW",
                                            "SUPPORT", "INSPECT",  "SUPERVISE",  "PROPAGATE"};

// Codes that become part of ids, metadata and reasons: [A-Z0-9_]{1,32}, each once.
template <typename Entries, typename CodeOf>
void CheckCodes(const Place& root, const char* list, const Entries& entries, const char* field, CodeOf code_of,
                Findings& findings) {
  Unique codes(findings, field);
  ForEach(root, list, entries, [&](const auto& entry, const Place& place) {
    const std::string& code = code_of(entry);
    codes.See(place, field, code);
    if (!code.empty() && !IsCode(code)) {
      findings.Add(place, field, "TEXT_INVALID", "a code is 1 to 32 of A-Z, 0-9 and _");
    }
  });
}

void CheckWords(const Place& root, const char* list, const google::protobuf::RepeatedPtrField<std::string>& words,
                Findings& findings) {
  std::set<std::string> seen;
  for (int i = 0; i < words.size(); ++i) {
    if (!seen.insert(words[i]).second) {
      findings.Add(root, list, i, "DUPLICATE", "\"" + words[i] + "\" stands here a second time");
    }
  }
}

void CheckBands(const pb::Regulation& regulation, const Place& root, Findings& findings) {
  int above = kWholeE2 + 1;
  ForEach(root, "bands", regulation.bands(), [&](const pb::RatingBand& band, const Place& place) {
    if (band.at_least_e2() >= above || band.at_least_e2() < 0) {
      findings.Add(place, "at_least_e2", "BANDS_NOT_DESCENDING",
                   "best first, each lower bound below the one before, within 0 to 10000");
    }
    above = band.at_least_e2();
  });
  if (!regulation.bands().empty() && above != 0) {
    findings.Add(root, "bands", regulation.bands_size() - 1, "BANDS_LEAVE_A_GAP",
                 "the last level must begin at 0: a result below " + std::to_string(above) + " would have no level");
  }
}

void CheckWeights(const pb::Regulation& regulation, const Place& root, Findings& findings) {
  Unique parents(findings, "parent");
  std::set<std::string> above;
  ForEach(root, "weights", regulation.weights(), [&](const pb::WeightRule& weight, const Place& place) {
    parents.See(place, "parent", weight.parent());
    for (const auto& [field, value] : {std::pair{"parent", weight.parent()}, {"children", weight.children()}}) {
      if (value.empty()) {
        findings.Add(place, field, "REQUIRED", std::string(field) + " must be given");
      }
    }
    if (weight.total_e2() < 1 || weight.max_children() < 0) {
      findings.Add(place, "total_e2", "WEIGHTS_FORM", "a sum above 0, and 0 or more parts");
    }
    if (weight.parent() == "YEAR" && weight.max_children() > 0 && 12 % weight.max_children() != 0) {
      findings.Add(place, "max_children", "WEIGHTS_FORM",
                   "the parts of a year are all of one length: 1, 2, 3, 4, 6 or 12");
    }
    above.insert(weight.parent());
    // Listed from the whole to its parts, so that no level contains itself.
    if (above.contains(weight.children())) {
      findings.Add(place, "children", "WEIGHTS_FORM", "list sums from the whole down: this level stands above already");
    }
  });
}

void CheckRequiredFields(const pb::Regulation& regulation, const Place& root, const Vocabulary& vocabulary,
                         Findings& findings) {
  Unique fields(findings, "required field");
  ForEach(root, "required_fields", regulation.required_fields(), [&](const auto& required, const Place& place) {
    fields.See(place, "field",
               required.document() + " " + required.kind() + " " + required.category() + " " + required.field());
    if (!required.reason().empty() && !IsCode(required.reason())) {
      findings.Add(place, "reason", "TEXT_INVALID", "a reason is 1 to 32 of A-Z, 0-9 and _");
    }
    if (required.min_count() < 0) {
      findings.Add(place, "min_count", "TEXT_INVALID", "0 or more");
    }
    if (required.document() == "registration" && !required.kind().empty() &&
        !vocabulary.registration_kinds.contains(required.kind())) {
      findings.Add(place, "kind", "UNKNOWN_KIND", "the file has no registration kind \"" + required.kind() + "\"");
    }
    if (!required.category().empty() && !vocabulary.categories.contains(required.category())) {
      findings.Add(place, "category", "UNKNOWN_CATEGORY", "the file has no category \"" + required.category() + "\"");
    }
  });
}

}  // namespace

void CheckLists(const pb::Regulation& regulation, const Place& root, const Vocabulary& vocabulary, Findings& findings) {
  if (!regulation.id().empty() && !IsCode(regulation.id())) {
    findings.Add(root, "id", "TEXT_INVALID", "an id is 1 to 32 of A-Z, 0-9 and _");
  }
  if (!regulation.unknown_act_reason().empty() && !IsCode(regulation.unknown_act_reason())) {
    findings.Add(root, "unknown_act_reason", "TEXT_INVALID", "a reason is 1 to 32 of A-Z, 0-9 and _");
  }
  const auto code = [](const auto& entry) -> const std::string& { return entry.code(); };
  CheckCodes(root, "bodies", regulation.bodies(), "code", code, findings);
  CheckCodes(root, "durations", regulation.durations(), "code", code, findings);
  CheckCodes(root, "categories", regulation.categories(), "code", code, findings);
  CheckCodes(root, "difference_grounds", regulation.difference_grounds(), "code", code, findings);
  CheckCodes(root, "stop_events", regulation.stop_events(), "code", code, findings);
  CheckCodes(root, "claim_kinds", regulation.claim_kinds(), "code", code, findings);
  Unique acting(findings, "acts_as");
  ForEach(root, "bodies", regulation.bodies(), [&](const pb::Body& body, const Place& place) {
    if (!body.acts_as().empty() && body.acts_as().front() != '@') {  // many may belong to one group
      acting.See(place, "acts_as", body.acts_as());
    }
  });
  const auto kind = [](const auto& entry) -> const std::string& { return entry.kind(); };
  CheckCodes(root, "violations", regulation.violations(), "kind", kind, findings);
  CheckCodes(root, "registration_kinds", regulation.registration_kinds(), "kind", kind, findings);
  CheckCodes(
      root, "bands", regulation.bands(), "level", [](const auto& band) -> const std::string& { return band.level(); },
      findings);
  CheckWords(root, "workplace_classes", regulation.workplace_classes(), findings);
  CheckWords(root, "vertical_fields", regulation.vertical_fields(), findings);
  CheckWords(root, "classifications", regulation.classifications(), findings);

  Unique cites(findings, "article");
  ForEach(root, "articles", regulation.articles(),
          [&](const auto& article, const Place& place) { cites.See(place, "cite", article.cite()); });
  ForEach(root, "durations", regulation.durations(), [&](const auto& duration, const Place& place) {
    if (duration.years() < 0 || (duration.years() > 1 && !duration.stage())) {
      findings.Add(place, "years", "TEXT_INVALID", "0 (by decision) or more; more than one year is a stage");
    }
  });
  ForEach(root, "difference_grounds", regulation.difference_grounds(), [&](const auto& ground, const Place& place) {
    for (int i = 0; i < ground.acts_size(); ++i) {
      if (!kActs.contains(ground.acts(i))) {
        findings.Add(place, "acts", i, "UNKNOWN_VALUE", "an act is proposal or decision");
      }
    }
  });
  ForEach(root, "body_duties", regulation.body_duties(), [&](const auto& duty, const Place& place) {
    if (!kBodyActions.contains(duty.action())) {
      findings.Add(place, "action", "UNKNOWN_VALUE", "see BodyDuty in the schema for the actions");
    }
  });
  if (regulation.explain_working_days() < 0) {
    findings.Add(root, "explain_working_days", "TEXT_INVALID", "0 or more");
  }
  CheckBands(regulation, root, findings);
  CheckWeights(regulation, root, findings);
  CheckRequiredFields(regulation, root, vocabulary, findings);
}

void CheckRegulation(const pb::Regulation& regulation, const Place& root, Findings& findings) {
  const Vocabulary vocabulary(regulation);
  CheckEveryEntry(root, vocabulary, findings);
  CheckScopeAndRouting(regulation, root, vocabulary, findings);
  CheckDuties(regulation, root, vocabulary, findings);
  CheckWorkflows(regulation, root, vocabulary, findings);
  CheckLists(regulation, root, vocabulary, findings);
}

}  // namespace dotpha::lawfile
