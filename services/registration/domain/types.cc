#include "services/registration/domain/types.h"

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

}  // namespace dotpha::registration
