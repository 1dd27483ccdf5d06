variables {
  name = "a${1 + 1}"
}

provider "aws" {
  alias  = "west"
  region = var.region
}

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/a"
    }
  }
  mock_data "aws_region" {}
  override_data {
    target = module.m.data.aws_region.r
  }
}

override_module {
  target  = module.m.module.n
  outputs = { o = [1, null] }
}

run "a" {
  command = plan
  providers = {
    aws = aws.west
  }
  plan_options {
    mode    = refresh-only
    target  = [aws_iam_role.r["x"]]
    replace = [aws_iam_role.r[0]]
  }
  module {
    source  = "a/b/c"
    version = "~> 1.0"
  }
  override_resource {
    target = aws_iam_role.r
    values = { id = "x" }
  }
  variables {
    name = run.b.c
  }
  assert {
    condition     = output.o == run.a.o
    error_message = "no ${var.name}"
  }
  expect_failures = [check.c, var.name, output.o, aws_iam_role.r["x"]]
}
