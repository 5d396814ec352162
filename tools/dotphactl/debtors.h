// Whose a duty is: names for lists, and whether somebody's papers go to a body.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "tools/dotphactl/api_client.h"

namespace dotpha::ctl {

// An official, with the agency where his newest principal post is, or a body.
struct Debtor {
  std::string name;
  std::string agency;  // empty for a body, or where he holds no post
  bool is_body = false;
};

using Debtors = std::map<std::string, Debtor>;  // by id

// One without a name where the caller may not know him.
Debtor Find(const Debtors& debtors, const std::string& id);

// All bodies, and the officials that the caller may see.
Result<Debtors> ReadDebtors(const Connection& connection);

// What a body is concerned with: its own duties, and those of officials whose papers it gets, in the lead or as a copy.
class BodyReach {
 public:
  // `connection` and `debtors` must outlive it.
  BodyReach(const Connection& connection, const Debtors& debtors, std::string body)
      : connection_(connection), debtors_(debtors), body_(std::move(body)) {}
  // By the route of that day.
  Result<bool> Holds(const std::string& debtor, Date on);

 private:
  const Connection& connection_;
  const Debtors& debtors_;
  std::string body_;
  std::map<std::pair<std::string, Date>, bool> known_;
};

}  // namespace dotpha::ctl
