terraform {
  required_providers {
    time = {
      source = "hashicorp/time"
    }
  }
}

resource "time_static" "a" {
  triggers = { name = "a" }
}

resource "time_offset" "a" {
  base_rfc3339 = time_static.a.rfc3339
  offset_days  = 7
}

resource "time_rotating" "a" {
  rotation_years = 300
}

output "year" {
  value = provider::time::rfc3339_parse("2026-01-02T03:04:05Z").year
}
