#include "libs/statute/law.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

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

}  // namespace dotpha::statute
