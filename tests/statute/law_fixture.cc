#include "tests/statute/law_fixture.h"

#include <cstdlib>
#include <stdexcept>

#include "libs/lawfile/catalogue.h"

namespace dotpha::statute {

std::string SourcePath(const std::string& relative) {
  const char* root = std::getenv("DOTPHA_SOURCE_DIR");
  return (root == nullptr ? std::string{"."} : std::string{root}) + "/" + relative;
}

const Regulation& TuyenQuang2021() {
  static const Result<lawfile::Catalogue> catalogue = lawfile::Catalogue::Load(SourcePath("regulations"));
  if (!catalogue.ok()) {
    throw std::runtime_error(catalogue.error().message);
  }
  const Regulation* regulation = catalogue->Find("TQ2021");
  if (regulation == nullptr) {
    throw std::runtime_error("no TQ2021 among the regulations");
  }
  return *regulation;
}

const Calendar& Vietnam() {
  static const Result<Calendar> calendar = lawfile::LoadCalendar(SourcePath("calendars/vietnam.csv"));
  if (!calendar.ok()) {
    throw std::runtime_error(calendar.error().message);
  }
  return *calendar;
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
