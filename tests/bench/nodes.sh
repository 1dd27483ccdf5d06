# Planes that are not small or not alone, beside the small one alone that run.sh has measured: a node that shares its store,
# whose reads come from memory too (what it does beside them is to ask the store for its head), one of 100,000 roles, and
# the doctor before one of 5,000.
# Sourced by run.sh. Each is a subshell, whose processes end with it.

# another_plane ACCOUNT OPTIONS…: started in $work and known to the AWS CLI.
another_plane() {
  local account=$1
  shift
  echo '{"keys":[]}' >"$work/jwks.json"
  taskset -c 0 "$rolecall" serve --listen 127.0.0.1:0 --data-dir "$work/data" --account-id "$account" --region eu-central-1 --threads 1 \
    --oidc-keys "https://bench.example.com/issuer=$work/jwks.json" "$@" >"$work/serve.log" 2>&1 &
  plane=$!
  for _ in $(seq 1 400); do grep -q ready "$work/serve.log" && break; sleep 0.05; done
  eval "$("$rolecall" env --data-dir "$work/data")"
  host=${AWS_ENDPOINT_URL#http://}
}
finish_another() {
  kill ${plane:-} ${etcd:-} 2>/dev/null || true
  wait ${plane:-} ${etcd:-} 2>/dev/null || true
}

node_of_several() {
  local port=${BENCH_ETCD_PORT:-22379}
  etcd --name bench --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$port" --advertise-client-urls "http://127.0.0.1:$port" \
    --listen-peer-urls "http://127.0.0.1:$((port + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((port + 1))" \
    --initial-cluster "bench=http://127.0.0.1:$((port + 1))" >"$work/etcd.log" 2>&1 &
  etcd=$!
  another_plane 054000737513 --store "etcd://127.0.0.1:$port"
  make_account
  load "nodes: GetSecretValue on a node that shares a store" "" calls "$work/secret.txt"
  row "  three of them answer, times one alone" "$(awk -v node="$by_cpu" -v alone="$one_node" 'BEGIN {printf "%.2f", 3 * node / alone}')" "2.80"
}

plane_of_many() {
  "$build/rolecall_large_store_bench" make "$work/data" 100000
  another_plane 054000737513
  make_account
  load "nodes: GetSecretValue among 100,000 roles" "" calls "$work/secret.txt"
  row "  times that of a small plane" "$(awk -v many="$by_cpu" -v few="$one_node" 'BEGIN {printf "%.2f", many / few}')" "0.90"
  load "nodes: AssumeRoleWithWebIdentity among 100,000 roles, new tokens" "" bodies "$work/tokens.txt"
  row "  times that of a small plane" "$(awk -v many="$by_cpu" -v few="$one_exchange" 'BEGIN {printf "%.2f", many / few}')" "0.90"
}

# An account of 5,000 roles, and as many service accounts in a file.
doctor_of_many() {
  "$build/rolecall_large_store_bench" make "$work/data" 5000
  another_plane 111122223333
  for i in $(seq 0 4999); do
    printf -- '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app-%d, namespace: canida, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/app-%d"}}\n' "$i" "$i"
  done >"$work/manifests.yaml"
  row "access: doctor over 5,000 service accounts" "$(timed "$rolecall" doctor -f "$work/manifests.yaml")" "3000 ms"
}

# apart NAME: with a folder, and processes, of its own.
apart() (
  plane="" etcd=""
  trap finish_another EXIT
  work=$work/$1
  mkdir "$work"
  "$1"
)
if command -v etcd >/dev/null; then apart node_of_several; else echo "nodes: etcd-server is not installed"; fi
apart plane_of_many
apart doctor_of_many
