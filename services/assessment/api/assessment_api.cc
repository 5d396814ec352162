#include "services/assessment/api/assessment_api.h"

#include <algorithm>

#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/api/messages.h"
#include "services/assessment/store/assessment_store.h"
#include "services/assessment/store/case_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr char kCommission[] = "BTC";
constexpr int kMostRows = 200;
constexpr int kMostItems = 500;

// What a call about one cycle stands on.
struct Ground {
  std::vector<statute::InForce> law;
  const statute::Regulation* regulation = nullptr;
};

Result<Ground> GroundOf(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                        int cycle) {
  std::vector<Violation> violations;
  CheckCycle(cycle, violations);
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  Ground ground;
  DOTPHA_ASSIGN(ground.law, LawOf(parts, transaction, call.authority));
  DOTPHA_ASSIGN(ground.regulation, RegulationOfCycle(ground.law, cycle, ActOf(call).day()));
  return ground;
}

// Every official of a batch with what is known of him, his assessment locked. One order for all batches: two of them
// wait for each other, they do not block each other.
template <typename Item>
Result<std::vector<BatchEntry<Item>>> LoadBatch(const Parts& parts, postgres::Transaction& transaction,
                                                const rpc::CallContext& call, const std::vector<Item>& items,
                                                int cycle) {
  if (items.size() > kMostItems) {
    return InvalidArgument("items", "TOO_MANY", "at most 500 officials at once");
  }
  std::vector<BatchEntry<Item>> entries;
  for (const Item& item : items) {
    DOTPHA_ASSIGN(Subject subject, LoadSubject(parts, transaction, call, item.official_id));
    if (subject.known) {
      DOTPHA_TRY(RequireReach(call, subject));
    }
    entries.push_back({item, std::move(subject), {}});
  }
  std::vector<std::size_t> order(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return entries[a].item.official_id < entries[b].item.official_id; });
  for (const std::size_t i : order) {
    DOTPHA_ASSIGN(entries[i].record, store::LoadRecord(transaction, call.authority, entries[i].item.official_id, cycle,
                                                       store::Lock::kForUpdate));
  }
  return entries;
}

Result<pb::Assessment> Shown(const rpc::CallContext& call, const Ground& ground, const Record& record,
                             bool with_works) {
  DOTPHA_ASSIGN(const Evaluation evaluation, Evaluate(*ground.regulation, record));
  return ToProto(call.authority, ground.regulation->id, record, evaluation, with_works);
}

std::string BatchName(const rpc::CallContext& call, int cycle) {
  return rpc::ResourceName(call.authority, "assessments", "-~" + std::to_string(cycle));
}

// An official whom the caller may see. NOT_FOUND ASSESSMENT_NOT_FOUND, as for nobody, where there is none.
Result<void> RequireVisible(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                            const std::string& official_id) {
  DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts, transaction, call, official_id));
  if (!subject.known) {
    return NotFound("ASSESSMENT_NOT_FOUND", "nobody of this id stands in the directory");
  }
  return RequireReach(call, subject);
}

}  // namespace

grpc::Status AssessmentApi::SubmitAppraisal(grpc::ServerContext* context, const v1::SubmitAppraisalRequest* request,
                                            v1::SubmitAppraisalResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitAppraisalResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return parts_.runner->Execute<v1::SubmitAppraisalResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::SubmitAppraisalResponse>> {
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              if (request->body_id() != BodyOf(call.roles)) {
                return PermissionDenied("NOT_LEAD_BODY", "a body appraises in its own name");
              }
              AppraisalCommand command;
              command.body_id = request->body_id();
              command.cycle = request->cycle();
              DOTPHA_ASSIGN(command.entries,
                            LoadBatch(parts_, transaction, call, ReadItems(request->items()), command.cycle));
              DOTPHA_ASSIGN(const AppraisalDecision decision, Appraise(command, *ground.regulation, ActOf(call)));
              v1::SubmitAppraisalResponse answer;
              for (const AssessedRecord& assessed : decision.records) {
                DOTPHA_TRY(store::Save(transaction, call.authority, assessed));
                DOTPHA_ASSIGN(*answer.add_assessments(), Shown(call, ground, assessed.record, false));
              }
              return MakeOutcome(call, std::move(answer), "assessment.appraise", BatchName(call, command.cycle),
                                 {{"body", command.body_id}, {"officials", std::to_string(decision.records.size())}},
                                 decision.events);
            });
      });
}

grpc::Status AssessmentApi::SubmitGeneralAppraisal(grpc::ServerContext* context,
                                                   const v1::SubmitGeneralAppraisalRequest* request,
                                                   v1::SubmitGeneralAppraisalResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitGeneralAppraisalResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return parts_.runner->Execute<v1::SubmitGeneralAppraisalResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::SubmitGeneralAppraisalResponse>> {
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              AppraisalCommand command;
              command.body_id = ground.regulation->BodyActingAs(kCommission);
              command.cycle = request->cycle();
              command.general = true;
              DOTPHA_ASSIGN(command.entries,
                            LoadBatch(parts_, transaction, call, ReadItems(request->items()), command.cycle));
              const Act act = ActOf(call);
              DOTPHA_ASSIGN(const AppraisalDecision decision, Appraise(command, *ground.regulation, act));
              v1::SubmitGeneralAppraisalResponse answer;
              for (const AssessedRecord& assessed : decision.records) {
                DOTPHA_TRY(store::Save(transaction, call.authority, assessed));
                DOTPHA_ASSIGN(*answer.add_assessments(), Shown(call, ground, assessed.record, false));
              }
              int consolidated = 0;
              for (const std::string& official_id :
                   store::OfficialsInState(transaction, call.authority, command.cycle, "APPRAISED")) {
                DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, official_id));
                DOTPHA_ASSIGN(Record record, store::LoadRecord(transaction, call.authority, official_id, command.cycle,
                                                               store::Lock::kForUpdate));
                DOTPHA_ASSIGN(const AssessedRecord assessed,
                              Consolidate(std::move(record), *ground.regulation, act, subject));
                DOTPHA_TRY(store::Save(transaction, call.authority, assessed));
                ++consolidated;
              }
              answer.set_consolidated_count(consolidated);
              return MakeOutcome(call, std::move(answer), "assessment.consolidate", BatchName(call, command.cycle),
                                 {{"officials", std::to_string(decision.records.size())},
                                  {"consolidated", std::to_string(consolidated)}},
                                 decision.events);
            });
      });
}

grpc::Status AssessmentApi::ConfirmCompletion(grpc::ServerContext* context, const v1::ConfirmCompletionRequest* request,
                                              v1::ConfirmCompletionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ConfirmCompletionResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return parts_.runner->Execute<v1::ConfirmCompletionResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ConfirmCompletionResponse>> {
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              if (request->body_id() != BodyOf(call.roles)) {
                return PermissionDenied("NOT_LEAD_BODY", "a body confirms in its own name");
              }
              ConfirmCompletionCommand command;
              command.body_id = request->body_id();
              command.work_ids = {request->work_ids().begin(), request->work_ids().end()};
              command.proposed_level = request->proposed_level();
              command.expected_revision = rpc::RevisionOf(request->etag());
              DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, request->official_id()));
              DOTPHA_TRY(RequireReach(call, subject));
              DOTPHA_ASSIGN(Record record, store::LoadRecord(transaction, call.authority, request->official_id(),
                                                             request->cycle(), store::Lock::kForUpdate));
              DOTPHA_ASSIGN(
                  const ConfirmedCompletion confirmed,
                  assessment::ConfirmCompletion(command, *ground.regulation, subject, std::move(record), ActOf(call)));
              DOTPHA_TRY(store::Save(transaction, call.authority, confirmed.assessed));
              store::SaveConfirmation(transaction, call.authority, confirmed);
              v1::ConfirmCompletionResponse answer;
              DOTPHA_ASSIGN(*answer.mutable_assessment(), Shown(call, ground, confirmed.assessed.record, true));
              return MakeOutcome(call, std::move(answer), "assessment.confirm_completion",
                                 rpc::ResourceName(call.authority, "assessments",
                                                   request->official_id() + "~" + std::to_string(request->cycle())),
                                 {{"body", command.body_id}, {"works", confirmed.assessed.history.note}}, {});
            });
      });
}

grpc::Status AssessmentApi::RecordRatings(grpc::ServerContext* context, const v1::RecordRatingsRequest* request,
                                          v1::RecordRatingsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordRatingsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return parts_.runner->Execute<v1::RecordRatingsResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RecordRatingsResponse>> {
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              RatingCommand command;
              command.kind = ReadKind(request->kind(), command.violations);
              command.cycle = request->cycle();
              command.decision = ReadDocument(request->decision(), "decision", command.violations);
              command.decided_on =
                  rpc::ReadDate(request->has_decided_on(), request->decided_on(), "decided_on", command.violations);
              const std::vector<RatingItem> items = ReadItems(request->items(), command.violations);
              DOTPHA_ASSIGN(command.entries, LoadBatch(parts_, transaction, call, items, command.cycle));
              DOTPHA_ASSIGN(const RatingDecision decision,
                            assessment::RecordRatings(command, *ground.regulation, ActOf(call)));
              v1::RecordRatingsResponse answer;
              for (const RatedRecord& rated : decision.records) {
                const Record& record = rated.assessed.record;
                DOTPHA_TRY(store::Save(transaction, call.authority, rated.assessed));
                for (const WorkRating& rating : rated.ratings) {
                  store::InsertRating(transaction, call.authority, record.assessment.official_id, rating);
                }
                DOTPHA_ASSIGN(*answer.add_assessments(), Shown(call, ground, record, false));
              }
              return MakeOutcome(call, std::move(answer), "assessment.decide", BatchName(call, command.cycle),
                                 {{"document", command.decision.number},
                                  {"kind", command.kind},
                                  {"officials", std::to_string(decision.records.size())}},
                                 decision.events);
            });
      });
}

grpc::Status AssessmentApi::GetAssessment(grpc::ServerContext* context, const v1::GetAssessmentRequest* request,
                                          v1::GetAssessmentResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetAssessmentResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetAssessmentResponse> {
              DOTPHA_TRY(RequireVisible(parts_, transaction, call, request->official_id()));
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              DOTPHA_ASSIGN(const Record record,
                            store::LoadRecord(transaction, call.authority, request->official_id(), request->cycle()));
              v1::GetAssessmentResponse answer;
              DOTPHA_ASSIGN(*answer.mutable_assessment(), Shown(call, ground, record, true));
              for (const HistoryEntry& entry :
                   store::LoadHistory(transaction, call.authority, request->official_id(), request->cycle())) {
                *answer.mutable_assessment()->add_history() = ToProto(entry);
              }
              return answer;
            });
      });
}

grpc::Status AssessmentApi::ListAssessments(grpc::ServerContext* context, const v1::ListAssessmentsRequest* request,
                                            v1::ListAssessmentsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListAssessmentsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request, 50, kMostRows));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 1));
        std::vector<Violation> violations;
        const std::string state = ReadState(request->state(), violations);
        CheckCycle(request->cycle(), violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListAssessmentsResponse> {
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              v1::ListAssessmentsResponse answer;
              std::string after = page.after.empty() ? "" : page.after[0];
              for (;;) {
                const std::vector<std::string> officials =
                    store::ListOfficials(transaction, call.authority, request->cycle(), after, page.size + 1);
                for (const std::string& official_id : officials) {
                  after = official_id;
                  DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, official_id));
                  if (!Covers(call, subject)) {
                    continue;
                  }
                  DOTPHA_ASSIGN(const Record record,
                                store::LoadRecord(transaction, call.authority, official_id, request->cycle()));
                  if (!state.empty() && record.assessment.state != state) {
                    continue;
                  }
                  if (answer.assessments_size() == page.size) {
                    answer.set_next_page_token(
                        rpc::NextPageToken(*request, {answer.assessments(page.size - 1).official_id()}));
                    return answer;
                  }
                  DOTPHA_ASSIGN(*answer.add_assessments(), Shown(call, ground, record, true));
                }
                if (static_cast<int>(officials.size()) <= page.size) {
                  return answer;
                }
              }
            });
      });
}

grpc::Status AssessmentApi::GetFactSheet(grpc::ServerContext* context, const v1::GetFactSheetRequest* request,
                                         v1::GetFactSheetResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetFactSheetResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetFactSheetResponse> {
              const std::string& official_id = request->official_id();
              DOTPHA_TRY(RequireVisible(parts_, transaction, call, official_id));
              DOTPHA_ASSIGN(const Ground ground, GroundOf(parts_, transaction, call, request->cycle()));
              DOTPHA_ASSIGN(const Record record,
                            store::LoadRecord(transaction, call.authority, official_id, request->cycle()));
              DOTPHA_ASSIGN(const Evaluation evaluation, Evaluate(*ground.regulation, record));
              store::CaseFilter confirmed;
              confirmed.official_id = official_id;
              confirmed.state = "CONFIRMED";
              const FactSheet sheet = MakeFactSheet(
                  *ground.regulation, record, evaluation, store::LoadFlags(transaction, call.authority, official_id),
                  store::ListCases(transaction, call.authority, confirmed, std::nullopt, 1'000));
              v1::GetFactSheetResponse answer;
              *answer.mutable_fact_sheet() = ToProto(official_id, request->cycle(), ground.regulation->id, sheet);
              *answer.mutable_fact_sheet()->mutable_as_of() = rpc::ToWire(call.arrived_at);
              return answer;
            });
      });
}

grpc::Status AssessmentApi::ImportYearLevel(grpc::ServerContext* context, const v1::ImportYearLevelRequest* request,
                                            v1::ImportYearLevelResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ImportYearLevelResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        ImportYearLevelCommand command;
        command.official_id = request->official_id();
        command.work_id = request->work_id();
        command.year = request->year();
        command.level = request->level();
        command.decision = ReadDocument(request->decision(), "decision", command.violations);
        if (command.year < 2000 || command.year > 2199) {
          command.violations.push_back({"year", "CYCLE_OUT_OF_RANGE", "the year in which the work was performed"});
        }
        return parts_.runner->Execute<v1::ImportYearLevelResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ImportYearLevelResponse>> {
              if (!command.violations.empty()) {
                return InvalidArgument(command.violations);
              }
              DOTPHA_ASSIGN(const auto authority, parts_.knowledge->LoadAuthority(transaction, call.authority));
              // Its own regulation may have no file here: the levels are those of the one in force now.
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            RegulationOfCycle(authority->facts.law, 2199, ActOf(call).day()));
              DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, command.official_id));
              if (subject.known) {
                DOTPHA_TRY(RequireReach(call, subject));
              }
              DOTPHA_ASSIGN(const Record record, store::LoadRecord(transaction, call.authority, command.official_id,
                                                                   command.year, store::Lock::kForUpdate));
              DOTPHA_ASSIGN(const WorkRating rating,
                            assessment::ImportYearLevel(command, subject, record, *regulation,
                                                        authority->facts.live_from, ActOf(call)));
              store::InsertRating(transaction, call.authority, command.official_id, rating);
              v1::ImportYearLevelResponse answer;
              *answer.mutable_work() = ToProto(rating);
              return MakeOutcome(
                  call, std::move(answer), "assessment.import_year_level",
                  rpc::ResourceName(call.authority, "assessments",
                                    command.official_id + "~" + std::to_string(command.year)),
                  {{"work", command.work_id}, {"level", command.level}, {"document", command.decision.number}}, {});
            });
      });
}

}  // namespace dotpha::assessment::api
