# The plane's own account in the cluster, as $work/rolecall.kubeconfig. Sourced once the control plane runs.
# What the plane may do in the cluster: read service accounts, and nothing else. It asks with a token of a file.
$kubectl apply -f - >/dev/null <<'YAML'
apiVersion: v1
kind: Namespace
metadata: {name: rolecall}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: rolecall, namespace: rolecall}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: rolecall}
rules: [{apiGroups: [""], resources: [serviceaccounts], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: rolecall}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: rolecall}
subjects: [{kind: ServiceAccount, name: rolecall, namespace: rolecall}]
---
# For --token-review.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: rolecall-auth-delegator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:auth-delegator"}
subjects: [{kind: ServiceAccount, name: rolecall, namespace: rolecall}]
---
apiVersion: v1
kind: Namespace
metadata: {name: external-secrets}
YAML
run 0 "$ROLECALL" token mint --kubernetes="$work/admin.kubeconfig" --service-account rolecall/rolecall \
  --audience https://kubernetes.default.svc
cp "$work/out" "$work/rolecall-token"
kubeconfig "$work/rolecall.kubeconfig" "{tokenFile: $work/rolecall-token}"
ok "token for ourselves by TokenRequest"
