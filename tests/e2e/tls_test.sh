#!/usr/bin/env bash
# Keys and certificates of the built-in tls provider: OpenSSL and ssh-keygen read what it makes and agree; plans are quiet
# after an apply, secrets are not shown, what is ready for renewal is replaced. No server is needed.
source "$(dirname "$0")/../support/plane.sh"
mkdir "$work/project"
cd "$work/project"
cat >main.tf <<'TF'
variable "early" {
  type    = number
  default = 0
}

resource "tls_private_key" "a" {
  for_each    = { rsa = ["RSA", "P224"], ec = ["ECDSA", "P384"], old = ["ECDSA", "P224"], ed = ["ED25519", "P224"] }
  algorithm   = each.value[0]
  ecdsa_curve = each.value[1]
}

resource "tls_self_signed_cert" "ca" {
  private_key_pem       = tls_private_key.a["ec"].private_key_pem
  validity_period_hours = 48
  early_renewal_hours   = var.early
  is_ca_certificate     = true
  set_subject_key_id    = true
  allowed_uses          = ["cert_signing", "crl_signing"]
  subject {
    common_name    = "A CA"
    organization   = "Example, Inc."
    street_address = ["1 First Street"]
    country        = "DE"
  }
}

resource "tls_cert_request" "server" {
  private_key_pem = tls_private_key.a["ed"].private_key_pem
  dns_names       = ["a.example", "*.a.example"]
  ip_addresses    = ["127.0.0.1", "::1"]
  uris            = ["spiffe://example/a"]
  subject {
    common_name = "a.example"
  }
}

resource "tls_locally_signed_cert" "server" {
  ca_cert_pem           = tls_self_signed_cert.ca.cert_pem
  ca_private_key_pem    = tls_private_key.a["ec"].private_key_pem
  cert_request_pem      = tls_cert_request.server.cert_request_pem
  validity_period_hours = 24
  allowed_uses          = ["digital_signature", "server_auth"]
}

data "tls_public_key" "a" {
  for_each            = { for name, key in tls_private_key.a : name => key if name != "old" }
  private_key_openssh = each.value.private_key_openssh
}

output "public" {
  value = { for name, key in tls_private_key.a : name => key.public_key_openssh }
}

output "same" {
  value = alltrue([for name, key in data.tls_public_key.a : key.id == tls_private_key.a[name].id])
}

output "prints" {
  value = { for name, key in tls_private_key.a : name => key.public_key_fingerprint_sha256 }
}

output "key" {
  value     = tls_private_key.a["ec"].private_key_openssh
  sensitive = true
}
TF
tool() { "$ROLECALL" "$@" -no-color; }
run 0 tool validate
run 0 tool apply -auto-approve
out_has '7 added'
! grep -rq 'BEGIN.*PRIVATE' "$work/out" || fail "a private key was shown"
run 0 tool plan -detailed-exitcode
[ "$("$ROLECALL" output -raw same)" = true ] || fail "the data source tells another key"

# What others make of it.
state() { jq -r "[.resources[] | select(.type == \"$1\" and .name == \"$2\") | .instances[]][$3].attributes.$4" terraform.tfstate; }
state tls_self_signed_cert ca 0 cert_pem >ca.pem
state tls_locally_signed_cert server 0 cert_pem >server.pem
state tls_cert_request server 0 cert_request_pem >request.pem
openssl verify -x509_strict -CAfile ca.pem server.pem >/dev/null || fail "the certificate is not the CA's"
openssl req -in request.pem -noout -verify 2>/dev/null || fail "the request is not signed by its key"
openssl x509 -in server.pem -noout -checkhost b.a.example | grep -q 'does match' || fail "the host does not match"
openssl x509 -in server.pem -noout -checkip ::1 | grep -q 'does match' || fail "the address does not match"
openssl x509 -in ca.pem -noout -subject | grep -q 'C = DE, O = "Example, Inc.", street = 1 First Street, CN = A CA' ||
  fail "the subject is another: $(openssl x509 -in ca.pem -noout -subject)"
umask 077
for name in rsa ec ed; do
  "$ROLECALL" output -json public | jq -r ".$name" >"$name.pub"
  [ "$(ssh-keygen -lf "$name.pub" | cut -d' ' -f2)" = "$("$ROLECALL" output -json prints | jq -r ".$name")" ] ||
    fail "ssh-keygen sees another fingerprint of $name"
done
"$ROLECALL" output -raw key >openssh
[ "$(ssh-keygen -yf openssh)" = "$(cat ec.pub)" ] || fail "ssh-keygen does not read the private key"
[ "$("$ROLECALL" output -json public | jq -r .old)" = "" ] || fail "a key of P-224 has an SSH form"

# Ready two hours before its end, which is now: first the certificate, then what it signed.
run 2 tool plan -detailed-exitcode -var early=48
out_has 'ready_for_renewal'
run 0 tool apply -auto-approve -var early=10
run 0 tool plan -detailed-exitcode -var early=10
run 0 tool destroy -auto-approve
