#!/usr/bin/env bash
# Large Terraform directories: how time and memory of whole processes grow. Called by run.sh, with a plane in the
# environment; BENCH_SIZES chooses other sizes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rolecall=${ROLECALL:?} work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-scale-XXXXXX")
trap 'rm -rf "$work"' EXIT
row() { printf '%-60s %14s %10s\n' "$1" "$2" "$3"; }
# once COMMAND…: seconds and megabytes of one run
once() {
  command time -f '%e %M' -o "$work/time" "$@" >/dev/null 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  awk '{printf "%.2f s %d MB", $1, $2 / 1024}' "$work/time"
}
for n in ${BENCH_SIZES:-1000 3000 10000 30000}; do
  bash "$here/make_directory.sh" roles "$n" "$work/roles$n"
  cd "$work/roles$n"
  [ "$n" = 10000 ] && targets=("1 s" "2 s") || targets=("" "")
  row "engine: $n roles: validate" "$(once "$rolecall" validate)" "${targets[0]}"
  row "engine: $n roles: plan from an empty state" "$(once "$rolecall" plan)" "${targets[1]}"
  for kind in data blocks modules; do
    bash "$here/make_directory.sh" $kind "$n" "$work/$kind$n"
    cd "$work/$kind$n"
    row "engine: $n $kind: apply" "$(once "$rolecall" apply -auto-approve)" ""
    row "engine: $n $kind: plan, nothing to do" "$(once "$rolecall" plan)" ""
  done
done
