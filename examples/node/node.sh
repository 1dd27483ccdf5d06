# A node for the control plane of tests/interop/kubernetes: containerd, a bridge for pods, the kubelet and the scheduler.
# Sourced by demo.sh. Needs $work, $binaries, $images; pods see this machine at $node_address.
node_address=10.78.0.1
networks_before=$(ip netns list 2>/dev/null | awk '{print $1}')
bridge=rolecall0

write_node_configuration() {
  mkdir -p "$work/cni" "$work/kubelet"
  cat >"$work/cni/10-bridge.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "rolecall", "plugins": [{"type": "bridge", "bridge": "$bridge", "isGateway": true,
  "ipam": {"type": "host-local", "dataDir": "$work/cni-state", "ranges": [[{"subnet": "${node_address%.*}.0/24"}]],
  "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
  # Lowering oom_score_adj may be refused in a sandbox.
  cat >"$work/containerd.toml" <<TOML
version = 2
root = "$work/containerd"
state = "$work/containerd-state"
[grpc]
  address = "$work/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "docker.io/local/pause:latest"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$work/cni"
TOML
  cat >"$work/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
readOnlyPort: 0
healthzPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $work/pki/ca.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix://$work/containerd.sock
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
failCgroupV1: false
evictionHard: {memory.available: 100Mi}
podLogsDir: $work/podlogs
YAML
}

containers() { ctr -a "$work/containerd.sock" -n k8s.io "$@"; }

start_containerd() {
  containerd -c "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
  pids+=($!)
  eventually containers version
  containers images import --base-name docker.io/local/pause "$images/pause.tar" >/dev/null
  containers images import --base-name docker.io/amazon/aws-cli "$images/aws-cli.tar" >/dev/null
}

start_node() {
  write_node_configuration
  ip link add "$bridge" type bridge 2>/dev/null || true
  ip addr replace "$node_address/24" dev "$bridge"
  ip link set "$bridge" up
  sysctl -qw net.ipv4.ip_forward=1
  start_containerd
  local user
  for user in "node /O=system:nodes/CN=system:node:node1" "scheduler /CN=system:kube-scheduler"; do
    leaf "${user%% *}" "${user#* }" "DNS:${user%% *}" clientAuth
    kubeconfig "$work/${user%% *}.kubeconfig" "{client-certificate: $work/pki/${user%% *}.crt, client-key: $work/pki/${user%% *}.key}"
  done
  "$binaries/kubelet" --config "$work/kubelet.yaml" --kubeconfig "$work/node.kubeconfig" --hostname-override node1 \
    --node-ip "$node_address" --root-dir "$work/kubelet" --cert-dir "$work/kubelet/pki" >"$work/kubelet.log" 2>&1 &
  pids+=($!)
  "$binaries/kube-scheduler" --kubeconfig "$work/scheduler.kubeconfig" --authentication-kubeconfig "$work/scheduler.kubeconfig" \
    --authorization-kubeconfig "$work/scheduler.kubeconfig" --bind-address 127.0.0.1 --secure-port "$(free_port)" \
    --leader-elect=false >"$work/scheduler.log" 2>&1 &
  pids+=($!)
  # Ready, and without the taint of a node that is not.
  node_is_ready() { $kubectl get node node1 -o 'jsonpath={.spec.taints}{.status.conditions[?(@.type=="Ready")].status}' | grep -qx True; }
  for _ in $(seq 3); do eventually node_is_ready >/dev/null && return; done
  tail -n 5 "$work/kubelet.log"
  return 1
}

# Pods first, by the kubelet, which takes their networks down; what it leaves goes with containerd.
stop_node() {
  [ -S "$work/containerd.sock" ] || return 0
  timeout 30 $kubectl delete pods --all --all-namespaces --grace-period=1 >/dev/null 2>&1 || true
  local one
  for one in $(containers tasks ls -q 2>/dev/null); do containers tasks kill -s KILL "$one" 2>/dev/null || true; done
  sleep 1
  for one in $(containers containers ls -q 2>/dev/null); do
    containers tasks rm "$one" >/dev/null 2>&1 || true
    containers containers rm "$one" >/dev/null 2>&1 || true
  done
}
# Once nothing of it runs any more.
remove_node() {
  awk -v under="$work/" 'index($2, under) == 1 {print $2}' /proc/mounts | sort -r | xargs -r -n 1 umount
  ip link del "$bridge" 2>/dev/null || true
  local network
  for network in $(ip netns list 2>/dev/null | awk '/^cni-/ {print $1}'); do
    grep -qx "$network" <<<"$networks_before" || ip netns del "$network"
  done
}
