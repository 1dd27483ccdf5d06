variable "create" {
  type = bool
}

variable "name" {
  type = string
}

variable "path" {
  type = string
}

variable "max_seconds" {
  type = number
}

variable "service_account" {
  type        = string
  description = "NAMESPACE:NAME"
}

variable "providers_by_issuer" {
  type        = map(string)
  description = "ARN of the OIDC provider by issuer, without https://"
}

variable "policy_arns" {
  type = list(string)
}

variable "statements" {
  type = any
}

data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0

  dynamic "statement" {
    for_each = var.providers_by_issuer

    content {
      effect  = "Allow"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [statement.value]
      }

      condition {
        test     = "StringEquals"
        variable = "${statement.key}:sub"
        values   = ["system:serviceaccount:${var.service_account}"]
      }

      condition {
        test     = "StringEquals"
        variable = "${statement.key}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  count = var.create && length(var.statements) > 0 ? 1 : 0

  dynamic "statement" {
    for_each = var.statements

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.conditions

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name                  = var.name
  path                  = var.path
  max_session_duration  = var.max_seconds
  force_detach_policies = true
  assume_role_policy    = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_policy" "this" {
  count = var.create && length(var.statements) > 0 ? 1 : 0

  name_prefix = "${var.name}-"
  path        = var.path
  policy      = data.aws_iam_policy_document.permissions[0].json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for index, arn in concat(aws_iam_policy.this[*].arn, var.policy_arns) : tostring(index) => arn if var.create }

  role       = one(aws_iam_role.this[*].name)
  policy_arn = each.value
}

output "arn" {
  value = one(aws_iam_role.this[*].arn)
}

output "policy_name" {
  value = try(aws_iam_policy.this[0].name, null)
}
