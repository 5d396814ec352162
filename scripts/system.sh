# shellcheck shell=bash
# The running system: servers, databases, keys, services; for `./dotpha up` and `./dotpha demo`.
# Sourced by ./dotpha. $dir is the folder of the system: its records, logs, keys, data.

# shellcheck source=scripts/processes.sh
source "$root/scripts/processes.sh"

# The services whose binary is in the tree, and whose events each follows (those that do not run are left out). A service
# joins by its name here.
readonly -a SERVICES=(registration review reporting assessment notifier)
declare -rA FOLLOWS=(
  [registration]='review'
  [review]='registration assessment'
  [reporting]='registration review'
  [assessment]='registration review reporting notifier'
  [notifier]='registration review reporting assessment'
)
readonly ISSUER=dotpha-devtoken OPERATOR=operator:demo AUTHORITY=tuyen-quang
dir=''

# ---- starting ----------------------------------------------------------------------------------------------------

# Ports are chosen once, so that addresses stay the same over restarts.
choose_ports() {
  local service
  touch "$dir/ports"
  for service in "${SERVICES[@]}"; do
    grep -q "^${service}_port=" "$dir/ports" || printf '%s_port=%s\n' "$service" "$(free_ports 1)" >>"$dir/ports"
  done
  know_ports
}

know_ports() {
  # shellcheck disable=SC1091  # written by choose_ports
  source "$dir/ports"
}

address_of() {
  local port_name=$1_port
  printf '127.0.0.1:%s' "${!port_name}"
}

# The addresses as flags of dotphactl and dotpha-play: --registration HOST:PORT ...
address_flags() {
  local service
  for service in "${SERVICES[@]}"; do
    printf -- '--%s %s ' "$service" "$(address_of "$service")"
  done
}

runs_here() { [[ " ${SERVICES[*]} " == *" $1 "* ]]; }

# quoted WORD...: "a", "b", "c"
quoted() {
  local words
  printf -v words '"%s", ' "$@"
  printf '%s' "${words%, }"
}

create_database() {
  local exists
  exists=$(psql -qAtX -d "$DOTPHA_TEST_POSTGRES" -c "SELECT count(*) FROM pg_database WHERE datname = '$1'")
  ((exists)) || psql -qX -d "$DOTPHA_TEST_POSTGRES" -c "CREATE DATABASE $1"
}

# Settings as a file of mode 600: the broker's password is nobody else's business.
write_settings() {
  local service=$1 clock=$2 producer producers=()
  for producer in ${FOLLOWS[$service]}; do
    if runs_here "$producer"; then
      producers+=("$producer=$(address_of "$producer")")
    fi
  done
  (
    umask 077
    cat >"$dir/$service.toml" <<TOML
listen = "$(address_of "$service")"
port-file = "$dir/$service.port"
database-url = "${DOTPHA_TEST_POSTGRES/\/postgres?//dotpha_$service?}"
amqp-url = "$DOTPHA_TEST_AMQP"
redis-address = "$DOTPHA_TEST_REDIS"
jwks-file = "$dir/keys/jwks.json"
token-issuer = "$ISSUER"
operators = ["$OPERATOR"]
services = [$(quoted "${SERVICES[@]}")]
arrival-key-file = "$dir/keys/arrival.key"
audit-key-file = "$dir/keys/audit.key"
audit-checkpoint-dir = "$dir/checkpoints/$service"
regulations-dir = "$root/regulations"
policies-dir = "$root/policies"
calendars-dir = "$root/calendars"
clock = "$clock"
TOML
    if [[ $clock == virtual ]]; then
      printf 'clock-start = "%s"\n' "$3" >>"$dir/$service.toml"
    fi
    if ((${#producers[@]})); then
      cat >>"$dir/$service.toml" <<TOML
producers = [$(quoted "${producers[@]}")]
service-token-file = "$dir/keys/$service.token"
TOML
    fi
    if [[ $service == notifier ]]; then
      cat >>"$dir/$service.toml" <<TOML
smtp-url = "smtp://$DOTPHA_TEST_SMTP"
smtp-from = "dotpha@example.vn"
smtp-tls = "none"
TOML
    fi
  )
}

# token SUBJECT [OPTION of dotpha-devtoken...]: prints a bearer token.
token() { "$build/bin/dotpha-devtoken" --keys "$dir/keys" --issuer "$ISSUER" --subject "$@"; }

# Once; they stay over restarts, so that tokens and signed checkpoints do.
make_keys() {
  local service
  "$build/bin/dotpha-devtoken" --keys "$dir/keys" >/dev/null
  (
    umask 077
    [[ -s $dir/keys/arrival.key ]] || od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n' >"$dir/keys/arrival.key"
    [[ -s $dir/keys/audit.key ]] || openssl genpkey -algorithm ed25519 -out "$dir/keys/audit.key"
    for service in "${SERVICES[@]}"; do
      token "service:$service" --valid-for 8760h >"$dir/keys/$service.token"
    done
  )
}

answers_service() { [[ -s $dir/$1.port ]]; }

start_service() {
  local service=$1
  rm -f "$dir/$service.port"
  "$build/bin/dotpha-$service" migrate --config "$dir/$service.toml" >>"$dir/$service.log" 2>&1 9>&- ||
    { tail -n 20 "$dir/$service.log" >&2; die "$service: migrate failed, see $dir/$service.log"; }
  launch "$service" "$build/bin/dotpha-$service" serve --config "$dir/$service.toml"
}

await_service() {
  local service=$1
  # shellcheck disable=SC2317  # called by wait_until
  serves_or_ended() { answers_service "$service" || gone "$service"; }
  wait_until 30 serves_or_ended || true
  if ! answers_service "$service" || gone "$service"; then
    tail -n 20 "$dir/$service.log" >&2
    die "$service does not serve, see $dir/$service.log"
  fi
}

# start_system CLOCK [START]: databases, keys, settings and services on the servers that DOTPHA_TEST_* name.
start_system() {
  local service started text=''
  mkdir -p "$dir"
  choose_ports
  make_keys
  for service in "${SERVICES[@]}"; do
    mkdir -p "$dir/checkpoints/$service"
    create_database "dotpha_$service"
    write_settings "$service" "$@"
  done
  started=$(date +%s%N)
  for service in "${SERVICES[@]}"; do
    start_service "$service"
  done
  for service in "${SERVICES[@]}"; do
    await_service "$service"
  done
  for service in "${SERVICES[@]}"; do
    text+="$service on $(address_of "$service"), "
  done
  say "services: ${text}ready after $((($(date +%s%N) - started) / 1000000)) ms"
}

stop_services() {
  local service
  for service in "${SERVICES[@]}"; do
    end "$service" TERM 20 &
  done
  wait
}

usage_error() {
  warn "$*"
  exit 64
}

# ---- commands ----------------------------------------------------------------------------------------------------

command_demo() {
  local start=$SECONDS status=0
  begin demo "$work/demo/servers"
  "$root/scripts/setup" build servers
  attended "$root/scripts/build" "${SERVICES[@]/#/dotpha-}" dotpha-devtoken dotpha-play
  # A demo begins from nothing, whatever the last one left.
  dir=$work/demo
  rm -rf "$dir"
  mkdir -p "$dir"
  with_servers
  start_system virtual 2021-10-15T00:00:00+07:00
  cd "$root"
  # shellcheck disable=SC2046  # flags and addresses, without blanks
  attended "$build/bin/dotpha-play" --sample samples/tuyen-quang-2022 $(address_flags) \
    --keys "$dir/keys" --issuer "$ISSUER" --operator "$OPERATOR" --maildir "$DOTPHA_TEST_MAILDIR" "$@" || status=$?
  # A second province in the same system, under a regulation of its own; the first one's duties go on beside it.
  if ((status == 0 && $# == 0)); then
    # shellcheck disable=SC2046  # flags and addresses, without blanks
    attended "$build/bin/dotpha-play" --sample samples/quang-ngai-2024 --from 2024-02-20 --to 2025-01-31 \
      $(address_flags) --keys "$dir/keys" --issuer "$ISSUER" --operator "$OPERATOR" || status=$?
  fi
  # A run from one regulation into the next lies before both: in a system of its own, since no clock goes back.
  if ((status == 0 && $# == 0)); then
    stop_services
    "$servers" down "$own_servers" 9>&-
    with_servers
    dir=$work/demo/2021
    start_system virtual 2020-11-01T00:00:00+07:00
    # shellcheck disable=SC2046  # flags and addresses, without blanks
    attended "$build/bin/dotpha-play" --sample samples/tuyen-quang-2021 --from 2020-11-01 --to 2022-01-31 \
      $(address_flags) --keys "$dir/keys" --issuer "$ISSUER" --operator "$OPERATOR" || status=$?
  fi
  if ((status)); then
    warn "demo: FAILED (exit status $status); what the services said: $dir/*.log"
  else
    say "demo: passed in $(seconds_as_text $((SECONDS - start)))"
  fi
  exit "$status"
}

command_up() {
  local clock=''
  case ${1-} in
    '') ;;
    --clock)
      clock=${2-}
      [[ $clock =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ && $(date -d "$clock" +%F 2>/dev/null) == "$clock" ]] ||
        usage_error "up --clock takes the day on which the system's clock stands, YYYY-MM-DD, not: $clock"
      ;;
    *) usage_error "up takes --clock YYYY-MM-DD or nothing, not: $1" ;;
  esac
  begin up
  dir=$work/up
  "$root/scripts/setup" build servers forms
  attended "$root/scripts/build" "${SERVICES[@]/#/dotpha-}" dotpha-devtoken dotphactl
  # What stays running is no longer this command's.
  unset DOTPHA_RUN TMPDIR
  mkdir -p "$dir"
  bring_up "$clock" --fsync on
  print_addresses
}

# bring_up CLOCK [OPTION of servers up...]: a system in $dir with the sample province in it, on the real clock (system)
# or on a virtual one that begins on a day and stands until `dotphactl clock run` moves it. CLOCK may be empty: that of
# the system that is there, and the real one for a new one.
bring_up() {
  local clock=$1
  shift
  [[ -f $dir/clock ]] || printf '%s\n' "${clock:-system}" >"$dir/clock"
  clock=${clock:-$(cat "$dir/clock")}
  # Data of one clock makes no sense on another.
  [[ $(cat "$dir/clock") == "$clock" ]] ||
    die "the system in $dir was made on $(clock_in_words "$(cat "$dir/clock")"), not on $(clock_in_words "$clock");" \
      "./dotpha down --wipe forgets it"
  if all_run; then
    say "it runs already"
  else
    stop_services
    "$servers" status "$dir/servers" >/dev/null 2>&1 || {
      [[ ! -f $dir/servers/settings ]] || "$servers" down "$dir/servers" --keep 9>&-
      say "servers: starting PostgreSQL, RabbitMQ, Redis and the mail sink"
      "$servers" up "$dir/servers" "$@" 9>&-
    }
    eval "$("$servers" env "$dir/servers")"
    trap 'stop_services; "$servers" down "$dir/servers" --keep 9>&-' ERR
    if [[ $clock == system ]]; then
      start_system system
    else
      start_system virtual "${clock}T08:00:00+07:00"
    fi
    trap - ERR
  fi
  write_environment
  fill_sample "$clock"
}

clock_in_words() {
  if [[ $1 == system ]]; then printf 'the real clock'; else printf 'a clock that began on %s' "$1"; fi
}

# What a shell needs to call the system as anybody: `source` it.
write_environment() {
  local service
  know_ports
  cat >"$dir/env" <<TEXT
# Sourced by a shell (bash, zsh): dotphactl, where the services are, and \`as PERSON COMMAND...\`.
export PATH=$(printf %q "$build/bin"):\$PATH
$(for service in "${SERVICES[@]}"; do printf 'export DOTPHA_%s=%s\n' "${service^^}" "$(address_of "$service")"; done)

# Runs a command with the token of an official, a staff member or the operator. The keys are for demonstration.
as() {
  local person=\$1
  shift
  DOTPHA_TOKEN=\$(dotpha-devtoken --keys $(printf %q "$dir/keys") --issuer $(printf %q "$ISSUER") \\
    --authority $(printf %q "$AUTHORITY") --subject "\$person") "\$@"
}
TEXT
}

ctl() {
  # shellcheck disable=SC2046  # flags and addresses, without blanks
  "$build/bin/dotphactl" $(address_flags) "$@" 9>&-
}

# shellcheck disable=SC2317  # called by wait_until
obligations_known() {
  sleep 0.5
  DOTPHA_TOKEN=$(token ST-BTC-2 --authority "$AUTHORITY") ctl obligation list --debtor-id TQ-016 | grep -q :REG:
}

# fill_sample CLOCK: a new system gets the sample province, so that there is somebody to call as. Its duties begin on
# the day of its clock.
fill_sample() {
  local clock=$1 operator_token live_from
  if [[ ! -f $dir/sample-imported ]]; then
    know_ports
    operator_token=$(token "$OPERATOR" --authority "$AUTHORITY")
    live_from=$clock
    [[ $clock != system ]] || live_from=$(TZ='<+07>-7' date +%F)
    say "sample: configuring the authority and importing its roster"
    date -d "$live_from" '+{"authority": {"name": "authorities/'"$AUTHORITY"'", "displayName": "Tuyên Quang",
      "liveFrom": {"year": %-Y, "month": %-m, "day": %-d},
      "regulations": [{"regulationId": "TQ2021", "effectiveFrom": {"year": 2021, "month": 9, "day": 1}}]}}' \
      >"$dir/authority.json"
    DOTPHA_TOKEN=$operator_token ctl authority configure --from-json "$dir/authority.json" >>"$dir/sample.log"
    DOTPHA_TOKEN=$operator_token ctl roster import --folder "$root/samples/tuyen-quang-2022" >>"$dir/sample.log"
    if [[ $clock == system ]]; then
      say "sample: waiting until the notifier says what is owed (it first waits out the longest handling of a call)"
      wait_until 90 obligations_known || warn "the notifier lists no obligations yet; see ./dotpha logs notifier"
    else
      DOTPHA_TOKEN=$operator_token ctl clock run "${clock}T09:00:00+07:00" >>"$dir/sample.log"
    fi
    touch "$dir/sample-imported"
  fi
}

all_run() {
  local service
  for service in "${SERVICES[@]}"; do
    living "$service" >/dev/null || return 1
  done
  "$servers" status "$dir/servers" >/dev/null 2>&1
}

print_addresses() {
  local service clock year
  know_ports
  eval "$("$servers" env "$dir/servers")"
  clock=$(cat "$dir/clock")
  year=$(TZ='<+07>-7' date +%Y)
  [[ $clock == system ]] || year=${clock%%-*}
  cat <<TEXT

$(for service in "${SERVICES[@]}"; do printf '  %-13s  %s\n' "$service" "$(address_of "$service")"; done)
  (gRPC with reflection and health, on $(clock_in_words "$clock"))

  PostgreSQL     psql '${DOTPHA_TEST_POSTGRES/\/postgres?//dotpha_registration?}'
  mailbox        $DOTPHA_TEST_MAILDIR
  logs           ./dotpha logs

In your shell, from this folder; then call as anybody: an official (TQ-016), a specialist of the Organisation Commission
(ST-BTC-2, sees all of the authority), a body's (ST-BCSD-2), the recorder of decisions (ST-BTV-1), $OPERATOR:

  source ${dir#"$root/"}/env
  as TQ-016 dotphactl official route TQ-016
  as TQ-016 dotphactl obligation explain TQ-016:REG:$((year + 1))
  as TQ-016 dotphactl year TQ-016 --cycle $((year + 1))

What fell due before the first start is listed as imported: no notice and no mark comes of it.
A whole year by hand, in half an hour: docs/tour.md
TEXT
}

command_down() {
  case ${1-} in
    '' | --wipe) ;;
    *) usage_error "down takes --wipe or nothing, not: $1" ;;
  esac
  begin down
  dir=$work/up
  stop_services
  if [[ ${1-} == --wipe ]]; then
    "$servers" down "$dir/servers" 9>&-
    rm -rf "$dir"
  elif [[ -f $dir/servers/settings ]]; then
    "$servers" down "$dir/servers" --keep 9>&-
  fi
  say "down"
}

command_status() {
  local service id all=0
  dir=$work/up
  if [[ ! -f $dir/ports ]]; then
    say "nothing is up (./dotpha up starts it)"
    exit 3
  fi
  know_ports
  for service in "${SERVICES[@]}"; do
    if id=$(living "$service"); then
      printf '%-13s runs on %s (process %s)\n' "$service" "$(address_of "$service")" "$id"
    else
      printf '%-13s does not run\n' "$service"
      all=3
    fi
  done
  "$servers" status "$dir/servers" || all=3
  exit "$all"
}

command_logs() {
  local name file found=0
  dir=$work/up
  (($#)) || set -- "${SERVICES[@]}" postgres broker redis mail
  for name in "$@"; do
    for file in "$dir/$name.log" "$dir/servers/$name.log"; do
      [[ -f $file ]] || continue
      found=1
      printf '==> %s <==\n' "${file#"$root/"}"
      tail -n 100 "$file"
    done
  done
  ((found)) || die "no such log; start the system by ./dotpha up, and see ./dotpha logs --help"
}

command_bench() {
  begin bench "$work/bench/servers"
  "$root/scripts/setup" build servers
  attended "$root/scripts/build"
  with_servers --fsync on
  attended "$root/tests/bench/run" "$@"
}
