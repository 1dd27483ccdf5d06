terraform {
  required_providers {
    local = {
      source = "hashicorp/local"
    }
  }
}

resource "local_file" "a" {
  filename = "${path.module}/made/a.txt"
  content  = "told\n"
}

resource "local_sensitive_file" "a" {
  filename       = "${path.module}/made/b.bin"
  content_base64 = base64encode("secret")
}

data "local_file" "a" {
  filename = local_file.a.filename
}

output "content" {
  value = "${data.local_file.a.content} ${provider::local::direxists("${path.module}/made")}"
}
