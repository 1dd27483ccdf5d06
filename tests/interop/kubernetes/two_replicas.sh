# Two replicas behind a Service, replaced one after the other while pods come. Sourced by webhook_alone.sh.
$kubectl apply -f - >/dev/null <<'YAML'
apiVersion: v1
kind: Namespace
metadata: {name: pod-identity-webhook}
---
apiVersion: v1
kind: Service
metadata: {name: pod-identity-webhook, namespace: pod-identity-webhook}
spec: {ports: [{name: https, port: 443}]}
YAML
# endpoint REPLICA READY
endpoint() {
  $kubectl apply -f - >/dev/null <<YAML
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: replica-$1, namespace: pod-identity-webhook, labels: {kubernetes.io/service-name: pod-identity-webhook}}
addressType: IPv4
endpoints: [{addresses: ["$service_address"], conditions: {ready: $2}}]
ports: [{name: https, port: ${replica_port[$1]}}]
YAML
}
start_replica() {
  "$ROLECALL" webhook --kubernetes="$work/rolecall.kubeconfig" --tls-cert "$work/served.crt" --tls-key "$work/served.key" \
    --listen "$service_address:${replica_port[$1]}" --metrics-listen "" --shutdown-delay 2s >"$work/replica-$1.log" 2>&1 &
  replica[$1]=$!
  pids+=($!)
  eventually curl -sf --cacert "$work/pki/ca.crt" --connect-to "pod-identity-webhook.pod-identity-webhook.svc:443:$service_address:${replica_port[$1]}" \
    https://pod-identity-webhook.pod-identity-webhook.svc/readyz
  endpoint "$1" true
}
replica=() replica_port=([1]=$(free_port) [2]=$(free_port))
start_replica 1
start_replica 2
mv "$work/hook.yaml" "$work/one.yaml"
run 0 "$ROLECALL" webhook --tls-cert "$work/served.crt" --tls-key "$work/served.key" --ca-bundle "$work/pki/ca.crt" \
  --namespace pod-identity-webhook --print-configuration
cp "$work/out" "$work/hook.yaml"
run 0 $kubectl apply -f "$work/hook.yaml"
eventually asked_at ""
pods_come
for number in 1 2; do
  # As the kubelet and the controller do it: at once, and not in an agreed order.
  kill "${replica[$number]}"
  endpoint "$number" false
  wait "${replica[$number]}" || true
  start_replica "$number"
done
pods_came "two replicas replaced one by one"
# Back to the one before, for what comes.
kill "${replica[1]}" "${replica[2]}"
run 0 $kubectl apply -f "$work/one.yaml"
eventually asked_at "$hook_url"
