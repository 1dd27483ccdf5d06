#!/usr/bin/env bash
# The http backend against a server of its kind: state, locks, passwords, client certificates, terraform_remote_state.
source "$(dirname "$0")/../support/plane.sh"
support=$(cd "$(dirname "$0")/../support" && pwd)
# serve_states NAME [ARGUMENTS…]: its port is in $port
serve_states() {
  local name=$1
  shift
  mkfifo "$work/$name.hold"
  python3 "$support/state_server.py" "$work/$name.port" "$work/$name.log" "$@" <"$work/$name.hold" &
  planes+=($!)
  exec {hold}>"$work/$name.hold"
  for _ in $(seq 1 200); do [ -s "$work/$name.port" ] && break; sleep 0.05; done
  port=$(cat "$work/$name.port")
}
serve_states plain
url=http://127.0.0.1:$port/state
mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<TF
terraform {
  backend "http" {
    address        = "$url"
    lock_address   = "$url"
    unlock_address = "$url"
    username       = "me"
    retry_max      = 0
  }
}
resource "terraform_data" "a" { input = "x" }
output "out" { value = terraform_data.a.output }
TF
run 1 "$ROLECALL" plan
err_has "TF_HTTP_PASSWORD"
export TF_HTTP_PASSWORD=secret
run 0 "$ROLECALL" init
run 0 "$ROLECALL" apply -auto-approve
[ ! -e terraform.tfstate ] || fail "a local state was written"
grep -q 'POST /state?ID=' "$work/plain.log" || fail "the lock's id is not in the write"
run 0 "$ROLECALL" plan -detailed-exitcode
run 1 "$ROLECALL" workspace new blue
err_has "only the workspace \"default\""

# A lock of somebody else
curl -s -u me:secret -X LOCK --data '{"ID":"11111111-2222-3333-4444-555555555555","Operation":"OperationTypeApply","Who":"bob@desk"}' "$url"
run 1 "$ROLECALL" plan
err_has "Who: bob@desk"
run 0 "$ROLECALL" plan -lock=false
run 1 "$ROLECALL" force-unlock -force wrong-id
run 0 "$ROLECALL" force-unlock -force 11111111-2222-3333-4444-555555555555
run 0 "$ROLECALL" plan -detailed-exitcode

# Read by another directory
mkdir "$work/reader"
cd "$work/reader"
cat >main.tf <<TF
data "terraform_remote_state" "dir" {
  backend = "http"
  config  = { address = "$url", username = "me" }
}
output "copied" { value = data.terraform_remote_state.dir.outputs.out }
TF
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" output -raw copied
out_is x
! grep -q secret terraform.tfstate || fail "the password is in the state"

# Client certificates
cd "$work"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
for name in server client; do
  openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out $name.pem -extfile <(echo subjectAltName=IP:127.0.0.1) 2>/dev/null
done
serve_states tls server.pem server.key ca.pem
cd "$work/dir"
sed -i "s|$url|https://127.0.0.1:$port/state|" main.tf
mkdir "$work/tmp"
export TMPDIR=$work/tmp
run 1 "$ROLECALL" init -reconfigure
export TF_HTTP_CLIENT_CA_CERTIFICATE_PEM TF_HTTP_CLIENT_CERTIFICATE_PEM TF_HTTP_CLIENT_PRIVATE_KEY_PEM
TF_HTTP_CLIENT_CA_CERTIFICATE_PEM=$(cat "$work/ca.pem") TF_HTTP_CLIENT_CERTIFICATE_PEM=$(cat "$work/client.pem") TF_HTTP_CLIENT_PRIVATE_KEY_PEM=$(cat "$work/client.key")
run 0 "$ROLECALL" init -reconfigure
run 0 "$ROLECALL" apply -auto-approve
[ -z "$(ls -A "$work/tmp")" ] || fail "certificates are left behind"
TF_HTTP_CLIENT_PRIVATE_KEY_PEM=
run 1 "$ROLECALL" plan
err_has "go together"
echo "http backend: good"
