# shellcheck shell=bash
# Processes that outlive the script that started them, remembered in a folder $dir as NAME.pid, their output in
# NAME.log. Sourced by scripts/servers and scripts/system.sh, which set $dir and define die().

# Debian's own interpreter: the one that python3-aiosmtpd is installed for.
readonly PYTHON=/usr/bin/python3

# A process is remembered by its id and its start time, so that a reused id is never taken for ours.
start_time() {
  local stat
  if ! { read -r stat <"/proc/$1/stat"; } 2>/dev/null; then
    printf 'unknown'
    return
  fi
  stat=${stat##*) }
  # shellcheck disable=SC2086  # split on purpose: field 22 of the line, 20th after the command's name
  set -- $stat
  printf '%s' "${20}"
}

remember() { printf '%s %s\n' "$2" "$(start_time "$2")" >"$dir/$1.pid"; }

# Prints the id of the remembered process if it lives (a zombie does not).
living() {
  local id started
  [[ -f $dir/$1.pid ]] || return 1
  read -r id started <"$dir/$1.pid" || return 1
  kill -0 "$id" 2>/dev/null || return 1
  if [[ $started != unknown ]]; then
    [[ $(start_time "$id") == "$started" ]] || return 1
    ! grep -q '^State:[[:space:]]*Z' "/proc/$id/status" 2>/dev/null || return 1
  fi
  printf '%s' "$id"
}

# wait_until SECONDS COMMAND...: polls a condition; 1 when it did not come true.
wait_until() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || return 1
    sleep 0.05
  done
}

gone() { ! living "$1" >/dev/null; }

# end NAME SIGNAL SECONDS: asks, waits, and kills what did not listen.
end() {
  local id
  id=$(living "$1") || return 0
  kill -CONT "$id" 2>/dev/null || true
  kill "-$2" "$id" 2>/dev/null || true
  wait_until "$3" gone "$1" || kill_hard "$1"
}

kill_hard() {
  local id children
  id=$(living "$1") || return 0
  # PostgreSQL's backends are sessions of their own: taken by their parent, before it is gone.
  children=$(ps -o pid= --ppid "$id" 2>/dev/null || true)
  kill -KILL "$id" 2>/dev/null || true
  # shellcheck disable=SC2086  # a list of ids
  [[ -z $children ]] || kill -KILL $children 2>/dev/null || true
  wait_until 10 gone "$1" || die "process $id ($1) survives SIGKILL"
}

# launch NAME COMMAND...: in a session of its own (Ctrl-C at the terminal is not meant for it), output to NAME.log.
launch() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$dir/$name.log" 2>&1 9>&- &
  remember "$name" $!
  disown
}

# Ports below the ephemeral range, so that no outgoing connection of somebody else takes one meanwhile.
free_ports() {
  "$PYTHON" - "$1" <<'PROBE'
import random, socket, sys
wanted, held = int(sys.argv[1]), []
while len(held) < wanted:
    probe = socket.socket()
    try:
        probe.bind(("127.0.0.1", random.randint(12000, 32000)))
        held.append(probe)
    except OSError:
        probe.close()
print(*[probe.getsockname()[1] for probe in held])
PROBE
}
