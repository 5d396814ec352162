#include "services/notifier/domain/letter.h"

#include <algorithm>
#include <sstream>

namespace dotpha::notifier {
namespace {

constexpr char kYes[] = "yes";

std::string Flag(bool value) { return value ? kYes : ""; }

// "08:00 ngày 04/11/2022".
std::string ClockAndDay(Instant at) {
  const Date day = Date::Of(at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(at - day.At()).count();
  const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minutes / 60) + ":" + two(minutes % 60) + " ngày " + day.ToVietnamese();
}

std::string BodyName(const statute::Regulation* regulation, const std::string& code) {
  const statute::Body* body = regulation == nullptr || code.empty() ? nullptr : regulation->FindBody(code);
  return body == nullptr ? code : body->name;
}

const statute::Obligation* Find(const statute::Ledger& ledger, const std::string& id) {
  const auto found = std::find_if(ledger.obligations.begin(), ledger.obligations.end(),
                                  [&id](const statute::Obligation& o) { return o.derived.Id() == id; });
  return found == ledger.obligations.end() ? nullptr : &*found;
}

void AddDates(const Situation& s, const statute::Obligation& obligation, const NewNotice& notice, LetterFields& f) {
  const Date today = Date::Of(s.now);
  const Date last = obligation.derived.last_on_time_day.value_or(today);
  f["last_day"] = last.ToVietnamese();
  f["before_day"] = (last + 1).ToVietnamese();
  f["today"] = today.ToVietnamese();
  f["nonworking"] = Flag(obligation.derived.nonworking);
  f["due_today"] = Flag(today == last);
  f["days_left"] = today <= last ? std::to_string(last - today) : "";
  f["days_late"] = today > last ? std::to_string(today - last) : "";
  f["known_at"] = ClockAndDay(IsReminder(notice.stage) ? s.now : notice.due_at);
  if (obligation.derived.closing_at && !IsMild(obligation.derived)) {
    f["closing_day"] = Date::Of(*obligation.derived.closing_at).ToVietnamese();
    f["missing"] = Flag(notice.stage == Stage::kM);
  }
  if (obligation.received_at) {
    f["received_day"] = Date::Of(*obligation.received_at).ToVietnamese();
  }
}

void AddRoute(const Situation& s, const statute::Obligation& obligation, Instant known_at, LetterFields& f) {
  const statute::Regulation* regulation = obligation.derived.regulation;
  if (regulation == nullptr) {
    return;
  }
  f["send_to"] = BodyName(regulation, regulation->routing.to);
  f["send_via"] = BodyName(regulation, regulation->routing.via);
  f["ask"] = BodyName(regulation, regulation->routing.via.empty() ? regulation->routing.to : regulation->routing.via);
  if (!f["about_body"].empty() || !obligation.derived.last_on_time_day) {
    return;
  }
  const statute::RouteResult route =
      statute::RouteOn(*s.facts, obligation.derived.debtor_id, *obligation.derived.last_on_time_day, known_at);
  std::string copies;
  for (const std::string& body : route.cc) {
    copies += (copies.empty() ? "" : ", ") + BodyName(regulation, body);
  }
  f["send_copies"] = copies;
}

void AddKind(const statute::Regulation* regulation, const std::string& code, LetterFields& f) {
  f["candidate_kind"] = code;
  if (regulation == nullptr) {
    return;
  }
  for (const statute::ViolationKind& kind : regulation->violations) {
    if (kind.kind == code) {
      f["candidate_kind"] = kind.name;
      f["violation_article"] = kind.article;
    }
  }
}

void AddCandidate(const Situation& s, const statute::Obligation& obligation, LetterFields& f) {
  const std::string id = obligation.derived.Id();
  for (const statute::Candidate& candidate : s.ledger->candidates) {
    const auto& ids = candidate.obligation_ids;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
      continue;
    }
    f["candidate"] = kYes;
    f["explain_until"] = candidate.explain_until.ToVietnamese();
    AddKind(obligation.derived.regulation, candidate.kind, f);
  }
}

// What is about no obligation: works assigned, a case raised, a week's summary.
void AddAside(const Situation& s, const NewNotice& notice, LetterFields& f) {
  f["debtor_id"] = s.ledger->debtor_id;
  f["to_debtor"] = Flag(notice.person_id == s.ledger->debtor_id);
  f["today"] = Date::Of(s.now).ToVietnamese();
  f["known_at"] = ClockAndDay(notice.due_at);
  const statute::Regulation* law = statute::InForceOn(s.facts->law, Date::Of(notice.due_at));
  f["regulation"] = law != nullptr ? law->title : "";
  for (const statute::AssignmentFact& assignment : s.facts->assignments) {
    if (AssignmentSubject(assignment) == notice.obligation_id) {
      f["assignment"] = kYes;
      f["cycle"] = std::to_string(assignment.cycle);
      f["decided_day"] = assignment.decided_on.ToVietnamese();
      f["works"] = std::to_string(assignment.works.size());
      f["ask"] = BodyName(law, law != nullptr ? law->routing.via : "");
      return;
    }
  }
  for (const statute::CaseFact& raised : s.facts->cases) {
    if (CaseSubject(raised) == notice.obligation_id) {
      f["case"] = kYes;
      f["explain_until"] = raised.explain_until ? raised.explain_until->ToVietnamese() : "";
      f["ask"] = BodyName(law, law != nullptr ? law->routing.via : "");
      AddKind(law, raised.kind, f);
      return;
    }
  }
  if (s.summarise && SummarySubject(s.ledger->debtor_id, notice.due_at) == notice.obligation_id) {
    const Summary summary = s.summarise(notice.due_at);
    f["summary"] = kYes;
    f["about_body"] = kYes;
    f["debtor_body"] = BodyName(law, s.ledger->debtor_id);
    f["open"] = std::to_string(summary.open);
    f["due"] = std::to_string(summary.due);
    f["overdue"] = std::to_string(summary.overdue);
    f["missing_count"] = std::to_string(summary.missing);
    f["lines"] = summary.lines;
  }
}

}  // namespace

std::set<std::string> PeopleIn(const LetterFields& letter) {
  std::set<std::string> people;
  const auto lines = letter.find("lines");
  if (lines != letter.end()) {
    std::istringstream text(lines->second);
    for (std::string line; std::getline(text, line);) {
      people.insert(line.substr(0, line.find('\t')));
    }
  }
  return people;
}

const LetterFields& EmptyLetter() {
  static const LetterFields fields = [] {
    LetterFields all;
    for (const char* name : {"debtor_id",
                             "to_debtor",
                             "about_body",
                             "duty",
                             "duty_title",
                             "period",
                             "occasion",
                             "article",
                             "wording",
                             "regulation",
                             "last_day",
                             "before_day",
                             "nonworking",
                             "days_left",
                             "due_today",
                             "days_late",
                             "known_at",
                             "today",
                             "closing_day",
                             "missing",
                             "hard",
                             "candidate",
                             "candidate_kind",
                             "explain_until",
                             "send_to",
                             "send_via",
                             "send_copies",
                             "ask",
                             "override_document",
                             "late",
                             "received_day",
                             "reason",
                             "document",
                             "violation_article",
                             "assignment",
                             "case",
                             "cycle",
                             "decided_day",
                             "works",
                             "summary",
                             "open",
                             "due",
                             "overdue",
                             "missing_count",
                             "lines",
                             "debtor_body"}) {
      all.emplace(name, "");
    }
    return all;
  }();
  return fields;
}

LetterFields BuildLetter(const Situation& situation, const NewNotice& notice) {
  LetterFields f = EmptyLetter();
  f["late"] = Flag(notice.late);
  const statute::Obligation* obligation = Find(*situation.ledger, notice.obligation_id);
  if (obligation == nullptr) {
    AddAside(situation, notice, f);
    return f;
  }
  const statute::DerivedObligation& derived = obligation->derived;
  f["debtor_id"] = derived.debtor_id;
  f["to_debtor"] = Flag(notice.person_id == derived.debtor_id);
  f["about_body"] = Flag(derived.duty != nullptr && derived.duty->debtor != statute::Debtor::kOfficial);
  f["debtor_body"] = f["about_body"].empty() ? "" : BodyName(derived.regulation, derived.debtor_id);
  f["duty"] = derived.key.duty;
  f["duty_title"] = derived.duty != nullptr ? derived.duty->name : derived.key.duty;
  f["period"] = derived.key.period;
  f["occasion"] = derived.key.occasion;
  f["article"] = derived.article;
  f["wording"] = derived.wording;
  f["regulation"] = derived.regulation != nullptr ? derived.regulation->title : "";
  f["hard"] = Flag(!IsMild(derived));
  f["override_document"] = derived.override_document;
  AddDates(situation, *obligation, notice, f);
  AddRoute(situation, *obligation, notice.due_at, f);
  if (notice.stage == Stage::kM) {
    AddCandidate(situation, *obligation, f);
  }
  if (notice.stage == Stage::kCorrection) {
    const auto space = notice.reason.find(' ');
    f["reason"] = notice.reason.substr(0, space);
    f["document"] = space == std::string::npos ? "" : notice.reason.substr(space + 1);
  }
  return f;
}

}  // namespace dotpha::notifier
