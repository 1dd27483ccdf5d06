# Many service accounts from one map, in the style of the community's modules: optional() with defaults, dynamic blocks,
# aws_iam_policy_document, try, coalesce, one, splats, count and for_each on modules.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { ManagedBy = "terraform" }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "issuers" {
  description = "Issuers of the clusters, with https://"
  type        = list(string)
  default     = ["https://oidc.example.com/id/BLUE", "https://oidc.example.com/id/GREEN"]

  validation {
    condition     = alltrue([for issuer in var.issuers : startswith(issuer, "https://")])
    error_message = "Every issuer must start with https://."
  }
}

variable "service_accounts" {
  type = map(object({
    namespace   = string
    name        = optional(string)
    path        = optional(string, "/irsa/")
    max_hours   = optional(number, 1)
    policy_arns = optional(list(string), [])
    create      = optional(bool, true)
    statements = optional(list(object({
      sid        = optional(string)
      actions    = list(string)
      resources  = optional(list(string), ["*"])
      conditions = optional(list(object({ test = string, variable = string, values = list(string) })), [])
    })), [])
  }))
  default = {
    reader = {
      namespace = "apps"
      statements = [
        { actions = ["secretsmanager:GetSecretValue"], resources = ["arn:aws:secretsmanager:*:*:secret:apps/*"] },
        { sid = "OnlyHere", actions = ["s3:GetObject", "s3:ListBucket"],
        conditions = [{ test = "StringEquals", variable = "aws:RequestedRegion", values = ["eu-central-1"] }] },
      ]
    }
    builder  = { namespace = "ci", name = "build-bot", max_hours = 4, policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
    disabled = { namespace = "ci", create = false }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_iam_openid_connect_provider" "cluster" {
  for_each = toset(var.issuers)

  url            = each.value
  client_id_list = ["sts.${data.aws_partition.current.dns_suffix}"]
}

module "irsa" {
  source   = "./modules/irsa"
  for_each = var.service_accounts

  create          = each.value.create
  name            = "${each.key}-role"
  path            = each.value.path
  max_seconds     = each.value.max_hours * 3600
  service_account = "${each.value.namespace}:${coalesce(each.value.name, each.key)}"
  providers_by_issuer = {
    for issuer, provider in aws_iam_openid_connect_provider.cluster : trimprefix(issuer, "https://") => provider.arn
  }
  policy_arns = each.value.policy_arns
  statements  = each.value.statements
}

output "roles" {
  value = { for key, irsa in module.irsa : key => irsa.arn if irsa.arn != null }
}

output "summary" {
  value = <<-EOT
    account ${data.aws_caller_identity.current.account_id}
    %{for key in sort(keys(var.service_accounts))~}
    ${key}: ${try(module.irsa[key].policy_name, null) == null ? "no policy of its own" : module.irsa[key].policy_name}
    %{endfor~}
  EOT
}
