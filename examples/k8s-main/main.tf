provider "aws" {
  region = var.region

  default_tags {
    tags = merge(var.tags, { Cluster = var.cluster })
  }
}

locals {
  path = "/${var.cluster}/"
}

# external-dns keeps the records of our hosted zones in step with services and ingresses.
resource "aws_iam_policy" "external-dns" {
  name   = "ExternalDns"
  path   = local.path
  policy = file("${path.module}/external-dns-policy.json")
}

module "irsa-external-dns" {
  source = "./modules/iam-role-for-serviceaccount"

  name           = "ExternalDns"
  path           = local.path
  namespace      = "external-dns"
  serviceaccount = "external-dns"
  oidc_url       = var.oidc_url
  policy_arns    = [aws_iam_policy.external-dns.arn]
}

# The AWS load balancer controller makes load balancers for ingresses and services.
resource "aws_iam_policy" "aws-load-balancer-controller" {
  name   = "AWSLoadBalancerController"
  path   = local.path
  policy = file("${path.module}/aws-load-balancer-controller-policy.json")
}

module "irsa-aws-load-balancer-controller" {
  source = "./modules/iam-role-for-serviceaccount"

  name           = "AWSLoadBalancerController"
  path           = local.path
  namespace      = "kube-system"
  serviceaccount = "aws-load-balancer-controller"
  oidc_url       = var.oidc_url
  policy_arns    = [aws_iam_policy.aws-load-balancer-controller.arn]
}

# external-secrets copies secrets below k8s-main/ into the cluster.
resource "aws_iam_policy" "external-secrets" {
  name   = "ExternalSecrets"
  path   = local.path
  policy = file("${path.module}/external-secrets-policy.json")
}

module "irsa-external-secrets" {
  source = "./modules/iam-role-for-serviceaccount"

  name           = "ExternalSecrets"
  path           = local.path
  namespace      = "external-secrets"
  serviceaccount = "aws-secretsmanager"
  oidc_url       = var.oidc_url
  policy_arns    = [aws_iam_policy.external-secrets.arn]
}
