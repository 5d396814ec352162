// What libpqxx 6.4 throws, as an Error and as advice to the transaction runner. Internal to libs/postgres.
#pragma once

#include <functional>
#include <string_view>

#include "libs/base/result.h"

namespace dotpha::postgres::internal {

enum class Advice {
  kGiveUp,     // the error is final
  kRetry,      // run the function again, on any connection
  kReconnect,  // run it again on a new connection: this one is dead, and nothing was committed
  kInDoubt,    // COMMIT was sent and its answer lost: nobody may run it again without looking first
};

struct Mapped {
  Error error;
  Advice advice;
};

// Call inside a catch block. `committing`: COMMIT was sent. `open`: the connection still claims to be open. `diagnose`
// gets the server's message, which may quote values and so never enters the Error.
Mapped MapCurrentException(bool committing, bool open, const std::function<void(std::string_view)>& diagnose);

// An attempt to connect failed; `what` is the library's message.
Error CannotConnect();

}  // namespace dotpha::postgres::internal
