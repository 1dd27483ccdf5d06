#!/usr/bin/env bash
# The real External Secrets controller, which asks the plane where it would ask AWS.
# Usage: ROLECALL=PROGRAM binaries=FOLDER external_secrets=FOLDER check.sh WORK_FOLDER
# Each "… ok" of the output is a check; it ends at the first that does not hold.
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
here=$own/../kubernetes
root=$(cd "$own/../../.." && pwd)
work=$(mkdir -p "$1" && readlink -f "$1")
source "$here/frame.sh"
source "$here/control_plane.sh"
start_control_plane
source "$here/plane_account.sh"

# The plane, with what the seed's story has in it and a role to go on to.
port=$(free_port)
"$ROLECALL" serve --data-dir "$work/plane" --account-id 054000737513 --region eu-central-1 --listen "127.0.0.1:$port" \
  --tls-cert "$work/pki/rolecall.crt" --tls-key "$work/pki/rolecall.key" --kubernetes="$work/rolecall.kubeconfig" \
  --token-review >"$work/serve.log" 2>&1 &
pids+=($!)
eventually curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/readyz"
eval "$("$ROLECALL" env --data-dir "$work/plane")"
run 0 "$ROLECALL" cluster init -kubernetes="$work/admin.kubeconfig" -register
provider=arn:aws:iam::054000737513:oidc-provider/${issuer#https://}
run 0 "$aws" iam create-role --path /k8s-main/ --role-name ExternalSecrets --assume-role-policy-document '{"Version":"2012-10-17",
  "Statement":[{"Effect":"Allow","Principal":{"Federated":"'"$provider"'"},"Action":"sts:AssumeRoleWithWebIdentity",
  "Condition":{"StringEquals":{"'"${issuer#https://}"':sub":"system:serviceaccount:external-secrets:aws-secretsmanager"}}}]}'
run 0 "$aws" iam put-role-policy --role-name ExternalSecrets --policy-name own --policy-document "file://$own/policy.json"
run 0 "$aws" iam create-role --path /k8s-main/ --role-name Chained --assume-role-policy-document '{"Version":"2012-10-17",
  "Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets"},
  "Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"store","aws:RequestTag/team":"canida"}}}]}'
run 0 "$aws" iam put-role-policy --role-name Chained --policy-name own --policy-document '{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-central-1:054000737513:secret:other/*",
  "Condition":{"StringEquals":{"aws:PrincipalTag/team":"canida"}}}]}'
secret() { run 0 "$aws" secretsmanager "$@"; }
secret create-secret --name k8s-main/database --secret-string '{"user":"app","password":"first"}' --tags Key=team,Value=canida Key=tier,Value=db
version_id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["VersionId"])' "$work/out")
secret put-secret-value --secret-id k8s-main/database --secret-string '{"user":"app","password":"second"}'
printf '\0\1\377' >"$work/key"
secret create-secret --name k8s-main/key --secret-binary "fileb://$work/key" --tags Key=team,Value=canida
secret create-secret --name other/database --secret-string other-value
# More than a page; one client, because starting one takes a second.
/usr/bin/python3 - "$AWS_ENDPOINT_URL" <<'PY'
import sys
import boto3
client = boto3.client("secretsmanager", endpoint_url=sys.argv[1], region_name="eu-central-1")
for number in range(10, 35):
    client.create_secret(Name=f"k8s-main/many/{number}", SecretString=f"value {number}")
PY
run 0 "$aws" ssm put-parameter --name /k8s-main/url --type String --value '{"host":"db"}' --tags Key=team,Value=canida
run 0 "$aws" ssm put-parameter --name /k8s-main/password --type SecureString --value hidden
ok "plane filled, its provider made by cluster init"

run 0 $kubectl apply --server-side -f "$external_secrets/crds"
run 0 $kubectl apply -f "$root/examples/manifests/aws-secretsmanager-sa.yaml"
controller_port=$(free_port)
env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_ENDPOINT_URL -u AWS_REGION -u AWS_DEFAULT_REGION \
  KUBECONFIG="$work/admin.kubeconfig" AWS_STS_ENDPOINT="$AWS_ENDPOINT_URL" AWS_SECRETSMANAGER_ENDPOINT="$AWS_ENDPOINT_URL" \
  AWS_SSM_ENDPOINT="$AWS_ENDPOINT_URL" "$external_secrets/external-secrets" --metrics-addr 127.0.0.1:0 \
  --live-addr "127.0.0.1:$controller_port" --concurrent 4 --loglevel debug >"$work/controller.log" 2>&1 &
pids+=($!)
eventually curl -sf "http://127.0.0.1:$controller_port/healthz"

# applied FILE: once the API server serves what is in it.
applied() { eventually $kubectl apply -f "$1"; }
# The kinds' values, as the API server stores them.
value() { $kubectl -n external-secrets get secret "$1" -o "jsonpath={.data.$2}" 2>/dev/null | base64 -d; }
is() { [ "$(value "$1" "$2")" = "$3" ]; }
value_becomes() { eventually is "$1" "$2" "$3" || { echo "$1.$2 is '$(value "$1" "$2")' instead of '$3'"; return 1; }; }
keys() { $kubectl -n external-secrets get secret "$1" -o json | python3 -c 'import json, sys; print(*sorted(json.load(sys.stdin)["data"]))'; }
# condition KIND NAME: of readiness, with its message
condition() {
  $kubectl -n external-secrets get "$1" "$2" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status} {.status.conditions[?(@.type=="Ready")].message}'
}
is_ready() { [[ "$(condition "$1" "$2")" == True* ]]; }
is_not_ready() { [[ "$(condition "$1" "$2")" == False* ]]; }

sed "s#uuid/VERSION#uuid/$version_id#" "$own/manifests/read.yaml" >"$work/read.yaml"
applied "$work/read.yaml"
eventually is_ready secretstore aws
ok "store is ready: TokenRequest, AssumeRoleWithWebIdentity"
value_becomes data password second
value_becomes data whole '{"user":"app","password":"second"}'
value_becomes data previous first
value_becomes data exact first
[[ "$(value data tags)" == *'"team":"canida"'* ]]
[ "$(value data binary | od -An -tx1 | tr -d ' ')" = 0001ff ]
ok "data: property, whole, stages and versions, tags, binary"
value_becomes extract user app
value_becomes extract password second
ok "extract"
eventually is_ready externalsecret by-name
[ "$(keys by-name)" = "k_s_main_database k_s_main_key" ]
ok "find by name"
value_becomes by-path k8s_main_many_34 "value 34"
[ "$(keys by-path | wc -w)" = 25 ]
ok "find by path, in pages"
eventually is_ready externalsecret by-tags
[ "$(keys by-tags)" = k8s_main_database ]
ok "find by tags"
eventually is_not_ready externalsecret denied
grep -q 'AccessDeniedException.*assumed-role/ExternalSecrets/external-secrets-provider-aws is not authorized to perform: secretsmanager:GetSecretValue' "$work/controller.log"
! $kubectl -n external-secrets get secret denied >/dev/null 2>&1
eventually is_not_ready externalsecret missing
ok "what is denied or missing stays away"
secret put-secret-value --secret-id k8s-main/database --secret-string '{"user":"app","password":"third"}'
value_becomes data password third
value_becomes data previous second
ok "a new version is fetched"

applied "$own/manifests/stores.yaml"
value_becomes chained x other-value
ok "role chaining with external id and session tags, by a ClusterSecretStore"
eventually is_not_ready secretstore two-audiences
grep -q 'AssumeRoleWithWebIdentity.*InvalidIdentityToken' "$work/controller.log"
eventually is_not_ready secretstore stranger
grep -q 'AssumeRoleWithWebIdentity.*AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity' "$work/controller.log"
ok "second audience and another service account refused"
run 2 "$ROLECALL" doctor -kubernetes="$work/admin.kubeconfig"
out_has store-audiences
ok "doctor says so"

applied "$own/manifests/parameters.yaml"
value_becomes parameter password hidden
value_becomes parameter host db
value_becomes parameter first '{"host":"db"}'
value_becomes parameter tags '{"team":"canida"}'
run 0 "$aws" ssm put-parameter --name /k8s-main/url --value '{"host":"db2"}' --overwrite
value_becomes parameter host db2
value_becomes parameter first '{"host":"db"}'
eventually is_ready externalsecret parameters-by-path
[ "$(keys parameters-by-path)" = "_k8s_main_password _k8s_main_url" ]
eventually is_ready externalsecret parameters-by-tags
[ "$(keys parameters-by-tags)" = _k8s_main_url ]
ok "Parameter Store: values, versions, tags, by path, by tags"

applied "$own/manifests/push.yaml"
pushed() { [ "$("$aws" "${@:2}" --output text 2>/dev/null)" = "$1" ]; }
token=(secretsmanager get-secret-value --secret-id k8s-main/pushed --query SecretBinary)
eventually pushed "$(printf pushed-value | base64)" "${token[@]}"
eventually pushed '{"other":"second"}' secretsmanager get-secret-value --secret-id k8s-main/pushed-json --query SecretString
eventually pushed canida secretsmanager describe-secret --secret-id k8s-main/pushed-json --query "Tags[?Key=='team'].Value"
run 0 "$aws" secretsmanager get-resource-policy --secret-id k8s-main/pushed-json
out_has CancelRotateSecret
parameter=(ssm get-parameter --name /k8s-main/pushed --with-decryption --query Parameter.Value)
eventually pushed pushed-value "${parameter[@]}"
ok "PushSecret"
$kubectl -n external-secrets patch secret source -p '{"stringData":{"token":"changed-value"}}' >/dev/null
eventually pushed "$(printf changed-value | base64)" "${token[@]}"
eventually pushed changed-value "${parameter[@]}"
ok "PushSecret after a change"
run 0 $kubectl -n external-secrets delete pushsecret push push-parameter
run 254 "$aws" ssm get-parameter --name /k8s-main/pushed
err_has ParameterNotFound
run 254 "$aws" "${token[@]}"
err_has "marked for deletion"
ok "PushSecret's deletion"
echo "$count checks with External Secrets on Kubernetes $version"
