#include "services/notifier/events/contact_client.h"

#include <algorithm>
#include <utility>

#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "libs/rpc/client.h"

namespace dotpha::notifier {
namespace {

constexpr std::size_t kMostIds = 1000;  // of one call

}  // namespace

ContactClient::ContactClient(std::shared_ptr<grpc::Channel> channel, std::function<std::string()> token)
    : channel_(std::move(channel)), token_(std::move(token)) {}

Result<std::vector<Contact>> ContactClient::Fetch(const std::string& authority,
                                                  const std::vector<std::string>& person_ids) {
  const auto stub = registration::v1::DirectoryService::NewStub(channel_);
  rpc::CallOptions options;
  options.token = token_();
  options.authority = authority;
  options.timeout = std::chrono::seconds{5};
  rpc::RetryOptions retry;
  retry.most_attempts = 2;
  std::vector<Contact> contacts;
  for (std::size_t from = 0; from < person_ids.size(); from += kMostIds) {
    registration::v1::BatchGetContactsRequest request;
    for (std::size_t i = from; i < std::min(from + kMostIds, person_ids.size()); ++i) {
      request.add_person_ids(person_ids[i]);
    }
    DOTPHA_ASSIGN(const auto response, rpc::Call<registration::v1::BatchGetContactsResponse>(
                                           options,
                                           [&](grpc::ClientContext& context, auto* answer) {
                                             return stub->BatchGetContacts(&context, request, answer);
                                           },
                                           retry));
    for (const auto& contact : response.contacts()) {
      contacts.push_back({contact.person_id(), contact.full_name(), contact.email(), contact.title()});
    }
  }
  return contacts;
}

}  // namespace dotpha::notifier
