#!/usr/bin/env bash
# A cluster's side without a cluster: its issuer is published into a bucket and registered, its keys are rotated, the
# doctor finds what is wrong with its manifests and says what mends it.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
export AWS_DEFAULT_REGION=eu-central-1
start_plane data --account-id $account --region eu-central-1
issuer=https://oidc.cluster.example/id/A1

# The issuer: made, published twice, registered
run 0 "$aws" s3api create-bucket --bucket issuer --create-bucket-configuration LocationConstraint=eu-central-1
run 2 "$ROLECALL" cluster init -issuer $issuer -new-key "$work/keys" -output "$work/site" -s3 issuer/id/A1 -register
out_has "--service-account-issuer=$issuer"
out_has "--service-account-jwks-uri=$issuer/openid/v1/jwks"
out_lacks "sts.amazonaws.com"
err_has "Token provider: made arn:aws:iam::$account:oidc-provider/oidc.cluster.example/id/A1"
err_has "Not yet to be read as AWS does"
[ "$(stat -c %a "$work/keys/sa.key")" = 600 ] || fail "the private key is not for its owner alone"
grep -q "PRIVATE" -r "$work/site" && fail "a private key was published"
run 0 "$aws" s3 cp s3://issuer/id/A1/openid/v1/jwks "$work/jwks"
cmp "$work/jwks" "$work/site/openid/v1/jwks" || fail "bucket and directory differ"
run 0 jq -r .issuer "$work/site/.well-known/openid-configuration"
out_is $issuer
kid=$(jq -r '.keys[0].kid' "$work/jwks")
# Again: nothing is made twice
run 2 "$ROLECALL" cluster init -issuer $issuer -new-key "$work/keys" -output "$work/site" -register
err_has "is there, and takes sts.amazonaws.com"
[ "$(jq -r '.keys[0].kid' "$work/site/openid/v1/jwks")" = "$kid" ] || fail "another key was made"
run 1 "$ROLECALL" cluster init -issuer $issuer/ -new-key "$work/keys" -output "$work/site"
err_has "ends with a slash"

# Its keys: published, not too soon signing, then retired
rotate() { "$ROLECALL" cluster rotate-keys -issuer $issuer -keys "$work/keys" -output "$work/site" -platform k3s "$@"; }
run 2 rotate
err_has "Step 1 of 3"
out_has "service-account-key-file=/etc/kubernetes/pki/next.pub"
[ "$(jq '.keys | length' "$work/site/openid/v1/jwks")" = 2 ] || fail "the new key is not published beside the old one"
run 1 rotate
err_has "the new key signs not before"
run 2 rotate -now
err_has "Step 2 of 3"
[ "$(jq -r '.keys[1].kid' "$work/site/openid/v1/jwks")" = "$kid" ] || fail "the old key is not published while its tokens live"
run 2 rotate -now
err_has "Step 3 of 3"
[ "$(jq '.keys | length' "$work/site/openid/v1/jwks")" = 1 ] || fail "the old key is still published"

# One role for many clusters: within the quota, or laid into several that the plane takes as they are printed
clusters=()
for i in $(seq 12); do clusters+=(-cluster "c$i=https://oidc.cluster.example/id/CLUSTER$i"); done
plan_trust() { "$ROLECALL" cluster plan-trust -role shop -account $account -service-account shop/cart -service-account shop/pay@c1 "$@"; }
run 0 plan_trust -cluster c1=$issuer -cluster c2=https://oidc.other.example
out_has "characters, $(plan_trust -cluster c1=$issuer -cluster c2=https://oidc.other.example -json | jq -r '.roles[0].characters_left | tostring | if length > 3 then .[:-3] + "," + .[-3:] else . end') left"
out_has "EKS Pod Identity"
run 2 plan_trust "${clusters[@]}" -json
[ "$(jq '[.roles[].clusters[].name] | unique | length' "$work/out")" = 12 ] || fail "not every cluster has its role"
[ "$(jq '[.roles[] | select(.characters + .characters_left != 2048 or .characters_left < 0)] | length' "$work/out")" = 0 ] || fail "a role is longer than the quota"
jq '[.roles[].assume_role_policy]' "$work/out" >"$work/planned.json"
mkdir -p "$work/trust"
for i in $(seq 12); do run 0 "$aws" iam create-open-id-connect-provider --url "https://oidc.cluster.example/id/CLUSTER$i" --client-id-list sts.amazonaws.com; done
"$ROLECALL" cluster plan-trust -role shop -account $account -service-account shop/cart -service-account shop/pay@c1 "${clusters[@]}" -terraform >"$work/trust/main.tf" || true
run 0 "$ROLECALL" -chdir="$work/trust" apply -auto-approve
for role in $(jq -r '.resources[].instances[].attributes.name' "$work/trust/terraform.tfstate"); do
  "$aws" iam get-role --role-name "$role" --query Role.AssumeRolePolicyDocument
done | jq -s . >"$work/stored.json"
[ "$(jq -S 'sort' "$work/stored.json")" = "$(jq -S 'sort' "$work/planned.json")" ] || fail "other policies were made than were planned"
run 0 "$ROLECALL" -chdir="$work/trust" destroy -auto-approve
run 1 plan_trust -cluster c1=http://plain.example
err_has "is no https URL that IAM takes"
run 1 plan_trust -cluster c2=$issuer
err_has "there is no cluster c1"

# The doctor: a healthy set-up, then everything that is wrong with another
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::'$account':oidc-provider/'${issuer#https://}'"},
 "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"'${issuer#https://}':sub":"system:serviceaccount:shop:cart","'${issuer#https://}':aud":"sts.amazonaws.com"}}}]}'
run 0 "$aws" iam create-role --role-name cart --assume-role-policy-document "$trust"
mkdir -p "$work/good" "$work/bad/deep"
cat >"$work/good/sa.yaml" <<YAML
apiVersion: v1
kind: ServiceAccount
metadata: {name: cart, namespace: shop, annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::$account:role/cart}}
YAML
run 0 "$ROLECALL" doctor "$work/good"
out_has "0 errors, 0 warnings"
# Inside a pod: what an SDK would find there
run 0 "$aws" iam create-open-id-connect-provider --url https://oidc.rolecall.internal --client-id-list sts.amazonaws.com
run 0 "$aws" iam create-role --role-name inside --assume-role-policy-document "${trust//oidc.cluster.example\/id\/A1/oidc.rolecall.internal}"
"$ROLECALL" token mint --service-account shop/cart >"$work/token"
inside() {
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_SESSION_TOKEN AWS_ROLE_ARN=arn:aws:iam::$account:role/inside \
    AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" AWS_REGION=eu-central-1 "$@" "$ROLECALL" doctor -inside
}
run 0 inside
out_has "0 errors, 0 warnings"
run 2 inside AWS_ROLE_ARN=arn:aws:iam::$account:role/cart
out_has "inside-token-refused"
run 2 inside AWS_WEB_IDENTITY_TOKEN_FILE="$work/none" AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
out_has "inside-token-unreadable"
out_has "inside-keys-first"
out_lacks AKIAIOSFODNN7EXAMPLE
run 2 inside AWS_ENDPOINT_URL=http://127.0.0.1:1 AWS_ENDPOINT_URL_STS=http://127.0.0.1:1
out_has "inside-sts-unreachable"
run 0 "$aws" iam delete-role --role-name inside
cat >"$work/bad/deep/all.yaml" <<YAML
apiVersion: v1
kind: ServiceAccount
metadata: {name: cart, namespace: shop, annotations: {eks.amazonaws.com/role-arn: arn:aws:iam::$account:role/other}}
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws, namespace: shop}
spec: {provider: {aws: {service: SecretsManager, auth: {jwt: {serviceAccountRef: {name: cart, audiences: [vault]}}}}}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: pod-identity-webhook}
webhooks:
- name: pod-identity-webhook.amazonaws.com
  failurePolicy: Ignore
  admissionReviewVersions: [v1]
  clientConfig: {url: https://a.example/mutate}
  rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}]
YAML
run 2 "$ROLECALL" doctor "$work/bad"
for code in role-annotation-unknown-role store-audiences webhook-ignores; do out_has "$code"; done
out_has "repair: kubectl patch mutatingwebhookconfiguration pod-identity-webhook --type json"
run 2 "$ROLECALL" doctor -json "$work/bad"
[ "$(jq '[.findings[] | select((.repair // "") == "")] | length' "$work/out")" = 0 ] || fail "a finding has no repair"
[ "$(jq '.findings | length' "$work/out")" -ge 3 ] || fail "findings are missing"
run 2 "$ROLECALL" doctor -sarif "$work/bad"
[ "$(jq '.version == "2.1.0" and ([.runs[0].results[].ruleId] | index("store-audiences") != null)' "$work/out")" = true ] || fail "SARIF lacks a finding"
run 0 "$ROLECALL" doctor -ignore role-annotation-unknown-role -ignore store-audiences -ignore webhook-ignores -fail-on error "$work/bad"
run 0 "$ROLECALL" doctor -matrix "$work/good"
out_has "shop/cart        arn:aws:iam::$account:role/cart  trusted"
run 0 "$ROLECALL" doctor -checks
out_has "webhook-ignores"
run 1 "$ROLECALL" doctor "$work/nowhere"

# What deploy/ starts the webhook with, it knows; and its manifests are fine by the doctor
root=$(cd "$(dirname "$0")/../.." && pwd)
mapfile -t flags < <(sed -n 's/^ *- \(--[a-z].*\)$/\1/p' "$root/deploy/base/deployment.yaml")
[ ${#flags[@]} -ge 6 ] || fail "deploy/base/deployment.yaml has no flags"
run 0 "$ROLECALL" webhook "${flags[@]}" -print-configuration
out_has "kind: MutatingWebhookConfiguration"
run 0 "$ROLECALL" doctor "$root/deploy/base"

# A cluster that is not there, and kubeconfigs that mean nothing, in kubectl's words
cat >"$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
users: [{name: u, user: {token: hush}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
YAML
run 1 "$ROLECALL" token mint -kubernetes="$work/kubeconfig" -service-account shop/cart
err_has "Unable to connect to the server: POST http://127.0.0.1:1/api/v1/namespaces/shop/serviceaccounts/cart/token"
! grep -q hush "$work/err" || fail "the token is told"
run 1 "$ROLECALL" token mint -kubernetes="$work/kubeconfig" -context none -service-account shop/cart
err_has 'context "none" does not exist'
run 1 env -u KUBECONFIG "$ROLECALL" doctor -kubernetes
err_has "no configuration has been provided"
