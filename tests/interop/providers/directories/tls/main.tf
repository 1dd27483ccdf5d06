terraform {
  required_providers {
    tls = {
      source = "hashicorp/tls"
    }
  }
}

resource "tls_private_key" "a" {
  algorithm   = "ECDSA"
  ecdsa_curve = "P256"
}

resource "tls_self_signed_cert" "a" {
  private_key_pem       = tls_private_key.a.private_key_pem
  validity_period_hours = 24
  allowed_uses          = ["server_auth"]
  subject {
    common_name = "a.test"
  }
}

resource "tls_self_signed_cert" "ca" {
  private_key_pem       = tls_private_key.a.private_key_pem
  validity_period_hours = 48
  is_ca_certificate     = true
  allowed_uses          = ["cert_signing"]
  subject {
    common_name    = "A CA"
    organization   = "Example, Inc."
    street_address = ["1 First Street"]
  }
}

resource "tls_cert_request" "b" {
  private_key_pem = tls_private_key.a.private_key_pem
  dns_names       = ["b.test"]
  ip_addresses    = ["127.0.0.1"]
  subject {
    common_name = "b.test"
  }
}

resource "tls_locally_signed_cert" "b" {
  ca_cert_pem           = tls_self_signed_cert.ca.cert_pem
  ca_private_key_pem    = tls_private_key.a.private_key_pem
  cert_request_pem      = tls_cert_request.b.cert_request_pem
  validity_period_hours = 24
  early_renewal_hours   = 1
  allowed_uses          = ["server_auth"]
}

data "tls_public_key" "a" {
  private_key_pem = tls_private_key.a.private_key_pem
}

output "same" {
  value = data.tls_public_key.a.public_key_pem == tls_private_key.a.public_key_pem
}
