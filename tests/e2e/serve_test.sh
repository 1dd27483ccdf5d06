#!/usr/bin/env bash
# The server as a process: what survives, what is refused, how it stops.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
first_pid=$plane_pid
port=${AWS_ENDPOINT_URL##*:}

# Private files
for file in credentials master.key rolecall.db audit.log; do
  [ -e "$work/data/$file" ] || continue
  [ "$(stat -c %a "$work/data/$file")" = 600 ] || fail "$file is not private"
done

# A second server on the same data directory, or on the same port, is refused with a reason
run 1 timeout 20 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/data"
err_has "another rolecall server is running on the data directory"
run 1 timeout 20 "$ROLECALL" serve --listen "127.0.0.1:$port" --data-dir "$work/other"
err_has "$port"
run 1 timeout 20 "$ROLECALL" serve --listen nonsense --data-dir "$work/other"
run 1 timeout 20 "$ROLECALL" serve --account-id 12 --data-dir "$work/other"
err_has account-id
run 1 timeout 20 "$ROLECALL" serve --store etcd://user:secret@x --data-dir "$work/other"
err_has ROLECALL_STORE_PASSWORD

# What was answered is there after a hard kill
run 0 "$aws" secretsmanager create-secret --name kept --secret-string value
run 0 "$aws" iam create-user --user-name kept
kill -KILL "$first_pid"
wait "$first_pid" 2>/dev/null || true
planes=()
key=$AWS_ACCESS_KEY_ID
start_plane data --account-id 054000737513 --region eu-central-1
[ "$AWS_ACCESS_KEY_ID" = "$key" ] || fail "root has another key"
run 0 "$aws" secretsmanager get-secret-value --secret-id kept --query SecretString --output text
out_is value
run 0 "$aws" iam get-user --user-name kept

# Health, metrics, and what is asked for without a signature
run 0 curl -sf "$AWS_ENDPOINT_URL/healthz"
run 0 curl -sf "$AWS_ENDPOINT_URL/metrics"
out_has rolecall_requests_total
[ "$(curl -s -o /dev/null -w '%{http_code}' -d 'Action=ListUsers&Version=2010-05-08' "$AWS_ENDPOINT_URL/")" = 403 ] || fail "an unsigned ListUsers was taken"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X POST "$AWS_ENDPOINT_URL/_rolecall/reset")" != 200 ] || fail "a lasting server was reset"
run 254 env AWS_SECRET_ACCESS_KEY=wrong "$aws" iam list-users
err_has SignatureDoesNotMatch
run 254 env AWS_ACCESS_KEY_ID=AKIAWRONGWRONGWRONG7 "$aws" iam list-users
err_has InvalidClientTokenId

# The stored secrets are sealed
run 0 "$aws" secretsmanager put-secret-value --secret-id kept --secret-string find-me-if-you-can
! cat "$work"/data/* | grep -qa find-me-if-you-can || fail "a secret lies in plain text in the data directory"

# The master key is replaced while secrets are asked for, by the commands of docs/OPERATING.md
cp "$work/data/master.key" "$work/old.key"
(umask 077 && (head -c 32 /dev/urandom; cat "$work/old.key") >"$work/data/master.key.new")
mv "$work/data/master.key.new" "$work/data/master.key"
kill -HUP "$plane_pid"
for _ in $(seq 1 200); do
  run 0 "$aws" secretsmanager get-secret-value --secret-id kept --query SecretString --output text
  out_is find-me-if-you-can
  grep -q "the older ones are not needed any more" "$work"/*.log && break
  sleep 0.1
done
grep -q "the older ones are not needed any more" "$work"/*.log || fail "the master key was not replaced"
(umask 077 && head -c 32 "$work/data/master.key" >"$work/new.key")
mv "$work/new.key" "$work/data/master.key"
kill -TERM "$plane_pid"
wait "$plane_pid" || fail "exit code $? after SIGTERM"
planes=()
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" secretsmanager get-secret-value --secret-id kept --query SecretString --output text
out_is find-me-if-you-can

# SIGTERM stops in order
kill -TERM "$plane_pid"
wait "$plane_pid" || fail "exit code $? after SIGTERM"
planes=()

# A damaged key file is told
printf short >"$work/data/master.key"
run 1 timeout 20 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/data"
err_has master.key

# An ephemeral server with an administrator's key forgets on demand
"$ROLECALL" serve --listen 127.0.0.1:0 --ephemeral --admin-key AKIATESTTESTTESTTEST:secret-of-the-administrator >"$work/serve-e.log" 2>&1 &
planes+=($!)
for _ in $(seq 1 200); do grep -q ready "$work/serve-e.log" && break; sleep 0.05; done
export AWS_ENDPOINT_URL=$(grep -o 'http://[0-9.:]*' "$work/serve-e.log" | head -1) AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST AWS_SECRET_ACCESS_KEY=secret-of-the-administrator
run 0 "$aws" iam create-user --user-name gone
run 0 curl -sf -X POST "$AWS_ENDPOINT_URL/_rolecall/reset"
run 254 "$aws" iam get-user --user-name gone
err_has NoSuchEntity
echo "serve: good"
