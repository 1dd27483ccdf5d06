#!/usr/bin/env bash
# Thirty broken set-ups, each one thing wrong: explain names the real cause first, and where it suggests a patch, the
# patch applies and the answer becomes yes. Nobody is asked: there is no endpoint and there are no credentials.
source "$(dirname "$0")/../support/plane.sh"
cd "$work"
mkdir base
cat >base/main.tf <<'END'
provider "aws" {
  region = "eu-central-1"
}
locals {
  issuer = "oidc.example.com/id/A"
}
resource "aws_iam_openid_connect_provider" "c" {
  url            = "https://oidc.example.com/id/A"
  client_id_list = ["sts.amazonaws.com"]
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::054000737513:oidc-provider/${local.issuer}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:apps:web"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "web" {
  name = "read"
  role = aws_iam_role.web.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = "arn:aws:s3:::data/*"
    }]
  })
}
END
cat >base/sa.yaml <<'END'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::054000737513:role/web
END
count=0

# ask CODE RESOURCE FLAGS…: explains the directory x.
ask() {
  local code=0
  "$ROLECALL" explain -json --dir x --service-account apps/web --action s3:GetObject --resource "$@" >"$work/out" 2>"$work/err" || code=$?
  return $code
}

# broken NAME CODE FIX FILE SED [FLAGS…]: FIX is "patch" (and then allowed), "next" (a patch, something else fails after
# it), "text" (no patch).
broken() {
  local name=$1 wanted=$2 fix=$3 file=$4 change=$5 resource=${RESOURCE:-arn:aws:s3:::data/x}
  shift 5
  rm -rf x
  cp -r base x
  sed -i "$change" "x/$file"
  cmp -s "x/$file" "base/$file" && [ -n "$change" ] && fail "$name: nothing was broken"
  ask "$resource" "$@" && fail "$name: allowed"
  local got
  got=$(jq -r .code "$work/out")
  [ "$got" = "$wanted" ] || fail "$name: $got instead of $wanted: $(jq -r .cause "$work/out")"
  count=$((count + 1))
  if [ "$fix" = text ]; then
    [ "$(jq -r '.fix.diff // ""' "$work/out")" = "" ] || fail "$name: an unexpected patch"
    return 0
  fi
  jq -r .fix.diff "$work/out" >fix.diff
  patch -s -p1 <fix.diff || fail "$name: the patch does not apply"
  if [ "$fix" = patch ]; then
    ask "$resource" "$@" || fail "$name: still denied after the patch: $(jq -r .cause "$work/out")"
  fi
}

# token ISSUED EXPIRES AUD SUB: an unsigned one, for the flag --token.
token() {
  local encode='base64 -w0'
  printf '{"alg":"RS256","kid":"k"}' | $encode | tr -d = | tr +/ -_
  printf .
  printf '{"iss":"https://oidc.example.com/id/A","iat":%s,"exp":%s%s,"sub":"%s"}' "$1" "$2" "$3" "$4" | $encode | tr -d = | tr +/ -_
  printf .c2ln
}
now=$(date +%s)
subject=system:serviceaccount:apps:web

rm -rf x && cp -r base x
ask arn:aws:s3:::data/x || fail "the base is broken: $(cat "$work/out" "$work/err")"

# The service account
broken no-annotation annotation-missing patch sa.yaml '/annotations:/d; /role-arn/d'
broken annotation-typo annotation-typo patch sa.yaml 's,/role-arn,/rolearn,'
broken annotation-prefix annotation-typo patch sa.yaml 's,eks.amazonaws.com/,eks.amazonaws.io/,'
broken not-an-arn annotation-form patch sa.yaml 's,arn:aws:iam::054000737513:role/web,web,'
broken other-namespace service-account-missing patch sa.yaml 's,namespace: apps,namespace: app,'
broken other-name service-account-missing patch sa.yaml 's,name: web,name: wep,'
# The role
broken role-case role-name patch sa.yaml 's,role/web,role/Web,'
broken role-path role-name patch sa.yaml 's,role/web,role/apps/web,'
broken role-account role-account patch sa.yaml 's,054000737513,054000737531,' --account-id 054000737513
broken role-gone role-missing text sa.yaml 's,role/web,role/nothing-like-it,'
# The provider
broken provider-slash issuer-trailing-slash patch main.tf 's,^  url .*,  url = "https://oidc.example.com/id/A/",' --issuer https://oidc.example.com/id/A
broken provider-case issuer-case patch main.tf 's,^  url .*,  url = "https://oidc.example.com/id/a",' --issuer https://oidc.example.com/id/A
broken rebuilt-cluster issuer-other-cluster text main.tf '' --issuer https://oidc.example.com/id/NEW
broken no-provider provider-missing text main.tf '' --issuer https://elsewhere.example.org
broken issuer-http issuer-scheme text main.tf '' --issuer http://oidc.example.com/id/A
# The token
broken client-id token-audience patch main.tf '/client_id_list/s,sts.amazonaws.com,sts.amazon.com,'
broken audience token-audience patch sa.yaml 's,  annotations:,  annotations:\n    eks.amazonaws.com/audience: sts.amazon.com,'
token $((now - 7200)) $((now - 3600)) ',"aud":"sts.amazonaws.com"' $subject >expired
broken expired token-expired text main.tf '' --token expired
token $((now + 3600)) $((now + 7200)) ',"aud":"sts.amazonaws.com"' $subject >future
broken clock token-from-the-future text main.tf '' --token future
token "$now" $((now + 3600)) '' $subject >legacy
broken legacy-token token-no-aud text main.tf '' --token legacy
token "$now" $((now + 3600)) ',"aud":"sts.amazonaws.com"' system:serviceaccount:apps:default >default
broken default-account token-subject text main.tf '' --token default
echo "not a token" >garbage
broken garbage token-malformed text main.tf '' --token garbage
# The trust policy
broken subject-namespace trust-subject-namespace patch main.tf 's,apps:web,app:web,'
broken subject-name trust-subject-name patch main.tf 's,apps:web,apps:wep,'
broken subject-else trust-subject patch main.tf 's,apps:web,monitoring:grafana,'
broken wildcard trust-wildcard-without-like patch main.tf 's,apps:web,apps:w*,'
broken trust-audience trust-audience patch main.tf '/  values   = ."sts/s,sts.amazonaws.com,sts.amazon.com,'
broken key-scheme trust-key-form patch main.tf 's,"${local.issuer}:sub","https://${local.issuer}:sub",'
broken key-slash trust-key-form patch main.tf 's,"${local.issuer}:sub","${local.issuer}/:sub",'
broken other-cluster trust-other-cluster patch main.tf 's,issuer = "oidc.example.com/id/A",issuer = "oidc.example.com/id/B",'
broken other-account trust-provider-account patch main.tf 's,::054000737513:oidc,::111111111111:oidc,' --account-id 054000737513
broken provider-scheme trust-provider-form patch main.tf 's,oidc-provider/,oidc-provider/https://,'
broken action trust-action patch main.tf 's,sts:AssumeRoleWithWebIdentity,sts:AssumeRole,'
broken no-federated trust-no-web-identity patch main.tf 's,"Federated","AWS",; s,oidc-provider/${local.issuer},root,'
broken swapped trust-swapped-claims patch main.tf 's,{local.issuer}:sub,{local.issuer}:tmp,; s,{local.issuer}:aud,{local.issuer}:sub,; s,{local.issuer}:tmp,{local.issuer}:aud,'
# Session and permissions
printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}]}' >session.json
broken session session-policy text main.tf '' --session-policy session.json
broken duration session-duration text main.tf '' --duration 7200
broken action-missing identity-policy patch main.tf 's/"s3:GetObject", //'
RESOURCE=arn:aws:s3:::other/x broken resource-missing identity-policy patch main.tf ''
broken explicit-deny explicit-deny text main.tf 's,Statement = \[{,Statement = [{ Effect = "Deny"\, Action = "s3:*"\, Resource = "*" }\, {,'
broken boundary-unknown boundary-unknown text main.tf 's,^  name               = "web",&\n  permissions_boundary = "arn:aws:iam::054000737513:policy/boundary",'
[ $count -ge 30 ] || fail "only $count"
echo "broken set-ups: $count, all named"
