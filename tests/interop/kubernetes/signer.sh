# The plane signs the cluster's service account tokens (ExternalJWTSigner): the API server has no key of its own, its
# tokens are taken by STS and by itself, and keys change without a flag of its being touched. Sourced by check.sh.
signer=$work/signer/socket
plane_data=$work/plane
running=() # what the plane runs under
start_signing_plane() {
  "${running[@]}" "$ROLECALL" serve --data-dir "$plane_data" --account-id 054000737513 --region eu-central-1 --listen "127.0.0.1:$port" \
    --tls-cert "$work/pki/rolecall.crt" --tls-key "$work/pki/rolecall.key" --issuer "$issuer" \
    --jwt-signer "unix:$signer" "$@" >>"$work/serve.log" 2>&1 &
  serve=$!
  pids+=("$serve")
  eventually curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/readyz"
}
stop() { kill "$1" && { wait "$1" 2>/dev/null || true; }; }
# part TOKEN 1|2 NAME: a member of a token's header or claims.
part() { python3 -c 'import base64, json, sys; print(json.loads(base64.urlsafe_b64decode(sys.argv[1].split(".")[int(sys.argv[2]) - 1] + "==")).get(sys.argv[3]))' "$@"; }
# token AUDIENCE
token() {
  run 0 "$ROLECALL" token mint --kubernetes="$work/admin.kubeconfig" --service-account external-secrets/aws-secretsmanager --audience "$1"
  cat "$work/out"
}
assume() {
  env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$aws" sts assume-role-with-web-identity --role-session-name check \
    --role-arn arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets --web-identity-token "$1" --query AssumedRoleUser.Arn --output text
}
knows_itself() { $kubectl --kubeconfig=/dev/null --server="$api" --certificate-authority="$work/pki/ca.crt" --token="$1" auth whoami -o jsonpath='{.status.userInfo.username}'; }

stop "$serve"
stop "$api_server"
start_signing_plane
signing=(--service-account-signing-endpoint="$signer")
start_api_server
ok "API server without a signing key"
first=$(token sts.amazonaws.com)
run 0 curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/keys"
out_has "$(part "$first" 1 kid)"
[ "$(part "$first" 2 iss)" = "$issuer" ] || { echo "the token is not the issuer's"; exit 1; }
run 0 assume "$first"
out_has "assumed-role/ExternalSecrets/check"
ok "TokenRequest, signed by the plane, taken by its STS"
own=$(token https://kubernetes.default.svc)
run 0 knows_itself "$own"
out_has "system:serviceaccount:external-secrets:aws-secretsmanager"
run 0 $kubectl get --raw /openid/v1/jwks
out_has "$(part "$own" 1 kid)"
ok "taken by the API server itself"

stop "$serve"
start_signing_plane --issuer-algorithm ES256
is_new() { [ "$(part "$(token sts.amazonaws.com)" 1 alg)" = ES256 ]; }
eventually is_new
second=$(token sts.amazonaws.com)
[ "$(part "$first" 1 kid)" != "$(part "$second" 1 kid)" ] || { echo "the key is the same"; exit 1; }
run 0 assume "$second"
run 0 assume "$first"
run 0 knows_itself "$own"
run 0 knows_itself "$(token https://kubernetes.default.svc)"
ok "another key, and tokens of the one before stay good"
