# Three nodes on one store, and one address in front of them: for demo.sh and tests/e2e/nodes_test.sh.
# Sourced with `kind` (etcd or postgresql) and ROLECALL set. No containers: everything is a process of this machine, on
# loopback, in a temporary folder, and ends with the script.
set -euo pipefail
rolecall=${ROLECALL:-rolecall}
aws=${AWS_CLI:-/usr/bin/aws}
nodes=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
here=$(dirname "$nodes") # examples
work=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-nodes-XXXXXX")
issuer=https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC
declare -A process=()

finish() {
  local code=$? name
  for name in "${!process[@]}"; do kill -KILL "${process[$name]}" 2>/dev/null || true; done
  for name in "${!process[@]}"; do wait "${process[$name]}" 2>/dev/null || true; done
  [ $code = 0 ] || { echo "The demo failed (exit $code). The nodes said:"; tail -n 15 "$work"/*.log 2>/dev/null || true; } >&2
  # PostgreSQL's processes end after their first one.
  for _ in 1 2 3 4 5; do rm -rf "$work" 2>/dev/null && break; sleep 1; done
}
trap finish EXIT
step() { printf '\n== %s\n' "$*"; }
fail() { echo "$*" >&2; exit 1; }
# Free ports of the loopback.
ports() { python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])' "$1"; }
# within SECONDS COMMAND…: until it succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "in vain: $*"
    sleep 0.2
  done
}
murder() {
  kill -KILL "${process[$1]}"
  wait "${process[$1]}" 2>/dev/null || true
  unset "process[$1]"
}

for variable in $(compgen -e | grep '^AWS_' || true); do unset "$variable"; done
export AWS_PAGER="" AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null HOME=$work PYTHONWARNINGS=ignore

# --- the store -------------------------------------------------------------------------------------------------------
etcd_status() { curl -sf --max-time 2 -d '{}' "http://127.0.0.1:$1/v3/maintenance/status"; }
start_member() { # NUMBER: for the first time, or again
  local client=http://127.0.0.1:${etcd_ports[$1]} peer=http://127.0.0.1:${peer_ports[$1]}
  etcd --name "etcd$1" --data-dir "$work/etcd$1" --listen-client-urls "$client" --advertise-client-urls "$client" --listen-peer-urls "$peer" \
    --initial-advertise-peer-urls "$peer" --initial-cluster "$members" --logger zap --log-level error >>"$work/etcd$1.log" 2>&1 &
  process[etcd$1]=$!
}
start_etcd() {
  local i
  read -r -a etcd_ports <<<"$(ports 3)"
  read -r -a peer_ports <<<"$(ports 3)"
  members=""
  for i in 0 1 2; do members+="${members:+,}etcd$i=http://127.0.0.1:${peer_ports[i]}"; done
  for i in 0 1 2; do start_member "$i"; done
  store="etcd://127.0.0.1:${etcd_ports[0]},127.0.0.1:${etcd_ports[1]},127.0.0.1:${etcd_ports[2]}"
  within 60 etcd_status "${etcd_ports[0]}"
}
# The number of the member that leads; nothing if there is none now.
etcd_leader() {
  local i status
  for i in 0 1 2; do
    status=$(etcd_status "${etcd_ports[i]}") || continue
    [ "$(jq -r .leader <<<"$status")" != "$(jq -r .header.member_id <<<"$status")" ] || { echo "$i"; return; }
  done
  return 1
}
start_postgres() {
  "${as_postgres[@]}" "$postgres/postgres" -D "$work/pg/data" -p "$postgres_port" -c listen_addresses=127.0.0.1 \
    -c "unix_socket_directories=$work/pg" >>"$work/postgresql.log" 2>&1 &
  process[postgresql]=$!
}
start_postgresql() {
  postgres=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  as_postgres=()
  mkdir "$work/pg"
  if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
    as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups)
    chmod 755 "$work"
    chown postgres:postgres "$work/pg"
  fi
  postgres_port=$(ports 1)
  (cd / && "${as_postgres[@]}" "$postgres/initdb" -D "$work/pg/data" -A trust -U rolecall -E UTF8 --locale=C >"$work/postgresql.log" 2>&1)
  start_postgres
  store="postgresql://rolecall@127.0.0.1:$postgres_port/postgres"
  within 60 "$postgres/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"
}
# What the store can lose and go on: of etcd its leader, for good; of one PostgreSQL nothing, so it comes back at once.
kill_store() {
  local leader
  if [ "$kind" = postgresql ]; then
    murder postgresql
    sleep 1
    start_postgres
    echo "   (PostgreSQL is killed, and started again a second later)"
    return
  fi
  leader=$(etcd_leader) || fail "etcd has no leader"
  murder "etcd$leader"
  echo "   (etcd$leader, the leader, is killed)"
}

# --- the nodes -------------------------------------------------------------------------------------------------------
start_node() { # NUMBER
  "$rolecall" serve --listen "127.0.0.1:${node_ports[$1]}" --data-dir "$work/node$1" --store "$store" --account-id 054000737513 \
    --region eu-central-1 --issuer "$issuer" --manifests "$here/manifests" >>"$work/node$1.log" 2>&1 &
  process[node$1]=$!
}
is_ready() { curl -sf --max-time 2 "http://127.0.0.1:${node_ports[$1]}/readyz"; }
# The environment is then one of a client of the plane.
start_cluster() {
  local i
  "start_$kind"
  echo "   --store $store"
  read -r -a node_ports <<<"$(ports 3)"
  start_node 0
  within 60 is_ready 0
  for i in 1 2; do # the one master key of them all
    mkdir -m 700 "$work/node$i"
    install -m 600 "$work/node0/master.key" "$work/node$i/master.key"
    start_node "$i"
  done
  for i in 1 2; do within 60 is_ready "$i"; done
  mkfifo "$work/hold"
  python3 "$nodes/one_name.py" "$work/port" "${node_ports[@]}" <"$work/hold" &
  process[proxy]=$!
  exec {hold}>"$work/hold"
  within 20 test -s "$work/port"
  eval "$("$rolecall" env --data-dir "$work/node0")"
  export AWS_ENDPOINT_URL=http://127.0.0.1:$(cat "$work/port")
}
