#include "services/assessment/api/feedback_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/domain/feedback.h"
#include "services/assessment/store/supervision_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr int kMostRows = 200;

v1::Feedback ToProto(const std::string& authority, const Feedback& feedback) {
  v1::Feedback to;
  to.set_name(rpc::ResourceName(authority, "feedback", feedback.id));
  to.set_feedback_id(feedback.id);
  to.set_body_id(feedback.body_id);
  to.set_official_id(feedback.official_id);
  to.set_agency_id(feedback.agency_id);
  to.set_text(feedback.text);
  to.set_source(feedback.source);
  *to.mutable_recorded_at() = rpc::ToWire(feedback.recorded_at);
  to.set_recorded_by(feedback.recorded_by);
  return to;
}

Result<std::optional<store::FeedbackKey>> AfterKey(const rpc::Page& page) {
  DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return std::optional<store::FeedbackKey>{};
  }
  DOTPHA_ASSIGN(const std::int64_t micros, rpc::NumberOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(std::string id, rpc::UuidOfPageKey(page.after[1]));
  if (micros < Date(1900, 1, 1).At().micros || micros > Date(2200, 1, 1).At().micros) {
    return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
  }
  return std::optional<store::FeedbackKey>({Instant{micros}, std::move(id)});
}

}  // namespace

grpc::Status FeedbackApi::RecordFeedback(grpc::ServerContext* context, const v1::RecordFeedbackRequest* request,
                                         v1::RecordFeedbackResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordFeedbackResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        const v1::Feedback& said = request->feedback();
        DOTPHA_TRY(RequireBody(call, said.body_id(), "feedback.body_id"));
        return parts_.runner->Execute<v1::RecordFeedbackResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RecordFeedbackResponse>> {
              Feedback feedback;
              feedback.id = NewUuid();
              feedback.body_id = said.body_id();
              feedback.official_id = said.official_id();
              feedback.agency_id = said.agency_id();
              feedback.text = said.text();
              feedback.source = said.source();
              const bool collective = feedback.official_id.empty();
              DOTPHA_ASSIGN(const Subject subject, collective
                                                       ? LoadCollective(parts_, transaction, call, feedback.agency_id)
                                                       : LoadSubject(parts_, transaction, call, feedback.official_id));
              const Act act = ActOf(call);
              DOTPHA_ASSIGN(const auto law, LawOf(parts_, transaction, call.authority));
              DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOfCycle(law, act.day().year(), act.day()));
              DOTPHA_ASSIGN(const Feedback recorded,
                            assessment::RecordFeedback(std::move(feedback), subject.known, *regulation, act));
              store::Save(transaction, call.authority, recorded);
              v1::RecordFeedbackResponse answer;
              *answer.mutable_feedback() = ToProto(call.authority, recorded);
              return MakeOutcome(call, std::move(answer), "feedback.record",
                                 rpc::ResourceName(call.authority, "feedback", recorded.id),
                                 {{"body_id", recorded.body_id},
                                  {"official_id", recorded.official_id},
                                  {"agency_id", recorded.agency_id}},
                                 {});
            });
      });
}

grpc::Status FeedbackApi::ListFeedback(grpc::ServerContext* context, const v1::ListFeedbackRequest* request,
                                       v1::ListFeedbackResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListFeedbackResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request, 50, kMostRows));
        DOTPHA_ASSIGN(const auto after, AfterKey(page));
        return postgres::RunTransaction(*parts_.pool, rpc::ReadOptions(call),
                                        [&](postgres::Transaction& transaction) -> Result<v1::ListFeedbackResponse> {
                                          const std::vector<Feedback> rows =
                                              store::ListFeedback(transaction, call.authority, request->official_id(),
                                                                  OwnBodies(call), after, page.size + 1);
                                          v1::ListFeedbackResponse listed;
                                          for (std::size_t i = 0; i < rows.size(); ++i) {
                                            if (listed.feedback_size() == page.size) {
                                              const Feedback& last = rows[i - 1];
                                              listed.set_next_page_token(rpc::NextPageToken(
                                                  *request, {std::to_string(last.recorded_at.micros), last.id}));
                                              break;
                                            }
                                            *listed.add_feedback() = ToProto(call.authority, rows[i]);
                                          }
                                          return listed;
                                        });
      });
}

}  // namespace dotpha::assessment::api
