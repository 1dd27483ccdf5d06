#!/usr/bin/env bash
# What the server does when its disk, its files or its store fail it, and at SIGHUP.
source "$(dirname "$0")/../support/plane.sh"

status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
metric() { curl -s "$AWS_ENDPOINT_URL/metrics" | awk -v name="$1" '$1 == name {print $2}'; }
await() { # COMMAND: until it is true
  for _ in $(seq 1 100); do eval "$1" && return; sleep 0.1; done
  fail "never true: $1"
}
stop() {
  kill -TERM "$plane_pid"
  wait "$plane_pid" || fail "exit code $? after SIGTERM"
  planes=()
}
refused() { # DIRECTORY, words of the reason
  run 1 timeout 20 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$1"
  err_has "$2"
}

start_plane data --account-id 054000737513 --region eu-central-1
data=$work/data
run 0 "$aws" iam create-user --user-name before
run 0 "$aws" secretsmanager create-secret --name kept --secret-string value
run 0 "$aws" s3api create-bucket --bucket canida --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" s3api put-object --bucket canida --key a --body "$0"

# SIGHUP: the log that was moved away is opened anew, and the server goes on
mv "$data/audit.log" "$work/moved.log"
kill -HUP "$plane_pid"
await '[ -e "$data/audit.log" ]'
run 0 "$aws" iam create-user --user-name after-hup
await 'grep -q after-hup "$data/audit.log"'
grep -q '"name":"kept"' "$work/moved.log" || fail "the secret's name is not in the log"
! grep -q '"value"' "$work/moved.log" || fail "a value is in the log"

# Strangers have a log of their own, at a bounded rate
for _ in $(seq 1 3); do curl -s -o /dev/null -d 'Action=ListUsers&Version=2010-05-08' "$AWS_ENDPOINT_URL/"; done
await 'grep -q ListUsers "$data/audit-anonymous.log"'
! grep -q '"type":"Unknown"' "$data/audit.log" || fail "a stranger is in the log of those who are known"
[ "$(stat -c %a "$data/audit-anonymous.log")" = 600 ] || fail "the strangers' log is not private"
[ "$(metric 'rolecall_audit_records_lost_total{reason="disk"}')" = 0 ] || fail "no sample of lost records"

# The disk is full (no file may grow): writes are refused, and go on when there is room
db_size=$(stat -c %s "$data/rolecall.db-wal")
prlimit --pid "$plane_pid" --fsize="$((db_size + 2000)):unlimited"
python3 -c 'print("x" * 2000000)' >"$work/large"
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" s3api put-object --bucket canida --key large --body "$work/large"
err_has "An error occurred (ServiceUnavailable)"
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" iam create-user --user-name during
err_has "An error occurred (ServiceUnavailable)"
[ "$(status "$AWS_ENDPOINT_URL/readyz")" = 503 ] || fail "ready without room"
[ "$(status "$AWS_ENDPOINT_URL/healthz")" = 200 ] || fail "not alive without room"
run 0 "$aws" secretsmanager get-secret-value --secret-id kept --query SecretString --output text
out_is value
prlimit --pid "$plane_pid" --fsize=unlimited:unlimited
await '[ "$(status "$AWS_ENDPOINT_URL/readyz")" = 200 ]'
run 254 "$aws" iam get-user --user-name during
run 0 "$aws" iam create-user --user-name during
run 0 "$aws" s3api put-object --bucket canida --key large --body "$work/large"

# The audit log cannot be written: nothing is done or told until it can, and then what was done before is in it
prlimit --pid "$plane_pid" --fsize="$(stat -c %s "$data/audit.log"):unlimited"
run 0 "$aws" iam list-users
await '[ "$(status "$AWS_ENDPOINT_URL/readyz")" = 503 ]'
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" secretsmanager get-secret-value --secret-id kept
err_has "An error occurred (ServiceUnavailable)"
[ "$(status "$AWS_ENDPOINT_URL/healthz")" = 200 ] || fail "not alive without its log"
prlimit --pid "$plane_pid" --fsize=unlimited:unlimited
await '[ "$(status "$AWS_ENDPOINT_URL/readyz")" = 200 ]'
run 0 "$aws" secretsmanager get-secret-value --secret-id kept
await 'grep -q ListUsers "$data/audit.log"'
[ "$(metric 'rolecall_audit_records_lost_total{reason="disk"}')" = 0 ] || fail "records were lost"
[ "$(grep -vc '^{.*}$' "$data/audit.log")" = 0 ] || fail "a line of the log is broken"
stop

# A start beside files that are not all there, or not the owner's alone
cp -a "$data" "$work/good"
mv "$data/master.key" "$work/key" && refused "$data" "master.key is missing"
[ ! -e "$data/master.key" ] || fail "a key was made over a store"
mv "$work/key" "$data/master.key"
mv "$data/rolecall.db" "$work/db" && refused "$data" "is missing or empty"
: >"$data/rolecall.db" && refused "$data" "is missing or empty"
mv "$work/db" "$data/rolecall.db"
chmod 640 "$data/master.key" && refused "$data" "can be read by others"
chmod 600 "$data/master.key"
ln -s "$data" "$work/link" && refused "$work/link" "symbolic link"
mv "$data/master.key" "$work/key" && ln -s "$work/key" "$data/master.key" && refused "$data" "symbolic link"
rm "$data/master.key" && mv "$work/key" "$data/master.key"
chmod 777 "$data" && chmod 644 "$data/rolecall.db"
start_plane data --account-id 054000737513 --region eu-central-1
[ "$(stat -c %a "$data") $(stat -c %a "$data/rolecall.db")" = "700 600" ] || fail "loose modes were left"
stop

# Damage: a record is set aside, an object is not given out, and the rest is there
python3 - "$data/rolecall.db" <<'EOF'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
key = b"directory/user/054000737513/before"
value = db.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()[0]
db.execute("UPDATE entries SET value = ? WHERE key = ?", (value.replace(b"before", b"befere"), key))
for key, value in db.execute("SELECT key, value FROM entries").fetchall():
    if key.startswith(b"s3/body/") and len(value) < 100000:
        db.execute("UPDATE entries SET value = ? WHERE key = ?", (b"x" + value[1:], key))
db.commit()
EOF
start_plane data --account-id 054000737513 --region eu-central-1
grep -q 'set aside: directory/user/054000737513/before' "$work"/serve-*.log || fail "the record is not named"
[ "$(metric rolecall_unreadable_records)" = 1 ] || fail "no metric of the record"
run 254 "$aws" iam get-user --user-name before
run 0 "$aws" iam get-user --user-name during
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" iam create-user --user-name before
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" s3api get-object --bucket canida --key a "$work/got"
err_has "An error occurred (InternalError)"
[ "$(metric 'rolecall_damaged_values_total{place="objects"}')" -ge 1 ] || fail "no metric of the object"
run 0 "$aws" s3api get-object --bucket canida --key large "$work/got"
cmp -s "$work/got" "$work/large" || fail "another object is wrong"
stop
echo "failures: good"
