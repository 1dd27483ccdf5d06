# The engine's own Kubernetes resources against a real API server: made, nothing to do, drift mended, imported,
# destroyed; and what the server's defaults and controllers add is no change. Sourced by check.sh.
mkdir -p "$work/resources"
cat >"$work/resources/main.tf" <<HCL
provider "kubernetes" {
  config_path = "$work/admin.kubeconfig"
}
resource "kubernetes_namespace" "made" {
  metadata {
    name   = "made"
    labels = { team = "shop" }
  }
  wait_for_default_service_account = true
}
resource "kubernetes_service_account_v1" "app" {
  metadata {
    name        = "app"
    namespace   = kubernetes_namespace.made.metadata[0].name
    annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::054000737513:role/k8s-main/App" }
  }
  automount_service_account_token = false
}
resource "kubernetes_service_account" "generated" {
  metadata {
    generate_name = "job-"
    namespace     = kubernetes_namespace.made.metadata[0].name
  }
  image_pull_secret { name = "registry" }
}
resource "kubernetes_secret_v1" "token" {
  metadata {
    name        = "app-token"
    namespace   = kubernetes_namespace.made.metadata[0].name
    annotations = { "kubernetes.io/service-account.name" = kubernetes_service_account_v1.app.metadata[0].name }
  }
  type = "kubernetes.io/service-account-token"
}
resource "kubernetes_secret_v1" "plain" {
  metadata {
    name      = "plain"
    namespace = kubernetes_namespace.made.metadata[0].name
  }
  data        = { user = "app" }
  binary_data = { blob = "//8=" }
}
resource "kubernetes_annotations" "default" {
  api_version = "v1"
  kind        = "ServiceAccount"
  metadata {
    name      = "default"
    namespace = kubernetes_namespace.made.metadata[0].name
  }
  annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::054000737513:role/k8s-main/Default" }
}
resource "kubernetes_labels" "default" {
  api_version = "v1"
  kind        = "ServiceAccount"
  metadata {
    name      = "default"
    namespace = kubernetes_namespace.made.metadata[0].name
  }
  labels = { owner = "rolecall" }
}
HCL
engine=("$ROLECALL" "-chdir=$work/resources")
role_of() { $kubectl -n made get serviceaccount "$1" -o jsonpath='{.metadata.annotations.eks\.amazonaws\.com/role-arn}'; }
run 0 "${engine[@]}" apply -auto-approve
[ "$(role_of app) $(role_of default)" = "arn:aws:iam::054000737513:role/k8s-main/App arn:aws:iam::054000737513:role/k8s-main/Default" ] || { echo "a role is missing"; exit 1; }
[ "$($kubectl -n made get secret plain -o jsonpath='{.data.user} {.data.blob}')" = "YXBw //8=" ] || { echo "the secret is another"; exit 1; }
[ -n "$($kubectl -n made get secret app-token -o jsonpath='{.data.token}')" ] || { echo "there is no token"; exit 1; }
# One manager has the annotations and the labels of the default account: neither takes the other's away.
[ "$($kubectl -n made get serviceaccount default -o jsonpath='{.metadata.labels.owner}')" = rolecall ] || { echo "a label is missing"; exit 1; }
# The token controller adds to what was made a moment before.
settled() { "${engine[@]}" plan -detailed-exitcode; }
eventually settled
ok "resources of the engine made, and nothing to do"

# What others made, as data: what the server and its controllers set is seen, too.
mkdir -p "$work/lookups"
cat >"$work/lookups/main.tf" <<HCL
provider "kubernetes" {
  config_path = "$work/admin.kubeconfig"
}
data "kubernetes_namespace" "made" {
  metadata { name = "made" }
}
data "kubernetes_service_account_v1" "app" {
  metadata {
    name      = "app"
    namespace = "made"
  }
}
data "kubernetes_service_account" "generated" {
  metadata {
    name      = one([for name in split(" ", "$($kubectl -n made get serviceaccounts -o jsonpath='{.items[*].metadata.name}')") : name if startswith(name, "job-")])
    namespace = "made"
  }
}
data "kubernetes_secret_v1" "plain" {
  metadata {
    name      = "plain"
    namespace = "made"
  }
  binary_data = { blob = "" }
}
data "kubernetes_secret" "none" {
  metadata { name = "none" }
}
output "seen" {
  value = join(" ", [
    data.kubernetes_namespace.made.metadata[0].labels["kubernetes.io/metadata.name"],
    data.kubernetes_namespace.made.spec[0].finalizers[0],
    data.kubernetes_service_account_v1.app.metadata[0].annotations["eks.amazonaws.com/role-arn"],
    data.kubernetes_service_account_v1.app.automount_service_account_token,
    data.kubernetes_service_account.generated.image_pull_secret[0].name,
    nonsensitive(data.kubernetes_secret_v1.plain.data.user),
    nonsensitive(data.kubernetes_secret_v1.plain.binary_data.blob),
    nonsensitive(data.kubernetes_secret.none.data == null),
  ])
}
HCL
run 0 "$ROLECALL" "-chdir=$work/lookups" apply -auto-approve
run 0 "$ROLECALL" "-chdir=$work/lookups" output -raw seen
out_has "made kubernetes arn:aws:iam::054000737513:role/k8s-main/App false registry app //8= true"
ok "what others made, as data"

run 0 $kubectl -n made annotate --overwrite serviceaccount app eks.amazonaws.com/role-arn=arn:aws:iam::1:role/Stolen
run 2 "${engine[@]}" plan -detailed-exitcode
out_has "role/Stolen"
run 0 "${engine[@]}" apply -auto-approve
[ "$(role_of app)" = "arn:aws:iam::054000737513:role/k8s-main/App" ] || { echo "the drift is not mended"; exit 1; }
run 0 "${engine[@]}" state rm kubernetes_namespace.made kubernetes_service_account_v1.app kubernetes_annotations.default
run 0 "${engine[@]}" import kubernetes_namespace.made made
run 0 "${engine[@]}" import kubernetes_service_account_v1.app made/app
run 0 "${engine[@]}" import kubernetes_annotations.default apiVersion=v1,kind=ServiceAccount,namespace=made,name=default
run 0 "${engine[@]}" apply -auto-approve
eventually settled
ok "drift mended, and what was there imported"

run 0 "${engine[@]}" destroy -auto-approve -target=kubernetes_annotations.default -target=kubernetes_labels.default
[ -z "$(role_of default)" ] || { echo "the annotation is still there"; exit 1; }
run 0 $kubectl -n made get serviceaccount default
run 0 "${engine[@]}" destroy -auto-approve
run 1 $kubectl get namespace made
ok "destroyed, and waited for its end"
