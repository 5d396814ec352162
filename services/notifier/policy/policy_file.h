// Reads policies/notices.textproto (schema dotpha.policy.v1.NoticePolicies).
#pragma once

#include <map>
#include <string>

#include "libs/base/result.h"
#include "services/notifier/domain/policy.h"

namespace dotpha::notifier {

// The policies of an installation by authority; "" is the default.
class PolicyBook {
 public:
  // INVALID_ARGUMENT with one violation per defect, field "<file>:<line>:<column>" or "<file> policies[i].<path>".
  // NOT_FOUND POLICY_NOT_FOUND.
  static Result<PolicyBook> Load(const std::string& path);
  static Result<PolicyBook> Parse(const std::string& text, const std::string& file);

  [[nodiscard]] const NoticePolicy& For(const std::string& authority) const;

 private:
  std::map<std::string, NoticePolicy> policies_;
};

}  // namespace dotpha::notifier
