#!/usr/bin/env bash
# A directory of three providers on a real API server and a plane of our own: made, nothing to do, drift mended,
# destroyed. Usage: ROLECALL=PROGRAM binaries=FOLDER TF_CLI_CONFIG_FILE=MIRROR mixed.sh DIRECTORY WORK_FOLDER [OTHER]
# OTHER: Terraform or OpenTofu, with the real aws provider in the mirror; it finds nothing to change on our state.
# Each line of output is a check; it ends at the first that does not hold.
set -euo pipefail
here=$(cd "$(dirname "$0")/../kubernetes" && pwd)
directory=$(readlink -f "$1") work=$(mkdir -p "$2" && readlink -f "$2") other=${3:-}
source "$here/frame.sh"
source "$here/control_plane.sh"
start_control_plane
ok "control plane"

"$ROLECALL" serve --data-dir "$work/plane" --account-id 054000737513 --region eu-central-1 --listen 127.0.0.1:0 >"$work/serve.log" 2>&1 &
pids+=($!)
eventually grep -q ready "$work/serve.log"
eval "$("$ROLECALL" env --data-dir "$work/plane")"
unset AWS_CA_BUNDLE
cp -r "$directory" "$work/mixed"
export TF_VAR_kubeconfig=$work/admin.kubeconfig TF_VAR_issuer=$issuer
engine=("$ROLECALL" "-chdir=$work/mixed")
quiet() { run 0 "$@" plan -detailed-exitcode -no-color; }

run 0 "${engine[@]}" init -no-color
[ ! -e "$work/mixed/.terraform/providers/registry.terraform.io/hashicorp/aws" ] || [ -n "$other" ] || { echo "aws was installed, and all of it is built in"; exit 1; }
run 0 "${engine[@]}" validate -no-color
run 0 "${engine[@]}" plan -out="$work/plan" -no-color
out_has "helm_release.worker will be created"
out_has "kubernetes_role_binding_v1.reader will be created"
run 0 "${engine[@]}" apply -no-color "$work/plan"
run 0 "${engine[@]}" output -raw role
role=$(cat "$work/out")
[ "$role" = arn:aws:iam::054000737513:role/k8s-main/orders ] || { echo "the role is $role"; exit 1; }
annotation() { $kubectl -n shop get serviceaccount "$1" -o jsonpath='{.metadata.annotations.eks\.amazonaws\.com/role-arn}'; }
[ "$(annotation orders) $(annotation worker)" = "$role $role" ] || { echo "an annotation is missing"; exit 1; }
[ "$($kubectl -n shop get configmap orders -o jsonpath='{.data.role}')" = "$role" ] || { echo "the plugin's object is another"; exit 1; }
ok "made, by what is built in and by two plugins"
quiet "${engine[@]}"
ok "nothing to do"
ROLECALL_PROVIDERS=auto run 0 "${engine[@]}" show -json
jq -e '[.values.root_module.resources[] | select(.mode == "managed")] | length == 9' "$work/out" >/dev/null || { echo "not all are in the state"; exit 1; }

if [ -n "$other" ]; then
  run 0 "$other" "-chdir=$work/mixed" init -no-color
  quiet "$other" "-chdir=$work/mixed"
  ok "$(basename "$other") with the real providers finds nothing to do, either"
  run 0 "$other" "-chdir=$work/mixed" apply -auto-approve -refresh-only -no-color
  quiet "${engine[@]}"
  ok "nor we on what it wrote"
fi

run 0 $kubectl -n shop delete configmap orders
run 0 $kubectl -n shop annotate --overwrite serviceaccount orders eks.amazonaws.com/role-arn=arn:aws:iam::1:role/Stolen
run 2 "${engine[@]}" plan -detailed-exitcode -no-color
out_has "kubernetes_config_map_v1.orders will be created"
out_has "role/Stolen"
run 0 "${engine[@]}" apply -auto-approve -no-color
quiet "${engine[@]}"
[ "$(annotation orders)" = "$role" ] || { echo "the drift is not mended"; exit 1; }
ok "drift of both kinds mended"

sed -i 's/name               = "orders"/name               = "orders-2"/' "$work/mixed/main.tf"
run 0 "${engine[@]}" apply -auto-approve -no-color
[ "$(annotation orders) $(annotation worker)" = "${role}-2 ${role}-2" ] || { echo "the new role has not come to all"; exit 1; }
quiet "${engine[@]}"
ok "another role comes to everything that names it"

run 0 "${engine[@]}" destroy -auto-approve -no-color
run 1 $kubectl get namespace shop
run 254 "$aws" iam get-role --role-name orders-2
run 0 "${engine[@]}" state list
[ ! -s "$work/out" ] || { echo "the state has something left"; exit 1; }
ok "destroyed"
echo "$count checks on Kubernetes $version"
