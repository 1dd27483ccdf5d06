# `rolecall webhook` in the plane's place, under failurePolicy Fail, while pods come all the time: it is restarted on a
# socket that a supervisor holds, its certificate changes, and two replicas behind a Service are replaced one by one.
# No pod may be refused for it, and none may come without its identity. Sourced by check.sh.

# pods_come / pods_came WHAT: what came in between, as pod_load.py counts it, must all have been injected.
pods_come() {
  rm -f "$work/enough"
  "$here/pod_load.py" "$api" "$work/pki" external-secrets aws-secretsmanager "$work/enough" >"$work/load" 2>&1 &
  load=$!
  pids+=("$load")
  sleep 1
}
pods_came() {
  touch "$work/enough"
  wait "$load" || { cat "$work/load"; return 1; }
  python3 - "$work/load" <<'PY' || return 1
import json, sys
load = json.load(open(sys.argv[1]))
sys.exit(0 if load["created"] > 100 and load["refused"] == 0 and load["bare"] == 0 else f"pods were lost: {load}")
PY
  ok "$1: 0 of $(python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print("%d pods refused, %d a second, slowest %.0f ms" % (d["created"], d["per_second"], d["max_ms"]))' "$work/load")"
}

asked_at() {
  injected && [ "$($kubectl get mutatingwebhookconfiguration pod-identity-webhook -o jsonpath='{.webhooks[0].clientConfig.url}')" = "$1" ]
}
is_ready() { curl -sf --cacert "$2" "https://127.0.0.1:$1/readyz"; }

hook_port=$(free_port)
hook_url=https://127.0.0.1:$hook_port/mutate
run 0 "$ROLECALL" webhook --cert-dir "$work/hook" --listen "127.0.0.1:$hook_port" --url "$hook_url" --print-configuration
cp "$work/out" "$work/hook.yaml"
"$root/tests/support/supervisor.py" "127.0.0.1:$hook_port" "$ROLECALL" webhook --kubernetes="$work/rolecall.kubeconfig" \
  --cert-dir "$work/hook" --listen "127.0.0.1:$hook_port" --metrics-listen "" >"$work/hook.log" 2>&1 &
supervisor=$!
pids+=("$supervisor")
eventually is_ready "$hook_port" "$work/hook/ca.crt"
run 0 $kubectl apply -f "$work/hook.yaml"
eventually asked_at "$hook_url"
ok "rolecall webhook alone"

pods_come
for times in 2 3 4; do
  kill -HUP "$supervisor"
  restarted() { [ "$(grep -c 'webhook ready' "$work/hook.log")" = "$times" ]; }
  eventually restarted
  sleep 0.5
done
pods_came "webhook restarted three times under load"
kill "$supervisor"
wait "$supervisor" || true

# Certificates from files, as cert-manager or a Secret's volume brings them.
certificate() {
  leaf "$1" /CN=pod-identity-webhook "IP:127.0.0.1,DNS:pod-identity-webhook.pod-identity-webhook.svc" serverAuth
  cp "$work/pki/$1.key" "$work/served.key.new" && cp "$work/pki/$1.crt" "$work/served.crt.new"
  mv "$work/served.key.new" "$work/served.key" && mv "$work/served.crt.new" "$work/served.crt"
}
serves() {
  [ "$(openssl s_client -connect "127.0.0.1:$hook_port" </dev/null 2>/dev/null | openssl x509 -noout -serial)" = "$(openssl x509 -noout -serial -in "$work/pki/$1.crt")" ]
}
certificate first
"$ROLECALL" webhook --kubernetes="$work/rolecall.kubeconfig" --tls-cert "$work/served.crt" --tls-key "$work/served.key" \
  --listen "127.0.0.1:$hook_port" --metrics-listen "" >"$work/hook.log" 2>&1 &
hook=$!
pids+=("$hook")
eventually is_ready "$hook_port" "$work/pki/ca.crt"
run 0 "$ROLECALL" webhook --tls-cert "$work/served.crt" --tls-key "$work/served.key" --ca-bundle "$work/pki/ca.crt" \
  --url "$hook_url" --print-configuration
cp "$work/out" "$work/hook.yaml"
run 0 $kubectl apply -f "$work/hook.yaml"
eventually asked_at "$hook_url"
pods_come
for name in second third; do
  certificate "$name"
  eventually serves "$name"
done
pods_came "certificates rotated"

# Two replicas behind a Service, as deploy/ has them, but as processes: this is their endpoints controller.
service_address=$(ip -4 -o addr show scope global 2>/dev/null | awk '{sub(/\/.*/, "", $4); print $4; exit}')
if [ -z "$service_address" ] || is_old; then
  echo "two replicas behind a Service: left out (no address but loopback, or Kubernetes 1.20)"
else
  source "$here/two_replicas.sh"
fi
