terraform {
  required_providers {
    archive = {
      source = "hashicorp/archive"
    }
  }
}

# Nothing of this provider is built in: it is the plugin's, also beside terraform_data.
resource "terraform_data" "a" {
  input = "packed"
}

data "archive_file" "a" {
  type        = "zip"
  output_path = "${path.module}/a.zip"

  source {
    content  = "{}"
    filename = "a.json"
  }

  source {
    content  = terraform_data.a.output
    filename = "b.txt"
  }
}

output "sha" {
  value = data.archive_file.a.output_sha256
}
