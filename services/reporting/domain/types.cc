#include "services/reporting/domain/types.h"

#include <array>

namespace dotpha::reporting {
namespace {

template <typename State, std::size_t N>
Result<State> Parse(const std::array<State, N>& states, std::string_view name) {
  for (const State state : states) {
    if (NameOf(state) == name) {
      return state;
    }
  }
  return Internal("UNKNOWN_STATE", "the law names a state that the reporting service does not know")
      .With("state", std::string(name));
}

}  // namespace

std::string_view NameOf(PlanState state) {
  switch (state) {
    case PlanState::kDraft:
      return "DRAFT";
    case PlanState::kSent:
      return "SENT";
    case PlanState::kCorrectionAsked:
      return "CORRECTION_ASKED";
  }
  return "";
}

std::string_view NameOf(ReportState state) {
  switch (state) {
    case ReportState::kSent:
      return "SENT";
    case ReportState::kAppraised:
      return "APPRAISED";
    case ReportState::kConsolidated:
      return "CONSOLIDATED";
  }
  return "";
}

std::string_view NameOf(RequestState state) {
  switch (state) {
    case RequestState::kRequested:
      return "REQUESTED";
    case RequestState::kAnswered:
      return "ANSWERED";
    case RequestState::kCancelled:
      return "CANCELLED";
  }
  return "";
}

Result<PlanState> ParsePlanState(std::string_view name) {
  return Parse(std::array{PlanState::kDraft, PlanState::kSent, PlanState::kCorrectionAsked}, name);
}

Result<ReportState> ParseReportState(std::string_view name) {
  return Parse(std::array{ReportState::kSent, ReportState::kAppraised, ReportState::kConsolidated}, name);
}

Result<RequestState> ParseRequestState(std::string_view name) {
  return Parse(std::array{RequestState::kRequested, RequestState::kAnswered, RequestState::kCancelled}, name);
}

DutyKey KeyOf(const Plan& plan) {
  return {"PLAN", std::to_string(plan.cycle), plan.occasion ? plan.occasion->ToString() : ""};
}

}  // namespace dotpha::reporting
