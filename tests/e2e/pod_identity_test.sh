#!/usr/bin/env bash
# EKS Pod Identity from end to end: an association, a pod that the webhook changes, its token, the agent's endpoint, and
# a secret that SDKs read with what they find there. And web identity beside it, at the same endpoint.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
export AWS_DEFAULT_REGION=eu-central-1
# Calls that Debian's AWS CLI and boto3 do not know yet: signed.py SERVICE METHOD PATH BODY
cat >"$work/signed.py" <<'PY'
import os, sys, urllib.error, urllib.request
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
service, method, path, body = sys.argv[1:]
kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
request = AWSRequest(method, os.environ["AWS_ENDPOINT_URL"] + path, data=body.encode(), headers={"Content-Type": kind})
SigV4Auth(Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]), service, "eu-central-1").add_auth(request)
try:
    print(urllib.request.urlopen(urllib.request.Request(request.url, body.encode(), dict(request.headers), method=method)).read().decode())
except urllib.error.HTTPError as error:
    sys.exit(error.read().decode())
PY
signed() { /usr/bin/python3 "$work/signed.py" "$@"; }
agent=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
uri=http://127.0.0.1:$agent/v1/credentials
start_plane data --account-id $account --region eu-central-1 --issuer https://oidc.example.com/id/main --cluster main \
  --pod-identity-listen "127.0.0.1:$agent" --container-credentials-full-uri "$uri"
run 0 "$aws" eks list-clusters --query 'clusters[0]' --output text
out_is main
run 0 "$aws" eks describe-cluster --name main --query cluster.identity.oidc.issuer --output text
out_is https://oidc.example.com/id/main

# Two roles: the one that pods have, and one of their target
pods='{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}'
run 0 "$aws" iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":['"$pods"']}'
# By the session tag: a pod reads the secrets of its own namespace
run 0 "$aws" iam put-role-policy --role-name app --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-central-1:'$account':secret:${aws:PrincipalTag/kubernetes-namespace}/*"},
 {"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"arn:aws:iam::'$account':role/far"}]}'
run 0 "$aws" secretsmanager create-secret --name shop/db --secret-string s3cret
run 0 "$aws" secretsmanager create-secret --name other/db --secret-string other
run 0 "$aws" eks create-pod-identity-association --cluster-name main --namespace shop --service-account cart \
  --role-arn arn:aws:iam::$account:role/app --tags team=shop --query association.associationId --output text
id=$(cat "$work/out")
run 254 "$aws" eks create-pod-identity-association --cluster-name main --namespace shop --service-account cart --role-arn arn:aws:iam::$account:role/app
err_has "ResourceInUseException"

# The webhook gives the pod what SDKs look for
cat >"$work/review.json" <<JSON
{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","kind":{"group":"","version":"v1","kind":"Pod"},
 "namespace":"shop","operation":"CREATE","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"cart-0","namespace":"shop"},
 "spec":{"serviceAccountName":"cart","containers":[{"name":"c","image":"i"}]}}}}
JSON
run 0 curl -s -H "Content-Type: application/json" --data-binary "@$work/review.json" "$AWS_ENDPOINT_URL/mutate"
/usr/bin/python3 - "$work/out" "$uri" <<'PY' || fail "the pod is not given Pod Identity"
import base64, json, sys
patch = base64.b64decode(json.load(open(sys.argv[1]))["response"]["patch"]).decode()
assert sys.argv[2] in patch and "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" in patch, patch
assert "pods.eks.amazonaws.com" in patch, patch
PY
sed -i 's/"cart"/"none"/' "$work/review.json"
run 0 curl -s -H "Content-Type: application/json" --data-binary "@$work/review.json" "$AWS_ENDPOINT_URL/mutate"
out_lacks '"patch"'

# What the kubelet would project into it
mint() { printf %s "$("$ROLECALL" token mint --service-account "$1" --audience "$2")"; }
mint shop/cart pods.eks.amazonaws.com >"$work/token"
bare() { env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_PROFILE "$@"; }
pod() { bare env AWS_CONTAINER_CREDENTIALS_FULL_URI="$uri" AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="$work/token" "$@"; }
read_by_boto='import boto3, os; print(boto3.client("secretsmanager", region_name="eu-central-1", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).get_secret_value(SecretId="shop/db")["SecretString"])'
run 0 pod "$aws" secretsmanager get-secret-value --secret-id shop/db --query SecretString --output text
out_is s3cret
# Debian's boto3 does not read the file yet
run 0 bare env AWS_CONTAINER_CREDENTIALS_FULL_URI="$uri" AWS_CONTAINER_AUTHORIZATION_TOKEN="$(cat "$work/token")" /usr/bin/python3 -c "$read_by_boto"
out_is s3cret
run 254 pod "$aws" secretsmanager get-secret-value --secret-id other/db
err_has "AccessDenied"
run 0 pod "$aws" sts get-caller-identity --query Arn --output text
out_has "arn:aws:sts::$account:assumed-role/app/eks-main-"

# A target role: assumed by the first, with the association's external id
run 0 signed eks POST "/clusters/main/pod-identity-associations/$id" '{"targetRoleArn":"arn:aws:iam::'$account':role/far"}'
external=$(grep -o '"externalId":"[^"]*' "$work/out" | cut -d'"' -f4)
run 0 "$aws" iam create-role --role-name far --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::'$account':role/app"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"'"$external"'"}}}]}'
run 0 pod "$aws" sts get-caller-identity --query Arn --output text
out_has "arn:aws:sts::$account:assumed-role/far/eks-main-"
run 0 "$aws" eks delete-pod-identity-association --cluster-name main --association-id "$id"
run 255 pod "$aws" sts get-caller-identity

# The API of the agents of nodes, signed
run 0 "$aws" eks create-pod-identity-association --cluster-name main --namespace shop --service-account cart --role-arn arn:aws:iam::$account:role/app
run 0 "$aws" eks-auth assume-role-for-pod-identity --cluster-name main --token "$(cat "$work/token")" --query subject.serviceAccount --output text
out_is cart
run 0 "$aws" eks tag-resource --resource-arn "arn:aws:eks:eu-central-1:$account:cluster/main" --tags env=test
run 0 "$aws" eks list-tags-for-resource --resource-arn "arn:aws:eks:eu-central-1:$account:cluster/main" --query tags.env --output text
out_is test
run 254 "$aws" eks create-cluster --name x --role-arn arn:aws:iam::$account:role/app --resources-vpc-config subnetIds=subnet-1
err_has "NotImplemented"

# Refused at the agent's endpoint: other audiences without a role, no token, other paths
mint shop/other pods.eks.amazonaws.com >"$work/other"
for bad in "$(cat "$work/other")" "$(sed 's/.$/A/;t' "$work/token")x" "x" ""; do
  [ "$(curl -s -o "$work/out" -w '%{http_code}' -H "Authorization: $bad" "$uri")" -ge 400 ] || fail "credentials for '$bad'"
  out_lacks SecretAccessKey
done
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$agent/")" = 404 ] || fail "the agent answers other paths"
grep -q '"eventName":"AssumeRoleForPodIdentity"' "$work/data/audit.log" || fail "the exchange is not in the audit log"
! grep -qF "$(cut -d. -f3 "$work/token")" "$work/data/audit.log" || fail "the token is in the audit log"

# Tokens to services elsewhere, by the account's own issuer
wanted="Action=GetWebIdentityToken&Version=2011-06-15&Audience.member.1=https%3A%2F%2Fapi.example.com&DurationSeconds=60"
run 1 signed sts POST / "$wanted&SigningAlgorithm=ES384"
err_has OutboundWebIdentityFederationDisabledException
run 0 signed iam POST / "Action=EnableOutboundWebIdentityFederation&Version=2010-05-08"
host=$(grep -o 'https://[^<]*sts.global.api.aws' "$work/out" | cut -d/ -f3)
for algorithm in RS256 ES384; do
  run 0 signed sts POST / "$wanted&SigningAlgorithm=$algorithm"
  grep -o '<WebIdentityToken>[^<]*' "$work/out" | cut -d'>' -f2 >"$work/web-token"
  run 0 curl -s -H "Host: $host" "$AWS_ENDPOINT_URL/.well-known/jwks.json"
  /usr/bin/python3 - "$work/web-token" "$work/out" "$algorithm" "$host" <<'PY' || fail "the token of $algorithm is not what its issuer says"
import base64, json, sys
header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in open(sys.argv[1]).read().split(".")[:2])
assert header["alg"] == sys.argv[3] and claims["iss"] == "https://" + sys.argv[4], (header, claims)
assert claims["aud"] == "https://api.example.com" and claims["exp"] == claims["iat"] + 60, claims
assert any(key["kid"] == header["kid"] for key in json.load(open(sys.argv[2]))["keys"])
PY
done

# Denials tell more only where the operator wants it
start_plane told --account-id $account --explain-denials
run 0 "$aws" iam create-user --user-name ann
run 0 "$aws" iam create-access-key --user-name ann --query AccessKey
ann_id=$(grep -o '"AccessKeyId": "[^"]*' "$work/out" | cut -d'"' -f4) ann_key=$(grep -o '"SecretAccessKey": "[^"]*' "$work/out" | cut -d'"' -f4)
run 0 "$aws" iam put-user-policy --user-name ann --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[{"Sid":"Mine","Effect":"Allow","Action":"iam:GetUser","Resource":"*","Condition":{"StringEquals":{"aws:username":"bob"}}}]}'
run 254 env AWS_ACCESS_KEY_ID="$ann_id" AWS_SECRET_ACCESS_KEY="$ann_key" "$aws" iam get-user
err_has 'aws:username wants "bob", got "ann"'
echo "pod identity: good"
