# Who can become the service account by the cluster's own RBAC, as who-can -paths reads it from a real API server: each
# answer is held against what the API server itself says. Sourced by check.sh.
space=external-secrets
run 0 $kubectl -n "$space" create role makers --verb=create --resource=pods
run 0 $kubectl -n "$space" create rolebinding makers --role=makers --group=makers
run 0 $kubectl -n "$space" create role changers --verb=patch --resource=deployments.apps --resource-name=web
run 0 $kubectl -n "$space" create rolebinding changers --role=changers --group=changers
run 0 $kubectl -n "$space" create role others --verb=create --resource=serviceaccounts/token --resource-name=other
run 0 $kubectl -n "$space" create rolebinding others --role=others --group=others
run 0 $kubectl -n "$space" create rolebinding editors --clusterrole=edit --group=editors
run 0 $kubectl -n "$space" create rolebinding viewers --clusterrole=view --group=viewers
run 0 $kubectl create clusterrole pages --verb='*' --non-resource-url='*'
run 0 $kubectl create clusterrolebinding pages --clusterrole=pages --group=pages
$kubectl apply -f - >/dev/null <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: whole}
aggregationRule: {clusterRoleSelectors: [{matchExpressions: [{key: example.com/part, operator: Exists}]}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {example.com/part: "1"}}
rules: [{verbs: [create], apiGroups: [""], resources: ["*/token"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: whole}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: whole}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: wholes}]
YAML

can() { $kubectl -n "$space" auth can-i "$@" --as=somebody >/dev/null; }
eventually can create serviceaccounts/aws-secretsmanager --subresource=token --as-group=wholes
can create pods --as-group=makers || { echo "makers"; exit 1; }
can patch deployments.apps/web --as-group=changers || { echo "changers"; exit 1; }
can create serviceaccounts/aws-secretsmanager --subresource=token --as-group=editors || { echo "editors"; exit 1; }
if can create serviceaccounts/aws-secretsmanager --subresource=token --as-group=others; then echo "others"; exit 1; fi
if can create pods --as-group=viewers; then echo "viewers"; exit 1; fi

run 0 "$ROLECALL" who-can -json -paths -kubernetes="$work/admin.kubeconfig" secretsmanager:GetSecretValue \
  'arn:aws:secretsmanager:eu-central-1:054000737513:secret:k8s-main/*'
python3 - "$work/out" <<'PY'
import json, sys
accounts = [one for one in json.load(open(sys.argv[1]))["cluster"] if one["service_account"] == "external-secrets/aws-secretsmanager"]
assert accounts, "the service account is not among them"
ways = {one["who"]: one["steps"][0]["method"] for one in accounts[0]["takeovers"] if len(one["steps"]) == 1}
wanted = {"makers": "create-pod", "changers": "create-deployment", "editors": "create-token", "wholes": "create-token"}
for group, method in wanted.items():
    assert ways.get("Group " + group) == method, (group, ways.get("Group " + group))
named = {one["who"] for one in accounts[0]["takeovers"]}
for group in ("others", "viewers", "pages"):
    assert "Group " + group not in named, group
PY
ok "who can become the service account, by the cluster's RBAC"
