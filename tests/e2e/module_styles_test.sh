#!/usr/bin/env bash
# Modules as public registries have them: switched off by a variable, with parts of other providers, typed by
# optional attributes, renamed from version to version. Written here, in that style.
source "$(dirname "$0")/../support/plane.sh"

mkdir -p "$work/irsa" "$work/root"
cat >"$work/irsa/main.tf" <<'END'
variable "create" { default = true }
variable "prefix" { default = null }
variable "release" { default = false }
variable "tags" { default = {} }
variable "attach" { default = {} }
variable "accounts" { default = [] }
variable "issuers" {
  type    = map(object({ arn = string, accounts = optional(list(string), ["*"]) }))
  default = {}
}
variable "permissions" {
  type = map(object({
    sid       = optional(string)
    effect    = optional(string, "Allow")
    actions   = optional(list(string))
    resources = optional(list(string))
    condition = optional(list(object({ test = string, variable = string, values = list(string) })))
  }))
  default = null
}
locals {
  pattern     = "${var.prefix}-*" # null when the module is off
  has_policy  = var.create && var.permissions != null
  description = try(coalesce(null, var.release ? "with a release" : null), null)
}
data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0
  dynamic "statement" {
    for_each = var.issuers
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.arn]
      }
      condition {
        test     = "StringLike"
        variable = "${replace(statement.value.arn, "/^(.*provider/)/", "")}:sub"
        values   = [for one in statement.value.accounts : "system:serviceaccount:${one}"]
      }
    }
  }
}
data "aws_iam_policy_document" "permissions" {
  count = local.has_policy ? 1 : 0
  dynamic "statement" {
    for_each = var.permissions != null ? var.permissions : {}
    content {
      sid       = try(coalesce(statement.value.sid, statement.key))
      effect    = statement.value.effect
      actions   = statement.value.actions
      resources = statement.value.resources
      dynamic "condition" {
        for_each = statement.value.condition != null ? statement.value.condition : []
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
  count                 = var.create ? 1 : 0
  name_prefix           = "${var.prefix}-"
  name                  = var.prefix == null ? "" : null
  description           = local.description
  assume_role_policy    = data.aws_iam_policy_document.trust[0].json
  force_detach_policies = true
  tags                  = var.tags
}
resource "aws_iam_policy" "this" {
  count       = local.has_policy ? 1 : 0
  name_prefix = "${var.prefix}-"
  policy      = data.aws_iam_policy_document.permissions[0].json
}
resource "aws_iam_role_policy_attachment" "this" {
  count      = local.has_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.this[0].arn
}
resource "aws_iam_role_policy_attachment" "additional" {
  for_each   = { for name, arn in var.attach : name => arn if var.create }
  role       = aws_iam_role.this[0].name
  policy_arn = each.value
}
resource "helm_release" "this" {
  count = var.create && var.release ? 1 : 0
  name  = "controller"
  set {
    name  = "role"
    value = aws_iam_role.this[0].arn
  }
}
resource "aws_sqs_queue" "events" {
  count = var.create && var.release ? 1 : 0
  name  = try(helm_release.this[0].name, "none")
}
output "arn" { value = try(aws_iam_role.this[0].arn, null) }
output "chart" { value = try(helm_release.this[0].metadata[0].chart, null) }
END
cat >"$work/root/main.tf" <<'END'
variable "sids" { default = "Read" }
variable "release" { default = false }
module "on" {
  source      = "../irsa"
  prefix      = "controller"
  release     = var.release
  issuers     = { main = { arn = "arn:aws:iam::000000000000:oidc-provider/issuer.example/id/A", accounts = ["ns:sa"] } }
  attach      = { xray = "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess" }
  permissions = {
    (var.sids) = {
      actions   = ["s3:GetObject"]
      resources = ["arn:aws:s3:::b/*"]
      condition = [{ test = "Bool", variable = "aws:SecureTransport", values = [true] }]
    }
  }
}
module "off" {
  source = "../irsa"
  create = false
  prefix = "off"
}
output "on" { value = module.on }
output "off" { value = module.off }
END
start_plane data
cd "$work/root"

# What is switched off is no error, and what this program lacks is none without instances
run 0 "$ROLECALL" init
run 0 "$ROLECALL" validate
out_tells "Resource type helm_release is missing"
out_tells "Resource type aws_sqs_queue is missing"
run 0 "$ROLECALL" apply -auto-approve
out_has "Apply complete! Resources: 4 added, 0 changed, 0 destroyed."
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" output -json
[ "$(jq -c '[.off.value.arn, .on.value.chart]' "$work/out")" = '[null,null]' ] || fail "what is off has outputs"

# With instances all of them are named, and nothing is done
run 1 "$ROLECALL" apply -auto-approve -var release=true
err_has 'The resource type "helm_release" belongs to the provider "hashicorp/helm", which this program does not have.'
err_has 'does not have the resource type "aws_sqs_queue". The block may stay as long as it has no instances'
run 0 "$ROLECALL" plan -detailed-exitcode

# The attachments changed the role's managed_policy_arns, which nothing of this change comes from
run 0 "$ROLECALL" plan -var sids=Fetch -out "$work/p"
out_has "Plan: 0 to add, 1 to change, 0 to destroy."
out_lacks "changed outside of"
run 0 "$ROLECALL" show -json "$work/p"
jq -e '.relevant_attributes | map(.resource) | index("module.on.data.aws_iam_policy_document.permissions[0]")' \
  "$work/out" >/dev/null || fail "the plan does not say what its change comes from"

# A new version of the module renames; two names for one thing are refused, one keeps the object
sed -i 's/"aws_iam_role_policy_attachment" "additional"/"aws_iam_role_policy_attachment" "more"/' "$work/irsa/main.tf"
cat >"$work/irsa/moves.tf" <<'END'
moved {
  from = aws_iam_role_policy_attachment.additional
  to   = aws_iam_role_policy_attachment.more
}
moved {
  from = aws_iam_role_policy_attachment.older
  to   = aws_iam_role_policy_attachment.more
}
END
run 1 "$ROLECALL" plan
err_has "Ambiguous move statements"
err_has "Each resource can have moved from only one source resource."
sed -i '5,8d' "$work/irsa/moves.tf"
run 0 "$ROLECALL" plan
out_has 'additional["xray"] has moved to module.on.aws_iam_role_policy_attachment.more["xray"]'
out_has "Plan: 0 to add, 0 to change, 0 to destroy."
run 0 "$ROLECALL" apply -auto-approve

# A user that clients gave a key goes with it
cat >user.tf <<'END'
resource "aws_iam_user" "ci" {
  name          = "ci"
  force_destroy = true
}
resource "aws_iam_access_key" "ci" {
  user    = aws_iam_user.ci.name
  pgp_key = ""
}
END
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" destroy -auto-approve
out_has "Destroy complete! Resources: 6 destroyed."
run 0 "$aws" iam list-roles --query 'Roles[].RoleName'
out_is "[]"
