#include "tools/dotphactl/api_client.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/generic/generic_stub.h>
#include <rhonabwy.h>

#include <algorithm>
#include <iterator>

#include "libs/rpc/client.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

pb::DynamicMessageFactory& Factory() {
  static auto* factory = new pb::DynamicMessageFactory;
  return *factory;
}

grpc::ByteBuffer ToBuffer(const pb::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

bool FromBuffer(const grpc::ByteBuffer& buffer, pb::Message* message) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) {
    return false;
  }
  std::string bytes;
  for (const auto& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return message->ParseFromString(bytes);
}

std::string ClaimOf(const std::string& token, const char* name) {
  jwt_t* jwt = r_jwt_quick_parse(token.c_str(), R_PARSE_NONE, 0);
  const char* claim = jwt == nullptr ? nullptr : r_jwt_get_claim_str_value(jwt, name);
  std::string result = claim == nullptr ? "" : claim;
  r_jwt_free(jwt);
  return result;
}

}  // namespace

std::unique_ptr<pb::Message> NewRequest(const pb::MethodDescriptor* method) {
  return std::unique_ptr<pb::Message>(Factory().GetPrototype(method->input_type())->New());
}

std::unique_ptr<pb::Message> NewResponse(const pb::MethodDescriptor* method) {
  return std::unique_ptr<pb::Message>(Factory().GetPrototype(method->output_type())->New());
}

std::string ServiceOf(const pb::MethodDescriptor* method) {
  const std::string& package = method->file()->package();  // "dotpha.review.v1"
  const auto begin = package.find('.') + 1;
  const std::string name = package.substr(begin, package.find('.', begin) - begin);
  const bool known = std::any_of(std::begin(kServices), std::end(kServices),
                                 [&name](const KnownService& service) { return service.name == name; });
  return known ? name : "";
}

Result<void> CallMethod(const Connection& connection, const std::string& service, const pb::MethodDescriptor* method,
                        const pb::Message& request, pb::Message* response) {
  const std::string path = "/" + method->service()->full_name() + "/" + method->name();
  grpc::GenericStub stub(rpc::MakeChannel(connection.addresses.at(service)));
  const grpc::ByteBuffer sent = ToBuffer(request);
  rpc::CallOptions options;
  options.token = connection.token;
  options.timeout = connection.timeout;
  if (!connection.consistency_token.empty()) {
    options.consistency_tokens.push_back(connection.consistency_token);
  }
  return rpc::CallWithRetry(options, {}, [&](grpc::ClientContext& context) {
    grpc::CompletionQueue queue;
    grpc::ByteBuffer received;
    grpc::Status status;
    const auto call = stub.PrepareUnaryCall(&context, path, sent, &queue);
    call->StartCall();
    call->Finish(&received, &status, nullptr);
    void* tag = nullptr;
    bool finished = false;
    queue.Next(&tag, &finished);
    if (status.ok() && !FromBuffer(received, response)) {
      return grpc::Status(grpc::StatusCode::INTERNAL, "the answer is not a " + method->output_type()->full_name());
    }
    return status;
  });
}

std::string AuthorityOfToken(const std::string& token) { return ClaimOf(token, "authority"); }

std::string SubjectOfToken(const std::string& token) { return ClaimOf(token, "sub"); }

}  // namespace dotpha::ctl
