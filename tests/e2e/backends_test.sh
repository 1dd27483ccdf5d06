#!/usr/bin/env bash
# States that move from one kind of backend to the next: a local file, S3 with locks in DynamoDB, Secrets of Kubernetes,
# PostgreSQL where there is one; encrypted all the way, and plain again at the end.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1
run 0 "$aws" s3api create-bucket --bucket states --create-bucket-configuration LocationConstraint=eu-central-1
here=$(cd "$(dirname "$0")" && pwd)
serve_file() { # SCRIPT NAME: its port is then in $port
  /usr/bin/python3 "$here/$1" "$work/$2.port" &
  planes+=($!)
  for _ in $(seq 600); do [ -e "$work/$2.port" ] && break; sleep 0.1; done
  port=$(cat "$work/$2.port")
}
serve_file lock_table.py table
table=http://127.0.0.1:$port
serve_file object_api.py api
api=http://127.0.0.1:$port

mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'TF'
variable "passphrase" {
  sensitive = true
}
resource "terraform_data" "a" { input = "the secret of ${terraform.workspace}" }
output "a" { value = terraform_data.a.output }
TF
export TF_VAR_passphrase="correct horse battery staple"
export TF_ENCRYPTION='key_provider "pbkdf2" "k" {
  passphrase = var.passphrase
  iterations = 200000
}
method "aes_gcm" "m" {
  keys = key_provider.pbkdf2.k
}
state {
  method   = method.aes_gcm.m
  enforced = true
}'
lineage() { "$ROLECALL" state pull | jq -r .lineage; }
backend() { printf 'terraform {\n backend "%s" {\n%s\n }\n}\n' "$1" "$2" >backend.tf; }
stays() { # after a move
  [ "$(lineage)" = "$first" ] || fail "the state was not moved"
  run 0 "$ROLECALL" plan -detailed-exitcode
  run 0 "$ROLECALL" workspace select dev
  run 0 "$ROLECALL" output -raw a
  out_is "the secret of dev"
  run 0 "$ROLECALL" workspace select default
}

# A local file, and a second workspace
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" workspace new dev
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" workspace select default
first=$(lineage)
for file in terraform.tfstate terraform.tfstate.d/dev/terraform.tfstate; do
  jq -e '.encryption_version == "v0" and .serial >= 1' "$file" >/dev/null || fail "$file is not encrypted"
  ! grep -q "secret of" "$file" || fail "$file shows the secret"
done

# S3 with its locks in a table
backend s3 "  bucket = \"states\"
  key = \"a\"
  region = \"eu-central-1\"
  dynamodb_table = \"locks\"
  endpoints = { dynamodb = \"$table\" }"
run 0 "$ROLECALL" init -force-copy
out_tells 'The parameter "dynamodb_table" is deprecated.'
stays
run 0 "$aws" s3 cp s3://states/a "$work/object"
jq -e '.encryption_version == "v0"' "$work/object" >/dev/null || fail "the object is not encrypted"
[ "$(curl -s --noproxy '*' "$table" | jq -r '.["states/a-md5"].Digest.S')" = "$(md5sum <"$work/object" | cut -d' ' -f1)" ] || fail "the digest is another one"
curl -s --noproxy '*' "$table" | jq -e 'has("states/a") | not' >/dev/null || fail "a lock was left behind"
# Somebody else's lock is shown, and broken by its id
curl -s --noproxy '*' -H 'X-Amz-Target: DynamoDB_20120810.PutItem' "$table" -d '{"TableName":"locks","Item":{"LockID":{"S":"states/a"},"Info":{"S":"{\"ID\":\"7\",\"Who\":\"ann@desk\",\"Operation\":\"OperationTypeApply\"}"}}}' >"$work/out"
run 1 "$ROLECALL" apply -auto-approve
err_has "ann@desk"
run 0 "$ROLECALL" force-unlock -force 7
run 0 "$ROLECALL" apply -auto-approve
# Older bytes than those whose digest is kept are no state
cp "$work/object" "$work/older"
printf ' ' >>"$work/older"
run 0 "$aws" s3 cp "$work/older" s3://states/a
run 1 "$ROLECALL" plan
err_has "state data in S3 does not have the expected content."
run 0 "$aws" s3 cp "$work/object" s3://states/a
run 0 "$ROLECALL" plan

# Secrets of Kubernetes
backend kubernetes "  secret_suffix = \"demo\"
  namespace = \"infra\"
  host = \"$api\"
  token = \"t0ken\""
run 0 "$ROLECALL" init -force-copy
stays
curl -s --noproxy '*' -H "Authorization: Bearer t0ken" "$api/api/v1/namespaces/infra/secrets/tfstate-default-demo" | jq -r .data.tfstate | base64 -d | gunzip >"$work/secret"
jq -e '.encryption_version == "v0"' "$work/secret" >/dev/null || fail "the Secret is not encrypted"

# PostgreSQL, where it is on this machine
if bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1) && [ -n "$bin" ]; then
  as=()
  mkdir -p "$work/pg"
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$work/pg"
    chmod 711 "$work"
  fi
  run 0 "${as[@]}" "$bin/initdb" -D "$work/pg/data" -U rolecall -A trust --no-sync
  "${as[@]}" "$bin/postgres" -D "$work/pg/data" -c listen_addresses= -c unix_socket_directories="$work/pg" -c fsync=off >"$work/serve-pg.log" 2>&1 &
  planes+=($!)
  for _ in $(seq 600); do [ -S "$work/pg/.s.PGSQL.5432" ] && psql -h "$work/pg" -U rolecall -c 'SELECT 1' postgres >"$work/out" 2>&1 && break; sleep 0.1; done
  sql() { psql -h "$work/pg" -U rolecall -tA postgres -c "$1"; }
  backend pg "  conn_str = \"host=$work/pg user=rolecall dbname=postgres\""
  run 0 "$ROLECALL" init -force-copy
  stays
  [ "$(sql 'SELECT count(*) FROM terraform_remote_state.states')" = 2 ] || fail "there are other rows than two"
  [ "$(sql "SELECT (data::json)->>'encryption_version' FROM terraform_remote_state.states WHERE name = 'dev'")" = v0 ] || fail "the row is not encrypted"
  # A lock of another session, by the number that all programs use
  id=$(sql "SELECT id FROM terraform_remote_state.states WHERE name = 'default'")
  mkfifo "$work/held"
  psql -h "$work/pg" -U rolecall postgres <"$work/held" >"$work/psql" 2>&1 &
  planes+=($!)
  exec 7>"$work/held"
  echo "SELECT pg_advisory_lock($id);" >&7
  for _ in $(seq 600); do grep -q pg_advisory_lock "$work/psql" && break; sleep 0.1; done
  run 1 "$ROLECALL" apply -auto-approve
  err_has "Workspace is already locked: default"
  exec 7>&-
  for _ in $(seq 600); do "$ROLECALL" apply -auto-approve >"$work/out" 2>"$work/err" && break; sleep 0.1; done
  out_has "Apply complete!"
else
  echo "left out: there is no PostgreSQL on this machine"
fi

# Back to a file, and out of encryption
rm backend.tf
export TF_ENCRYPTION='key_provider "pbkdf2" "k" {
  passphrase = var.passphrase
  iterations = 200000
}
method "aes_gcm" "m" {
  keys = key_provider.pbkdf2.k
}
method "unencrypted" "none" {}
state {
  method = method.unencrypted.none
  fallback {
    method = method.aes_gcm.m
  }
}'
run 0 "$ROLECALL" init -force-copy
out_tells "Unencrypted method configured"
unset TF_ENCRYPTION
[ "$(lineage)" = "$first" ] || fail "the state did not come back"
run 0 "$ROLECALL" plan -detailed-exitcode
grep -q "the secret of default" terraform.tfstate || fail "the state is not plain"

# What is not built is refused by its name
for type in gcs azurerm consul oss cos remote; do
  printf 'terraform {\n backend "%s" {}\n}\n' "$type" >backend.tf
  run 1 "$ROLECALL" init
  err_has "\"$type\" is not among them"
done
printf 'terraform {\n cloud {}\n}\n' >backend.tf
for command in plan init output; do
  run 1 "$ROLECALL" $command
  err_has 'The "cloud" block is not supported'
done
run 0 "$ROLECALL" validate
run 0 "$ROLECALL" lint .
