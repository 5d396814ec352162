// The door through which all text enters: every string of a request, nested, repeated and in maps, is valid UTF-8 in
// Unicode Normal Form C afterwards, without NUL and not too long. Bytes fields are left alone.
#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::rpc {

// Normalises in place and returns all violations: INVALID_UTF8, NUL_CHARACTER, FIELD_TOO_LONG (more than `longest`
// characters, counted after normalisation). Field paths as in `works[2].roadmap`; values are never echoed.
std::vector<Violation> NormaliseTexts(google::protobuf::Message& message, std::size_t longest);

// NFC of valid UTF-8. Precondition: IsValidUtf8(text).
std::string ToNfc(const std::string& text);
// The text without differences of case and normal form: two texts that a person searches for alike are equal in it.
// Precondition: IsValidUtf8(text).
std::string FoldForSearch(const std::string& text);

}  // namespace dotpha::rpc
