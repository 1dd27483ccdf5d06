#!/usr/bin/env bash
# A restart refuses nobody, where a supervisor holds the listening socket: the webhook and the plane.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
supervise="$here/../support/supervisor.py"
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# supervised NAME PORT COMMAND…
supervised() {
  "$supervise" "127.0.0.1:$2" "${@:3}" >"$work/serve-$1.log" 2>&1 &
  supervisor=$!
  planes+=("$supervisor")
  for _ in $(seq 1 200); do
    grep -q 'ready on' "$work/serve-$1.log" && return
    kill -0 "$supervisor" 2>/dev/null || fail "$1 ended: $(cat "$work/serve-$1.log")"
    sleep 0.05
  done
  fail "$1 is not ready"
}
mkdir "$work/m"
printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: apps}\n' >"$work/m/web.yaml"

port=$(free_port)
supervised hook "$port" "$ROLECALL" webhook --manifests "$work/m" --cert-dir "$work/certs" --listen "127.0.0.1:$port" --metrics-listen ""
run 0 /usr/bin/python3 "$here/restart_load.py" "https://127.0.0.1:$port/mutate" "$work/certs/ca.crt" "$supervisor" "$work/serve-hook.log" 4
cat "$work/out"

port=$(free_port)
supervised plane "$port" "$ROLECALL" serve --data-dir "$work/data" --account-id 054000737513 --listen "127.0.0.1:$port"
run 0 /usr/bin/python3 "$here/restart_load.py" "http://127.0.0.1:$port/healthz" - "$supervisor" "$work/serve-plane.log" 4
cat "$work/out"

# A socket for an address that nothing listens on would leave its clients waiting for ever
other=$(free_port)
"$supervise" "127.0.0.1:$(free_port)" "$ROLECALL" webhook --manifests "$work/m" --cert-dir "$work/certs" --listen "127.0.0.1:$other" \
  --metrics-listen "" >"$work/serve-other.log" 2>&1 &
planes+=($!)
for _ in $(seq 1 200); do grep -qs 'was handed over' "$work/serve-other.log" && break; sleep 0.05; done
grep -q 'LISTEN_FDS: a socket for 127.0.0.1:[0-9]* was handed over, but nothing is told to listen there' "$work/serve-other.log" ||
  fail "a socket that nobody takes is not told: $(cat "$work/serve-other.log")"
run 1 "$ROLECALL" webhook --manifests "$work/m" --listen 127.0.0.1:0 --shutdown-delay 2h
err_has '--shutdown-delay: "2h" is not a duration from 0s to 1m'
echo "restart: good"
