# The keys of a signing plane rotate by time, as the API server sees it over five days. Sourced by check.sh after
# signer.sh.
#
# The API server's clock stays, and the plane's does not: for the API server it is hour 98 of the plane's life all the
# time. Each start looks at the keys. A token must end after the plane's now and within a day of it, so that tokens can
# be had from hour 75 to 121 only; the plane's keys are made at hours 0 and 72.2, and the second one then signs from
# 96.2, and is alone from 121.2.
faketime=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1 2>/dev/null | head -n 1 || true)
if [ -z "$faketime" ]; then
  echo "rotation by time: left out (libfaketime is not installed)"
  return 0
fi
at_minute() { # MINUTE of the plane's life
  stop "$serve"
  running=(env LD_PRELOAD="$faketime" FAKETIME="$(printf '%+d' $((60 * ($1 - 98 * 60))))" DONT_FAKE_MONOTONIC=1)
  start_signing_plane --issuer-algorithm ES256 --issuer-key-rotation 72h
}
key_ids() { python3 -c 'import json, sys; print(*sorted(key["kid"] for key in json.load(sys.stdin)["keys"]))'; }
published() { curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/keys" | key_ids; }
published_by_cluster() { $kubectl get --raw /openid/v1/jwks | key_ids; }
sorted() { printf '%s\n' "$@" | sort | xargs; }
# is WANTED COMMAND…: what it prints.
is() {
  local got
  got=$("${@:2}") && [ "$got" = "$1" ] || { echo "'$got' instead of '$1': $2"; return 1; }
}
has_two() { [ "$(published | wc -w)" = 2 ]; }
# token_for SECONDS AUDIENCE
token_for() {
  "$ROLECALL" token mint --kubernetes="$work/admin.kubeconfig" --service-account external-secrets/aws-secretsmanager \
    --expiration "$1" --audience "$2"
}
# reviewed TOKEN: TokenReview, true or empty.
reviewed() {
  printf '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"%s"}}' "$1" >"$work/review.json"
  $kubectl create --raw /apis/authentication.k8s.io/v1/tokenreviews -f "$work/review.json" |
    python3 -c 'import json, sys; print(str(json.load(sys.stdin)["status"].get("authenticated", False)).lower())'
}
signs_with() { is "$1" part "$(token_for 86400 "$kube")" 1 kid; }
kube=https://kubernetes.default.svc
plane_data=$work/rotating

at_minute 0
first_key=$(published)
[ "$(wc -w <<<"$first_key")" = 1 ] || { echo "more than one key: $first_key"; exit 1; }
at_minute $((72 * 60 + 12))
eventually has_two
second_key=$(published | tr ' ' '\n' | grep -vxF "$first_key")
both_keys=$(sorted "$first_key" "$second_key")
at_minute $((96 * 60))
is "$both_keys" published
eventually is "$both_keys" published_by_cluster
old=$(token_for 72000 "$kube")
old_for_sts=$(token_for 72000 sts.amazonaws.com)
is "$first_key" part "$old" 1 kid
is "$first_key" part "$old_for_sts" 1 kid
is true reviewed "$old"
ok "a new key is published, by the plane and by the API server, before it signs"

at_minute $((98 * 60))
eval "$("$ROLECALL" env --data-dir "$plane_data")"
make_role
new=$(token_for 3600 "$kube")
new_for_sts=$(token_for 3600 sts.amazonaws.com)
is "$second_key" part "$new" 1 kid
is "$second_key" part "$new_for_sts" 1 kid
for token in "$old" "$new"; do
  run 0 knows_itself "$token"
  is true reviewed "$token"
done
for token in "$old_for_sts" "$new_for_sts"; do
  run 0 assume "$token"
  out_has "assumed-role/ExternalSecrets/check"
done
is "$both_keys" published_by_cluster
ok "it signs after a day, and what the old one signed stays good"

at_minute $((121 * 60))
is "$both_keys" published
run 254 assume "$old_for_sts"
err_has ExpiredTokenException
at_minute $((121 * 60 + 18))
eventually is "$second_key" published
eventually is "$second_key" published_by_cluster
eventually is false reviewed "$old"
run 1 knows_itself "$old"
err_has Unauthorized
run 254 assume "$old_for_sts"
err_has InvalidIdentityToken
last=$(token_for 86400 "$kube")
is "$second_key" part "$last" 1 kid
run 0 knows_itself "$last"
ok "the old key goes with its last token, and the API server takes none of it any more"
