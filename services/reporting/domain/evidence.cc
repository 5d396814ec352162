#include "services/reporting/domain/evidence.h"

#include <algorithm>
#include <array>

#include "libs/base/violations.h"

namespace dotpha::reporting {
namespace {

constexpr std::size_t kMaxFileName = 255;
constexpr std::size_t kDigestLength = 64;
constexpr std::size_t kMaxIdLength = 64;

// Allowed types, and how the bytes of each begin. Text has no mark of its own, but it holds no zero byte.
struct AllowedType {
  std::string_view type;
  std::string_view begins;
};
constexpr std::string_view kZip("PK\x03\x04", 4);
constexpr std::array<AllowedType, 11> kAllowed{{
    {"application/pdf", "%PDF-"},
    {"image/jpeg", "\xFF\xD8\xFF"},
    {"image/png", "\x89PNG\r\n\x1A\n"},
    {"text/plain", ""},
    {"text/csv", ""},
    {"application/vnd.oasis.opendocument.text", kZip},
    {"application/vnd.oasis.opendocument.spreadsheet", kZip},
    {"application/vnd.oasis.opendocument.presentation", kZip},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", kZip},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", kZip},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", kZip},
}};

const AllowedType* TypeOf(const std::string& name) {
  const auto found =
      std::find_if(kAllowed.begin(), kAllowed.end(), [&](const AllowedType& type) { return type.type == name; });
  return found == kAllowed.end() ? nullptr : &*found;
}

bool IsDigest(const std::string& text) {
  return text.size() == kDigestLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// A name, not a path; nothing that a terminal or a header would take for something else.
bool IsFileName(const std::string& name) {
  return !IsBlank(name) && name != "." && name != ".." && std::none_of(name.begin(), name.end(), [](char c) {
    return c == '/' || c == '\\' || c == '"' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

}  // namespace

Result<void> CheckEvidence(const Evidence& evidence, const Circumstances& circumstances) {
  const Date today = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, today));
  const auto& allowed = regulation->classifications;
  if (!evidence.classification.empty() &&
      std::find(allowed.begin(), allowed.end(), evidence.classification) == allowed.end()) {
    return InvalidArgument("evidence.classification", "CLASSIFICATION_NOT_ALLOWED",
                           "classified files are not kept here");
  }
  Violations violations;
  if (!IsFileName(evidence.file_name)) {
    violations.Add("evidence.file_name", "FILE_NAME_INVALID", "a name without folders and control characters");
  }
  violations.CheckLength("evidence.file_name", evidence.file_name, kMaxFileName);
  violations.CheckLength("evidence.item_id", evidence.item_id, kMaxIdLength);
  if (TypeOf(evidence.content_type) == nullptr) {
    violations.Add("evidence.content_type", "CONTENT_TYPE_NOT_ALLOWED",
                   "PDF, JPEG, PNG, plain text, CSV, OpenDocument or Office Open XML");
  }
  if (!evidence.sha256.empty() && !IsDigest(evidence.sha256)) {
    violations.Add("evidence.sha256", "DIGEST_INVALID", "64 lower-case hexadecimal digits");
  }
  const auto held = WorksHeld(circumstances, *regulation, evidence.official_id, today.year(), today);
  const auto before = WorksHeld(circumstances, *regulation, evidence.official_id, today.year() - 1, today);
  const auto is_it = [&](const HeldWork& work) { return work.work_id == evidence.work_id; };
  if (std::none_of(held.begin(), held.end(), is_it) && std::none_of(before.begin(), before.end(), is_it)) {
    violations.Add("evidence.work_id", "WORK_NOT_ASSIGNED", "the official does not hold this work");
  }
  return violations.Check();
}

Result<void> CheckEvidenceContent(const Evidence& said, std::string_view begin, std::int64_t size_bytes,
                                  const std::string& sha256) {
  if (size_bytes == 0) {
    return InvalidArgument("chunk", "FILE_EMPTY", "the file has no bytes");
  }
  if (!said.sha256.empty() && said.sha256 != sha256) {
    return InvalidArgument("evidence.sha256", "DIGEST_MISMATCH", "what came is not what was announced");
  }
  const AllowedType* type = TypeOf(said.content_type);
  const bool text = type != nullptr && type->begins.empty();
  if (type == nullptr || !begin.starts_with(type->begins) || (text && begin.find('\0') != std::string_view::npos)) {
    return InvalidArgument("evidence.content_type", "CONTENT_MISMATCH", "the bytes are not of the announced type");
  }
  return {};
}

}  // namespace dotpha::reporting
