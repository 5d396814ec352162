#include "services/reporting/store/review_facts.h"

#include "dotpha/review/v1/review_events.pb.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::reporting::store {
namespace {

namespace pb = dotpha::review::v1;
using postgres::Statement;

constexpr Statement kInsert{"review_event.insert", R"sql(
INSERT INTO review_event (authority, stream_seq, official_id, recorded_at, data)
VALUES ($1, $2::bigint, $3, $4::timestamptz, $5) ON CONFLICT DO NOTHING)sql"};
constexpr Statement kOfOfficial{"review_event.of_official", R"sql(
SELECT stream_seq, recorded_at, data FROM review_event
WHERE authority = $1 AND official_id = $2 ORDER BY stream_seq)sql"};

Error Missing(const std::string& field) {
  return MakeError(Code::kInvalidArgument, "EVENT_FIELD_MISSING", "the event lacks a field that it must carry")
      .With("field", field);
}

Result<pb::ReviewEvent> Parse(const std::string& data) {
  pb::ReviewEvent event;
  if (!event.ParseFromString(data)) {
    return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no ReviewEvent");
  }
  if (event.event_case() == pb::ReviewEvent::EVENT_NOT_SET) {
    return MakeError(Code::kInvalidArgument, "EVENT_KIND_UNKNOWN", "the payload holds no event that is known here");
  }
  return event;
}

Result<statute::AssignedWork> WorkFrom(const pb::AssignedWork& work) {
  if (work.work_id().empty()) {
    return Missing("work_id");
  }
  DOTPHA_ASSIGN(const Date start, rpc::FromWire(work.start_on()));
  DOTPHA_ASSIGN(const Date end, rpc::FromWire(work.end_on()));
  return statute::AssignedWork{work.work_id(), work.duration(), start, end};
}

void Describe(const pb::AssignedWork& work, WorkDetail& detail) {
  detail.target_ids = {work.target_ids().begin(), work.target_ids().end()};
  detail.multi_agency = work.multi_agency();
}

class Adder {
 public:
  Adder(statute::Learned learned, OfficialKnowledge& knowledge) : learned_(std::move(learned)), k_(knowledge) {}

  Result<void> Add(const pb::WorksAssigned& event) {
    DOTPHA_ASSIGN(const Date decided_on, rpc::FromWire(event.decided_on()));
    statute::AssignmentFact fact{
        learned_, event.assignment_id(), event.official_id(), event.cycle(), event.basis(), decided_on, std::nullopt,
        {}};
    if (event.has_notified_on()) {
      DOTPHA_ASSIGN(fact.notified_on, rpc::FromWire(event.notified_on()));
    }
    for (const pb::AssignedWork& work : event.works()) {
      DOTPHA_ASSIGN(statute::AssignedWork assigned, WorkFrom(work));
      Describe(work, k_.works[assigned.work_id]);
      fact.works.push_back(std::move(assigned));
    }
    k_.facts.assignments.push_back(std::move(fact));
    return Ok{};
  }

  Result<void> Add(const pb::WorkAmended& event) {
    DOTPHA_ASSIGN(const statute::AssignedWork amended, WorkFrom(event.work()));
    WorkDetail& detail = k_.works[amended.work_id];
    Describe(event.work(), detail);
    detail.amended_at = learned_.recorded_at;
    for (statute::AssignmentFact& assignment : k_.facts.assignments) {
      for (statute::AssignedWork& work : assignment.works) {
        if (work.work_id == amended.work_id) {
          work = amended;
        }
      }
    }
    return Ok{};
  }

  Result<void> Add(const pb::WorkEnded& event) {
    DOTPHA_ASSIGN(const Date until, rpc::FromWire(event.until()));
    k_.facts.work_ends.push_back({learned_, event.official_id(), event.work_id(), until, event.reason()});
    return Ok{};
  }

 private:
  const statute::Learned learned_;
  OfficialKnowledge& k_;
};

// Official whom the event is about; "" for one that concerns no official's works.
std::string OfficialOf(const pb::ReviewEvent& event) {
  switch (event.event_case()) {
    case pb::ReviewEvent::kWorksAssigned:
      return event.works_assigned().official_id();
    case pb::ReviewEvent::kWorkAmended:
      return event.work_amended().official_id();
    case pb::ReviewEvent::kWorkEnded:
      return event.work_ended().official_id();
    default:
      return "";
  }
}

bool IsAboutWorks(const pb::ReviewEvent& event) {
  return event.has_works_assigned() || event.has_work_amended() || event.has_work_ended();
}

}  // namespace

Result<std::optional<ReviewRow>> ToReviewRow(const messaging::StreamEvent& event) {
  DOTPHA_ASSIGN(const pb::ReviewEvent parsed, Parse(event.data));
  if (!IsAboutWorks(parsed)) {
    return std::optional<ReviewRow>{};
  }
  ReviewRow row{event.authority, event.stream_seq, OfficialOf(parsed), event.recorded_at, event.data};
  if (row.official_id.empty()) {
    return Missing("official_id");
  }
  OfficialKnowledge probe;  // what cannot be added must not be stored
  DOTPHA_TRY(AddReviewRow(row, probe));
  return std::optional{std::move(row)};
}

Result<void> AddReviewRow(const ReviewRow& row, OfficialKnowledge& knowledge) {
  DOTPHA_ASSIGN(const pb::ReviewEvent event, Parse(row.data));
  Adder adder({row.recorded_at, std::string(kReviewProducer) + "#" + std::to_string(row.stream_seq)}, knowledge);
  switch (event.event_case()) {
    case pb::ReviewEvent::kWorksAssigned:
      return adder.Add(event.works_assigned());
    case pb::ReviewEvent::kWorkAmended:
      return adder.Add(event.work_amended());
    case pb::ReviewEvent::kWorkEnded:
      return adder.Add(event.work_ended());
    default:
      return Ok{};
  }
}

void InsertReviewRow(postgres::Transaction& transaction, const ReviewRow& row) {
  transaction.Exec(kInsert, row.authority, row.stream_seq, row.official_id, row.recorded_at, postgres::Bytes{row.data});
}

std::vector<ReviewRow> ReviewRowsOf(postgres::Transaction& transaction, const std::string& authority,
                                    const std::string& official_id) {
  std::vector<ReviewRow> rows;
  for (const auto& row : transaction.Exec(kOfOfficial, authority, official_id)) {
    rows.push_back({authority, row["stream_seq"].as<std::int64_t>(), official_id,
                    postgres::ReadInstant(row["recorded_at"]), postgres::ReadBytes(row["data"])});
  }
  return rows;
}

}  // namespace dotpha::reporting::store
