#!/usr/bin/env bash
# lint by the real program: files, manifests, directories and a live account; fixes, suppressions, exit codes; SARIF
# against OASIS's schema.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
examples=$(cd "$here/../../examples" && pwd)
issuer=oidc.eks.eu-central-1.amazonaws.com/id/MAIN
provider=arn:aws:iam::111122223333:oidc-provider/$issuer
cd "$work"

valid_sarif() {
  if [ -d "$here/npm/node_modules" ]; then
    node "$here/npm/validate_sarif.js" <"$1" || fail "$1 is not valid SARIF"
  elif [ -n "${CI:-}" ]; then
    fail "tests/e2e/npm is not installed: run tools/setup test"
  else
    echo "not checked against the schema: tests/e2e/npm is not installed (tools/setup test)"
  fi
}

# 1. The examples are clean, as a directory and as manifests
(cd "$examples/k8s-main" && run 0 "$ROLECALL" lint -var-file canida.tfvars ../manifests)
out_has "0 errors, 0 warnings, 0 hints"

# 2. A trust policy that lets the whole cluster in: found, shown, and exit code 2
trust() {
  cat <<JSON
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": { "Federated": "$provider" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": $1
  }
}
JSON
}
trust "{ \"StringEquals\": { \"$issuer:aud\": \"sts.amazonaws.com\" } }" >open.json
run 2 "$ROLECALL" lint open.json
out_has "open.json"
out_has "5:33 error trust-oidc-no-sub"
out_has "system:serviceaccount:other-namespace:other-account: allowed"
"$ROLECALL" lint - <open.json >/dev/null && fail "standard input is not checked"
# The request that shows it can be put to the evaluator by anybody.
"$ROLECALL" lint -json open.json >report.json || true
jq '{request: (.findings[0].request | {principal, action, resource: {arn: .resource, accountId: "111122223333"}, context}),
     identityPolicies: [], resourcePolicy: $trust[0]}' --slurpfile trust open.json report.json >request.json
[ "$(jq -r '.findings[0].request.decision' report.json)" = allowed ] || fail "the report does not say allowed"
"$ROLECALL" simulate <request.json >"$work/out" || fail "the evaluator says otherwise: $(cat "$work/out")"
out_has '"decision": "allowed"'

# 3. Severities, codes to ignore, the ignore file
run 0 "$ROLECALL" lint -ignore trust-oidc-no-sub open.json
out_has "(1 ignored)"
trust "{ \"StringEquals\": { \"$issuer:sub\": \"system:serviceaccount:a:b\" } }" >no-aud.json
run 2 "$ROLECALL" lint no-aud.json
run 0 "$ROLECALL" lint -fail-on=error no-aud.json
run 1 "$ROLECALL" lint -fail-on=everything no-aud.json
echo "trust-oidc-no-aud no-aud.json # the provider has one audience" >.rolecall-lint
run 0 "$ROLECALL" lint no-aud.json
echo "no-such-code" >.rolecall-lint
run 1 "$ROLECALL" lint no-aud.json
err_has ".rolecall-lint:1: there is no check with the code no-such-code"
rm .rolecall-lint
run 1 "$ROLECALL" lint missing.json
run 0 "$ROLECALL" lint -explain trust-oidc-no-sub
out_has "# trust-oidc-no-sub"

# 4. A directory: places in .tf files, comments that accept, fixes that leave nothing
mkdir fixed
cat >fixed/main.tf <<TF
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://$issuer"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.main.arn]
    }
    condition {
      test     = "StringLike"
      variable = "$issuer:sub"
      # rolecall:ignore trust-oidc-serviceaccount-wildcard one team, one namespace
      values = ["system:serviceaccount:secrets:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "$issuer:aud"
      values   = ["sts.amazon.com"]
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "App"
  path               = "/k8s-main/"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "app" {
  name   = "app"
  role   = aws_iam_role.app.name
  policy = file("\${path.module}/policy.json")
}
TF
cat >fixed/policy.json <<'JSON'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/db"
    }
  ]
}
JSON
cat >fixed/sa.yaml <<'YAML'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/token-expiration: "300"
YAML
run 2 "$ROLECALL" lint fixed
out_has "27:19 error trust-oidc-aud-unknown"
out_has "fixed/policy.json"
out_has "7:19 warning secret-arn-suffix"
out_has "6:84 hint policy-redundant-action"
out_has "8:41 warning role-annotation-expiration"
out_has "(1 ignored)"
"$ROLECALL" lint -sarif fixed >report.sarif || true
jq -e '.runs[0].results | map(select(.suppressions)) | .[0].suppressions[0].justification == "one team, one namespace"' \
  report.sarif >/dev/null || fail "the suppression is not in the report"
jq -e '.runs[0].results[] | select(.ruleId == "secret-arn-suffix") | .fixes[0].artifactChanges[0].replacements[0]
  | .deletedRegion.startLine == 7 and (.insertedContent.text | endswith("-??????\""))' report.sarif >/dev/null ||
  fail "the fix is not in the report"
jq -e '.runs[0].results | all(.partialFingerprints["rolecall/v1"] | length == 64)' report.sarif >/dev/null ||
  fail "there are no fingerprints"
valid_sarif report.sarif
run 0 "$ROLECALL" lint -fix -fail-on=hint fixed
err_has "Fixed fixed/policy.json"
err_has "Fixed fixed/main.tf"
out_has "0 errors, 0 warnings, 0 hints (1 ignored)"
jq -e . fixed/policy.json >/dev/null || fail "the fixed policy is no JSON"
run 0 "$ROLECALL" fmt -check fixed
grep -q 'values   = \["sts.amazonaws.com"\]' fixed/main.tf || fail "main.tf is not fixed"
"$ROLECALL" lint -sarif "$examples/manifests" >clean.sarif
valid_sarif clean.sarif

# 5. What cannot be checked is an error, not silence
echo 'resource "aws_iam_role" "x" {' >broken.tf
mkdir broken empty
mv broken.tf broken/main.tf
run 1 "$ROLECALL" lint broken
err_has "Error:"
run 1 "$ROLECALL" lint empty
err_has "neither configuration nor policies nor manifests"
run 1 "$ROLECALL" lint fixed/main.tf
err_has "name the directory"

# 6. A live account
start_plane data --account-id 111122223333 --region eu-central-1
run 0 "$aws" iam create-open-id-connect-provider --url "https://$issuer" --client-id-list sts.amazonaws.com
run 0 "$aws" iam create-role --role-name Open --assume-role-policy-document "file://open.json"
run 0 "$aws" iam put-role-policy --role-name Open --policy-name all \
  --policy-document '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
run 2 "$ROLECALL" lint -live
out_has "trust-oidc-no-sub"
out_has "trust policy of role Open"
out_has "identity-admin"
"$ROLECALL" lint -live -sarif >live.sarif || true
valid_sarif live.sarif
run 0 "$aws" iam delete-open-id-connect-provider --open-id-connect-provider-arn "$provider"
run 2 "$ROLECALL" lint -live
out_has "the account has no provider $provider"

# 7. plan -fail-on: what a plan brings in fails it; what is there already does not
mkdir guarded
cat >guarded/main.tf <<TF
provider "aws" {
  region = "eu-central-1"
}

resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://$issuer"
  client_id_list = ["sts.amazonaws.com", "kubernetes"]
}

resource "aws_iam_role" "app" {
  name               = "App"
  assume_role_policy = file("\${path.module}/trust.json")
}
TF
trust "{ \"StringEquals\": { \"$issuer:sub\": \"system:serviceaccount:a:b\" } }" >guarded/trust.json
cd guarded
run 0 "$ROLECALL" init
run 0 "$ROLECALL" plan -fail-on=error -out saved.plan
out_tells "Warning: The audience of the tokens is not checked (trust-oidc-no-aud)"
run 1 "$ROLECALL" plan -fail-on=warning -out failed.plan
err_has "Error: The audience of the tokens is not checked (trust-oidc-no-aud)"
err_has "on trust.json line"
[ ! -e failed.plan ] || fail "a plan that failed was saved"
run 0 "$ROLECALL" apply -auto-approve
run 0 "$ROLECALL" plan -fail-on=warning
trust "{ \"StringEquals\": { \"$issuer:aud\": \"sts.amazonaws.com\" } }" >trust.json
run 1 "$ROLECALL" plan -fail-on=error
err_has "Every service account of the cluster can assume the role (trust-oidc-no-sub)"
err_has "system:serviceaccount:other-namespace:other-account"
run 1 "$ROLECALL" plan -fail-on=error -json
out_has '"code":"trust-oidc-no-sub"'
echo "trust-oidc-no-sub trust.json # known" >.rolecall-lint
run 0 "$ROLECALL" plan -fail-on=error
rm .rolecall-lint
trust "{ \"StringEquals\": { \"$issuer:aud\": \"sts.amazonaws.com\", \"$issuer:sub\": \"system:serviceaccount:a:b\" } }" \
  >trust.json
run 0 "$ROLECALL" plan -fail-on=hint
run 1 "$ROLECALL" plan -fail-on=everything

# A configuration that cannot be planned: the place with its line
mkdir -p "$work/unset"
printf 'variable "x" {}\noutput "o" { value = var.x }\n' >"$work/unset/main.tf"
run 1 "$ROLECALL" lint "$work/unset"
err_has '1: variable "x" {}'

# Directories as they are: foreign blocks are passed over, what is not known is listed and counts on demand
mkdir -p "$work/foreign" && cd "$work/foreign"
cat >main.tf <<'HCL'
terraform {
  cloud {
    organization = "o"
  }
}
resource "aws_eks_cluster" "this" {
  name     = "prod"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
}
resource "aws_iam_role" "app" {
  name = "app-${random_pet.p.id}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")}" }
    Condition = { StringEquals = {
      "${replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")}:sub" = "system:serviceaccount:apps:web"
      "${replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")}:aud" = "sts.amazonaws.com"
    } }
  }] })
}
resource "random_pet" "p" {}
HCL
run 0 "$ROLECALL" lint .
out_has "unknown: of the trust policy of role app-@unknown.random_pet.p.id@ is not known: aws_eks_cluster.this.identity.0.oidc.0.issuer"
err_has "passed over: aws_eks_cluster.this"
run 2 "$ROLECALL" lint -unknown=fail .
run 1 "$ROLECALL" validate
printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::${ACCOUNT}:role/web\n' >sa.yaml
run 0 "$ROLECALL" lint sa.yaml
out_has "not known: ACCOUNT"
run 2 "$ROLECALL" lint -substitute ACCOUNT=1111 sa.yaml
run 0 "$ROLECALL" lint -substitute ACCOUNT=111122223333 sa.yaml
