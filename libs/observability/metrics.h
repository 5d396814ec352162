// Prometheus metrics of the process. Names begin with `dotpha_`; labels are ids of methods, codes, producers: never
// people.
//
//   static prometheus::Counter& relayed = observability::Counter("dotpha_relay_events_total", "Events relayed");
//   relayed.Increment();
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "libs/base/result.h"

namespace prometheus {
class Exposer;
}

namespace dotpha::observability {

using Labels = std::map<std::string, std::string>;

// The same name and labels give the same metric. Valid to the end of the process. Look up once, keep the reference.
prometheus::Counter& Counter(const std::string& name, const std::string& help, const Labels& labels = {});
prometheus::Gauge& Gauge(const std::string& name, const std::string& help, const Labels& labels = {});
// In seconds, buckets from 0.5 ms to 30 s.
prometheus::Histogram& LatencyHistogram(const std::string& name, const std::string& help, const Labels& labels = {});

// A gauge whose value is asked for at every scrape, e.g. the backlog of the outbox. Unregistered when destroyed.
class ObservedGauge {
 public:
  ObservedGauge(std::string name, std::string help, Labels labels, std::function<double()> observe);
  ~ObservedGauge();
  ObservedGauge(const ObservedGauge&) = delete;
  ObservedGauge& operator=(const ObservedGauge&) = delete;

 private:
  struct Entry;
  std::shared_ptr<Entry> entry_;
};

// All metrics in the text format of /metrics.
std::string MetricsText();

// Serves /metrics at "host:port" while it lives. INVALID_ARGUMENT METRICS_ADDRESS when it cannot listen.
class MetricsEndpoint {
 public:
  static Result<std::unique_ptr<MetricsEndpoint>> Start(const std::string& address);
  ~MetricsEndpoint();
  [[nodiscard]] int port() const;

 private:
  explicit MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer);
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace dotpha::observability
