#!/usr/bin/env bash
# The external signer from end to end: what an API server asks for by gRPC's own library, is signed by the plane's
# issuer and taken by its STS; keys change, and what was signed before stays good.
source "$(dirname "$0")/../support/plane.sh"
account=054000737513
issuer=https://oidc.example.com/id/main
signer=$work/signer/socket
start_plane data --account-id $account --issuer $issuer --issuer https://oidc.example.com/id/other --jwt-signer "unix:$signer"
grep -qF "jwt-signer unix:$signer" "$work/serve-data.log" || fail "the ready line does not name the signer"
[ "$(stat -c %a "$signer") $(stat -c %a "$work/signer")" = "600 700" ] || fail "the socket is not private"
run 0 "$aws" iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com
run 0 "$aws" iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
 "Principal":{"Federated":"arn:aws:iam::'$account':oidc-provider/oidc.example.com/id/main"},"Action":"sts:AssumeRoleWithWebIdentity",
 "Condition":{"StringEquals":{"oidc.example.com/id/main:sub":"system:serviceaccount:shop:cart"}}}]}'

ask() { /usr/bin/python3 "$(dirname "$0")/jwt_signer.py" "$signer" "$@"; }
claims() { # ISSUER SUBJECT SECONDS
  printf '{"iss":"%s","sub":"%s","aud":["sts.amazonaws.com"],"iat":%d,"exp":%d}' "$1" "$2" "$(date +%s)" "$(($(date +%s) + $3))"
}
assume() {
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$aws" sts assume-role-with-web-identity --role-session-name check \
    --role-arn arn:aws:iam::$account:role/app --web-identity-token "$1" --query AssumedRoleUser.Arn --output text
}
algorithm() { /usr/bin/python3 -c 'import base64, json, sys; print(json.loads(base64.urlsafe_b64decode(sys.argv[1].split(".")[0] + "=="))["alg"])' "$1"; }

run 0 ask lifetime
out_is 86400
# The first seconds' key is followed by the RSA key.
for _ in $(seq 600); do
  first=$(ask sign "$(claims $issuer system:serviceaccount:shop:cart 3600)")
  [ "$(algorithm "$first")" = RS256 ] && break
  sleep 0.1
done
[ "$(algorithm "$first")" = RS256 ] || fail "there is no RSA key"
run 0 assume "$first"
out_is "arn:aws:sts::$account:assumed-role/app/check"
run 254 assume "$(ask sign "$(claims $issuer system:serviceaccount:shop:other 3600)")"
err_has AccessDenied

# Nothing is signed that is no service account's token of this issuer.
run 1 ask sign "$(claims https://oidc.example.com/id/other system:serviceaccount:shop:cart 3600)"
err_has "INVALID_ARGUMENT: the claim iss is not $issuer"
run 1 ask sign "$(claims $issuer system:node:n1 3600)"
err_has "INVALID_ARGUMENT: the claim sub is not system:serviceaccount:NAMESPACE:NAME"
run 1 ask sign "$(claims $issuer system:serviceaccount:shop:cart 100000)"
err_has "INVALID_ARGUMENT: the claim exp is more than 86400 seconds from now"
run 0 curl -s "$AWS_ENDPOINT_URL/metrics"
out_has 'rolecall_signed_tokens_total{outcome="refused"} 3'

# Each is in the audit log: what was signed for whom, with which key, and what was refused; no token is.
log=$work/data/audit.log
recorded() { # FILTER TEXT: the log, filtered, becomes that within some seconds
  for _ in $(seq 100); do
    [ "$(jq -r "$1" "$log" | sort | tr '\n' ' ')" != "$2" ] || return 0
    sleep 0.1
  done
  return 1
}
recorded 'select(.eventName == "SignToken" and .errorCode == "InvalidArgument") | .requestParameters.subject' \
  'system:node:n1 system:serviceaccount:shop:cart system:serviceaccount:shop:cart ' || fail "what was refused is not recorded"
[ -n "$(jq -c 'select(.eventName == "SignToken" and .errorCode == null and .requestParameters.subject == "system:serviceaccount:shop:cart"
  and .requestParameters.issuer == "'$issuer'" and .requestParameters.audiences == "sts.amazonaws.com" and .requestParameters.keyId != null
  and .requestParameters.callerUserId == "'$(id -u)'" and (.requestParameters.callerProcessId | tonumber) > 0
  and .resources[0].ARN == "arn:aws:rolecall:us-east-1:'$account':serviceaccount/shop/cart")' "$log")" ] || fail "what was signed is not recorded"
! grep -qF "${first##*.}" "$log" || fail "a token is in the audit log"

# The keys are those that the issuer publishes, and no socket is taken over.
run 0 ask keys
sort "$work/out" >"$work/fetched"
curl -s "$AWS_ENDPOINT_URL/keys" | jq -r '.keys[].kid' | sort | diff - "$work/fetched" || fail "other keys than the issuer's"
run 1 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/second" --issuer $issuer --jwt-signer "unix:$signer"
err_has "--jwt-signer: $signer: another server listens there"

# Another key: new tokens are signed with it, and those from before stay good. The socket is there again.
kill "$plane_pid"
wait "$plane_pid" || true
[ ! -e "$signer" ] || fail "the socket is left behind"
start_plane data --account-id $account --issuer $issuer --issuer-algorithm ES384 --jwt-signer "unix:$signer,issuer=$issuer"
for _ in $(seq 600); do
  second=$(ask sign "$(claims $issuer system:serviceaccount:shop:cart 3600)")
  [ "$(algorithm "$second")" = ES384 ] && break
  sleep 0.1
done
[ "$(algorithm "$second")" = ES384 ] || fail "the new key does not sign"
run 0 assume "$second"
run 0 assume "$first"

# A flag that cannot be meant.
for wrong in "tcp:1.2.3.4" "unix:relative" "unix:$signer,issuer=https://nobody.example" "unix:$signer,uid=x" "unix:$signer,more=1"; do
  run 1 "$ROLECALL" serve --listen 127.0.0.1:0 --data-dir "$work/third" --issuer $issuer --jwt-signer "$wrong"
  err_has "--jwt-signer: "
done

# Rotation by time, as an API server sees it over five days (the plane's clock is ahead, its starts are what looks at the
# keys): a new key is published for a day before it signs, and the old one as
# long as its last token lives.
faketime=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1 2>/dev/null | head -n 1 || true)
[ -n "$faketime" ] || { echo "jwt_signer: faketime is not installed: rotation by time is left out"; exit 0; }
kill "$plane_pid"
wait "$plane_pid" || true
real=$ROLECALL
printf '#!/bin/sh\nexport LD_PRELOAD="%s" FAKETIME="+${AHEAD}h" DONT_FAKE_MONOTONIC=1\nexec "%s" "$@"\n' "$faketime" "$real" >"$work/later"
chmod +x "$work/later"
at_hour() { # HOURS: the plane, so much later
  export AHEAD=$1
  ROLECALL=$work/later
  start_plane rotating --account-id $account --issuer $issuer --issuer-algorithm ES256 --issuer-key-rotation 72h --jwt-signer "unix:$signer"
}
ended() { kill "$plane_pid"; wait "$plane_pid" || true; }
later_claims() { # SECONDS, from the plane's now
  local now=$(($(date +%s) + AHEAD * 3600))
  printf '{"iss":"%s","sub":"system:serviceaccount:shop:cart","aud":["sts.amazonaws.com"],"iat":%d,"exp":%d}' $issuer $now $((now + $1))
}
key_of() { /usr/bin/python3 -c 'import base64, json, sys; print(json.loads(base64.urlsafe_b64decode(sys.argv[1].split(".")[0] + "=="))["kid"])' "$1"; }
keys_become() { # COUNT: within a minute
  for _ in $(seq 600); do
    [ "$(ask keys | wc -l)" = "$1" ] && return
    sleep 0.1
  done
  fail "there are $(ask keys | wc -l) keys instead of $1 at hour $AHEAD"
}
at_hour 0
first_key=$(key_of "$(ask sign "$(later_claims 3600)")")
"$aws" iam create-open-id-connect-provider --url $issuer --client-id-list sts.amazonaws.com >/dev/null
"$aws" iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
 "Principal":{"Federated":"arn:aws:iam::'$account':oidc-provider/oidc.example.com/id/main"},"Action":"sts:AssumeRoleWithWebIdentity",
 "Condition":{"StringEquals":{"oidc.example.com/id/main:sub":"system:serviceaccount:shop:cart"}}}]}' >/dev/null
ended
at_hour 73
keys_become 2
[ "$(key_of "$(ask sign "$(later_claims 3600)")")" = "$first_key" ] || fail "the new key signs before it is known"
ended
at_hour 96
old=$(ask sign "$(later_claims 86400)")
[ "$(key_of "$old")" = "$first_key" ] || fail "the new key signs too early"
ended
at_hour 98
new=$(ask sign "$(later_claims 3600)")
[ "$(key_of "$new")" != "$first_key" ] || fail "the new key does not sign"
keys_become 2
run 0 assume "$new"
run 0 assume "$old"
curl -s "$AWS_ENDPOINT_URL/keys" | jq -r '.keys[].kid' | grep -qF "$(key_of "$new")" || fail "the new key is not published"
ended
at_hour 124
keys_become 1
! ask keys | grep -qF "$first_key" || fail "the old key is still published"
