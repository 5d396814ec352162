#include "services/reporting/api/announcement_api.h"

#include <algorithm>

#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/store/ad_hoc_store.h"
#include "services/reporting/store/plan_store.h"

namespace dotpha::reporting::api {

grpc::Status AnnouncementApi::RecordAnnouncement(grpc::ServerContext* context,
                                                 const v1::RecordAnnouncementRequest* request,
                                                 v1::RecordAnnouncementResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordAnnouncementResponse> {
        const v1::Announcement& from = request->announcement();
        return RunFor<v1::RecordAnnouncementResponse>(
            parts_, call, *request, from.official_id(),
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach&) -> Result<command::Outcome<v1::RecordAnnouncementResponse>> {
              std::vector<Violation> violations;
              Announcement wanted;
              wanted.official_id = from.official_id();
              wanted.cycle = from.cycle();
              wanted.duty = from.duty();
              wanted.announced_on =
                  rpc::ReadDate(from.has_announced_on(), from.announced_on(), "announcement.announced_on", violations);
              wanted.form = from.form();
              wanted.place = from.place();
              wanted.confirmed_by = from.confirmed_by();
              const auto plans = store::PlansOf(transaction, call.authority, wanted.official_id);
              AnnouncementState state;
              state.plan_sent = std::any_of(plans.begin(), plans.end(), [&](const Plan& plan) {
                return plan.cycle == wanted.cycle && plan.state != PlanState::kDraft;
              });
              state.recorded =
                  store::IsAnnounced(transaction, call.authority, wanted.official_id, wanted.cycle, wanted.duty);
              DOTPHA_ASSIGN(const AnnouncementDecision decision,
                            reporting::RecordAnnouncement(wanted, violations, state, NewUuid(), circumstances));
              store::SaveAnnouncement(transaction, call.authority, decision.announcement);
              v1::RecordAnnouncementResponse recorded;
              *recorded.mutable_announcement() = ToProto(decision.announcement);
              return MakeOutcome(
                  call, std::move(recorded), "announcement.record",
                  rpc::ResourceName(call.authority, "announcements", decision.announcement.id),
                  {{"official_id", wanted.official_id}, {"cycle", std::to_string(wanted.cycle)}, {"duty", wanted.duty}},
                  decision.events);
            });
      });
}

grpc::Status AnnouncementApi::ListAnnouncements(grpc::ServerContext* context,
                                                const v1::ListAnnouncementsRequest* request,
                                                v1::ListAnnouncementsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListAnnouncementsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const auto after, AfterRow(page));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListAnnouncementsResponse> {
              v1::ListAnnouncementsResponse listed;
              for (const Announcement& found :
                   store::ListAnnouncements(transaction, call.authority, request->official_id(), request->cycle(),
                                            Reach(call, transaction).Visible(), after, page.size + 1)) {
                if (listed.announcements_size() == page.size) {
                  const auto& last = listed.announcements(page.size - 1);
                  listed.set_next_page_token(rpc::NextPageToken(
                      *request, {std::to_string(rpc::FromWire(last.recorded_at()).micros), last.announcement_id()}));
                  break;
                }
                *listed.add_announcements() = ToProto(found);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::reporting::api
