#include "tests/statute/law_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "libs/lawfile/catalogue.h"

namespace dotpha::statute {

std::string SourcePath(const std::string& relative) {
  const char* root = std::getenv("DOTPHA_SOURCE_DIR");
  return (root == nullptr ? std::string{"."} : std::string{root}) + "/" + relative;
}

const Regulation& ShippedLaw(const std::string& id) {
  static const Result<lawfile::Catalogue> catalogue = lawfile::Catalogue::Load(SourcePath("regulations"));
  if (!catalogue.ok()) {
    throw std::runtime_error(catalogue.error().message);
  }
  const Regulation* regulation = catalogue->Find(id);
  if (regulation == nullptr) {
    throw std::runtime_error("no " + id + " among the regulations");
  }
  return *regulation;
}

const Regulation& TuyenQuang2020() { return ShippedLaw("TQ2020"); }
const Regulation& TuyenQuang2021() { return ShippedLaw("TQ2021"); }

const Calendar& Vietnam() {
  static const Result<Calendar> calendar = lawfile::LoadCalendar(SourcePath("calendars/vietnam.csv"));
  if (!calendar.ok()) {
    throw std::runtime_error(calendar.error().message);
  }
  return *calendar;
}

bool LawAllows(const Regulation& law, const std::string& workflow, const std::string& action, const std::string& from,
               const std::string& to, const std::set<std::string>& roles) {
  const Workflow* machine = law.FindWorkflow(workflow);
  return machine != nullptr &&
         std::any_of(machine->transitions.begin(), machine->transitions.end(), [&](const auto& row) {
           return (action.empty() || row.action == action) && row.to == to &&
                  std::find(row.from.begin(), row.from.end(), from) != row.from.end() &&
                  std::any_of(row.roles.begin(), row.roles.end(),
                              [&](const std::string& role) { return roles.contains(role); });
         });
}

Instant At(std::string_view text) {
  std::string rfc{text};
  if (rfc.size() == 10) {
    rfc += " 00:00:00";
  } else if (rfc.size() == 16) {
    rfc += ":00";
  }
  rfc[10] = 'T';
  const Result<Instant> instant = ParseRfc3339(rfc + "+07:00");
  if (!instant.ok()) {
    throw std::runtime_error("not a time: " + rfc);
  }
  return *instant;
}

}  // namespace dotpha::statute
