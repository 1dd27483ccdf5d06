#!/usr/bin/env bash
# The README's story on a real node, word for word: a Kubernetes of one node (etcd, API server, controller manager,
# scheduler, kubelet, containerd), the pod identity webhook in front of it, and `kubectl exec -it awscli -- aws sts
# get-caller-identity`. Each command is printed and then really run.
# Usage: ROLECALL=/path/to/rolecall examples/node/demo.sh       (make node-demo does that; as root, on Debian 12 with Go)
#
# Kubernetes is built from its Go modules, once (half an hour of one processor), and kept with the images in
# $ROLECALL_INTEROP_CACHE, by default ~/.cache/rolecall/interop. No registry and no cloud is asked for anything else.
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$own/../.." && pwd)
here=$root/tests/interop/kubernetes
rolecall=${ROLECALL:?set ROLECALL to the program}

cannot() { echo "node-demo: $*" >&2; exit 3; }
[ "$(id -u)" = 0 ] || cannot "a kubelet and its containers need root"
source "$root/tests/interop/cache.sh"
has_current_go || cannot "there is no Go to build Kubernetes with: it wants $(sed -n 's/^go //p' "$here/current/go.mod") or newer"
"$root/tools/setup" node || cannot "the packages of \"node\" in tools/setup are not to be had"
binaries=$(current_binaries)
images=$(folder_for node-images "$own/images.sh")
"$here/current/build.sh" "$binaries" kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl
"$own/images.sh" "$images"

work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-node-XXXXXX")
source "$here/frame.sh"
source "$here/control_plane.sh"
source "$own/node.sh"
finish_node() {
  local code=$?
  stop_node
  finish_processes
  remove_node
  [ $code = 0 ] || { echo "The demo failed (exit $code)." >&2; tail -n 5 "$work"/serve.log "$work"/kubelet.log >&2 || true; }
  rm -rf "$work"
}
trap finish_node EXIT

if [ -t 1 ]; then bold=$(printf '\033[1m') dim=$(printf '\033[36m') plain=$(printf '\033[0m'); else bold="" dim="" plain=""; fi
step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
show() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
typed() {
  show "$@" | sed "s#$binaries/##g; s#$work/##g; s#$root/##g; s#$rolecall#rolecall#; s#$aws#aws#; s# --kubeconfig [^ ]*##"
  "$@"
}

step "1. A cluster of one node, of our own"
api_server_flags=(--allow-privileged=true "--kubelet-client-certificate=$work/pki/to-kubelet.crt"
  "--kubelet-client-key=$work/pki/to-kubelet.key" --kubelet-preferred-address-types=InternalIP)
started=$SECONDS
start_control_plane
start_node
typed $kubectl get nodes
echo "(ready after $((SECONDS - started)) s)"

step "2. The identity plane: one process, a listener for AWS's calls and one for the webhook, the cluster's service accounts by list and watch"
source "$here/plane_account.sh"
plane_port=$(free_port) hook_port=$(free_port)
plane=http://$node_address:$plane_port
show "rolecall serve --kubernetes --listen $node_address:$plane_port --webhook-listen 127.0.0.1:$hook_port --endpoint-url $plane --sts-endpoint-url $plane &"
"$rolecall" serve --data-dir "$work/data" --account-id 054000737513 --region eu-central-1 --kubernetes="$work/rolecall.kubeconfig" \
  --listen "$node_address:$plane_port" --webhook-listen "127.0.0.1:$hook_port" --endpoint-url "$plane" --sts-endpoint-url "$plane" \
  >"$work/serve.log" 2>&1 &
pids+=($!)
eventually curl -sf "$plane/readyz"
show 'eval "$(rolecall env)"'
eval "$("$rolecall" env --data-dir "$work/data")"
typed "$rolecall" cluster init -kubernetes="$work/admin.kubeconfig" -register -platform kubeadm
show "rolecall webhook -print-configuration -url https://127.0.0.1:$hook_port/mutate | kubectl apply -f -"
"$rolecall" webhook --cert-dir "$work/data/webhook" --print-configuration --url "https://127.0.0.1:$hook_port/mutate" |
  $kubectl apply -f -

step "3. Roles from code: the team's Terraform directory, with this cluster's issuer"
typed "$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1
typed "$aws" secretsmanager create-secret --name k8s-main/database --secret-string '{"user":"app","password":"demo-only"}'
typed "$aws" secretsmanager create-secret --name other/database --secret-string 'not for this cluster'
cp -r "$root/examples/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
typed "$rolecall" init >/dev/null
typed "$rolecall" apply -auto-approve -var-file canida.tfvars -var "oidc_url=${issuer#https://}" | tail -n 12
cd "$root"

step "4. The service account, and the pod that runs as it"
kubectl_here="$kubectl --namespace external-secrets"
typed $kubectl_here apply -f "$root/examples/manifests/aws-secretsmanager-sa.yaml" -f "$root/examples/manifests/aws-cli-pod.yaml"
typed $kubectl_here wait --for=condition=Ready pod/awscli --timeout=180s
typed $kubectl_here get pod awscli -o 'jsonpath={range .spec.containers[0].env[*]}{.name}={.value}{"\n"}{end}'

step "5. Who is it?"
# -it wants a terminal.
in_terminal() { script -qec "$*" /dev/null </dev/null | tr -d '\r\000'; }
show "kubectl exec -it awscli -- aws sts get-caller-identity"
in_terminal "$kubectl_here exec -it awscli -- aws sts get-caller-identity" | tee "$work/who"
grep -q '"Arn": "arn:aws:sts::054000737513:assumed-role/ExternalSecrets/' "$work/who"
typed $kubectl_here exec awscli -- aws secretsmanager get-secret-value --secret-id k8s-main/database --query SecretString --output text
show "kubectl exec awscli -- aws secretsmanager get-secret-value --secret-id other/database"
! $kubectl_here exec awscli -- aws secretsmanager get-secret-value --secret-id other/database 2>"$work/denied"
cat "$work/denied"
grep -q 'AccessDeniedException.* is not authorized to perform: secretsmanager:GetSecretValue' "$work/denied"

step "6. The doctor (nobody outside knows the issuer's name; the other roles of the directory have no service accounts here)"
show "rolecall doctor -kubernetes -endpoint $plane -ignore issuer-unreachable | tail -n 1"
"$rolecall" doctor -kubernetes="$work/admin.kubeconfig" -endpoint "$plane" -ignore issuer-unreachable >"$work/doctor" || [ $? = 2 ]
tail -n 1 "$work/doctor"
grep -q '^0 errors, ' "$work/doctor"

step "Done: a pod of a real node had the role, and nothing but the role"
