#!/usr/bin/env bash
# tighten: calls by the AWS CLI, the policy made from the server's own audit log, that policy in force.
. "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 111122223333 --region eu-central-1
root_env=$("$ROLECALL" env --data-dir "$work/data")

"$aws" s3api create-bucket --bucket data --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
for name in in/a in/b other; do "$aws" s3api put-object --bucket data --key "$name" >/dev/null; done
for name in main/db main/api test/db; do "$aws" secretsmanager create-secret --name "$name" --secret-string v >/dev/null; done
"$aws" iam create-role --role-name app --path /team/ --assume-role-policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"111122223333"}}]}' >/dev/null
"$aws" iam put-role-policy --role-name app --policy-name wide --policy-document '{"Version":"2012-10-17","Statement":[
  {"Sid":"Store","Effect":"Allow","Action":["s3:*","sqs:SendMessage"],"Resource":"*"},
  {"Sid":"Secrets","Effect":"Allow","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:main/*","Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}},
  {"Sid":"Never","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}'

as_role() { # as_role COMMAND…: with a session of the role
  (
    eval "$root_env"
    read -r id key token < <("$aws" sts assume-role --role-arn arn:aws:iam::111122223333:role/team/app --role-session-name session \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
    export AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$key AWS_SESSION_TOKEN=$token
    "$@"
  )
}
"$aws" iam create-user --user-name ann >/dev/null
"$aws" iam attach-user-policy --user-name ann --policy-arn arn:aws:iam::aws:policy/AdministratorAccess 2>/dev/null ||
  "$aws" iam put-user-policy --user-name ann --policy-name all --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
"$aws" iam create-access-key --user-name ann --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text >"$work/key"
read -r ann_id ann_key <"$work/key"
root_env+="
export AWS_ACCESS_KEY_ID=$ann_id AWS_SECRET_ACCESS_KEY=$ann_key"

use_it() {
  as_role "$aws" s3api get-object --bucket data --key in/a "$work/object" >/dev/null
  as_role "$aws" s3api head-object --bucket data --key in/b >/dev/null
  as_role "$aws" s3api list-objects-v2 --bucket data >/dev/null
  as_role "$aws" secretsmanager get-secret-value --secret-id main/db >/dev/null
  as_role "$aws" sts get-caller-identity >/dev/null
}
use_it
run 254 as_role "$aws" secretsmanager get-secret-value --secret-id test/db

# The policy, with what is not used, against the live role.
run 0 "$ROLECALL" tighten --role app --events "$work/data/audit.log" -out "$work/tight.json"
out_has 'Role arn:aws:iam::111122223333:role/team/app'
out_has 'inline policy wide, statement 0 (Store): s3:* beyond s3:GetObject, s3:ListBucket'
out_has 'inline policy wide, statement 0 (Store): sqs:SendMessage'
out_has 'Denied, and left out:'
out_has 'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:test/db'
out_has '+ '
out_has 'Proven: the new policy allows each of 4 pairs'
out_lacks 'GetCallerIdentity'
jq -e '[.Statement[] | select(.Effect == "Allow") | .Action] | flatten | sort == ["s3:GetObject","s3:ListBucket","secretsmanager:GetSecretValue"]' "$work/tight.json" >/dev/null ||
  fail "other actions: $(cat "$work/tight.json")"
jq -e '.Statement[] | select(.Action == "s3:GetObject") | .Resource == ["arn:aws:s3:::data/in/a","arn:aws:s3:::data/in/b"]' "$work/tight.json" >/dev/null || fail "other objects"
jq -e '.Statement[] | select(.Action == "secretsmanager:GetSecretValue") | .Condition.IpAddress["aws:SourceIp"] == "127.0.0.0/8"' "$work/tight.json" >/dev/null || fail "the condition is lost"
jq -e '.Statement[] | select(.Effect == "Deny") | .Sid == "Never"' "$work/tight.json" >/dev/null || fail "the Deny is lost"

# In force, the same calls work, and what was only possible is refused.
"$aws" iam put-role-policy --role-name app --policy-name wide --policy-document "file://$work/tight.json"
use_it
run 254 as_role "$aws" s3api get-object --bucket data --key other "$work/object"
err_has AccessDenied
run 254 as_role "$aws" secretsmanager get-secret-value --secret-id main/api

# A second run finds nothing more to take away.
run 0 "$ROLECALL" tighten --role arn:aws:iam::111122223333:role/team/app --events "$work/data/audit.log" -json
jq -e '.unused == [] and .proven == 4 and .role == "arn:aws:iam::111122223333:role/team/app"' "$work/out" >/dev/null || fail "not the same again"
run 0 "$ROLECALL" tighten --role app --events "$work/data/audit.log" -max-resources 1 --offline
out_has 's3:GetObject: 2 resources, more than 1, are taken together as arn:aws:s3:::data/in/*'
out_has 'resource "aws_iam_role_policy" "app"'

# Files of CloudTrail, packed, by name of the role only.
cat >"$work/trail.json" <<'JSON'
{"Records":[
 {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/s","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/team/app"}}},
  "eventSource":"s3.amazonaws.com","eventName":"HeadObject","awsRegion":"eu-central-1","requestParameters":{"bucketName":"b","key":"k"},
  "resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}],"eventType":"AwsApiCall","recipientAccountId":"111122223333"},
 {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/s","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/team/app"}}},
  "eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-central-1","requestParameters":{},"eventType":"AwsApiCall","recipientAccountId":"111122223333"}
]}
JSON
gzip -k "$work/trail.json"
run 0 "$ROLECALL" tighten --role team/app --events "$work/trail.json.gz" --offline -out "$work/trail-policy.json"
out_has 'ec2:DescribeInstances on * (1 call)'
jq -e '[.Statement[].Action] == ["ec2:DescribeInstances","s3:GetObject"] and .Statement[1].Resource == "arn:aws:s3:::b/k"' "$work/trail-policy.json" >/dev/null || fail "$(cat "$work/trail-policy.json")"

# Against a configuration that nobody has applied.
mkdir "$work/dir"
cat >"$work/dir/main.tf" <<'HCL'
provider "aws" {
  region = "eu-central-1"
}
resource "aws_iam_role" "app" {
  name               = "app"
  path               = "/team/"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "111122223333" } }] })
}
resource "aws_iam_role_policy" "p" {
  name   = "p"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject", "ec2:Describe*"], Resource = "*" }] })
}
HCL
run 0 "$ROLECALL" tighten --role app --events "$work/trail.json" --dir "$work/dir"
out_has 'inline policy p'
out_has 's3:PutObject'
out_has 'ec2:Describe* beyond ec2:DescribeInstances'
out_has '+       Resource = "arn:aws:s3:::b/k"'

# What cannot be answered is said.
run 1 "$ROLECALL" tighten --role nobody --events "$work/trail.json"
err_has 'no event of a session of nobody'
run 1 "$ROLECALL" tighten --role app --events "$work/missing"
err_has 'missing'
head -c 40 "$work/trail.json.gz" >"$work/cut.gz"
run 1 "$ROLECALL" tighten --role app --events "$work/cut.gz"
err_has 'cut off'
echo '{"a": nonsense' >"$work/bad.log"
run 1 "$ROLECALL" tighten --role app --events "$work/bad.log"
err_has 'bad.log: line 1, column 7'

# simulate asks the endpoint for the principal's own policies.
question='{"name":"q","request":{"principal":"arn:aws:sts::111122223333:assumed-role/app/s","action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::data/KEY","accountId":"111122223333"}}}'
echo "${question/KEY/in/a}" >"$work/in"
"$ROLECALL" simulate --principal-policies-from env <"$work/in" >"$work/out"
out_has '"decision": "allowed"'
out_has '"name": "inline policy wide"'
echo "${question/KEY/other}" | "$ROLECALL" simulate --principal-policies-from "$AWS_ENDPOINT_URL" >"$work/out"
out_has '"decision": "implicitDeny"'
echo "$question" | sed 's/app/none/' | { ! "$ROLECALL" simulate --principal-policies-from env >"$work/out"; }
out_has 'has no Role none'

# Groups and the boundary of a user count too.
"$aws" iam create-group --group-name readers >/dev/null
"$aws" iam put-group-policy --group-name readers --policy-name read --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:ReceiveMessage","Resource":"*"}}'
"$aws" iam create-policy --policy-name edge --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}' >/dev/null
"$aws" iam create-user --user-name bob >/dev/null
"$aws" iam add-user-to-group --user-name bob --group-name readers
bob='{"request":{"principal":"arn:aws:iam::111122223333:user/bob","action":"sqs:ReceiveMessage","resource":{"arn":"arn:aws:sqs:eu-central-1:111122223333:q","accountId":"111122223333"}}}'
echo "$bob" | "$ROLECALL" simulate --principal-policies-from env >"$work/out"
out_has '"decision": "allowed"'
"$aws" iam put-user-permissions-boundary --user-name bob --permissions-boundary arn:aws:iam::111122223333:policy/edge
echo "$bob" | "$ROLECALL" simulate --principal-policies-from env >"$work/out"
out_has '"blockedBy": ["boundary"]'
