# People and machines that are not service accounts: users, groups, keys, a role for an instance. The values come from
# people.auto.tfvars; settings.tf.json is written by a program; access_override.tf changes what others wrote;
# extra.tofu is read by OpenTofu and rolecall.
provider "aws" {
  region = var.region

  default_tags {
    tags = var.tags
  }
}

variable "people" {
  type = map(object({
    groups     = optional(set(string), [])
    with_key   = optional(bool, false)
    key_status = optional(string, "Active")
    boundary   = optional(string)
  }))
}

variable "groups" {
  type = map(list(string)) // names of AWS's policies
}

/* Every group that somebody is in must exist. */
locals {
  groups_in_use = distinct(flatten([for person in values(var.people) : tolist(person.groups)]))
  unknown       = setsubtract(local.groups_in_use, keys(var.groups))
  with_key      = toset([for name, person in var.people : name if person.with_key])

  attachments = {
    for pair in flatten([
      for group, policies in var.groups : [for policy in policies : { group = group, policy = policy }]
    ]) : "${pair.group}/${pair.policy}" => pair
  }
}

resource "aws_iam_group" "this" {
  for_each = var.groups

  name = each.key
  path = "/people/"

  lifecycle {
    precondition {
      condition     = length(local.unknown) == 0
      error_message = "There are no groups ${join(", ", local.unknown)}."
    }
  }
}

resource "aws_iam_group_policy_attachment" "this" {
  for_each = local.attachments

  group      = aws_iam_group.this[each.value.group].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value.policy}"
}

resource "aws_iam_group_policy" "own_keys" {
  for_each = aws_iam_group.this

  name  = "own-keys"
  group = each.value.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iam:*AccessKey*"]
      Resource = "arn:aws:iam::*:user/people/$${aws:username}"
    }
  })
}

resource "aws_iam_user" "this" {
  for_each = var.people

  name                 = each.key
  path                 = "/people/"
  permissions_boundary = each.value.boundary
  force_destroy        = true
}

resource "aws_iam_user_group_membership" "this" {
  for_each = { for name, person in var.people : name => person.groups if length(person.groups) > 0 }

  user   = aws_iam_user.this[each.key].name
  groups = [for group in each.value : aws_iam_group.this[group].name]
}

resource "aws_iam_user_policy" "sign_in" {
  for_each = aws_iam_user.this

  name   = "sign-in"
  user   = each.value.name
  policy = file("${path.module}/sign-in.json")
}

resource "aws_iam_access_key" "this" {
  for_each = local.with_key

  user   = aws_iam_user.this[each.key].name
  status = var.people[each.key].key_status
}

resource "aws_iam_account_alias" "this" {
  account_alias = "example-people"
}

# --- a machine

data "aws_iam_policy_document" "machine" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "machine" {
  name_prefix        = "machine-"
  assume_role_policy = data.aws_iam_policy_document.machine.json
}

resource "aws_iam_instance_profile" "machine" {
  name_prefix = "machine-"
  role        = aws_iam_role.machine.name
}

resource "aws_iam_policy" "machine" {
  name   = "machine"
  policy = file("${path.module}/sign-in.json")
}

resource "aws_iam_policy_attachment" "machine" {
  name       = "machine"
  policy_arn = aws_iam_policy.machine.arn
  roles      = [aws_iam_role.machine.name]
}

data "aws_iam_users" "all" {
  path_prefix = "/people/"
  depends_on  = [aws_iam_user.this]
}

output "users" {
  value = data.aws_iam_users.all.names
}

output "keys" {
  value = { for name, key in aws_iam_access_key.this : name => key.id }
}

output "secrets" {
  value     = { for name, key in aws_iam_access_key.this : name => key.secret }
  sensitive = true
}
