// Use case: what others than the Standing Committee assign is registered, and nothing more (Điều 11 khoản 2;
// R11.2-DELEGATE, R11-LOWER, I-43). No date follows from it.
//
// Errors: as listed in delegation_service.proto.
#pragma once

#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

struct DelegateCommand {
  std::string official_id;
  std::string agency_id;
  int cycle = 0;
  std::vector<std::string> work_names;
};

// `assigned`: the Standing Committee has assigned him a work of the cycle.
Result<Delegation> RecordDelegation(const DelegateCommand& command, bool assigned, const Circumstances& circumstances);

}  // namespace dotpha::review
