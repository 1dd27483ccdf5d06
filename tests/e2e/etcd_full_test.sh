#!/usr/bin/env bash
# etcd has no room left (its alarm NOSPACE): writes are refused and say so, reads go on, and when there is room writes go
# on by themselves.
source "$(dirname "$0")/../support/plane.sh"
command -v etcd >/dev/null || { echo "skipped: etcd-server is not installed"; exit 0; }
cd "$work"
read -r client peer <<<"$(/usr/bin/python3 -c 'import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*[s.getsockname()[1] for s in sockets])')"
etcd --name one --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "one=http://127.0.0.1:$peer" \
  --quota-backend-bytes 8388608 --logger zap --log-level error >etcd.log 2>&1 &
planes+=($!)
api() { curl -sf --max-time 20 -d "$2" "http://127.0.0.1:$client/v3/$1"; }
for _ in $(seq 1 600); do api maintenance/status '{}' >/dev/null && break; sleep 0.1; done
start_plane node --store "etcd://127.0.0.1:$client" --account-id 054000737513 --region eu-central-1
"$aws" s3api create-bucket --bucket full --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
head -c 900000 /dev/urandom >object
export AWS_MAX_ATTEMPTS=1
full=""
for i in $(seq 1 40); do
  "$aws" s3api put-object --bucket full --key "object$i" --body object >out 2>err && continue
  full=$i
  break
done
[ -n "$full" ] || fail "etcd is never full"
api maintenance/alarm '{"action":"GET"}' | grep -q NOSPACE || fail "there is no alarm: $(cat err)"
run 254 "$aws" iam create-user --user-name nobody
[ "$(curl -s -o ready -w '%{http_code}' "$AWS_ENDPOINT_URL/readyz")" = 503 ] || fail "it says that it is ready: $(cat ready)"
# Reads go on.
run 0 "$aws" s3api get-object --bucket full --key object1 got
cmp object got || fail "the object is not the same"
run 0 "$aws" sts get-caller-identity
# Nothing of what was refused is there; what was acknowledged is.
run 0 "$aws" s3api list-objects-v2 --bucket full --query 'length(Contents)' --output text
out_is "$((full - 1))"
# Room is made as etcd's documents say.
for i in $(seq 1 $((full - 1))); do :; done
revision=$(api kv/range '{"key":"AA=="}' | sed 's/.*"revision":"\([0-9]*\)".*/\1/')
api kv/compaction "{\"revision\":\"$revision\",\"physical\":true}" >/dev/null || fail "no compaction"
kill -TERM "${planes[0]}"; wait "${planes[0]}" 2>/dev/null || true
etcd --name one --data-dir "$work/etcd" --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "one=http://127.0.0.1:$peer" \
  --quota-backend-bytes 67108864 --logger zap --log-level error >>etcd.log 2>&1 &
planes[0]=$!
for _ in $(seq 1 600); do api maintenance/status '{}' >/dev/null && break; sleep 0.1; done
member=$(api maintenance/alarm '{"action":"GET"}' | sed 's/.*"memberID":"\([0-9]*\)".*/\1/')
api maintenance/alarm "{\"action\":\"DEACTIVATE\",\"memberID\":\"$member\",\"alarm\":\"NOSPACE\"}" >/dev/null || fail "the alarm stays"
for _ in $(seq 1 600); do "$aws" iam create-user --user-name somebody >out 2>err && break; sleep 0.1; done
run 0 "$aws" iam get-user --user-name somebody
run 254 "$aws" iam get-user --user-name nobody
curl -sf "$AWS_ENDPOINT_URL/readyz" >/dev/null || fail "it is not ready again"
echo "etcd full: after $full objects; reads went on, writes came back"
