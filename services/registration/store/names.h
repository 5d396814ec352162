// Words of the tables' columns for the domain's enumerations, both ways.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "services/registration/domain/record_personnel_event.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::store {

template <typename Enum, std::size_t N>
struct Words {
  std::array<std::pair<Enum, std::string_view>, N> pairs;

  [[nodiscard]] std::string Of(Enum value) const {
    for (const auto& [candidate, word] : pairs) {
      if (candidate == value) {
        return std::string(word);
      }
    }
    throw std::logic_error("a value without a word");
  }
  // Throws std::domain_error: the CHECK constraints keep other words out of the tables.
  [[nodiscard]] Enum From(std::string_view word) const {
    for (const auto& [value, candidate] : pairs) {
      if (candidate == word) {
        return value;
      }
    }
    throw std::domain_error("an unknown word in a table");
  }
};

inline constexpr Words<Capacity, 5> kCapacities{{{{Capacity::kHead, "head"},
                                                  {Capacity::kActing, "acting"},
                                                  {Capacity::kInCharge, "in_charge"},
                                                  {Capacity::kDeputy, "deputy"},
                                                  {Capacity::kMember, "member"}}}};
inline constexpr Words<PostBasis, 3> kBases{
    {{{PostBasis::kAppointed, "appointed"}, {PostBasis::kElected, "elected"}, {PostBasis::kDesignated, "designated"}}}};
inline constexpr Words<StaffRole, 3> kStaffRoles{
    {{{StaffRole::kClerk, "clerk"}, {StaffRole::kSpecialist, "specialist"}, {StaffRole::kLeader, "leader"}}}};
inline constexpr Words<RegistrationState, 4> kStates{{{{RegistrationState::kDraft, "DRAFT"},
                                                       {RegistrationState::kSubmitted, "SUBMITTED"},
                                                       {RegistrationState::kReturned, "RETURNED"},
                                                       {RegistrationState::kWithdrawn, "WITHDRAWN"}}}};
inline constexpr Words<RegistrationKind, 4> kKinds{{{{RegistrationKind::kNew, "NEW"},
                                                     {RegistrationKind::kAdditional, "ADDITIONAL"},
                                                     {RegistrationKind::kAdjust, "ADJUST"},
                                                     {RegistrationKind::kContinueUnchanged, "CONTINUE_UNCHANGED"}}}};
inline constexpr Words<Channel, 2> kChannels{{{{Channel::kElectronic, "ELECTRONIC"}, {Channel::kPaper, "PAPER"}}}};
inline constexpr Words<DeliveryRole, 3> kDeliveryRoles{
    {{{DeliveryRole::kAddressee, "ADDRESSEE"}, {DeliveryRole::kVia, "VIA"}, {DeliveryRole::kCopy, "COPY"}}}};
inline constexpr Words<CampaignState, 2> kCampaignStates{
    {{{CampaignState::kAnnounced, "ANNOUNCED"}, {CampaignState::kConcluded, "CONCLUDED"}}}};
inline constexpr Words<PersonnelEventKind, 7> kPersonnelEventKinds{{{{PersonnelEventKind::kAppoint, "APPOINT"},
                                                                     {PersonnelEventKind::kElect, "ELECT"},
                                                                     {PersonnelEventKind::kDesignate, "DESIGNATE"},
                                                                     {PersonnelEventKind::kTransfer, "TRANSFER"},
                                                                     {PersonnelEventKind::kRetire, "RETIRE"},
                                                                     {PersonnelEventKind::kLeave, "LEAVE"},
                                                                     {PersonnelEventKind::kResign, "RESIGN"}}}};

}  // namespace dotpha::registration::store
