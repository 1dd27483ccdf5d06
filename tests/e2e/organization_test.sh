#!/usr/bin/env bash
# An organization with the AWS CLI and boto3: accounts, units, service and resource control policies that hold, and AWS's
# own managed policies with their versions.
. "$(dirname "$0")/../support/plane.sh"
start_plane main --account-id 054000737513 --region eu-central-1

# AWS's managed policies: as AWS shows them, and enforced.
run 0 "$aws" iam get-policy --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess --query Policy.DefaultVersionId --output text
out_has v
run 0 "$aws" iam list-policies --scope AWS --query 'Policies[].Arn' --output text
[ "$(wc -w <"$work/out")" -gt 1500 ] || fail "only $(wc -w <"$work/out") managed policies"
run 0 "$aws" iam get-policy-version --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --version-id v1 \
  --query 'PolicyVersion.Document.Statement[0].Action' --output text
out_is "s3:Get*	s3:List*"
run 0 "$aws" iam create-user --user-name reader
run 0 "$aws" iam attach-user-policy --user-name reader --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
run 0 "$aws" iam get-policy --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --query Policy.AttachmentCount
out_is 1
run 254 "$aws" iam attach-user-policy --user-name reader \
  --policy-arn arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy
err_has "PolicyNotAttachable"
read -r id secret <<<"$("$aws" iam create-access-key --user-name reader --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)"
run 0 env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" "$aws" s3api list-buckets
run 254 env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" "$aws" s3api create-bucket --bucket b \
  --create-bucket-configuration LocationConstraint=eu-central-1
err_has "AccessDenied"

# The organization, by an administrator: a root user assumes no roles.
run 0 "$aws" iam create-user --user-name admin
run 0 "$aws" iam attach-user-policy --user-name admin --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
read -r admin_id admin_secret <<<"$("$aws" iam create-access-key --user-name admin --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)"
export AWS_ACCESS_KEY_ID=$admin_id AWS_SECRET_ACCESS_KEY=$admin_secret
run 254 "$aws" organizations describe-organization
err_has "AWSOrganizationsNotInUseException"
run 0 /usr/bin/python3 "$(dirname "$0")/organization.py"
out_is "the organization holds"
run 0 "$aws" organizations list-policies --filter SERVICE_CONTROL_POLICY --query 'Policies[].Name' --output text
out_has FullAWSAccess
run 254 "$aws" organizations invite-account-to-organization --target Id=111122223333,Type=ACCOUNT
err_has "is not served here"

# It is there again after a restart, and holds from the first request on.
kill -TERM "$plane_pid"
wait "$plane_pid" || true
start_plane main --account-id 054000737513 --region eu-central-1
export AWS_ACCESS_KEY_ID=$admin_id AWS_SECRET_ACCESS_KEY=$admin_secret
run 0 "$aws" organizations list-accounts --query "Accounts[?Name=='dev'].Id" --output text
dev=$(cat "$work/out")
read -r id secret token <<<"$("$aws" sts assume-role --role-arn "arn:aws:iam::$dev:role/OrganizationAccountAccessRole" \
  --role-session-name e2e --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)"
run 254 env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" AWS_SESSION_TOKEN="$token" "$aws" s3api \
  create-bucket --bucket b --create-bucket-configuration LocationConstraint=eu-central-1
err_has "with an explicit deny in a service control policy"
