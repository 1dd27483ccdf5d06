# What a directory's life is made of: imports of what was made by hand, renames, things let go, conditions, checks.
# Run prepare.sh first: it makes what is imported.
terraform {
  required_version = ">= 1.7"
}

provider "aws" {
  region = "eu-central-1"
}

variable "owners" {
  description = "Owner of each role that was made by hand"
  type        = map(string)
  default = {
    web   = "web-team"
    batch = "data-team"
  }
}

variable "release" {
  type      = number
  default   = 1
  nullable  = false
  ephemeral = false

  validation {
    condition     = var.release == floor(var.release)
    error_message = "A release is a whole number."
  }
}

variable "token" {
  type      = string
  default   = "not-a-real-token"
  sensitive = true
}

# --- imported, with for_each

import {
  for_each = var.owners
  to       = aws_iam_role.legacy[each.key]
  id       = "legacy-${each.key}"
}

data "aws_iam_policy_document" "machines" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "legacy" {
  for_each = var.owners

  name               = "legacy-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.machines.json
  tags               = { Owner = each.value }

  lifecycle {
    prevent_destroy = false

    precondition {
      condition     = length(each.value) > 0
      error_message = "The role legacy-${each.key} needs an owner."
    }

    postcondition {
      condition     = startswith(self.unique_id, "AROA")
      error_message = "${self.name} is no role."
    }
  }
}

# --- renamed

resource "aws_iam_policy" "read" {
  name = "lifecycle-read"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" }]
  })

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description]
  }
}

moved {
  from = aws_iam_policy.reader
  to   = aws_iam_policy.read
}

moved {
  from = module.old_roles
  to   = module.roles
}

module "roles" {
  source = "./role"
  count  = 2

  name       = "lifecycle-${count.index}"
  policy_arn = aws_iam_policy.read.arn
}

# --- let go: the object stays, the state forgets it

removed {
  from = aws_iam_role.forgotten

  lifecycle {
    destroy = false
  }
}

# --- made anew when something else changes

resource "terraform_data" "release" {
  input = var.release
}

resource "null_resource" "rollout" {
  triggers = { token = sha256(var.token) }

  lifecycle {
    replace_triggered_by = [terraform_data.release]
  }
}

# --- watched

check "roles_have_owners" {
  data "aws_iam_role" "web" {
    name       = "legacy-web"
    depends_on = [aws_iam_role.legacy]
  }

  assert {
    condition     = data.aws_iam_role.web.tags["Owner"] == var.owners.web
    error_message = "legacy-web is owned by ${try(data.aws_iam_role.web.tags["Owner"], "nobody")}."
  }
}

check "names" {
  assert {
    condition     = alltrue([for role in module.roles : role.name != ""])
    error_message = "A role has no name."
  }
}

output "legacy" {
  value = [for key in sort(keys(aws_iam_role.legacy)) : aws_iam_role.legacy[key].arn]
}

output "token_fingerprint" {
  value     = sha256(var.token)
  sensitive = true
}

output "rollout" {
  value      = nonsensitive(null_resource.rollout.triggers.token) != ""
  depends_on = [module.roles]
}
