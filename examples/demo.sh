#!/usr/bin/env bash
# The main job, step by step, with the stock AWS CLI: each command is printed and then really run.
# Usage: ROLECALL=/path/to/rolecall examples/demo.sh        (make demo does that)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
rolecall=${ROLECALL:-rolecall}
aws=${AWS_CLI:-/usr/bin/aws}
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-demo-XXXXXX")
plane=""
issuer=https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC

if [ -t 1 ]; then bold=$(printf '\033[1m') dim=$(printf '\033[36m') plain=$(printf '\033[0m'); else bold="" dim="" plain=""; fi

stop_plane() {
  [ -n "$plane" ] || return 0
  kill -TERM "$plane" 2>/dev/null || true
  wait "$plane" 2>/dev/null || true
  plane=""
}
finish() {
  local code=$?
  stop_plane
  [ $code = 0 ] || { echo "The demo failed (exit $code). The server said:"; cat "$work/serve.log" 2>/dev/null || true; } >&2
  rm -rf "$work"
}
trap finish EXIT

step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
# Prints a command as a person would type it, then runs it. A command that must fail is run by `refused`.
show() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
run() { show "$@" | sed "s#$work/##g; s#$here/#examples/#g; s#$rolecall#rolecall#; s#$aws#aws#"; "$@"; }
refused() {
  local wanted=$1 code=0
  shift
  run "$@" || code=$?
  [ $code = "$wanted" ] || { echo "expected exit code $wanted, got $code" >&2; exit 1; }
  printf '(exit code %s)\n' "$code"
}

# The caller's own AWS set-up must not leak in.
for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export HOME=$work PYTHONWARNINGS=ignore

step "1. The identity plane: account 054000737513, region eu-central-1, embedded token issuer"
show "rolecall serve --listen 127.0.0.1:0 --data-dir data --account-id 054000737513 --region eu-central-1 --issuer $issuer --manifests examples/manifests &"
"$rolecall" serve --listen 127.0.0.1:0 --data-dir "$work/data" --account-id 054000737513 --region eu-central-1 \
  --issuer "$issuer" --manifests "$here/manifests" >"$work/serve.log" 2>&1 &
plane=$!
for _ in $(seq 1 100); do
  grep -q ready "$work/serve.log" && break
  kill -0 "$plane" || exit 1
  sleep 0.05
done
sed "s#$work/##g" "$work/serve.log"
show 'eval "$(rolecall env --data-dir data)"'
eval "$("$rolecall" env --data-dir "$work/data")"
stat -c '%A %n' "$work/data/credentials" | sed "s#$work/##"

step "2. With the stock AWS CLI: the state bucket, two secrets, the OIDC provider"
run "$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1
run "$aws" secretsmanager create-secret --name k8s-main/database --secret-string '{"user":"app","password":"demo-only"}'
run "$aws" secretsmanager create-secret --name other/database --secret-string 'not for this cluster'
run "$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com

step "3. The team's Terraform directory, unchanged: init, plan, apply"
cp -r "$here/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
run "$rolecall" init
run "$rolecall" plan -var-file canida.tfvars
run "$rolecall" apply -auto-approve -var-file canida.tfvars
run "$aws" s3 ls s3://canida-terraform/k8s-main/
run "$rolecall" apply -auto-approve -var-file canida.tfvars
cd "$here"

step "4. The pod identity webhook: the same code as a command and as POST /mutate"
run "$rolecall" inject -f "$here/manifests/aws-secretsmanager-sa.yaml" -f "$here/manifests/aws-cli-pod.yaml"
"$rolecall" inject --json -f "$here/manifests/aws-cli-pod.yaml" 2>/dev/null |
  jq -c '{apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: {uid: "demo", namespace: .metadata.namespace, operation: "CREATE", object: .}}' >"$work/review.json"
show "curl -s -H 'Content-Type: application/json' --data @review.json \$AWS_ENDPOINT_URL/mutate | jq '.response.patch |= (@base64d | fromjson)'"
curl -s -H 'Content-Type: application/json' --data "@$work/review.json" "$AWS_ENDPOINT_URL/mutate" | jq -c '.response.patch |= (@base64d | fromjson)'

as_pod=("$rolecall" exec --service-account external-secrets/aws-secretsmanager -f "$here/manifests/aws-cli-pod.yaml" --)
step "5. As that pod: the unmodified AWS CLI finds its token by itself"
run "${as_pod[@]}" "$aws" sts get-caller-identity

step "6. What the role may and may not"
run "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id k8s-main/database
refused 254 "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id other/database
run "${as_pod[@]}" "$aws" secretsmanager list-secrets --query 'SecretList[].Name'
show "rolecall token mint --service-account default/intruder > token      # another service account"
"$rolecall" token mint --service-account default/intruder >"$work/token"
chmod 600 "$work/token"
refused 254 "$aws" sts assume-role-with-web-identity --role-session-name intruder --web-identity-token "file://$work/token" \
  --role-arn arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets

step "7. Why not?"
secret=$("$aws" secretsmanager describe-secret --secret-id other/database --query ARN --output text)
refused 2 "$rolecall" explain --service-account external-secrets/aws-secretsmanager \
  --action secretsmanager:GetSecretValue --resource "$secret"

step "8. Everything gone again"
cd "$work/k8s-main"
run "$rolecall" destroy -auto-approve -var-file canida.tfvars
run "$rolecall" state list
run "$aws" iam list-roles --query 'Roles[].RoleName'
cd "$here"
show 'kill -TERM %1; wait'
stop_plane
tail -n 1 "$work/serve.log" | sed "s#$work/##g"
step "Done"
