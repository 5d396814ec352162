#include "libs/statute/law.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

constexpr std::string_view kYearLevel = "YEAR";

template <typename Entry, typename Matches>
const Entry* FindFirst(const std::vector<Entry>& entries, Matches matches) {
  const auto found = std::find_if(entries.begin(), entries.end(), matches);
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::string_view CodeOfBody(std::string_view body_id) { return body_id.substr(0, body_id.find(':')); }

const Duty* Regulation::FindDuty(const std::string& code) const {
  return FindFirst(duties, [&](const Duty& duty) { return duty.code == code; });
}

const Duty* Regulation::FindDuty(const std::string& code, Trigger trigger) const {
  return FindFirst(duties, [&](const Duty& duty) { return duty.code == code && duty.trigger == trigger; });
}

const Workflow* Regulation::FindWorkflow(const std::string& name) const {
  return FindFirst(workflows, [&](const Workflow& workflow) { return workflow.name == name; });
}

const Article* Regulation::FindArticle(const std::string& cite) const {
  return FindFirst(articles, [&](const Article& article) { return article.cite == cite; });
}

const Body* Regulation::FindBody(const std::string& code) const {
  return FindFirst(bodies, [&](const Body& body) { return body.code == code; });
}

const Duration* Regulation::FindDuration(const std::string& code) const {
  return FindFirst(durations, [&](const Duration& duration) { return duration.code == code; });
}

std::string Regulation::BodyActingAs(const std::string& name) const {
  const Body* body = FindFirst(bodies, [&](const Body& one) { return one.acts_as == name; });
  return body == nullptr ? name : body->code;
}

int Regulation::MonthsOfPart() const {
  const WeightRule* year = FindFirst(weights, [](const WeightRule& rule) { return rule.parent == kYearLevel; });
  return year == nullptr || year->max_children == 0 ? 3 : 12 / year->max_children;
}

std::map<std::string, std::string> ActsAs(const std::vector<InForce>& law) {
  std::map<std::string, std::string> names;
  for (const InForce& version : law) {
    for (const Body& body : version.regulation->bodies) {
      if (!body.acts_as.empty()) {
        names.insert_or_assign(body.code, body.acts_as);
      }
    }
  }
  return names;
}

}  // namespace dotpha::statute
