#!/usr/bin/env bash
# explain, who-can and the plan's access: from a directory before anything exists, from the state, and live.
source "$(dirname "$0")/../support/plane.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
issuer=https://oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC
secrets=arn:aws:secretsmanager:eu-central-1:054000737513:secret
role=arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets
cp -r "$examples/k8s-main" "$examples/manifests" "$work/"
cd "$work"
get=(--action secretsmanager:GetSecretValue)
who=(--service-account external-secrets/aws-secretsmanager)
from_dir=(--dir k8s-main -var-file k8s-main/canida.tfvars)
applies() { # the patch in $work/out applies to the copy, and then the question is answered with yes
  rm -rf "$work/patched" && mkdir "$work/patched" && cp -r k8s-main manifests "$work/patched/"
  jq -r .fix.diff "$work/out" >"$work/fix.diff"
  (cd "$work/patched" && patch -s -p1 <"$work/fix.diff") || fail "the patch does not apply"
  (cd "$work/patched" && run 0 "$ROLECALL" explain "$@")
}

# 1. Before anything exists: nobody is asked, and no credentials are there
unset AWS_ENDPOINT_URL
run 0 "$ROLECALL" explain "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
out_has "ALLOWED"
out_has "statement 1 of trust policy of ExternalSecrets: allows  [k8s-main/modules/iam-role-for-serviceaccount/main.tf:17]"
run 2 "$ROLECALL" explain "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:other/db-AbCdEf"
out_has "Cause: no identity policy of ExternalSecrets allows secretsmanager:GetSecretValue"
out_has "Where: k8s-main/external-secrets-policy.json:4 (aws_iam_policy.external-secrets)"
out_has "+    {\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", \"Resource\": \"$secrets:other/db-AbCdEf\"}"
run 2 "$ROLECALL" explain -json "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:other/db-AbCdEf"
applies "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:other/db-AbCdEf"

# A namespace with a typo, three modules away from the trust policy: the one literal is corrected
sed -i 's/namespace      = "external-secrets"/namespace      = "external-secret"/' k8s-main/main.tf
run 2 "$ROLECALL" explain -json "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
[ "$(jq -r .code "$work/out")" = trust-subject-namespace ] || fail "another cause: $(jq -r .code "$work/out")"
[ "$(jq -r .place.file "$work/out")" = k8s-main/modules/iam-role-for-serviceaccount/main.tf ] || fail "another place"
jq -r .fix.diff "$work/out" | grep -qF '+  namespace      = "external-secrets"' || fail "another fix"
applies "${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
sed -i 's/namespace      = "external-secret"$/namespace      = "external-secrets"/' k8s-main/main.tf

# The annotation: missing, mistyped, of another account
ask=("${from_dir[@]}" -f manifests "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf")
sed -i 's,role-arn:,rolearn:,' manifests/aws-secretsmanager-sa.yaml
run 2 "$ROLECALL" explain -json "${ask[@]}"
[ "$(jq -r .code "$work/out")" = annotation-typo ] || fail "another cause"
applies "${ask[@]}"
sed -i '/annotations:/d; /rolearn:/d' manifests/aws-secretsmanager-sa.yaml
run 2 "$ROLECALL" explain -json "${ask[@]}"
[ "$(jq -r .code "$work/out")" = annotation-missing ] || fail "another cause"
applies "${ask[@]}"
cp "$examples/manifests/aws-secretsmanager-sa.yaml" manifests/
sed -i 's,::054000737513:,::054000737512:,' manifests/aws-secretsmanager-sa.yaml
run 2 "$ROLECALL" explain -json "${ask[@]}"
[ "$(jq -r .code "$work/out")" = role-account ] || fail "another cause"
applies "${ask[@]}"
cp "$examples/manifests/aws-secretsmanager-sa.yaml" manifests/

# The trust policy's own code: an issuer with https://
sed -i 's,format("%s:sub",format("https://%s:sub",' k8s-main/modules/*/main.tf
run 2 "$ROLECALL" explain -json "${ask[@]}"
[ "$(jq -r .code "$work/out")" = trust-key-form ] || fail "another cause"
cp "$examples"/k8s-main/modules/iam-role-for-serviceaccount/main.tf k8s-main/modules/iam-role-for-serviceaccount/

# who-can
run 0 "$ROLECALL" who-can "${from_dir[@]}" -f manifests -json secretsmanager:GetSecretValue "$secrets:k8s-main/db-AbCdEf"
jq -e '.paths | length == 1 and .[0].who == "external-secrets/aws-secretsmanager" and .[0].role == "'$role'" and .[0].annotated' "$work/out" >/dev/null || fail "who-can"
run 2 "$ROLECALL" who-can "${from_dir[@]}" secretsmanager:GetSecretValue "$secrets:other/db-AbCdEf"
out_has "Nobody that is known here"
run 1 "$ROLECALL" who-can secretsmanager:GetSecretValue
run 1 "$ROLECALL" explain --dir k8s-main "${who[@]}" "${get[@]}" --resource "$secrets:x"
err_has "No value for required variable"

# check: the same questions with an exit code, from a directory
run 0 "$ROLECALL" check not-granted -action 'iam:CreateUser' -var-file k8s-main/canida.tfvars k8s-main
out_has "not-granted: holds"
run 2 "$ROLECALL" check not-granted -json -action 'secretsmanager:Get*' -resource "$secrets:k8s-main/*" -var-file k8s-main/canida.tfvars k8s-main
jq -e '.outcome == "violated" and (.violations | map(.who) == ["external-secrets/aws-secretsmanager"])' "$work/out" >/dev/null || fail "check not-granted"
run 0 "$ROLECALL" check no-public -var-file k8s-main/canida.tfvars k8s-main
printf '{"Version":"2012-10-17","Statement":[]}' >none.json
run 2 "$ROLECALL" check no-new-access -sarif none.json k8s-main/external-secrets-policy.json
jq -e '.version == "2.1.0" and (.runs[0].results | length > 0)' "$work/out" >/dev/null || fail "check -sarif"
run 0 "$ROLECALL" check no-new-access k8s-main/external-secrets-policy.json none.json
run 1 "$ROLECALL" check no-new-access none.json missing.json
cat >k8s-main/access.rolecall.hcl <<'HCL'
deny "only external-secrets may read k8s-main" {
  actions   = ["secretsmanager:GetSecretValue"]
  resources = ["arn:aws:secretsmanager:*:*:secret:k8s-main/*"]
  except    = ["external-secrets/aws-secretsmanager"]
}
HCL
run 0 "$ROLECALL" check contracts -var-file k8s-main/canida.tfvars k8s-main
out_has "contract: holds"

# 2. Live
start_plane data --account-id 054000737513 --region eu-central-1 --issuer "$issuer" --manifests "$examples/manifests"
run 0 "$aws" s3api create-bucket --bucket canida-terraform --create-bucket-configuration LocationConstraint=eu-central-1
run 0 "$aws" iam create-open-id-connect-provider --url "$issuer" --client-id-list sts.amazonaws.com
# The account itself: identities, and the policies of buckets and secrets.
run 0 "$ROLECALL" check no-public -live
run 0 "$aws" s3api put-bucket-policy --bucket canida-terraform --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::canida-terraform/*"}]}'
run 2 "$ROLECALL" check not-granted -json -live -action s3:GetObject -resource 'arn:aws:s3:::canida-terraform/*'
jq -e '.violations | any(.who == "account 222233334444, by the policy of arn:aws:s3:::canida-terraform")' "$work/out" >/dev/null || fail "check -live"
run 0 "$aws" s3api delete-bucket-policy --bucket canida-terraform
cd "$work/k8s-main"
run 0 "$ROLECALL" init
run 0 "$ROLECALL" plan -no-color -var-file canida.tfvars -out plan.bin
out_has "Changes to access of service accounts:"
out_has "  external-secrets/aws-secretsmanager  + secretsmanager:GetSecretValue on …:secret:k8s-main/*"
run 0 "$ROLECALL" show -json plan.bin
jq -e '.rolecall_access.changes | map(select(.who == "external-secrets/aws-secretsmanager" and .change == "gain")) | length == 5' "$work/out" >/dev/null || fail "show -json"
run 0 "$ROLECALL" apply -auto-approve -var-file canida.tfvars
run 0 "$ROLECALL" plan -no-color -var-file canida.tfvars
out_lacks "access of service accounts"

# Only the difference, from the meaning of the policies
sed -i 's,"secretsmanager:ListSecrets",["secretsmanager:ListSecrets"\, "secretsmanager:BatchGetSecretValue"],' external-secrets-policy.json
run 0 "$ROLECALL" plan -json -var-file canida.tfvars
[ "$(jq -c 'select(.type=="rolecall_access").access | [.who,.change,.action]' "$work/out")" = '["external-secrets/aws-secretsmanager","gain","secretsmanager:BatchGetSecretValue"]' ] || fail "plan -json"
cp "$examples/k8s-main/external-secrets-policy.json" .
sed -i '/:sub"/d' modules/iam-role-for-serviceaccount/main.tf
run 1 "$ROLECALL" plan -no-color -var-file canida.tfvars
out_has "! any service account of the cluster can now assume ExternalSecrets (no :sub condition)"
# The contract of the directory is broken by that: the plan fails, and is not saved
run 1 "$ROLECALL" plan -no-color -var-file canida.tfvars -out broken.bin
err_has "Access contract violated"
err_has "any service account of the cluster"
[ ! -e broken.bin ] || fail "a plan that breaks a contract was saved"
cp "$examples"/k8s-main/modules/iam-role-for-serviceaccount/main.tf modules/iam-role-for-serviceaccount/
run 0 "$ROLECALL" plan -no-color -var-file canida.tfvars -out plan.bin
run 0 "$ROLECALL" check no-new-access plan.bin
"$ROLECALL" show -json plan.bin >plan.json
run 0 "$ROLECALL" check no-new-access plan.json

# From the backend's state, and from the endpoint
run 0 "$ROLECALL" explain --backend -var-file canida.tfvars "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
out_has "$role exists"
run 0 "$ROLECALL" explain "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
run 2 "$ROLECALL" explain -json "${who[@]}" "${get[@]}" --resource "$secrets:other/db-AbCdEf"
jq -e '.code == "identity-policy" and .fix.patch[0].op == "add"' "$work/out" >/dev/null || fail "live fix"
"$ROLECALL" token mint --service-account external-secrets/other >"$work/token"
run 2 "$ROLECALL" explain -json "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf" --token "$work/token"
[ "$(jq -r .code "$work/out")" = token-subject ] || fail "the token's subject"
run 0 "$ROLECALL" explain --role ExternalSecrets "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
run 0 "$ROLECALL" who-can -json secretsmanager:GetSecretValue "$secrets:k8s-main/db-AbCdEf"
jq -e '.paths | map(.who) | index("external-secrets/aws-secretsmanager") != null' "$work/out" >/dev/null || fail "who-can, live"
run 0 "$ROLECALL" who-can -json secretsmanager:GetSecretValue "$secrets:k8s-main/*"
jq -e '.paths | map(.who) | index("external-secrets/aws-secretsmanager") != null' "$work/out" >/dev/null || fail "who-can of a pattern, live"
# Where no plane is named it is AWS that is asked, as plan and apply do; a service account is then a manifest's
aws_itself=(env -u AWS_ENDPOINT_URL "AWS_ENDPOINT_URL_IAM=$AWS_ENDPOINT_URL" "AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL"
  "AWS_ENDPOINT_URL_SECRETS_MANAGER=$AWS_ENDPOINT_URL")
run 0 "${aws_itself[@]}" "$ROLECALL" who-can -json secretsmanager:GetSecretValue "$secrets:k8s-main/db-AbCdEf"
jq -e '.paths | map(.who) | index("external-secrets/aws-secretsmanager") != null' "$work/out" >/dev/null || fail "who-can, AWS"
run 0 "${aws_itself[@]}" "$ROLECALL" explain --role ExternalSecrets "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
run 1 "${aws_itself[@]}" "$ROLECALL" explain "${who[@]}" "${get[@]}" --resource "$secrets:k8s-main/db-AbCdEf"
err_has "AWS does not know service accounts"
run 1 env -u AWS_ENDPOINT_URL "$ROLECALL" token mint --service-account external-secrets/other
err_has "no identity plane is named"
run 0 "$ROLECALL" apply -auto-approve -destroy -var-file canida.tfvars
echo "access: good"
