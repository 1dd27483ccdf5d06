#!/usr/bin/env bash
# review: plans and states as `show -json` prints them, and the steps of the CI templates that call it.
source "$(dirname "$0")/../support/plane.sh"
templates=$(cd "$(dirname "$0")/../../deploy/ci" && pwd)
cd "$work"
unset AWS_ENDPOINT_URL

trust() { # trust SUBJECT: a role's trust policy, as text in JSON
  local op=StringEquals
  case "$1" in *\**) op=StringLike ;; esac
  jq -cn --arg sub "$1" --arg op "$op" '{Version: "2012-10-17", Statement: [{Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity",
    Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"},
    Condition: ({StringEquals: {"oidc.example.com/id/A:aud": "sts.amazonaws.com"}} * {($op): {"oidc.example.com/id/A:sub": $sub}})}]} | tojson'
}
plan() { # plan SUBJECT [UNKNOWN]: a plan that makes a role
  jq -n --argjson trust "$(trust "$1")" --argjson unknown "${2:-{\}}" '{format_version: "1.2", terraform_version: "1.9.8",
    planned_values: {}, resource_changes: [
    {address: "aws_iam_role.app", mode: "managed", type: "aws_iam_role", name: "app",
     change: {actions: ["create"], before: null, after: {name: "app", path: "/", assume_role_policy: $trust}, after_unknown: ({arn: true} + $unknown)}},
    {address: "aws_iam_role_policy.app", mode: "managed", type: "aws_iam_role_policy", name: "app",
     change: {actions: ["create"], before: null, after_unknown: {id: true}, after: {name: "p", role: "app",
       policy: ({Version: "2012-10-17", Statement: [{Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*"}]} | tojson)}}}]}'
}
plan 'system:serviceaccount:apps:web' >good.json
plan 'system:serviceaccount:*' >open.json

# 1. What changes, what is wrong, what is not known; exit codes as plan's
run 0 "$ROLECALL" review good.json
out_has "apps/web"
out_has "s3:GetObject"
run 2 "$ROLECALL" review -detailed-exitcode good.json
run 0 "$ROLECALL" review open.json
run 1 "$ROLECALL" review -fail-on=error open.json
out_has "trust-oidc-sub-any"
run 0 "$ROLECALL" review -fail-on=error good.json
jq '.resource_changes[0].change |= (.after |= del(.assume_role_policy) | .after_unknown.assume_role_policy = true)' good.json >unknown.json
run 0 "$ROLECALL" review -fail-on=error unknown.json
out_has "the trust policy of role app is not known"
run 1 "$ROLECALL" review -fail-on=error -unknown=fail unknown.json
run 0 "$ROLECALL" review -json good.json unknown.json
[ "$(jq '.files | length' out)" = 2 ] || fail "not two files"
run 0 "$ROLECALL" review -sarif open.json
[ "$(jq -r .version out)" = 2.1.0 ] || fail "no SARIF"
echo '{"format_version": "9.0"}' >other.json
run 1 "$ROLECALL" review other.json
err_has "of which nothing is known here"

# 2. A plan of our own, as show -json prints it
mkdir own && cat >own/main.tf <<'HCL'
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}
HCL
(cd own && run 0 "$ROLECALL" plan -out=p -no-color && run 0 "$ROLECALL" show -json p && cp "$work/out" ../own.json)
run 1 "$ROLECALL" review -fail-on=error own.json
out_has "trust-principal-star"

# 3. The steps of the GitHub Action, with a gh that remembers what it is asked
steps() { # steps FILE MARK: the scripts below lines with MARK, each a file step.N
  awk -v mark="$2" 'BEGIN { n = 0 } { match($0, /^ */); indent = RLENGTH }
    inside && NF && indent <= base { inside = 0 }
    inside { print substr($0, base + 3) > ("step." n) }
    index($0, mark) && /\|$/ { inside = 1; base = indent; n++ }' "$1"
}
mkdir bin && cat >bin/gh <<'SH'
#!/usr/bin/env bash
echo "$*" >>gh.log
case "$*" in
  *-X*) while [ $# -gt 0 ]; do [ "$1" = --input ] && cp "$2" gh.body; shift; done ;;
  *) cat comments.json ;;
esac
SH
chmod +x bin/gh
steps "$templates/github/action.yml" "run: |"
[ -e step.3 ] && [ ! -e step.4 ] || fail "the action has another number of steps"
export GITHUB_STEP_SUMMARY=$work/summary GITHUB_REPOSITORY=o/r NUMBER=7 FAIL_ON=error UNKNOWN=warn GH_TOKEN=t
export PLAN="good.json open.json"
echo '[{"id": 1, "body": "LGTM"}]' >comments.json
run 0 bash step.1
grep -q "Access of service accounts" summary || fail "no summary"
run 0 env PATH="$work/bin:$PATH" bash step.2
grep -q -- "-X POST repos/o/r/issues/7/comments" gh.log || fail "no comment was made: $(cat gh.log)"
jq '[{id: 1, body: "LGTM"}, {id: 42, body: .body}]' gh.body >comments.json
run 0 env PATH="$work/bin:$PATH" bash step.2
grep -q -- "-X PATCH repos/o/r/issues/comments/42" gh.log || fail "the comment was not replaced: $(cat gh.log)"
run 1 bash step.3
PLAN=good.json run 0 bash step.3

# 4. The steps of the GitLab template, with a curl that does the same
rm step.*
cat >bin/curl <<'SH'
#!/usr/bin/env bash
echo "$*" >>curl.log
case "$*" in
  *" -X "*) ;;
  *) cat comments.json ;;
esac
SH
chmod +x bin/curl
awk '/^    - \|$/ { n++; inside = 1; next } inside && !/^      / && NF { inside = 0 } inside { print substr($0, 7) > ("step." n) }' \
  "$templates/gitlab/review.yml"
export ROLECALL_PLAN=good.json ROLECALL_FAIL_ON=error ROLECALL_UNKNOWN=warn ROLECALL_GITLAB_TOKEN=glpat-secret
export CI_API_V4_URL=https://gitlab.example.com/api/v4 CI_PROJECT_ID=5 CI_MERGE_REQUEST_IID=6
echo '[]' >comments.json
run 0 sh step.1
run 0 env PATH="$work/bin:$PATH" sh step.2
grep -q -- "-X POST .*merge_requests/6/notes" curl.log || fail "no note was made: $(cat curl.log)"
jq '[{id: 9, body: .body}]' rolecall-note.json >comments.json
run 0 env PATH="$work/bin:$PATH" sh step.2
grep -q -- "-X PUT .*merge_requests/6/notes/9" curl.log || fail "the note was not replaced: $(cat curl.log)"
grep -q glpat-secret curl.log && fail "the token is among the arguments"
run 0 sh step.3
ROLECALL_PLAN=open.json run 1 sh step.3
echo "review: all good"
