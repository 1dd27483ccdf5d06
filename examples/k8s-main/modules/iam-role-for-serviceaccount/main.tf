terraform {
  required_version = ">= 0.13"
}

data "aws_caller_identity" "current" {}

locals {
  provider_arn = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/${var.oidc_url}"
}

resource "aws_iam_role" "irsa" {
  name = var.name
  path = var.path
  tags = var.tags

  # Only this service account of this cluster, and only with a token that was made for AWS's STS.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider_arn }
        Condition = {
          StringEquals = {
            format("%s:sub", var.oidc_url) = "system:serviceaccount:${var.namespace}:${var.serviceaccount}"
            format("%s:aud", var.oidc_url) = "sts.amazonaws.com"
          }
        }
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "irsa" {
  for_each = var.enabled ? { for index, arn in var.policy_arns : index => arn } : {}

  role       = aws_iam_role.irsa.name
  policy_arn = each.value
}
