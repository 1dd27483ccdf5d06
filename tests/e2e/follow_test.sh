#!/usr/bin/env bash
# A control plane and nodes that follow it, over mutual TLS: what is written at one is read at the other; the follower
# goes on alone; promoted, it takes writes, and the old control plane takes none when it comes back.
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
/usr/bin/python3 -c 'import boto3' 2>/dev/null || { echo "boto3 is not installed"; exit 0; }
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
for name in server edge; do
  openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out $name.pem -extfile <(echo subjectAltName=IP:127.0.0.1) 2>/dev/null
done
export AWS_CA_BUNDLE=$work/ca.pem
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# node NAME PORT [FLAGS…]: a server with a certificate; followers must show one.
node() {
  local name=$1 port=$2
  shift 2
  : >"$work/serve-$name.log"
  "$ROLECALL" serve --listen "127.0.0.1:$port" --data-dir "$work/$name" --account-id 054000737513 --tls-cert server.pem --tls-key server.key \
    --follower-ca ca.pem "$@" >>"$work/serve-$name.log" 2>&1 &
  node_pid=$!
  planes+=("$node_pid")
  for _ in $(seq 1 1200); do
    grep -q 'ready on' "$work/serve-$name.log" && return
    kill -0 "$node_pid" 2>/dev/null || return 1
    sleep 0.05
  done
  fail "$name is not ready: $(cat "$work/serve-$name.log")"
}
# follower NAME PORT URL [FLAGS…]
follower() {
  mkdir -p "$work/$1" && chmod 700 "$work/$1"
  [ -e "$work/$1/master.key" ] || install -m 600 "$work/control/master.key" "$work/$1/master.key"
  node "$1" "$2" --follow "$3" --follow-ca ca.pem --follow-credentials follower.credentials "${@:4}"
}
at() { "$aws" --endpoint-url "https://127.0.0.1:$1" "${@:2}"; }
# until_at PORT COMMAND…: within a minute it works there.
until_at() { for _ in $(seq 1 600); do at "$@" >out 2>err && return; sleep 0.1; done; fail "never at $1: ${*:2}: $(cat err)"; }

control=$(free_port)
node control "$control" || fail "the control plane does not start"
control_pid=$node_pid
export AWS_SHARED_CREDENTIALS_FILE=$work/control/credentials AWS_REGION=us-east-1
at "$control" iam create-user --user-name edge >/dev/null
at "$control" iam put-user-policy --user-name edge --policy-name follow --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rolecall:FollowLog","Resource":"*"}]}'
at "$control" iam create-access-key --user-name edge --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text >key
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' $(cat key) >follower.credentials
chmod 600 follower.credentials
at "$control" secretsmanager create-secret --name first --secret-string one >/dev/null
at "$control" s3api create-bucket --bucket canida >/dev/null
head -c 300000 /dev/urandom >large
at "$control" s3api put-object --bucket canida --key large --body large >/dev/null

# --- Who may follow
edge=$(free_port)
if follower refused "$edge" "https://127.0.0.1:$control"; then fail "it follows without a client certificate"; fi
grep -q 'must show a client certificate' serve-refused.log || fail "$(cat serve-refused.log)"
mkdir -m 700 keyless
if node keyless "$edge" --follow "https://127.0.0.1:$control" --follow-ca ca.pem --follow-credentials follower.credentials; then fail "it follows without the master key"; fi
grep -q 'needs the master key' serve-keyless.log || fail "$(cat serve-keyless.log)"
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = wrong\n' "$(cut -f1 key)" >wrong.credentials
mkdir -m 700 wrong && install -m 600 control/master.key wrong/master.key
if node wrong "$edge" --follow "https://127.0.0.1:$control" --follow-ca ca.pem --follow-cert edge.pem --follow-key edge.key --follow-credentials wrong.credentials; then fail "it follows with a wrong key"; fi
grep -q 'does not let us follow' serve-wrong.log || fail "$(cat serve-wrong.log)"
run 1 "$ROLECALL" serve --data-dir "$work/x" --follow http://example.com:4747
err_has 'is not an https URL'

# --- It is the same there
follower edge "$edge" "https://127.0.0.1:$control" --follow-cert edge.pem --follow-key edge.key || fail "$(cat serve-edge.log)"
edge_pid=$node_pid
[ "$(at "$edge" secretsmanager get-secret-value --secret-id first --query SecretString --output text)" = one ] || fail "the secret is another there"
at "$edge" s3api get-object --bucket canida --key large copy >/dev/null
cmp large copy || fail "the object is another there"
# ... and at the one behind it, which follows the follower.
leaf=$(free_port)
follower leaf "$leaf" "https://127.0.0.1:$edge" --follow-cert edge.pem --follow-key edge.key || fail "$(cat serve-leaf.log)"
[ "$(at "$leaf" secretsmanager get-secret-value --secret-id first --query SecretString --output text)" = one ] || fail "the secret is another at the leaf"

# --- Read your writes: what is written here is read there at once, with the sequence of the answer
cat >reads.py <<'PY'
import sys
import boto3
from botocore.config import Config

control, edge = (f"https://127.0.0.1:{port}" for port in sys.argv[1:3])
once = Config(retries={"max_attempts": 0})
write, read = (boto3.client("iam", endpoint_url=url, config=once) for url in (control, edge))
wanted = {"seq": None}
read.meta.events.register("before-sign.iam", lambda request, **_: request.headers.add_header("x-rolecall-min-seq", wanted["seq"]))
for i in range(20):
    answer = write.create_group(GroupName=f"g{i}")
    wanted["seq"] = answer["ResponseMetadata"]["HTTPHeaders"]["x-rolecall-seq"]
    read.get_group(GroupName=f"g{i}")
wanted["seq"] = str(int(wanted["seq"]) + 1000)
try:
    read.get_group(GroupName="g0")
    sys.exit("what is not there yet was not waited for")
except read.exceptions.ClientError as error:
    if error.response["ResponseMetadata"]["HTTPStatusCode"] != 503:
        raise
print("20 writes were read at the other node at once")
PY
run 0 /usr/bin/python3 reads.py "$control" "$edge"
out_has "20 writes"

# --- Read-only, and says so
run 254 "$aws" --endpoint-url "https://127.0.0.1:$edge" iam create-group --group-name here
grep -q 'ReadOnlyNode' err || fail "$(cat err)"
# Not into grep -q: that leaves as soon as it has found something, and curl would say that it cannot write.
run 0 curl -s --cacert ca.pem "https://127.0.0.1:$edge/readyz"
out_has "reads only: this node follows https://127.0.0.1:$control"
run 0 curl -s --cacert ca.pem "https://127.0.0.1:$edge/metrics"
grep -q '^rolecall_staleness_seconds ' "$work/out" || fail "no staleness"
grep -q '"appliedSeq":' "$work/edge/audit.log" || fail "the audit log has no sequence"
# A session of one is good at the other.
at "$control" sts get-session-token --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text >token
read -r id secret session <token
AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$session at "$edge" sts get-caller-identity >/dev/null || fail "the session is not good there"

# --- A denial goes with the log
at "$control" iam put-user-policy --user-name edge --policy-name groups --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*"}]}'
as_edge() { AWS_ACCESS_KEY_ID=$(cut -f1 key) AWS_SECRET_ACCESS_KEY=$(cut -f2 key) "$@"; }
as_edge until_at "$edge" iam list-groups
at "$control" iam delete-user-policy --user-name edge --policy-name groups
for _ in $(seq 1 600); do as_edge at "$edge" iam list-groups >out 2>err || break; sleep 0.1; done
grep -q AccessDenied err || fail "the denial never came"

# --- Alone: it goes on
kill -9 "$control_pid"
wait "$control_pid" 2>/dev/null || true
[ "$(at "$edge" secretsmanager get-secret-value --secret-id first --query SecretString --output text)" = one ] || fail "alone it does not answer"
at "$edge" sts get-session-token >/dev/null || fail "alone it makes no sessions"
run 254 "$aws" --endpoint-url "https://127.0.0.1:$edge" iam create-group --group-name here

# --- Promoted
run 0 "$ROLECALL" promote --endpoint "https://127.0.0.1:$edge"
out_has "is the control plane now (epoch 2)"
run 1 "$ROLECALL" promote --endpoint "https://127.0.0.1:$edge"
at "$edge" iam create-group --group-name after >/dev/null || fail "promoted it takes no writes"
until_at "$leaf" iam get-group --group-name after
# The old one comes back, hears of it, and stops.
node control "$control" || fail "the old one does not start: $(cat serve-control.log)"
old_pid=$node_pid
for _ in $(seq 1 600); do curl -s --cacert ca.pem "https://127.0.0.1:$control/readyz" | grep -q 'newer control plane' && break; sleep 0.1; done
run 254 "$aws" --endpoint-url "https://127.0.0.1:$control" iam create-group --group-name old
grep -q 'ReadOnlyNode' err || fail "$(cat err)"
kill "$old_pid"
wait "$old_pid" 2>/dev/null || true
if node control "$control"; then fail "the old one starts as a control plane"; fi
grep -q 'was replaced by a newer one (epoch 2)' serve-control.log || fail "$(cat serve-control.log)"
# ... and follows the new one.
follower control "$control" "https://127.0.0.1:$edge" --follow-cert edge.pem --follow-key edge.key || fail "$(cat serve-control.log)"
until_at "$control" iam get-group --group-name after
# Without --follow the new one is a control plane after a restart.
kill "$edge_pid"
wait "$edge_pid" 2>/dev/null || true
node edge "$edge" || fail "the new one does not start again: $(cat serve-edge.log)"
at "$edge" iam create-group --group-name last >/dev/null
until_at "$control" iam get-group --group-name last
echo "follow: good"
