terraform {
  required_providers {
    http = {
      source = "hashicorp/http"
    }
  }
}

variable "url" {
  type = string
}

data "http" "a" {
  url             = var.url
  request_headers = { Accept = "text/plain" }
}

data "http" "absent" {
  url = "${var.url}.none"
}

output "answers" {
  value = "${data.http.a.status_code} ${data.http.a.response_body} ${data.http.absent.status_code}"
}
