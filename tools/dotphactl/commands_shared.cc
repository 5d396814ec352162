#include "tools/dotphactl/commands_tables.h"

namespace dotpha::ctl {
namespace {

std::string Journal(const char* rpc) { return std::string("dotpha.events.v1.EventJournalService.") + rpc; }
std::string Clock(const char* rpc) { return std::string("dotpha.clock.v1.ClockControlService.") + rpc; }

}  // namespace

CommandTable SharedCommands() {
  return {{
              {"journal", "the event stream of a service"},
              {"clock", "the virtual clock (never in production)"},
          },
          {
              {"journal",
               "read",
               Journal("ReadEvents"),
               {"from_stream_seq"},
               "",
               {"stream_seq", "type", "debtors", "recorded_at", "event_id"},
               "1 --limit 20"},
              {"journal", "head", Journal("GetStreamHead"), {}, "", {}, ""},
              {"clock", "get", Clock("GetClock"), {}, "", {}, ""},
              {"clock", "advance", Clock("AdvanceClock"), {"now"}, "", {}, "2021-11-15T00:00:00+07:00"},
          }};
}

}  // namespace dotpha::ctl
