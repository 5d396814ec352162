// How the content of a registration is kept: a JSON object with the names of the public Registration.
#pragma once

#include <string>

#include "services/registration/domain/types.h"

namespace dotpha::registration::store {

std::string ToJson(const Content& content);
// Throws nlohmann::json::exception or std::domain_error: only what ToJson wrote is read.
Content ContentFromJson(const std::string& text);

}  // namespace dotpha::registration::store
