terraform {
  required_providers {
    random = {
      source = "hashicorp/random"
    }
  }
}

resource "random_id" "a" {
  byte_length = 8
  prefix      = "id-"
}

resource "random_password" "a" {
  length      = 24
  min_numeric = 3
}

resource "random_string" "a" {
  length  = 12
  special = false
  keepers = { id = random_id.a.hex }
}

resource "random_integer" "a" {
  min = 1
  max = 6
}

resource "random_pet" "a" {}

resource "random_uuid" "a" {}

resource "random_uuid7" "a" {}

resource "random_bytes" "a" {
  length = 16
}

resource "random_shuffle" "a" {
  input = ["a", "b", "c"]
}

output "words" {
  value = "${random_string.a.result} ${random_integer.a.result}"
}
