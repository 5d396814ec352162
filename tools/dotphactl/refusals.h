// Why calls are refused: docs/reference/refusals.txt, embedded. scripts/refusals-table checks it against the sources.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace dotpha::ctl {

struct Refusal {
  std::string reason;   // ErrorInfo.reason, "ETAG_MISMATCH"
  std::string article;  // "Điều 7 khoản 2"; empty: no article of the law is behind it
  std::string meaning;
  std::string what_to_do;
};

using RefusalTable = std::map<std::string, Refusal>;  // by reason

// Reads the lines "REASON | article or - | meaning | what to do" up to the section of codes that refuse nothing.
RefusalTable ReadRefusals(std::string_view text);
const RefusalTable& Refusals();

}  // namespace dotpha::ctl
