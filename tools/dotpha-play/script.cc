#include "tools/dotpha-play/script.h"

#include "tools/dotpha-play/requests.h"

namespace dotpha::play {
namespace {

bool IsOfFirstStage(const std::string& kind) {
  return kind == "registration.submit" || kind == "personnel.event" || kind.starts_with("qn.");
}

}  // namespace

Script::Script(const Sample& sample, const std::set<std::string>& services)
    : sample_(sample),
      whole_year_(services.contains("review") && services.contains("reporting") && services.contains("assessment")) {}

bool Script::Plays(const Act& act) {
  const bool plays = IsPlayedKind(sample_, act.kind) && (whole_year_ || IsOfFirstStage(act.kind));
  if (!plays) {
    ++unplayed_[act.kind];
  }
  return plays;
}

}  // namespace dotpha::play
