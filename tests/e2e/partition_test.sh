#!/usr/bin/env bash
# Networks that are cut, in network namespaces of their own: three members of etcd and two nodes, each in one. A node that
# is cut off reads on and refuses writes; the leader of etcd is cut off, and writes go on; healed, everybody has
# everything that was acknowledged.
set -euo pipefail
command -v etcd >/dev/null || { echo "skipped: etcd-server is not installed"; exit 0; }
if [ -z "${ROLECALL_IN_NAMESPACE:-}" ]; then
  if ! unshare --net --mount true 2>/dev/null || ! command -v ip >/dev/null; then
    echo "skipped: network namespaces may not be made here (they take root)"
    exit 0
  fi
  ROLECALL_IN_NAMESPACE=1 exec unshare --net --mount bash "$0" "$@"
fi
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
mount --make-rprivate / && mkdir -p /run/netns && mount -t tmpfs none /run/netns
ip link set lo up
ip link add bridge type bridge && ip address add 10.16.0.254/24 dev bridge && ip link set bridge up
# space NAME ADDRESS: a namespace on the bridge.
space() {
  ip netns add "$1"
  ip link add "v$1" type veth peer name eth0 netns "$1"
  ip link set "v$1" master bridge up
  ip -n "$1" address add "$2/24" dev eth0
  ip -n "$1" link set eth0 up
  ip -n "$1" link set lo up
}
for i in 1 2 3; do space "etcd$i" "10.16.0.$i"; done
for i in 1 2; do space "node$i" "10.16.0.1$i"; done
# cut SPACE ADDRESS… and heal: what is sent to it goes nowhere.
cut() { local s=$1; shift; for address in "$@"; do ip -n "$s" route add blackhole "$address/32"; done; }
heal() { local s=$1; shift; for address in "$@"; do ip -n "$s" route del blackhole "$address/32"; done; }

for i in 1 2 3; do
  ip netns exec "etcd$i" etcd --name "etcd$i" --data-dir "$work/etcd$i" --listen-client-urls "http://10.16.0.$i:2379" --advertise-client-urls "http://10.16.0.$i:2379" \
    --listen-peer-urls "http://10.16.0.$i:2380" --initial-advertise-peer-urls "http://10.16.0.$i:2380" \
    --initial-cluster "etcd1=http://10.16.0.1:2380,etcd2=http://10.16.0.2:2380,etcd3=http://10.16.0.3:2380" --logger zap --log-level error >"etcd$i.log" 2>&1 &
  planes+=($!)
done
status() { curl -sf --max-time 2 -d '{}' "http://10.16.0.$1:2379/v3/maintenance/status"; }
# leader [BUT]: the number of the member that leads.
leader() {
  local i answer
  for i in 1 2 3; do
    [ "$i" != "${1:-}" ] || continue
    answer=$(status "$i") || continue
    [ "$(/usr/bin/python3 -c 'import json, sys; a = json.load(sys.stdin); print(a.get("leader") == a["header"]["member_id"])' <<<"$answer")" != True ] || { echo "$i"; return; }
  done
  return 1
}
# within COMMAND…: in a minute and a half.
within() { for _ in $(seq 1 450); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done; fail "in vain: $*"; }
within leader
node() {
  ip netns exec "node$1" "$ROLECALL" serve --listen "10.16.0.1$1:4747" --data-dir "$work/node$1" --account-id 054000737513 --region eu-central-1 \
    --store etcd://10.16.0.1,10.16.0.2,10.16.0.3 >"serve-node$1.log" 2>&1 &
  planes+=($!)
  within curl -sf "http://10.16.0.1$1:4747/readyz"
}
node 1
mkdir -m 700 node2 && install -m 600 node1/master.key node2/master.key
node 2
eval "$("$ROLECALL" env --data-dir "$work/node1")"
export AWS_MAX_ATTEMPTS=1
at() { "$aws" --endpoint-url "http://10.16.0.1$1:4747" --cli-read-timeout 30 "${@:2}"; }
at 1 iam create-user --user-name before >/dev/null

# --- A node is cut off from its store
cut node2 10.16.0.1 10.16.0.2 10.16.0.3
code=0
at 2 iam create-user --user-name lost >out 2>err || code=$?
[ $code != 0 ] || fail "a node without its store takes a write"
at 2 iam get-user --user-name before >/dev/null || fail "it does not read"
at 1 iam create-user --user-name meanwhile >/dev/null || fail "the other does not write"
within bash -c 'curl -s http://10.16.0.12:4747/readyz | grep -q "reads only\|cannot be written"'
heal node2 10.16.0.1 10.16.0.2 10.16.0.3
within at 2 iam get-user --user-name meanwhile
within at 2 iam create-user --user-name again

# --- The leader of etcd is cut off from the others, and not from the nodes
old=$(leader)
others=()
for i in 1 2 3; do [ $i = "$old" ] || others+=("10.16.0.$i"); done
cut "etcd$old" "${others[@]}"
acknowledged=()
for i in $(seq 1 60); do
  at $((i % 2 + 1)) iam create-user --user-name "user$i" >out 2>err && acknowledged+=("user$i")
  [ ${#acknowledged[@]} -lt 10 ] || break
done
[ ${#acknowledged[@]} -ge 10 ] || fail "writes do not go on: $(cat err)"
new=$(leader "$old") || fail "nobody else leads"
heal "etcd$old" "${others[@]}"
within bash -c "curl -sf --max-time 2 -d '{}' http://10.16.0.$old:2379/v3/maintenance/status | grep -q leader"
for node in 1 2; do
  within curl -sf "http://10.16.0.1$node:4747/readyz"
  for user in "${acknowledged[@]}" before meanwhile again; do
    within at "$node" iam get-user --user-name "$user"
  done
done
echo "partition: etcd$old led, then etcd$new; ${#acknowledged[@]} acknowledged writes are everywhere"
