# Three providers in one directory: IAM and the objects of Kubernetes that carry roles are built in, the rest of
# Kubernetes and Helm are their providers' own programs.
terraform {
  required_providers {
    aws        = { source = "registry.terraform.io/hashicorp/aws" }
    kubernetes = { source = "registry.terraform.io/hashicorp/kubernetes" }
    helm       = { source = "registry.terraform.io/hashicorp/helm" }
  }
}

variable "kubeconfig" {
  type = string
}

variable "issuer" {
  type = string
}

provider "aws" {
  region = "eu-central-1"
}

provider "kubernetes" {
  config_path = var.kubeconfig
}

provider "helm" {
  kubernetes = { config_path = var.kubeconfig }
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = var.issuer
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${aws_iam_openid_connect_provider.cluster.url}:sub"
      values   = ["system:serviceaccount:shop:orders"]
    }
  }
}

resource "aws_iam_role" "orders" {
  name               = "orders"
  path               = "/k8s-main/"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "orders" {
  name = "secrets"
  role = aws_iam_role.orders.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:*:*:secret:k8s-main/*" }]
  })
}

resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = "shop"
  }
}

resource "kubernetes_service_account_v1" "orders" {
  metadata {
    name        = "orders"
    namespace   = kubernetes_namespace_v1.shop.metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.orders.arn }
  }
}

resource "kubernetes_config_map_v1" "orders" {
  metadata {
    name      = "orders"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  data = { role = aws_iam_role.orders.arn }
}

resource "kubernetes_role_v1" "reader" {
  metadata {
    name      = "reader"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  rule {
    api_groups = [""]
    resources  = ["configmaps"]
    verbs      = ["get", "list"]
  }
}

resource "kubernetes_role_binding_v1" "reader" {
  metadata {
    name      = "reader"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.reader.metadata[0].name
  }
  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.orders.metadata[0].name
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
}

resource "helm_release" "worker" {
  name      = "worker"
  namespace = kubernetes_namespace_v1.shop.metadata[0].name
  chart     = "${path.module}/chart"
  values    = [yamlencode({ role = aws_iam_role.orders.arn })]
}

output "role" {
  value = aws_iam_role.orders.arn
}

output "release" {
  value = helm_release.worker.status
}
