#!/usr/bin/env bash
# AssumeRoleWithSAML by the AWS CLI, with an identity provider that shares no code with the plane.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
provider=arn:aws:iam::$account:saml-provider/idp
start_plane data --account-id $account --region eu-central-1
/usr/bin/python3 "$(dirname "$0")/saml_idp.py" "$work" $account
run 0 "$aws" iam create-saml-provider --name idp --saml-metadata-document "file://$work/metadata.xml"
run 0 "$aws" iam create-role --role-name people --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
 "Principal":{"Federated":"'$provider'"},"Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml","SAML:sub_type":"persistent"}}}]}'
assume() { env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$aws" sts assume-role-with-saml --role-arn arn:aws:iam::$account:role/people --principal-arn $provider --saml-assertion "file://$work/$1"; }
run 0 assume response.b64
out_has '"Arn": "arn:aws:sts::'$account':assumed-role/people/ann@example.com"'
out_has '"Subject": "ann & bob <x>"'
out_has '"Issuer": "http://idp.example.com/exk1"'
credential() { grep -o "\"$1\": \"[^\"]*" "$work/out" | cut -d'"' -f4; }
run 0 env AWS_ACCESS_KEY_ID="$(credential AccessKeyId)" AWS_SECRET_ACCESS_KEY="$(credential SecretAccessKey)" AWS_SESSION_TOKEN="$(credential SessionToken)" \
  "$aws" sts get-caller-identity --query Arn --output text
out_is "arn:aws:sts::$account:assumed-role/people/ann@example.com"
for bad in changed unsigned wrapped; do
  run 254 assume $bad.b64
  err_has InvalidIdentityToken
done
grep -q '"samlSubject":"ann & bob <x>"' "$work/data/audit.log" || fail "the audit log does not say who came"
! grep -qF "$(cut -c1-200 "$work/response.b64")" "$work/data/audit.log" || fail "the response is in the audit log"
echo "saml: good"
