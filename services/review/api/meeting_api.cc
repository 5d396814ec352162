#include "services/review/api/meeting_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "services/review/api/messages.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/meeting_store.h"
#include "services/review/store/proposal_store.h"

namespace dotpha::review::api {
namespace {

constexpr char kMeetingNotFound[] = "MEETING_NOT_FOUND";

v1::Meeting ToProto(const std::string& authority, const Meeting& meeting) {
  v1::Meeting to;
  to.set_name(rpc::ResourceName(authority, "meetings", meeting.id));
  to.set_meeting_id(meeting.id);
  v1::MeetingKind kind = v1::MEETING_KIND_UNSPECIFIED;
  v1::MeetingKind_Parse("MEETING_KIND_" + std::string(NameOf(meeting.kind)), &kind);
  to.set_kind(kind);
  to.set_state(meeting.state == MeetingState::kHeld ? v1::MEETING_STATE_HELD : v1::MEETING_STATE_PLANNED);
  to.set_cycle(meeting.cycle);
  to.set_proposed_by_body_id(meeting.proposed_by);
  to.set_reason(meeting.reason);
  if (meeting.proposal.signed_on) {
    *to.mutable_proposal() = api::ToProto(meeting.proposal);
  }
  if (meeting.held_on) {
    *to.mutable_held_on() = rpc::ToWire(*meeting.held_on);
    *to.mutable_minutes() = api::ToProto(meeting.minutes);
  }
  for (const Direction& direction : meeting.directions) {
    auto& written = *to.add_directions();
    written.set_work_id(direction.work_id);
    written.set_official_id(direction.official_id);
    written.set_text(direction.text);
  }
  *to.mutable_recorded_at() = rpc::ToWire(meeting.recorded_at);
  to.set_etag(rpc::EtagOf(meeting.revision));
  return to;
}

RecordMeetingCommand ReadMinutes(const v1::RecordMeetingRequest& request) {
  RecordMeetingCommand command;
  command.names_one = !request.name().empty();
  command.expected_revision = rpc::RevisionOf(request.etag());
  constexpr std::string_view kPrefix = "MEETING_KIND_";
  if (const std::string name = v1::MeetingKind_Name(request.kind()); name.size() > kPrefix.size()) {
    command.kind = ParseMeetingKind(std::string_view(name).substr(kPrefix.size()));
  }
  command.cycle = request.cycle();
  command.held_on = rpc::ReadDate(request.has_held_on(), request.held_on(), "held_on", command.violations);
  command.minutes = ReadDocument(request.minutes(), "minutes", command.violations);
  for (const v1::Direction& direction : request.directions()) {
    command.directions.push_back({direction.work_id(), "", direction.text()});
  }
  return command;
}

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                  const MeetingDecision& decision, const std::string& action) {
  store::Save(transaction, call.authority, decision);
  Response answer;
  *answer.mutable_meeting() = ToProto(call.authority, decision.meeting);
  const Meeting& meeting = decision.meeting;
  return MakeOutcome(call, std::move(answer), action, rpc::ResourceName(call.authority, "meetings", meeting.id),
                     {{"kind", std::string(NameOf(meeting.kind))},
                      {"cycle", std::to_string(meeting.cycle)},
                      {"body_id", meeting.proposed_by},
                      {"directions", std::to_string(meeting.directions.size())},
                      {"document", meeting.held_on ? meeting.minutes.number : meeting.proposal.number}},
                     decision.events);
}

}  // namespace

grpc::Status MeetingApi::ProposeMeeting(grpc::ServerContext* context, const v1::ProposeMeetingRequest* request,
                                        v1::ProposeMeetingResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ProposeMeetingResponse> {
        DOTPHA_TRY(RequireBody(call, request->body_id()));
        ProposeMeetingCommand command{request->body_id(), request->cycle(), request->reason(), {}, {}};
        command.document = ReadDocument(request->document(), "document", command.violations);
        return Command<v1::ProposeMeetingResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ProposeMeetingResponse>> {
              DOTPHA_ASSIGN(const MeetingDecision decision, review::ProposeMeeting(command, circumstances));
              return Stored<v1::ProposeMeetingResponse>(transaction, call, decision, "meeting.propose");
            });
      });
}

grpc::Status MeetingApi::RecordMeeting(grpc::ServerContext* context, const v1::RecordMeetingRequest* request,
                                       v1::RecordMeetingResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordMeetingResponse> {
        const RecordMeetingCommand command = ReadMinutes(*request);
        return Command<v1::RecordMeetingResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordMeetingResponse>> {
              store::LockCycle(transaction, call.authority, command.cycle);
              MeetingsKnown known;
              if (command.names_one) {
                DOTPHA_ASSIGN(const std::string id,
                              rpc::IdOf(request->name(), call.authority, "meetings", kMeetingNotFound));
                known.named = IsUuid(id) ? store::FindMeeting(transaction, call.authority, id) : std::nullopt;
                if (!known.named) {
                  return NotFound(kMeetingNotFound, "there is no such session within the caller's reach");
                }
              }
              known.periodic = store::PeriodicHeld(transaction, call.authority, command.cycle);
              std::vector<std::string> ids;
              for (const Direction& direction : command.directions) {
                ids.push_back(direction.work_id);
              }
              known.works = store::FindWorks(transaction, call.authority, ids, store::Lock::kNone);
              DOTPHA_ASSIGN(const MeetingDecision decision, review::RecordMeeting(command, known, circumstances));
              return Stored<v1::RecordMeetingResponse>(transaction, call, decision, "meeting.record");
            });
      });
}

grpc::Status MeetingApi::ListMeetings(grpc::ServerContext* context, const v1::ListMeetingsRequest* request,
                                      v1::ListMeetingsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListMeetingsResponse> {
        store::MeetingFilter filter;
        filter.cycle = request->cycle();
        filter.work_id = request->work_id();
        const auto bodies = call.access.routed_bodies();
        filter.bodies = {bodies.begin(), bodies.end()};
        if (request->state() != v1::MEETING_STATE_UNSPECIFIED) {
          if (!v1::MeetingState_IsValid(request->state())) {
            return InvalidArgument("state", "STATE_INVALID", "not a state of sessions");
          }
          filter.state =
              NameOf(request->state() == v1::MEETING_STATE_HELD ? MeetingState::kHeld : MeetingState::kPlanned);
        }
        return Read<v1::ListMeetingsResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListMeetingsResponse> {
              filter.visible = Reach(call, province).Officials();
              v1::ListMeetingsResponse listed;
              for (const Meeting& meeting : store::ListMeetings(transaction, call.authority, filter)) {
                *listed.add_meetings() = ToProto(call.authority, meeting);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
