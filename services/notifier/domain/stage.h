// Stages of the ladder (NOTICES.md) and states of a notice. Numbers are those of dotpha.notifier.v1, so that rows,
// wire and domain agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dotpha::notifier {

enum class Stage { kR10 = 1, kR3 = 2, kR0 = 3, kO = 4, kE1 = 5, kE2 = 6, kM = 7, kCorrection = 8, kInfo = 9 };

// "R10", "R3", ..., "CORRECTION", "INFO".
std::string_view StageName(Stage stage);
std::optional<Stage> StageFromName(std::string_view name);

// R10, R3, R0: they say "as known at hh:mm" and wait for no watermark.
constexpr bool IsReminder(Stage stage) { return stage == Stage::kR10 || stage == Stage::kR3 || stage == Stage::kR0; }

enum class NoticeState { kSent = 1, kSkipped = 2, kSuppressed = 3, kCancelled = 4, kFailed = 5 };

std::string_view NoticeStateName(NoticeState state);

}  // namespace dotpha::notifier
