// The relay: the only publisher of a service (ARCHITECTURE "Events", ADR 0003, ADR 0004).
//
// It numbers committed outbox rows 1, 2, 3, … (stream_seq) in outbox order, publishes them persistent and mandatory
// with a window of confirms, moves its cursor only over the confirmed prefix, and announces watermarks. Numbers are
// given whether or not the broker lives, so consumers can always go on by the journal RPC. One thread owns the
// publishing connection and a direct database connection; a watchdog thread shuts the socket down when the broker falls
// silent. Of several replicas one is active: it holds an advisory lock and an epoch in relay_cursor that fences every
// write; the others wait and take over when the lock is freed, or when the holder has not renewed its lease.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "libs/base/time.h"
#include "libs/messaging/broker.h"
#include "libs/messaging/stream.h"
#include "libs/postgres/connection.h"

namespace dotpha::messaging {

struct WatermarkOptions {
  // Unset (production): a watermark T is announced no sooner than T + handling_bound + clock_margin; right for any
  // number of replicas, because libs/command refuses to commit a call older than the bound. Set (virtual clock, single
  // process): "no call that arrived before T is in flight here". Called often; must not block.
  std::function<bool(Instant)> no_call_in_flight_before;
  // How long a call may be handled, monotonic. Default: 20 s.
  std::chrono::milliseconds handling_bound{20000};
  // How far the civil clocks of two replicas may differ. Default: 2 s.
  std::chrono::milliseconds clock_margin{2000};
  // A new T is taken this often in production; under the virtual clock whenever the clock has moved. Default: 10 s.
  std::chrono::milliseconds period{10000};
};

struct RelayOptions {
  std::string producer;                  // this service's name; second word of every routing key
  postgres::ConnectionOptions database;  // direct, unpooled connection
  BrokerOptions broker;
  WatermarkOptions watermark;
  // Upper bound of waiting for work without being woken. Default: 1 s.
  std::chrono::milliseconds poll{1000};
  // Rows numbered in one transaction. Default: 1000.
  int batch = 1000;
  // Messages published and not yet confirmed. Default: 1000.
  int window = 1000;
  // A holder that has not renewed for this long is deposed. Default: 15 s.
  std::chrono::milliseconds lease{15000};
};

// For metrics; all counts since start.
struct RelayCounters {
  bool active = false;     // holds the fence
  bool connected = false;  // to the broker
  std::uint64_t assigned = 0;
  std::uint64_t published = 0;
  std::uint64_t confirmed = 0;
  std::uint64_t nacked = 0;
  std::uint64_t returned = 0;  // no queue was bound: its consumers fetch from the journal
  std::uint64_t broker_failures = 0;
  std::uint64_t database_failures = 0;
  std::uint64_t watchdog_trips = 0;
  std::uint64_t watermarks = 0;
  std::string last_failure;  // for a person
};

class Relay {
 public:
  // `civil` and `monotonic` must outlive the relay. Starts its threads at once; never fails: a server that is away is
  // tried again with a jittered back-off.
  Relay(RelayOptions options, const CivilClock& civil, const MonotonicClock& monotonic);
  // Stops: waits for outstanding confirms for at most a second.
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // After a commit that wrote outbox rows, or after the virtual clock moved. Cheap, any thread. On a replica that is
  // not active it becomes a NOTIFY to the one that is.
  void Wake();

  [[nodiscard]] RelayCounters Counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dotpha::messaging
