// Whether pgbench measures what the service does: the statements of a script against those of a real call.
#pragma once

#include <string>

#include "tests/bench/measure.h"

namespace dotpha::bench {

// Makes one call with the server logging every statement of the service's database, and throws std::runtime_error
// unless tests/bench/<script> has the very statements of its transaction, in their order, with something in the place
// of each parameter. The service is restarted before and after.
void RequireSameSql(testing::System& system, const std::string& service, const std::string& script,
                    const Connect& connect);

}  // namespace dotpha::bench
