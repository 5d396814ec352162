#include "services/registration/api/campaign_api.h"

#include <algorithm>

#include "services/registration/api/read_request.h"
#include "services/registration/api/write_response.h"
#include "services/registration/domain/commission.h"
#include "services/registration/store/commission_store.h"

namespace dotpha::registration::api {
namespace {

// A word of routing keys and of resource names.
bool IsAuthorityId(const std::string& id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<std::optional<store::RecordedKey>> AfterKey(const rpc::Page& page) {
  DOTPHA_TRY(RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return std::optional<store::RecordedKey>{};
  }
  DOTPHA_ASSIGN(const std::int64_t micros, NumberOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(const std::string id, UuidOfPageKey(page.after[1]));
  if (micros < Date(1900, 1, 1).At().micros || micros > Date(2200, 1, 1).At().micros) {
    return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
  }
  return std::optional<store::RecordedKey>({Instant{micros}, id});
}

template <typename Response, typename Decide>
Result<Response> Run(const Parts& parts, const rpc::CallContext& call, const google::protobuf::Message& request,
                     Decide&& decide) {
  DOTPHA_TRY(RequireAuthority(call));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        DOTPHA_ASSIGN(const auto snapshot, parts.directory->Load(transaction, call.authority));
        if (!snapshot->directory->settings()) {
          return FailedPrecondition("AUTHORITY_NOT_CONFIGURED", "the authority's regulations are set first");
        }
        return decide(transaction, *snapshot);
      });
}

}  // namespace

grpc::Status CampaignApi::ConfigureAuthority(grpc::ServerContext* context, const v1::ConfigureAuthorityRequest* request,
                                             v1::ConfigureAuthorityResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](rpc::CallContext call) -> Result<v1::ConfigureAuthorityResponse> {
        const v1::Authority& wanted = request->authority();
        if (call.authority.empty() && wanted.name().rfind("authorities/", 0) == 0) {
          call.authority = wanted.name().substr(std::string_view("authorities/").size());
        }
        DOTPHA_TRY(RequireAuthority(call));
        if (!IsAuthorityId(call.authority)) {
          return InvalidArgument("authority.name", "ID_INVALID", "an authority is named by [a-z0-9-]{1,64}");
        }
        if (!wanted.name().empty() && wanted.name() != "authorities/" + call.authority) {
          return NotFound("AUTHORITY_NOT_FOUND", "the call acts for another authority");
        }
        ConfigureAuthorityCommand command;
        command.display_name = wanted.display_name();
        command.live_from =
            ReadDate(wanted.has_live_from(), wanted.live_from(), "authority.live_from", command.violations);
        for (int i = 0; i < wanted.regulations_size(); ++i) {
          const v1::RegulationInForce& regulation = wanted.regulations(i);
          command.regulations.emplace_back(
              regulation.regulation_id(),
              ReadDate(regulation.has_effective_from(), regulation.effective_from(),
                       "authority.regulations[" + std::to_string(i) + "].effective_from", command.violations));
        }
        command.expected_revision = RevisionOf(wanted.etag());
        return parts_.runner->Execute<v1::ConfigureAuthorityResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ConfigureAuthorityResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->LoadForChange(transaction, call.authority));
              DOTPHA_ASSIGN(const AuthorityDecision decision,
                            registration::ConfigureAuthority(
                                command, snapshot->directory->settings(),
                                [this](const std::string& id) { return parts_.find_regulation(id) != nullptr; }));
              parts_.directory->SaveSettings(transaction, call.authority, decision.settings);
              v1::ConfigureAuthorityResponse configured;
              *configured.mutable_authority() = ToProto(call.authority, decision.settings);
              return MakeOutcome(call, std::move(configured), "authority.configure", "authorities/" + call.authority,
                                 {{"live_from", decision.settings.live_from.ToString()}}, decision.events);
            });
      });
}

grpc::Status CampaignApi::RecordSupersession(grpc::ServerContext* context, const v1::RecordSupersessionRequest* request,
                                             v1::RecordSupersessionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordSupersessionResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        RecordSupersessionCommand command;
        command.regulation_id = request->regulation_id();
        command.effective_from =
            ReadDate(request->has_effective_from(), request->effective_from(), "effective_from", command.violations);
        command.document = ReadDocument(request->document(), "document", command.violations);
        command.expected_revision = RevisionOf(request->etag());
        return parts_.runner->Execute<v1::RecordSupersessionResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RecordSupersessionResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->LoadForChange(transaction, call.authority));
              if (!snapshot->directory->settings()) {
                return FailedPrecondition("AUTHORITY_NOT_CONFIGURED", "the authority's regulations are set first");
              }
              DOTPHA_ASSIGN(const AuthorityDecision decision,
                            registration::RecordSupersession(command, *snapshot->directory->settings(), snapshot->law,
                                                             parts_.find_regulation(command.regulation_id)));
              parts_.directory->SaveSettings(transaction, call.authority, decision.settings);
              v1::RecordSupersessionResponse recorded;
              *recorded.mutable_authority() = ToProto(call.authority, decision.settings);
              return MakeOutcome(call, std::move(recorded), "authority.supersede", "authorities/" + call.authority,
                                 {{"regulation_id", command.regulation_id},
                                  {"effective_from", command.effective_from->ToString()},
                                  {"document", command.document.number}},
                                 decision.events);
            });
      });
}

grpc::Status CampaignApi::GetAuthority(grpc::ServerContext* context, const v1::GetAuthorityRequest* request,
                                       v1::GetAuthorityResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetAuthorityResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetAuthorityResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              if (!snapshot->directory->settings()) {
                return NotFound("AUTHORITY_NOT_FOUND", "this authority was never configured");
              }
              v1::GetAuthorityResponse found;
              *found.mutable_authority() = ToProto(call.authority, *snapshot->directory->settings());
              return found;
            });
      });
}

grpc::Status CampaignApi::AnnounceCampaign(grpc::ServerContext* context, const v1::AnnounceCampaignRequest* request,
                                           v1::AnnounceCampaignResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AnnounceCampaignResponse> {
        AnnounceCampaignCommand command;
        command.cycle = request->cycle();
        command.document = ReadDocument(request->document(), "document", command.violations);
        command.guidance = request->guidance();
        command.collect_by =
            ReadDate(request->has_collect_by(), request->collect_by(), "collect_by", command.violations);
        command.arrived_at = call.arrived_at;
        return Run<v1::AnnounceCampaignResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot&) -> Result<command::Outcome<v1::AnnounceCampaignResponse>> {
              DOTPHA_ASSIGN(const CampaignDecision decision,
                            registration::AnnounceCampaign(
                                command, store::FindCampaignForUpdate(transaction, call.authority, command.cycle)));
              store::Save(transaction, call.authority, decision.campaign);
              v1::AnnounceCampaignResponse announced;
              *announced.mutable_campaign() = ToProto(call.authority, decision.campaign);
              return MakeOutcome(call, std::move(announced), "campaign.announce",
                                 ResourceName(call.authority, "campaigns", std::to_string(command.cycle)),
                                 {{"document", command.document.number}}, decision.events);
            });
      });
}

grpc::Status CampaignApi::ConcludeCampaign(grpc::ServerContext* context, const v1::ConcludeCampaignRequest* request,
                                           v1::ConcludeCampaignResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ConcludeCampaignResponse> {
        ConcludeCampaignCommand command;
        command.cycle = request->cycle();
        command.concluded_on =
            ReadDate(request->has_concluded_on(), request->concluded_on(), "concluded_on", command.violations);
        command.document = ReadDocument(request->document(), "document", command.violations);
        command.expected_revision = RevisionOf(request->etag());
        command.arrived_at = call.arrived_at;
        return Run<v1::ConcludeCampaignResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot&) -> Result<command::Outcome<v1::ConcludeCampaignResponse>> {
              DOTPHA_ASSIGN(const CampaignDecision decision,
                            registration::ConcludeCampaign(
                                command, store::FindCampaignForUpdate(transaction, call.authority, command.cycle)));
              store::Save(transaction, call.authority, decision.campaign);
              v1::ConcludeCampaignResponse concluded;
              *concluded.mutable_campaign() = ToProto(call.authority, decision.campaign);
              return MakeOutcome(
                  call, std::move(concluded), "campaign.conclude",
                  ResourceName(call.authority, "campaigns", std::to_string(command.cycle)),
                  {{"document", command.document.number}, {"concluded_on", command.concluded_on->ToString()}},
                  decision.events);
            });
      });
}

grpc::Status CampaignApi::ListCampaigns(grpc::ServerContext* context, const v1::ListCampaignsRequest* request,
                                        v1::ListCampaignsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListCampaignsResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        std::int64_t after = 0;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(after, NumberOfPageKey(page.after[0]));
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListCampaignsResponse> {
              v1::ListCampaignsResponse listed;
              for (const Campaign& campaign :
                   store::ListCampaigns(transaction, call.authority, static_cast<int>(after), page.size + 1)) {
                if (listed.campaigns_size() == page.size) {
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(listed.campaigns(page.size - 1).cycle())}));
                  break;
                }
                *listed.add_campaigns() = ToProto(call.authority, campaign);
              }
              return listed;
            });
      });
}

grpc::Status CampaignApi::RecordDeadlineOverride(grpc::ServerContext* context,
                                                 const v1::RecordDeadlineOverrideRequest* request,
                                                 v1::RecordDeadlineOverrideResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordDeadlineOverrideResponse> {
        const v1::DeadlineOverride& from = request->deadline_override();
        std::vector<Violation> violations;
        DeadlineOverride wanted;
        wanted.id = NewUuid();
        wanted.duty = from.duty();
        wanted.period = from.period();
        wanted.last_on_time_day = ReadDate(from.has_last_on_time_day(), from.last_on_time_day(),
                                           "deadline_override.last_on_time_day", violations);
        wanted.official_ids = {from.official_ids().begin(), from.official_ids().end()};
        wanted.document = ReadDocument(from.document(), "deadline_override.document", violations);
        wanted.recorded_at = call.arrived_at;
        return Run<v1::RecordDeadlineOverrideResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::RecordDeadlineOverrideResponse>> {
              for (const std::string& official_id : wanted.official_ids) {
                DOTPHA_TRY(RequireNotOwn(call, snapshot, official_id));
              }
              DOTPHA_ASSIGN(
                  const OverrideDecision decision,
                  registration::RecordDeadlineOverride(wanted, violations, *snapshot.directory, snapshot.law));
              store::Insert(transaction, call.authority, decision.deadline_override);
              v1::RecordDeadlineOverrideResponse recorded;
              *recorded.mutable_deadline_override() = ToProto(call.authority, decision.deadline_override);
              return MakeOutcome(call, std::move(recorded), "deadline_override.record",
                                 ResourceName(call.authority, "deadlineOverrides", wanted.id),
                                 {{"duty", wanted.duty},
                                  {"period", wanted.period},
                                  {"last_on_time_day", wanted.last_on_time_day->ToString()},
                                  {"document", wanted.document.number}},
                                 decision.events);
            });
      });
}

grpc::Status CampaignApi::ListDeadlineOverrides(grpc::ServerContext* context,
                                                const v1::ListDeadlineOverridesRequest* request,
                                                v1::ListDeadlineOverridesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListDeadlineOverridesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const auto after, AfterKey(page));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListDeadlineOverridesResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              const auto visible = Reach(call, *snapshot).Officials();
              v1::ListDeadlineOverridesResponse listed;
              std::vector<std::string> last;
              for (const DeadlineOverride& moved :
                   store::ListOverrides(transaction, call.authority, visible, after, page.size + 1)) {
                if (listed.deadline_overrides_size() == page.size) {
                  listed.set_next_page_token(rpc::NextPageToken(*request, last));
                  break;
                }
                *listed.add_deadline_overrides() = ToProto(call.authority, moved);
                last = {std::to_string(moved.recorded_at.micros), moved.id};
              }
              return listed;
            });
      });
}

grpc::Status CampaignApi::RecordWaiver(grpc::ServerContext* context, const v1::RecordWaiverRequest* request,
                                       v1::RecordWaiverResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordWaiverResponse> {
        const v1::Waiver& from = request->waiver();
        std::vector<Violation> violations;
        Waiver wanted;
        wanted.id = NewUuid();
        wanted.official_id = from.official_id();
        wanted.duty = from.duty();
        wanted.period = from.period();
        wanted.occasion = ReadDate(from.has_occasion(), from.occasion(), "waiver.occasion", violations);
        wanted.reason = from.reason();
        wanted.document = ReadDocument(from.document(), "waiver.document", violations);
        wanted.recorded_at = call.arrived_at;
        return Run<v1::RecordWaiverResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const store::Snapshot& snapshot) -> Result<command::Outcome<v1::RecordWaiverResponse>> {
              DOTPHA_TRY(RequireNotOwn(call, snapshot, wanted.official_id));
              DOTPHA_ASSIGN(const WaiverDecision decision,
                            registration::RecordWaiver(wanted, violations, *snapshot.directory, snapshot.law));
              store::Insert(transaction, call.authority, decision.waiver);
              v1::RecordWaiverResponse recorded;
              *recorded.mutable_waiver() = ToProto(call.authority, decision.waiver);
              return MakeOutcome(call, std::move(recorded), "waiver.record",
                                 ResourceName(call.authority, "waivers", wanted.id),
                                 {{"official_id", wanted.official_id},
                                  {"duty", wanted.duty},
                                  {"period", wanted.period},
                                  {"document", wanted.document.number}},
                                 decision.events);
            });
      });
}

grpc::Status CampaignApi::ListWaivers(grpc::ServerContext* context, const v1::ListWaiversRequest* request,
                                      v1::ListWaiversResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListWaiversResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const auto after, AfterKey(page));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListWaiversResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              const auto visible = Reach(call, *snapshot).Officials();
              v1::ListWaiversResponse listed;
              std::vector<std::string> last;
              for (const Waiver& waiver :
                   store::ListWaivers(transaction, call.authority, visible, after, page.size + 1)) {
                if (listed.waivers_size() == page.size) {
                  listed.set_next_page_token(rpc::NextPageToken(*request, last));
                  break;
                }
                *listed.add_waivers() = ToProto(call.authority, waiver);
                last = {std::to_string(waiver.recorded_at.micros), waiver.id};
              }
              return listed;
            });
      });
}

}  // namespace dotpha::registration::api
