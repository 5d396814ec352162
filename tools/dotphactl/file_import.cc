#include "tools/dotphactl/file_import.h"

#include <iostream>

#include "tools/dotphactl/api_client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/render.h"

namespace dotpha::ctl {

int RefuseFiles(const std::vector<std::string>& problems, const Session& session) {
  for (const std::string& problem : problems) {
    session.errors << problem << "\n";
  }
  session.errors << "dotphactl: " << problems.size() << " problem(s); nothing was imported\n";
  return kExitUsage;
}

int SendImport(const std::string& method, const google::protobuf::Message& request, const std::string& request_id,
               const LocateViolation& locate, const Session& session) {
  const auto* descriptor = FindMethod(method);
  const auto sent = NewRequest(descriptor);
  sent->ParseFromString(request.SerializeAsString());
  const auto response = NewResponse(descriptor);
  const auto called = CallMethod(session.connection, ServiceOf(descriptor), descriptor, *sent, response.get());
  if (called.ok()) {
    session.out << Render(*response, session.output, {});
    return kExitDone;
  }
  Error error = called.error();
  const std::size_t all = error.violations.size();
  std::erase_if(error.violations, [&](const Violation& violation) {
    const auto place = locate(violation);
    session.errors << (place ? *place + "\n" : "");
    return place.has_value();
  });
  const int code = ReportError(error, request_id, session.errors);
  if (code == kExitRefused) {
    session.errors << "dotphactl: " << (all > 0 ? std::to_string(all) + " problem(s); " : "")
                   << "nothing was imported\n";
  }
  return code;
}

}  // namespace dotpha::ctl
