#!/usr/bin/env bash
# What External Secrets and the Secrets Store CSI driver's AWS provider ask of AWS, call by call, on behalf of a service
# account of a cluster of one's own: a token as TokenRequest makes it, exchanged for the role of the annotation, then
# Secrets Manager and Parameter Store. (make interop has the real controller.)
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
issuer=https://oidc.cluster.example/id/ESO
account=054000737513

# The cluster's keys, of which the plane knows the public half, as `cluster init` publishes it.
run 2 "$ROLECALL" cluster init -issuer $issuer -new-key "$work/keys" -output "$work/site"
start_plane data --account-id $account --region eu-central-1 --oidc-keys "$issuer=$work/site/openid/v1/jwks"
run 0 "$aws" iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com
trust() {
  printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::%s:oidc-provider/%s"},
    "Condition":{"StringEquals":{"%s:sub":"system:serviceaccount:%s","%s:aud":"sts.amazonaws.com"}}}]}' \
    $account "${issuer#https://}" "${issuer#https://}" "$1" "${issuer#https://}"
}
role() { # NAME SUBJECT POLICY
  run 0 "$aws" iam create-role --path /k8s-main/ --role-name "$1" --assume-role-policy-document "$2"
  run 0 "$aws" iam put-role-policy --role-name "$1" --policy-name own --policy-document "$3"
}
secrets="arn:aws:secretsmanager:eu-central-1:$account:secret"
role ExternalSecrets "$(trust external-secrets:aws-secretsmanager)" '{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret","secretsmanager:CreateSecret",
    "secretsmanager:PutSecretValue","secretsmanager:TagResource","secretsmanager:UntagResource","secretsmanager:DeleteSecret",
    "secretsmanager:GetResourcePolicy","secretsmanager:PutResourcePolicy","secretsmanager:DeleteResourcePolicy"],"Resource":"'$secrets':k8s-main/*"},
  {"Effect":"Allow","Action":["secretsmanager:ListSecrets","secretsmanager:BatchGetSecretValue","ssm:DescribeParameters"],"Resource":"*"},
  {"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::'$account':role/k8s-main/Chained"},
  {"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters","ssm:GetParametersByPath","ssm:PutParameter","ssm:DeleteParameter",
    "ssm:AddTagsToResource","ssm:RemoveTagsFromResource","ssm:ListTagsForResource"],
   "Resource":["arn:aws:ssm:eu-central-1:'$account':parameter/k8s-main","arn:aws:ssm:eu-central-1:'$account':parameter/k8s-main/*"]}]}'
role Chained '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],
  "Principal":{"AWS":"arn:aws:iam::'$account':role/k8s-main/ExternalSecrets"},"Condition":{"StringEquals":{"sts:ExternalId":"store","aws:RequestTag/team":"canida"}}}]}' \
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"'$secrets':other/*",
  "Condition":{"StringEquals":{"aws:PrincipalTag/team":"canida"}}}]}'
role SecretsStore "$(trust shop:cart)" '{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":"'$secrets':k8s-main/*"},
  {"Effect":"Allow","Action":"ssm:GetParameters","Resource":"arn:aws:ssm:eu-central-1:'$account':parameter/k8s-main/*"}]}'

for part in fill exchange read find push chained parameters push_parameters csi; do
  run 0 env AWS_MAX_ATTEMPTS=1 /usr/bin/python3 "$here/external_secrets.py" $part "$issuer" "$work/keys/sa.key" "$work/site/openid/v1/jwks"
  out_is "$part: good"
done
