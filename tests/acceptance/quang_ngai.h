// A second province beside the one of the season, in the same installation: Quảng Ngãi under QN2024, where registering
// is voluntary. Its people call as "QN-1@quang-ngai", "BTC-leader@quang-ngai".
#pragma once

#include "dotpha/registration/v1/follow_up_service.grpc.pb.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {

using FollowUps = reg::FollowUpService::Stub;

// In force from `effective_from`. Officials QN-1 to QN-9, heads of departments: the Standing Committee assesses QN-1 to
// QN-3 itself, BCSD QN-4 to QN-6, a district's standing committee QN-7 to QN-9.
void AddQuangNgai(Season& season, const std::string& effective_from = "2020-01-01");

inline constexpr const char* kDistrictCommittee = "BTV_CAP_UY:huyen-uy-son-ha";

// Somebody of that province.
inline std::string InQuangNgai(const std::string& person) { return person + "@quang-ngai"; }

// What the letter's form accepts: one entry of section I or II.
reg::Work Entry(const std::string& section, int cycle);
reg::Registration VoluntaryRegistration(const std::string& official, int cycle, const std::vector<reg::Work>& works);
Result<reg::SubmitRegistrationResponse> RegisterVoluntarily(Season& season, const std::string& official, int cycle,
                                                            const std::vector<reg::Work>& works);

}  // namespace dotpha::acceptance
