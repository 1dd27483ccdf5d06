#!/usr/bin/env bash
# The arguments of provider "aws": where keys come from, which role is taken on, which account is allowed, tags from the
# environment, objects in another region, and what is refused.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
issuer=https://oidc.example.com/id/BLUE
start_plane data --account-id $account --region eu-central-1 --issuer $issuer
root_id=$AWS_ACCESS_KEY_ID root_secret=$AWS_SECRET_ACCESS_KEY endpoint=$AWS_ENDPOINT_URL

# A user who may only take on the role, and a role that a service account may take on.
"$aws" iam create-user --user-name ci >/dev/null
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/ci"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"x-1"}}}]}'
"$aws" iam create-role --role-name deployer --assume-role-policy-document "$trust" >/dev/null
"$aws" iam put-role-policy --role-name deployer --policy-name all --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
"$aws" iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com >/dev/null
web='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/BLUE"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.example.com/id/BLUE:sub":"system:serviceaccount:ci:deployer"}}}]}'
"$aws" iam create-role --role-name from-cluster --assume-role-policy-document "$web" >/dev/null
key=$("$aws" iam create-access-key --user-name ci --output json)
ci_id=$(jq -r .AccessKey.AccessKeyId <<<"$key") ci_secret=$(jq -r .AccessKey.SecretAccessKey <<<"$key")
"$ROLECALL" token mint --service-account ci/deployer >"$work/token"

mkdir "$work/project"
cd "$work/project"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL AWS_REGION AWS_DEFAULT_REGION AWS_SESSION_TOKEN
endpoints="endpoints {
    iam            = \"$endpoint\"
    sts            = \"$endpoint\"
    secretsmanager = \"$endpoint\"
    apigatewayv2   = \"$endpoint\"
  }"
provider() { printf 'provider "aws" {\n  region = "eu-central-1"\n  %s\n  %s\n}\n' "$endpoints" "$1" >provider.tf; }
cat >main.tf <<'TF'
data "aws_caller_identity" "me" {}

output "arn" {
  value = data.aws_caller_identity.me.arn
}
TF
arn_is() { run 0 "$ROLECALL" apply -auto-approve; run 0 "$ROLECALL" output -raw arn; out_is "$1"; }
arn_begins() { run 0 "$ROLECALL" apply -auto-approve; run 0 "$ROLECALL" output -raw arn; grep -q "^$1" "$work/out" || fail "the caller is $(cat "$work/out")"; }

# Keys: in the block, in a profile of files that the block names, in the environment.
provider "access_key = \"$ci_id\"
  secret_key = \"$ci_secret\""
arn_is arn:aws:iam::$account:user/ci
printf '[robots]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$ci_id" "$ci_secret" >credentials
provider "profile = \"robots\"
  shared_credentials_files = [\"$PWD/credentials\"]"
arn_is arn:aws:iam::$account:user/ci
provider ""
AWS_ACCESS_KEY_ID=$root_id AWS_SECRET_ACCESS_KEY=$root_secret run 0 "$ROLECALL" apply -auto-approve
run 1 env AWS_ACCESS_KEY_ID=$root_id AWS_SECRET_ACCESS_KEY=wrong "$ROLECALL" apply -auto-approve
err_has "validating provider credentials"

# Roles.
keys="access_key = \"$ci_id\"
  secret_key = \"$ci_secret\""
provider "$keys
  assume_role {
    role_arn     = \"arn:aws:iam::$account:role/deployer\"
    session_name = \"apply\"
    external_id  = \"x-1\"
    duration     = \"1h\"
    tags         = { Pipeline = \"main\" }
  }"
arn_is arn:aws:sts::$account:assumed-role/deployer/apply
provider "$keys
  assume_role {
    role_arn    = \"arn:aws:iam::$account:role/deployer\"
    external_id = \"wrong\"
  }"
run 1 "$ROLECALL" apply -auto-approve
err_has "sts:AssumeRole"
provider "assume_role_with_web_identity {
    role_arn                = \"arn:aws:iam::$account:role/from-cluster\"
    session_name            = \"pod\"
    web_identity_token_file = \"$work/token\"
  }"
arn_is arn:aws:sts::$account:assumed-role/from-cluster/pod
provider ""
AWS_ROLE_ARN=arn:aws:iam::$account:role/from-cluster AWS_WEB_IDENTITY_TOKEN_FILE=$work/token arn_begins "arn:aws:sts::$account:assumed-role/from-cluster/"

# Accounts.
export AWS_ACCESS_KEY_ID=$root_id AWS_SECRET_ACCESS_KEY=$root_secret
provider 'allowed_account_ids = ["111111111111"]'
run 1 "$ROLECALL" plan
err_has "AWS account ID not allowed: $account"
provider 'forbidden_account_ids = ["111111111111"]'
run 0 "$ROLECALL" plan

# Tags of the environment lie under those of the block; ignored ones are left alone.
cat >tags.tf <<'TF'
resource "aws_iam_user" "tagged" {
  name = "tagged"
  tags = { Own = "1" }
}
TF
provider 'default_tags {
    tags = { Team = "block" }
  }'
export TF_AWS_DEFAULT_TAGS_Team=environment TF_AWS_DEFAULT_TAGS_Cost=42 TF_AWS_IGNORE_TAGS_KEYS=Seen,Other TF_AWS_IGNORE_TAGS_KEY_PREFIXES=tool:
run 0 "$ROLECALL" apply -auto-approve
tags=$(AWS_ENDPOINT_URL=$endpoint AWS_REGION=eu-central-1 "$aws" iam list-user-tags --user-name tagged --query 'sort(Tags[].join(`=`,[Key,Value]))' --output text)
[ "$(tr '\t' ' ' <<<"$tags")" = "Cost=42 Own=1 Team=block" ] || fail "the tags are $tags"
AWS_ENDPOINT_URL=$endpoint AWS_REGION=eu-central-1 "$aws" iam tag-user --user-name tagged --tags Key=Seen,Value=now Key=tool:x,Value=y
run 0 "$ROLECALL" plan -detailed-exitcode
unset TF_AWS_DEFAULT_TAGS_Team TF_AWS_DEFAULT_TAGS_Cost TF_AWS_IGNORE_TAGS_KEYS TF_AWS_IGNORE_TAGS_KEY_PREFIXES

# What is wrong or not ours is named.
wrong() { provider "$1"; run 1 "$ROLECALL" plan; err_has "$2"; }
wrong 'retry_mode = "eager"' "expected retry_mode to be one of standard, adaptive"
wrong 'tag_policy_compliance = "error"' "does not ask AWS Organizations"
wrong 'allowed_account_ids = ["1"]
  forbidden_account_ids = ["2"]' "conflicts with forbidden_account_ids"
wrong 'assume_role {
    role_arn = "arn:aws:iam::054000737513:role/x"
    duration = "1s"
  }' "between 15 minutes"
wrong 'acess_key = "x"' "access_key"
echo 'provider "aws" { region = "moon" }' >provider.tf
run 1 "$ROLECALL" plan
err_has "invalid AWS Region: moon"
provider 'max_retries = 2
  retry_mode = "adaptive"
  skip_metadata_api_check = true
  token_bucket_rate_limiter_capacity = 100
  use_fips_endpoint = false
  sts_region = "eu-central-1"
  s3_use_path_style = true
  insecure = false
  ec2_metadata_service_endpoint_mode = "IPv6"'
run 0 "$ROLECALL" plan
echo "provider arguments: good"
