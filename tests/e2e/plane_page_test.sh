#!/usr/bin/env bash
# The page at the plane's own address: who is let in, as whom it asks, what a stranger gets, and the bucket beside it.
source "$(dirname "$0")/../support/plane.sh"
run 1 "$ROLECALL" serve --listen 0.0.0.0:0 --data-dir "$work/open" --console
err_has '--console: without --tls-cert the page is for this machine alone'
start_plane data --account-id 054000737513 --region eu-central-1 --host plane.example.com --console
log=$work/data/audit.log
plane=arn:aws:rolecall:eu-central-1:054000737513:plane

as() { # NAME COMMAND…
  local key=$work/$1.json
  shift
  AWS_ACCESS_KEY_ID=$(jq -r .AccessKeyId "$key") AWS_SECRET_ACCESS_KEY=$(jq -r .SecretAccessKey "$key") "$@"
}
for name in ann bob; do
  "$aws" iam create-user --user-name $name >/dev/null
  "$aws" iam create-access-key --user-name $name --query AccessKey --output json >"$work/$name.json"
done
allow() { # NAME ACTIONS
  "$aws" iam put-user-policy --user-name "$1" --policy-name p --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":'"$2"',"Resource":"*"}]}'
}
allow ann '["rolecall:ViewConsole","rolecall:ReadAudit","rolecall:GetStatus","iam:Get*","iam:List*"]'

# Bob may not look.
run 1 as bob "$ROLECALL" web -plane
err_has 'rolecall:ViewConsole'
run 0 curl -s -o /dev/null -w '%{http_code}' -X POST "$AWS_ENDPOINT_URL/_rolecall/console"
out_is 403

link() { as "$1" "$ROLECALL" web -plane | sed -n 's/^Open //p'; }
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
enter() { # NAME: a cookie jar
  curl -s -o /dev/null -c "$work/$1.jar" "$(link "$1")"
}
address=$(link ann)
[[ $address == "$AWS_ENDPOINT_URL/console/?key="* ]] || fail "no link: $address"
[ "$(status -c "$work/ann.jar" "$address")" = 303 ] || fail "the link does not lead in"
[ "$(status "$address")" = 401 ] || fail "the link works twice"
page() { curl -s -b "$work/$1.jar" "$AWS_ENDPOINT_URL/console/$2"; }

# What she may see is shown; as whom is said.
page ann '' | grep -q '<title>Rolecall</title>' || fail "no page"
[ "$(page ann api/about | jq -r .who)" = arn:aws:iam::054000737513:user/ann ] || fail "not as ann"
"$aws" iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"sts:AssumeRole"}]}' >/dev/null
page ann api/access | jq -e '.roles[] | select(.name == "app")' >/dev/null || fail "the role is not shown"
page ann api/status | jq -e '.ready' >/dev/null || fail "no status"
page ann api/history | jq -e '.seconds' >/dev/null || fail "no history"
"$aws" secretsmanager create-secret --name db --secret-string x >/dev/null
run 254 as bob "$aws" secretsmanager get-secret-value --secret-id db
page ann 'api/events?after=0&wait=0' >"$work/events"
jq -e '.events[] | select(.denied and .operation == "GetSecretValue" and .who == "arn:aws:iam::054000737513:user/bob")' "$work/events" >/dev/null ||
  fail "the denial is not shown"
run 0 page ann 'api/explain?principal=arn:aws:iam::054000737513:user/bob&action=secretsmanager:GetSecretValue&resource=*'
jq -e '.decision == "denied"' "$work/out" >/dev/null || fail "the denial is not explained"
# Each question is in the audit log, as hers and from her address; a link's key is not.
recorded() { # CONDITION: within some seconds
  for _ in $(seq 100); do
    [ -z "$(jq -c "select($1)" "$log")" ] || return 0
    sleep 0.1
  done
  return 1
}
recorded '.eventName == "GetAccountAuthorizationDetails" and .userIdentity.userName == "ann" and .sourceIPAddress == "127.0.0.1"' ||
  fail "what the page asked is not recorded"
recorded '.eventName == "ViewConsole" and .userIdentity.userName == "ann" and .requestParameters.page == "/console/api/access"' ||
  fail "the page's request is not recorded"
! grep -qF "${address#*key=}" "$log" "$work"/data/audit-anonymous.log || fail "the link's key is in the audit log"

# Bob may look, and not more: he sees the page and what it is refused.
allow bob '"rolecall:ViewConsole"'
enter bob
page bob '' | grep -q '<title>Rolecall</title>' || fail "bob has no page"
for what in access status 'events?after=0&wait=0'; do
  run 0 page bob "api/$what"
  out_has 'not authorized to perform'
done
out_has 'rolecall:ReadAudit'

# Attacks: no cookie, another's name for this machine, another origin, methods that change.
here=$AWS_ENDPOINT_URL/console/api/access
[ "$(status "$here")" = 401 ] || fail "without a cookie"
[ "$(status -b "rolecall_console=$(printf '0%.0s' $(seq 64))" "$here")" = 401 ] || fail "a made up cookie"
[ "$(status -b "$work/ann.jar" -H 'Host: evil.example' -b "$(awk '/rolecall_console/ {print $6 "=" $7}' "$work/ann.jar")" "$here")" = 403 ] || fail "a stranger's host"
[ "$(status -b "$work/ann.jar" -H 'Origin: http://evil.example' "$here")" = 403 ] || fail "another origin"
[ "$(status -b "$work/ann.jar" -H 'Sec-Fetch-Site: cross-site' -H 'Sec-Fetch-Mode: no-cors' "$here")" = 403 ] || fail "another site"
[ "$(status -b "$work/ann.jar" -X DELETE "$here")" != 200 ] || fail "DELETE"

# A bucket of that name: who signs has it, and so has its own host name; what it holds may not run beside the page.
"$aws" s3api create-bucket --bucket console --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
echo '<script>alert(1)</script>' >"$work/evil.html"
"$aws" s3api put-object --bucket console --key evil.html --content-type text/html --body "$work/evil.html" >/dev/null
"$aws" s3api delete-public-access-block --bucket console
"$aws" s3api put-bucket-policy --bucket console --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::console/*"}]}'
"$aws" s3api get-object --bucket console --key evil.html "$work/got.html" >/dev/null
cmp "$work/got.html" "$work/evil.html" || fail "another object"
[ "$(status "$AWS_ENDPOINT_URL/console/evil.html")" = 401 ] || fail "the page's path gives an object"
run 0 curl -s -D "$work/headers" -H 'Host: console.plane.example.com' "$AWS_ENDPOINT_URL/evil.html"
out_has 'alert(1)'
! grep -qi content-security-policy "$work/headers" || fail "the bucket's own host is not the page's origin"
"$aws" s3api create-bucket --bucket other --create-bucket-configuration LocationConstraint=eu-central-1 >/dev/null
curl -s -D "$work/headers" -o /dev/null "$AWS_ENDPOINT_URL/other/x"
grep -qi '^content-security-policy: sandbox' "$work/headers" || fail "what a bucket holds runs as the page's origin"

# Whose right is taken away is out with the next request; whose key is, too; and signing out is.
allow bob '"s3:ListAllMyBuckets"'
[ "$(status -b "$work/bob.jar" "$AWS_ENDPOINT_URL/console/")" = 403 ] || fail "bob still looks"
enter ann
[ "$(status -b "$work/ann.jar" -X POST "$AWS_ENDPOINT_URL/console/sign-out")" = 204 ] || fail "no way out"
[ "$(status -b "$work/ann.jar" "$AWS_ENDPOINT_URL/console/")" = 401 ] || fail "signed out and still in"
enter ann
[ "$(status -b "$work/ann.jar" "$AWS_ENDPOINT_URL/console/")" = 200 ] || fail "not in again"
"$aws" iam update-access-key --user-name ann --access-key-id "$(jq -r .AccessKeyId "$work/ann.json")" --status Inactive
[ "$(status -b "$work/ann.jar" "$AWS_ENDPOINT_URL/console/")" = 401 ] || fail "a key that is switched off still looks"

# Without the flag there is no page, and a bucket of that name is at its path.
start_plane plain --account-id 054000737513 --region eu-central-1
run 1 "$ROLECALL" web -plane
err_has 'start it with `rolecall serve --console`'
run 0 curl -s "$AWS_ENDPOINT_URL/console/"
out_has "<Resource>/console/</Resource>"
echo "plane page: good"
