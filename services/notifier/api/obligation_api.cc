#include "services/notifier/api/obligation_api.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "libs/facts/fact_store.h"
#include "libs/rpc/wire_time.h"
#include "services/notifier/api/explain.h"
#include "services/notifier/events/ledger_messages.h"

namespace dotpha::notifier {
namespace {

constexpr int kMostDifferences = 100;

Error UnknownObligation() { return NotFound("OBLIGATION_NOT_FOUND", "there is no such obligation"); }
Error OutOfReach() {
  return PermissionDenied("OUT_OF_REACH", "this official's matters are not the caller's to see or act on");
}

// Up to when the facts behind a debtor's rulings are complete: where nothing is due in between, the watermark.
class Completeness {
 public:
  Completeness(postgres::Transaction& transaction, const LedgerKeeper& keeper, std::string authority)
      : transaction_(transaction), authority_(std::move(authority)), watermark_(keeper.Watermark(transaction)) {}

  void AddTo(v1::Obligation& message) {
    const auto [found, fresh] = debtors_.try_emplace(message.debtor_id());
    if (fresh) {
      found->second = ReadDebtor(transaction_, {authority_, message.debtor_id()});
    }
    const std::optional<DebtorRow>& debtor = found->second;
    if (!debtor) {
      return;
    }
    message.set_held(debtor->held_from.has_value());
    Instant as_of = debtor->as_of;
    if (watermark_ && !debtor->held_from && (!debtor->rule_at || *debtor->rule_at > *watermark_)) {
      as_of = std::max(as_of, *watermark_);
    }
    if (as_of > Instant::Min()) {
      *message.mutable_as_of() = rpc::ToWire(as_of);
    }
  }

 private:
  postgres::Transaction& transaction_;
  std::string authority_;
  std::optional<Instant> watermark_;
  std::map<std::string, std::optional<DebtorRow>> debtors_;
};

// "registration#12" -> type of that event, without its package.
std::string NameOfFact(postgres::Transaction& transaction, const std::string& authority, const std::string& source) {
  const auto hash = source.find('#');
  if (hash == std::string::npos || source.find_first_not_of("0123456789", hash + 1) != std::string::npos) {
    return "";
  }
  const auto type =
      facts::LoadFactType(transaction, authority, source.substr(0, hash), std::stoll(source.substr(hash + 1)));
  return type ? type->substr(type->rfind('.') + 1) : "";
}

}  // namespace

grpc::Status ObligationApi::GetObligation(grpc::ServerContext* context, const v1::GetObligationRequest* request,
                                          v1::GetObligationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetObligationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const std::string id,
                      IdOf(request->name(), call.authority, "obligations", "OBLIGATION_NOT_FOUND"));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetObligationResponse> {
              const auto row = FindObligation(transaction, call.authority, id);
              if (!row) {
                return UnknownObligation();
              }
              if (!Covers(ReachOf(call), *row)) {
                return OutOfReach();
              }
              v1::GetObligationResponse answer;
              *answer.mutable_obligation() = ToMessage(call.authority, *row);
              Completeness(transaction, *parts_.keeper, call.authority).AddTo(*answer.mutable_obligation());
              for (const FlagRow& flag : FlagsOf(transaction, call.authority, id)) {
                *answer.add_flags() = ToMessage(call.authority, flag);
              }
              return answer;
            });
      });
}

grpc::Status ObligationApi::ListObligations(grpc::ServerContext* context, const v1::ListObligationsRequest* request,
                                            v1::ListObligationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListObligationsResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        std::vector<Violation> violations;
        ObligationFilter filter{request->debtor_id(), request->duty(), static_cast<int>(request->state()), {}, {}};
        filter.due_from = ReadDay(request->has_due_from(), request->due_from(), "due_from", violations);
        filter.due_to = ReadDay(request->has_due_to(), request->due_to(), "due_to", violations);
        RequireKnown(v1::ObligationState_IsValid(request->state()), "state", violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListObligationsResponse> {
              v1::ListObligationsResponse answer;
              Completeness completeness(transaction, *parts_.keeper, call.authority);
              const auto rows = notifier::ListObligations(transaction, call.authority, ReachOf(call), filter,
                                                          page.after.empty() ? "" : page.after[0], page.size + 1);
              for (const ObligationRow& row : rows) {
                if (answer.obligations_size() == page.size) {
                  answer.set_next_page_token(
                      rpc::NextPageToken(*request, {answer.obligations(page.size - 1).obligation_id()}));
                  break;
                }
                *answer.add_obligations() = ToMessage(call.authority, row);
                completeness.AddTo(*answer.mutable_obligations(answer.obligations_size() - 1));
              }
              return answer;
            });
      });
}

grpc::Status ObligationApi::ListFlags(grpc::ServerContext* context, const v1::ListFlagsRequest* request,
                                      v1::ListFlagsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListFlagsResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 2));
        std::vector<Violation> violations;
        RequireKnown(v1::FlagStatus_IsValid(request->status()), "status", violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        DOTPHA_ASSIGN(const std::int64_t after_number,
                      page.after.empty() ? Result<std::int64_t>{0} : NumberOfPageKey(page.after[1]));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call), [&](postgres::Transaction& transaction) -> Result<v1::ListFlagsResponse> {
              v1::ListFlagsResponse answer;
              const auto rows =
                  notifier::ListFlags(transaction, call.authority, ReachOf(call), request->official_id(),
                                      static_cast<int>(request->status()), page.after.empty() ? "" : page.after[0],
                                      static_cast<int>(after_number), page.size + 1);
              for (std::size_t i = 0; i < rows.size(); ++i) {
                if (answer.flags_size() == page.size) {
                  answer.set_next_page_token(
                      rpc::NextPageToken(*request, {rows[i - 1].obligation_id, std::to_string(rows[i - 1].number)}));
                  break;
                }
                *answer.add_flags() = ToMessage(call.authority, rows[i]);
              }
              return answer;
            });
      });
}

grpc::Status ObligationApi::ListCandidates(grpc::ServerContext* context, const v1::ListCandidatesRequest* request,
                                           v1::ListCandidatesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListCandidatesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        return postgres::RunTransaction(*parts_.pool, ReadOptions(call),
                                        [&](postgres::Transaction& transaction) -> Result<v1::ListCandidatesResponse> {
                                          v1::ListCandidatesResponse answer;
                                          const auto rows = notifier::ListCandidates(
                                              transaction, call.authority, ReachOf(call), request->official_id(),
                                              page.after.empty() ? "" : page.after[0], page.size + 1);
                                          for (const CandidateRow& row : rows) {
                                            if (answer.candidates_size() == page.size) {
                                              answer.set_next_page_token(rpc::NextPageToken(
                                                  *request, {answer.candidates(page.size - 1).candidate_id()}));
                                              break;
                                            }
                                            *answer.add_candidates() = ToMessage(row);
                                          }
                                          return answer;
                                        });
      });
}

grpc::Status ObligationApi::ExplainDeadline(grpc::ServerContext* context, const v1::ExplainDeadlineRequest* request,
                                            v1::ExplainDeadlineResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ExplainDeadlineResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ExplainDeadlineResponse> {
              const auto row = FindObligation(transaction, call.authority, request->obligation_id());
              if (!row) {
                return UnknownObligation();
              }
              if (!Covers(ReachOf(call), *row)) {
                return OutOfReach();
              }
              const DebtorKey key{call.authority, row->debtor_id};
              const auto debtor = ReadDebtor(transaction, key);
              if (!debtor) {
                return UnknownObligation();
              }
              DOTPHA_ASSIGN(const LedgerKeeper::Derived derived,
                            parts_.keeper->Derive(transaction, key, debtor->is_body, debtor->as_of));
              for (const statute::Obligation& obligation : derived.ledger.obligations) {
                if (obligation.derived.Id() == row->obligation_id) {
                  v1::ExplainDeadlineResponse answer;
                  *answer.mutable_explanation() = Explain(
                      obligation, parts_.keeper->parts().calendars->Of(call.authority),
                      [&](const std::string& source) { return NameOfFact(transaction, call.authority, source); });
                  return answer;
                }
              }
              return UnknownObligation();
            });
      });
}

grpc::Status ObligationApi::RebuildLedger(grpc::ServerContext* context, const v1::RebuildLedgerRequest* request,
                                          v1::RebuildLedgerResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RebuildLedgerResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(
            const std::vector<DebtorKey> debtors,
            postgres::RunTransaction(*parts_.pool, ReadOptions(call),
                                     [&](postgres::Transaction& transaction) -> Result<std::vector<DebtorKey>> {
                                       return ListDebtors(transaction, call.authority);
                                     }));
        v1::RebuildLedgerResponse answer;
        for (const DebtorKey& key : debtors) {
          int obligations = 0;
          DOTPHA_ASSIGN(
              const std::vector<std::string> differences,
              postgres::RunTransaction(*parts_.pool, StreamOptions(call), [&](postgres::Transaction& transaction) {
                obligations = 0;
                return parts_.keeper->Check(transaction, key, request->repair(), &obligations);
              }));
          answer.set_debtors(answer.debtors() + 1);
          answer.set_obligations(answer.obligations() + obligations);
          answer.set_difference_count(answer.difference_count() + static_cast<int>(differences.size()));
          for (const std::string& difference : differences) {
            if (answer.differences_size() < kMostDifferences) {
              answer.add_differences(difference);
            }
          }
        }
        return answer;
      });
}

}  // namespace dotpha::notifier
