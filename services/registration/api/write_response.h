// Domain values as messages of the public API, with their names and etags.
#pragma once

#include <string>

#include "dotpha/common/v1/common.pb.h"
#include "dotpha/registration/v1/campaign_service.pb.h"
#include "dotpha/registration/v1/directory_service.pb.h"
#include "dotpha/registration/v1/follow_up_service.pb.h"
#include "dotpha/registration/v1/registration_service.pb.h"
#include "libs/statute/scope.h"
#include "services/registration/domain/follow_up.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::api {

namespace pb = dotpha::registration::v1;

pb::Agency ToProto(const std::string& authority, const Agency& agency);
pb::Body ToProto(const std::string& authority, const Body& body);
pb::Staff ToProto(const std::string& authority, const Staff& staff);
pb::Official ToProto(const std::string& authority, const Official& official);
pb::Position ToProto(const std::string& authority, const Position& position);
pb::Authority ToProto(const std::string& authority, const AuthoritySettings& settings);
pb::Campaign ToProto(const std::string& authority, const Campaign& campaign);
pb::DeadlineOverride ToProto(const std::string& authority, const DeadlineOverride& deadline_override);
pb::Waiver ToProto(const std::string& authority, const Waiver& waiver);
pb::Registration ToProto(const std::string& authority, const Registration& registration);
pb::Delivery ToProto(const Delivery& delivery);
dotpha::common::v1::HistoryEntry ToProto(const HistoryEntry& entry);
pb::WorkList ToProto(const std::string& authority, const WorkList& list);
pb::FollowUpNote ToProto(const FollowUpNote& note);
pb::AnnualGrade ToProto(const AnnualGrade& grade);
pb::FactSheet ToProto(const FactSheet& sheet);
pb::Route ToProto(const std::string& official_id, Date on, const std::string& regulation_id,
                  const statute::RouteResult& route);

}  // namespace dotpha::registration::api
