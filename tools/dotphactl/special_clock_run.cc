// clock run: moves the virtual clock of all services together, with everything that falls due on the way.
#include <iostream>
#include <memory>

#include "libs/rpc/client.h"
#include "libs/rpc/clock_driver.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

// A day means its working hours: what is due at 08:00 has happened, and there is time left to act.
constexpr std::chrono::hours kHourOfADay{9};

Result<Instant> ReadMoment(const std::string& text) {
  if (const auto day = Date::Parse(text); day.ok()) {
    return day->At(kHourOfADay);
  }
  if (const auto moment = ParseRfc3339(text); moment.ok()) {
    return *moment;
  }
  return InvalidArgument("TO", "TIME_INVALID", "a day as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm:ss+07:00");
}

int RunClock(const std::string& to, const Session& session) {
  const auto target = ReadMoment(to);
  if (!target.ok()) {
    ReportError(target.error(), "", session.errors);
    return kExitUsage;
  }
  std::vector<rpc::ClockEndpoint> endpoints;
  for (const KnownService& service : kServices) {
    endpoints.push_back({service.name, rpc::MakeChannel(session.connection.addresses.at(service.name))});
  }
  rpc::ClockDriver driver(std::move(endpoints), {.token = session.connection.token});
  int steps = 0;
  const auto moved = driver.AdvanceTo(*target, [&steps](Instant /*now*/) { ++steps; });
  if (!moved.ok()) {
    return ReportError(moved.error(), "", session.errors);
  }
  if (session.output == Output::kJson) {
    session.out << "{\"now\": \"" << FormatRfc3339(*target) << "\", \"steps\": " << steps << "}\n";
  } else {
    session.out << "It is " << CellText(*target) << " now.\n";
  }
  return kExitDone;
}

}  // namespace

std::vector<SpecialCommand> ClockRunCommands() {
  return {
      {.group = "clock",
       .word = "run",
       .help = "moves the virtual clock of all services, with everything that falls due on the way; for an operator",
       .example = "2021-11-15",
       .methods = {},
       .configure = [](CLI::App* app) {
         const auto to = std::make_shared<std::string>();
         app->add_option("TO", *to, "a day (then 09:00), or a moment as RFC 3339")->type_name("")->required();
         return [to](const Session& session) { return RunClock(*to, session); };
       }}};
}

}  // namespace dotpha::ctl
