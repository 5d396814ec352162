// What would change if a regulation took over (I-30): a dry run over the debtors, a page at a time.
#include "libs/statute/supersession.h"

#include <algorithm>
#include <utility>

#include "libs/rpc/wire_time.h"
#include "services/notifier/api/obligation_api.h"

namespace dotpha::notifier {
namespace {

constexpr int kDebtorsPerPage = 50;
constexpr int kMostDebtors = 200;

v1::SupersessionEffect ToMessage(statute::SupersessionChange::Effect effect) {
  switch (effect) {
    case statute::SupersessionChange::Effect::kArises:
      return v1::SUPERSESSION_EFFECT_ARISES;
    case statute::SupersessionChange::Effect::kFallsAway:
      return v1::SUPERSESSION_EFFECT_FALLS_AWAY;
    case statute::SupersessionChange::Effect::kDayMoves:
      return v1::SUPERSESSION_EFFECT_DAY_MOVES;
    case statute::SupersessionChange::Effect::kPasses:
      return v1::SUPERSESSION_EFFECT_PASSES;
    case statute::SupersessionChange::Effect::kRouteChanges:
      return v1::SUPERSESSION_EFFECT_ROUTE_CHANGES;
  }
  return v1::SUPERSESSION_EFFECT_UNSPECIFIED;
}

std::string ToText(const statute::RouteResult& route) {
  if (route.scope != statute::ScopeVerdict::kIn) {
    return "out of scope: " + route.reason;
  }
  std::string text = "to " + route.to + (route.via.empty() ? "" : " via " + route.via);
  for (const std::string& body : route.cc) {
    text += (&body == &route.cc.front() ? ", copy " : " ") + body;
  }
  return text + ", led by " + route.lead;
}

v1::SupersessionChange ToMessage(const std::string& debtor_id, const statute::SupersessionChange& change) {
  v1::SupersessionChange message;
  message.set_debtor_id(debtor_id);
  message.set_effect(ToMessage(change.effect));
  message.set_reason(change.reason);
  if (change.before) {
    message.set_obligation_id(change.before->Id());
    message.set_regulation_before(change.before->regulation->id);
    message.set_article_before(change.before->article);
    if (change.before->last_on_time_day) {
      *message.mutable_last_on_time_day_before() = rpc::ToWire(*change.before->last_on_time_day);
    }
  }
  if (change.after) {
    message.set_obligation_id(change.after->Id());
    message.set_regulation_after(change.after->regulation->id);
    message.set_article_after(change.after->article);
    if (change.after->last_on_time_day) {
      *message.mutable_last_on_time_day_after() = rpc::ToWire(*change.after->last_on_time_day);
    }
  }
  if (change.route_before && change.route_after) {
    message.set_route_before(ToText(*change.route_before));
    message.set_route_after(ToText(*change.route_after));
  }
  return message;
}

}  // namespace

grpc::Status ObligationApi::PreviewSupersession(grpc::ServerContext* context,
                                                const v1::PreviewSupersessionRequest* request,
                                                v1::PreviewSupersessionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::PreviewSupersessionResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request, kDebtorsPerPage, kMostDebtors));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        const KeeperParts& parts = parts_.keeper->parts();
        std::vector<Violation> violations;
        const auto day =
            ReadDay(request->has_effective_from(), request->effective_from(), "effective_from", violations);
        if (!request->has_effective_from()) {
          violations.push_back({"effective_from", "DATE_MISSING", "the first day in force"});
        }
        const statute::Regulation* next = parts.knowledge->find_regulation()(request->regulation_id());
        if (next == nullptr) {
          violations.push_back({"regulation_id", "UNKNOWN_REGULATION", "no regulation file carries this id"});
        }
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::PreviewSupersessionResponse> {
              DOTPHA_ASSIGN(const auto shared, parts.knowledge->LoadAuthority(transaction, call.authority));
              DOTPHA_ASSIGN(const auto then, statute::Supersede(shared->facts.law, *next, *day));
              const statute::DeriveOptions options{{parts.producers.begin(), parts.producers.end()}};
              v1::PreviewSupersessionResponse answer;
              int looked_at = 0;
              std::string last;
              std::vector<DebtorKey> debtors = ListDebtors(transaction, call.authority);
              std::sort(debtors.begin(), debtors.end());  // whatever the database's order of texts
              for (const DebtorKey& key : debtors) {
                const bool wanted = request->debtor_id().empty() || request->debtor_id() == key.debtor_id;
                if (!wanted || (!page.after.empty() && key.debtor_id <= page.after[0])) {
                  continue;
                }
                if (looked_at++ == page.size) {
                  answer.set_next_page_token(rpc::NextPageToken(*request, {last}));
                  break;
                }
                last = key.debtor_id;
                const auto debtor = ReadDebtor(transaction, key);
                DOTPHA_ASSIGN(
                    const facts::Knowledge known,
                    parts.knowledge->Load(transaction, call.authority, key.debtor_id, debtor && debtor->is_body));
                for (const statute::SupersessionChange& change :
                     statute::ChangesOf(known.facts, then, *day, parts.calendars->Of(call.authority), options,
                                        key.debtor_id, parts_.clock->Now())) {
                  *answer.add_changes() = ToMessage(key.debtor_id, change);
                }
              }
              return answer;
            });
      });
}

}  // namespace dotpha::notifier
