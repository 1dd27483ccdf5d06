#!/usr/bin/env bash
# A plane is backed up while it is written to, comes back as of a point in time, moves to another data directory, and
# tells before a start what of it cannot be read.
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
start_plane plane --account-id 054000737513 --region eu-central-1
"$aws" iam create-user --user-name edge >/dev/null
"$aws" iam put-user-policy --user-name edge --policy-name follow --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rolecall:FollowLog","Resource":"*"}]}'
"$aws" iam create-access-key --user-name edge --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text >key
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' $(cat key) >edge.credentials
chmod 600 edge.credentials
"$aws" secretsmanager create-secret --name kept --secret-string one >/dev/null
"$aws" s3api create-bucket --bucket canida --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
head -c 300000 /dev/urandom >large
"$aws" s3api put-object --bucket canida --key large --body large >/dev/null

# --- While it is written to
(for i in $(seq 1 200); do "$aws" iam tag-user --user-name edge --tags "Key=a,Value=$i" 2>/dev/null || break; [ -e stop ] && break; done) &
writer=$!
store() { "$ROLECALL" store "$@" -region eu-central-1; }
run 0 store backup "$AWS_ENDPOINT_URL" monday.backup -follow-credentials edge.credentials
out_has "entries at sequence"
touch stop; wait "$writer" || true
[ "$(stat -c %a monday.backup)" = 600 ] || fail "others can read the backup"
run 1 store backup "$AWS_ENDPOINT_URL" monday.backup -follow-credentials edge.credentials
err_has "is there already"
run 1 store backup http://example.com:4747 other.backup -follow-credentials edge.credentials
err_has "is not an https URL"
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = wrong\n' "$(cut -f1 key)" >wrong.credentials
run 1 store backup "$AWS_ENDPOINT_URL" other.backup -follow-credentials wrong.credentials
[ ! -e other.backup ] && [ ! -e other.backup.part ] || fail "a backup that failed left something"

# --- A point in time: what was deleted after it is back
"$aws" secretsmanager create-secret --name later --secret-string two >/dev/null
before=$("$aws" iam get-user --user-name edge --debug 2>&1 >/dev/null | grep -o "'x-rolecall-seq': '[0-9]*'" | tail -1 | tr -dc 0-9)
sleep 1.1; noon=$(date -u +%Y-%m-%dT%H:%M:%SZ); sleep 1.1
"$aws" secretsmanager delete-secret --secret-id later --force-delete-without-recovery >/dev/null
"$aws" secretsmanager put-secret-value --secret-id kept --secret-string damaged >/dev/null
run 0 store backup "$AWS_ENDPOINT_URL" tuesday.backup -follow-credentials edge.credentials

# A server has the file: it is not read behind its back.
run 1 "$ROLECALL" serve -check -data-dir plane
err_has "a server runs on"
run 1 store backup plane other.backup
err_has "a server runs on"
kill -TERM "$plane_pid"; wait "$plane_pid" || true
run 0 "$ROLECALL" serve -check -data-dir plane
out_has "all of it can be read"

# again NAME: the plane starts from that directory.
again() { start_plane "$1" --account-id 054000737513 --region eu-central-1; }
secret() { "$aws" secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }
for name in at-noon by-sequence newest moved; do mkdir -m 700 $name; install -m 600 plane/master.key $name/master.key; done
run 1 store restore monday.backup at-noon -to-time "$noon"
err_has "-log"
run 0 store restore monday.backup at-noon -log tuesday.backup -to-time "$noon"
run 1 store restore monday.backup at-noon -log tuesday.backup -to-time "$noon"
err_has "goes into a new store only"
again at-noon
[ "$(secret later)" = two ] && [ "$(secret kept)" = one ] || fail "at noon it was otherwise"
"$aws" s3api get-object --bucket canida --key large got >/dev/null && cmp large got || fail "the object is not the same"
"$aws" iam create-user --user-name after >/dev/null
# The lost store itself can tell the log.
[ -n "$before" ] || fail "answers have no x-rolecall-seq"
run 0 store restore monday.backup by-sequence -log plane/rolecall.db -to-sequence "$before"
again by-sequence
[ "$(secret later)" = two ] || fail "by its sequence it was otherwise"
run 0 store restore tuesday.backup newest
again newest
[ "$(secret kept)" = damaged ] || fail "the newest is not the newest"
if secret later 2>/dev/null; then fail "what was deleted is back"; fi

# --- Another data directory; a wrong key; a file that was cut off
run 0 store copy plane moved
again moved
[ "$(secret kept)" = damaged ] || fail "the copy is not the same"
mkdir -m 700 stranger && head -c 32 /dev/urandom >stranger/master.key && chmod 600 stranger/master.key
run 1 store restore monday.backup stranger
err_has "is not the one that the backup"
run 1 store copy plane stranger
head -c 5000 monday.backup >short.backup
mkdir -m 700 short && install -m 600 plane/master.key short/master.key
run 1 store restore short.backup short
err_has "cut off"
[ ! -e short/rolecall.db ] && [ ! -e stranger/rolecall.db ] || fail "something was written"

# --- What is damaged is named before a start
kill -TERM "$plane_pid"; wait "$plane_pid" || true
/usr/bin/python3 - moved/rolecall.db <<'PY'
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.execute("UPDATE entries SET value = X'7b7d' WHERE CAST(key AS TEXT) LIKE 'directory/user/%'")
store.commit()
PY
run 2 "$ROLECALL" serve -check -json -data-dir moved
out_has '"key":"directory/user/054000737513/edge"'
out_has '"ok":false'
echo "store: good"
