#!/usr/bin/env bash
# The README's story on a real API server. Usage: ROLECALL=PROGRAM binaries=FOLDER check.sh WORK_FOLDER
# Each line of output is a check; it ends at the first that does not hold.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mkdir -p "$1" && readlink -f "$1")
source "$here/frame.sh"
source "$here/control_plane.sh"
start_control_plane
ok "control plane"

source "$here/plane_account.sh"

port=$(free_port)
"$ROLECALL" serve --data-dir "$work/plane" --account-id 054000737513 --region eu-central-1 --listen "127.0.0.1:$port" \
  --tls-cert "$work/pki/rolecall.crt" --tls-key "$work/pki/rolecall.key" --kubernetes="$work/rolecall.kubeconfig" \
  --token-review >"$work/serve.log" 2>&1 &
serve=$!
pids+=("$serve")
eventually curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/readyz"
ok "ready once the service accounts are there"
eval "$("$ROLECALL" env --data-dir "$work/plane")"

$kubectl apply -f - >/dev/null <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: pod-identity-webhook}
webhooks:
- name: pod-identity-webhook.amazonaws.com
  failurePolicy: Fail
  sideEffects: None
  admissionReviewVersions: [v1]
  clientConfig: {url: "https://127.0.0.1:$port/mutate", caBundle: $(base64 -w0 "$work/pki/ca.crt")}
  rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}]
YAML
make_role() {
  run 0 "$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com
  run 0 "$aws" iam create-role --path /k8s-main/ --role-name ExternalSecrets --assume-role-policy-document '{"Version":"2012-10-17",
    "Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/'"${issuer#https://}"'"},
    "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"'"${issuer#https://}"':sub":"system:serviceaccount:external-secrets:aws-secretsmanager"}}}]}'
}
make_role
run 0 "$aws" iam put-role-policy --role-name ExternalSecrets --policy-name secrets \
  --policy-document "file://$root/examples/k8s-main/external-secrets-policy.json"
run 0 "$aws" secretsmanager create-secret --name k8s-main/database --secret-string '{"user":"app"}'
run 0 "$aws" secretsmanager create-secret --name other/database --secret-string no

# The example's manifests as they are. The service account comes first; the watch brings it within a moment.
run 0 $kubectl apply -f "$root/examples/manifests/aws-secretsmanager-sa.yaml"
injected() {
  $kubectl -n external-secrets delete pod awscli --ignore-not-found --grace-period=0 --force
  $kubectl apply -f "$root/examples/manifests/aws-cli-pod.yaml"
  $kubectl -n external-secrets get pod awscli -o jsonpath='{.spec.containers[0].env[*].name}' | grep -q AWS_WEB_IDENTITY_TOKEN_FILE
}
eventually injected
run 0 $kubectl -n external-secrets get pod awscli -o json
python3 - "$work/out" <<'PY'
import json, sys
pod = json.load(open(sys.argv[1]))
env = {v["name"]: v.get("value") for v in pod["spec"]["containers"][0]["env"]}
assert env["AWS_ROLE_ARN"] == "arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets", env
token = next(v for v in pod["spec"]["volumes"] if v["name"] == "aws-iam-token")["projected"]["sources"][0]["serviceAccountToken"]
assert token["audience"] == "sts.amazonaws.com" and token["path"] == "token", token
assert any(m["name"] == "aws-iam-token" and m["readOnly"] for m in pod["spec"]["containers"][0]["volumeMounts"])
PY
ok "the pod as stored has the injection"

as_pod=("$ROLECALL" exec --kubernetes="$work/admin.kubeconfig" --service-account external-secrets/aws-secretsmanager --pod awscli --)
run 0 "${as_pod[@]}" "$aws" sts get-caller-identity --query Arn --output text
out_has "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/"
ok "aws sts get-caller-identity with the pod's own token"
run 0 "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id k8s-main/database --query SecretString --output text
out_has '{"user":"app"}'
ok "secret allowed"
run 254 "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id other/database
err_has "AccessDeniedException"
ok "other secret refused"

# What External Secrets does with a second audience in its reference: AWS takes no token for two.
printf '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["sts.amazonaws.com","vault"]}}' >"$work/two.json"
run 0 $kubectl create --raw /api/v1/namespaces/external-secrets/serviceaccounts/aws-secretsmanager/token -f "$work/two.json"
two=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["status"]["token"])' "$work/out")
run 254 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$aws" sts assume-role-with-web-identity --role-session-name external-secrets-provider-aws \
  --role-arn arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets --web-identity-token "$two"
err_has "InvalidIdentityToken"
ok "token for two audiences refused"

# What makes pods makes injected pods.
$kubectl -n external-secrets apply -f - >/dev/null <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: external-secrets}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: aws-secretsmanager, containers: [{name: web, image: web}]}
YAML
both() {
  [ "$($kubectl -n external-secrets get pods -l app=web -o jsonpath='{.items[*].spec.containers[0].env[*].name}' | tr ' ' '\n' | grep -c AWS_WEB_IDENTITY_TOKEN_FILE)" = 2 ]
}
eventually both
ok "Deployment through ReplicaSet"

source "$here/rbac_paths.sh"
source "$here/webhook_alone.sh"
source "$here/scale.sh"
if is_old; then echo "the engine's resources: left out (tried on Kubernetes 1.21 and later)"; else source "$here/provider.sh"; fi
if is_old; then echo "deploy/: left out (it is for Kubernetes 1.21 and later)"; else source "$here/deploy.sh"; fi

# The API server is started anew: the watch goes on, and what came meanwhile is seen.
kill "$api_server"
wait "$api_server" 2>/dev/null || true
start_api_server
$kubectl -n external-secrets create serviceaccount later >/dev/null
$kubectl -n external-secrets annotate serviceaccount later eks.amazonaws.com/role-arn=arn:aws:iam::054000737513:role/k8s-main/Later >/dev/null
later() {
  $kubectl -n external-secrets delete pod later --ignore-not-found --grace-period=0 --force
  $kubectl -n external-secrets apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: later, namespace: external-secrets}
spec: {serviceAccountName: later, containers: [{name: c, image: i}]}
YAML
  $kubectl -n external-secrets get pod later -o jsonpath='{.spec.containers[0].env[*].value}' | grep -q k8s-main/Later
}
eventually later
ok "API server restarted"

# A token ends with its pod: STS asks the cluster, and the API server gives none for one that is gone.
run 0 "$ROLECALL" token mint --kubernetes="$work/admin.kubeconfig" --service-account external-secrets/aws-secretsmanager --pod awscli
bound=$(cat "$work/out")
exchange() {
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$aws" sts assume-role-with-web-identity --role-session-name check \
    --role-arn arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets --web-identity-token "$bound"
}
run 0 exchange
$kubectl -n external-secrets delete pod awscli --grace-period=0 --force >/dev/null 2>&1
run 1 "${as_pod[@]}" true
err_has 'Error from server (NotFound): pods "awscli" not found'
ok "no token for a pod that is gone"
is_refused() { ! exchange 2>"$work/err" && grep -q "does not take this token any more" "$work/err"; }
eventually is_refused
ok "the pod's token is refused by STS"

# The doctor finds the cluster well but for its issuer, whose name nobody outside knows, and sees a webhook that is gone.
run 0 "$ROLECALL" doctor -kubernetes="$work/admin.kubeconfig" -endpoint "$AWS_ENDPOINT_URL" -ignore issuer-unreachable \
  -ignore role-annotation-unknown-role -ignore trust-oidc-no-aud
run 0 $kubectl delete mutatingwebhookconfiguration pod-identity-webhook
run 2 "$ROLECALL" doctor -kubernetes="$work/admin.kubeconfig"
out_has "webhook-missing"
out_has "webhook-dry-run"
ok "doctor"
if is_old; then echo "external signer: left out (it is of Kubernetes 1.32 and later)"; else source "$here/signer.sh"; source "$here/rotation.sh"; fi
echo "$count checks on Kubernetes $($kubectl version -o json 2>/dev/null | python3 -c 'import json, sys; print(json.load(sys.stdin)["serverVersion"]["gitVersion"])')"
