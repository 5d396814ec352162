// Names and addresses from the registration service (DirectoryService.BatchGetContacts).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "services/notifier/store/message_store.h"

namespace grpc {
class Channel;
}

namespace dotpha::notifier {

// Thread-safe. `token` is asked for each call: the file that holds it may be renewed.
class ContactClient {
 public:
  ContactClient(std::shared_ptr<grpc::Channel> channel, std::function<std::string()> token);
  // Unknown ids are left out. Errors: those of the call, after a few tries.
  Result<std::vector<Contact>> Fetch(const std::string& authority, const std::vector<std::string>& person_ids);

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::function<std::string()> token_;
};

}  // namespace dotpha::notifier
