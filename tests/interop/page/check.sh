#!/usr/bin/env bash
# The page over a plane in which somebody is refused, as a person sees it in Chromium. Usage: check.sh WORK
# With SCREENSHOTS=FOLDER the views are kept as pictures: docs/pictures is made so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1
mkdir -p "$work"
# The AWS CLI keeps sessions of roles below HOME: those of another plane are no good here.
export HOME=$work AWS_EC2_METADATA_DISABLED=true AWS_PAGER="" AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
pids=()
trap 'for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null && wait "$pid" || true; done' EXIT
started() { # LOG WORD
  for _ in $(seq 200); do grep -q "$2" "$1" && return || sleep 0.05; done
  cat "$1"
  return 1
}

"$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/data" --account-id 111122223333 --region eu-central-1 --console >"$work/serve.log" 2>&1 &
pids+=($!)
started "$work/serve.log" ready
eval "$("$ROLECALL" env --data-dir "$work/data")"
issuer=oidc.rolecall.internal
aws() { /usr/bin/aws --output text "$@"; }
aws secretsmanager create-secret --name shop/db --secret-string x >/dev/null
aws iam create-open-id-connect-provider --url "https://$issuer" --client-id-list sts.amazonaws.com >/dev/null
aws iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/'$issuer'"},
  "Condition":{"StringEquals":{"'$issuer':sub":"system:serviceaccount:shop:app","'$issuer':aud":"sts.amazonaws.com"}}}]}' >/dev/null
aws iam put-role-policy --role-name app --policy-name read --policy-document '{"Version":"2012-10-17","Statement":[{
  "Effect":"Allow","Action":"secretsmanager:DescribeSecret","Resource":"arn:aws:secretsmanager:*:*:secret:shop/*"}]}'
aws s3api create-bucket --bucket shop-data --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null

# Who can become shop/app by the cluster's RBAC.
cat >"$work/rbac.yaml" <<'EOF'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: shop}
rules:
- {apiGroups: [""], resources: [pods], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: deployers}
EOF
"$ROLECALL" web -f "$work/rbac.yaml" >"$work/web.log" 2>&1 &
pids+=($!)
started "$work/web.log" Open
export LINK PLAN=$work/plan.json DENY=$work/deny.sh
LINK=$(sed -n 's/^Open //p' "$work/web.log")
cat >"$work/app.yaml" <<'EOF'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: app
  namespace: shop
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app
EOF
cat >"$DENY" <<EOF
# As a pod of shop/app: refused. With a name: the object of a bucket.
as_pod() { ! "$ROLECALL" exec --service-account shop/app -f "$work/app.yaml" -- /usr/bin/aws "\$@"; }
if [ \$# = 0 ]; then
  as_pod secretsmanager get-secret-value --secret-id shop/db
else
  as_pod s3api get-object --bucket shop-data --key "\$1" /dev/null
fi
EOF
cat >"$PLAN" <<'EOF'
{"format_version":"1.2","terraform_version":"1.12.0","planned_values":{"root_module":{"resources":[
  {"address":"aws_iam_role.p","mode":"managed","type":"aws_iam_role","name":"p","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,
   "values":{"name":"p","assume_role_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::999988887777:root\"},\"Action\":\"sts:AssumeRole\"}]}"}}]}},
 "resource_changes":[{"address":"aws_iam_role.p","mode":"managed","type":"aws_iam_role","name":"p","provider_name":"registry.terraform.io/hashicorp/aws",
   "change":{"actions":["create"],"before":null,"after":{"name":"p","assume_role_policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::999988887777:root\"},\"Action\":\"sts:AssumeRole\"}]}"},"after_unknown":{"arn":true,"id":true},"before_sensitive":false,"after_sensitive":{}}}],
 "configuration":{"root_module":{"resources":[{"address":"aws_iam_role.p","mode":"managed","type":"aws_iam_role","name":"p","provider_config_key":"aws","schema_version":0,"expressions":{}}]}}}
EOF
"$ROLECALL" review -html="$work/review.html" "$PLAN" >"$work/review.txt"

# A page of a stranger's in a bucket: by path it is of the same origin as the plane's own page.
cat >"$work/evil.html" <<'EOF'
<!doctype html><title>quiet</title>
<script>fetch('/console/api/about').then(answer => answer.text()).then(text => { document.title = 'stolen ' + text; });</script>
EOF
aws s3api put-object --bucket shop-data --key evil.html --content-type text/html --body "$work/evil.html" >/dev/null
aws s3api delete-public-access-block --bucket shop-data
aws s3api put-bucket-policy --bucket shop-data --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-data/evil.html"}]}'
"$ROLECALL" web -plane >"$work/console.log"
CONSOLE=$(sed -n 's/^Open //p' "$work/console.log")
export CONSOLE
REVIEW=$work/review.html node "$here/page.js"
