// What must hold in a regulation file beyond its syntax. Each finding names one of these rules:
//
//   UNKNOWN_VALUE            an enumeration has no such value
//   REQUIRED                 a field that must be given is not
//   TEXT_INVALID             not in the form that the field takes (codes, reasons, roles)
//   DUPLICATE                the same code twice
//   UNKNOWN_ARTICLE          `article` is not a `cite` of the file's own articles
//   UNKNOWN_BODY, UNKNOWN_CLASS, UNKNOWN_VERTICAL_FIELD, UNKNOWN_DUTY, UNKNOWN_VIOLATION, UNKNOWN_KIND,
//   UNKNOWN_CATEGORY
//                            a reference to something that the file does not declare
//   DATE_INVALID             no such day in every year
//   SCOPE_INCOMPLETE         the last scope rule does not match everybody
//   UNREACHABLE              an entry that can never be chosen, because one before it always is
//   ROUTE_WITHOUT_BODY       a row names neither a body nor a recipient of its own
//   ROUTE_RECIPIENT          a row sends to whoever assesses, and does not say who that may be, or names another
//   DEADLINE_FORM            not exactly one of: fixed and/or period, or set_by_requester
//   DEADLINE_TRIGGER         a part that does not fit what makes the duty arise
//   DUTY_FORM                a part that does not fit the debtor, trigger or closing of the duty
//   ID_COLLISION             two duties whose obligations would have the same id
//   BANDS_NOT_DESCENDING, BANDS_LEAVE_A_GAP   levels must fall and the last must begin at 0
//   WEIGHTS_FORM             sums that no plan could keep
//   WORKFLOW_STATE, WORKFLOW_UNREACHABLE, WORKFLOW_ROLE, WORKFLOW_AMBIGUOUS
#pragma once

#include <set>
#include <string>

#include "dotpha/regulation/v1/regulation.pb.h"
#include "libs/lawfile/place.h"

namespace dotpha::lawfile {

// What the file declares, for entries to refer to.
struct Vocabulary {
  explicit Vocabulary(const dotpha::regulation::v1::Regulation& regulation);

  std::set<std::string> articles;
  std::set<std::string> bodies;
  std::set<std::string> workplace_classes;
  std::set<std::string> vertical_fields;
  std::set<std::string> duties;
  std::set<std::string> violations;
  std::set<std::string> registration_kinds;
  std::set<std::string> categories;
  bool has_reviewing_body = false;
};

// All checks. `root` is the whole file.
void CheckRegulation(const dotpha::regulation::v1::Regulation& regulation, const Place& root, Findings& findings);

// Its parts.
void CheckEveryEntry(const Place& root, const Vocabulary& vocabulary, Findings& findings);  // by reflection
void CheckScopeAndRouting(const dotpha::regulation::v1::Regulation& regulation, const Place& root,
                          const Vocabulary& vocabulary, Findings& findings);
void CheckDuties(const dotpha::regulation::v1::Regulation& regulation, const Place& root, const Vocabulary& vocabulary,
                 Findings& findings);
void CheckWorkflows(const dotpha::regulation::v1::Regulation& regulation, const Place& root,
                    const Vocabulary& vocabulary, Findings& findings);
void CheckLists(const dotpha::regulation::v1::Regulation& regulation, const Place& root, const Vocabulary& vocabulary,
                Findings& findings);

// 1 to 32 of A-Z, 0-9 and _: what becomes part of ids, metadata and reasons.
bool IsCode(const std::string& text);

// Reports the second and later of equal keys.
class Unique {
 public:
  Unique(Findings& findings, const char* what) : findings_(findings), what_(what) {}
  void See(const Place& place, const char* field, const std::string& key);

 private:
  Findings& findings_;
  const char* what_;
  std::set<std::string> seen_;
};

}  // namespace dotpha::lawfile
