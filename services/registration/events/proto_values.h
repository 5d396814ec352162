// Values that the API and the events share on the wire: dates, instants, enumerations.
#pragma once

#include "dotpha/registration/v1/directory.pb.h"
#include "dotpha/registration/v1/registration.pb.h"
#include "libs/base/time.h"
#include "libs/rpc/wire_time.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration {

namespace pb = dotpha::registration::v1;

inline void Write(Date date, google::type::Date* to) { *to = rpc::ToWire(date); }
inline void Write(Instant instant, google::protobuf::Timestamp* to) { *to = rpc::ToWire(instant); }

inline pb::Capacity ToProto(Capacity capacity) {
  switch (capacity) {
    case Capacity::kHead:
      return pb::CAPACITY_HEAD;
    case Capacity::kActing:
      return pb::CAPACITY_ACTING;
    case Capacity::kInCharge:
      return pb::CAPACITY_IN_CHARGE;
    case Capacity::kDeputy:
      return pb::CAPACITY_DEPUTY;
    case Capacity::kMember:
      return pb::CAPACITY_MEMBER;
  }
  return pb::CAPACITY_UNSPECIFIED;
}

inline pb::PostBasis ToProto(PostBasis basis) {
  switch (basis) {
    case PostBasis::kAppointed:
      return pb::POST_BASIS_APPOINTED;
    case PostBasis::kElected:
      return pb::POST_BASIS_ELECTED;
    case PostBasis::kDesignated:
      return pb::POST_BASIS_DESIGNATED;
  }
  return pb::POST_BASIS_UNSPECIFIED;
}

inline pb::StaffRole ToProto(StaffRole role) {
  switch (role) {
    case StaffRole::kClerk:
      return pb::STAFF_ROLE_CLERK;
    case StaffRole::kSpecialist:
      return pb::STAFF_ROLE_SPECIALIST;
    case StaffRole::kLeader:
      return pb::STAFF_ROLE_LEADER;
  }
  return pb::STAFF_ROLE_UNSPECIFIED;
}

inline pb::RegistrationKind ToProto(RegistrationKind kind) {
  switch (kind) {
    case RegistrationKind::kNew:
      return pb::REGISTRATION_KIND_NEW;
    case RegistrationKind::kAdditional:
      return pb::REGISTRATION_KIND_ADDITIONAL;
    case RegistrationKind::kAdjust:
      return pb::REGISTRATION_KIND_ADJUST;
    case RegistrationKind::kContinueUnchanged:
      return pb::REGISTRATION_KIND_CONTINUE_UNCHANGED;
  }
  return pb::REGISTRATION_KIND_UNSPECIFIED;
}

inline pb::Channel ToProto(Channel channel) {
  return channel == Channel::kPaper ? pb::CHANNEL_PAPER : pb::CHANNEL_ELECTRONIC;
}

}  // namespace dotpha::registration
