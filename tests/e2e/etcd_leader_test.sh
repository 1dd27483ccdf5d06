#!/usr/bin/env bash
# The seed's directory is applied while the leader of etcd is killed at each of its steps: nothing fails, and the second
# plan is empty.
set -euo pipefail
kind=etcd
command -v etcd >/dev/null || { echo "skipped: etcd-server is not installed"; exit 0; }
. "$(dirname "$0")/../../examples/nodes/cluster.sh"
start_cluster
"$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
"$aws" secretsmanager create-secret --name k8s-main/database --secret-string demo-only >/dev/null
"$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com >/dev/null
cp -r "$here/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
"$rolecall" init >/dev/null
mkfifo "$work/lines"
"$rolecall" apply -auto-approve -parallelism=1 -var-file canida.tfvars >"$work/lines" 2>&1 &
process[apply]=$!
killed=""
while read -r line; do
  echo "   $line" >>"$work/apply.log"
  case $line in *'Creation complete'*) ;; *) continue ;; esac
  # It is held while the leader dies, and finds it dead. The one that died before is a follower again by then.
  kill -STOP "${process[apply]}" 2>/dev/null || continue
  within 60 etcd_leader
  leader=$(etcd_leader)
  murder "etcd$leader"
  killed+=" $leader"
  kill -CONT "${process[apply]}"
  sleep 0.5
  start_member "$leader"
done <"$work/lines"
code=0
wait "${process[apply]}" || code=$?
unset 'process[apply]'
[ "$code" = 0 ] || { cat "$work/apply.log"; fail "the apply failed"; }
[ "$(wc -w <<<"$killed")" -ge 8 ] || fail "the leader was killed$killed times only"
"$rolecall" plan -detailed-exitcode -var-file canida.tfvars >"$work/plan" || { cat "$work/plan"; fail "the second plan is not empty"; }
grep -q 'No changes' "$work/plan" || fail "$(cat "$work/plan")"
cd "$here"
echo "etcd leader: killed$killed, the second plan is empty"
