#!/usr/bin/env bash
# The life of resources on a real plane: made, changed in place, changed by somebody else, imported, replaced, gone.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
start_plane data --account-id $account --region eu-central-1
mkdir "$work/project"
cd "$work/project"

cat >main.tf <<'TF'
provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { App = "shop" }
  }

  ignore_tags {
    keys         = ["LastSeen"]
    key_prefixes = ["tool:"]
  }
}

variable "team" {
  type    = string
  default = "core"
}

variable "versioning" {
  type    = string
  default = "Enabled"
}

variable "bucket" {
  type    = string
  default = "shop-state"
}

resource "aws_s3_bucket" "state" {
  bucket        = var.bucket
  force_destroy = true
  tags          = { Team = var.team, Nobody = null }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NoPlain"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = ["s3:PutObject"]
      Resource  = "${aws_s3_bucket.state.arn}/public/*"
    }]
  })
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.app.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_role_policies_exclusive" "app" {
  role_name    = aws_iam_role.app.name
  policy_names = [aws_iam_role_policy.own.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "app" {
  role_name   = aws_iam_role.app.name
  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}

resource "aws_iam_user" "ci" {
  name          = "ci"
  force_destroy = true
}

resource "aws_iam_access_key" "ci" {
  user = aws_iam_user.ci.name
}

resource "aws_iam_group" "bots" {
  name = "bots"
}

resource "aws_iam_user_group_membership" "ci" {
  user   = aws_iam_user.ci.name
  groups = [aws_iam_group.bots.name]
}

data "aws_eks_cluster_auth" "blue" {
  name = "blue"
}

data "aws_iam_roles" "all" {
  name_regex = "^app$"
  depends_on = [aws_iam_role.app]
}

data "aws_s3_bucket" "state" {
  bucket = aws_s3_bucket.state.id
}

data "aws_arn" "app" {
  arn = aws_iam_role.app.arn
}

output "bucket_arn" {
  value = data.aws_s3_bucket.state.arn
}

output "resource" {
  value = data.aws_arn.app.resource
}

output "roles" {
  value = data.aws_iam_roles.all.names
}

output "has_token" {
  value = nonsensitive(startswith(data.aws_eks_cluster_auth.blue.token, "k8s-aws-v1."))
}
TF

quiet() { run 0 "$ROLECALL" plan -detailed-exitcode "$@"; out_has "No changes."; }

run 0 "$ROLECALL" apply -auto-approve
out_has "13 added, 0 changed, 0 destroyed"
run 0 "$ROLECALL" output -json
jq -e '.roles.value == ["app"] and .has_token.value and .bucket_arn.value == "arn:aws:s3:::shop-state" and .resource.value == "role/app"' "$work/out" >/dev/null || fail "data sources"
quiet
[ "$("$aws" s3api get-bucket-versioning --bucket shop-state --query Status --output text)" = Enabled ] || fail "versioning"

# The bucket's policy is enforced.
run 0 "$aws" s3api put-object --bucket shop-state --key private/a
"$aws" iam put-user-policy --user-name ci --policy-name all \
  --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
key=$("$aws" iam create-access-key --user-name ci --output json)
as_ci() { AWS_ACCESS_KEY_ID=$(jq -r .AccessKey.AccessKeyId <<<"$key") AWS_SECRET_ACCESS_KEY=$(jq -r .AccessKey.SecretAccessKey <<<"$key") "$@"; }
as_ci "$aws" s3api put-object --bucket shop-state --key private/b >/dev/null
if as_ci "$aws" s3api put-object --bucket shop-state --key public/b 2>"$work/err" >/dev/null; then fail "the bucket policy is not enforced"; fi
err_has "explicit deny"

# Ignored tags are nobody's business; others are put back; a policy that means the same is no change.
"$aws" iam tag-role --role-name app --tags Key=LastSeen,Value=now Key=tool:x,Value=y
quiet
"$aws" iam tag-role --role-name app --tags Key=App,Value=other
"$aws" iam put-role-policy --role-name app --policy-name theirs --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
"$aws" iam detach-role-policy --role-name app --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
"$aws" s3api put-bucket-versioning --bucket shop-state --versioning-configuration Status=Suspended
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "Plan: 0 to add, 4 to change, 0 to destroy."
run 0 "$ROLECALL" apply -auto-approve
quiet
[ "$("$aws" iam list-role-policies --role-name app --query PolicyNames --output text)" = own ] || fail "a foreign policy stayed"
[ "$("$aws" iam list-role-tags --role-name app --query 'length(Tags)' --output text)" = 3 ] || fail "ignored tags were touched"

# Changes in place, a replacement, and what a replacement drags along.
run 0 "$ROLECALL" apply -auto-approve -var team=edge -var versioning=Suspended
out_has "0 added, 2 changed, 0 destroyed"
quiet -var team=edge -var versioning=Suspended
run 0 "$ROLECALL" plan -var bucket=shop-other
out_has '# forces replacement'
out_has "5 to destroy."
run 0 "$ROLECALL" apply -auto-approve -var bucket=shop-other
quiet -var bucket=shop-other
if "$aws" s3api head-bucket --bucket shop-state 2>/dev/null; then fail "the old bucket is there"; fi

# Somebody deletes: it is made again.
"$aws" iam remove-user-from-group --group-name bots --user-name ci
"$aws" s3api delete-bucket-policy --bucket shop-other
run 0 "$ROLECALL" apply -auto-approve -var bucket=shop-other
quiet -var bucket=shop-other

# Imported into a directory without a state.
mkdir "$work/again"
cp main.tf "$work/again/"
cd "$work/again"
export TF_VAR_bucket=shop-other
import() { run 0 "$ROLECALL" import "$@"; out_has "Import successful!"; }
import aws_s3_bucket.state shop-other
import aws_s3_bucket_versioning.state shop-other
import aws_s3_bucket_public_access_block.state shop-other
import aws_s3_bucket_server_side_encryption_configuration.state shop-other
import aws_s3_bucket_policy.state shop-other
import aws_iam_role.app app
import aws_iam_role_policy.own app:own
import aws_iam_role_policies_exclusive.app app
import aws_iam_role_policy_attachments_exclusive.app app
import aws_iam_user.ci ci
import aws_iam_access_key.ci "$("$aws" iam list-access-keys --user-name ci --query 'AccessKeyMetadata[0].AccessKeyId' --output text)"
import aws_iam_group.bots bots
import aws_iam_user_group_membership.ci ci/bots
# Only what no API keeps is set: force_destroy.
run 2 "$ROLECALL" plan -detailed-exitcode
out_has "Plan: 0 to add, 2 to change, 0 to destroy."
run 0 "$ROLECALL" apply -auto-approve
quiet
cd "$work/project"

# The zones of a region, for the program and for the AWS CLI.
mkdir "$work/zones"
cd "$work/zones"
cat >main.tf <<'TF'
data "aws_availability_zones" "here" {
  state            = "available"
  exclude_zone_ids = ["euc1-az2"]

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_availability_zones" "there" {
  region = "us-west-1"
}

output "zones" {
  value = [data.aws_availability_zones.here.names, data.aws_availability_zones.here.group_names, data.aws_availability_zones.there.zone_ids]
}
TF
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" output -json zones
out_is '[["eu-central-1a","eu-central-1c"],["eu-central-1-zg-1"],["usw1-az1","usw1-az3"]]'
run 0 "$ROLECALL" plan -detailed-exitcode
run 0 "$aws" ec2 describe-availability-zones --zone-names eu-central-1b --query 'AvailabilityZones[].[ZoneId,State,GroupName]' --output text
out_is "euc1-az2	available	eu-central-1-zg-1"
run 254 "$aws" ec2 describe-vpcs
err_has "DescribeVpcs of EC2 is not served here."
sed -i 's/"available"/"open"/' main.tf
run 1 "$ROLECALL" validate
err_has 'expected state to be one of ["available" "information" "impaired" "unavailable" "constrained"], got open'
cd "$work/project"

# What is refused, and what to do instead.
refused() { echo "$1" >extra.tf; run 1 "$ROLECALL" plan; err_has "$2"; rm extra.tf; }
refused 'resource "aws_iam_service_linked_role" "x" { aws_service_name = "x" }' "must be the name of a service"
refused 'data "aws_eks_cluster" "x" { name = "x" }' "No cluster found for name: x."
refused 'resource "aws_vpc" "x" { cidr_block = "10.0.0.0/16" }' 'with aws_vpc.x,'
refused 'resource "aws_vpc" "x" { cidr_block = "10.0.0.0/16" }' 'has: aws_eks_access_entry, aws_eks_access_policy_association'
refused 'resource "google_project" "x" {}' 'hashicorp/google: required by this configuration but no version is selected'

run 0 "$ROLECALL" destroy -auto-approve
out_has "Destroy complete! Resources: 13 destroyed."
run 0 "$ROLECALL" state list
out_is ""
echo "resources: good"
