#include "libs/lawfile/regulation_checks.h"

namespace dotpha::lawfile {
namespace {

using dotpha::regulation::v1::Condition;
using dotpha::regulation::v1::Regulation;

bool MatchesEverybody(bool given, const Condition& condition) { return !given || condition.ByteSizeLong() == 0; }

}  // namespace

void CheckScopeAndRouting(const Regulation& regulation, const Place& root, const Vocabulary& /*vocabulary*/,
                          Findings& findings) {
  bool everybody = false;
  ForEach(root, "scope", regulation.scope(), [&](const auto& rule, const Place& place) {
    if (everybody) {
      findings.Add(place, nullptr, "UNREACHABLE", "a rule before this one matches everybody");
    }
    everybody = everybody || MatchesEverybody(rule.has_when(), rule.when());
  });
  if (!everybody) {
    findings.Add(root, "scope", "SCOPE_INCOMPLETE", "the last rule must match everybody: leave out its `when`");
  }

  if (!regulation.has_routing()) {
    findings.Add(root, "routing", "REQUIRED", "routing must be given");
    return;
  }
  const auto& routing = regulation.routing();
  const Place place = root.Child("routing");
  for (const auto& [field, value] : {std::pair{"to", routing.to()},
                                     {"fallback_lead", routing.fallback_lead()},
                                     {"fallback_row", routing.fallback_row()},
                                     {"fallback_article", routing.fallback_article()}}) {
    if (value.empty()) {
      findings.Add(place, field, "REQUIRED", std::string(field) + " must be given");
    }
  }
  Unique rows(findings, "row");
  rows.See(place, "fallback_row", routing.fallback_row());
  ForEach(place, "rows", routing.rows(), [&](const auto& row, const Place& at) {
    rows.See(at, "row", row.row());
    if (row.body().empty() && row.to().empty() && !row.to_assessor()) {
      findings.Add(at, "body", "ROUTE_WITHOUT_BODY", "a row names a body for the copy or a recipient of its own");
    }
    if (row.to_assessor() && (row.has_to() || row.when().assessed_by().empty())) {
      findings.Add(at, "to_assessor", "ROUTE_RECIPIENT", "instead of `to`, and only where `when` names who assesses");
    }
    if (row.has_via() && row.to().empty() && !row.to_assessor()) {
      findings.Add(at, "via", "ROUTE_WITHOUT_BODY", "a way of its own needs a recipient (`to`) of its own");
    }
    if (MatchesEverybody(row.has_when(), row.when())) {
      findings.Add(at, "when", "REQUIRED", "a row that matches everybody is what fallback_lead is for");
    }
  });
}

}  // namespace dotpha::lawfile
