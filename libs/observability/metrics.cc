#include "libs/observability/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace dotpha::observability {

struct ObservedGauge::Entry {
  std::string name;
  std::string help;
  Labels labels;
  std::function<double()> observe;
};

namespace {

// Gauges that are asked at each scrape.
class Observed final : public prometheus::Collectable {
 public:
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
    const std::scoped_lock lock(mutex_);
    std::map<std::string, prometheus::MetricFamily> families;
    for (const auto& add : collectors_) {
      add.second(families);
    }
    std::vector<prometheus::MetricFamily> result;
    for (auto& [name, family] : families) {
      result.push_back(std::move(family));
    }
    return result;
  }

  using Collector = std::function<void(std::map<std::string, prometheus::MetricFamily>&)>;
  void Add(const void* key, Collector collector) {
    const std::scoped_lock lock(mutex_);
    collectors_.emplace(key, std::move(collector));
  }
  void Remove(const void* key) {
    const std::scoped_lock lock(mutex_);
    collectors_.erase(key);
  }

 private:
  mutable std::mutex mutex_;
  std::map<const void*, Collector> collectors_;
};

std::shared_ptr<prometheus::Registry> TheRegistry() {
  static auto* registry = new std::shared_ptr<prometheus::Registry>(std::make_shared<prometheus::Registry>());
  return *registry;
}

std::shared_ptr<Observed> TheObserved() {
  static auto* observed = new std::shared_ptr<Observed>(std::make_shared<Observed>());
  return *observed;
}

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries boundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                                  0.25,   0.5,   1,      2.5,   5,    10,    20,   30};
  return boundaries;
}

}  // namespace

prometheus::Counter& Counter(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(*TheRegistry()).Add(labels);
}

prometheus::Gauge& Gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(*TheRegistry()).Add(labels);
}

prometheus::Histogram& LatencyHistogram(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*TheRegistry()).Add(labels, Buckets());
}

ObservedGauge::ObservedGauge(std::string name, std::string help, Labels labels, std::function<double()> observe)
    : entry_(std::make_shared<Entry>(Entry{std::move(name), std::move(help), std::move(labels), std::move(observe)})) {
  TheObserved()->Add(entry_.get(), [entry = entry_](std::map<std::string, prometheus::MetricFamily>& families) {
    prometheus::MetricFamily& family = families[entry->name];
    family.name = entry->name;
    family.help = entry->help;
    family.type = prometheus::MetricType::Gauge;
    prometheus::ClientMetric metric;
    for (const auto& [key, value] : entry->labels) {
      metric.label.push_back({key, value});
    }
    metric.gauge.value = entry->observe();
    family.metric.push_back(std::move(metric));
  });
}

ObservedGauge::~ObservedGauge() { TheObserved()->Remove(entry_.get()); }

std::string MetricsText() {
  std::vector<prometheus::MetricFamily> families = TheRegistry()->Collect();
  for (prometheus::MetricFamily& family : TheObserved()->Collect()) {
    families.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

MetricsEndpoint::MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer) : exposer_(std::move(exposer)) {}

MetricsEndpoint::~MetricsEndpoint() = default;

Result<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(const std::string& address) {
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address, 1);
    exposer->RegisterCollectable(TheRegistry());
    exposer->RegisterCollectable(TheObserved());
    return std::unique_ptr<MetricsEndpoint>(new MetricsEndpoint(std::move(exposer)));
  } catch (const std::exception& failure) {
    return InvalidArgument("--metrics-listen", "METRICS_ADDRESS", "cannot listen at '" + address + "'");
  }
}

int MetricsEndpoint::port() const { return exposer_->GetListeningPorts().front(); }

}  // namespace dotpha::observability
