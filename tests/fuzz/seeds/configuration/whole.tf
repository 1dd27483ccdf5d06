# A role, its policy and what belongs to them.
terraform {
  required_version = ">= 1.5"
  backend "s3" { bucket = "b" }
}

resource "aws_iam_role" "app" {
  for_each           = toset(["a", "b"])
  name               = "App-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity" // one
      Condition = { StringEquals = { (format("%s:sub", var.issuer)) = "system:serviceaccount:a:b" } }
    }]
  })
  dynamic "inline_policy" {
    for_each = var.policies
    content {
      name   = inline_policy.key
      policy = <<-EOT
        {"a": "%{if true ~} ${inline_policy.value} %{~ endif}"}
      EOT
    }
  }
  lifecycle { ignore_changes = [tags["x"]] } /* end */
}
