terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_partition" "current" {
  count = var.create ? 1 : 0
}

data "aws_caller_identity" "current" {
  count = var.create ? 1 : 0
}

data "aws_service_principal" "sts" {
  count = var.create ? 1 : 0

  service_name = "sts"
}

locals {
  account_id  = try(data.aws_caller_identity.current[0].account_id, "")
  partition   = try(data.aws_partition.current[0].partition, "")
  role_name   = try(coalesce(var.name, local.policy_label), null)
  has_policy  = var.create && anytrue([local.has_statements, length(local.documents) > 0])
  policy_name = try(coalesce(var.policy_name, local.policy_label, var.name), null)

  has_statements = var.statements != null ? length(var.statements) > 0 : false

  # The one that is asked for names the policy.
  policy_label = try(coalesce(
    var.attach_external_dns_policy ? "ExternalDns" : null,
    var.attach_secrets_policy ? "Secrets" : null,
    var.attach_backup_policy ? "Backup" : null,
  ), null)

  documents = compact(concat(
    var.source_policy_documents,
    data.aws_iam_policy_document.external_dns[*].json,
    data.aws_iam_policy_document.secrets[*].json,
    flatten([data.aws_iam_policy_document.backup[*].json]),
  ))
}

# --- trust

data "aws_iam_policy_document" "assume" {
  count = var.create ? 1 : 0

  dynamic "statement" {
    for_each = var.oidc_providers

    content {
      effect  = "Allow"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [statement.value.provider_arn]
      }

      condition {
        test     = var.trust_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:sub"
        values   = [for account in statement.value.namespace_service_accounts : "system:serviceaccount:${account}"]
      }

      condition {
        test     = var.trust_condition_test
        variable = "${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:aud"
        values   = [data.aws_service_principal.sts[0].name]
      }
    }
  }

  dynamic "statement" {
    for_each = var.trust_statements != null ? var.trust_statements : {}

    content {
      sid     = statement.key
      effect  = statement.value.effect
      actions = coalesce(statement.value.actions, ["sts:AssumeRole"])

      dynamic "principals" {
        for_each = statement.value.principals

        content {
          type        = principals.value.type
          identifiers = principals.value.identifiers
        }
      }

      dynamic "condition" {
        for_each = statement.value.conditions != null ? statement.value.conditions : []

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

  name        = var.use_name_prefix ? null : local.role_name
  name_prefix = var.use_name_prefix ? "${local.role_name}-" : null
  path        = var.path
  description = var.description

  assume_role_policy    = data.aws_iam_policy_document.assume[0].json
  max_session_duration  = var.max_session_duration
  permissions_boundary  = var.permissions_boundary
  force_detach_policies = true

  tags = var.tags

  lifecycle {
    precondition {
      condition     = length(var.oidc_providers) > 0 || var.trust_statements != null
      error_message = "Somebody must be able to assume the role: give oidc_providers or trust_statements."
    }
  }
}

# --- permissions of its own

data "aws_iam_policy_document" "this" {
  count = local.has_policy ? 1 : 0

  source_policy_documents   = local.documents
  override_policy_documents = var.override_policy_documents

  dynamic "statement" {
    for_each = var.statements != null ? var.statements : {}

    content {
      sid           = try(coalesce(statement.value.sid, statement.key), null)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)

      dynamic "condition" {
        for_each = statement.value.conditions != null ? statement.value.conditions : []

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_policy" "this" {
  count = local.has_policy ? 1 : 0

  name        = var.use_name_prefix ? null : local.policy_name
  name_prefix = var.use_name_prefix ? "${local.policy_name}-" : null
  path        = var.path
  description = var.description
  policy      = data.aws_iam_policy_document.this[0].json
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "this" {
  count = local.has_policy ? 1 : 0

  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}

resource "aws_iam_role_policy_attachment" "additional" {
  for_each = { for key, arn in var.policies : key => arn if var.create }

  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}

# The module's older names.
moved {
  from = aws_iam_role.irsa
  to   = aws_iam_role.this
}

moved {
  from = aws_iam_policy.own[0]
  to   = aws_iam_policy.this[0]
}
