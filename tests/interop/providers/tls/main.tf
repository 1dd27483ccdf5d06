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

data "tls_public_key" "a" {
  private_key_pem = tls_private_key.a.private_key_pem
}

output "same" {
  value = data.tls_public_key.a.public_key_pem == tls_private_key.a.public_key_pem
}
