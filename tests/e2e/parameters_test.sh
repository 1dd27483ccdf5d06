#!/usr/bin/env bash
# Parameter Store with real clients: boto3 and the AWS CLI, External Secrets' calls under a web identity's role, and a
# parameter's life by code.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
issuer=https://oidc.example.com/id/1
start_plane data --account-id 054000737513 --region eu-central-1 --issuer "$issuer" --regions eu-west-1
boto() { run 0 env AWS_MAX_ATTEMPTS=1 "$@"; }

# 1. As the administrator
boto /usr/bin/python3 "$here/parameters.py" fill
boto /usr/bin/python3 "$here/parameters.py" versions

# 2. External Secrets: a role that a service account assumes, for /k8s alone
run 0 "$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com
run 0 "$aws" iam create-role --role-name eso --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/1"},
  "Condition":{"StringEquals":{"oidc.example.com/id/1:sub":"system:serviceaccount:external-secrets:eso"}}}]}'
run 0 "$aws" iam put-role-policy --role-name eso --policy-name parameters --policy-document '{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":"ssm:DescribeParameters","Resource":"*"},
  {"Effect":"Allow","Action":["ssm:GetParameter*","ssm:PutParameter","ssm:DeleteParameter","ssm:AddTagsToResource","ssm:ListTagsForResource"],
   "Resource":["arn:aws:ssm:eu-central-1:054000737513:parameter/k8s","arn:aws:ssm:eu-central-1:054000737513:parameter/k8s/*"]}]}'
"$ROLECALL" token mint --service-account external-secrets/eso >"$work/token"
as_pod=(env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_SHARED_CREDENTIALS_FILE AWS_MAX_ATTEMPTS=1
  AWS_ROLE_ARN=arn:aws:iam::054000737513:role/eso "AWS_WEB_IDENTITY_TOKEN_FILE=$work/token")
run 0 "${as_pod[@]}" /usr/bin/python3 "$here/parameters.py" external-secrets

# The same role as a pod of its service account has it
cat >"$work/pod.yaml" <<'Y'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: eso
  namespace: external-secrets
  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::054000737513:role/eso"}
---
apiVersion: v1
kind: Pod
metadata: {name: eso, namespace: external-secrets}
spec:
  serviceAccountName: eso
  containers: [{name: main, image: aws-cli}]
Y
run 0 "$ROLECALL" exec --service-account external-secrets/eso -f "$work/pod.yaml" -- \
  "$aws" ssm get-parameter --name /k8s/app/password --with-decryption --query Parameter.Value --output text
out_is s3cr3t-value

# 3. The AWS CLI
run 0 "$aws" ssm get-parameter --name /k8s/app/password --with-decryption --query Parameter.Value --output text
out_is s3cr3t-value
run 0 "$aws" ssm get-parameters --names /k8s/app/url /none --query 'InvalidParameters[0]' --output text
out_is /none
run 0 "$aws" ssm get-parameters-by-path --path /k8s/many --query 'length(Parameters)'
out_is 12
run 0 "$aws" ssm describe-parameters --parameter-filters Key=Path,Option=Recursive,Values=/k8s/app --query 'length(Parameters)'
out_is 3
run 254 "$aws" ssm get-parameter --name /none
err_has "An error occurred (ParameterNotFound) when calling the GetParameter operation:"
run 254 "$aws" ssm get-parameter --name k8s/app
err_has "Parameter name: can't be prefixed with \"ssm\" (case-insensitive)."
run 254 "$aws" --region eu-west-1 ssm get-parameter --name /k8s/app/url
err_has ParameterNotFound
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" --region ap-south-1 ssm get-parameter --name /k8s/app/url

# 4. A parameter by code: made, quiet, changed in place, read by data sources, imported, gone
mkdir "$work/project"
cd "$work/project"
cat >main.tf <<'TF'
provider "aws" {
  region = "eu-central-1"
  default_tags { tags = { Cluster = "k8s-main" } }
}
variable "password" {
  default = "first-value"
}
resource "aws_ssm_parameter" "password" {
  name        = "/code/password"
  type        = "SecureString"
  value       = var.password
  description = "by code"
  tags        = { Team = "core" }
}
resource "aws_ssm_parameter" "once" {
  name             = "/once"
  type             = "SecureString"
  value_wo         = "never-in-the-state"
  value_wo_version = 1
}
resource "aws_ssm_parameter" "url" {
  name           = "/code/url"
  type           = "String"
  insecure_value = "https://db"
  tier           = "Intelligent-Tiering"
}
data "aws_ssm_parameter" "url" {
  name = aws_ssm_parameter.url.name
}
data "aws_ssm_parameters_by_path" "all" {
  path       = "/code"
  depends_on = [aws_ssm_parameter.password, aws_ssm_parameter.once, aws_ssm_parameter.url]
}
output "arn" { value = aws_ssm_parameter.password.arn }
output "version" { value = aws_ssm_parameter.password.version }
output "url" { value = data.aws_ssm_parameter.url.insecure_value }
output "names" { value = join(" ", data.aws_ssm_parameters_by_path.all.names) }
TF
run 0 "$ROLECALL" init
run 0 "$ROLECALL" apply -auto-approve
out_has "3 added"
out_lacks first-value
run 0 "$ROLECALL" output -raw arn
out_is arn:aws:ssm:eu-central-1:054000737513:parameter/code/password
run 0 "$ROLECALL" output -raw url
out_is https://db
run 0 "$ROLECALL" output -raw names
out_is "/code/password /code/url"
run 0 "$ROLECALL" plan -detailed-exitcode
! grep -q never-in-the-state terraform.tfstate || fail "a write-only value is in the state"
run 0 "$aws" ssm get-parameter --name /once --with-decryption --query Parameter.Value --output text
out_is never-in-the-state
run 0 "$aws" ssm list-tags-for-resource --resource-type Parameter --resource-id /code/password --query 'TagList[].Key' --output text
out_has Cluster
out_has Team

run 0 "$ROLECALL" apply -auto-approve -var password=second-value
out_has "0 added, 1 changed, 0 destroyed"
run 0 "$ROLECALL" output -raw version
out_is 2
# Drift is found and mended
run 0 "$aws" ssm put-parameter --name /code/url --value https://elsewhere --overwrite
run 0 "$ROLECALL" apply -auto-approve -var password=second-value
out_has "0 added, 1 changed, 0 destroyed"
run 0 "$aws" ssm get-parameter --name /code/url --query Parameter.Value --output text
out_is https://db
run 0 "$ROLECALL" state rm aws_ssm_parameter.password
run 0 "$ROLECALL" import -var password=second-value aws_ssm_parameter.password /code/password
run 0 "$ROLECALL" plan -detailed-exitcode -var password=second-value
run 0 "$ROLECALL" destroy -auto-approve
out_has "Resources: 3 destroyed"
run 0 "$aws" ssm get-parameters-by-path --path /code --query 'length(Parameters)'
out_is 0

# 5. Limits are told as AWS tells them, and nothing of a value lies in the data directory or a log
start_plane limited --account-id 054000737513 --region eu-central-1 --rate-limit ssm=0.1:1
run 0 env AWS_MAX_ATTEMPTS=1 "$aws" ssm describe-parameters
run 254 env AWS_MAX_ATTEMPTS=1 "$aws" ssm describe-parameters
err_has "An error occurred (ThrottlingException) when calling the DescribeParameters operation"
! cat "$work"/data/* "$work"/serve-*.log | grep -qaE "s3cr3t-value|other-value|first-value|never-in-the-state" || fail "a value lies in plain text in the data directory or a log"
grep -q '"requestParameters":{"name":"/k8s/app/password"' "$work/data/audit.log" || fail "the audit log has no names"
echo "parameters: good"
