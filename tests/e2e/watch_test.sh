#!/usr/bin/env bash
# status and watch: a plane that is looked at from elsewhere, by who may, and on a terminal.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1
log=$work/data/audit.log

run 0 "$ROLECALL" status
out_has 'account 054000737513'
out_has "$log"
out_has 'No denials since the start.'
run 0 "$ROLECALL" status -json
out_has '"ready":true'

"$aws" iam create-user --user-name ann >/dev/null
"$aws" iam create-access-key --user-name ann --query AccessKey --output json >"$work/key.json"
as_ann() { AWS_ACCESS_KEY_ID=$(jq -r .AccessKeyId "$work/key.json") AWS_SECRET_ACCESS_KEY=$(jq -r .SecretAccessKey "$work/key.json") "$@"; }
"$aws" secretsmanager create-secret --name db --secret-string x >/dev/null
run 254 as_ann "$aws" secretsmanager get-secret-value --secret-id db

# Who may not read reports does not: neither status nor the log, nor without a signature.
run 1 as_ann "$ROLECALL" status
err_has 'rolecall:GetStatus'
run 1 as_ann "$ROLECALL" watch -once
err_has 'rolecall:ReadAudit'
run 0 curl -s -o /dev/null -w '%{http_code}' "$AWS_ENDPOINT_URL/_rolecall/audit"
out_is 403
run 0 "$ROLECALL" status
out_has 'DENY   secretsmanager:GetSecretValue'

# Lines on a pipe: of the plane, and of the file.
run 0 "$ROLECALL" watch -once -denials
out_has 'DENY   secretsmanager:GetSecretValue'
out_lacks 'ok     '
run 0 "$ROLECALL" watch -once -json -log "$log"
[ "$(jq -r 'select(.eventName == "CreateUser").eventName' "$work/out" | head -n 1)" = CreateUser ] || fail "no JSON of the record"

# A file that is put aside while it is followed, and a stranger's escape sequences in it.
"$ROLECALL" watch -log "$log" >"$work/lines" 2>"$work/err" &
watcher=$!
planes+=("$watcher")
sleep 1
mv "$log" "$log.1"
kill -HUP "$plane_pid"
sleep 0.5
"$aws" iam create-user --user-name after-rotation >/dev/null
printf '{"eventName":"%s","eventSource":"x","errorCode":"\\u001b[2J"}\n' $'a\\u001b]0;title\\u0007b' >>"$log"
for _ in $(seq 1 50); do grep -q 'title' "$work/lines" && break; sleep 0.1; done
grep -q 'iam:CreateUser' "$work/lines" || fail "what came after the rotation is not shown"
grep -qF 'a\x1b]0;title\x07b' "$work/lines" || fail "the escape sequence is not shown as text"
! grep -q $'\x1b' "$work/lines" || fail "an escape sequence came through"
kill -INT "$watcher"
wait "$watcher" || fail "watch did not end in order"

# On a terminal: Enter explains, f shows the change, q and Ctrl-C put the terminal back.
run 0 /usr/bin/python3 "$here/watch.py" "$ROLECALL"
cat "$work/out"

# A plane that does not answer.
run 1 "$ROLECALL" status -endpoint http://127.0.0.1:1
echo "watch: good"
