#!/usr/bin/env bash
# Roles' credentials for AWS's own tools: credential_process, and the container credentials endpoint.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
role=arn:aws:iam::$account:role/app
issuer=oidc.example.com/id/main
cat >"$work/sa.yaml" <<YAML
apiVersion: v1
kind: ServiceAccount
metadata:
  name: cart
  namespace: shop
  annotations: {eks.amazonaws.com/role-arn: "$role"}
YAML
start_plane data --account-id $account --region eu-central-1 --issuer "https://$issuer" --manifests "$work/sa.yaml"
run 0 "$aws" iam create-open-id-connect-provider --url "https://$issuer" --client-id-list sts.amazonaws.com
cat >"$work/trust.json" <<JSON
{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::$account:oidc-provider/$issuer"},"Action":"sts:AssumeRoleWithWebIdentity",
  "Condition":{"StringEquals":{"$issuer:sub":"system:serviceaccount:shop:cart","$issuer:aud":"sts.amazonaws.com"}}},
 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::$account:root"},"Action":"sts:AssumeRole"}]}
JSON
run 0 "$aws" iam create-role --role-name app --assume-role-policy-document "file://$work/trust.json"
run 0 "$aws" iam create-user --user-name ann
run 0 "$aws" iam put-user-policy --user-name ann --policy-name p --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","rolecall:CreateToken"],"Resource":"*"}]}'
run 0 "$aws" iam create-access-key --user-name ann --query AccessKey
ann_id=$(grep -o '"AccessKeyId": "[^"]*' "$work/out" | cut -d'"' -f4) ann_key=$(grep -o '"SecretAccessKey": "[^"]*' "$work/out" | cut -d'"' -f4)
# Without a newline at the end, as Kubernetes writes them
printf %s "$("$ROLECALL" token mint --service-account shop/cart)" >"$work/token"
printf %s "$("$ROLECALL" token mint --service-account shop/other)" >"$work/other-token"
endpoint=$AWS_ENDPOINT_URL

# What runs without any keys of its own
bare() { env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_PROFILE "$@"; }
caller=(sts get-caller-identity --query Arn --output text)
boto=(/usr/bin/python3 -c 'import os, boto3; print(boto3.client("sts", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="eu-central-1").get_caller_identity()["Arn"])')

# credential_process: the AWS CLI and boto3 run it
cat >"$work/config" <<INI
[profile token]
credential_process = $ROLECALL credential-process --endpoint $endpoint --role-arn $role --web-identity-token-file $work/token --role-session-name by-token
[profile account]
credential_process = $ROLECALL credential-process --endpoint $endpoint --service-account shop/cart --role-session-name by-account
[profile denied]
credential_process = $ROLECALL credential-process --endpoint $endpoint --role-arn $role --web-identity-token-file $work/other-token
[profile loop]
credential_process = $ROLECALL credential-process --endpoint $endpoint --profile loop
INI
export AWS_CONFIG_FILE=$work/config
run 0 bare env AWS_PROFILE=token "$aws" "${caller[@]}"
out_is "arn:aws:sts::$account:assumed-role/app/by-token"
run 0 bare env AWS_PROFILE=token "${boto[@]}"
out_is "arn:aws:sts::$account:assumed-role/app/by-token"
run 255 bare env AWS_PROFILE=denied "$aws" "${caller[@]}"
err_has "Not authorized to perform sts:AssumeRoleWithWebIdentity"
run 255 bare timeout 60 env AWS_PROFILE=loop "$aws" "${caller[@]}"

# By itself: version 1, with an expiry
run 0 bare "$ROLECALL" credential-process --role-arn "$role" --web-identity-token-file "$work/token" --duration-seconds 900
/usr/bin/python3 - "$work/out" <<'PY' || fail "credential-process does not print what AWS's tools read"
import datetime, json, sys
printed = json.load(open(sys.argv[1]))
assert sorted(printed) == ["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken", "Version"], sorted(printed)
assert printed["Version"] == 1 and printed["AccessKeyId"].startswith("ASIA")
left = datetime.datetime.fromisoformat(printed["Expiration"].replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)
assert 800 < left.total_seconds() <= 900, left
PY
run 0 env AWS_ACCESS_KEY_ID="$ann_id" AWS_SECRET_ACCESS_KEY="$ann_key" "$ROLECALL" credential-process --role-arn "$role"
out_has SessionToken
run 0 env AWS_ACCESS_KEY_ID="$ann_id" AWS_SECRET_ACCESS_KEY="$ann_key" "$ROLECALL" credential-process --service-account shop/cart
out_has SessionToken
run 0 env AWS_ACCESS_KEY_ID="$ann_id" AWS_SECRET_ACCESS_KEY="$ann_key" "$ROLECALL" credential-process
out_lacks SessionToken
out_has "$ann_id"
run 1 bare "$ROLECALL" credential-process --web-identity-token-file "$work/token"
err_has role-arn
run 1 bare "$ROLECALL" credential-process --role-arn "$role" --web-identity-token-file "$work/none"
[ ! -s "$work/out" ] || fail "something is printed though there are no credentials"

# The container credentials endpoint: the SDKs ask it as they ask the agents of ECS and EKS
uri="$endpoint/_rolecall/credentials"
run 0 bare env AWS_CONTAINER_CREDENTIALS_FULL_URI="$uri?role_arn=$role&role_session_name=container" AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="$work/token" "$aws" "${caller[@]}"
out_is "arn:aws:sts::$account:assumed-role/app/container"
run 0 bare env AWS_CONTAINER_CREDENTIALS_FULL_URI="$uri" AWS_CONTAINER_AUTHORIZATION_TOKEN="$(cat "$work/token")" "${boto[@]}"
out_is "arn:aws:sts::$account:assumed-role/app/rolecall-container"
run 0 curl -s -H "Authorization: $(cat "$work/token")" "$uri"
out_has '"RoleArn":"'"$role"'"'
out_has '"AccountId":"'$account'"'
for bad in "$(cat "$work/other-token")" "$(sed 's/.$/A/;t' "$work/token")x" "not-a-token" ""; do
  [ "$(curl -s -o "$work/out" -w '%{http_code}' -H "Authorization: $bad" "$uri?role_arn=$role")" -ge 400 ] || fail "credentials for '$bad'"
  out_lacks SecretAccessKey
done
grep -q '"eventName":"AssumeRoleWithWebIdentity"' "$work/data/audit.log" || fail "the exchange is not in the audit log"
! grep -qF "$(cut -d. -f3 "$work/token")" "$work/data/audit.log" || fail "the token is in the audit log"
echo "credentials: good"
