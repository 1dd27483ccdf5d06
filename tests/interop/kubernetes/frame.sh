# What the checks on a real cluster share: how they say what holds, and that nothing is left behind. Sourced with $work
# set. Each "… ok" of the output is a check; the first that does not hold ends it.
pids=()
# A number may be another's by now.
is_ours() { [ "$(awk '{print $4}' "/proc/$1/stat" 2>/dev/null)" = $$ ]; }
finish_processes() {
  local pid
  for pid in $(printf '%s\n' "${pids[@]:-}" | tac); do ! is_ours "$pid" || kill "$pid" 2>/dev/null || true; done
  for _ in $(seq 50); do
    for pid in "${pids[@]:-}"; do ! is_ours "$pid" || { sleep 0.1; continue 2; }; done
    break
  done
  for pid in "${pids[@]:-}"; do ! is_ours "$pid" || kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
finish() {
  local code=$?
  finish_processes
  [ $code = 0 ] || { echo "FAIL"; tail -n 5 "$work"/out "$work"/err "$work"/serve.log 2>/dev/null || true; }
}
trap finish EXIT
for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_CA_BUNDLE=$work/pki/ca.crt HOME=$work
aws=/usr/bin/aws
count=0
ok() { count=$((count + 1)); echo "$1 ok"; }
# run CODE COMMAND…: keeps $work/out and $work/err.
run() {
  local wanted=$1 code=0
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" = "$wanted" ] || { echo "exit code $code instead of $wanted: $*"; return 1; }
}
out_has() { grep -qF -- "$1" "$work/out" || { echo "the output has no '$1'"; return 1; }; }
err_has() { grep -qF -- "$1" "$work/err" || { echo "the errors have no '$1'"; return 1; }; }
# eventually COMMAND…: within a minute; the machine may be busy.
eventually() {
  for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done
  echo "never: $*"
  return 1
}
