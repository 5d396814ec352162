#include "services/registration/api/follow_up_api.h"

#include "libs/works/work_message.h"
#include "services/registration/api/read_request.h"
#include "services/registration/api/write_response.h"
#include "services/registration/store/follow_up_store.h"

namespace dotpha::registration::api {
namespace {

template <typename Response, typename Decide>
Result<Response> Run(const Parts& parts, const rpc::CallContext& call, const google::protobuf::Message& request,
                     Decide&& decide) {
  DOTPHA_TRY(RequireAuthority(call));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        DOTPHA_ASSIGN(const auto snapshot, parts.directory->Load(transaction, call.authority));
        return decide(transaction, *snapshot, MakeCircumstances(parts, call, *snapshot));
      });
}

std::string FactSheetName(const rpc::CallContext& call, const std::string& official_id, int cycle) {
  return ResourceName(call.authority, "officials", official_id) + "/factSheets/" + std::to_string(cycle);
}

// Only what is the caller's own to speak about: a work of somebody else is none.
std::optional<RegisteredWork> OwnWork(postgres::Transaction& transaction, const rpc::CallContext& call,
                                      const std::string& work_id) {
  const auto works = store::WorksOf(transaction, call.authority, {work_id});
  return works.empty() || works.front().official_id != call.caller ? std::nullopt : std::optional(works.front());
}

void Write(const rpc::CallContext& call, const store::Snapshot& snapshot, const RegisteredWork& work,
           v1::RegisteredWorkEntry* to) {
  const Directory& directory = *snapshot.directory;
  to->set_registration_id(work.registration_id);
  to->set_official_id(work.official_id);
  if (const Official* official = directory.FindOfficial(work.official_id)) {
    to->set_official_name(official->full_name);
    to->set_assessed_by(official->assessed_by);
  }
  const Position* post = directory.PrincipalPostOn(work.official_id, Date::Of(call.arrived_at));
  const Agency* agency = post == nullptr ? nullptr : directory.FindAgency(post->agency_id);
  to->set_workplace(agency == nullptr ? "" : agency->display_name);
  *to->mutable_work() = works::ToMessage(work.work);
}

}  // namespace

grpc::Status FollowUpApi::ReportWorkList(grpc::ServerContext* context, const v1::ReportWorkListRequest* request,
                                         v1::ReportWorkListResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ReportWorkListResponse> {
        ReportWorkListCommand command;
        command.cycle = request->cycle();
        command.document = ReadDocument(request->document(), "document", command.violations);
        command.new_list_id = NewUuid();
        return Run<v1::ReportWorkListResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const store::Snapshot&,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ReportWorkListResponse>> {
              const auto works = store::RegisteredWorks(transaction, call.authority, {command.cycle, "", {}, "", 0});
              DOTPHA_ASSIGN(const WorkList list, registration::ReportWorkList(command, works, circumstances));
              store::Save(transaction, call.authority, list, works);
              v1::ReportWorkListResponse reported;
              *reported.mutable_work_list() = ToProto(call.authority, list);
              return MakeOutcome(call, std::move(reported), "work_list.report",
                                 ResourceName(call.authority, "workLists", list.id),
                                 {{"cycle", std::to_string(list.cycle)},
                                  {"to", list.to},
                                  {"works", std::to_string(list.work_count)},
                                  {"document", list.document.number}},
                                 {});
            });
      });
}

grpc::Status FollowUpApi::ListRegisteredWorks(grpc::ServerContext* context,
                                              const v1::ListRegisteredWorksRequest* request,
                                              v1::ListRegisteredWorksResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListRegisteredWorksResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        if (!request->work_list_id().empty() && !IsUuid(request->work_list_id())) {
          return NotFound("WORK_LIST_NOT_FOUND", "no such list was reported");
        }
        store::WorkFilter filter;
        filter.cycle = request->cycle();
        filter.list_id = request->work_list_id();
        filter.after = page.after.empty() ? "" : page.after[0];
        filter.limit = page.size + 1;
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListRegisteredWorksResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_TRY(RequireFollowUp(MakeCircumstances(parts_, call, *snapshot)));
              if (!filter.list_id.empty() && !store::HasWorkList(transaction, call.authority, filter.list_id)) {
                return NotFound("WORK_LIST_NOT_FOUND", "no such list was reported");
              }
              filter.officials = Reach(call, *snapshot).Officials();
              v1::ListRegisteredWorksResponse listed;
              for (const RegisteredWork& work : store::RegisteredWorks(transaction, call.authority, filter)) {
                if (listed.entries_size() == page.size) {
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {listed.entries(page.size - 1).work().work_id()}));
                  break;
                }
                Write(call, *snapshot, work, listed.add_entries());
              }
              return listed;
            });
      });
}

grpc::Status FollowUpApi::RecordDirections(grpc::ServerContext* context, const v1::RecordDirectionsRequest* request,
                                           v1::RecordDirectionsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordDirectionsResponse> {
        RecordDirectionsCommand command;
        std::vector<std::string> work_ids;
        for (const auto& item : request->items()) {
          command.items.push_back({item.work_id(), item.text(), NewUuid()});
          work_ids.push_back(item.work_id());
        }
        command.document = ReadDocument(request->document(), "document", command.violations);
        return Run<v1::RecordDirectionsResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const store::Snapshot&,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordDirectionsResponse>> {
              DOTPHA_ASSIGN(const std::vector<FollowUpNote> notes,
                            registration::RecordDirections(
                                command, store::WorksOf(transaction, call.authority, work_ids), circumstances));
              v1::RecordDirectionsResponse recorded;
              for (const FollowUpNote& note : notes) {
                store::Save(transaction, call.authority, note);
                *recorded.add_notes() = ToProto(note);
              }
              return MakeOutcome(call, std::move(recorded), "work.direct", "authorities/" + call.authority + "/works",
                                 {{"works", std::to_string(notes.size())}, {"document", command.document.number}}, {});
            });
      });
}

grpc::Status FollowUpApi::ReportObstacle(grpc::ServerContext* context, const v1::ReportObstacleRequest* request,
                                         v1::ReportObstacleResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ReportObstacleResponse> {
        const RemarkOnWork command{request->work_id(), request->text(), NewUuid()};
        return Run<v1::ReportObstacleResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const store::Snapshot&,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ReportObstacleResponse>> {
              DOTPHA_ASSIGN(
                  const FollowUpNote note,
                  registration::ReportObstacle(command, OwnWork(transaction, call, command.work_id), circumstances));
              store::Save(transaction, call.authority, note);
              v1::ReportObstacleResponse reported;
              *reported.mutable_note() = ToProto(note);
              return MakeOutcome(call, std::move(reported), "work.report_obstacle",
                                 ResourceName(call.authority, "works", note.work_id),
                                 {{"official_id", note.official_id}}, {});
            });
      });
}

grpc::Status FollowUpApi::RecordResult(grpc::ServerContext* context, const v1::RecordResultRequest* request,
                                       v1::RecordResultResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordResultResponse> {
        const RecordResultCommand command{request->official_id(), request->cycle(), request->text(), NewUuid()};
        return Run<v1::RecordResultResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const store::Snapshot& snapshot,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordResultResponse>> {
              DOTPHA_TRY(Reach(call, snapshot).Require(command.official_id));
              const bool registered =
                  !store::RegisteredWorks(transaction, call.authority,
                                          {command.cycle, "", std::vector{command.official_id}, "", 1})
                       .empty();
              DOTPHA_ASSIGN(const FollowUpNote note, registration::RecordResult(command, registered, circumstances));
              store::Save(transaction, call.authority, note);
              v1::RecordResultResponse recorded;
              *recorded.mutable_note() = ToProto(note);
              return MakeOutcome(call, std::move(recorded), "fact_sheet.record_result",
                                 FactSheetName(call, note.official_id, note.cycle), {}, {});
            });
      });
}

grpc::Status FollowUpApi::RecordAnnualGrade(grpc::ServerContext* context, const v1::RecordAnnualGradeRequest* request,
                                            v1::RecordAnnualGradeResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordAnnualGradeResponse> {
        RecordGradeCommand command;
        command.official_id = request->official_id();
        command.year = request->year();
        command.grade = request->grade();
        command.document = ReadDocument(request->document(), "document", command.violations);
        command.expected_revision = RevisionOf(request->etag());
        return Run<v1::RecordAnnualGradeResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const store::Snapshot& snapshot,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordAnnualGradeResponse>> {
              DOTPHA_TRY(Reach(call, snapshot).Require(command.official_id));
              DOTPHA_TRY(RequireNotOwn(call, snapshot, command.official_id));
              DOTPHA_ASSIGN(const AnnualGrade grade, registration::RecordAnnualGrade(
                                                         command,
                                                         store::FindGradeForUpdate(transaction, call.authority,
                                                                                   command.official_id, command.year),
                                                         circumstances));
              store::Save(transaction, call.authority, grade);
              v1::RecordAnnualGradeResponse recorded;
              *recorded.mutable_annual_grade() = ToProto(grade);
              return MakeOutcome(
                  call, std::move(recorded), "fact_sheet.record_grade",
                  FactSheetName(call, grade.official_id, grade.year),
                  {{"grade", grade.grade}, {"rated_by", grade.rated_by}, {"document", grade.document.number}}, {});
            });
      });
}

grpc::Status FollowUpApi::GetFactSheet(grpc::ServerContext* context, const v1::GetFactSheetRequest* request,
                                       v1::GetFactSheetResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetFactSheetResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetFactSheetResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              const std::string& official_id = request->official_id();
              if (snapshot->directory->FindOfficial(official_id) == nullptr ||
                  !Reach(call, *snapshot).Covers(official_id)) {
                return NotFound("OFFICIAL_NOT_FOUND", "no official of this id within the caller's reach");
              }
              const auto works = store::RegisteredWorks(transaction, call.authority,
                                                        {request->cycle(), "", std::vector{official_id}, "", 0});
              DOTPHA_ASSIGN(const FactSheet sheet,
                            FactSheetOf(official_id, request->cycle(), works,
                                        store::NotesOf(transaction, call.authority, official_id, request->cycle()),
                                        store::FindGrade(transaction, call.authority, official_id, request->cycle()),
                                        MakeCircumstances(parts_, call, *snapshot)));
              v1::GetFactSheetResponse found;
              *found.mutable_fact_sheet() = ToProto(sheet);
              return found;
            });
      });
}

}  // namespace dotpha::registration::api
