# For end-to-end tests in bash: a plane of its own on port 0 and a temporary folder, and assertions.
# Sourced with ROLECALL set. The test ends with an error at the first assertion that does not hold.
set -euo pipefail
aws=${AWS_CLI:-/usr/bin/aws}
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-e2e-XXXXXX")
planes=()

finish() {
  local code=$?
  # All are told before any is waited for: a database waits for its planes.
  for pid in "${planes[@]:-}"; do [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${planes[@]:-}"; do [ -z "$pid" ] || wait "$pid" 2>/dev/null || true; done
  if [ $code != 0 ]; then
    echo "--- last output:"; tail -n 40 "$work/out" 2>/dev/null || true
    echo "--- last errors:"; tail -n 40 "$work/err" 2>/dev/null || true
    echo "--- server:"; tail -n 20 "$work"/serve*.log 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null HOME=$work

# No test asks a real registry for providers.
printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s/no-packages"\n  }\n}\n' "$work" >"$work/.tofurc"

fail() { echo "FAILED: $*" >&2; exit 1; }

# start_plane NAME [FLAGS…]: starts a server on port 0 and points the environment at it.
start_plane() {
  local name=$1 pid
  shift
  # Emptied here: the new process does it later, and a plane of that name may have run before.
  : >"$work/serve-$name.log"
  "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/$name" "$@" >>"$work/serve-$name.log" 2>&1 &
  pid=$!
  planes+=("$pid")
  for _ in $(seq 1 600); do
    grep -q ready "$work/serve-$name.log" && break
    kill -0 "$pid" 2>/dev/null || fail "the server ended: $(cat "$work/serve-$name.log")"
    sleep 0.05
  done
  plane_pid=$pid
  eval "$("$ROLECALL" env --data-dir "$work/$name")"
}

# run CODE COMMAND…: runs it, keeps $work/out and $work/err, and checks its exit code.
run() {
  local wanted=$1 code=0
  shift
  "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  [ "$code" = "$wanted" ] || fail "exit code $code instead of $wanted: $*"
}
out_has() { grep -qF -- "$1" "$work/out" || fail "the output has no '$1'"; }
out_lacks() { ! grep -qF -- "$1" "$work/out" || fail "the output has '$1'"; }
err_has() { tr '\n│' '  ' <"$work/err" | tr -s ' ' | grep -qF -- "$1" || fail "the errors have no '$1'"; }
# Standard output as one line: warnings of Terraform's commands are wrapped.
out_tells() { tr '\n│' '  ' <"$work/out" | tr -s ' ' | grep -qF -- "$1" || fail "the output does not tell '$1'"; }
out_is() { [ "$(cat "$work/out")" = "$1" ] || fail "the output is '$(cat "$work/out")' instead of '$1'"; }
