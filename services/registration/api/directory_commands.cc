// The commands of DirectoryService: import, personnel events, corrections of single rows.
#include "services/registration/api/directory_api.h"
#include "services/registration/api/read_request.h"
#include "services/registration/api/write_response.h"
#include "services/registration/domain/correct_directory.h"
#include "services/registration/domain/import_roster.h"
#include "services/registration/domain/record_personnel_event.h"

namespace dotpha::registration::api {
namespace {

// One command on the directory: its turn is taken first, so that checks and changes see the same version.
template <typename Request, typename Response, typename Decide>
Result<Response> ChangeDirectory(const Parts& parts, const rpc::CallContext& call, const Request& request,
                                 Decide&& decide) {
  DOTPHA_TRY(RequireAuthority(call));
  auto done = parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        DOTPHA_ASSIGN(const auto snapshot, parts.directory->LoadForChange(transaction, call.authority));
        return decide(transaction, *snapshot);
      });
  if (done.ok()) {
    parts.directory->Distrust();
    if (parts.roles_changed) {
      parts.roles_changed();
    }
  }
  return done;
}

v1::ImportRosterResponse Count(const ImportRosterDecision& decision) {
  v1::ImportRosterResponse counted;
  counted.set_agencies(static_cast<int>(decision.roster.agencies.size()));
  counted.set_bodies(static_cast<int>(decision.roster.bodies.size()));
  counted.set_staff(static_cast<int>(decision.roster.staff.size()));
  counted.set_officials(static_cast<int>(decision.roster.officials.size()));
  counted.set_positions(static_cast<int>(decision.roster.positions.size()));
  for (const std::string& warning : decision.warnings) {
    counted.add_warnings(warning);
  }
  return counted;
}

PersonnelEventCommand ReadEvent(const pb::RecordPersonnelEventRequest& request, Instant arrived_at) {
  PersonnelEventCommand command;
  command.kind = ReadKind(request.kind());
  command.official_id = request.official_id();
  command.effective_on =
      ReadDate(request.has_effective_on(), request.effective_on(), "effective_on", command.violations);
  if (request.has_post()) {
    const pb::Position& post = request.post();
    command.post =
        NewPost{post.agency_id(),
                post.title(),
                ReadCapacity(post.capacity()),
                post.principal(),
                ReadDate(post.has_effective_to(), post.effective_to(), "post.effective_to", command.violations),
                post.decision_ref()};
  }
  command.end_position_ids = {request.end_position_ids().begin(), request.end_position_ids().end()};
  command.document = ReadDocument(request.document(), "document", command.violations);
  command.new_position_id = NewUuid();
  command.arrived_at = arrived_at;
  return command;
}

}  // namespace

grpc::Status DirectoryApi::ImportRoster(grpc::ServerContext* context, const v1::ImportRosterRequest* request,
                                        v1::ImportRosterResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ImportRosterResponse> {
        ImportRosterCommand command;
        command.roster = ReadRoster(*request, call.arrived_at, command.violations);
        command.today = Date::Of(call.received_at);
        return ChangeDirectory<v1::ImportRosterRequest, v1::ImportRosterResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::ImportRosterResponse>> {
              DOTPHA_ASSIGN(const ImportRosterDecision decision,
                            registration::ImportRoster(command, *snapshot.directory, snapshot.law));
              v1::ImportRosterResponse counted = Count(decision);
              if (request->validate_only()) {
                return MakeOutcome(call, std::move(counted), "directory.check_roster", "authorities/" + call.authority,
                                   {}, {});
              }
              parts_.directory->InsertRoster(transaction, call.authority, decision.roster);
              std::map<std::string, std::string> details{{"agencies", std::to_string(counted.agencies())},
                                                         {"bodies", std::to_string(counted.bodies())},
                                                         {"staff", std::to_string(counted.staff())},
                                                         {"officials", std::to_string(counted.officials())},
                                                         {"positions", std::to_string(counted.positions())}};
              return MakeOutcome(call, std::move(counted), "directory.import_roster", "authorities/" + call.authority,
                                 std::move(details), decision.events);
            });
      });
}

grpc::Status DirectoryApi::RecordPersonnelEvent(grpc::ServerContext* context,
                                                const v1::RecordPersonnelEventRequest* request,
                                                v1::RecordPersonnelEventResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordPersonnelEventResponse> {
        const PersonnelEventCommand command = ReadEvent(*request, call.arrived_at);
        return ChangeDirectory<v1::RecordPersonnelEventRequest, v1::RecordPersonnelEventResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::RecordPersonnelEventResponse>> {
              DOTPHA_ASSIGN(const PersonnelEventDecision decision,
                            registration::RecordPersonnelEvent(command, *snapshot.directory));
              parts_.directory->SavePersonnelEvent(transaction, call.authority, call.caller, command, decision);
              v1::RecordPersonnelEventResponse recorded;
              if (decision.position) {
                *recorded.mutable_position() = ToProto(call.authority, *decision.position);
              }
              for (const Position& ended : decision.ended) {
                *recorded.add_ended_positions() = ToProto(call.authority, ended);
              }
              return MakeOutcome(call, std::move(recorded), "directory.personnel_event",
                                 ResourceName(call.authority, "officials", command.official_id),
                                 {{"kind", v1::PersonnelEventKind_Name(request->kind())},
                                  {"effective_on", command.effective_on->ToString()},
                                  {"document", command.document.number}},
                                 decision.events);
            });
      });
}

grpc::Status DirectoryApi::UpdateOfficial(grpc::ServerContext* context, const v1::UpdateOfficialRequest* request,
                                          v1::UpdateOfficialResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::UpdateOfficialResponse> {
        return ChangeDirectory<v1::UpdateOfficialRequest, v1::UpdateOfficialResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::UpdateOfficialResponse>> {
              DOTPHA_ASSIGN(const OfficialDecision decision,
                            registration::UpdateOfficial(ReadOfficial(request->official()), {},
                                                         RevisionOf(request->official().etag()), *snapshot.directory));
              parts_.directory->UpdateOfficial(transaction, call.authority, decision.official);
              v1::UpdateOfficialResponse updated;
              *updated.mutable_official() = ToProto(call.authority, decision.official);
              return MakeOutcome(call, std::move(updated), "directory.update_official",
                                 ResourceName(call.authority, "officials", decision.official.id), {}, decision.events);
            });
      });
}

grpc::Status DirectoryApi::UpdateStaff(grpc::ServerContext* context, const v1::UpdateStaffRequest* request,
                                       v1::UpdateStaffResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::UpdateStaffResponse> {
        return ChangeDirectory<v1::UpdateStaffRequest, v1::UpdateStaffResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::UpdateStaffResponse>> {
              std::vector<Violation> violations;
              const Staff wanted = ReadStaff(request->staff(), "staff", violations);
              DOTPHA_ASSIGN(const StaffDecision decision,
                            registration::UpdateStaff(wanted, violations, RevisionOf(request->staff().etag()),
                                                      *snapshot.directory));
              parts_.directory->UpdateStaff(transaction, call.authority, decision.staff);
              v1::UpdateStaffResponse updated;
              *updated.mutable_staff() = ToProto(call.authority, decision.staff);
              return MakeOutcome(call, std::move(updated), "directory.update_staff",
                                 ResourceName(call.authority, "staff", decision.staff.id), {}, decision.events);
            });
      });
}

grpc::Status DirectoryApi::NameClerk(grpc::ServerContext* context, const v1::NameClerkRequest* request,
                                     v1::NameClerkResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::NameClerkResponse> {
        return ChangeDirectory<v1::NameClerkRequest, v1::NameClerkResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::NameClerkResponse>> {
              DOTPHA_TRY(Reach(call, snapshot).Require(request->official_id()));
              DOTPHA_ASSIGN(const OfficialDecision decision,
                            registration::NameClerk(request->official_id(), request->staff_id(),
                                                    RevisionOf(request->etag()), *snapshot.directory));
              parts_.directory->UpdateOfficial(transaction, call.authority, decision.official);
              v1::NameClerkResponse named;
              *named.mutable_official() = ToProto(call.authority, decision.official);
              return MakeOutcome(call, std::move(named), "directory.name_clerk",
                                 ResourceName(call.authority, "officials", decision.official.id),
                                 {{"staff_id", request->staff_id()}}, decision.events);
            });
      });
}

}  // namespace dotpha::registration::api
