# shellcheck shell=bash
# One command at a time in a checkout, and no process left behind, however a command ends. Sourced by ./dotpha.
#
# Every process that a command starts inherits DOTPHA_RUN=<mark> in its environment; whatever still carries the mark at
# the end is killed: by this shell, or by the guard when this shell itself was killed. A system that `up` leaves running
# carries no mark.

servers=$root/scripts/servers
guard=''
mark=''
temporary=''
own_servers=''

# begin NAME [SERVERS]: takes the lock of this checkout and sets up the ending. SERVERS is the folder of the private
# servers that this command may start with with_servers().
begin() {
  make_work_folder
  exec 9>>"$work/lock"
  if ! flock -n 9; then
    say "waiting for another command in this checkout: $(cat "$work/command" 2>/dev/null || echo '?')"
    flock 9
  fi
  printf './dotpha %s (process %s)\n' "$1" "$$" >"$work/command"
  mark=$$-$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  temporary=$(mktemp -d /tmp/dotpha-XXXXXX)
  export DOTPHA_RUN=$mark TMPDIR=$temporary
  own_servers=${2-}
  # Leftovers of a command that was killed together with its guard.
  [[ -z $own_servers ]] || "$servers" down "$own_servers" 9>&-
  setsid env -u DOTPHA_RUN "$root/scripts/guard" "$$" "$mark" "$own_servers" "$temporary" \
    </dev/null >/dev/null 2>&1 9>&- &
  guard=$!
  disown "$guard"
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# with_servers [OPTION of servers up...]: starts the private servers and exports their addresses.
with_servers() {
  local start=$SECONDS
  say "servers: starting PostgreSQL, RabbitMQ, Redis and the mail sink"
  "$servers" up "$own_servers" "$@" 9>&-
  eval "$("$servers" env "$own_servers")"
  say "servers: ready after $((SECONDS - start)) s"
}

# Runs in the foreground but interruptibly: bash handles a signal only between commands, or in `wait`.
attended() {
  local status=0
  "$@" </dev/null 9>&- &
  wait $! || status=$?
  return "$status"
}

finish() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  [[ -z $guard ]] || kill -KILL -- "-$guard" 2>/dev/null || true
  "$root/scripts/end-marked" "$mark"
  [[ -z $own_servers ]] || "$servers" down "$own_servers" 9>&- || true
  rm -rf "$temporary"
  rm -f "$work/command"
  [[ -z ${last_line-} ]] || printf '%s\n' "$last_line"
  exit "$status"
}
