// Which files are kept as evidence (Mẫu số 03, column 3; I-59): by an allow-list, with the type that their bytes show,
// never classified ones.
#pragma once

#include <string_view>

#include "services/reporting/domain/circumstances.h"

namespace dotpha::reporting {

inline constexpr std::int64_t kMostEvidenceBytes = 10 * 1024 * 1024;
inline constexpr std::size_t kMostChunkBytes = 1024 * 1024;
inline constexpr int kMostEvidenceFiles = 200;  // of one official and year

// What is said of a file before its bytes come. INVALID_ARGUMENT FILE_NAME_INVALID, CONTENT_TYPE_NOT_ALLOWED,
// CLASSIFICATION_NOT_ALLOWED, WORK_NOT_ASSIGNED, DIGEST_INVALID, FIELD_TOO_LONG. The classification's word and the
// name of a classified file stand in no error.
Result<void> CheckEvidence(const Evidence& evidence, const Circumstances& circumstances);

// What came: `begin` the first bytes, `sha256` of all of them. INVALID_ARGUMENT FILE_EMPTY, DIGEST_MISMATCH,
// CONTENT_MISMATCH.
Result<void> CheckEvidenceContent(const Evidence& said, std::string_view begin, std::int64_t size_bytes,
                                  const std::string& sha256);

}  // namespace dotpha::reporting
