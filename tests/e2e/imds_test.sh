#!/usr/bin/env bash
# The role of a node by its metadata service (IMDSv2), read by the AWS CLI and boto3; and why a role for each service
# account is better: whoever runs on the node has the node's role.
source "$(dirname "$0")/../support/plane.sh"
start_plane data --account-id 054000737513 --region eu-central-1 --imds-listen 127.0.0.1:0 --instance-profile node
imds=$(sed -n 's/.*instance-metadata \(http[^ ]*\).*/\1/p' "$work/serve-data.log")
[ -n "$imds" ] || fail "the ready line does not say where the metadata is"

"$aws" iam create-role --role-name node --assume-role-policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}' >/dev/null
"$aws" iam put-role-policy --role-name node --policy-name secrets --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}'
"$aws" iam create-instance-profile --instance-profile-name node >/dev/null
"$aws" iam add-role-to-instance-profile --instance-profile-name node --role-name node
"$aws" secretsmanager create-secret --name payments --secret-string pa55 >/dev/null
"$aws" secretsmanager create-secret --name blog --secret-string w0rd >/dev/null
endpoint=$AWS_ENDPOINT_URL

# Version 1 is refused, and so is who comes through a proxy.
run 22 curl -sf "$imds/latest/meta-data/"
run 0 curl -s -o /dev/null -w '%{http_code}' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' -H 'X-Forwarded-For: 1.2.3.4' "$imds/latest/api/token"
out_is 403
token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/latest/api/token")
run 0 curl -sf -H "X-aws-ec2-metadata-token: $token" "$imds/latest/dynamic/instance-identity/document"
out_has '"instanceId" : "i-0123456789abcdef0"'

# pod COMMAND…: what any pod on the node may do, with nothing of its own but the network.
pod() {
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_SESSION_TOKEN -u AWS_EC2_METADATA_DISABLED \
    AWS_EC2_METADATA_SERVICE_ENDPOINT="$imds/" AWS_ENDPOINT_URL="$endpoint" AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1 "$@"
}
run 0 pod "$aws" sts get-caller-identity --query Arn --output text
out_is arn:aws:sts::054000737513:assumed-role/node/i-0123456789abcdef0
run 0 pod /usr/bin/python3 -c 'import boto3, os; print(boto3.client("secretsmanager", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).get_secret_value(SecretId="blog")["SecretString"])'
out_is w0rd

# The leak: the blog's pod reads the payments' secret, since the node may.
run 0 pod "$aws" secretsmanager get-secret-value --secret-id payments --query SecretString --output text
out_is pa55
# A role of its own for the blog's service account, and a node that may nothing: the leak is closed.
"$aws" iam delete-role-policy --role-name node --policy-name secrets
run 254 pod "$aws" secretsmanager get-secret-value --secret-id payments
err_has AccessDeniedException
"$aws" iam create-open-id-connect-provider --url https://oidc.rolecall.internal --client-id-list sts.amazonaws.com >/dev/null
"$aws" iam create-role --role-name blog --assume-role-policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.rolecall.internal"},"Condition":{"StringEquals":{"oidc.rolecall.internal:sub":"system:serviceaccount:web:blog"}}}]}' >/dev/null
"$aws" iam put-role-policy --role-name blog --policy-name own --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-central-1:054000737513:secret:blog-*"}]}'
"$ROLECALL" token mint --service-account web/blog >"$work/token"
irsa() { pod env AWS_EC2_METADATA_DISABLED=true AWS_ROLE_ARN=arn:aws:iam::054000737513:role/blog AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" "$@"; }
run 0 irsa "$aws" secretsmanager get-secret-value --secret-id blog --query SecretString --output text
out_is w0rd
run 254 irsa "$aws" secretsmanager get-secret-value --secret-id payments
err_has AccessDeniedException

# A deny by the instance that the credentials are of.
"$aws" iam put-role-policy --role-name node --policy-name only --policy-document \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"ArnEquals":{"ec2:SourceInstanceARN":"arn:aws:ec2:eu-central-1:054000737513:instance/i-0123456789abcdef0"}}}]}'
run 0 pod "$aws" secretsmanager get-secret-value --secret-id blog --query SecretString --output text
grep -q '"eventName":"AssumeRole".*"invokedBy":"ec2.amazonaws.com"' "$work/data/audit.log" || fail "the credentials that were given out are not in the audit log"
run 1 "$ROLECALL" serve --ephemeral --imds-listen 127.0.0.1:0
err_has 'go together'
echo "imds: good"
