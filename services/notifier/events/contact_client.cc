#include "services/notifier/events/contact_client.h"

#include <algorithm>
#include <set>
#include <utility>

#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "libs/rpc/client.h"

namespace dotpha::notifier {
namespace {

constexpr std::size_t kMostIds = 1000;  // of one call
constexpr int kPage = 1000;

using registration::v1::DirectoryService;

// Agencies are told of assignments at their own address (I-29): who is no person may be one of them.
Result<void> AddAgencies(DirectoryService::Stub& stub, const rpc::CallOptions& options,
                         const std::vector<std::string>& ids, std::vector<Contact>& contacts) {
  std::set<std::string> wanted(ids.begin(), ids.end());
  for (const Contact& contact : contacts) {
    wanted.erase(contact.person_id);
  }
  registration::v1::ListAgenciesRequest request;
  request.set_page_size(kPage);
  do {
    DOTPHA_ASSIGN(const auto page, rpc::Call<registration::v1::ListAgenciesResponse>(
                                       options, [&](grpc::ClientContext& context, auto* answer) {
                                         return stub.ListAgencies(&context, request, answer);
                                       }));
    for (const auto& agency : page.agencies()) {
      if (wanted.contains(agency.agency_id())) {
        contacts.push_back({agency.agency_id(), agency.display_name(), agency.email(), ""});
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return Ok{};
}

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
  if (contacts.size() < person_ids.size()) {
    DOTPHA_TRY(AddAgencies(*stub, options, person_ids, contacts));
  }
  return contacts;
}

}  // namespace dotpha::notifier
