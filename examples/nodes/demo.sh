#!/usr/bin/env bash
# Three nodes on one store: the team's directory is applied while the store's leader and a node are killed.
# Usage: ROLECALL=/path/to/rolecall examples/nodes/demo.sh [etcd|postgresql]        (make cluster-demo runs both)
set -euo pipefail

kind=${1:-etcd}
. "$(dirname "$0")/cluster.sh"

step "1. $kind, and three nodes on it, each equal; one address in front of them"
start_cluster
"$aws" sts get-caller-identity --query Arn --output text

step "2. The state bucket, a secret, the OIDC provider: each by whichever node takes the connection"
"$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
"$aws" secretsmanager create-secret --name k8s-main/database --secret-string demo-only >/dev/null
"$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com >/dev/null

step "3. The team's directory is applied, and in the middle of it the store's leader and a node are killed"
cp -r "$here/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
"$rolecall" init >/dev/null
mkfifo "$work/lines"
"$rolecall" apply -auto-approve -parallelism=1 -var-file canida.tfvars >"$work/lines" 2>&1 &
process[apply]=$!
made=0
while read -r line; do
  echo "   $line" >>"$work/apply.log"
  case $line in *'Creation complete'*) ;; *) continue ;; esac
  made=$((made + 1))
  [ $made = 2 ] || continue
  kill -STOP "${process[apply]}" # it is held while they die, and finds them dead
  kill_store
  murder node1
  echo "   (node1 is killed)"
  kill -CONT "${process[apply]}"
done <"$work/lines"
code=0
wait "${process[apply]}" || code=$?
unset 'process[apply]'
[ $made = 9 ] || { cat "$work/apply.log"; fail "$made things were made instead of 9"; }
grep -E 'Creation complete|Apply complete|Error' "$work/apply.log"
[ "$code" = 0 ] || { cat "$work/apply.log"; fail "the apply failed"; }

step "4. The second plan is empty"
"$rolecall" plan -detailed-exitcode -var-file canida.tfvars | tail -n 3
cd "$here"

step "5. A pod reads its secret, from each of the nodes that are left"
"$rolecall" token mint --service-account external-secrets/aws-secretsmanager >"$work/token"
chmod 600 "$work/token"
for i in 0 2; do
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL="http://127.0.0.1:${node_ports[i]}" AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" \
    AWS_ROLE_ARN=arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets "$aws" secretsmanager get-secret-value \
    --secret-id k8s-main/database --query SecretString --output text | sed "s/^/   node$i: /"
done

step "6. The node comes back, and has what was written without it"
start_node 1
within 60 is_ready 1
for i in 0 1 2; do
  AWS_ENDPOINT_URL=http://127.0.0.1:${node_ports[i]} "$aws" iam list-roles --query 'sort(Roles[].RoleName)' --output text >"$work/roles$i"
  cmp "$work/roles0" "$work/roles$i"
done
sed 's/^/   /' "$work/roles0"
step "Done"
