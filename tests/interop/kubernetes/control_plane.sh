# A Kubernetes control plane on loopback for check.sh: etcd, API server, controller manager; with keys of its own.
# Sourced. Needs $binaries (a folder of build.sh or current/build.sh) and $work; sets $api (URL), $version and $kubectl
# (a command), and writes $work/pki and $work/admin.kubeconfig. What it starts goes into the array pids.
issuer=https://oidc.cluster.test/id/K8SMAIN
api_server_flags=()  # more of them
# Who signs tokens: a key of the cluster's own, unless this says otherwise.
signing=()

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# leaf NAME SUBJECT NAMES USE: a certificate of the cluster's CA.
leaf() {
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$work/pki/$1.key" -out "$work/pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "$work/pki/$1.csr" -CA "$work/pki/ca.crt" -CAkey "$work/pki/ca.key" -CAcreateserial -days 2 \
    -out "$work/pki/$1.crt" -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=%s\n' "$3" "$4") 2>/dev/null
}

# kubeconfig FILE USER: USER as YAML's flow mapping.
kubeconfig() {
  cat >"$1" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "$api", certificate-authority: $work/pki/ca.crt}}]
users: [{name: u, user: $2}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
YAML
}

make_keys() {
  mkdir -p "$work/pki"
  openssl req -x509 -newkey rsa:2048 -nodes -days 60 -subj /CN=test-ca -keyout "$work/pki/ca.key" -out "$work/pki/ca.crt" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  leaf apiserver /CN=kube-apiserver IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc serverAuth
  leaf rolecall /CN=rolecall IP:127.0.0.1,DNS:localhost serverAuth
  leaf to-kubelet /O=system:masters/CN=kube-apiserver-kubelet-client DNS:kubelet clientAuth
  leaf admin /O=system:masters/CN=admin DNS:admin clientAuth
  openssl genrsa -out "$work/pki/sa.key" 2048 2>/dev/null
  openssl rsa -in "$work/pki/sa.key" -pubout -out "$work/pki/sa.pub" 2>/dev/null
}

# The feature of 1.20 that pods' tokens need, where it is not a matter of course yet.
is_old() { [[ $version == v1.20.* ]]; }

start_api_server() {
  local gates=()
  ! is_old || gates=(--feature-gates=BoundServiceAccountTokenVolume=true)
  [ ${#signing[@]} -gt 0 ] ||
    signing=(--service-account-signing-key-file="$work/pki/sa.key" --service-account-key-file="$work/pki/sa.pub")
  "$binaries/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" --bind-address=127.0.0.1 \
    --secure-port="$api_port" --advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
    --service-cluster-ip-range=10.0.0.0/24 --tls-cert-file="$work/pki/apiserver.crt" \
    --tls-private-key-file="$work/pki/apiserver.key" --client-ca-file="$work/pki/ca.crt" --authorization-mode=Node,RBAC \
    --service-account-issuer="$issuer" "${signing[@]}" --api-audiences=https://kubernetes.default.svc \
    --enable-aggregator-routing=true "${gates[@]}" "${api_server_flags[@]}" --v=1 >>"$work/apiserver.log" 2>&1 &
  api_server=$!
  pids+=("$api_server")
  for _ in $(seq 900); do
    $kubectl get --raw /readyz >/dev/null 2>&1 && return
    kill -0 "$api_server" || { tail -n 20 "$work/apiserver.log"; return 1; }
    sleep 0.2
  done
  return 1
}

start_etcd() {
  local peer_port
  etcd_port=$(free_port) peer_port=$(free_port)
  etcd --name t --data-dir "$work/etcd" --unsafe-no-fsync --listen-client-urls "http://127.0.0.1:$etcd_port" \
    --advertise-client-urls "http://127.0.0.1:$etcd_port" --listen-peer-urls "http://127.0.0.1:$peer_port" \
    --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" --initial-cluster "t=http://127.0.0.1:$peer_port" \
    >"$work/etcd.log" 2>&1 &
  local etcd=$!
  pids+=("$etcd")
  until curl -sf "http://127.0.0.1:$etcd_port/health" >/dev/null; do
    kill -0 "$etcd" 2>/dev/null || { echo "etcd did not start:"; tail -n 5 "$work/etcd.log"; return 1; }
    sleep 0.2
  done
}

start_control_plane() {
  api_port=$(free_port)
  api=https://127.0.0.1:$api_port
  kubectl="kubectl --kubeconfig $work/admin.kubeconfig"
  [ ! -x "$binaries/kubectl" ] || kubectl="$binaries/$kubectl"
  version=$("$binaries/kube-apiserver" --version | sed 's/.* //')
  make_keys
  kubeconfig "$work/admin.kubeconfig" "{client-certificate: $work/pki/admin.crt, client-key: $work/pki/admin.key}"
  start_etcd
  start_api_server
  local controllers=()
  ! is_old || controllers=(--port=0 --controllers=deployment,replicaset,serviceaccount,serviceaccount-token,root-ca-cert-publisher,namespace,garbagecollector)
  "$binaries/kube-controller-manager" --kubeconfig="$work/admin.kubeconfig" --leader-elect=false --secure-port=0 \
    "${controllers[@]}" --root-ca-file="$work/pki/ca.crt" --service-account-private-key-file="$work/pki/sa.key" --v=1 \
    >"$work/cm.log" 2>&1 &
  pids+=($!)
}
