#include "services/review/store/meeting_store.h"

#include <map>

#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

#define DOTPHA_MEETING_COLUMNS                                                                                 \
  "SELECT meeting_id, kind, state, cycle, proposed_by, reason, proposal_number, proposal_signed_on, held_on, " \
  "minutes_number, minutes_signed_on, recorded_at, revision FROM meeting m "
constexpr Statement kMeeting{"review.meeting_for_update",
                             DOTPHA_MEETING_COLUMNS "WHERE authority = $1 AND meeting_id = $2::uuid FOR UPDATE"};
constexpr Statement kMeetings{"review.list_meetings", DOTPHA_MEETING_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::int = 0 OR cycle = $2::int)
  AND ($3::text = '' OR state = $3::text)
  AND ($4::text = '' OR EXISTS (
    SELECT FROM meeting_direction d
    WHERE d.authority = m.authority AND d.meeting_id = m.meeting_id AND d.work_id = $4::text))
  AND ($5::text[] IS NULL OR proposed_by = ANY ($6::text[]) OR EXISTS (
    SELECT FROM meeting_direction d
    WHERE d.authority = m.authority AND d.meeting_id = m.meeting_id AND d.official_id = ANY ($5::text[])))
ORDER BY meeting_number LIMIT 1000)sql"};
#undef DOTPHA_MEETING_COLUMNS
constexpr Statement kDirections{"review.meeting_directions", R"sql(
SELECT meeting_id, work_id, official_id, direction FROM meeting_direction
WHERE authority = $1 AND meeting_id = ANY ($2::uuid[]) AND ($3::text = '' OR work_id = $3::text)
  AND ($4::text[] IS NULL OR official_id = ANY ($4::text[]))
ORDER BY meeting_id, item_number)sql"};
constexpr Statement kPeriodic{"review.periodic_meetings", R"sql(
SELECT kind FROM meeting WHERE authority = $1 AND cycle = $2::int AND kind <> 'NEEDED')sql"};
constexpr Statement kSaveMeeting{"review.save_meeting", R"sql(
INSERT INTO meeting (authority, meeting_id, kind, state, cycle, proposed_by, reason, proposal_number,
                     proposal_signed_on, held_on, minutes_number, minutes_signed_on, recorded_at, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (authority, meeting_id) DO UPDATE
SET state = excluded.state, held_on = excluded.held_on, minutes_number = excluded.minutes_number,
    minutes_signed_on = excluded.minutes_signed_on, revision = excluded.revision)sql"};
constexpr Statement kSaveDirection{"review.save_meeting_direction", R"sql(
INSERT INTO meeting_direction (authority, meeting_id, item_number, work_id, official_id, direction)
VALUES ($1, $2, $3, $4, $5, $6))sql"};
constexpr Statement kAssigned{"review.has_assigned_work", R"sql(
SELECT 1 FROM work
WHERE authority = $1 AND official_id = $2 AND $3::int BETWEEN extract(year FROM start_on) AND extract(year FROM end_on)
LIMIT 1)sql"};
constexpr Statement kSaveDelegation{"review.save_delegation", R"sql(
INSERT INTO delegation (authority, delegation_id, official_id, agency_id, cycle, work_names, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8))sql"};
constexpr Statement kDelegations{"review.list_delegations", R"sql(
SELECT delegation_id, official_id, agency_id, cycle, work_names, recorded_at, recorded_by FROM delegation
WHERE authority = $1
  AND ($2::int = 0 OR cycle = $2::int)
  AND ($3::text = '' OR official_id = $3::text)
  AND ($4::text = '' OR agency_id = $4::text)
  AND ($5::text[] IS NULL OR official_id = ANY ($5::text[]) OR agency_id = ANY ($6::text[]))
ORDER BY delegation_number LIMIT 1000)sql"};

Meeting MeetingFrom(const pqxx::row& row) {
  Meeting meeting;
  meeting.id = row["meeting_id"].as<std::string>();
  meeting.kind = Known(ParseMeetingKind(row["kind"].as<std::string>()));
  meeting.state = Known(ParseMeetingState(row["state"].as<std::string>()));
  meeting.cycle = row["cycle"].as<int>();
  meeting.proposed_by = row["proposed_by"].as<std::string>();
  meeting.reason = row["reason"].as<std::string>();
  meeting.proposal = {row["proposal_number"].as<std::string>(), ReadOptionalDate(row["proposal_signed_on"])};
  meeting.held_on = ReadOptionalDate(row["held_on"]);
  meeting.minutes = {row["minutes_number"].as<std::string>(), ReadOptionalDate(row["minutes_signed_on"])};
  meeting.recorded_at = ReadInstant(row["recorded_at"]);
  meeting.revision = row["revision"].as<std::int64_t>();
  return meeting;
}

}  // namespace

std::optional<Meeting> FindMeeting(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& meeting_id) {
  const auto rows = transaction.Exec(kMeeting, authority, meeting_id);
  return rows.empty() ? std::nullopt : std::optional(MeetingFrom(rows[0]));
}

std::set<MeetingKind> PeriodicHeld(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  std::set<MeetingKind> held;
  for (const auto& row : transaction.Exec(kPeriodic, authority, cycle)) {
    held.insert(Known(ParseMeetingKind(row["kind"].as<std::string>())));
  }
  return held;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const MeetingDecision& decision) {
  const Meeting& meeting = decision.meeting;
  transaction.Exec(kSaveMeeting, authority, meeting.id, NameOf(meeting.kind), NameOf(meeting.state), meeting.cycle,
                   meeting.proposed_by, meeting.reason, meeting.proposal.number, meeting.proposal.signed_on,
                   meeting.held_on, meeting.minutes.number, meeting.minutes.signed_on, meeting.recorded_at,
                   meeting.revision);
  int number = 0;
  for (const Direction& direction : meeting.directions) {
    transaction.Exec(kSaveDirection, authority, meeting.id, ++number, direction.work_id, direction.official_id,
                     direction.text);
  }
}

std::vector<Meeting> ListMeetings(postgres::Transaction& transaction, const std::string& authority,
                                  const MeetingFilter& filter) {
  std::vector<Meeting> meetings;
  std::vector<std::string> ids;
  for (const auto& row : transaction.Exec(kMeetings, authority, filter.cycle, filter.state, filter.work_id,
                                          filter.visible, filter.bodies)) {
    meetings.push_back(MeetingFrom(row));
    ids.push_back(meetings.back().id);
  }
  std::map<std::string, std::vector<Direction>> directions;
  for (const auto& row : transaction.Exec(kDirections, authority, ids, filter.work_id, filter.visible)) {
    directions[row["meeting_id"].as<std::string>()].push_back(
        {row["work_id"].as<std::string>(), row["official_id"].as<std::string>(), row["direction"].as<std::string>()});
  }
  for (Meeting& meeting : meetings) {
    meeting.directions = std::move(directions[meeting.id]);
  }
  return meetings;
}

bool HasAssignedWork(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                     int cycle) {
  return !transaction.Exec(kAssigned, authority, official_id, cycle).empty();
}

void Save(postgres::Transaction& transaction, const std::string& authority, const Delegation& delegation) {
  transaction.Exec(kSaveDelegation, authority, delegation.id, delegation.official_id, delegation.agency_id,
                   delegation.cycle, delegation.work_names, delegation.recorded_at, delegation.recorded_by);
}

std::vector<Delegation> ListDelegations(postgres::Transaction& transaction, const std::string& authority,
                                        const DelegationFilter& filter) {
  std::vector<Delegation> delegations;
  for (const auto& row : transaction.Exec(kDelegations, authority, filter.cycle, filter.official_id, filter.agency_id,
                                          filter.visible, filter.agencies)) {
    delegations.push_back({row["delegation_id"].as<std::string>(), row["official_id"].as<std::string>(),
                           row["agency_id"].as<std::string>(), row["cycle"].as<int>(),
                           postgres::ReadTextArray(row["work_names"]), ReadInstant(row["recorded_at"]),
                           row["recorded_by"].as<std::string>()});
  }
  return delegations;
}

}  // namespace dotpha::review::store
