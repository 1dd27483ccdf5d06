#!/usr/bin/env bash
# make interop: real counterparts of other makers as clients of the plane, a lane each.
# Usage: ROLECALL=PROGRAM tests/interop/run.sh [LANE…]      without lanes: all but those that build large programs
#
# What a lane needs is built once from its packages, at the versions of the lock file in its folder, and kept in
# $ROLECALL_INTEROP_CACHE (by default ~/.cache/rolecall/interop), outside of the tree. A lane whose tools are not on
# this machine is left out, and said so. Ends with the count of lanes; exit code 1 if one failed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export ROLECALL=${ROLECALL:?set ROLECALL to the program}
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-interop-XXXXXX")
plane=
trap '[ -z "$plane" ] || { kill -TERM "$plane" && wait "$plane"; } || true; rm -rf "$work"' EXIT

# $ROLECALL_INTEROP_SECONDS: what there is no time for is left out. Without building, a lane takes five minutes at most.
# A build takes at most $ROLECALL_INTEROP_BUILD_SECONDS (600); the next run goes on from what was compiled.
ends=$((SECONDS + ${ROLECALL_INTEROP_SECONDS:-1000000}))
build_seconds() {
  local most=${ROLECALL_INTEROP_BUILD_SECONDS:-600} remain=$((ends - SECONDS - 300))
  [ "$remain" -lt "$most" ] || remain=$most
  echo $((remain > 1 ? remain : 1))
}

# What a lane shows besides its last line.
exec 3>&1
source "$here/cache.sh"
source "$here/sdk/lanes.sh"
source "$here/moto/lane.sh"
source "$here/conformance/lane.sh"
source "$here/kubernetes/lane.sh"
source "$here/external_secrets/lane.sh"
source "$here/opentofu/lane.sh"
source "$here/package/lane.sh"
source "$here/page/lane.sh"
source "$here/providers/lane.sh"
source "$here/site/lane.sh"
all=(conformance moto page sdk-go sdk-java sdk-js sdk-python site providers package kubernetes external-secrets mixed)
builds=(opentofu reproducible aws speed speed-roles)

# What is kept between runs, and the planes and clusters of a lane, want room for their files.
has_room() { [ "$(df --output=avail -BG "$work" "$cache" | tail -n +2 | sort -n | head -n 1 | tr -dc 0-9)" -ge 4 ]; }

passed=0 failed=0 left_out=0
# left_out LANE WHY
left_out() {
  echo "left out: $1: $2"
  left_out=$((left_out + 1))
}

for lane in "${@:-${all[@]}}"; do
  [ "$(build_seconds)" -gt 1 ] || { left_out "$lane" "no time for it"; continue; }
  has_room || { left_out "$lane" "less than 4 GB of room in $work or $cache"; continue; }
  case " ${all[*]} ${builds[*]} " in *" $lane "*) ;; *) echo "there is no lane $lane: ${all[*]} ${builds[*]}" >&2; exit 2 ;; esac
  if ! why=$("needs_${lane//-/_}"); then
    left_out "$lane" "$why"
  elif "run_${lane//-/_}" >"$work/$lane.log" 2>&1; then
    echo "passed:   $lane: $(tail -n 1 "$work/$lane.log")"
    passed=$((passed + 1))
  else
    echo "FAILED:   $lane"
    grep ' *FAIL' "$work/$lane.log" | cut -c1-240 | head -n 30 || true
    tail -n 5 "$work/$lane.log"
    failed=$((failed + 1))
  fi
done
[ $# != 0 ] || echo "not run: ${builds[*]}: by LANES=… alone, they build OpenTofu, the program twice, the aws provider, and measure"
echo "interop: $passed passed, $failed failed, $left_out skipped"
[ "$failed" = 0 ]
