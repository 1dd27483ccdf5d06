# Types of aws that are built in: what is empty, null, computed, in blocks, and tags beside default tags, when it is made
# (step 1) and when it is changed (step 2).
variable "step" {
  type    = number
  default = 1
}

provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = var.step == 1 ? { Owner = "core", Empty = "" } : {}
  }
}

locals {
  first = var.step == 1
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  tags = {
    none  = null
    same  = { A = "x" }
    other = { A = "s${var.step}" }
    empty = { A = "" }
    goes  = local.first ? { A = "x" } : null
    comes = local.first ? {} : { A = "x" }
  }
}

resource "aws_iam_user" "tagged" {
  for_each = local.tags
  name     = "tagged-${each.key}"
  tags     = each.value
}

resource "aws_iam_role" "empty" {
  name                 = "empty"
  assume_role_policy   = local.trust
  description          = local.first ? "" : null
  permissions_boundary = ""
  tags                 = {}
}

resource "aws_iam_group" "g" {
  name = "g"
}

resource "aws_iam_group_membership" "m" {
  name  = "m"
  group = aws_iam_group.g.name
  users = local.first ? [] : [aws_iam_user.tagged["none"].name]
}

resource "aws_iam_policy_attachment" "a" {
  name       = "a"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  groups     = []
  roles      = local.first ? [aws_iam_role.empty.name] : []
  users      = [aws_iam_user.tagged["same"].name]
}

resource "aws_iam_group_policy_attachments_exclusive" "x" {
  group_name  = aws_iam_group.g.name
  policy_arns = []
}

resource "aws_iam_user_group_membership" "m" {
  user   = aws_iam_user.tagged["empty"].name
  groups = local.first ? [] : [aws_iam_group.g.name]
}

resource "aws_iam_openid_connect_provider" "o" {
  url             = "https://issuer.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = local.first ? [] : ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

resource "aws_kms_key" "k" {
  description = local.first ? "" : "described"
  tags        = local.first ? {} : null
}

resource "aws_kms_key" "timed" {
  timeouts {
    create = "3m"
  }
}

resource "aws_kms_grant" "g" {
  key_id                = aws_kms_key.k.key_id
  grantee_principal     = aws_iam_user.tagged["none"].arn
  operations            = ["Encrypt"]
  grant_creation_tokens = []
  constraints {
    encryption_context_equals = local.first ? {} : { A = "b" }
  }
}

resource "aws_secretsmanager_secret" "s" {
  name                    = "s"
  description             = local.first ? "described" : ""
  policy                  = ""
  kms_key_id              = ""
  recovery_window_in_days = 0
  tags                    = local.first ? { A = "x" } : {}
}

resource "aws_secretsmanager_secret_version" "v" {
  secret_id      = aws_secretsmanager_secret.s.id
  secret_string  = "x"
  version_stages = local.first ? [] : ["AWSCURRENT", "LATER"]
}

resource "aws_secretsmanager_secret" "replicated" {
  name                    = "replicated"
  recovery_window_in_days = 0
  replica {
    region     = "eu-west-1"
    kms_key_id = local.first ? null : aws_kms_key.timed.arn
  }
}

resource "aws_ssm_parameter" "p" {
  name            = "/p"
  type            = "String"
  value           = local.first ? "v" : null
  insecure_value  = local.first ? null : "w"
  description     = local.first ? "" : "described"
  allowed_pattern = ""
  key_id          = ""
}

resource "aws_iam_account_password_policy" "p" {
  minimum_password_length = local.first ? 8 : 9
}
