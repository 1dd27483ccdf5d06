#!/usr/bin/env bash
# KMS with real clients: the AWS CLI and boto3 on keys, and a secret and an object under a customer's key, read by a
# role that a pod's token assumes.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
account=054000737513
issuer=oidc.example.com/id/main
start_plane data --account-id $account --region eu-central-1 --issuer "https://$issuer"

# Everything that boto3 parses
run 0 /usr/bin/python3 "$here/kms.py" "$AWS_ENDPOINT_URL" "$work/data/credentials"
cat "$work/out"

# The AWS CLI, as its user guide has it: to and from files
key=$("$aws" kms create-key --description "of the app" --tags TagKey=team,TagValue=a --query KeyMetadata.Arn --output text)
run 0 "$aws" kms create-alias --alias-name alias/app --target-key-id "$key"
printf 'a text that is not in the store' >"$work/plain"
"$aws" kms encrypt --key-id alias/app --plaintext "fileb://$work/plain" --encryption-context app=one --query CiphertextBlob --output text | base64 -d >"$work/sealed"
run 0 sh -c "$aws kms decrypt --ciphertext-blob fileb://$work/sealed --encryption-context app=one --query Plaintext --output text | base64 -d"
out_is "$(cat "$work/plain")"
run 254 "$aws" kms decrypt --ciphertext-blob "fileb://$work/sealed"
err_has "(InvalidCiphertextException)"
run 0 "$aws" kms list-aliases --query "Aliases[?AliasName=='alias/app'].TargetKeyId | [0]" --output text
[[ $key == */$(cat "$work/out") ]] || fail "the alias points elsewhere"
run 254 "$aws" kms sign --key-id "$key" --message bWU= --signing-algorithm ECDSA_SHA_256
err_has "(UnsupportedOperationException)"
err_has "The operation Sign of KMS is not served here."

# A role for a service account, as IRSA gives it
run 0 "$aws" iam create-open-id-connect-provider --url "https://$issuer" --client-id-list sts.amazonaws.com
cat >"$work/trust.json" <<JSON
{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::$account:oidc-provider/$issuer"},
 "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"$issuer:sub":"system:serviceaccount:shop:cart","$issuer:aud":"sts.amazonaws.com"}}}]}
JSON
run 0 "$aws" iam create-role --role-name cart --assume-role-policy-document "file://$work/trust.json"
role=arn:aws:iam::$account:role/cart
allow() { "$aws" iam put-role-policy --role-name cart --policy-name p --policy-document "{\"Version\":\"2012-10-17\",\"Statement\":[$1]}"; }
may_read='{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","s3:GetObject","s3:PutObject"],"Resource":"*"}'
may_decrypt="{\"Effect\":\"Allow\",\"Action\":[\"kms:Decrypt\",\"kms:GenerateDataKey\"],\"Resource\":\"$key\"}"
"$ROLECALL" token mint --service-account shop/cart >"$work/token"
as_pod() { env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_PROFILE AWS_ROLE_ARN="$role" AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" AWS_REGION=eu-central-1 "$@"; }
read_secret=(as_pod "$aws" secretsmanager get-secret-value --secret-id shop/db --query SecretString --output text)

run 0 "$aws" secretsmanager create-secret --name shop/db --secret-string s3cr3t-value --kms-key-id alias/app
# Without kms:Decrypt
run 0 allow "$may_read"
run 254 "${read_secret[@]}"
err_has "(AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not allowed"
# With it
run 0 allow "$may_read,$may_decrypt"
run 0 "${read_secret[@]}"
out_is s3cr3t-value
# The key policy leaves it to nobody but root
closed="{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::$account:root\"}}}]}"
run 0 "$aws" kms put-key-policy --key-id "$key" --policy "$closed"
run 254 "${read_secret[@]}"
err_has "Access to KMS is not allowed"
run 254 as_pod "$aws" kms decrypt --ciphertext-blob "fileb://$work/sealed" --encryption-context app=one
err_has "is not authorized to perform: kms:Decrypt on resource: $key because no resource-based policy allows the kms:Decrypt action"
# A grant does, for this secret alone
secret=$("$aws" secretsmanager describe-secret --secret-id shop/db --query ARN --output text)
grant=$("$aws" kms create-grant --key-id "$key" --grantee-principal "$role" --operations Decrypt \
  --constraints "EncryptionContextSubset={SecretARN=$secret}" --query GrantId --output text)
run 0 "${read_secret[@]}"
out_is s3cr3t-value
run 254 as_pod "$aws" kms decrypt --ciphertext-blob "fileb://$work/sealed" --encryption-context app=one
run 0 "$aws" kms revoke-grant --key-id "$key" --grant-id "$grant"
run 254 "${read_secret[@]}"
# The key policy names the role and the service
through="${closed%]\}},{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"$role\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"secretsmanager.eu-central-1.amazonaws.com\"}}}]}"
run 0 "$aws" kms put-key-policy --key-id "$key" --policy "$through"
run 0 "${read_secret[@]}"
out_is s3cr3t-value
run 254 as_pod "$aws" kms decrypt --ciphertext-blob "fileb://$work/sealed" --encryption-context app=one

# A disabled key, and one that is going
run 0 "$aws" kms disable-key --key-id "$key"
run 254 "$aws" secretsmanager get-secret-value --secret-id shop/db
err_has "(DecryptionFailure)"
run 0 "$aws" kms enable-key --key-id "$key"

# An object of a bucket whose default is the key
run 0 "$aws" s3api create-bucket --bucket shop-state --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" s3api put-bucket-encryption --bucket shop-state --server-side-encryption-configuration \
  "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\",\"KMSMasterKeyID\":\"$key\"}}]}"
run 0 "$aws" s3 cp --quiet "$work/plain" s3://shop-state/plain
run 0 "$aws" s3api head-object --bucket shop-state --key plain --query '[ServerSideEncryption,SSEKMSKeyId]' --output text
out_is "aws:kms	$key"
run 0 "$aws" s3 cp --quiet s3://shop-state/plain -
out_is "$(cat "$work/plain")"
run 254 as_pod "$aws" s3api get-object --bucket shop-state --key plain "$work/got"
err_has "is not authorized to perform: kms:Decrypt on resource: $key because no resource-based policy allows the kms:Decrypt action"
run 0 "$aws" kms put-key-policy --key-id "$key" --policy "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$account:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}"
run 0 as_pod "$aws" s3api get-object --bucket shop-state --key plain "$work/got"
cmp -s "$work/plain" "$work/got" || fail "the object is another"
run 254 "$aws" s3api put-object --bucket shop-state --key x --server-side-encryption aws:kms --ssekms-key-id fake-key-id
err_has "(KMS.NotFoundException) when calling the PutObject operation: Invalid keyId 'fake-key-id'"

# Rotated: what was encrypted before is decrypted still (below, after the restart)
run 0 "$aws" kms rotate-key-on-demand --key-id "$key"
run 0 "$aws" kms list-key-rotations --key-id "$key" --query 'Rotations[0].RotationType' --output text
out_is ON_DEMAND

# Deleted: seven days at least
run 0 "$aws" kms schedule-key-deletion --key-id "$key" --pending-window-in-days 7
run 254 "${read_secret[@]}"
err_has "(DecryptionFailure)"
run 0 "$aws" kms cancel-key-deletion --key-id "$key"
run 0 "$aws" kms describe-key --key-id "$key" --query KeyMetadata.KeyState --output text
out_is Disabled

# After a restart all is there; and no plaintext is in the data directory or a log
kill -TERM "$plane_pid"; wait "$plane_pid" || true
! cat "$work"/data/* "$work/serve-data.log" | grep -qaE "a text that is not in the store|s3cr3t-value" || fail "a plaintext is in a log or file"
grep -q '"eventName":"Decrypt"' "$work"/data/audit* || fail "the audit log has no Decrypt"
start_plane data --account-id $account --region eu-central-1 --issuer "https://$issuer"
run 0 "$aws" kms enable-key --key-id "$key"
run 0 sh -c "$aws kms decrypt --ciphertext-blob fileb://$work/sealed --encryption-context app=one --query Plaintext --output text | base64 -d"
out_is "$(cat "$work/plain")"
