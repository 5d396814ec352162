// What a notice may say: facts in words, computed once when the notice is decided and kept with it. No names of people;
// they are added when the text is rendered. Templates (services/notifier/templates) name these fields and nothing else.
#pragma once

#include <map>
#include <set>
#include <string>

#include "services/notifier/domain/dispatch.h"

namespace dotpha::notifier {

// Field -> text; every field is always present, "" where it does not apply ("yes" where it is a flag).
//
//   debtor_id            official or body that owes
//   to_debtor            flag: the recipient is the one who owes
//   about_body           flag: a body owes
//   debtor_body          its name
//   duty, duty_title     REG; its Vietnamese name in the regulation
//   period, occasion     2022; 2021-11-18
//   article, wording     "Điều 4 khoản 1", "trước ngày 15/11 hằng năm"
//   regulation           title of the regulation
//   last_day             last on-time day, dd/mm/yyyy
//   before_day           the day before which it must be received, dd/mm/yyyy
//   nonworking           flag: the last on-time day is not a working day
//   days_left, due_today days from today to last_day; flag
//   days_late            calendar days after last_day, today included
//   known_at             "08:00 ngày 04/11/2022": up to when what we know is complete
//   today                dd/mm/yyyy
//   closing_day          the day before which it must arrive not to count as missing
//   missing              flag: the closing point has passed
//   hard                 flag: a hard duty, with flag and closing point
//   candidate, candidate_kind, explain_until   flag; name of the kind; last day to explain
//   case                 flag: people raised a sign of that kind; it is about no obligation
//   violation_article    article that names the kind; only from stage M on
//   send_to, send_via, send_copies             names of bodies
//   ask                  name of the body that answers questions
//   override_document    paper that moved the date
//   late                 flag: given later than due
//   received_day         what has been received since
//   reason, document     CORRECTION: why the mark was withdrawn; its paper
using LetterFields = std::map<std::string, std::string>;

// Whose names a letter's text needs beside the recipient's and the debtor's: those in its lines.
std::set<std::string> PeopleIn(const LetterFields& letter);

LetterFields BuildLetter(const Situation& situation, const NewNotice& notice);

// Names of all fields that BuildLetter gives.
const LetterFields& EmptyLetter();

}  // namespace dotpha::notifier
