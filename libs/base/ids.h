// Ids: random UUIDs for what the service names itself, checks for ids that come from outside.
#pragma once

#include <string>
#include <string_view>

namespace dotpha {

// A random UUID (RFC 9562 version 4) from the operating system's generator, lower case.
std::string NewUuid();

// True for 8-4-4-4-12 hexadecimal digits, any version.
bool IsUuid(std::string_view text);

// Well-formed UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
// On failure `bad_offset`, if given, is the offset of the first bad byte.
bool IsValidUtf8(std::string_view text, std::size_t* bad_offset = nullptr);

}  // namespace dotpha
