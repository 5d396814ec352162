// What a command says about itself for the audit. Ids and states only: texts stay in the payload, which is kept beside
// the row under a salted commitment and can be erased by law without breaking the chain.
#pragma once

#include <map>
#include <string>

namespace dotpha::audit {

struct Entry {
  std::string action;                          // e.g. "registration.submit"
  std::string resource;                        // e.g. "authorities/TQ/registrations/2021/officials/o-17"
  std::map<std::string, std::string> details;  // ids, states, dates, document numbers
};

// SHA-256(salt || payload): all that the chain holds of a payload.
std::string Commitment(const std::string& salt, const std::string& payload);
// 16 random bytes.
std::string NewSalt();
// The entry's details as a JSON object.
std::string DetailsJson(const Entry& entry);

}  // namespace dotpha::audit
