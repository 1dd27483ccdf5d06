#!/usr/bin/env bash
# The webhook as the API server meets it: over TLS by its own CA, on kept connections, while service accounts change
# beside; alone (`rolecall webhook`) and beside the plane (`serve --webhook-listen`); and recorded reviews.
source "$(dirname "$0")/../support/plane.sh"
here=$(dirname "$0")
mkdir "$work/m"
account() { # account NAME ROLE
  printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: %s\n  namespace: apps\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/%s\n' "$1" "$2"
}
account web Web >"$work/m/web.yaml"
review() { # review SERVICE-ACCOUNT
  printf '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","namespace":"apps","operation":"CREATE","object":{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-"},"spec":{"serviceAccountName":"%s","containers":[{"name":"c","image":"i"}]}}}}' "$1"
}
review web >"$work/review.json"

# 1. Recorded reviews, each kind of them
run 0 /usr/bin/python3 "$here/webhook_cases.py" "$ROLECALL" "$here/../cases/webhook.jsonl"
cat "$work/out"
run 1 "$ROLECALL" inject -replay -f x
echo '{"name":"x","flags":{"no-such-flag":1},"request":{}}' >"$work/bad.jsonl"
code=0; "$ROLECALL" inject -replay <"$work/bad.jsonl" 2>"$work/err" || code=$?
[ $code = 1 ] || fail "a flag that does not exist is passed over"
err_has "line 1: "

# 2. Alone, with certificates of its own
"$ROLECALL" webhook --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --cert-dir "$work/certs" --manifests "$work/m" \
  --namespace identity --v=4 --resync-period=60s >"$work/serve-hook.log" 2>&1 &
hook=$!
planes+=("$hook")
for _ in $(seq 1 200); do
  grep -q ready "$work/serve-hook.log" && break
  kill -0 "$hook" 2>/dev/null || fail "the webhook ended: $(cat "$work/serve-hook.log")"
  sleep 0.05
done
grep -q -- '--resync-period has no effect' "$work/serve-hook.log" || fail "a flag without effect is not told"
url=$(sed -n 's/.*ready on \(https[^ ]*\).*/\1/p' "$work/serve-hook.log")
metrics=$(sed -n 's/.*metrics \(http[^ ]*\).*/\1/p' "$work/serve-hook.log")/metrics
ask() { curl -s --cacert "$work/certs/ca.crt" -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$1/mutate"; }
run 0 ask "$url"
out_has '"patchType":"JSONPatch"'
out_has 'web identity, role arn:aws:iam::054000737513:role/Web of service account apps/web'
run 60 curl -s "$url/healthz"
run 0 curl -s --cacert "$work/certs/ca.crt" "$url/readyz"
out_is ok
run 0 curl -s --resolve "pod-identity-webhook.identity.svc:${url##*:}:127.0.0.1" --cacert "$work/certs/ca.crt" \
  "https://pod-identity-webhook.identity.svc:${url##*:}/healthz"
[ "$(stat -c %a "$work/certs/ca.pem")" = 600 ] || fail "the CA's key can be read by others"

# 3. Manifests change, break and are mended beside reviews on a kept connection; no review waits for that
run 0 /usr/bin/python3 "$here/webhook_load.py" "$url" "$work/certs/ca.crt" "$work/m" "$metrics"
cat "$work/out"
[ "$(grep -c 'the last good ones stay' "$work/serve-hook.log")" = 1 ] || fail "a broken manifest is not told once"

# 4. What makes the API server ask it
run 0 "$ROLECALL" webhook -print-configuration --cert-dir "$work/certs" --namespace identity --listen 127.0.0.1:0 \
  --pod-selector inject=yes --exclude-namespace kube-system --exclude-namespace bootstrap
cp "$work/out" "$work/configuration.yaml"
out_has "failurePolicy: Fail"
out_has "$(base64 -w0 <"$work/certs/ca.crt")"
/usr/bin/python3 - "$work/configuration.yaml" <<'PY' || fail "the configuration is not what it should be"
import sys
try:
    import yaml
except ImportError:
    sys.exit(0)
hook = yaml.safe_load(open(sys.argv[1]))["webhooks"][0]
assert hook["namespaceSelector"]["matchExpressions"][0]["values"] == ["kube-system", "bootstrap", "identity"], hook
assert {"key": "inject", "operator": "In", "values": ["yes"]} in hook["objectSelector"]["matchExpressions"], hook
assert hook["clientConfig"]["service"] == {"name": "pod-identity-webhook", "namespace": "identity", "path": "/mutate", "port": 443}, hook
PY
run 0 "$ROLECALL" webhook -print-configuration --cert-dir "$work/certs" --failure-policy Ignore --url https://10.0.0.1/mutate
out_has "failurePolicy: Ignore"
out_has "url: https://10.0.0.1/mutate"
for refused in "--failure-policy Maybe" "--tls-min-version 1.0" "--kubeconfig x" "--kube-api https://x" "--kubernetes=x" "--tls-cert x" "--compose-role-arn"; do
  run 1 "$ROLECALL" webhook --listen 127.0.0.1:0 --metrics-listen "" --cert-dir "$work/other" $refused
done
kill -TERM "$hook"
code=0; wait "$hook" || code=$?
[ $code = 0 ] || fail "the webhook does not stop in order: $code"

# 5. The service accounts of a cluster, by list and watch; not ready before the first list
/usr/bin/python3 "$here/api_server.py" "$work/api-port" >"$work/api.log" 2>&1 &
api=$!
planes+=("$api")
for _ in $(seq 1 100); do [ -s "$work/api-port" ] && break; sleep 0.05; done
api_url=http://127.0.0.1:$(cat "$work/api-port")
account_json() { printf '{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::054000737513:role/%s"}}}' "$1"; }
put() { curl -sf -X PUT --data "$(account_json "$2")" "$api_url/api/v1/namespaces/apps/serviceaccounts/$1" >/dev/null; }
put web Listed
cat >"$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: "$api_url"}}]
users: [{name: test, user: {token: none}}]
YAML
"$ROLECALL" webhook --kubernetes="$work/kubeconfig" --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --cert-dir "$work/certs" \
  --manifests "$work/m" >"$work/serve-cluster.log" 2>&1 &
hook=$!
planes+=("$hook")
for _ in $(seq 1 200); do
  grep -q ready "$work/serve-cluster.log" && break
  kill -0 "$hook" 2>/dev/null || fail "the webhook ended: $(cat "$work/serve-cluster.log")"
  sleep 0.05
done
url=$(sed -n 's/.*ready on \(https[^ ]*\).*/\1/p' "$work/serve-cluster.log")
until_has() { # until_has TEXT: the answer about web has it within ten seconds
  for _ in $(seq 1 200); do
    ask "$url" >"$work/out"
    grep -qF "$1" "$work/out" && return
    sleep 0.05
  done
  fail "the webhook never answers '$1': $(cat "$work/out" "$work/serve-cluster.log")"
}
until_has "role/Listed of service account apps/web"
run 0 curl -s --cacert "$work/certs/ca.crt" "$url/readyz"
out_is ok
metrics=$(sed -n 's/.*metrics \(http[^ ]*\).*/\1/p' "$work/serve-cluster.log")/metrics
for _ in $(seq 1 100); do
  curl -s "$metrics" >"$work/out"
  grep -qx 'rolecall_webhook_service_accounts 3' "$work/out" && break
  sleep 0.1
done
grep -qx 'rolecall_webhook_service_accounts 3' "$work/out" || fail "the cluster's account is not in the metrics"
out_has "rolecall_webhook_synced 1"
put web Changed
until_has "role/Changed of service account apps/web"
curl -sf -X DELETE "$api_url/api/v1/namespaces/apps/serviceaccounts/web" >/dev/null
until_has "role/Web of service account apps/web"
kill -TERM "$hook"
code=0; wait "$hook" || code=$?
[ $code = 0 ] || fail "the webhook of a cluster does not stop in order: $code"

# 6. Beside the plane: a listener of its own with TLS, the plane without
start_plane data --account-id 054000737513 --region eu-central-1 --manifests "$work/m" --webhook-listen 127.0.0.1:0 --role-session-name
url=$(sed -n 's/.*webhook \(https[^ ]*\).*/\1/p' "$work/serve-data.log")
run 0 curl -s --cacert "$work/data/webhook/ca.crt" -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$url/mutate"
cp "$work/out" "$work/own"
run 0 curl -s -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$AWS_ENDPOINT_URL/mutate"
cmp -s "$work/out" "$work/own" || fail "the two listeners answer differently"
run 0 curl -s -o /dev/null -w '%{http_code}' --cacert "$work/data/webhook/ca.crt" "$url/metrics"
out_is 404
run 0 curl -s "$AWS_ENDPOINT_URL/metrics"
out_has 'rolecall_webhook_reviews_total{reason="web_identity"} 2'
# /validate: what the plane knows of the role
run 0 curl -s --cacert "$work/data/webhook/ca.crt" -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$url/validate"
out_has '"allowed":true'
out_has 'service account apps/web cannot assume arn:aws:iam::054000737513:role/Web: there is no role'
run 0 "$aws" iam create-open-id-connect-provider --url https://oidc.rolecall.internal --client-id-list sts.amazonaws.com
trust() {
  printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.rolecall.internal"},"Condition":{"StringEquals":{"oidc.rolecall.internal:sub":"system:serviceaccount:%s"}}}]}' "$1"
}
run 0 "$aws" iam create-role --role-name Web --assume-role-policy-document "$(trust apps/web)"
validate() { curl -s --cacert "$work/data/webhook/ca.crt" -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$url/validate"; }
run 0 validate
out_has 'gives it not to system:serviceaccount:apps:web'
out_has 'wants'
run 0 "$aws" iam update-assume-role-policy --role-name Web --policy-document "$(trust apps:web)"
run 0 validate
out_has '"allowed":true'
out_lacks warnings
# Whoever reaches the plane is not told what trust policies say
run 0 curl -s -H 'Content-Type: application/json' --data-binary "@$work/review.json" "$AWS_ENDPOINT_URL/validate"
out_lacks '"allowed"'
run 1 "$ROLECALL" serve --ephemeral --listen 127.0.0.1:0 --data-dir "" --webhook-listen 127.0.0.1:0 --webhook-tls-cert "$work/certs/tls.crt"
err_has "go together"
echo "webhook: good"
