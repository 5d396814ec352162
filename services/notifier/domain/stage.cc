#include "services/notifier/domain/stage.h"

#include <array>
#include <utility>

namespace dotpha::notifier {
namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 9> kStageNames{{{Stage::kR10, "R10"},
                                                                         {Stage::kR3, "R3"},
                                                                         {Stage::kR0, "R0"},
                                                                         {Stage::kO, "O"},
                                                                         {Stage::kE1, "E1"},
                                                                         {Stage::kE2, "E2"},
                                                                         {Stage::kM, "M"},
                                                                         {Stage::kCorrection, "CORRECTION"},
                                                                         {Stage::kInfo, "INFO"}}};

}  // namespace

std::string_view StageName(Stage stage) {
  for (const auto& [value, name] : kStageNames) {
    if (value == stage) {
      return name;
    }
  }
  return "UNKNOWN";
}

std::optional<Stage> StageFromName(std::string_view name) {
  for (const auto& [value, known] : kStageNames) {
    if (known == name) {
      return value;
    }
  }
  return std::nullopt;
}

std::string_view NoticeStateName(NoticeState state) {
  switch (state) {
    case NoticeState::kSent:
      return "SENT";
    case NoticeState::kSkipped:
      return "SKIPPED";
    case NoticeState::kSuppressed:
      return "SUPPRESSED";
    case NoticeState::kCancelled:
      return "CANCELLED";
    case NoticeState::kFailed:
      return "FAILED";
  }
  return "UNKNOWN";
}

}  // namespace dotpha::notifier
