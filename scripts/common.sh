# shellcheck shell=bash
# What the scripts share: where things are, how they speak. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Everything that the scripts make lives here, but for build/ and, where the path is too long or closed to user
# postgres, a folder under /tmp whose name is recorded here.
readonly root work=$root/.dotpha logs=$root/.dotpha/log
# shellcheck disable=SC2034  # read by those who source this file
readonly build=${DOTPHA_BUILD:-$root/build/release}

say() { printf '%s\n' "dotpha: $*"; }
warn() { printf '%s\n' "dotpha: $*" >&2; }
die() {
  warn "$*"
  exit 1
}

make_work_folder() {
  mkdir -p "$logs" 2>/dev/null || true
  if [[ ! -w $work || ! -w $logs ]]; then
    die "cannot write to $work (it belongs to $(stat -c %U "$work" 2>/dev/null || stat -c %U "$root"));" \
      "use a checkout of your own"
  fi
}

seconds_as_text() { printf '%d:%02d min' $(($1 / 60)) $(($1 % 60)); }
