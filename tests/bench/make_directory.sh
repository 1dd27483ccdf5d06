#!/usr/bin/env bash
# make_directory.sh KIND N DIR: writes a Terraform directory of N objects, for measuring how time and memory grow.
#   roles    one aws_iam_role with for_each over N service accounts, trust policies of their own
#   data     two terraform_data with for_each, one referring to the other: the engine alone
#   blocks   N blocks, each referring to one before
#   modules  one module called for N/10 keys, with ten objects
set -euo pipefail
kind=$1 n=$2 directory=$3
mkdir -p "$directory"
# range() gives 1024 numbers at most.
items="flatten([for a in range($n / 100) : [for b in range(100) : a * 100 + b]])"
case $kind in
  roles) cat >"$directory/main.tf" <<T
provider "aws" {
  region = "eu-central-1"
  default_tags { tags = { Cluster = "big" } }
}
data "aws_caller_identity" "current" {}
locals {
  accounts = { for i in $items : format("app-%05d", i) => { namespace = "team-\${i % 100}", account = "sa-\${i}" } }
}
variable "oidc" { default = "oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC" }
resource "aws_iam_role" "irsa" {
  for_each = local.accounts
  name     = each.key
  path     = "/big/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::\${data.aws_caller_identity.current.account_id}:oidc-provider/\${var.oidc}" }
      Condition = { StringEquals = { "\${var.oidc}:sub" = "system:serviceaccount:\${each.value.namespace}:\${each.value.account}" } }
    }]
  })
}
output "arns" { value = { for k, r in aws_iam_role.irsa : k => r.arn } }
T
    ;;
  data) cat >"$directory/main.tf" <<T
locals { items = { for i in $items : format("app-%05d", i) => i } }
resource "terraform_data" "a" {
  for_each = local.items
  input    = { name = each.key, n = each.value }
}
resource "terraform_data" "b" {
  for_each = local.items
  input    = terraform_data.a[each.key].output.name
}
output "names" { value = { for k, one in terraform_data.b : k => one.output } }
T
    ;;
  blocks)
    for i in $(seq 1 "$n"); do
      input='"first"'
      [ "$i" = 1 ] || input="terraform_data.r$((i / 2)).id"
      printf 'resource "terraform_data" "r%d" {\n  input = %s\n}\n' "$i" "$input"
    done >"$directory/main.tf"
    ;;
  modules)
    mkdir -p "$directory/m"
    printf 'module "m" {\n  source   = "./m"\n  for_each = toset([for i in %s : tostring(i) if i %% 10 == 0])\n  name     = each.key\n}\noutput "ids" { value = { for k, m in module.m : k => m.id } }\n' "$items" >"$directory/main.tf"
    {
      printf 'variable "name" {}\noutput "id" { value = terraform_data.r1.id }\n'
      for i in 1 2 3 4 5 6 7 8 9 10; do printf 'resource "terraform_data" "r%d" {\n  input = "${var.name}-%d"\n}\n' "$i" "$i"; done
    } >"$directory/m/main.tf"
    ;;
esac
