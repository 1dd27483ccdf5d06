#!/usr/bin/env bash
# Planes of other partitions than "aws", by the AWS CLI and by directories.
source "$(dirname "$0")/../support/plane.sh"
account=111122223333
trust() { echo '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"'"$1"'","Principal":'"$2"'}]}'; }
on() { echo '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"arn:'"$1"':ec2:*:111122223333:subnet/*"}]}'; }

check_plane() {  # REGION PARTITION ANOTHER
  local region=$1 p=$2 other=$3
  start_plane "$p" --account-id $account --region "$region"
  run 0 "$aws" sts get-caller-identity --query Arn --output text
  out_is "arn:$p:iam::$account:root"
  run 0 "$aws" iam create-policy --policy-name mine --policy-document "$(on "$p")" --query Policy.Arn --output text
  out_is "arn:$p:iam::$account:policy/mine"
  run 254 "$aws" iam create-policy --policy-name theirs --policy-document "$(on "$other")"
  err_has "MalformedPolicyDocument) when calling the CreatePolicy operation: Partition \"$other\" is not valid for resource \"arn:$other:ec2:*:111122223333:subnet/*\"."
  run 254 "$aws" iam create-role --role-name r --assume-role-policy-document "$(trust sts:AssumeRole '{"AWS":"arn:'"$other"':iam::'$account':root"}')"
  err_has "Invalid principal in policy: \"AWS\":\"arn:$other:iam::$account:root\""
  # An account's number is its root, of its partition.
  run 0 "$aws" iam create-role --role-name r --assume-role-policy-document "$(trust sts:AssumeRole '{"AWS":"'$account'"}')" --query Role.Arn --output text
  out_is "arn:$p:iam::$account:role/r"
  run 0 "$aws" iam attach-role-policy --role-name r --policy-arn "arn:$p:iam::aws:policy/SecurityAudit"
  run 254 "$aws" iam attach-role-policy --role-name r --policy-arn "arn:$other:iam::aws:policy/ReadOnlyAccess"
  err_has NoSuchEntity
  if [ "$region" = us-gov-west-1 ]; then check_services "$region" "$p"; fi
  check_directory "$region" "$p"
  kill -TERM "$plane_pid"
  wait "$plane_pid" || true
  local elsewhere=eu-west-1
  [ "$p" = aws ] && elsewhere=cn-north-1
  run 1 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/$p" --account-id $account --region $elsewhere
  err_has "the accounts of this store are in $p"
}

check_services() {  # REGION PARTITION
  local region=$1 p=$2
  run 0 "$aws" iam list-policies --scope AWS --max-items 3 --query 'Policies[].Arn' --output text
  [ "$(tr '\t' '\n' <"$work/out" | grep -c "^arn:$p:iam::aws:policy/")" = 3 ] || fail "AWS's policies are elsewhere"
  run 0 "$aws" iam create-user --user-name ann --query User.Arn --output text
  out_is "arn:$p:iam::$account:user/ann"
  eval "$("$aws" iam create-access-key --user-name ann --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text | awk '{print "id="$1" secret="$2}')"
  run 0 "$aws" iam put-user-policy --user-name ann --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:'"$p"':iam::'$account':role/r"}]}'
  run 0 env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" "$aws" sts assume-role --role-arn "arn:$p:iam::$account:role/r" --role-session-name session --query AssumedRoleUser.Arn --output text
  out_is "arn:$p:sts::$account:assumed-role/r/session"
  run 0 "$aws" secretsmanager create-secret --name app --secret-string x --query ARN --output text
  grep -q "^arn:$p:secretsmanager:$region:$account:secret:app-" "$work/out" || fail "the secret is $(cat "$work/out")"
  run 0 "$aws" ssm put-parameter --name /app --value x --type String
  run 0 "$aws" ssm get-parameter --name "arn:$p:ssm:$region:$account:parameter/app" --query Parameter.ARN --output text
  out_is "arn:$p:ssm:$region:$account:parameter/app"
  run 0 "$aws" kms create-key --query KeyMetadata.Arn --output text
  grep -q "^arn:$p:kms:$region:$account:key/" "$work/out" || fail "the key is $(cat "$work/out")"
  run 0 "$aws" kms describe-key --key-id "$(cat "$work/out")" --query KeyMetadata.KeyState --output text
  run 0 "$aws" iam create-open-id-connect-provider --url https://issuer.example.com --client-id-list sts.amazonaws.com --query OpenIDConnectProviderArn --output text
  out_is "arn:$p:iam::$account:oidc-provider/issuer.example.com"
}

check_directory() {  # REGION PARTITION
  mkdir "$work/$2.d"
  cat >"$work/$2.d/main.tf" <<TF
provider "aws" { region = "$1" }
data "aws_partition" "p" {}
data "aws_caller_identity" "me" {}
data "aws_service_principal" "ec2" { service_name = "ec2" }
data "aws_iam_policy" "named" { name = "SecurityAudit" }
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [data.aws_service_principal.ec2.name]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:\${data.aws_partition.p.partition}:iam::\${data.aws_caller_identity.me.account_id}:root"]
    }
  }
}
resource "aws_iam_role" "nodes" {
  name               = "nodes"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "cni" {
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:\${data.aws_partition.p.partition}:iam::aws:policy/AmazonEKS_CNI_Policy"
}
resource "aws_s3_bucket" "b" { bucket = "partition-$2" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = { AWS = data.aws_caller_identity.me.account_id }, Action = "s3:DeleteObject", Resource = "\${aws_s3_bucket.b.arn}/*" }] })
}
output "arns" { value = [aws_iam_role.nodes.arn, aws_s3_bucket.b.arn, data.aws_iam_policy.named.arn, data.aws_caller_identity.me.arn] }
TF
  run 0 "$ROLECALL" -chdir="$work/$2.d" init -no-color
  run 0 "$ROLECALL" -chdir="$work/$2.d" apply -no-color -auto-approve
  for arn in "iam::$account:role/nodes" "s3:::partition-$2" "iam::aws:policy/SecurityAudit" "iam::$account:root"; do out_has "\"arn:$2:$arn\""; done
  run 0 "$ROLECALL" -chdir="$work/$2.d" plan -no-color -detailed-exitcode
  run 0 "$ROLECALL" lint -no-color "$work/$2.d"
  run 0 "$ROLECALL" -chdir="$work/$2.d" destroy -no-color -auto-approve
}

check_plane us-gov-west-1 aws-us-gov aws
check_plane cn-north-1 aws-cn aws
check_plane eu-west-1 aws aws-us-gov
run 1 "$ROLECALL" serve --ephemeral --listen 127.0.0.1:0 --region eu-west-1 --regions cn-north-1
err_has "cn-north-1 is in partition aws-cn, eu-west-1 in aws: a plane is in one"
echo "partitions: good"
