// The reads of DirectoryService, from the snapshot of the directory.
#include "libs/rpc/text_door.h"
#include "services/registration/api/directory_api.h"
#include "services/registration/api/read_request.h"
#include "services/registration/api/write_response.h"

namespace dotpha::registration::api {
namespace {

constexpr int kMostContacts = 1000;

template <typename Response, typename Answer>
Result<Response> ReadDirectory(const Parts& parts, const rpc::CallContext& call, Answer&& answer) {
  DOTPHA_TRY(RequireAuthority(call));
  // Held beyond the transaction: answering from memory needs no connection.
  std::shared_ptr<const store::Snapshot> snapshot;
  DOTPHA_TRY(
      postgres::RunTransaction(*parts.pool, ReadOptions(call), [&](postgres::Transaction& transaction) -> Result<void> {
        DOTPHA_ASSIGN(snapshot, parts.directory->Load(transaction, call.authority));
        return {};
      }));
  return answer(*snapshot);
}

// One page of a map ordered by id: rows after the last key that `wanted` lets in, written by `write`.
template <typename Request, typename Rows, typename Wanted, typename Write>
Result<std::string> WritePage(const Request& request, const Rows& rows, const Wanted& wanted, const Write& write) {
  DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(request));
  DOTPHA_TRY(RequirePageKeys(page, 1));
  std::string last;
  int written = 0;
  for (auto row = page.after.empty() ? rows.begin() : rows.upper_bound(page.after[0]); row != rows.end(); ++row) {
    if (!wanted(row->second)) {
      continue;
    }
    if (written == page.size) {
      return rpc::NextPageToken(request, {last});
    }
    write(row->second);
    last = row->first;
    ++written;
  }
  return std::string();
}

pb::Contact ContactOf(const Official& official, const Directory& directory, Date today) {
  pb::Contact contact;
  contact.set_person_id(official.id);
  contact.set_full_name(official.full_name);
  contact.set_email(official.email);
  if (const Position* post = directory.PrincipalPostOn(official.id, today)) {
    contact.set_title(post->title);
  }
  return contact;
}

pb::Contact ContactOf(const Staff& staff, const Directory& directory) {
  pb::Contact contact;
  contact.set_person_id(staff.id);
  contact.set_full_name(staff.full_name);
  contact.set_email(staff.email);
  std::string where;
  if (const Body* body = directory.FindBody(staff.body_id)) {
    where = body->display_name;
  } else if (const Agency* agency = directory.FindAgency(staff.agency_id)) {
    where = agency->display_name;
  }
  contact.set_title(std::string(NameOf(staff.role)) + ", " + where);
  return contact;
}

}  // namespace

grpc::Status DirectoryApi::GetOfficial(grpc::ServerContext* context, const v1::GetOfficialRequest* request,
                                       v1::GetOfficialResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetOfficialResponse> {
        return ReadDirectory<v1::GetOfficialResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::GetOfficialResponse> {
              DOTPHA_ASSIGN(const std::string id,
                            IdOf(request->name(), call.authority, "officials", "OFFICIAL_NOT_FOUND"));
              const Official* official = snapshot.directory->FindOfficial(id);
              if (official == nullptr || !Reach(call, snapshot).Covers(id)) {
                return NotFound("OFFICIAL_NOT_FOUND", "there is no such official within the caller's reach");
              }
              v1::GetOfficialResponse found;
              *found.mutable_official() = ToProto(call.authority, *official);
              for (const Position& position : snapshot.directory->PositionsOf(id)) {
                *found.add_positions() = ToProto(call.authority, position);
              }
              return found;
            });
      });
}

grpc::Status DirectoryApi::ListOfficials(grpc::ServerContext* context, const v1::ListOfficialsRequest* request,
                                         v1::ListOfficialsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListOfficialsResponse> {
        return ReadDirectory<v1::ListOfficialsResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::ListOfficialsResponse> {
              const Reach reach(call, snapshot);
              const std::string sought = rpc::FoldForSearch(request->name_contains());
              v1::ListOfficialsResponse listed;
              DOTPHA_ASSIGN(
                  *listed.mutable_next_page_token(),
                  WritePage(
                      *request, snapshot.directory->officials(),
                      [&](const Official& official) {
                        return reach.Covers(official.id) &&
                               (sought.empty() ||
                                rpc::FoldForSearch(official.full_name).find(sought) != std::string::npos);
                      },
                      [&](const Official& official) { *listed.add_officials() = ToProto(call.authority, official); }));
              return listed;
            });
      });
}

grpc::Status DirectoryApi::ListPositions(grpc::ServerContext* context, const v1::ListPositionsRequest* request,
                                         v1::ListPositionsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListPositionsResponse> {
        return ReadDirectory<v1::ListPositionsResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::ListPositionsResponse> {
              const Reach reach(call, snapshot);
              std::map<std::string, Position, std::less<>> positions;
              for (const auto& [id, official] : snapshot.directory->officials()) {
                if (!reach.Covers(id) || (!request->official_id().empty() && request->official_id() != id)) {
                  continue;
                }
                for (const Position& position : snapshot.directory->PositionsOf(id)) {
                  if (request->agency_id().empty() || request->agency_id() == position.agency_id) {
                    positions.emplace(position.id, position);
                  }
                }
              }
              v1::ListPositionsResponse listed;
              DOTPHA_ASSIGN(
                  *listed.mutable_next_page_token(),
                  WritePage(
                      *request, positions, [](const Position&) { return true; },
                      [&](const Position& position) { *listed.add_positions() = ToProto(call.authority, position); }));
              return listed;
            });
      });
}

grpc::Status DirectoryApi::ListAgencies(grpc::ServerContext* context, const v1::ListAgenciesRequest* request,
                                        v1::ListAgenciesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListAgenciesResponse> {
        return ReadDirectory<v1::ListAgenciesResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::ListAgenciesResponse> {
              v1::ListAgenciesResponse listed;
              DOTPHA_ASSIGN(
                  *listed.mutable_next_page_token(),
                  WritePage(
                      *request, snapshot.directory->agencies(), [](const Agency&) { return true; },
                      [&](const Agency& agency) { *listed.add_agencies() = ToProto(call.authority, agency); }));
              return listed;
            });
      });
}

grpc::Status DirectoryApi::ListBodies(grpc::ServerContext* context, const v1::ListBodiesRequest* request,
                                      v1::ListBodiesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListBodiesResponse> {
        return ReadDirectory<v1::ListBodiesResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::ListBodiesResponse> {
              v1::ListBodiesResponse listed;
              DOTPHA_ASSIGN(*listed.mutable_next_page_token(),
                            WritePage(
                                *request, snapshot.directory->bodies(), [](const Body&) { return true; },
                                [&](const Body& body) { *listed.add_bodies() = ToProto(call.authority, body); }));
              return listed;
            });
      });
}

grpc::Status DirectoryApi::ListStaff(grpc::ServerContext* context, const v1::ListStaffRequest* request,
                                     v1::ListStaffResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListStaffResponse> {
        return ReadDirectory<v1::ListStaffResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::ListStaffResponse> {
              const bool everyone = Reach(call, snapshot).Everyone();
              const std::set<std::string> bodies = call.access.routed_bodies();
              v1::ListStaffResponse listed;
              DOTPHA_ASSIGN(*listed.mutable_next_page_token(),
                            WritePage(
                                *request, snapshot.directory->staff(),
                                [&](const Staff& staff) {
                                  const bool visible =
                                      everyone || staff.id == call.caller || bodies.count(staff.body_id) > 0;
                                  return visible && (request->body_id().empty() || request->body_id() == staff.body_id);
                                },
                                [&](const Staff& staff) { *listed.add_staff() = ToProto(call.authority, staff); }));
              return listed;
            });
      });
}

grpc::Status DirectoryApi::GetRoute(grpc::ServerContext* context, const v1::GetRouteRequest* request,
                                    v1::GetRouteResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetRouteResponse> {
        return ReadDirectory<v1::GetRouteResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::GetRouteResponse> {
              Violations violations;
              std::vector<Violation> unreadable;
              const Date on =
                  ReadDate(request->has_on(), request->on(), "on", unreadable).value_or(Date::Of(call.arrived_at));
              violations.AddAll(unreadable);
              if (request->official_id().empty()) {
                violations.Add("official_id", "OFFICIAL_REQUIRED", "whose route");
              }
              DOTPHA_TRY(violations.Check());
              if (snapshot.directory->FindOfficial(request->official_id()) == nullptr ||
                  !Reach(call, snapshot).Covers(request->official_id())) {
                return NotFound("OFFICIAL_NOT_FOUND", "there is no such official within the caller's reach");
              }
              const statute::Regulation* regulation = statute::InForceOn(snapshot.law, on);
              v1::GetRouteResponse found;
              *found.mutable_route() = ToProto(request->official_id(), on, regulation == nullptr ? "" : regulation->id,
                                               snapshot.directory->RouteOn(snapshot.law, request->official_id(), on));
              return found;
            });
      });
}

grpc::Status DirectoryApi::BatchGetContacts(grpc::ServerContext* context, const v1::BatchGetContactsRequest* request,
                                            v1::BatchGetContactsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::BatchGetContactsResponse> {
        if (request->person_ids_size() > kMostContacts) {
          return InvalidArgument("person_ids", "TOO_MANY", "at most " + std::to_string(kMostContacts));
        }
        return ReadDirectory<v1::BatchGetContactsResponse>(
            parts_, call, [&](const store::Snapshot& snapshot) -> Result<v1::BatchGetContactsResponse> {
              const Directory& directory = *snapshot.directory;
              v1::BatchGetContactsResponse found;
              for (const std::string& id : request->person_ids()) {
                if (const Official* official = directory.FindOfficial(id)) {
                  *found.add_contacts() = ContactOf(*official, directory, Date::Of(call.arrived_at));
                } else if (const Staff* staff = directory.FindStaff(id)) {
                  *found.add_contacts() = ContactOf(*staff, directory);
                }
              }
              return found;
            });
      });
}

}  // namespace dotpha::registration::api
