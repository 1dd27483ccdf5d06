# One module for every role of a service account, in the style of the community's iam-role-for-service-accounts: all
# of it behind flags, most arguments optional.
terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.28"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Environment = "example"
      ManagedBy   = "terraform"
    }
  }

  ignore_tags {
    key_prefixes = ["kubernetes.io/"]
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "cluster" {
  type    = string
  default = "blue"
}

locals {
  issuer = "https://oidc.example.com/id/${upper(var.cluster)}"

  roles = {
    external-dns = {
      service_accounts           = ["external-dns:external-dns"]
      attach_external_dns_policy = true
    }
    external-secrets = {
      service_accounts      = ["external-secrets:external-secrets", "external-secrets:webhook"]
      attach_secrets_policy = true
    }
    nothing = {
      create           = false
      service_accounts = ["none:none"]
    }
  }
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = local.issuer
  client_id_list = ["sts.amazonaws.com"]

  tags = { Cluster = var.cluster }
}

module "irsa" {
  source   = "./modules/iam-role-for-service-accounts"
  for_each = local.roles

  create = try(each.value.create, true)
  name   = "${var.cluster}-${each.key}"
  path   = "/${var.cluster}/"

  attach_external_dns_policy = try(each.value.attach_external_dns_policy, false)
  attach_secrets_policy      = try(each.value.attach_secrets_policy, false)
  secrets_policy_arns        = ["arn:aws:secretsmanager:*:*:secret:${var.cluster}/*"]
  secrets_policy_may_create  = each.key == "external-secrets"

  oidc_providers = {
    cluster = {
      provider_arn               = aws_iam_openid_connect_provider.cluster.arn
      namespace_service_accounts = each.value.service_accounts
    }
  }
}

data "aws_iam_policy_document" "only_here" {
  statement {
    sid           = "Elsewhere"
    effect        = "Deny"
    not_actions   = ["iam:*", "sts:*"]
    not_resources = ["arn:aws:s3:::shared/*"]

    condition {
      test     = "StringNotEquals"
      variable = "aws:RequestedRegion"
      values   = [var.region]
    }
  }
}

module "irsa_builder" {
  source = "./modules/iam-role-for-service-accounts"

  name                 = "builder"
  use_name_prefix      = false
  path                 = "/${var.cluster}/"
  description          = "Builds and publishes images"
  max_session_duration = 7200
  trust_condition_test = "StringLike"

  oidc_providers = {
    cluster = {
      provider_arn               = aws_iam_openid_connect_provider.cluster.arn
      namespace_service_accounts = ["ci-*:builder"]
    }
  }

  trust_statements = {
    Machines = {
      principals = [{ type = "Service", identifiers = ["ec2.amazonaws.com"] }]
      conditions = [{ test = "Bool", variable = "aws:SecureTransport", values = ["true"] }]
    }
  }

  policies                  = { read = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
  source_policy_documents   = [data.aws_iam_policy_document.only_here.json]
  override_policy_documents = []

  statements = {
    Publish = {
      actions   = ["s3:PutObject"]
      resources = ["arn:aws:s3:::images/*"]
      conditions = [
        { test = "StringEquals", variable = "s3:x-amz-server-side-encryption", values = ["AES256"] },
        { test = "Null", variable = "s3:x-amz-acl", values = ["true"] },
      ]
    }
  }

  tags = { Team = "platform" }
}

output "roles" {
  value = merge({ for key, role in module.irsa : key => role.arn if role.arn != null }, { builder = module.irsa_builder.arn })
}

output "policy_sids" {
  value = { for key, role in module.irsa : key => role.policy_sids }
}
