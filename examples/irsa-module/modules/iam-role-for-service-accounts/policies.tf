data "aws_iam_policy_document" "external_dns" {
  count = var.create && var.attach_external_dns_policy ? 1 : 0

  statement {
    sid       = "ChangeRecords"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = coalescelist(var.external_dns_zone_arns, ["arn:${local.partition}:route53:::hostedzone/*"])
  }

  statement {
    sid       = "FindZones"
    actions   = ["route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "secrets" {
  count = var.create && var.attach_secrets_policy ? 1 : 0

  statement {
    sid       = "FindSecrets"
    actions   = ["secretsmanager:ListSecrets"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(var.secrets_policy_arns) > 0 ? [1] : []

    content {
      sid       = "ReadSecrets"
      actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
      resources = var.secrets_policy_arns
    }
  }

  dynamic "statement" {
    for_each = var.secrets_policy_may_create ? toset(["CreateSecrets"]) : toset([])

    content {
      sid       = statement.value
      actions   = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
      resources = ["arn:${local.partition}:secretsmanager:*:${local.account_id}:secret:*"]

      condition {
        test     = "StringEquals"
        variable = "aws:RequestTag/managed-by"
        values   = ["&{aws:PrincipalTag/team}", "cluster"]
      }
    }
  }
}

data "aws_iam_policy_document" "backup" {
  count = var.create && var.attach_backup_policy ? 1 : 0

  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for arn in var.backup_bucket_arns : "${arn}/*"]
  }

  statement {
    sid       = "Buckets"
    actions   = ["s3:ListBucket"]
    resources = var.backup_bucket_arns
  }
}
