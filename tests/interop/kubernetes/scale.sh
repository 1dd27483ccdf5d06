# Ten thousand service accounts: the webhook sees each of them within a moment, holds them in little memory, and its
# answers do not wait for changes. Sourced by check.sh.
accounts=10000
# 1.20 makes a secret and a token for each, which takes it a while.
! is_old || accounts=2000
$kubectl create namespace many >/dev/null
"$here/accounts.py" "$api" "$work/pki" many make "$accounts"
last_is_known() {
  $kubectl -n many create -f - --dry-run=server -o jsonpath='{.spec.containers[0].env[?(@.name=="AWS_ROLE_ARN")].value}' <<YAML | grep -q "/Role$((accounts - 1))\$"
apiVersion: v1
kind: Pod
metadata: {name: last}
spec: {serviceAccountName: account-$((accounts - 1)), containers: [{name: c, image: i}]}
YAML
}
eventually last_is_known
megabytes() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status"; }
held=$(megabytes "$hook")
[ "$held" -lt 50 ] || { echo "the webhook holds $held MB for $accounts service accounts"; exit 1; }
ok "$accounts service accounts in $held MB"

rm -f "$work/enough"
"$here/accounts.py" "$api" "$work/pki" many change "$work/enough" >"$work/changes" &
changing=$!
pids+=("$changing")
pods_come
sleep 4
pods_came "pods while service accounts change"
wait "$changing"
ok "$(cat "$work/changes") changes of service accounts a second beside them"
