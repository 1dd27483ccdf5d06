#!/usr/bin/env bash
# The main job from serve to destroy, by real clients, with assertions on what they print.
source "$(dirname "$0")/../support/plane.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
issuer=https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC
role=arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets

# 1. A server with its own root keys, in private files
start_plane data --account-id 054000737513 --region eu-central-1 --issuer "$issuer" --manifests "$examples/manifests"
[ "$(stat -c %a "$work/data/credentials")" = 600 ] || fail "the credentials file is not private"
run 0 curl -s "$AWS_ENDPOINT_URL/.well-known/openid-configuration"
out_has "\"issuer\":\"$issuer\""
run 0 "$aws" sts get-caller-identity
out_has arn:aws:iam::054000737513:root

# 2. What the directory needs
run 0 "$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" secretsmanager create-secret --name k8s-main/database --secret-string s3cr3t-value
run 0 "$aws" secretsmanager create-secret --name other/database --secret-string other-value
run 0 "$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com

# 3. init, plan, apply, apply again
cp -r "$examples/k8s-main" "$work/k8s-main"
cd "$work/k8s-main"
run 0 "$ROLECALL" init
run 0 "$ROLECALL" plan -var-file canida.tfvars
out_has "Plan: 9 to add, 0 to change, 0 to destroy."
out_has "# module.irsa-external-secrets.aws_iam_role_policy_attachment.irsa[\"0\"] will be created"
run 2 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars
out_has "Apply complete! Resources: 9 added, 0 changed, 0 destroyed."
out_has "$role"
run 0 "$aws" s3api head-object --bucket canida-terraform --key k8s-main/iam-roles.tfstate
[ ! -e terraform.tfstate ] || fail "a local state was written"
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars
out_has "No changes. Your infrastructure matches the configuration."
run 0 "$ROLECALL" plan -detailed-exitcode -var-file canida.tfvars
run 0 "$ROLECALL" output -json
[ "$(jq -r '."external-secrets".value.arn' "$work/out")" = "$role" ] || fail "the output's role is another"
run 0 "$aws" iam get-role --role-name ExternalSecrets
[ "$(jq -r .Role.Arn "$work/out")" = "$role" ] || fail "IAM has another role"
[ "$(jq -r '.Role.Tags[] | select(.Key=="Cluster").Value' "$work/out")" = k8s-main ] || fail "default_tags are missing"

# Drift is found and mended
run 0 "$aws" iam update-role --role-name ExternalDns --max-session-duration 7200
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars
out_has "0 added, 1 changed, 0 destroyed"

# 4. inject and /mutate agree
manifests=(-f "$examples/manifests/aws-secretsmanager-sa.yaml" -f "$examples/manifests/aws-cli-pod.yaml")
run 0 "$ROLECALL" inject --json "${manifests[@]}"
jq -c 'select(.kind=="Pod").spec' "$work/out" >"$work/injected"
jq -e '.containers[0].env | map({(.name): .value}) | add |
  .AWS_ROLE_ARN == "'$role'" and .AWS_STS_REGIONAL_ENDPOINTS == "regional" and .AWS_REGION == "eu-central-1" and
  .AWS_WEB_IDENTITY_TOKEN_FILE == "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"' "$work/injected" >/dev/null || fail "environment"
jq -e '.volumes[0].projected.sources[0].serviceAccountToken.audience == "sts.amazonaws.com"' "$work/injected" >/dev/null || fail "volume"
jq -e '.containers[0].volumeMounts[0].name == "aws-iam-token"' "$work/injected" >/dev/null || fail "mount"
run 0 "$ROLECALL" inject --json -f "$examples/manifests/aws-cli-pod.yaml"
jq -c '{apiVersion:"admission.k8s.io/v1",kind:"AdmissionReview",request:{uid:"u",namespace:.metadata.namespace,object:.}}' "$work/out" >"$work/review"
run 0 curl -s -H 'Content-Type: application/json' --data "@$work/review" "$AWS_ENDPOINT_URL/mutate"
jq -e '.response.allowed and .response.patchType == "JSONPatch" and (.response.patch | @base64d | fromjson | length > 0)' "$work/out" >/dev/null || fail "review"

# 5. and 6. As the pod
as_pod=("$ROLECALL" exec --service-account external-secrets/aws-secretsmanager -f "$examples/manifests/aws-cli-pod.yaml" --)
run 0 "${as_pod[@]}" "$aws" sts get-caller-identity
out_has arn:aws:sts::054000737513:assumed-role/ExternalSecrets/botocore-session-
run 0 "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id k8s-main/database --query SecretString --output text
out_is s3cr3t-value
run 254 "${as_pod[@]}" "$aws" secretsmanager get-secret-value --secret-id other/database
err_has "AccessDeniedException"
err_has "is not authorized to perform: secretsmanager:GetSecretValue on resource: other/database because no identity-based policy allows"
err_has "because no identity-based policy allows the secretsmanager:GetSecretValue action"
run 0 "${as_pod[@]}" "$aws" secretsmanager list-secrets --query 'length(SecretList)'
out_is 2
run 254 "${as_pod[@]}" "$aws" iam list-roles
err_has "is not authorized to perform: iam:ListRoles"
run 7 "${as_pod[@]}" sh -c 'exit 7'
"$ROLECALL" token mint --service-account default/intruder >"$work/token"
run 254 "$aws" sts assume-role-with-web-identity --role-arn "$role" --role-session-name intruder --web-identity-token "file://$work/token"
err_has "Not authorized to perform sts:AssumeRoleWithWebIdentity"
"$ROLECALL" token mint --service-account external-secrets/aws-secretsmanager --audience someone-else >"$work/token"
run 254 "$aws" sts assume-role-with-web-identity --role-arn "$role" --role-session-name other --web-identity-token "file://$work/token"
err_has "Incorrect token audience"

# 7. explain
secret=$("$aws" secretsmanager describe-secret --secret-id other/database --query ARN --output text)
run 2 "$ROLECALL" explain --service-account external-secrets/aws-secretsmanager --action secretsmanager:GetSecretValue --resource "$secret"
out_has "no identity policy of ExternalSecrets allows"
secret=$("$aws" secretsmanager describe-secret --secret-id k8s-main/database --query ARN --output text)
run 0 "$ROLECALL" explain --service-account external-secrets/aws-secretsmanager --action secretsmanager:GetSecretValue --resource "$secret"
run 2 "$ROLECALL" explain -json --service-account default/intruder --role "$role" --action secretsmanager:GetSecretValue --resource "$secret"
[ "$(jq -r '.chain[] | select(.verdict=="fail").link' "$work/out")" = "trust policy" ] || fail "the trust policy is not named"

# 8. destroy; nothing is left, no secret in any log
run 0 "$ROLECALL" destroy -auto-approve -var-file canida.tfvars
out_has "Destroy complete! Resources: 9 destroyed."
run 0 "$ROLECALL" state list
out_is ""
run 0 "$aws" iam list-roles --query 'length(Roles)'
out_is 0
kill -TERM "$plane_pid"
wait "$plane_pid" || fail "the server did not stop in order"
planes=()
! grep -rqs -e s3cr3t-value "$work"/serve-*.log "$work/data/audit.log" || fail "a secret is in a log"
echo "main job: good"
