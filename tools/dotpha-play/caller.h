// Calls methods of the public API by name with JSON, as any client may that reads the contracts at run time.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "libs/base/result.h"

namespace dotpha::play {

class Caller {
 public:
  // `addresses`: host:port by service. `token_of`: of a person.
  Caller(std::map<std::string, std::string> addresses, std::function<std::string(const std::string&)> token_of)
      : addresses_(std::move(addresses)), token_of_(std::move(token_of)) {}

  // The answer, with the contract's field names and with fields that have their default. Errors: the service's;
  // INTERNAL METHOD_UNKNOWN where no contract has the method; INVALID_ARGUMENT REQUEST_INVALID for JSON that does not
  // fit it.
  Result<nlohmann::json> Call(const std::string& person, const std::string& method,
                              const nlohmann::json& request) const;
  // All pages: the elements of the answer's field `list`.
  Result<nlohmann::json> All(const std::string& person, const std::string& method, nlohmann::json request,
                             const std::string& list) const;

 private:
  std::map<std::string, std::string> addresses_;
  std::function<std::string(const std::string&)> token_of_;
};

}  // namespace dotpha::play
