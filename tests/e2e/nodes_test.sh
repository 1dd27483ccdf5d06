#!/usr/bin/env bash
# Three nodes on one store: the seed's directory while the store's leader and a node are killed, and real clients that
# see nothing of nodes which die. On each store that is installed.
set -euo pipefail
tests=$(cd "$(dirname "$0")" && pwd)
examples=$tests/../../examples
ran=0
for kind in etcd postgresql; do
  if [ $kind = etcd ] && ! command -v etcd >/dev/null; then echo "skipped: etcd-server is not installed"; continue; fi
  if [ $kind = postgresql ] && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then echo "skipped: postgresql is not installed"; continue; fi
  "$examples/nodes/demo.sh" $kind
  (
    . "$examples/nodes/cluster.sh"
    start_cluster
    # A node with another master key is refused, and one without makes none.
    for keys in none other; do
      mkdir -m 700 "$work/stranger-$keys"
      [ $keys = none ] || head -c 32 /dev/urandom | install -m 600 /dev/stdin "$work/stranger-$keys/master.key"
      if timeout 60 "$rolecall" serve --listen 127.0.0.1:0 --data-dir "$work/stranger-$keys" --store "$store" >"$work/stranger" 2>&1; then fail "a stranger was let in"; fi
      grep -q 'master key' "$work/stranger" || fail "$(cat "$work/stranger")"
    done
    [ ! -e "$work/stranger-none/master.key" ] || fail "a second master key was made"
    /usr/bin/python3 "$tests/nodes.py" "$work/stop" >"$work/clients.log" 2>&1 &
    process[clients]=$!
    for i in 1 2 1; do
      sleep 2
      murder "node$i"
      sleep 1
      start_node "$i"
      within 60 is_ready "$i"
    done
    touch "$work/stop"
    code=0
    wait "${process[clients]}" || code=$?
    unset 'process[clients]'
    cat "$work/clients.log"
    [ $code = 0 ] || fail "clients saw errors"
  )
  ran=$((ran + 1))
done
echo "nodes: on $ran stores"
