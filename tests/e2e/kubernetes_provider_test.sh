#!/usr/bin/env bash
# The seed's directory with its service account in it: a role on the plane, and on a cluster the namespace, the account
# with the role's annotation, a secret and an annotation of what others made; changed, drifted, imported, destroyed.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
export AWS_DEFAULT_REGION=eu-central-1
start_plane data --account-id $account --region eu-central-1
/usr/bin/python3 "$(dirname "$0")/object_api.py" "$work/port" &
planes+=($!)
for _ in $(seq 600); do [ -e "$work/port" ] && break; sleep 0.1; done
api=http://127.0.0.1:$(cat "$work/port")
object() { curl -s -H "Authorization: Bearer t0ken" "$@"; }
cat >"$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "$api"}}]
users: [{name: u, user: {token: t0ken}}]
contexts: [{name: main, context: {cluster: c, user: u}}]
YAML
object -X POST "$api/api/v1/namespaces/kube-system/serviceaccounts" -d '{"metadata":{"name":"theirs","namespace":"kube-system","annotations":{"own":"1"}}}' >"$work/out"

mkdir "$work/dir"
cd "$work/dir"
cat >main.tf <<'HCL'
terraform {
  required_providers {
    aws        = { source = "hashicorp/aws" }
    kubernetes = { source = "hashicorp/kubernetes", version = "~> 2.38" }
  }
}
variable "kubeconfig" {}
variable "team" { default = "shop" }
provider "kubernetes" {
  config_path    = var.kubeconfig
  config_context = "main"
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "kubernetes_namespace" "demo" {
  metadata { name = "demo" }
}
resource "kubernetes_service_account_v1" "app" {
  metadata {
    name        = "app"
    namespace   = kubernetes_namespace.demo.metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app.arn }
    labels      = { team = var.team }
  }
}
resource "kubernetes_secret_v1" "db" {
  metadata {
    name      = "db"
    namespace = kubernetes_namespace.demo.metadata[0].name
  }
  data = { password = "s3cret-value" }
}
resource "kubernetes_annotations" "theirs" {
  api_version = "v1"
  kind        = "ServiceAccount"
  metadata {
    name      = "theirs"
    namespace = "kube-system"
  }
  annotations = { "eks.amazonaws.com/role-arn" = aws_iam_role.app.arn }
}
output "id" { value = kubernetes_service_account_v1.app.id }
HCL
export TF_VAR_kubeconfig=$work/kubeconfig
run 0 "$ROLECALL" validate
# A plan of what is new asks no cluster.
TF_VAR_kubeconfig=$work/missing run 0 "$ROLECALL" plan
out_has "Plan: 5 to add"
TF_VAR_kubeconfig=$work/missing run 1 "$ROLECALL" apply -auto-approve -target=kubernetes_namespace.demo
err_has "The Kubernetes provider does not know its cluster"
run 0 "$ROLECALL" apply -auto-approve
out_has 'id = "demo/app"'
out_lacks s3cret-value
role=arn:aws:iam::$account:role/app
[ "$(object "$api/api/v1/namespaces/demo/serviceaccounts/app" | jq -r '.metadata.annotations["eks.amazonaws.com/role-arn"]')" = $role ] || fail "the account lacks its role"
[ "$(object "$api/api/v1/namespaces/demo/secrets/db" | jq -r .data.password | base64 -d)" = s3cret-value ] || fail "the secret is not there"
[ "$(object "$api/api/v1/namespaces/kube-system/serviceaccounts/theirs" | jq -c .metadata.annotations)" = '{"own":"1","eks.amazonaws.com/role-arn":"'$role'"}' ] || fail "the other's account is not annotated"
run 0 "$ROLECALL" plan -detailed-exitcode
out_has "No changes"

# Changed in place; drift is seen and mended; what is new replaces.
run 0 "$ROLECALL" apply -auto-approve -var team=other
out_has "0 added, 1 changed, 0 destroyed"
[ "$(object "$api/api/v1/namespaces/demo/serviceaccounts/app" | jq -r .metadata.labels.team)" = other ] || fail "the label is not changed"
object -X PATCH -H "Content-Type: application/merge-patch+json" "$api/api/v1/namespaces/demo/serviceaccounts/app" \
  -d '{"metadata":{"annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::1:role/stolen"}}}' >"$work/out"
run 2 "$ROLECALL" plan -detailed-exitcode -var team=other
out_has "stolen"
run 0 "$ROLECALL" apply -auto-approve -var team=other
[ "$(object "$api/api/v1/namespaces/demo/serviceaccounts/app" | jq -r '.metadata.annotations["eks.amazonaws.com/role-arn"]')" = $role ] || fail "the drift is not mended"
sed -i 's/name        = "app"/name        = "web"/' main.tf
run 2 "$ROLECALL" plan -detailed-exitcode -var team=other
out_has "forces replacement"
sed -i 's/name        = "web"/name        = "app"/' main.tf
# Who took it away from outside has it made anew.
object -X DELETE "$api/api/v1/namespaces/demo/serviceaccounts/app" >"$work/out"
run 0 "$ROLECALL" apply -auto-approve
out_has "1 added, 0 changed, 0 destroyed"

# As data in another directory: what others made, and no secret in what is shown.
object -X POST "$api/api/v1/namespaces/demo/configmaps" -d '{"metadata":{"name":"conf","namespace":"demo"},"data":{"mode":"dark"}}' >"$work/out"
mkdir "$work/reader"
cat >"$work/reader/main.tf" <<'HCL'
terraform {
  required_providers { kubernetes = { source = "hashicorp/kubernetes" } }
}
variable "kubeconfig" {}
variable "secret" { default = "db" }
provider "kubernetes" {
  config_path    = var.kubeconfig
  config_context = "main"
}
data "kubernetes_service_account_v1" "app" {
  metadata {
    name      = "app"
    namespace = "demo"
  }
}
data "kubernetes_namespace" "demo" {
  metadata { name = "demo" }
}
data "kubernetes_config_map" "conf" {
  metadata {
    name      = "conf"
    namespace = "demo"
  }
}
data "kubernetes_secret" "db" {
  metadata {
    name      = var.secret
    namespace = "demo"
  }
}
output "role" { value = data.kubernetes_service_account_v1.app.metadata[0].annotations["eks.amazonaws.com/role-arn"] }
output "mode" { value = data.kubernetes_config_map.conf.data.mode }
output "space" { value = data.kubernetes_namespace.demo.metadata[0].uid }
output "length" { value = nonsensitive(length(data.kubernetes_secret.db.data.password)) }
output "password" {
  value     = data.kubernetes_secret.db.data.password
  sensitive = true
}
HCL
(
  cd "$work/reader"
  run 0 "$ROLECALL" apply -auto-approve
  out_has "role = \"$role\""
  out_has 'mode = "dark"'
  out_has 'length = 12'
  out_lacks s3cret-value
  run 0 "$ROLECALL" output -raw password
  out_is s3cret-value
  # A secret that is not there has no data; an account that is not there is an error.
  sed -i -e '/^output "length"/d' -e 's/"password" {/"none" {/' -e 's/= data.kubernetes_secret.db.data.password/= data.kubernetes_secret.db.data == null/' main.tf
  run 0 "$ROLECALL" apply -auto-approve -var secret=none
  run 0 "$ROLECALL" output -raw none
  out_is true
  sed -i '0,/name      = "app"/s//name      = "none"/' main.tf
  run 1 "$ROLECALL" plan
  err_has 'Unable to fetch service account from Kubernetes: serviceaccounts "none" not found'
)
object -X DELETE "$api/api/v1/namespaces/demo/configmaps/conf" >"$work/out"

# Imported as it is: a flag that no API server knows is set, as the provider does after an import, and then nothing.
run 0 "$ROLECALL" state rm kubernetes_service_account_v1.app kubernetes_namespace.demo
run 0 "$ROLECALL" import kubernetes_namespace.demo demo
run 0 "$ROLECALL" import kubernetes_service_account_v1.app demo/app
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "+ wait_for_default_service_account = false"
out_has "Plan: 0 to add, 1 to change, 0 to destroy."
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$ROLECALL" state rm kubernetes_secret_v1.db
run 1 "$ROLECALL" import kubernetes_secret_v1.db db
err_has 'Unexpected ID format ("db"), expected "namespace/name"'
run 0 "$ROLECALL" import kubernetes_secret_v1.db demo/db
run 0 "$ROLECALL" apply -auto-approve

run 0 "$ROLECALL" destroy -auto-approve
[ "$(object -o /dev/null -w '%{http_code}' "$api/api/v1/namespaces/demo")" = 404 ] || fail "the namespace is still there"
[ "$(object "$api/api/v1/namespaces/kube-system/serviceaccounts/theirs" | jq -c .metadata.annotations)" = '{"own":"1"}' ] || fail "more than ours is gone"
