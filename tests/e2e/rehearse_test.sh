#!/usr/bin/env bash
# rehearse, who-can -paths, contracts in lint, review -explain: on one directory and its plan.
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
unset AWS_ENDPOINT_URL
provider=arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A
cat >main.tf <<EOF
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "cluster" {
  url            = "https://oidc.example.com/id/A"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "$provider" }
      Condition = { StringEquals = {
        "oidc.example.com/id/A:sub" = "system:serviceaccount:apps:web"
        "oidc.example.com/id/A:aud" = "sts.amazonaws.com"
      } }
    }]
  })
}
resource "aws_iam_role_policy" "app" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::data/public/*" }]
  })
}
EOF
cat >service-account.yaml <<'EOF'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app
EOF
event() { # OPERATION KEY [ERROR]
  jq -nc --arg name "$1" --arg key "$2" --arg error "${3:-}" '{eventVersion: "1.08", eventTime: "2026-11-01T10:00:00Z",
    eventID: "e-\($key)", eventSource: "s3.amazonaws.com", eventName: $name, eventType: "AwsApiCall",
    awsRegion: "eu-central-1", sourceIPAddress: "192.0.2.7",
    userIdentity: {type: "AssumedRole", arn: "arn:aws:sts::111122223333:assumed-role/app/s1",
      sessionContext: {sessionIssuer: {type: "Role", arn: "arn:aws:iam::111122223333:role/app"}}},
    resources: [{ARN: "arn:aws:s3:::data/\($key)"}, {ARN: "arn:aws:s3:::data"}]}
    + if $error == "" then {} else {errorCode: $error} end'
}

# 1. CloudTrail's files, packed and in folders, and lines
mkdir -p trail/2026/11
{ event GetObject public/a; event GetObject secret/a; event GetObject secret/a; } | jq -sc '{Records: .}' | gzip >trail/2026/11/a.json.gz
event GetObject public/b AccessDenied >trail/2026/11/b.json
run 2 "$ROLECALL" rehearse --events trail .
out_has "- arn:aws:iam::111122223333:role/app  s3:GetObject on arn:aws:s3:::data/secret/a  (2 events"
out_has "+ arn:aws:iam::111122223333:role/app  s3:GetObject on arn:aws:s3:::data/public/b  (1 event"
out_has "4 events: 1 call as before"
run 2 "$ROLECALL" rehearse --events trail -json .
[ "$(jq -r '.denied[0].resource + " " + .passing[0].resource' "$work/out")" = "arn:aws:s3:::data/secret/a arn:aws:s3:::data/public/b" ] || fail "$(cat "$work/out")"
run 2 "$ROLECALL" rehearse --events trail -sarif .
[ "$(jq -r '.runs[0].results[0].ruleId' "$work/out")" = rehearse-denied ] || fail "$(cat "$work/out")"
event GetObject public/a >good.log
run 0 "$ROLECALL" rehearse --events good.log
echo 'no log' >bad.log
run 1 "$ROLECALL" rehearse --events bad.log
run 1 "$ROLECALL" rehearse --events nowhere.log
run 1 "$ROLECALL" rehearse

# 2. Who can become the service account, and then the role
cat >rbac.yaml <<'EOF'
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deploy, namespace: apps}
rules: [{apiGroups: [apps], resources: [deployments], verbs: [create, patch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployers, namespace: apps}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deploy}
subjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]
EOF
run 0 "$ROLECALL" who-can s3:GetObject arn:aws:s3:::data/public/a -dir . -paths
out_has "apps/web, as arn:aws:iam::111122223333:role/app"
out_has "create-deployment (makes pods that run as it; RoleBinding apps/deployers) → ServiceAccount apps/web"
run 0 "$ROLECALL" who-can s3:GetObject arn:aws:s3:::data/public/a -dir . -paths -json
[ "$(jq -r '.cluster[0].takeovers[0].who' "$work/out")" = "Group devs" ] || fail "$(cat "$work/out")"
mv rbac.yaml rbac.txt
run 0 "$ROLECALL" who-can s3:GetObject arn:aws:s3:::data/public/a -dir . -paths
out_has "who can become a service account is not known"

# 3. Contracts are a check of lint
run 0 "$ROLECALL" lint .
cat >access.rolecall.hcl <<'EOF'
deny "nobody reads data" {
  actions   = ["s3:GetObject"]
  resources = ["arn:aws:s3:::data/*"]
}
EOF
run 2 "$ROLECALL" lint -json .
[ "$(jq -r '.findings[] | select(.code == "access-contract") | .range.filename' "$work/out")" = access.rolecall.hcl ] || fail "$(cat "$work/out")"
sed -i 's,data/\*,ledger/*,' access.rolecall.hcl
run 0 "$ROLECALL" lint .
echo 'deny {' >access.rolecall.hcl
run 1 "$ROLECALL" lint .

# 4. What explain says of another program's plan
cat >plan.json <<EOF
{"format_version": "1.2", "resource_changes": [
  {"address": "aws_iam_role.app", "mode": "managed", "type": "aws_iam_role", "name": "app", "change": {"actions": ["create"],
   "before": null, "after_unknown": {"arn": true},
   "after": {"name": "app", "path": "/", "assume_role_policy": $(jq -n --arg p "$provider" '{Version: "2012-10-17", Statement:
     [{Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal: {Federated: $p}, Condition: {StringEquals:
     {"oidc.example.com/id/A:sub": "system:serviceaccount:apps:web"}}}]} | tojson')}}},
  {"address": "aws_iam_role_policy.app", "mode": "managed", "type": "aws_iam_role_policy", "name": "app", "change": {
   "actions": ["create"], "before": null, "after_unknown": {},
   "after": {"name": "read", "role": "app", "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::data/*\"}]}"}}}]}
EOF
run 0 "$ROLECALL" review -explain 'apps/web s3:GetObject arn:aws:s3:::data/a' plan.json
out_has "ALLOWED  apps/web  s3:GetObject  on  arn:aws:s3:::data/a"
run 0 "$ROLECALL" review -json -explain 'apps/web s3:PutObject arn:aws:s3:::data/a' plan.json
[ "$(jq -r '.files[0].explain[0].code' "$work/out")" = identity-policy ] || fail "$(cat "$work/out")"
run 0 "$ROLECALL" review -markdown -explain 'apps/web s3:GetObject arn:aws:s3:::data/a' plan.json
out_has "<details><summary>ALLOWED"
run 1 "$ROLECALL" review -explain 'apps/web' plan.json
echo "rehearse: all good"
