#!/usr/bin/env bash
# PostgreSQL with one standby: the primary dies, the standby is promoted, and the plane goes on by itself. A synchronous
# one has all that was acknowledged; one that lacks the newest writes is said to, and takes none from nodes that saw more.
source "$(dirname "$0")/../support/plane.sh"
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "${programs:-none}/initdb" ] || { echo "skipped: postgresql is not installed"; exit 0; }
cd "$work"
as_postgres=()
mkdir pg
if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
  as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups)
  chmod 755 "$work"
  chown postgres:postgres pg
fi
read -r first second <<<"$(/usr/bin/python3 -c 'import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*[s.getsockname()[1] for s in sockets])')"
pg() { (cd / && "${as_postgres[@]}" "$programs/$1" "${@:2}"); }
# server NAME PORT [OPTIONS…]
declare -A server
start_server() {
  (cd / && exec "${as_postgres[@]}" "$programs/postgres" -D "$work/pg/$1" -p "$2" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$work/pg" \
    -c fsync=off "${@:3}") >>"$work/postgres-$1.log" 2>&1 &
  server[$1]=$!
  planes+=($!)
  for _ in $(seq 1 600); do "$programs/pg_isready" -q -h 127.0.0.1 -p "$2" && return; sleep 0.1; done
  fail "$1 does not start: $(cat "$work/postgres-$1.log")"
}
murder() { kill -KILL "${server[$1]}"; wait "${server[$1]}" 2>/dev/null || true; sleep 1; }
promote() { pg pg_ctl -D "$work/pg/$1" promote >/dev/null || fail "no promotion"; }
query() { psql -h 127.0.0.1 -p "$1" -U rolecall -d postgres -Atc "$2"; }
# base NAME FROM PORT: a standby.
base() {
  pg pg_basebackup -D "$work/pg/$1" -h 127.0.0.1 -p "$2" -U rolecall -R -X stream -c fast >basebackup.log 2>&1 || fail "$(cat basebackup.log)"
  start_server "$1" "$3"
}
pg initdb -D "$work/pg/one" -A trust -U rolecall -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || fail "$(cat initdb.log)"
echo "host replication rolecall 127.0.0.1/32 trust" >>pg/one/pg_hba.conf
start_server one "$first" -c synchronous_standby_names=
base two "$first" "$second"
query "$first" "ALTER SYSTEM SET synchronous_standby_names = '*'" >/dev/null
query "$first" "SELECT pg_reload_conf()" >/dev/null
murder one; start_server one "$first"
for _ in $(seq 1 600); do [ "$(query "$first" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ] && break; sleep 0.1; done

# --- A synchronous one has everything
start_plane node --store "postgresql://rolecall@127.0.0.1:$first,127.0.0.1:$second/postgres" --account-id 054000737513 --region eu-central-1
for i in 1 2 3 4 5; do "$aws" iam create-user --user-name "user$i" >/dev/null; done
murder one
run 0 "$aws" iam get-user --user-name user5
promote two
query "$second" "ALTER SYSTEM SET synchronous_standby_names = ''" >/dev/null
query "$second" "SELECT pg_reload_conf()" >/dev/null
for _ in $(seq 1 300); do "$aws" iam create-user --user-name after >out 2>err && break; sleep 0.2; done
run 0 "$aws" iam get-user --user-name after
[ "$("$aws" iam list-users --query 'length(Users)' --output text)" = 6 ] || fail "acknowledged writes are lost"
"$ROLECALL" serve -check -store "postgresql://rolecall@127.0.0.1:$second/postgres" -data-dir "$work/node" >out 2>err || fail "$(cat out err)"

# --- One that was away when the newest were written lacks them
rm -rf pg/one
base one "$second" "$first"
kill -TERM "${server[one]}"; wait "${server[one]}" 2>/dev/null || true
"$aws" iam create-user --user-name newest >/dev/null
murder two
start_server one "$first"
promote one
export AWS_MAX_ATTEMPTS=1
said=""
for _ in $(seq 1 150); do
  "$aws" iam create-user --user-name refused >out 2>err && fail "a node takes a write on what it saw more of"
  curl -s "$AWS_ENDPOINT_URL/readyz" >ready || true
  grep -qi "went back" err ready "$work/serve-node.log" 2>/dev/null && { said=yes; break; }
  sleep 0.2
done
[ -n "$said" ] || echo "(the refusal was: $(cat err); readiness: $(cat ready))"
# Reads go on from what it knows; started anew it goes on with what there is.
run 0 "$aws" iam get-user --user-name after
kill -TERM "$plane_pid"; wait "$plane_pid" 2>/dev/null || true
unset AWS_MAX_ATTEMPTS
start_plane node --store "postgresql://rolecall@127.0.0.1:$first,127.0.0.1:$second/postgres" --account-id 054000737513 --region eu-central-1
run 0 "$aws" iam create-user --user-name again
run 0 "$aws" iam get-user --user-name after
if "$aws" iam get-user --user-name newest >out 2>err; then fail "what the standby never had is there"; fi
echo "standby: promoted without loss, and its lack said"
