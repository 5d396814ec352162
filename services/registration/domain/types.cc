#include "services/registration/domain/types.h"

#include <algorithm>
#include <string_view>

namespace dotpha::registration {

std::string_view NameOf(RegistrationState state) {
  switch (state) {
    case RegistrationState::kDraft:
      return "DRAFT";
    case RegistrationState::kSubmitted:
      return "SUBMITTED";
    case RegistrationState::kReturned:
      return "RETURNED";
    case RegistrationState::kWithdrawn:
      return "WITHDRAWN";
  }
  return "";
}

std::string_view NameOf(RegistrationKind kind) {
  switch (kind) {
    case RegistrationKind::kNew:
      return "NEW";
    case RegistrationKind::kAdditional:
      return "ADDITIONAL";
    case RegistrationKind::kAdjust:
      return "ADJUST";
    case RegistrationKind::kContinueUnchanged:
      return "CONTINUE_UNCHANGED";
  }
  return "";
}

std::string_view NameOf(StaffRole role) {
  switch (role) {
    case StaffRole::kClerk:
      return "clerk";
    case StaffRole::kSpecialist:
      return "specialist";
    case StaffRole::kLeader:
      return "leader";
  }
  return "";
}

Result<RegistrationState> ParseRegistrationState(std::string_view name) {
  for (const auto state : {RegistrationState::kDraft, RegistrationState::kSubmitted, RegistrationState::kReturned,
                           RegistrationState::kWithdrawn}) {
    if (NameOf(state) == name) {
      return state;
    }
  }
  return Internal("UNKNOWN_STATE", "the law names a state that the registration service does not know")
      .With("state", std::string(name));
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::size_t LengthOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void Violations::CheckLength(const std::string& field, std::string_view text, std::size_t limit) {
  if (text.size() > limit && LengthOf(text) > limit) {
    Add(field, "FIELD_TOO_LONG", "more than " + std::to_string(limit) + " characters");
  }
}

Result<void> Violations::Check() const {
  if (found_.empty()) {
    return {};
  }
  return InvalidArgument(found_);
}

}  // namespace dotpha::registration
