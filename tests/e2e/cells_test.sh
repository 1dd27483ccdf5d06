#!/usr/bin/env bash
# Accounts as cells: two planes with an account each look like one endpoint, whichever is asked; one that is killed is
# only its own accounts' matter; an account moves to a third. What an outside client writes into headers changes nothing.
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
/usr/bin/python3 -c 'import botocore' 2>/dev/null || { echo "botocore is not installed"; exit 0; }
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout plane.key -out plane.csr -subj /CN=plane 2>/dev/null
openssl x509 -req -in plane.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out plane.pem -extfile <(echo subjectAltName=IP:127.0.0.1) 2>/dev/null
export AWS_CA_BUNDLE=$work/ca.pem AWS_REGION=eu-central-1 AWS_MAX_ATTEMPTS=1
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
blue_port=$(free_port) red_port=$(free_port) green_port=$(free_port)
blue=https://127.0.0.1:$blue_port red=https://127.0.0.1:$red_port green=https://127.0.0.1:$green_port
blue_account=054000737513 red_account=111122223333
issuer=https://oidc.red.example/id

# cell NAME PORT ACCOUNT FILE [FLAGS…]: a plane of that cell.
cell() {
  local name=$1 port=$2 account=$3 file=$4
  shift 4
  "$ROLECALL" serve --listen "127.0.0.1:$port" --data-dir "$work/$name" --account-id "$account" --region eu-central-1 --issuer "$issuer" \
    --tls-cert plane.pem --tls-key plane.key --follower-ca ca.pem --cells "$file" --cell "$name" --cell-cert plane.pem --cell-key plane.key "$@" >>"$work/serve-$name.log" 2>&1 &
  cell_pid=$!
  planes+=("$cell_pid")
  for _ in $(seq 1 600); do
    grep -q "cell $name" "$work/serve-$name.log" && curl -fs --cacert ca.pem "https://127.0.0.1:$port/readyz" >/dev/null && return
    kill -0 "$cell_pid" 2>/dev/null || return 1
    sleep 0.05
  done
  fail "$name is not ready: $(cat "$work/serve-$name.log")"
}
write_cells() {
  printf '{"cells": {"blue": {"endpoint": "%s", "ca": "ca.pem", "accounts": ["%s"]},\n "%s": {"endpoint": "%s", "ca": "ca.pem", "accounts": ["%s"]}}}\n' \
    "$blue" "$blue_account" "$1" "$2" "$red_account" >cells.json
}
# as PROFILE URL COMMAND…: the AWS CLI with that account's root key (or another profile), at that plane.
as() { AWS_SHARED_CREDENTIALS_FILE=$work/profiles AWS_PROFILE=$1 "$aws" --endpoint-url "$2" "${@:3}"; }
profile() { printf '[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$1" "$2" "$3" >>profiles; }
value() { sed -n "s/^$1 *= *//p" "$2"; }
# signed URL SERVICE ID SECRET FORM [HEADER…]: a call with header fields that are added behind the signature; FROM is where it comes from, SHOWN a certificate.
cat >signed.py <<'PY'
import http.client, os, ssl, sys
from urllib.parse import urlsplit
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
url, service, key, secret, form, *more = sys.argv[1:]
request = AWSRequest("POST", url + "/", data=form, headers={"Content-Type": "application/x-www-form-urlencoded"})
SigV4Auth(Credentials(key, secret), service, "us-east-1").add_auth(request)
headers = dict(request.headers.items()) | dict(line.split(": ", 1) for line in more)
source = (os.environ["FROM"], 0) if os.environ.get("FROM") else None
place = urlsplit(url)
context = ssl.create_default_context(cafile="ca.pem")
if os.environ.get("SHOWN"): context.load_cert_chain(os.environ["SHOWN"] + ".pem", os.environ["SHOWN"] + ".key")
connection = http.client.HTTPSConnection(place.hostname, place.port, source_address=source, context=context)
connection.request("POST", "/", form, headers)
print(connection.getresponse().read().decode())
PY
signed() { /usr/bin/python3 signed.py "$@" >out; }
identity='Action=GetCallerIdentity&Version=2011-06-15'
metric() { curl -s --cacert ca.pem "$1/metrics" | grep -F "$2" || true; }

# --- Files that nobody should start on
write_cells red "$red"
refused() { run 1 "$ROLECALL" serve "$@" --data-dir "$work/none" --account-id "$blue_account"; }
refused --cells cells.json --cell purple && err_has 'there is no cell "purple", which --cell names'
refused --cells cells.json --cell red && err_has "the cell red has not the account $blue_account"
refused --cells cells.json && err_has '--cell: --cells and --cell go together'
refused --cells none.json --cell blue && err_has 'none.json'
sed "s/$red_account/$blue_account/" cells.json >twice.json
refused --cells twice.json --cell blue && err_has "the account $blue_account is in two cells: blue and red"
sed "s,$red,http://192.0.2.1:4747,; s/\"ca\": \"ca.pem\", \"accounts\": \\[\"$red_account/\"accounts\": [\"$red_account/" cells.json >plain.json
refused --cells plain.json --cell blue && err_has 'is not https: what is sent on goes over TLS'
sed 's/ca.pem/gone.pem/' cells.json >gone.json
refused --cells gone.json --cell blue && err_has 'gone.pem'

# --- One endpoint, two accounts
cell blue "$blue_port" $blue_account cells.json || fail "blue does not start: $(cat serve-blue.log)"
blue_pid=$cell_pid
cell red "$red_port" $red_account cells.json || fail "red does not start: $(cat serve-red.log)"
red_pid=$cell_pid
red_id=$(value aws_access_key_id red/credentials) red_secret=$(value aws_secret_access_key red/credentials)
profile blue "$(value aws_access_key_id blue/credentials)" "$(value aws_secret_access_key blue/credentials)"
profile red "$red_id" "$red_secret"
for plane in "$blue" "$red"; do
  for account in blue red; do
    run 0 as $account "$plane" sts get-caller-identity --query Account --output text
    [ "$account" = blue ] && out_is $blue_account || out_is $red_account
  done
done
for account in blue red; do
  as $account "$blue" secretsmanager create-secret --name same --secret-string "of $account" >/dev/null
  as $account "$blue" iam create-user --user-name ann >/dev/null
  as $account "$blue" s3api create-bucket --bucket "bucket-of-$account" --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
done
for plane in "$blue" "$red"; do
  for account in blue red; do
    run 0 as $account "$plane" secretsmanager get-secret-value --secret-id same --query SecretString --output text
    out_is "of $account"
  done
done
run 0 as red "$red" iam get-user --user-name ann
# Large bodies go through as they come: more than this plane would take of a key that it does not know.
head -c 3000000 /dev/urandom >large
as red "$blue" s3api put-object --bucket bucket-of-red --key large --body large >/dev/null
as red "$blue" s3api get-object --bucket bucket-of-red --key large copy >/dev/null
cmp large copy || fail "the object is another"
url=$(as red "$blue" s3 presign s3://bucket-of-red/large)
curl -fs --cacert ca.pem "$url" | cmp - large || fail "a presigned URL is not sent on"
curl -sI --cacert ca.pem "$(as red "$blue" s3 presign s3://bucket-of-red/none)" >out && out_has '403'
run 254 as red "$blue" s3api head-object --bucket bucket-of-red --key none
err_has 404
# A key of an account that is in no cell is nobody's, and is sent nowhere.
signed "$blue" sts AKIAIOSFODNN7EXAMPLE secret "$identity" && out_has InvalidClientTokenId
# What a request did is told where it was done, and only there.
grep -q '"eventName":"CreateSecret"' red/audit.log || fail "red has not recorded it"
! grep -q "$red_account" blue/audit.log || fail "blue has recorded what it sent on"
[ -n "$(metric "$blue" 'rolecall_cells_sent_total{cell="red"}')" ] || fail "nothing is counted"
! metric "$red" 'rolecall_cells_sent_total' | grep -q 'cell="red"' || fail "red has sent to itself"

# --- Web identities: the role says whose they are
AWS_ACCESS_KEY_ID=$red_id AWS_SECRET_ACCESS_KEY=$red_secret AWS_ENDPOINT_URL=$blue "$ROLECALL" token mint --service-account apps/web >token
as red "$blue" iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com >/dev/null
as red "$blue" iam create-role --role-name web --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Principal":{"Federated":"arn:aws:iam::'$red_account':oidc-provider/oidc.red.example/id"},"Action":"sts:AssumeRoleWithWebIdentity"}]}' >/dev/null
run 0 as blue "$blue" sts assume-role-with-web-identity --role-arn "arn:aws:iam::$red_account:role/web" --role-session-name session \
  --web-identity-token "$(cat token)" --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text
read -r id secret session <out
run 0 env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" AWS_SESSION_TOKEN="$session" "$aws" --endpoint-url "$blue" sts get-caller-identity --query Arn --output text
out_is "arn:aws:sts::$red_account:assumed-role/web/session"
run 0 curl -fs --cacert ca.pem -H "Authorization: $(cat token)" "$blue/_rolecall/credentials?role_arn=arn:aws:iam::$red_account:role/web"
out_has "\"AccountId\":\"$red_account\""
run 254 as blue "$blue" sts assume-role-with-web-identity --role-arn "arn:aws:iam::$blue_account:role/web" --role-session-name session --web-identity-token "$(cat token)"
err_has 'InvalidIdentityToken'

# --- Nothing goes over cells, and whoever is refused is told so, not whether the role is there
as blue "$blue" iam put-user-policy --user-name ann --policy-name all --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Resource":"*"}]}'
profile ann $(as blue "$red" iam create-access-key --user-name ann --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
for role in web none; do
  run 254 as ann "$blue" sts assume-role --role-arn "arn:aws:iam::$red_account:role/$role" --role-session-name session
  err_has "(the account $red_account is in another cell, red: nothing goes over cells)"
  sed "s,role/$role,role/NAME," err >"$role.err"
done
cmp web.err none.err || fail "the denial tells whether the role is there"
for call in "secretsmanager get-secret-value --secret-id arn:aws:secretsmanager:eu-central-1:$red_account:secret:same-AbCdEf" \
  "kms describe-key --key-id arn:aws:kms:eu-central-1:$red_account:key/11111111-2222-3333-4444-555555555555" \
  "iam get-policy --policy-arn arn:aws:iam::$red_account:policy/none"; do
  run 254 as blue "$blue" $call
  err_has "(the account $red_account is in another cell, red: nothing goes over cells)"
done
run 254 as ann "$blue" sts assume-role --role-arn "arn:aws:iam::$blue_account:role/none" --role-session-name session
! grep -q 'another cell' err || fail "its own account is in another cell"

# --- Headers of an outside client
signed "$blue" sts "$red_id" "$red_secret" "$identity" && out_has "<Account>$red_account</Account>"
for mark in 'x-rolecall-cell: red' 'X-Rolecall-Cell: blue' 'x-rolecall-cell: '; do
  signed "$blue" sts "$red_id" "$red_secret" "$identity" "$mark" 'x-rolecall-cell-tls: 1.3'
  out_has InvalidClientTokenId
done
as red "$red" iam put-user-policy --user-name ann --policy-name inside --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Action":"iam:ListRoles","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.77/32"}}}]}'
read -r id secret <<<"$(as red "$red" iam create-access-key --user-name ann --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)"
roles() { signed "$1" iam "$id" "$secret" 'Action=ListRoles&Version=2010-05-08' "${@:2}"; }
for plane in "$blue" "$red"; do
  for header in 'X-Forwarded-For: 127.0.0.77' 'Forwarded: for=127.0.0.77' 'x-rolecall-cell-client: 127.0.0.77' 'X-Real-IP: 127.0.0.77'; do
    roles "$plane" "$header"
    out_has AccessDenied
  done
done
roles "$red" 'x-rolecall-cell: blue' 'x-rolecall-cell-tls: 1.3' 'x-rolecall-cell-client: 127.0.0.77'
out_has AccessDenied
# Who does come from there is believed, since blue shows its certificate and tells.
FROM=127.0.0.77 roles "$blue"
out_has '<ListRolesResponse'
grep '"eventName":"ListRoles"' red/audit.log | tail -1 | grep -q '"sourceIPAddress":"127.0.0.77"' || fail "red has recorded another address"
# A certificate of the same CA, but for no cell's host, is not believed.
openssl req -newkey rsa:2048 -nodes -keyout other.key -out other.csr -subj /CN=other 2>/dev/null
openssl x509 -req -in other.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out other.pem -extfile <(echo subjectAltName=DNS:other.example) 2>/dev/null
for shown in plane other; do
  SHOWN=$shown roles "$red" 'x-rolecall-cell: blue' 'x-rolecall-cell-tls: 1.3' 'x-rolecall-cell-client: 127.0.0.77'
  [ $shown = plane ] && out_has '<ListRolesResponse' || out_has AccessDenied
done
# The connection is as safe as it was.
as red "$red" iam put-user-policy --user-name ann --policy-name inside --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Action":"iam:ListRoles","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}'
roles "$blue" && out_has '<ListRolesResponse'
roles "$red" 'x-rolecall-cell: blue' 'x-rolecall-cell-tls: none' && out_has AccessDenied

# --- A cell that is away is nobody else's matter
kill -KILL "$red_pid"
wait "$red_pid" 2>/dev/null || true
run 254 as red "$blue" sts get-caller-identity
err_has '(ServiceUnavailable)'
err_has 'The cell of this account does not answer.'
run 254 as red "$blue" secretsmanager get-secret-value --secret-id same
err_has 'ServiceUnavailable'
run 254 as red "$blue" s3api get-object --bucket bucket-of-red --key large copy
err_has '(SlowDown)'
run 0 as blue "$blue" secretsmanager get-secret-value --secret-id same --query SecretString --output text
out_is 'of blue'
grep -q 'the cell red does not answer' serve-blue.log || fail "blue does not tell"
[ -n "$(metric "$blue" 'rolecall_cells_failures_total{cell="red"}')" ] || fail "failures are not counted"
cell red "$red_port" $red_account cells.json || fail "red does not start again: $(cat serve-red.log)"
red_pid=$cell_pid
run 0 as red "$blue" sts get-caller-identity
grep -q 'the cell red answers again' serve-blue.log || fail "blue does not tell that it is back"

# --- An account moves
kill -TERM "$red_pid" && wait "$red_pid" || true
mkdir -m 700 green && install -m 600 red/master.key green/master.key
run 0 "$ROLECALL" store copy red green
echo '{"cells": {' >cells.json
kill -HUP "$blue_pid"
for _ in $(seq 100); do grep -q 'what was there stays' serve-blue.log && break; sleep 0.05; done
grep -q 'what was there stays' serve-blue.log || fail "a broken file is not told of"
run 0 as blue "$blue" sts get-caller-identity
write_cells green "$green"
cell green "$green_port" $red_account cells.json || fail "green does not start: $(cat serve-green.log)"
kill -HUP "$blue_pid"
for _ in $(seq 100); do as red "$blue" secretsmanager get-secret-value --secret-id same --query SecretString --output text >out 2>err && break; sleep 0.1; done
out_is 'of red'
grep -q '"eventName":"GetSecretValue"' green/audit.log || fail "green did not answer"
run 0 as blue "$green" sts get-caller-identity --query Account --output text
out_is $blue_account

# --- --check reads the file too
kill -TERM "$blue_pid" && wait "$blue_pid" || true
run 0 "$ROLECALL" serve -check --data-dir blue --account-id "$blue_account" --region eu-central-1 --cells cells.json --cell blue
run 1 "$ROLECALL" serve -check --data-dir blue --account-id "$blue_account" --region eu-central-1 --cells twice.json --cell blue
err_has 'is in two cells'
echo "cells: passed"
