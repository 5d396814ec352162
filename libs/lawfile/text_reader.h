// Reads the text of a regulation file into its message, keeping the position of every field.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dotpha/regulation/v1/regulation.pb.h"
#include "libs/lawfile/place.h"

namespace dotpha::lawfile {

// Stands in the message for a value that ReadText passed over.
inline constexpr int kPassedOver = -1;

struct ParsedText {
  dotpha::regulation::v1::Regulation message;
  mutable google::protobuf::TextFormat::ParseInfoTree positions;  // its look-ups are not const
};

// nullptr where the text could not be read to its end (INVALID_UTF8, SYNTAX): nothing more can be said about it.
// Unknown fields and values (UNKNOWN_FIELD, UNKNOWN_VALUE) are found and passed over, so that the rest is checked too.
std::unique_ptr<const ParsedText> ReadText(std::string_view text, const std::string& file, Findings& findings);

}  // namespace dotpha::lawfile
