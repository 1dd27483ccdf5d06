#!/usr/bin/env bash
# The webhook by TLS on kept connections, with 10,000 service accounts from a watch: reviews a second on one core, and
# how long they take beside 1,000 changes of service accounts a second. Called by run.sh; loopback only.
# Usage: ROLECALL=PROGRAM webhook.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rolecall=${ROLECALL:?} seconds=${BENCH_SECONDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-webhook-XXXXXX")
pids=()
finish() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; done; rm -rf "$work"; }
trap finish EXIT
row() { printf '%-60s %14s %10s\n' "$1" "$2" "$3"; }
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
cpu() { awk '{print ($14 + $15) / 100}' "/proc/$hook/stat"; } # seconds that the webhook has used

# start CHANGES: a source of that many changes a second, and a webhook that watches it.
start() {
  rm -f "$work/source" "$work/told"
  /usr/bin/python3 "$here/webhook_source.py" "$work/source" "$work/told" 10000 "$1" &
  pids+=($!)
  for _ in $(seq 100); do [ -e "$work/source" ] && break; sleep 0.1; done
  cat >"$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "http://127.0.0.1:$(cat "$work/source")"}}]
contexts: [{name: x, context: {cluster: c, user: ""}}]
current-context: x
YAML
  port=$(free_port)
  taskset -c 0 "$rolecall" webhook --kubernetes="$work/kubeconfig" --cert-dir "$work/certificates" --listen "127.0.0.1:$port" \
    --threads 1 --metrics-listen "" >"$work/hook.log" 2>&1 &
  hook=$!
  pids+=("$hook")
  for _ in $(seq 300); do curl -sf --cacert "$work/certificates/ca.crt" "https://127.0.0.1:$port/readyz" >/dev/null 2>&1 && return; sleep 0.1; done
  cat "$work/hook.log"
  return 1
}
stop() { for pid in "${pids[@]}"; do kill "$pid"; wait "$pid" 2>/dev/null || true; done; pids=(); }

review() { # LARGE: how many containers of 20 variables each there are beside the first
  /usr/bin/python3 - "$1" <<'PY'
import json, sys
containers = [{"name": f"c{i}", "image": "registry.example.com/team/app:1.2.3", "resources": {}, "imagePullPolicy": "IfNotPresent",
               "env": [{"name": f"VARIABLE_{n}", "value": f"value-{n}"} for n in range(20 if i else 0)],
               "volumeMounts": [{"name": "kube-api-access-x", "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}],
               "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"} for i in range(int(sys.argv[1]) + 1)]
pod = {"kind": "Pod", "apiVersion": "v1", "metadata": {"generateName": "app-7d9f-", "namespace": "many", "labels": {"app": "app"}},
       "spec": {"serviceAccountName": "account-17", "serviceAccount": "account-17", "containers": containers, "restartPolicy": "Always",
                "volumes": [{"name": "kube-api-access-x", "projected": {"sources": [{"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}]}}]}}
print(json.dumps({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {
    "uid": "0b1d6c3a-5a5f-4f3f-9d51-0e8ac8ae9f4c", "kind": {"group": "", "version": "v1", "kind": "Pod"},
    "resource": {"group": "", "version": "v1", "resource": "pods"}, "name": "", "namespace": "many", "operation": "CREATE",
    "userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller", "groups": ["system:serviceaccounts", "system:authenticated"]},
    "object": pod, "oldObject": None, "dryRun": False, "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"}}}))
PY
}
# load NAME TARGET CONNECTIONS
load() {
  local before after
  taskset -c 1 wrk -t1 -c"$3" -d1s -s "$here/review.lua" "https://127.0.0.1:$port" >/dev/null
  before=$(cpu)
  taskset -c 1 wrk -t1 -c"$3" -d"${seconds}s" --latency -s "$here/review.lua" "https://127.0.0.1:$port" >"$work/wrk.txt"
  after=$(cpu)
  if grep -E 'Non-2xx|^status|Socket errors' "$work/wrk.txt"; then echo "not all answers were good"; exit 1; fi
  row "$1" "$(awk '/Requests\/sec/ {printf "%d/s", $2}' "$work/wrk.txt")" "$2"
  row "  the webhook's own time for one" "$(awk -v used="$(echo "$after $before" | awk '{print $1 - $2}')" '/requests in/ {printf "%.1f us", used * 1e6 / $1}' "$work/wrk.txt")" ""
}

start 0
review 0 >"$work/small.json"
review 20 >"$work/large.json"
# The answer is an injection: what is measured is the whole work.
curl -sf --cacert "$work/certificates/ca.crt" -H 'Content-Type: application/json' --data-binary "@$work/small.json" "https://127.0.0.1:$port/mutate" |
  jq -re '.response.patch' | base64 -d | grep -q 'role/k8s-main/Role17"'
BENCH_REVIEW=$work/small.json load "webhook: reviews by TLS, one core, a pod of $(($(stat -c %s "$work/small.json") / 1024)) KB" "15000/s" 16
BENCH_REVIEW=$work/large.json load "webhook: reviews by TLS, one core, a pod of $(($(stat -c %s "$work/large.json") / 1024)) KB" "" 16
row "webhook: memory with 10,000 service accounts" "$(awk '/VmHWM/ {print int($2 / 1024) " MB"}' "/proc/$hook/status")" "50 MB"
stop

start 1000
before=$(cpu)
first=$(cat "$work/told")
started=$(date +%s%N)
/usr/bin/python3 "$here/webhook_latency.py" "https://127.0.0.1:$port" "$work/certificates/ca.crt" "$work/small.json" "$seconds" >"$work/latency"
told=$(($(cat "$work/told") - first)) took=$((($(date +%s%N) - started) / 1000000))
row "webhook: changes of service accounts a second, meanwhile" "$((told * 1000 / took))/s" "1000/s"
row "  slowest of $(jq -r .count "$work/latency") reviews on one connection" "$(jq -r '"\(.max_ms) ms"' "$work/latency")" "5 ms"
row "  99% of them within" "$(jq -r '"\(.p99_ms) ms"' "$work/latency")" ""
row "  the webhook's own time" "$(awk -v before="$before" -v after="$(cpu)" -v took="$took" 'BEGIN {printf "%.0f %%", (after - before) * 1e5 / took}')" ""
row "webhook: memory after them" "$(awk '/VmHWM/ {print int($2 / 1024) " MB"}' "/proc/$hook/status")" "50 MB"
