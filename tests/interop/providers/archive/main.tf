terraform {
  required_providers {
    archive = {
      source = "hashicorp/archive"
    }
  }
}

resource "archive_file" "a" {
  type        = "zip"
  output_path = "${path.module}/a.zip"
  source {
    filename = "a.txt"
    content  = "hello"
  }
}

data "archive_file" "b" {
  type                    = "zip"
  output_path             = "${path.module}/b.zip"
  source_content          = archive_file.a.output_sha
  source_content_filename = "b.txt"
}
