// A checked regulation message as the model of libs/statute: one to one, no defaults of its own.
#pragma once

#include <string>

#include "dotpha/regulation/v1/regulation.pb.h"
#include "libs/statute/law.h"

namespace dotpha::lawfile {

// Precondition: CheckRegulation found nothing.
statute::Regulation Convert(const dotpha::regulation::v1::Regulation& message, const std::string& file);

}  // namespace dotpha::lawfile
