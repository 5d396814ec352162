// inbox watch: prints notices as they come, until stopped.
#include <iostream>

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "libs/rpc/client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/render.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

constexpr char kMethod[] = "dotpha.notifier.v1.InboxService.WatchInbox";

int WatchInbox(const Session& session) {
  const auto stub = notifier::v1::InboxService::NewStub(rpc::MakeChannel(session.connection.addresses.at("notifier")));
  grpc::ClientContext context;
  rpc::CallOptions options;
  options.token = session.connection.token;
  options.timeout = std::chrono::hours(24);
  rpc::Prepare(context, options);
  const auto reader = stub->WatchInbox(&context, {});
  for (notifier::v1::WatchInboxResponse next; reader->Read(&next);) {
    if (session.output == Output::kJson) {
      session.out << Render(next, Output::kJson, {});
    } else if (next.has_notice()) {
      session.out << ValueText(next.notice(), next.notice().GetDescriptor()->FindFieldByName("due_at")) << "  "
                  << next.notice().subject() << "  (" << next.unread_count() << " unread)\n";
    } else {
      session.out << next.unread_count() << " unread\n";
    }
    session.out.flush();
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? kExitDone : ReportError(rpc::ErrorFromStatus(status), "", session.errors);
}

}  // namespace

std::vector<SpecialCommand> InboxWatchCommands() {
  return {{.group = "inbox",
           .word = "watch",
           .help = CommentOf(FindMethod(kMethod)),
           .example = "",
           .methods = {kMethod},
           .configure = [](CLI::App* /*app*/) { return WatchInbox; }}};
}

}  // namespace dotpha::ctl
