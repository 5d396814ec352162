// The version of a file of law: its name and the beginning of its SHA-256.
#pragma once

#include <string>
#include <string_view>

namespace dotpha::lawfile {

// "vietnam.csv@sha256:0123456789abcdef".
std::string VersionOf(const std::string& file, std::string_view content);

}  // namespace dotpha::lawfile
